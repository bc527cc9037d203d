"""Loads what the importer read, takes it back, and keeps the ledger: one transaction a file, all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import duckdb

from storage.clients import add_parties, drop_unused_parties, regroup_clients
from storage.derived import read_sql, rebuild, swap
from storage.engine import single_row
from storage.errors import StoreError
from storage.kept_files import drop_file, keep_file
from storage.settings import rhythm_rules
from storage.store import Store


class StagedRows(Protocol):
    """The typed rows of a file, ready to be loaded (`ingestion.reading.StagedFile`)."""

    left_out: Path

    def relation_sql(self) -> str:
        """A SELECT of the rows to load with their canonical columns."""


@dataclass(frozen=True)
class FileToLoad:
    """One file as the importer read it.

    answers and report are JSON-able and kept in the ledger. lines: total, header, blank, loaded, quarantined, skipped.
    """

    path: Path
    name: str
    sha256: str
    fingerprint: str
    kind: str
    lines: dict[str, int]
    amount_total: Decimal
    date_min: date | None
    date_max: date | None
    answers: dict[str, Any]
    report: dict[str, Any]
    staged: StagedRows
    is_demo: bool = False


class ReadFile(Protocol):
    """What the importer says of a file that was read (`ingestion.reading.Reading`)."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def amount_total(self) -> Decimal: ...
    @property
    def date_min(self) -> date | None: ...
    @property
    def date_max(self) -> date | None: ...
    @property
    def lines(self) -> Any: ...
    @property
    def answers(self) -> Any: ...
    @property
    def staged(self) -> Any: ...

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        ...


_COUNTS = ("total", "header", "blank", "loaded", "quarantined", "skipped")
_NOT_KEPT = ("file", "preview", "quarantine", "staged", "answers")  # rows and paths do not belong into the ledger


def file_to_load(reading: ReadFile, path: Path, is_demo: bool = False) -> FileToLoad:
    """A reading as the store takes it; `path` is where the bytes lie."""
    if reading.staged is None:
        raise ValueError(f"{reading.name} was not staged")
    report = {name: value for name, value in reading.to_json().items() if name not in _NOT_KEPT}
    return FileToLoad(
        path=path,
        name=reading.name,
        sha256=reading.sha256,
        fingerprint=reading.fingerprint,
        kind=reading.kind,
        lines={name: getattr(reading.lines, name) for name in _COUNTS},
        amount_total=reading.amount_total,
        date_min=reading.date_min,
        date_max=reading.date_max,
        answers=reading.answers.to_json(),
        report=report,
        staged=reading.staged,
        is_demo=is_demo,
    )


@dataclass(frozen=True)
class LedgerLine:
    """One import as the ledger shows it."""

    import_id: int
    kind: str
    file_name: str
    sha256: str
    kept_file: str | None
    lines: dict[str, int]
    amount_total: Decimal
    date_min: date | None
    date_max: date | None
    loaded_at: datetime
    loaded_by: str
    undone_at: datetime | None
    is_demo: bool
    answers: dict[str, Any]
    report: dict[str, Any]


_LEDGER = """
SELECT import_id, kind, file_name, sha256, kept_file,
       {'total': lines_total, 'header': lines_header, 'blank': lines_blank, 'loaded': lines_loaded,
        'quarantined': lines_quarantined, 'skipped': lines_skipped} AS lines,
       amount_total, date_min, date_max, loaded_at, loaded_by, undone_at, is_demo, answers, report
FROM imports
"""


def ledger(store: Store) -> list[LedgerLine]:
    """Every import that was ever made, newest first, undone ones included."""
    return [_ledger_line(row) for row in store.query(_LEDGER + " ORDER BY import_id DESC").to_pylist()]


def _ledger_line(row: dict[str, Any]) -> LedgerLine:
    return LedgerLine(**{**row, "answers": json.loads(row["answers"]), "report": json.loads(row["report"])})


def already_loaded(store: Store, sha256: str) -> LedgerLine | None:
    """The import in force that was made of the same bytes, if there is one."""
    rows = store.query(_LEDGER + " WHERE sha256 = $sha256 AND undone_at IS NULL", sha256=sha256).to_pylist()
    return _ledger_line(rows[0]) if rows else None


def load(store: Store, file: FileToLoad, by: str, instead_of: Sequence[int] = ()) -> int:
    """Load one file: lines, left-out rows, clients, derived tables and the ledger line in one transaction.

    instead_of: imports that this one replaces; they are taken back in the same transaction. Returns the number of the
    import. Raises StoreError: `already_loaded` for the same bytes, `currency_differs` where the loaded data are in
    another currency, `not_conserved` where a row or a kopeck is missing. Nothing is loaded then.
    """
    _check_counts(file)
    kept = keep_file(store.files, file.path, file.sha256)
    try:
        with store.writing() as cursor:
            same = already_loaded(store, file.sha256)
            if same:
                raise StoreError("already_loaded", file=file.name, import_id=same.import_id, loaded_at=same.loaded_at)
            import_id = _next_import_id(cursor)
            _take_back(cursor, instead_of)
            _load_rows(cursor, file, import_id)
            _write_ledger(cursor, file, import_id, kept, by)
            _rebuild_all(cursor, store)
            return import_id
    except BaseException:
        if not already_loaded(store, file.sha256):
            drop_file(store.files, kept)
        raise


