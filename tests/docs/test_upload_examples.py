"""The examples of the upload page, read by the real importer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from methods_pages import BY_ENGLISH, QUOTED, assert_said, text_of

from analytics.periods import is_complete
from ingestion.date_format import DateFormat
from ingestion.date_format import decide as decide_order
from ingestion.number_format import NumberFormat
from ingestion.read import read_file
from ingestion.reading import Reading
from storage.names import name_key
from wording.catalogue import LANGUAGES

TEN = (500, 200, 100, 80, 50, 30, 20, 10, 6, 4)


def read(folder: Path, *lines: str) -> Reading:
    """What the importer finds in a text of these lines."""
    path = folder / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_file(path, work=folder, today=date(2026, 11, 14))


def test_every_line_of_fifteen(tmp_path: Path) -> None:
    sales = [f"{place + 1:02}.01.2024;Клиент {place};{value}" for place, value in enumerate(TEN)]
    found = read(
        tmp_path,
        "Продажи за январь",
        "Дата;Клиент;Сумма",
        *sales[:5],
        "",
        *sales[5:],
        "31.02.2024;Клиент 3;70",
        "Итого;;1070",
    )
    lines = found.lines
    assert (found.outcome, lines.total, lines.header, lines.blank, lines.loaded, lines.quarantined, lines.skipped) == (
        "loaded",
        15,
        2,
        1,
        10,
        1,
        1,
    )
    assert (found.amount_total, found.held_amount, found.held_by_reason, found.skipped_by_reason) == (
        1_000,
        70,
        {"bad_date": 1},
        {"total": 1},
    )
    assert found.own_total is not None and found.own_total.amount == 1_070
    assert_said("Every line is accounted for", *TEN, 15, 2, 1, 10, 1_000, 70, 1_070)
    assert all("31.02.2024" in text_of(BY_ENGLISH["Every line is accounted for"], language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("net", "gross", "head"),
    [
        ("Net amount", "Total", "Date;Client;Quantity;Price"),
        ("Сумма", "Сумма с НДС", "Дата;Клиент;Количество;Цена"),
        ("Сума", "Сума з ПДВ", "Дата;Клієнт;Кількість;Ціна"),
    ],
)
def test_two_sums(tmp_path: Path, net: str, gross: str, head: str) -> None:
    rows = [(2, 250, 500, 600), (5, 40, 200, 240), (10, 10, 100, 120)]
    full = read(
        tmp_path,
        f"{head};{net};{gross}",
        *(f"1{place}.01.2024;Alfa;{a};{b};{c};{d}" for place, (a, b, c, d) in enumerate(rows, 3)),
    )
    assert (full.outcome, full.columns["amount"]["header"], full.amount_total) == ("loaded", net, 800)
    bare = ";".join(head.split(";")[:2])
    asked = read(
        tmp_path,
        f"{bare};{net};{gross}",
        *(f"1{place}.01.2024;Alfa;{c};{d}" for place, (_, _, c, d) in enumerate(rows, 3)),
    )
    assert (asked.outcome, asked.reason) == ("ask", "which_amount")
    assert {option["header"]: option["total"] for option in asked.questions[0].options} == {net: "800", gross: "960"}
    assert_said("How the columns are understood", *(number for row in rows for number in row), 800, 960)


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
