"""A clean large sheet of a workbook straight into typed columns, piece by piece.

The sheet is unpacked as it is read and cut between rows; each piece becomes a small workbook of its own, read by
fastexcel in a thread of its own. So memory does not grow with the sheet, and several threads share the work. Clean is
a sheet whose rows follow one another without a gap and whose columns hold days, numbers or texts and nothing else.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ingestion.bulk_sums import Irregular
from ingestion.clean_rows import Fields, TypedRows, Unclean, in_turn, nothing_worked_out
from ingestion.plan import EARLIEST, Plan
from ingestion.profile import ColumnProfile

if TYPE_CHECKING:
    import pyarrow as pa

# The parts of a workbook without which its sheet cannot be read.
NEEDED_PARTS = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
                "xl/sharedstrings.xml")  # fmt: skip
_PIECE = 16 << 20  # of the unpacked sheet
_LARGEST_PIECE = 64 << 20
_HEAD = 1 << 20
_TAG = 1 << 12  # the longest beginning of a row that is looked at
_WORKSHEET = re.compile(rb"<worksheet\b[^>]*>")
_ROW = re.compile(rb"\s*<row\b[^>]*?\br=\"(\d+)\"")
_END, _CLOSED = b"</row>", b"</sheetData></worksheet>"
_MIDNIGHT = " 00:00:00"
_NEAR_HALF = 1e-4  # of the fifth place: there binary and decimal numbers may be rounded differently


@dataclass(frozen=True)
class _Piece:
    """Rows of the sheet as they stand in it, in one or two parts; how many lines stand above them and how many they
    are, and the share of the sheet up to their end."""

    rows: tuple[bytes | memoryview, ...]
    above: int
    lines: int
    share: float


@dataclass
class CleanSheet:
    """The only sheet of a workbook: its part, how many lines are header, how wide it is, how many rows it may have.

    rows: how many were taken, known when all were.
    """

    path: Path
    part: str
    header_lines: int
    width: int
    most_rows: int
    rows: int | None = field(default=None, init=False)

    def typed(self, plan: Plan, profiles: Sequence[ColumnProfile]) -> TypedRows | None:
        """The rows, None where a column must be worked out of others."""
        if not nothing_worked_out(plan):
            return None
        fields = Fields(plan, profiles)
        return TypedRows(fields.columns, self._batches(fields, plan))

    def _batches(self, fields: Fields, plan: Plan) -> Iterator[tuple[pa.RecordBatch, float]]:
        taken = 0
        with zipfile.ZipFile(self.path) as packed:
            books = _Books(packed, self.part, self.width)
            make = _batch_maker(books, fields, plan)
            for piece, batch in in_turn(self._pieces(packed, books), make):
                taken += batch.num_rows
                if taken + self.header_lines > self.most_rows:
                    raise Unclean("too many rows")
                yield batch, piece.share
        self.rows = taken

    def _pieces(self, packed: zipfile.ZipFile, books: _Books) -> Iterator[_Piece]:
        """The rows below the header. Raises Unclean where they are not numbered one after another."""
        info = packed.getinfo(self.part)
        size = books.piece_size(info.file_size)
        above, done = self.header_lines, 0
        with packed.open(info) as source:
            head = source.read(_HEAD)
            rest = head[books.open_with(head, self.header_lines) :]
            while more := source.read(size):
                end = more.rfind(_END) + len(_END)
                done += len(more)
                if end < len(_END):  # what stands below the rows may be long too
                    rest += more
                    if len(rest) > _LARGEST_PIECE:
                        raise Unclean("no end of a row")
                    continue
                piece = _piece(
                    (rest, memoryview(more)[:end]), more.rfind(b"<row", 0, end), above, done / info.file_size
                )
                rest = more[end:]
                above += piece.lines
                yield piece
        end = rest.rfind(_END) + len(_END)
        if end >= len(_END):
            yield _piece((rest[:end],), rest.rfind(b"<row", 0, end), above, 1.0)


def _piece(rows: tuple[bytes | memoryview, ...], last_row: int, above: int, share: float) -> _Piece:
    """last_row: where in the last part the last row begins, below zero where it begins in the part before."""
    begin = b"".join(bytes(part[:_TAG]) for part in rows) if len(rows[0]) < _TAG else bytes(rows[0][:_TAG])
    if _line_at(begin) != above + 1:
        raise Unclean("a row is missing")
    last = _line_at(bytes(rows[-1][last_row : last_row + _TAG]) if last_row >= 0 else _from_last_row(b"".join(rows)))
    return _Piece(rows, above, last - above, share)


def _from_last_row(xml: bytes) -> bytes:
    return xml[xml.rfind(b"<row") :]


class _Books:
    """Makes a workbook of each piece: what stands beside the sheet is the same in all of them."""

    def __init__(self, packed: zipfile.ZipFile, part: str, width: int) -> None:
        self._part, self.width = part, width
        self._beside = {
            one.filename: packed.read(one) for one in packed.infolist() if one.filename.lower() in NEEDED_PARTS
        }
        self._opening = b""

    def piece_size(self, sheet: int) -> int:
        """How much of a sheet a piece is. Raises Unclean where the texts beside it are too many to be read with each."""
        size = max(_PIECE, 4 * sum(map(len, self._beside.values())))
        if _LARGEST_PIECE < size < sheet:
            raise Unclean("many shared texts")
        return min(size, _LARGEST_PIECE)

    def open_with(self, head: bytes, header_lines: int) -> int:
        """Take over how the sheet begins; gives the place where the first row below the header does. Raises Unclean."""
        worksheet = _WORKSHEET.search(head)
        first = next((row for row in _ROW.finditer(head) if int(row[1]) > header_lines), None)
        if worksheet is None or first is None or b"<sheetData>" not in head:
            raise Unclean("a sheet of another make")
        self._opening = worksheet[0] + b"<sheetData>"
        return first.start()

    def book(self, piece: _Piece) -> bytes:
        """The bytes of a workbook with the rows of a piece."""
        # A row with a text in each column above: the rows begin in its first column, whatever of them is filled.
        cells = "".join(
            f'<c r="{_letters(at)}{piece.above}" t="inlineStr"><is><t>x</t></is></c>' for at in range(self.width)
        )
        above = f'<row r="{piece.above}">{cells}</row>'.encode()
        parts = _Parts()
        with zipfile.ZipFile(cast(Any, parts), "w") as packed:
            for name, content in self._beside.items():
                packed.writestr(name, content)
            with packed.open(self._part, "w") as sheet:
                for part in (self._opening, above, *piece.rows, _CLOSED):
                    sheet.write(part)
        return b"".join(parts.written)


class _Parts:
    """A file that only keeps what is written: the rows are copied once, when all of it is put together."""

    def __init__(self) -> None:
        self.written: list[bytes | memoryview] = []

    def write(self, part: bytes | memoryview) -> int:
        """Keep a part."""
        self.written.append(part)
        return len(part)

    def flush(self) -> None:
        """Nothing waits anywhere."""


def _line_at(xml: bytes) -> int:
    """The number of the row with which a text begins. Raises Unclean where it begins with none."""
    row = _ROW.match(xml)
    if row is None:
        raise Unclean("rows without numbers")
    return int(row[1])


def _letters(at: int) -> str:
    """The letters of a column, from 0: A, B, .. Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _batch_maker(books: _Books, fields: Fields, plan: Plan) -> Callable[[_Piece], pa.RecordBatch]:
    import fastexcel

    def make(piece: _Piece) -> pa.RecordBatch:
        try:
            read = fastexcel.read_excel(books.book(piece)).load_sheet(
                0, header_row=piece.above - 1, schema_sample_rows=None, eager=True
            )
        except fastexcel.FastExcelError as fault:
            raise Unclean(str(fault)[:200]) from fault
        if read.num_columns != books.width or read.num_rows != piece.lines:
            raise Unclean("rows or columns that do not stand where they are numbered")
        if any(_texts_or_nothing(read.column(at)).null_count < read.num_rows for at in fields.empty):
            raise Unclean("a column that the sample leaves empty")
        return fields.batch(
            _days(read.column(fields.day), plan),
            [_money(read.column(at)) for at in fields.numbers.values()],
            [_texts(read.column(at), at in fields.repeated) for at in fields.texts.values()],
        )

    return make


