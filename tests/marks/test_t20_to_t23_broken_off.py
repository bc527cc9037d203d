"""T20: imports that are killed. T21: the n-th statement fails. T22: the disk is full. T23: a cut log, flipped bytes.

Samples; 200 kills and every n in `python -m benchmarks --only marks`.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from benchmarks.kill_import import kill_import
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from storage.errors import StoreError
from storage.imports import FileToLoad, file_to_load, load
from storage.store import open_store
from tests.marks.corpus import TODAY
from tests.marks.faults import (
    FailingStore,
    cut_log,
    fail_each_call,
    flip_bytes,
    loaded_and_killed,
    opened_after,
    small_disk,
)
from tests.marks.stored import are_whole, batches, contents, load_file, sales_of, staged, write_sales

JAN, MAY = date(2024, 1, 1), date(2024, 5, 1)
KILLS = 2


def test_t20_killed_imports(tmp_path: Path) -> None:
    """Through the command that loads as the app does; each store is opened again and given the same file once more."""
    outcome = kill_import(KILLS, seed=4, before_lines=1000, lines=8000, folder=tmp_path)
    assert outcome.kills == KILLS
    assert outcome.slowest_reopen <= 5
    assert outcome.too_late <= outcome.committed <= KILLS + outcome.too_late


def test_t21_each_statement_fails_once(tmp_path: Path, reader: ReaderProcess) -> None:
    store = FailingStore(tmp_path / "sales.duckdb")
    load_file(store, write_sales(tmp_path / "first.csv", sales_of(JAN, 90, 60, 1)), reader)
    file = staged(store, write_sales(tmp_path / "second.csv", sales_of(MAY, 60, 40, 2)), reader)
    found = fail_each_call(store, file, first=1, step=4)
    assert found.calls > 20 and not found.torn
    assert len(batches(store)) == 2
    store.close()


def test_t22_a_full_disk(tmp_path: Path, reader: ReaderProcess) -> None:
    """Sales are loaded on a disk of 6 MB until it is full; after room is made, the file that did not fit is loaded."""
    with small_disk(tmp_path) as disk:
        if disk is None:
            pytest.skip("no file system may be mounted here")
        store = open_store(disk / "sales.duckdb")
        outside = Path(tmp_path / "outside")
        outside.mkdir()
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(1 << 20))
        loaded, refused = 0, None
        for number in range(1, 60):
            file = read_outside(
                write_sales(outside / f"{number}.csv", sales_of(JAN, 90, 1500, number)), reader, outside
            )
            try:
                load(store, file, "owner")
            except StoreError as said:
                refused = said
                break
            loaded += 1
        assert refused is not None and refused.code == "no_room"
        assert loaded >= 1 and len(batches(store)) == loaded and are_whole(store)
        store.close()
        ballast.unlink()
        again = open_store(disk / "sales.duckdb")
        assert len(batches(again)) == loaded and are_whole(again)
        load(again, file, "owner")
        assert len(batches(again)) == loaded + 1 and are_whole(again)
        again.close()


def read_outside(path: Path, process: ReaderProcess, folder: Path) -> FileToLoad:
    """A file staged on another disk: only the store is short of room."""
    return file_to_load(read_file(path, work=folder, process=process, today=TODAY), path)


def test_t23_a_cut_log(tmp_path: Path) -> None:
    files = [write_sales(tmp_path / f"{n}.csv", sales_of(date(2024, n, 1), 25, 300, n)) for n in range(1, 6)]
    database = tmp_path / "sales.duckdb"
    open_store(database).close()
    loaded_and_killed(database, files)
    assert Path(f"{database}.wal").stat().st_size > 10_000
    chance = random.Random(23)
    found = [opened_after(database, tmp_path, cut_log(chance)) for _ in range(12)]
    assert {said for said, _ in found} <= {"whole", "damaged"}
    assert sum(said == "whole" for said, _ in found) >= 8
    assert len({count for _, count in found}) > 2  # cut at different imports


def test_t23_flipped_bytes(tmp_path: Path, reader: ReaderProcess) -> None:
    database = tmp_path / "sales.duckdb"
    store = open_store(database)
    for number in range(1, 4):
        load_file(
            store, write_sales(tmp_path / f"{number}.csv", sales_of(date(2024, number, 1), 25, 400, number)), reader
        )
    rows = contents(store)
    store.close()
    chance = random.Random(8)
    found = [opened_after(database, tmp_path, flip_bytes(chance), rows) for _ in range(20)]
    assert {said for said, _ in found} <= {"whole", "damaged"}
    assert any(said == "damaged" for said, _ in found)
    assert all(count == 3 for said, count in found if said == "whole")
