"""One client's purchases: bars, missed ones, silence, month bins."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from drawn_samples import AS_OF, purchases, silent_client

from charts.lettering import text_width
from charts.purchases_timeline import MOST_BARS, purchases_timeline
from charts.theme import Look

RU = Look("light", "desk", "ru")


def outlines(figure):
    return [shape for shape in figure.layout.shapes if shape.line.dash == "dot"]


def shades(figure, look=RU):
    return [shape for shape in figure.layout.shapes if shape.fillcolor == look.colours.bad_soft]


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_a_bar_a_purchase_in_days_from_the_first():
    bars = silent_client("ru", RU).data[0]
    assert list(bars.x) == [30 * place for place in range(15)]
    assert bars.customdata[-1][0] == "2026-07-14"
    assert bars.customdata[-1][1] == "14 июл. 2026: 340\xa0000\xa0₴"
    assert bars.marker.color == RU.colours.good


def test_missed_purchases_are_dotted_outlines_of_the_usual_height():
    figure = silent_client("ru", RU, usual_money=350_000)
    drawn = outlines(figure)
    assert len(drawn) == 4
    assert {shape.y1 for shape in drawn} == {350_000}
    assert {shape.line.color for shape in drawn} == {RU.colours.bad}
    assert [round((shape.x0 + shape.x1) / 2) for shape in drawn] == [450, 480, 510, 540]


def test_without_a_usual_sum_the_outline_is_the_median_of_the_last_five():
    assert {shape.y1 for shape in outlines(silent_client("ru", RU))} == {342_000}


def test_missed_days_before_the_last_purchase_and_after_the_date_are_not_drawn():
    figure = purchases_timeline(
        purchases(date(2026, 10, 1), 30, 5),
        RU,
        as_of=AS_OF,
        missed=[date(2026, 8, 1), date(2026, 10, 31), date(2026, 12, 1)],
    )
    assert len(outlines(figure)) == 1


def test_the_time_after_the_loss_is_shaded_up_to_the_date():
    figure = silent_client("ru", RU)
    first = date(2026, 7, 14) - timedelta(days=30 * 14)
    (shade,) = shades(figure)
    assert (shade.x0, shade.x1) == ((date(2026, 8, 23) - first).days, (AS_OF - first).days)
    assert not shades(purchases_timeline(purchases(AS_OF, 30, 5), RU, as_of=AS_OF))


def test_silence_and_loss_are_said_in_rust_and_rhythm_quietly():
    figure = silent_client("ru", RU)
    colour_of = {note.text: note.font.color for note in figure.layout.annotations}
    assert colour_of["<b>123 дня молчания</b>"] == RU.colours.bad_text
    assert colour_of["потерян 23 авг."] == RU.colours.bad_text
    assert colour_of["раз в 30 дней, в среднем 342 тыс. ₴"] == RU.colours.muted
    assert "14 июл." in colour_of


@pytest.mark.parametrize("silence", [3, 20, 60, 200, 900])
@pytest.mark.parametrize("width", [340, 520, 1040])
def test_heads_of_one_row_never_meet(width, silence):
    figure = purchases_timeline(
        purchases(AS_OF - timedelta(days=silence), 12, 30), RU, as_of=AS_OF, width=width,
        rhythm_text="раз в 12 дней, в среднем 342 тыс. ₴", silence_text=f"{silence} дней молчания",
    )  # fmt: skip
    left, right = figure.layout.xaxis.range
    per_day = (width - 16) / (right - left)
    spans = []
    for note in figure.layout.annotations:
        if note.yref == "paper":
            bold = note.text.startswith("<b>")
            start = (note.x - left) * per_day
            spans.append(
                (start, start + text_width(note.text.replace("<b>", "").replace("</b>", ""), note.font.size, bold))
            )
    spans.sort()
    assert any("молчания" in text for text in texts(figure))
    assert spans[0][0] >= 0 and spans[-1][1] <= width - 15
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_many_purchases_become_months_that_keep_the_sum():
    table = purchases(date(2026, 9, 22), 7, 238)
    figure = purchases_timeline(table, RU, as_of=AS_OF)
    bars = figure.data[0]
    months = {(day.year, day.month) for day in table["day"]}
    assert len(table) > MOST_BARS and len(bars.x) == len(months)
    assert sum(bars.y) == pytest.approx(float(sum(table["money"])))
    assert all(row[0].endswith("-01") for row in bars.customdata)
    assert bars.customdata[-1][0] == "2026-09-01"


def test_a_thousand_purchases_stay_few_bars():
    figure = purchases_timeline(purchases(AS_OF, 1, 3000), RU, as_of=AS_OF)
    assert len(figure.data[0].x) <= 100


def test_outlines_too_thin_to_see_are_one_box():
    table = purchases(date(2025, 12, 1), 40, 90)
    missed = [date(2025, 12, 1) + timedelta(days=40 * step) for step in range(1, 9)]
    (box,) = outlines(purchases_timeline(table, RU, as_of=AS_OF, missed=missed))
    first = min(table["day"])
    days = [(day - first).days for day in missed]
    assert days[0] - 15 <= box.x0 <= days[0] and days[-1] <= box.x1 <= days[-1] + 15


def test_one_purchase_on_the_very_day_is_a_chart_too():
    figure = purchases_timeline(purchases(AS_OF, 1, 1), RU, as_of=AS_OF)
    left, right = figure.layout.xaxis.range
    assert left < 0 < right
    assert list(figure.layout.xaxis.ticktext) == ["ноя<br>2026"]


def test_the_day_of_the_last_purchase_stands_above_taller_neighbours():
    table = purchases(date(2026, 11, 10), 14, 50)
    table.loc[table["day"] == date(2026, 11, 10), "money"] = 1000
    figure = purchases_timeline(table, RU, as_of=AS_OF)
    last = next(note for note in figure.layout.annotations if note.text == "10 нояб.")
    assert last.y > 300_000


def test_months_are_named_in_the_language_with_the_year_where_it_changes():
    ticks = {
        language: silent_client(language, Look("light", "desk", language), width=1040).layout.xaxis.ticktext
        for language in ("en", "ru", "uk")
    }
    assert ticks["en"][0] == "May<br>2025" and "Jan<br>2026" in ticks["en"]
    assert ticks["ru"][0] == "май<br>2025" and "янв<br>2026" in ticks["ru"]
    assert ticks["uk"][0] == "тра<br>2025" and "січ<br>2026" in ticks["uk"]


def test_row_order_does_not_matter():
    table = purchases(AS_OF, 30, 20)
    one, other = (purchases_timeline(rows, RU, as_of=AS_OF) for rows in (table, table.sample(frac=1, random_state=5)))
    assert one.to_json() == other.to_json()


def test_no_purchases_and_purchases_from_the_future_are_refused():
    with pytest.raises(ValueError, match="none"):
        purchases_timeline(purchases(AS_OF, 1, 1).iloc[:0], RU, as_of=AS_OF)
    with pytest.raises(ValueError, match="2026-11-15"):
        purchases_timeline(purchases(AS_OF + timedelta(days=1), 1, 1), RU, as_of=AS_OF)
