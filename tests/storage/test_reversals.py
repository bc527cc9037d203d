"""Orders that were fully taken back make no purchase day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from staging import sale, staged_file

from storage.imports import load
from storage.reversals import Order, matched_returns
from storage.store import Store

START = date(2024, 1, 1)


def order(number: str, day: int, net: int, client: int = 1) -> Order:
    return client, number, START + timedelta(days=day), Decimal(net)


def test_a_return_of_the_whole_amount_within_the_days_cancels() -> None:
    assert matched_returns([order("s", 0, 100), order("r", 30, -100)], 30) == [(1, "s"), (1, "r")]


def test_a_late_early_other_or_partial_return_cancels_nothing() -> None:
    assert matched_returns([order("s", 0, 100), order("r", 31, -100)], 30) == []
    assert matched_returns([order("r", 0, -100), order("s", 1, 100)], 30) == []
    assert matched_returns([order("s", 0, 100), order("r", 1, -100, client=2)], 30) == []
    assert matched_returns([order("s", 0, 100), order("r", 1, -99)], 30) == []


def test_one_return_cancels_one_order() -> None:
    found = matched_returns([order("a", 0, 100), order("b", 1, 100), order("r", 2, -100)], 30)
    assert found == [(1, "a"), (1, "r")]


orders = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([100, -100, 50, -50])), min_size=1, max_size=6).map(
    lambda found: [order(str(at), day, net) for at, (day, net) in enumerate(found)]
)


def most_pairs(found: list[Order], within: int) -> int:
    """The largest number of pairs, by trying every assignment."""
    sales = [o for o in found if o[3] > 0]
    returns = [o for o in found if o[3] < 0]
    most = 0
    for chosen in permutations(returns, min(len(sales), len(returns))):
        for places in permutations(sales, len(chosen)):
            pairs = [r[3] == -s[3] and 0 <= (r[2] - s[2]).days <= within for r, s in zip(chosen, places, strict=True)]
            most = max(most, sum(pairs))
    return most


@given(orders, st.randoms(use_true_random=False))
def test_as_many_pairs_as_possible_in_any_order_of_rows(found: list[Order], rng: random.Random) -> None:
    matched = matched_returns(found, 30)
    assert len(matched) == 2 * most_pairs(found, 30)
    assert matched_returns(rng.sample(found, len(found)), 30) == matched


def purchase_days(store: Store, tmp_path: Path, rows: list[dict[str, object]]) -> list[date]:
    load(store, staged_file(tmp_path, "a.csv", rows), by="owner")
    days: list[date] = store.query("SELECT day FROM purchase_states ORDER BY day").column("day").to_pylist()
    return days


def test_cancelled_orders_keep_their_money_and_lose_their_day(store: Store, tmp_path: Path) -> None:
    rows = [
        sale(START, "Лотос", 100, order_no="1"),
        sale(date(2024, 1, 5), "Лотос", -100, order_no="C1"),
        sale(date(2024, 2, 1), "Лотос", 70, order_no="2"),
        sale(date(2024, 2, 9), "Лотос", -70, order_no="2"),
        sale(date(2024, 3, 1), "Лотос", 50, order_no="3"),
        sale(date(2024, 3, 2), "Лотос", -20, order_no="C3"),
        sale(date(2024, 4, 1), "Лотос", 0, order_no="4"),
    ]
    assert purchase_days(store, tmp_path, rows) == [date(2024, 3, 1)]
    assert store.query("SELECT sum(net) AS net FROM client_day").column("net")[0].as_py() == Decimal(30)


def test_without_order_numbers_a_return_cancels_nothing(store: Store, tmp_path: Path) -> None:
    rows = [sale(START, "Лотос", 100), sale(date(2024, 1, 5), "Лотос", -100)]
    assert purchase_days(store, tmp_path, rows) == [START]
