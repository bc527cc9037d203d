"""The calculator of a channel: the worked example by typed numbers, what it takes from the data, money that is moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.attraction.channel_calculator import (
    TYPED,
    ChannelCalculatorSettings,
    channel_calculator,
    moved_money,
    payback_months,
    typed_channel,
)
from analytics.errors import WrongSetting
from analytics.scope import Scope

ADS: dict[str, Any] = {
    "spend": 120_000, "leads": 300, "requests": 60, "deals": 6, "deal_margin": 7_500, "repeats": 3,
}  # fmt: skip


def row_of(**typed: Any) -> dict[str, Any]:
    return typed_channel(ChannelCalculatorSettings(**{**ADS, **typed})).rows[0]


def test_ads_of_the_worked_example() -> None:
    row = row_of()
    assert [row[name] for name in ("lead_cost", "request_cost", "cac", "romi")] == [400, 2_000, 20_000, 0.5]
    assert (row["client_margin"], row["profit"]) == (30_000, 60_000)
    assert [round(100 * row[f"lead_to_deal_{end}"], 1) for end in ("share", "low", "high")] == [2.0, 0.9, 4.3]
    # 20 000 = 7 500 + 22 500 x months / 12
    assert row["payback_months"] == pytest.approx(12 * (20_000 - 7_500) / 22_500)


def test_when_a_client_pays_for_himself() -> None:
    assert payback_months(Decimal(100), Decimal(100), 0) == 0
    assert payback_months(Decimal(101), Decimal(100), 0) is None
    assert payback_months(Decimal(300), Decimal(100), 2) == 12
    assert payback_months(Decimal(301), Decimal(100), 2) is None
    assert payback_months(Decimal(100), Decimal(0), 5) is None
    assert payback_months(None, Decimal(100), 5) is None


def test_nobody_won_has_no_price() -> None:
    row = row_of(deals=0)
    assert (row["cac"], row["romi"], row["profit"], row["payback_months"]) == (None, -1, -120_000, None)
    free = row_of(spend=0)
    assert (free["cac"], free["romi"]) == (0, None)


@pytest.mark.parametrize("wrong", [{"requests": 301}, {"deals": 61}, {"spend": -1}, {"leads": -1}, {"repeats": -0.5}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting):
        row_of(**wrong)


@pytest.mark.parametrize("missing", TYPED)
def test_each_number_is_needed_without_data(missing: str) -> None:
    with pytest.raises(WrongSetting) as fault:
        row_of(**{missing: None})
    assert fault.value.facts == {"name": missing}


@settings(max_examples=60, deadline=None)
@given(
    spend=st.integers(0, 10**6), deals=st.integers(0, 20), more=st.integers(0, 50), still=st.integers(0, 100),
    margin=st.integers(-500, 5000), repeats=st.integers(0, 12),
)  # fmt: skip
def test_money_month_by_month(spend: int, deals: int, more: int, still: int, margin: int, repeats: int) -> None:
    leads, requests = deals + more + still, deals + more
    row = row_of(spend=spend, leads=leads, requests=requests, deals=deals, deal_margin=margin, repeats=repeats)
    brought = sum(margin for _ in range(deals) for _ in range(1 + repeats))
    assert row["profit"] == brought - spend
    assert row["romi"] == (pytest.approx((brought - spend) / spend) if spend else None)
    if row["payback_months"] is not None:
        months = row["payback_months"]
        assert margin * (1 + repeats * months / 12) >= float(row["cac"]) - 1e-3 and months <= 12
    elif row["cac"] is not None:
        assert margin <= 0 or margin * (1 + repeats) < row["cac"]


def test_moved_money() -> None:
    ads, referral = row_of(), row_of(spend=15_000, leads=20, requests=12, deals=5)
    moved = moved_money(ads, referral, Decimal(20_000), 0.5)
    assert (moved.lost, moved.gained) == (1, pytest.approx(20_000 / 3_000 / 2))
    assert float(moved.profit) == pytest.approx(30_000 * (moved.gained - 1), abs=0.1)
    nobody = moved_money(row_of(deals=0), referral, Decimal(3_000), 1)
    assert (nobody.lost, nobody.gained) == (0, 1)
    assert moved_money(ads, row_of(deals=0), Decimal(20_000), 1).gained == 0


def test_what_is_not_typed_comes_from_the_data(store_of: Callable[..., Store]) -> None:
    came, as_of = date(2024, 3, 1), date(2024, 12, 31)
    lines = [line("2022-01-10", "Old", 1), line(as_of, "Old", 1)]
    lines += [line(came + timedelta(days=30 * step), "A", 100, margin=20) for step in range(3)]
    store = store_of(lines)
    base = [{"company": name, "source": "Ads", "created": came} for name in "AB"]
    spend = [{"month": came, "channel": "Ads", "amount": Decimal(30)}]
    with written(store, base=base, spend=spend):
        found = channel_calculator(
            store.engine, Scope(as_of, date(2024, 1, 1), as_of), ChannelCalculatorSettings(channel=" ads", leads=10)
        )
        everything = channel_calculator(store.engine, Scope(as_of, date(2024, 1, 1), as_of))
    (row,) = found.rows
    assert [row[name] for name in TYPED] == [30, 10, 1, 1, 20, 2]
    assert found.facts["from_data"] == [name for name in TYPED if name != "leads"]
    assert everything.rows[0]["leads"] == 2 and everything.facts["from_data"] == list(TYPED)
