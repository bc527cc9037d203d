"""Every table to Excel: typed cells, formats, a frozen header, text that no spreadsheet runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {
    "money": "#,##0.00",
    "number": "#,##0",
    "decimal": "#,##0.0",
    "share": "0.0%",
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm:ss",
    "text": "@",
}
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_MOST_ROWS = 1_048_575


@dataclass(frozen=True)
class ExcelColumn:
    """One column of a sheet: the key in the rows, its header, and what kind of value it holds."""

    name: str
    header: str
    kind: str = "text"


@dataclass(frozen=True)
class ExcelSheet:
    """One sheet: its title, its columns, its rows, and lines above the header that say what is in force."""

    title: str
    columns: Sequence[ExcelColumn]
    rows: Sequence[dict[str, Any]]
    preface: Sequence[str] = ()


def guarded(text: str) -> str:
    """Text that a spreadsheet shows instead of running: a leading apostrophe before a sign that begins a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def workbook(sheets: Sequence[ExcelSheet]) -> bytes:
    """The bytes of an .xlsx file with these sheets."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _write(book.add_worksheet(_sheet_title(sheet.title)), sheet, formats, head)
    return target.getvalue()


def _sheet_title(title: str) -> str:
    """Excel allows 31 characters and no brackets, slashes, colons, question marks or stars."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31].strip("' ") or "1"


def _write(page: Any, sheet: ExcelSheet, formats: dict[str, Any], head: Any) -> None:
    for at, line in enumerate(sheet.preface):
        page.write_string(at, 0, guarded(line))
    top = len(sheet.preface) + (1 if sheet.preface else 0)
    for number, column in enumerate(sheet.columns):
        page.write_string(top, number, guarded(column.header), head)
        page.set_column(number, number, 34 if number == 0 else max(12, min(24, len(column.header) + 2)))
    page.freeze_panes(top + 1, 1)
    for at, row in enumerate(sheet.rows[: _MOST_ROWS - top]):
        for number, column in enumerate(sheet.columns):
            _write_cell(page, top + 1 + at, number, row.get(column.name), formats[column.kind])
    if sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, datetime | date):
        page.write_datetime(row, column, value, style)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, guarded(str(value)), style)
