"""Charts of attraction: lanes that keep their numbers, spend against profit, the map of moves; nothing meets in a browser."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go
import pytest
from test_charts_drawn import FAULTS, show

from charts.channel_rows import ChannelRow, channel_rows
from charts.spend_and_return import SpendRow, spend_and_return
from charts.stage_moves import MoveCell, stage_moves
from charts.theme import Look, contrast

LOOKS = [Look(theme=theme, language=language) for theme in ("light", "dark") for language in ("en", "uk")]
HEADS = ("Компанії", "Запити", "Клієнти", "Компанія → клієнт", "Клієнт коштує")
ADS = ChannelRow(
    "ads", "<b>Реклама</b> в інтернеті", (290, 73, 4), ("290", "73 · 27%", "4 · 6%"), 0.016, 0.006, 0.04, "1,6%", "0,6–4%",
    30_000.0, "30,0 тис. ₴", "bad", "bad",
)  # fmt: skip
ROWS = [
    ADS,
    ChannelRow("ref", "Рекомендації", (18, 12, 5), ("18", "12 · 65%", "5 · 45%"), 0.29, 0.13, 0.53, "29%", "13–53%", 3_000.0,
               "3 000 ₴", "good", "good"),
    ChannelRow("radio", "Радіо", (20, 3, 0), ("20", "3 · 15%", "0"), 0.0, 0.0, 0.16, "0%", "0–16%", None,
               "нікого за 40,0 тис. ₴", "plain", "bad"),
    ChannelRow("", "Назва каналу, якій не вистачить жодного місця", (0, 0, 0), ("0", "0", "0"), None, 0.0, 1.0, "—",
               "0–100%", None, "1,2 млн ₴, компаній немає", faint=True),
]  # fmt: skip
STAGES = ["Перший контакт", "Дуже довгий етап із довгою назвою", "Матеріали"]
CELLS = [
    MoveCell(0, 1, 0.45, "forward", "45%", "45 / 100"), MoveCell(0, 3, 0.11, "request", "11%", "11 / 100"),
    MoveCell(1, 0, 1.0, "back", "100%", "3 / 3", faint=True), MoveCell(2, 4, 0.62, "refusal", "62%", "<b>62</b> / 100"),
    MoveCell(2, 0, 0.9, "back", "90%", "90 / 100"),
]  # fmt: skip
MONEY = [
    SpendRow("ads", "<b>Реклама</b> в інтернеті", 94_000, 120_000, "−21%"),
    SpendRow("ref", "Рекомендації", 45_000, 15_000, "+204% · повернулося за 1 місяць"),
    SpendRow("radio", "Радіо", -5.0, 40_000, "−100%"),
]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_channel_keeps_its_numbers_and_its_name_stays_letters(look: Look) -> None:
    figure = channel_rows(ROWS, HEADS, 0.044, look, width=860)
    *counts, cost, dots = figure.data
    assert [trace.customdata[0][0] for trace in figure.data] == ["ads"] * 5
    for place, trace in enumerate(counts):
        lengths = list(trace.x)
        assert lengths[0] / ADS.counts[place] == pytest.approx(lengths[1] / ROWS[1].counts[place])
    assert cost.x[0] == pytest.approx(10 * cost.x[1]) and cost.x[2] == cost.x[3] == 0
    assert list(cost.marker.color)[:2] == [look.colours.bad, look.colours.good]
    assert len(dots.x) == 3, "no share, no dot"
    texts = [note.text for note in figure.layout.annotations]
    assert texts[0].startswith("&lt;b&gt;Реклама&lt;/b&gt; в") and texts[3].endswith("…")
    assert {"290", "73 · 27%", "4 · 6%", "1,6%", "30,0 тис. ₴", "нікого за 40,0 тис. ₴"} <= set(texts)
    assert max(trace.base[0] + trace.x[0] for trace in (*counts, cost)) < figure.layout.xaxis.range[1]


def test_one_channel_without_anything_is_drawn() -> None:
    nothing = replace(ROWS[3], name="A")
    figure = channel_rows([nothing], HEADS, None, Look())
    assert len(figure.data) == 4 and not figure.layout.shapes


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_profit_below_the_spend_is_rust(look: Look) -> None:
    figure = spend_and_return(MONEY, look)
    (bars,) = figure.data
    assert list(bars.marker.color) == [look.colours.bad, look.colours.good, look.colours.bad]
    assert list(bars.x) == [94_000, 45_000, 0], "a loss has no bar"
    assert [shape.x0 for shape in figure.layout.shapes] == [120_000, 15_000, 40_000]
    assert figure.layout.xaxis.range[1] >= 120_000
    assert spend_and_return([SpendRow("a", "A", 0, 0, "—")], look).layout.xaxis.range[1] > 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_cell_of_the_moves_can_be_read(look: Look) -> None:
    figure = stage_moves(STAGES, [*STAGES, "Запит", "Відмова"], CELLS, look, width=860)
    fills = {(round(shape.y0 + 0.46), round(shape.x0 + 0.48)): shape.fillcolor for shape in figure.layout.shapes}
    assert len(fills) == 15
    written = [note for note in figure.layout.annotations if note.text.startswith("<b>")]
    assert len(written) == len(CELLS)
    for note in written:
        assert contrast(note.font.color, fills[round(note.y), round(note.x)]) >= 4.5, note.text
    assert "&lt;b&gt;62" in figure.data[0].customdata[3][1]


def figures(look: Look, width: int) -> dict[str, go.Figure]:
    columns = [*STAGES, "Запит", "Відмова"]
    return {
        "rows": channel_rows(ROWS, HEADS, 0.044, look, width=width),
        "moves": stage_moves(STAGES, columns, CELLS, look, width=width),
    }


@pytest.mark.browser
@pytest.mark.parametrize(("mode", "width"), [("desk", 860), ("meeting", 1840)])
def test_nothing_meets_and_nothing_is_cut(browser, tmp_path, mode, width):
    look = Look("light", mode, "uk")
    page = show(browser, tmp_path, figures(look, width), width)
    assert page.evaluate(FAULTS) == []
    page.close()
    narrow = show(browser, tmp_path, {"money": spend_and_return(MONEY, look)}, look.sizes.width)
    assert narrow.evaluate(FAULTS) == []
    narrow.close()
