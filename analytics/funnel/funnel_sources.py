"""Which funnels the data hold: totals that somebody counted, and the pipelines of a CRM, each with its stages in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from analytics.funnel.stage_order import end_of_way, usual_place
from analytics.periods import month_end
from analytics.scope import Scope
from analytics.statements import read_sql
from storage.engine import Engine

LEAST_STAGES, MOST_STAGES = 3, 7
SOURCES = ("counts", "deals")
WON = "won"  # the end of a funnel in which no deal was won yet


@dataclass(frozen=True)
class FunnelSource:
    """One funnel that can be asked about.

    source: counts (totals of months) or deals; pipeline: of deals, '' where it has no name. stages: in order, the last
    is the sale; others: stages that the data name beyond them; lost: stages at which a deal is over without a sale.
    has_log: moves between stages are written down. first_day, last_day: of its records; records: how many.
    """

    source: str
    pipeline: str
    stages: tuple[str, ...]
    others: tuple[str, ...]
    lost: tuple[str, ...]
    has_log: bool
    first_day: date | None
    last_day: date | None
    records: int


def funnel_sources(engine: Engine, scope: Scope, settings: None = None) -> tuple[FunnelSource, ...]:
    """Which funnels do the data hold as of the date: totals first, then the pipelines, that of the most deals first?

    The order of stages is how the log of moves runs; without a log, the words of the trade, and where these do not tell
    the stages of totals apart, how many reached each. At most seven stages are taken, the first six and the sale; the owner can choose others.
    """
    rows = engine.query(read_sql("funnel/funnel_sources"), as_of=scope.as_of).to_pylist()
    parts = groupby(rows, key=lambda row: (row["source"], row["pipeline"]))
    found = [_source(source, pipeline, list(stages)) for (source, pipeline), stages in parts]
    return tuple(sorted(found, key=lambda one: (one.source, -one.records, one.pipeline)))


def _source(source: str, pipeline: str, rows: list[dict[str, Any]]) -> FunnelSource:
    days = [row[name] for row in rows for name in ("first_day", "last_day") if row[name]]
    stages = _of_counts(rows) if source == "counts" else _of_deals(rows)
    lost = () if source == "counts" else tuple(sorted(row["stage"] for row in rows if _end(row) == "lost"))
    chosen = stages if len(stages) <= MOST_STAGES else (*stages[: MOST_STAGES - 1], stages[-1])
    others = tuple(stage for stage in stages if stage not in chosen)
    last = max(days, default=None)
    if source == "counts" and last:
        last = month_end(last)
    has_log = any(row["moves"] for row in rows)
    records = sum(row["reached"] or 0 for row in rows)
    return FunnelSource(source, pipeline, chosen, others, lost, has_log, min(days, default=None), last, records)


def _of_counts(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """By the words of the trade where they tell all stages apart, else as a funnel narrows."""
    known = list(rows)
    places = {row["stage"]: usual_place(row["stage"]) for row in known}
    spoken = len(set(places.values())) == len(known)
    known.sort(key=lambda row: (places[row["stage"]] if spoken else 0, -(row["reached"] or 0), row["stage"]))
    return tuple(row["stage"] for row in known)


def _of_deals(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    known = list(rows)
    ways = [row for row in known if not _end(row)]
    ways.sort(key=lambda row: (_place(row), -(row["reached"] or 0), row["stage"]))
    won = sorted((row for row in known if _end(row) == "won"), key=lambda row: (-row["won"], row["stage"]))
    return (*(row["stage"] for row in ways), won[0]["stage"] if won else WON)


def _place(row: dict[str, Any]) -> float:
    return float(row["step"]) if row["step"] else 1 + usual_place(row["stage"])


def _end(row: dict[str, Any]) -> str:
    """What the dates of its deals say of a stage; where there are none, its name."""
    if row["won"] or row["lost"]:
        return "won" if row["won"] > row["lost"] else "lost"
    return end_of_way(row["stage"])
