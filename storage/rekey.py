"""Makes stored names comparable anew after the rules of `storage.names` have changed."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from storage.engine import single_row
from storage.names import NAME_RULES, name_key

# Where normalised names stand beside the names as written.
_KEYS = (
    ("parties", "name", "name_key"),
    ("base_loaded", "company", "client_key"),
    ("touches_loaded", "client", "client_key"),
    ("deals_loaded", "client", "client_key"),
    ("losses_loaded", "client", "client_key"),
    ("surveys_loaded", "client", "client_key"),
    ("complaints_loaded", "client", "client_key"),
    ("payments_loaded", "client", "client_key"),
    ("client_details_loaded", "client", "client_key"),
    ("winback_loaded", "client", "client_key"),
    ("pauses_loaded", "client", "client_key"),
    ("priorities_loaded", "client", "client_key"),
)


def rekey_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the normalised names to the rules of today, inside the transaction that is open; nothing where they are.

    A decision keeps the key that it was made with; its tax id or code finds the client where the key has changed.
    """
    if single_row(cursor, "SELECT max(version) FROM name_rules")[0] == NAME_RULES:
        return
    for table, name, key in _KEYS:
        _rekey(cursor, table, name, key)
    cursor.execute("UPDATE name_rules SET version = ?", [NAME_RULES])


def _rekey(cursor: duckdb.DuckDBPyConnection, table: str, name: str, key: str) -> None:
    written = [row[0] for row in cursor.execute(f"SELECT DISTINCT coalesce({name}, '') FROM {table}").fetchall()]
    keys = pa.table(
        {"written": pa.array(written, pa.string()), "made": pa.array([name_key(one) for one in written], pa.string())}
    )
    cursor.register("made_keys", keys)
    cursor.execute(
        f"UPDATE {table} SET {key} = m.made FROM made_keys m WHERE coalesce({table}.{name}, '') = m.written AND {key} <> m.made"
    )
    cursor.unregister("made_keys")
