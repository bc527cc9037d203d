"""A row of an uploaded file as it stands there: behind every number is a row that can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingestion import workbook
from ingestion.cells import Row, text_of
from ingestion.crosstab import header_of
from ingestion.dialect import find_dialect
from ingestion.encoding import decode
from ingestion.limits import Limits
from ingestion.locate import locate
from ingestion.opening import page_tables, tables_of_zip
from ingestion.reading import Place, SourceRow
from ingestion.records import read_records, split_lines
from ingestion.signature import Kind
from ingestion.survey import lines_at, sample_lines
from ingestion.text_file import read_text
from ingestion.workbook import Sheet

_HEAD = 1 << 16


def sheets_of(path: Path, kind: Kind, limits: Limits, encoding: str | None, work: Path) -> Sequence[Sheet]:
    """The sheets of a file; a text is one sheet with the number 0. Raises Refused as reading does.

    `work`: folder into which the tables of a zip are unpacked.
    """
    if kind == "tables":
        return tables_of_zip(path, work, limits)
    if kind == "text":
        return [Sheet("", 0, read_text(path, limits, encoding).rows)]
    if kind == "html":
        return page_tables(path, limits, encoding)
    return list(workbook.read_sheets(path, limits))


def lines_of_large_text(path: Path, places: Sequence[Place], limits: Limits, encoding: str | None) -> Sequence[Sheet]:
    """The head of a large text and the wanted lines, without reading the rest: such files have one row a line."""
    head, _ = sample_lines(path, _HEAD, 0)
    first = decode(head, encoding)
    if first.encoding.startswith("utf-16"):
        return sheets_of(path, "text", limits, encoding, path.parent)  # its lines do not end with one byte
    dialect = find_dialect(split_lines(first.text))
    rows = list(read_records(split_lines(first.text.removeprefix("\ufeff")), dialect))
    known = {row.line for row in rows}
    for line, content in lines_at(path, {line for _, line in places} - known):
        (row,) = read_records([content.decode(first.encoding, "replace").rstrip("\r\n")], dialect)
        rows.append(Row(line, row.cells))
    return [Sheet("", 0, tuple(rows))]


def rows_at(sheets: Sequence[Sheet], places: Sequence[Place]) -> list[SourceRow]:
    """The rows at the given places, in their order; a place that the file does not have is left out."""
    by_number = {sheet.number: sheet for sheet in sheets}
    found = []
    for number, line in places:
        sheet = by_number.get(number)
        row = None if sheet is None else next((row for row in sheet.rows if row.line == line), None)
        if sheet is not None and row is not None:
            found.append(_source_row(sheet, row))
    return found


def _source_row(sheet: Sheet, row: Row) -> SourceRow:
    names = header_of(sheet.rows, locate(sheet.rows))
    cells = tuple(text_of(cell) for cell in row.cells)
    header = tuple(names[at] if at < len(names) else "" for at in range(len(cells)))
    return SourceRow(sheet.number, row.line, sheet.name, header, cells)
