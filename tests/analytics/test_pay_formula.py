"""M44: the worked examples, retroactive changes, unpaid tasks, the price of a call; the SQL and the rules against an oracle."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from pay_oracle import paid, version_of
from written_records import written

from analytics.__main__ import main
from analytics.errors import WrongSetting
from analytics.result import Status
from analytics.scope import Scope
from analytics.team.pay_facts import months_of
from analytics.team.pay_formula import PayFormulaSettings, call_price, pay_formula, typed_pay_formula
from analytics.team.pay_rules import RULES, PayComponent, pay_lines, pay_total, split_deal
from analytics.team.pay_simulation import PaySimulationSettings, pay_simulation
from analytics.team.pay_versions import PayVersion, refuse_overlap, version_in_force

D = Decimal
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
SCOPE = Scope(date(2024, 4, 30), MARCH, date(2024, 4, 30))
FORMULA = (
    ("Fixed", "fixed", D(40_000), None, None, "Fill the base"),
    ("Percent", "share", D("0.03"), "revenue", None, "Sell"),
    ("Batch", "bonus", D(30_000), "batch", D(1), "Sell the batch"),
    ("New", "bonus", D(10_000), "new_clients", D(5), "Bring new clients"),
)


def component(
    name: str, rule: str, rate: Decimal, of: str | None, least: Decimal | None, task: str | None
) -> dict[str, Any]:
    return {"component": name, "rule": rule, "rate": rate, "input": of, "least": least, "task": task}


def version(number: int, since: date, parts: Any = FORMULA, told: date | None = None) -> list[dict[str, Any]]:
    head = {"version": number, "active_from": since, "announced": told}
    return [{**head, **component(*part)} for part in parts]


def input_(employee: str, month: date, name: str, value: float | Decimal) -> dict[str, Any]:
    return {"employee": employee, "period": month, "input": name, "value": D(str(value))}


PAID = [
    input_("Petrov", MARCH, "revenue", 1_200_000),
    input_("Petrov", MARCH, "batch", 1),
    input_("Petrov", MARCH, "new_clients", 5),
]


def two_percent() -> Any:
    return tuple(
        part if part[1] != "share" else ("Percent", "share", D("0.02"), "revenue", None, "Sell") for part in FORMULA
    )


def test_the_pay_of_a_month_is_the_sum_of_its_parts(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    with written(store, pay_formula=version(1, date(2024, 1, 1)), pay_inputs=PAID):
        result = pay_formula(store.engine, SCOPE)
    assert {row["component"]: row["amount"] for row in result.rows} == {
        "Fixed": 40_000, "Percent": 36_000, "Batch": 30_000, "New": 10_000,
    }  # fmt: skip
    (person,) = result.facts["people"]
    assert (person["employee"], person["pay"], person["months"]) == ("Petrov", 116_000, 1)
    assert result.status is Status.OK and result.facts["findings"] == []


def test_a_change_inside_a_month_leaves_the_month_to_the_former_version(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    april = [input_("Petrov", APRIL, "revenue", 1_000_000)]
    formula = version(1, date(2024, 1, 1)) + version(2, date(2024, 3, 25), two_percent())
    with written(store, pay_formula=formula, pay_inputs=PAID + april):
        result = pay_formula(store.engine, SCOPE)
    percent = {row["period"]: (row["version"], row["amount"]) for row in result.rows if row["component"] == "Percent"}
    assert percent == {MARCH: (1, 36_000), APRIL: (2, 20_000)}
    (late,) = [found for found in result.facts["findings"] if found["code"] == "late_change"]
    assert late["is_red"] and (late["kept"], late["holds_from"], late["taken"]) == (1, APRIL, 12_000)


def test_a_version_told_after_its_first_day_is_late_and_the_first_of_all_never() -> None:
    part = (PayComponent("Fixed", "fixed", D(1)),)
    told_late = PayVersion(2, MARCH, date(2024, 3, 5), part)
    assert told_late.is_late and told_late.holds_from == APRIL
    assert not PayVersion(3, APRIL, date(2024, 3, 20), part).is_late
    first = PayVersion(1, date(2024, 1, 15), None, part)
    assert version_in_force([first, told_late], date(2024, 1, 1)) is first
    assert (
        version_in_force([first, told_late], MARCH) is first
        and version_in_force([first, told_late], APRIL) is told_late
    )
    assert version_in_force([first], date(2023, 12, 1)) is None


def test_two_versions_of_one_day_are_refused() -> None:
    with pytest.raises(WrongSetting) as refused:
        refuse_overlap([PayVersion(1, MARCH, None, ()), PayVersion(2, MARCH, None, ())])
    assert (refused.value.code, refused.value.facts["other"]) == ("pay_overlap", 1)


def test_overlapping_and_broken_versions_of_a_file_are_left_out_with_a_word(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    broken = version(3, APRIL, (("Fixed", "fixed", D(-1), None, None, None),))
    with written(store, pay_formula=version(1, MARCH) + version(2, MARCH, two_percent()) + broken, pay_inputs=PAID):
        result = pay_formula(store.engine, SCOPE)
    assert [(notice.code, notice.facts["version"]) for notice in result.warnings] == [
        ("E_PAY_VERSION", 2),
        ("E_PAY_VERSION", 3),
    ]
    assert result.facts["version"] == 1 and result.status is Status.OK_WITH_WARNINGS


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("pay_rate", ("Fixed", "fixed", D(-1))), ("pay_rule", ("Fixed", "eval", D(1))), ("pay_no_name", (" ", "fixed", D(1))),
        ("pay_input", ("Percent", "share", D(1))), ("pay_share", ("Percent", "share", D("1.2"), "revenue")),
    ],
)  # fmt: skip
def test_wrong_parts_are_refused(code: str, part: Any) -> None:
    with pytest.raises(WrongSetting) as refused:
        PayComponent(*part)
    assert refused.value.code == code


def test_edges_of_the_parts() -> None:
    def pay(*parts: PayComponent, **inputs: float) -> Decimal:
        return pay_total(pay_lines(parts, {name: D(str(value)) for name, value in inputs.items()}))

    fixed, percent = PayComponent("F", "fixed", D(40_000)), PayComponent("P", "share", D("0.03"), "revenue")
    assert pay(fixed, percent, revenue=-500_000) == 40_000, "returns do not eat the fixed sum"
    assert pay(fixed, worked_share=0.5) == 20_000 and pay(fixed, worked_share=2) == 40_000
    fine = PayComponent("Late", "fine", D(50_000), "late", D(1))
    assert pay(fixed, fine, late=1) == 0, "never below zero" and pay(fixed, fine, late=0) == 40_000
    assert pay(fixed, PayComponent("Mood", "fine", D(500))) == 40_000, "nobody said what for"
    kpi = PayComponent("KPI", "multiplier", D(0), "kpi_score")
    assert [pay(fixed, kpi, kpi_score=score) for score in (0.5, 1, 1.1, 3)] == [32_000, 40_000, 44_000, 48_000]
    assert pay(fixed, kpi) == 40_000
    assert pay(PayComponent("Cap", "cap", D(30_000)), fixed) == 30_000
    assert pay(PayComponent("B", "bonus", D(7), "x"), x=0) == 0 and pay(PayComponent("B", "bonus", D(7), "x"), x=1) == 7


def test_what_breaks_the_principles(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    parts = (
        ("Fixed", "fixed", D(1), None, None, None), ("Profit", "share", D("0.1"), "margin", None, "Sell"),
        ("Mood", "fine", D(500), None, None, None), ("Cap", "cap", D(100), None, None, None),
        ("A", "bonus", D(1), "a", D(1), "t"), ("B", "bonus", D(1), "b", D(1), "t"),
    )  # fmt: skip
    norms = [{"kpi": "Calls", "norm": 5, "active_from": MARCH}, {"kpi": "Old", "norm": 5, "active_from": MARCH, "active_to": APRIL},
             {"kpi": "sell", "norm": 1, "active_from": MARCH}]  # fmt: skip
    with written(store, pay_formula=version(1, MARCH, parts), pay_inputs=PAID, kpi_norms=norms):
        found = pay_formula(store.engine, SCOPE).facts["findings"]
    codes = {(row["code"], row.get("component") or row.get("task") or row.get("n"), row["is_red"]) for row in found}
    assert codes == {
        ("hidden_input", "Profit", True), ("many_components", 6, False), ("cap", "Cap", True), ("fine_without_rule", "Mood", True),
        ("unpaid_task", "Calls", True), ("pays_for_nothing", "Fixed", False),
    }  # fmt: skip


def test_a_task_is_paid_when_somebody_names_what_pays_for_it(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    norms = [
        {"kpi": "Calls", "norm": 5, "active_from": MARCH, "position": "Seller"},
        {"kpi": "Routes", "norm": 5, "active_from": MARCH, "position": "Driver"},
    ]
    facts = [{"kpi": "Calls", "employee": "Petrov", "position": "Seller", "period": MARCH, "fact": 1}]
    asked = {"pay_formula": version(1, MARCH), "pay_inputs": PAID, "kpi_norms": norms, "kpi_facts": facts}
    with written(store, **asked):
        tasks = {row["task"]: row["component"] for row in pay_formula(store.engine, SCOPE).facts["tasks"]}
    assert tasks["Calls"] is None and "Routes" not in tasks and tasks["Sell"] == "Percent"
    with written(
        store,
        **asked,
        pay_tasks=[{"task": "Calls", "component": "Fixed"}, {"task": "Tidy up", "component": "No such part"}],
    ):
        tasks = {row["task"]: row["component"] for row in pay_formula(store.engine, SCOPE).facts["tasks"]}
    assert tasks["Calls"] == "Fixed" and tasks["Tidy up"] is None


def test_the_price_of_a_call(store_of: Callable[..., Store]) -> None:
    assert call_price(0.03, 150_000, 0.018) == 81
    assert call_price(0.03, None, 0.018) is None
    row = typed_pay_formula(
        PayFormulaSettings(
            fixed=40_000, rate=0.03, revenue=1_200_000, bonuses=40_000, average_check=150_000, conversion=0.018
        )
    ).rows[0]
    assert (row["pay"], row["share_pay"], row["call_price"]) == (116_000, 36_000, 81)
    store = store_of(
        [line("2024-03-15", "Alfa", 100_000, manager="Petrov"), line("2024-04-15", "Alfa", 200_000, manager="Petrov")]
    )
    counts = [
        {"period": MARCH, "manager": "Petrov", "stage": stage, "count": n}
        for stage, n in (("call", 1000), ("deal", 18))
    ]
    with written(store, pay_formula=version(1, MARCH), funnel_counts=counts):
        price = pay_formula(store.engine, SCOPE).facts["price"]
    assert (price["average_check"], price["conversion"], price["worth"]) == (150_000, 0.018, D("81.00"))


def test_without_a_percent_on_revenue_a_call_has_no_price(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 100_000, manager="Petrov")])
    with written(store, pay_formula=version(1, MARCH, FORMULA[:1])):
        assert pay_formula(store.engine, SCOPE).facts["price"]["worth"] is None


def test_the_calculator_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["fixed=40000", "rate=0.03", "revenue=1200000", "bonuses=40000", "average_check=150000", "conversion=0.018"]
    assert main(["pay_formula", "--json", *(word for text in typed for word in ("--set", text))]) == 0
    (row,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert (row["pay"], row["call_price"]) == (116_000, 81)
    assert main(["pay_formula", "--set", "fixed=1"]) == 2 and "rate is missing" in capsys.readouterr().err
    assert main(["pay_formula", "--set", "rate=1.2"]) == 2


def test_parts_of_a_shared_deal_make_a_whole() -> None:
    assert split_deal(D(100), {"A": D("0.6"), "B": D("0.4")}) == {"A": 60, "B": 40}
    thirds = split_deal(D(100), {"A": D("0.3334"), "B": D("0.3333"), "C": D("0.3333")})
    assert sum(thirds.values()) == 100 and thirds["A"] == D("33.34")
    for wrong in ({"A": D("0.6"), "B": D("0.5")}, {"A": D("1.5"), "B": D("-0.5")}, {}):
        with pytest.raises(WrongSetting):
            split_deal(D(100), wrong)


def test_the_cost_at_the_plan(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2024-03-15", "Alfa", 100_000, margin=20_000, manager="Petrov"),
        line("2024-04-15", "Alfa", 100_000, margin=20_000, manager="Petrov"),
    ]
    store = store_of(lines)
    parts = (("Fixed", "fixed", D(4_000), None, None, None), ("Percent", "share", D("0.1"), "revenue", None, "Sell"))
    with written(store, pay_formula=version(1, MARCH, parts)):
        usual = pay_formula(store.engine, SCOPE).facts
    assert [(row["share"], row["pay"], row["pay_share_of"]) for row in usual["cost"]] == [
        (0.8, 12_000, "margin"),
        (1, 14_000, "margin"),
        (1.2, 16_000, "margin"),
    ]
    assert [round(row["pay_share"], 4) for row in usual["cost"]] == [0.75, 0.7, 0.6667] and usual["plan"] is None
    plans = [
        {"period": APRIL, "level": level, "name": name, "measure": "revenue", "value": value}
        for level, name, value in (("company", "", 999), ("manager", "Petrov", 200_000))
    ]
    with written(store, pay_formula=version(1, MARCH, parts), plans=plans):
        planned = pay_formula(store.engine, SCOPE).facts
    assert (
        planned["plan"] == 200_000 and planned["cost"][1]["pay"] == 24_000 and planned["cost"][1]["revenue"] == 200_000
    )


def test_without_a_formula_there_is_a_word(store_of: Callable[..., Store]) -> None:
    result = pay_formula(store_of([line("2024-03-15", "Alfa", 1, manager="Petrov")]).engine, SCOPE)
    assert result.rows == [] and [notice.code for notice in result.warnings] == ["W_PAY_NONE"]
    assert result.facts["findings"] == [] and result.facts["cost"] == []


def test_who_gains_and_who_loses(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    better = (("Fixed", "fixed", D(45_000), None, None, None), *two_percent()[1:])
    paid_in = [*PAID, input_("Ivanova", MARCH, "revenue", 100_000), input_("Ivanova", APRIL, "revenue", 100_000)]
    with written(
        store, pay_formula=version(1, date(2024, 1, 1)) + version(2, date(2024, 5, 1), better), pay_inputs=paid_in
    ):
        result = pay_simulation(store.engine, SCOPE)
        same = pay_simulation(store.engine, SCOPE, PaySimulationSettings(before=2, after=2)).facts
        with pytest.raises(WrongSetting):
            pay_simulation(store.engine, SCOPE, PaySimulationSettings(before=7))
    assert [(row["employee"], row["months"], row["change"]) for row in result.rows] == [
        ("Petrov", 1, -7_000),
        ("Ivanova", 2, 8_000),
    ]
    facts = result.facts
    assert (facts["versions"], facts["gain"], facts["lose"], facts["change"]) == ([1, 2], 1, 1, 1_000)
    assert (facts["least"], facts["most"]) == (-3_000, 4_000) and same["change"] == 0


def test_a_replaced_formula_is_compared_with_the_one_before_it(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-03-15", "Alfa", 1)])
    with written(store, pay_formula=version(1, date(2024, 1, 1)) + version(2, MARCH, two_percent()), pay_inputs=PAID):
        assert pay_simulation(store.engine, SCOPE).facts["versions"] == [1, 2]


def test_only_whole_months_are_paid() -> None:
    assert months_of(Scope(APRIL, date(2024, 1, 15), date(2024, 3, 30))) == (date(2024, 2, 1), date(2024, 2, 29))
    assert months_of(Scope(APRIL, date(2024, 2, 2), date(2024, 2, 29))) is None


# A refund never equals a sale, or the two would be one order taken back.
AMOUNTS = st.one_of(st.integers(1, 900_000).map(Decimal), st.integers(1, 50_000).map(lambda n: Decimal("-0.37") - n))
PARTS = st.builds(
    lambda rule, rate, of, least: component(f"{rule} {rate} {of} {least}", rule, D(rate) / 100 if rule == "share" else D(rate), of, least, None),
    st.sampled_from(RULES), st.integers(0, 90), st.sampled_from(["revenue", "new_clients", "kpi_score"]),
    st.one_of(st.none(), st.integers(0, 3).map(Decimal)),
)  # fmt: skip
MONTHS = [date(2024, month, 1) for month in range(1, 7)]
HALF_YEAR = Scope(date(2024, 6, 30), MONTHS[0], date(2024, 6, 30))


@settings(max_examples=25)
@given(
    sales=st.lists(st.tuples(st.sampled_from(["Petrov", "Ivanova", ""]), st.dates(MONTHS[0], date(2024, 6, 30)), st.sampled_from("ABC"), AMOUNTS), max_size=12),
    typed=st.lists(st.tuples(st.sampled_from(["Petrov", "Sidorov"]), st.sampled_from(MONTHS), st.sampled_from(["revenue", "new_clients", "kpi_score", "worked_share"]), st.decimals(min_value=-2, max_value=7, places=1)), max_size=8, unique_by=lambda row: row[:3]),
    formula=st.lists(st.tuples(st.dates(date(2023, 12, 1), date(2024, 6, 20)), st.one_of(st.none(), st.dates(date(2023, 12, 1), date(2024, 6, 20))), st.lists(PARTS, min_size=1, max_size=4)), max_size=3, unique_by=lambda one: one[0]),
    seed=st.integers(0, 9),
)  # fmt: skip
def test_every_month_of_everybody_against_the_oracle(
    store_of: Callable[..., Store], sales: Any, typed: Any, formula: Any, seed: int
) -> None:
    lines = [line(day, client, amount, manager=manager) for manager, day, client, amount in sales]
    random.Random(seed).shuffle(lines)
    store = store_of(lines)
    rows = [
        {"version": n, "active_from": since, "announced": told, **part}
        for n, (since, told, parts) in enumerate(formula, 1)
        for part in parts
    ]
    random.Random(seed).shuffle(rows)
    with written(store, pay_formula=rows, pay_inputs=[input_(*row) for row in typed]):
        result = pay_formula(store.engine, HALF_YEAR)
    versions = [
        {"version": n, "active_from": since, "announced": told, "parts": parts}
        for n, (since, told, parts) in enumerate(formula, 1)
    ]
    expected = {}
    for (employee, month), inputs in _inputs_of(sales, typed).items():
        one = version_of(versions, month)
        if one:
            expected[employee, month] = paid(one["parts"], inputs)
    got: dict[Any, Decimal] = {}
    for row in result.rows:
        key = row["employee"], row["period"]
        got[key] = got.get(key, Decimal(0)) + row["amount"]
    assert got == expected
    assert sum((person["pay"] for person in result.facts["people"]), Decimal(0)) == sum(expected.values(), Decimal(0))


def _inputs_of(sales: Any, typed: Any) -> dict[tuple[str, date], dict[str, Decimal]]:
    """Inputs by person and month, counted line by line."""
    made: dict[tuple[str, date], dict[str, Decimal]] = {}
    for manager, day, _, amount in sales:
        if manager:
            mine = made.setdefault((manager, day.replace(day=1)), {"revenue": Decimal(0), "new_clients": Decimal(0)})
            mine["revenue"] += amount
    for client in {client for _, _, client, _ in sales}:
        days: dict[date, Decimal] = {}
        for _, day, whose, amount in sales:
            if whose == client:
                days[day] = days.get(day, Decimal(0)) + amount
        bought = sorted(day for day, money in days.items() if money > 0)
        if bought:
            by_manager: dict[str, Decimal] = {}
            for manager, day, whose, amount in sales:
                if whose == client and day == bought[0]:
                    by_manager[manager] = by_manager.get(manager, Decimal(0)) + amount
            owner = max(by_manager, key=lambda name: (by_manager[name], [-ord(c) for c in name]))
            if owner:
                made[owner, bought[0].replace(day=1)]["new_clients"] += 1
    for employee, month, name, value in typed:
        made.setdefault((employee, month), {})[name] = value
    return made


def test_what_is_typed_goes_before_what_the_sales_say(store_of: Callable[..., Store]) -> None:
    lines = [line("2024-03-15", "Alfa", 900, manager="Petrov"), line("2024-04-15", "Beta", 700, manager="Petrov")]
    store = store_of(lines)
    with written(
        store, pay_formula=version(1, MARCH, FORMULA[1:2]), pay_inputs=[input_("Petrov", MARCH, "revenue", 500)]
    ):
        result = pay_formula(store.engine, SCOPE)
    assert [(row["period"], row["base"]) for row in result.rows] == [(MARCH, 500), (APRIL, 700)]
