"""Keeps parties, clients and their aliases in step with the lines that are loaded."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from storage.derived import read_sql, swap
from storage.engine import single_row
from storage.identity import Party, client_of_parties
from storage.names import name_key


def add_parties(cursor: duckdb.DuckDBPyConnection, source: str) -> None:
    """Give a party to every spelling of `source` (a relation with tax_id, code, client) that has none yet."""
    new = cursor.sql(read_sql("new_parties").replace(":source:", source)).fetchall()
    first = single_row(cursor, "SELECT coalesce(max(party_id), 0) FROM parties")[0] + 1
    columns = list(zip(*new, strict=True)) if new else [(), (), ()]
    names = [name_key(name) for name in columns[2]]
    arrow = pa.table(
        {
            "party_id": pa.array(range(first, first + len(new)), pa.int32()),
            "tax_id": pa.array(columns[0], pa.string()),
            "code": pa.array(columns[1], pa.string()),
            "name": pa.array(columns[2], pa.string()),
            "name_key": pa.array(names, pa.string()),
        }
    )
    cursor.register("incoming_parties", arrow)
    cursor.execute("INSERT INTO parties SELECT party_id, tax_id, code, name, name_key, party_id FROM incoming_parties")
    cursor.unregister("incoming_parties")


def drop_unused_parties(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget spellings that no loaded line has any more."""
    cursor.execute(
        "CREATE TABLE parties_new AS SELECT * FROM parties "
        "WHERE party_id IN (SELECT party_id FROM sales_lines) ORDER BY party_id"
    )
    swap(cursor, "parties")


def regroup_clients(cursor: duckdb.DuckDBPyConnection) -> None:
    """Decide anew which parties are one client, and rebuild `clients` and `client_aliases` from that."""
    rows = cursor.sql("SELECT party_id, tax_id, code, name_key FROM parties ORDER BY party_id").fetchall()
    client_of = client_of_parties([Party(*row) for row in rows])
    arrow = pa.table(
        {
            "party_id": pa.array(client_of.keys(), pa.int32()),
            "client_id": pa.array(client_of.values(), pa.int32()),
        }
    )
    cursor.register("grouping", arrow)
    for table in ("parties", "clients", "client_aliases"):
        cursor.execute(read_sql(table))
        swap(cursor, table)
    cursor.unregister("grouping")
