"""Rows put right in any currency: sums of each currency are conserved when they come in, go out and come again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from held_files import JAN, good, load_held, mended
from staging import sale, staged_file

from storage.currency import currencies, currency_in_force, switch_currency
from storage.imports import LedgerLine, ledger, load, undo
from storage.mending import mendings, undo_mending
from storage.store import Store


def line_of(store: Store, number: int) -> LedgerLine:
    return next(line for line in ledger(store) if line.import_id == number)


def held_by_currency(store: Store) -> dict[str, Decimal]:
    return {share.code: share.amount for share in currencies(store)}


def test_a_second_currency_waits_beside_the_one_in_force(store: Store, tmp_path: Path) -> None:
    rows = [sale(JAN, "Лотос", 100, currency="UAH"), sale(JAN, "Сад", 50, currency="UAH")]
    number = load_held(store, tmp_path, rows, [5])
    outcome = mended(store, tmp_path, number, [good(5, currency="USD")])
    assert (outcome.loaded, list(outcome.amounts)) == (1, ["USD"])
    assert (currency_in_force(store), held_by_currency(store)) == ("UAH", {"UAH": 150, **outcome.amounts})
    assert store.query("SELECT sum(amount) AS total FROM sales").to_pylist() == [{"total": 150}]
    assert line_of(store, number).amounts == {"UAH": 150, **outcome.amounts}
    assert [one.amounts for one in mendings(store)] == [outcome.amounts]
    undo_mending(store, mendings(store)[0].mending_id)
    assert held_by_currency(store) == line_of(store, number).amounts == {"UAH": 150}


@pytest.mark.parametrize("shown", ["UAH", "USD"])
def test_a_row_without_a_currency_is_taken_for_that_of_its_file(store: Store, tmp_path: Path, shown: str) -> None:
    load(store, staged_file(tmp_path, "usd.csv", [sale(JAN, "Мост", 7, currency="USD")]), by="owner")
    number = load_held(store, tmp_path, [sale(JAN, "Лотос", 100, currency="UAH")], [5])
    switch_currency(store, shown)
    outcome = mended(store, tmp_path, number, [good(5)])
    assert list(outcome.amounts) == ["UAH"]
    line = line_of(store, number)
    assert (line.amounts["UAH"], line.taken_currency) == (100 + outcome.amounts["UAH"], "UAH")


def test_loading_again_takes_rows_for_the_same_currency(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "uah.csv", [sale(JAN, "Мост", 7, currency="UAH")]), by="owner")
    file_rows = [sale(JAN, "Лотос", 100), sale(JAN, "Сад", 3, currency="USD")]
    number = load_held(store, tmp_path, file_rows, [5])
    mended(store, tmp_path, number, [good(5)])
    before = (held_by_currency(store), line_of(store, number).amounts)
    assert list(before[1]) == ["UAH", "USD"]
    undo(store, number)
    switched = [sale(JAN, "Лес", 1, currency="USD")] * 3
    load(store, staged_file(tmp_path, "usd.csv", switched), by="owner")
    switch_currency(store, "USD")
    again = load_held(store, tmp_path, file_rows, [5], again=number)
    assert (again, line_of(store, number).taken_currency) == (number, "UAH")
    assert line_of(store, number).amounts == before[1]
    undo(store, 3)
    assert held_by_currency(store) == before[0]
