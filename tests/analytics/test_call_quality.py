"""M33: the score of the example, the sellers, what a training changed: worked numbers and a count by hand."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from statistics import correlation
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store
from scipy import stats
from written_records import written

from analytics.errors import WrongSetting
from analytics.funnel.call_quality import CallQualitySettings, call_quality, score_of
from analytics.funnel.training_effect import TrainingEffectSettings, training_effect, typed_training_effect
from analytics.scope import Scope

AS_OF = date(2026, 6, 30)
SCOPE = Scope(AS_OF, date(2026, 1, 1), AS_OF)
Row = dict[str, Any]


def check(
    manager: str, day: date, t: int = 0, p: int = 0, m: int = 0, price: bool = False, meeting: bool = False, **more: Any
) -> Row:
    return {"manager": manager, "day": day, "q_technical": t, "q_personal": p, "q_motive": m, "price_named": price,
            "meeting_set": meeting, **more}  # fmt: skip


@pytest.fixture(scope="module")
def empty(store_of: Callable[..., Store]) -> Store:
    return store_of([])


def test_the_example_of_row_42() -> None:
    assert score_of(4, 1, 0, True, False) == pytest.approx(20 + 30 / 7 - 10)
    assert round(score_of(4, 1, 0, True, False), 1) == 14.3
    assert score_of(20, 20, 20, False, True) == 100 and score_of(0, 0, 0, True, False) == -10
    assert score_of(4, 0, 0, False, False, CallQualitySettings(full_technical=4)) == 40


def test_training_is_promising_and_not_proven_yet() -> None:
    (row,) = typed_training_effect(TrainingEffectSettings(cases_before=6, of_before=100, cases=14, of=110)).rows
    assert round(row["difference"], 3) == 0.067 and round(row["p_value"], 3) == 0.097 and row["verdict"] == "promising"
    verdicts = {
        (6, 100, 30, 100): "proven",
        (30, 100, 6, 100): "worse",
        (6, 100, 6, 100): "none",
        (0, 0, 1, 2): "no_data",
    }
    for (k0, n0, k1, n1), verdict in verdicts.items():
        (row,) = typed_training_effect(TrainingEffectSettings(cases_before=k0, of_before=n0, cases=k1, of=n1)).rows
        assert row["verdict"] == verdict
    with pytest.raises(WrongSetting):
        typed_training_effect(TrainingEffectSettings(cases_before=7, of_before=6, cases=1, of=2))
    with pytest.raises(WrongSetting):
        typed_training_effect(TrainingEffectSettings(cases_before=1, of_before=6))
    with pytest.raises(WrongSetting):
        TrainingEffectSettings(cases=-1)


def test_sellers_and_what_is_left_out(empty: Store) -> None:
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(6)]
    rows = [check("Weak", day, 1, 0, 0, price=True) for day in days] + [
        check("Good", day, 8, 7, 3, meeting=True) for day in days
    ]
    rows += [check("Few", days[0], 8, 7, 0), check("Own list", days[0], score=55), check("Wrong", days[0], -1)]
    rows += [check("Later", AS_OF + timedelta(days=1)), check("Before", date(2025, 12, 31))]
    with written(empty, call_checks=rows):
        result = call_quality(empty.engine, SCOPE)
        only = call_quality(empty.engine, Scope(AS_OF, SCOPE.first_day, AS_OF, managers=("Good",), regions=("North",)))
    by = {row["name"]: row for row in result.rows}
    assert [row["name"] for row in result.rows] == ["Weak", "Good", "Own list", "Few", None]
    assert (
        by["Weak"]["score"] == pytest.approx(-5)
        and by["Weak"]["weak_factor"] == "personal"
        and not by["Weak"]["is_few"]
    )
    assert (by["Weak"]["price_share"], by["Weak"]["meeting_share"], by["Good"]["meetings"]) == (1, 0, 6)
    assert by["Few"]["is_few"] and by["Few"]["weak_factor"] == "motive" and by["Own list"]["score"] == 55
    assert by[None]["calls"] == 14 == result.rows_used and result.rows_dropped == 1
    assert [(n.code, n.facts) for n in result.warnings] == [("W_NEGATIVE_COUNTS", {"n": 1})]
    assert result.facts["correlation"] == pytest.approx(1, abs=0.3)
    assert [row["name"] for row in only.rows] == ["Good", None]
    assert (result.facts["first_day"], result.facts["last_day"]) == (days[0], days[-1])
    with written(empty):
        assert [n.code for n in call_quality(empty.engine, SCOPE).warnings] == ["W_NO_CALLS"]


def test_a_training_is_judged_after_eight_weeks_and_beside_the_others(empty: Store) -> None:
    day = date(2026, 3, 2)
    calls = [check("Trained", day - timedelta(days=n + 1), meeting=n < 2) for n in range(20)]
    calls += [check("Trained", day + timedelta(days=n), meeting=n < 12) for n in range(20)]
    calls += [check("Other", day - timedelta(days=n + 1), meeting=n < 4) for n in range(20)]
    calls += [check("Other", day + timedelta(days=n), meeting=n < 8) for n in range(20)]
    trainings = [
        {"manager": "Trained", "day": day, "topic": "motive"},
        {"manager": "Trained", "day": day - timedelta(days=90)},
    ]
    later = {"manager": "Trained", "day": AS_OF + timedelta(days=1)}
    with written(empty, call_checks=calls, trainings=[*trainings, later]):
        (row,) = training_effect(empty.engine, SCOPE).rows
        early = Scope(day + timedelta(days=55), day, day + timedelta(days=55))
        (soon,) = training_effect(empty.engine, early).rows
        (due,) = training_effect(empty.engine, Scope(day + timedelta(days=56), day, day + timedelta(days=56))).rows
        nobody = training_effect(empty.engine, Scope(date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 1)))
    assert (row["trained_on"], row["topic"], row["judged_from"]) == (day, "motive", day + timedelta(weeks=8))
    assert (row["share_before"], row["share_after"], row["verdict"]) == (0.1, 0.6, "proven")
    assert row["others"] == pytest.approx(0.2) and row["beyond_others"] == pytest.approx(0.3)
    spread = ((0.1 * 0.9 + 0.6 * 0.4 + 0.2 * 0.8 + 0.4 * 0.6) / 20) ** 0.5
    assert row["p_beyond"] == pytest.approx(2 * stats.norm.sf(0.3 / spread))
    assert (soon["verdict"], due["verdict"]) == ("early", "proven")
    assert nobody.rows == [] and [n.code for n in nobody.warnings] == ["W_NO_TRAININGS"]


CALL = st.tuples(st.sampled_from("ABC"), st.integers(0, 170), *[st.integers(0, 12)] * 3, st.booleans(), st.booleans())


@settings(max_examples=25, deadline=None)
@given(st.lists(CALL, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_every_call_by_hand(empty: Store, drawn: list[Any], chance: random.Random) -> None:
    rows = [check(name, date(2026, 1, 1) + timedelta(days=day), *rest) for name, day, *rest in drawn]
    expected: dict[str, list[float]] = defaultdict(list)
    for name, _, t, p, m, price, meeting in drawn:
        expected[name].append(min(t, 8) * 5 + min(p, 7) * 30 / 7 + min(m, 3) * 20 / 3 + 10 * meeting - 10 * price)
    chance.shuffle(rows)
    with written(empty, call_checks=rows):
        result = call_quality(empty.engine, SCOPE)
    assert {row["name"]: row["calls"] for row in result.rows if row["name"]} == {n: len(s) for n, s in expected.items()}
    for row in result.rows[:-1]:
        scores = expected[row["name"]]
        assert row["score"] == pytest.approx(sum(scores) / len(scores))
    asked = [float(t + p + m) for _, _, t, p, m, *_ in drawn]
    met = [float(call[-1]) for call in drawn]
    if len(drawn) < 3 or len(set(asked)) < 2 or len(set(met)) < 2:
        assert result.facts["correlation"] is None
    else:
        assert result.facts["correlation"] == pytest.approx(correlation(asked, met))
    company = [row for row in result.facts["months"] if row["name"] is None]
    assert sum(row["calls"] for row in company) == len(drawn)
