"""Season: the difference against an average month, told where the line of that month does not strike it through."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from charts.season import season
from charts.theme import Look

SAMPLE = [0.72, 0.98, 1.0, 1.02, 0.9, 0.94, 0.86, 1.3, 1.1, 0.99, 1.2, 0.99]


def twelve(values):
    return pd.DataFrame({"month_no": range(1, 13), "index": values})


def span_of(note, value, figure):
    """Where a number stands, in pixels from the top of the picture: its upper and lower edge."""
    margin, (_, high) = figure.layout.margin, figure.layout.yaxis.range
    inner = figure.layout.height - margin.t - margin.b
    at = margin.t + inner * (1 - value / high)
    size = note.font.size
    return (at - 2 - size, at - 2) if note.yanchor == "bottom" else (at + 2, at + 2 + size)


def test_each_month_tells_its_percent_against_an_average_month():
    figure = season(twelve(SAMPLE), Look("light", "desk", "en"))
    told = [note.text for note in figure.layout.annotations]
    assert told[:4] == ["−28", "−2", "0", "+2"]
    assert next(iter(figure.layout.xaxis.ticktext)).startswith("Jan") and len(told) == 12


@pytest.mark.parametrize("room", ["desk", "meeting"])
@pytest.mark.parametrize("height", [180, 260, 420])
def test_no_number_is_struck_through_by_the_line_of_the_average_month(room, height):
    for lows in (SAMPLE, [round(0.4 + 0.05 * at, 2) for at in range(12)], [0.93] * 11 + [1.77], [1.0] * 12):
        figure = season(twelve(lows), Look("light", room, "en"), height=height)
        (line,) = figure.layout.shapes
        margin, (_, high) = figure.layout.margin, figure.layout.yaxis.range
        inner = figure.layout.height - margin.t - margin.b
        level = margin.t + inner * (1 - line.y0 / high)
        for note, value in zip(figure.layout.annotations, lows, strict=True):
            top, bottom = span_of(note, value, figure)
            assert not top < level < bottom, (value, room, height)
            assert top >= 0 and bottom <= figure.layout.height - margin.b


def test_months_come_in_calendar_order_however_the_rows_lie():
    shuffled = twelve(SAMPLE).sample(frac=1, random_state=3)
    figure = season(shuffled, Look("dark", "desk", "ru"))
    assert list(figure.data[0].y) == SAMPLE
    assert all(left < right for left, right in pairwise(figure.layout.xaxis.tickvals))
