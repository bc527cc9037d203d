"""What is built once per import, merge or undo, and read by nearly every method: `client_day` and `purchase_states`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from storage.progress import Steps
from storage.reversals import matched_returns

_SQL = Path(__file__).with_name("sql")


@dataclass(frozen=True)
class RhythmRules:
    """How a client's rhythm is measured; a change rebuilds `purchase_states`.

    rhythm_window: closed gaps whose median is the rhythm. min_intervals: gaps needed for a rhythm of one's own.
    fallback_share: quantile of other clients' rhythms used until then. fallback_clients: how many of them it takes.
    fallback_days: the rhythm where even they are too few. reversal_days: within how many days a return of exactly an
    order's amount cancels that order.
    """

    rhythm_window: int = 5
    min_intervals: int = 2
    fallback_share: float = 0.75
    fallback_clients: int = 30
    fallback_days: int = 90
    reversal_days: int = 30

    def __post_init__(self) -> None:
        if not 1 <= self.min_intervals <= self.rhythm_window <= 50:
            raise ValueError("intervals: 1 <= least number <= window <= 50")
        if not 0 < self.fallback_share < 1 or self.fallback_clients < 1 or self.fallback_days < 1:
            raise ValueError("the fallback rhythm needs a share between 0 and 1, and at least one client and one day")
        if self.reversal_days < 0:
            raise ValueError("a return cannot come before its sale")


def read_sql(name: str) -> str:
    """The text of a statement kept beside the code."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def rebuild(
    cursor: duckdb.DuckDBPyConnection, rules: RhythmRules, steps: Steps | None = None, fallback_known: bool = False
) -> None:
    """Build both tables anew from `sales_lines` and `parties`, inside the transaction that is open on the cursor.

    Each is made beside the old one and renamed over it: deleting rows in place would grow the file. fallback_known:
    `fallback_rhythm` is taken as it stands, where the lines are only a part of the company's.
    """
    steps = steps or Steps()
    steps.begin("days")
    _build_client_day(cursor, rules)
    steps.begin("rhythms")
    _build_states(cursor, rules, fallback_known)


def _build_client_day(cursor: duckdb.DuckDBPyConnection, rules: RhythmRules) -> None:
    orders = cursor.sql(read_sql("reversal_candidates")).fetchall()
    reversed_orders = matched_returns(orders, rules.reversal_days)
    columns = {
        "client_id": pa.array([client for client, _ in reversed_orders], pa.int32()),
        "order_no": pa.array([number for _, number in reversed_orders], pa.string()),
    }
    cursor.register("returned_orders", pa.table(columns))
    try:
        cursor.execute(read_sql("client_day"))
    finally:
        cursor.unregister("returned_orders")
    swap(cursor, "client_day")


def _build_states(cursor: duckdb.DuckDBPyConnection, rules: RhythmRules, fallback_known: bool) -> None:
    rhythm = read_sql("rhythm_five" if rules.rhythm_window == 5 else "rhythm_any")
    rhythm = rhythm.replace(":min_intervals:", str(rules.min_intervals)).replace(
        ":window:", str(rules.rhythm_window - 1)
    )
    cursor.execute(read_sql("purchase_states").replace(":rhythm:", rhythm))
    fallback_days = float(rules.fallback_days)
    if not fallback_known:
        cursor.execute(
            read_sql("fallback_rhythm"),
            {"share": rules.fallback_share, "clients": rules.fallback_clients, "days": fallback_days},
        )
        swap(cursor, "fallback_rhythm")
    cursor.execute(read_sql("season_clocks"))
    cursor.execute(read_sql("purchase_states_final"), {"days": fallback_days})
    cursor.execute("DROP TABLE own_rhythms")
    cursor.execute("DROP TABLE season_clocks")
    swap(cursor, "purchase_states")


def swap(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    """Put `<table>_new` in the place of `<table>`."""
    cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
