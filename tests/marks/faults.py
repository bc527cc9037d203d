"""A store whose n-th statement or commit fails, as SQLite tests itself; a disk that is full; a log that is cut."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from storage.errors import StoreError
from storage.imports import FileToLoad, load
from storage.store import Store, open_store
from tests.marks.stored import are_whole, batches, contents, copied

ROOT = Path(__file__).resolve().parents[2]


class _Failing:
    """A cursor that hands everything on, but for the statement whose turn it is to fail."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, store: FailingStore) -> None:
        self._cursor = cursor
        self._store = store

    def __getattr__(self, name: str) -> Any:
        if name in ("execute", "executemany", "commit", "begin", "register"):
            self._store.tick(name)
        return getattr(self._cursor, name)


class FailingStore(Store):
    """A store in which the call number `fails_at` of a cursor that writes raises an error of the disk."""

    fails_at = 0
    calls = 0
    is_writing = False

    def tick(self, name: str) -> None:
        """Count a call; fail where it is its turn."""
        self.calls += 1
        if self.calls == self.fails_at:
            raise duckdb.IOException(f"Could not write file: call {self.calls}, {name}")

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Cursors fail while something is written only."""
        self.is_writing, self.calls = True, 0
        try:
            with super().writing() as cursor:
                yield cursor
        finally:
            self.is_writing = False

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor that may fail."""
        with super().cursor() as cursor:
            yield _Failing(cursor, self) if self.is_writing else cursor


@dataclass(frozen=True)
class Injected:
    """What came of failing calls: how many there are, and those after which the store was neither before nor after."""

    calls: int
    torn: list[int]


def fail_each_call(
    store: FailingStore, file: FileToLoad, first: int = 1, step: int = 1, at_most: int = 10_000
) -> Injected:
    """Fail the first, second, third ... call of a load until one passes; look at the whole store after each."""
    before, torn = contents(store), []
    kept = {path.name for path in store.files.glob("*")}
    for number in range(first, at_most, step):
        store.fails_at = number
        try:
            load(store, file, "owner")
        except (duckdb.Error, StoreError):
            store.fails_at = 0
            if contents(store) != before or {path.name for path in store.files.glob("*")} != kept:
                torn.append(number)
            continue
        store.fails_at = 0
        return Injected(number, torn if are_whole(store) else [*torn, number])
    raise AssertionError("the load never passed")


@contextmanager
def small_disk(folder: Path, size: str = "6m") -> Iterator[Path | None]:
    """A file system in memory of this size, None where none may be mounted here."""
    place = folder / "disk"
    place.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.mount(b"none", str(place).encode(), b"tmpfs", 0, f"size={size}".encode())
    if done != 0:
        yield None
        return
    try:
        yield place
    finally:
        libc.umount2(str(place).encode(), 2)


_LOADS = """
import os, sys
from pathlib import Path
from ingestion.process import ReaderProcess
from storage.store import open_store
from tests.marks.stored import load_file
store = open_store(Path(sys.argv[1]))
with store.cursor() as cursor:
    cursor.execute("SET checkpoint_threshold = '1 GB'")
with ReaderProcess() as process:
    for path in sys.argv[2:]:
        load_file(store, Path(path), process)
os._exit(9)
"""


def loaded_and_killed(database: Path, files: list[Path]) -> None:
    """Load files in a process that then dies without closing the database, so that its log remains."""
    command = [sys.executable, "-c", _LOADS, str(database), *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 9, done.stderr[-800:]


def opened_after(database: Path, folder: Path, spoil: Any, wanted: str = "") -> tuple[str, int]:
    """What a spoiled copy of a database says: 'whole' with its imports, 'damaged', or 'torn'. wanted: the hash of all
    rows where none may differ."""
    copy = copied(database, folder)
    spoil(copy)
    store = None
    try:
        store = open_store(copy)
        whole = contents(store) == wanted if wanted else are_whole(store)
        return ("whole" if whole else "torn"), len(batches(store))
    except StoreError as said:  # never an error of the engine: the screens have no words for it
        return ("damaged", 0) if said.code == "unreadable" else (said.code, 0)
    finally:
        if store is not None:
            with contextlib.suppress(duckdb.Error):
                store.close()


def cut_log(chance: random.Random) -> Any:
    """Cut the log of a database at some place."""

    def spoil(copy: Path) -> None:
        log = copy.with_name(copy.name + ".wal")
        os.truncate(log, chance.randrange(log.stat().st_size))

    return spoil


def flip_bytes(chance: random.Random) -> Any:
    """Flip eight bytes at some place of a database."""

    def spoil(copy: Path) -> None:
        with copy.open("r+b") as file:
            at = chance.randrange(copy.stat().st_size - 8)
            file.seek(at)
            old = file.read(8)
            file.seek(at)
            file.write(bytes(byte ^ 0xFF for byte in old))

    return spoil
