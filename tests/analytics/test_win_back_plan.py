"""M22: way by time, chance and expected money, the worked examples, states of a plan, cases stated plainly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from scipy.stats import beta
from written_records import written

from analytics.errors import WrongSetting
from analytics.result import Status
from analytics.scope import Scope
from analytics.winback.own_results import cases_tried, chance_of, results_by
from analytics.winback.return_chance import contacts_per_sale, return_chance
from analytics.winback.win_back_plan import (
    WinBackPlanSettings,
    expected_money,
    way_by_time,
    win_back_plan,
    win_back_steps,
)

EXAMPLES = settings(max_examples=12, deadline=None)
AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)
RULES = WinBackPlanSettings()


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def monthly(name: str, lost_for: int, amount: int = 1000, times: int = 14) -> list[Line]:
    """A client with a purchase every thirty days, lost for so many days (after forty days of silence)."""
    days = [ago(40 + lost_for + 30 * step) for step in range(times)]
    return [line(day, name, amount, margin=amount // 5, manager="Petrov") for day in days]


def living(amount: int = 3000) -> list[Line]:
    return [row for n in range(10) for row in monthly(f"Living {n}", -40, amount)]


def step(client: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"client": client, "step_no": number, "step": "visit", "channel": "visit", **more}


def plan_of(
    store: Store, rules: WinBackPlanSettings | None = None, **told: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    with written(store, **told):
        return {row["client"]: row for row in win_back_plan(store.engine, SCOPE, rules).rows}


@pytest.mark.parametrize(
    ("elapsed", "rhythm", "way", "until"),
    [
        (20, 30, "call", 30), (100, 30, "visit", None), (90, 30, "meeting", 90), (31, 14, "meeting", 90),
        (45, 45, "call", 45), (46, 45, "meeting", 135), (136, 45, "visit", None),
    ],
)  # fmt: skip
def test_the_way_follows_the_time(elapsed: int, rhythm: float, way: str, until: int | None) -> None:
    assert way_by_time(elapsed, rhythm, RULES) == (way, until)


def test_expected_money_and_contacts() -> None:
    assert expected_money(Decimal(350_000) / 5, 0.40, 1, Decimal(6000)) == 22_000
    assert (contacts_per_sale(0.40), contacts_per_sale(0.05), contacts_per_sale(0)) == (2.5, pytest.approx(20), None)


def test_own_results_correct_the_chance() -> None:
    assert round(return_chance(3, 12).mean, 3) == 0.318
    assert return_chance(0, 0).mean == pytest.approx(0.40) and not return_chance(9, 29).is_own
    found = return_chance(9, 31)
    assert found.mean == pytest.approx(13 / 41) and found.is_own
    assert (found.low, found.high) == pytest.approx(beta(13, 28).interval(0.95))
    assert return_chance(0, 5, 0.0).mean == 0 and return_chance(0, 0, 1.0).high == 1


def test_a_plan_stands_where_its_steps_say(store_of: Callable[..., Store]) -> None:
    names = ["None", "Planned", "Overdue", "Undated", "Refused", "Rested", "Dead", "Paused", "Old plan"]
    store = store_of(shuffled([*living(), *(row for name in names for row in monthly(name, 30))]))
    owner = {"owner": "Petrov"}
    steps = [
        step("Planned", due=ago(-7), cost=Decimal(100), **owner), step("Overdue", due=ago(1), **owner),
        step("Undated", **owner), step("Refused", done_at=ago(5), outcome="refused"),
        step("Rested", done_at=ago(61), outcome="refused"), step("Old plan", due=ago(100), **owner),
        *(step("Dead", n, done_at=ago(20 - n), outcome="no_answer") for n in (1, 2, 3)),
    ]  # fmt: skip
    rows = plan_of(store, winback=steps, pauses=[{"client": "Paused", "until": ago(-10)}])
    assert {name: row["state"] for name, row in rows.items()} == {
        "None": "no_step", "Planned": "planned", "Overdue": "overdue", "Undated": "no_step", "Refused": "resting",
        "Rested": "no_step", "Dead": "stop", "Paused": "paused", "Old plan": "no_step",
    }  # fmt: skip
    assert rows["Refused"]["rest_until"] == ago(5 - 60)
    assert {name for name, row in rows.items() if not row["in_work"]} == {"None", "Paused", "Old plan"}
    planned = rows["Planned"]
    gross = rows["None"]["expected"]
    assert (planned["due"], planned["owner"], planned["cost"], planned["expected"]) == (
        ago(-7),
        "Petrov",
        100,
        gross - 100,
    )
    assert rows["Dead"]["dead_steps"] == 3 and rows["Dead"]["way"] == "call"
    assert {name for name, row in rows.items() if row["on_list"]} == set(rows) - {"Refused", "Dead", "Paused"}


def test_a_visit_to_the_first_is_the_heads_and_the_talk_follows_the_reason(store_of: Callable[..., Store]) -> None:
    store = store_of(living() + monthly("Alfa", 100, 9000) + monthly("Beta", 100, 200) + monthly("Gamma", 10, 9000))
    said = {"client": "Alfa", "reason_group": "company", "reason": "rude_staff", "evidence": "staff"}
    rows = plan_of(
        store, losses=[said, {**said, "client": "Gamma", "reason_group": "competitor", "reason": "exclusive"}]
    )
    told = {name: (row["way"], row["who"], row["advice"], row["priority"]) for name, row in rows.items()}
    assert told == {
        "Alfa": ("visit", "head", "apologise", 1), "Gamma": ("call", "manager", "added_value", 1),
        "Beta": ("visit", "manager", "find_reason", 3),
    }  # fmt: skip
    assert rows["Gamma"]["way_until"] == rows["Gamma"]["lost_on"] + timedelta(days=30)


def test_the_list_of_a_week_is_short_and_by_money(store_of: Callable[..., Store]) -> None:
    lost = [row for n in range(9) for row in monthly(f"Lost {n}", 20, 2000 + 10 * n)]
    store = store_of(living() + lost + monthly("Long ago", 900, 9000) + monthly("Small", 20, 1))
    due = [step("Small", due=ago(-6), owner="Petrov")]
    with written(store, winback=due):
        result = win_back_plan(store.engine, SCOPE, WinBackPlanSettings(calls=3))
    chosen = [row["client"] for row in result.rows if row["on_list"]]
    assert chosen == ["Lost 8", "Lost 7", "Lost 6", "Small"], "the step that is due this week stands on the list too"
    week = result.facts["list"]
    assert (week["clients"], week["expected"]) == (4, sum(r["expected"] for r in result.rows if r["on_list"]))


def test_cases_of_the_company_come_into_the_chance(store_of: Callable[..., Store]) -> None:
    back = [*monthly("Won", 200), line(ago(100), "Won", 500, manager="Petrov")]
    late = [*monthly("Late", 250), line(ago(20), "Late", 500, manager="Petrov")]
    store = store_of(living() + back + late + monthly("Refused", 30) + monthly("Open", 30) + monthly("Expired", 200))
    steps = [
        step("Won", done_at=ago(150), cost=Decimal(7)), step("Won", 2, done_at=ago(110), cost=Decimal(5)),
        step("Late", done_at=ago(200)), step("Refused", done_at=ago(3), outcome="refused"),
        step("Open", done_at=ago(3), outcome="promised"), step("Expired", done_at=ago(91), channel="call"),
        step("Open", 2, done_at=ago(-1), outcome="bought"),
    ]  # fmt: skip
    with written(store, winback=steps):
        cases = {case["client"]: case for case in cases_tried(store.engine, SCOPE).rows}
        result = win_back_plan(store.engine, SCOPE)
        alone = win_back_plan(store.engine, SCOPE, WinBackPlanSettings(own_results=False))
        planned = win_back_steps(store.engine, SCOPE).rows
    assert {name: case["ended"] for name, case in cases.items()} == {
        "Won": "won", "Late": "by_himself", "Refused": "refused", "Open": "open", "Expired": "expired",
    }  # fmt: skip
    assert (cases["Won"]["steps"], cases["Won"]["cost"], cases["Won"]["step_no"]) == (2, 12, 2)
    facts = result.facts
    assert (facts["won"], facts["finished"], facts["chance"]) == (1, 4, pytest.approx(5 / 14))
    assert alone.facts["chance"] == pytest.approx(0.4)
    assert [(row["name"], row["finished"], row["won"]) for row in facts["by_channel"]] == [
        ("visit", 3, 1),
        ("call", 1, 0),
    ]
    open_steps = [row for row in planned if row["done_at"] is None]
    assert [(row["step_no"], row["outcome"]) for row in open_steps] == [(2, "")] or not open_steps


@EXAMPLES
@given(
    gaps=st.lists(st.sampled_from([30, 30, 30, 80, 200]), min_size=4, max_size=10),
    tries=st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from(["no_answer", "refused", "promised", "bought"])), max_size=6
    ),
)
def test_cases_as_stated_plainly(store_of: Callable[..., Store], gaps: list[int], tries: list[tuple[int, str]]) -> None:
    """One client of thirty days; every silence with a step in it is a case, ended by the first rule that fits."""
    days = [date(2022, 1, 1)]
    for gap in (30, 30, 30, 30, 30, *gaps):
        days.append(days[-1] + timedelta(days=gap))
    as_of = days[-1] + timedelta(days=120)
    scope = Scope(as_of, days[0], as_of)
    store = store_of(shuffled([line(day, "Alfa", 100) for day in days]))
    steps = [
        step("Alfa", number, done_at=days[0] + timedelta(days=at), outcome=came)
        for number, (at, came) in enumerate(tries, 1)
    ]
    with written(store, winback=steps):
        found = {case["day"]: case for case in cases_tried(store.engine, scope).rows}
    expected = {}
    for at, day in enumerate(days):
        back = days[at + 1] if at + 1 < len(days) else None
        last_five = sorted((days[i + 1] - days[i]).days for i in range(max(0, at - 5), at))
        if at < 2:
            continue
        middle = (last_five[(len(last_five) - 1) // 2] + last_five[len(last_five) // 2]) / 2
        lost_on = day + timedelta(days=max(14, -int(-(middle * 4 / 3 - 1e-6) // 1)))
        mine = [s for s in steps if day < s["done_at"] <= (back or as_of) and s["done_at"] <= as_of]
        if mine and lost_on <= (back or as_of):
            expected[day] = _ended(mine, back, as_of)
    assert {day: case["ended"] for day, case in found.items() if day in expected} == expected
    assert set(found) - set(expected) <= set(days[:2]), "the first two purchases have the rhythm of others"
    over = chance_of(found.values(), RULES)
    assert over.finished == sum(case["ended"] != "open" for case in found.values())
    assert sum(row["finished"] for row in results_by(found.values(), lambda case: case["outcome"])) == over.finished


def _ended(steps: list[dict[str, Any]], back: date | None, as_of: date) -> str:
    last = max(steps, key=lambda s: (s["done_at"], s["step_no"]))
    if back is not None:
        return "won" if (back - last["done_at"]).days <= 90 else "by_himself"
    if last["outcome"] == "refused":
        return "refused"
    if sum(s["outcome"] in ("no_answer", "refused") for s in steps) >= 3:
        return "stopped"
    return "expired" if (as_of - last["done_at"]).days > 90 else "open"


def test_the_cost_of_a_step_and_the_chance_move_the_money(store_of: Callable[..., Store]) -> None:
    store = store_of(living() + monthly("Alfa", 30, 9000))
    usual = plan_of(store)["Alfa"]["expected"]
    assert plan_of(store, replace(RULES, step_cost=150.0))["Alfa"]["expected"] == usual - 150
    assert plan_of(store, replace(RULES, p_return=0.2))["Alfa"]["expected"] == usual / 2
    dear = plan_of(store, winback=[step("Alfa", done_at=ago(3), outcome="promised", cost=usual + 1)])
    assert dear["Alfa"]["state"] == "stop"


def test_questions_that_cannot_be_asked(store_of: Callable[..., Store]) -> None:
    for wrong in ({"attribution_days": 5}, {"calls": 0}, {"step_cost": -1}, {"p_new": 0}):
        with pytest.raises(WrongSetting):
            WinBackPlanSettings(**wrong)  # type: ignore[arg-type]
    store = store_of(monthly("Alfa", 1))
    early = date(2020, 1, 1)
    result = win_back_plan(store.engine, Scope(early, early, early))
    assert (result.status, result.rows) == (Status.NOT_ENOUGH_DATA, [])


def test_a_step_belongs_to_the_silence_that_it_ends_and_three_dead_ones_end_a_case(
    store_of: Callable[..., Store],
) -> None:
    back = [*monthly("Back", 200), line(ago(100), "Back", 500, manager="Petrov")]
    store = store_of(living() + back + monthly("Dead", 30) + monthly("Almost", 30))
    steps = [step("Back", done_at=ago(100))]
    steps += [step("Dead", n, done_at=ago(10 - n), outcome="no_answer") for n in (1, 2, 3)]
    steps += [step("Almost", n, done_at=ago(10 - n), outcome="no_answer") for n in (1, 2)]
    with written(store, winback=steps):
        cases = [(case["client"], case["ended"]) for case in cases_tried(store.engine, SCOPE).rows]
    assert sorted(cases) == [("Almost", "open"), ("Back", "won"), ("Dead", "stopped")]
