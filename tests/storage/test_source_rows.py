"""Every number of a client leads to the rows of the files it is made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from staging import sale, staged_file

from storage.imports import load
from storage.source_rows import SourceLine, source_lines
from storage.store import Store

JAN, FEB, MAR = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10)


def loaded(store: Store, folder: Path) -> int:
    """Two files; the number of the client who is in both under two spellings."""
    first = [
        sale(JAN, "ООО Лотос", "10.5", product="чай", order_no="A1", manager="Петров", sheet=2),
        sale(FEB, "ООО Лотос", 20),
        sale(FEB, "Мост", 30),
        sale(FEB, "Розничный покупатель", 40),
    ]
    load(store, staged_file(folder, "first.xlsx", first), by="owner")
    load(store, staged_file(folder, "second.csv", [sale(FEB, "Лотос", -5), sale(MAR, "Лотос", 7)]), by="owner")
    rows = store.query("SELECT client_id FROM clients WHERE client LIKE '%Лотос%'").to_pylist()
    assert len(rows) == 1
    return int(rows[0]["client_id"])


def test_the_rows_of_a_client_newest_first_with_their_place(store: Store, tmp_path: Path) -> None:
    found = source_lines(store, loaded(store, tmp_path))
    assert [(line.day, line.import_id, line.line, line.amount) for line in found] == [
        (MAR, 2, 3, 7),
        (FEB, 2, 2, -5),
        (FEB, 1, 3, 20),
        (JAN, 1, 2, Decimal("10.5")),
    ]
    kept = store.query("SELECT kept_file FROM imports WHERE import_id = 1").column("kept_file")[0].as_py()
    assert found[3] == SourceLine(1, "first.xlsx", kept, 2, 2, JAN, Decimal("10.5"), "чай", "A1", "Петров")


def test_one_day_a_period_and_a_limit(store: Store, tmp_path: Path) -> None:
    client = loaded(store, tmp_path)
    assert [line.amount for line in source_lines(store, client, day=FEB)] == [-5, 20]
    assert [line.day for line in source_lines(store, client, first=FEB)] == [MAR, FEB, FEB]
    assert [line.day for line in source_lines(store, client, last=FEB)] == [FEB, FEB, JAN]
    assert [line.day for line in source_lines(store, client, first=JAN, last=JAN)] == [JAN]
    assert [line.day for line in source_lines(store, client, limit=1)] == [MAR]


def test_the_rows_of_a_day_are_its_number(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path)
    for row in store.query(
        "SELECT client_id, day, sum(net) AS net FROM client_day GROUP BY client_id, day"
    ).to_pylist():
        assert sum(line.amount for line in source_lines(store, row["client_id"], day=row["day"])) == row["net"]


def test_replaced_lines_are_in_no_number(store: Store, tmp_path: Path) -> None:
    client = loaded(store, tmp_path)
    corrected = [sale(FEB, "Лотос", -5, manager="b"), sale(MAR, "Лотос", 8)]
    load(store, staged_file(tmp_path, "third.csv", corrected), by="owner", overlap="replace")
    assert [(line.import_id, line.amount) for line in source_lines(store, client, first=MAR)] == [(3, 8)]
