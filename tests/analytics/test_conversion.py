"""M32: worked numbers, SciPy's own words for them, and the deals of two periods counted one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_store import Store, line, whole_scope
from scipy.stats import beta, binomtest
from written_records import written

from analytics.errors import WrongSetting
from analytics.funnel.conversion import (
    ConversionSettings,
    cases_to_prove,
    conversion,
    conversion_of,
    difference_of,
    gap_parts,
    months_to_prove,
    place_in_funnel_plot,
    shrunk,
    typed_conversion,
)
from analytics.result import Status

WORKED = [(12, 200), (5, 100), (30, 150), (1, 5)]


def test_one_of_five_is_not_the_first() -> None:
    found = shrunk(WORKED)
    assert (found.mean, found.weight) == pytest.approx((0.10549, 14.30), abs=5e-3)
    assert found.estimates == pytest.approx((0.0630, 0.0569, 0.1918, 0.1300), abs=5e-5)
    raw = [cases / of for cases, of in WORKED]
    assert raw.index(max(raw)) == 2 and raw[3] == raw[2]
    assert sorted(range(4), key=lambda place: -(found.estimates[place] or 0)) == [2, 3, 0, 1]
    for estimate, (low, high) in zip(found.estimates, found.intervals, strict=True):
        assert low < (estimate or 0) < high
    a, b = 1 + found.weight * found.mean, 4 + found.weight * (1 - found.mean)  # type: ignore[operator]
    assert found.intervals[3] == pytest.approx(tuple(beta(a, b).ppf([0.025, 0.975])), abs=1e-9)


def test_groups_that_differ_by_chance_are_one() -> None:
    found = shrunk([(10, 100), (11, 100), (9, 100)])
    assert (found.weight, found.distinguishable) == (None, False)
    assert found.estimates == (0.1, 0.1, 0.1)
    assert found.intervals == ((conversion_of(30, 300).low, conversion_of(30, 300).high),) * 3


def test_two_groups_or_a_handful_of_cases_are_not_ranked() -> None:
    assert not shrunk([(1, 100), (90, 100)]).distinguishable
    assert not shrunk([(9, 9), (0, 9), (0, 9)]).distinguishable
    assert shrunk([(30, 30), (0, 30), (2, 30)]).distinguishable
    assert shrunk([(0, 0), (0, 0)]).estimates == (None, None)
    assert shrunk([]).mean is None


def test_a_group_without_cases_gets_the_mean() -> None:
    found = shrunk([*WORKED, (0, 0)])
    assert found.estimates[:4] == shrunk(WORKED).estimates
    assert found.estimates[4] == pytest.approx(found.mean)


def test_before_and_after_a_training() -> None:
    found = difference_of(conversion_of(6, 100), conversion_of(14, 110))
    assert found is not None
    assert (found.value, found.z, found.p_value) == pytest.approx((0.0673, 1.659, 0.097), abs=5e-4)
    assert not found.proven
    assert found.low < 0 < found.high
    proven = difference_of(conversion_of(6, 100), conversion_of(28, 110))
    assert proven is not None and proven.proven and proven.low > 0


def test_nothing_is_compared_with_nothing() -> None:
    assert difference_of(conversion_of(0, 0), conversion_of(1, 2)) is None
    none = difference_of(conversion_of(0, 10), conversion_of(0, 20))
    assert none is not None and (none.z, none.p_value, none.proven) == (0, 1, False)


@pytest.mark.parametrize(
    ("cases", "of", "low", "high"),
    [
        (12, 120, 5.81, 16.67), (20, 80, 16.81, 35.48), (2, 40, 1.38, 16.50), (34, 240, 10.32, 19.14), (10, 500, 1.09, 3.64),
        (1, 50, 0.35, 10.50), (24, 100, 16.69, 33.23), (2, 5, 11.76, 76.93), (0, 20, 0, 16.11), (20, 20, 83.89, 100),
        (0, 0, 0, 100),
    ],
)  # fmt: skip
def test_intervals(cases: int, of: int, low: float, high: float) -> None:
    found = conversion_of(cases, of)
    assert (100 * found.low, 100 * found.high) == pytest.approx((low, high), abs=6e-3)
    assert (found.share is None) == (of == 0)
    if of:
        ends = binomtest(cases, of).proportion_ci(method="wilson")
        assert (found.low, found.high) == pytest.approx((ends.low, ends.high), abs=1e-9)


def test_how_far_a_share_can_be_trusted() -> None:
    assert [conversion_of(0, of).grade for of in (0, 1, 4, 5, 29, 30)] == [
        "none",
        "few",
        "few",
        "wide",
        "wide",
        "enough",
    ]


@pytest.mark.parametrize(("cases", "of"), [(3, 2), (-1, 5), (0, -1)])
def test_more_cases_than_chances_are_refused(cases: int, of: int) -> None:
    with pytest.raises(WrongSetting) as fault:
        conversion_of(cases, of)
    assert fault.value.code == "conversion_cases"


def test_cases_for_a_proof() -> None:
    assert cases_to_prove(0.06, 0.12) == cases_to_prove(0.12, 0.06) == 364
    assert cases_to_prove(0.1, 0.1) is None
    assert months_to_prove(364, 91) == 4
    assert months_to_prove(364, 0) is None
    with pytest.raises(WrongSetting):
        cases_to_prove(0.06, 1.2)


def test_places_in_the_funnel_plot() -> None:
    cases = (0, 2, 4, 5, 15, 16, 18, 20)
    places = [place_in_funnel_plot(conversion_of(some, 100), 0.1) for some in cases]
    assert places == ["far_below", "below", "below", "as_all", "as_all", "above", "above", "far_above"]
    assert place_in_funnel_plot(conversion_of(0, 1000), 0.1) == "far_below"
    assert place_in_funnel_plot(conversion_of(0, 0), 0.1) == ""


def test_the_gap_of_twelve_deals_is_the_first_stage() -> None:
    """100 calls, 7 % x 40 % against 30 % x 40 %: the whole gap of 9.2 deals."""
    assert gap_parts((100, 0.07, 0.4), (100, 0.30, 0.4)) == pytest.approx((0, 9.2, 0))
    assert gap_parts((100, 0.1), (200, 0.2)) == pytest.approx((15, 15))
    with pytest.raises(ValueError, match="1 factors against 2"):
        gap_parts((1,), (1, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8), st.randoms())
def test_shrinking_keeps_the_order_of_groups_of_one_size_and_does_not_know_their_order(
    drawn: list[tuple[int, int]], chance: Any
) -> None:
    counts = [(min(pair), max(pair)) for pair in drawn]
    found = shrunk(counts)
    mixed = list(range(len(counts)))
    chance.shuffle(mixed)
    again = shrunk([counts[place] for place in mixed])
    assert again.estimates == pytest.approx([found.estimates[place] for place in mixed])
    if found.weight is None:
        assert len(set(found.estimates)) == 1
        return
    assert found.mean is not None
    for (cases, of), estimate in zip(counts, found.estimates, strict=True):
        raw = cases / of if of else found.mean
        assert estimate is not None
        assert min(raw, found.mean) - 1e-9 <= estimate <= max(raw, found.mean) + 1e-9


def test_typed_numbers_need_no_data() -> None:
    found = typed_conversion(ConversionSettings(cases=14, of=110, cases_before=6, of_before=100, cases_a_month=50))
    assert [(row["group"], row["cases"], row["grade"]) for row in found.rows] == [
        ("before", 6, "enough"),
        ("now", 14, "enough"),
    ]
    assert found.facts["p_value"] == pytest.approx(0.097, abs=5e-4)
    assert found.facts["needed"] == cases_to_prove(0.06, 14 / 110)
    assert found.facts["months"] == pytest.approx(found.facts["needed"] / 50)
    with pytest.raises(WrongSetting) as fault:
        typed_conversion(ConversionSettings(cases=1, of=2, cases_before=1))
    assert fault.value.facts == {"name": "of_before"}


def test_the_same_numbers_twice_ask_for_no_proof() -> None:
    found = typed_conversion(ConversionSettings(cases=0, of=0, cases_before=6, of_before=100))
    assert (found.facts["needed"], found.facts["proven"], found.facts["difference"]) == (None, False, None)


START = date(2023, 1, 2)
days = st.integers(0, 720).map(lambda step: START + timedelta(days=step))


@st.composite
def deals(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(0, 25))):
        created = draw(st.one_of(days, st.just(None)))
        waited = draw(st.one_of(st.none(), st.integers(-3, 60)))
        won = None if created is None or waited is None else created + timedelta(days=waited)
        manager = draw(st.sampled_from(["Petrov", "Smirnova", None]))
        rows.append({
            "deal_id": f"d{number}", "client": f"Client {number % 4}", "created": created, "stage": "new", "won_at": won,
            "manager": manager, "channel": draw(st.sampled_from(["Ads", None])),
        })  # fmt: skip
    return draw(st.permutations(rows))


def one_by_one(rows: list[dict[str, Any]], first: date, last: date, as_of: date) -> tuple[int, int]:
    """Won and begun, in plain words."""
    known = [row for row in rows if row["created"] is not None and row["created"] <= as_of]
    won = [row for row in known if row["won_at"] is not None and row["won_at"] <= as_of]
    ways = [(row["won_at"] - row["created"]).days for row in won if row["won_at"] >= row["created"]]
    cycle = median(ways) if ways else 0
    begun = [row for row in known if first <= row["created"] <= last and (as_of - row["created"]).days >= cycle]
    return sum(row in won for row in begun), len(begun)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=deals(), manager=st.sampled_from(["Petrov", "", None]))
def test_deals_as_counted_one_by_one(shared_lines: Store, rows: list[dict[str, Any]], manager: str | None) -> None:
    scope = whole_scope(
        [line(START, "Client 1", 1), line("2024-12-15", "Client 1", 1)],
        first_day=date(2024, 1, 1), last_day=date(2024, 11, 30), managers=() if manager is None else (manager,),
    )  # fmt: skip
    mine = [row for row in rows if manager is None or (row["manager"] or "") == manager]
    with written(shared_lines, deals=rows):
        found = conversion(shared_lines.engine, scope)
    before, now = found.rows
    assert (now["cases"], now["of"]) == one_by_one(mine, scope.first_day, scope.last_day, scope.as_of)
    assert (before["cases"], before["of"]) == one_by_one(mine, date(2023, 1, 1), date(2023, 11, 30), scope.as_of)
    seen = any(row["created"] is not None and row["created"] <= scope.as_of for row in mine)
    assert (found.status is Status.OK) == seen
    assert found.facts["from_data"] == ["cases", "of", "cases_before", "of_before", "cases_a_month"]


@pytest.fixture(scope="module")
def shared_lines(store_of: Callable[..., Store]) -> Store:
    return store_of([line(START, "Client 1", 1), line("2024-12-15", "Client 1", 1)])


def test_a_typed_number_outweighs_the_data(shared_lines: Store) -> None:
    scope = whole_scope([line(START, "Client 1", 1), line("2024-12-15", "Client 1", 1)])
    found = conversion(shared_lines.engine, scope, ConversionSettings(cases=1, of=4, cases_before=1, of_before=2))
    assert [(row["cases"], row["of"]) for row in found.rows] == [(1, 2), (1, 4)]
    assert found.facts["from_data"] == ["cases_a_month"]
