"""What the worked examples share: a file of sales loaded as an owner would load it, and the questions asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from analytics.periods import add_months
from analytics.scope import Scope
from ingestion.read import read_file
from storage.imports import file_to_load, load
from storage.store import Store

TEN = (500, 200, 100, 80, 50, 30, 20, 10, 6, 4)  # the ten clients of several examples, 1,000 together


def sell(store: Store, folder: Path, rows: Iterable[Iterable[object]], more: str = "") -> None:
    """Load a file of sales: date, client, amount, and the columns named in `more`."""
    path = folder / "sales.csv"
    lines = [f"Date;Client;Amount{more}", *(";".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = read_file(path, work=folder)
    assert reading.outcome == "loaded", reading.reason
    load(store, file_to_load(reading, path), by="tests")


def sell_to_ten(store: Store, folder: Path) -> None:
    """Ten clients with one purchase each in the first ten months of 2024."""
    sell(store, folder, [(f"2024-{place + 1:02}-15", f"Client {place}", value) for place, value in enumerate(TEN)])


def year(last: str) -> Scope:
    """The twelve months that end on a day."""
    day = date.fromisoformat(last)
    return Scope(day, add_months(day, -11), day)


def client_id(store: Store, name: str) -> int:
    """The number that a client was given."""
    found = store.query("SELECT client_id FROM clients WHERE client = $name", name=name)
    return int(found.column(0)[0].as_py())
