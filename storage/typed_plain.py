"""Records that name no client and are typed on the screens: pay, tasks, promotions, what clients meet.

They are kept at once. A row takes the place of the one with the same key; a version of the pay formula is kept and
taken off as a whole, because a version is one piece.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from storage.records import TYPED, insert_records
from storage.store import Store

Record = Mapping[str, Any]

# What tells the records apart; rows of the tables in _ADDED are only ever added.
KEYS: Mapping[str, tuple[str, ...]] = {
    "pay_inputs": ("employee", "period", "input"),
    "pay_tasks": ("task",),
    "promos": ("name", "starts_on"),
    "cycle_owners": ("block", "aim"),
}
_ADDED = ("service_requests", "standard_checks", "training_hours")
_FILLERS: Mapping[str, Record] = {"pay_inputs": {"value": 0}}  # what the schema wants of a row that is taken off
_NO_DAY = date(1970, 1, 1)


def keep_rows(store: Store, table: str, rows: Sequence[Record], gone: Sequence[Record] = ()) -> None:
    """Keep typed rows and take others off the lists, in one transaction.

    table: of `KEYS`, or one whose rows are only added. rows: with the columns of the schema but import_id. gone: keys of
    rows to be taken off, typed or from a file. Raises ValueError for a table or column that the store does not know.
    """
    if table not in KEYS and table not in _ADDED:
        raise ValueError(f"nobody types into {table!r}")
    with store.writing() as cursor:
        for row in gone:
            _type(
                cursor, table, {**{name: row[name] for name in KEYS[table]}, **_FILLERS.get(table, {}), "removed": True}
            )
        for row in rows:
            _type(cursor, table, row)
        store.bump_version(cursor)


def _type(cursor: duckdb.DuckDBPyConnection, table: str, row: Record) -> None:
    if table in KEYS:
        same = "".join(f" AND {name} IS NOT DISTINCT FROM ${name}" for name in KEYS[table])
        found = {name: row.get(name) for name in KEYS[table]} | {"typed": TYPED}
        cursor.execute(f"DELETE FROM {table}_loaded WHERE import_id = $typed{same}", found)
    insert_records(cursor, TYPED, table, pa.Table.from_pylist([dict(row)]))


def keep_pay_version(
    store: Store, version: int, active_from: date, announced: date | None, components: Sequence[Record]
) -> None:
    """Keep a version of the pay formula in place of the one with the same number.

    components: rows with component, rule, rate, input, least, task, visible; at least one. Raises ValueError for none.
    """
    if not components:
        raise ValueError("a version of the pay formula has components")
    head = {"version": version, "active_from": active_from, "announced": announced}
    _write_version(store, version, [{**head, **row} for row in components])


def take_off_pay_version(store: Store, version: int) -> None:
    """Take a version of the pay formula off, whether it was typed or came with a file."""
    gone = {"active_from": _NO_DAY, "component": "", "rule": "fixed", "rate": 0, "removed": True}
    _write_version(store, version, [{"version": version, **gone}])


def _write_version(store: Store, version: int, rows: Sequence[Record]) -> None:
    with store.writing() as cursor:
        cursor.execute("DELETE FROM pay_formula_loaded WHERE import_id = ? AND version = ?", [TYPED, version])
        for row in rows:
            insert_records(cursor, TYPED, "pay_formula", pa.Table.from_pylist([dict(row)]))
        store.bump_version(cursor)
