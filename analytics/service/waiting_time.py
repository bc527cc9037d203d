"""Waiting in working time: who asks at night has waited since the opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from math import ceil

_SATURDAY = 5
_A_DAY = timedelta(days=1)


def working_seconds(asked: datetime, answered: datetime, opens: int, closes: int) -> int:
    """Seconds of working days (Monday to Friday, from `opens` to `closes` o'clock) between two moments, from zero."""
    if answered <= asked:
        return 0
    full = (closes - opens) * 3600
    days = (answered.date() - asked.date()).days
    if days > 14:  # whole weeks have five days each
        weeks = (days - 7) // 7
        return weeks * 5 * full + working_seconds(asked + weeks * 7 * _A_DAY, answered, opens, closes)
    seconds, day = 0.0, asked.date()
    while day <= answered.date():
        begin, end = datetime.combine(day, time(opens)), datetime.combine(day, time()) + timedelta(hours=closes)
        worked = min(answered, end) - max(asked, begin)
        if day.weekday() < _SATURDAY and worked > timedelta():
            seconds += worked.total_seconds()
        day += _A_DAY
    return round(seconds)


def waited_quantile(waits: Sequence[int | None], share: float) -> int | None:
    """The wait that so large a share of the cases did not exceed; None (never answered) is longer than any wait.

    The smallest wait that reaches the share, so the answer is a wait that somebody had. None where it is of the
    unanswered, or where nobody asked.
    """
    if not waits:
        return None
    known = sorted(wait for wait in waits if wait is not None)
    place = max(1, ceil(share * len(waits) - 1e-9))
    return known[place - 1] if place <= len(known) else None
