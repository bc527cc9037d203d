"""Numbers, money, dates as people of each language write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wording import numbers

NB = "\xa0"


@pytest.mark.parametrize(
    ("language", "whole", "fraction"),
    [
        ("en", "1,234,567", "1,234.5"),
        ("ru", f"1{NB}234{NB}567", f"1{NB}234,5"),
        ("uk", f"1{NB}234{NB}567", f"1{NB}234,5"),
    ],
)
def test_thousands_and_decimals(language: str, whole: str, fraction: str) -> None:
    assert numbers.number(1234567, language) == whole
    assert numbers.number(Decimal("1234.5"), language, 1) == fraction


def test_minus_is_a_minus_and_signs_are_asked_for() -> None:
    assert numbers.number(-5, "en") == "−5"
    assert numbers.number(5, "ru", signed=True) == "+5"
    assert numbers.percent(-0.125, "ru", signed=True) == f"−12,5{NB}%"
    assert numbers.number(None, "en") == numbers.DASH
    assert [numbers.number(-0.04, "en", 1), numbers.number(0.001, "en", 1, signed=True)] == ["0.0", "0.0"]
    assert numbers.times(24.89, "ru") == "×25"


@pytest.mark.parametrize(
    ("value", "language", "currency", "text"),
    [
        (26_312_345, "en", "UAH", "₴26.3M"), (26_312_345, "ru", "UAH", f"26,3{NB}млн{NB}₴"),
        (-4_212_345, "uk", "UAH", f"−4,2{NB}млн{NB}₴"), (9_312, "en", "GBP", "£9,312"), (26_312, "ru", "", f"26,3{NB}тыс."),
        (999, "en", "USD", "$999"), (Decimal("12.5"), "en", "USD", "$12.50"), (112_400_000, "en", "UAH", "₴112M"),
        (5, "en", "XAU", "XAU\xa05"),
    ],
)  # fmt: skip
def test_short_money(value: float, language: str, currency: str, text: str) -> None:
    assert numbers.short_money(value, language, currency) == text


def test_exact_money_keeps_the_kopeck() -> None:
    assert numbers.exact_money(Decimal("48612940.30"), "ru", "UAH") == f"48{NB}612{NB}940,30{NB}₴"
    assert numbers.exact_money(None, "ru") == numbers.DASH


def test_periods_are_months_or_days() -> None:
    year = date(2025, 11, 1), date(2026, 10, 31)
    assert numbers.period(*year, "en") == "Nov 2025 – Oct 2026"
    assert numbers.period(date(2026, 8, 1), date(2026, 10, 31), "en") == "Aug – Oct 2026"
    assert numbers.period(date(2026, 8, 1), date(2026, 8, 31), "en") == "Aug 2026"
    assert numbers.period(date(2026, 8, 2), date(2026, 8, 9), "en") == "2 Aug – 9 Aug 2026"
    assert numbers.period(*year, "uk") == "лист. 2025 – жовт. 2026"


def test_scale_of_a_column_and_of_a_chart() -> None:
    assert numbers.column_scale(16_860_000, "en") == (Decimal(1_000_000), "M")
    assert numbers.column_scale(6_860_000, "en") == (Decimal(1000), "K")
    assert numbers.scale_of(6_860_000, "en") == (Decimal(1_000_000), "M")
    assert numbers.scale_of(686_000, "ru") == numbers.column_scale(686_000, "ru") == (Decimal(1000), "тыс.")
    assert numbers.scale_of(900, "en") == (Decimal(1), "")


@pytest.mark.parametrize(
    ("text", "english", "others"),
    [
        ("40 000", "40000", "40000"), ("40,000", "40000", "40"), ("1,8", None, "1.8"), ("1.8", "1.8", "1.8"),
        ("12 500,50", "12500.5", "12500.5"), ("40,000.50", "40000.5", "40000.5"), ("1.234,50", "1234.5", "1234.5"),
        ("1,234,567", "1234567", "1234567"), ("1.234.567", "1234567", "1234567"), ("6 %", "6", "6"), ("120%", "120", "120"),
        ("−5", "-5", "-5"), ("-5", "-5", "-5"), ("+5", "5", "5"), ("0,5", "0.5", "0.5"), (".5", "0.5", "0.5"), ("5.", "5", "5"),
        (f"1{NB}234,5", "1234.5", "1234.5"), ("1\u202f234", "1234", "1234"), ("1'234'567", "1234567", "1234567"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, english: str | None, others: str) -> None:
    assert numbers.read_number(text, "en") == (None if english is None else Decimal(english))
    assert {numbers.read_number(text, language) for language in ("ru", "uk")} == {Decimal(others)}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize(
    "text", ["", " ", "abc", "12a", "1e5", "nan", "inf", "%", "5 %%", "--5", "1,2,3", "1.2.3", "1.2,3,4", "²", "١٢", "5 - 3"]
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(text: str, language: str) -> None:
    assert numbers.read_number(text, language) is None


def test_a_digit_taken_out_of_an_english_number_makes_no_decimal() -> None:
    """150,000 without its last digits must not become a hundred and fifty."""
    assert [numbers.read_number(text, "en") for text in ("150,00", "150,0", "150,0000", "150,")] == [None] * 4
    assert [numbers.read_number(text, "ru") for text in (f"150{NB}00", f"150{NB}0000")] == [15000, 1500000]


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**14), 10**14), st.integers(0, 4), st.sampled_from(["en", "ru", "uk"]))
def test_what_we_write_we_read(digits_of: int, digits: int, language: str) -> None:
    value = Decimal(digits_of).scaleb(-digits)
    assert numbers.read_number(numbers.number(value, language, digits), language) == value
    share = value.scaleb(-2)
    assert numbers.read_number(numbers.percent(share, language, digits), language) == value
