"""Plans against the sales: longer periods, dates of another calendar, names that fit nobody, the chance of money."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_store import Line, Store, whole_scope
from tables import sales
from written_records import written

from analytics.result import Status
from analytics.scope import Scope
from analytics.team.plan_calendar import usual_step
from analytics.team.plan_pace import PlanPaceSettings, due_share, plan_pace

StoreOf = Callable[..., Store]
JAN = date(2026, 1, 1)


@pytest.fixture
def store(store_of: Callable[..., Store]) -> Store:
    """The sales of these tests."""
    return store_of(LINES)


def sold(day: date, amount: int, manager: str, client: str = "Alfa") -> Line:
    return Line(day, client, Decimal(amount), margin=Decimal(amount) / 4, manager=manager)


LINES = [
    sold(date(2025, 1, 6), 100, "Ann"),
    sold(date(2026, 1, 8), 300, "Ann"), sold(date(2026, 2, 9), 200, "Bob", "Beta"), sold(date(2026, 3, 2), 400, "Ann"),
    sold(date(2026, 3, 10), 50, "Bob", "Gamma"),
]  # fmt: skip
AS_OF = whole_scope(LINES)


def plan_of(period: date, value: int, name: str = "", measure: str = "revenue", level: str = "") -> dict[str, Any]:
    known = level or ("manager" if name else "company")
    return {"period": period, "level": known, "name": name, "measure": measure, "value": Decimal(value)}


def found(store: Store, plans: list[dict[str, Any]], scope: Scope = AS_OF, **chosen: Any) -> Any:
    with written(store, plans=plans):
        return plan_pace(store.engine, scope, PlanPaceSettings(**chosen))


@contextmanager
def known_as(store: Store, **names: str) -> Iterator[None]:
    """People said whom a name on a plan means."""
    with store.engine.cursor() as cursor:
        for name, manager in names.items():
            cursor.execute("INSERT INTO chosen_names VALUES ('person', ?, ?)", [name.removeprefix("n"), manager])
    try:
        yield
    finally:
        with store.engine.cursor() as cursor:
            cursor.execute("DELETE FROM chosen_names")


def test_months_of_the_company_and_of_managers(store: Store) -> None:
    plans = [plan_of(JAN, 250), plan_of(date(2026, 2, 1), 400, "Bob"), plan_of(date(2026, 3, 1), 500),
             plan_of(date(2026, 3, 1), 2, measure="new_clients"), plan_of(date(2026, 4, 1), 9)]  # fmt: skip
    rows = {(row["first_day"].month, row["measure"]): row for row in found(store, plans).rows}
    assert len(rows) == 4, "April has not begun"
    assert (rows[1, "revenue"]["state"], rows[1, "revenue"]["share"]) == ("met", 1.2)
    assert (rows[2, "revenue"]["fact"], rows[2, "revenue"]["state"]) == (200, "missed")
    march = rows[3, "revenue"]
    assert march["due_share"] == pytest.approx(7 / 22) and march["fact"] == 450 and march["months_known"] == 0
    assert march["forecast"] == pytest.approx(450 * 22 / 7) and march["state"] == "ahead" and 0 < march["chance"] <= 1
    new = rows[3, "new_clients"]
    assert (new["fact"], new["state"]) == (1, "ahead") and new["chance"] is not None


def test_a_quarter_is_found_by_the_dates_and_a_part_of_it_is_said(store: Store) -> None:
    plans = [plan_of(date(2025, 10, 1), 100, "Ann"), plan_of(JAN, 1000, "Ann"), plan_of(JAN, 500, "Bob")]
    answer = found(store, plans, season=False)
    rows = {(row["name"], row["first_day"]): row for row in answer.rows}
    assert rows["Ann", JAN]["last_day"] == date(2026, 3, 31) and rows["Ann", JAN]["fact"] == 700
    assert (rows["Bob", JAN]["fact"], rows["Bob", JAN]["months_known"]) == (250, 2)
    assert rows["Bob", JAN]["state"] == "behind" and rows["Bob", JAN]["due_share"] == pytest.approx(49 / 64)
    assert rows["Ann", date(2025, 10, 1)]["fact"] == 0, "no sale is a fact of zero"
    assert answer.facts["incomplete"] == [{"first_day": JAN, "months": 3, "months_known": 2}]
    (total,) = answer.facts["totals"]
    assert (total["plan"], total["fact"], total["hits"], total["whole_periods"]) == (1600, 950, 0, 1)


def test_the_season_weighs_the_months_of_a_longer_plan() -> None:
    first, last = JAN, date(2026, 3, 31)
    plain = due_share(first, last, date(2026, 1, 31), {})
    assert plain == pytest.approx(22 / 64)
    assert due_share(first, last, date(2026, 1, 31), {1: 2.0}) == pytest.approx(44 / 86)
    assert due_share(first, last, date(2025, 12, 31), {}) == 0 and due_share(first, last, last, {1: 3.0}) == 1


def test_names_that_fit_nobody_are_listed_and_none_is_dropped(store: Store) -> None:
    plans = [plan_of(JAN, 100, "Ann"), plan_of(JAN, 300, "Somebody"), plan_of(JAN, 50)]
    answer = found(store, plans)
    assert answer.facts["unmatched"] == ["Somebody"] and answer.facts["unmatched_plan"] == 300
    assert [row["state"] for row in answer.rows if not row["is_matched"]] == ["unmatched"]
    assert sum(total["plan"] for total in answer.facts["totals"]) == 150 and len(answer.rows) == 3
    with known_as(store, Somebody="Bob"):
        again = found(store, plans)
    assert again.facts["unmatched"] == [] and sum(total["plan"] for total in again.facts["totals"]) == 450


def test_numbers_of_another_list_are_nobody_until_people_say_so(store_of: StoreOf) -> None:
    """7 of the plan and 7 of the sales are two people where another number of the plan is no seller's."""
    store = store_of([sold(date(2026, 1, 8), 300, "7"), sold(date(2026, 2, 10), 100, "8")])
    scope = Scope(date(2026, 2, 28), JAN, date(2026, 2, 28))
    plans = [plan_of(JAN, 100, "6"), plan_of(JAN, 400, "7")]
    assert found(store, plans, scope).facts["unmatched"] == ["6", "7"]
    with known_as(store, n6="7", n7="8"):
        rows = found(store, plans, scope).rows
    assert [(row["name"], row["manager"], row["fact"]) for row in rows] == [("6", "7", 300), ("7", "8", 0)]
    assert found(store, [plan_of(JAN, 100, "7"), plan_of(JAN, 1, "8")], scope).facts["unmatched"] == []


