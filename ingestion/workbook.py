"""Sheets of a workbook as rows of typed cells, and what must be asked before one of them is read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.cells import Row, is_blank_row
from ingestion.limits import Limits
from ingestion.refusal import Refused

_DIMENSION = re.compile(rb'<dimension[^>]*ref="([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?"')
_FORMULA = re.compile(rb"<f[ />]")
_CELL_WITHOUT_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>|<f[^>]*/>\s*</c>")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its place from 1, its rows from the first row of the sheet on."""

    name: str
    number: int
    rows: tuple[Row, ...]


def column_number(letters: bytes) -> int:
    """`A` -> 1, `XFD` -> 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheet_parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The XML parts of an xlsx that hold sheets."""
    return [e for e in archive.infolist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", e.filename, re.IGNORECASE)]


def check_far_cells(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse a sheet whose used range is larger than any reader can hold, before a reader tries.

    The declared range is looked at, and the last cell really present: a reader takes memory for the whole rectangle.
    """
    for entry in sheet_parts(archive):
        with archive.open(entry) as part:
            far_row, far_column = _farthest(part.read(limits.unpacked_bytes))
        if far_row * far_column > limits.sheet_cells:
            raise Refused("far_cell", limit=limits.sheet_cells, rows=far_row, columns=far_column)


_CELL_REF = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_LAST_BYTES = 1 << 16


def _farthest(xml: bytes) -> tuple[int, int]:
    """Row and column numbers of the farthest cell that the sheet declares, or has in its last rows."""
    found = [(int(row), column_number(letters)) for letters, row in _CELL_REF.findall(xml[-_LAST_BYTES:])]
    declared = _DIMENSION.search(xml[:_LAST_BYTES])
    rows = [row for row, _ in found]
    columns = [column for _, column in found]
    if declared and declared[3]:
        columns.append(column_number(declared[3]))
        rows.append(int(declared[4]) if len(found) else 0)
    return max(rows, default=0), max(columns, default=0)


def uncalculated_formulas(archive: zipfile.ZipFile) -> bool:
    """Whether a sheet holds formulas of which many were never calculated, so that no value is stored."""
    for entry in sheet_parts(archive):
        with archive.open(entry) as part:
            xml = part.read()
        if _FORMULA.search(xml) and len(_CELL_WITHOUT_VALUE.findall(xml)) > 0:
            return True
    return False


def has_hidden_rows(archive: zipfile.ZipFile) -> bool:
    """Whether a filter or a person hid rows: they are data all the same."""
    for entry in sheet_parts(archive):
        with archive.open(entry) as part:
            if re.search(rb'<row [^>]*hidden="(?:1|true)"', part.read()):
                return True
    return False


def read_sheets(path: Path, limits: Limits) -> Iterator[Sheet]:
    """The sheets of a workbook that are shown to its reader, in their order; a hidden sheet is given without rows."""
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, load_workbook

    try:
        book = load_workbook(str(path))
        for number, meta in enumerate(book.sheets_metadata, start=1):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(number - 1)
            if sheet.width > limits.columns and sheet.height > 0:
                raise Refused("too_many_columns", limit=limits.columns, found=sheet.width)
            if sheet.height > limits.rows:
                raise Refused("too_many_rows", limit=limits.rows, found=sheet.height)
            rows = tuple(Row(at, cells) for at, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1))
            yield Sheet(meta.name, number, rows)
    except PasswordError as fault:
        raise Refused("password") from fault
    except CalamineError as fault:
        raise Refused("damaged") from fault


def used_rows(sheet: Sheet) -> int:
    """Rows of a sheet that hold anything."""
    return sum(not is_blank_row(row.cells) for row in sheet.rows)
