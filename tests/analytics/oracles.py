"""The methods said a second time: plain Python over the raw lines, slow, one client at a time, no SQL.

Nothing here is shared with the code under test but the plain line. Money is Decimal; medians are those of `statistics`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import mean, median, stdev
from typing import NamedTuple

from line_store import Line

ZERO = Decimal(0)


@dataclass(frozen=True)
class Rules:
    """The rules of rhythm that the store was built with."""

    window: int = 5
    least: int = 2
    share: float = 0.75
    clients: int = 30
    days: float = 90.0
    reversal: int = 30


class SeasonClock(NamedTuple):
    """The day after a client's last season, the day on which the next one is due, the day on which he is lost."""

    over_on: date
    due_on: date
    lost_on: date


def dead_orders(lines: list[Line], client: str, within: int = 30) -> set[str]:
    """Order numbers of a client that make no purchase day: netted to nothing, or cancelled by a return of their
    amount.
    """
    numbers = {row.order_no for row in lines if row.client == client and row.order_no is not None}
    net = {
        number: sum(row.amount for row in lines if row.client == client and row.order_no == number)
        for number in numbers
    }
    first = {
        number: min(row.day for row in lines if row.client == client and row.order_no == number) for number in numbers
    }
    returned = {row.order_no for row in lines if row.client == client and row.amount < 0}
    dead = {number for number in numbers if net[number] <= Decimal("0.005") and number in returned}
    open_orders = sorted((first[number], number) for number in numbers if net[number] > Decimal("0.005"))
    for day, number in sorted((first[number], number) for number in numbers if net[number] < Decimal("-0.005")):
        for made, order in open_orders:
            if order not in dead and net[order] == -net[number] and made <= day and (day - made).days <= within:
                dead.add(order)
                break
    return dead


def purchase_days(lines: list[Line], client: str, within: int = 30) -> list[date]:
    """Days on which the client bought for more than nothing, cancelled orders left out."""
    dead = dead_orders(lines, client, within)
    days: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for row in lines:
        if row.client == client and row.order_no not in dead:
            days[row.day] += row.amount
    return sorted(day for day, net in days.items() if net > 0)


def own_rhythm(days: list[date], rules: Rules) -> float | None:
    """Median of the last gaps of a list of purchase days, None where they are too few."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return float(median(gaps[-rules.window :])) if len(gaps) >= rules.least else None


def linear_quantile(values: list[float], share: float) -> float:
    """Quantile by linear interpolation between the two neighbours."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def fallback(bought: dict[str, list[date]], before: date, rules: Rules) -> float:
    """Rhythm of a client without one of his own, as known at the end of the month before a day."""
    month_end = before.replace(day=1) - timedelta(days=1)
    rhythms = [own_rhythm([day for day in days if day <= month_end], rules) for days in bought.values()]
    known = [rhythm for rhythm in rhythms if rhythm is not None]
    return linear_quantile(known, rules.share) if len(known) >= rules.clients else rules.days


def rhythm_on(bought: dict[str, list[date]], client: str, day: date, rules: Rules) -> tuple[float, str]:
    """Rhythm and its basis as known on a purchase day of the client."""
    own = own_rhythm([found for found in bought[client] if found <= day], rules)
    return (fallback(bought, day, rules), "fallback") if own is None else (own, "own")


def all_purchases(lines: list[Line], rules: Rules) -> dict[str, list[date]]:
    """Purchase days of every identified client."""
    return {
        name: purchase_days(lines, name, rules.reversal) for name in sorted({row.client for row in lines if row.client})
    }


def threshold(rhythm: float, k_lost: float = 4 / 3, min_gap: int = 14, plus_days: float = 0) -> int:
    """Days of silence from which a client is lost."""
    return max(min_gap, math.ceil(rhythm * k_lost + plus_days - 1e-6))


