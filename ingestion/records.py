"""A decoded text cut into records, each with the line it begins on.

Quotes follow RFC 4180, with two mercies: a quote inside an unquoted field is an ordinary character, and a quote that
opens and never closes spoils one line, not the rest of the file. It shows by the record that wants more lines than a
cell can have, or that ends with another number of fields than the table has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.cells import Row

LONGEST_RECORD = 200  # lines that one quoted cell may span
FEWEST_FIELDS = 3  # of a line that is a record by itself beyond doubt
LARGEST_RECORD = 1 << 20
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    """How the fields of a line are kept apart."""

    delimiter: str
    escape: str | None = None  # a backslash before a quote, where the file uses it
    width: int = 0  # fields of most lines, 0 where not known


def split_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them; a last empty line is none."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


class _Feed:
    """Hands the lines of one record to the csv reader and notices when it wanted more than there should be."""

    def __init__(self, lines: list[str], at: int) -> None:
        self._lines = lines
        self.at = at
        self._last = min(len(lines), at + LONGEST_RECORD)
        self._room = LARGEST_RECORD + len(lines[at])
        self.starved = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= self._last or self._room < 0:
            self.starved = True
            raise StopIteration
        line = self._lines[self.at]
        self.at += 1
        self._room -= len(line)
        return line + "\n"


def opens_quote(line: str, delimiter: str) -> bool:
    """Whether a field of the line begins with a quote, which gives delimiters inside it another meaning."""
    return line.startswith('"') or (delimiter + '"') in line or (delimiter + ' "') in line


def _swallows(lines: list[str], dialect: Dialect) -> bool:
    """Whether a record of several lines has taken in a whole record: its quote has closed at the quote of another row."""
    if dialect.width < FEWEST_FIELDS or not dialect.delimiter:
        return False
    closed = (line for line in lines if line and line.count('"') % 2 == 0)
    alone = (next(csv.reader([line], delimiter=dialect.delimiter, escapechar=dialect.escape)) for line in closed)
    return any(len(cells) == dialect.width for cells in alone)


def read_records(lines: list[str], dialect: Dialect) -> Iterator[Row]:
    """Every record with the line it begins on, blank ones too; a broken record carries its flaw."""
    at, delimiter = 0, dialect.delimiter
    while at < len(lines):
        line = lines[at]
        if '"' not in line or not opens_quote(line, delimiter):
            yield Row(at + 1, line.split(delimiter) if delimiter else [line])
            at += 1
            continue
        feed = _Feed(lines, at)
        reader = csv.reader(
            feed,
            delimiter=delimiter or "\0",
            escapechar=dialect.escape,
            doublequote=True,
            skipinitialspace=delimiter != " ",
        )
        cells = next(reader)
        spans = feed.at - at > 1
        wrong_width = dialect.width and len(cells) != dialect.width
        if (feed.starved and feed.at > at) or (spans and (wrong_width or _swallows(lines[at + 1 : feed.at], dialect))):
            yield Row(at + 1, line.split(delimiter) if delimiter else [line], "unclosed_quote")
            at += 1
            continue
        if spans:
            cells = [cell.rstrip("\n") for cell in cells]
        yield Row(at + 1, cells)
        at = feed.at
