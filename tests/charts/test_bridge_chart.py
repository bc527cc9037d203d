"""The bridge: levels, colours, labels, the honest axis."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from drawn_samples import MILLION, bridge_bars

from charts.bridge import bridge
from charts.lettering import text_width
from charts.theme import Look

RU = Look("light", "desk", "ru")
FLAT = (30.2, -0.9, -0.5, 0.6, 0.0, 0.02, 29.42)


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def table(*values, totals=(0, -1), names=None):
    count = len(values)
    total_at = {place % count for place in totals}
    return pd.DataFrame(
        {
            "kind": [f"k{place}" for place in range(count)],
            "label": [f"Шаг {place}" for place in range(count)],
            "sub_label": [""] * count,
            "value": values,
            "is_total": [place in total_at for place in range(count)],
            "names": names or [[]] * count,
        }
    )


def test_steps_float_from_level_to_level_and_totals_stand():
    bars = bridge(bridge_bars(), RU).figure.data[0]
    tops = [base + height for base, height in zip(bars.base, bars.y, strict=True)]
    assert [round(value / MILLION, 1) for value in bars.base] == [0.0, 25.9, 22.2, 22.2, 24.1, 24.5, 0.0]
    assert [round(value / MILLION, 1) for value in tops] == [30.2, 30.2, 25.9, 24.1, 24.5, 26.3, 26.3]


def test_colours_mean_good_bad_and_frame():
    colours = RU.colours
    fills = list(bridge(bridge_bars(), RU).figure.data[0].marker.color)
    assert fills == [colours.total, colours.bad, colours.bad, colours.good, colours.good, colours.good, colours.total]
    assert set(bridge(bridge_bars(), Look("dark")).figure.data[0].marker.color).isdisjoint(fills)


def test_values_stand_over_the_bars_in_the_language_and_unit():
    chart = bridge(bridge_bars(), RU)
    assert chart.unit == "млн"
    assert texts(chart.figure)[:7] == [
        f"<b>{value}</b>" for value in ("30,2", "−4,3", "−3,7", "+1,9", "+0,4", "+1,8", "26,3")
    ]
    english = bridge(bridge_bars("en"), Look("light", "desk", "en"))
    assert (english.unit, texts(english.figure)[1]) == ("M", "<b>−4.3</b>")


def test_the_larger_total_decides_the_unit():
    assert bridge(table(900_000.0, -2_000_000.0, 1_900_000.0, 800_000.0), RU).unit == "тыс."
    assert bridge(table(0.0, 2_000_000.0, -2_000_000.0, 0.0), RU).unit == "млн"


def test_two_biggest_names_with_money_and_how_many_more():
    notes = texts(bridge(bridge_bars(), RU, width=900).figure)[7:]
    assert notes[0] == "Ромашка −1,0<br>Агро-Юг −0,6<br>и ещё 86"
    assert "R&amp;D &lt;b&gt; +0,5" in notes[2]
    assert notes[3] == "Зенит +0,04<br>и ещё 25"


def test_names_never_get_wider_than_their_place():
    for width in (380, 520, 640, 1040):
        for note in bridge(bridge_bars(), RU, width=width).figure.layout.annotations[7:]:
            widest = max(
                text_width(part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), 12)
                for part in note.text.split("<br>")
            )
            assert widest <= (width - 16) / 7


def test_where_money_would_leave_a_stump_of_the_name_the_money_goes():
    assert "Ромашка<br>" in texts(bridge(bridge_bars(), RU, width=520).figure)[7]


def test_money_that_is_nothing_in_the_unit_of_the_chart_is_not_written_beside_names():
    bars = bridge_bars()
    bars.at[5, "amounts"] = [Decimal(2_000)]
    assert texts(bridge(bars, RU, width=900).figure)[10].startswith("Зенит<br>")


def test_the_axis_starts_at_zero_when_the_steps_can_be_seen():
    chart = bridge(bridge_bars(), RU)
    assert chart.axis_start == 0
    assert chart.figure.layout.yaxis.range[0] == 0


def test_the_axis_leaves_zero_for_small_steps_and_says_so():
    chart = bridge(bridge_bars(values=FLAT), RU)
    bars = chart.figure.data[0]
    assert 0 < chart.axis_start < 28.8 * MILLION
    assert chart.figure.layout.yaxis.range[0] == chart.axis_start
    assert min(bars.base) == chart.axis_start
    assert bars.base[0] + bars.y[0] == pytest.approx(30.2 * MILLION)
    gaps = [shape for shape in chart.figure.layout.shapes if shape.line.color == RU.colours.page]
    assert len(gaps) == 2


def test_a_step_of_zero_is_a_line_with_a_zero():
    figure = bridge(bridge_bars(values=FLAT), RU).figure
    lines = [shape for shape in figure.layout.shapes if (shape.line.color, shape.line.width) == (RU.colours.neutral, 2)]
    assert [(line.x0 < 4 < line.x1, line.y0 == line.y1) for line in lines] == [(True, True)]
    assert texts(figure)[4] == "<b>0</b>"
    assert texts(figure)[5] == "<b>+0,02</b>"


def test_totals_below_zero_hang_from_the_zero_line_with_their_number_under():
    chart = bridge(table(3e6, -4.2e6, -1.5e6, -2.7e6), RU)
    bars = chart.figure.data[0]
    assert chart.axis_start == 0
    assert (bars.base[-1], bars.y[-1]) == (-2.7e6, 2.7e6)
    assert chart.figure.layout.yaxis.range[0] < -2.7e6
    last = chart.figure.layout.annotations[3]
    assert (last.text, last.y, last.yanchor) == ("<b>−2,7</b>", -2.7e6, "top")
    assert any(shape.xref == "paper" and shape.y0 == shape.y1 == 0 for shape in chart.figure.layout.shapes)


@pytest.mark.parametrize("count", range(3, 10))
def test_from_three_to_nine_bars(count):
    values = [1000.0, *[-50.0] * (count - 2), 1000.0 - 50 * (count - 2)]
    figure = bridge(table(*values), RU).figure
    assert len(figure.data[0].x) == len(figure.layout.xaxis.ticktext) == count
    assert list(figure.layout.xaxis.range) == [-0.5, count - 0.5]


def test_everything_lost_and_nothing_at_all():
    lost = bridge(table(1000.0, -1000.0, 0.0, names=[[], ["Единственный"], []]), RU).figure
    assert any("Единств" in text for text in texts(lost))
    nothing = bridge(table(0.0, 0.0, 0.0), RU)
    assert nothing.figure.layout.yaxis.range[1] > nothing.figure.layout.yaxis.range[0]
    with pytest.raises(ValueError, match="none"):
        bridge(table(1.0).iloc[:0], RU)


def test_long_labels_break_and_keep_their_second_line():
    figure = bridge(bridge_bars(), RU).figure
    label = figure.layout.xaxis.ticktext[2]
    assert label.startswith("Бывает<br>реже<br>") and "104 кл." in label
    assert figure.layout.margin.b >= 3 * 1.3 * 12


def test_a_click_brings_the_kind_and_the_hint_is_full_money():
    bars = bridge(bridge_bars(), RU, currency="UAH").figure.data[0]
    assert [row[0] for row in bars.customdata] == list(bridge_bars()["kind"])
    assert bars.customdata[1][1] == "Ушли: −4\xa0300\xa0000\xa0₴"
