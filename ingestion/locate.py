"""Where the table begins: the header row, found by known words first and by shape where no word is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mode

from ingestion import date_format, number_format
from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.headers import is_known, normalise

SEARCHED_ROWS = 300
MOSTLY_TEXT = 0.6
SHORT_NAME = 40


@dataclass(frozen=True)
class Table:
    """A located table: places of the first and last header row in the list of rows, and the header's texts."""

    first: int
    last: int
    header: tuple[str, ...]


def locate(rows: Sequence[Row]) -> Table | None:
    """The table of a sheet or text; None where no row looks like a header."""
    near = rows[:SEARCHED_ROWS]
    at = _by_words(near)
    if at is None:
        at = _by_shape(near)
    if at is None:
        return None
    last = at
    while last + 1 < len(rows) and same_header(rows[last + 1].cells, rows[at].cells):
        last += 1
    if last == at and last + 1 < len(rows) and _is_second_level(rows, at):
        return Table(at, at + 1, _joined(_names(rows, at), _names(rows, at + 1)))
    return Table(at, last, _names(rows, at))


def _is_second_level(rows: Sequence[Row], at: int) -> bool:
    """Whether the row under the header names its columns once more: short texts, some under a blank or spanning
    name."""
    upper, lower = rows[at].cells, rows[at + 1].cells
    filled = [(place, cell) for place, cell in enumerate(lower) if not is_blank(cell)]
    if len(filled) < 2 or any(not is_plain_text(cell) or len(text_of(cell)) > SHORT_NAME for _, cell in filled):
        return False
    below = next((row for row in rows[at + 2 :] if not is_blank_row(row.cells)), None)
    values = below is not None and any(not is_plain_text(cell) for cell in below.cells if not is_blank(cell))
    return values and any(place < len(upper) and is_blank(upper[place]) for place, _ in filled)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Names of two levels in one; a name above blank ones spans them."""
    names, spanning = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        spanning = above or (spanning if below else "")
        names.append(f"{spanning} {below}".strip())
    return tuple(names)


def _names(rows: Sequence[Row], at: int) -> tuple[str, ...]:
    """The header's texts; nameless columns at the right are kept while rows below fill them."""
    names = [text_of(cell) for cell in rows[at].cells]
    width = max((_width(row.cells) for row in rows[at + 1 : at + 1 + SEARCHED_ROWS] if not row.flaw), default=0)
    usual = max(_width(rows[at].cells), min(width, len(names)))
    return tuple(names[:usual])


def _width(cells: Sequence[Cell]) -> int:
    """Cells up to the last one that holds something."""
    return next((place for place in range(len(cells), 0, -1) if not is_blank(cells[place - 1])), 0)


def same_header(cells: Sequence[Cell], header: Sequence[Cell]) -> bool:
    """Whether a row repeats the header, as every page of a printed report does."""
    compared = 0
    for place in range(max(len(cells), len(header))):
        own = text_of(cells[place]) if place < len(cells) else ""
        name = text_of(header[place]) if place < len(header) else ""
        if own != name and normalise(own) != normalise(name):
            return False
        compared += bool(own)
    return compared >= 2


def header_words(cells: Sequence[Cell]) -> int:
    """How many cells of a row are known words for columns, in a row that is text for the most part."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) < 2:
        return 0
    texts = [cell for cell in filled if is_plain_text(cell)]
    if len(texts) < MOSTLY_TEXT * len(filled):
        return 0
    return sum(is_known(str(cell)) for cell in texts if len(str(cell)) <= 120)


def is_plain_text(cell: Cell) -> bool:
    """Whether a cell is text and neither a number nor a date in writing."""
    if not isinstance(cell, str) or is_blank(cell):
        return False
    text = text_of(cell)
    return number_format.dissect(text) is None and date_format.dissect(text) is None


def _by_words(rows: Sequence[Row]) -> int | None:
    counts = [header_words(row.cells) for row in rows]
    best = max(counts, default=0)
    if best < 2:
        return None
    return counts.index(best)


def _by_shape(rows: Sequence[Row]) -> int | None:
    """The first row of texts, about as wide as the table, under which some column changes to numbers or dates."""
    widths = [_filled(row.cells) for row in rows if not is_blank_row(row.cells)]
    wide = [width for width in widths if width > 1]
    if not wide:
        return None
    usual = max(2, round(0.6 * mode(wide)))
    for at, row in enumerate(rows):
        filled = [cell for cell in row.cells if not is_blank(cell)]
        if len(filled) < usual or not all(is_plain_text(cell) for cell in filled):
            continue
        below = next((later for later in rows[at + 1 :] if not is_blank_row(later.cells)), None)
        if below is not None and any(not is_plain_text(cell) for cell in below.cells if not is_blank(cell)):
            return at
    return None


def _filled(cells: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in cells)
