"""Where everybody stands in a month: achievements, pace, totals, what is missing and what is zero."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_store import Line, Store, whole_scope
from test_kpi_achievability import fact_of, norm_of
from written_records import written

from analytics.result import Status
from analytics.team.kpi_month import KpiMonthSettings, kpi_month

StoreOf = Callable[..., Store]
JUNE, NOW = date(2026, 6, 1), date(2026, 6, 12)  # 10 of 22 working days
LINES = [Line(date(2024, 1, 3), "Alfa", Decimal(10)), Line(NOW, "Alfa", Decimal(10))]


@pytest.fixture(scope="module")
def store(store_of: Callable[..., Store]) -> Store:
    """The sales of these tests, built once."""
    return store_of(LINES)


def test_a_running_month_is_compared_with_its_working_days(store: Store) -> None:
    norms = [norm_of(), norm_of("Lost", 3, unit="%", direction="lower")]
    facts = [
        fact_of(JUNE, 8),
        fact_of(JUNE, 12, "Bob"),
        fact_of(JUNE, 4, kpi="Lost"),
        fact_of(JUNE, 0, "Bob", kpi="Lost"),
    ]
    with written(store, kpi_norms=norms, kpi_facts=facts):
        found = kpi_month(store.engine, whole_scope(LINES))
    rows = {(row["employee"], row["kpi"]): row for row in found.rows}
    ann, bob = rows["Ann", "Meetings"], rows["Bob", "Meetings"]
    assert found.facts["gone_share"] == pytest.approx(10 / 22) and not found.facts["is_complete"]
    assert (ann["state"], bob["state"]) == ("behind", "ahead")
    assert ann["forecast"] == pytest.approx(8 * 2.2) and ann["achievement"] == 0.32
    assert 0 < ann["chance"] < bob["chance"] < 1
    lost, none_lost = rows["Ann", "Lost"], rows["Bob", "Lost"]
    assert (lost["state"], lost["due_share"], lost["chance"], lost["achievement"]) == ("behind", 1, None, 0.75)
    assert (none_lost["state"], none_lost["achievement"]) == ("ahead", 1.5)
    (lost_all, met_all) = found.facts["indicators"]
    assert (lost_all["fact"], lost_all["norm"], met_all["fact"]) == (2, 3, 10) and met_all["people"] == 2


def test_a_month_that_is_over_is_met_or_missed_and_a_missing_fact_is_not_zero(store: Store) -> None:
    may = date(2026, 5, 1)
    facts = [
        fact_of(may, 25),
        fact_of(may, 0, "Bob"),
        fact_of(may, 7, "Bob", "Calls"),
        fact_of(date(2026, 4, 1), 5, kpi="Calls"),
    ]
    with written(store, kpi_norms=[norm_of(), norm_of("Calls", 5)], kpi_facts=facts):
        found = kpi_month(store.engine, whole_scope(LINES), KpiMonthSettings(month=may))
    states = {(row["employee"], row["kpi"]): (row["state"], row["achievement"]) for row in found.rows}
    assert states == {("Ann", "Meetings"): ("met", 1), ("Ann", "Calls"): ("no_fact", None),
                      ("Bob", "Meetings"): ("missed", 0), ("Bob", "Calls"): ("met", 1.4)}  # fmt: skip
    people = {row["employee"]: row for row in found.facts["people"]}
    assert people["Ann"]["score"] == 1 and people["Bob"]["score"] == 0.7
    assert (people["Ann"]["hits"], people["Ann"]["periods"]) == (2, 2)


def test_the_weight_and_the_word_of_the_head_count(store: Store) -> None:
    passports = [
        {"position": "Seller", "kpi": "Meetings", "weight": Decimal("0.75"), "accrues": False},
        {"position": "Seller", "kpi": "Calls", "weight": Decimal("0.25")},
    ]
    facts = [fact_of(JUNE, 20), fact_of(JUNE, 5, kpi="Calls")]
    with written(store, kpi_norms=[norm_of(), norm_of("Calls", 5)], kpi_facts=facts, kpi_passports=passports):
        found = kpi_month(store.engine, whole_scope(LINES))
    rows = {row["kpi"]: row for row in found.rows}
    assert not rows["Meetings"]["adds_up"] and rows["Meetings"]["state"] == "behind"
    assert rows["Calls"]["state"] == "met"
    assert found.facts["people"][0]["score"] == pytest.approx(0.75 * 0.8 + 0.25 * 1.5), "2.2 of the norm counts as 1.5"


def test_nothing_written_is_not_enough(store_of: StoreOf) -> None:
    assert kpi_month(store_of(LINES).engine, whole_scope(LINES)).status is Status.NOT_ENOUGH_DATA


def test_a_merged_name_is_one_person(store: Store) -> None:
    with written(store, kpi_norms=[norm_of()], kpi_facts=[fact_of(JUNE, 8, "Ann B.")]):
        with store.engine.cursor() as cursor:
            cursor.execute("INSERT INTO chosen_names VALUES ('manager', 'Ann B.', 'Ann')")
        try:
            (row,) = kpi_month(store.engine, whole_scope(LINES)).rows
        finally:
            with store.engine.cursor() as cursor:
                cursor.execute("DELETE FROM chosen_names")
    assert row["employee"] == "Ann"


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    facts=st.dictionaries(st.tuples(st.sampled_from("ABC"), st.sampled_from(["Calls", "Meetings"])), st.integers(0, 30), min_size=1),
    norms=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    seed=st.randoms(),
)  # fmt: skip
def test_totals_against_sums_by_hand(
    store: Store, facts: dict[tuple[str, str], int], norms: tuple[int, int], seed: object
) -> None:
    by_kpi = dict(zip(("Calls", "Meetings"), norms, strict=True))
    rows = [fact_of(JUNE, value, who, kpi) for (who, kpi), value in facts.items()]
    seed.shuffle(rows)  # type: ignore[attr-defined]
    with written(store, kpi_norms=[norm_of(kpi, norm) for kpi, norm in by_kpi.items()], kpi_facts=rows):
        found = kpi_month(store.engine, whole_scope(LINES))
    for person in found.facts["people"]:
        mine = [
            min(1.5, value / by_kpi[kpi] * 22 / 10) for (who, kpi), value in facts.items() if who == person["employee"]
        ]
        assert person["score"] == pytest.approx(sum(mine) / len(mine))


def test_the_norm_of_a_person_counts_before_a_newer_one_of_his_position(store: Store) -> None:
    personal = norm_of(norm=10, employee="Ann", active_from=date(2023, 1, 1))
    with written(store, kpi_norms=[norm_of(), personal], kpi_facts=[fact_of(JUNE, 5), fact_of(JUNE, 5, "Bob")]):
        rows = {row["employee"]: row["norm"] for row in kpi_month(store.engine, whole_scope(LINES)).rows}
    assert rows == {"Ann": 10, "Bob": 25}
