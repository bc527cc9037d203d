"""M43: five versions in order; the first failing one is the reason, an open question is not a passed one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from line_store import Line, Store, whole_scope
from written_records import written

from analytics.errors import WrongSetting
from analytics.result import Result, Status
from analytics.team.unwilling_sellers import VERSIONS, first_failing, unwilling_sellers

DAY = date(2026, 6, 10)
LINES = [Line(date(2024, 1, 3), "Alfa", Decimal(10)), Line(date(2026, 6, 30), "Alfa", Decimal(10))]
READY = {"taught": True, "attested_on": DAY - timedelta(days=30), "has_time": True, "has_means": True, "described": 5,
         "explained_on": DAY, "sees_sense": True, "is_paid": True}  # fmt: skip


@pytest.fixture(scope="module")
def store(store_of: Callable[..., Store]) -> Store:
    """The sales of these tests, built once."""
    return store_of(LINES)


def check(**known: Any) -> dict[str, Any]:
    return {"task": "Offer the new product", "employee": "Ann", "asked_on": DAY} | known


def ask(store: Store, *checks: dict[str, Any], as_of: date = LINES[1].day, **tables: list[dict[str, Any]]) -> Result:
    with written(store, seller_tasks=list(checks), **tables):
        return unwilling_sellers(store.engine, whole_scope(LINES, as_of=as_of))


@pytest.mark.parametrize("answers", list(product([True, False, None], repeat=5)))
def test_row_52_every_set_of_answers(answers: tuple[bool | None, ...]) -> None:
    """By hand: the answers up to the first that is not yes; a no after an open question is refused."""
    place = next((at for at, answer in enumerate(answers) if answer is not True), None)
    if place is not None and answers[place] is None and False in answers[place:]:
        with pytest.raises(WrongSetting):
            first_failing(answers)
    elif place is None:
        assert first_failing(answers) == ("", "passed")
    else:
        assert first_failing(answers) == (VERSIONS[place], "failing" if answers[place] is False else "unanswered")


@pytest.mark.parametrize(
    ("known", "version", "state", "remedy"),
    [
        ({"attested_on": DAY - timedelta(days=366)}, "skill", "failing", "train"),
        ({"taught": False}, "skill", "failing", "train"), ({"has_time": False}, "means", "failing", "resource"),
        ({"has_means": False}, "means", "failing", "resource"), ({"described": 4}, "process", "failing", "describe"),
        ({"sees_sense": False}, "sense", "failing", "explain"), ({"is_paid": False}, "pay", "failing", "pay"),
        ({"attested_on": DAY - timedelta(days=365)}, "", "passed", ""), ({}, "", "passed", ""),
        ({"has_means": None, "is_paid": False}, "means", "unanswered", ""), ({"described": None}, "process", "unanswered", ""),
    ],
)  # fmt: skip
def test_row_52_the_first_failing_version_stops_the_check(
    store: Store, known: dict[str, Any], version: str, state: str, remedy: str
) -> None:
    (row,) = ask(store, check(**READY | known)).rows
    assert (row["version"], row["state"], row["remedy"]) == (version, state, remedy)


def test_what_the_records_know_answers_for_people(store: Store) -> None:
    pay = [
        {
            "version": 1,
            "active_from": date(2026, 1, 1),
            "component": "Bonus",
            "rule": "bonus",
            "rate": Decimal(1),
            "task": "Sell",
        }
    ]
    open_ = READY | {"is_paid": None}
    assert ask(store, check(**open_)).rows[0]["state"] == "unanswered", "no formula of pay is written"
    assert ask(store, check(**open_), pay_formula=pay).rows[0]["version"] == "pay"
    assert (
        ask(
            store,
            check(
                **open_,
            )
            | {"task": "Sell"},
            pay_formula=pay,
        ).rows[0]["state"]
        == "passed"
    )
    busy = [
        {"day": DAY - timedelta(days=n % 29), "client": "Alfa", "manager": "Ann", "duration_min": 240}
        for n in range(41)
    ]
    (row,) = ask(store, check(**READY | {"has_time": None}), touches=busy).rows
    assert (row["version"], row["load_share"]) == ("means", 164 / 160)
    (row,) = ask(store, check(**READY | {"has_time": None}), touches=busy[:40]).rows
    assert (row["state"], row["load_share"]) == ("passed", 1)
    earlier = [touch | {"day": DAY - timedelta(days=30)} for touch in busy]
    assert ask(store, check(**READY), touches=earlier).rows[0]["load_share"] is None


def test_the_newest_check_counts_and_the_history_stays(store: Store) -> None:
    first, second = check(**READY | {"described": 2}), check(**READY) | {"asked_on": DAY + timedelta(days=5)}
    found = ask(store, first, second)
    assert [(row["asked_on"], row["is_latest"], row["state"]) for row in found.rows] == [
        (DAY + timedelta(days=5), True, "passed"), (DAY, False, "failing"),
    ]  # fmt: skip
    assert found.facts["checks"] == 1 and found.facts["failing"] == 0 and found.facts["share"] is None
    before = ask(store, first, second, as_of=DAY)
    assert (before.facts["most"], before.facts["share"]) == ("process", 1)


def test_the_remedy_that_is_overdue_and_what_is_known_later(store: Store) -> None:
    late = check(**READY | {"described": 2, "due": DAY + timedelta(days=5), "done_on": DAY + timedelta(days=40)})
    (row,) = ask(store, late).rows
    assert row["is_overdue"] and row["done_on"] is None
    assert not ask(store, late, as_of=DAY + timedelta(days=5)).rows[0]["is_overdue"]
    assert ask(store).status is Status.NOT_ENOUGH_DATA
