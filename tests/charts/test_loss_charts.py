"""The charts of lost clients: what they draw, what a click brings, what they leave out."""

from __future__ import annotations

import pytest
from loss_samples import BAND, bars, beside, curve, lives, loss_charts, month_points, trend

from charts.group_bars import GroupBar, group_bars
from charts.survival import survival
from charts.theme import Look

LOOK = Look("light", "desk", "ru")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_sample_is_drawn_without_a_legend_and_small(theme):
    for name, figure in loss_charts(Look(theme, "desk", "en")).items():
        assert not figure.layout.showlegend, name
        assert sum(len(trace.x) for trace in figure.data) <= 5000 and len(figure.to_json()) < 300_000, name


def test_losses_go_up_and_returns_down_and_a_click_brings_the_month():
    points = month_points(35)
    figure = trend(LOOK, points)
    lost, returned, line = figure.data
    assert list(lost.y) == list(points["lost"]) and list(returned.y) == [-n for n in points["returned"]]
    assert lost.customdata[-1][0] == "2026-11-01" and "потеряны" in lost.customdata[-1][1]
    assert lost.marker.pattern.shape[-1] == "/" and lost.marker.pattern.shape[0] == ""
    assert len(line.y) == 35 - 12 - 1
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.y0, band.y1, band.yref) == (*BAND, "y2")


def test_the_last_share_stands_large_in_the_colour_of_its_verdict():
    for level, colour in ((0.3, LOOK.colours.bad_text), (0.05, LOOK.colours.good_text)):
        figure = trend(LOOK, month_points(30, level=level))
        large = max(figure.layout.annotations, key=lambda note: note.font.size)
        assert large.text.startswith("<b>") and large.font.color == colour
    assert len(trend(LOOK, month_points(8)).data) == 2  # too short for a yearly share: the bars alone


def test_a_bar_has_its_interval_its_facts_and_its_code():
    figure = group_bars(bars(), LOOK, band=BAND, band_text="лучшие")
    (drawn,) = figure.data
    assert [row[0] for row in drawn.customdata][:2] == ["Петренко Игорь", "Савчук Андрей"]
    assert list(drawn.y) == [5, 4, 3, 2, 1, 0]
    assert drawn.marker.color[0] == LOOK.colours.bad and drawn.marker.color[5] == LOOK.colours.line
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert next((line.x0, line.x1) for line in lines) == (0.92, 1.0) and len(lines) == 6
    texts = [note.text for note in figure.layout.annotations]
    assert "R&amp;D &lt;b&gt;" in texts and "70 из 70 · <b>4,4 млн ₴</b>" in texts


def test_a_bar_of_nothing_is_drawn():
    figure = group_bars([GroupBar("", "неизвестна", 0.0, "0 %", "0 ·")], LOOK)
    assert figure.layout.xaxis.range[1] > 0


def test_the_curve_of_lives_has_its_half():
    figure = lives(LOOK, 2)
    band, whole, *groups = figure.data
    assert band.fill == "toself" and len(groups) == 2 and whole.line.color == LOOK.colours.ink
    assert any("половина: 17" in note.text for note in figure.layout.annotations)
    assert {group.line.dash for group in groups} == {"solid", "dash"}
    only = survival(curve("", 5, 0.01), LOOK, median=None, half_text="", axis_text="мес.", names={"": "все"})
    assert not any("половина" in note.text for note in only.layout.annotations)


def test_a_manager_stands_beside_the_company_and_the_ends_do_not_meet():
    figure = beside(LOOK, 5, 0.15)
    company, own = figure.data
    assert own.y[0] is None and own.y[2] is None and not own.connectgaps and None not in company.y
    assert own.line.color == LOOK.colours.ink != company.line.color
    assert own.hovertext[0] == "" and own.hovertext[1].startswith("R&D")
    upper, lower = sorted(figure.layout.annotations, key=lambda note: -note.yshift)
    assert upper.text == "<b>16\N{NO-BREAK SPACE}%</b>" and upper.yshift - lower.yshift > 10
    far = beside(LOOK, 36, 0.3).layout.annotations
    assert [note.yshift for note in far] == [0, 0]
