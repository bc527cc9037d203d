"""The theme: meaning of colours, readable letters, and what every figure has in common."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import pytest
from drawn_samples import every_chart

from charts.theme import CONFIG, INKS, Colours, Look, contrast, ink_on, literal, mix

LOOKS = [
    Look(theme, mode, language)
    for theme, mode in product(("light", "dark"), ("desk", "meeting"))
    for language in ("ru", "uk")
]
FILLS = ("good", "bad", "neutral", "total", "plain", "class_a", "class_b", "class_c")


def test_contrast_is_that_of_wcag():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_are_readable_on_the_page_and_on_every_fill(theme):
    colours = Look(theme).colours
    for name in ("ink", "muted", "good_text", "bad_text"):
        assert contrast(getattr(colours, name), colours.page) >= 4.5, name
    assert contrast(colours.bad_text, colours.bad_soft) >= 4.5
    for name in FILLS:
        fill = getattr(colours, name)
        assert contrast(ink_on(fill), fill) >= 4.5, name


def test_ink_is_the_one_that_contrasts_more():
    for fill in ("#0072B2", "#CFE1ED", "#C44E00", "#808080"):
        assert contrast(ink_on(fill), fill) == max(contrast(ink, fill) for ink in INKS)
    assert ink_on("#000000") == INKS[0]
    assert ink_on("#FFFFFF") == INKS[1]


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#000000", "#FFFFFF", 0) == "#000000"
    assert mix("#000000", "#FFFFFF", 1) == "#FFFFFF"
    assert mix("#102030", "#304050", 0.5) == "#203040"


def test_colour_follows_the_sign_only():
    colours: Colours = Look("dark").colours
    assert [colours.of_change(change) for change in (3.0, -0.01, 0.0)] == [colours.good, colours.bad, colours.neutral]
    assert len({colours.of_class(name) for name in ("A", "B", "C")}) == 3


def test_a_look_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="sepia"):
        Look("sepia")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="wall"):
        Look("light", "wall")  # type: ignore[arg-type]


def test_a_name_never_becomes_a_tag():
    assert literal("R&D <b>  Ltd\n") == "R&amp;D &lt;b&gt; Ltd"


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.mode}-{look.language}")
def test_every_figure_is_quiet_light_and_of_one_theme(look):
    for name, figure in every_chart(look).items():
        layout = figure.layout
        assert layout.showlegend is False, name
        assert layout.dragmode is False and layout.xaxis.fixedrange and layout.yaxis.fixedrange, name
        assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)", name
        assert layout.template.layout.to_plotly_json() == {}, name
        assert layout.font.family.startswith('"Source Sans"'), name
        assert layout.height > 0, name
        if layout.xaxis.ticktext:
            assert layout.margin.b >= 30, name
        points = sum(len(trace.x) for trace in figure.data)
        assert points <= 5000, name
        assert len(figure.to_json()) < 300_000, name


def test_letters_are_never_smaller_than_the_mode_allows():
    for mode, floor in (("desk", 11), ("meeting", 22)):
        for name, figure in every_chart(Look("light", mode, "uk")).items():
            sizes = [note.font.size for note in figure.layout.annotations]
            if figure.layout.xaxis.ticktext:
                sizes.append(figure.layout.xaxis.tickfont.size)
            assert min(sizes) >= floor, name


def test_the_two_themes_differ_and_the_language_changes_words():
    light, dark = (every_chart(Look(theme, "desk", "ru")) for theme in ("light", "dark"))
    assert all(light[name].to_json() != dark[name].to_json() for name in light)
    timelines = [
        every_chart(Look("light", "desk", language))["timeline"].layout.xaxis.ticktext
        for language in ("en", "ru", "uk")
    ]
    assert all(one != other for one, other in combinations(timelines, 2))


def test_nothing_can_be_sent_anywhere_from_a_chart():
    assert CONFIG["displayModeBar"] is False
    assert CONFIG["showSendToCloud"] is False
    assert json.dumps(CONFIG)


def test_charts_bring_neither_streamlit_nor_plotly_express():
    root = Path(__file__).resolve().parents[2]
    names = sorted(path.stem for path in (root / "charts").glob("*.py") if path.stem != "__init__")
    imports = "; ".join(f"import charts.{name}" for name in names)
    code = f"import sys; {imports}; print([name for name in ('streamlit', 'plotly.express') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
