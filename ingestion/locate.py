"""Where the table begins: the header row, found by known words first and by shape where no word is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import mode

from ingestion import date_format, number_format
from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.headers import is_known, is_unit, normalise
from ingestion.kinds.catalogue import names_a_column

SEARCHED_ROWS = 300
MOSTLY_TEXT = 0.6
SHORT_NAME = 40
NAMES_TO_ONE_NUMBER = 12  # a wide header may hold a name like `rs2` that reads as a number
_TIME = re.compile(r"^\d{1,3}:\d{2}(?::\d{2})?$")
TITLE_WIDTH = 0.4  # of the table's width: a shorter row is a title


@dataclass(frozen=True)
class Table:
    """A located table: places of the first and last header row in the list of rows, and the header's texts."""

    first: int
    last: int
    header: tuple[str, ...]


def locate(rows: Sequence[Row]) -> Table | None:
    """The table of a sheet or text; None where no row looks like a header."""
    near = rows[:SEARCHED_ROWS]
    width = _usual_width(near)
    at = _by_words(near, TITLE_WIDTH * width)
    if at is None:
        at = _by_shape(near, width)
    if at is None:
        at = _by_words(near, 0)
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
    name; or says in which units they are."""
    upper, lower = rows[at].cells, rows[at + 1].cells
    if _are_units(lower):
        return True
    filled = [(place, cell) for place, cell in enumerate(lower) if not is_blank(cell)]
    if len(filled) < 2 or any(not is_plain_text(cell) or len(text_of(cell)) > SHORT_NAME for _, cell in filled):
        return False
    below = next((row for row in rows[at + 2 :] if not is_blank_row(row.cells)), None)
    values = below is not None and any(not is_plain_text(cell) for cell in below.cells if not is_blank(cell))
    return values and any(place < len(upper) and is_blank(upper[place]) for place, _ in filled)


def _are_units(cells: Sequence[Cell]) -> bool:
    """Whether every filled cell of a row is a unit: a word in brackets, or the short form of a currency or measure."""
    texts = [text_of(cell) for cell in cells if not is_blank(cell)]
    return (
        len(texts) >= 2 and all(isinstance(cell, str) or is_blank(cell) for cell in cells) and all(map(is_unit, texts))
    )


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
    """How many cells of a row are known words for columns, in a row that is text for the most part; years that follow
    one another are names too.
    """
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) < 2:
        return 0
    if _years_in_turn(filled):
        filled = [cell for cell in filled if not _is_year(cell)]
    texts = [cell for cell in filled if is_plain_text(cell)]
    if len(texts) < MOSTLY_TEXT * len(filled):
        return 0
    return sum(is_known(str(cell)) or names_a_column(str(cell)) for cell in texts if len(str(cell)) <= 120)


def is_plain_text(cell: Cell) -> bool:
    """Whether a cell is text and neither a number nor a date in writing."""
    if not isinstance(cell, str) or is_blank(cell):
        return False
    text = text_of(cell)
    return number_format.dissect(text) is None and date_format.dissect(text) is None and not _TIME.match(text)


def _is_year(cell: Cell) -> bool:
    """Whether a cell is the bare number of a year."""
    text = text_of(cell).removesuffix(".0")
    return not isinstance(cell, date) and len(text) == 4 and text.isdigit() and int(text) in date_format.YEARS


def _years_in_turn(cells: Sequence[Cell]) -> bool:
    """Whether two years or more stand in a row one after another, forward or back: columns of years."""
    years = [int(text_of(cell).removesuffix(".0")) for cell in cells if _is_year(cell)]
    steps = {later - earlier for earlier, later in pairwise(years)}
    return steps in ({1}, {-1})


def _by_words(rows: Sequence[Row], enough: float) -> int | None:
    """The row with the most known words of those with enough filled cells: a short one above a wide table is a
    title."""
    counts = [header_words(row.cells) if _filled(row.cells) >= enough else 0 for row in rows]
    best = max(counts, default=0)
    return counts.index(best) if best >= 2 else None


def _usual_width(rows: Sequence[Row]) -> int:
    """How many cells of most rows are filled; rows of one cell say nothing."""
    wide = [width for row in rows if (width := _filled(row.cells)) > 1]
    return mode(wide) if wide else 0


def _by_shape(rows: Sequence[Row], width: int) -> int | None:
    """The first row of texts, about as wide as the table, under which some column changes to numbers or dates."""
    if not width:
        return None
    usual = max(2, round(0.6 * width))
    for at, row in enumerate(rows):
        filled = [cell for cell in row.cells if not is_blank(cell)]
        years = _years_in_turn(filled)
        others = sum(not is_plain_text(cell) and not (years and _is_year(cell)) for cell in filled)
        if len(filled) < usual or others > len(filled) // NAMES_TO_ONE_NUMBER:
            continue
        below = next((later for later in rows[at + 1 :] if not is_blank_row(later.cells)), None)
        if below is not None and any(not is_plain_text(cell) for cell in below.cells if not is_blank(cell)):
            return at
    return None


def _filled(cells: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in cells)
