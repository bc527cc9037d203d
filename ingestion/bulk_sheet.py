"""A large sheet of a workbook as a source for the one statement, by fastexcel and Arrow.

Where it is right: one sheet, whose columns of dates and numbers hold nothing else. Where that holds from the first row
to the last it is read in pieces (`clean_sheet`), otherwise whole. fastexcel types a column as a whole and so cannot tell the text `1.234` from the number 1.234; a column of mixed cells is therefore read cell by
cell instead (python-calamine keeps the type of each). The head of the sheet is read first, from a copy cut after
some hundred rows.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ingestion.bulk import BulkSource
from ingestion.bulk_sums import Irregular
from ingestion.cells import Cell, Row
from ingestion.clean_sheet import NEEDED_PARTS, CleanSheet, kind_of
from ingestion.limits import Limits
from ingestion.locate import Table, locate
from ingestion.workbook import Sheet, read_sheets, sheet_parts

_HEAD_BYTES = 1 << 19
_ROWS_AT_ONCE = 4096
_ROWS_A_SLICE = 1 << 16


@dataclass(frozen=True)
class BulkSheet:
    """The head of a large sheet and the source of the whole."""

    head: Sheet
    table: Table
    source: BulkSource
    lines: Callable[[], int]  # of the sheet, header and all; asked for when it was read


class _Whole:
    """The rows below the header at once, read where they are asked for."""

    def __init__(self, path: Path, skip: int, width: int, limits: Limits) -> None:
        self._path, self._skip, self._width, self._limits = path, skip, width, limits

    @cached_property
    def batch(self) -> Any:
        """The rows as an Arrow batch. Raises Irregular."""
        batch = _whole(self._path, self._skip, self._width)
        if batch.num_rows + self._skip > self._limits.rows:
            raise Irregular("too many rows")
        return batch


def open_bulk_sheet(path: Path, archive: zipfile.ZipFile, work: Path, limits: Limits) -> BulkSheet:
    """The only sheet of a large workbook. Raises Irregular where it must be read cell by cell."""
    parts = sheet_parts(archive)
    if len(parts) != 1:
        raise Irregular("several sheets")
    head = _head(archive, parts[0], work / "head.xlsx", limits)
    table = locate(head.rows)
    if table is None or not head.rows or len(head.rows[0].cells) != len(head.rows[table.first].cells):
        raise Irregular("no header near the beginning")
    above, width = table.last + 1, len(head.rows[0].cells)
    whole = _Whole(path, above, width, limits)
    clean = CleanSheet(path, parts[0].filename, above, width, limits.rows)

    def count_rows() -> int:
        return whole.batch.num_rows if clean.rows is None else clean.rows

    source = BulkSource(
        relation=lambda: f"(SELECT {', '.join(_columns(whole.batch.schema))} FROM sheet)",
        first_line=above + 1,
        count_rows=count_rows,
        rows_at=lambda numbers: _rows_at(whole.batch, numbers, above + 1),
        prepare_engine=lambda engine: engine.register("sheet", _in_slices(whole.batch)),
        clean=clean,
        sheet_name=head.name,
        sheet_number=head.number,
        kinds=lambda: tuple(_kind(field.type) for field in whole.batch.schema),
    )
    return BulkSheet(head, table, source, lambda: count_rows() + above)


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, limits: Limits) -> Sheet:
    """The first rows of the sheet, read from a workbook that is cut after them."""
    with archive.open(part) as source:
        xml = source.read(_HEAD_BYTES)
    end = xml.rfind(b"</row>")
    if end < 0:
        raise Irregular("a sheet of another make")
    closed = xml[: end + len(b"</row>")] + b"</sheetData></worksheet>"
    with zipfile.ZipFile(target, "w") as cut:
        for entry in archive.infolist():
            if entry.filename.lower() in NEEDED_PARTS:
                cut.writestr(entry.filename, archive.read(entry))
        cut.writestr(part.filename, closed)
    sheets = [sheet for sheet in read_sheets(target, limits) if sheet.rows]
    if len(sheets) != 1:
        raise Irregular("several sheets")
    return sheets[0]


def _whole(path: Path, skip: int, width: int) -> Any:
    """The rows below the header as an Arrow batch, a column of mixed cells as text."""
    import fastexcel

    try:
        sheet = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, skip_rows=skip, schema_sample_rows=None)
        batch = sheet.to_arrow()
    except fastexcel.FastExcelError as fault:
        raise Irregular(str(fault)[:200]) from fault
    if batch.num_columns != width or sheet.total_height != batch.num_rows + skip:
        raise Irregular("the sheet does not begin in its first cell")
    return batch


def _in_slices(batch: Any) -> Any:
    """The same rows as a table of many batches, which several threads can share."""
    import pyarrow as pa

    slices = [batch.slice(at, _ROWS_A_SLICE) for at in range(0, batch.num_rows, _ROWS_A_SLICE)]
    return pa.Table.from_batches(slices, batch.schema)


def _kind(arrow_type: Any) -> str:
    """'number', 'day', 'text' or 'other'; a column without anything is one of texts."""
    kind = kind_of(arrow_type)
    return "text" if kind == "nothing" else kind


def _columns(schema: Any) -> Iterator[str]:
    """Each column under its positional name; what fastexcel calls it never reaches the statement unquoted."""
    for place, field in enumerate(schema, start=1):
        name = '"' + field.name.replace('"', '""') + '"'
        yield f"{name} AS c{place}"


def _rows_at(batch: Any, numbers: set[int], first_line: int) -> Iterator[Row]:
    wanted = sorted(number - first_line for number in numbers if number >= first_line)
    for at in range(0, len(wanted), _ROWS_AT_ONCE):
        places = wanted[at : at + _ROWS_AT_ONCE]
        columns: list[Sequence[Cell]] = [column.take(places).to_pylist() for column in batch.columns]
        for place, cells in zip(places, zip(*columns, strict=True), strict=True):
            yield Row(place + first_line, list(cells))
