"""M20: the grid and what outweighs it, the worked examples, the plain statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import win_back_oracles as plain
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from loss_oracles import same_money
from oracles import Rules, dead_orders
from tables import days_of, with_seasons
from written_records import written

from analytics.errors import WrongSetting
from analytics.periods import last_complete_months
from analytics.result import Status
from analytics.scope import Scope
from analytics.winback.win_back_priority import (
    WinBackPrioritySettings,
    current_borders,
    win_back_priority,
)

EXAMPLES = settings(max_examples=12, deadline=None)
SCOPE = Scope(date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31))


def monthly(name: str, amount: int, last: date = date(2024, 12, 2), **more: Any) -> list[Line]:
    """A client who has bought on the second of each month since January 2023 until a day."""
    months = [date(2023 + m // 12, m % 12 + 1, 2) for m in range(24)]
    margin = more.pop("margin", amount / 5)
    return [line(day, name, amount, margin=margin, manager="Petrov", **more) for day in months if day <= last]


def uneven(name: str, amount: int, last: date = date(2024, 3, 2)) -> list[Line]:
    """The same with very uneven money."""
    rows = monthly(name, amount, last)
    return [replace(r, amount=r.amount * (9 if at % 6 == 0 else 1), margin=r.margin) for at, r in enumerate(rows)]


def company() -> list[Line]:
    """Those who buy now: class A from 240 000 a year, class B from 12 000, C below."""
    lines = [row for n in range(10) for row in monthly(f"Large {n}", 20_000)]
    lines += [row for n in range(12) for row in monthly(f"Middle {n}", 1_000)]
    return lines + [row for n in range(12) for row in monthly(f"Small {n}", 60)]


LOST = date(2024, 3, 2)


def rows_of(store: Store, rules: WinBackPrioritySettings | None = None) -> dict[str, dict[str, Any]]:
    return {row["client"]: row for row in win_back_priority(store.engine, SCOPE, rules).rows}


def test_the_grid(store_of: Callable[..., Store]) -> None:
    lost = monthly("Alfa", 21_000, LOST) + uneven("Beta", 800) + monthly("Gamma", 100, LOST) + uneven("Delta", 20)
    store = store_of(shuffled(company() + lost))
    borders = current_borders(store.engine, SCOPE)
    assert (borders.a, borders.b) == (12 * 20_000, 12 * 1_000) and borders.margin_share == pytest.approx(0.2, abs=0.01)
    rows = rows_of(store)
    told = {
        name: (row["abc_class"], row["xyz_class"], row["priority"], row["decided_by"]) for name, row in rows.items()
    }
    assert told == {
        "Alfa": ("A", "X", 1, "grid"), "Beta": ("B", "Z", 3, "grid"),
        "Gamma": ("C", "X", 3, "grid"), "Delta": ("C", "Z", 4, "grid"),
    }  # fmt: skip
    assert list(rows) == ["Alfa", "Beta", "Gamma", "Delta"]
    alfa = rows["Alfa"]
    assert (alfa["value"], alfa["profit"], alfa["expected"]) == (252_000, 50_400, Decimal("20160.0000"))
    resorted = rows_of(store, WinBackPrioritySettings(cx=1, ax=4))
    assert {name: row["priority"] for name, row in resorted.items()} == {"Gamma": 1, "Beta": 3, "Alfa": 4, "Delta": 4}
    assert list(resorted) == ["Gamma", "Beta", "Alfa", "Delta"]


def test_by_is_two_and_one_off_buyers_are_judged_by_money_alone(store_of: Callable[..., Store]) -> None:
    middling = [replace(r, amount=r.amount * (1 if at % 2 else 4)) for at, r in enumerate(monthly("Beta", 500, LOST))]
    store = store_of(company() + middling + [line("2024-01-05", "Once", 250_000)])
    rows = rows_of(store)
    beta, once = rows["Beta"], rows["Once"]
    assert (beta["abc_class"], beta["xyz_class"], beta["priority"]) == ("B", "Y", 2)
    assert (once["status"], once["abc_class"], once["xyz_class"], once["priority"]) == ("one_off_gone", "A", "n", 2)


def test_what_outweighs_the_grid(store_of: Callable[..., Store]) -> None:
    lost = [row for name in ("Closed", "Moved", "Chosen") for row in monthly(name, 21_000, LOST)]
    lost += monthly("Unprofitable", 22_000, LOST, margin=-5) + monthly("Key", 900_000, LOST)
    store = store_of(company() + lost)
    gone = {"lost_date": LOST + timedelta(days=30), "reason_group": "client", "evidence": "staff"}
    told = {
        "losses": [{"client": "Closed", "reason": "bankrupt", **gone}, {"client": "Key", "reason": "no_need", **gone}],
        "client_details": [{"client": "Moved", "state": "moved"}],
        "priorities": [{"client": "Chosen", "priority": 2, "why": "a friend of the owner"}],
        "pauses": [{"client": "Chosen", "until": date(2025, 2, 1)}, {"client": "Key", "until": date(2024, 6, 1)}],
    }
    with written(store, **told):
        result = win_back_priority(store.engine, SCOPE)
    rows = {row["client"]: row for row in result.rows}
    assert {name: (row["priority"], row["decided_by"]) for name, row in rows.items()} == {
        "Key": (1, "key"), "Chosen": (2, "chosen"), "Unprofitable": (4, "at_a_loss"),
        "Closed": (4, "gone"), "Moved": (4, "gone"),
    }  # fmt: skip
    assert (rows["Chosen"]["chosen_why"], rows["Chosen"]["pause_until"]) == ("a friend of the owner", date(2025, 2, 1))
    assert (rows["Key"]["reason"], rows["Key"]["pause_until"]) == ("no_need", None)
    assert result.facts["outside"]["clients"] == 3
    assert sum(cell["clients"] for cell in result.facts["cells"]) == 1
    assert [row["clients"] for row in result.facts["priorities"]] == [1, 0, 0, 3]
    assert (result.facts["clients"], result.facts["paused"]["clients"]) == (4, 1)


def test_what_was_said_of_an_earlier_loss_is_not_said_of_this_one(store_of: Callable[..., Store]) -> None:
    store = store_of(company() + monthly("Alfa", 21_000, LOST))
    said = {"client": "Alfa", "reason_group": "company", "evidence": "staff"}
    old = {**said, "lost_date": date(2023, 6, 1), "reason": "late_delivery"}
    later = {**said, "lost_date": date(2025, 6, 1), "reason": "quality"}
    with written(store, losses=[old, later]):
        assert rows_of(store)["Alfa"]["reason"] == ""
    now = {**said, "lost_date": date(2024, 4, 20), "reason": "forgotten"}
    asked = {**now, "evidence": "client", "reason": "price_rise", "confirmed": True, "lost_date": date(2024, 4, 10)}
    with written(store, losses=[old, now, asked]):
        row = rows_of(store)["Alfa"]
        assert (row["reason"], row["evidence"], row["confirmed"]) == ("price_rise", "client", True)


def test_a_filter_changes_nobodys_class(store_of: Callable[..., Store]) -> None:
    store = store_of(company() + [replace(r, manager="Smirnova") for r in monthly("Beta", 1_100, LOST)])
    rows = win_back_priority(store.engine, replace(SCOPE, managers=("Smirnova",))).rows
    assert [(row["client"], row["abc_class"]) for row in rows] == [("Beta", "B")]


def test_without_any_margin_money_is_revenue(store_of: Callable[..., Store]) -> None:
    store = store_of([replace(row, margin=None) for row in company() + monthly("Alfa", 21_000, LOST)])
    result = win_back_priority(store.engine, SCOPE, WinBackPrioritySettings(p_return=0.5))
    (row,) = result.rows
    assert (row["value_margin"], row["profit"], row["expected"]) == (None, 252_000, 126_000)
    assert result.facts["profit_is"] == "revenue" and "W_NO_MARGIN" in {notice.code for notice in result.warnings}


@EXAMPLES
@given(lines=with_seasons(days=700), back=st.integers(0, 200))
def test_every_lost_client_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int) -> None:
    first, last = days_of(lines)
    as_of = max(first, last - timedelta(days=back))
    known = [row for row in lines if row.day <= as_of]
    if any(dead_orders(lines, name) != dead_orders(known, name) for name in {row.client for row in lines}):
        return
    store = store_of(lines)
    found = {store.names[r["client_id"]]: r for r in win_back_priority(store.engine, Scope(as_of, first, as_of)).rows}
    expected = {spell.client: spell for spell in plain.lost_now(lines, as_of, Rules())}
    assert set(found) == set(expected)
    a, b = plain.borders(known, *(last_complete_months(as_of, 12, first) or (first, as_of)))
    for name, spell in expected.items():
        row = found[name]
        assert (row["last_purchase"], row["lost_on"], row["manager"]) == (spell.day, spell.lost_on, spell.manager)
        assert row["elapsed_days"] == (as_of - spell.lost_on).days and same_money(row["value"], spell.value)
        steady = plain.steadiness(lines, name, as_of, Rules()).xyz_class if spell.number > 1 else "n"
        column = steady.replace("n", "Z")
        assert (row["abc_class"], row["xyz_class"]) == (plain.class_of(row["value"], a, b), steady)
        assert row["grid_priority"] == plain.GRID[row["abc_class"]][column]
        if row["decided_by"] == "grid":
            assert row["priority"] == row["grid_priority"]
        year = [r for r in known if spell.day - timedelta(days=364) <= r.day <= spell.day]
        own, everybody = (sum(r.amount for r in year if who is None or r.client == who) for who in (name, None))
        key = own > Decimal("0.1") * Decimal(everybody) and everybody > 0
        assert (row["decided_by"] in ("key", "at_a_loss")) == (key or (row["value_margin"] or 0) < 0)


def test_questions_that_cannot_be_asked(store_of: Callable[..., Store]) -> None:
    for wrong in ({"by": 5}, {"ax": 0}, {"p_return": 1.1}, {"limit_x": 2.0}):
        with pytest.raises(WrongSetting):
            WinBackPrioritySettings(**wrong)  # type: ignore[arg-type]
    store = store_of(monthly("Alfa", 1))
    early = date(2020, 1, 1)
    result = win_back_priority(store.engine, Scope(early, early, early))
    assert (result.status, result.rows) == (Status.NOT_ENOUGH_DATA, [])
