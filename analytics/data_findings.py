"""What in the data is missing or in doubt: each finding with the money that it touches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from analytics.data_calendar import Gap
from analytics.data_profile import LOOKS_LIKE_QUANTITY, DataProfileSettings
from analytics.periods import add_months, month_start
from analytics.result import Result
from analytics.settings import Mark, setting
from analytics.totals import UNIDENTIFIED_NOTICE

MANY_RETURNS = 0.10
ENOUGH_LINES_FOR_RETURNS = 1000
THIN_BEFORE, THIN_LEAST = 6, 3  # complete months before a month that say what is usual, at most and at least
YEAR_MONTHS = 12
NAMES = 3
_KOPECK = Decimal("0.0001")
# Columns that a report may lack, in the order of their weight; each closes questions where it is missing.
COLUMNS = ("client", "margin", "manager", "region", "channel", "product", "group", "order", "code")


@dataclass(frozen=True)
class DataHealthSettings(DataProfileSettings):
    """What is worth telling. The tail of the last month is that of `DataProfileSettings`.

    gap_days: usual working days in a row without a line. usual_share: of its weeks in which a weekday has a sale, to
    belong to the usual week. thin_share: lines of a month against the usual number, below which something is missing.
    missing_share: of revenue that lacks a column. stale_days: age of the newest sale, counted to `today` (the as-of
    date where it is not given).
    """

    gap_days: int = setting(3, Mark.ASM, "days", low=1, high=60)
    usual_share: float = setting(0.75, Mark.ASM, "share", low=0.05, high=1)
    thin_share: float = setting(0.50, Mark.ASM, "share", low=0.01, high=0.99)
    missing_share: float = setting(UNIDENTIFIED_NOTICE, Mark.ASM, "share", low=0, high=1)
    stale_days: int = setting(10, Mark.ASM, "days", low=0, high=365)
    today: date | None = setting(None, Mark.ASM, "date")  # noqa: RUF009 (declares the field)


@dataclass(frozen=True)
class DataSeen:
    """What the data hold, as far as the findings need it."""

    profile: Result
    days: list[date]
    lines: dict[str, Any]
    imports: dict[str, Any]
    names: list[dict[str, Any]]
    gaps: list[Gap]
    months_missing: list[date]
    days_old: int
    other_currencies: list[dict[str, Any]]

    @property
    def revenue(self) -> Decimal:
        """All money of the lines."""
        revenue: Decimal = self.profile.facts["revenue"]
        return revenue

    @property
    def months(self) -> list[dict[str, Any]]:
        """Rows of the profile, one a month with sales."""
        return self.profile.rows

    def of_days(self, days: float) -> Decimal:
        """What so many days with sales bring on average."""
        return _rounded(self.revenue * Decimal(str(days)) / len(self.days))

    @property
    def missing(self) -> dict[str, float | None]:
        """column -> share of revenue without it; None where there is no revenue to share."""
        return {name: share_of(money, self.revenue) for name, money in self.without.items()}

    @property
    def without(self) -> dict[str, Decimal]:
        """column -> money of the lines that lack it. A client without a code is one whom nothing but a name tells."""
        facts = self.profile.facts
        nameless = {kind: _money_of("", facts[kind]) for kind in ("managers", "regions", "channels", "product_groups")}
        return {
            "client": facts["unidentified"],
            "margin": self.revenue - facts["margin_base"],
            "manager": nameless["managers"],
            "region": nameless["regions"],
            "channel": nameless["channels"],
            "product": self.lines["no_product"],
            "group": nameless["product_groups"],
            "order": self.lines["no_order"],
            "code": self.lines["no_code"],
        }


def findings(seen: DataSeen, settings: DataHealthSettings) -> Iterator[dict[str, Any]]:
    """All findings, in no order of weight. Keys: those of `data_health`; only what a finding has is given."""
    yield from _time_missing(seen, settings)
    yield from _rows_in_doubt(seen, settings)
    yield from _columns_missing(seen, settings)
    yield from _notes(seen)


def _finding(code: str, effect: str, money: Decimal | None, seen: DataSeen, **more: Any) -> dict[str, Any]:
    share = None if money is None else share_of(money, seen.revenue)
    return {"code": code, "effect": effect, "money": money, "share": share, **more}


def _time_missing(seen: DataSeen, settings: DataHealthSettings) -> Iterator[dict[str, Any]]:
    """Months, days and parts of months without the lines that should be there."""
    if seen.months_missing:
        money = _rounded(seen.revenue / len(seen.months) * len(seen.months_missing))
        first, last = seen.months_missing[0], seen.months_missing[-1]
        count = len(seen.months_missing)
        yield _finding("months_missing", "distorts", money, seen, count=count, first_day=first, last_day=last)
    if seen.gaps:
        longest = max(seen.gaps, key=lambda gap: (gap.days, gap.first_day))
        days = sum(gap.days for gap in seen.gaps)
        where = {"first_day": longest.first_day, "last_day": longest.last_day}
        yield _finding("days_missing", "distorts", seen.of_days(days), seen, count=len(seen.gaps), days=days, **where)
    thin = thin_months(seen, settings.thin_share)
    if thin:
        lines = sum((usual - have for _, have, usual in thin), Decimal(0))
        money = _rounded(seen.revenue * lines / seen.profile.facts["lines"])
        worst = min(thin, key=lambda month: (month[1] / month[2], month[0]))
        yield _finding("month_thin", "distorts", money, seen, count=len(thin), first_day=worst[0])
    if seen.days_old > settings.stale_days:
        working = len(seen.days) / ((seen.days[-1] - seen.days[0]).days + 1)
        money = seen.of_days(seen.days_old * working)
        yield _finding("stale", "distorts", money, seen, days=seen.days_old, last_day=seen.days[-1])


def thin_months(seen: DataSeen, thin_share: float) -> list[tuple[date, Decimal, Decimal]]:
    """Complete months with far fewer lines than usual: month, its lines, the usual number.

    Usual is the median of the complete months among the six before, at least three; a month that is as thin as the same
    month a year before is the season. A month with a gap is told as the gap.
    """
    lines = {month["month"]: Decimal(month["lines"]) for month in seen.months if month["is_complete"]}
    with_gap = {month_start(day) for gap in seen.gaps for day in (gap.first_day, gap.last_day)}
    least = Decimal(str(thin_share))
    found = []
    for month, have in lines.items():
        before = [lines[m] for m in (add_months(month, -step) for step in range(1, THIN_BEFORE + 1)) if m in lines]
        if month in with_gap or len(before) < THIN_LEAST:
            continue
        usual, year_ago = Decimal(median(before)), lines.get(add_months(month, -YEAR_MONTHS))
        if have < least * usual and (year_ago is None or have < least * year_ago):
            found.append((month, have, usual))
    return found


def _rows_in_doubt(seen: DataSeen, settings: DataHealthSettings) -> Iterator[dict[str, Any]]:
    """Rows that are not counted, counted in the wrong place, or counted as what they are not."""
    facts, lines, imports = seen.profile.facts, seen.lines, seen.imports
    if imports["held_lines"]:
        yield _finding("held_back", "distorts", imports["held_money"], seen, count=imports["held_lines"])
    if lines["future_lines"]:
        yield _finding("future", "distorts", lines["future_money"], seen, count=lines["future_lines"])
    if seen.names:
        money = sum((row["money"] for row in seen.names), Decimal(0))
        names = [row["name"] for row in seen.names[:NAMES]]
        yield _finding("same_name", "distorts", money, seen, count=len(seen.names), names=names)
    if facts["amount_is_quantity_share"] >= LOOKS_LIKE_QUANTITY:
        yield _finding("quantity", "distorts", seen.revenue, seen)


def _columns_missing(seen: DataSeen, settings: DataHealthSettings) -> Iterator[dict[str, Any]]:
    """Columns that too much of the money lacks, and a history too short for a year."""
    for column, money in seen.without.items():
        share = seen.missing[column]
        if share is not None and share > settings.missing_share:
            yield _finding(f"no_{column}", "closes", money, seen)
    months = seen.profile.facts["complete_months"]
    if months < YEAR_MONTHS:
        yield _finding("short", "closes", None, seen, count=months)


def _notes(seen: DataSeen) -> Iterator[dict[str, Any]]:
    """What is no fault but should be known."""
    facts, lines = seen.profile.facts, seen.lines
    if seen.other_currencies:
        count = sum(row["lines"] for row in seen.other_currencies)
        names = [row["name"] for row in seen.other_currencies if row["name"]]
        yield _finding("currencies", "note", None, seen, count=count, names=names[:NAMES])
    partial = [month for month in facts["partial_months"] if month == month_start(facts["last_day"])]
    if partial:
        days = (facts["last_day"] - partial[0]).days + 1
        money = next(row["revenue"] for row in seen.months if row["month"] == partial[0])
        yield _finding("partial", "note", money, seen, days=days, first_day=partial[0])
    if seen.imports["undone_files"]:
        yield _finding("undone", "note", seen.imports["undone_money"], seen, count=seen.imports["undone_files"])
    if lines["sold"] > 0 and lines["returned"] / lines["sold"] > Decimal(str(MANY_RETURNS)):
        yield _finding("many_returns", "note", lines["returned"], seen, count=lines["return_lines"])
    if not lines["return_lines"] and facts["lines"] >= ENOUGH_LINES_FOR_RETURNS:
        yield _finding("no_returns", "note", None, seen, count=facts["lines"])


def _money_of(name: str, rows: list[dict[str, Any]]) -> Decimal:
    return next((row["revenue"] for row in rows if row["name"] == name), Decimal(0))


def share_of(money: Decimal, revenue: Decimal) -> float | None:
    """A part of the revenue as a share, None where there is none to share."""
    return float(money / revenue) if revenue > 0 else None


def _rounded(money: Decimal) -> Decimal:
    return money.quantize(_KOPECK)
