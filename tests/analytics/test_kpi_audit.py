"""M40: four questions to every norm, how many a position has, what takes turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_store import Store, whole_scope
from test_kpi_achievability import LINES, fact_of, month_no, norm_of, year_of
from test_plan_pace import plan_of
from written_records import written

from analytics.result import Result, Status
from analytics.team.kpi_audit import ORDER, KpiAuditSettings, findings_of, kpi_audit, verdict_of_findings
from analytics.team.kpi_positions import PositionRules, calendar, light, most_at_once
from analytics.team.kpi_records import Norm

StoreOf = Callable[..., Store]
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def store(store_of: Callable[..., Store]) -> Store:
    """The sales of these tests, built once."""
    return store_of(LINES)


def passport(kpi: str = "Meetings", **more: Any) -> dict[str, Any]:
    known = {"position": "Seller", "kpi": kpi, "influence": Decimal("0.9"), "fact_source": "table"}
    return known | more


def audit(store: Store, chosen: KpiAuditSettings | None = None, **tables: list[dict[str, Any]]) -> Result:
    with written(store, **tables):
        return kpi_audit(store.engine, whole_scope(LINES), chosen)


def one(store: Store, **tables: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = audit(store, **tables).rows
    return row


def test_row_49_seven_norms_all_year_are_too_many_and_turns_make_four(store: Store) -> None:
    norms = [norm_of(f"KPI {number}") for number in range(7)]
    found = audit(store, kpi_norms=norms, kpi_passports=[passport(f"KPI {number}") for number in range(7)])
    (position,) = found.facts["positions"]
    assert (position["active"], position["most"], position["light"]) == (7, 7, "red")
    assert len(position["permanent"]) == 3 and len(position["turns"]) == 4 and position["at_once"] == 4
    assert light(position["at_once"], PositionRules()) == "green"


def test_row_49_influence_of_forty_percent_is_replaced(store: Store) -> None:
    row = one(store, kpi_norms=[norm_of()], kpi_facts=year_of(), kpi_passports=[passport(influence=Decimal("0.4"))])
    assert (row["verdict"], row["reason"], row["proposal"]) == ("fix", "low_influence", "replace")
    assert row["findings"] == ["low_influence", "good"]


@pytest.mark.parametrize(("count", "colour"), [(1, "amber"), (2, "amber"), (3, "green"), (5, "green"), (6, "red")])
def test_row_49_three_to_five_are_enough(count: int, colour: str) -> None:
    assert light(count, PositionRules()) == colour


@pytest.mark.parametrize(
    ("norm", "answers", "verdict", "reason", "proposal"),
    [
        ({"unit": None}, {}, "cancel", "vague", "drop"),
        ({"kpi": "Quality of work"}, {"kpi": "Quality of work"}, "cancel", "vague", "drop"),
        ({}, {"kind": "discipline"}, "cancel", "vague", "drop"),
        ({}, {"fact_source": "none"}, "cancel", "no_source", "drop"),
        ({"norm": Decimal(0)}, {}, "fix", "zero_norm", "norm"),
        ({"norm": Decimal(31)}, {}, "fix", "impossible", "norm"),
        ({"norm": Decimal(15)}, {}, "fix", "dead", "norm"),
        ({}, {"minutes_week": Decimal(61)}, "keep", "costly", "count"),
        ({}, {"influence": Decimal("0.79")}, "keep", "shared", "watch"),
        ({}, {"influence": None}, "keep", "unasked", "ask"),
        ({}, {}, "keep", "good", "none"),
    ],
)  # fmt: skip
def test_each_fault_has_its_verdict_and_its_mend(
    store: Store, norm: dict[str, Any], answers: dict[str, Any], verdict: str, reason: str, proposal: str
) -> None:
    kpi = norm.get("kpi", "Meetings")
    tables = {"kpi_norms": [norm_of() | norm], "kpi_facts": year_of(kpi=kpi), "kpi_passports": [passport() | answers]}
    row = one(store, **tables)
    assert (row["verdict"], row["reason"], row["proposal"]) == (verdict, reason, proposal)


def test_counting_may_be_too_dear_for_the_pay_it_moves(store_of: StoreOf) -> None:
    norm = Norm("", "", "Calls", Decimal(5), "pcs", AS_OF, None, "higher", influence=1.0, minutes_week=30)
    assert "costly" not in findings_of(norm, {}, KpiAuditSettings())
    dear = KpiAuditSettings(hour_cost=600, payroll=10_000)  # 30 min a week are 1 300 a month, of 10 000
    assert "costly" in findings_of(norm, {}, dear)
    assert "costly" not in findings_of(norm, {}, KpiAuditSettings(hour_cost=600, payroll=13_001))


def test_two_norms_at_once_and_changes_after_the_fact(store: Store) -> None:
    twice = audit(
        store, kpi_norms=[norm_of(), norm_of(norm=30, active_from=date(2026, 1, 1))], kpi_passports=[passport()]
    )
    (row,) = twice.rows
    assert (row["reason"], row["proposal"], row["norm"]) == ("two_norms", "one_norm", 30)
    inside = [norm_of(active_to=date(2026, 5, 9)), norm_of(norm=26, active_from=date(2026, 5, 10))]
    row = one(store, kpi_norms=inside, kpi_passports=[passport()])
    assert "changed_inside" in row["findings"] and row["verdict"] == "fix"
    from_the_first = [norm_of(active_to=date(2026, 4, 30)), norm_of(norm=26, active_from=date(2026, 5, 1))]
    assert "changed_inside" not in one(store, kpi_norms=from_the_first, kpi_passports=[passport()])["findings"]
    rewritten = [fact_of(month_no(at), 20, norm=Decimal(18)) for at in range(7)]
    assert "changed_after" in one(store, kpi_norms=[norm_of()], kpi_facts=rewritten)["findings"]


def test_two_indicators_that_move_together_are_one(store: Store) -> None:
    norms, facts = [norm_of(), norm_of("Visits")], [*year_of(), *year_of(kpi="Visits")]
    rows = {row["kpi"]: row for row in audit(store, kpi_norms=norms, kpi_facts=facts).rows}
    assert rows["Visits"]["overlaps"] == "Meetings" and "overlap" in rows["Visits"]["findings"]
    assert rows["Meetings"]["overlaps"] == ""
    short = [fact for fact in facts if fact["period"] > month_no(11)]
    assert not any(row["overlaps"] for row in audit(store, kpi_norms=norms, kpi_facts=short).rows), "eleven months"


def test_plans_are_judged_as_norms_are(store: Store) -> None:
    plans = [plan_of(date(2025, month, 1), 1000) for month in range(1, 13)]
    (row,) = audit(store, plans=plans).rows
    assert (row["is_plan"], row["reason"], row["verdict"], row["proposal"]) == (True, "impossible", "fix", "plan")
    assert (row["hits"], row["periods"], row["reachable_share"]) == (0, 12, 0)


def test_a_norm_that_ended_is_not_judged_and_nothing_is_not_enough(store: Store) -> None:
    assert audit(store, kpi_norms=[norm_of(active_to=date(2026, 6, 29))]).status is Status.NOT_ENOUGH_DATA
    assert len(audit(store, kpi_norms=[norm_of(active_to=AS_OF)]).rows) == 1


def test_the_fullest_day_counts_each_indicator_once() -> None:
    def norm(kpi: str, first: date, last: date | None) -> Norm:
        return Norm("P", "", kpi, Decimal(1), "pcs", first, last, "higher")

    norms = [norm("A", date(2025, 1, 1), date(2026, 1, 31)), norm("A", date(2026, 1, 15), None),
             norm("B", date(2026, 1, 20), date(2026, 1, 25)), norm("C", date(2026, 1, 26), None)]  # fmt: skip
    assert most_at_once(norms, "P", AS_OF) == 2
    assert most_at_once([*norms, norm("D", date(2026, 8, 1), None)], "P", AS_OF) == 3, "what is written ahead"


@given(count=st.integers(0, 9), days=st.sampled_from([7, 14, 28]), start=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_turns_follow_one_another_without_a_gap(count: int, days: int, start: date) -> None:
    turns = [f"KPI {number}" for number in range(count)]
    rows = calendar(turns, start, days)
    assert bool(rows) == bool(turns)
    for at, row in enumerate(rows):
        assert row["kpi"] == turns[at % count] and (row["last_day"] - row["first_day"]).days == days - 1
        assert row["first_day"].weekday() == 0 and row["first_day"] > start
        assert at == 0 or row["first_day"] == rows[at - 1]["last_day"] + timedelta(days=1)


@given(st.lists(st.sampled_from(ORDER), unique=True, min_size=1))
def test_the_heaviest_fault_decides(findings: list[str]) -> None:
    verdict = verdict_of_findings(findings)
    cancel, fix = ({"vague", "no_source"}, {*ORDER[2:10]})
    assert verdict == ("cancel" if cancel & {*findings} else "fix" if fix & {*findings} else "keep")
