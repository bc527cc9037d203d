"""Which lines are counted where files overlap: those in force, and those that a later import stands in place of.

A replaced line is kept, not deleted: when the later import is taken back, the line returns. Which lines are replaced
follows from `replacements` alone, so the order in which imports are taken back makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import duckdb

from storage.derived import read_sql, swap


def replace_lines(
    cursor: duckdb.DuckDBPyConnection, import_id: int, earlier: Iterable[int], first: date, last: date
) -> None:
    """Let `import_id` stand in place of some earlier imports from `first` to `last`, both days included.

    Inside the transaction that is open on the cursor, before the lines of `import_id` are loaded.
    """
    replaced = list(earlier)
    if not replaced:
        return
    cursor.executemany(
        "INSERT INTO replacements VALUES (?, ?, ?, ?)", [[import_id, one, first, last] for one in replaced]
    )
    _sort_lines(cursor, ())


def remove_lines(cursor: duckdb.DuckDBPyConnection, import_ids: Sequence[int]) -> None:
    """Take the lines of some imports away and bring back what they had replaced.

    A line comes back unless another import, which had replaced the one that leaves or the line's own, covers its day:
    then it is replaced by that one.
    """
    for gone in import_ids:
        cursor.execute(read_sql("replacements_without"), {"gone": gone})
        swap(cursor, "replacements")
    _sort_lines(cursor, import_ids)


def sort_lines_anew(cursor: duckdb.DuckDBPyConnection) -> None:
    """Lines that came in on days that a later import covers step back before it."""
    _sort_lines(cursor, ())


def _sort_lines(cursor: duckdb.DuckDBPyConnection, gone: Sequence[int]) -> None:
    """Write both tables of lines anew: changing rows in place would make the file grow."""
    cursor.execute(read_sql("replaced_days"))
    for name in ("replaced_lines", "lines_in_force"):
        cursor.execute(read_sql(name), {"gone": list(gone)})
    for table in ("replaced_lines", "sales_lines"):
        swap(cursor, table)
    # All currencies stand in `sales_lines` now, until `storage.currency` parts them again.
    cursor.execute("CREATE TABLE other_currency_lines_new AS SELECT * FROM other_currency_lines WHERE false")
    swap(cursor, "other_currency_lines")
    cursor.execute("DROP TABLE replaced_days")
