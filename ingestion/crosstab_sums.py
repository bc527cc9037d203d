"""The sums of many columns at once: what tells a total from a row of sales in a table by periods."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from ingestion.levels import ROUNDING

Values = Sequence[Decimal | None]  # a number a column; None where a cell could not be read


class _Added:
    """The sums of some rows, column by column; `doubtful` columns hold a cell that could not be read."""

    def __init__(self, width: int) -> None:
        self.rows = 0
        self.sums = [Decimal(0)] * width
        self.doubtful: set[int] = set()

    def add(self, values: Values) -> None:
        self.rows += 1
        for at, value in enumerate(values):
            if value is None:
                self.doubtful.add(at)
            else:
                self.sums[at] += value

    def join(self, other: _Added) -> None:
        self.rows += other.rows
        self.doubtful |= other.doubtful
        self.sums = [one + more for one, more in zip(self.sums, other.sums, strict=True)]

    def agrees(self, stated: Values) -> bool:
        """Whether a row states these sums in every column that can be compared, one at least."""
        compared = [at for at, value in enumerate(stated) if value is not None and at not in self.doubtful]
        allowed = min(ROUNDING * self.rows, Decimal(1))
        return bool(compared) and all(abs((stated[at] or Decimal(0)) - self.sums[at]) <= allowed for at in compared)


class ColumnSums:
    """What was added up since the start, since the last subtotal, and in the groups that subtotals have ended."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._whole = _Added(width)
        self._group = _Added(width)
        self._closed: list[_Added] = []

    @property
    def added(self) -> Decimal:
        """All columns of all rows."""
        return sum(self._whole.sums, Decimal(0))

    def add(self, values: Values) -> None:
        """Count a row."""
        self._whole.add(values)
        self._group.add(values)

    def kind_of(self, stated: Values) -> str | None:
        """'total' or 'subtotal' where a row states the sums of the rows above it, else None."""
        if self._whole.rows and self._whole.agrees(stated):
            return "total"
        if self._group.rows and self._group.agrees(stated):
            return "subtotal"
        return "subtotal" if self._first_of_higher(stated) is not None else None

    def close_group(self, stated: Values) -> None:
        """A subtotal ends the group, or groups that ended before it belong to one of a higher level."""
        first = None if self._group.rows else self._first_of_higher(stated)
        first = len(self._closed) if first is None else first
        ended = _Added(self._width)
        for one in (*self._closed[first:], self._group):
            ended.join(one)
        self._closed[first:] = [ended]
        self._group = _Added(self._width)

    def _first_of_higher(self, stated: Values) -> int | None:
        """Place of the first of the ended groups that together state the sums, two of them at least."""
        if self._group.rows:
            return None
        together = _Added(self._width)
        for place in range(len(self._closed) - 1, -1, -1):
            together.join(self._closed[place])
            if place < len(self._closed) - 1 and together.agrees(stated):
                return place
        return None


def sums_of_neighbours(rows: Sequence[tuple[Decimal, ...]]) -> int:
    """How many rows equal, in every column, the sum of two or more rows right below them, or right above them."""
    return max(_sums_below(rows), _sums_below(rows[::-1]))


def _sums_below(rows: Sequence[tuple[Decimal, ...]]) -> int:
    if not rows:
        return 0
    zero = tuple(Decimal(0) for _ in rows[0])
    before = list(accumulate(rows, _plus, initial=zero))
    reached: set[tuple[Decimal, ...]] = set()
    alike = 0
    for place in range(len(rows) - 1, -1, -1):
        if place + 3 <= len(rows):
            reached.add(before[place + 3])
        alike += any(rows[place]) and _plus(before[place + 1], rows[place]) in reached
    return alike


def _plus(one: tuple[Decimal, ...], other: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
