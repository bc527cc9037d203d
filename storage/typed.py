"""Records that a person types on the screens: kept at once, changed and taken back by their key, or row by row.

A record is typed about a client whom the screen knows by his number. Numbers change with imports, so the record is
written under the name and the tax id of the client, as the records of files are. A record that names no client is a row
of a list: `type_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from storage.engine import Engine
from storage.names import name_key
from storage.records import RECORD_TABLES, TYPED, insert_records
from storage.store import Store

# What tells the records of one client apart; a table of records that name no client has a key alone.
KEYS: Mapping[str, tuple[str, ...]] = {
    "winback": ("step_no",),
    "losses": ("lost_date", "evidence"),
    "pauses": (),
    "priorities": (),
    "offers": ("offer",),
    "funnel_counts": ("period", "manager", "stage", "channel"),
    "trainings": ("manager", "day"),
    "kpi_norms": ("position", "employee", "kpi", "active_from"),
    "kpi_facts": ("employee", "kpi", "period"),
    "plans": ("period", "level", "name", "measure"),
    "requests_internal": ("asked_at", "asked_by", "asked_of"),
    "kpi_passports": ("position", "kpi"),
    "seller_tasks": ("task", "employee", "asked_on"),
    "pay_inputs": ("employee", "period", "input"),
    "pay_tasks": ("task",),
    "promos": ("name", "starts_on"),
    "cycle_owners": ("block", "aim"),
}
# Records without a key, each the moment on which it is dated: two calls of one day are two records.
SEVERAL: Mapping[str, str] = {
    "touches": "day",
    "call_checks": "day",
    "service_requests": "asked_at",
    "standard_checks": "day",
    "training_hours": "day",
}
_GIVEN_BACK = ("funnel_counts", "trainings")  # a row that is taken off uncovers that of a file
_FILLERS: Mapping[str, Mapping[str, Any]] = {"pay_inputs": {"value": 0}}  # what the schema wants of a row taken off
_WHOSE = """
    SELECT v.client, v.tax_id FROM {table} v
    JOIN record_clients r ON r.client_key = v.client_key AND r.tax_id = v.tax_id
    WHERE r.client_id = $client_id{same} ORDER BY v.import_id, v.client LIMIT 1
