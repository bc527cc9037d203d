"""The worked examples of the page about service are what the methods say."""

from __future__ import annotations

from datetime import date

from methods_pages import assert_said

from analytics.service.analysis_cycle import AnalysisCycleSettings
from analytics.service.client_voices import working_days_after
from analytics.service.contact_points import ContactPointsSettings, typed_contact_points
from analytics.service.honest_promotions import HonestPromotionsSettings, promo_state
from analytics.service.nps import NpsSettings
from analytics.service.nps_figures import Scores, median_wait, nps_change, nps_of

NPS, CALL = "Would clients recommend us", "Whom to call"
ANSWERS, PROMOS, BOARD = "Answers in time", "Promotions that kept their word", "The board of client analysis"


def test_figures_with_their_error() -> None:
    large, small, other = Scores(50, 30, 20), Scores(12, 5, 3), Scores(60, 25, 15)
    for scores in (large, small):
        row = nps_of(scores)
        assert_said(
            NPS,
            row["answers"],
            round(row["nps"]),
            *(round(row[name], 1) for name in ("half", "adjusted", "adjusted_half")),
        )
    moved = nps_change(large, other)
    assert moved
    assert_said(NPS, round(nps_of(other)["nps"]), round(moved["change"]), round(100 * moved["p"]))


def test_defaults() -> None:
    chosen = NpsSettings()
    assert_said(NPS, chosen.least_answers, 100 * chosen.response_least, chosen.quarter_months)
    assert_said(CALL, chosen.call_days)


def test_days_to_call_and_to_answer() -> None:
    assert working_days_after(date(2024, 10, 4), NpsSettings().call_days) == date(2024, 10, 8)
    assert median_wait([1, 2, 4], [9, 9]) == 4
    assert_said(CALL, 3, 8, 5, 1, 2, 4, 9)


def test_answers_and_silence() -> None:
    rules = ContactPointsSettings(requests=40, in_time=31, leads=120, unanswered=36, lead_cost=400)
    row = typed_contact_points(rules).rows[0]
    assert_said(
        ANSWERS, 40, 31, *(round(100 * row[name], 1) for name in ("share", "low", "high")), 120, 36, 400, row["wasted"]
    )
    assert_said(
        ANSWERS, rules.call_seconds, rules.chat_minutes, rules.mail_hours, rules.web_minutes, rules.back_minutes
    )
    assert_said(ANSWERS, rules.opens, rules.closes, 100 * rules.burden)


def test_a_promotion_of_june() -> None:
    _, empty = promo_state(date(2024, 6, 1), date(2024, 6, 30), "quantity", date(2024, 6, 4))
    assert_said(PROMOS, empty, HonestPromotionsSettings().later_days, 14, 100_000, 14 * 100_000)


def test_the_board() -> None:
    rules = AnalysisCycleSettings()
    assert_said(BOARD, rules.stale_days, rules.board_months, 2, 70, 77.5, 30)
