"""Numbers, money, dates as people of each language write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

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
