"""Tables of a web page as rows: what Bitrix24 and many shops give under the name of an Excel file.

A page without a table of data (a login page saved by a broken download) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from ingestion.cells import Row, is_blank_row
from ingestion.encoding import decode
from ingestion.limits import Limits
from ingestion.refusal import Refused

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
_HEAD = 4096
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BREAKS = frozenset(["br", "p", "div", "li"])
_SILENT = frozenset(["script", "style"])
FEWEST_ROWS = 2


class _Tables(HTMLParser):
    """Collects the rows of every table. A table inside a cell is a table of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self._limits = limits
        self._open: list[_Table] = []
        self._silent = 0
        self.tables: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open tables, rows and cells; a new row or cell ends the one before, as browsers read it."""
        if tag == "table":
            self._open.append(_Table(self._limits))
            self.tables.append(self._open[-1])
        elif tag in _SILENT:
            self._silent += 1
        elif self._open and tag == "tr":
            self._open[-1].begin_row()
        elif self._open and tag in ("td", "th"):
            spans = dict(attrs)
            self._open[-1].begin_cell(_span(spans.get("colspan")), _span(spans.get("rowspan")))
        elif self._open and tag in _BREAKS:
            self._open[-1].write(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close what ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in ("td", "th"):
            self._open[-1].end_cell()
        elif self._open and tag == "tr":
            self._open[-1].end_row()
        elif self._open and tag == "table":
            self._open.pop().end_row()

    def handle_data(self, data: str) -> None:
        """The text of a cell."""
        if self._open and not self._silent:
            self._open[-1].write(data)

    def close(self) -> None:
        """A page that breaks off ends its tables too."""
        super().close()
        while self._open:
            self._open.pop().end_row()


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), 1 << 16) if digits.isdigit() and len(digits) < 9 else 1


class _Table:
    """The rows of one table. Places covered by a cell that spans several columns or rows stay blank."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._covered: dict[int, int] = {}  # column -> rows from this one on that a cell above covers
        self._reaching: dict[int, int] = {}  # column -> rows below this one that a cell of it covers
        self.rows: list[list[str]] = []

    def begin_row(self) -> None:
        """A new row."""
        self.end_row()
        self._row = []

    def begin_cell(self, columns: int, rows: int) -> None:
        """A new cell with its spans."""
        self.end_cell()
        if self._row is None:
            self._row = []
        self._cell, self._spans = [], (columns, rows)

    def write(self, text: str) -> None:
        """Text inside the open cell."""
        if self._cell is not None:
            self._cell.append(text)

    def end_cell(self) -> None:
        """Put the cell where it belongs."""
        if self._cell is None or self._row is None:
            return
        self._pass_covered(self._row)
        columns, rows = self._spans
        place = len(self._row)
        if place + columns > self._limits.columns:
            raise Refused("too_many_columns", limit=self._limits.columns, found=place + columns)
        self._row += [_SPACES.sub(" ", "".join(self._cell)).strip(), *[""] * (columns - 1)]
        if rows > 1:
            self._reaching |= dict.fromkeys(range(place, place + columns), rows - 1)
        self._cell = None

    def end_row(self) -> None:
        """Keep the row."""
        self.end_cell()
        if self._row is None:
            return
        self._pass_covered(self._row)
        if len(self.rows) >= self._limits.rows:
            raise Refused("too_many_rows", limit=self._limits.rows, found=len(self.rows) + 1)
        self.rows.append(self._row)
        self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1} | self._reaching
        self._reaching, self._row = {}, None

    def _pass_covered(self, row: list[str]) -> None:
        """Blank cells where a cell of a row above reaches down."""
        while len(row) in self._covered:
            row.append("")


def read_html(path: Path, limits: Limits, encoding: str | None = None) -> list[tuple[Row, ...]]:
    """The tables of a page that have two rows and two columns at least, each from its first row on.

    Raises Refused('html') where there is none, ('irregular_and_large'), ('too_many_columns') and ('too_many_rows')
    over the limits.
    """
    size = path.stat().st_size
    if size > limits.irregular_text_bytes:
        raise Refused("irregular_and_large", limit=limits.irregular_text_bytes, found=size)
    content = path.read_bytes()
    parser = _Tables(limits)
    parser.feed(decode(content, encoding or _declared(content)).text)
    parser.close()
    found = [tuple(Row(at, cells) for at, cells in enumerate(table.rows, start=1)) for table in parser.tables]
    tables = [rows for rows in found if _holds_data(rows)]
    if not tables:
        raise Refused("html")
    return tables


def _declared(content: bytes) -> str | None:
    """The encoding that the page itself names, where Python knows it."""
    match = _CHARSET.search(content[:_HEAD])
    if match is None:
        return None
    name = match[1].decode("ascii")
    try:
        content.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return name


def _holds_data(rows: Sequence[Row]) -> bool:
    wide = [row for row in rows if len(row.cells) >= 2 and not is_blank_row(row.cells)]
    return len(wide) >= FEWEST_ROWS
