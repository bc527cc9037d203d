"""Which lines of a file stand in the store already, brought by other imports: the key and the comparison.

The key is day, buyer, amount, order number and product; a column that one side does not have at all is left out.
Equal lines are counted: of three in the file and two in the store, two stand there already. Source: methods.md 11.4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from storage.clients import buyers
from storage.currency import home_currency
from storage.derived import read_sql
from storage.engine import single_row

# Without order numbers two sales of the same money to the same buyer on one day happen by chance; a report that was
# exported again repeats far more than one line in twenty. Management practice.
CHANCE_SHARE = Decimal("0.05")
# Lines of a file that stand in the store: none. A row may give several lines, each of another day.
NO_LINES = pa.schema(
    [
        ("sheet", pa.int16()),
        ("line", pa.int32()),
        ("day", pa.date32()),
        ("currency", pa.string()),
        ("amount", pa.decimal128(18, 4)),
        ("by_order_no", pa.bool_()),
    ]
).empty_table()


@dataclass(frozen=True)
class LoadedImport:
    """An import with lines in the period of a file. lines, amount: its own of that period; has_*: columns it fills."""

    import_id: int
    file_name: str
    lines: int
    amount: Decimal
    has_order_no: bool
    has_product: bool


@dataclass(frozen=True)
class Match:
    """What one import and a file have in common: lines, their money, and how many have the same order number.

    file_lines: lines of the file on the days from the first to the last in common with any import.
    """

    loaded: LoadedImport
    file_lines: int
    lines: int
    amount: Decimal
    lines_by_order_no: int

    @property
    def is_same_report(self) -> bool:
        """Whether one repeats a part of the other that chance does not: a small file may correct a large import."""
        return self.lines_by_order_no > 0 or self.lines >= CHANCE_SHARE * min(self.file_lines, self.loaded.lines)


@dataclass(frozen=True)
class _Key:
    """Which columns are compared beside day, buyer and amount."""

    by_order_no: bool
    by_product: bool


@dataclass(frozen=True)
class Comparison:
    """A file beside the store, inside one transaction. first, last: days in common; lines: the file's between them.

    home, taken: the currency of lines that name none, of the store and of the file; '' where nothing names one.
    """

    cursor: duckdb.DuckDBPyConnection
    source: str
    first: date
    last: date
    lines: int
    home: str
    taken: str
    groups: dict[_Key, tuple[LoadedImport, ...]]

    def matches(self) -> list[Match]:
        """The imports that hold lines of the file, each counted by itself, in the order of their numbers."""
        found = []
        for key, imports in self.groups.items():
            by_id = {one.import_id: one for one in imports}
            rows = self._run("matches_by_import", key).fetchall()
            found += [Match(by_id[number], self.lines, *counts) for number, *counts in rows]
        return sorted(found, key=lambda match: match.loaded.import_id)

    def matched_lines(self) -> pa.Table:
        """The lines of the file that stand in the store: sheet, line, day, currency (as the file names it),
        amount, by_order_no.

        The imports with the most columns to compare come first; a line found there is not looked for again.
        """
        found = NO_LINES
        for key in self.groups:
            self.cursor.register("matched_before", found)
            try:
                more = self._run("matched_lines", key).to_arrow_table()
            finally:
                self.cursor.unregister("matched_before")
            found = pa.concat_tables([found, more])
        return found

    def _run(self, statement: str, key: _Key) -> duckdb.DuckDBPyRelation:
        sides = read_sql("compared_lines").replace(":source:", self.source)
        return self.cursor.sql(
            read_sql(statement).replace(":compared_lines:", sides),
            params={
                "first": self.first,
                "last": self.last,
                "by_order_no": key.by_order_no,
                "by_product": key.by_product,
                "home": self.home,
                "taken": self.taken,
                "imports": [one.import_id for one in self.groups[key]],
            },
        )


@contextmanager
def comparison(
    cursor: duckdb.DuckDBPyConnection,
    source: str,
    first: date,
    last: date,
    leaving: Sequence[int] = (),
    currency: str = "",
) -> Iterator[Comparison | None]:
    """A file (`source`, its lines from `first` to `last`) beside the imports in force, but for those that are `leaving`.

    currency: what lines of the file that name none are in. None where they have no day in common.
    """
    given = {"first": first, "last": last, "leaving": list(leaving)}
    common = cursor.execute(read_sql("common_days").replace(":source:", source), given).fetchall()
    if not common:
        yield None
        return
    first_day, last_day, lines = common[0]
    loaded = [LoadedImport(*row) for row in cursor.execute(read_sql("loaded_imports"), given).fetchall()]
    cursor.register("buyers", buyers(cursor, source))
    try:
        home = home_currency(cursor)
        yield Comparison(
            cursor, source, first_day, last_day, lines, home, currency or home, _grouped(cursor, source, loaded)
        )
    finally:
        cursor.unregister("buyers")


def _grouped(
    cursor: duckdb.DuckDBPyConnection, source: str, loaded: Sequence[LoadedImport]
) -> dict[_Key, tuple[LoadedImport, ...]]:
    """The imports by the columns that they and the file have, the most columns first."""
    has_order_no, has_product = single_row(cursor, f"SELECT count(order_no) > 0, count(product) > 0 FROM ({source}) s")
    groups: dict[_Key, list[LoadedImport]] = defaultdict(list)
    for one in loaded:
        groups[_Key(has_order_no and one.has_order_no, has_product and one.has_product)].append(one)
    fullest_first = sorted(groups, key=lambda key: (key.by_order_no, key.by_product), reverse=True)
    return {key: tuple(groups[key]) for key in fullest_first}
