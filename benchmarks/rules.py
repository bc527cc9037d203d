"""Which rule of loss is right about simulated clients, whose end is known: regular, mixed and random buyers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.scope import Scope
from benchmarks.data import OUT
from benchmarks.timing import Line
from storage.derived import RhythmRules, rebuild
from storage.engine import DuckDBEngine
from storage.migrate import migrations

CLIENTS, DAYS, LEAST_PURCHASES = 4000, 900, 4
USUAL_GAP, SPREAD_OF_GAPS = 35.0, 0.6  # median of the clients' mean intervals, and how they differ
CHURN = 0.25  # a year
KINDS = {"regular": (0.1, 0.35), "mixed": (0.2, 0.9), "random": (0.8, 1.1)}  # variation of a client's intervals
_FIRST = date(2022, 1, 1)
_AS_OF = _FIRST + timedelta(days=DAYS)


def simulated(kind: str, clients: int, seed: int = 11) -> tuple[pa.Table, set[int]]:
    """Purchase days (client_id, day) of clients of a kind, and those who are really gone by the last day."""
    dice, low_high = np.random.default_rng(seed), KINDS[kind]
    mean_gap = dice.lognormal(np.log(USUAL_GAP), SPREAD_OF_GAPS, clients)
    shape = 1 / dice.uniform(*low_high, clients) ** 2
    first = dice.uniform(0, DAYS / 3, clients)
    ends = first + dice.exponential(-365 / np.log(1 - CHURN), clients)
    owner, day = [], []
    for client in range(clients):
        gaps = dice.gamma(shape[client], mean_gap[client] / shape[client], int(4 * DAYS / mean_gap[client]) + 20)
        days = first[client] + np.concatenate([[0], np.cumsum(gaps)])
        known = np.unique(days[days <= min(DAYS, ends[client])].astype(int))
        owner.append(np.full(len(known), client + 1))
        day.append(known)
    days_known = np.concatenate(day)
    table = pa.table(
        {
            "client_id": pa.array(np.concatenate(owner), pa.int32()),
            "day": pa.array([_FIRST + timedelta(days=int(step)) for step in days_known], pa.date32()),
        }
    )
    return table, {client + 1 for client in range(clients) if ends[client] < DAYS}


def engine_of(bought: pa.Table) -> DuckDBEngine:
    """The tables of the app over these purchases, each of one sum."""
    connection = duckdb.connect()
    for migration in migrations():
        connection.execute(migration.sql)
    with connection.cursor() as cursor:
        cursor.register("bought", bought)
        cursor.execute(
            "INSERT INTO parties SELECT DISTINCT client_id, '', '', 'Client ' || client_id, 'client ' || client_id, client_id FROM bought;"
            "INSERT INTO clients SELECT DISTINCT client_id, 'Client ' || client_id, '', '', NULL, NULL, NULL FROM bought;"
            "INSERT INTO sales_lines SELECT 1, 0, row_number() OVER (), day, client_id, 100, NULL, NULL, NULL, NULL, '', '', '', '', NULL, NULL FROM bought"
        )
        cursor.unregister("bought")
        cursor.begin()
        rebuild(cursor, RhythmRules())
        cursor.commit()
    return DuckDBEngine(connection)


def right(engine: DuckDBEngine, gone: set[int], rule: str) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean of a rule on the last day, of clients with four purchases or more."""
    rows = client_status(engine, Scope(_AS_OF, _FIRST, _AS_OF), ClientStatusSettings(rule=rule)).rows
    judged = {row["client_id"]: row["status"] == "lost" for row in rows if row["purchases"] >= LEAST_PURCHASES}
    called = {client for client, lost in judged.items() if lost}
    truly = gone & judged.keys()
    precision, recall = len(called & truly) / len(called), len(called & truly) / len(truly)
    return precision, recall, 2 * precision * recall / (precision + recall)


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """A line a kind of buyers. The size of the table and the rounds of the other parts do not matter here."""
    del lines, rounds, folder
    for kind in KINDS:
        bought, gone = simulated(kind, CLIENTS)
        engine = engine_of(bought)
        ours, plain = (right(engine, gone, rule) for rule in ("silence", "rhythm"))
        engine.close()
        told = [f"{p:.2f} / {r:.2f} / {f:.2f}" for p, r, f in (ours, plain)]
        yield Line(
            "", f"{CLIENTS} {kind} buyers: precision / recall / F1 by regularity", told[0],
            f"by the usual interval: {told[1]}", f"{ours[2] / plain[2]:.3f}", ">= 1", (ours[2] >= plain[2],),
        )  # fmt: skip
