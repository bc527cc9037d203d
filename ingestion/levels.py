"""The levels of a grouped report: which rows are headings of groups, and how deep each stands.

A report of an accounting system writes manager, client, document and product under one another, each heading with the
sum of its group. Read as a flat table it adds every level up once more. Two ways lead to the levels: headings are the
rows between the lines (they have no amount, or no date where lines have one), or, where every row looks the same, only
arithmetic tells: a heading equals the sum of the rows one level below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

DEEPEST = 6
ROUNDING = Decimal("0.01")
Measures = tuple[Decimal, ...]  # the additive numbers of a row: amount first, then quantity, cost


def agree(stated: Measures, added: Measures, rows: int) -> bool:
    """Whether a heading's numbers are the sums of its rows, within a hundredth a row and one in all."""
    allowed = min(ROUNDING * rows, Decimal(1))
    return all(abs(one - other) <= allowed for one, other in zip(stated, added, strict=True))


def levels_by_sums(rows: Sequence[Measures]) -> list[int] | None:
    """The level of each row (0 is the outermost) where every heading equals the sum of the rows one level below.

    Lines all stand at one depth. None where no depth explains every row, or more than one does.
    """
    found = [levels for depth in range(2, DEEPEST + 1) if (levels := _Tree(rows, depth).levels()) is not None]
    return found[0] if len(found) == 1 else None


class _Tree:
    """Rows read as groups of one depth, from the first to the last."""

    def __init__(self, rows: Sequence[Measures], depth: int) -> None:
        self._rows = rows
        self._depth = depth
        self._levels = [0] * len(rows)

    def levels(self) -> list[int] | None:
        """The levels, None where some heading is not the sum of its rows."""
        at: int | None = 0
        while at is not None and at < len(self._rows):
            at = self._group(at, 0)
        return None if at is None else self._levels

    def _group(self, at: int, level: int) -> int | None:
        """Read the group that begins at a row; the place behind it, None where it never adds up."""
        self._levels[at] = level
        if level == self._depth - 1:
            return at + 1
        stated = self._rows[at]
        added: Measures = tuple(Decimal(0) for _ in stated)
        place: int | None = at + 1
        while place is not None and place < len(self._rows):
            added = tuple(one + other for one, other in zip(added, self._rows[place], strict=True))
            place = self._group(place, level + 1)
            if place is not None and agree(stated, added, place - at):
                return place
        return None


def levels_by_place(columns: Sequence[int | None]) -> list[int] | None:
    """The level of each row where headings can be told from lines; a heading is given by its column, a line by None.

    Headings in several columns are as deep as their column. In one column a run of headings above lines tells: the
    longest run names every level, a shorter one the innermost. None where a heading has no line below.
    """
    headings = {column for column in columns if column is not None}
    if not headings or columns[-1] is not None:
        return None
    if len(headings) > 1:
        order = {column: level for level, column in enumerate(sorted(headings))}
        return [len(order) if column is None else order[column] for column in columns]
    runs = _runs(columns)
    depth = max(runs.values())
    levels = [depth] * len(columns)
    for start, length in runs.items():
        for step in range(length):
            levels[start + step] = depth - length + step
    return levels


def _runs(columns: Sequence[int | None]) -> dict[int, int]:
    """Place of the first heading of each run -> how many headings follow one another."""
    runs: dict[int, int] = {}
    start = None
    for place, column in enumerate(columns):
        if column is None:
            start = None
        elif start is None:
            start = place
            runs[start] = 1
        else:
            runs[start] += 1
    return runs


def headings_agree(levels: Sequence[int], rows: Sequence[Measures | None]) -> bool:
    """Whether each heading that states numbers states the sums of the lines below it."""
    deepest = max(levels)
    lines = [row if level == deepest else None for level, row in zip(levels, rows, strict=True)]
    open_sums: list[tuple[int, Measures, Measures, int]] = []  # level, stated, added, lines
    for level, row in zip(levels, rows, strict=True):
        while open_sums and open_sums[-1][0] >= level and level < deepest:
            _, stated, added, count = open_sums.pop()
            if not agree(stated, added, count):
                return False
        if level < deepest and row is not None:
            open_sums.append((level, row, tuple(Decimal(0) for _ in row), 0))
        elif level == deepest and row is not None:
            open_sums = [
                (depth, stated, tuple(a + b for a, b in zip(added, row, strict=True)), count + 1)
                for depth, stated, added, count in open_sums
            ]
    return any(lines) and all(agree(stated, added, count) for _, stated, added, count in open_sums)
