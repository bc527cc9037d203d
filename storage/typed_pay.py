"""Versions of the pay formula that a person types: kept and taken off as a whole, because a version is one piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from storage.records import TYPED, insert_records
from storage.store import Store

_NO_DAY = date(1970, 1, 1)  # a removed version has no first day, and the schema wants one
Record = Mapping[str, Any]


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
