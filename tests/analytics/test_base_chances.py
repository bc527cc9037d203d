"""Chances of a plan: the worked figures, the exact sums of the definition, and drawing against computing."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.base.chances import (
    companies_for,
    found_and_true,
    left_after,
    monthly_loss,
    new_a_month,
    reach_chance,
    simulated_chance,
    sure_deals,
    uncertain_chance,
    uncertain_companies_for,
    whole,
    worst_rate,
)


def test_ten_of_five_hundred_is_a_coin_toss() -> None:
    assert reach_chance(10, 500, 0.02) == pytest.approx(0.5433, abs=1e-4)
    assert reach_chance(6, 120, 0.05) == pytest.approx(0.5585, abs=1e-4)
    assert uncertain_chance(10, 500, 10, 500) == pytest.approx(0.5453, abs=1e-4)


def test_companies_for_a_wanted_chance() -> None:
    assert [companies_for(10, 0.02, chance) for chance in (0.8, 0.9, 0.95)] == [625, 708, 782]
    assert [companies_for(6, 0.05, chance) for chance in (0.8, 0.9)] == [157, 184]
    assert [uncertain_companies_for(10, 10, 500, chance) for chance in (0.8, 0.9)] == [691, 842]
    assert companies_for(10, 0, 0.8) is None and companies_for(0, 0.02, 0.8) == 0


def test_edges_of_a_chance() -> None:
    assert reach_chance(0, 0, 0.5) == 1 and reach_chance(1, 0, 0.5) == 0 and reach_chance(3, 3, 1) == 1
    assert reach_chance(5, 4, 0.9) == 0 and reach_chance(1, 10, 0) == 0
    assert uncertain_chance(0, 5, 1, 2) == 1 and uncertain_chance(6, 5, 1, 2) == 0
    assert sure_deals(0, 0.02, 0.8) == 0 and worst_rate(0, 10, 0.8) is None and worst_rate(11, 10, 0.8) is None
    assert worst_rate(10, 10, 0.8) == 1, "each of ten has to buy"


@given(st.integers(0, 12), st.integers(0, 60), st.integers(2, 30))
def test_the_tail_is_the_sum_of_its_parts(deals: int, companies: int, of: int) -> None:
    share = Fraction(1, of)
    exact = sum(comb(companies, k) * share**k * (1 - share) ** (companies - k) for k in range(deals, companies + 1))
    assert reach_chance(deals, companies, 1 / of) == pytest.approx(float(exact) if deals else 1.0, abs=1e-12)


@given(st.integers(1, 12), st.integers(1, 60), st.integers(0, 8), st.integers(0, 40))
def test_an_uncertain_rate_is_the_beta_binomial(deals: int, companies: int, won: int, more: int) -> None:
    asked = won + more
    expected = stats.betabinom.sf(deals - 1, companies, won + 0.5, more + 0.5)
    assert uncertain_chance(deals, companies, won, asked) == pytest.approx(expected, abs=1e-9)


@given(st.integers(1, 15), st.integers(2, 60), st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_the_least_number_is_the_least(deals: int, of: int, wanted: float) -> None:
    found = companies_for(deals, 1 / of, wanted)
    assert found is not None
    assert reach_chance(deals, found, 1 / of) >= wanted > reach_chance(deals, found - 1, 1 / of)


@given(st.integers(0, 400), st.integers(2, 60), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_surest_plan_and_the_worst_rate_are_the_last_ones(companies: int, of: int, wanted: float) -> None:
    sure = sure_deals(companies, 1 / of, wanted)
    assert reach_chance(sure, companies, 1 / of) >= wanted > reach_chance(sure + 1, companies, 1 / of)
    rate = worst_rate(3, companies, wanted)
    if rate is not None:
        assert reach_chance(3, companies, 1 / rate) >= wanted > reach_chance(3, companies, 1 / (rate + 1))


@pytest.mark.parametrize(
    ("deals", "companies", "share"), [(10, 500, 0.02), (10, 625, 0.02), (6, 120, 0.05), (3, 30, 0.5)]
)
def test_drawing_and_computing_agree_within_the_printed_error(deals: int, companies: int, share: float) -> None:
    drawn = simulated_chance(deals, companies, share)
    assert drawn.draws == 10_000 and 0 <= drawn.error < 0.01
    assert abs(drawn.chance - reach_chance(deals, companies, share)) <= drawn.error + 1e-4
    assert drawn == simulated_chance(deals, companies, share), "the same draws every time"
    other = simulated_chance(deals, companies, share, seed=7)
    assert other.chance != drawn.chance or drawn.error < 0.001


def test_drawing_an_uncertain_rate_agrees_too() -> None:
    drawn = simulated_chance(10, 500, 0.02, (10, 500))
    assert abs(drawn.chance - uncertain_chance(10, 500, 10, 500)) <= drawn.error


def test_a_base_ages_by_thirty_percent_a_year() -> None:
    assert 1500 * left_after(12, 0.3) == pytest.approx(1050)
    assert monthly_loss(0.3) == pytest.approx(0.0293, abs=1e-4)
    assert 1500 / left_after(9, 0.3) == pytest.approx(1960, abs=0.1)
    assert left_after(12, 0) == 1 and monthly_loss(0) == 0


@given(st.integers(0, 300), st.integers(0, 24), st.sampled_from([0.0, 0.1, 0.3, 0.9]))
def test_what_is_found_month_by_month_ages_as_the_rest(a_month: int, months: int, decay: float) -> None:
    kept = 0.0
    for _ in range(months):
        kept = kept * (1 - decay) ** (1 / 12) + a_month
    assert found_and_true(a_month, months, decay) == pytest.approx(kept)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 36), st.sampled_from([0.0, 0.1, 0.5]))
def test_so_many_new_clients_a_month_lead_to_the_wanted_number(
    now: int, wanted: int, months: int, churn: float
) -> None:
    new = new_a_month(now, wanted, months, churn)
    clients = float(now)
    for _ in range(months):
        clients = clients * (1 - churn) ** (1 / 12) + new
    assert clients == pytest.approx(wanted) if new else clients >= wanted - 1e-6


def test_rounding_up_forgives_a_binary_tail() -> None:
    assert (whole(500.0000000001), whole(500.1), whole(0)) == (500, 501, 0)
