"""A large text file as a source for the one statement: UTF-8 as it is, other encodings rewritten once."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.bulk import BulkSource
from ingestion.bulk_sums import Irregular
from ingestion.cells import Row
from ingestion.clean_text import PlainText
from ingestion.dialect import find_dialect, named_delimiter
from ingestion.encoding import encoding_by_mark, one_byte_encoding, utf16_without_mark
from ingestion.limits import Limits
from ingestion.locate import Table, locate
from ingestion.records import Dialect, read_records, split_lines
from ingestion.staged import sql_text
from ingestion.survey import Surveying, lines_at, sample_lines

_HEAD = 1 << 16
_PIECE = 1 << 15
_REWRITE = 1 << 22
_LAST_HEADER_ROW = 100  # a header farther down is found by the row path


@dataclass(frozen=True)
class BulkText:
    """A sample of a large text and the source of the whole."""

    sample: tuple[Row, ...]
    table: Table
    source: BulkSource
    encoding: str
    delimiter: str
    header_lines: int
    seen: Surveying


def open_bulk_text(path: Path, seen: Surveying, work: Path, limits: Limits, wanted: str | None) -> BulkText:
    """A large text ready for the statement. Raises Irregular where it must be read row by row."""
    encoding = _encoding(path, wanted)
    if encoding != "utf-8":
        path = _rewritten(path, encoding, work / "text.csv")
        seen = Surveying(path)
    first, pieces = sample_lines(path, _HEAD, _PIECE)
    head = split_lines(first.decode("utf-8", "replace").removeprefix("\ufeff"))
    dialect = find_dialect(head)
    rows = list(read_records(head, dialect))
    table = locate(rows)
    if table is None or not _is_simple(rows, table, dialect, head[0]):
        raise Irregular("no simple header near the beginning")
    for piece in pieces:
        rows += read_records(split_lines(piece.decode("utf-8", "replace")), dialect)
    header_lines = table.last + 1
    source = BulkSource(
        relation=lambda: _relation(path, dialect, len(rows[table.first].cells), header_lines, limits),
        first_line=header_lines + 1,
        count_rows=lambda: _rows_below(header_lines, seen),
        rows_at=lambda numbers: _rows_at(path, dialect, numbers),
        prepare_engine=lambda engine: None,
        clean=PlainText(path, dialect.delimiter, len(rows[table.first].cells), header_lines, limits.cell_bytes),
    )
    return BulkText(tuple(rows), table, source, encoding, dialect.delimiter, header_lines, seen)


def _rows_below(header_lines: int, seen: Surveying) -> int:
    """The rows that the statement must have given. Raises Irregular where lines of the file are no rows."""
    facts = seen.facts()
    if facts.zeros or facts.returns not in (0, facts.lines, facts.lines - 1):
        raise Irregular("zero bytes or several kinds of line ends")
    return facts.lines - header_lines - facts.blank_at_end


def _is_simple(rows: list[Row], table: Table, dialect: Dialect, first_line: str) -> bool:
    """Whether the header stands near the beginning, every record above it on one line, and nothing is escaped."""
    plain = bool(dialect.delimiter) and not dialect.escape and not named_delimiter(first_line)
    single = all(row.line == place for place, row in enumerate(rows[: table.last + 1], start=1))
    return plain and single and table.last <= _LAST_HEADER_ROW


def _encoding(path: Path, wanted: str | None) -> str:
    """The encoding by the mark or the first bytes; DuckDB itself checks UTF-8 to the last byte."""
    with path.open("rb") as source:
        head = source.read(_HEAD)
    if wanted:
        return wanted.lower()
    marked = encoding_by_mark(head) or utf16_without_mark(head)
    if marked:
        return marked.removesuffix("-sig")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return one_byte_encoding(head)
    return "utf-8"


def _rewritten(path: Path, encoding: str, target: Path) -> Path:
    """The text in UTF-8, decoded piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source, target.open("wb") as rewritten:
            while piece := source.read(_REWRITE):
                rewritten.write(decoder.decode(piece).encode("utf-8"))
            rewritten.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as fault:
        raise Irregular("another encoding further down") from fault
    return target


def _relation(path: Path, dialect: Dialect, width: int, skip: int, limits: Limits) -> str:
    """The call of read_csv that gives every line as texts, and fails on any line that is not like the others."""
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(1, width + 1))
    return (
        f"read_csv({sql_text(str(path))}, delim = {sql_text(dialect.delimiter)}, columns = {{{columns}}},"
        f" header = false, skip = {skip}, auto_detect = false, quote = '\"', escape = '\"',"
        f" max_line_size = {limits.cell_bytes}, buffer_size = 8000000)"
    )


def _rows_at(path: Path, dialect: Dialect, numbers: set[int]) -> Iterator[Row]:
    for number, line in lines_at(path, numbers):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        (row, *_) = read_records([text], dialect) if text else (Row(number, [""]),)
        yield row._replace(line=number)
