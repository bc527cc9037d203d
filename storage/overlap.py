"""What a file about to be loaded has in common with the store, so that a person can say what is to be done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow.compute as pc

from storage.currency import currency_in_force
from storage.derived import read_sql
from storage.incoming import FileToLoad
from storage.matching import CHANCE_SHARE, Comparison, Match, comparison
from storage.store import Store


@dataclass(frozen=True)
class OverlappedImport:
    """An earlier import that holds the same report.

    lines: lines of the file that stand in it. period_lines, period_amount: its own lines in the period of the file and
    their money; "replace" would put the file in their place. period_amounts: the money of each currency.
    """

    import_id: int
    file_name: str
    lines: int
    period_lines: int
    period_amount: Decimal
    period_amounts: dict[str, Decimal]


@dataclass(frozen=True)
class Overlap:
    """How a file and the imports in force meet.

    first_day, last_day: of the days on which both have lines. lines_in_period: lines of the file between them.
    lines, amount: lines of the file that stand in the store already, and their money. lines_by_order_no: those of them
    that were found by an order number. new_lines, new_amount: the rest of the file. amounts,
    new_amounts: the money of each currency, by its code in the file. imports: where the file stands, in
    the order of their numbers; an import with a few equal sales by chance is not among them.
    """

    first_day: date
    last_day: date
    lines_in_period: int
    lines: int
    amount: Decimal
    lines_by_order_no: int
    new_lines: int
    new_amount: Decimal
    amounts: dict[str, Decimal]
    new_amounts: dict[str, Decimal]
    imports: tuple[OverlappedImport, ...]

    @property
    def is_question(self) -> bool:
        """Whether a person must be asked: an order number is met again, or more lines than chance repeats."""
        return self.lines_by_order_no > 0 or (self.lines > 0 and self.lines >= CHANCE_SHARE * self.lines_in_period)


def find_overlap(store: Store, file: FileToLoad, instead_of: Sequence[int] = ()) -> Overlap | None:
    """Which lines of a file about to be loaded stand in the store already, from other imports in force?

    The same report exported again or saved by a spreadsheet, or a period that overlaps an earlier one; the rules of the
    comparison stand in `storage.matching`. instead_of: imports that will be taken back when the file is loaded. None
    where no import has a day in common with the file. Nothing is written.
    """
    if not file.has_sales or file.date_min is None or file.date_max is None:
        return None
    source = file.staged.relation_sql()
    taken = currency_in_force(store)
    with (
        _snapshot(store) as cursor,
        comparison(cursor, source, file.date_min, file.date_max, instead_of, taken) as beside,
    ):
        return None if beside is None else _overlap(beside, file)


@contextmanager
def _snapshot(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor whose statements all see one state of the data."""
    with store.cursor() as cursor:
        cursor.begin()
        try:
            yield cursor
        finally:
            cursor.rollback()


def _overlap(beside: Comparison, file: FileToLoad) -> Overlap:
    matches = beside.matches()
    lines, amount, by_order_no = _together(beside, matches)
    amounts = _amounts(beside, matches, file, amount)
    of_period = _period_amounts(beside, file)
    return Overlap(
        first_day=beside.first,
        last_day=beside.last,
        lines_in_period=beside.lines,
        lines=lines,
        amount=amount,
        lines_by_order_no=by_order_no,
        new_lines=file.made - lines,
        new_amount=file.amount_total - amount,
        amounts=amounts,
        new_amounts={code: whole - amounts.get(code, Decimal(0)) for code, whole in (file.amounts or {}).items()},
        imports=tuple(
            OverlappedImport(
                match.loaded.import_id,
                match.loaded.file_name,
                match.lines,
                match.loaded.lines,
                match.loaded.amount,
                of_period[match.loaded.import_id],
            )
            for match in matches
            if match.is_same_report
        ),
    )


def _amounts(beside: Comparison, matches: Sequence[Match], file: FileToLoad, amount: Decimal) -> dict[str, Decimal]:
    """The money of the lines that stand in the store already, each currency of the file by itself."""
    codes = list(file.amounts or {})
    if len(codes) < 2 or not matches:
        return dict.fromkeys(codes, amount)
    found = dict.fromkeys(codes, Decimal(0))
    lines = beside.matched_lines()
    for code, part in zip(lines["currency"].to_pylist(), lines["amount"].to_pylist(), strict=True):
        found[code] += part
    return found


def _period_amounts(beside: Comparison, file: FileToLoad) -> dict[int, dict[str, Decimal]]:
    """What each import holds in the period of the file, each currency by itself."""
    imports = [one.import_id for group in beside.groups.values() for one in group]
    given = {"imports": imports, "first": file.date_min, "last": file.date_max, "home": beside.home}
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for number, code, amount in beside.cursor.execute(read_sql("period_sums"), given).fetchall():
        found[number][code] = amount
    return found


def _together(beside: Comparison, matches: Sequence[Match]) -> tuple[int, Decimal, int]:
    """Lines, money, and lines found by an order number; a line that stands in two imports is counted once."""
    if not matches:
        return 0, Decimal(0), 0
    if len(matches) == 1:
        return matches[0].lines, matches[0].amount, matches[0].lines_by_order_no
    found = beside.matched_lines()
    return found.num_rows, pc.sum(found["amount"]).as_py(), pc.sum(found["by_order_no"]).as_py()
