"""What the values of each column look like: the evidence that stands beside a header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ingestion import date_format, number_format
from ingestion.cells import Cell, Row, is_blank, is_no_number, text_of

MOSTLY = 0.8
SAMPLES = 5


@dataclass(frozen=True)
class ColumnProfile:
    """One column: its position from 0, its header, and how often each of its values occurs (blank ones left out)."""

    index: int
    header: str
    values: Counter[Cell]
    rows: int

    @cached_property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(self.values.values())

    @cached_property
    def numeric_filled(self) -> int:
        """How many cells hold something other than a word for "no number"."""
        return sum(count for cell, count in self.values.items() if not is_no_number(cell))

    @cached_property
    def number_share(self) -> float:
        """Share of the cells that are numbers under some reading."""
        numbers = sum(count for cell, count in self.values.items() if number_format.is_number_like(cell))
        return numbers / self.numeric_filled if self.numeric_filled else 0.0

    @cached_property
    def date_share(self) -> float:
        """Share of the cells that are dates under some reading."""
        dates = sum(count for cell, count in self.values.items() if date_format.is_date_like(cell))
        return dates / self.filled if self.filled else 0.0

    @cached_property
    def readable_date_share(self) -> float:
        """The same, bare day numbers of Excel included: only for a column whose header speaks of a date."""
        day = date_format.DateFormat("dmy").read
        other = date_format.DateFormat("mdy").read
        dates = sum(count for cell, count in self.values.items() if day(cell) or other(cell))
        return dates / self.filled if self.filled else 0.0

    @cached_property
    def whole_floats(self) -> bool:
        """Whether every value is a whole number written with `.0`: a code that a program once read as a number."""
        return bool(self.values) and all(isinstance(cell, str) and cell.strip().endswith(".0") for cell in self.values)

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """The first different values, shortened."""
        return tuple(text_of(cell)[:80] for cell in list(self.values)[:SAMPLES])

    def share_starting_with(self, sign: str) -> float:
        """Share of the cells whose text begins with a sign."""
        starting = sum(count for cell, count in self.values.items() if text_of(cell).startswith(sign))
        return starting / self.filled if self.filled else 0.0


def profile_columns(header: Sequence[str], rows: Sequence[Row]) -> list[ColumnProfile]:
    """A profile of every column of the table; a row with fewer than half of the columns' cells filled is still
    evidence."""
    profiles = []
    for index, name in enumerate(header):
        cells = (row.cells[index] for row in rows if len(row.cells) > index and not row.flaw)
        values: Counter[Cell] = Counter(cells)
        for blank in [cell for cell in values if is_blank(cell)]:
            del values[blank]
        profiles.append(ColumnProfile(index, name, values, len(rows)))
    return profiles
