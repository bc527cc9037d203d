"""Columns whose header says one thing and whose values say another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]


def test_a_mark_beside_the_client_is_no_client(read: Read, write: Write) -> None:
    rows = [f"2024-01-{day:02},C{day % 4},{'Y' if day % 2 else 'N'},{'Priority' if day > 20 else ''},{day}.50" for day in range(1, 29)]  # fmt: skip
    found = read(write("deals.csv", ["Date,Customer code,Returning customer,Priority account,Amount", *rows]))
    assert (found.outcome, found.clients, "client" in found.columns) == ("loaded", 4, False)
    assert found.columns["client_id"]["header"] == "Customer code"


def test_a_table_of_one_client_has_a_client(read: Read, write: Write) -> None:
    rows = [f"2024-01-{day:02},Acme,{day}.50" for day in range(1, 29)]
    found = read(write("one.csv", ["Date,Customer,Amount", *rows]))
    assert (found.outcome, found.clients, found.columns["client"]["header"]) == ("loaded", 1, "Customer")


def test_the_day_of_a_report_is_no_day_of_a_sale(read: Read, write: Write) -> None:
    rows = [f"31.01.2024;{day:02}.01.2024;Клиент {day % 4};{day},50" for day in range(1, 29)]
    found = read(write("report.csv", ["Дата;Проведено;Клиент;Сумма", *rows]))
    assert (found.outcome, found.reason) == ("ask", "which_date")
    assert [option["header"] for option in found.questions[0].options] == ["Дата", "Проведено"]
    alone = read(write("alone.csv", ["Дата;Клиент;Сумма", *(f"31.01.2024;Клиент {n};{n},50" for n in range(1, 29))]))
    assert alone.outcome == "loaded"
