"""Lines that stepped back before a later file are kept, come back with its undo, and are never counted twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overlap_model import Model, Row
from staging import sale, staged_file
from test_imports import contents

from storage.currency import switch_currency
from storage.imports import ledger, load, undo
from storage.overlap import find_overlap
from storage.store import Store, open_store

DAY = date(2024, 3, 1)


def rows(first: int, last: int, **more: str) -> list[Row]:
    """A line a day, from one day of the month to another."""
    return [sale(date(2024, 3, day), "Лотос", day, **more) for day in range(first, last + 1)]


def put(store: Store, folder: Path, name: str, lines: list[Row], choice: str = "replace") -> int:
    return load(store, staged_file(folder, name, lines), by="owner", overlap=choice)  # type: ignore[arg-type]


def counted(store: Store) -> dict[int, list[int]]:
    """Days of the month by import."""
    sql = "SELECT import_id, list(day(day) ORDER BY day) AS days FROM sales_lines GROUP BY import_id ORDER BY import_id"
    return {row["import_id"]: row["days"] for row in store.query(sql).to_pylist()}


def test_the_ledger_tells_what_was_replaced_and_undo_brings_it_back(store: Store, tmp_path: Path) -> None:
    old = put(store, tmp_path, "old.csv", rows(1, 10))
    before = contents(store)
    new = put(store, tmp_path, "new.csv", rows(8, 12))
    assert counted(store) == {old: [*range(1, 8)], new: [*range(8, 13)]}
    line = ledger(store)[1]
    assert (line.lines["loaded"], line.amount_total) == (10, 55)
    assert (line.replaced, line.replaced_amount) == ({new: 3}, 27)
    undo(store, new)
    assert contents(store) == before
    assert ledger(store)[1].replaced == {}
    assert store.query("SELECT * FROM replacements").num_rows == 0


def test_an_undone_import_leaves_no_replaced_lines(store: Store, tmp_path: Path) -> None:
    old = put(store, tmp_path, "old.csv", rows(1, 10))
    new = put(store, tmp_path, "new.csv", rows(8, 12))
    undo(store, old)
    assert store.query("SELECT * FROM replaced_lines").num_rows == 0
    undo(store, new)
    assert counted(store) == {}


def test_a_line_whose_day_a_later_import_covers_goes_to_that_one(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path, "first.csv", rows(1, 10))
    second = put(store, tmp_path, "second.csv", rows(5, 10, manager="b"))
    third = put(store, tmp_path, "third.csv", rows(9, 12, manager="c"))
    assert ledger(store)[2].replaced == {second: 6}
    undo(store, second)
    assert counted(store) == {first: [*range(1, 9)], third: [*range(9, 13)]}
    assert ledger(store)[2].replaced == {third: 2}
    undo(store, third)
    assert counted(store) == {first: [*range(1, 11)]}


def test_a_line_returns_where_the_later_import_stood_in_place_of_another_part(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path, "first.csv", rows(1, 10))
    second = put(store, tmp_path, "second.csv", rows(5, 8, manager="b"))
    third_rows = [sale(date(2024, 3, 1), "Мост", 900), *rows(5, 8, manager="c"), sale(date(2024, 3, 20), "Мост", 900)]
    third = put(store, tmp_path, "third.csv", third_rows)
    assert [line.replaced for line in ledger(store)] == [{}, {third: 4}, {second: 4}]
    undo(store, second)
    assert counted(store) == {first: [1, 2, 3, 4, 9, 10], third: [1, 5, 6, 7, 8, 20]}
    assert ledger(store)[2].replaced == {third: 4}


def test_a_line_that_two_files_cover_stays_with_the_first_of_them(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "first.csv", rows(1, 10))
    second = put(store, tmp_path, "second.csv", rows(5, 10, manager="b"))
    third = put(store, tmp_path, "third.csv", rows(1, 12, manager="c"))
    assert [line.replaced for line in ledger(store)] == [{}, {third: 6}, {second: 6, third: 4}]
    undo(store, second)
    assert [line.replaced for line in ledger(store)] == [{}, {}, {third: 10}]


def test_an_import_loaded_again_is_no_longer_replaced(store: Store, tmp_path: Path) -> None:
    lines = rows(1, 3)
    old = put(store, tmp_path, "old.csv", lines)
    new = put(store, tmp_path, "new.csv", rows(1, 3, manager="b"))
    undo(store, old)
    load(store, staged_file(tmp_path, "old.csv", lines), by="owner", again=old)
    undo(store, put(store, tmp_path, "other.csv", [sale(DAY, "Мост", 1)]))
    assert counted(store) == {old: [1, 2, 3], new: [1, 2, 3]}


def test_an_import_that_replaced_something_else_takes_no_lines(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path, "shop.csv", rows(1, 5))
    shop = put(store, tmp_path, "shop again.csv", rows(1, 5, manager="b"))
    other = [sale(DAY, "Мост", 700 + at) for at in range(4)]
    put(store, tmp_path, "other shop.csv", other)
    put(store, tmp_path, "other shop again.csv", [*other, sale(date(2024, 3, 9), "Мост", 5)])
    undo(store, shop)
    assert counted(store)[first] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_undos_in_any_order_leave_the_same(store: Store, tmp_path: Path, order: tuple[int, ...]) -> None:
    for number, (first, last) in enumerate([(1, 10), (5, 12), (8, 20), (2, 9)]):
        put(store, tmp_path, f"{number}.csv", rows(first, last, manager=str(number)))
    for number in order[:2]:
        undo(store, number)
    left = {1: [1, 10], 2: [10, 11, 12], 3: [*range(10, 21)]}
    assert counted(store) == {order[2]: left[order[2]], 4: [*range(2, 10)]}


def test_equal_amounts_in_another_currency_are_another_report(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "old.csv", rows(1, 3, currency="UAH"))
    assert find_overlap(store, staged_file(tmp_path, "ask.csv", rows(1, 3, currency="USD"))).lines == 0  # type: ignore[union-attr]
    put(store, tmp_path, "new.csv", rows(1, 3, currency="USD"))
    assert counted(store) == {1: [1, 2, 3]}
    switch_currency(store, "USD")
    assert counted(store) == {2: [1, 2, 3]}
    put(store, tmp_path, "again.csv", rows(1, 4, currency="UAH"))  # found beside the currency in force too
    assert [line.replaced for line in ledger(store)] == [{}, {}, {3: 3}]
    assert counted(store) == {2: [1, 2, 3]}


def test_a_client_with_replaced_lines_only_is_no_client_until_they_return(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "old.csv", [*rows(1, 3), sale(date(2024, 3, 2), "Мост", 50, tax_id="77")])
    clients = store.query("SELECT * FROM clients ORDER BY client_id").to_pylist()
    new = put(store, tmp_path, "new.csv", rows(1, 3, manager="b"))
    assert [row["client"] for row in store.query("SELECT client FROM clients").to_pylist()] == ["Лотос"]
    assert store.query("SELECT * FROM client_aliases WHERE value = '77'").num_rows == 0
    undo(store, new)
    assert store.query("SELECT * FROM clients ORDER BY client_id").to_pylist() == clients


@st.composite
def worlds(draw: st.DrawFn) -> list[Row]:
    """A file of a few days, of sales that are often the same as those of another file."""
    first, length = draw(st.integers(0, 3)), draw(st.integers(1, 4))
    numbered = draw(st.booleans())
    sales = draw(
        st.lists(
            st.tuples(st.integers(0, length - 1), st.sampled_from(["Лотос", "Мост"]), st.just(10)),
            min_size=1,
            max_size=6,
        )
    )
    return [
        sale(DAY + timedelta(days=first + day), client, amount, **({"order_no": str(day)} if numbered else {}))
        for day, client, amount in sales
    ]


steps = st.lists(
    st.one_of(
        st.tuples(worlds(), st.sampled_from(["add_all", "replace", "replace", "only_new"])),
        st.tuples(st.integers(0, 5), st.sampled_from(["undo", "again"])),
    ),
    min_size=2,
    max_size=8,
)


class Played:
    """The same steps in a store and in the plain statement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = open_store(folder / "sales.duckdb")
        self.model = Model()
        self.files: dict[int, tuple[list[Row], str]] = {}

    def load(self, lines: list[Row], choice: str) -> None:
        number = len(self.files) + 1
        self.files[number] = (lines, choice)
        put(self.store, self.folder, f"{number}.csv", self.named(number), choice)
        self.model.load(number, lines, choice)

    def named(self, number: int) -> list[Row]:
        """The rows of a file; a column that no key has makes its bytes its own."""
        return [{**row, "manager": str(number)} for row in self.files[number][0]]

    def undo_or_redo(self, at: int, step: str) -> None:
        if not self.files:
            return
        number = sorted(self.files)[at % len(self.files)]
        in_force = number in {one.number for one in self.model.in_force()}
        if step == "undo" and in_force:
            undo(self.store, number)
            self.model.undo(number)
        elif step == "again" and not in_force:
            lines, choice = self.files[number]
            file = staged_file(self.folder, f"{number}.csv", self.named(number))
            load(self.store, file, by="owner", overlap=choice, again=number)  # type: ignore[arg-type]
            self.model.load(number, lines, choice)

    def lines(self, table: str) -> list[tuple[int, int]]:
        return sorted((row["import_id"], row["line"]) for row in self.store.query(f"SELECT * FROM {table}").to_pylist())

    def check(self) -> None:
        assert self.lines("sales_lines") == self.model.lines(counted=True)
        assert self.lines("replaced_lines") == self.model.lines(counted=False)
        money = sum((row["amount"] for one in self.model.in_force() for row in self.model.counted(one)), Decimal(0))
        assert self.store.query("SELECT coalesce(sum(net), 0) AS net FROM client_day").column("net")[0].as_py() == money
        for line in ledger(self.store):
            found = [one for one in self.model.in_force() if one.number == line.import_id]
            assert (line.undone_at is None) == bool(found)
            if found:
                assert line.lines["loaded"] == len(found[0].lines)
                assert sum(line.replaced.values()) == len(found[0].lines) - len(self.model.counted(found[0]))


@pytest.mark.slow
@settings(max_examples=15)
@given(steps)
def test_any_loads_and_undos_come_to_the_plain_statement(
    taken: list[tuple[list[Row], str] | tuple[int, str]],
) -> None:
    with TemporaryDirectory() as folder:
        played = Played(Path(folder))
        for what, step in taken:
            if isinstance(what, int):
                played.undo_or_redo(what, step)
            else:
                played.load(what, step)
            played.check()
        played.store.close()
