"""The worked examples of the page about the funnel are what the methods say."""

from __future__ import annotations

import numpy as np
from methods_pages import assert_said

from analytics.funnel.conversion import LEAST_CASES, LEAST_GROUPS, WIDE_BELOW, cases_to_prove, shrunk
from analytics.funnel.deal_ages import LEAST_TIMES, DealAgesSettings
from analytics.funnel.funnel_plan import RANGE, FunnelPlanSettings, typed_funnel_plan
from analytics.funnel.funnel_sources import LEAST_STAGES, MOST_STAGES
from analytics.funnel.sales_funnel import SalesFunnelSettings
from analytics.proportion import CONFIDENCE, FEW_CASES

LEAK, HONEST, BETTER, OLD = (
    "Where the funnel leaks", "Honest conversions", "What a better conversion brings", "Open deals that stand too long",
)  # fmt: skip


def test_where_it_leaks() -> None:
    rules = SalesFunnelSettings()
    assert_said(LEAK, LEAST_STAGES, MOST_STAGES, rules.least_entries, round(100 * rules.best_share))
    assert_said(LEAK, 100, 7, 40, round(100 * 0.07 * 0.4, 1), 12, 30, round(12 / 0.4))
    deals = round(167 * 0.06 * 0.3)
    assert_said(LEAK, 167, 6, deals, 12, round(deals * 0.12 / 0.06), round(deals * 0.4 / 0.3))


def test_honest_conversions() -> None:
    found = shrunk([(12, 200), (5, 100), (30, 150), (1, 5)])
    third, last = found.estimates[2:]
    assert found.mean is not None and third is not None and last is not None
    assert_said(
        HONEST, round(100 * found.mean, 1), round(100 * third, 1), round(100 * last, 1), round(100 * CONFIDENCE)
    )
    assert_said(HONEST, FEW_CASES, WIDE_BELOW, LEAST_CASES, cases_to_prove(0.06, 0.12) or 0)
    assert LEAST_GROUPS == 3  # written as a word


def test_a_better_conversion() -> None:
    asked = FunnelPlanSettings(contacts=100, shares=(0.07, 0.4), tried_shares=(0.1, 0.4), deal_value=150_000, plan=3)
    now, tried = typed_funnel_plan(asked).rows
    assert RANGE == 0.8  # four months of five
    assert_said(BETTER, asked.days, round(now["deals"], 1), now["money"], round(tried["deals"]), tried["money"])
    assert_said(BETTER, round(tried["contacts_needed"]), -int(-tried["contacts_a_day"] // 1), 150_000)


def test_old_deals() -> None:
    share = DealAgesSettings().old_share
    assert_said(OLD, round(100 * share), LEAST_TIMES, round(float(np.quantile([*range(1, 10), 20], share)), 1), 12)
