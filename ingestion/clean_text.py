"""A clean large text straight into typed columns: Arrow reads it, no statement judges its cells one by one.

Clean is a text without quotes whose days have one form of ten signs, whose numbers are bare digits with one decimal
sign, and where no column must be worked out of others. The sample tells whether that may be so; every cell is then
held to it: Arrow refuses any other number and any line of another width, each different day is read once,
blanks around a text are looked for. Whatever is otherwise makes the text `Unclean`: the statement of
`bulk` reads it, and nothing of what was written here is used.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.clean_sums import CleanSums
from ingestion.plan import EARLIEST, LARGEST, STAGED_TEXT, Plan
from ingestion.profile import ColumnProfile
from ingestion.typed_sql import SampleEvidence

if TYPE_CHECKING:
    import pyarrow as pa

_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d([./])\d\d\1\d{4}")
_NUMBER = {".": re.compile(r"-?\d{1,14}(\.\d{1,4})?"), ",": re.compile(r"-?\d{1,14}(,\d{1,4})?")}
_PIECE = 8 << 20  # typed by one thread and written as one group of rows: memory does not grow with the file
# Quotes, damage, and texts that Arrow takes for numbers and nobody else does. One sign is found fifteen times as fast
# as two or three: these are looked for where their rarest sign is.
_STRANGE = {b'"': b'"', b"\0": b"\0", b"0x": b"x", b"0X": b"X", b"e+-": b"+", b"E+-": b"+"}
_MOST_THREADS = 4
_REPEATS = 5  # a column whose values stand this often each, on average, gets a dictionary
_MONEY = (18, 4)


class Unclean(Exception):
    """Something in the text is not as plain as its sample; the statement must judge it."""


@dataclass(frozen=True)
class PlainText:
    """A text in UTF-8 with one row a line: how its columns are kept apart, and how many lines stand above them."""

    path: Path
    delimiter: str
    width: int
    header_lines: int
    cell_bytes: int  # a longer cell is no cell


def looks_clean(plan: Plan, profiles: Sequence[ColumnProfile], evidence: SampleEvidence) -> bool:
    """Whether everything in the sample is plain, and no column is worked out of others."""
    worked_out = plan.whole_floats or plan.state_field or "currency" in plan.columns or "refund" in plan.columns
    both = "cost" in plan.columns and "margin" in plan.columns
    signs = {number.decimal for name, number in plan.numbers.items() if name not in evidence.plain}
    if worked_out or both or "amount" not in plan.columns or evidence.grouped or len(signs) > 1:
        return False
    if not evidence.iso_dates and plan.dates.order not in ("dmy", "mdy"):
        return False
    return _all_match(profiles[plan.columns["date"]], _DAY) and all(
        _all_match(profiles[plan.columns[name]], _NUMBER[number.decimal or "."])
        for name, number in plan.numbers.items()
        if name in plan.columns
    )


def _all_match(profile: ColumnProfile, form: re.Pattern[str]) -> bool:
    return all(isinstance(cell, str) and form.fullmatch(cell) for cell in profile.values)


@dataclass(frozen=True)
class CleanRows:
    """What was staged: the names of the columns (those of staged.COLUMNS), how many rows, and the sums over them."""

    columns: tuple[str, ...]
    rows: int
    sums: CleanSums


def stage_clean(
    text: PlainText, plan: Plan, profiles: Sequence[ColumnProfile], evidence: SampleEvidence, target: Path,
    tell: Callable[[float], None],
) -> CleanRows:  # fmt: skip
    """Write the typed rows in the order of their lines.

    tell: hears the share of the bytes that were read. Raises Unclean where the text is not as clean as its sample,
    Arrow's own faults where the file cannot be read or written.
    """
    typing = _Typing(plan, profiles, evidence, text)
    size = text.path.stat().st_size
    sums = CleanSums(typing.columns, plan.currency)
    done = rows = 0
    with _Writer(target) as writer:
        for batch, length in _batches(text, typing):
            writer.write(batch)
            sums.add(batch)
            rows += batch.num_rows
            done += length
            tell(done / size)
    if not rows:
        raise Unclean("no rows")
    return CleanRows(typing.columns, rows, sums)


def _batches(text: PlainText, typing: _Typing) -> Iterator[tuple[pa.RecordBatch, int]]:
    """The typed rows piece by piece, in order, with the number of bytes that each was made of.

    The threads are ours, each reads a piece of its own: Arrow's would share one place where a number with a decimal
    comma is turned into one with a point, and spoil each other's numbers.
    """
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    rooms = [bytearray(_PIECE) for _ in range(threads + 1)]  # memory that is new each time costs more than the reading
    waiting: deque[tuple[Future[pa.RecordBatch], bytearray, int]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for room, end in _pieces(text, rooms):
            waiting.append((pool.submit(typing.batch_of, memoryview(room)[:end]), room, end))
            if not rooms:
                yield _first(waiting, rooms)
        while waiting:
            yield _first(waiting, rooms)


def _first(
    waiting: deque[tuple[Future[pa.RecordBatch], bytearray, int]], rooms: list[bytearray]
) -> tuple[pa.RecordBatch, int]:
    """The batch whose turn it is; its room is free again."""
    typed, room, length = waiting.popleft()
    batch = typed.result()
    rooms.append(room)
    return batch, length


def _pieces(text: PlainText, rooms: list[bytearray]) -> Iterator[tuple[bytearray, int]]:
    """The text below its header in pieces of whole lines, each at the beginning of one of the rooms, with its length.

    Takes a room out for each piece. Raises Unclean for a sign of _STRANGE and a line that may be too long.
    """
    window = text.cell_bytes // 2
    rest = b""
    with text.path.open("rb") as source:
        for _ in range(text.header_lines):
            if not source.readline(_PIECE).endswith(b"\n"):
                raise Unclean("no end of the header")
        while True:
            room = rooms.pop()
            room[: len(rest)] = rest
            filled = len(rest) + source.readinto(memoryview(room)[len(rest) :])
            end = room.rfind(b"\n") + 1 if filled == _PIECE else _without_blank_end(room, filled)
            if not end:
                return
            if any(room.find(rare, 0, end) >= 0 <= room.find(strange, 0, end) for strange, rare in _STRANGE.items()):
                raise Unclean("a sign that has a meaning")
            # A line longer than two windows would fill one of them whole.
            if any(room.find(b"\n", at, at + window) < 0 for at in range(0, end - window, window)):
                raise Unclean("a very long line")
            rest = bytes(memoryview(room)[end:filled])
            yield room, end


def _without_blank_end(room: bytearray, end: int) -> int:
    while end and room[end - 1] in b"\r\n":
        end -= 1
    return end


class _Writer:
    """A Parquet file written by a thread of its own while the next piece is typed."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._file: Any = None
        self._thread = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *fault: object) -> None:
        self._thread.shutdown(wait=True)
        if self._file is not None:
            self._file.close()
        if self._last is not None and fault == (None, None, None):
            self._last.result()

    def write(self, batch: pa.RecordBatch) -> None:
        """Hand over some rows; waits for those before, so that not many are held."""
        if self._last is not None:
            self._last.result()
        self._last = self._thread.submit(self._write, batch)

    def _write(self, batch: pa.RecordBatch) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._file is None:
            repeated = [field.name for field in batch.schema if pa.types.is_dictionary(field.type)]
            self._file = pq.ParquetWriter(
                self._target, batch.schema, use_dictionary=repeated, write_statistics=False,
                store_decimal_as_integer=True, compression="none",
            )  # fmt: skip
        self._file.write_batch(batch)  # a group of rows of its own: a dictionary that changes inside one is given up


