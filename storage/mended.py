"""The tables of rows put right, inside the transaction that is open on a cursor: in, out, and in again with their import.

`mended_rows` keeps each row as it was held and as it was typed, `mended_lines` the lines that came of them: so a mending
can be taken back, and an import that is loaded again has its mended rows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import duckdb
import pyarrow as pa

from storage.derived import read_sql
from storage.engine import single_row
from storage.errors import StoreError
from storage.loading import OverlapChoice, insert_lines
from storage.matching import NO_LINES, comparison
from storage.replaced import sort_lines_anew

_PLACES = "(SELECT (sheet, line) FROM mended_rows WHERE import_id = $import_id"


def lines_elsewhere(
    cursor: duckdb.DuckDBPyConnection, source: str, import_id: int, currency: str
) -> tuple[pa.Table, list[str]]:
    """Lines of `source` that other imports in force brought already (sheet, line, currency, amount), and the names of
    their files. currency: what those of `source` that name none are taken for.

    A line on a day that a later import covers is not counted beside it, so it is not looked for.
    """
    source = read_sql("uncovered_lines").replace(":source:", source).replace(":import_id:", str(import_id))
    first, last = single_row(cursor, f"SELECT min(day), max(day) FROM ({source}) s")
    if first is None:
        return NO_LINES, []
    with comparison(cursor, source, first, last, [import_id], currency) as beside:
        if beside is None:
            return NO_LINES, []
        found = beside.matched_lines()
        return found, [match.loaded.file_name for match in beside.matches()] if found.num_rows else []


def insert_mended(
    cursor: duckdb.DuckDBPyConnection, source: str, import_id: int, mending_id: int, currency: str
) -> None:
    """Load the lines of `source` but those registered as `lines_in_store`, and keep them as lines of a mending.

    currency: what lines that name none are taken for; they are kept as they were typed.
    """
    insert_lines(cursor, source, import_id, currency)
    given = {"mending_id": mending_id, "import_id": import_id}
    cursor.execute(_with(read_sql("mended_lines"), _new_lines(source)), given)
    cursor.execute(read_sql("mended_rows"), given)
    cursor.execute(read_sql("mended_currency"), {"import_id": import_id, "currency": currency})


def _new_lines(source: str) -> str:
    return read_sql("new_lines").replace(":source:", source)


def _with(sql: str, source: str) -> str:
    return sql.replace(":source:", source)


def out_of_quarantine(cursor: duckdb.DuckDBPyConnection, import_id: int, mending_id: int | None = None) -> None:
    """The rows of `mended_rows` are held no more; those that are no sales stand among the skipped rows.

    mending_id: of one mending only.
    """
    cursor.execute(
        f"DELETE FROM left_out WHERE import_id = $import_id AND outcome = 'quarantined' AND (sheet, line) IN {_PLACES})",
        {"import_id": import_id},
    )
    given = {"import_id": import_id, "mending_id": mending_id}
    cursor.execute(read_sql("rows_no_longer_held"), given)


def count_anew(
    cursor: duckdb.DuckDBPyConnection, import_id: int, loaded: int, skipped: int, amounts: Mapping[str, Decimal]
) -> None:
    """Bring the ledger in step and check it. `loaded`, `skipped`, `amounts` (each currency by its code): what left the
    quarantine, below zero what came back.

    Lines on days that a later import covers step back before it. Raises StoreError `not_conserved` where a row or a
    kopeck of any currency is missing.
    """
    if single_row(cursor, "SELECT count(*) FROM replacements WHERE replaced_import = ?", [import_id])[0]:
        sort_lines_anew(cursor)
    cursor.execute(read_sql("mending_counts"), {"import_id": import_id})
    amount = sum(amounts.values(), Decimal(0))
    counts = {"import_id": import_id, "loaded": loaded, "skipped": skipped, "amount": amount}
    cursor.execute(read_sql("import_counts"), counts)
    rows, money, held, said_rows, said_money, said_held, parts, total, name = single_row(
        cursor, read_sql("counted_rows"), {"import_id": import_id}
    )
    if (rows, money, held, parts) != (said_rows, said_money, said_held, total):
        raise StoreError("not_conserved", file=name, expected=total, found=parts + rows - said_rows + held - said_held)
    _sum_anew(cursor, import_id, amounts, name)


def _sum_anew(cursor: duckdb.DuckDBPyConnection, import_id: int, amounts: Mapping[str, Decimal], name: str) -> None:
    """Write down what each currency of an import holds now. Raises StoreError `not_conserved` where one of them differs
    from what it held before and what came or went.
    """
    said, given = (
        "SELECT currency, amount, lines FROM import_sums WHERE import_id = $import_id",
        {"import_id": import_id},
    )
    before = cursor.execute(said, given).fetchall()
    cursor.execute("DELETE FROM import_sums WHERE import_id = $import_id", given)
    cursor.execute(read_sql("import_sums"), given)
    after = cursor.execute(said, given).fetchall()
    expected = sums_of([*((code, amount) for code, amount, _ in before), *amounts.items()])
    found = sums_of((code, amount) for code, amount, _ in after)
    if any(found.get(code, 0) != expected.get(code, 0) for code in {*found, *expected}):
        lines = (sum(row[2] for row in rows) for rows in (before, after))
        raise StoreError("not_conserved", file=name, **dict(zip(("expected", "found"), lines, strict=True)))


def sums_of(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Money with its currency, each currency by itself."""
    sums: dict[str, Decimal] = {}
    for code, amount in amounts:
        sums[code] = sums.get(code, Decimal(0)) + amount
    return sums


