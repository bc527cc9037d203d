"""Held rows put right: loaded once, still held with a new reason, declared no sales; each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from held_files import JAN, balance, good, held, load_held, mended, typed
from staging import sale, staged_file

from storage.errors import StoreError
from storage.held_rows import Draft, HeldReason, client_above, held_reasons, held_rows, orders_of_import, save_drafts
from storage.imports import ledger, left_out_rows, load, undo
from storage.mending import declare_no_sales, mended_row, mendings, undo_mending
from storage.overlap import find_overlap
from storage.source_rows import source_lines
from storage.store import Store

FEB, MAR = date(2024, 2, 10), date(2024, 3, 10)
SALES = [sale(JAN, "Лотос", 100), sale(FEB, "Ромашка", 50)]
DATA = ("sales", "clients", "client_day", "purchase_states", "left_out")


def contents(store: Store) -> dict[str, list[str]]:
    """All rows that the methods and the lists of left-out rows read."""
    return {table: sorted(repr(row) for row in store.query(f"SELECT * FROM {table}").to_pylist()) for table in DATA} | {
        "imports": [
            repr(row) for row in store.query("SELECT * EXCLUDE (loaded_at, undone_at) FROM imports").to_pylist()
        ]
    }


def test_held_rows_are_told_with_reason_cell_and_money(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [7, 5])
    assert held_reasons(store) == [HeldReason(number, "one.csv", "bad_date", 2, Decimal(12), "", 0)]
    first, second = held_rows(store, number)
    assert (first.line, first.reason, first.column_header, first.value) == (5, "bad_date", "Дата", "31.02.2024")
    assert (first.cells, first.cell_kinds, first.draft, first.is_ready) == (
        ("31.02.2024", "Клиент 5", "5"), "ttt", None, False,
    )  # fmt: skip
    assert second.amount == 7
    assert held_rows(store, number, limit=1) == [first] and held_rows(store, number, "no_date") == []


def test_mended_rows_become_sales_of_their_file(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    outcome = mended(store, tmp_path, number, [good(5, MAR), good(7)])
    assert (outcome.loaded, outcome.amounts, outcome.held, outcome.gone) == (2, {"": 12}, 0, 0)
    after = balance(store, number)
    assert (after["loaded"], after["quarantined"], after["amount"], after["days"]) == (4, 0, 162, (JAN, MAR))
    assert held_reasons(store) == []
    (line,) = ledger(store)
    assert line.mended_amount == 12
    rows = source_lines(
        store, store.query("SELECT client_id FROM clients WHERE client = 'Клиент 5'").to_pylist()[0]["client_id"]
    )
    assert [(row.import_id, row.line, row.amount) for row in rows] == [(number, 5, 5)]
    row = mended_row(store, number, 0, 5)
    assert row is not None and (row.raw[0], row.cells[0], row.made_by) == ("31.02.2024", "12.01.2024", "owner")
    assert mended_row(store, number, 0, 2) is None
    assert store.query("SELECT sum(net) AS net FROM client_day").to_pylist() == [{"net": Decimal(162)}]


def test_a_row_that_is_still_wrong_stays_with_its_new_reason_and_what_was_typed(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    wrong = held(7, "bad_amount", column_header="Сумма", value="12а", amount=None)
    outcome = mended(store, tmp_path, number, [good(5)], [wrong])
    assert (outcome.loaded, outcome.held) == (1, 1)
    (left,) = held_rows(store, number)
    assert (left.line, left.reason, left.column_header, left.value) == (7, "bad_amount", "Сумма", "12а")
    assert (left.cells[0], left.raw[0], left.is_ready) == ("12.01.2024", "31.02.2024", False)
    assert held_reasons(store)[0].reason == "bad_amount"
    assert balance(store, number)["quarantined"] == 1


def test_nothing_but_drafts_changes_when_every_row_is_still_wrong(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5])
    before, version = contents(store), store.version()
    assert mended(store, tmp_path, number, [], [held(5, "no_date")]).held == 1
    assert contents(store) == before and mendings(store) == []
    assert store.version() == version and held_rows(store, number)[0].reason == "no_date"


def test_a_row_is_loaded_once_however_often_it_is_mended(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    mended(store, tmp_path, number, [good(5)])
    before = contents(store)
    outcome = mended(store, tmp_path, number, [good(5)])
    assert (outcome.loaded, outcome.gone) == (0, 1)
    assert contents(store) == before and len(mendings(store)) == 1
    assert declare_no_sales(store, number, [("", 5), ("", 99)], "owner").gone == 2
    assert contents(store) == before


def test_taking_a_mending_back_holds_its_rows_again_with_what_was_typed(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    before = contents(store)
    mended(store, tmp_path, number, [good(5, MAR)])
    (mending,) = mendings(store, number)
    assert (mending.lines_loaded, mending.lines_skipped, mending.amounts, mending.made_by) == (1, 0, {"": 5}, "owner")
    undo_mending(store, mending.mending_id)
    assert contents(store) == before and mendings(store) == []
    assert held_rows(store, number)[0].is_ready and held_rows(store, number)[0].cells[0] == "12.01.2024"
    with pytest.raises(StoreError) as refused:
        undo_mending(store, mending.mending_id)
    assert refused.value.code == "no_mending"


def test_rows_declared_no_sales_are_skipped_and_come_back(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    save_drafts(store, number, [Draft("", 5, ("x", "y"), "tt")])
    before, drafts = contents(store), held_rows(store, number)
    outcome = declare_no_sales(store, number, [("", 5), ("", 7)], "owner")
    assert (outcome.loaded, outcome.skipped) == (0, 2)
    after = balance(store, number)
    assert (after["quarantined"], after["skipped"], after["loaded"], after["amount"]) == (0, 2, 2, 150)
    assert {row["reason"] for row in left_out_rows(store, number, "skipped")} == {"declared_no_sale"}
    undo_mending(store, mendings(store)[0].mending_id)
    assert contents(store) == before and held_rows(store, number) == drafts


def test_a_skipped_row_is_no_held_row(store: Store, tmp_path: Path) -> None:
    total = {"line": 9, "outcome": "skipped", "reason": "total", "raw": ["Итого", "", "150"]}
    number = load(store, staged_file(tmp_path, "one.csv", SALES, [held(5), total]), by="owner")
    declare_no_sales(store, number, [("", 5)], "owner")
    before = contents(store)
    assert mended(store, tmp_path, number, [good(5), good(9)]).gone == 2
    assert declare_no_sales(store, number, [("", 9)], "owner").gone == 1
    assert contents(store) == before


def test_undo_of_the_file_takes_its_mended_rows_and_loading_it_again_brings_them(store: Store, tmp_path: Path) -> None:
    other = load_held(store, tmp_path, [sale(JAN, "Мост", 9)], [4], "other.csv")
    without = contents(store)
    number = load_held(store, tmp_path, SALES, [5, 7, 8])
    mended(store, tmp_path, number, [good(5)])
    declare_no_sales(store, number, [("", 8)], "owner")
    mended(store, tmp_path, other, [good(4)], overlap="add_all")
    undo_mending(store, mendings(store, other)[0].mending_id)
    before, told = contents(store), mendings(store)
    undo(store, number)
    gone = contents(store)
    assert {table: gone[table] for table in DATA} == {table: without[table] for table in DATA}
    assert mendings(store) == []
    file = staged_file(tmp_path, "one.csv", SALES, [held(line) for line in (5, 7, 8)])
    load(store, file, by="owner", again=number)
    assert contents(store) == before and mendings(store) == told
    balance(store, number)


def test_a_row_that_the_file_itself_gives_now_is_not_loaded_a_second_time(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    mended(store, tmp_path, number, [good(5), good(7)])
    undo(store, number)
    file = staged_file(tmp_path, "one.csv", SALES, [held(line) for line in (5, 7)])
    better = staged_file(
        tmp_path, "better.csv", [*SALES, sale(JAN, "Клиент 5", 5, sheet=0, line=5)], [held(7)], sha256=file.sha256
    )
    load(store, better, by="owner", again=number)
    after = balance(store, number)
    assert (after["loaded"], after["quarantined"], after["amount"]) == (4, 0, 162)
    assert [(one.lines_loaded, one.amounts) for one in mendings(store)] == [(1, {"": 7})]


def test_a_line_that_another_file_brought_already_is_asked_about(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "whole.csv", [sale(JAN, "Клиент 5", 5), sale(JAN, "Иной", 3)]), by="owner")
    number = load_held(store, tmp_path, SALES, [5, 7])
    before = contents(store)
    with pytest.raises(StoreError) as asked:
        mended(store, tmp_path, number, [good(5), good(7)])
    assert (asked.value.code, asked.value.facts) == (
        "stands_already",
        {"lines": 1, "amounts": {"": 5}, "files": "whole.csv"},
    )
    assert contents(store) == before
    outcome = mended(store, tmp_path, number, [good(5), good(7)], overlap="only_new")
    assert (outcome.loaded, outcome.amounts, outcome.skipped, outcome.already) == (1, {"": 7}, 1, 1)
    assert [row["reason"] for row in left_out_rows(store, number, "skipped")] == ["already_loaded"]
    balance(store, number)
    undo_mending(store, mendings(store)[0].mending_id)
    assert contents(store) == before
    assert mended(store, tmp_path, number, [good(5), good(7)], overlap="add_all").loaded == 2


def test_a_mended_line_is_known_when_a_later_file_brings_it(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5])
    mended(store, tmp_path, number, [good(5)])
    again = staged_file(tmp_path, "corrected.csv", [*SALES, sale(JAN, "Клиент 5", 5), sale(MAR, "Новый", 1)])
    found = find_overlap(store, again)
    assert found is not None and (found.lines, found.amount) == (3, 155)


def test_a_mended_line_on_a_day_that_a_later_file_covers_steps_back_before_it(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    later = staged_file(tmp_path, "later.csv", [*SALES, sale(JAN, "Клиент 5", 5)])
    second = load(store, later, by="owner", overlap="replace")
    mended(store, tmp_path, number, [good(5, JAN), good(7, MAR)])
    assert store.query("SELECT sum(amount) AS total FROM sales").to_pylist() == [{"total": Decimal(162)}]
    assert balance(store, number)["loaded"] == 4
    undo(store, second)
    assert store.query("SELECT count(*) AS n, sum(amount) AS total FROM sales").to_pylist() == [
        {"n": 4, "total": Decimal(162)}
    ]
    undo_mending(store, mendings(store)[0].mending_id)
    assert store.query("SELECT sum(amount) AS total FROM sales").to_pylist() == [{"total": Decimal(150)}]


def test_taking_back_a_mending_whose_lines_are_replaced(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5])
    mended(store, tmp_path, number, [good(5, JAN)])
    load(store, staged_file(tmp_path, "later.csv", [*SALES, sale(FEB, "Сад", 1)]), by="owner", overlap="replace")
    undo_mending(store, mendings(store)[0].mending_id)
    assert (balance(store, number)["loaded"], balance(store, number)["quarantined"]) == (2, 1)
    assert store.query("SELECT sum(amount) AS total FROM sales").to_pylist() == [{"total": Decimal(151)}]


@pytest.mark.parametrize("act", ["mend", "declare"])
def test_an_import_that_is_taken_back_has_nothing_to_mend(store: Store, tmp_path: Path, act: str) -> None:
    number = load_held(store, tmp_path, SALES, [5])
    undo(store, number)
    acts: dict[str, Callable[[], Any]] = {
        "mend": lambda: mended(store, tmp_path, number, [good(5)]),
        "declare": lambda: declare_no_sales(store, number, [("", 5)], "owner"),
    }
    with pytest.raises(StoreError) as refused:
        acts[act]()
    assert refused.value.code == "no_import"


def test_drafts_are_kept_changed_and_dropped_without_touching_the_data(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5, 7])
    before, version = contents(store), store.version()
    save_drafts(store, number, [Draft("", 5, ("a",), "t"), Draft("", 99, ("b",), "t")])
    save_drafts(store, number, [Draft("", 5, ("c",), "n")])
    assert [(row.line, row.cells, row.cell_kinds) for row in held_rows(store, number) if row.is_ready] == [
        (5, ("c",), "n")
    ]
    assert held_reasons(store)[0].ready == 1
    save_drafts(store, number, [], [("", 5)])
    assert not any(row.draft for row in held_rows(store, number))
    assert contents(store) == before and store.version() == version


def test_what_a_row_needs_of_the_lines_above_it(store: Store, tmp_path: Path) -> None:
    sales = [sale(JAN, "Лотос", 1, order_no="B"), {"day": JAN, "client": None, "amount": 2, "order_no": "A"}]
    number = load_held(store, tmp_path, sales, [5])
    assert client_above(store, number, 0, 5) == (2, "Лотос")
    assert client_above(store, number, 0, 2) is None and client_above(store, number, 1, 5) is None
    assert orders_of_import(store, number) == ("A", "B")


def test_skipped_lines_of_joined_sheets_name_their_sheet(store: Store, tmp_path: Path) -> None:
    first = [sale(JAN, "Лотос", 1, sheet=1), sale(FEB, "Мост", 2, sheet=3)]
    load(store, staged_file(tmp_path, "first.xlsx", first), by="owner")
    rules = [{"number": 1, "sheet": "Янв"}, {"number": 3, "sheet": "Фев"}]
    more = staged_file(
        tmp_path, "more.xlsx", [*first, sale(MAR, "Сад", 3)], report={"sheet": "Янв, Фев", "rules": rules}
    )
    number = load(store, more, by="owner", overlap="only_new")
    assert [row["sheet"] for row in left_out_rows(store, number, "skipped")] == ["Фев", "Янв"]


def test_typed_rows_of_one_place_count_once(store: Store, tmp_path: Path) -> None:
    number = load_held(store, tmp_path, SALES, [5])
    rows = [typed(5), typed(5)]
    assert len({(row.sheet, row.line) for row in rows}) == 1
    assert declare_no_sales(store, number, [("", 5), ("", 5)], "owner").skipped == 1
    balance(store, number)
