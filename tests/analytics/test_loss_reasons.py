"""M21: coverage, groups by money, the staff against the clients; the worked examples and a plain count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_store import Line, Store, line
from written_records import written

from analytics.result import Status
from analytics.scope import Scope
from analytics.winback.loss_reasons import REASONS, LossReasonsSettings, group_of, loss_reasons, reasons_of

AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)


def monthly(name: str, amount: int, last: int = 100) -> list[Line]:
    return [line(AS_OF - timedelta(days=last + 30 * step), name, amount) for step in range(15)]


def said(client: str, reason: str, evidence: str = "staff") -> dict[str, Any]:
    told = evidence in ("client", "call")
    return {
        "client": client,
        "reason_group": group_of(reason),
        "reason": reason,
        "evidence": evidence,
        "confirmed": told,
    }


def test_coverage_and_groups_by_money(store_of: Callable[..., Store]) -> None:
    """Thirty-four lost, twenty-four with a reason, fifteen of them confirmed; ours is half by number, more by money."""
    names = [f"Lost {n}" for n in range(34)]
    lines = [row for n, name in enumerate(names) for row in monthly(name, 100 if n < 12 else 50)]
    store = store_of(lines + monthly("Living", 100, 0) + [line("2024-01-05", "Once", 9)])
    voices = [said(name, "late_delivery", "client") for name in names[:12]]
    voices += [said(name, "lower_price", "call" if n < 3 else "staff") for n, name in enumerate(names[12:20])]
    voices += [said(name, "closed") for name in names[20:24]] + [
        said("Once", "moved"),
        said(names[0], "quality", "staff"),
    ]
    with written(store, losses=voices):
        result = loss_reasons(store.engine, SCOPE)
        with_one_offs = loss_reasons(store.engine, SCOPE, LossReasonsSettings(one_offs=True)).facts
    facts = result.facts
    assert (facts["lost"], facts["with_reason"], facts["confirmed"]) == (34, 24, 15)
    assert (round(facts["coverage"], 3), round(facts["confirmed_share"], 2)) == (0.706, 0.44)
    groups = {row["reason_group"]: (row["clients"], row["share"], row["value_share"]) for row in facts["groups"]}
    assert groups["company"][:2] == (12, 0.5) and groups["company"][2] == pytest.approx(12 * 100 / (12 * 100 + 12 * 50))
    assert (groups["competitor"][0], groups["client"][0]) == (8, 4)
    rows = {row["reason"]: row for row in result.rows}
    assert list(rows) == ["late_delivery", "", "lower_price", "closed", "quality"] and rows["quality"]["clients"] == 0
    assert sum(row["clients"] for row in result.rows) == 34 and rows[""]["share"] is None
    assert sum(row["value"] for row in result.rows) == facts["value"]
    assert (with_one_offs["lost"], with_one_offs["with_reason"]) == (35, 25)


def voice(client_id: int, reason: str, evidence: str | None, **main: Any) -> dict[str, Any]:
    own = {"main_reason": reason, "main_group": group_of(reason), "main_confirmed": False} | main
    known = {"reason": reason or None, "reason_group": group_of(reason), "evidence": evidence}
    return {"client_id": client_id, "value": Decimal(100), **known, **own}


def test_the_price_is_named_too_often_by_the_staff() -> None:
    voices = [voice(n, "lower_price" if n < 10 else "quality", "staff") for n in range(16)]
    voices += [voice(20 + n, "lower_price" if n < 2 else "forgotten", "client") for n in range(9)]
    rows, facts = reasons_of(voices)
    price = next(row for row in rows if row["reason"] == "lower_price")
    assert (price["staff"], round(price["staff_share"], 3), price["told"], round(price["told_share"], 2)) == (
        10,
        0.625,
        2,
        0.22,
    )
    assert price["difference"] == pytest.approx(0.625 - 2 / 9)
    assert price["difference_low"] < price["difference"] < price["difference_high"]
    assert price["blamed"] == "staff" and (facts["staff_voices"], facts["client_voices"]) == (16, 9)
    assert next(row for row in rows if row["reason"] == "forgotten")["blamed"] == "clients"
    few, _ = reasons_of([*voices[:4], *voices[16:]])
    assert {row["blamed"] for row in few} == {""}, "four voices of the staff prove nothing"


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["lower_price", "quality", "closed"]), st.sampled_from(["staff", "client", "call", "brainstorm"])), max_size=3),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_every_voice_is_counted_and_every_client_once(clients: list[list[tuple[str, str]]]) -> None:
    voices = []
    for number, heard in enumerate(clients):
        main = {"main_reason": heard[0][0] if heard else "", "main_group": group_of(heard[0][0]) if heard else ""}
        voices += [voice(number, reason, evidence, **main) for reason, evidence in heard] or [
            voice(number, "", None, **main)
        ]
    random.Random(7).shuffle(voices)
    rows, facts = reasons_of(voices)
    assert {row["reason"]: row["clients"] for row in rows if row["clients"]} == Counter(
        h[0][0] if h else "" for h in clients
    )
    flat = [pair for heard in clients for pair in heard]
    for row in rows:
        assert row["staff"] == sum(pair == (row["reason"], "staff") for pair in flat)
        assert row["told"] == sum(r == row["reason"] and e in ("client", "call") for r, e in flat)
    assert facts["lost"] == len(clients) and facts["value"] == 100 * len(clients)


def test_every_reason_has_one_group() -> None:
    everything = [reason for reasons in REASONS.values() for reason in reasons]
    assert len(set(everything)) == len(everything)
    assert group_of("poaching") == "competitor" and group_of("in somebody's own words") is None


def test_before_the_first_sale_there_is_nothing(store_of: Callable[..., Store]) -> None:
    early = date(2020, 1, 1)
    result = loss_reasons(store_of(monthly("Alfa", 1)).engine, Scope(early, early, early))
    assert (result.status, result.rows) == (Status.NOT_ENOUGH_DATA, [])
