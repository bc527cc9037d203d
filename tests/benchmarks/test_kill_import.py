"""An import that is killed leaves the store whole; fifty times in `python -m benchmarks`, five times here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.kill_import import Torn, check_whole, kill_import
from storage.store import open_store

TIMES = 5


def test_a_killed_import_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    outcome = kill_import(TIMES, seed=4, before_lines=2000, lines=20_000, folder=tmp_path)
    assert outcome.kills == TIMES
    assert outcome.slowest_reopen <= 1
    assert outcome.too_late <= outcome.committed <= TIMES + outcome.too_late


def test_half_a_file_and_a_lost_copy_are_noticed(folder: Path, tmp_path: Path, bench: object) -> None:
    source = next(folder.glob("store_*.duckdb"))
    torn = tmp_path / "torn.duckdb"
    shutil.copyfile(source, torn)
    shutil.copytree(source.with_name(f"{source.stem}.files"), tmp_path / "torn.files")
    store = open_store(torn)
    try:
        assert len(check_whole(store)) == 1
        with store.cursor() as cursor:
            cursor.execute("DELETE FROM sales_lines WHERE line % 2 = 0")
        with pytest.raises(Torn, match="half a file"):
            check_whole(store)
    finally:
        store.close()
