"""The database file: schema, migrations, lock, copy, restore, erasure."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from staging import sale, staged_file

from storage import migrate as migrating
from storage.errors import StoreError
from storage.imports import ledger, load, undo
from storage.migrate import Migration, migrate, migrations, pending, schema_version
from storage.overlap import find_overlap
from storage.settings import all_settings, rhythm_rules, save_setting
from storage.store import Store, files_folder, open_store

ROOT = Path(__file__).resolve().parents[2]


def test_new_store_has_the_newest_schema_and_version_zero(store: Store) -> None:
    assert {"sales_lines", "client_day", "purchase_states", "imports", "left_out"} <= set(store.tables())
    assert store.version() == 0


def test_second_process_is_told_that_the_file_is_taken(store: Store) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from storage.store import open_store\nfrom storage.errors import StoreError\n"
        "try: open_store(sys.argv[2])\nexcept StoreError as error: print(error.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(store.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "busy"


def test_file_of_something_else_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.duckdb"
    text.write_text("not a database at all " * 500)
    with pytest.raises(StoreError) as refused:
        open_store(text)
    assert refused.value.code == "unreadable"
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).execute("CREATE TABLE recipes (name VARCHAR)").close()
    with pytest.raises(StoreError) as refused:
        open_store(other)
    assert refused.value.code == "foreign"
    assert refused.value.facts["table"] == "recipes"


def test_read_only_needs_a_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(tmp_path / "none.duckdb", read_only=True)
    assert refused.value.code == "missing"


def test_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.duckdb"
    with_newer = open_store(path)
    with with_newer.cursor() as cursor:
        cursor.execute("INSERT INTO schema_migrations VALUES (999, 'future', now()::TIMESTAMP)")
    with_newer.close()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.code == "newer_schema"


def test_failed_migration_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    connection = duckdb.connect(str(tmp_path / "half.duckdb"))
    for migration in migrations():
        migrate(connection, migration)
    before = schema_version(connection)
    broken = Migration(before + 1, "broken", "CREATE TABLE half (a INTEGER); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(duckdb.Error):
        migrate(connection, broken)
    assert schema_version(connection) == before
    tables = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
    assert ("half",) not in tables


def test_older_file_is_copied_before_it_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sales.duckdb"
    open_store(path).close()
    known = migrations()
    added = Migration(len(known) + 1, "added", "CREATE TABLE added (a INTEGER)")
    monkeypatch.setattr(migrating, "migrations", lambda folder=None: (*known, added))
    store = open_store(path)
    assert "added" in store.tables()
    store.close()
    copy = duckdb.connect(str(tmp_path / f"sales.before-{added.number:04d}.duckdb"), read_only=True)
    assert schema_version(copy) == len(known)
    assert [m.name for m in pending(copy)] == ["added"]
    copy.close()


def test_a_file_of_the_first_schema_is_brought_up_to_date_with_its_data(tmp_path: Path) -> None:
    path = tmp_path / "first.duckdb"
    connection = duckdb.connect(str(path))
    migrate(connection, migrations()[0])
    connection.execute(
        "INSERT INTO imports VALUES (1, 'sales', 'old.csv', 'aa', 1, NULL, 'f', '{}', '{}', 2, 1, 0, 1, 0, 0, 10, "
        "DATE '2024-01-10', DATE '2024-01-10', TIMESTAMP '2024-01-11 09:00:00', 'owner', NULL, false);"
        "INSERT INTO parties VALUES (1, '', '', 'Ромашка', 'ромашка', 1);"
        "INSERT INTO sales_lines VALUES "
        "(1, 0, 2, DATE '2024-01-10', 1, 10, NULL, NULL, NULL, NULL, NULL, '', '', '', 'UAH', NULL)"
    )
    connection.close()
    store = open_store(path)
    (line,) = ledger(store)
    assert (line.file_name, line.lines["loaded"], line.overlap, line.replaced) == ("old.csv", 1, "add_all", {})
    found = find_overlap(store, staged_file(tmp_path, "again.csv", [sale(date(2024, 1, 10), "Ромашка", 10)]))
    assert found is not None and found.lines == 1
    later = [sale(date(2024, 1, 10), "Ромашка", 10), sale(date(2024, 1, 11), "Ромашка", 5)]
    number = load(store, staged_file(tmp_path, "later.csv", later), by="owner", overlap="replace")
    undo(store, number)
    assert store.query("SELECT import_id, line, day, amount, currency FROM sales").to_pylist() == [
        {"import_id": 1, "line": 2, "day": date(2024, 1, 10), "amount": 10, "currency": "UAH"}
    ]
    store.close()
    assert (tmp_path / "first.before-0002.duckdb").exists()


def test_settings_are_kept_and_taken_back(store: Store) -> None:
    save_setting(store, "currency", "UAH")
    save_setting(store, "rhythm.rhythm_window", 7)
    assert all_settings(store) == {"currency": "UAH", "rhythm.rhythm_window": 7}
    assert rhythm_rules(store).rhythm_window == 7
    save_setting(store, "rhythm.rhythm_window", None)
    assert rhythm_rules(store).rhythm_window == 5


def test_copy_opens_again_and_replaces_the_data(store: Store, tmp_path: Path) -> None:
    save_setting(store, "currency", "UAH")
    copy = tmp_path / "copy.duckdb"
    store.copy_to(copy)
    save_setting(store, "currency", "EUR")
    version = store.version()
    store.replace_by(copy)
    assert all_settings(store) == {"currency": "UAH"}
    assert store.version() > version


def test_erasing_leaves_nothing_on_disk(store: Store) -> None:
    save_setting(store, "secret", "Ромашка и ее цены " * 50)
    files_folder(store.path).mkdir()
    (files_folder(store.path) / "kept.zst").write_bytes(b"1")
    with store.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    version = store.version()
    store.erase()
    assert all_settings(store) == {}
    assert store.version() > version
    assert not files_folder(store.path).exists()
    store.close()
    assert "Ромашка".encode() not in store.path.read_bytes()


def test_duckdb_one_five_can_open_the_file(store: Store) -> None:
    """The storage version written is one that older engines read: bytes 12-20 of the header hold it."""
    with store.cursor() as cursor:
        tags = cursor.execute("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    assert tags is not None
    assert tags[0][0]["storage_version"].startswith("v1.4")


def test_a_table_of_text_is_no_database(tmp_path: Path) -> None:
    table = tmp_path / "sales.csv"
    table.write_text("Date,Client,Amount\n2024-01-01,A,1\n")
    with pytest.raises(StoreError) as refused:
        open_store(table, read_only=True)
    assert refused.value.code == "unreadable"
