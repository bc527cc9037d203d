"""Losses by another multiplier: what the slider says is what the whole report would say, and what plain Python says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import loss_oracles
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from tables import days_of, sales, seasonal_client
from written_records import written

from analytics.errors import WrongSetting
from analytics.lost.loss_report import LossReportSettings, loss_report
from analytics.lost.other_multiplier import CompanyLosses, last_purchases, losses_at
from analytics.scope import Scope

EXAMPLES = settings(max_examples=12, deadline=None)
MULTIPLIERS = st.sampled_from([1.1, 1.15, 4 / 3, 1.5, 2.0, 2.35, 3.0])
FIFTY_DAYS = [line(date(2023, 1, 1) + timedelta(days=50 * step), "Alfa", 100) for step in range(8)]


def alone(store: Store, scope: Scope, asked: LossReportSettings, k_lost: float) -> CompanyLosses:
    """What the slider says."""
    return losses_at(last_purchases(store.engine, scope, asked.of_clients), k_lost)


@EXAMPLES
@given(
    lines=st.one_of(sales(), seasonal_client("Alfa")),
    back=st.integers(0, 120),
    length=st.integers(20, 400),
    asked=st.builds(
        LossReportSettings, min_gap=st.sampled_from([0, 14, 40]), plus_days=st.sampled_from([0, 1, 30.5]),
        rhythm_base=st.sampled_from(["median", "mean"]), one_offs=st.booleans(), seasons=st.booleans(),
    ),
    k_lost=MULTIPLIERS,
    managers=st.sampled_from([(), ("Petrov",)]),
)  # fmt: skip
def test_the_slider_says_what_the_report_would(
    store_of: Callable[..., Store], lines: list[Line], back: int, length: int, asked: LossReportSettings, k_lost: float,
    managers: tuple[str, ...],
) -> None:  # fmt: skip
    store = store_of(lines)
    as_of = days_of(lines)[1]
    until = as_of - timedelta(days=back)
    scope = Scope(as_of, until - timedelta(days=length - 1), until, managers=managers)
    company = loss_report(store.engine, scope, replace(asked, k_lost=k_lost)).rows
    expected = [(row["clients"], row["lost"], row["annual_share"], row["money"]) for row in company[-1:]]
    assert [tuple(vars(alone(store, scope, asked, k_lost)).values())] == (expected or [(0, 0, None, Decimal(0))])


@EXAMPLES
@given(lines=st.one_of(sales(), seasonal_client("Alfa")), length=st.integers(20, 400), k_lost=MULTIPLIERS)
def test_the_slider_as_stated_plainly(
    store_of: Callable[..., Store], lines: list[Line], length: int, k_lost: float
) -> None:
    store = store_of(shuffled(lines))
    until = days_of(lines)[1]
    since = until - timedelta(days=length)
    spells = loss_oracles.spells_of(lines, until, oracles.Rules(), k_lost=k_lost)
    clients, lost, money, _ = loss_oracles.report(spells, since, until).get("*", (0, 0, Decimal(0), 0))
    found = alone(store, Scope(until, since + timedelta(days=1), until), LossReportSettings(), k_lost)
    assert (found.clients, found.lost) == (clients, lost)
    assert loss_oracles.same_money(found.money, money)


@pytest.mark.parametrize(
    ("since", "until", "min_gap", "counted"),
    [
        ("2023-06-01", "2024-02-09", 14, (1, 0)),
        ("2023-06-01", "2024-02-10", 14, (1, 1)),  # 55 days: in binary floats 50 * 1.1 is a little more, but no 56
        ("2024-02-10", "2024-03-01", 14, (1, 1)),  # lost on the first day of the period
        ("2024-02-11", "2024-03-01", 14, (0, 0)),  # lost before it began
        ("2023-06-01", "2024-02-15", 61, (1, 0)),  # nobody is lost sooner than after 61 days
        ("2023-06-01", "2024-02-16", 61, (1, 1)),
    ],
)
def test_the_days_at_both_ends(
    store_of: Callable[..., Store], since: str, until: str, min_gap: int, counted: tuple[int, int]
) -> None:
    """Who buys every fifty days and last did on 17 December, by a multiplier of 1.1."""
    store = store_of(shuffled(FIFTY_DAYS))
    scope = Scope(date(2024, 3, 1), date.fromisoformat(since), date.fromisoformat(until))
    found = alone(store, scope, LossReportSettings(min_gap=min_gap), 1.1)
    assert (found.clients, found.lost, found.money) == (*counted, Decimal("730.5") * counted[1])


def test_silence_has_no_multiplier(store_of: Callable[..., Store]) -> None:
    store = store_of(FIFTY_DAYS)
    scope = Scope(date(2024, 1, 1), date(2023, 1, 1), date(2023, 12, 31))
    with pytest.raises(WrongSetting, match="setting_choice"):
        last_purchases(store.engine, scope, LossReportSettings(rule="silence").of_clients)


def test_with_whom_a_pause_is_agreed_is_lost_by_no_multiplier(store_of: Callable[..., Store]) -> None:
    store = store_of(shuffled(FIFTY_DAYS))
    scope = Scope(date(2024, 6, 1), date(2023, 6, 1), date(2024, 6, 1))
    assert alone(store, scope, LossReportSettings(), 1.1).lost == 1
    with written(store, pauses=[{"client": "Alfa", "until": date(2024, 7, 1)}]):
        found = alone(store, scope, LossReportSettings(), 1.1)
        assert (
            (found.clients, found.lost)
            == (1, 0)
            == tuple(loss_report(store.engine, scope).rows[-1][name] for name in ("clients", "lost"))
        )
