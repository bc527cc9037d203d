"""Rows that name no client: those with a key take the place of others, those without are added and taken back one by one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from staging import sale, staged_file

from storage.imports import load, undo
from storage.records import load_records, record_counts
from storage.store import Store, open_store
from storage.typed import KEYS, SEVERAL, last_typed, rows_that_count, type_rows, typed_records

MARCH = date(2024, 3, 1)
MOMENT = datetime(2024, 3, 4, 10, 15, 30)
ADDED: dict[str, dict[str, Any]] = {
    "service_requests": {"asked_at": MOMENT, "way": "call", "answered_at": None, "missed": True, "manager": "Petrov"},
    "standard_checks": {"day": MARCH, "manager": "Petrov", "standard": "Says hello", "kept": False},
    "training_hours": {"day": MARCH, "manager": "Petrov", "hours": Decimal("1.5")},
    "call_checks": {"day": MARCH, "manager": "Petrov", "q_technical": 4},
}


def test_tasks_promotions_and_owners_have_one_row_a_key(store: Store) -> None:
    for name in ("A", "B"):
        type_rows(store, "pay_tasks", [{"task": "Calls", "component": name}])
        type_rows(store, "cycle_owners", [{"block": "contact", "aim": "keep", "owner": name}])
        type_rows(store, "promos", [{"name": "Sale", "starts_on": MARCH, "limit_type": "period", "refused": 0}])
    rows = store.query("SELECT task, component FROM pay_tasks").to_pylist()
    assert rows == [{"task": "Calls", "component": "B"}]
    assert store.query("SELECT owner FROM cycle_owners").to_pylist() == [{"owner": "B"}]
    type_rows(store, "promos", [], [{"name": "Sale", "starts_on": MARCH}])
    assert store.query("SELECT name FROM promos").to_pylist() == []


@pytest.mark.parametrize("table", ADDED)
def test_equal_rows_are_two_and_go_one_by_one(store: Store, table: str) -> None:
    row, version = ADDED[table], store.version()
    type_rows(store, table, [row, row, {**row, "manager": "Smith"}])
    assert store.version() > version
    store.close()
    again = open_store(store.path)
    assert record_counts(again)[table] == 3
    newest = last_typed(again, table)
    assert newest is not None and newest["manager"] == "Smith"
    type_rows(again, table, [], [newest])
    (one, other) = typed_records(again, table)
    assert one == other and {name: one[name] for name in row} == row
    type_rows(again, table, [], [one])
    assert record_counts(again)[table] == 1
    type_rows(again, table, [], [one, one])
    assert record_counts(again)[table] == 0 and last_typed(again, table) is None
    again.close()


def test_what_came_with_a_file_goes_with_its_import_only(store: Store, tmp_path: Path) -> None:
    number = load(store, staged_file(tmp_path, "sales.csv", [sale(MARCH, "Ромашка", 10)]), by="owner")
    for table, row in ADDED.items():
        load_records(store, number, {table: pa.Table.from_pylist([row])})
        type_rows(store, table, [], [row])
        assert record_counts(store)[table] == 1 and last_typed(store, table) is None
    undo(store, number)
    assert not any(record_counts(store).values())


def test_the_same_row_typed_and_in_a_file_is_one(store: Store, tmp_path: Path) -> None:
    """An answer that was typed later outweighs a list that did not know it yet."""
    number = load(store, staged_file(tmp_path, "sales.csv", [sale(MARCH, "Ромашка", 10)]), by="owner")
    load_records(store, number, {"service_requests": pa.Table.from_pylist([ADDED["service_requests"]])})
    type_rows(store, "service_requests", [{**ADDED["service_requests"], "answered_at": datetime(2024, 3, 4, 10, 20)}])
    (row,) = rows_that_count(store, "service_requests")
    assert row["answered_at"] == datetime(2024, 3, 4, 10, 20)


def test_totals_that_are_taken_off_uncover_those_of_the_file(store: Store, tmp_path: Path) -> None:
    number = load(store, staged_file(tmp_path, "sales.csv", [sale(MARCH, "Ромашка", 10)]), by="owner")
    total = {"period": MARCH, "manager": "Petrov", "stage": "calls", "channel": None, "count": 5}
    load_records(store, number, {"funnel_counts": pa.Table.from_pylist([{**total, "channel": None}], schema=_TOTALS)})
    type_rows(store, "funnel_counts", [{**total, "count": 7}])
    assert [row["count"] for row in rows_that_count(store, "funnel_counts")] == [7]
    type_rows(store, "funnel_counts", [], [total])
    assert [row["count"] for row in rows_that_count(store, "funnel_counts")] == [5]


_TOTALS = pa.schema(
    [("period", pa.date32()), ("manager", pa.string()), ("stage", pa.string()), ("channel", pa.string()), ("count", pa.int32())]
)  # fmt: skip


@pytest.mark.parametrize("table", ["imports", "losses", "touches"])
def test_nobody_types_rows_into_other_tables(store: Store, table: str) -> None:
    with pytest.raises(ValueError):
        type_rows(store, table, [])
    with pytest.raises(ValueError):
        last_typed(store, table)


def test_a_row_without_its_key_takes_nothing_off(store: Store) -> None:
    type_rows(store, "promos", [{"name": "Sale", "starts_on": MARCH, "limit_type": "period", "refused": 0}])
    with pytest.raises(KeyError):
        type_rows(store, "promos", [], [{"name": "Sale"}])
    assert record_counts(store)["promos"] == 1


def test_a_table_has_a_key_or_many_rows() -> None:
    assert not set(KEYS) & set(SEVERAL)
