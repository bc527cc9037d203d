"""The worked examples of the page about attraction are what the methods say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from methods_pages import assert_said

from analytics.attraction.absorbing_chain import absorbing_chain
from analytics.attraction.channel_calculator import YEAR, ChannelCalculatorSettings, typed_channel
from analytics.attraction.channel_funnels import costs
from analytics.attraction.channel_leads import LEAST_DEALS, USUAL_CYCLE, ChannelLeadsSettings
from analytics.attraction.warm_up_funnel import FEW_EXITS, LEAST_REQUESTS, WarmUpFunnelSettings
from analytics.funnel.conversion import (
    LEAST_CASES,
    LEAST_GROUPS,
    WIDE_BELOW,
    cases_to_prove,
    conversion_of,
    difference_of,
    shrunk,
)
from analytics.proportion import CONFIDENCE, FEW_CASES

FUNNELS, CALCULATOR, CHANCE = "Funnels of channels", "Calculator of a channel", "Is the difference real?"


def percents(*shares: float, digits: int = 1) -> list[float]:
    return [round(100 * share, digits) for share in shares]


def test_ads_and_recommendations() -> None:
    ads = costs(Decimal(120_000), 300, 60, 6, Decimal(720_000) / 4)
    assert_said(FUNNELS, 120_000, 300, 60, 6, ads["lead_cost"], ads["request_cost"], ads["cac"], *percents(ads["romi"]))
    assert_said(FUNNELS, 720_000, 180_000, 25)
    for deals, of in ((6, 300), (5, 20)):
        one = conversion_of(deals, of)
        assert_said(FUNNELS, *percents(one.share or 0, one.low, one.high))
    friends = costs(Decimal(15_000), 20, 12, 5, None)
    assert_said(FUNNELS, 15_000, 20, 12, 5, friends["cac"])


def test_defaults() -> None:
    assert_said(FUNNELS, ChannelLeadsSettings().horizon_months, USUAL_CYCLE, LEAST_DEALS, *percents(CONFIDENCE))
    assert_said(CHANCE, *percents(CONFIDENCE, 1 - CONFIDENCE), LEAST_GROUPS, LEAST_CASES, FEW_CASES, WIDE_BELOW)
    assert_said(CALCULATOR, YEAR)


def test_a_year_of_a_client() -> None:
    typed = {"spend": 120_000, "leads": 300, "requests": 60, "deals": 6, "deal_margin": 7_500, "repeats": 3}
    (row,) = typed_channel(ChannelCalculatorSettings(**typed)).rows  # type: ignore[arg-type]
    assert_said(CALCULATOR, 7_500, 3, row["client_margin"], row["profit"], row["cac"], *percents(row["romi"]))
    assert_said(CALCULATOR, round(row["payback_months"], 1))


def test_what_is_proven() -> None:
    found = difference_of(conversion_of(6, 100), conversion_of(14, 110))
    assert found is not None
    assert_said(CHANCE, 6, 100, 14, 110, *percents(found.value, found.p_value), cases_to_prove(0.06, 0.12) or 0)
    estimates = shrunk([(12, 200), (5, 100), (30, 150), (1, 5)]).estimates
    assert_said(CHANCE, 12, 200, 5, 30, 150, 1, 20, *percents(estimates[2] or 0, estimates[3] or 0))
    assert estimates[3] == pytest.approx(0.13, abs=5e-4)


def test_warming_up() -> None:
    moves, ends, costs_ = (
        [[0, 0.4, 0.2], [0, 0, 0.3], [0.2, 0.3, 0]],
        [[0.1, 0.3], [0.4, 0.3], [0.2, 0.3]],
        [200, 1500, 50],
    )
    chain = absorbing_chain(moves, ends, costs_)
    assert chain is not None
    section = "Warming up"
    assert_said(section, *percents(*moves[0][1:], *ends[0], moves[1][2], *ends[1], *moves[2][:2], *ends[2]), *costs_)
    assert_said(section, *(round(visits, 2) for visits in chain.visits[0]), *percents(chain.endings[0][0]))
    assert_said(section, round(chain.costs[0], -1), round(chain.costs[0] / chain.endings[0][0]))
    assert_said(section, WarmUpFunnelSettings().months, LEAST_REQUESTS, FEW_EXITS)
