"""The kept copy of a file stays as long as an import needs it, whoever else fails to load the same bytes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from staging import sale, staged_file

from storage.errors import StoreError
from storage.imports import load
from storage.incoming import StagedRows
from storage.kept_files import open_kept
from storage.store import Store

JAN = date(2024, 1, 10)
LONG_ENOUGH = 0.4  # seconds in which another thread reaches the lock of the writers


@dataclass(frozen=True)
class SlowRows:
    """Staged rows that are given out only after another load of the same file has had time to begin."""

    rows: StagedRows
    begun: threading.Event
    other: threading.Event

    @property
    def left_out(self) -> Path:
        return self.rows.left_out

    @property
    def records(self) -> Path | None:
        return self.rows.records

    @property
    def records_table(self) -> str:
        return self.rows.records_table

    def relation_sql(self) -> str:
        self.begun.set()
        if self.other.wait(timeout=10):
            self.other.clear()
            threading.Event().wait(LONG_ENOUGH)
        return self.rows.relation_sql()


def test_a_load_that_fails_leaves_the_copy_of_another_load_of_the_same_bytes(store: Store, tmp_path: Path) -> None:
    good = staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)])
    begun, other = threading.Event(), threading.Event()
    wrong = replace(good, amount_total=Decimal("9.99"), staged=SlowRows(good.staged, begun, other))
    refused: list[str] = []

    def fail() -> None:
        try:
            load(store, wrong, by="first")
        except StoreError as error:
            refused.append(error.code)

    def succeed() -> None:
        begun.wait(timeout=10)
        other.set()
        load(store, good, by="second")

    threads = [threading.Thread(target=fail), threading.Thread(target=succeed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert refused == ["not_conserved"]
    (kept,) = store.query("SELECT kept_file FROM imports").column("kept_file").to_pylist()
    with open_kept(store.files, kept) as copy:
        assert copy.read() == good.path.read_bytes()


def test_a_load_that_fails_alone_leaves_no_copy(store: Store, tmp_path: Path) -> None:
    file = staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)], amount_total=Decimal("9.99"))
    try:
        load(store, file, by="owner")
    except StoreError as error:
        assert error.code == "not_conserved"
    assert list(store.files.glob("*")) == []
