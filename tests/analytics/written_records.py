"""Records beside the lines of the small stores: written before a question, gone after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from line_store import Store

from storage.names import name_key
from storage.records import RECORD_TABLES, TYPED, insert_records


def _clear(cursor: Any) -> None:
    for table in RECORD_TABLES:
        cursor.execute(f"DELETE FROM {table}_loaded")
    cursor.execute("DELETE FROM client_aliases")


def _alike(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows in their order, those with the same columns filled at once."""
    groups: list[list[dict[str, Any]]] = []
    for row in rows:
        if groups and _filled(groups[-1][-1]) == _filled(row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _filled(row: dict[str, Any]) -> list[str]:
    return [name for name, value in row.items() if value is not None]


@contextmanager
def written(store: Store, **tables: list[dict[str, Any]]) -> Iterator[None]:
    """The store with these rows (table -> rows as people write them), each client found by his name."""
    with store.engine.cursor() as cursor:
        _clear(cursor)
        for name, number in store.numbers.items():
            cursor.execute("INSERT INTO client_aliases VALUES ('name', ?, ?)", [name_key(name), number])
        for table, rows in tables.items():
            for alike in _alike(rows):
                insert_records(cursor, TYPED, table, pa.Table.from_pylist(alike))
    try:
        yield
    finally:
        with store.engine.cursor() as cursor:
            _clear(cursor)