def test_plans_of_another_calendar_begin_where_people_say(store: Store) -> None:
    plans = [
        plan_of(date(2011, 5, 1), 100, "Ann"),
        plan_of(date(2011, 8, 1), 100, "Ann"),
        plan_of(date(2011, 12, 1), 100, "Ann"),
    ]
    assert found(store, plans).facts["outside"] == 3
    rows = found(store, plans, first_month=date(2025, 7, 1), season=False).rows
    assert [(row["first_day"], row["last_day"]) for row in rows] == [
        (date(2025, 7, 1), date(2025, 9, 30)), (date(2025, 10, 1), date(2025, 12, 31)), (JAN, date(2026, 3, 31)),
    ]  # fmt: skip
    assert [row["fact"] for row in rows] == [0, 0, 700]
    later = found(store, [plan_of(JAN, 1, "Ann")], first_month=date(2020, 1, 1)).rows
    assert later[0]["first_day"] == JAN, "plans within the sales stay where they are"


@pytest.mark.parametrize(
    ("months", "step"), [((1,), 1), ((1, 2, 3), 1), ((1, 4, 8, 10), 3), ((1, 13), 12), ((1, 3), 1)]
)
def test_how_long_a_plan_lasts(months: tuple[int, ...], step: int) -> None:
    assert usual_step([date(2020 + (at - 1) // 12, (at - 1) % 12 + 1, 1) for at in months]) == step


def test_nothing_planned_is_not_enough(store: Store) -> None:
    assert found(store, []).status is Status.NOT_ENOUGH_DATA
    assert found(store, [plan_of(date(2030, 1, 1), 1)]).status is Status.NOT_ENOUGH_DATA


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=sales(days=120), seed=st.randoms())
def test_facts_against_sums_by_hand(store_of: StoreOf, lines: list[Line], seed: Any) -> None:
    """Revenue of every month, of the company and of each manager, as the lines add up."""
    store, scope = store_of(lines), whole_scope(lines)
    months = sorted({line.day.replace(day=1) for line in lines})
    plans = [plan_of(month, 100, name) for month in months for name in ("", "Petrov")]
    plans += [plan_of(month, 3, name, "clients") for month in months for name in ("", "Petrov")]
    seed.shuffle(plans)
    answer = found(store, plans, scope, months=1)
    for row in answer.rows:
        end = row["last_day"] + timedelta(days=1)
        mine = [x for x in lines if row["first_day"] <= x.day < end and row["name"] in ("", x.manager)]
        if not row["is_matched"]:
            assert row["name"] == "Petrov" and not any(line.manager == "Petrov" for line in lines)
        elif row["measure"] == "revenue":
            assert row["fact"] == sum((line.amount for line in mine), Decimal(0))
        else:
            assert row["fact"] <= len({line.client for line in mine if line.client})
