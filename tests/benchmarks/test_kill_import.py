"""The look at a store after a killed import notices what is torn; the killing itself is in tests/marks, T20."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.kill_import import Torn, check_whole
from storage.store import open_store


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