class _Typing:
    """How the columns of one text become the columns of the staged file."""

    def __init__(
        self, plan: Plan, profiles: Sequence[ColumnProfile], evidence: SampleEvidence, text: PlainText
    ) -> None:
        import pyarrow as pa
        from pyarrow import csv

        self._plan, self._days = plan, _Days(plan)
        self._money = pa.decimal128(*_MONEY)
        repeated = pa.dictionary(pa.int32(), pa.string())
        self._source = {"day": plan.columns["date"]}
        self._source |= {name: plan.columns[name] for name in plan.numbers if name in plan.columns}
        self._numbers = tuple(name for name in self._source if name != "day")
        self._texts = tuple(name for name, field in STAGED_TEXT.items() if field in plan.columns)
        self._source |= {name: plan.columns[STAGED_TEXT[name]] for name in self._texts}
        types: dict[str, Any] = {}
        for name, at in self._source.items():
            if name in self._numbers:
                # A whole number has no decimal sign: `1.234` may be a thousand and more, and is refused.
                types[f"c{at}"] = pa.int32() if name in evidence.plain else self._money
            elif name == "day" or _REPEATS * len(profiles[at].values) <= profiles[at].filled:
                types[f"c{at}"] = repeated
            else:
                types[f"c{at}"] = pa.string()
        decimals = [number.decimal for name, number in plan.numbers.items() if name not in evidence.plain]
        self._read = csv.ReadOptions(
            column_names=[f"c{at}" for at in range(text.width)], block_size=_PIECE + 1, use_threads=False
        )
        self._parse = csv.ParseOptions(delimiter=text.delimiter, quote_char=False, ignore_empty_lines=False)
        self._convert = csv.ConvertOptions(
            column_types=types, include_columns=list(types), null_values=[""], strings_can_be_null=True,
            decimal_point=(decimals or ["."])[0] or ".",
        )  # fmt: skip

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of every table."""
        constant = ("currency",) if self._plan.currency is not None else ()
        return ("day", *self._numbers, *self._texts, *constant)

    def batch_of(self, piece: memoryview) -> pa.RecordBatch:
        """The typed rows of a piece. Raises Unclean."""
        import pyarrow as pa
        from pyarrow import csv

        try:
            read = csv.read_csv(pa.BufferReader(piece), self._read, self._parse, self._convert)
        except pa.ArrowInvalid as fault:
            raise Unclean(str(fault)[:200]) from fault
        (batch,) = read.to_batches()
        return self._typed(batch)

    def _typed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa

        typed: dict[str, Any] = {"day": self._days.read(batch.column(f"c{self._source['day']}"))}
        for name in self._numbers:
            numbers = batch.column(f"c{self._source[name]}")
            typed[name] = numbers.cast(self._money)
            _check_size(typed[name])
        if typed["amount"].null_count:
            raise Unclean("a row without an amount")
        for name in self._texts:
            texts = batch.column(f"c{self._source[name]}")
            _check_blanks(texts.dictionary if pa.types.is_dictionary(texts.type) else texts)
            typed[name] = texts
        if self._plan.currency is not None:
            typed["currency"] = pa.array([self._plan.currency]).dictionary_encode().take([0] * batch.num_rows)
        typed["left_out"] = pa.repeat(False, batch.num_rows)
        return pa.record_batch(typed)


class _Days:
    """The days of a column that a piece has as texts, each different text read once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: dict[str, date] = {}

    def read(self, texts: pa.DictionaryArray) -> pa.Array:
        """The days as dates. Raises Unclean for a missing day, another form, or a day that cannot be."""
        import pyarrow as pa

        if texts.null_count:
            raise Unclean("a row without a day")
        different = texts.dictionary.to_pylist()
        if len(different) > 1000 + len(texts) // 10:
            raise Unclean("days with times")
        return pa.array([self._day(text) for text in different], pa.date32()).take(texts.indices)

    def _day(self, text: str) -> date:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._new_day(text)
        return known

    def _new_day(self, text: str) -> date:
        """As the plan's own reader does it, for two forms only and without its patterns."""
        if not _DAY.fullmatch(text):
            raise Unclean("a day in another form")
        if text[4] == "-":
            year, month, day = text.split("-")
        elif self._plan.dates.order == "mdy":
            month, day, year = text.split(text[2])
        else:
            day, month, year = text.split(text[2])
        try:
            found = date(int(year), int(month), int(day))
        except ValueError as fault:
            raise Unclean("no such day") from fault
        if not EARLIEST <= found <= self._plan.today:
            raise Unclean("a day long ago or not yet come")
        return found


def _check_size(numbers: pa.Array) -> None:
    """Raise Unclean for a number that is no DECIMAL(18, 4): Arrow counts its digits before it adds places."""
    import pyarrow.compute as pc

    bounds = pc.min_max(numbers)
    if any(bound is not None and abs(bound) >= LARGEST for bound in (bounds["min"].as_py(), bounds["max"].as_py())):
        raise Unclean("a number of too many digits")


def _check_blanks(texts: pa.Array) -> None:
    """Raise Unclean where a text begins or ends with a blank, which names do not keep."""
    import pyarrow.compute as pc

    for look in (pc.starts_with, pc.ends_with):
        if pc.any(look(texts, pattern=" ")).as_py():
            raise Unclean("blanks around a text")
