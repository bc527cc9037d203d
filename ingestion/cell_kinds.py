"""What a cell was before it became text, in one letter: so that a row read again later is read as it was at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from ingestion.cells import Cell

TEXT = "t"


def kind_of_cell(cell: Cell) -> str:
    """'n' number, 'm' moment, 'd' day, 't' anything else: text, nothing, a truth value, a time of day."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "n"
    if isinstance(cell, datetime):
        return "m"
    return "d" if isinstance(cell, date) else TEXT


def kinds_of_cells(cells: Iterable[Cell]) -> str:
    """A letter for each cell."""
    return "".join(map(kind_of_cell, cells))


def restored(texts: Sequence[str], kinds: str) -> list[Cell]:
    """The cells of which `cells.text_of` made the texts; a cell without a letter is text."""
    return [_restored(text, kind) for text, kind in zip(texts, kinds.ljust(len(texts), TEXT), strict=False)]


def _restored(text: str, kind: str) -> Cell:
    if kind == "n":
        return float(text) if set(text) & set(".en") else int(text)
    if kind == "m":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "d" else text