def mended_sums(cursor: duckdb.DuckDBPyConnection, import_id: int, mending_id: int | None = None) -> dict[str, Decimal]:
    """The money of the mended lines of an import, each currency by itself; of one mending if it is given."""
    given = {"import_id": import_id, "mending_id": mending_id}
    return sums_of((code, amount) for _, code, amount in cursor.execute(read_sql("mended_sums"), given).fetchall())


def mend_again(cursor: duckdb.DuckDBPyConnection, import_id: int, overlap: OverlapChoice, currency: str) -> None:
    """The rows of an import that is loaded again are mended as they were before it was taken back.

    A row that is not held any more, because the file is read better now, keeps the reading of the file. currency: what
    lines that name none are taken for.
    """
    _drop_unheld(cursor, import_id)
    source = read_sql("lines_mended_before").replace(":import_id:", str(import_id))
    matched = lines_elsewhere(cursor, source, import_id, currency)[0] if overlap == "only_new" else NO_LINES
    cursor.register("lines_in_store", matched)
    try:
        insert_lines(cursor, source, import_id, currency)
        _skip_matched(cursor, import_id)
    finally:
        cursor.unregister("lines_in_store")
    out_of_quarantine(cursor, import_id)
    cursor.execute(read_sql("mended_currency"), {"import_id": import_id, "currency": currency})
    loaded, skipped = single_row(
        cursor,
        "SELECT count(*) FILTER (outcome = 'loaded'), count(*) FILTER (outcome = 'skipped') FROM mended_rows WHERE import_id = ?",
        [import_id],
    )
    count_anew(cursor, import_id, loaded, skipped, mended_sums(cursor, import_id))


def _drop_unheld(cursor: duckdb.DuckDBPyConnection, import_id: int) -> None:
    held = (
        "(SELECT (sheet, line) FROM left_out WHERE import_id = $import_id AND outcome = 'quarantined')",
        "(SELECT (sheet_number, line) FROM mended_rows WHERE import_id = $import_id)",
    )
    given = {"import_id": import_id}
    cursor.execute(f"DELETE FROM mended_rows WHERE import_id = $import_id AND (sheet, line) NOT IN {held[0]}", given)
    cursor.execute(f"DELETE FROM mended_lines WHERE import_id = $import_id AND (sheet, line) NOT IN {held[1]}", given)


def _skip_matched(cursor: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Lines that another import has brought meanwhile are no lines of the mending any more."""
    places, given = "(SELECT (sheet, line) FROM lines_in_store)", {"import_id": import_id}
    cursor.execute(f"DELETE FROM mended_lines WHERE import_id = $import_id AND (sheet, line) IN {places}", given)
    cursor.execute(
        "UPDATE mended_rows SET outcome = 'skipped', skipped_as = 'already_loaded' "
        f"WHERE import_id = $import_id AND (sheet_number, line) IN {places}",
        given,
    )


def take_out(cursor: duckdb.DuckDBPyConnection, import_id: int, mending_id: int) -> None:
    """The lines of one mending go, its rows are held again with what was typed into them."""
    given = {"import_id": import_id, "mending_id": mending_id}
    lines = "(SELECT (sheet, line) FROM mended_lines WHERE mending_id = $mending_id)"
    for table in ("sales_lines", "other_currency_lines", "replaced_lines"):
        cursor.execute(f"DELETE FROM {table} WHERE import_id = $import_id AND (sheet, line) IN {lines}", given)
    cursor.execute(
        f"DELETE FROM left_out WHERE import_id = $import_id AND outcome = 'skipped' AND (sheet, line) IN {_PLACES}"
        " AND mending_id = $mending_id)",
        given,
    )
    for statement in ("rows_held_again", "returned_drafts"):
        cursor.execute(read_sql(statement), {"mending_id": mending_id})
    for table in ("mended_rows", "mended_lines"):
        cursor.execute(f"DELETE FROM {table} WHERE mending_id = $mending_id", {"mending_id": mending_id})


def lines_amounts(lines: pa.Table, currency: str) -> dict[str, Decimal]:
    """The money of matched lines, each currency by itself; those that name none are in `currency`."""
    codes = (code or currency for code in lines["currency"].to_pylist())
    return sums_of(zip(codes, lines["amount"].to_pylist(), strict=True))
