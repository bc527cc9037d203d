"""Months: values, the tick of a year ago, the hatched month, the turn of the level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from drawn_samples import FALL, month_bars

from charts.calendar_axis import month_labels, months_between
from charts.months import Anchor, months
from charts.theme import Look

RU = Look("light", "desk", "ru")


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_bars_are_the_months_and_the_unit_is_told():
    bars = month_bars(13)
    chart = months(bars, RU, currency="UAH")
    drawn = chart.figure.data[0]
    assert chart.unit == "млн"
    assert list(drawn.y) == list(bars["value"])
    assert [row[0] for row in drawn.customdata] == [day.isoformat() for day in bars["month"]]
    assert drawn.customdata[0][1] == "нояб. 2025: 10\xa0000\xa0000\xa0₴"


def test_without_an_anchor_there_is_no_verdict():
    assert set(months(month_bars(13), RU).figure.data[0].marker.color) == {RU.colours.plain}


def test_only_the_incomplete_month_is_hatched_and_says_so():
    drawn = months(month_bars(13), RU, partial_text="14 из 30 дней")
    bars = drawn.figure.data[0]
    assert list(bars.marker.pattern.shape) == [""] * 12 + ["/"]
    assert "неполный месяц" in bars.customdata[-1][1] and "неполный" not in bars.customdata[-2][1]
    assert "14 из 30 дней" in texts(drawn.figure)
    assert set(months(month_bars(12, partial=False), RU).figure.data[0].marker.pattern.shape) == {""}


def test_a_year_ago_is_a_tick_across_each_bar_that_has_one():
    table = month_bars(13)
    figure = months(table, RU).figure
    ticks = figure.data[1]
    middles = [(x, y) for x, y in zip(ticks.x, ticks.y, strict=True) if x is not None and x == int(x)]
    assert middles == [(at, value) for at, value in enumerate(table["year_ago"]) if not pd.isna(value)]
    assert "год назад" in texts(figure)
    assert len(months(month_bars(13, with_year_ago=False), RU).figure.data) == 1


def test_since_the_anchor_months_take_the_colour_of_the_verdict():
    colours = RU.colours
    fallen = months(month_bars(13), RU, anchor=FALL).figure
    assert list(fallen.data[0].marker.color) == [colours.plain] * 6 + [colours.bad] * 7
    risen = months(month_bars(13), RU, anchor=replace(FALL, mean_before=7e6, mean_after=9e6)).figure
    assert list(risen.data[0].marker.color) == [colours.plain] * 6 + [colours.good] * 7


def test_two_mean_levels_meet_at_the_dashed_line_and_end_before_the_incomplete_month():
    figure = months(month_bars(13), RU, anchor=FALL).figure
    levels = [(s.x0, s.x1, s.y0) for s in figure.layout.shapes if s.line.dash == "dot"]
    assert levels == [(-0.5, 5.5, 10.8e6), (5.5, 11.5, 7.4e6)]
    (turn,) = [s for s in figure.layout.shapes if s.line.dash == "dash"]
    assert turn.x0 == turn.x1 == 5.5
    assert {"в среднем 10,8", "<b>в среднем 7,4</b>", "<b>падение с мая 2026</b>"} <= set(texts(figure))


def test_a_short_new_level_is_told_by_its_number_alone():
    figure = months(month_bars(24, partial=False), RU, anchor=Anchor(date(2026, 11, 1), 10e6, 7e6)).figure
    assert not any("в среднем 7" in text for text in texts(figure))


def test_an_anchor_outside_the_months_or_at_their_beginning_is_not_drawn():
    for month in (date(2020, 1, 1), date(2025, 11, 1)):
        figure = months(month_bars(13), RU, anchor=replace(FALL, month=month)).figure
        assert not [s for s in figure.layout.shapes if s.line.dash in ("dash", "dot")]


def test_numbers_stand_in_all_bars_or_over_the_last_complete_one():
    wide = months(month_bars(13), RU).figure
    assert [text for text in texts(wide) if text.startswith("<b>")][:2] == ["<b>10,0</b>", "<b>10,4</b>"]
    narrow = months(month_bars(36), RU).figure
    (only,) = [note for note in narrow.layout.annotations if note.text.startswith("<b>")]
    assert only.text == "<b>7,6</b>" and only.y >= month_bars(36)["value"].iloc[-2]


def test_zero_is_always_on_the_axis_and_months_below_it_hang():
    table = pd.DataFrame(
        {
            "month": months_between(date(2026, 1, 1), date(2026, 3, 1)),
            "value": [5e4, -2e4, 0.0],
            "is_partial": [False] * 3,
        }
    )
    figure = months(table, RU).figure
    low, high = figure.layout.yaxis.range
    assert low < -2e4 < 0 < 5e4 < high
    assert [note.yanchor for note in figure.layout.annotations] == ["bottom", "top", "bottom"]
    assert months(month_bars(13), RU).figure.layout.yaxis.range[0] == 0


def test_only_the_last_month_may_be_incomplete():
    table = month_bars(6)
    table["is_partial"] = [True, False, False, False, False, False]
    with pytest.raises(ValueError, match="only the last"):
        months(table, RU)
    with pytest.raises(ValueError, match="at least one"):
        months(month_bars(6).iloc[:0], RU)


def test_month_names_are_thinned_before_they_meet():
    names = months_between(date(2025, 1, 15), date(2026, 12, 3))
    assert len(names) == 24 and names[0] == date(2025, 1, 1) and names[-1] == date(2026, 12, 1)
    every = month_labels(names, 60, RU)
    assert every[:2] == ["янв<br>2025", "фев"] and every[12] == "янв<br>2026"
    thinned = month_labels(names, 12, RU)
    assert [at for at, text in enumerate(thinned) if text] == [0, 3, 6, 9, 12, 15, 18, 21]
    assert [text for text in month_labels(names, 3, RU) if text] == ["2025", "2026"]
    assert [text for text in month_labels(names, 1.5, RU) if text] == ["2026"]
