"""What people noted about clients, found among the clients of today: names given to them, what became of them."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from storage.identity import Spelling, SpellingIndex

_NAMES = "SELECT tax_id, code, name_key, name FROM client_names ORDER BY note_id"
_STATES = "SELECT tax_id, code, name_key, state, since, source FROM client_states ORDER BY note_id"


def _latest(cursor: duckdb.DuckDBPyConnection, sql: str, index: SpellingIndex) -> dict[int, tuple[Any, ...]]:
    """client_id -> the latest note about any of its spellings."""
    found: dict[int, tuple[Any, ...]] = {}
    for tax_id, code, name, *note in cursor.execute(sql).fetchall():
        client = index.entity(Spelling(tax_id, code, name))
        if client:
            found[client] = tuple(note)
    return found


def named_clients(cursor: duckdb.DuckDBPyConnection, index: SpellingIndex) -> pa.Table:
    """client_id, name: the clients that somebody gave a name to."""
    names = {client: name for client, (name,) in sorted(_latest(cursor, _NAMES, index).items()) if name}
    return pa.table({"client_id": pa.array(names.keys(), pa.int32()), "name": pa.array(names.values(), pa.string())})


def note_states(cursor: duckdb.DuckDBPyConnection, index: SpellingIndex) -> None:
    """Write `noted_states` anew: the clients of today of whom somebody noted what became of them."""
    rows = [[client, *note] for client, note in sorted(_latest(cursor, _STATES, index).items())]
    cursor.execute("DELETE FROM noted_states")
    if rows:
        cursor.executemany("INSERT INTO noted_states VALUES (?, ?, ?, ?)", rows)