def kind_of(arrow_type: Any) -> str:
    """'number', 'day', 'text', 'nothing' or 'other' of an Arrow column that fastexcel made."""
    import pyarrow as pa

    if pa.types.is_floating(arrow_type) or pa.types.is_integer(arrow_type):
        return "number"
    if pa.types.is_timestamp(arrow_type) or pa.types.is_date(arrow_type):
        return "day"
    if pa.types.is_null(arrow_type):
        return "nothing"
    return "text" if pa.types.is_string(arrow_type) else "other"


def _days(column: pa.Array, plan: Plan) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind_of(column.type) != "day" or column.null_count:
        raise Unclean("rows without a day")
    days = pc.floor_temporal(column, unit="day").cast(pa.date32()) if pa.types.is_timestamp(column.type) else column
    bounds = pc.min_max(days)
    if bounds["min"].as_py() < EARLIEST or bounds["max"].as_py() > plan.today:
        raise Unclean("a day long ago or not yet come")
    return days


def _money(column: pa.Array) -> pa.Array:
    """Numbers of a sheet as DECIMAL(18, 4). Raises Unclean where the fifth place is about a half."""
    import pyarrow as pa
    import pyarrow.compute as pc

    money = pa.decimal128(18, 4)
    if kind_of(column.type) == "nothing":
        return pa.nulls(len(column), money)
    if kind_of(column.type) != "number":
        raise Unclean("a number column with something else")
    numbers = column.cast(pa.float64())
    places = pc.multiply(numbers, 10_000.0)
    half = pc.abs(pc.subtract(pc.subtract(places, pc.floor(places)), 0.5))
    if pc.any(pc.less(half, _NEAR_HALF)).as_py():
        raise Unclean("a fifth place that is a half")
    try:
        return numbers.cast(money)
    except pa.ArrowInvalid as fault:
        raise Unclean(str(fault)[:200]) from fault


def _texts(column: pa.Array, repeated: bool) -> pa.Array:
    """Texts of a sheet, an empty one as none. Raises Unclean where all cells are something else, Irregular where some
    are days: fastexcel writes their time of day too."""
    import pyarrow.compute as pc

    if kind_of(column.type) not in ("text", "nothing"):
        raise Unclean("a text column with something else")
    texts = _texts_or_nothing(column)
    if repeated:
        texts = texts.dictionary_encode()
    different = texts.dictionary if repeated else texts
    if pc.any(pc.ends_with(different, pattern=_MIDNIGHT)).as_py():
        raise Irregular("days among texts")
    return texts


def _texts_or_nothing(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind_of(column.type) == "nothing":
        return pa.nulls(len(column), pa.string())
    blank = pc.equal(column, "") if kind_of(column.type) == "text" else pa.scalar(False)
    return pc.if_else(blank, pa.scalar(None, pa.string()), column) if pc.any(blank).as_py() else column
