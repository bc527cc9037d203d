"""What a question is asked about: the as-of date, the period, what it is compared with, the measure, the filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from analytics.periods import months_before, year_before

Comparison = Literal["year_ago", "previous"]
Measure = Literal["revenue", "margin", "orders"]


@dataclass(frozen=True)
class Scope:
    """A frozen question. Empty filters mean everybody; '' among the names means "not given on the row".

    as_of: nothing after this day is used. first_day, last_day: the period, both days included.
    compare: the same days a year before, or the days just before. measure: what money means here.
    """

    as_of: date
    first_day: date
    last_day: date
    compare: Comparison = "year_ago"
    measure: Measure = "revenue"
    managers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    product_groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.first_day > self.last_day:
            raise ValueError(f"period ends before it begins: {self.first_day} .. {self.last_day}")
        if self.compare not in ("year_ago", "previous"):
            raise ValueError(f"comparison is year_ago or previous, not {self.compare!r}")
        if self.measure not in ("revenue", "margin", "orders"):
            raise ValueError(f"measure is revenue, margin or orders, not {self.measure!r}")

    @property
    def compared_period(self) -> tuple[date, date]:
        """First and last day of what the period is compared with."""
        if self.compare == "year_ago":
            return year_before(self.first_day, self.last_day)
        return months_before(self.first_day, self.last_day)

    @property
    def parameters(self) -> dict[str, Any]:
        """The named parameters that the SQL files use; a filter that is off is NULL."""
        return {
            "as_of": self.as_of,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "managers": list(self.managers) or None,
            "regions": list(self.regions) or None,
            "channels": list(self.channels) or None,
            "product_groups": list(self.product_groups) or None,
        }
