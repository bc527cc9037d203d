"""The charts of the base: the waterfall up to the need, the curve of the chance, columns against a norm."""

from __future__ import annotations

import pytest
from base_samples import aged, curve, points, steps, weeks

from charts.chance_curve import CurvePoint, chance_curve
from charts.live_base import live_base
from charts.norm_columns import NormColumn, norm_columns
from charts.theme import Look

LOOK = Look("light", "desk", "ru")


def test_a_missing_part_stands_on_the_live_base_as_an_outline() -> None:
    (bars,) = live_base(steps(), LOOK).data
    kinds = [mark[0] for mark in bars.customdata]
    at = kinds.index("missing")
    assert bars.base[at] == 1050 and bars.y[at] == 450
    assert bars.marker.color[at] == LOOK.colours.bad_soft and bars.marker.line.width[at] > 0
    assert sum(width > 0 for width in bars.marker.line.width) == 1


def test_a_gain_is_good_and_stands_where_the_step_before_ended() -> None:
    (bars,) = live_base(steps(ahead=True), LOOK).data
    kinds = [mark[0] for mark in bars.customdata]
    at = kinds.index("growth")
    assert bars.marker.color[at] == LOOK.colours.good
    assert (bars.base[at], bars.base[at] + bars.y[at]) == (804, 1605)
    spare = kinds.index("spare")
    assert (bars.base[spare], bars.y[spare]) == (1500, 105) and bars.marker.color[spare] == LOOK.colours.good


def test_every_point_of_the_curve_is_named_and_coloured() -> None:
    figure = chance_curve(curve(), points(), LOOK, wanted=0.8)
    line, marks = figure.data
    assert list(marks.x) == [350, 500, 625] and list(marks.marker.color) == [
        LOOK.colours.bad,
        LOOK.colours.neutral,
        LOOK.colours.good,
    ]
    assert [note.text for note in figure.layout.annotations] == [f"<b>{point.text}</b>" for point in points()]
    assert len(line.x) == len(curve()) and figure.layout.shapes[0].y0 == 0.8
    assert chance_curve([(0, 1.0)], [], LOOK, wanted=0.8).data


def test_words_of_points_that_fall_together_give_way() -> None:
    close = [CurvePoint(500, 0.54, "правило 500 · 54 %"), CurvePoint(505, 0.55, "сейчас 505 · 55 %", "bad")]
    notes = chance_curve(curve(), close, LOOK, wanted=0.8).layout.annotations
    apart = abs((notes[0].yshift or 0) - (notes[1].yshift or 0))
    assert apart > LOOK.sizes.text


def test_columns_have_a_strong_and_a_pale_part() -> None:
    figure = norm_columns(weeks(), LOOK, norm=25, norm_text="норма 25", limits=(15, 35))
    strong, pale = figure.data
    assert list(strong.y) == [week.counts for week in weeks()] and list(pale.y) == [week.rest for week in weeks()]
    assert strong.marker.color[3] == LOOK.colours.bad
    assert figure.layout.shapes[0].y0 == 15 and figure.layout.shapes[1].y0 == 25
    assert len(norm_columns(aged(), LOOK).layout.shapes) == 0


@pytest.mark.parametrize("count", [1, 16, 53])
def test_names_are_left_out_before_they_meet(count: int) -> None:
    columns = [NormColumn(str(at), f"{at + 1} нояб.", 20, 2, "") for at in range(count)]
    shown = norm_columns(columns, LOOK, width=520).layout.xaxis.tickvals
    assert shown[-1] == count - 1 and len(shown) <= 10
