"""The examples of the Pulse page: a file through the importer and the store, and the page says what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from loaded_sales import sell, sell_to_ten, year
from methods_pages import assert_said
from pytest import approx

from analytics.periods import add_months
from analytics.pulse.agenda import agenda
from analytics.pulse.fall_anchor import fall_anchor
from analytics.pulse.monthly_pulse import monthly_pulse
from analytics.pulse.revenue_bridge import revenue_bridge
from analytics.pulse.sales_pulse import sales_pulse
from analytics.pulse.seasonality import seasonality
from analytics.result import Status
from analytics.scope import Scope
from analytics.shapley import product_split
from storage.store import Store


def autumn(year_: int, clients: int, purchases: int, amount: int, cost: int) -> list[tuple[object, ...]]:
    """Purchases of clients in turn, spread over August to October of a year."""
    first = date(year_, 8, 1)
    days = [first + timedelta(days=place * 91 // purchases) for place in range(purchases)]
    return [(day, f"Client {place % clients}", amount, cost) for place, day in enumerate(days)]


def months_of(store: Store, folder: Path, values: Sequence[int]) -> None:
    """One sale at the end of each month of 2024."""
    sell(store, folder, [(f"2024-{month:02}-28", "Alfa", value) for month, value in enumerate(values, start=1)])


def test_four_parts_of_the_money(store: Store, tmp_path: Path) -> None:
    sample = ("2024-10-31", "Got a sample", 0, 0)
    rows = [*autumn(2023, 100, 300, 10_000, 8_000), *autumn(2024, 70, 175, 9_000, 7_380), sample]
    sell(store, tmp_path, rows, ";Cost")
    result = sales_pulse(store, year("2024-10-31"))
    assert [row["before"] for row in result.rows] == approx([100, 3, 10_000, 0.2])
    assert [row["after"] for row in result.rows] == approx([70, 2.5, 9_000, 0.18])
    effects = [row["margin_effect"] for row in result.rows]
    assert [round(effect) for effect in effects] == [-149_525, -77_258, -44_858, -44_858]
    assert (result.facts["margin_before"], result.facts["margin_after"], sum(effects)) == (600_000, 283_500, -316_500)
    assert (result.facts["band"], round(result.facts["clients_change"], 9)) == ("crisis", -0.3)
    heading = "Four parts of the money"
    assert_said(heading, 100, 3, 10_000, 20, 600_000, 70, 2.5, 9_000, 18, 283_500)
    assert_said(heading, 316_500, *(abs(round(effect)) for effect in effects), 30)


def test_only_the_check_grows() -> None:
    before, after = ([Fraction(n) for n in (50, 2, check, "0.1")] for check in (1_000, 1_200))
    assert product_split(before, after) == [0, 0, 2_000, 0]
    assert_said("Four parts of the money", 50, 2, 1_000, 10, 1_200, 12_000, 2_000)


def test_one_month(store: Store, tmp_path: Path) -> None:
    purchases = [(date(2024, 5, 1 + place // 40 * 10), f"Client {place % 40}", 10_000) for place in range(100)]
    sell(store, tmp_path, purchases)
    month = monthly_pulse(store, year("2024-05-31")).rows[0]
    assert (month["clients"], month["purchases"], month["revenue"]) == (40, 100, 1_000_000)
    assert_said("Month by month", 40, 100, 1_000_000, month["frequency"], month["average_check"])


def test_bridge_of_six_clients(store: Store, tmp_path: Path) -> None:
    known_for_long = [("2022-01-10", "Delta"), ("2022-11-20", "Delta")]
    known_for_long += [(f"2022-0{month}-05", "Zeta") for month in (2, 3, 4)]
    before = [("2023-09-01", "Alfa", 500), ("2023-09-01", "Beta", 300), ("2023-08-10", "Gamma", 200)]
    before += [("2023-10-01", "Delta", 100)]
    after = [("2024-09-01", "Alfa", 450), ("2024-09-01", "Beta", 380), ("2024-08-05", "Epsilon", 120)]
    after += [("2024-10-31", "Zeta", 60)]
    sell(store, tmp_path, [*((*purchase, 10) for purchase in known_for_long), *before, *after])
    result = revenue_bridge(store, Scope(date(2024, 10, 31), date(2024, 8, 1), date(2024, 10, 31)))
    bars = {row["kind"]: row["change"] for row in result.rows}
    assert bars == {"lost": -200, "paused": -100, "decline": -50, "growth": 80, "returned": 60, "new": 120}
    totals = result.facts["before"], result.facts["after"], -result.facts["change"]
    assert totals == (1_100, 1_010, 90)
    heading = "What the change is made of"
    assert_said(heading, *totals, *(abs(change) for change in bars.values()), 500, 300, 450, 380)


def test_beginning_of_a_fall(store: Store, tmp_path: Path) -> None:
    values = (100, 102, 98, 101, 99, 100, 100, 103, 97, 80, 78, 82)
    months_of(store, tmp_path, values)
    facts = fall_anchor(store, year("2024-12-31")).facts
    assert (facts["found"], facts["anchor"]) == (True, date(2024, 10, 1))
    assert (round(facts["drop_share"], 9), round(facts["t"], 2)) == (0.2, -15.81)
    assert_said("Since when it falls", *values, round(facts["drop_share"] * 100), round(-facts["t"], 2))


def test_no_fall_in_noise(store: Store, tmp_path: Path) -> None:
    months_of(store, tmp_path, (100, 102, 98, 101, 99, 100, 100, 102, 98, 101, 99, 100))
    result = fall_anchor(store, year("2024-12-31"))
    assert not result.facts["found"]
    assert [notice.code for notice in result.warnings] == ["I_NODROP"]
    assert_said("Since when it falls", 100, 2)


def test_strong_and_weak_months(store: Store, tmp_path: Path) -> None:
    values = (80, 90, 100, 110, 120, 100)
    sell(store, tmp_path, [(add_months(date(2023, 1, 1), place), "Alfa", values[place % 6]) for place in range(24)])
    scope = Scope(date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31))
    result = seasonality(store, scope)
    indices = [round(row["index"], 9) for row in result.rows]
    assert indices == [0.8, 0.9, 1, 1.1, 1.2, 1] * 2
    assert result.status is Status.OK
    assert_said("Strong and weak months", *values, *indices, 96, 96 / indices[0])


def test_one_client_is_too_large(store: Store, tmp_path: Path) -> None:
    sell_to_ten(store, tmp_path)
    points = {row["code"]: row for row in agenda(store, year("2024-12-31")).rows}
    large = points["depend_on_one"]
    assert (large["names"], large["money"], large["share"]) == (["Client 0"], 500, 0.5)
    assert_said("What wants a decision", 1_000, large["money"], 200, large["share"] * 100, 20)
