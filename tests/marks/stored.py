"""Files loaded as the screens load them: read by the child process, staged, stored in one transaction."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion.process import ReaderProcess
from ingestion.read import read_file
from storage.imports import FileToLoad, file_to_load, load
from storage.store import Store
from tests.marks.corpus import TODAY

Sale = tuple[date, str, Decimal, str]
_ALIKE = {"imports": "* EXCLUDE (loaded_at, undone_at, report)", "schema_migrations": "number", "data_version": "1"}


def sales_of(first: date, days: int, count: int, seed: int) -> list[Sale]:
    """Lines with a document number each, so that the same sale is known again."""
    chance = random.Random(seed)
    return [
        (
            first + timedelta(days=place * days // count), f"Клиент {chance.randrange(40)}",
            Decimal(chance.randrange(100, 999_999)) / 100, f"{seed:03}-{place:06}",
        )
        for place in range(count)
    ]  # fmt: skip


def as_lines(sales: list[Sale]) -> list[str]:
    """A plain table of the sales."""
    rows = [f"{day:%d.%m.%Y};{number};{client};{amount}" for day, client, amount, number in sales]
    return ["Дата;Номер документа;Клиент;Сумма", *rows]


def write_sales(path: Path, sales: list[Sale]) -> Path:
    """The table of the sales in a file."""
    path.write_text("\n".join(as_lines(sales)) + "\n", encoding="utf-8")
    return path


def staged(store: Store, path: Path, process: ReaderProcess) -> FileToLoad:
    """A file read and ready to load; its rows are staged beside the database."""
    store.work.mkdir(parents=True, exist_ok=True)
    reading = read_file(path, work=store.work, process=process, today=TODAY)
    assert reading.outcome == "loaded", (reading.outcome, reading.reason, reading.questions)
    return file_to_load(reading, path)


def load_file(store: Store, path: Path, process: ReaderProcess, **more: Any) -> int:
    """The number of the import that a file became."""
    return load(store, staged(store, path, process), "owner", **more)


def contents(store: Store) -> str:
    """A hash of every row of every table, but for moments, how long reading took, and the version of the data."""
    digest = hashlib.sha256()
    for table in sorted(store.tables()):
        rows = store.query(f"SELECT {_ALIKE.get(table, '*')} FROM {table}").to_pylist()
        digest.update(f"{table}: {sorted(map(repr, rows))}".encode())
    return digest.hexdigest()


def batches(store: Store) -> list[tuple[int, int, int]]:
    """Of each import in force: its number, the lines that it should have, the lines that are there."""
    query = """
        SELECT i.import_id, i.lines_loaded AS wanted, count(l.import_id) AS found
        FROM imports i LEFT JOIN sales_lines l USING (import_id) WHERE i.undone_at IS NULL GROUP BY ALL ORDER BY ALL"""
    return [(row["import_id"], row["wanted"], row["found"]) for row in store.query(query).to_pylist()]


def are_whole(store: Store) -> bool:
    """Whether every import is there to its last line and the derived table fits the lines."""
    sums = "SELECT (SELECT sum(amount) FROM sales_lines) = (SELECT sum(net) FROM client_day) AS fits"
    fits = store.query(sums).column("fits")[0].as_py()
    return all(wanted == found for _, wanted, found in batches(store)) and fits is not False


def copied(database: Path, folder: Path) -> Path:
    """A copy of a database with its log and its kept files, in a folder of its own."""
    place = Path(tempfile.mkdtemp(dir=folder))
    for source in database.parent.glob(database.stem + ".*"):
        if source.is_dir():
            shutil.copytree(source, place / source.name)
        else:
            shutil.copyfile(source, place / source.name)
    log = database.with_name(database.name + ".wal")
    if log.exists():
        shutil.copyfile(log, place / log.name)
    return place / database.name
