"""Loads what the importer read, takes it back, and keeps the ledger: one transaction a file, all of it or nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from storage.clients import regroup_clients
from storage.currency import UNNAMED, chosen_currency, home_currency, in_force, sort_currencies, taken_currency
from storage.derived import rebuild, swap
from storage.engine import single_row
from storage.errors import StoreError
from storage.incoming import FileToLoad, file_to_load
from storage.kept_files import drop_file, keep_file
from storage.loading import OverlapChoice, check_counts, load_lines
from storage.mended import mend_again
from storage.progress import Progress, Steps
from storage.records import take_back_records
from storage.replaced import remove_lines
from storage.settings import rhythm_rules
from storage.store import Store

__all__ = [
    "FileToLoad", "LedgerLine", "OverlapChoice", "already_loaded", "file_to_load", "ledger", "left_out_rows", "load",
    "rebuild_derived", "undo", "was_ever_loaded",
]  # fmt: skip


@dataclass(frozen=True)
class LedgerLine:
    """One import as the ledger shows it.

    overlap: what was chosen for lines that stood in the store already. replaced, replaced_amount: how many of its lines
    later imports stand in place of, by the number of that import, and their money; they are not counted any more.
    mended_amount: money of the rows that were held and put right. sale_lines: lines of sales that the loaded rows gave; a
    row of a table by months gives several. amounts: what each currency brought, by its code ('' where nothing names it),
    counted: the same without replaced lines; `amount_total` adds them all up and is only to check by. taken_currency:
    what its lines without a currency were taken for.
    """

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
    overlap: OverlapChoice
    replaced: dict[int, int]
    replaced_amount: Decimal
    mended_amount: Decimal
    sale_lines: int
    taken_currency: str | None
    amounts: dict[str, Decimal]
    counted: dict[str, Decimal]


_LEDGER = """
SELECT import_id, kind, file_name, sha256, kept_file,
       {'total': lines_total, 'header': lines_header, 'blank': lines_blank, 'loaded': lines_loaded,
        'quarantined': lines_quarantined, 'skipped': lines_skipped} AS lines,
       amount_total, date_min, date_max, loaded_at, loaded_by, undone_at, is_demo, answers, report, overlap,
       coalesce(sale_lines, lines_loaded) AS sale_lines, taken_currency
FROM imports
"""
_REPLACED = """
SELECT import_id, replaced_by, coalesce(currency, '') AS currency, count(*) AS lines, sum(amount) AS amount
FROM replaced_lines GROUP BY ALL ORDER BY import_id, replaced_by, currency
"""
_MENDED = "SELECT import_id, sum(amount) AS amount FROM mended_lines GROUP BY import_id"
_SUMS = "SELECT import_id, currency, amount FROM import_sums ORDER BY import_id, lines DESC, currency"


def ledger(store: Store) -> list[LedgerLine]:
    """Every import that was ever made, newest first, undone ones included."""
    return _ledger_lines(store, _LEDGER + " ORDER BY import_id DESC")


def _ledger_lines(store: Store, sql: str, **params: Any) -> list[LedgerLine]:
    with store.cursor() as cursor:
        home = home_currency(cursor)
    sums = _by_currency(store.query(_SUMS).to_pylist(), home)
    replaced = store.query(_REPLACED).to_pylist()
    gone = _by_currency(replaced, home)
    lines: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in replaced:
        lines[row["import_id"]][row["replaced_by"]] += row["lines"]
    mended = {row["import_id"]: row["amount"] for row in store.query(_MENDED).to_pylist()}
    return [
        LedgerLine(
            **{**row, "answers": json.loads(row["answers"]), "report": json.loads(row["report"])},
            replaced=dict(lines[row["import_id"]]),
            replaced_amount=sum(gone[row["import_id"]].values(), Decimal(0)),
            amounts=dict(sums[row["import_id"]]),
            counted={code: amount - gone[row["import_id"]][code] for code, amount in sums[row["import_id"]].items()},
            mended_amount=mended.get(row["import_id"], Decimal(0)),
        )
        for row in store.query(sql, **params).to_pylist()
    ]


def _by_currency(rows: Iterable[dict[str, Any]], home: str) -> dict[int, dict[str, Decimal]]:
    """Import -> currency -> money; lines without a currency are in that of the store."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        found[row["import_id"]][row["currency"] or home] += row["amount"]
    return found


def already_loaded(store: Store, sha256: str) -> LedgerLine | None:
    """The import in force that was made of the same bytes, if there is one."""
    found = _ledger_lines(store, _LEDGER + " WHERE sha256 = $sha256 AND undone_at IS NULL", sha256=sha256)
    return found[0] if found else None


def was_ever_loaded(store: Store, sha256: str) -> bool:
    """Whether an import was made of these bytes, in force or taken back: the second may be loaded again from its file."""
    return bool(store.query("SELECT 1 FROM imports WHERE sha256 = $sha256", sha256=sha256).num_rows)


