"""M10: former margin, who is forgotten and who only neglected, favourites of managers, the plain statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import win_back_oracles as plain
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from oracles import ZERO, Rules, dead_orders
from tables import days_of, with_seasons
from written_records import written

from analytics.errors import WrongSetting
from analytics.scope import Scope
from analytics.winback.forgotten_clients import ForgottenClientsSettings, forgotten_clients

EXAMPLES = settings(max_examples=12, deadline=None)
AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)
LAST = AS_OF - timedelta(days=150)


def quarterly(name: str, last: date, margin: int = 10_350, manager: str = "Petrov") -> list[Line]:
    """A client who has bought every 91 days until a day: he is lost after 122."""
    days = [last - timedelta(days=91 * step) for step in range(6)]
    return [line(day, name, 50_000, margin=margin, manager=manager) for day in days]


def call(client: str, days_ago: int, manager: str = "Petrov") -> dict[str, Any]:
    return {"client": client, "day": AS_OF - timedelta(days=days_ago), "manager": manager, "kind": "call"}


def test_former_margin_of_the_best_year_and_the_one_who_is_only_neglected(store_of: Callable[..., Store]) -> None:
    lines = quarterly("Alfa", LAST) + quarterly("Beta", AS_OF - timedelta(days=20))
    store = store_of(shuffled(lines))
    with written(store, touches=[call("Alfa", 95), call("Beta", 70)]):
        result = forgotten_clients(store.engine, SCOPE)
    (row,) = result.rows
    assert (row["client"], row["former_margin"], row["expected"]) == ("Alfa", 41_400, 16_560)
    assert (row["silent_days"], row["threshold_days"], row["untouched_days"]) == (150, 122, 95)
    assert (result.facts["clients"], result.facts["expected"]) == (1, 16_560)


def test_who_is_touched_planned_paused_or_gone_is_not_forgotten(store_of: Callable[..., Store]) -> None:
    names = ["Touched", "Touched long ago", "Planned", "Stepped", "Paused", "Closed", "Nobody's"]
    store = store_of([row for name in names for row in quarterly(name, LAST)])
    told = {
        "touches": [call("Touched", 60), call("Touched long ago", 61)],
        "winback": [
            {"client": "Planned", "step_no": 1, "step": "visit", "due": AS_OF + timedelta(days=7)},
            {"client": "Stepped", "step_no": 1, "step": "visit", "done_at": AS_OF - timedelta(days=5)},
            {"client": "Nobody's", "step_no": 1, "step": "before the last purchase", "due": LAST - timedelta(days=30)},
        ],
        "pauses": [{"client": "Paused", "until": AS_OF + timedelta(days=30)}],
        "losses": [{"client": "Closed", "reason_group": "client", "reason": "closed", "evidence": "call"}],
    }
    with written(store, **told):
        rows = {row["client"]: row for row in forgotten_clients(store.engine, SCOPE).rows}
        wider = forgotten_clients(store.engine, SCOPE, ForgottenClientsSettings(attention_days=61)).rows
    assert set(rows) == {"Touched long ago", "Nobody's"} and rows["Nobody's"]["last_contact"] is None
    assert [row["client"] for row in wider] == ["Nobody's"]


def test_without_contacts_the_purchases_decide(store_of: Callable[..., Store]) -> None:
    store = store_of(quarterly("Alfa", LAST) + quarterly("Beta", AS_OF - timedelta(days=122)))
    with written(store):
        result = forgotten_clients(store.engine, SCOPE)
    assert [row["client"] for row in result.rows] == ["Alfa"], "on the day of the rule Beta is lost, not yet forgotten"
    assert "W_NO_TOUCHES" in {notice.code for notice in result.warnings}
    assert [(row["manager"], row["forgotten"]) for row in result.facts["managers"]] == [("Petrov", 1)]


def test_a_manager_who_picks_cherries(store_of: Callable[..., Store]) -> None:
    lines = [line(AS_OF, f"Client {n}", 400 if n == 0 else 150, manager="Petrov") for n in range(5)]
    lines += [line(AS_OF, f"Other {n}", 100, manager="Smirnova") for n in range(4)]
    store = store_of(lines)
    talks = [call("Client 0", n) for n in range(8)] + [call(f"Client {n}", n) for n in range(1, 3)]
    talks += [call("Client 1", 1, "Smirnova"), call("Client 2", 400)] + [
        call("Other 0", n, "Smirnova") for n in range(20)
    ]
    with written(store, touches=talks):
        found = {row["manager"]: row for row in forgotten_clients(store.engine, SCOPE).facts["managers"]}
    petrov = found["Petrov"]
    assert (petrov["contacts"], petrov["top_contact_share"], petrov["top_revenue_share"]) == (10, 0.8, 0.4)
    assert petrov["picking_index"] == pytest.approx(2.0) and petrov["picks"]
    assert found["Smirnova"]["picking_index"] is None and not found["Smirnova"]["picks"], "four clients are too few"


def best_year(lines: list[Line], client: str, as_of: date) -> Decimal:
    """The largest money of twelve consecutive months, month by month."""
    rows = [row for row in lines if row.client == client and row.day <= as_of]
    months = [row.day.year * 12 + row.day.month for row in rows]
    sums = [
        sum((r.amount for r, m in zip(rows, months, strict=True) if start <= m < start + 12), ZERO)
        for start in range(min(months) - 12, max(months) + 2)
    ]
    return max(sums)


@EXAMPLES
@given(lines=with_seasons(days=900), back=st.integers(0, 100))
def test_everybody_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int) -> None:
    first, last = days_of(lines)
    as_of = max(first, last - timedelta(days=back))
    if any(
        dead_orders(lines, c) != dead_orders([r for r in lines if r.day <= as_of], c) for c in {r.client for r in lines}
    ):
        return
    store = store_of(lines)
    touched = {"Alfa": 10, "Beta": 60, "Gamma": 61}
    talks = [
        {"client": n, "day": as_of - timedelta(days=d), "manager": "x", "kind": "call"} for n, d in touched.items()
    ]
    with written(store, touches=talks):
        rows = {row["client"]: row for row in forgotten_clients(store.engine, Scope(as_of, first, as_of)).rows}
    lost = {spell.client: spell for spell in plain.lost_now(lines, as_of, Rules())}
    silent = {name for name, spell in lost.items() if as_of > spell.lost_on}
    assert set(rows) == {name for name in silent if touched.get(name, 99) > 60}
    for name, row in rows.items():
        assert row["former_revenue"] == max(best_year(lines, name, as_of), ZERO)
        assert row["untouched_days"] == touched.get(name)


def test_nonsense_is_refused() -> None:
    for wrong in ({"attention_days": 0}, {"picking_index": 0.5}):
        with pytest.raises(WrongSetting):
            ForgottenClientsSettings(**wrong)  # type: ignore[arg-type]


def test_the_best_year_may_begin_after_a_month_of_refunds(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2023-01-20", "Alfa", -100), line("2023-02-03", "Alfa", 50), line("2024-12-31", "Beta", 1)])
    with written(store):
        row = next(row for row in forgotten_clients(store.engine, SCOPE).rows if row["client"] == "Alfa")
    assert row["former_revenue"] == 50
