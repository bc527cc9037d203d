"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.cells import text_of
from ingestion.number_format import NumberFormat, decide, dissect


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1 234,50", ",", "1234.50"),
        ("1\u00a0234,50 руб.", ",", "1234.50"),
        ("1\u202f234,50 ₽", ",", "1234.50"),
        ("1137,87р.", ",", "1137.87"),
        ("₽-2 645,01", ",", "-2645.01"),
        ("(1 200)", ",", "-1200"),
        ("($12.00)", ".", "-12.00"),
        ("$10,288.32", ".", "10288.32"),
        ("1'234.50", ".", "1234.50"),
        ("1.200,50", ",", "1200.50"),
        ("100-", ".", "-100"),
        ("−5,5", ",", "-5.5"),
        ("6,81439E+4", ",", "68143.9"),
        ("12,34,567.00", ".", "1234567.00"),
        ("10000|RUB", ".", "10000"),
        ("12 500 грн", ",", "12500"),
        (".5", ".", "0.5"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
    ],
)
def test_spellings(text: str, sign: str, value: str) -> None:
    assert NumberFormat(sign).read(text) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["abc", "12 34", "1,2,3", "5%", "08//01", "--5", "1.2.3.4", "", "12:30", "№5"])
def test_no_numbers(text: str) -> None:
    assert dissect(text) is None


def test_a_text_that_contradicts_the_column_is_not_read() -> None:
    assert NumberFormat(".").read("12,5") is None
    assert NumberFormat(",").read("12.5") is None
    assert NumberFormat(",").read("1,234,567") is None


def test_without_evidence_only_sure_texts_are_read() -> None:
    assert NumberFormat(None).read("1,234") is None
    assert NumberFormat(None).read("1,23") == Decimal("1.23")


@pytest.mark.parametrize(
    ("column", "verdict"),
    [
        (["1,5", "1,234"], ","),
        (["1,234.5", "1,234"], "."),
        (["1,234", "5,678"], "unknown"),
        (["10", "20"], "plain"),
        (["1,5", "1.5"], "mixed"),
        ([1.234, 5.0], "plain"),
        (["1,234,567"], "."),
    ],
)
def test_evidence_of_a_column(column: list[str], verdict: str) -> None:
    assert decide(column) == verdict


def test_numbers_of_a_workbook_keep_their_shortest_digits() -> None:
    assert NumberFormat(",").read(0.1 + 0.2) == Decimal("0.30000000000000004")
    assert NumberFormat(",").read(1.234) == Decimal("1.234")
    assert NumberFormat(".").read(True) is None
    assert NumberFormat(".").read(float("nan")) is None


@given(
    st.decimals(min_value=-(10**11), max_value=10**11, places=2), st.sampled_from([" ", "\u00a0", "\u202f", "", "'"])
)
def test_what_is_written_is_read_back(value: Decimal, group: str) -> None:
    for sign, other in ((",", "."), (".", ",")):
        plain = f"{value:,.2f}"
        for mark in (group, other):
            text = plain.replace(",", "\0").replace(".", sign).replace("\0", mark)
            assert NumberFormat(sign).read(text) == value  # type: ignore[arg-type]
            assert NumberFormat(None).read(text) == value


@pytest.mark.parametrize(
    ("cell", "text"),
    [(7.0, "7"), (1.5, "1.5"), (123456789012345.0, "123456789012345"), (1.234567890123457e18, "1234567890123457000"),
     (1e-7, "0.0000001"), (-2.0, "-2"), (float("nan"), "nan"), (float("inf"), "inf")],
)  # fmt: skip
def test_numbers_of_a_workbook_as_texts_have_no_exponent(cell: float, text: str) -> None:
    assert text_of(cell) == text
