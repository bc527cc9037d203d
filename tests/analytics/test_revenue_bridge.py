"""M07, level 1, with the kinds of movement of M04."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, whole_scope
from tables import START, with_seasons

from analytics.errors import WrongSetting
from analytics.pulse.revenue_bridge import BridgeSettings, bridge_bars, bridge_clients, bridge_table, revenue_bridge
from analytics.result import Status
from analytics.scope import Scope
from analytics.windows import warm_until

EXAMPLES = settings(max_examples=20, deadline=None)
W0, W1 = (date(2023, 8, 1), date(2023, 10, 31)), (date(2024, 8, 1), date(2024, 10, 31))
YEAR_AGO = Scope(date(2024, 10, 31), *W1)


def every(days: int, first: date, last: date, client: str, amount: float) -> list[Line]:
    """Purchases of one amount at equal intervals."""
    return [line(first + timedelta(days=step), client, amount) for step in range(0, (last - first).days + 1, days)]


def six_clients() -> list[Line]:
    """A falls a little, B grows a little, C is lost, D pauses, E is new, F returns; file old enough to know."""
    start = date(2022, 1, 3)
    lines = every(15, start, W1[1], "A", 100) + every(15, start, W1[1], "B", 100)
    lines += [
        row if row.day < W1[0] else replace(row, amount=Decimal(90)) for row in every(15, start, W1[1], "A2", 100)
    ]
    lines += every(15, start, date(2023, 12, 1), "C", 200)
    lines += every(200, date(2022, 7, 1), date(2024, 7, 25), "D", 600)
    lines += every(20, date(2024, 8, 5), W1[1], "E", 50)
    lines += every(15, start, date(2023, 1, 20), "F", 70) + every(15, date(2024, 9, 1), W1[1], "F", 70)
    lines += [line("2023-09-01", "", 30), line("2024-09-01", "", 45)]
    return lines


def test_kinds_and_exact_sum(store_of: Callable[..., Store]) -> None:
    lines = six_clients()
    store = store_of(lines)
    result = revenue_bridge(store.engine, YEAR_AGO)
    names = {row["client"] or "nobody": row["kind"] for row in bridge_clients(store.engine, YEAR_AGO).rows}
    kinds = {"C": "lost", "D": "paused", "E": "new", "F": "returned", "nobody": "unidentified", "A2": "decline"}
    assert names | kinds == names
    assert [row["kind"] for row in result.rows] == [
        "lost",
        "paused",
        "decline",
        "growth",
        "returned",
        "new",
        "unidentified",
    ]
    expected = [sum(row.amount for row in lines if first <= row.day <= last) for first, last in (W0, W1)]
    assert [result.facts["before"], result.facts["after"]] == expected
    assert sum(row["change"] for row in result.rows) == expected[1] - expected[0] == result.facts["change"]
    assert result.rows[-1] | {"clients": None} == result.rows[-1]
    assert result.rows[-1]["change"] == 15


def test_early_first_purchases_are_not_called_new(store_of: Callable[..., Store]) -> None:
    lines = every(10, date(2024, 1, 1), date(2024, 6, 30), "Old", 100) + every(
        10, date(2024, 4, 5), date(2024, 6, 30), "Late", 40
    )
    scope = Scope(date(2024, 6, 30), date(2024, 4, 1), date(2024, 6, 30), compare="previous")
    store = store_of(lines)
    result = revenue_bridge(store.engine, scope)
    assert {row["kind"]: row["clients"] for row in result.rows if row["clients"]} == {"decline": 1, "unknown": 1}
    assert "W_SEASON" in [notice.code for notice in result.warnings]
    shorter = revenue_bridge(store.engine, scope, BridgeSettings(warmup_months=3))
    assert {row["kind"]: row["clients"] for row in shorter.rows if row["clients"]} == {"decline": 1, "new": 1}


def test_movement_band(store_of: Callable[..., Store]) -> None:
    kept = [
        line(day, name, 100)
        for name in ("Up", "Down", "Edge")
        for day in ("2023-01-10", "2023-04-10", "2023-08-10", "2023-12-10", "2024-04-10")
    ]
    kept += [line("2024-08-09", "Up", 131), line("2024-08-09", "Down", 69), line("2024-08-09", "Edge", 70)]
    result = bridge_clients(store_of(kept).engine, replace(YEAR_AGO, as_of=date(2024, 10, 31)))
    assert {row["client"]: row["movement"] for row in result.rows} == {"Up": "up", "Down": "down", "Edge": "stable"}
    assert {row["client"]: row["kind"] for row in result.rows} == {"Up": "growth", "Down": "decline", "Edge": "decline"}


def test_manager_filter_keeps_the_clients_of_others_out_of_the_lost(store_of: Callable[..., Store]) -> None:
    """A client handed over is a decline for the old manager, not a loss: he still buys from the company."""
    lines = [replace(row, manager="Petrov") for row in every(15, date(2022, 1, 3), W0[1], "A", 100)]
    lines += [replace(row, manager="Smirnova") for row in every(15, date(2023, 11, 5), W1[1], "A", 100)]
    engine = store_of(lines).engine
    for manager, kind in (("Petrov", "decline"), ("Smirnova", "growth")):
        rows = bridge_clients(engine, replace(YEAR_AGO, managers=(manager,))).rows
        assert [(row["client"], row["kind"], row["manager"]) for row in rows] == [("A", kind, "Smirnova")]


def test_short_history_and_overlapping_windows(store_of: Callable[..., Store]) -> None:
    lines = every(10, date(2024, 1, 1), date(2024, 10, 31), "A", 100)
    engine = store_of(lines).engine
    result = revenue_bridge(engine, YEAR_AGO)
    assert result.status is Status.NOT_ENOUGH_DATA
    assert result.warnings[0].facts == {"need": 15, "have": 10}
    with pytest.raises(WrongSetting):
        revenue_bridge(engine, Scope(date(2024, 10, 31), date(2022, 1, 1), date(2024, 10, 31)))


@EXAMPLES
@given(
    lines=with_seasons(days=700),
    measure=st.sampled_from(["revenue", "margin", "orders"]),
    managers=st.sampled_from([(), ("Petrov",)]),
)
def test_exact_and_antisymmetric(
    store_of: Callable[..., Store], lines: list[Line], measure: str, managers: tuple[str, ...]
) -> None:
    store = store_of(lines)
    windows = (START, START + timedelta(days=299)), (START + timedelta(days=350), START + timedelta(days=649))
    scope = whole_scope(lines, as_of=START + timedelta(days=800), measure=measure, managers=managers)
    rules = BridgeSettings()
    forth = bridge_table(store.engine, scope, rules, *windows).to_pylist()
    back = bridge_table(store.engine, scope, rules, windows[1], windows[0]).to_pylist()
    assert {row["client_id"]: row["change"] for row in forth} == {row["client_id"]: -row["change"] for row in back}
    inside = [row for row in lines if not managers or row.manager in managers]
    sums = [
        sum(
            (
                oracles.worth(
                    [row for row in inside if row.client == name and first <= row.day <= last], lines, name, measure
                )
                for name in {row.client for row in inside}
            ),
            Decimal(0),
        )
        for first, last in windows
    ]
    bars = bridge_bars(bridge_table(store.engine, scope, rules, *windows)).to_pylist()
    assert [sum(row["before"] for row in bars), sum(row["after"] for row in bars)] == sums
    assert sum(row["change"] for row in bars) == sums[1] - sums[0]


@EXAMPLES
@given(lines=with_seasons(days=700))
def test_kinds_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line]) -> None:
    store = store_of(lines)
    windows = (START, START + timedelta(days=299)), (START + timedelta(days=350), START + timedelta(days=649))
    scope = whole_scope(lines, as_of=START + timedelta(days=800))
    rules = oracles.Rules()
    rows = bridge_table(store.engine, scope, BridgeSettings(), *windows).to_pylist()
    rhythms = [
        found["rhythm_days"]
        for name in store.numbers
        if (found := oracles.status_of(lines, name, windows[1][1], rules)) and found["basis"] == "own"
    ]
    known_from = warm_until(min(row.day for row in lines), oracles.linear_quantile(rhythms, 0.5) if rhythms else None)  # type: ignore[arg-type]
    for row in rows:
        name = store.names.get(row["client_id"], "")
        cut = [[sale for sale in lines if sale.day <= end] for end in (windows[0][1], windows[1][1])]
        if any(oracles.dead_orders(part, name) != oracles.dead_orders(lines, name) for part in cut):
            continue  # cancelled later: a correction that the plain statement, reading only older rows, cannot see
        assert row["kind"] == oracles.movement(lines, name, *windows, rules, known_from), name
