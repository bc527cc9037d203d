"""Lines with more fields than the header: a text that holds the delimiter without quotes.

Where the numbers and dates of the line still say in which columns the surplus can lie, the columns outside of it are
known for certain. So does a blank after the delimiter, where no regular line has one. A line is mended only when every column that makes a sale is outside; what lies inside is left blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion import number_format
from ingestion.cells import Cell, Row, is_blank, is_no_number
from ingestion.date_format import is_date_like
from ingestion.profile import ColumnProfile

SURE = 0.98  # of the values of a column are of its kind
_MOST_SURPLUS = 20


@dataclass(frozen=True)
class Kinds:
    """What the values of each column are, by the lines that have as many fields as the header."""

    numbers: frozenset[int]
    dates: frozenset[int]
    width: int
    blanks_say: bool = False  # no cell of a regular line begins with a blank: one that does goes on with a text

    def fit(self, cells: Sequence[Cell]) -> bool:
        """Whether every cell of a line is of its column's kind."""
        return all(is_no_number(cells[at]) or number_format.is_number_like(cells[at]) for at in self.numbers) and all(
            is_no_number(cells[at]) or is_date_like(cells[at]) for at in self.dates
        )


def kinds_of(profiles: Sequence[ColumnProfile], width: int) -> Kinds:
    """The kinds of the columns of a table."""
    return Kinds(
        frozenset(one.index for one in profiles if one.filled and one.number_share >= SURE),
        frozenset(one.index for one in profiles if one.filled and one.date_share >= SURE),
        width,
        not any(isinstance(cell, str) and cell.startswith(" ") for one in profiles for cell in one.values),
    )


def has_surplus(row: Row, width: int) -> bool:
    """Whether a line has more filled fields than the header has names."""
    return not row.flaw and any(not is_blank(cell) for cell in row.cells[width:])


def mended(rows: Iterable[Row], kinds: Kinds, needed: Iterable[int]) -> tuple[list[Row], int]:
    """The rows with those lines mended whose needed columns are certain, and how many they are."""
    wanted = frozenset(needed)
    found, count = [], 0
    for row in rows:
        whole = _without_surplus(row, kinds, wanted) if has_surplus(row, kinds.width) else None
        found.append(row if whole is None else whole)
        count += whole is not None
    return found, count


def _without_surplus(row: Row, kinds: Kinds, needed: frozenset[int]) -> Row | None:
    """The line brought to the width of the header, None where a needed column is not certain."""
    surplus = len(row.cells) - kinds.width
    if surplus > _MOST_SURPLUS:
        return None
    cells = list(row.cells)
    ways = [
        at
        for at in range(kinds.width)
        if at not in kinds.numbers | kinds.dates and kinds.fit(_joined(cells, at, surplus))
    ]
    ways = _where_a_text_goes_on(ways, cells, surplus) if kinds.blanks_say else ways
    if not ways or any(min(ways) <= at <= max(ways) for at in needed):
        return None
    first, last = min(ways), max(ways)
    certain: list[Cell] = [*cells[:first], *[None] * (last - first + 1), *cells[last + 1 + surplus :]]
    return Row(row.line, certain, row.flaw)


def _where_a_text_goes_on(ways: list[int], cells: Sequence[Cell], surplus: int) -> list[int]:
    """The one way in which exactly the cells that begin with a blank go on with the text before them, else all ways."""
    going_on = [at for at, cell in enumerate(cells) if isinstance(cell, str) and cell.startswith(" ")]
    told = [way for way in ways if going_on == list(range(way + 1, way + 1 + surplus))]
    return told or ways


def _joined(cells: Sequence[Cell], at: int, surplus: int) -> list[Cell]:
    """The cells with those of one text put together."""
    return [*cells[:at], None, *cells[at + 1 + surplus :]]
