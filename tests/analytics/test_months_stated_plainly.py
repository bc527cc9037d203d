"""M13 season and M03 start of the fall against a second statement in exact fractions, over random months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, whole_scope

from analytics.pulse.fall_anchor import fall_anchor
from analytics.pulse.seasonality import seasonality
from analytics.result import Status

EXAMPLES = settings(max_examples=40, deadline=None)
FIRST_YEAR = 2021


def month_at(place: int) -> date:
    """First day of a month by its place in the series."""
    return date(FIRST_YEAR + place // 12, place % 12 + 1, 1)


@st.composite
def months(draw: st.DrawFn, least: int, most: int) -> list[int | None]:
    """Values of months in a row: a level, perhaps a fall of it, lone wild months and months without any row."""
    count = draw(st.integers(least, most))
    fall_at, part = draw(st.integers(0, count)), draw(st.sampled_from([1, 2, 4]))
    values: list[int | None] = [
        draw(st.integers(80, 120)) // (part if place >= fall_at else 1) for place in range(count)
    ]
    for place in draw(st.lists(st.integers(1, count - 2), max_size=2)):
        values[place] = draw(st.sampled_from([None, None, 0, 900]))
    return values


@st.composite
def lines_of(draw: st.DrawFn, values: list[int | None]) -> list[Line]:
    """The months as shuffled lines, each value in two parts on different days and of two clients."""
    lines = []
    for place, value in enumerate(values):
        if value is not None:
            part = draw(st.integers(0, value))
            lines.append(line(month_at(place).replace(day=28), "Alfa", part))
            lines.append(line(month_at(place).replace(day=3), "Beta", value - part))
    return draw(st.permutations(lines))


def gaps_filled(values: list[int | None]) -> list[Fraction]:
    """Each missing month on the straight line between its neighbours; the ends are always known here."""
    filled: list[Fraction] = []
    for place, value in enumerate(values):
        if value is None:
            left = max(spot for spot in range(place) if values[spot] is not None)
            right = min(spot for spot in range(place, len(values)) if values[spot] is not None)
            low, high = Fraction(values[left] or 0), Fraction(values[right] or 0)
            filled.append((low * (right - place) + high * (place - left)) / (right - left))
        else:
            filled.append(Fraction(value))
    return filled


def plain_indices(values: list[Fraction]) -> list[Fraction]:
    """Twelve indices: ratio to the mean of the whole (one cycle) or to the 2x12 centred mean, then averaged."""
    ratios: list[list[Fraction]] = [[] for _ in range(12)]
    for place, value in enumerate(values):
        if len(values) < 24:
            level = sum(values) / len(values)
        elif 6 <= place < len(values) - 6:
            level = (sum(values[place - 6 : place + 6]) + sum(values[place - 5 : place + 7])) / 24
        else:
            continue
        if level > 0:
            ratios[place % 12].append(value / level)
    means = [sum(found) / len(found) if found else Fraction(1) for found in ratios]
    return [max(Fraction(1, 20), mean * 12 / sum(means)) for mean in means]


def without_outliers(values: list[Fraction]) -> tuple[list[Fraction], list[int]]:
    """Values beyond four median deviations, neither neighbour being one, drawn in to that limit; and their places."""
    middle = Fraction(median(values))
    reach = 4 * Fraction(median([abs(value - middle) for value in values]))
    outside = {place for place, value in enumerate(values) if abs(value - middle) > reach}
    lone = [place for place in range(1, len(values) - 1) if {place - 1, place, place + 1} & outside == {place}]
    return [
        min(max(value, middle - reach), middle + reach) if place in lone else value
        for place, value in enumerate(values)
    ], lone


def squared_t(values: list[Fraction], before: int) -> tuple[Fraction, Fraction | None]:
    """Change of the mean at a split, and the square of Student's t of it; None where there is no spread at all."""
    left, right = values[:before], values[before:]
    means = Fraction(sum(left), len(left)), Fraction(sum(right), len(right))
    squares = Fraction(sum((value - means[0]) ** 2 for value in left) + sum((value - means[1]) ** 2 for value in right))
    variance = squares / (len(values) - 2) * (Fraction(1, len(left)) + Fraction(1, len(right)))
    change = means[1] - means[0]
    return change / means[0] if means[0] else Fraction(0), change**2 / variance if variance else None


@EXAMPLES
@given(data=st.data(), values=months(12, 40))
def test_season_as_stated_plainly(
    store_of: Callable[..., Store], data: st.DataObject, values: list[int | None]
) -> None:
    lines = data.draw(lines_of(values))
    result = seasonality(store_of(lines).engine, whole_scope(lines))
    known = gaps_filled(values)
    assert [row["month_no"] for row in result.rows] == list(range(1, 13))
    assert [row["index"] for row in result.rows] == pytest.approx([float(index) for index in plain_indices(known)])
    assert result.facts["missing_months"] == [month_at(place) for place, value in enumerate(values) if value is None]
    assert result.facts["one_cycle"] is (len(values) < 24)


@EXAMPLES
@given(data=st.data(), values=months(8, 40))
def test_start_of_the_fall_as_stated_plainly(
    store_of: Callable[..., Store], data: st.DataObject, values: list[int | None]
) -> None:
    lines = data.draw(lines_of(values))
    result = fall_anchor(store_of(lines).engine, whole_scope(lines))
    assert result.status is not Status.NOT_ENOUGH_DATA
    known = gaps_filled(values)
    if len(known) >= 24:
        indices = plain_indices(known)
        known = [value / indices[place % 12] for place, value in enumerate(known)]
    drawn, lone = without_outliers(known)
    assert [row["adjusted"] for row in result.rows] == pytest.approx([float(value) for value in drawn])
    assert [place for place, row in enumerate(result.rows) if row["is_outlier"]] == lone
    falls = {}
    for before in range(6, len(drawn) - 1):
        change, square = squared_t(drawn, before)
        if change < 0:
            falls[before] = (float("inf") if square is None else float(square), float(change))
    if not falls:
        assert (result.facts["found"], result.facts["t"]) == (False, None)
        return
    strongest = max(square for square, _ in falls.values())
    assert result.facts["t"] ** 2 == pytest.approx(strongest)
    tied = [before for before, (square, _) in falls.items() if square == pytest.approx(strongest)]
    verdicts = {square >= 2.5**2 and falls[before][1] <= -0.10 for before in tied for square in [falls[before][0]]}
    assert result.facts["found"] in verdicts
    places = tied if result.facts["found"] else [len(drawn) - 3]
    assert result.facts["anchor"] in [month_at(place) for place in places]
    start = next(place for place, row in enumerate(result.rows) if row["is_after"])
    assert month_at(start) == result.facts["anchor"]
    assert result.facts["drop_share"] == pytest.approx(-float(squared_t(drawn, start)[0]), abs=1e-9)
