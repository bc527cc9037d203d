"""Keeps parties, clients and their aliases in step with the lines that are loaded."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from storage.derived import read_sql, swap
from storage.engine import single_row
from storage.identity import UNIDENTIFIED, Party, client_of_parties
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


def buyers(cursor: duckdb.DuckDBPyConnection, source: str) -> pa.Table:
    """Who is who among the buyers of the lines in force and those of `source` (a relation with tax_id, code, client).

    party_id (NULL for a spelling that the store does not know), tax_id, code, name as written, buyer: one number for
    one client, as the rules of identity would group them were `source` loaded. Numbers below zero are buyers whom these
    rules call nobody, one number for one name.
    """
    rows = cursor.execute(read_sql("known_spellings").replace(":source:", source)).fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    return pa.table(
        {
            "party_id": pa.array(columns[0], pa.int32()),
            **{name: pa.array(columns[at], pa.string()) for at, name in enumerate(("tax_id", "code", "name"), start=1)},
            "buyer": pa.array(_buyer_numbers(rows), pa.int32()),
        }
    )


def _buyer_numbers(rows: list[tuple[int | None, str, str, str, str | None]]) -> list[int]:
    # A spreadsheet that saves a file again takes leading zeros away from tax ids and codes.
    spelled = [
        Party(at, tax_id.lstrip("0"), code.lstrip("0"), name_key(name) if key is None else key)
        for at, (_, tax_id, code, name, key) in enumerate(rows, start=1)
    ]
    client_of = client_of_parties(spelled)
    nobody: dict[str, int] = {}
    return [
        client_of[party.party_id]
        if client_of[party.party_id] != UNIDENTIFIED
        else nobody.setdefault(party.name_key, -1 - len(nobody))
        for party in spelled
    ]


def regroup_clients(cursor: duckdb.DuckDBPyConnection) -> None:
    """Decide anew which parties are one client, and rebuild `clients` and `client_aliases` from that.

    Only spellings of lines in force take part. The others stay in `parties` under no client: a replaced line may come
    back and an import that was taken back may be loaded again, and its clients have the same numbers then.
    """
    rows = cursor.sql(read_sql("parties_in_force")).fetchall()
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
