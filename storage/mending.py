"""Puts held rows right: loads what was mended, skips what is no sale, and takes either back. One transaction each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

import duckdb
import pyarrow as pa

from storage.currency import chosen_currency, in_force, taken_currency
from storage.derived import read_sql
from storage.engine import Engine, single_row
from storage.errors import StoreError
from storage.held_rows import RowPlace, forget_drafts
from storage.imports import rebuild_all
from storage.incoming import StagedRows
from storage.matching import NO_LINES
from storage.mended import (
    count_anew,
    insert_mended,
    lines_amounts,
    lines_elsewhere,
    mended_sums,
    out_of_quarantine,
    take_out,
)
from storage.store import Store

MendedOverlap = Literal["ask", "only_new", "add_all"]


@dataclass(frozen=True)
class TypedRow:
    """One held row as a person put it right: its place, the number of its sheet, its cells and what each of them is."""

    sheet: str
    sheet_number: int
    line: int
    cells: tuple[str, ...] | None
    kinds: str | None


@dataclass(frozen=True)
class Outcome:
    """What became of some rows: lines loaded and the money of each currency, rows that are no sales, rows still held, rows that were
    not held any more. already: of the skipped ones, those that stand in the store from another file.
    """

    loaded: int
    amounts: dict[str, Decimal]
    skipped: int
    held: int
    gone: int
    already: int = 0


@dataclass(frozen=True)
class Mending:
    """One time that rows of an import were put right or declared no sales, as far as it is in force.

    amounts: the money of its lines, each currency by itself.
    """

    mending_id: int
    import_id: int
    file_name: str
    lines_loaded: int
    lines_skipped: int
    amounts: dict[str, Decimal]
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class MendedRow:
    """A row behind a number that does not stand in the file as it is counted: the cells there, and as they were typed."""

    made_at: datetime
    made_by: str
    raw: tuple[str, ...]
    cells: tuple[str, ...]


def mend(
    store: Store, import_id: int, rows: Sequence[TypedRow], staged: StagedRows, by: str, overlap: MendedOverlap = "ask"
) -> Outcome:
    """Load held rows of an import that were put right.

    rows: as they were typed; staged: what the importer read in them. Rows that it holds again stay held, with the new
    reason beside what was typed; rows that are not held any more are passed over, so that nothing is counted twice.
    overlap: what becomes of lines that other imports in force brought already: "ask" refuses, "only_new" skips them,
    "add_all" loads them, because they are other sales. Lines on days that a later import covers step back before it.

    Raises StoreError: `no_import`, `stands_already` (lines, amounts, files), `not_conserved`; nothing is changed then.
    """
    with _mending(store, import_id, rows) as cursor:
        source = read_sql("mended_source").replace(":source:", staged.relation_sql())
        currency = taken_currency(cursor, import_id, in_force(cursor, chosen_currency(store)))
        matched, files = lines_elsewhere(cursor, source, import_id, currency)
        if overlap == "ask" and matched.num_rows:
            names = ", ".join(dict.fromkeys(files))
            amounts = lines_amounts(matched, currency)
            raise StoreError("stands_already", lines=matched.num_rows, amounts=amounts, files=names)
        cursor.register("lines_in_store", matched if overlap == "only_new" else NO_LINES)
        try:
            settled = read_sql("settled").replace(":source:", source)
            cursor.execute(settled, {"path": str(staged.left_out)})
            mending_id = _new_mending(cursor, import_id, by)
            insert_mended(cursor, source, import_id, mending_id, currency)
        finally:
            cursor.unregister("lines_in_store")
        return _finish(cursor, store, import_id, mending_id, len(rows))


def declare_no_sales(store: Store, import_id: int, places: Sequence[RowPlace], by: str) -> Outcome:
    """Held rows that are no sales stand among the skipped ones from now on, with the reason `declared_no_sale`.

    Rows that are not held any more are passed over. Raises StoreError `no_import`.
    """
    rows = [TypedRow(sheet, 0, line, None, None) for sheet, line in places]
    with _mending(store, import_id, rows) as cursor:
        cursor.execute(read_sql("settled_as_no_sales"))
        mending_id = _new_mending(cursor, import_id, by)
        cursor.execute(read_sql("mended_rows"), {"mending_id": mending_id, "import_id": import_id})
        return _finish(cursor, store, import_id, mending_id, len(rows))


@contextmanager
def _mending(store: Store, import_id: int, rows: Sequence[TypedRow]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A transaction in which `mended_now` holds those of the rows that are still held."""
    with store.writing() as cursor:
        _refuse_unless_in_force(cursor, import_id)
        cursor.register("typed_rows", _typed_table(rows))
        cursor.execute(read_sql("mended_now"), {"import_id": import_id})
        cursor.unregister("typed_rows")
        yield cursor


def _refuse_unless_in_force(cursor: duckdb.DuckDBPyConnection, import_id: int) -> None:
    in_force = "SELECT count(*) FROM imports WHERE import_id = ? AND undone_at IS NULL"
    if not single_row(cursor, in_force, [import_id])[0]:
        raise StoreError("no_import", import_id=import_id)


