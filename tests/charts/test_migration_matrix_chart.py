"""Who moved: colours by direction, strength by number, clickable cells."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn_samples import moves

from charts.migration_matrix import migration_matrix
from charts.theme import Look, contrast, luminance

RU = Look("light", "desk", "ru")


def draw(look=RU, **more):
    return migration_matrix(*moves(), look, **more)


def cells(figure):
    """(before, after) -> fill and text."""
    fills = {(round((s.x0 + s.x1) / 2), round((s.y0 + s.y1) / 2)): s.fillcolor for s in figure.layout.shapes}
    notes = {(note.x, note.y): note for note in figure.layout.annotations if note.xref == "x" and note.yref == "y"}
    target = figure.data[0]
    spots = zip(target.customdata, target.x, target.y, strict=True)
    return {tuple(pair): (fills[x, y], notes[x, y]) for pair, x, y in spots}


def hue(fill):
    """Which channel rules: red for worse, blue for better, neither for grey."""
    red, _, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return "worse" if red > blue + 8 else "better" if blue > red + 24 else "same"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_worse_is_rust_better_is_blue_and_staying_is_grey(theme):
    drawn = cells(draw(Look(theme, "desk", "ru")))
    order = ["A", "B", "C", "absent"]
    for (before, after), (fill, note) in drawn.items():
        moved = order.index(after) - order.index(before)
        if note.text != "·":
            assert hue(fill) == ("worse" if moved > 0 else "better" if moved < 0 else "same"), (before, after)


def test_more_clients_make_a_stronger_colour():
    drawn = cells(draw())
    strength = [luminance(drawn["C", "absent"][0]), luminance(drawn["B", "C"][0]), luminance(drawn["A", "C"][0])]
    assert strength == sorted(strength)
    assert luminance(drawn["absent", "C"][0]) < luminance(drawn["C", "A"][0])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_numbers_are_readable_on_their_cells(theme):
    for pair, (fill, note) in cells(draw(Look(theme, "desk", "ru"))).items():
        assert contrast(note.font.color, fill) > (4.45 if note.text != "·" else 3.0), pair


def test_numbers_stand_in_cells_and_nobody_is_a_dot():
    drawn = cells(draw())
    assert drawn["A", "A"][1].text == "<b>84</b>"
    assert drawn["absent", "B"][1].text == "·"


def test_who_bought_neither_then_nor_now_has_no_cell():
    assert ("absent", "absent") not in cells(draw())
    assert len(cells(draw())) == 15


def test_invisible_squares_carry_the_codes_of_row_and_column():
    target = draw().data[0]
    assert (target.mode, target.marker.symbol, target.marker.opacity) == ("markers", "square", 0)
    assert target.unselected.marker.opacity == target.selected.marker.opacity == 0
    spots = {tuple(pair): (x, y) for pair, x, y in zip(target.customdata, target.x, target.y, strict=True)}
    assert spots["A", "B"] == (1, 0)
    assert spots["absent", "A"] == (0, 3)
    assert target.hovertext[1] == "A → B: 16 клиентов"


def test_the_first_row_is_on_top():
    low, high = draw().layout.yaxis.range
    assert low > high


def test_row_order_of_the_table_does_not_matter():
    table, rows, columns = moves()
    shuffled = migration_matrix(table.sample(frac=1, random_state=1), rows, columns, RU)
    assert shuffled.to_json() == draw().to_json()


def test_rows_of_one_pair_are_added_up():
    table, rows, columns = moves()
    split = pd.concat([table, pd.DataFrame([("A", "B", 4)], columns=table.columns)])
    assert cells(migration_matrix(split, rows, columns, RU))["A", "B"][1].text == "<b>20</b>"


def test_lost_and_paused_columns_and_long_heads():
    table = pd.DataFrame(
        [("A", "lost", 2), ("B", "paused", 1), ("C", "C", 3000)], columns=["before", "after", "clients"]
    )
    columns = {"A": "A", "B": "B", "C": "C", "paused": "пауза в пределах ритма", "lost": "ушли"}
    figure = migration_matrix(table, {"A": "A", "B": "B", "C": "C", "absent": "новые"}, columns, RU)
    drawn = cells(figure)
    assert ("absent", "lost") not in drawn and ("absent", "paused") not in drawn
    assert hue(drawn["A", "lost"][0]) == hue(drawn["B", "paused"][0]) == "worse"
    assert drawn["C", "C"][1].text == "<b>3\xa0000</b>"
    assert any("<br>" in note.text for note in figure.layout.annotations)


def test_clients_of_a_code_without_row_or_column_are_not_lost_silently():
    table, rows, columns = moves()
    with pytest.raises(KeyError, match="absent"):
        migration_matrix(table, {code: rows[code] for code in "ABC"}, columns, RU)


def test_a_code_without_a_place_is_refused():
    with pytest.raises(KeyError, match="Z"):
        migration_matrix(
            pd.DataFrame([("A", "Z", 1)], columns=["before", "after", "clients"]), {"A": "A"}, {"Z": "Z"}, RU
        )
