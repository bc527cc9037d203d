"""The chart of what is loaded: a bar a week, a flat bar a stretch of months, every hole marked where it is."""

from __future__ import annotations

from datetime import date

import pytest
from drawn_samples import RECORDS, loaded, loaded_records, loaded_weeks

from charts.coverage import Hole, coverage
from charts.theme import Look

DESK = Look("light", "desk", "en")
HOLE = Hole(date(2026, 6, 29), date(2026, 7, 17), "15 <days>")


def test_a_bar_a_week_in_its_place() -> None:
    weeks = loaded_weeks(60)
    figure = coverage(weeks, loaded_records("en").head(0), DESK)
    (bars,) = figure.data
    assert list(bars.y) == list(weeks["records"]) and len(bars.x) == len(weeks)
    steps = {(b - a).days for a, b in zip(weeks["first_day"], weeks["first_day"][1:], strict=False)}
    assert {b - a for a, b in zip(bars.x, bars.x[1:], strict=False)} == steps and max(steps) > 7
    thin = [colour == DESK.colours.bad for colour in bars.marker.color]
    assert thin == list(weeks["is_thin"]) and any(thin)


def test_a_stretch_lies_on_the_line_of_its_name() -> None:
    strips = loaded_records("en")
    figure = coverage(loaded_weeks(60), strips, DESK)
    _, drawn = figure.data
    assert list(figure.layout.yaxis2.ticktext) == list(RECORDS["en"])
    assert list(drawn.y) == [0, 1, 1, 2]
    ends = [base + length for base, length in zip(drawn.base, drawn.x, strict=True)]
    assert drawn.base[0] == 0 and max(ends) == (date(2026, 12, 31) - date(2023, 11, 1)).days + 1
    assert drawn.base[2] - ends[1] == (date(2025, 9, 1) - date(2025, 5, 31)).days - 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_hole_is_marked_over_its_days(theme: str) -> None:
    look = Look(theme, "desk", "en")  # type: ignore[arg-type]
    figure = coverage(loaded_weeks(60), loaded_records("en"), look, holes=[HOLE])
    (band,) = (shape for shape in figure.layout.shapes if shape.type == "rect")
    start = date(2023, 11, 1)
    assert (band.x0, band.x1) == ((HOLE.first_day - start).days, (HOLE.last_day - start).days + 1)
    (said,) = (note for note in figure.layout.annotations if "15" in note.text)
    assert said.text == "<b>15 &lt;days&gt;</b>" and band.x0 < said.x < band.x1
    assert said.font.color == look.colours.bad_text


def test_words_over_holes_that_stand_close_are_left_out_but_not_the_marks() -> None:
    figure = loaded("en", DESK)
    assert len([shape for shape in figure.layout.shapes if shape.type == "rect"]) == 3
    assert len([note for note in figure.layout.annotations if note.text == "<b>15 days</b>"]) == 2


def test_ten_years_stay_under_the_limit_of_points() -> None:
    figure = coverage(loaded_weeks(530), loaded_records("en"), DESK)
    assert sum(len(trace.y) for trace in figure.data) < 600
