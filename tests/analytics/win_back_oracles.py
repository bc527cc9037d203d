"""Winning back said a second time: every client by himself, in plain Python over the raw lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import pstdev

from line_store import Line
from loss_oracles import Spell, spells_of
from oracles import ZERO, Rules, abc, all_purchases, rhythm_on, season_clock, threshold

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Steadiness:
    """The class of a client, the variation behind it, and the money of his buckets."""

    xyz_class: str
    cv: float | None
    months: int
    buckets: list[Decimal]


def bucket_start(day: date, months: int) -> date:
    """First day of the bucket of so many months that a day lies in, counted from the year 0."""
    first = (day.year * 12 + day.month - 1) // months * months
    return date(first // 12, first % 12 + 1, 1)


def next_start(start: date, months: int) -> date:
    """First day of the bucket after the one that begins on a day."""
    number = start.year * 12 + start.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def steadiness(lines: list[Line], client: str, as_of: date, rules: Rules, tail: int = 3) -> Steadiness:
    """How evenly a client bought until the date or until he was lost."""
    bought = {name: [d for d in days if d <= as_of] for name, days in all_purchases(lines, rules).items()}
    days = bought[client]
    rhythm, _ = rhythm_on(bought, client, days[-1], rules)
    months = next((m for limit, m in ((45, 1), (135, 3), (270, 6)) if rhythm <= limit), 12)
    clock = season_clock(days)
    gone_on = max(days[-1] + timedelta(days=threshold(rhythm)), clock.lost_on if clock else date.min)
    starts, start = [], bucket_start(days[0], months)
    while start <= gone_on and next_start(start, months) - DAY - timedelta(days=tail) <= as_of:
        starts.append(start)
        start = next_start(start, months)
    whole = [s for s in starts if s >= days[0] and next_start(s, months) - DAY <= gone_on]
    kept = (whole if len(whole) >= 5 else starts)[-12:]
    known = [row for row in lines if row.client == client and row.day <= as_of]
    sums = [sum((r.amount for r in known if s <= r.day < next_start(s, months)), ZERO) for s in kept]
    if len(kept) < 4 or sum(sums) <= 0:
        return Steadiness("n", None, months, sums)
    cv = pstdev([float(s) for s in sums]) / (float(sum(sums)) / len(sums))
    return Steadiness("X" if cv <= 0.5 + 1e-9 else "Y" if cv <= 1 + 1e-9 else "Z", cv, months, sums)


def lost_now(lines: list[Line], as_of: date, rules: Rules) -> list[Spell]:
    """The last purchases of everybody who is lost on the date, one-off buyers too."""
    return [s for s in spells_of(lines, as_of, rules) if s.next_day is None and s.lost_on <= as_of]


def borders(lines: list[Line], first: date, last: date) -> tuple[Decimal | None, Decimal | None]:
    """The least money in class A and in class B of a period."""
    sums: dict[str, Decimal] = {}
    for row in lines:
        if row.client and first <= row.day <= last:
            sums[row.client] = sums.get(row.client, ZERO) + row.amount
    classes = abc(sums, Decimal("0.8"), Decimal("0.95"))
    least = [min((sums[n] for n in sums if classes[n] == code), default=None) for code in "AB"]
    return least[0], least[1]


def class_of(value: Decimal, a: Decimal | None, b: Decimal | None) -> str:
    """Where the money of a year stands among those who buy now."""
    if value <= 0:
        return "C"
    if a is None or value >= a:
        return "A"
    return "B" if b is not None and value >= b else "C"


GRID = {"A": {"X": 1, "Y": 1, "Z": 2}, "B": {"X": 1, "Y": 2, "Z": 3}, "C": {"X": 3, "Y": 4, "Z": 4}}


def close(one: float | None, other: float | None) -> bool:
    """The same number, or none in both."""
    return one is other if one is None or other is None else math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)
