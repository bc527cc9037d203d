"""Losses said a second time: every client and every date by itself, in plain Python over the raw lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from statistics import mean, stdev

from line_store import Line
from oracles import ZERO, Rules, all_purchases, fallback, own_rhythm, season_clock, seller, threshold
from scipy.stats import gamma


@dataclass(frozen=True)
class Spell:
    """A purchase with the silence after it: when it turns into a loss, and when the client bought again."""

    client: str
    day: date
    next_day: date | None
    number: int
    lost_on: date
    basis: str
    value: Decimal
    manager: str


def gaps_until(days: list[date], day: date) -> list[int]:
    """Closed intervals as known on a day."""
    known = [found for found in days if found <= day]
    return [(later - earlier).days for earlier, later in pairwise(known)]


def pooled_cv(bought: dict[str, list[date]], day: date, assumed: float = 0.5) -> float:
    """How unevenly the company's clients bought, as known at the end of the month before a day."""
    month_end = day.replace(day=1) - timedelta(days=1)
    freedom = spread = 0.0
    for days in bought.values():
        gaps = gaps_until(days, month_end)
        if len(gaps) >= 3:
            freedom += len(gaps) - 1
            spread += (len(gaps) - 1) * (stdev(gaps) / mean(gaps)) ** 2
    return math.sqrt(spread / freedom) if freedom else assumed


@cache
def multiple_of(share: float, k: float) -> float:
    """The quantile of a gamma distribution with mean 1; SciPy takes its time over each."""
    return float(gamma.isf(share, k) / k)


def silence_threshold(
    bought: dict[str, list[date]],
    client: str,
    day: date,
    usual: float,
    pool: float,
    share: float = 0.05,
    min_gap: int = 14,
) -> int:
    """Days of silence whose chance is below `share` by the client's own regularity."""
    gaps = gaps_until(bought[client], day)
    cv = pool
    if len(gaps) >= 3:
        weight = len(gaps) / (len(gaps) + 8)
        cv = math.sqrt(weight * (stdev(gaps) / mean(gaps)) ** 2 + (1 - weight) * pool**2)
    step = min(200, max(5, math.floor(100 * cv + 0.5))) / 100
    k = 1 / step**2
    multiple = multiple_of(share, k)
    return max(min_gap, math.ceil((mean(gaps) if len(gaps) >= 2 else usual) * multiple - 1e-6))


def year_value(lines: list[Line], client: str, days: list[date], rhythm: float, basis: str) -> Decimal:
    """What the client brings in a year, judged at the last of some purchase days."""
    last = days[-1]
    rows = [row for row in lines if row.client == client and last - timedelta(days=364) <= row.day <= last]
    net = sum((row.amount for row in rows), ZERO)
    if net <= 0:
        return ZERO
    if basis == "own" and (last - days[0]).days < 365:
        return Decimal(float(net) * (365.25 / rhythm / len(days))).quantize(Decimal("0.0001"))
    return net


def spells_of(lines: list[Line], as_of: date, rules: Rules, rule: str = "rhythm", k_lost: float = 4 / 3) -> list[Spell]:
    """All purchases up to a date with what followed them; a season excuses a silence."""
    bought = all_purchases(lines, rules)
    found = []
    pools = {
        month: pooled_cv(bought, month) for month in {day.replace(day=1) for days in bought.values() for day in days}
    }
    others = {month: fallback(bought, month, rules) for month in pools}
    for client, all_days in bought.items():
        days = [day for day in all_days if day <= as_of]
        for at, day in enumerate(days):
            own, month = own_rhythm(days[: at + 1], rules), day.replace(day=1)
            rhythm, basis = (others[month], "fallback") if own is None else (own, "own")
            limit = threshold(rhythm, k_lost)
            if rule == "silence":
                limit = silence_threshold(bought, client, day, rhythm, pools[month])
            lost_on = day + timedelta(days=limit)
            clock = season_clock(days[: at + 1])
            lost_on = max(lost_on, clock.lost_on) if clock else lost_on
            found.append(
                Spell(
                    client, day, days[at + 1] if at + 1 < len(days) else None, at + 1, lost_on, basis,
                    year_value(lines, client, days[: at + 1], rhythm, basis), seller(lines, client, day)[0],
                )
            )  # fmt: skip
    return found


def covering(spells: list[Spell], day: date) -> list[Spell]:
    """The spell of each client that a day lies in, of those with two purchases or more."""
    return [s for s in spells if s.number >= 2 and s.day <= day and (s.next_day is None or s.next_day > day)]


def same_money(one: Decimal, other: Decimal) -> bool:
    """Equal but for the last digit of each of a few estimates."""
    return abs(one - other) < Decimal("0.01")


def report(spells: list[Spell], since: date, until: date) -> dict[str, tuple[int, int, Decimal, int]]:
    """manager -> clients, lost, their money, returns; '*' is the company."""
    found: dict[str, tuple[int, int, Decimal, int]] = {}

    def add(manager: str, clients: int, lost: int, money: Decimal, returned: int) -> None:
        for name in (manager, "*"):
            was = found.get(name, (0, 0, ZERO, 0))
            found[name] = (was[0] + clients, was[1] + lost, was[2] + money, was[3] + returned)

    for spell in covering(spells, until):
        if spell.lost_on > since:
            gone = spell.lost_on <= until
            add(spell.manager, 1, int(gone), spell.value if gone else ZERO, 0)
    for spell in spells:
        back = spell.next_day
        if spell.number >= 2 and back is not None and since < back <= until and back >= spell.lost_on:
            seller_then = next(s.manager for s in spells if s.client == spell.client and s.day == back)
            add(seller_then, 0, 0, ZERO, 1)
    return found


def events(spells: list[Spell], first: date, last: date, as_of: date) -> tuple[int, Decimal, int, Decimal]:
    """Losses and returns of some days, with their money."""
    lost = [
        s for s in spells
        if s.number >= 2 and first <= s.lost_on <= min(last, as_of) and (s.next_day is None or s.lost_on <= s.next_day)
    ]  # fmt: skip
    back = [
        s for s in spells if s.number >= 2 and s.next_day and first <= s.next_day <= last and s.lost_on <= s.next_day
    ]
    return len(lost), sum((s.value for s in lost), ZERO), len(back), sum((s.value for s in back), ZERO)


def events_of(
    spells: list[Spell], manager: str, first: date, last: date, as_of: date
) -> tuple[int, Decimal, int, Decimal]:
    """Losses of some days of whoever was the client's manager then, and returns to him, with their money."""
    sold = {(s.client, s.day): s.manager for s in spells}
    lost = events([s for s in spells if s.manager == manager], first, last, as_of)
    back = events([s for s in spells if s.next_day and sold[s.client, s.next_day] == manager], first, last, as_of)
    return (*lost[:2], *back[2:])