def season_clock(days: list[date]) -> SeasonClock | None:
    """The clock of a seasonal client, judged at the last of some purchase days; None for another client."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(days) < 4 or (days[-1] - days[0]).days < 300 or stdev(gaps) / mean(gaps) < 0.6:
        return None
    best: list[int] = []
    most = 0
    for start in range(12):
        months = [(start + step) % 12 + 1 for step in range(4)]
        count = sum(day.month in months for day in days)
        if count > most:
            most, best = count, months
    if most < 0.8 * len(days):
        return None
    inside = [day for day in days if day.month in best]
    begin = date(inside[-1].year - (inside[-1].month < best[0]), best[0], 1)
    bought_in = {day.month for day in inside}
    last_month = next(month for month in reversed(best) if month in bought_in)
    over_year = begin.year + (last_month < best[0])
    over = date(over_year + last_month // 12, last_month % 12 + 1, 1)
    lengths = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}
    length = sum(lengths.get(month, 31) for month in bought_in)
    due = min(day for day in inside if day >= begin) + timedelta(days=365)
    return SeasonClock(over, due, due + timedelta(days=max(45, math.ceil(4 * length / 3 - 1e-6))))


def seller(lines: list[Line], client: str, day: date) -> tuple[str, str, str]:
    """Manager, region and channel of the largest line of a day; of equal lines the last by name."""
    rows = [row for row in lines if row.client == client and row.day == day]
    best = max(rows, key=lambda row: (row.amount, row.manager, row.region, row.channel))
    return best.manager, best.region, best.channel


def status_of(lines: list[Line], client: str, as_of: date, rules: Rules, **rule: float) -> dict[str, object] | None:
    """Where a client stands on a date, by the rows up to it only; None where he has not bought yet."""
    known = [row for row in lines if row.day <= as_of]
    bought = all_purchases(known, rules)
    days = bought.get(client, [])
    if not days:
        return None
    rhythm, basis = rhythm_on(bought, client, days[-1], rules)
    clock = season_clock(days)
    season_days = (clock.lost_on - days[-1]).days if clock else 0
    limit = max(threshold(rhythm, **rule), season_days)  # type: ignore[arg-type]
    silent = (as_of - days[-1]).days
    due_on = days[-1] + timedelta(days=math.ceil(rhythm - 1e-6))
    if clock and silent >= rhythm and as_of >= clock.over_on:
        due_on = clock.due_on
    if silent >= limit:
        status = "lost" if len(days) > 1 else "one_off_gone"
    elif len(days) == 1:
        status = "one_off"
    elif silent < rhythm:
        status = "active"
    else:
        status = "seasonal" if clock and clock.over_on <= as_of < clock.due_on else "watch"
    year = [row for row in known if row.client == client and days[-1] - timedelta(days=364) <= row.day <= days[-1]]
    return {
        "last_purchase": days[-1],
        "first_purchase": days[0],
        "rhythm_days": rhythm,
        "threshold_days": limit,
        "silent_days": silent,
        "status": status,
        "basis": basis,
        "lost_on": days[-1] + timedelta(days=limit) if status in ("lost", "one_off_gone") else None,
        "due_on": due_on,
        "purchases": len(days),
        "purchases_12m": sum(days[-1] - timedelta(days=364) <= day <= days[-1] for day in days),
        "net_12m": sum((row.amount for row in year), ZERO),
        "manager": seller(known, client, days[-1])[0],
    }


def orders_of(rows: list[Line], lines: list[Line], client: str) -> int:
    """Orders among some rows of a client: numbers with a sale in them, or one a day and seller where rows have none."""
    dead = dead_orders(lines, client) if client else set()
    groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for row in rows:
        groups[row.day, row.manager, row.region, row.channel].append(row)
    count = 0
    for group in groups.values():
        numbered = [row for row in group if row.order_no is not None]
        count += len({row.order_no for row in numbered if row.amount > 0 and row.order_no not in dead})
        count += not numbered and max(row.amount for row in group) > 0
    return count


def worth(rows: list[Line], lines: list[Line], client: str, criterion: str) -> Decimal:
    """What some rows of a client are worth in a criterion."""
    if criterion == "orders":
        return Decimal(orders_of(rows, lines, client))
    if criterion == "revenue":
        return sum((row.amount for row in rows), ZERO)
    field = "margin" if criterion == "margin" else "quantity"
    return sum((getattr(row, field) or ZERO for row in rows), ZERO)


def abc(values: dict[str, Decimal], limit_a: Decimal, limit_b: Decimal, strict: bool = False) -> dict[str, str]:
    """Class of every client by value; exact arithmetic, borders belong up, equal money (to 0.01) has equal class."""
    total = sum((value for value in values.values() if value > 0), ZERO)
    classes: dict[str, str] = {}
    by_money: dict[Decimal, str] = {}
    above = ZERO
    for name, value in sorted(values.items(), key=lambda item: (-item[1], item[0])):
        if value <= 0:
            classes[name] = "N"
            continue
        reached = above + value if strict else above
        a = reached <= limit_a * total if strict else reached < limit_a * total
        b = reached <= limit_b * total if strict else reached < limit_b * total
        own = "A" if a else "B" if b else "C"
        classes[name] = by_money.setdefault(round(value, 2), own)
        above += value
    return classes


def movement(
    lines: list[Line], client: str, before: tuple[date, date], after: tuple[date, date], rules: Rules, warm_until: date
) -> str:
    """What happened to a client between two windows, first match from the top."""
    if not client:
        return "unidentified"
    bought_until_after = [day for day in purchase_days(lines, client, rules.reversal) if day <= after[1]]
    at_before = status_of(lines, client, before[1], rules)
    at_after = status_of(lines, client, after[1], rules)
    rows = [row for row in lines if row.client == client]
    worth_before = sum((row.amount for row in rows if before[0] <= row.day <= before[1]), ZERO)
    worth_after = sum((row.amount for row in rows if after[0] <= row.day <= after[1]), ZERO)
    kept = "growth" if worth_after >= worth_before else "decline"
    if at_after is None or not bought_until_after:
        return kept
    if bought_until_after[0] > before[1]:
        return "unknown" if bought_until_after[0] < warm_until else "new"
    bought = any(day >= after[0] for day in bought_until_after)
    gone = ("lost", "one_off_gone")
    if bought and at_before is not None and at_before["status"] in gone:
        return "returned"
    if bought:
        return kept
    return "lost" if at_after["status"] in gone else "paused"
