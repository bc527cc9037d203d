"""The days of the demo history: 34 complete months and the month that is not over."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

COMPLETE_MONTHS = 34
DEFAULT_LAST_DAY = date(2026, 11, 14)
_TAIL_GAP_DAYS = 3
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Timeline:
    """Months numbered from 1 (the first of the history) to 35 (the month of `last_day`)."""

    last_day: date = DEFAULT_LAST_DAY

    @property
    def first_day(self) -> date:
        """First day of month 1."""
        return self.month_start(1)

    def month_number(self, day: date) -> int:
        """Number of the month of `day`; below 1 before the history."""
        return COMPLETE_MONTHS + 1 + (day.year - self.last_day.year) * 12 + day.month - self.last_day.month

    def month_start(self, number: int) -> date:
        """First day of a month."""
        months = self.last_day.year * 12 + self.last_day.month - 1 + number - COMPLETE_MONTHS - 1
        return date(months // 12, months % 12 + 1, 1)

    def month_end(self, number: int) -> date:
        """Last day of a month, though the history may end before it."""
        start = self.month_start(number)
        return start.replace(day=monthrange(start.year, start.month)[1])

    @property
    def last_complete(self) -> int:
        """Number of the last month that counts as complete: a few days may be missing at its end."""
        return COMPLETE_MONTHS + (self.last_day >= self.month_end(COMPLETE_MONTHS + 1) - timedelta(days=_TAIL_GAP_DAYS))

    def days(self) -> list[date]:
        """All days of the history."""
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]


def working_day(day: date) -> date:
    """The working day on which an order of `day` is booked: Friday for a Saturday, Monday for a Sunday."""
    return day + timedelta(days={_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0))
