"""Currencies as files name them: one code for all names of one currency, each amount in its own, none in another's."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from example_files import CLIENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.currencies import code_of, code_sql, currency_of_header, sign_in
from ingestion.limits import Limits
from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]
ENGINE = duckdb.connect()
NAMES = {"UAH": ("грн", "грн.", "Гривень", "₴", "uah"), "RUB": ("руб.", "р.", "RUR", "₽"), "USD": ("$", "usd", "Доллар"),
         "EUR": ("€", "EUR", "євро"), "УЕ": ("у.е.", "УЕ"), None: ("", " ", ".", "**", "</b>"[:1])}  # fmt: skip


@pytest.mark.parametrize("code", NAMES)
def test_names_of_one_currency_are_one_code(code: str | None) -> None:
    assert {code_of(name) for name in NAMES[code]} == {code}


@settings(max_examples=40)
@given(st.text(st.sampled_from("$€₴гр.нusdУЕ *_<-1"), max_size=14))
def test_the_statement_reads_codes_as_the_parser(name: str) -> None:
    found = ENGINE.execute(f"SELECT {code_sql('x')} FROM (SELECT $x AS x)", {"x": name}).fetchall()
    assert found == [(code_of(name),)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("1 200,50 ₴", "UAH"), ("$10.00", "USD"), ("(5) EUR", "EUR"), ("12 руб.", "RUB"), ("US$3", "USD"), ("1200", None),
     ("12 шт", None), ("5 $ / 4 €", None)],
)  # fmt: skip
def test_the_sign_beside_an_amount(text: str, code: str | None) -> None:
    assert sign_in(text) == code


@pytest.mark.parametrize(
    ("header", "code"),
    [("Сумма, грн", "UAH"), ("Amount (USD)", "USD"), ("Сума ₴", "UAH"), ("Сумма", None), ("Сумма р.", None),
     ("Net amount", None), ("USD/EUR", None)],
)  # fmt: skip
def test_the_currency_of_a_header(header: str, code: str | None) -> None:
    assert currency_of_header(header) == code


def lines(*amounts: str, header: str = "Сумма") -> list[str]:
    rows = [f"{at + 1:02}.01.2024;{CLIENTS[at % 3]};{amount}" for at, amount in enumerate(amounts)]
    return [f"Дата;Контрагент;{header}", *rows]


@pytest.mark.parametrize("limits", [Limits(), Limits(bulk_from_bytes=1)])
def test_signs_part_the_amounts(read: Read, write: Write, limits: Limits) -> None:
    reading = read(write("sales.csv", lines("100,00 $", "200,50 ₴", "300,00 ₴")), limits=limits)
    assert (reading.outcome, reading.amounts) == ("loaded", {"UAH": Decimal("500.50"), "USD": Decimal(100)})
    assert (reading.currencies, reading.amount_total) == (("UAH", "USD"), Decimal("600.50"))
    assert "several_currencies" in reading.warnings


@pytest.mark.parametrize(
    ("amounts", "header", "expected"),
    [
        (("100,00", "200,00"), "Сумма, грн", {"UAH": 300}),
        (("100,00", "200,00 $"), "Сумма", {"USD": 300}),
        (("100,00", "200,00 $"), "Сумма, грн", {"UAH": 100, "USD": 200}),
        (("100,00", "200,00"), "Сумма", {"": 300}),
    ],
)
@pytest.mark.parametrize("limits", [Limits(), Limits(bulk_from_bytes=1)])
def test_amounts_without_a_sign(
    read: Read, write: Write, amounts: tuple[str, ...], header: str, expected: dict[str, int], limits: Limits
) -> None:
    assert read(write("sales.csv", lines(*amounts, header=header)), limits=limits).amounts == expected


def test_amounts_without_a_sign_among_several_currencies_are_asked_about(read: Read, write: Write) -> None:
    path = write("sales.csv", lines("100,00 $", "200,00 ₴", "7,00"))
    (question,) = read(path).questions
    assert (question.code, [(o["answer"], o["total"]) for o in question.options]) == (
        "several_currencies", [("UAH", "7.00"), ("USD", "7.00")],
    )  # fmt: skip
    told = read(path, Answers(options={"several_currencies": "USD"}))
    assert told.amounts == {"UAH": 200, "USD": 107}


@pytest.mark.parametrize("limits", [Limits(), Limits(bulk_from_bytes=1)])
def test_a_column_of_currencies_goes_before_signs(read: Read, write: Write, limits: Limits) -> None:
    rows = [
        "Дата;Контрагент;Сумма;Валюта",
        "01.01.2024;А;100,00;грн.",
        "02.01.2024;Б;5,00;USD",
        "03.01.2024;А;1,00;UAH",
    ]
    assert read(write("sales.csv", rows), limits=limits).amounts == {"UAH": 101, "USD": 5}


def test_a_sign_that_only_the_rest_of_a_large_file_has_is_not_overlooked(read: Read, write: Write) -> None:
    many = [f"{100 + at},00" for at in range(4000)]
    rows = [f"0{1 + at % 9}.01.2024;{CLIENTS[at % 3]};{amount}" for at, amount in enumerate(many)]
    at = 3003
    rows[at] = rows[at] + " €"
    reading = read(write("sales.csv", ["Дата;Контрагент;Сумма, грн", *rows]), limits=Limits(bulk_from_bytes=1))
    assert reading.amounts["EUR"] == 100 + at
    assert sum(reading.amounts.values()) == reading.amount_total
