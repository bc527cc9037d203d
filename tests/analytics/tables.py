"""Random small tables of sales, with everything that makes sales awkward."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from line_store import Line

START = date(2023, 1, 5)
AMOUNTS = ("100", "100", "60", "40", "250.55", "999.99", "0", "-60", "-100", "-250.55", "0.004", "1")
CLIENTS = ("Alfa", "Beta", "Gamma", "Delta", "Omega", "")


def amounts() -> st.SearchStrategy[Decimal]:
    """Few different sums, so that ties, full returns and zero lines happen often."""
    return st.sampled_from(AMOUNTS).map(Decimal)


@st.composite
def one_line(draw: st.DrawFn, days: int) -> Line:
    """A line of any client on any day; the order number may be missing, and returns have numbers of their own."""
    amount = draw(amounts())
    return Line(
        day=START + timedelta(days=draw(st.integers(0, days))),
        client=draw(st.sampled_from(CLIENTS)),
        amount=amount,
        margin=draw(st.sampled_from([None, amount / 4, amount / 2])),
        quantity=draw(st.sampled_from([None, Decimal(1), Decimal(3)])),
        order_no=draw(st.sampled_from([None, None, *(f"n{number}" for number in range(12))])),
        category=draw(st.sampled_from(["", "Paint", "Tools"])),
        manager=draw(st.sampled_from(["", "Petrov", "Smirnova"])),
        region=draw(st.sampled_from(["", "North"])),
        channel=draw(st.sampled_from(["", "Shop"])),
    )


@st.composite
def regular_client(draw: st.DrawFn, days: int, name: str) -> list[Line]:
    """A client who buys at intervals around a rhythm, may fall silent and may come back."""
    day, lines = START + timedelta(days=draw(st.integers(0, 60))), []
    rhythm = draw(st.integers(5, 70))
    while (day - START).days <= days and len(lines) < 25:
        lines.append(
            Line(
                day,
                name,
                draw(amounts().filter(lambda sum_: sum_ > 0)),
                manager=draw(st.sampled_from(["Petrov", "Smirnova"])),
            )
        )
        day += timedelta(days=max(1, rhythm + draw(st.integers(-4, 4))) + draw(st.sampled_from([0, 0, 0, 0, 150])))
    return lines


@st.composite
def sales(draw: st.DrawFn, days: int = 500, least: int = 1) -> list[Line]:
    """A shuffled table of random lines and of a few clients with a rhythm."""
    lines = draw(st.lists(one_line(days), min_size=least, max_size=25))
    for name in draw(st.lists(st.sampled_from(CLIENTS[:5]), unique=True, max_size=4)):
        lines += draw(regular_client(days, name))
    return draw(st.permutations(lines))


def days_of(lines: list[Line]) -> tuple[date, date]:
    """First and last day of a table."""
    return min(row.day for row in lines), max(row.day for row in lines)


@st.composite
def seasonal_client(draw: st.DrawFn, name: str) -> list[Line]:
    """A client who buys in a few months of the year, and now and then in another."""
    months = draw(st.sampled_from([(4, 5), (12, 1), (6, 7, 8, 9), (2,)]))
    last = draw(st.sampled_from([date(2024, 8, 1), date(2025, 6, 30)]))
    every = [START + timedelta(days=step) for step in range((last - START).days)]
    inside = [day for day in every if day.month in months]
    days = draw(st.lists(st.sampled_from(inside), min_size=4, max_size=12))
    days += draw(st.lists(st.sampled_from(every), max_size=2))
    return [Line(day, name, Decimal(100), manager="Petrov") for day in days]


def with_seasons(days: int = 500) -> st.SearchStrategy[list[Line]]:
    """A table of every kind of client, or of one who buys in a season beside one who buys all the year."""
    other = [Line(START + timedelta(days=30 * step), "Alfa", Decimal(40), manager="Smirnova") for step in range(20)]
    return st.one_of(sales(days), seasonal_client("Beta").map(lambda lines: lines + other))
