"""`client_day` and `purchase_states` against the plain statement of what they hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import mean, stdev

import oracles
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line
from tables import sales, with_seasons

from storage.derived import RhythmRules
from storage.migrate import migrations

EXAMPLES = settings(max_examples=15, deadline=None)


@EXAMPLES
@given(lines=with_seasons(), clients=st.sampled_from([1, 2, 30]), window=st.sampled_from([5, 5, 3, 4]))
def test_purchase_states(store_of: Callable[..., Store], lines: list[Line], clients: int, window: int) -> None:
    store = store_of(lines, RhythmRules(fallback_clients=clients, rhythm_window=window))
    rules = oracles.Rules(window=window, clients=clients)
    bought = oracles.all_purchases(lines, rules)
    found = store.engine.query("SELECT * FROM purchase_states ORDER BY client_id, day").to_pylist()
    assert [(store.names[row["client_id"]], row["day"]) for row in found] == sorted(
        (name, day) for name, days in bought.items() for day in days
    )
    for row in found:
        name = store.names[row["client_id"]]
        days = bought[name]
        place = days.index(row["day"])
        gaps = [(later - earlier).days for earlier, later in pairwise(days[: place + 1])]
        rhythm, basis = oracles.rhythm_on(bought, name, row["day"], rules)
        assert (row["basis"], row["purchase_no"], row["first_day"]) == (basis, place + 1, days[0])
        assert math.isclose(row["rhythm_days"], rhythm)
        assert row["previous_day"] == (days[place - 1] if place else None)
        assert row["next_day"] == (days[place + 1] if place + 1 < len(days) else None)
        assert row["gap_days"] == (gaps[-1] if gaps else None)
        assert row["gap_mean"] is None if not gaps else math.isclose(row["gap_mean"], mean(gaps))
        if len(gaps) > 1:
            assert math.isclose(row["gap_cv"], stdev(gaps) / mean(gaps), abs_tol=1e-6)
        year = [sale for sale in lines if sale.client == name and row["day"] - timedelta(364) <= sale.day <= row["day"]]
        assert row["net_12m"] == sum(sale.amount for sale in year)
        assert (row["manager"], row["region"], row["channel"]) == oracles.seller(lines, name, row["day"])
        back = row["next_day"] and oracles.seller(lines, name, row["next_day"])[0]
        assert row["next_manager"] == back
        clock = oracles.season_clock(days[: place + 1])
        limit = (clock.lost_on - row["day"]).days if clock else None
        assert (row["season_over_on"], row["season_due_on"]) == (clock[:2] if clock else (None, None))
        assert row["season_threshold_days"] == limit


def test_an_older_database_learns_the_seasons(store_of: Callable[..., Store]) -> None:
    spring = [line(f"{year}-{day}", "Garden", 100) for year in (2022, 2023) for day in ("04-10", "04-24", "05-20")]
    engine = store_of([*spring, line("2023-06-01", "Alfa", 50)]).engine
    columns = ("season_over_on", "season_due_on", "season_threshold_days")
    every = f"SELECT client_id, day, {', '.join(columns)} FROM purchase_states ORDER BY client_id, day"
    built = engine.query(every).to_pylist()
    assert any(row["season_due_on"] for row in built)
    migration = next(found for found in migrations() if found.name == "season_clocks")
    with engine.cursor() as cursor:
        for column in columns:
            cursor.execute(f"ALTER TABLE purchase_states DROP COLUMN {column}")
        cursor.execute(migration.sql)
    assert engine.query(every).to_pylist() == built


def test_an_older_database_learns_who_sold_next(store_of: Callable[..., Store]) -> None:
    sold = [("2024-01-10", "Petrov"), ("2024-02-10", "Smirnova"), ("2024-03-10", ""), ("2024-04-10", "Petrov")]
    engine = store_of([line(day, name, 100, manager=by) for name in ("Alfa", "Beta") for day, by in sold]).engine
    every = "SELECT client_id, day, manager, next_manager FROM purchase_states ORDER BY client_id, day"
    built = engine.query(every).to_pylist()
    assert [row["next_manager"] for row in built] == ["Smirnova", "", "Petrov", None] * 2
    migration = next(found for found in migrations() if found.name == "next_seller")
    with engine.cursor() as cursor:
        cursor.execute("ALTER TABLE purchase_states DROP COLUMN next_manager")
        cursor.execute(migration.sql)
    assert engine.query(every).to_pylist() == built


@EXAMPLES
@given(lines=sales())
def test_client_day_keeps_every_kopeck(store_of: Callable[..., Store], lines: list[Line]) -> None:
    store = store_of(lines)
    rows = store.engine.query("SELECT * FROM client_day").to_pylist()
    assert sum(row["net"] for row in rows) == sum(sale.amount for sale in lines)
    assert sum(row["margin"] or 0 for row in rows) == sum(sale.margin or 0 for sale in lines)
    assert sum(row["margin_base"] for row in rows) == sum(sale.amount for sale in lines if sale.margin is not None)
    for client in {sale.client for sale in lines}:
        own = [row for row in rows if row["client_id"] == store.numbers.get(client, 0)]
        mine = [sale for sale in lines if sale.client == client]
        assert sum(row["orders"] for row in own) == oracles.orders_of(mine, lines, client)


def test_a_return_with_its_own_number_cancels_one_order(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2024-01-01", "Alfa", 100, order_no="1"),
        line("2024-01-05", "Alfa", 100, order_no="2"),
        line("2024-01-20", "Alfa", -100, order_no="3"),
        line("2024-03-01", "Alfa", -100, order_no="4"),  # too late for order 2
    ]
    days = store_of(lines).engine.query("SELECT day FROM purchase_states").column("day").to_pylist()
    assert days == [date(2024, 1, 5)]


def test_zero_lines_and_partial_returns(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2024-01-01", "Alfa", 0),
        line("2024-01-02", "Alfa", 100, order_no="1"),
        line("2024-01-09", "Alfa", -99, order_no="1"),
    ]
    store = store_of(lines)
    assert store.engine.query("SELECT day FROM purchase_states").column("day").to_pylist() == [date(2024, 1, 2)]
    assert store.engine.query("SELECT sum(net) AS net FROM client_day").column("net")[0].as_py() == Decimal(1)
