"""Several currencies: every line is kept, one currency is in force, no sum runs over two, whatever is loaded or undone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import sale, staged_file
from test_imports import contents

from storage.currency import CurrencyShare, currencies, currency_in_force, switch_currency
from storage.errors import StoreError
from storage.imports import ledger, load, undo
from storage.settings import all_settings
from storage.source_rows import source_lines
from storage.store import Store, open_store

DAY = date(2024, 3, 1)
Row = dict[str, Any]


def put(store: Store, folder: Path, name: str, *rows: tuple[str, float, str | None]) -> int:
    """Load (client, amount, currency) as one file."""
    lines = [sale(DAY + timedelta(days=at), who, amount, currency=code) for at, (who, amount, code) in enumerate(rows)]
    return load(store, staged_file(folder, name, lines), by="owner")


def money(store: Store) -> Decimal:
    """What the methods read."""
    total: Decimal = store.query("SELECT coalesce(sum(net), 0) AS net FROM client_day").column("net")[0].as_py()
    return total


def test_the_currency_with_the_most_lines_is_in_force_and_the_other_waits(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "usd.csv", ("Ромашка", 1, "USD"))
    assert (currency_in_force(store), money(store)) == ("USD", 1)
    put(store, tmp_path, "uah.csv", ("Лотос", 10, "UAH"), ("Мост", 20, "UAH"))
    assert currencies(store) == [CurrencyShare("UAH", 2, Decimal(30)), CurrencyShare("USD", 1, Decimal(1))]
    assert (currency_in_force(store), money(store)) == ("UAH", 30)
    assert store.query("SELECT client FROM clients ORDER BY client").column("client").to_pylist() == ["Лотос", "Мост"]
    assert store.query("SELECT DISTINCT currency FROM sales").column("currency").to_pylist() == ["UAH"]


def test_switching_shows_the_other_and_back_the_same(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "mixed.csv", ("Ромашка", 1, "USD"), ("Лотос", 10, "UAH"), ("Мост", 20, "UAH"))
    before, version = contents(store), store.version()
    switch_currency(store, "USD")
    assert (currency_in_force(store), money(store), store.version()) == ("USD", 1, version + 1)
    (number,) = store.query("SELECT client_id FROM clients").column("client_id").to_pylist()
    assert [line.amount for line in source_lines(store, number)] == [1]
    switch_currency(store, "UAH")
    assert contents(store) == before
    assert all_settings(store) == {"currency_in_force": "UAH"}


def test_a_currency_without_lines_cannot_be_chosen(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "uah.csv", ("Лотос", 10, "UAH"))
    version = store.version()
    with pytest.raises(StoreError) as refused:
        switch_currency(store, "EUR")
    assert (refused.value.code, refused.value.facts) == ("no_currency", {"currency": "EUR"})
    assert (store.version(), all_settings(store)) == (version, {})


def test_undo_of_the_chosen_currency_falls_back_to_the_one_with_the_most_lines(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "uah.csv", ("Лотос", 10, "UAH"))
    dollars = put(store, tmp_path, "usd.csv", ("Ромашка", 1, "USD"))
    switch_currency(store, "USD")
    undo(store, dollars)
    assert (currency_in_force(store), money(store)) == ("UAH", 10)
    assert ledger(store)[0].amounts == {"USD": 1}


def test_lines_without_a_currency_are_taken_for_the_one_in_force(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "mixed.csv", ("Лотос", 10, "UAH"), ("Мост", 20, "UAH"), ("Ромашка", 1, "USD"))
    switch_currency(store, "USD")
    put(store, tmp_path, "plain.csv", ("Ромашка", 5, None), ("Ромашка", 6, "UAH"))
    assert (ledger(store)[0].taken_currency, ledger(store)[0].amounts) == ("USD", {"USD": 5, "UAH": 6})
    assert ledger(store)[1].taken_currency is None
    assert money(store) == 6
    switch_currency(store, "UAH")
    assert money(store) == 36


def test_lines_loaded_before_any_currency_was_named_join_the_first(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "plain.csv", ("Лотос", 10, None))
    assert (currency_in_force(store), money(store)) == ("", 10)
    put(store, tmp_path, "uah.csv", ("Лотос", 1, "UAH"))
    put(store, tmp_path, "usd.csv", *[("Мост", 5, "USD")] * 3)
    switch_currency(store, "UAH")
    assert (money(store), ledger(store)[2].amounts) == (11, {"UAH": 10})
    put(store, tmp_path, "more.csv", ("Лотос", 2, "UAH"))  # what was learned first does not change
    assert money(store) == 13


def test_a_store_from_before_currencies_keeps_its_sums(tmp_path: Path) -> None:
    from storage import migrate

    path, new = tmp_path / "old.duckdb", migrate.FOLDER
    old = tmp_path / "migrations"
    old.mkdir()
    for file in sorted(new.glob("000[123]_*.sql")):
        (old / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for migration in migrate.migrations(old):
            migrate.migrate(connection, migration)
        connection.execute(
            "INSERT INTO imports VALUES (1, 'sales', 'a.csv', 'aa', 1, NULL, 'f', '{}', '{}', 3, 1, 0, 2, 0, 0, 12,"
            " NULL, NULL, now()::TIMESTAMP, 'owner', NULL, false, 'add_all')"
        )
        for line, code in enumerate(("UAH", "грн.")):
            connection.execute(
                "INSERT INTO sales_lines VALUES (1, 0, ?, DATE '2024-01-01', 1, 6, NULL, NULL, NULL, NULL, NULL, '',"
                " '', '', ?, NULL)", [line, code],
            )  # fmt: skip
    store = open_store(path)
    (line,) = ledger(store)
    assert (line.amounts, line.sale_lines, line.counted) == ({"UAH": 12}, 2, {"UAH": 12})
    assert currencies(store) == [CurrencyShare("UAH", 2, Decimal(12))]
    store.close()


@dataclass
class Model:
    """What must be in the store, said with lists: (import, currency or '', amount) of imports in force."""

    lines: list[tuple[int, str, Decimal]] = field(default_factory=list)
    chosen: str | None = None

    @property
    def home(self) -> str:
        named = [(number, code) for number, code, _ in self.lines if code]
        if not named:
            return ""
        first = min(number for number, _ in named)
        counts = Counter(code for _, code, _ in self.lines if code)
        codes = {code for number, code in named if number == first}
        return min(codes, key=lambda code: (-counts[code], code))

    def shares(self) -> dict[str, tuple[int, Decimal]]:
        found: dict[str, list[Decimal]] = defaultdict(list)
        for _, code, amount in self.lines:
            found[code or self.home].append(amount)
        return {code: (len(amounts), sum(amounts, Decimal(0))) for code, amounts in found.items()}

    @property
    def in_force(self) -> str:
        shares = self.shares()
        if self.chosen in shares:
            return str(self.chosen)
        return min(shares, key=lambda code: (-shares[code][0], code), default="")

    def load(self, number: int, rows: list[tuple[str | None, Decimal]]) -> None:
        taken = self.in_force
        self.lines += [(number, code or taken, amount) for code, amount in rows]


CODES = st.sampled_from([None, "UAH", "USD", "EUR"])
FILES = st.lists(st.tuples(CODES, st.integers(-500, 2000).map(lambda n: Decimal(n) / 4)), min_size=1, max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("load"), FILES), st.tuples(st.just("undo"), st.integers(0, 4)),
        st.tuples(st.just("switch"), st.sampled_from(["UAH", "USD", "EUR"])),
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@settings(max_examples=8)
@given(STEPS)
def test_sums_of_each_currency_are_conserved(steps: list[tuple[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        store, model = open_store(Path(folder, "sales.duckdb")), Model()
        for at, (what, value) in enumerate(steps):
            numbers = sorted({number for number, _, _ in model.lines})
            if what == "load":
                rows = [(f"Клиент {place}", amount, code) for place, (code, amount) in enumerate(value)]
                model.load(put(store, Path(folder), f"{at}.csv", *rows), value)  # type: ignore[arg-type]
            elif what == "undo" and numbers:
                gone = numbers[value % len(numbers)]
                undo(store, gone)
                model.lines = [line for line in model.lines if line[0] != gone]
            elif what == "switch" and value in model.shares():
                switch_currency(store, value)
                model.chosen = value
            check(store, model)
        store.close()


def check(store: Store, model: Model) -> None:
    """The store against the lists."""
    shares = model.shares()
    assert {one.code: (one.lines, one.amount) for one in currencies(store)} == shares
    assert currency_in_force(store) == model.in_force
    lines, amount = shares.get(model.in_force, (0, Decimal(0)))
    assert store.query("SELECT 1 FROM sales").num_rows == lines
    assert money(store) == amount
    by_import: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for number, code, value in model.lines:
        by_import[number][code or model.home] += value
    live = {line.import_id: line.amounts for line in ledger(store) if line.undone_at is None}
    assert live == {number: dict(amounts) for number, amounts in by_import.items()}
