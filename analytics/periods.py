"""Months and windows: which months are complete, and which days a period is compared with."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

TAIL_GAP_DAYS = 3  # an export made on a Friday before a weekend month-end still completes the month


def month_start(day: date) -> date:
    """First day of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """First day of the month that lies `months` after the month of `day` (before it when negative)."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months lie between the months of two days: 0 for the same month."""
    return (last.year - first.year) * 12 + last.month - first.month


def is_complete(month: date, as_of: date, tail_gap_days: int = TAIL_GAP_DAYS) -> bool:
    """Whether the month is known to its end: the data reach its last day, less the allowed gap."""
    return as_of >= month_end(month) - timedelta(days=tail_gap_days)


def last_complete_month(as_of: date, tail_gap_days: int = TAIL_GAP_DAYS) -> date:
    """First day of the last complete month as of a day."""
    month = month_start(as_of)
    return month if is_complete(month, as_of, tail_gap_days) else add_months(month, -1)


def last_complete_months(
    as_of: date, count: int, first_day: date, tail_gap_days: int = TAIL_GAP_DAYS
) -> tuple[date, date] | None:
    """First and last day of the last `count` complete months, fewer where the data (from `first_day`) are shorter.

    None where not one month is complete. The first month of the data counts as complete: a file that begins in the
    middle of a month cannot be told from a company that had no sale in its first days.
    """
    last = last_complete_month(as_of, tail_gap_days)
    first = max(add_months(last, 1 - count), month_start(first_day))
    return (first, month_end(last)) if first <= last else None


def _whole_months(first_day: date, last_day: date) -> bool:
    return first_day.day == 1 and last_day == month_end(last_day)


def _shift_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def year_before(first_day: date, last_day: date) -> tuple[date, date]:
    """The same calendar days a year earlier; whole months stay whole months."""
    first, last = _shift_years(first_day, -1), _shift_years(last_day, -1)
    return (first, month_end(last)) if _whole_months(first_day, last_day) else (first, last)


def months_before(first_day: date, last_day: date) -> tuple[date, date]:
    """The window of equal length just before: whole months by months, other periods by days."""
    if _whole_months(first_day, last_day):
        count = months_between(first_day, last_day) + 1
        return add_months(first_day, -count), first_day - timedelta(days=1)
    length = (last_day - first_day).days + 1
    return first_day - timedelta(days=length), first_day - timedelta(days=1)


def day_months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the last day of a month that is too short."""
    start = add_months(day, -months)
    return start.replace(day=min(day.day, month_end(start).day))
