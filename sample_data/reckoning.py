"""Slow, plain statements of the rules, to know what must be found in the demo company: a client at a time, no SQL.

The rules are management practice: purchase days, rhythm and loss of a client, classes 80/15/5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from statistics import median

from sample_data.ledger import Line
from sample_data.sales import UNIDENTIFIED
from sample_data.seasons import season

_FULL_RETURN_DAYS = 30
_LAST_GAPS, _LEAST_GAPS = 5, 2
_LEAST_CLIENTS, _NO_FALLBACK_DAYS = 30, 90.0
_LEAST_SILENCE = 14
_LIMIT_A, _LIMIT_B = 80, 95  # percent


@dataclass(frozen=True)
class Standing:
    """Where a client stands on a day. Days of rhythm_days, threshold_days and silent_days; lost_on where he is lost."""

    purchases: int
    last_purchase: date
    rhythm_days: float
    basis: str
    threshold_days: int
    silent_days: int
    status: str
    lost_on: date | None


def purchase_days(lines: Iterable[Line]) -> dict[int, list[date]]:
    """client_no -> days on which his orders, without those taken back whole, come to more than nothing."""
    orders: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.client_no != UNIDENTIFIED:
            orders[line.client_no, line.order_no].append(line)
    dead = _taken_back(orders)
    sums: dict[tuple[int, date], int] = defaultdict(int)
    for key, order in orders.items():
        for line in order if key not in dead else ():
            sums[line.client_no, line.day] += line.amount
    days: dict[int, list[date]] = defaultdict(list)
    for client_no, day in sorted(key for key, amount in sums.items() if amount > 0):
        days[client_no].append(day)
    return dict(days)


def _taken_back(orders: Mapping[tuple[int, str], list[Line]]) -> set[tuple[int, str]]:
    """Orders that come to nothing under their own number, and those whose exact sum came back within thirty days."""
    sums = {key: sum(line.amount for line in lines) for key, lines in orders.items()}
    first_days = {key: min(line.day for line in lines) for key, lines in orders.items()}
    returns = sorted((key for key in orders if sums[key] < 0), key=lambda key: first_days[key])
    dead = {key for key, lines in orders.items() if sums[key] <= 0 and any(line.amount < 0 for line in lines)}
    by_amount: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for key in sorted(orders, key=lambda key: (first_days[key], key)):
        by_amount[key[0], sums[key]].append(key)
    for back in returns:
        for order in by_amount[back[0], -sums[back]]:
            if order not in dead and 0 <= (first_days[back] - first_days[order]).days <= _FULL_RETURN_DAYS:
                dead |= {order, back}
                break
    return dead


def own_rhythm(days: list[date]) -> float | None:
    """Median of the last five gaps between purchase days; None with fewer than two gaps."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return float(median(gaps[-_LAST_GAPS:])) if len(gaps) >= _LEAST_GAPS else None


def fallback_rhythms(histories: Mapping[int, list[date]]) -> Callable[[date], float]:
    """The rhythm lent to a client without one: the slow end (75 %) of the others' at the end of the month before."""
    known: dict[date, float] = {}

    def on(day: date) -> float:
        month_end = day.replace(day=1) - timedelta(days=1)
        if month_end not in known:
            rhythms = (own_rhythm([d for d in days if d <= month_end]) for days in histories.values())
            known[month_end] = _slow_end(sorted(rhythm for rhythm in rhythms if rhythm is not None))
        return known[month_end]

    return on


def _slow_end(rhythms: list[float]) -> float:
    """The 75 % quantile, between two values in proportion."""
    if len(rhythms) < _LEAST_CLIENTS:
        return _NO_FALLBACK_DAYS
    place = 0.75 * (len(rhythms) - 1)
    below = int(place)
    above = min(below + 1, len(rhythms) - 1)
    return rhythms[below] + (place - below) * (rhythms[above] - rhythms[below])


def threshold(rhythm: float) -> int:
    """Days of silence that make a client lost: 4/3 of his rhythm, fourteen at least."""
    return max(_LEAST_SILENCE, ceil(rhythm * 4 / 3 - 1e-6))


def standing(days: list[date], as_of: date, fallback: Callable[[date], float]) -> Standing:
    """Where a client with these purchase days stands; later days are not looked at."""
    past = [day for day in days if day <= as_of]
    last, own = past[-1], own_rhythm(past)
    rhythm = fallback(last) if own is None else own
    silent, limit, yearly = (as_of - last).days, threshold(rhythm), season(past)
    if yearly:
        limit = max(limit, (yearly.lost_on - last).days)
    lost = silent >= limit
    if len(past) == 1:
        status = "one_off_gone" if lost else "one_off"
    elif lost or silent < rhythm:
        status = "lost" if lost else "active"
    else:
        status = "seasonal" if yearly and yearly.over_on <= as_of < yearly.due_on else "watch"
    lost_on = last + timedelta(days=limit) if status == "lost" else None
    return Standing(len(past), last, rhythm, "fallback" if own is None else "own", limit, silent, status, lost_on)


def comebacks(days: list[date], fallback: Callable[[date], float]) -> list[tuple[date, date]]:
    """(day on which he became lost, day on which he bought again), oldest first, from the second purchase on."""
    found: list[tuple[date, date]] = []
    for number in range(2, len(days)):
        before = standing(days[:number], days[number], fallback)
        if before.lost_on is not None:
            found.append((before.lost_on, days[number]))
    return found


def abc_classes(values: Mapping[int, int]) -> dict[int, str]:
    """client_no -> A, B, C by 80/15/5 of all positive values, N without any; the client on a border stands above it."""
    total = sum(value for value in values.values() if value > 0)
    classes: dict[int, str] = {}
    before, last_value, letter = 0, None, "A"
    for client_no, value in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])):
        if value != last_value:
            letter = "A" if before * 100 < _LIMIT_A * total else "B" if before * 100 < _LIMIT_B * total else "C"
        classes[client_no] = letter if value > 0 else "N"
        before, last_value = before + max(value, 0), value
    return classes
