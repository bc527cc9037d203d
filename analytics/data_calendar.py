"""The company's own calendar, read from the days with sales: its usual week, and the working days that are empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.periods import add_months, month_start, months_between

LEAST_WEEKS = 8  # of a weekday; fewer say nothing about what is usual


@dataclass(frozen=True)
class Gap:
    """Usual working days in a row without a line: the first, the last, and how many they are."""

    first_day: date
    last_day: date
    days: int


def missing_months(days: Sequence[date]) -> list[date]:
    """Months between the first and the last day with sales that have not one. days: in order, without repetition."""
    if not days:
        return []
    known = {month_start(day) for day in days}
    first = month_start(days[0])
    months = (add_months(first, step) for step in range(months_between(days[0], days[-1]) + 1))
    return [month for month in months if month not in known]


def _calendar(days: Sequence[date]) -> list[date]:
    """Every day from the first to the last with sales, those of missing months left out."""
    left_out = set(missing_months(days))
    all_days = (days[0] + timedelta(days=step) for step in range((days[-1] - days[0]).days + 1))
    return [day for day in all_days if month_start(day) not in left_out]


def usual_weekdays(days: Sequence[date], usual_share: float) -> tuple[int, ...]:
    """Weekdays (0 = Monday) on which the company usually sells: with a sale in at least this share of their weeks.

    A weekday of fewer than `LEAST_WEEKS` weeks is not judged. Source: management practice; a company's own week is
    better than a calendar of holidays, because shops work on Sundays and wholesalers do not.
    """
    if not days:
        return ()
    could, did = Counter(day.weekday() for day in _calendar(days)), Counter(day.weekday() for day in days)
    return tuple(
        weekday
        for weekday in range(7)
        if could[weekday] >= LEAST_WEEKS and did[weekday] >= usual_share * could[weekday]
    )


def gaps(days: Sequence[date], usual_share: float, least_days: int) -> list[Gap]:
    """Runs of at least so many usual working days without a line, in order of time.

    Days of months that are missing as a whole are not counted again. A run that is empty in another year on the same
    dates too is taken for holidays. days: with sales, in order, without repetition.
    """
    weekdays = usual_weekdays(days, usual_share)
    known = set(days)
    runs: list[list[date]] = []
    run: list[date] = []
    for day in _calendar(days) if weekdays else ():
        if day in known:
            runs.append(run)
            run = []
        elif day.weekday() in weekdays:
            run.append(day)
    found = [Gap(run[0], run[-1], len(run)) for run in runs if len(run) >= least_days]
    return [gap for gap in found if not _is_holiday(gap, found)]


def _is_holiday(gap: Gap, others: Iterable[Gap]) -> bool:
    """Whether another year has a gap on some of the same dates."""
    return any(
        other is not gap and other.first_day <= moved[1] and moved[0] <= other.last_day
        for other in others
        for moved in (_moved(gap, -1), _moved(gap, 1))
    )


def _moved(gap: Gap, years: int) -> tuple[date, date]:
    """The dates of a gap in another year."""
    return _same_date(gap.first_day, years), _same_date(gap.last_day, years)


def _same_date(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)
