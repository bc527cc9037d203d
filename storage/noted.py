"""What people noted about clients, found among the clients of today: names given to them, what became of them."""

from __future__ import annotations

from typing import Any

import duckdb

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


def note_names(cursor: duckdb.DuckDBPyConnection, index: SpellingIndex) -> None:
    """Write `given_names` anew: the clients of today that somebody gave a name to."""
    names = {client: name for client, (name,) in _latest(cursor, _NAMES, index).items() if name}
    _write(cursor, "given_names", [[client, name] for client, name in sorted(names.items())])


def note_states(cursor: duckdb.DuckDBPyConnection, index: SpellingIndex) -> None:
    """Write `noted_states` anew: the clients of today of whom somebody noted what became of them."""
    _write(
        cursor, "noted_states", [[client, *note] for client, note in sorted(_latest(cursor, _STATES, index).items())]
    )


def _write(cursor: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    cursor.execute(f"DELETE FROM {table}")
    if rows:
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
