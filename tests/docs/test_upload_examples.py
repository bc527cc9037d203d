"""The examples of the upload page, read by the real importer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from loaded_sales import TEN, sell, year
from methods_pages import BY_ENGLISH, QUOTED, assert_said, text_of

from analytics.clients.abc_classes import abc_classes
from analytics.lost.client_status import client_status
from analytics.periods import is_complete
from ingestion.answers import Answers
from ingestion.date_format import DateFormat
from ingestion.date_format import decide as decide_order
from ingestion.discount import less_discount
from ingestion.kinds.recognise import LEAST_COVERED
from ingestion.kinds.values import BEST_SCORE
from ingestion.number_format import NumberFormat
from ingestion.pack import pack_together
from ingestion.read import read_file
from ingestion.reading import LineCounts, Reading
from ingestion.relation import JOINED
from ingestion.sheets import REPEATED
from ingestion.sums import ROUNDING
from ingestion.table_keys import FOUND
from storage.currency import currencies, currency_in_force
from storage.imports import file_to_load, load
from storage.matching import CHANCE_SHARE
from storage.names import name_key
from storage.records import record_counts
from storage.store import Store, open_store
from wording.catalogue import LANGUAGES


def read(folder: Path, *lines: str) -> Reading:
    """What the importer finds in a text of these lines."""
    path = folder / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_file(path, work=folder, today=date(2026, 11, 14))


def test_every_line_of_fifteen(tmp_path: Path) -> None:
    sales = [f"{place + 1:02}.01.2024;Клиент {place};{value}" for place, value in enumerate(TEN)]
    above, below = ["Продажи за январь", "Дата;Клиент;Сумма"], ["31.02.2024;Клиент 3;70", "Итого;;1070"]
    found = read(tmp_path, *above, *sales[:5], "", *sales[5:], *below)
    assert found.outcome == "loaded"
    assert found.lines == LineCounts(total=15, header=2, blank=1, loaded=10, quarantined=1, skipped=1)
    assert (found.held_by_reason, found.skipped_by_reason) == ({"bad_date": 1}, {"total": 1})
    assert found.own_total is not None
    sums = found.amount_total, found.held_amount, found.own_total.amount
    assert sums == (1_000, 70, 1_070)
    assert_said("Every line is accounted for", *TEN, 15, 2, 1, 10, *sums)
    assert all("31.02.2024" in text_of(BY_ENGLISH["Every line is accounted for"], language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "header",
    [
        "Date;Client;Net amount;Total;Quantity;Price",
        "Дата;Клиент;Сумма;Сумма с НДС;Количество;Цена",
        "Дата;Клієнт;Сума;Сума з ПДВ;Кількість;Ціна",
    ],
)
def test_two_sums(tmp_path: Path, header: str) -> None:
    rows = [(500, 600, 2, 250), (200, 240, 5, 40), (100, 120, 10, 10)]
    lines = [f"{13 + place}.01.2024;Alfa;{';'.join(map(str, row))}" for place, row in enumerate(rows)]
    net, gross = header.split(";")[2:4]
    full = read(tmp_path, header, *lines)
    assert (full.outcome, full.columns["amount"]["header"], full.amount_total) == ("loaded", net, 800)
    asked = read(tmp_path, *(line.rsplit(";", 2)[0] for line in (header, *lines)))
    assert (asked.outcome, asked.reason) == ("ask", "which_amount")
    totals = {option["header"]: int(option["total"]) for option in asked.questions[0].options}
    assert totals == {net: 800, gross: 960}
    assert_said("How the columns are understood", *(number for row in rows for number in row), *totals.values())


def test_dates() -> None:
    assert decide_order(["03/04/2024", "05/06/2024"]) == "unknown"
    assert decide_order(["03/04/2024", "15/03/2024"]) == "dmy"
    assert DateFormat("dmy").read("31.02.2024") is None
    assert DateFormat("dmy").read(45292) == date(2024, 1, 1)
    assert_said("Dates and amounts", 45292, 1, 2024)


def test_amounts() -> None:
    same = Decimal("2786131.43")
    assert NumberFormat(",").read("2\xa0786\xa0131,43") == same == NumberFormat(".").read("2,786,131.43")
    assert NumberFormat(",").read("1.200,50") == Decimal("1200.50")
    assert NumberFormat(",").read("(1\xa0200)") == -1200
    for language in LANGUAGES:
        text = text_of(BY_ENGLISH["Dates and amounts"], language)
        assert all(cell in text for cell in QUOTED if cell != "31.02.2024")


def test_spellings_of_one_client() -> None:
    assert name_key("LLC Romashka") == name_key("ROMASHKA, LLC")
    assert name_key("ООО «Ромашка»") == name_key("Ромашка, ООО") == name_key("ООО «Рoмашка»")
    assert name_key("ТОВ «Ромашка»") == name_key("Ромашка, ТОВ") == name_key("ТОВ «Рoмашка»")


def test_complete_months() -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert is_complete(october, date(2026, 11, 14)) and not is_complete(november, date(2026, 11, 14))
    assert is_complete(october, date(2026, 10, 28)) and not is_complete(october, date(2026, 10, 27))
    assert_said("What the data hold", 14, 28, 27)


def test_a_day_more_and_the_return_cancels_nothing(store: Store, tmp_path: Path) -> None:
    in_time = [("2024-01-10", "In time", 500, 1), ("2024-02-09", "In time", -500, 2)]
    late = [("2024-01-10", "Late", 500, 3), ("2024-02-10", "Late", -500, 4)]
    sell(store, tmp_path, [*in_time, *late, ("2024-02-20", "Other", "7.50", 5)], ";Order no")
    bought = {row["client"]: row["last_purchase"] for row in client_status(store, year("2024-02-29")).rows}
    assert bought == {"Late": date(2024, 1, 10), "Other": date(2024, 2, 20)}
    assert abc_classes(store, year("2024-02-29")).facts["revenue"] == Decimal("7.50")
    assert_said("Returns and days of purchase", 500, 10, 9, 30, 0)


def test_a_report_with_groups(tmp_path: Path) -> None:
    documents = [(100, "Продажа 1 от 03.01.2024"), (50, "Продажа 2 от 05.01.2024"), (30, "Продажа 3 от 09.01.2024")]
    rows = ["Ромашка;150", *(f"{name};{value}" for value, name in documents[:2]), "Вектор;30", f"{documents[2][1]};30"]
    found = read(tmp_path, "Контрагент / Документ;Сумма", *rows, "Итого;180")
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 3, 180)
    flat = sum(int(row.rsplit(";", 1)[1]) for row in rows) + 180
    assert_said("Reports with groups, sheets and archives", 150, 100, 50, 30, 180, flat, ROUNDING, REPEATED * 100)


def test_files_that_belong_together(tmp_path: Path) -> None:
    orders = [(1, "A7", 30), (2, "B9", Decimal("52.50")), (3, "A7", Decimal("12.50"))]
    lines = [(1, 10, Decimal("1.50")), (1, 3, 5), (2, 35, Decimal("1.50")), (3, Decimal("2.5"), 5)]
    tables = {
        "orders.csv": [
            "Order no,Order date,Customer ID,Order total",
            *(f"{n},2024-01-1{n},{c},{t}" for n, c, t in orders),
        ],
        "lines.csv": ["Order no,Product,Qty,Unit price", *(f"{n},Nails,{q},{p}" for n, q, p in lines)],
        "clients.csv": ["Customer ID,Customer name", "A7,Alder", "B9,Birch", "C1,Cedar"],
    }
    for name, rows in tables.items():
        (tmp_path / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    pack_together([(name, tmp_path / name) for name in tables], tmp_path / "all.zip")
    found = read_file(tmp_path / "all.zip", Answers(sheet=JOINED), work=tmp_path, today=date(2026, 11, 14))
    assert (found.lines.loaded, found.amount_total) == (4, 95) and found.related is not None
    (clients,) = found.related.lists
    assert (clients.rows, clients.unused, found.related.documents_differ) == (3, 1, 0)
    amounts = {total for *_, total in orders} | {quantity * price for _, quantity, price in lines}
    cells = {way: less_discount(Decimal(20), "0.1", way, NumberFormat(".")) for way in ("share", "money")}
    assert cells == {"share": 18, "money": Decimal("19.90")}
    said = (*amounts, 95, 3, 1, 2, 10, Decimal("0.1"), *cells.values(), 20, FOUND * 100, ROUNDING)
    assert_said("Files that belong together", *said)


def test_the_same_period_twice(tmp_path: Path) -> None:
    head, winter = (
        "Дата;Номер;Клиент;Сумма",
        ["05.01.2024;1;Альфа;100", "05.02.2024;2;Альфа;200", "05.03.2024;3;Альфа;300"],
    )
    totals = {}
    for choice in ("replace", "only_new", "add_all"):
        folder = tmp_path / choice
        folder.mkdir()
        store = open_store(folder / "sales.duckdb")
        first = read(folder, head, *winter)
        load(store, file_to_load(first, Path(first.file)), "")
        second = read(folder, head, winter[2], "05.04.2024;4;Альфа;50")
        load(store, file_to_load(second, Path(second.file)), "", overlap=choice)
        (row,) = store.query("SELECT sum(amount) AS money FROM sales_lines").to_pylist()
        totals[choice] = row["money"]
        store.close()
    assert totals == {"replace": 650, "only_new": 650, "add_all": 950}
    assert_said("The same period twice", 3, 100, 200, 300, 50, *totals.values(), CHANCE_SHARE * 100)


def test_deals_of_two_weeks(tmp_path: Path) -> None:
    head = "ID;Компания;Бюджет;Ответственный;Дата создания;Дата закрытия;Этап сделки"
    won = "1;Альфа;1000;Иванов;13.01.2024;20.01.2024;Успешно реализовано"
    lost = "2;Бета;700;Иванов;14.01.2024;21.01.2024;Закрыто и не реализовано"
    weeks = (
        "3;Гамма;500;Иванов;15.01.2024;не закрыта;Переговоры",
        "3;Гамма;500;Иванов;15.01.2024;28.01.2024;Успешно реализовано",
    )
    store = open_store(tmp_path / "sales.duckdb")
    sums = []
    for last in weeks:
        found = read(tmp_path, head, won, lost, last)
        assert found.records == {"deals": 3}
        load(store, file_to_load(found, Path(found.file)), "", overlap="replace")
        (row,) = store.query("SELECT count(*) AS n, sum(amount) AS money FROM sales_lines").to_pylist()
        sums.append((row["n"], row["money"]))
        assert record_counts(store)["deals"] == 3
    store.close()
    assert sums == [(1, 1000), (2, 1500)]
    assert (BEST_SCORE, LEAST_COVERED) == (10, 0.5)
    assert_said("Not only sales", 3, 1000, 700, 500, 2, 1500, 0, BEST_SCORE)


def test_months_in_columns(tmp_path: Path) -> None:
    cells = ["100;50;150", ";30;30", "100;80;180"]
    rows = [f"{name};{row}" for name, row in zip(("Ромашка", "Вектор", "Итого"), cells, strict=True)]
    found = read(tmp_path, "Клиент;янв.24;фев.24;Итого", *rows)
    assert (found.outcome, found.lines.made, found.amount_total) == ("loaded", 3, 180)
    as_it_stands = sum(int(cell) for row in cells for cell in row.split(";") if cell)
    assert_said("Tables with months in their columns", 100, 50, 30, 80, 150, 180, as_it_stands, ROUNDING, 1)


def test_currencies_stand_side_by_side(store: Store, tmp_path: Path) -> None:
    found = read(
        tmp_path, "Дата;Клиент;Сумма", "01.02.2024;Ромашка;500 ₴", "02.02.2024;Вектор;200 ₴", "03.02.2024;Ромашка;30 €"
    )
    load(store, file_to_load(found, tmp_path / "report.csv"), by="owner")
    shown = {share.code: share for share in currencies(store)}
    (in_force, other) = (shown["UAH"], shown["EUR"])
    assert currency_in_force(store) == "UAH"
    assert_said("Several currencies", found.lines.made, 500, 200, in_force.amount, other.lines, other.amount, 730)