"""

Record = Mapping[str, Any]


def type_records(store: Store, client_id: int, records: Mapping[str, Sequence[Record]]) -> None:
    """Keep what was typed about one client, in one transaction.

    records: table (winback, losses, pauses, priorities, touches) -> rows with the columns of the schema but import_id,
    client, client_key, tax_id. A row takes the place of the one with the same key (see `KEYS`), typed or from a file;
    contacts are added. Raises ValueError for a client, table or column that the store does not know.
    """
    with store.writing() as cursor:
        for table, rows in records.items():
            if table not in KEYS and table not in SEVERAL:
                raise ValueError(f"nobody types into {table!r}")
            for row in rows:
                _type(cursor, table, {**row, **_whose(cursor, client_id, table, row)})
        store.bump_version(cursor)


def type_offers(store: Store, offers: Sequence[Record], gone: Sequence[str] = ()) -> None:
    """Keep ideas for offers (`offer, reason_group, note`) and take others (by their text) off the list, in one
    transaction.
    """
    with store.writing() as cursor:
        for row in offers:
            _type(cursor, "offers", row)
        for offer in gone:
            _type(cursor, "offers", {"offer": offer, "removed": True})
        store.bump_version(cursor)


def type_rows(store: Store, table: str, rows: Sequence[Record], gone: Sequence[Record] = ()) -> None:
    """Keep typed rows of a table that names no client, and take others off the lists, in one transaction.

    rows: whole records with the columns of the schema but import_id. A row takes the place of the one with the same key
    (see `KEYS`), typed or of a file; a row of a table without a key (see `SEVERAL`) is added.
    gone: by their key, or whole where the schema wants more of them than its fillers, rows that are not to count any
    more, typed or of a file; of totals and days of training those that were typed, so that the file's count again. Of a
    table without a key one typed row goes for each that is given with all its fields. Raises ValueError for a table or
    column that the store does not know, KeyError for a row that is given without its key.
    """
    _refuse_unknown(table)
    with store.writing() as cursor:
        for row in gone:
            _take_off(cursor, table, row)
        for row in rows:
            _type(cursor, table, row)
        store.bump_version(cursor)


def rows_that_count(engine: Engine, table: str, period: date | None = None) -> list[dict[str, Any]]:
    """The records of a table that names no client, typed and of files, as they stand in the schema; those of one month
    where one is given.

    Raises ValueError for a table that nobody types into.
    """
    _refuse_unknown(table)
    only = "" if period is None else " WHERE period = $period"
    sql = f"SELECT * EXCLUDE (import_id) FROM {table}{only} ORDER BY ALL"
    asked = {} if period is None else {"period": period}
    rows: list[dict[str, Any]] = engine.query(sql, **asked).to_pylist()
    return rows


def typed_records(engine: Engine, table: str) -> list[dict[str, Any]]:
    """The records of a table that somebody typed, the newest day first, with the columns that can be typed. Raises ValueError for a table into which nobody types days."""
    dated_by = "day" if table == "trainings" else SEVERAL.get(table)
    if dated_by is None or RECORD_TABLES[table]:
        raise ValueError(f"nobody types into {table!r}")
    sql = f"SELECT * EXCLUDE (import_id) FROM {table}_loaded WHERE import_id = $typed ORDER BY {dated_by} DESC, manager, rowid DESC"
    rows: list[dict[str, Any]] = engine.query(sql, typed=TYPED).to_pylist()
    return rows


def last_typed(engine: Engine, table: str) -> dict[str, Any] | None:
    """The record of a table without a key that was typed last, None where none was. Raises ValueError as `typed_records`."""
    if table not in SEVERAL or RECORD_TABLES[table]:
        raise ValueError(f"nobody types into {table!r}")
    sql = f"SELECT * EXCLUDE (import_id) FROM {table}_loaded WHERE import_id = $typed ORDER BY rowid DESC LIMIT 1"
    rows: list[dict[str, Any]] = engine.query(sql, typed=TYPED).to_pylist()
    return rows[0] if rows else None


def call_days(engine: Engine) -> tuple[date | None, date | None, tuple[str, ...]]:
    """First and last day of the calls that were listened to, and who made them."""
    sql = "SELECT min(day) AS first_day, max(day) AS last_day, list(DISTINCT manager) AS managers FROM call_checks"
    (row,) = engine.query(sql).to_pylist()
    return row["first_day"], row["last_day"], tuple(sorted(name for name in row["managers"] or () if name))


def standards_known(engine: Engine) -> list[str]:
    """The lines of the checklist by which anybody was checked, those that were checked last first."""
    sql = "SELECT standard FROM standard_checks GROUP BY standard ORDER BY max(day) DESC, standard"
    return [str(name) for name in engine.query(sql).column("standard").to_pylist()]


def campaigns_known(engine: Engine) -> list[str]:
    """Campaigns to which requests are put down, and channels of the spend, by name."""
    sql = """SELECT channel AS name FROM spend UNION SELECT campaign FROM service_requests WHERE campaign IS NOT NULL
             ORDER BY name"""
    return [str(name) for name in engine.query(sql).column("name").to_pylist()]


def next_step_no(engine: Engine, client_id: int) -> int:
    """The number of a step after all that were ever planned with a client."""
    sql = """SELECT coalesce(max(w.step_no), 0) + 1 AS next FROM winback_loaded w
             JOIN record_clients r ON r.client_key = w.client_key AND r.tax_id = w.tax_id
             WHERE r.client_id = $client_id"""
    return int(engine.query(sql, client_id=client_id).column("next")[0].as_py())


def offer_ideas(engine: Engine) -> list[dict[str, Any]]:
    """The library of offers: `offer, reason_group, note`, by the text."""
    rows: list[dict[str, Any]] = engine.query("SELECT offer, reason_group, note FROM offers ORDER BY offer").to_pylist()
    return rows


def untype(store: Store, client_id: int, table: str, key: Record) -> None:
    """Take a record of a client off the lists, whether it was typed or came with a file. key: see `KEYS`."""
    fillers: dict[str, dict[str, Any]] = {"pauses": {"until": _NO_DAY}, "priorities": {"priority": 4}}
    gone: dict[str, Any] = {"reason": ""} if table == "losses" else {"removed": True}
    type_records(store, client_id, {table: [{**key, **fillers.get(table, {}), **gone}]})


def untype_contact(store: Store, client_id: int, contact: Record) -> None:
    """Take back a contact that was typed; of several equal ones one. contact: day, kind, manager, reason, next_date.

    A contact that came with a file goes with its import only. Nothing happens where there is no such contact.
    """
    with store.writing() as cursor:
        asked = {"client_id": client_id, "typed": TYPED, **{name: contact[name] for name in _OF_CONTACT}}
        cursor.execute(_TYPED_CONTACT, asked)
        store.bump_version(cursor)


_OF_CONTACT = ("day", "kind", "manager", "reason", "next_date")
_TYPED_CONTACT = f"""
    DELETE FROM touches_loaded WHERE rowid = (
        SELECT max(t.rowid) FROM touches_loaded t
        JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
        WHERE t.import_id = $typed AND r.client_id = $client_id
          AND {" AND ".join(f"t.{name} IS NOT DISTINCT FROM ${name}" for name in _OF_CONTACT)})
