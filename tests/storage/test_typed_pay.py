"""What is typed about pay: kept at once, over what a file says, a version of the formula as one piece."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from staging import sale, staged_file

from storage.imports import load, undo
from storage.records import load_records
from storage.store import Store, open_store
from storage.typed import type_rows
from storage.typed_pay import keep_pay_version, take_off_pay_version

MARCH = date(2024, 3, 1)


def part(name: str, rate: int) -> dict[str, Any]:
    return {
        "component": name,
        "rule": "fixed",
        "rate": Decimal(rate),
        "input": None,
        "least": None,
        "task": None,
        "visible": None,
    }


def formula(store: Store) -> list[tuple[int, str, int]]:
    rows = store.query("SELECT version, component, rate FROM pay_formula ORDER BY version, component").to_pylist()
    return [(row["version"], row["component"], int(row["rate"])) for row in rows]


def of_a_file(store: Store, folder: Path) -> int:
    number = load(store, staged_file(folder, "sales.csv", [sale(MARCH, "Ромашка", 10)]), by="owner")
    rows = [{"version": 1, "active_from": MARCH, **part(name, rate)} for name, rate in (("Fixed", 1), ("Percent", 2))]
    inputs = [{"employee": "Петров", "period": MARCH, "input": "revenue", "value": Decimal(5)}]
    load_records(store, number, {"pay_formula": _table(rows), "pay_inputs": pa.Table.from_pylist(inputs)})
    return number


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{name: value for name, value in row.items() if value is not None} for row in rows])


def test_a_typed_version_takes_the_place_of_the_whole_one_of_a_file(store: Store, tmp_path: Path) -> None:
    number = of_a_file(store, tmp_path)
    version = store.version()
    keep_pay_version(store, 1, MARCH, None, [part("Fixed", 7)])
    assert formula(store) == [(1, "Fixed", 7)] and store.version() > version
    keep_pay_version(store, 1, MARCH, date(2024, 2, 20), [part("Fixed", 8), part("Bonus", 9)])
    keep_pay_version(store, 2, date(2024, 4, 1), None, [part("Fixed", 10)])
    store.close()
    again = open_store(store.path)
    assert formula(again) == [(1, "Bonus", 9), (1, "Fixed", 8), (2, "Fixed", 10)]
    undo(again, number)
    assert len(formula(again)) == 3, "what was typed outlives the file"
    take_off_pay_version(again, 1)
    assert formula(again) == [(2, "Fixed", 10)]
    with pytest.raises(ValueError):
        keep_pay_version(again, 3, MARCH, None, [])
    again.close()


def test_a_version_of_a_file_can_be_taken_off(store: Store, tmp_path: Path) -> None:
    of_a_file(store, tmp_path)
    take_off_pay_version(store, 1)
    assert formula(store) == []


def test_typed_inputs_go_before_those_of_a_file_and_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    of_a_file(store, tmp_path)
    key = {"employee": "Петров", "period": MARCH, "input": "revenue"}

    def values() -> list[int]:
        return [int(row["value"]) for row in store.query("SELECT value FROM pay_inputs ORDER BY value").to_pylist()]

    type_rows(store, "pay_inputs", [{**key, "value": Decimal(6)}, {**key, "input": "calls", "value": Decimal(1)}])
    assert values() == [1, 6]
    type_rows(store, "pay_inputs", [], [key])
    assert values() == [1]
    type_rows(store, "pay_inputs", [{**key, "value": Decimal(8)}])
    assert values() == [1, 8]
