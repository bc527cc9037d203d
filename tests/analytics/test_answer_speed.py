"""M42: working hours of waiting, open questions, the days of a deal split into own and waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_store import Line, Store, whole_scope
from scipy.stats import CensoredData, ecdf
from written_records import written

from analytics.result import Status
from analytics.team.answer_speed import AnswerSpeedSettings, answer_speed, waited, waiting_days

LINES = [Line(date(2024, 1, 3), "Alfa", Decimal(10)), Line(date(2026, 6, 30), "Alfa", Decimal(10))]
MONDAY = datetime(2026, 6, 1, 9)


@pytest.fixture(scope="module")
def store(store_of: Callable[..., Store]) -> Store:
    """The sales of these tests, built once."""
    return store_of(LINES)


def asked(at: datetime, answered: datetime | None, of: str = "Stock", **more: Any) -> dict[str, Any]:
    return {"asked_at": at, "asked_by": "Ann", "asked_of": of, "answered_at": answered} | more


def answer(
    store: Store, rows: list[dict[str, Any]], deals: list[dict[str, Any]] | None = None, as_of: date = LINES[1].day
) -> Any:
    scope = whole_scope(LINES, as_of=as_of)
    with written(store, requests_internal=rows, deals=deals or []):
        return answer_speed(store.engine, scope)


def test_row_51_seven_of_ten_within_eight_hours(store: Store) -> None:
    rows = [asked(MONDAY + timedelta(minutes=n), MONDAY + timedelta(hours=2)) for n in range(7)]
    rows += [asked(MONDAY + timedelta(minutes=n), MONDAY + timedelta(days=3)) for n in (30, 31, 32)]
    (row,) = answer(store, rows).rows
    assert (row["in_time"], row["share"]) == (7, 0.7)
    assert (round(100 * row["low"], 1), round(100 * row["high"], 1)) == (39.7, 89.2)


def test_row_51_a_deal_of_34_days_is_15_own_and_19_waiting(store: Store) -> None:
    first = datetime(2026, 4, 1, 10)
    deal = {
        "deal_id": "7",
        "client": "Alfa",
        "created": date(2026, 4, 1),
        "stage": "won",
        "won_at": date(2026, 5, 5),
        "manager": "Ann",
    }
    rows = [asked(first, first + timedelta(days=12), deal_id="7"),
            asked(first + timedelta(days=5), first + timedelta(days=19), "Estimator", deal_id="7")]  # fmt: skip
    (found,) = answer(store, rows, [deal]).facts["deals"]
    assert (found["days"], found["waiting_days"], found["own_days"]) == (34, 19, 15), "twice waited is waited once"


def test_an_open_question_over_the_norm_is_missed_and_a_younger_one_waits(store: Store) -> None:
    late, young = asked(datetime(2026, 6, 24, 9), None), asked(datetime(2026, 6, 30, 12), None)
    (row,) = answer(store, [late, young]).rows
    assert (row["open"], row["open_late"], row["in_time"], row["share"]) == (2, 1, 0, 0)
    assert row["oldest_hours"] == 40 and row["median_hours"] is None
    found = answer(store, [late, young])
    assert found.facts["unanswered"]


def test_an_answer_before_its_question_is_left_out_and_later_answers_are_not_known_yet(store: Store) -> None:
    wrong = asked(MONDAY, MONDAY - timedelta(hours=1))
    fine = asked(MONDAY, MONDAY + timedelta(days=7), "Bookkeeper")
    found = answer(store, [wrong, fine])
    assert found.facts["wrong"] == 1 and found.status is Status.OK_WITH_WARNINGS and found.rows_used == 1
    (before,) = answer(store, [fine], as_of=date(2026, 6, 3)).rows
    assert (before["open"], before["oldest_hours"]) == (1, 24)
    assert answer(store, []).status is Status.NOT_ENOUGH_DATA


def test_lost_deals_with_a_late_answer_and_their_money(store: Store) -> None:
    deals = [{"deal_id": code, "client": "Alfa", "created": date(2026, 5, 1), "stage": "lost", "lost_at": date(2026, 6, 20),
              "amount": Decimal(1000)} for code in ("1", "2")]  # fmt: skip
    rows = [
        asked(MONDAY, MONDAY + timedelta(days=4), deal_id="1"),
        asked(MONDAY, MONDAY + timedelta(hours=1), deal_id="2"),
    ]
    (row,) = answer(store, rows, deals).rows
    assert (row["deals_lost"], row["money_lost"]) == (1, 1000)


def test_a_question_that_is_asked_again_keeps_its_first_time(store: Store) -> None:
    end = MONDAY + timedelta(days=1)
    rows = [asked(MONDAY, end, deal_id="1"), asked(MONDAY + timedelta(hours=6), end, deal_id="1")]
    (row,) = answer(store, rows).rows
    assert (row["requests"], row["median_hours"]) == (1, 8)


def walked(start: datetime, end: datetime) -> float:
    """Working hours by a walk through the quarters of an hour."""
    quarters = 0
    while start < end:
        quarters += start.weekday() < 5 and 9 <= start.hour < 17
        start += timedelta(minutes=15)
    return quarters / 4


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    moments=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 900)), min_size=1, max_size=15, unique_by=lambda pair: pair[0]),
    seed=st.randoms(),
)  # fmt: skip
def test_working_hours_against_a_walk(store: Store, moments: list[tuple[int, int]], seed: Any) -> None:
    rows = [
        asked(
            MONDAY + timedelta(minutes=15 * start - 9 * 60),
            MONDAY + timedelta(minutes=15 * (start + took) - 9 * 60),
            f"Who {at}",
        )
        for at, (start, took) in enumerate(moments)
    ]
    rows = [row for row in rows if row["answered_at"].date() <= LINES[1].day] or rows[:1]
    seed.shuffle(rows)
    for row in answer(store, rows).rows:
        (mine,) = [r for r in rows if r["asked_of"] == row["asked_of"]]
        if row["open"]:
            assert mine["answered_at"].date() > LINES[1].day
        else:
            assert row["median_hours"] == walked(mine["asked_at"], mine["answered_at"])


@given(
    answered=st.lists(st.integers(1, 20), max_size=12), waiting=st.lists(st.integers(1, 20), min_size=1, max_size=6),
    share=st.sampled_from([0.5, 0.9]),
)  # fmt: skip
def test_the_time_of_half_of_them_is_that_of_the_library(answered: list[int], waiting: list[int], share: float) -> None:
    curve = ecdf(CensoredData(uncensored=[float(a) for a in answered], right=[float(w) for w in waiting])).sf
    reached = [
        time for time, left in zip(curve.quantiles, curve.probabilities, strict=True) if left <= 1 - share + 1e-9
    ]
    found = waited([float(a) for a in answered], [float(w) for w in waiting], share)
    assert found == (reached[0] if reached else None)


def test_spans_of_waiting() -> None:
    day = timedelta(days=1)
    assert (
        waiting_days(
            [(MONDAY, MONDAY + 2 * day), (MONDAY + day, MONDAY + 3 * day), (MONDAY + 5 * day, MONDAY + 6 * day)]
        )
        == 4
    )
    assert waiting_days([]) == 0 and AnswerSpeedSettings().sla_hours == 8
