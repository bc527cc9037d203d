"""The worked examples of the page about winning back are what the methods say."""

from __future__ import annotations

from decimal import Decimal
from statistics import mean, pstdev

from methods_pages import assert_said

from analytics.proportion import wilson
from analytics.winback.forgotten_clients import (
    LEAST_CLIENTS,
    LEAST_CONTACTS,
    TOP_SHARE,
    ForgottenClientsSettings,
)
from analytics.winback.leaving_signs import LeavingSignsSettings
from analytics.winback.loss_reasons import FEW_VOICES, GROUPS
from analytics.winback.return_chance import OWN_FROM, PRIOR_CASES, contacts_per_sale, return_chance
from analytics.winback.returned_clients import RATE_DAYS, SAFE_RHYTHMS, ReturnedClientsSettings
from analytics.winback.win_back_plan import WEEK, WinBackPlanSettings, expected_money
from analytics.winback.win_back_priority import CELLS
from analytics.winback.xyz_classes import LEAST_BUCKETS, LEAST_WHOLE, MOST_BUCKETS, XyzSettings

CALL, GRID, STEADY = "Whom to call this week", "Four priorities", "Steady or random"
BACK, REASONS, FORGOTTEN = "Who came back", "Why they left", "Whom we forgot"


def percents(*shares: float) -> list[float]:
    return [round(100 * share, 1) for share in shares]


def test_the_list_of_a_week() -> None:
    plan, signs = WinBackPlanSettings(), LeavingSignsSettings()
    assert_said(CALL, *percents(plan.p_return, plan.p_new), plan.call_days, plan.meeting_days, OWN_FROM, WEEK.days)
    assert_said(CALL, plan.calls, plan.call_months, plan.most_dead, *percents(signs.stopped_share, signs.shrunk_share))
    assert PRIOR_CASES == 10  # written as a word
    money = expected_money(Decimal(350_000) * 20 / 100, plan.p_return, plan.horizon, Decimal(6000))
    assert_said(CALL, 350_000, 70_000, 6_000, money, *percents(return_chance(3, 12).mean))
    assert_said(CALL, *(round(contacts_per_sale(p) or 0, 1) for p in (plan.p_return, plan.p_new)))


def test_the_grid() -> None:
    plan = WinBackPlanSettings()
    assert [getattr(plan, cell) for cell in CELLS] == [1, 1, 2, 1, 2, 3, 3, 4, 4]
    assert_said(GRID, 1, 2, 3, 4, *percents(plan.key_share), 12, 230_000, 200_000, 6_000)


def test_three_variations() -> None:
    rows = (100, 110, 90, 100, 105, 95), (120, 80, 100, 140, 60, 100), (100, 0, 50, 200, 0, 10)
    assert_said(STEADY, *percents(*(pstdev(row) / mean(row) for row in rows)))
    xyz = XyzSettings()
    assert_said(STEADY, *percents(xyz.limit_x, xyz.limit_y), MOST_BUCKETS, LEAST_WHOLE, LEAST_BUCKETS, 45, 135, 270)


def test_who_came_back() -> None:
    rules = ReturnedClientsSettings()
    assert_said(BACK, rules.attribution_days, rules.most_dead, rules.safe_purchases, rules.service_days, *RATE_DAYS)
    assert SAFE_RHYTHMS == 3  # written as a word


def test_two_voices() -> None:
    assert_said(REASONS, len(GROUPS), FEW_VOICES, 34, 24, 15, *percents(24 / 34), round(100 * 15 / 34), 10, 16, 2, 9)
    assert_said(REASONS, round(100 * 10 / 16 + 0.01), round(100 * 2 / 9))
    (low, high), (told_low, told_high) = wilson(10, 16), wilson(2, 9)
    assert not told_low <= 10 / 16 <= told_high and not low <= 2 / 9 <= high


def test_the_forgotten() -> None:
    rules = ForgottenClientsSettings()
    assert_said(
        FORGOTTEN, rules.attention_days, rules.picking_index, *percents(TOP_SHARE), LEAST_CLIENTS, LEAST_CONTACTS
    )
    assert_said(FORGOTTEN, 41_400, Decimal(41_400) * 4 / 10, 95, 150, 122)
