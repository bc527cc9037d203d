"""Data health said a second time: plain Python over the raw lines, one question after another, no SQL."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

from line_store import Line

Found = dict[str, tuple[Decimal | None, int | None, int | None, date | None, date | None]]


def money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def days_of(lines: list[Line]) -> list[date]:
    first, last = min(row.day for row in lines), max(row.day for row in lines)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def empty_months(lines: list[Line]) -> list[tuple[int, int]]:
    sold = {(row.day.year, row.day.month) for row in lines}
    return [month for month in dict.fromkeys((d.year, d.month) for d in days_of(lines)) if month not in sold]


def usual_week(lines: list[Line], share: float) -> set[int]:
    """Weekdays with a sale in at least that share of their weeks; eight weeks are the least."""
    empty, sold = set(empty_months(lines)), {row.day for row in lines}
    usual = set()
    for weekday in range(7):
        weeks = [d for d in days_of(lines) if d.weekday() == weekday and (d.year, d.month) not in empty]
        if len(weeks) >= 8 and sum(d in sold for d in weeks) >= share * len(weeks):
            usual.add(weekday)
    return usual


def empty_runs(lines: list[Line], share: float, least: int) -> list[list[date]]:
    """Usual working days in a row without a sale; the same dates empty a year before or after are holidays."""
    empty, sold, usual = set(empty_months(lines)), {row.day for row in lines}, usual_week(lines, share)
    working = [d for d in days_of(lines) if (d.year, d.month) not in empty and (d in sold or d.weekday() in usual)]
    runs: list[list[date]] = [[]]
    for day in working:
        if day in sold:
            runs.append([])
        else:
            runs[-1].append(day)
    found = [run for run in runs if len(run) >= least]

    def year_away(day: date, years: int) -> date:
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            return day.replace(year=day.year + years, day=28)

    def spans(run: list[date]) -> set[date]:
        return {run[0] + timedelta(days=n) for n in range((run[-1] - run[0]).days + 1)}

    kept = []
    for run in found:
        shifted = [(year_away(run[0], years), year_away(run[-1], years)) for years in (-1, 1)]
        others = [day for other in found if other is not run for day in spans(other)]
        if not any(low <= day <= high for low, high in shifted for day in others):
            kept.append(run)
    return kept


def complete(month: tuple[int, int], last: date) -> bool:
    following = date(month[0] + month[1] // 12, month[1] % 12 + 1, 1)
    return last >= following - timedelta(days=1 + 3)


def thin_months(lines: list[Line], share: float, runs: list[list[date]]) -> list[tuple[date, int, Decimal]]:
    """Months with less than that share of the usual lines: month, lines, usual lines."""
    last = max(row.day for row in lines)
    counts: dict[tuple[int, int], int] = {}
    for row in lines:
        if complete((row.day.year, row.day.month), last):
            counts[row.day.year, row.day.month] = counts.get((row.day.year, row.day.month), 0) + 1
    touched = {(day.year, day.month) for run in runs for day in (run[0], run[-1])}
    found = []
    for (year, month), have in sorted(counts.items()):
        before = []
        at = (year, month)
        for _ in range(6):
            at = (at[0], at[1] - 1) if at[1] > 1 else (at[0] - 1, 12)
            before += [counts[at]] if at in counts else []
        if len(before) < 3 or (year, month) in touched:
            continue
        usual, year_ago = Decimal(median(before)), counts.get((year - 1, month))
        limit = Decimal(str(share))
        if have < limit * usual and (year_ago is None or have < limit * year_ago):
            found.append((date(year, month, 1), have, usual))
    return found


def findings(lines: list[Line], today: date, gap_days: int = 3, stale_days: int = 10) -> Found:
    """code -> money, count, days, first day, last day."""
    revenue = sum((row.amount for row in lines), Decimal(0))
    sold = {row.day for row in lines}
    found: Found = {}
    empty = empty_months(lines)
    if empty:
        months = len({(row.day.year, row.day.month) for row in lines})
        found["months_missing"] = (
            money(revenue / months * len(empty)), len(empty), None, date(*empty[0], 1), date(*empty[-1], 1),
        )  # fmt: skip
    runs = empty_runs(lines, 0.75, gap_days)
    if runs:
        longest = sorted(runs, key=lambda run: (len(run), run[0]))[-1]
        days = sum(map(len, runs))
        found["days_missing"] = (money(revenue * days / len(sold)), len(runs), days, longest[0], longest[-1])
    thin = thin_months(lines, 0.5, runs)
    if thin:
        lacking = sum((usual - have for _, have, usual in thin), Decimal(0))
        worst = sorted(thin, key=lambda month: (month[1] / month[2], month[0]))[0][0]
        found["month_thin"] = (money(revenue * lacking / len(lines)), len(thin), None, worst, None)
    age = max(0, (today - max(sold)).days)
    if age > stale_days:
        found["stale"] = (None, None, age, None, max(sold))
    future = [row for row in lines if row.day > today]
    if future:
        found["future"] = (sum((row.amount for row in future), Decimal(0)), len(future), None, None, None)
    if revenue > 0:
        for column, lacks in LACKS.items():
            lost = sum((row.amount for row in lines if lacks(row)), Decimal(0))
            if lost / revenue > Decimal("0.05"):
                found[f"no_{column}"] = (lost, None, None, None, None)
    whole = [month for month in {(d.year, d.month) for d in days_of(lines)} if complete(month, max(sold))]
    if len(whole) < 12:
        found["short"] = (None, len(whole), None, None, None)
    plus = sum((row.amount for row in lines if row.amount > 0), Decimal(0))
    minus = -sum((row.amount for row in lines if row.amount < 0), Decimal(0))
    if plus > 0 and minus / plus > Decimal("0.1"):
        found["many_returns"] = (minus, sum(row.amount < 0 for row in lines), None, None, None)
    last = max(sold)
    if not complete((last.year, last.month), last):
        part = sum(
            (row.amount for row in lines if (row.day.year, row.day.month) == (last.year, last.month)), Decimal(0)
        )
        found["partial"] = (part, None, last.day, last.replace(day=1), None)
    if sum(row.quantity == row.amount for row in lines) >= 0.9 * len(lines):
        found["quantity"] = (revenue, None, None, None, None)
    return found


LACKS = {
    "client": lambda row: not row.client,
    "margin": lambda row: row.margin is None,
    "manager": lambda row: not row.manager,
    "region": lambda row: not row.region,
    "channel": lambda row: not row.channel,
    "product": lambda row: not row.product,
    "group": lambda row: not row.category,
    "order": lambda row: row.order_no is None,
    "code": lambda row: bool(row.client),  # the store of these tests gives nobody a code
}
