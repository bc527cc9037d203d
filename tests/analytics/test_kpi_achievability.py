"""M41: norms that are easy, good, impossible; the proposed one; newcomers, trends, months that are not over."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_store import Line, Store, whole_scope
from scipy import stats
from written_records import written

from analytics.errors import WrongSetting
from analytics.result import Status
from analytics.team.achievement import (
    CAP,
    Borders,
    achievement,
    chance_of_count,
    chance_of_sum,
    facts_of_text,
    forecast,
    judge,
    norm_of_months,
    proposed_norm,
    quantile,
    rank_correlation,
    score,
    verdict_of,
)
from analytics.team.kpi_achievability import (
    KpiAchievabilitySettings,
    kpi_achievability,
    typed_achievability,
)
from analytics.team.kpi_records import adds_up
from analytics.team.working_time import share_gone, working_days

MEETINGS = (18, 20, 21, 22, 22, 23, 24, 24, 25, 26, 27, 30)
LINES = [Line(date(2024, 1, 3), "Alfa", Decimal(10)), Line(date(2026, 6, 30), "Alfa", Decimal(10))]
QUICK = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
StoreOf = Callable[..., Store]


@pytest.fixture(scope="module")
def store(store_of: Callable[..., Store]) -> Store:
    """The sales of these tests, built once."""
    return store_of(LINES)


def decimals(*values: Any) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("norm", "hits", "verdict"), [(15, 12, "easy"), (20, 11, "easy"), (25, 4, "good"), (30, 1, "impossible"), (35, 0, "impossible")]
)  # fmt: skip
def test_row_50_norms_of_a_year_of_meetings(norm: int, hits: int, verdict: str) -> None:
    found = judge(decimals(*MEETINGS), Decimal(norm))
    assert (found.hits, found.periods, found.verdict) == (hits, 12, verdict)
    low, high = stats.binomtest(hits, 12).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    assert quantile(MEETINGS, 0.7) == pytest.approx(24.7) and proposed_norm(decimals(*MEETINGS)) == 25


def test_row_50_by_the_calculator_on_no_data() -> None:
    typed = " ".join(map(str, MEETINGS))
    (row,) = typed_achievability(KpiAchievabilitySettings(facts=typed, norm=25)).rows
    assert (row["hits"], row["periods"], row["verdict"], row["proposed"]) == (4, 12, "good", 25)
    assert typed_achievability(KpiAchievabilitySettings(facts="")).status is Status.NOT_ENOUGH_DATA
    (few,) = typed_achievability(KpiAchievabilitySettings(facts="1; 2,5; 3")).rows
    assert (few["verdict"], few["proposed"], few["periods"]) == ("few", None, 3)


def test_a_history_is_typed_in_several_ways_and_refused_where_it_is_no_number() -> None:
    assert facts_of_text("18 20  21") == facts_of_text("18, 20, 21") == facts_of_text("18,20,21") == [18, 20, 21]
    assert facts_of_text(" 18,5; 20 ") == decimals("18.5", 20) and facts_of_text("") == []
    for wrong in ("18 many", "18 -2", "1.2.3"):
        with pytest.raises(WrongSetting) as fault:
            facts_of_text(wrong)
        assert fault.value.code == "facts_text"


def test_settings_refuse_borders_that_do_not_rise_and_norms_of_nothing() -> None:
    with pytest.raises(WrongSetting):
        KpiAchievabilitySettings(good_low=0.7, good_high=0.6)
    for norm in (0, -1):
        with pytest.raises(WrongSetting):
            KpiAchievabilitySettings(norm=norm)


def test_the_pace_of_a_month() -> None:
    """40 % of the working days gone, 8 of 25 done: 20 at the end, 80 %."""
    assert forecast(8, 0.4) == 20 and forecast(8, 0) is None
    assert chance_of_count(8, 25, 0.4) == pytest.approx(stats.poisson.sf(16, 12), abs=1e-9)
    assert chance_of_count(25, 25, 0.4) == 1 and chance_of_count(8, 25, 1) == 0
    assert chance_of_count(0, 25, 0.5) == 0 and chance_of_count(1, 25, 0) is None
    assert chance_of_sum(100, 90, 5, 4) == pytest.approx(stats.norm.sf(1), abs=1e-9)
    assert chance_of_sum(0, 0, 5, 4) == 1 and chance_of_sum(10, 20, 0, 4) == 1 and chance_of_sum(10, 20, 5, 0) == 0


def test_working_days_of_any_days() -> None:
    assert working_days(date(2026, 11, 1), date(2026, 11, 30)) == 21
    assert working_days(date(2026, 11, 1), date(2026, 11, 14)) == 10
    assert (
        working_days(date(2026, 11, 14), date(2026, 11, 15)) == 0 == working_days(date(2026, 11, 2), date(2026, 11, 1))
    )
    assert share_gone(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 14)) == 10 / 21
    assert share_gone(date(2026, 11, 14), date(2026, 11, 15), date(2026, 11, 14)) == 1
    assert share_gone(date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 1)) == 0


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(0, 400), week=st.integers(5, 7))
def test_working_days_against_a_walk(first: date, days: int, week: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    walked = sum(date.fromordinal(day).weekday() < week for day in range(first.toordinal(), last.toordinal() + 1))
    assert working_days(first, last, week) == walked


def test_of_what_should_be_low_the_norm_is_the_most_that_is_allowed() -> None:
    assert achievement(Decimal(5), Decimal(4), "lower") == 0.8 and achievement(Decimal(0), Decimal(4), "lower") == CAP
    assert achievement(None, Decimal(4)) is None and achievement(Decimal(4), Decimal(0)) is None
    assert achievement(Decimal(0), Decimal(4)) == 0, "nothing done is not nothing written"
    assert judge(decimals(1, 2, 3, 4, 5, 6), Decimal(2), "lower").hits == 2
    assert proposed_norm(decimals(10, 20, 30, 40), 0.7, "lower") == 19
    assert score([(1, 2.0), (1, 0.5)]) == 1.0 and score([(3, 1.0), (1, 0.0)]) == 0.75 and score([]) is None


@given(values=st.lists(st.integers(0, 50), min_size=2, max_size=30), share=st.integers(1, 99))
def test_quantiles_are_those_of_the_library(values: list[int], share: int) -> None:
    expected = quantiles(values, n=100, method="inclusive")[share - 1]
    assert quantile(values, share / 100) == pytest.approx(expected)


@given(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=30))
def test_rank_correlation_is_that_of_the_library(pairs: list[tuple[int, int]]) -> None:
    one, other = ([float(pair[at]) for pair in pairs] for at in (0, 1))
    found = rank_correlation(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-9)


def test_what_adds_up_follows_the_unit_unless_somebody_said() -> None:
    assert adds_up("pcs", "higher") and adds_up("шт.", "higher") and adds_up("₴", "higher")
    for level in ("%", "h", "ч", "год", "шт. в день", "pcs a day", "шт. на клієнта", "дн."):
        assert not adds_up(level, "higher"), level
    assert not adds_up("pcs", "lower") and adds_up("%", "lower", True) and not adds_up("pcs", "higher", False)


def norm_of(kpi: str = "Meetings", norm: int = 25, **more: Any) -> dict[str, Any]:
    given = {"position": "Seller", "kpi": kpi, "norm": Decimal(norm), "unit": "pcs", "active_from": date(2024, 1, 1),
             "direction": "higher"}  # fmt: skip
    return given | more


def fact_of(month: date, fact: Any, employee: str = "Ann", kpi: str = "Meetings", **more: Any) -> dict[str, Any]:
    return {"position": "Seller", "employee": employee, "kpi": kpi, "period": month, "fact": Decimal(str(fact))} | more


def month_no(number: int, last: date = date(2026, 6, 1)) -> date:
    at = last.year * 12 + last.month - 1 - number
    return date(at // 12, at % 12 + 1, 1)


def year_of(values: tuple[int, ...] = MEETINGS, **more: Any) -> list[dict[str, Any]]:
    return [fact_of(month_no(at), value, **more) for at, value in enumerate(values)]


def test_a_norm_with_its_history(store: Store) -> None:
    scope = whole_scope(LINES)
    with written(store, kpi_norms=[norm_of()], kpi_facts=year_of()):
        (row,) = kpi_achievability(store.engine, scope).rows
        assert (row["hits"], row["periods"], row["verdict"], row["proposed"]) == (4, 12, "good", 25)
        assert (row["own_hits"], row["own_periods"], row["is_dead"], row["people"]) == (4, 12, False, 1)
        assert row["months"][-1] == 18 / 30 and row["unchanged_months"] == 29
    with written(store, kpi_norms=[norm_of(norm=15)], kpi_facts=year_of()):
        (row,) = kpi_achievability(store.engine, scope).rows
        assert row["verdict"] == "easy" and row["is_dead"], "unchanged for a year and reached by everybody"
    changed = [norm_of(norm=15, active_from=date(2026, 3, 1)), norm_of(norm=20, active_to=date(2026, 2, 28))]
    with written(store, kpi_norms=changed, kpi_facts=year_of()):
        (row,) = kpi_achievability(store.engine, scope).rows
        assert (row["norm"], row["is_dead"], row["unchanged_months"]) == (15, False, 3)
        assert row["own_hits"] == 12, "from March on 15 counts, before it 20: the least months lie after it"


def test_an_unfinished_month_and_a_missing_fact_do_not_count_and_zero_does(store_of: StoreOf) -> None:
    lines = [*LINES, Line(date(2026, 7, 10), "Alfa", Decimal(1))]
    store = store_of(lines)
    facts = [*year_of(), fact_of(date(2026, 7, 1), 3), fact_of(month_no(12), 0)]
    with written(store, kpi_norms=[norm_of()], kpi_facts=facts):
        found = kpi_achievability(store.engine, whole_scope(lines))
        (row,) = found.rows
        assert row["periods"] == 13 and row["hits"] == 4
        assert found.facts["incomplete"] == [date(2026, 7, 1)] and found.status is Status.OK_WITH_WARNINGS
        before = whole_scope(LINES)
        assert kpi_achievability(store.engine, before).facts["incomplete"] == [], "the day before knows nothing of July"


def test_a_newcomer_is_judged_by_his_position_and_a_trend_by_the_last_year(store: Store) -> None:
    personal = norm_of(employee="Bob", norm=30)
    with written(store, kpi_norms=[norm_of(), personal], kpi_facts=[*year_of(), fact_of(month_no(0), 2, "Bob")]):
        rows = {row["employee"]: row for row in kpi_achievability(store.engine, whole_scope(LINES)).rows}
        assert rows["Bob"]["basis"] == "position" and rows["Bob"]["periods"] == 13
        assert rows[""]["basis"] == "own"
    rising = [fact_of(month_no(at), 100 - at) for at in range(20)]
    with written(store, kpi_norms=[norm_of()], kpi_facts=rising):
        (row,) = kpi_achievability(store.engine, whole_scope(LINES)).rows
        assert row["has_trend"] and row["periods"] == 12 and row["first_month"] == month_no(11)


def test_a_norm_of_nothing_is_left_out_and_nobody_is_not_enough(store: Store) -> None:
    with written(store, kpi_norms=[norm_of(norm=0)], kpi_facts=year_of()):
        (row,) = kpi_achievability(store.engine, whole_scope(LINES)).rows
        assert row["norm"] is None and row["verdict"] == "none" and row["proposed"] == 25
    assert kpi_achievability(store.engine, whole_scope(LINES)).status is Status.NOT_ENOUGH_DATA


def oracle(norms: list[dict[str, Any]], facts: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int, str]]:
    """position, indicator -> hits, periods, verdict, by hand: of norms without an employee, history without a trend."""
    made = {}
    for norm in norms:
        mine = [f for f in facts if f["kpi"] == norm["kpi"] and f["position"] == norm["position"]]
        hits = sum(
            (f["fact"] <= norm["norm"]) if norm["direction"] == "lower" else (f["fact"] >= norm["norm"]) for f in mine
        )
        share = hits / len(mine) if mine else 0.0
        verdict = "few" if len(mine) < 6 else "easy" if share >= 0.8 else "impossible" if share <= 0.1 else (
            "good" if 0.2 <= share <= 0.6 else "between")  # fmt: skip
        made[norm["position"], norm["kpi"]] = (hits, len(mine), verdict)
    return made


@QUICK
@given(
    values=st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(["Calls", "Meetings"]), st.integers(0, 11)), st.integers(0, 30), max_size=40
    ),
    norm=st.integers(1, 30), lower=st.booleans(), seed=st.randoms(),
)  # fmt: skip
def test_against_a_count_by_hand_in_any_order(
    store: Store, values: dict[tuple[str, str, int], int], norm: int, lower: bool, seed: Any
) -> None:
    norms = [norm_of(kpi, norm, direction="lower" if lower else "higher") for kpi in ("Calls", "Meetings")]
    facts = [fact_of(month_no(at), value, who, kpi) for (who, kpi, at), value in values.items()]
    seed.shuffle(facts)
    with written(store, kpi_norms=norms, kpi_facts=facts):
        rows = kpi_achievability(store.engine, whole_scope(LINES)).rows
    found = {(row["position"], row["kpi"]): (row["hits"], row["periods"], row["verdict"]) for row in rows}
    assert found == oracle(norms, facts)
    assert all(math.isnan(value) or 0 <= value <= 1 for row in rows for value in row["months"])


def test_verdicts_at_their_borders() -> None:
    borders = Borders()
    assert [verdict_of(hits, 10, borders) for hits in (0, 1, 2, 6, 7, 8)] == [
        "impossible", "impossible", "good", "good", "between", "easy",
    ]  # fmt: skip
    assert verdict_of(3, 20, borders) == "between" and verdict_of(5, 5, borders) == "few"


@given(norm=st.integers(1, 500), strong=st.floats(1, 1.9))
def test_norms_by_season_keep_the_year(norm: int, strong: float) -> None:
    indices = {month: strong if month <= 6 else 2 - strong for month in range(1, 13)}
    months = norm_of_months(Decimal(norm), indices)
    assert abs(sum(months.values()) - 12 * norm) <= 6 and months[1] >= months[12]
    assert all(abs(float(months[month]) - norm * indices[month]) <= 0.5 + 1e-9 for month in indices)
