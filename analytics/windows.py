"""Which days a question is about when nobody said: the span of the data, the default period, the windows of Pulse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

from analytics.errors import NoSales
from analytics.periods import (
    TAIL_GAP_DAYS,
    add_months,
    is_complete,
    last_complete_month,
    last_complete_months,
    month_end,
    month_start,
    months_between,
)
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Settings
from storage.engine import Engine

Window = tuple[date, date]


def data_span(engine: Engine, as_of: date | None = None) -> Window | None:
    """First and last day with sales, on or before `as_of` if given; None where there is none."""
    until = "" if as_of is None else " WHERE day <= $as_of"
    row = engine.query(f"SELECT min(day) AS first_day, max(day) AS last_day FROM client_day{until}", as_of=as_of)
    first, last = row.column(0)[0].as_py(), row.column(1)[0].as_py()
    return None if first is None else (first, last)


def default_scope(
    engine: Engine, as_of: date | None = None, months: int = 12, tail_gap_days: int = TAIL_GAP_DAYS, **chosen: Any
) -> Scope:
    """The question asked when nothing was chosen: the last complete months as of the last day of the data.

    Where not one month is complete the period is what there is. `chosen`: other fields of the scope; a first or last
    day given there wins. Raises `NoSales` where nothing was sold on or before the date.
    """
    span = data_span(engine, as_of)
    if span is None:
        raise NoSales("no_sales", as_of=as_of)
    until = as_of or span[1]
    period = last_complete_months(until, months, span[0], tail_gap_days) or (span[0], until)
    first_day, last_day = chosen.pop("first_day", None) or period[0], chosen.pop("last_day", None) or period[1]
    return Scope(as_of=until, first_day=first_day, last_day=last_day, **chosen)


@dataclass(frozen=True)
class PulseWindows:
    """The two windows of Pulse, of equal length and made of complete months; before: what is compared with.

    scope: the question with the period set to `after`. notices: W_SEASON where the months a year ago are not known.
    """

    scope: Scope
    before: Window
    after: Window
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class TooShort:
    """The history is too short: complete months needed, and complete months there are."""

    need: int
    have: int


def complete_months(span: Window, as_of: date, tail_gap_days: int = TAIL_GAP_DAYS) -> int:
    """How many complete months the data hold as of a day."""
    return max(0, months_between(span[0], last_complete_month(as_of, tail_gap_days)) + 1)


def pulse_windows(
    engine: Engine, scope: Scope, months: int = 3, tail_gap_days: int = TAIL_GAP_DAYS
) -> PulseWindows | TooShort:
    """The last complete months against the same months a year ago, or against those just before where these are
    unknown.

    Source: management practice; equal windows and the same months, because season and length imitate a fall.
    """
    span = data_span(engine, scope.as_of)
    have = 0 if span is None else complete_months(span, scope.as_of, tail_gap_days)
    if span is None or have < 2 * months:
        return TooShort(2 * months, have)
    last = last_complete_month(scope.as_of, tail_gap_days)
    after = add_months(last, 1 - months), month_end(last)
    shift = 12 if scope.compare == "year_ago" and have >= 12 + months else months
    before = add_months(after[0], -shift), month_end(add_months(last, -shift))
    asked = replace(scope, first_day=after[0], last_day=after[1], compare="year_ago" if shift == 12 else "previous")
    notices = () if shift == 12 else (Notice("W_SEASON"),)
    return PulseWindows(asked, before, after, notices)


def warm_until(first_day: date, median_interval: float | None, months: int = 6) -> date:
    """The day from which a first purchase may be called new: earlier ones may only be the first that the file knows.

    The longer of so many months and two usual intervals between purchases. Source: management practice.
    """
    start = add_months(first_day, months)
    by_months = min(start.replace(day=1) + timedelta(days=first_day.day - 1), month_end(start))
    return max(by_months, first_day + timedelta(days=ceil(2 * (median_interval or 0))))


def partial_month_notices(scope: Scope, tail_gap_days: int = TAIL_GAP_DAYS) -> tuple[Notice, ...]:
    """W_PARTIAL where the period reaches into a month whose end is not known yet."""
    month = month_start(scope.last_day)
    if is_complete(month, scope.as_of, tail_gap_days):
        return ()
    return (Notice("W_PARTIAL", {"month": month, "days": (min(scope.as_of, scope.last_day) - month).days + 1}),)


def stale_notices(scope: Scope, span: Window) -> tuple[Notice, ...]:
    """W_STALE where the data end before the as-of date."""
    silent = (scope.as_of - span[1]).days
    return (Notice("W_STALE", {"date": span[1], "days": silent}),) if silent > 0 else ()


def parameters_in_force(scope: Scope, settings: Settings) -> dict[str, Any]:
    """Everything that was chosen, as plain values: the scope (filters only where set) and the settings."""
    filters = ("managers", "regions", "channels", "product_groups")
    chosen: dict[str, Any] = {"as_of": scope.as_of, "compare": scope.compare, "measure": scope.measure}
    chosen |= {name: list(getattr(scope, name)) for name in filters if getattr(scope, name)}
    return chosen | vars(settings)


def not_enough(scope: Scope, settings: Settings, empty: Any, need: int, have: int) -> Result:
    """The answer of a method whose history is too short, with what it needs."""
    return Result(
        table=empty,
        status=Status.NOT_ENOUGH_DATA,
        params=parameters_in_force(scope, settings),
        warnings=(Notice("E_HISTORY", {"need": need, "have": have}),),
    )
