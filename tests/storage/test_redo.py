"""An undone import can be loaded again under its number: nothing differs from the state before, and nothing grows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from staging import sale, staged_file

from storage.errors import StoreError
from storage.imports import FileToLoad, ledger, load, undo
from storage.kept_files import kept_copy
from storage.store import Store, open_store

JAN = date(2024, 1, 10)
UNLIKE = {"imports": "* EXCLUDE (loaded_at, undone_at)", "schema_migrations": "number", "data_version": "1"}


def tables(store: Store) -> dict[str, list[str]]:
    """All rows of all tables but for the moments and the version of the data."""
    return {
        table: sorted(map(repr, store.query(f"SELECT {UNLIKE.get(table, '*')} FROM {table}").to_pylist()))
        for table in store.tables()
    }


def size(store: Store) -> tuple[int, int]:
    """Bytes of the file, and how many of its blocks hold something."""
    with store.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        ((used,),) = cursor.execute("SELECT used_blocks FROM pragma_database_size()").fetchall()
    return store.path.stat().st_size, used


def company(folder: Path, name: str, lines: int, clients: int) -> FileToLoad:
    days = [date(2023, 1, 1) + timedelta(days=at * 7 % 500) for at in range(lines)]
    held = [{"line": lines + 2, "outcome": "skipped", "reason": "total", "raw": ["Итого"]}]
    return staged_file(
        folder, name, [sale(day, f"{name} {at % clients}", at % 977) for at, day in enumerate(days)], held
    )


@pytest.mark.slow
def test_undo_and_redo_many_times_change_nothing(store: Store, tmp_path: Path) -> None:
    first, last = company(tmp_path, "first.csv", 3000, 100), company(tmp_path, "last.csv", 1000, 50)
    number = load(store, first, by="owner")
    load(store, last, by="owner")
    before, sizes = tables(store), [size(store)]
    for _ in range(20):
        undo(store, number)
        assert load(store, first, by="owner", again=number) == number
        sizes.append(size(store))
    assert tables(store) == before
    assert sizes[-1][0] <= sizes[1][0] * 1.2  # the first time room is made for the tables written beside the old ones
    assert sizes[-1][1] <= sizes[0][1] * 1.2
    assert [line.undone_at for line in ledger(store)] == [None, None]


@pytest.mark.parametrize("choice", ["replace", "only_new"])
def test_redo_with_the_choice_of_the_ledger_gives_the_same(store: Store, tmp_path: Path, choice: Any) -> None:
    rows = [sale(JAN + timedelta(days=at), f"Клиент {at % 3}", at) for at in range(30)]
    load(store, staged_file(tmp_path, "first.csv", rows[:20]), by="owner")
    file = staged_file(tmp_path, "second.csv", rows[10:])
    number = load(store, file, by="owner", overlap=choice)
    before = tables(store)
    undo(store, number)
    undone = ledger(store)[0]
    load(store, file, by="owner", overlap=undone.overlap, again=number)
    assert tables(store) == before
    assert store.query("SELECT * FROM sales_lines").num_rows == 30


def test_only_an_undone_import_of_the_same_bytes_is_loaded_again(store: Store, tmp_path: Path) -> None:
    file, other = (staged_file(tmp_path, name, [sale(JAN, name, 10)]) for name in ("one.csv", "two.csv"))
    number = load(store, file, by="owner")
    for asked, again, code in ((file, number, "already_loaded"), (other, number, "no_import"), (other, 7, "no_import")):
        with pytest.raises(StoreError) as refused:
            load(store, asked, by="owner", again=again)
        assert refused.value.code == code
    undo(store, number)
    with pytest.raises(StoreError) as refused:
        load(store, other, by="owner", again=number)
    assert refused.value.code == "no_import"
    assert not (store.files / f"{other.sha256}.zst").exists()
    load(store, file, by="accountant", again=number)
    (line,) = ledger(store)
    assert (line.import_id, line.loaded_by, line.undone_at) == (number, "accountant", None)


def test_the_file_of_an_undone_import_is_kept(store: Store, tmp_path: Path) -> None:
    file = staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)])
    number = load(store, file, by="owner")
    undo(store, number)
    load(store, staged_file(tmp_path, "two.csv", [sale(JAN, "Лотос", 10)]), by="owner")
    with pytest.raises(StoreError) as refused:
        load(store, replace(file, amount_total=Decimal(9)), by="owner", again=number)
    assert refused.value.code == "not_conserved"
    store.close()
    again = open_store(store.path)
    copy = kept_copy(again, number, tmp_path / "copy")
    assert copy.read_bytes() == file.path.read_bytes()
    again.close()


def test_a_file_that_is_gone_or_never_was_is_told(store: Store, tmp_path: Path) -> None:
    number = load(store, staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)]), by="owner")
    for kept in store.files.iterdir():
        kept.unlink()
    told: dict[int, Any] = {number: ("no_kept_file", "one.csv"), 7: ("no_import", None)}
    for asked, (code, name) in told.items():
        with pytest.raises(StoreError) as refused:
            kept_copy(store, asked, tmp_path / "copy")
        assert (refused.value.code, refused.value.facts.get("file")) == (code, name)
    assert not (tmp_path / "copy").exists()
