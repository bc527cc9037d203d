"""The clients that people's decisions joined, as they would stand without these decisions: in memory, beside the store."""

from __future__ import annotations

import duckdb

from storage.derived import read_sql, rebuild, swap
from storage.engine import DuckDBEngine, Engine
from storage.migrate import migrations
from storage.settings import rhythm_rules

_TABLES = ("parties", "party_entities", "sales_lines", "chosen_names")


def unmerged(engine: Engine) -> Engine | None:
    """An engine over the joined clients only, each as the clients that the rules alone make of it; None where none is.

    Its tables are built from the same lines in the same way; only the rhythm of clients without one of their own is
    taken from the store, because few clients tell nothing about all others. The caller closes it.
    """
    joined = {table: engine.query(read_sql(f"unmerged_{table}")) for table in _TABLES}
    if not joined["parties"].num_rows:
        return None
    joined["fallback_rhythm"] = engine.query("SELECT * FROM fallback_rhythm")
    connection = duckdb.connect()
    try:
        for migration in migrations():
            connection.execute(migration.sql)
        with connection.cursor() as cursor:
            for table, rows in joined.items():
                cursor.register("incoming_rows", rows)
                cursor.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM incoming_rows")
                cursor.unregister("incoming_rows")
            _build(cursor, engine)
    except BaseException:
        connection.close()
        raise
    return DuckDBEngine(connection)


def _build(cursor: duckdb.DuckDBPyConnection, engine: Engine) -> None:
    cursor.execute(read_sql("clients"))
    swap(cursor, "clients")
    rebuild(cursor, rhythm_rules(engine), fallback_known=True)
