"""The waterfall of the live base: every step floats at its level, only those who are gone are drawn as bad."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn_samples import base_steps

from charts.live_base import live_base
from charts.theme import Look

LOOK = Look("light", "desk", "ru")


def test_columns_stand_where_the_step_before_them_ends() -> None:
    (bars,) = live_base(base_steps(), LOOK).data
    tops = [base + height for base, height in zip(bars.base, bars.y, strict=True)]
    assert list(bars.base) == [0, 298, 248, 234, 225, 224, 0]
    assert tops == [368, 368, 298, 248, 234, 225, 224]
    assert [mark[0] for mark in bars.customdata][:2] == ["declared", "entities"]


def test_only_the_gone_are_bad() -> None:
    (bars,) = live_base(base_steps(), LOOK).data
    colours = LOOK.colours
    assert list(bars.marker.color) == [colours.total, colours.plain, colours.plain, *[colours.bad] * 3, colours.total]


def test_a_step_too_thin_to_be_seen_is_a_line() -> None:
    thick = len(live_base(base_steps(), LOOK).layout.shapes)
    thin = len(live_base(base_steps(changes=(0, -1, 0, -1, -1)), LOOK).layout.shapes)
    assert (thick, thin) == (6 + 1, 6 + 5)  # one client of 368 is less than two pixels


def test_numbers_are_written_as_in_the_language() -> None:
    figure = live_base(base_steps(), LOOK)
    assert [note.text for note in figure.layout.annotations][:3] == ["<b>368</b>", "<b>−70</b>", "<b>−50</b>"]
    with pytest.raises(ValueError, match="needs steps"):
        live_base(pd.DataFrame(), LOOK)
