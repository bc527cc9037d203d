"""Working days and hours: how much of a period is gone, and how long somebody waited while people were at work."""

from __future__ import annotations

from datetime import date, timedelta

WEEK_DAYS = 5  # Monday to Friday; holidays are not known


def working_days(first: date, last: date, week_days: int = WEEK_DAYS) -> int:
    """How many working days lie between two days, both included? 0 where the last is before the first.

    week_days: 5 is Monday to Friday, 6 adds Saturday, 7 is every day. Source: management practice.
    """
    days = (last - first).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    tail = (last - timedelta(days=step) for step in range(rest))
    return weeks * week_days + sum(day.weekday() < week_days for day in tail)


def share_gone(first: date, last: date, as_of: date, week_days: int = WEEK_DAYS) -> float:
    """Which share of a period's working days is gone at the end of a day, 0..1?

    A period without a working day is gone once it has begun.
    """
    if as_of < first:
        return 0.0
    all_days = working_days(first, last, week_days)
    return working_days(first, min(last, as_of), week_days) / all_days if all_days else 1.0
