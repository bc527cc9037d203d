"""The demo company's books: its lines with the sums that the planted facts are read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sample_data.company import Client, Company
from sample_data.habits import Role
from sample_data.ledger import Line, sales_lines
from sample_data.reckoning import Standing, fallback_rhythms, purchase_days, standing

Months = tuple[int, int]  # numbers of the first and the last month


def hryvnias(kopecks: int) -> Decimal:
    """Kopecks as money."""
    return Decimal(kopecks).scaleb(-2)


@dataclass(frozen=True)
class Books:
    """Lines of a company and what follows from them; every sum is made once, when it is first asked for."""

    company: Company
    lines: tuple[Line, ...]

    @property
    def year(self) -> Months:
        """The last twelve complete months."""
        return self.company.timeline.last_complete - 11, self.company.timeline.last_complete

    @property
    def now(self) -> Months:
        """The last three complete months."""
        return self.year[1] - 2, self.year[1]

    @property
    def year_ago(self) -> Months:
        """The same three months a year before."""
        return self.now[0] - 12, self.now[1] - 12

    @cached_property
    def days(self) -> dict[int, list[date]]:
        """Purchase days of every client who has any."""
        return purchase_days(self.lines)

    @cached_property
    def fallback(self) -> Callable[[date], float]:
        """The rhythm lent to clients without one, by the day of the purchase."""
        return fallback_rhythms(self.days)

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """Where every client stands on the last day."""
        last_day = self.company.timeline.last_day
        return {number: standing(days, last_day, self.fallback) for number, days in self.days.items()}

    @cached_property
    def monthly(self) -> dict[tuple[int, int], tuple[int, int]]:
        """(client_no, month) -> revenue and cost in kopecks; client_no 0 has no name."""
        sums: dict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for line in self.lines:
            key = line.client_no, self.company.timeline.month_number(line.day)
            revenue, cost = sums[key]
            sums[key] = revenue + line.amount, cost + line.cost
        return dict(sums)

    def revenue(self, months: Months, client_no: int | None = None) -> int:
        """Kopecks of a client, or of everybody, from the first to the second month."""
        first, last = months
        return sum(
            revenue
            for (number, month), (revenue, _) in self.monthly.items()
            if first <= month <= last and client_no in (None, number)
        )

    def margin_share(self, months: Months, client_no: int) -> float:
        """Margin of a client as a share of his revenue."""
        first, last = months
        cost = sum(c for (n, month), (_, c) in self.monthly.items() if n == client_no and first <= month <= last)
        revenue = self.revenue(months, client_no)
        return (revenue - cost) / revenue

    def values(self, months: Months) -> dict[int, int]:
        """client_no -> kopecks of every client with a line in these months."""
        first, last = months
        sums: dict[int, int] = defaultdict(int)
        for (number, month), (revenue, _) in self.monthly.items():
            if number and first <= month <= last:
                sums[number] += revenue
        return dict(sums)

    def buyers(self, months: Months) -> set[int]:
        """Clients with a purchase day in these months."""
        first, last = months
        number_of = self.company.timeline.month_number
        return {number for number, days in self.days.items() if any(first <= number_of(day) <= last for day in days)}

    def playing(self, *roles: Role) -> list[Client]:
        """The clients who play these parts, without the second names of those who go on under another."""
        return [c for c in self.company.clients if c.habit.role in roles and c.continues is None]


def open_books(company: Company) -> Books:
    """The books of a company, with all its lines."""
    return Books(company, tuple(sales_lines(company)))
