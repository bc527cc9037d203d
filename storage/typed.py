"""Records that a person types on the screens: kept at once, changed and taken back by their key.

A record is typed about a client whom the screen knows by his number. Numbers change with imports, so the record is
written under the name and the tax id of the client, as the records of files are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
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
}
_SEVERAL = ("touches",)  # two calls of one day are two records
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
            if table not in KEYS and table not in _SEVERAL:
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


def type_totals(store: Store, totals: Sequence[Record], gone: Sequence[Record] = ()) -> None:
    """Keep totals of a funnel (`period, manager, stage, channel, count`) and take typed ones back (by the same names but
    the count), in one transaction. A total of a file is outweighed by a typed one with the same key.
    """
    _type_by_key(store, "funnel_counts", totals, gone)


def type_trainings(store: Store, trainings: Sequence[Record], gone: Sequence[Record] = ()) -> None:
    """Keep days of training (`manager, day, topic`) and take others back (by manager and day), in one transaction."""
    _type_by_key(store, "trainings", trainings, gone)


def type_call_checks(store: Store, checks: Sequence[Record], gone: Sequence[Record] = ()) -> None:
    """Keep calls that were listened to, and take typed ones back, each given with all its fields, in one transaction.

    Two calls of one manager on one day are two checks: of equal ones one goes for each that is given.
    """
    with store.writing() as cursor:
        for row in gone:
            same = " AND ".join(f"{name} IS NOT DISTINCT FROM ${name}" for name in row)
            found = f"SELECT min(rowid) FROM call_checks_loaded WHERE import_id = $typed AND {same}"
            cursor.execute(f"DELETE FROM call_checks_loaded WHERE rowid = ({found})", {**row, "typed": TYPED})
        for row in checks:
            insert_records(cursor, TYPED, "call_checks", pa.Table.from_pylist([dict(row)]))
        store.bump_version(cursor)


def typed_records(engine: Engine, table: str) -> list[dict[str, Any]]:
    """The records of a table that somebody typed, the newest day first, with the columns that can be typed. Raises
    ValueError for a table into which nobody types days.
    """
    if table not in ("call_checks", "trainings"):
        raise ValueError(f"nobody types into {table!r}")
    sql = f"SELECT * EXCLUDE (import_id) FROM {table}_loaded WHERE import_id = $typed ORDER BY day DESC, manager, rowid DESC"
    rows: list[dict[str, Any]] = engine.query(sql, typed=TYPED).to_pylist()
    return rows


def call_days(engine: Engine) -> tuple[date | None, date | None, tuple[str, ...]]:
    """First and last day of the calls that were listened to, and who made them."""
    sql = "SELECT min(day) AS first_day, max(day) AS last_day, list(DISTINCT manager) AS managers FROM call_checks"
    (row,) = engine.query(sql).to_pylist()
    return row["first_day"], row["last_day"], tuple(sorted(name for name in row["managers"] or () if name))


def _type_by_key(store: Store, table: str, rows: Sequence[Record], gone: Sequence[Record]) -> None:
    with store.writing() as cursor:
        for row in gone:
            _forget(cursor, table, row)
        for row in rows:
            _type(cursor, table, row)
        store.bump_version(cursor)


def type_spend(store: Store, amounts: Mapping[tuple[date, str], Decimal | None]) -> None:
    """Keep what was spent, in one transaction. amounts: (month, channel) -> money of the whole month; None takes back what
    was typed.

    It takes the place of all that files say of the channel in that month, however many rows and stages that is: their
    rows are met by as many of nothing. Raises ValueError for money below zero and for a channel without a name.
    """
    with store.writing() as cursor:
        for (month, channel), amount in amounts.items():
            if not channel.strip() or (amount is not None and amount < 0):
                raise ValueError(f"{amount} for {channel!r} is no spend")
            _type_month(cursor, month.replace(day=1), channel.strip(), amount)
        store.bump_version(cursor)


def _type_month(cursor: duckdb.DuckDBPyConnection, month: date, channel: str, amount: Decimal | None) -> None:
    place = {"month": month, "channel": channel}
    cursor.execute(
        "DELETE FROM spend_loaded WHERE import_id = $typed AND month = $month AND channel = $channel",
        place | {"typed": TYPED},
    )
    if amount is None:
        return
    rows = [place | {"amount": amount, "stage": None}]
    found = cursor.execute(
        "SELECT stage, count(*) FROM spend WHERE month = $month AND channel = $channel GROUP BY stage", place
    )
    for stage, count in found.fetchall():
        rows += [place | {"amount": Decimal(0), "stage": stage}] * (count - (stage is None))
    schema = pa.schema(
        [("month", pa.date32()), ("channel", pa.string()), ("amount", pa.decimal128(18, 4)), ("stage", pa.string())]
    )
    insert_records(cursor, TYPED, "spend", pa.Table.from_pylist(rows, schema=schema))


def spend_by_month(engine: Engine, first_month: date, last_month: date) -> list[dict[str, Any]]:
    """What was spent by month and channel: `month, channel, amount, is_typed`, by channel and month; both months
    included.
    """
    sql = """SELECT month, channel, sum(amount) AS amount, bool_or(import_id = $typed) AS is_typed FROM spend
             WHERE month BETWEEN $first_month AND $last_month GROUP BY month, channel ORDER BY channel, month"""
    asked = {"first_month": first_month, "last_month": last_month, "typed": TYPED}
    rows: list[dict[str, Any]] = engine.query(sql, **asked).to_pylist()
    return rows


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


def type_rows(store: Store, table: str, rows: Sequence[Record], gone: Sequence[Record] = ()) -> None:
    """Keep typed rows of a table that names no client, and take others off the lists, in one transaction.

    rows: whole records with the columns of the schema but import_id; gone: whole records that are not to count any more,
    typed or of a file. A row takes the place of the one with the same key (see `KEYS`). Raises ValueError for a table or
    column that the store does not know.
    """
    if table not in KEYS or RECORD_TABLES[table]:
        raise ValueError(f"nobody types rows into {table!r}")
    with store.writing() as cursor:
        for row in gone:
            _type(cursor, table, {**row, "removed": True})
        for row in rows:
            _type(cursor, table, row)
        store.bump_version(cursor)


def rows_that_count(engine: Engine, table: str, period: date | None = None) -> list[dict[str, Any]]:
    """The records of a table that names no client, typed and of files, as they stand in the schema; those of one month
    where one is given.

    Raises ValueError for a table that nobody types into.
    """
    if table not in KEYS or RECORD_TABLES[table]:
        raise ValueError(f"nobody types rows into {table!r}")
    only = "" if period is None else " WHERE period = $period"
    sql = f"SELECT * EXCLUDE (import_id) FROM {table}{only} ORDER BY ALL"
    asked = {} if period is None else {"period": period}
    rows: list[dict[str, Any]] = engine.query(sql, **asked).to_pylist()
    return rows