"""
_NO_DAY = date(1970, 1, 1)  # a removed pause has no day, and the schema wants one


def _refuse_unknown(table: str) -> None:
    if (table not in KEYS and table not in SEVERAL) or RECORD_TABLES[table]:
        raise ValueError(f"nobody types rows into {table!r}")


def _take_off(cursor: duckdb.DuckDBPyConnection, table: str, row: Record) -> None:
    if table in SEVERAL:
        same = " AND ".join(f"{name} IS NOT DISTINCT FROM ${name}" for name in row)
        found = f"SELECT max(rowid) FROM {table}_loaded WHERE import_id = $typed AND {same}"
        cursor.execute(f"DELETE FROM {table}_loaded WHERE rowid = ({found})", {**row, "typed": TYPED})
        return
    key = {name: row[name] for name in KEYS[table]}
    if table in _GIVEN_BACK:
        _forget(cursor, table, key)
    else:
        _type(cursor, table, {**_FILLERS.get(table, {}), **row, "removed": True})


def _type(cursor: duckdb.DuckDBPyConnection, table: str, row: Record) -> None:
    if table in KEYS:
        _forget(cursor, table, row)
    insert_records(cursor, TYPED, table, pa.Table.from_pylist([dict(row)]))


def _forget(cursor: duckdb.DuckDBPyConnection, table: str, row: Record) -> None:
    """Take the typed record with this key out, whose place another takes."""
    names = (*KEYS[table], *(("client_key", "tax_id") if RECORD_TABLES[table] else ()))
    values = {**row, "client_key": name_key(row.get("client") or "")}
    same = "".join(f" AND {name} IS NOT DISTINCT FROM ${name}" for name in names)
    found = {name: values.get(name) for name in names} | {"typed": TYPED}
    cursor.execute(f"DELETE FROM {table}_loaded WHERE import_id = $typed{same}", found)


def _whose(cursor: duckdb.DuckDBPyConnection, client_id: int, table: str, row: Record) -> dict[str, str]:
    """Under which name and tax id the record is written: those of the record whose place it takes, else the client's."""
    key = KEYS.get(table)
    if key is not None:
        same = "".join(f" AND v.{name} IS NOT DISTINCT FROM ${name}" for name in key)
        asked = {"client_id": client_id, **{name: row.get(name) for name in key}}
        found = cursor.execute(_WHOSE.format(table=table, same=same), asked).fetchone()
        if found:
            return {"client": found[0], "tax_id": found[1]}
    known = cursor.execute("SELECT client, tax_id FROM clients WHERE client_id = ?", [client_id]).fetchone()
    if known is None:
        raise ValueError(f"no client has the number {client_id}")
    return {"client": known[0], "tax_id": known[1]}
