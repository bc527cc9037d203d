"""M05 concentration, M13 season, M03 start of the fall: worked numbers and plain statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled, whole_scope

from analytics.clients.class_moves import class_moves
from analytics.clients.concentration import calculated_limits, concentration, curve_facts
from analytics.periods import add_months
from analytics.pulse.fall_anchor import FallAnchorSettings, draw_in_outliers, fall_anchor, largest_fall
from analytics.pulse.month_series import between_neighbours
from analytics.pulse.seasonality import seasonality
from analytics.result import Result, Status
from analytics.scope import Scope

TEN = (500, 200, 100, 80, 50, 30, 20, 10, 6, 4)
FALL = (100, 102, 98, 101, 99, 100, 100, 103, 97, 80, 78, 82)


def months_of(values: tuple[float, ...], first: date = date(2022, 1, 1)) -> list[Line]:
    """One sale a month, on its last days, of the given amounts."""
    return [line(add_months(first, place).replace(day=28), "A", value) for place, value in enumerate(values)]


def test_concentration_of_ten(store_of: Callable[..., Store]) -> None:
    lines = [line("2024-03-31", f"Client {place}", value) for place, value in enumerate(TEN)]
    result = concentration(store_of(shuffled(lines)).engine, whole_scope(lines))
    assert {row["first_clients"]: round(row["share"], 6) for row in result.rows} == {1: 0.5, 3: 0.8, 5: 0.93, 10: 1.0}
    assert result.facts["gini"] == pytest.approx(0.647, abs=5e-4)
    assert result.facts["hhi"] == pytest.approx(0.310, abs=5e-4)
    assert result.facts["effective_clients"] == pytest.approx(3.2, abs=0.05)
    assert (result.facts["clients_for_half"], result.facts["clients_for_80"]) == (1, 3)
    assert result.facts["calculated"] == {"A": 3, "B": 1, "C": 6}
    assert [row["share_before"] for row in result.rows] == [None] * 4


def test_four_equal_clients() -> None:
    facts = curve_facts(np.full(4, 7.0))
    assert (facts["gini"], facts["hhi"], facts["effective_clients"]) == pytest.approx((0, 0.25, 4))
    assert facts["calculated"] is None
    assert calculated_limits(np.full(10, 1.0))["C"] == 0


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.integers(1, 10_000), min_size=1, max_size=40))
def test_curve_as_stated_plainly(values: list[int]) -> None:
    ordered = sorted(values, reverse=True)
    facts = curve_facts(np.array(ordered, dtype=float))
    total = sum(ordered)
    differences = sum(abs(one - other) for one in values for other in values)
    assert facts["gini"] == pytest.approx(differences / (2 * len(values) * total), abs=1e-12)
    assert facts["hhi"] == pytest.approx(sum((value / total) ** 2 for value in values))
    for share, name in ((0.5, "clients_for_half"), (0.8, "clients_for_80")):
        count = next(
            count for count in range(1, len(values) + 1) if sum(ordered[:count]) >= Decimal(str(share)) * total
        )
        assert facts[name] == count
    if facts["calculated"]:
        assert sum(facts["calculated"].values()) == len(values)
        assert facts["calculated"]["A"] >= 1


def test_refunds_and_nameless_buyers_have_no_share(store_of: Callable[..., Store]) -> None:
    lines = [line("2024-03-31", "A", 100), line("2024-03-31", "B", -50), line("2024-03-31", "", 500)]
    result = concentration(store_of(lines).engine, whole_scope(lines))
    assert [row["share"] for row in result.rows] == [1.0]
    assert [notice.code for notice in result.warnings] == ["W_FEW_CLIENTS", "W_UNIDENT"]
    only_refunds = [line("2024-03-31", "B", -50)]
    assert concentration(store_of(only_refunds).engine, whole_scope(only_refunds)).status is Status.NOT_ENOUGH_DATA


def test_moves_between_classes_add_up(store_of: Callable[..., Store]) -> None:
    lines = [line("2023-03-10", name, value) for name, value in (("A", 500), ("B", 300), ("C", 200), ("D", 100))]
    lines += [line("2024-03-10", name, value) for name, value in (("A", 450), ("B", 380), ("E", 120), ("F", 60))]
    lines.append(line("2024-03-31", "F", 0))
    scope = Scope(date(2024, 3, 31), date(2024, 3, 1), date(2024, 3, 31))
    result = class_moves(store_of(lines).engine, scope)
    cells = {(cell["class_before"], cell["abc_class"]): cell["clients"] for cell in result.facts["cells"]}
    assert cells == {("A", "A"): 2, ("A", "absent"): 1, ("B", "absent"): 1, ("absent", "B"): 2}
    assert sum(row["change"] for row in result.rows) == -90
    assert [row["client"] for row in result.rows][:2] == ["C", "E"]


def season(store_of: Callable[..., Store], values: tuple[float, ...]) -> Result:
    """The indices of a store of monthly values."""
    lines = months_of(values)
    return seasonality(store_of(lines).engine, whole_scope(lines))


def test_season_of_two_years(store_of: Callable[..., Store]) -> None:
    result = season(store_of, (80, 90, 100, 110, 120, 100) * 4)
    assert [row["index"] for row in result.rows] == pytest.approx([0.8, 0.9, 1.0, 1.1, 1.2, 1.0] * 2)
    assert result.warnings == ()
    growing = season(
        store_of, tuple(round(value * 1.02**place, 2) for place, value in enumerate((80, 90, 100, 110, 120, 100) * 6))
    )
    assert [row["index"] for row in growing.rows] == pytest.approx([0.8, 0.9, 1.0, 1.1, 1.2, 1.0] * 2, abs=0.01)


def test_season_of_one_year_is_flagged(store_of: Callable[..., Store]) -> None:
    result = season(store_of, (80, 90, 100, 110, 120, 100) * 2)
    assert [row["index"] for row in result.rows] == pytest.approx([0.8, 0.9, 1.0, 1.1, 1.2, 1.0] * 2)
    assert [notice.code for notice in result.warnings] == ["W_ONE_CYCLE"]
    short = season(store_of, (80, 90, 100))
    assert (short.status, short.warnings[0].facts) == (Status.NOT_ENOUGH_DATA, {"need": 12, "have": 3})


def test_month_without_sales_and_month_without_rows(store_of: Callable[..., Store]) -> None:
    result = season(store_of, (0, 90, 100, 110, 120, 100) * 4)
    assert result.rows[0] | {"index": 0.05, "is_floor": True} == result.rows[0]
    lines = [row for row in months_of((100,) * 30) if row.day.month != 5 or row.day.year != 2023]
    flat = seasonality(store_of(lines).engine, whole_scope(lines))
    assert [row["index"] for row in flat.rows] == pytest.approx([1.0] * 12)
    assert ("W_MISSING_MONTH", {"month": date(2023, 5, 1)}) in [(notice.code, notice.facts) for notice in flat.warnings]


def test_gaps_lie_on_the_line_between_neighbours() -> None:
    assert between_neighbours([None, 10.0, None, None, 40.0, None]) == [10.0, 10.0, 20.0, 30.0, 40.0, 40.0]


def anchor(
    store_of: Callable[..., Store], values: tuple[float, ...], chosen: FallAnchorSettings | None = None
) -> Result:
    """The start of the fall in a store of monthly values."""
    lines = months_of(values)
    return fall_anchor(store_of(shuffled(lines)).engine, whole_scope(lines), chosen)


def test_fall_in_month_ten(store_of: Callable[..., Store]) -> None:
    result = anchor(store_of, FALL)
    facts = result.facts
    assert (facts["found"], facts["anchor"]) == (True, date(2022, 10, 1))
    assert facts["drop_share"] == pytest.approx(0.20)
    assert facts["t"] == pytest.approx(-15.81, abs=5e-3)
    assert (facts["window_first"], facts["window_last"]) == (date(2022, 1, 1), date(2022, 9, 30))
    assert [row["level"] for row in result.rows] == pytest.approx([100] * 9 + [80] * 3)
    split = largest_fall([*FALL[:10], 80.0, 80.0])
    assert split is not None and split.before == 9


def test_no_fall_is_said(store_of: Callable[..., Store]) -> None:
    result = anchor(store_of, (100, 102, 98, 101, 99, 100, 100, 102, 98, 101, 99, 100))
    assert [notice.code for notice in result.warnings] == ["I_NODROP"]
    assert (result.facts["found"], result.facts["anchor"]) == (False, date(2022, 10, 1))
    growing = anchor(store_of, tuple(range(100, 124, 2)))
    assert (growing.facts["found"], growing.facts["t"]) == (False, None)


def test_anchor_by_hand(store_of: Callable[..., Store]) -> None:
    result = anchor(store_of, FALL, FallAnchorSettings(anchor=date(2022, 5, 17)))
    assert (result.facts["anchor"], result.facts["by_hand"]) == (date(2022, 5, 1), True)
    assert result.warnings == ()
    assert anchor(store_of, FALL, FallAnchorSettings(anchor=date(2030, 1, 1))).facts["anchor"] == date(2022, 12, 1)


def test_lone_outlier_is_drawn_in_and_a_step_is_not() -> None:
    values = [100.0, 102, 98, 101, 250, 100, 100, 103, 97, 99, 101, 100]
    drawn, places = draw_in_outliers(values)
    assert places == [4]
    assert drawn[4] == pytest.approx(100 + 4 * 1)
    assert draw_in_outliers(list(map(float, FALL)))[1] == []
    assert draw_in_outliers([500.0, *values[5:], 500.0])[1] == []


def test_slower_growth(store_of: Callable[..., Store]) -> None:
    first_year = [100.0] * 12
    second = [130.0] * 12
    third = [130.0 * 1.05] * 12
    result = anchor(store_of, tuple(first_year + second + third))
    assert result.facts["slowdown_anchor"] == date(2024, 1, 1)


def test_too_few_months(store_of: Callable[..., Store]) -> None:
    result = anchor(store_of, FALL[:7])
    assert (result.status, result.warnings[0].facts) == (Status.NOT_ENOUGH_DATA, {"need": 8, "have": 7})


def test_fall_of_one_manager(store_of: Callable[..., Store]) -> None:
    steady = [replace(row, manager="Steady") for row in months_of((100,) * 12)]
    falling = [replace(row, manager="Falling", client="B") for row in months_of(FALL)]
    scope = replace(whole_scope(steady), managers=("Falling",))
    assert fall_anchor(store_of(steady + falling).engine, scope).facts["anchor"] == date(2022, 10, 1)
