"""Numbered changes of the schema, each in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from storage.engine import single_row
from storage.errors import StoreError

FOLDER = Path(__file__).with_name("migrations")
_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")


@dataclass(frozen=True)
class Migration:
    """One file of the migrations folder."""

    number: int
    name: str
    sql: str


@lru_cache(maxsize=4)
def migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """All migrations in order. A gap or a double number is a fault of the program."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if not match:
            raise ValueError(f"migrations are named 0001_what.sql, not {path.name}")
        found.append(Migration(int(match[1]), match[2], path.read_text(encoding="utf-8")))
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise ValueError("migrations must be numbered 1, 2, 3 ... without gaps")
    return tuple(found)


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Number of the last migration that the file has seen; 0 for a new file.

    Raises StoreError `foreign` when the file holds tables but none of ours.
    """
    tables = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    if "schema_migrations" not in tables:
        if tables:
            raise StoreError("foreign", table=sorted(tables)[0])
        return 0
    return int(single_row(connection, "SELECT coalesce(max(number), 0) FROM schema_migrations")[0])


def pending(connection: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> tuple[Migration, ...]:
    """Migrations that the file has not seen. Raises StoreError `newer_schema` for a file of a newer app."""
    known, done = migrations(folder), schema_version(connection)
    if done > len(known):
        raise StoreError("newer_schema", number=done, known=len(known))
    return known[done:]


def migrate(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    """Apply one migration: wholly or not at all."""
    connection.begin()
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations "
            "(number INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMP)"
        )
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migrations VALUES (?, ?, now()::TIMESTAMP)", [migration.number, migration.name]
        )
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
