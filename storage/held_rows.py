"""Rows that wait for a decision: those an import held back, with what was typed into them so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import pyarrow as pa

from storage.derived import read_sql
from storage.engine import Engine
from storage.store import Store

ALL_ROWS = 1 << 31
RowPlace = tuple[str, int]  # name of the sheet (empty in a text), line of the file or row of the sheet from 1


@dataclass(frozen=True)
class HeldReason:
    """How many rows of one import are held for one reason.

    amount: their money where it could be read, None where no amount could or where the rows of their import are in several
    currencies; currency: its code, '' where nothing names it. ready: rows with typed cells not read yet.
    """

    import_id: int
    file_name: str
    reason: str
    rows: int
    amount: Decimal | None
    currency: str
    ready: int


@dataclass(frozen=True)
class HeldRow:
    """One row that is held.

    reason, column_header, value: why, and the cell that decided it, by the last reading. raw: its cells as they stood in
    the file; kinds: a letter for what each of them was. draft, draft_kinds: the cells as they were typed. is_ready:
    whether something was typed that nobody has read yet. amount: its money where it can be read.
    """

    sheet: str
    line: int
    reason: str
    column_header: str | None
    value: str | None
    amount: Decimal | None
    raw: tuple[str, ...]
    kinds: str
    draft: tuple[str, ...] | None
    draft_kinds: str
    is_ready: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells as they stand now: typed, else as in the file."""
        return self.raw if self.draft is None else self.draft

    @property
    def cell_kinds(self) -> str:
        """What each of `cells` is."""
        return self.kinds if self.draft is None else self.draft_kinds


@dataclass(frozen=True)
class Draft:
    """What a person typed into one held row: all its cells, and a letter for what each is. Not read yet."""

    sheet: str
    line: int
    cells: tuple[str, ...]
    kinds: str


def held_reasons(store: Engine) -> list[HeldReason]:
    """Which rows wait for a decision? By import, the newest first, and reason, the most frequent first."""
    return [HeldReason(**row) for row in store.query(read_sql("held_reasons")).to_pylist()]


def held_rows(store: Engine, import_id: int, reason: str | None = None, limit: int = ALL_ROWS) -> list[HeldRow]:
    """The held rows of one import, of one reason if it is given, in the order of the file; at most `limit` of them."""
    rows = store.query(read_sql("held_rows"), import_id=import_id, reason=reason, limit=limit).to_pylist()
    return [
        HeldRow(**{**row, "raw": _texts(row["raw"]), "draft": None if row["draft"] is None else _texts(row["draft"])})
        for row in rows
    ]


def _texts(cells: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(cell or "" for cell in cells)


def save_drafts(store: Store, import_id: int, drafts: Sequence[Draft], dropped: Sequence[RowPlace] = ()) -> None:
    """Keep what was typed into held rows, in place of what was typed before; `dropped`: rows as in the file again.

    The data stay as they are, so their version does too. A row that is not held any more takes no draft.
    """
    places = [*((draft.sheet, draft.line) for draft in drafts), *dropped]
    with store.writing() as cursor:
        forget_drafts(cursor, import_id, places)
        cursor.register("new_drafts", _as_table(drafts))
        cursor.execute(
            "INSERT INTO row_drafts (import_id, sheet, line, cells, kinds) SELECT l.import_id, d.sheet, d.line, d.cells, d.kinds "
            "FROM new_drafts d JOIN left_out l ON l.sheet = d.sheet AND l.line = d.line "
            "WHERE l.import_id = $import_id AND l.outcome = 'quarantined'",
            {"import_id": import_id},
        )
        cursor.unregister("new_drafts")


def _as_table(drafts: Sequence[Draft]) -> pa.Table:
    return pa.table(
        {
            "sheet": pa.array([draft.sheet for draft in drafts], pa.string()),
            "line": pa.array([draft.line for draft in drafts], pa.int32()),
            "cells": pa.array([list(draft.cells) for draft in drafts], pa.list_(pa.string())),
            "kinds": pa.array([draft.kinds for draft in drafts], pa.string()),
        }
    )


def forget_drafts(cursor: duckdb.DuckDBPyConnection, import_id: int, places: Sequence[RowPlace]) -> None:
    """Drop what was typed into some rows, inside the transaction that is open on the cursor."""
    if places:
        cursor.register("forgotten", place_table(places))
        cursor.execute(
            "DELETE FROM row_drafts WHERE import_id = $import_id AND (sheet, line) IN (SELECT (sheet, line) FROM forgotten)",
            {"import_id": import_id},
        )
        cursor.unregister("forgotten")


def place_table(places: Sequence[RowPlace]) -> pa.Table:
    """Places of rows as a table: sheet, line."""
    return pa.table(
        {
            "sheet": pa.array([sheet for sheet, _ in places], pa.string()),
            "line": pa.array([line for _, line in places], pa.int32()),
        }
    )


def client_above(store: Engine, import_id: int, sheet: int, line: int) -> tuple[int, str] | None:
    """The last loaded line above a row that names a client, and his name; `sheet` is the number of the sheet."""
    found = store.query(read_sql("client_above"), import_id=import_id, sheet=sheet, line=line).to_pylist()
    return (found[0]["line"], found[0]["name"]) if found else None


def orders_of_import(store: Engine, import_id: int) -> tuple[str, ...]:
    """The order numbers on the lines of one import."""
    sql = (
        "SELECT DISTINCT order_no FROM (SELECT import_id, order_no FROM loaded_lines UNION ALL "
        "SELECT import_id, order_no FROM replaced_lines) l WHERE import_id = $import_id AND order_no IS NOT NULL ORDER BY 1"
    )
    return tuple(store.query(sql, import_id=import_id).column("order_no").to_pylist())
