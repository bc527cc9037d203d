"""One cell of a table: a text, or a typed value of a workbook. What counts as empty, and how a cell is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

Cell = str | int | float | bool | date | datetime | time | timedelta | None

NO_NUMBER = frozenset(
    ["-", "–", "—", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "н/д", "нд", "нет", "немає", "нема", ".", "..."]
)
FORMULA_SIGNS = "=+-@"
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u3000": " ", "\ufeff": ""})


class Row(NamedTuple):
    """One record: its line in the file (or row of the sheet) from 1, its cells, and what is wrong with it as a
    record."""

    line: int
    cells: Sequence[Cell]
    flaw: str = ""


def text_of(cell: Cell) -> str:
    """A cell as trimmed text: whole floats without `.0`, long ones as digits without an exponent, dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip()
        return text if text.isascii() else text.translate(SPACES).strip()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0") if abs(cell) < 1e300 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return str(cell)


def unguarded(text: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet from running it as a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_SIGNS and len(text) > 1 else text


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and cell.strip() in ("", "\ufeff"))


def is_no_number(cell: Cell) -> bool:
    """Whether a cell of a number column says "nothing here": blank, a dash, n/a, NULL, н/д."""
    return is_blank(cell) or (isinstance(cell, str) and text_of(cell).lower() in NO_NUMBER)


def is_blank_row(cells: Sequence[Cell]) -> bool:
    """Whether every cell of a record is blank."""
    return all(is_blank(cell) for cell in cells)
