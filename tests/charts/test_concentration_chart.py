"""Who feeds us: segments, links, labels that never meet."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from drawn_samples import abc_table, monoclient

from charts.concentration import client_segments, concentration, money_segments
from charts.lettering import text_width
from charts.theme import Look

RU = Look("light", "desk", "ru")
TABLES = {
    "one client": abc_table([5.0]),
    "three clients": abc_table([850.0, 100.0, 50.0]),
    "monoclient": monoclient(),
    "steep 5000": abc_table([1e6, *[20.0] * 4999]),
    "5000": abc_table([1e6 / place**1.1 for place in range(3, 5003)]),
    "no class B": pd.DataFrame({"rank": [1, 2, 3], "share": [0.9, 0.06, 0.04], "abc_class": ["A", "C", "C"]}),
    "flat": abc_table([100.0] * 10),
    "nearly all A": pd.DataFrame(
        {"rank": range(1, 301), "share": [0.8 / 298] * 298 + [0.15, 0.05], "abc_class": ["A"] * 298 + ["B", "C"]}
    ),
}


def draw(table, look=RU, **more):
    return concentration(table, look, money_title="Деньги: 112,4 млн ₴", clients_title="Клиенты", **more)


def plain(text):
    for tag in ("<b>", "</b>", "</span>", f'<span style="font-size:{RU.sizes.small}px">'):
        text = text.replace(tag, "")
    return text


@pytest.mark.parametrize("name", TABLES)
def test_both_bars_are_full_and_without_gaps(name):
    for trace in draw(TABLES[name]).data:
        ends = [base + width for base, width in zip(trace.base, trace.x, strict=True)]
        assert ends[-1] == pytest.approx(1.0)
        assert list(trace.base) == pytest.approx([0.0, *ends[:-1]])


def test_class_a_is_divided_at_the_first_fifth_and_twentieth_client():
    segments = money_segments(TABLES["5000"])
    assert [(s.first_rank, s.last_rank) for s in segments[:3]] == [(1, 1), (2, 5), (6, 20)]
    assert segments[3].first_rank == 21 and segments[3].abc_class == "A"
    assert sum(s.clients for s in segments) == 5000
    assert [s.abc_class for s in segments[3:]] == ["A", "B", "C"]


def test_a_small_class_a_is_divided_only_where_it_has_clients():
    assert [(s.abc_class, s.first_rank, s.last_rank) for s in money_segments(TABLES["three clients"])] == [
        ("A", 1, 1),
        ("B", 2, 2),
        ("C", 3, 3),
    ]
    assert [(s.first_rank, s.last_rank) for s in money_segments(TABLES["flat"])][:3] == [(1, 1), (2, 5), (6, 8)]


def test_row_order_does_not_matter():
    table = TABLES["5000"]
    assert draw(table.sample(frac=1, random_state=3)).to_json() == draw(table).to_json()


def test_an_empty_class_is_left_out_with_its_link():
    figure = draw(TABLES["no class B"])
    assert [s.abc_class for s in client_segments(TABLES["no class B"])] == ["A", "C"]
    assert sum(shape.type == "path" for shape in figure.layout.shapes) == 1
    assert not any("B" in plain(note.text) for note in figure.layout.annotations)


def test_links_go_from_a_class_end_in_money_to_its_end_in_clients():
    paths = [shape.path for shape in draw(TABLES["three clients"]).layout.shapes if shape.type == "path"]
    starts = [float(path.split()[1].split(",")[0]) for path in paths]
    ends = [float(path.split()[-1].split(",")[0]) for path in paths]
    assert starts == pytest.approx([0.85, 0.95])
    assert ends == pytest.approx([1 / 3, 2 / 3])


@pytest.mark.parametrize("width", [380, 520, 1040])
@pytest.mark.parametrize("name", TABLES)
def test_labels_of_one_row_never_meet_and_stay_inside(name, width):
    figure = draw(TABLES[name], width=width)
    rows: dict[float, list[tuple[float, float]]] = {}
    for note in figure.layout.annotations:
        lines = plain(note.text).split("<br>")
        wide = max(text_width(line, note.font.size) for line in lines)
        left = note.x * (width - 16) - (0 if note.xanchor == "left" else wide / 2)
        rows.setdefault(round(note.y), []).append((left, left + wide))
    for spans in rows.values():
        spans.sort()
        assert spans[0][0] >= -1 and spans[-1][1] <= width - 15
        assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_the_only_client_of_class_a_is_named_under_the_bar_and_drawn_as_a_line():
    figure = draw(monoclient())
    assert "A · 1 клиент" in [plain(note.text) for note in figure.layout.annotations]
    slivers = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert [shape.line.color for shape in slivers] == [RU.colours.class_a]
    steep = draw(TABLES["steep 5000"])
    assert [shape.line.color for shape in steep.layout.shapes if shape.type == "line"] == [RU.colours.class_a]


def test_two_narrow_classes_at_the_end_are_both_named_under_the_bar():
    said = [plain(note.text) for note in draw(TABLES["nearly all A"]).layout.annotations]
    assert "B · 1 клиент" in said and "C · 1 клиент" in said


def test_words_and_plurals_follow_the_language():
    said = {
        language: [
            plain(note.text)
            for note in draw(
                abc_table([60, 25, 6, 5, 4]), Look("light", "desk", language), width=1040
            ).layout.annotations
        ]
        for language in ("en", "ru", "uk")
    }
    assert "A · 2 clients" in said["en"] and "A · 2 клиента" in said["ru"] and "A · 2 клієнти" in said["uk"]
    assert any("60\xa0%" in text for text in said["ru"]) and any("60%" in text for text in said["en"])


def test_colours_are_one_hue_and_a_click_brings_class_and_ranks():
    money, people = draw(TABLES["three clients"]).data
    colours = RU.colours
    assert list(money.marker.color) == list(people.marker.color) == [colours.class_a, colours.class_b, colours.class_c]
    assert [list(row) for row in people.customdata] == [["A", 1, 1], ["B", 2, 2], ["C", 3, 3]]


def test_other_classes_and_no_clients_are_refused():
    with pytest.raises(ValueError, match="N"):
        draw(pd.DataFrame({"rank": [1], "share": [1.0], "abc_class": ["N"]}))
    with pytest.raises(ValueError, match="none"):
        draw(TABLES["one client"].iloc[:0])
