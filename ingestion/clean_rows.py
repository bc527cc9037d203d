"""Clean rows of a large table on their way to disk: typed by several threads, written by one, summed by the way.

A table is clean where no cell needs to be judged. Whoever types its rows (`clean_text`, `clean_sheet`) holds every cell
to that; whatever is otherwise makes the table `Unclean`: the statement of `bulk` reads it, and nothing of what was
written here is used.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ingestion.clean_sums import CleanSums
from ingestion.headers import is_known
from ingestion.plan import LARGEST, STAGED_TEXT, Plan
from ingestion.profile import ColumnProfile

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_THREADS = 4
_REPEATS = 5  # a column whose values stand this often each, on average, gets a dictionary
Piece = TypeVar("Piece")
Made = TypeVar("Made")


class Unclean(Exception):
    """Something in the table is not as plain as its sample; the statement must judge it."""


@dataclass(frozen=True)
class TypedRows:
    """The names of the columns (those of staged.COLUMNS), and the rows batch by batch in the order of their lines, each
    with the share of the table read so far. Taking them raises Unclean."""

    columns: tuple[str, ...]
    batches: Iterator[tuple[pa.RecordBatch, float]]


class CleanSource(Protocol):
    """A table that may be clean."""

    def typed(self, plan: Plan, profiles: Sequence[ColumnProfile]) -> TypedRows | None:
        """Its rows, None where the sample shows already that it is not clean."""


@dataclass(frozen=True)
class CleanRows:
    """What was staged: the names of the columns, how many rows, and the sums over them."""

    columns: tuple[str, ...]
    rows: int
    sums: CleanSums


def stage_clean(typed: TypedRows, currency: str | None, target: Path, tell: Callable[[float], None]) -> CleanRows:
    """Write the typed rows. tell: hears the share that is done. Raises Unclean, and Arrow's own faults where the file
    cannot be read or written."""
    sums = CleanSums(typed.columns, currency)
    rows = 0
    with _Writer(target) as writer:
        for batch, share in typed.batches:
            writer.write(batch)
            sums.add(batch)
            rows += batch.num_rows
            tell(share)
    if not rows:
        raise Unclean("no rows")
    return CleanRows(typed.columns, rows, sums)


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


def threads() -> int:
    """How many pieces are typed at a time."""
    return min(os.cpu_count() or 1, _MOST_THREADS)


def in_turn(pieces: Iterable[Piece], make: Callable[[Piece], Made]) -> Iterator[tuple[Piece, Made]]:
    """What threads make of pieces, in the order of the pieces; at most one more than threads are held."""
    waiting: deque[tuple[Piece, Future[Made]]] = deque()
    with ThreadPoolExecutor(threads()) as pool:
        for piece in pieces:
            waiting.append((piece, pool.submit(make, piece)))
            if len(waiting) > threads():
                first, made = waiting.popleft()
                yield first, made.result()
        while waiting:
            first, made = waiting.popleft()
            yield first, made.result()


class Fields:
    """The columns of the file that become columns of the staged rows, by their places."""

    def __init__(self, plan: Plan, profiles: Sequence[ColumnProfile]) -> None:
        self.day = plan.columns["date"]
        self.numbers = {name: plan.columns[name] for name in plan.numbers if name in plan.columns}
        self.texts = {name: plan.columns[field] for name, field in STAGED_TEXT.items() if field in plan.columns}
        self.repeated = {at for at in self.texts.values() if _REPEATS * len(profiles[at].values) <= profiles[at].filled}
        self.empty = empty_columns(plan, profiles)
        self.currency = plan.currency

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of every batch."""
        return ("day", *self.numbers, *self.texts, *(() if self.currency is None else ("currency",)))

    def batch(self, days: pa.Array, numbers: Sequence[pa.Array], texts: Sequence[pa.Array]) -> pa.RecordBatch:
        """A batch of the typed columns, none of its rows left out. Raises Unclean for a row without an amount, a number
        of too many digits, a blank at the beginning or end of a text."""
        import pyarrow as pa

        typed = {
            "day": days,
            **dict(zip(self.numbers, numbers, strict=True)),
            **dict(zip(self.texts, texts, strict=True)),
        }
        if typed["amount"].null_count:
            raise Unclean("a row without an amount")
        for column in numbers:
            _check_size(column)
        for column in texts:
            _check_blanks(column.dictionary if pa.types.is_dictionary(column.type) else column)
        if self.currency is not None:
            same = pa.repeat(pa.scalar(0, pa.int32()), len(days))
            typed["currency"] = pa.DictionaryArray.from_arrays(same, pa.array([self.currency]))
        typed["left_out"] = pa.repeat(False, len(days))
        return pa.record_batch(typed)


def empty_columns(plan: Plan, profiles: Sequence[ColumnProfile]) -> tuple[int, ...]:
    """Places of columns that the sample leaves empty though their headers are known: if one is filled farther down, the
    whole table must say what it is."""
    taken = set(plan.columns.values())
    return tuple(one.index for one in profiles if not one.filled and one.index not in taken and is_known(one.header))


def nothing_worked_out(plan: Plan) -> bool:
    """Whether every staged column is a column of the table as it stands, and an amount among them."""
    worked_out = plan.whole_floats or plan.state_field or "currency" in plan.columns or "refund" in plan.columns
    both = "cost" in plan.columns and "margin" in plan.columns  # a margin may be missing where a cost stands
    return not worked_out and not both and "amount" in plan.columns


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