def load(
    store: Store,
    file: FileToLoad,
    by: str,
    instead_of: Sequence[int] = (),
    overlap: OverlapChoice = "add_all",
    *,
    again: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Load one file: lines, left-out rows, clients, derived tables and the ledger line in one transaction.

    instead_of: imports that are taken back in the same transaction. overlap: what becomes of lines that other imports
    in force brought already (`storage.overlap.find_overlap` tells them): "add_all" loads them once more, "only_new"
    skips them with the reason `already_loaded`, "replace" puts the file in the place of the imports that hold the same
    report, on all days of its period. again: the number of an undone import of the same bytes, under which the file is
    loaded once more. progress: is told each step as it begins (`storage.progress.LOADING`). Returns the number of the
    import.

    Raises StoreError: `already_loaded` for the same bytes, `no_import` where `again` is no undone import of them,
    `not_conserved` where a row or a kopeck of any currency is missing. Nothing is loaded then.
    """
    check_counts(file)
    steps, chosen = Steps(progress), chosen_currency(store)
    steps.begin("keeping")
    with _kept(store, file) as kept, store.writing() as cursor:
        store.watch_statements(cursor)
        same = already_loaded(store, file.sha256)
        if same:
            raise StoreError("already_loaded", file=file.name, import_id=same.import_id, loaded_at=same.loaded_at)
        import_id = _next_import_id(cursor) if again is None else _undone_import(cursor, file, again)
        _take_back(cursor, instead_of)
        currency = in_force(cursor, chosen)
        if again is not None:
            currency = taken_currency(cursor, again, currency)
        loaded = load_lines(cursor, file, import_id, overlap, steps, currency)
        taken = currency if UNNAMED in (file.amounts or {}) and currency else None
        _write_ledger(cursor, loaded, import_id, kept, by, overlap, taken)
        if again is not None:
            mend_again(cursor, import_id, overlap, currency)
        rebuild_all(cursor, store, steps)
        return import_id


@contextmanager
def _kept(store: Store, file: FileToLoad) -> Iterator[str]:
    """The copy of a file for as long as its import needs it.

    Written and removed under the lock of writers: of two loads of the same bytes at one moment, the one that fails must
    not take away the copy of the other.
    """
    with store.alone():
        kept = keep_file(store.files, file.path, file.sha256)
        try:
            yield kept
        except BaseException:
            if not was_ever_loaded(store, file.sha256):
                drop_file(store.files, kept)
            raise


def _next_import_id(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(single_row(cursor, "SELECT coalesce(max(import_id), 0) + 1 FROM imports")[0])


def _undone_import(cursor: duckdb.DuckDBPyConnection, file: FileToLoad, import_id: int) -> int:
    undone = "SELECT count(*) FROM imports WHERE import_id = ? AND sha256 = ? AND undone_at IS NOT NULL"
    if not single_row(cursor, undone, [import_id, file.sha256])[0]:
        raise StoreError("no_import", import_id=import_id)
    return import_id


def _write_ledger(
    cursor: duckdb.DuckDBPyConnection,
    file: FileToLoad,
    import_id: int,
    kept: str,
    by: str,
    overlap: OverlapChoice,
    taken: str | None,
) -> None:
    """The line of a new import, or in place of the line of the undone import with this number."""
    lines = file.lines
    cursor.execute(
        "INSERT OR REPLACE INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)",
        [
            import_id, file.kind, file.name, file.sha256, file.path.stat().st_size, kept, file.fingerprint,
            json.dumps(file.answers, ensure_ascii=False), json.dumps(file.report, ensure_ascii=False, default=str),
            lines["total"], lines["header"], lines["blank"], lines["loaded"], lines["quarantined"], lines["skipped"],
            file.amount_total, file.date_min, file.date_max, datetime.now(UTC).replace(tzinfo=None), by, file.is_demo,
            overlap, file.sale_lines, taken,
        ],
    )  # fmt: skip


def rebuild_all(cursor: duckdb.DuckDBPyConnection, store: Store, steps: Steps | None = None) -> None:
    """The currency in force, clients, derived tables and the version of the data after the lines were changed, in the
    same transaction.
    """
    steps = steps or Steps()
    steps.begin("clients")
    sort_currencies(cursor, store)
    regroup_clients(cursor)
    rebuild(cursor, rhythm_rules(store), steps)
    steps.begin("saving")
    store.bump_version(cursor)


def undo(store: Store, import_id: int) -> None:
    """Take one import back: its rows go, the lines that it replaced return, the ledger keeps its line.

    A line does not return while a later import covers its day (`storage.replaced`). Raises StoreError `no_import` when
    the import is not in force.
    """
    with store.writing() as cursor:
        in_force = "SELECT count(*) FROM imports WHERE import_id = ? AND undone_at IS NULL"
        if not single_row(cursor, in_force, [import_id])[0]:
            raise StoreError("no_import", import_id=import_id)
        _take_back(cursor, [import_id])
        rebuild_all(cursor, store)


def _take_back(cursor: duckdb.DuckDBPyConnection, import_ids: Sequence[int]) -> None:
    """Take the rows of some imports away; what they had replaced comes back, and the ledger says when."""
    if not import_ids:
        return
    ids = list(import_ids)
    remove_lines(cursor, ids)
    # Written anew: deleting rows in place would make the file grow.
    cursor.execute(
        "CREATE TABLE left_out_new AS SELECT * FROM left_out WHERE NOT list_contains($ids, import_id)", {"ids": ids}
    )
    swap(cursor, "left_out")
    take_back_records(cursor, ids)
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
