"""Bars of expected money and the matrix of priorities: clicks carry codes, names stay letters, letters can be read."""

from __future__ import annotations

import pytest

from charts.priority_matrix import PriorityCell, priority_matrix
from charts.theme import Look, contrast
from charts.win_back_bars import WinBackBar, win_back_bars

LOOKS = [Look(theme=theme, language=language) for theme in ("light", "dark") for language in ("en", "uk")]
BARS = [
    WinBackBar(7, "<b>Romashka</b> & sons", 200.0, "₴200K", "silent 4 months", True),
    WinBackBar(
        9, "A name that is far too long for the room that is left of its bar", 20.0, "₴20K", "silent 5 months", False
    ),
    WinBackBar(11, "Below zero", -5.0, "−₴5K", "silent 1 month", False),
]
CELLS = [
    PriorityCell(abc, xyz, priority, *(("₴1.5M", "9 clients") if (abc, xyz) != ("A", "Z") else ("", "")))
    for abc, row in zip("ABC", ((1, 1, 2), (1, 2, 3), (3, 4, 4)), strict=True)
    for xyz, priority in zip("XYZ", row, strict=True)
]
COLUMNS = {"X": "X steady", "Y": "Y varies", "Z": "Z random"}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_bars_carry_codes_and_names_as_letters(look: Look) -> None:
    figure = win_back_bars(BARS, look)
    (trace,) = figure.data
    assert [list(code) for code in trace.customdata] == [[7], [9], [11]] and list(trace.x) == [200.0, 20.0, 0.0]
    texts = [note.text for note in figure.layout.annotations]
    assert texts[0] == "&lt;b&gt;Romashka&lt;/b&gt; &amp; sons" and texts[1].endswith("…")
    assert figure.layout.xaxis.range[1] >= 200 and trace.marker.opacity == 1
    assert "₴20K" in texts[4] and figure.layout.annotations[4].xanchor == "left"


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_cell_can_be_clicked_and_read(look: Look) -> None:
    figure = priority_matrix(CELLS, "ABC", COLUMNS, look, width=340, height=270)
    (trace,) = figure.data
    assert [tuple(code) for code in trace.customdata] == [(cell.row, cell.column) for cell in CELLS]
    fills = [shape.fillcolor for shape in figure.layout.shapes]
    assert len(fills) == 9 and fills[0] == look.colours.class_a and fills[4] == look.colours.class_b
    written = [note for note in figure.layout.annotations if "₴1.5M" in note.text]
    assert len(written) == 8
    for note in written:
        fill = fills[round(note.y) * 3 + round(note.x)]
        assert contrast(note.font.color, fill) >= 4.3, (note.x, note.y)


def test_one_bar_fills_its_room() -> None:
    figure = win_back_bars(BARS[:1], Look())
    assert tuple(figure.layout.xaxis.range) == (0, 200)
