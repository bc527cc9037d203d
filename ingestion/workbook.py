"""Sheets of a workbook as rows of typed cells, and what must be asked before one of them is read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.archive import BROKEN_ZIP
from ingestion.cells import Row, is_blank_row
from ingestion.limits import Limits
from ingestion.refusal import Refused

_HEAD = 1 << 16
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension[^>]*ref="([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?"')
_CELL_REF = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_WITHOUT_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>|<f[^>]*/>\s*</c>")
_HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*hidden="(?:1|true)"')
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


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


@dataclass(frozen=True)
class Parts:
    """What the XML of the sheets shows before a reader is let in."""

    hidden_rows: bool = False
    uncalculated: bool = False  # formulas without a stored value


def inspect_parts(archive: zipfile.ZipFile, limits: Limits) -> Parts:
    """Look into every part once: checksums, forbidden declarations, cells too far out, hidden rows, empty
    formulas.

    Of a part over `limits.inspected_bytes` only the head is looked at; the reader itself checks its checksum, and
    the limits of the process stand behind it. Raises Refused('damaged'), ('unsafe_xml') or ('far_cell').
    """
    sheets = {entry.filename for entry in sheet_parts(archive)}
    hidden = uncalculated = False
    for entry in archive.infolist():
        xml = _content(archive, entry, limits)
        if entry.filename.lower().endswith((".xml", ".rels")) and any(mark in xml[:_HEAD] for mark in _FORBIDDEN):
            raise Refused("unsafe_xml")
        if entry.filename not in sheets:
            continue
        whole = entry.file_size <= limits.inspected_bytes
        rows, columns = _farthest(xml, whole)
        if rows * columns > limits.sheet_cells:
            raise Refused("far_cell", limit=limits.sheet_cells, rows=rows, columns=columns)
        hidden = hidden or (whole and _HIDDEN.search(xml) is not None)
        uncalculated = uncalculated or (b"<f" in xml and _WITHOUT_VALUE.search(xml) is not None)
    return Parts(hidden, uncalculated)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> bytes:
    try:
        with archive.open(entry) as part:
            return part.read() if entry.file_size <= limits.inspected_bytes else part.read(_HEAD)
    except BROKEN_ZIP as fault:
        raise Refused("damaged") from fault


def _farthest(xml: bytes, whole: bool) -> tuple[int, int]:
    """Row and column numbers of the farthest cell that the sheet declares, or has in its last rows."""
    cells = _CELL_REF.findall(xml[-_HEAD:]) if whole else []
    rows = [int(row) for _, row in cells]
    columns = [column_number(letters) for letters, _ in cells]
    declared = _DIMENSION.search(xml[:_HEAD])
    if declared and declared[3] and (cells or not whole):
        columns.append(column_number(declared[3]))
        rows.append(int(declared[4]))
    return max(rows, default=0), max(columns, default=0)


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
