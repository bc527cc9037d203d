"""Who buys in a season of the year only, and when such a client is lost: a plain statement, a client at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from statistics import mean, stdev

_LEAST_PURCHASES, _LEAST_DAYS, _LEAST_SPREAD = 4, 300, 0.6
_MONTHS, _LEAST_SHARE = 4, 0.8
_YEAR, _LEAST_PATIENCE = timedelta(days=365), 45
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Season:
    """The day after the last season, the day on which the next one is due, the day on which the client is lost."""

    over_on: date
    due_on: date
    lost_on: date


def season(days: Sequence[date]) -> Season | None:
    """The season of a client with these purchase days; None for one who buys all the year."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if (
        len(days) < _LEAST_PURCHASES
        or (days[-1] - days[0]).days < _LEAST_DAYS
        or stdev(gaps) < _LEAST_SPREAD * mean(gaps)
    ):
        return None
    windows = [tuple((first + step) % 12 + 1 for step in range(_MONTHS)) for first in range(12)]
    best = max(windows, key=lambda months: sum(day.month in months for day in days))
    inside = [day for day in days if day.month in best]
    return _clock(inside, best) if len(inside) >= _LEAST_SHARE * len(days) else None


def _clock(inside: list[date], months: tuple[int, ...]) -> Season:
    begun = date(inside[-1].year - (inside[-1].month < months[0]), months[0], 1)
    used = [month for month in months if any(day.month == month for day in inside)]
    after = used[-1] % 12 + 1
    over_on = date(begun.year + (after <= months[0]), after, 1)
    due_on = min(day for day in inside if day >= begun) + _YEAR
    length = sum(_DAYS[month - 1] for month in used)
    return Season(over_on, due_on, due_on + timedelta(days=max(_LEAST_PATIENCE, ceil(4 * length / 3 - 1e-6))))
