"""Opens the one DuckDB file of the app: migrations, the lock of writers, the copy, the erasure."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from storage.engine import DuckDBEngine, with_whole_sums
from storage.errors import StoreError
from storage.migrate import migrate, pending, schema_version

# Where the data live unless `SALES_HEALTH_DB` says otherwise.
DEFAULT_PATH = Path(__file__).resolve().parent.parent / "data" / "sales_health.duckdb"
# Files stay readable for DuckDB 1.5, so that an owner can go back to it.
_CONFIG = {"storage_compatibility_version": "v1.4.0"}
# What the system says of a place where nothing may be written; the folder itself was made just before.
_NOT_ALLOWED = ("permission denied", "read-only file system", "operation not permitted", "no such file or directory")


def files_folder(path: Path) -> Path:
    """Folder beside the database that keeps the uploaded files, compressed."""
    return path.with_name(path.stem + ".files")


def _connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config=dict(_CONFIG))
    except duckdb.Error as error:
        raise StoreError(_trouble(error), path=str(path)) from error


def _trouble(error: duckdb.Error) -> str:
    """Why a file does not open: another process has it, the system forbids to write there, or it is no database."""
    said = str(error).lower()
    if isinstance(error, duckdb.IOException) and any(reason in said for reason in _NOT_ALLOWED):
        return "not_writable"
    return "busy" if isinstance(error, duckdb.IOException) and "lock" in said else "unreadable"


@contextmanager
def _damage_said(path: Path) -> Iterator[None]:
    """DuckDB checks each block as it reads it, so damage may show long after the file was opened."""
    try:
        yield
    except duckdb.Error as error:
        if "Corrupt database" not in str(error):
            raise
        raise StoreError("unreadable", path=str(path)) from error


class Store(DuckDBEngine):
    """The engine of one file, with what only the app may do to it: write, copy, erase."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._version: int | None = None
        self._writer: duckdb.DuckDBPyConnection | None = None
        super().__init__(_opened(path, read_only))
        if not read_only:
            with _damage_said(path):
                self._tidy()

    def query(self, sql: str, **params: Any) -> pa.Table:
        """Rows of a statement; a block of the file that does not fit its checksum is told as StoreError `unreadable`."""
        with _damage_said(self.path):
            return super().query(sql, **params)

    @property
    def files(self) -> Path:
        """Folder of the kept uploads."""
        return files_folder(self.path)

    @property
    def work(self) -> Path:
        """Folder of files that are being looked at; nothing in it outlives the process."""
        return self.path.with_name(self.path.stem + ".work")

    def _tidy(self) -> None:
        """Remove what a process that was killed left behind: looked-at files, kept files that no import needs."""
        shutil.rmtree(self.work, ignore_errors=True)
        needed = set(self.query("SELECT kept_file FROM imports").column("kept_file").to_pylist())
        for file in self.files.glob("*"):
            if file.name not in needed:
                file.unlink()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other writer meanwhile: for files that belong together with a transaction."""
        with self._writing:
            yield

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction, committed whole or rolled back on any error. One writer at a time."""
        with self._writing, self.cursor() as cursor:
            cursor.begin()
            self._writer = cursor
            try:
                yield cursor
                cursor.commit()
                self._version = None
            except BaseException as error:
                with suppress(duckdb.TransactionException):  # a failed commit has already rolled back
                    cursor.rollback()
                if isinstance(error, duckdb.Error | OSError) and "No space left" in str(error):
                    raise StoreError("no_room", path=str(self.path)) from error
                raise
            finally:
                self._writer = None

    def watch_statements(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Let `statement_progress` tell how far the statements of a cursor are; nothing is printed."""
        for name, value in (
            ("enable_progress_bar", True),
            ("enable_progress_bar_print", False),
            ("progress_bar_time", 0),
        ):
            cursor.execute(f"SET {name} = {value}")

    def statement_progress(self) -> float | None:
        """How far the statement is that is writing now, 0..1 as the engine says; None where it does not say. Asked from
        another thread.
        """
        writer = self._writer
        try:
            percent = -1.0 if writer is None else writer.query_progress()
        except duckdb.Error:  # the writer has just ended
            return None
        return percent / 100 if 0 <= percent <= 100 else None

    def version(self) -> int:
        """Version of the data, asked once after every change: only this process changes the file."""
        if self._version is None:
            self._version = super().version()
        return self._version

    def bump_version(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Tell every cache that the data changed; belongs into the transaction that changed them."""
        cursor.execute("UPDATE data_version SET version = version + 1")

    def copy_to(self, target: Path) -> None:
        """Write a copy of the database as it stands now."""
        with self._writing:
            with self.cursor() as cursor:
                cursor.execute("CHECKPOINT")
            shutil.copyfile(self.path, target)

    def replace_by(self, source: Path) -> None:
        """Put another database file of this app in the place of this one; the old one is kept as `.before-restore`."""
        with self._writing:
            last_version = self.version()
            self.close()
            shutil.copyfile(self.path, self.path.with_suffix(".before-restore.duckdb"))
            _remove_database(self.path)
            shutil.copyfile(source, self.path)
            self._connection = with_whole_sums(_opened(self.path, read_only=False))
            self._raise_version_above(last_version)

    def erase(self) -> None:
        """Delete everything: the database, its write-ahead log, the copies made before migrations, the kept files."""
        with self._writing:
            last_version = self.version()
            self.close()
            _remove_database(self.path)
            for copy in self.path.parent.glob(self.path.stem + ".before-*.duckdb"):
                copy.unlink()
            for folder in (self.files, self.work):
                shutil.rmtree(folder, ignore_errors=True)
            self._connection = with_whole_sums(_opened(self.path, read_only=False))
            self._raise_version_above(last_version)

    def _raise_version_above(self, version: int) -> None:
        """A cache that was filled from the old file must not answer for the new one."""
        with self.cursor() as cursor:
            cursor.execute("UPDATE data_version SET version = greatest(version, ?) + 1", [version])
        self._version = None


def _remove_database(path: Path) -> None:
    for file in (path, Path(f"{path}.wal")):
        file.unlink(missing_ok=True)


def _opened(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection to a file that has the newest schema."""
    if read_only and not path.exists():
        raise StoreError("missing", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        existed = path.exists()
    except OSError as error:
        raise StoreError("not_writable", path=str(path)) from error
    connection = _connect(path, read_only)
    try:
        waiting = pending(connection)
        if waiting and read_only:
            raise StoreError("old_schema", path=str(path))
        for migration in waiting:
            if existed and schema_version(connection) > 0:
                connection = _copied_before(connection, path, migration.number)
            migrate(connection, migration)
    except BaseException:
        connection.close()
        raise
    return connection


def _copied_before(connection: duckdb.DuckDBPyConnection, path: Path, number: int) -> duckdb.DuckDBPyConnection:
    """Keep a copy of the file as it was before a migration."""
    connection.execute("CHECKPOINT")
    connection.close()
    shutil.copyfile(path, path.with_name(f"{path.stem}.before-{number:04d}.duckdb"))
    return _connect(path, read_only=False)


def open_store(path: Path | str, read_only: bool = False) -> Store:
    """Open (and create, unless read_only) the database at `path`.

    Raises StoreError: `busy` when another process holds the file, `not_writable` when the system forbids to write
    there, `unreadable` when it is no database of ours, `missing` and `old_schema` when it is to be read only.
    """
    return Store(Path(path), read_only)
