"""The worked examples of the page about lost clients are what the methods say."""

from __future__ import annotations

from datetime import date

import numpy as np
from methods_pages import assert_said
from scipy.stats import gamma

from analytics.lost.client_survival import (
    FEW_CLIENTS,
    FEW_LOSSES,
    LEAST_GROUP,
    ClientSurvivalSettings,
    Curve,
)
from analytics.lost.loss_money import LEAST_CHURN, LossMoneySettings, typed_loss_money
from analytics.lost.loss_period import MONTH_DAYS, LossPeriod
from analytics.lost.loss_report import BEST_SHARE, HIGH_SHARE, LONG_RHYTHM_SHARE
from analytics.lost.loss_rule import ASSUMED_CV, CV_WEIGHT
from analytics.lost.rule_backtest import RuleBacktestSettings
from analytics.lost.silence_odds import SilenceOddsSettings
from analytics.proportion import FEW_CASES, control_limits

REPORT, MONEY, RULES, LIVES = "Clients lost in a period", "Loss in money", "Two rules of loss", "How long clients stay"


def percent(share: float) -> float:
    """As the page prints it."""
    return round(100 * share, 1)


def test_three_managers_and_their_limits() -> None:
    told = [(12, 120), (20, 80), (2, 40), (34, 240)]
    assert_said(REPORT, *[number for pair in told for number in pair], *[percent(lost / of) for lost, of in told])
    assert_said(REPORT, *[percent(end) for _, of in told[:3] for end in control_limits(34 / 240, of)])
    quarter = LossPeriod(date(2023, 12, 31), date(2024, 3, 31), 3)
    assert_said(REPORT, percent(quarter.annual(0.05) or 0), 100 * BEST_SHARE, 100 * HIGH_SHARE, FEW_CASES)
    assert_said(REPORT, 100 * LONG_RHYTHM_SHARE)


def test_the_calculator_and_the_worth() -> None:
    (row,) = typed_loss_money(LossMoneySettings(clients=10, average_check=50_000, purchases=7)).rows
    assert_said(MONEY, row["money"], 10, 50_000, 7)
    asked = LossMoneySettings(clients=1, average_check=230_000, purchases=1, margin_share=0.18, churn=0.10)
    (row,) = typed_loss_money(asked).rows
    assert_said(MONEY, 230_000, row["margin"], row["ltv_kept"], round(row["ltv_discounted"]), row["ltv_plain"])
    assert_said(MONEY, asked.cap, asked.horizon, 100 * asked.discount, 100 * LEAST_CHURN)


def test_the_odds_of_forty_days() -> None:
    assert_said(RULES, percent(float(gamma.sf(100 * 40 / 30, 100))), round(100 * float(gamma.sf(40 / 30, 1))))
    odds, look = SilenceOddsSettings(), RuleBacktestSettings()
    assert_said(RULES, 100 * odds.silence_lost, 100 * odds.silence_watch, look.months_back, CV_WEIGHT, ASSUMED_CV)


def test_ten_lives() -> None:
    days = np.array([2, 3, 3, 5, 6, 6, 8, 10, 12, 12], float)
    gone = np.array([1, 1, 0, 1, 1, 0, 1, 0, 0, 0], bool)
    curve = Curve.from_days(days, gone)
    assert_said(LIVES, *[round(curve.at(day)[0], 4) for day in (2, 3, 5, 6, 8)], curve.median() or 0)
    assert_said(LIVES, FEW_CLIENTS, FEW_LOSSES, LEAST_GROUP, MONTH_DAYS, ClientSurvivalSettings().warmup_months)
