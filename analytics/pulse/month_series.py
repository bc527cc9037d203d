"""The money of the complete months, one number a month, for methods that look at the course of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analytics.periods import add_months, is_complete, month_start, months_between
from analytics.scope import Scope
from analytics.statements import VALUES, statement
from analytics.windows import data_span
from storage.engine import Engine


@dataclass(frozen=True)
class MonthSeries:
    """Complete months in order and their values; missing: months in which the whole file has no row."""

    months: list[date]
    values: list[float]
    missing: list[date]


def month_series(engine: Engine, scope: Scope, tail_gap_days: int) -> MonthSeries:
    """How much money did each complete month up to the as-of date bring?

    A month without a row of anybody is missing, not zero: its value lies between its neighbours.
    """
    span = data_span(engine, scope.as_of)
    if span is None:
        return MonthSeries([], [], [])
    found = engine.query(statement("pulse/month_series", scope, VALUES[scope.measure]), **scope.parameters).to_pylist()
    value_of = {row["month"]: row["value"] for row in found}
    first = month_start(span[0])
    last = max(value_of)
    months = [add_months(first, step) for step in range(months_between(first, last) + 1)]
    months = [month for month in months if is_complete(month, scope.as_of, tail_gap_days)]
    values: list[float | None] = [value_of.get(month) for month in months]
    return MonthSeries(months, between_neighbours(values), [month for month in months if month not in value_of])


def between_neighbours(values: list[float | None]) -> list[float]:
    """The values with each gap filled by the straight line between the values around it (the nearest one at an end)."""
    known = [place for place, value in enumerate(values) if value is not None]
    filled = []
    for place, value in enumerate(values):
        if value is not None:
            filled.append(value)
            continue
        left = max((spot for spot in known if spot < place), default=None)
        right = min((spot for spot in known if spot > place), default=None)
        if left is None or right is None:
            nearest = left if right is None else right
            filled.append(0.0 if nearest is None else values[nearest] or 0.0)
            continue
        low, high = values[left] or 0.0, values[right] or 0.0
        filled.append(low + (high - low) * (place - left) / (right - left))
    return filled
