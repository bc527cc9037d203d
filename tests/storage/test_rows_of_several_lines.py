"""A row of a table by months gives a line a month: rows of the file are conserved, lines of sales counted beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from staging import sale, staged_file

from storage.errors import StoreError
from storage.imports import FileToLoad, ledger, left_out_rows, load, undo
from storage.overlap import find_overlap
from storage.store import Store

JAN, FEB, MAR = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)


def crosstab(folder: Path, name: str, rows: dict[str, dict[date, int]], **changes: Any) -> FileToLoad:
    """A file of one row a client."""
    lines = [
        sale(day, client, amount, line=at)
        for at, (client, cells) in enumerate(rows.items(), start=2)
        for day, amount in cells.items()
    ]
    counts = {"header": 1, "blank": 0, "loaded": len(rows), "quarantined": 0, "skipped": 0, "total": 1 + len(rows)}
    return staged_file(folder, name, lines, **{"lines": counts, "sale_lines": len(lines), **changes})


ROWS = {"Ромашка": {JAN: 10, FEB: 20, MAR: 30}, "Лотос": {FEB: 5}}


def test_rows_and_lines_are_both_in_the_ledger(store: Store, tmp_path: Path) -> None:
    load(store, crosstab(tmp_path, "sales.csv", ROWS), by="owner")
    (line,) = ledger(store)
    assert (line.lines["total"], line.lines["loaded"], line.sale_lines, line.amount_total) == (3, 2, 4, Decimal(65))
    assert store.query("SELECT line, day, amount FROM sales ORDER BY line, day").to_pylist() == [
        {"line": 2, "day": JAN, "amount": 10}, {"line": 2, "day": FEB, "amount": 20},
        {"line": 2, "day": MAR, "amount": 30}, {"line": 3, "day": FEB, "amount": 5},
    ]  # fmt: skip
    undo(store, 1)
    assert ledger(store)[0].sale_lines == 4
    assert store.query("SELECT 1 FROM sales").num_rows == 0


def test_a_plain_file_has_a_line_a_row(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "plain.csv", [sale(JAN, "Ромашка", 1), sale(JAN, "Лотос", 2)]), by="owner")
    assert ledger(store)[0].sale_lines == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"sale_lines": 3},
        {"sale_lines": None},
        {"lines": {"header": 1, "blank": 0, "loaded": 3, "quarantined": 0, "skipped": 0, "total": 4}},
        {"amount_total": Decimal(64)},
    ],
)
def test_a_missing_line_or_row_loads_nothing(store: Store, tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(StoreError) as refused:
        load(store, crosstab(tmp_path, "sales.csv", ROWS, **changes), by="owner")
    assert refused.value.code == "not_conserved"
    assert ledger(store) == []


def test_only_new_months_of_a_row_are_added(store: Store, tmp_path: Path) -> None:
    """January and February stand in the store: of one row March is new, of the other nothing."""
    load(store, crosstab(tmp_path, "old.csv", {"Ромашка": {JAN: 10, FEB: 20}, "Лотос": {FEB: 5}}), by="owner")
    file = crosstab(tmp_path, "new.csv", {**ROWS, "Мост": {MAR: 7}})
    overlap = find_overlap(store, file)
    assert overlap is not None
    assert (overlap.lines, overlap.new_lines, overlap.new_amount) == (3, 2, Decimal(37))
    number = load(store, file, by="owner", overlap="only_new")
    line = ledger(store)[0]
    assert (line.lines["loaded"], line.lines["skipped"], line.sale_lines, line.amount_total) == (2, 1, 2, Decimal(37))
    assert [row["line"] for row in left_out_rows(store, number, "skipped", "already_loaded")] == [2, 2, 3]
    assert store.query("SELECT sum(net) AS net FROM client_day").column("net")[0].as_py() == 72
