"""Which days a plan is about, and whom: periods of one, three or twelve months, and dates of another calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from analytics.periods import add_months, month_start, months_between
from analytics.scope import Scope
from analytics.statements import read_sql
from analytics.windows import data_span
from storage.engine import Engine

LENGTHS = (1, 3, 12)


@dataclass(frozen=True)
class Plan:
    """A plan of a period, both days included. manager: who is meant by the name, None while nobody knows; '' for the
    company. written: the month as it stands in the file.
    """

    import_id: int
    first_day: date
    last_day: date
    level: str
    name: str
    manager: str | None
    measure: str
    value: Decimal
    written: date


@dataclass(frozen=True)
class Calendar:
    """How the dates of plans are read: so many months a plan (0: by the usual step between the dates of a file), and the
    month with which the plans begin whose dates all lie before the first sale (None: as written).
    """

    months: int = 0
    first_month: date | None = None


def read_plans(engine: Engine, scope: Scope, calendar: Calendar) -> tuple[list[Plan], list[str]]:
    """All plans with their days and persons, by level, name, measure and day; and the names that nobody can place.

    A name of a manager is placed where people said who it is, else where a seller is called so. Names that are numbers
    of which only some are sellers' numbers come from another list: they are placed only by people's word.
    """
    rows = engine.query(read_sql("team/plans")).to_pylist()
    sellers = {row["manager"] for row in engine.query("SELECT DISTINCT manager FROM client_day").to_pylist()} - {""}
    days = _days(engine, scope, rows, calendar)
    foreign = _foreign(rows, sellers)
    plans, unknown = [], set()
    for row in rows:
        manager = "" if row["level"] == "company" else row["name"]
        if row["level"] == "manager":
            found = row["said"] or (row["known"] if row["import_id"] not in foreign else None)
            manager = found if found in sellers else None
            unknown |= {row["name"]} if manager is None else set()
        month = month_start(row["period"])
        first, length = days[row["import_id"], month]
        last = add_months(first, length) - timedelta(days=1)
        plans.append(
            Plan(row["import_id"], first, last, row["level"], row["name"], manager, row["measure"], row["value"], month)
        )
    return plans, sorted(unknown)


def _foreign(rows: Sequence[dict[str, object]], sellers: set[str]) -> set[int]:
    """Imports whose names are numbers of another list."""
    names: dict[int, set[str]] = {}
    for row in rows:
        if row["level"] == "manager":
            names.setdefault(int(str(row["import_id"])), set()).add(str(row["known"]))
    return {
        number
        for number, found in names.items()
        if all(name.strip().isdigit() for name in found) and not found <= sellers
    }


def _days(
    engine: Engine, scope: Scope, rows: Sequence[dict[str, object]], calendar: Calendar
) -> dict[tuple[int, date], tuple[date, int]]:
    """import, written month -> first day of the plan and its length in months."""
    span = data_span(engine, scope.as_of)
    found: dict[tuple[int, date], tuple[date, int]] = {}
    months: dict[int, set[date]] = {}
    for row in rows:
        period = row["period"]
        assert isinstance(period, date)
        months.setdefault(int(str(row["import_id"])), set()).add(month_start(period))
    for number, dates in months.items():
        ordered = sorted(dates)
        length = calendar.months or usual_step(ordered)
        moved = calendar.first_month and span and add_months(ordered[-1], length) <= month_start(span[0])
        for place, month in enumerate(ordered):
            first = add_months(calendar.first_month, place * length) if moved and calendar.first_month else month
            found[number, month] = first, length
    return found


def usual_step(months: Sequence[date]) -> int:
    """How many months does a plan last, when its file names these months: one, three or twelve?"""
    steps = [months_between(one, other) for one, other in pairwise(months)]
    if not steps:
        return 1
    step = median(steps)
    return min(LENGTHS, key=lambda length: abs(length - step))
