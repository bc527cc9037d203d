"""Keeps parties, clients and their aliases in step with the lines that are loaded."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from storage.derived import read_sql, swap
from storage.engine import single_row
from storage.identity import (
    UNIDENTIFIED,
    Party,
    Spelling,
    SpellingIndex,
    SpellingPair,
    client_of_parties,
    entity_of_parties,
)
from storage.names import name_key
from storage.noted import note_names, note_states
from storage.rekey import rekey_names
from storage.verdicts import read_decisions, same_pairs


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
            "buyer": pa.array(_buyer_numbers(rows, _decided(cursor)), pa.int32()),
        }
    )


def _decided(cursor: duckdb.DuckDBPyConnection) -> list[SpellingPair]:
    return same_pairs(read_decisions(cursor, "client"))


def _buyer_numbers(rows: list[tuple[int | None, str, str, str, str | None]], same: Iterable[SpellingPair]) -> list[int]:
    # A spreadsheet that saves a file again takes leading zeros away from tax ids and codes.
    spelled = [
        Party(at, tax_id.lstrip("0"), code.lstrip("0"), name_key(name) if key is None else key)
        for at, (_, tax_id, code, name, key) in enumerate(rows, start=1)
    ]
    stripped = [(_without_zeros(left), _without_zeros(right)) for left, right in same]
    client_of = client_of_parties(spelled, stripped)
    nobody: dict[str, int] = {}
    return [
        client_of[party.party_id]
        if client_of[party.party_id] != UNIDENTIFIED
        else nobody.setdefault(party.name_key, -1 - len(nobody))
        for party in spelled
    ]


def _without_zeros(spelling: Spelling) -> Spelling:
    return Spelling(spelling.tax_id.lstrip("0"), spelling.code.lstrip("0"), spelling.name)


def regroup_clients(cursor: duckdb.DuckDBPyConnection) -> None:
    """Decide anew which parties are one client, and rebuild `clients` and all that is kept by client from that.

    Only spellings of lines in force take part. The others stay in `parties` under no client: a replaced line may come
    back and an import that was taken back may be loaded again, and its clients have the same numbers then. What people
    decided is applied after the rules; `party_entities` keeps what the rules alone say.
    """
    rekey_names(cursor)
    rows = cursor.sql(read_sql("parties_in_force")).fetchall()
    parties = [Party(*row[:4]) for row in rows]
    spans = {party.party_id: (row[4], row[5]) for party, row in zip(parties, rows, strict=True)}
    entity_of = entity_of_parties(parties)
    client_of = client_of_parties(parties, _decided(cursor), spans)
    arrow = pa.table(
        {
            "party_id": pa.array(client_of.keys(), pa.int32()),
            "entity_id": pa.array([entity_of[party] for party in client_of], pa.int32()),
            "client_id": pa.array(client_of.values(), pa.int32()),
        }
    )
    index = SpellingIndex(parties, client_of)
    cursor.register("grouping", arrow)
    note_names(cursor, index)
    for table in ("parties", "party_entities", "clients", "client_aliases"):
        cursor.execute(read_sql(table))
        swap(cursor, table)
    cursor.unregister("grouping")
    note_states(cursor, index)
