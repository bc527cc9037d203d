"""Stacks of pay and the curve of its cost: parts keep their order, names stay letters, what has no room is left to the hover."""

from __future__ import annotations

import pytest
from team_samples import BARS, CELLS, DAYS, HEADS, PARTS, POINTS, ROWS

from charts.hour_map import HourCell, hour_map
from charts.nps_rows import nps_rows
from charts.plan_curve import CurvePoint, plan_curve
from charts.stacked_bars import StackedBar, stacked_bars
from charts.theme import Look, contrast

LOOKS = [Look(theme=theme, language=language) for theme in ("light", "dark") for language in ("en", "uk")]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_parts_are_drawn_one_after_the_other(look: Look) -> None:
    figure = stacked_bars(BARS, PARTS, look)
    assert len(figure.data) == 4 and figure.layout.barmode == "stack"
    assert [list(trace.x) for trace in figure.data] == [[40, 40], [102, 0], [30, 0], [1, 3]], (
        "nothing is drawn to the left"
    )
    assert len({trace.marker.color for trace in figure.data}) == 4
    texts = [note.text for note in figure.layout.annotations]
    assert "Лысенко &lt;b&gt;Дарья&lt;/b&gt;" in texts and "<b>173 тыс. ₴</b>" in texts
    assert "102 тыс. ₴" in texts and "1 тыс. ₴" not in texts, "a part without room says it over the mark"
    assert [sum(part in text for text in texts) for part in PARTS[:2]] == [1, 1]


def test_a_bar_of_nothing_is_no_fault() -> None:
    figure = stacked_bars([StackedBar("Nobody", (0.0,), ("0",), "0")], ("Fixed",), Look())
    assert figure.layout.xaxis.range[1] > 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_three_points_of_the_curve_are_named(look: Look) -> None:
    figure = plan_curve(POINTS, look)
    assert [note.text for note in figure.layout.annotations] == ["<b>34 %</b>", "<b>30 %</b>", "<b>26 %</b>"]
    assert list(figure.layout.xaxis.ticktext) == [f"{p.at_text}<br>{p.note}" for p in POINTS if p.named]
    low, high = figure.layout.yaxis.range
    assert low < min(p.value for p in POINTS) and high > max(p.value for p in POINTS)


def test_a_level_curve_has_room_too() -> None:
    level = [CurvePoint(at, 0.0, "", "0", "", True) for at in (0.8, 1.0)]
    low, high = plan_curve(level, Look()).layout.yaxis.range
    assert low < 0 < high


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_few_answers_have_no_colour(look: Look) -> None:
    figure = nps_rows(ROWS, HEADS, look)
    low, _, high, dots = figure.data
    assert list(low.marker.color) == [look.colours.bad, look.colours.bad, look.colours.plain]
    assert list(high.marker.color) == [look.colours.good, look.colours.good, look.colours.plain]
    assert (
        list(dots.marker.color) == [look.colours.good, look.colours.bad, look.colours.plain]
        and dots.marker.opacity == 1
    )
    intervals = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.xref == "x2" and shape.x0 != 0]
    assert intervals == [(10, 32), (-100, -68), (100, 100)], "an interval ends where NPS does"
    texts = [note.text for note in figure.layout.annotations]
    assert "&lt;b&gt;Гончар&lt;/b&gt;" in texts and "25 %" in texts and "0 %" not in texts


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_late_hours_are_stronger_and_few_requests_have_no_colour(look: Look) -> None:
    cells = (HourCell(0, 9, 5, 0.0, "a"), HourCell(0, 10, 5, 1.0, "b"), HourCell(0, 11, 2, 1.0, "c"))
    figure = hour_map(cells, DAYS[:1], look)
    calm, late, few = (shape.fillcolor for shape in figure.layout.shapes)
    assert late == look.colours.bad and calm != late and few not in (calm, late)
    whole = hour_map(CELLS, DAYS, look)
    assert len(whole.layout.shapes) == len(CELLS) and whole.data[0].customdata[0] == "8:00"
    fills = {(round(s.x0 + 0.46), round(s.y0 + 0.46)): s.fillcolor for s in whole.layout.shapes}
    for note in whole.layout.annotations:
        if note.xref != "paper" and note.yref != "paper":
            assert contrast(note.font.color, fills[round(note.x), round(note.y)]) >= 4.3, note.text
