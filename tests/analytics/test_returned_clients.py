"""M23: returned is who bought; the worked examples, the fragile, rates of those lost long enough ago, the plain statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled, whole_scope
from loss_oracles import spells_of
from oracles import Rules, dead_orders
from tables import days_of, with_seasons
from written_records import written

from analytics.proportion import wilson
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.winback.returned_clients import HORIZONS, ReturnedClientsSettings, returned_clients

EXAMPLES = settings(max_examples=12, deadline=None)
QUARTERLY = ("2023-01-15", "2023-04-15", "2023-07-15", "2023-10-15")
BACK = date(2024, 3, 20)


def quarterly(*more: Line, name: str = "Alfa") -> list[Line]:
    return [*(line(day, name, 100, manager="Petrov") for day in QUARTERLY), *more]


def on(store: Store, as_of: date, rules: ReturnedClientsSettings | None = None) -> Result:
    return returned_clients(store.engine, Scope(as_of, date(2023, 1, 1), as_of), rules)


def visit(day: date, **more: Any) -> dict[str, Any]:
    return {"client": "Alfa", "step_no": 1, "step": "visit to the office", "channel": "visit", "done_at": day, **more}


def test_returned_on_the_day_of_the_purchase(store_of: Callable[..., Store]) -> None:
    store = store_of(shuffled(quarterly(line(BACK, "Alfa", 400, margin=80, manager="Smirnova"))))
    steps = [visit(date(2024, 3, 1), owner="Smirnova", offer="a coupon", cost=Decimal(30), outcome="promised")]
    with written(store, winback=steps):
        assert on(store, date(2024, 3, 19)).rows == []
        result = on(store, BACK)
    (row,) = result.rows
    assert (row["lost_on"], row["returned_on"], row["away_days"]) == (date(2024, 2, 14), BACK, 35)
    assert (row["is_won_back"], row["step"], row["step_channel"], row["offer"]) == (
        True,
        "visit to the office",
        "visit",
        "a coupon",
    )
    assert (row["manager"], row["money_back"], row["margin_back"], row["cost"]) == ("Smirnova", 400, 80, 30)
    by = {
        trait: [(g["name"], g["won"], g["money_back"], g["cost"]) for g in rows]
        for trait, rows in result.facts["by"].items()
    }
    assert by["step_channel"] == [("visit", 1, 400, 30)] and by["offer"] == [("a coupon", 1, 400, 30)]
    assert (result.facts["won"], result.facts["finished"]) == (1, 1)


def test_who_came_back_twice_in_a_year_is_one_client(store_of: Callable[..., Store]) -> None:
    """Away for half a year twice: two returns, one client, the money of both."""
    twice = [line(day, "Alfa", 400) for day in ("2024-05-20", "2024-12-20")]
    result = on(store_of(shuffled(quarterly(*twice))), date(2024, 12, 31))
    assert {row["returned_on"] for row in result.rows} == {date(2024, 12, 20), date(2024, 5, 20)}
    assert result.facts["period"]["clients"] == 1
    assert result.facts["period"]["money_back"] == sum(row["money_back"] for row in result.rows)


def test_an_order_that_was_refunded_is_no_return(store_of: Callable[..., Store]) -> None:
    order, refund = (
        line("2024-03-05", "Alfa", 10_000, order_no="n1"),
        line("2024-03-07", "Alfa", -10_000, order_no="n2"),
    )
    store = store_of(quarterly(order, refund))
    with written(store):
        assert on(store, BACK).rows == []
        assert on(store_of(quarterly(order)), BACK).table.num_rows == 1


def test_a_step_too_early_did_not_bring_him_and_a_late_client_did_not_return(store_of: Callable[..., Store]) -> None:
    store = store_of(quarterly(line(BACK, "Alfa", 400)))
    with written(store, winback=[visit(BACK - timedelta(days=91))]):
        (row,) = on(store, BACK).rows
        assert not row["is_won_back"] and on(store, BACK).facts["finished"] == 1
    with written(store, winback=[visit(BACK - timedelta(days=90))]):
        assert on(store, BACK).rows[0]["is_won_back"]
    late = store_of(quarterly(line("2024-02-13", "Alfa", 400)))
    with written(late):
        assert on(late, BACK).rows == [], "a purchase of one who was only late is no return"


def test_the_fragile_until_three_purchases(store_of: Callable[..., Store]) -> None:
    more = [line(BACK + timedelta(days=step), "Alfa", 100) for step in (0, 80, 160)]
    store = store_of(quarterly(*more))
    told = {"touches": [{"client": "Alfa", "day": BACK + timedelta(days=2), "manager": "Petrov", "kind": "call"}]}

    def row_on(days: int) -> dict[str, Any]:
        return on(store, BACK + timedelta(days=days)).rows[0]

    with written(store, **told):
        first, second, third = row_on(0), row_on(100), row_on(160)
        assert [row["is_fragile"] for row in (first, second, third)] == [True, True, False]
        assert (first["service_by"], first["was_served"], row_on(2)["was_served"]) == (
            BACK + timedelta(days=3),
            False,
            True,
        )
        assert [row["is_late"] for row in (second, row_on(79), row_on(159))] == [False, False, False]
    alone = store_of(quarterly(line(BACK, "Alfa", 100)))
    with written(alone):
        late = on(alone, BACK + timedelta(days=92)).rows[0]
        again = on(alone, BACK + timedelta(days=122)).rows[0]
    assert (late["is_fragile"], late["is_late"], late["lost_again_on"]) == (True, True, None)
    assert (again["is_fragile"], again["lost_again_on"]) == (False, BACK + timedelta(days=122))


@EXAMPLES
@given(lines=with_seasons(days=700), back=st.integers(0, 200))
def test_every_return_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int) -> None:
    first, last = days_of(lines)
    as_of = max(first, last - timedelta(days=back))
    known = [row for row in lines if row.day <= as_of]
    if any(dead_orders(lines, name) != dead_orders(known, name) for name in {row.client for row in lines}):
        return
    store = store_of(lines)
    with written(store):
        result = returned_clients(store.engine, Scope(as_of, first, as_of))
    spells = spells_of(lines, as_of, Rules())
    losses = [
        s for s in spells if s.number >= 2 and s.lost_on <= as_of and (s.next_day is None or s.lost_on <= s.next_day)
    ]
    expected = {(s.client, s.next_day): s for s in losses if s.next_day}
    found = {(store.names[row["client_id"]], row["returned_on"]): row for row in result.rows}
    assert set(found) == set(expected)
    for (name, day), row in found.items():
        nexts = [d for n, d in expected if n == name and d > day]
        until = min(nexts, default=as_of + timedelta(days=1))
        mine = [sale for sale in known if sale.client == name and day <= sale.day < until]
        after = [s for s in spells if s.client == name and day <= s.day < until]
        assert row["money_back"] == sum(sale.amount for sale in mine)
        assert (row["purchases_since"], row["last_purchase"]) == (len(after), after[-1].day)
        again = [s.lost_on for s in losses if s.client == name and day <= s.day < until]
        assert row["lost_again_on"] == (again[0] if again else None) and not row["is_won_back"]
    for rate in result.facts.get("curve", []):
        old = [s for s in losses if s.lost_on + timedelta(days=rate["days"]) <= as_of]
        quick = [s for s in old if s.next_day and (s.next_day - s.lost_on).days <= rate["days"]]
        assert (rate["lost"], rate["returned"]) == (len(old), len(quick)) and rate["days"] in HORIZONS
        assert (rate["low"], rate["high"]) == wilson(len(quick), len(old))


def test_before_the_first_sale_there_is_nothing(store_of: Callable[..., Store]) -> None:
    store = store_of(quarterly())
    result = returned_clients(
        store.engine, whole_scope(quarterly(), as_of=date(2020, 1, 1), first_day=date(2020, 1, 1))
    )
    assert (result.status, result.rows) == (Status.NOT_ENOUGH_DATA, [])


def test_a_loss_counts_for_a_rate_from_the_day_on_which_it_is_old_enough(store_of: Callable[..., Store]) -> None:
    lost_on = date(2024, 2, 14)
    store = store_of(quarterly())
    with written(store):
        for days, known in ((29, []), (30, [30]), (60, [30, 60])):
            curve = on(store, lost_on + timedelta(days=days)).facts["curve"]
            assert [(row["days"], row["lost"], row["returned"]) for row in curve] == [(d, 1, 0) for d in known]
