"""What another conversion brings and what a plan needs: the worked examples, the ranges, numbers taken from the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_store import Store
from scipy import stats
from written_records import written

from analytics.errors import WrongSetting
from analytics.funnel.funnel_plan import FunnelPlanSettings, funnel_plan, typed_funnel_plan, usual_range
from analytics.scope import Scope

SCOPE = Scope(date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31))


def test_from_seven_to_ten_percent() -> None:
    """100 x 7 % x 40 % x 150 000 = 420 000; with 10 % at the first step 600 000; a plan of 3 deals needs 75 calls."""
    asked = FunnelPlanSettings(contacts=100, shares=(0.07, 0.4), tried_shares=(0.1, 0.4), deal_value=150_000, plan=3)
    result = typed_funnel_plan(asked)
    now, tried = result.rows
    assert (now["deals"], now["money"]) == (pytest.approx(2.8), Decimal(420_000))
    assert (tried["deals"], tried["money"]) == (pytest.approx(4), Decimal(600_000))
    assert result.facts["gain_money"] == Decimal(180_000)
    assert (tried["contacts_needed"], now["contacts_needed"]) == (pytest.approx(75), pytest.approx(3 / 0.028))
    assert tried["contacts_a_day"] == pytest.approx(75 / 21)
    assert result.facts["ladder"] == [pytest.approx(75), pytest.approx(7.5), 3]


def test_three_deals_more() -> None:
    """Conversion 1 from 6 % to 10 % of 150 calls at 50 %: 3 deals and 450 000 more."""
    asked = FunnelPlanSettings(contacts=150, shares=(0.06, 0.5), tried_shares=(0.1, 0.5), deal_value=150_000)
    facts = typed_funnel_plan(asked).facts
    assert (facts["gain"], facts["gain_money"]) == (pytest.approx(3), Decimal(450_000)) and facts["ladder"] == []


def test_every_road_leads_to_the_same() -> None:
    asked = FunnelPlanSettings(contacts=322, shares=(0.0466, 0.33), tried_shares=(0.07, 0.33))
    result = typed_funnel_plan(asked)
    wanted = result.rows[1]["deals"]
    roads = result.facts["roads"]
    assert [(road["road"], road["place"]) for road in roads] == [("contacts", 0), ("step", 1), ("step", 2)]
    assert roads[0]["value"] * 0.0466 * 0.33 == pytest.approx(wanted)
    assert 322 * roads[1]["value"] * 0.33 == pytest.approx(wanted) == pytest.approx(322 * 0.0466 * roads[2]["value"])
    assert (
        typed_funnel_plan(FunnelPlanSettings(contacts=10, shares=(0.5, 0.9), tried_contacts=20)).facts["roads"][2:]
        == []
    )
    assert typed_funnel_plan(FunnelPlanSettings(contacts=10, shares=(0.5,), tried_shares=(0.4,))).facts["roads"] == []


def test_wrong_numbers_are_refused() -> None:
    for wrong in ({"contacts": -1.0}, {"shares": (1.2,)}, {"days": 0}, {"shares": (0.1, 0.2), "tried_shares": (0.1,)}):
        with pytest.raises(WrongSetting):
            FunnelPlanSettings(**wrong)  # type: ignore[arg-type]
    for missing in ({"shares": (0.1,)}, {"contacts": 10}):
        with pytest.raises(WrongSetting):
            typed_funnel_plan(FunnelPlanSettings(**missing))  # type: ignore[arg-type]
    never = typed_funnel_plan(FunnelPlanSettings(contacts=10, shares=(0.0, 0.5), plan=3))
    assert never.rows[0]["contacts_needed"] is None and never.facts["ladder"] == []


@given(st.floats(0, 400))
def test_the_range_is_that_of_the_poisson_distribution(expected: float) -> None:
    low, high = usual_range(expected)
    assert low == (stats.poisson.ppf(0.1, expected) if expected else 0)
    assert high == max(0, stats.poisson.ppf(0.9, expected) if expected else 0)


def test_the_example_of_the_screen() -> None:
    assert usual_range(5) == (2, 8) and usual_range(7.5) == (4, 11)
    low, high = usual_range(10_000)
    assert abs(low - stats.poisson.ppf(0.1, 10_000)) <= 2 and abs(high - stats.poisson.ppf(0.9, 10_000)) <= 2


def test_what_is_not_typed_comes_from_the_data(store_of: Callable[..., Store]) -> None:
    rows = [
        {"period": date(2026, month, 1), "manager": name, "stage": stage, "count": count}
        for month in (1, 2, 3)
        for name, counts in (("Petrov", (100, 10, 5)), ("Smirnov", (50, 5, 1)))
        for stage, count in zip(("call", "visit", "deal"), counts, strict=True)
    ]
    store = store_of([])
    with written(store, funnel_counts=rows):
        company = funnel_plan(store.engine, SCOPE, FunnelPlanSettings(deal_value=10))
        own = funnel_plan(store.engine, SCOPE, FunnelPlanSettings(group="Petrov", contacts=200, plan=20))
    assert (company.rows[0]["contacts"], company.rows[0]["deals"]) == (150, pytest.approx(6))
    assert company.facts["from_data"] == ["contacts", "shares"]
    assert own.facts["from_data"] == ["shares"] and own.rows[0]["deals"] == pytest.approx(10)
    assert own.rows[0]["contacts_needed"] == pytest.approx(400) and own.rows[0]["money"] is None
    with written(store):
        assert [n.code for n in funnel_plan(store.engine, SCOPE).warnings] == ["W_NO_FUNNEL"]
