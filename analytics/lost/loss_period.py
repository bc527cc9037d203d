"""The days in which losses are counted, and what a share lost in them means in a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from analytics.errors import WrongSetting
from analytics.periods import month_end, months_between
from analytics.scope import Scope

MONTH_DAYS = 30.4375
YEAR_DAYS = 365


@dataclass(frozen=True)
class LossPeriod:
    """The period (since, until]: since is the day before it begins, until its last day, both inclusive of nothing later.

    months: its length where it is made of whole months, else None.
    """

    since: date
    until: date
    months: int | None

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.until - self.since).days

    @property
    def per_year(self) -> float:
        """How many such periods make a year."""
        return 12 / self.months if self.months else YEAR_DAYS / self.days

    def annual(self, share: float | None) -> float | None:
        """A share lost in the period as a share lost in a year: 1 - (1 - r) ^ periods of a year."""
        return None if share is None else 1 - (1 - share) ** self.per_year

    @property
    def parameters(self) -> dict[str, Any]:
        """The named parameters of the SQL files."""
        return {"since": self.since, "until": self.until}


def loss_period(scope: Scope) -> LossPeriod:
    """The days of a scope in which losses are counted; nothing after its as-of date is.

    Raises `WrongSetting` where the whole period lies after that date.
    """
    if scope.first_day > scope.as_of:
        raise WrongSetting("period_after_as_of", first_day=scope.first_day, as_of=scope.as_of)
    whole = scope.first_day.day == 1 and scope.last_day == month_end(scope.last_day)
    months = months_between(scope.first_day, scope.last_day) + 1 if whole else None
    return LossPeriod(scope.first_day - timedelta(days=1), min(scope.last_day, scope.as_of), months)


def whole_months(days: float) -> int:
    """So many days as months, rounded up."""
    return ceil(days / MONTH_DAYS - 1e-9)
