"""Bullets of norms: lengths in parts of the norm, letters that can be read, lines that do not meet."""

from __future__ import annotations

import pytest

from charts.bullets import Bullet, BulletWords, bullets
from charts.theme import Look, contrast

LOOKS = [Look(theme=theme, mode=mode) for theme in ("light", "dark") for mode in ("desk", "meeting")]  # type: ignore[arg-type]
WORDS = BulletWords("norm", "today 48%")
ROWS = [
    Bullet("revenue", "<b>Revenue</b>", 0.43, "₴0.68M of ₴1.60M", "forecast 89% · chance 12%", "bad", 0.48),
    Bullet("calls", "Calls a day, a name that is far too long for the room on the left of all bars, " * 4, 3.0, "71 of 20", "dead", "neutral"),
    Bullet("nothing", "Nothing written", None, "nobody wrote a fact", "", "neutral"),
    Bullet("overdue", "Overdue, at most", 1.2, "1.2M of 1.0M", "over by 0.2M", "bad"),
]  # fmt: skip


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_bars_are_parts_of_their_norm_and_stay_inside(look: Look) -> None:
    figure = bullets(ROWS, WORDS, look)
    (trace,) = figure.data
    end = figure.layout.xaxis.range[1]
    assert list(trace.x) == [0.43, end, 0, 1.2] and end > 1.2
    assert [list(code) for code in trace.customdata] == [["revenue"], ["calls"], ["nothing"], ["overdue"]]
    texts = [note.text for note in figure.layout.annotations]
    assert texts[0] == "&lt;b&gt;Revenue&lt;/b&gt;"
    assert texts[1].count("<br>") == 1 and texts[1].endswith("…"), "two lines at most"
    assert "today 48%" in texts and "norm" in texts


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_text_in_a_bar_can_be_read(look: Look) -> None:
    figure = bullets(ROWS, WORDS, look)
    fills = figure.data[0].marker.color
    for note in figure.layout.annotations:
        if note.text.startswith("<b>"):
            inside = note.x == 0 and figure.data[0].x[round(note.y)] > 0
            ground = fills[round(note.y)] if inside else look.colours.page
            assert contrast(note.font.color, ground) >= 4.3, note.text


def test_the_dotted_line_stands_where_a_pace_makes_sense() -> None:
    shapes = bullets(ROWS, WORDS, Look()).layout.shapes
    dotted = [shape for shape in shapes if shape.line.dash == "dot"]
    assert [(shape.x0, shape.y0) for shape in dotted] == [(0.48, -0.5)]
    over = [Bullet("a", "A", 0.5, "1 of 2", "", "bad", 1.0)]
    assert not [shape for shape in bullets(over, WORDS, Look()).layout.shapes if shape.line.dash == "dot"]


def test_heads_that_would_meet_stand_apart() -> None:
    near = [Bullet("a", "A", 0.5, "1 of 2", "", "bad", 0.95)]
    heads = [note for note in bullets(near, WORDS, Look()).layout.annotations if note.yref == "paper"]
    assert {note.xanchor for note in heads} == {"left", "right"}
