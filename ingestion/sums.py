"""What the rows of a table add up to so far, and whether an amount is the sum of all of them or of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

ROUNDING = Decimal("0.01")


class Ended(NamedTuple):
    """The sums of a group that a subtotal has ended, held rows apart, and how many rows it has."""

    loaded: Decimal
    held: Decimal
    rows: int

    @classmethod
    def together(cls, groups: Sequence[Ended]) -> Ended:
        """The sums of several groups."""
        return cls(
            sum((one.loaded for one in groups), Decimal(0)),
            sum((one.held for one in groups), Decimal(0)),
            sum(one.rows for one in groups),
        )


@dataclass
class Sums:
    """What was added up since the start and since the last subtotal, held rows with a readable amount apart."""

    rows: int = 0
    whole: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    group_rows: int = 0
    held: Decimal = Decimal(0)
    group_held: Decimal = Decimal(0)
    closed: list[Ended] = field(default_factory=list)

    def add(self, amount: Decimal, rows: int = 1) -> None:
        """Count loaded rows."""
        self.rows += rows
        self.group_rows += rows
        self.whole += amount
        self.group += amount

    def hold(self, amount: Decimal | None) -> None:
        """Count a held row whose amount could be read."""
        self.held += amount or 0
        self.group_held += amount or 0

    def close_group(self, amount: Decimal) -> None:
        """A subtotal ends the group, or groups that ended before it belong to one of a higher level."""
        first = None if self.group_rows else self._first_of_higher(amount)
        first = len(self.closed) if first is None else first
        ended = [*self.closed[first:], Ended(self.group, self.group_held, self.group_rows)]
        self.closed[first:] = [Ended.together(ended)]
        self.group, self.group_rows, self.group_held = Decimal(0), 0, Decimal(0)

    def kind_of(self, amount: Decimal) -> str | None:
        """'total' or 'subtotal' where the amount agrees with the rows above within a hundredth a row, else None."""
        if self.rows and self._agree(amount, self.whole, self.held, self.rows):
            return "total"
        if self.group_rows and self._agree(amount, self.group, self.group_held, self.group_rows):
            return "subtotal"
        if not self.group_rows and self._first_of_higher(amount) is not None:
            return "subtotal"
        return None

    def _first_of_higher(self, amount: Decimal) -> int | None:
        """Place of the first of the ended groups that together make the amount, two of them at least."""
        for place in range(len(self.closed) - 2, -1, -1):
            ended = Ended.together(self.closed[place:])
            if self._agree(amount, ended.loaded, ended.held, ended.rows):
                return place
        return None

    @staticmethod
    def _agree(amount: Decimal, loaded: Decimal, set_aside: Decimal, rows: int) -> bool:
        allowed = min(ROUNDING * rows, Decimal(1))
        return abs(loaded - amount) <= allowed or (bool(set_aside) and abs(loaded + set_aside - amount) <= allowed)
