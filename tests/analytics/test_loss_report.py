"""M15 and the trend of losses: the worked examples, the plain statement, no hindsight, nobody shamed by four clients."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import loss_oracles
import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled, whole_scope
from scipy.stats import binomtest
from tables import days_of, sales, seasonal_client

from analytics.errors import WrongSetting
from analytics.lost.loss_period import LossPeriod, loss_period, whole_months
from analytics.lost.loss_report import GROUPS, LossReportSettings, level_of, loss_report
from analytics.lost.loss_trend import LossTrendSettings, loss_trend
from analytics.lost.lost_clients import LostClientsSettings, lost_clients
from analytics.periods import add_months, month_end, month_start
from analytics.proportion import control_limits, wilson, wilson_of_many
from analytics.result import Status
from analytics.scope import Scope
from storage.derived import RhythmRules

EXAMPLES = settings(max_examples=8, deadline=None)
YEARLY = ("year_lost", "year_clients", "year_money")
YEAR = Scope(date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31))


def monthly(name: str, manager: str, last: date, first: date = date(2023, 1, 10), amount: int = 100) -> list[Line]:
    """A client who buys every thirty days until a day."""
    count = (last - first).days // 30 + 1
    return [line(first + timedelta(days=30 * step), name, amount, manager=manager) for step in range(count)]


def three_managers() -> list[Line]:
    """Ivanov has 120 clients and loses 12, Petrov 80 and 20, Sidorova 40 and 2, a row without a manager 3 and none."""
    lines: list[Line] = []
    for manager, clients, lost in (("Ivanov", 120, 12), ("Petrov", 80, 20), ("Sidorova", 40, 2), ("", 3, 0)):
        for number in range(clients):
            last = date(2024, 6, 30) if number < lost else date(2024, 12, 31)
            lines += monthly(f"{manager} {number}", manager, last)
    return lines


def test_the_table_of_three_managers(store_of: Callable[..., Store]) -> None:
    store = store_of(shuffled(three_managers()))
    result = loss_report(store.engine, YEAR)
    rows = {row["name"]: row for row in result.rows}
    shares = {name: (row["clients"], row["lost"], round(row["lost_share"], 3)) for name, row in rows.items()}
    assert shares == {
        "Petrov": (80, 20, 0.25), "Ivanov": (120, 12, 0.1), "Sidorova": (40, 2, 0.05), "": (3, 0, 0.0), None: (243, 34, 0.14),
    }  # fmt: skip
    assert [row["name"] for row in result.rows] == ["Petrov", "Ivanov", "Sidorova", "", None]
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "Petrov": "above", "Ivanov": "within", "Sidorova": "within", "": "too_few", None: "within",
    }  # fmt: skip
    assert {name: row["level"] for name, row in rows.items()} == {
        "Petrov": "high", "Ivanov": "best", "Sidorova": "best", "": "best", None: "usual",
    }  # fmt: skip
    assert rows["Petrov"]["money"] == 20 * 1300 and rows[None]["money"] == 34 * 1300
    sums = {name: sum(row[name] for row in result.rows[:-1]) for name in ("clients", "lost", "money", "returned")}
    assert sums == {name: rows[None][name] for name in sums}


def test_intervals_and_limits_as_printed() -> None:
    printed = {(12, 120): (5.81, 16.67), (20, 80): (16.81, 35.48), (2, 40): (1.38, 16.50), (34, 240): (10.32, 19.14)}
    printed |= {(10, 500): (1.09, 3.64), (1, 50): (0.35, 10.50), (24, 100): (16.69, 33.23), (2, 5): (11.76, 76.93)}
    printed |= {(0, 20): (0, 16.11), (20, 20): (83.89, 100), (0, 0): (0, 100)}
    for (cases, of), ends in printed.items():
        assert tuple(round(100 * end, 2) for end in wilson(cases, of)) == pytest.approx(ends, abs=0.011)
    limits = {n: tuple(round(100 * end, 1) for end in control_limits(34 / 240, n)) for n in (120, 80, 40)}
    assert limits == {120: (7.9, 20.4), 80: (6.5, 21.8), 40: (3.4, 25.0)}
    assert control_limits(0.1, 0) == (0, 1)


@given(st.integers(1, 400), st.data())
def test_wilson_is_that_of_scipy(of: int, data: st.DataObject) -> None:
    cases = data.draw(st.integers(0, of))
    theirs = binomtest(cases, of).proportion_ci(method="wilson")
    assert wilson(cases, of) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.lists(st.integers(0, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))))
def test_many_intervals_are_each_that_of_one(shares: list[tuple[int, int]]) -> None:
    cases, of = (np.array([share[place] for share in shares], dtype=float) for place in (0, 1))
    low, high = wilson_of_many(cases, of)
    assert list(zip(low, high, strict=True)) == [wilson(*share) for share in shares]


def test_a_quarter_of_five_percent_is_not_a_good_year() -> None:
    quarter = loss_period(Scope(date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31)))
    annual = quarter.annual(0.05)
    assert (quarter.months, round(annual or 0, 3), level_of(annual)) == (3, 0.185, "usual")
    assert quarter.annual(None) is None and level_of(None) is None
    days = LossPeriod(date(2024, 1, 1), date(2024, 1, 31), None)
    assert days.annual(0.05) == pytest.approx(1 - 0.95 ** (365 / 30))
    assert [level_of(share) for share in (0.11, 0.1101, 0.2, 0.2001)] == ["best", "usual", "usual", "high"]


def test_a_month_is_too_short_for_quarterly_clients(store_of: Callable[..., Store]) -> None:
    quarterly = [
        line(date(2023, 1, 5) + timedelta(days=91 * step + number), f"Client {number}", 10)
        for number in range(8)
        for step in range(8)
    ]
    store = store_of(quarterly)
    month = Scope(date(2024, 10, 31), date(2024, 10, 1), date(2024, 10, 31))
    notice = loss_report(store.engine, month).warnings[0]
    assert (notice.code, notice.facts) == ("W_SHORT", {"share": 1.0, "months": 5})  # 122 days of silence
    year = loss_report(store.engine, replace(month, first_day=date(2023, 11, 1)))
    assert [notice.code for notice in year.warnings] == ["W_STALE"]
    assert [whole_months(days) for days in (30, 31, 60.875, 122)] == [1, 2, 2, 5]


def test_a_return_belongs_to_whoever_sold_it_and_a_loss_to_the_last_seller(store_of: Callable[..., Store]) -> None:
    lines = [*monthly("Alfa", "Petrov", date(2024, 3, 1)), line("2024-09-01", "Alfa", 50, manager="Ivanov")]
    lines += monthly("Beta", "Petrov", date(2024, 3, 1)) + monthly("Gamma", "Ivanov", date(2024, 12, 31))
    store = store_of(lines)
    scope = replace(YEAR, last_day=date(2024, 9, 15))
    rows = {row["name"]: row for row in loss_report(store.engine, scope).rows}
    told = {name: (row["clients"], row["lost"], row["returned"], row["net_lost"]) for name, row in rows.items()}
    assert told == {"Petrov": (1, 1, 0, 1), "Ivanov": (2, 0, 1, -1), None: (3, 1, 1, 0)}
    only = loss_report(store.engine, replace(scope, managers=("Ivanov",)))
    assert [(row["name"], row["clients"], row["returned"]) for row in only.rows] == [("Ivanov", 2, 1), (None, 2, 1)]


@pytest.mark.parametrize(
    ("first_day", "last_day", "told"),
    [
        ("2024-05-20", "2024-06-30", (1, 1)),  # lost on 20 May, the first day of the period
        ("2024-05-21", "2024-06-30", (0, 0)),  # lost before it began
        ("2024-04-01", "2024-05-20", (1, 1)),
        ("2024-04-01", "2024-05-19", (1, 0)),
    ],
)
def test_the_days_at_both_ends(
    store_of: Callable[..., Store], first_day: str, last_day: str, told: tuple[int, int]
) -> None:
    store = store_of([line(day, "Alfa", 100) for day in ("2024-01-10", "2024-02-09", "2024-03-12", "2024-04-10")])
    scope = Scope(date(2024, 6, 30), date.fromisoformat(first_day), date.fromisoformat(last_day))
    row = loss_report(store.engine, scope).rows[-1]
    assert (row["clients"], row["lost"]) == told


def test_out_of_season_nobody_is_lost(store_of: Callable[..., Store]) -> None:
    days = [date(year, month, day) for year in (2022, 2023) for month, day in ((4, 10), (4, 24), (5, 8), (5, 20))]
    garden = [line(day, "Garden", 100, manager="Petrov") for day in days]
    store = store_of([*garden, *monthly("Kept", "Petrov", date(2024, 12, 31))])
    told = {}
    for last in (date(2023, 11, 30), date(2024, 6, 29), date(2024, 6, 30)):
        scope = Scope(last, date(2023, 7, 1), last)
        told[last] = loss_report(store.engine, scope).rows[-1]["lost"]
        assert len(lost_clients(store.engine, scope).rows) == told[last]
    assert list(told.values()) == [0, 0, 1]  # due on 9 April 2024, and 82 days of patience
    trend = {row["month"]: row["lost"] for row in loss_trend(store.engine, YEAR).rows}
    assert {month: lost for month, lost in trend.items() if lost} == {date(2022, 6, 1): 1, date(2024, 6, 1): 1}


@pytest.mark.parametrize(("back_on", "returned"), [("2024-05-19", 0), ("2024-05-20", 1), ("2024-05-21", 1)])
def test_a_purchase_on_the_very_day_of_the_loss_is_a_return(
    store_of: Callable[..., Store], back_on: str, returned: int
) -> None:
    days = ("2024-01-10", "2024-02-09", "2024-03-12", "2024-04-10", back_on)
    store = store_of([line(day, "Alfa", 100) for day in days])
    scope = Scope(date(2024, 6, 1), date(2024, 5, 1), date(2024, 6, 1))
    assert loss_report(store.engine, scope).rows[-1]["returned"] == returned
    may = loss_trend(store.engine, scope).rows[4]
    assert (may["lost"], may["returned"]) == (returned, returned)


def test_one_offs_stand_apart_until_they_are_asked_for(store_of: Callable[..., Store]) -> None:
    lines = monthly("Alfa", "Petrov", date(2024, 12, 31))
    lines += [line("2024-01-10", "Once", 70, manager="Petrov"), line("2024-12-10", "Late once", 70, manager="Petrov")]
    store = store_of(lines)
    row = loss_report(store.engine, YEAR).rows[0]
    assert (row["clients"], row["lost"], row["one_offs"], row["one_offs_gone"]) == (1, 0, 2, 1)
    row = loss_report(store.engine, YEAR, LossReportSettings(one_offs=True)).rows[0]
    assert (row["clients"], row["lost"], row["money"]) == (3, 1, 70)
    assert [r["client"] for r in lost_clients(store.engine, YEAR, LostClientsSettings(one_offs=True)).rows] == ["Once"]


def test_reasons_classes_and_groups_of_the_lost(store_of: Callable[..., Store]) -> None:
    big = monthly("Big", "Petrov", date(2024, 6, 1), amount=900)
    big = [replace(sale, category="Paint" if at % 3 else "Tools") for at, sale in enumerate(big)]
    store = store_of(
        big + monthly("Small", "Petrov", date(2024, 6, 1), amount=1) + monthly("Kept", "Ivanov", date(2024, 12, 31))
    )
    told = (
        ("Big", "2024-08-01", "competitor", "lower_price", "staff", False),
        ("Big", "2024-07-01", "company", "forgotten", "call", True),
        ("Small", "2024-07-01", "client", "closed", "staff", False),
    )
    with store.engine.cursor() as cursor:
        cursor.execute("DELETE FROM losses_loaded; DELETE FROM client_aliases")
        for name, number in store.numbers.items():
            cursor.execute("INSERT INTO client_aliases VALUES ('name', ?, ?)", [name.lower(), number])
        for name, *rest in told:
            cursor.execute(
                "INSERT INTO losses_loaded VALUES (1, ?, ?, '', ?, ?, ?, ?, ?, NULL)", [name, name.lower(), *rest]
            )
    try:
        lost = {row["client"]: row for row in lost_clients(store.engine, YEAR).rows}
        assert {name: (row["reason"], row["confirmed"], row["abc_class"], row["product_group"]) for name, row in lost.items()} == {
            "Big": ("forgotten", True, "A", "Paint"), "Small": ("closed", False, "C", ""),
        }  # fmt: skip
        facts = lost_clients(store.engine, YEAR).facts
        assert (facts["lost"], facts["with_reason"], facts["confirmed"], facts["clients_for_half"]) == (2, 2, 1, 1)
        by_reason = loss_report(store.engine, YEAR, LossReportSettings(by="reason")).rows
        assert {row["name"]: row["lost"] for row in by_reason if row["lost"]} == {"forgotten": 1, "closed": 1, None: 2}
        company = by_reason[-1]
        assert (company["top_reason"], company["top_reason_group"]) == (
            "forgotten",
            "company",
        )  # equal number: the dearer
        by_class = loss_report(store.engine, YEAR, LossReportSettings(by="abc_class")).rows
        assert {row["name"]: (row["clients"], row["lost"]) for row in by_class} == {
            "A": (1, 1),
            "B": (1, 0),
            "C": (1, 1),
            None: (3, 2),
        }
        by_group = loss_report(store.engine, YEAR, LossReportSettings(by="product_group")).rows
        assert {row["name"]: row["lost"] for row in by_group} == {"Paint": 1, "": 1, None: 2}
    finally:
        with store.engine.cursor() as cursor:
            cursor.execute("DELETE FROM losses_loaded; DELETE FROM client_aliases")


def test_one_huge_order_is_named(store_of: Callable[..., Store]) -> None:
    lines = [*monthly("Alfa", "Petrov", date(2024, 6, 1)), line("2024-05-05", "Alfa", 10000, manager="Petrov")]
    store = store_of(lines)
    (row,) = lost_clients(store.engine, YEAR).rows
    assert row["value"] - row["value_without_largest"] == 10_000 and row["value_without_largest"] > 0
    assert (
        lost_clients(store_of(monthly("Alfa", "Petrov", date(2024, 6, 1))).engine, YEAR).rows[0][
            "value_without_largest"
        ]
        is None
    )


def test_questions_that_cannot_be_asked(store_of: Callable[..., Store]) -> None:
    store = store_of(monthly("Alfa", "Petrov", date(2024, 6, 1)))
    with pytest.raises(WrongSetting):
        loss_report(store.engine, Scope(date(2024, 6, 1), date(2024, 7, 1), date(2024, 8, 1)))
    with pytest.raises(WrongSetting):
        LossReportSettings(limit_a=0.95, limit_b=0.9)
    with pytest.raises(WrongSetting):
        LossReportSettings(by="city")
    early = Scope(date(2020, 1, 31), date(2020, 1, 1), date(2020, 1, 31))
    for method in (loss_report, loss_trend, lost_clients):
        assert method(store.engine, early).status is Status.NOT_ENOUGH_DATA  # type: ignore[operator]


@EXAMPLES
@given(
    lines=st.one_of(sales(), seasonal_client("Alfa")),
    back=st.integers(0, 120),
    length=st.integers(20, 400),
    rule=st.sampled_from(["rhythm", "silence"]),
    clients=st.sampled_from([2, 30]),
    by=st.sampled_from(GROUPS),
)
def test_the_report_as_stated_plainly(
    store_of: Callable[..., Store], lines: list[Line], back: int, length: int, rule: str, clients: int, by: str
) -> None:
    store = store_of(lines, RhythmRules(fallback_clients=clients))
    as_of = days_of(lines)[1]
    until = as_of - timedelta(days=back)
    since = until - timedelta(days=length)
    scope = Scope(as_of, since + timedelta(days=1), until)
    spells = loss_oracles.spells_of(lines, as_of, oracles.Rules(clients=clients), rule)
    expected = loss_oracles.report(spells, since, until)
    result = loss_report(store.engine, scope, LossReportSettings(rule=rule))
    found = {
        "*" if row["is_company"] else row["name"]: (row["clients"], row["lost"], row["money"], row["returned"])
        for row in result.rows
        if row["clients"] or row["returned"]
    }
    expected = {name: row for name, row in expected.items() if row[0] or row[3]}
    assert {name: (*row[:2], row[3]) for name, row in found.items()} == {
        name: (*row[:2], row[3]) for name, row in expected.items()
    }
    assert all(loss_oracles.same_money(row[2], expected[name][2]) for name, row in found.items())
    lost = {s.client for s in loss_oracles.covering(spells, until) if since < s.lost_on <= until}
    names = lost_clients(store.engine, scope, LostClientsSettings(rule=rule)).rows
    assert {row["client"] for row in names} == lost
    rows = loss_report(store.engine, scope, LossReportSettings(rule=rule, by=by)).rows
    for column in ("clients", "lost", "money", "returned", "one_offs"):
        assert sum(row[column] for row in rows[:-1]) == rows[-1][column]


@EXAMPLES
@given(
    lines=st.one_of(sales(), seasonal_client("Alfa")),
    back=st.integers(0, 60),
    rule=st.sampled_from(["rhythm", "silence"]),
)
def test_the_trend_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int, rule: str) -> None:
    store = store_of(lines)
    first, last = days_of(lines)
    as_of = max(first, last - timedelta(days=back))
    known = [row for row in lines if row.day <= as_of]
    if any(oracles.dead_orders(known, name) != oracles.dead_orders(lines, name) for name in store.numbers):
        return  # an order cancelled after the date is a correction of the past, not a newer row
    spells = loss_oracles.spells_of(lines, as_of, oracles.Rules(), rule)
    rows = loss_trend(store.engine, Scope(as_of, first, as_of), LossTrendSettings(rule=rule, tail_gap_days=0)).rows
    assert [row["month"] for row in rows] == [add_months(first, at) for at in range(len(rows))]
    assert rows[-1]["month"] == month_start(as_of)
    for at, row in enumerate(rows):
        month = row["month"]
        until = min(month_end(month), as_of)
        expected = loss_oracles.events(spells, month, until, as_of)
        assert (row["lost"], row["returned"]) == (expected[0], expected[2])
        assert loss_oracles.same_money(row["lost_money"], expected[1])
        assert loss_oracles.same_money(row["returned_money"], expected[3])
        at_end = loss_oracles.covering(spells, until)
        assert row["clients"] == sum(s.lost_on > until for s in at_end)
        if at < 12 or until < month_end(month):
            assert row["year_share"] is None and row["year_lost"] is None
            continue
        clients, lost, money, _ = loss_oracles.report(spells, add_months(month, -11) - timedelta(days=1), until).get(
            "*", (0, 0, Decimal(0), 0)
        )
        assert (row["year_clients"], row["year_lost"]) == (clients, lost)
        assert loss_oracles.same_money(row["year_money"], money)
        assert row["year_share"] is None if not clients else math.isclose(row["year_share"], lost / clients)


@EXAMPLES
@given(
    lines=st.one_of(sales(), seasonal_client("Alfa")),
    sellers=st.lists(st.sampled_from(["Ivanov", "Petrov", ""]), min_size=1, max_size=5),
    rule=st.sampled_from(["rhythm", "silence"]),
)
def test_the_trend_of_every_manager_as_stated_plainly(
    store_of: Callable[..., Store], lines: list[Line], sellers: list[str], rule: str
) -> None:
    lines = [replace(row, manager=sellers[row.day.toordinal() // 40 % len(sellers)]) for row in lines]
    store, (first, as_of) = store_of(lines), days_of(lines)
    scope = Scope(as_of, first, as_of)
    spells = loss_oracles.spells_of(lines, as_of, oracles.Rules(), rule)
    asked = LossTrendSettings(rule=rule, tail_gap_days=0)
    company = loss_trend(store.engine, scope, asked).rows
    rows = loss_trend(store.engine, scope, replace(asked, by="manager")).rows
    names = sorted({spell.manager for spell in spells if spell.number >= 2})
    assert [(row["manager"], row["month"]) for row in rows] == [(n, row["month"]) for n in names for row in company]
    for row in rows:
        month, until = row["month"], min(month_end(row["month"]), as_of)
        lost, lost_money, returned, returned_money = loss_oracles.events_of(spells, row["manager"], month, until, as_of)
        assert (row["lost"], row["returned"]) == (lost, returned)
        assert loss_oracles.same_money(row["lost_money"], lost_money)
        assert loss_oracles.same_money(row["returned_money"], returned_money)
        at_end = [s for s in loss_oracles.covering(spells, until) if s.manager == row["manager"]]
        assert row["clients"] == sum(s.lost_on > until for s in at_end)
        if row["year_clients"] is not None:
            since = add_months(month, -11) - timedelta(days=1)
            clients, gone, _, _ = loss_oracles.report(spells, since, until).get(row["manager"], (0, 0, Decimal(0), 0))
            assert (row["year_clients"], row["year_lost"]) == (clients, gone)


@EXAMPLES
@given(lines=sales(), order=st.randoms(use_true_random=False))
def test_the_managers_add_up_to_the_company_month_by_month(
    store_of: Callable[..., Store], lines: list[Line], order: random.Random
) -> None:
    order.shuffle(lines)
    store = store_of(lines)
    company = loss_trend(store.engine, whole_scope(lines)).rows
    rows = loss_trend(store.engine, whole_scope(lines), LossTrendSettings(by="manager")).rows
    if not rows:
        assert not any(row["clients"] for row in company)
        return
    for total in company:
        assert total["manager"] is None
        same = [row for row in rows if row["month"] == total["month"]]
        for column in ("lost", "returned", "clients", "lost_money", "returned_money", *YEARLY):
            values = [row[column] for row in same]
            assert (None if None in values else sum(values)) == total[column], column
        assert {row["is_partial"] for row in same} == {total["is_partial"]}


def test_a_return_is_of_whoever_sold_then_a_loss_of_whoever_sold_last(store_of: Callable[..., Store]) -> None:
    lines = [*monthly("Alfa", "Ivanov", date(2024, 3, 20)), line("2024-09-10", "Alfa", 100, manager="Petrov")]
    rows = loss_trend(store_of(lines).engine, YEAR, LossTrendSettings(by="manager")).rows
    told = {(row["manager"], f"{row['month']:%Y-%m}"): (row["lost"], row["returned"]) for row in rows}
    assert {key: events for key, events in told.items() if any(events)} == {
        ("Ivanov", "2024-04"): (1, 0), ("Petrov", "2024-09"): (0, 1), ("Petrov", "2024-10"): (1, 0),
    }  # fmt: skip
    clients = {(row["manager"], row["month"].month): row["clients"] for row in rows if row["month"].year == 2024}
    assert (clients["Ivanov", 3], clients["Petrov", 3], clients["Ivanov", 9], clients["Petrov", 9]) == (1, 0, 0, 1)


def test_where_nobody_ever_bought_there_is_no_manager(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-01-10", "Alfa", -100, manager="Petrov"), line("2024-12-31", "Beta", -1)])
    assert loss_trend(store.engine, YEAR, LossTrendSettings(by="manager")).rows == []
    company = loss_trend(store.engine, YEAR)
    assert len(company.rows) == 12 and company.facts == {"lost": 0, "returned": 0}


def test_the_last_points_of_the_managers_are_the_report_of_the_year(store_of: Callable[..., Store]) -> None:
    store = store_of(shuffled(three_managers()))
    last = {row["manager"]: row for row in loss_trend(store.engine, YEAR, LossTrendSettings(by="manager")).rows}
    report = {row["name"]: row for row in loss_report(store.engine, YEAR).rows if not row["is_company"]}
    columns = {"year_lost": "lost", "year_clients": "clients", "year_share": "lost_share", "year_money": "money"}
    assert last.keys() == report.keys()
    for name, row in last.items():
        assert {ours: row[ours] for ours in columns} == {ours: report[name][of] for ours, of in columns.items()}
    with pytest.raises(WrongSetting):
        LossTrendSettings(by="region")


def test_a_loss_stands_in_the_line_for_twelve_months(store_of: Callable[..., Store]) -> None:
    gone = monthly("Gone", "Petrov", date(2024, 3, 20), first=date(2023, 1, 25))  # last bought 20 March, lost 29 April
    store = store_of(gone + monthly("Kept", "Petrov", date(2025, 12, 31)))
    scope = Scope(date(2025, 12, 31), date(2025, 1, 1), date(2025, 12, 31))
    rows = {row["month"]: (row["year_lost"], row["year_clients"]) for row in loss_trend(store.engine, scope).rows}
    assert [month for month, row in rows.items() if row[0]] == [add_months(date(2024, 4, 1), at) for at in range(12)]
    assert (rows[date(2024, 3, 1)], rows[date(2025, 3, 1)], rows[date(2025, 4, 1)]) == ((0, 2), (1, 2), (0, 1))


def test_the_last_point_of_the_trend_is_the_report_of_the_year(store_of: Callable[..., Store]) -> None:
    store = store_of(three_managers())
    last = loss_trend(store.engine, YEAR).rows[-1]
    company = loss_report(store.engine, YEAR).rows[-1]
    assert (last["year_lost"], last["year_clients"], last["year_money"]) == (34, 243, company["money"])
    assert (last["year_share"], last["year_low"]) == (company["lost_share"], company["low"])


@settings(max_examples=5, deadline=None)
@given(
    lines=sales(days=300),
    newer=st.lists(
        st.tuples(st.integers(301, 600), st.sampled_from("Alfa Beta New".split()), st.sampled_from([50, 100, -40])),
        min_size=1,
    ),
    rule=st.sampled_from(["rhythm", "silence"]),
)
def test_old_losses_do_not_change_when_newer_rows_arrive(
    store_of: Callable[..., Store], lines: list[Line], newer: list[tuple[int, str, int]], rule: str
) -> None:
    scope = whole_scope(lines)

    def told(store: Store) -> tuple[object, ...]:
        report = loss_report(store.engine, scope, LossReportSettings(rule=rule)).rows
        trend = loss_trend(store.engine, scope, LossTrendSettings(rule=rule)).rows
        names = [
            row | {"client_id": 0} for row in lost_clients(store.engine, scope, LostClientsSettings(rule=rule)).rows
        ]
        return report, trend, sorted(names, key=lambda row: row["client"])

    before = told(store_of(lines))
    start = date(2023, 1, 5)
    after = told(store_of(lines + [line(start + timedelta(days=day), name, amount) for day, name, amount in newer]))
    assert after == before
