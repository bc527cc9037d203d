"""Steps of a funnel: dots at their shares, codes for the click, names as letters, weak ones in rust."""

from __future__ import annotations

import pytest

from charts.funnel_steps import StepCell, StepHead, StepRow, funnel_steps
from charts.theme import Look

LOOKS = [Look(theme=theme, language=language) for theme in ("light", "dark") for language in ("en", "uk")]


def cell(share: float | None, tone: str = "plain") -> StepCell:
    low, high = (0.0, 1.0) if share is None else (share * 0.8, share * 1.2)
    return StepCell(share, low, high, "—" if share is None else f"{share:.1%}", "15 of 322", tone)  # type: ignore[arg-type]


HEADS = [StepHead("Call → Visit", 0.098, "best 9.8%"), StepHead("Visit → Deal", None, "")]
ROWS = [
    StepRow("a", "<b>Smirnov</b> & sons with a very long name", (cell(0.047, "bad"), cell(0.33)), 5.5, "+5.5", True),
    StepRow("b", "Bondar", (cell(0.095), cell(0.22)), 0.0, "0.0", False),
    StepRow("c", "Tkachuk", (cell(0.077, "muted"), cell(None)), None, "too few to judge", False),
]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_dots_carry_codes_and_stand_at_their_shares(look: Look) -> None:
    figure = funnel_steps(HEADS, ROWS, "Deals if like the best", look, width=900)
    (trace,) = figure.data
    assert [code[0] for code in trace.customdata] == ["a", "b", "c", "a", "b"], "no dot where nobody came"
    assert list(trace.y) == [0, 1, 2, 0, 1]
    first = [x for x, y in zip(trace.x[:3], trace.y[:3], strict=True)]
    assert first[0] < first[2] < first[1] and trace.marker.opacity == 1
    assert trace.marker.color[0] == look.colours.bad and trace.marker.color[1] == look.colours.neutral
    line = next(shape for shape in figure.layout.shapes if shape.type == "line")
    assert first[1] < line.x0, "the best quarter is better than all of them"
    assert len([shape for shape in figure.layout.shapes if shape.type == "line"]) == 1


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_names_are_letters_and_gains_are_bars(look: Look) -> None:
    figure = funnel_steps(HEADS, ROWS, "Deals if like the best", look, width=900)
    texts = [note.text for note in figure.layout.annotations]
    assert any(text.startswith("&lt;b&gt;Smirnov") and text.endswith("…") for text in texts)
    bars = [shape for shape in figure.layout.shapes if shape.fillcolor in (look.colours.good, look.colours.total)]
    assert [bar.fillcolor for bar in bars] == [look.colours.good, look.colours.total, look.colours.total]
    widths = [bar.x1 - bar.x0 for bar in bars]
    assert widths[0] > 20 and widths[1] == widths[2] == 0
    assert max(bar.x1 for bar in bars) < 900
    assert {"+5.5", "too few to judge"} <= set(texts)


def test_nobody_to_draw() -> None:
    figure = funnel_steps(HEADS, [], "Deals", Look())
    assert len(figure.data[0].x) == 0
