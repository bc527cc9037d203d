"""A real store for every test: rows go through the migration file and the same rebuild as an import."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from analytics.scope import Scope
from storage.derived import RhythmRules, rebuild
from storage.engine import DuckDBEngine
from storage.migrate import migrations
from storage.store import open_store

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
MIGRATIONS = "\n".join(migration.sql for migration in migrations())


@dataclass(frozen=True)
class Line:
    """A sales line in the plainest words; client '' is the unidentified buyer."""

    day: date
    client: str
    amount: Decimal
    margin: Decimal | None = None
    quantity: Decimal | None = None
    order_no: str | None = None
    category: str = ""
    manager: str = ""
    region: str = ""
    channel: str = ""
    product: str = ""


@dataclass
class Store:
    """An engine over the rows, and the numbers that clients were given."""

    engine: DuckDBEngine
    numbers: dict[str, int]
    names: dict[int, str] = field(default_factory=dict)


def line(day: str | date, client: str, amount: float | str | Decimal, **more: object) -> Line:
    """A line from plain values."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    for name in ("margin", "quantity"):
        if more.get(name) is not None:
            more[name] = Decimal(str(more[name]))
    return Line(when, client, Decimal(str(amount)), **more)  # type: ignore[arg-type]


def fill(connection: duckdb.DuckDBPyConnection, lines: Iterable[Line], numbers: dict[str, int]) -> None:
    """Parties, clients and lines, each client under one spelling."""
    rows = list(lines)
    for name in sorted({row.client for row in rows if row.client}):
        numbers.setdefault(name, len(numbers) + 1)
    connection.execute(
        "DELETE FROM clients; DELETE FROM parties; DELETE FROM sales_lines;"
        "INSERT INTO parties VALUES (0, '', '', '', '', 0)"
    )
    for name, number in numbers.items():
        connection.execute("INSERT INTO clients VALUES (?, ?, '', '', NULL, NULL, NULL)", [number, name])
        connection.execute("INSERT INTO parties VALUES (?, '', '', ?, ?, ?)", [number, name, name.lower(), number])
    if not rows:
        return
    money = pa.decimal128(18, 4)
    columns = {
        "day": pa.array([row.day for row in rows], pa.date32()),
        "party_id": pa.array([numbers.get(row.client, 0) for row in rows], pa.int32()),
        "line": pa.array(range(len(rows)), pa.int32()),
        **{name: pa.array([getattr(row, name) for row in rows], money) for name in ("amount", "margin", "quantity")},
        **{
            name: pa.array([getattr(row, name) for row in rows], pa.string())
            for name in ("order_no", "category", "manager", "region", "channel", "product")
        },
    }
    connection.register("new_lines", pa.table(columns))
    connection.execute(
        "INSERT INTO sales_lines SELECT 1, 0, line, day, party_id, amount, margin, quantity, order_no, product, "
        "category, manager, region, channel, NULL, NULL FROM new_lines"
    )
    connection.unregister("new_lines")
    connection.execute("DELETE FROM party_entities; INSERT INTO party_entities SELECT party_id, client_id FROM parties")


def build_derived(connection: duckdb.DuckDBPyConnection, rules: RhythmRules | None = None) -> None:
    """The same tables that an import builds."""
    cursor = connection.cursor()
    cursor.begin()
    rebuild(cursor, rules or RhythmRules())
    cursor.commit()
    cursor.close()


@pytest.fixture(scope="session")
def shared_store() -> Iterator[Store]:
    """One database for all small tables: filling it anew is much cheaper than making a file for each example."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(MIGRATIONS)
    yield Store(DuckDBEngine(connection), {})
    connection.close()


@pytest.fixture(scope="session")
def store_of(shared_store: Store) -> Callable[..., Store]:
    """Builds the store from lines: `store_of(lines, rules=...)`; the store built before is gone."""

    def build(lines: Iterable[Line], rules: RhythmRules | None = None) -> Store:
        numbers: dict[str, int] = {}
        with shared_store.engine.cursor() as cursor:
            fill(cursor, lines, numbers)
            build_derived(cursor, rules)
        return Store(shared_store.engine, numbers, {number: name for name, number in numbers.items()})

    return build


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Callable[..., tuple[Path, Store]]]:
    """Builds a DuckDB file of its own from lines and returns its path and an engine over it."""
    opened: list[DuckDBEngine] = []
    counter = itertools.count()

    def build(lines: Iterable[Line]) -> tuple[Path, Store]:
        path = tmp_path / f"store{next(counter)}.duckdb"
        engine = open_store(path)
        opened.append(engine)
        numbers: dict[str, int] = {}
        with engine.cursor() as cursor:
            fill(cursor, lines, numbers)
            build_derived(cursor)
        return path, Store(engine, numbers)

    yield build
    for engine in opened:
        engine.close()


def whole_scope(lines: Iterable[Line], **chosen: object) -> Scope:
    """A question about all days of some lines as of the last of them; any field can be chosen."""
    days = [row.day for row in lines]
    given = {"as_of": max(days), "first_day": min(days), "last_day": max(days)} | chosen
    return Scope(**given)  # type: ignore[arg-type]


def shuffled(lines: Iterable[Line]) -> list[Line]:
    """The same lines in another order, the same one every time."""
    rows = list(lines)
    random.Random(20240101).shuffle(rows)
    return rows
