"""A clean large text straight into typed columns: Arrow reads it, no statement judges its cells one by one.

Clean is a text without quotes whose days have one form of ten signs, whose numbers are bare digits with one decimal
sign, and where no column must be worked out of others. The sample tells whether that may be so; every cell is then
held to it: Arrow refuses any other number and any line of another width, each different day is read once, and signs
that would have a meaning are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.clean_rows import Fields, TypedRows, Unclean, in_turn, nothing_worked_out, threads
from ingestion.plan import EARLIEST, Plan
from ingestion.profile import ColumnProfile
from ingestion.sample_evidence import SampleEvidence, evidence_of

if TYPE_CHECKING:
    import pyarrow as pa

_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d([./])\d\d\1\d{4}")
_NUMBER = {".": re.compile(r"-?\d{1,14}(\.\d{1,4})?"), ",": re.compile(r"-?\d{1,14}(,\d{1,4})?")}
_PIECE = 8 << 20  # typed by one thread and written as one group of rows: memory does not grow with the file
# Quotes, damage, and texts that Arrow takes for numbers and nobody else does. One sign is found fifteen times as fast
# as two or three: these are looked for where their rarest sign is.
_STRANGE = {b'"': b'"', b"\0": b"\0", b"0x": b"x", b"0X": b"X", b"e+-": b"+", b"E+-": b"+"}


@dataclass(frozen=True)
class PlainText:
    """A text in UTF-8 with one row a line: how its columns are kept apart, and how many lines stand above them."""

    path: Path
    delimiter: str
    width: int
    header_lines: int
    cell_bytes: int  # a longer cell is no cell

    def typed(self, plan: Plan, profiles: Sequence[ColumnProfile]) -> TypedRows | None:
        """The rows, None where the sample is not clean. Raises Irregular where it is undecided."""
        evidence = evidence_of(plan, profiles)
        if not nothing_worked_out(plan) or not _looks_clean(plan, profiles, evidence):
            return None
        typing = _Typing(plan, profiles, evidence, self)
        return TypedRows(typing.fields.columns, self._batches(typing))

    def _batches(self, typing: _Typing) -> Iterator[tuple[pa.RecordBatch, float]]:
        """The typed rows piece by piece.

        The threads are ours, each reads a piece of its own: Arrow's would share one place where a number with a decimal
        comma is turned into one with a point, and spoil each other's numbers.
        """
        size = self.path.stat().st_size
        done = 0
        rooms = [
            bytearray(_PIECE) for _ in range(threads() + 1)
        ]  # memory that is new each time costs more than reading
        for (room, end), batch in in_turn(_pieces(self, rooms), lambda piece: typing.batch_of(*piece)):
            rooms.append(room)
            done += end
            yield batch, done / size


def _looks_clean(plan: Plan, profiles: Sequence[ColumnProfile], evidence: SampleEvidence) -> bool:
    """Whether days and numbers are plain in the sample."""
    signs = {number.decimal for name, number in plan.numbers.items() if name not in evidence.plain}
    if evidence.grouped or len(signs) > 1 or not (evidence.iso_dates or plan.dates.order in ("dmy", "mdy")):
        return False
    return _all_match(profiles[plan.columns["date"]], _DAY) and all(
        _all_match(profiles[plan.columns[name]], _NUMBER[number.decimal or "."])
        for name, number in plan.numbers.items()
        if name in plan.columns
    )


def _all_match(profile: ColumnProfile, form: re.Pattern[str]) -> bool:
    return all(isinstance(cell, str) and form.fullmatch(cell) for cell in profile.values)


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
                if filled == _PIECE:
                    raise Unclean("a line longer than a piece")
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


class _Typing:
    """How the columns of one text become the columns of the staged file."""

    def __init__(
        self, plan: Plan, profiles: Sequence[ColumnProfile], evidence: SampleEvidence, text: PlainText
    ) -> None:
        import pyarrow as pa
        from pyarrow import csv

        self.fields = Fields(plan, profiles)
        self._days = _Days(plan)
        self._money = pa.decimal128(18, 4)
        repeated = pa.dictionary(pa.int32(), pa.string())
        types: dict[str, Any] = {f"c{self.fields.day}": repeated}
        # A whole number has no decimal sign: `1.234` may be a thousand and more, and is refused.
        types |= {
            f"c{at}": pa.int32() if name in evidence.plain else self._money for name, at in self.fields.numbers.items()
        }
        types |= {
            f"c{at}": repeated if at in self.fields.repeated else pa.string() for at in self.fields.texts.values()
        }
        types |= {f"c{at}": pa.string() for at in self.fields.empty}
        decimals = [number.decimal for name, number in plan.numbers.items() if name not in evidence.plain]
        self._read = csv.ReadOptions(
            column_names=[f"c{at}" for at in range(text.width)], block_size=_PIECE + 1, use_threads=False
        )
        self._parse = csv.ParseOptions(delimiter=text.delimiter, quote_char=False, ignore_empty_lines=False)
        self._convert = csv.ConvertOptions(
            column_types=types, include_columns=list(types), null_values=[""], strings_can_be_null=True,
            decimal_point=(decimals or ["."])[0] or ".",
        )  # fmt: skip

    def batch_of(self, room: bytearray, end: int) -> pa.RecordBatch:
        """The typed rows of a piece. Raises Unclean."""
        import pyarrow as pa
        from pyarrow import csv

        try:
            read = csv.read_csv(pa.BufferReader(memoryview(room)[:end]), self._read, self._parse, self._convert)
        except pa.ArrowInvalid as fault:
            raise Unclean(str(fault)[:200]) from fault
        (batch,) = read.to_batches()
        fields = self.fields
        if any(batch.column(f"c{at}").null_count < batch.num_rows for at in fields.empty):
            raise Unclean("a column that the sample leaves empty")
        return fields.batch(
            self._days.read(batch.column(f"c{fields.day}")),
            [batch.column(f"c{at}").cast(self._money) for at in fields.numbers.values()],
            [batch.column(f"c{at}") for at in fields.texts.values()],
        )


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
