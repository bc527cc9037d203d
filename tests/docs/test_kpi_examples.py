"""The worked examples of the page about norms are what the methods say."""

from __future__ import annotations

from decimal import Decimal

from methods_pages import assert_said

from analytics.proportion import wilson
from analytics.team.achievement import CAP, forecast, judge, proposed_norm, quantile
from analytics.team.answer_speed import SLOW, AnswerSpeedSettings
from analytics.team.kpi_achievability import YEAR, KpiAchievabilitySettings
from analytics.team.kpi_audit import LEAST_TOGETHER, KpiAuditSettings
from analytics.team.plan_calendar import LENGTHS
from analytics.team.plan_pace import SPREAD_DAYS
from analytics.team.unwilling_sellers import CARD_FIELDS, VERSIONS, UnwillingSellersSettings
from analytics.team.working_time import WEEK_DAYS

ANSWERS, TASKS = "Answers of colleagues", "Why it is not done"
HARD, TODAY, CHECK = "Hard but achievable", "Where we should be today", "Check of the norms"
MEETINGS = [Decimal(n) for n in (18, 20, 21, 22, 22, 23, 24, 24, 25, 26, 27, 30)]


def percents(*shares: float) -> list[float]:
    return [round(100 * share, 1) for share in shares]


def test_meetings_of_a_year() -> None:
    rules = KpiAchievabilitySettings()
    assert_said(HARD, *percents(rules.easy, rules.impossible, rules.good_low, rules.good_high, rules.proposed))
    assert_said(HARD, round(100 * rules.stretch), rules.least_periods, rules.months, rules.newcomer, YEAR)
    assert_said(HARD, *MEETINGS, round(quantile([float(fact) for fact in MEETINGS], rules.proposed), 1))
    for norm, verdict in ((15, "easy"), (20, "easy"), (25, "good"), (30, "impossible")):
        found = judge(MEETINGS, Decimal(norm), borders=rules.borders)
        assert found.verdict == verdict
        assert_said(HARD, norm, round(100 * (found.share or 0)))
    assert proposed_norm(MEETINGS, rules.proposed) == 25


def test_the_pace_of_a_month() -> None:
    ends = forecast(8, 0.4)
    assert ends is not None
    assert_said(TODAY, 40, 8, 25, ends, round(100 * ends / 25), WEEK_DAYS, 100 * CAP, *LENGTHS)
    assert_said(TODAY, SPREAD_DAYS, SPREAD_DAYS // 7)


def test_seven_norms_at_once() -> None:
    rules = KpiAuditSettings()
    assert_said(CHECK, rules.least, rules.most, rules.permanent, rules.turn_days, rules.minutes, rules.overlap)
    assert_said(CHECK, *percents(rules.influence_low, rules.influence_shared), LEAST_TOGETHER, 7, 4, 30, 40)
    assert rules.permanent + 1 == 4


def test_ten_questions_and_a_deal_that_waited() -> None:
    rules = AnswerSpeedSettings()
    assert_said(ANSWERS, rules.sla_hours, rules.opens, rules.week_days, 10 * SLOW, 7, 10, 70, *percents(*wilson(7, 10)))
    assert_said(ANSWERS, 34, 19, 34 - 19, 30)


def test_five_versions() -> None:
    rules = UnwillingSellersSettings()
    assert_said(
        TASKS, rules.attested_days, rules.month_hours, rules.usual_minutes, CARD_FIELDS, 500, 1, 4, len(VERSIONS)
    )
    assert rules.attested_days < 500
