"""The sheet of held rows that this program gives out to be put right elsewhere: how it is marked, and how it is read.

Under the marker in the first cell stand sentences, then the names of the columns, then the rows: mark, line, sheet,
what is wrong, and the cells of the file. It is no report of sales, so it is never read as one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingestion.cell_kinds import kinds_of_cells
from ingestion.cells import Row, is_blank, is_blank_row, text_of
from ingestion.refusal import Refused

OWN_COLUMNS = 4  # mark, line, sheet, what is wrong
_MARKER = re.compile(r"sales-health/held-rows/(\d{1,9})/([0-9a-f]{64})")
_SEARCHED_ROWS = 5


@dataclass(frozen=True)
class SheetRow:
    """One row as it came back: its mark and place as they stand there, its cells as text and what each of them is."""

    mark: str
    line: str
    sheet: str
    cells: tuple[str, ...]
    kinds: str


@dataclass(frozen=True)
class HeldSheet:
    """A sheet of held rows: the import and the bytes that it was made for, the names of the file's columns, the rows."""

    import_id: int
    sha256: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> HeldSheet:
        """The sheet that `dataclasses.asdict` made plain."""
        rows = tuple(SheetRow(**{**row, "cells": tuple(row["cells"])}) for row in values["rows"])
        return cls(values["import_id"], values["sha256"], tuple(values["header"]), rows)


def marker(import_id: int, sha256: str) -> str:
    """What stands in the first cell of the sheet."""
    return f"sales-health/held-rows/{import_id}/{sha256}"


def mark_of(sheet: str, line: int, raw: Sequence[str]) -> str:
    """A short mark of a row: a line number that was changed in the sheet does not fit it any more."""
    return hashlib.sha256("\x1f".join((sheet, str(line), *raw)).encode("utf-8", "replace")).hexdigest()[:8]


def _marked(rows: Sequence[Row]) -> tuple[int, int, str] | None:
    """Place of the marker, import and bytes; None where there is none."""
    for place, row in enumerate(rows[:_SEARCHED_ROWS]):
        found = next((_MARKER.search(text_of(cell)) for cell in row.cells[:1] if not is_blank(cell)), None)
        if found is not None:
            return place, int(found[1]), found[2]
    return None


def refuse_held_sheet(rows: Sequence[Row]) -> None:
    """Raise Refused('held_rows_sheet') where the rows are a sheet of held rows: as sales they would count twice."""
    found = _marked(rows)
    if found is not None:
        raise Refused("held_rows_sheet", import_id=found[1])


def read_held_sheet(sheets: Sequence[Sequence[Row]]) -> HeldSheet:
    """The marked sheet among some. Raises Refused('no_held_sheet') where none is marked."""
    for rows in sheets:
        found = _marked(rows)
        if found is not None:
            place, import_id, sha256 = found
            below = [row for row in rows[place + 1 :] if not is_blank_row(row.cells)]
            at = next((at for at, row in enumerate(below) if _filled(row) > OWN_COLUMNS), None)
            if at is not None:
                header = tuple(text_of(cell) for cell in below[at].cells[OWN_COLUMNS:])
                return HeldSheet(import_id, sha256, header, tuple(_sheet_row(row) for row in below[at + 1 :]))
    raise Refused("no_held_sheet")


def _filled(row: Row) -> int:
    return sum(not is_blank(cell) for cell in row.cells)


def _sheet_row(row: Row) -> SheetRow:
    texts = [text_of(cell) for cell in row.cells]
    mark, line, sheet = (*texts[:3], "", "", "")[:3]
    cells = row.cells[OWN_COLUMNS:]
    return SheetRow(mark, line, sheet, tuple(text_of(cell) for cell in cells), kinds_of_cells(cells))
