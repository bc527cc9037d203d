"""Records that people keep beside the sales: loads tables of them, counts them, takes them back with their import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from storage.engine import Engine, single_row
from storage.errors import StoreError
from storage.names import name_key
from storage.store import Store

TYPED = 0  # import_id of a record that a person typed
# Each table with the column that names its client; '' where it names none.
RECORD_TABLES: Mapping[str, str] = {
    "base": "company",
    "touches": "client",
    "deals": "client",
    "stage_log": "",
    "funnel_counts": "",
    "spend": "",
    "losses": "client",
    "kpi_norms": "",
    "kpi_facts": "",
    "pay_formula": "",
    "pay_inputs": "",
    "surveys": "client",
    "complaints": "client",
    "requests_internal": "",
    "call_checks": "",
    "promos": "",
    "plans": "",
    "payments": "client",
    "client_details": "client",
    "winback": "client",
    "pauses": "client",
    "priorities": "client",
    "offers": "",
    "trainings": "",
    "pay_tasks": "",
    "service_requests": "",
    "standard_checks": "",
    "training_hours": "",
    "cycle_owners": "",
    "kpi_passports": "",
    "seller_tasks": "",
}


def load_records(store: Store, import_id: int, tables: Mapping[str, pa.Table]) -> int:
    """Add the rows of these tables in one transaction and return how many they are.

    tables: table name -> rows with the columns of the schema but import_id and client_key; columns that are left out
    stay empty. import_id: the import that brought them, or TYPED. Raises ValueError for a table or column that the
    schema does not know, StoreError `no_import` when the import is not in force.
    """
    with store.writing() as cursor:
        _refuse_unknown_import(cursor, import_id)
        for table, rows in tables.items():
            insert_records(cursor, import_id, table, rows)
        store.bump_version(cursor)
    return sum(rows.num_rows for rows in tables.values())


def _refuse_unknown_import(cursor: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Records of an import that is not in force could never be taken back."""
    in_force = "SELECT count(*) FROM imports WHERE import_id = ? AND undone_at IS NULL"
    if import_id != TYPED and not single_row(cursor, in_force, [import_id])[0]:
        raise StoreError("no_import", import_id=import_id)


def insert_records(cursor: duckdb.DuckDBPyConnection, import_id: int, table: str, rows: pa.Table) -> None:
    """Add the rows of one table inside the transaction that is open on the cursor. Raises ValueError as `load_records`."""
    if table not in RECORD_TABLES:
        raise ValueError(f"no table of records: {table!r}")
    known = {name for (name, *_) in cursor.execute(f"DESCRIBE {table}_loaded").fetchall()}
    if unknown := set(rows.column_names) - (known - {"import_id", "client_key"}):
        raise ValueError(f"{table} has no columns {sorted(unknown)}")
    cursor.register("incoming_records", _with_keys(rows, RECORD_TABLES[table]))
    try:
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        key = ", client_key" if RECORD_TABLES[table] else ""
        cursor.execute(
            f"INSERT INTO {table}_loaded (import_id, {columns}{key}) SELECT $import_id, {columns}{key} FROM incoming_records",
            {"import_id": import_id},
        )
    finally:
        cursor.unregister("incoming_records")


def _with_keys(rows: pa.Table, client: str) -> pa.Table:
    """The rows with the client's name made comparable; '' where a row names nobody or has no tax id."""
    if not client:
        return rows
    if "tax_id" in rows.column_names:
        at = rows.column_names.index("tax_id")
        rows = rows.set_column(at, "tax_id", pc.fill_null(rows.column("tax_id").cast(pa.string()), ""))
    keys = [name_key(name or "") for name in rows.column(client).to_pylist()]
    return rows.append_column("client_key", pa.array(keys, pa.string()))


def take_back_records(cursor: duckdb.DuckDBPyConnection, import_ids: Sequence[int]) -> None:
    """Remove the records of some imports, inside the transaction that is open on the cursor.

    Deleted in place: the tables are small, so the file grows by less than a block, and what the schema says of the
    columns stays said.
    """
    for table in RECORD_TABLES:
        cursor.execute(f"DELETE FROM {table}_loaded WHERE list_contains($ids, import_id)", {"ids": list(import_ids)})


def record_counts(engine: Engine) -> dict[str, int]:
    """table -> how many records count, of all imports and typed ones; the same record in two files is one."""
    sql = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) AS records FROM {table}" for table in RECORD_TABLES)
    counted = {row["name"]: row["records"] for row in engine.query(sql).to_pylist()}
    return {table: counted[table] for table in RECORD_TABLES}


def sales_from_elsewhere(engine: Engine) -> bool:
    """Whether sales are in force that came from files without deals: an accounting report beside a CRM's deals.

    The won deals of a CRM are as a rule the sales that the accounting system knows too.
    """
    sql = """
        SELECT 1 FROM imports
        WHERE undone_at IS NULL AND NOT is_demo AND kind = 'sales' AND lines_loaded > 0
          AND json_extract(report, '$.records.deals') IS NULL
        LIMIT 1"""
    return bool(engine.query(sql).num_rows)
