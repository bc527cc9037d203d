"""Puts the rows of one file into the tables, as it was chosen for lines that are there already, and counts them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from storage.clients import add_parties
from storage.derived import read_sql
from storage.engine import single_row
from storage.errors import StoreError
from storage.incoming import FileToLoad
from storage.matching import NO_LINES, comparison
from storage.progress import Steps
from storage.records import insert_records
from storage.replaced import replace_lines

OverlapChoice = Literal["add_all", "replace", "only_new"]


def check_counts(file: FileToLoad) -> None:
    """Every line of the file is accounted for. Raises StoreError `not_conserved` otherwise."""
    lines = file.lines
    parts = sum(lines[part] for part in ("header", "blank", "loaded", "quarantined", "skipped"))
    if parts != lines["total"]:
        raise StoreError("not_conserved", file=file.name, expected=lines["total"], found=parts)


def load_lines(
    cursor: duckdb.DuckDBPyConnection,
    file: FileToLoad,
    import_id: int,
    overlap: OverlapChoice,
    steps: Steps,
    currency: str,
) -> FileToLoad:
    """Load the lines and the left-out rows of a file inside the transaction that is open on the cursor.

    currency: what lines that name none are taken for; '' leaves them without one. Returns the file as it was loaded:
    with "only_new" its counts, money and period are without the lines that were skipped. Raises StoreError
    `not_conserved`.
    """
    steps.begin("comparing")
    if overlap == "replace" and file.has_sales:
        _replace_same_report(cursor, file, import_id, currency)
    skipped = _lines_in_store(cursor, file, currency) if overlap == "only_new" and file.has_sales else NO_LINES
    cursor.register("lines_in_store", skipped)
    steps.begin("lines")
    try:
        insert_lines(cursor, file.staged.relation_sql(), import_id, currency)
        _insert_left_out(cursor, file, import_id)
        _insert_records(cursor, file, import_id)
    finally:
        cursor.unregister("lines_in_store")
    return _as_loaded(cursor, file, import_id, skipped, currency)


def _replace_same_report(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int, currency: str) -> None:
    """Take the period of the file away from the imports that hold the same report."""
    if file.date_min is None or file.date_max is None:
        return
    with comparison(cursor, file.staged.relation_sql(), file.date_min, file.date_max, currency=currency) as beside:
        matches = beside.matches() if beside else []
    earlier = [match.loaded.import_id for match in matches if match.is_same_report]
    replace_lines(cursor, import_id, earlier, file.date_min, file.date_max)


def _lines_in_store(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, currency: str) -> pa.Table:
    if file.date_min is None or file.date_max is None:
        return NO_LINES
    with comparison(cursor, file.staged.relation_sql(), file.date_min, file.date_max, currency=currency) as beside:
        return beside.matched_lines() if beside else NO_LINES


def insert_lines(cursor: duckdb.DuckDBPyConnection, rows: str, import_id: int, currency: str) -> None:
    """Load the staged rows of a relation as lines of an import, but those registered as `lines_in_store`.

    currency: what lines that name none are taken for; '' leaves them without one.
    """
    source = read_sql("new_lines").replace(":source:", rows)
    add_parties(cursor, source)
    cursor.execute(
        read_sql("load_lines").replace(":source:", source), {"import_id": import_id, "taken": currency or None}
    )


def _insert_left_out(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int) -> None:
    sheets = file.report.get("rules") or []
    names = {
        "number": pa.array([sheet["number"] for sheet in sheets], pa.int16()),
        "name": pa.array([sheet["sheet"] for sheet in sheets], pa.string()),
    }
    cursor.register("sheet_names", pa.table(names))
    cursor.execute(
        read_sql("left_out"),
        {"import_id": import_id, "path": str(file.staged.left_out), "sheet": file.report.get("sheet") or ""},
    )
    cursor.unregister("sheet_names")


def _insert_records(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int) -> None:
    """The records of a file. Raises StoreError `not_conserved` where they are not as many as were read."""
    if file.staged.records is None:
        return
    rows = pq.read_table(file.staged.records)
    expected = file.report["records"][file.staged.records_table]
    if rows.num_rows != expected:
        raise StoreError("not_conserved", file=file.name, expected=expected, found=rows.num_rows)
    insert_records(cursor, import_id, file.staged.records_table, rows)


def _as_loaded(
    cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int, skipped: pa.Table, currency: str
) -> FileToLoad:
    """The counts, money and period of what was loaded. Raises StoreError `not_conserved` where the rows differ."""
    expected, amount_total = file.made - skipped.num_rows, file.amount_total - (pc.sum(skipped["amount"]).as_py() or 0)
    made, amount, first, last = single_row(
        cursor,
        "SELECT count(*), coalesce(sum(amount), 0), min(day), max(day) FROM sales_lines WHERE import_id = ?",
        [import_id],
    )
    if not file.has_sales:
        expected = 0
    if made != expected or amount != amount_total:
        raise StoreError("not_conserved", file=file.name, expected=expected, found=made)
    if not file.has_sales:
        return file
    amounts = _sums_loaded(cursor, file, import_id, skipped, currency)
    rows = made if file.sale_lines is None else _rows_loaded(cursor, file, import_id, skipped)
    lines = {**file.lines, "loaded": rows, "skipped": file.lines["skipped"] + file.lines["loaded"] - rows}
    sale_lines = None if file.sale_lines is None else made
    return replace(
        file, lines=lines, sale_lines=sale_lines, amount_total=amount_total, date_min=first, date_max=last,
        amounts=amounts,
    )  # fmt: skip


def _sums_loaded(
    cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int, skipped: pa.Table, currency: str
) -> dict[str, Decimal]:
    """Write down what each currency brought. Raises StoreError `not_conserved` where one of them differs from the
    file's own sum less the lines that were skipped.
    """
    rows = cursor.execute(read_sql("loaded_sums"), {"import_id": import_id}).fetchall()
    found = {code: amount for code, _, amount in rows}
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for code, amount in (file.amounts or {}).items():
        expected[code or currency] += amount
    for code, amount in zip(skipped["currency"].to_pylist(), skipped["amount"].to_pylist(), strict=True):
        expected[code or currency] -= amount
    if file.amounts is not None and any(found.get(code, 0) != expected[code] for code in {*found, *expected}):
        raise StoreError("not_conserved", file=file.name, expected=file.made, found=sum(lines for _, lines, _ in rows))
    cursor.execute("DELETE FROM import_sums WHERE import_id = ?", [import_id])
    if rows:
        cursor.executemany("INSERT INTO import_sums VALUES (?, ?, ?, ?)", [[import_id, *row] for row in rows])
    return found


def _rows_loaded(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int, skipped: pa.Table) -> int:
    """How many rows of the file gave lines. Raises StoreError `not_conserved` unless those and the rows whose lines all
    stood in the store already are the rows that the importer loaded.
    """
    cursor.register("lines_skipped", skipped)
    try:
        rows, known = single_row(cursor, read_sql("rows_loaded"), {"import_id": import_id})
    finally:
        cursor.unregister("lines_skipped")
    if rows + known != file.lines["loaded"]:
        raise StoreError("not_conserved", file=file.name, expected=file.lines["loaded"], found=rows + known)
    return int(rows)
