"""Dates as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.date_format import DateFormat, decide, is_month


@pytest.mark.parametrize(
    "text",
    ["05.01.2024", "5.1.24", "05.01.2024 12:34:56", "5 янв. 2024", "5 января 2024 г.", "5 січ. 2024 р.", "5 січня 2024",
     "Jan 5, 2024", "January 5th, 2024", "5-Jan-24", "Fri, 5 Jan 2024", "2024-01-05", "2024-01-05T23:59:00+03:00",
     "2024-01-05 10:00:00 -0500", "2024/1/5", "20240105", "45296", "05/01/2024", "2024-01-05 00:00:00.000"],
)  # fmt: skip
def test_spellings_of_one_day(text: str) -> None:
    assert DateFormat("dmy").read(text) == date(2024, 1, 5)


@pytest.mark.parametrize(
    "text", ["08//01/2019", "31.02.2024", "не закрыта", "13/13/2024", "12", "2024", "1,5", "99999"]
)
def test_no_dates(text: str) -> None:
    assert DateFormat("dmy").read(text) is None


def test_typed_cells_of_a_workbook() -> None:
    for cell in (45296, 45296.75, datetime(2024, 1, 5, 23), date(2024, 1, 5), 20240105.0):
        assert DateFormat("mdy").read(cell) == date(2024, 1, 5)
    assert DateFormat("mdy").read(True) is None


@pytest.mark.parametrize(
    ("column", "verdict"),
    [
        (["01/02/2024", "01/13/2024"], "mdy"),
        (["01/02/2024", "13/01/2024"], "dmy"),
        (["01/02/2024", "03/04/2024"], "unknown"),
        (["13/01/2024", "01/13/2024"], "mixed"),
        (["01.02.2024"], "dmy"),
        (["2024-01-02", "5 Jan 2024", "03/03/2024"], "plain"),
    ],
)
def test_evidence_of_a_column(column: list[str], verdict: str) -> None:
    assert decide(column) == verdict


def test_without_an_order_only_dates_with_one_reading_are_read() -> None:
    unsure = DateFormat(None)
    assert unsure.read("03/04/2024") is None
    assert unsure.read("13/04/2024") == date(2024, 4, 13)
    assert unsure.read("04/13/2024") == date(2024, 4, 13)
    assert unsure.read("04/04/2024") == date(2024, 4, 4)


def test_months() -> None:
    assert all(is_month(text) for text in ("янв.24", "Март 2024", "02.2024", "2024-02", "Sep 2024"))
    assert not any(is_month(text) for text in ("Сумма", "March", "2024", "05.01.2024"))


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_what_is_written_is_read_back(day: date) -> None:
    assert DateFormat("dmy").read(f"{day:%d.%m.%Y}") == day
    assert DateFormat("mdy").read(f"{day:%m/%d/%Y}") == day
    assert DateFormat("mdy").read(day.isoformat()) == day
    assert DateFormat("dmy").read(f"{day:%d.%m.%y} 0:00") == day


def test_a_day_that_does_not_exist_proves_no_order() -> None:
    assert decide(["12/21/2023", "31.02.2024"]) == "mdy"
    assert decide(["05.01.2024", "00.00.0000"]) == "dmy"
    assert decide(["31/02/2024", "01/02/2024"]) == "unknown"