def _typed_table(rows: Sequence[TypedRow]) -> pa.Table:
    once = list({(row.sheet, row.line): row for row in rows}.values())
    return pa.table(
        {
            "sheet": pa.array([row.sheet for row in once], pa.string()),
            "sheet_number": pa.array([row.sheet_number for row in once], pa.int16()),
            "line": pa.array([row.line for row in once], pa.int32()),
            "cells": pa.array([None if row.cells is None else list(row.cells) for row in once], pa.list_(pa.string())),
            "kinds": pa.array([row.kinds for row in once], pa.string()),
        }
    )


def _new_mending(cursor: duckdb.DuckDBPyConnection, import_id: int, by: str) -> int:
    number = int(single_row(cursor, "SELECT coalesce(max(mending_id), 0) + 1 FROM mendings")[0])
    now = datetime.now(UTC).replace(tzinfo=None)
    cursor.execute("INSERT INTO mendings VALUES (?, ?, 0, 0, 0, ?, ?, NULL)", [number, import_id, now, by])
    return number


def _finish(
    cursor: duckdb.DuckDBPyConnection, store: Store, import_id: int, mending_id: int, asked: int
) -> Outcome:  # fmt: skip
    """Rows that are settled leave the quarantine, the others keep what was typed; the counts follow."""
    places = cursor.execute("SELECT sheet, line FROM settled").fetchall()
    forget_drafts(cursor, import_id, places)
    cursor.execute(read_sql("wrong_drafts"), {"import_id": import_id})
    out_of_quarantine(cursor, import_id, mending_id)
    outcome = _outcome(cursor, import_id, mending_id, asked)
    if outcome.loaded or outcome.skipped:
        count_anew(cursor, import_id, outcome.loaded, outcome.skipped, outcome.amounts)
        rebuild_all(cursor, store)
    else:
        cursor.execute("DELETE FROM mendings WHERE mending_id = ?", [mending_id])
    for table in ("mended_now", "settled"):
        cursor.execute(f"DROP TABLE {table}")
    return outcome


def _outcome(cursor: duckdb.DuckDBPyConnection, import_id: int, mending_id: int, asked: int) -> Outcome:
    """Raises StoreError `not_conserved` where a row has no outcome."""
    loaded, skipped, held, already, rows = single_row(
        cursor,
        "SELECT count(*) FILTER (outcome = 'loaded'), count(*) FILTER (outcome = 'skipped'), "
        "count(*) FILTER (outcome = 'quarantined'), count(*) FILTER (reason = 'already_loaded'), count(*) FROM settled",
    )
    if loaded + skipped + held != rows:
        raise StoreError("not_conserved", file="", expected=rows, found=loaded + skipped + held)
    return Outcome(loaded, mended_sums(cursor, import_id, mending_id), skipped, held, asked - rows, already)


def undo_mending(store: Store, mending_id: int) -> None:
    """Take one mending back: its lines leave all reports, its rows are held again with what was typed into them.

    Raises StoreError `no_mending` when it is not in force, because it or its import was taken back already.
    """
    with store.writing() as cursor:
        found = cursor.execute(
            "SELECT m.import_id, m.lines_loaded, m.lines_skipped FROM mendings m JOIN imports i ON i.import_id = m.import_id "
            "WHERE m.mending_id = ? AND m.undone_at IS NULL AND i.undone_at IS NULL",
            [mending_id],
        ).fetchall()
        if not found:
            raise StoreError("no_mending", mending_id=mending_id)
        import_id, loaded, skipped = found[0]
        amounts = {code: -amount for code, amount in mended_sums(cursor, import_id, mending_id).items()}
        take_out(cursor, import_id, mending_id)
        now = datetime.now(UTC).replace(tzinfo=None)
        cursor.execute("UPDATE mendings SET undone_at = ? WHERE mending_id = ?", [now, mending_id])
        count_anew(cursor, import_id, -loaded, -skipped, amounts)
        rebuild_all(cursor, store)


def mendings(store: Engine, import_id: int | None = None) -> list[Mending]:
    """Which rows were put right? Mendings in force, the newest first; of one import if it is given."""
    amounts: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in store.query(read_sql("mended_sums"), import_id=import_id, mending_id=None).to_pylist():
        amounts[row["mending_id"]][row["currency"]] = row["amount"]
    rows = store.query(read_sql("mendings"), import_id=import_id).to_pylist()
    return [Mending(**row, amounts=amounts[row["mending_id"]]) for row in rows]


def mended_row(store: Engine, import_id: int, sheet_number: int, line: int) -> MendedRow | None:
    """How was this row of a file put right? None where it is counted as it stands there."""
    rows = store.query(
        "SELECT m.made_at, m.made_by, r.raw, r.cells FROM mended_rows r JOIN mendings m ON m.mending_id = r.mending_id "
        "WHERE r.import_id = $import_id AND r.sheet_number = $sheet_number AND r.line = $line AND r.outcome = 'loaded'",
        import_id=import_id,
        sheet_number=sheet_number,
        line=line,
    ).to_pylist()
    if not rows:
        return None
    return MendedRow(rows[0]["made_at"], rows[0]["made_by"], tuple(rows[0]["raw"]), tuple(rows[0]["cells"]))


def mended_places(store: Engine, import_id: int) -> frozenset[RowPlace]:
    """Where do the rows of an import stand that were put right or declared no sales?"""
    rows = store.query("SELECT sheet, line FROM mended_rows WHERE import_id = $import_id", import_id=import_id)
    return frozenset((row["sheet"], row["line"]) for row in rows.to_pylist())
