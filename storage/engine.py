"""The seam between the methods and whatever runs their SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Protocol

import duckdb
import pyarrow as pa

_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")


class Engine(Protocol):
    """What a method may ask of the store: five verbs, so that a second engine can run the same SQL files."""

    def load(self, table: str, arrow: pa.Table) -> None:
        """Make `table` hold exactly the rows of `arrow`."""

    def query(self, sql: str, **params: Any) -> pa.Table:
        """Rows of `sql`; parameters are named (`$as_of`), those the text does not mention are ignored."""

    def tables(self) -> list[str]:
        """Names of the tables and views that can be queried."""

    def version(self) -> int:
        """Version of the data: it grows with every change, so caches can be keyed by it."""

    def close(self) -> None:
        """Give the data back."""


@lru_cache(maxsize=512)
def _named_parameters(sql: str) -> frozenset[str]:
    return frozenset(_PARAMETER.findall(sql))


def with_whole_sums(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection, with what makes DuckDB 2.0 cut sums of whole numbers switched off.

    Where one side of an outer join is known to be empty before the statement runs, it takes the joined rows for none, so
    their sums for zero, and carries them into the next sorting as numbers of one byte: 57350 comes out as 6. Giving up
    that packing costs less than a hundredth of the time; giving up its guesses altogether would cost a tenth.
    """
    connection.execute("SET disabled_optimizers = 'compressed_materialization'")
    return connection


class DuckDBEngine:
    """Runs SQL as it is written on one DuckDB connection, with a cursor of its own for every call."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = with_whole_sums(connection)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one call: a shared connection mixes the results of two threads."""
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def load(self, table: str, arrow: pa.Table) -> None:
        if not re.fullmatch(r"[a-z_][a-z0-9_]*", table):
            raise ValueError(f"not a table name: {table!r}")
        with self.cursor() as cursor:
            cursor.register("incoming_rows", arrow)
            cursor.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM incoming_rows")

    def query(self, sql: str, **params: Any) -> pa.Table:
        wanted = _named_parameters(sql)
        with self.cursor() as cursor:
            bound = {name: params[name] for name in wanted if name in params}
            return cursor.sql(sql, params=bound or None).to_arrow_table()

    def tables(self) -> list[str]:
        found = self.query("SELECT table_name FROM information_schema.tables ORDER BY table_name")
        names: list[str] = found.column("table_name").to_pylist()
        return names

    def version(self) -> int:
        version: int = self.query("SELECT version FROM data_version").column("version")[0].as_py()
        return version

    def close(self) -> None:
        self._connection.close()


def single_row(cursor: duckdb.DuckDBPyConnection, sql: str, params: Any = None) -> tuple[Any, ...]:
    """The one row of a statement. Fetched whole: a half-read result would block the cursor's next statement."""
    rows = cursor.execute(sql, params).fetchall()
    if len(rows) != 1:
        raise ValueError(f"one row was expected, {len(rows)} came")
    row: tuple[Any, ...] = rows[0]
    return row