def _check_counts(file: FileToLoad) -> None:
    lines = file.lines
    parts = sum(lines[part] for part in ("header", "blank", "loaded", "quarantined", "skipped"))
    if parts != lines["total"]:
        raise StoreError("not_conserved", file=file.name, expected=lines["total"], found=parts)


def _next_import_id(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(single_row(cursor, "SELECT coalesce(max(import_id), 0) + 1 FROM imports")[0])


def _load_rows(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int) -> None:
    source = file.staged.relation_sql()
    add_parties(cursor, source)
    cursor.execute(read_sql("load_lines").replace(":source:", source), {"import_id": import_id})
    cursor.execute(
        "INSERT INTO left_out SELECT $import_id, coalesce(sheet, ''), line, outcome, reason, column_header, value, raw "
        "FROM read_parquet($path)",
        {"import_id": import_id, "path": str(file.staged.left_out)},
    )
    rows, amount = single_row(
        cursor, "SELECT count(*), coalesce(sum(amount), 0) FROM sales_lines WHERE import_id = ?", [import_id]
    )
    if rows != file.lines["loaded"] or amount != file.amount_total:
        raise StoreError("not_conserved", file=file.name, expected=file.lines["loaded"], found=rows)
    _refuse_second_currency(cursor, file)


def _refuse_second_currency(cursor: duckdb.DuckDBPyConnection, file: FileToLoad) -> None:
    """Two currencies are never added up."""
    found = cursor.execute("SELECT DISTINCT currency FROM sales_lines WHERE currency IS NOT NULL ORDER BY 1").fetchall()
    if len(found) > 1:
        raise StoreError("currency_differs", file=file.name, currencies=", ".join(name for (name,) in found))


def _write_ledger(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int, kept: str, by: str) -> None:
    lines = file.lines
    cursor.execute(
        "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        [
            import_id, file.kind, file.name, file.sha256, file.path.stat().st_size, kept, file.fingerprint,
            json.dumps(file.answers, ensure_ascii=False), json.dumps(file.report, ensure_ascii=False, default=str),
            lines["total"], lines["header"], lines["blank"], lines["loaded"], lines["quarantined"], lines["skipped"],
            file.amount_total, file.date_min, file.date_max, datetime.now(UTC).replace(tzinfo=None), by, file.is_demo,
        ],
    )  # fmt: skip


def _rebuild_all(cursor: duckdb.DuckDBPyConnection, store: Store) -> None:
    regroup_clients(cursor)
    rebuild(cursor, rhythm_rules(store))
    store.bump_version(cursor)


def undo(store: Store, import_id: int) -> None:
    """Take one import back; the ledger keeps its line. Raises StoreError `no_import` when it is not in force."""
    with store.writing() as cursor:
        in_force = "SELECT count(*) FROM imports WHERE import_id = ? AND undone_at IS NULL"
        if not single_row(cursor, in_force, [import_id])[0]:
            raise StoreError("no_import", import_id=import_id)
        _take_back(cursor, [import_id])
        _rebuild_all(cursor, store)


def _take_back(cursor: duckdb.DuckDBPyConnection, import_ids: Sequence[int]) -> None:
    """Write the tables anew without some imports: deleting rows in place would make the file grow."""
    if not import_ids:
        return
    ids = list(import_ids)
    for table in ("sales_lines", "left_out"):
        cursor.execute(
            f"CREATE TABLE {table}_new AS SELECT * FROM {table} WHERE NOT list_contains($ids, import_id)", {"ids": ids}
        )
        swap(cursor, table)
    drop_unused_parties(cursor)
    cursor.execute(
        "UPDATE imports SET undone_at = $now WHERE list_contains($ids, import_id)",
        {"now": datetime.now(UTC).replace(tzinfo=None), "ids": ids},
    )


def rebuild_derived(store: Store) -> None:
    """Build `client_day` and `purchase_states` anew, after the rhythm's parameters were changed."""
    with store.writing() as cursor:
        rebuild(cursor, rhythm_rules(store))
        store.bump_version(cursor)


def left_out_rows(store: Store, import_id: int, outcome: str, reason: str | None = None) -> Iterable[dict[str, Any]]:
    """Rows of one import that were quarantined or skipped: sheet, line, reason, column_header, value, raw."""
    sql = (
        "SELECT sheet, line, reason, column_header, value, raw FROM left_out WHERE import_id = $import_id "
        "AND outcome = $outcome AND ($reason::VARCHAR IS NULL OR reason = $reason) ORDER BY sheet, line"
    )
    rows: Iterator[dict[str, Any]] = iter(
        store.query(sql, import_id=import_id, outcome=outcome, reason=reason).to_pylist()
    )
    return rows
