"""M13's clock and the agreed pause: who is silent and not gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from line_store import Line, Store, line, shuffled

from analytics.lost.silent_with_reason import silent_with_reason
from analytics.scope import Scope


def asked(store: Store, day: str) -> dict[str, tuple[object, ...]]:
    """client -> status, due day, lost day."""
    as_of = date.fromisoformat(day)
    rows = silent_with_reason(store.engine, Scope(as_of, date(2020, 1, 1), as_of)).rows
    return {row["client"]: (row["status"], row["due_on"], row["lost_on"]) for row in rows}


def spring(name: str, years: tuple[int, ...] = (2022, 2023)) -> list[Line]:
    """Buys in April and May only."""
    return [
        line(date(year, month, day), name, 100) for year in years for month, day in ((4, 10), (4, 24), (5, 8), (5, 20))
    ]


def test_a_buyer_of_two_months_is_not_lost_in_november(store_of: Callable[..., Store]) -> None:
    """Worked example: first purchase of the last season 10 April 2023, a season of 61 days."""
    store = store_of(shuffled(spring("Garden") + spring("Young", (2023,))))
    told = ("seasonal", date(2024, 4, 9), date(2024, 6, 30))
    assert asked(store, "2023-11-15") == {"Garden": told}
    assert asked(store, "2023-06-08") == {"Garden": told}
    assert asked(store, "2024-04-08") == {"Garden": told}
    assert asked(store, "2024-04-09") == {}  # the new season has begun without him: late
    assert asked(store, "2023-05-21") == {}  # still buying


def test_december_and_january_are_neighbours_and_a_short_season_has_patience(store_of: Callable[..., Store]) -> None:
    days = [date(year, 12, day) for year in (2021, 2022) for day in (15, 28)] + [date(2022, 1, 9), date(2023, 1, 9)]
    store = store_of(
        [line(day, "Winter", 50) for day in days]
        + [line(day, "All year", 50) for day in (date(2022, 1, 1) + timedelta(days=30 * step) for step in range(13))]
    )
    assert asked(store, "2023-09-01") == {"Winter": ("seasonal", date(2023, 12, 15), date(2024, 3, 7))}  # 62 days x 4/3
    one_month = [line(date(year, 2, day), "February", 50) for year in (2021, 2022) for day in (3, 20)]
    store = store_of(one_month)
    assert asked(store, "2022-08-01") == {
        "February": ("seasonal", date(2023, 2, 3), date(2023, 3, 20))
    }  # at least 45 days


@pytest.mark.parametrize(
    ("touched_on", "next_date", "found"),
    [
        ("2024-06-01", "2024-09-01", True),
        ("2024-06-01", "2024-07-31", False),
        ("2024-08-02", "2024-09-01", False),
        ("2024-03-01", "2024-09-01", False),
    ],
)
def test_a_pause_is_agreed_after_the_last_purchase_and_not_over(
    store_of: Callable[..., Store], touched_on: str, next_date: str, found: bool
) -> None:
    days = [date(2024, 1, 1) + timedelta(days=30 * step) for step in range(4)]  # the last on 31 March
    store = store_of([line(day, "Alfa", 100) for day in days])
    with store.engine.cursor() as cursor:
        cursor.execute("INSERT INTO client_aliases VALUES ('name', 'alfa', 1)")
        cursor.execute(
            "INSERT INTO touches_loaded (import_id, day, client, client_key, manager, next_date) VALUES (1, ?, 'Alfa', 'alfa', '', ?)",
            [touched_on, next_date],
        )
    try:
        told = asked(store, "2024-08-01")
        assert told == ({"Alfa": ("agreed_pause", date.fromisoformat(next_date), None)} if found else {})
    finally:
        with store.engine.cursor() as cursor:
            cursor.execute("DELETE FROM touches_loaded; DELETE FROM client_aliases")


def test_a_firm_that_closed(store_of: Callable[..., Store]) -> None:
    store = store_of([line(date(2024, 1, 1) + timedelta(days=30 * step), "Alfa", 100) for step in range(4)])
    with store.engine.cursor() as cursor:
        cursor.execute("UPDATE clients SET state = 'closed'")
    assert asked(store, "2024-08-01") == {"Alfa": ("closed", None, None)}
