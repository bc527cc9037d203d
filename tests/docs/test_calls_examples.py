"""The worked examples of the page about calls are what the methods say."""

from __future__ import annotations

from methods_pages import assert_said

from analytics.funnel.call_quality import CallQualitySettings, points_of, score_of
from analytics.funnel.training_effect import TrainingEffectSettings, typed_training_effect

SCORE, TRAINING = "How a call is scored", "What a training changed"


def test_the_score() -> None:
    rules = CallQualitySettings()
    assert_said(SCORE, rules.points_technical, rules.points_personal, rules.points_motive, rules.points_meeting)
    assert_said(
        SCORE, rules.full_technical, rules.full_personal, rules.full_motive, rules.least_calls, rules.points_price
    )
    assert_said(SCORE, 4, 1, points_of("technical", 4, rules), round(points_of("personal", 1, rules), 1))
    assert_said(SCORE, round(score_of(4, 1, 0, True, False), 1))


def test_the_training() -> None:
    asked = TrainingEffectSettings(cases_before=6, of_before=100, cases=14, of=110)
    (row,) = typed_training_effect(asked).rows
    assert_said(TRAINING, asked.weeks, 6, 100, 14, 110, round(row["p_value"], 3))
    assert_said(TRAINING, *(round(100 * row[name], 1) for name in ("share_before", "share_after")))
