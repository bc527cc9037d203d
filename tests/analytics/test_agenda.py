"""What wants a decision this week: each point from a company in which it holds, and none where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from line_store import Line, Store, line, shuffled

from analytics.pulse.agenda import AgendaSettings, agenda
from analytics.result import Status
from analytics.scope import Scope

END = date(2024, 6, 30)
SCOPE = Scope(END, date(2024, 4, 1), END)


def every(days: int, client: str, amount: float, until: date = END, **more: Any) -> list[Line]:
    """Equal purchases back from a day, for two years, a fifth of each being margin."""
    more = {"manager": "Petrov", "margin": amount / 5} | more
    return [line(until - timedelta(days=step), client, amount, **more) for step in range(0, 730, days)]


def healthy() -> list[Line]:
    """Ten clients of equal size who buy every ten days."""
    return [row for number in range(10) for row in every(10, f"Steady {number}", 100)]


def points(
    store_of: Callable[..., Store], lines: list[Line], chosen: AgendaSettings | None = None
) -> dict[str, dict[str, Any]]:
    """The points by code."""
    result = agenda(store_of(shuffled(lines)).engine, SCOPE, chosen)
    money = [row["money"] for row in result.rows if row["code"] != "data_stale"]
    assert money == sorted(money, reverse=True)
    return {row["code"]: row for row in result.rows}


def test_healthy_company_has_nothing_to_decide(store_of: Callable[..., Store]) -> None:
    assert points(store_of, healthy()) == {}


def test_late_and_lost(store_of: Callable[..., Store]) -> None:
    lines = healthy() + every(30, "Late", 300, END - timedelta(days=32), manager="Smirnova")
    lines += every(30, "Gone", 100, END - timedelta(days=60)) + every(30, "Long gone", 100, END - timedelta(days=200))
    found = points(store_of, lines)
    assert set(found) == {"call_late", "win_back"}
    assert found["call_late"] | {"clients": 1, "names": ["Late"], "manager": "Smirnova"} == found["call_late"]
    assert found["call_late"]["money"] == 13 * 300
    assert found["win_back"]["names"] == ["Gone"]


def test_cut_back_is_money_of_a_year(store_of: Callable[..., Store]) -> None:
    lines = healthy() + [replace(row, amount=row.amount * 2) for row in every(10, "Less", 50)]
    lines = [
        replace(row, amount=Decimal(50), margin=Decimal(10))
        if row.client == "Less" and row.day >= date(2024, 4, 1)
        else row
        for row in lines
    ]
    found = points(store_of, lines)
    before = sum(
        row.amount for row in lines if row.client == "Less" and date(2023, 4, 1) <= row.day <= date(2023, 6, 30)
    )
    after = sum(row.amount for row in lines if row.client == "Less" and row.day >= date(2024, 4, 1))
    assert found["ask_why_less"]["money"] == (before - after) * 4


def test_dependence(store_of: Callable[..., Store]) -> None:
    found = points(store_of, healthy() + every(10, "Giant", 400))
    assert found["depend_on_one"]["names"] == ["Giant"]
    assert found["depend_on_one"]["share"] == pytest.approx(400 / 1400)
    at_the_border = points(store_of, healthy() + every(10, "Big", 250))
    assert "depend_on_one" not in at_the_border


def test_falling_margin_of_clients_and_company(store_of: Callable[..., Store]) -> None:
    lines = [
        replace(row, margin=row.amount / 10) if row.client < "Steady 4" and row.day >= date(2024, 4, 1) else row
        for row in healthy()
    ]
    found = points(store_of, lines)
    assert set(found) == {"client_margin_falls", "margin_falls"}
    assert found["client_margin_falls"]["clients"] == 4
    assert (found["client_margin_falls"]["share"], found["client_margin_falls"]["share_before"]) == pytest.approx(
        (0.1, 0.2)
    )
    assert (found["margin_falls"]["share"], found["margin_falls"]["share_before"]) == pytest.approx((0.16, 0.2))
    assert found["margin_falls"]["money"] == pytest.approx(found["client_margin_falls"]["money"], rel=Decimal("0.1"))


def test_nameless_buyers_grow(store_of: Callable[..., Store]) -> None:
    lines = healthy() + [line(date(2024, 4, 1) + timedelta(days=step), "", 50, margin=10) for step in range(0, 90, 5)]
    found = points(store_of, lines)
    assert found["name_buyers"]["money"] == 18 * 50 * 4
    assert found["name_buyers"]["share_before"] == 0


def test_old_data_come_first(store_of: Callable[..., Store]) -> None:
    chosen = AgendaSettings(today=END + timedelta(days=11), rows=1)
    store = store_of(healthy() + every(10, "Giant", 400))
    assert [(row["code"], row["days"]) for row in agenda(store.engine, SCOPE, chosen).rows] == [("data_stale", 11)]
    assert (
        agenda(store.engine, SCOPE, replace(chosen, today=END + timedelta(days=10))).rows[0]["code"] == "depend_on_one"
    )


def test_short_history_still_names_the_silent(store_of: Callable[..., Store]) -> None:
    lines = [row for row in every(10, "Late", 300, END - timedelta(days=11)) if row.day > date(2024, 4, 20)]
    assert set(points(store_of, [*lines, line(END, "Other", 1)])) == {"call_late", "depend_on_one"}
    day = date(2020, 1, 1)
    assert agenda(store_of(lines).engine, Scope(day, day, day)).status is Status.NOT_ENOUGH_DATA
