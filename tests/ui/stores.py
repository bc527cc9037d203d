"""Databases for looking at screens: the demo company, nasty names, one month, one client; made by the real importer."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from ingestion.read import read_file
from sample_data.books import open_books
from sample_data.company import found_company
from sample_data.demo import write_books
from sample_data.records import company_records, record_tables
from storage.imports import file_to_load, ledger, load
from storage.records import load_records
from storage.store import open_store

LANGUAGES = ("en", "ru", "uk")
# Names that a screen must show as they are written: markup of every kind, a formula, a very long one, an empty look.
NASTY = (
    "<script>alert(1)</script>",
    "**bold**",
    "[x](javascript:1)",
    "$a$",
    ":material/home:",
    "=1+1",
    "# head",
    "a_b_c",
    ":red[x]",
    "1. item",
    "{name}",
    "%d %s",
    "<b>'\"&amp;</b>",
    "Дуже довга назва товариства з обмеженою відповідальністю, яка не вміщується в жодну колонку жодного екрана",
    "--- ~~gone~~",
    "![p](http://127.0.0.1/p.png)",
)
HEADER = ("Date", "Client", "Amount")

Row = tuple[date, str, int]


def write_rows(path: Path, rows: Iterable[Row], header: Sequence[str] = HEADER) -> Path:
    """A plain CSV file as a small shop would keep it: date, client, amount."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header)
        writer.writerows((day.isoformat(), client, f"{amount}.00") for day, client, amount in rows)
    return path


def load_file(database: Path, file: Path, is_demo: bool = False) -> Path:
    """Load a file that asks nothing into the database at `database`, as the upload screen does."""
    work = database.parent / f"{database.stem}.reading"
    work.mkdir(parents=True, exist_ok=True)
    found = read_file(file, work=work)
    assert found.outcome == "loaded" and not found.questions, (found.outcome, found.reason, found.questions)
    store = open_store(database)
    try:
        load(store, file_to_load(found, file, is_demo=is_demo), by="tests")
    finally:
        store.close()
    return database


def demo(folder: Path, language: str) -> Path:
    """The demo company in one language, with its records."""
    books = open_books(found_company(language))
    path = load_file(folder / f"demo_{language}.duckdb", write_books(books, folder), is_demo=True)
    store = open_store(path)
    try:
        (line,) = ledger(store)
        load_records(store, line.import_id, record_tables(company_records(books)))
    finally:
        store.close()
    return path


def _every(days: int, first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=days)


def nasty_rows() -> list[Row]:
    """Two and a half years of purchases by clients whose names are traps; some of them fell silent or appeared late."""
    rows: list[Row] = []
    for number, client in enumerate(NASTY):
        first = date(2024, 1, 5 + number % 5) if number % 4 else date(2025, 3, 4)
        last = date(2025, 5, 20) if number % 5 == 3 else date(2026, 6, 28)
        for day in _every(11 + number, first, last):
            growth = 100 + (day.year - 2024) * (20 if number % 2 else -30)
            rows.append((day, client, (2600 - 150 * number) * growth // 100))
    return sorted(rows)


def nasty(folder: Path) -> Path:
    """Clients with nasty names; no margin, no manager, no currency."""
    return load_file(folder / "nasty.duckdb", write_rows(folder / "nasty_names.csv", nasty_rows()))


def one_month(folder: Path) -> Path:
    """Twelve clients in the one complete month that is known."""
    rows = [
        (date(2026, 3, day), f"Client {number}", 1000 * number + day)
        for number in range(1, 13)
        for day in (1, 2 + number, 31)
    ]
    return load_file(folder / "one_month.duckdb", write_rows(folder / "march.csv", sorted(rows)))


def one_client(folder: Path) -> Path:
    """One client who has bought every second week for two years."""
    rows = [(day, "The Only One Ltd", 5000 + day.day) for day in _every(14, date(2024, 1, 2), date(2026, 6, 30))]
    return load_file(folder / "one_client.duckdb", write_rows(folder / "one_client.csv", rows))
