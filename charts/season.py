"""Strong and weak months of the year against an average one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.theme import Look, empty_figure, ink_on, label, line
from wording.numbers import month, number

_HEADROOM = 1.12


def season(indices: pd.DataFrame, look: Look, *, height: int | None = None) -> go.Figure:
    """Twelve bars around the level of an average month.

    indices: month_no (1 = January), index (1.0 = an average month). The difference to an average month, in percent,
    stands over each bar, the names of the months below. Strong and weak are no verdict, so their colour is plain.
    """
    sizes, colours = look.sizes, look.colours
    rows = indices.sort_values("month_no")
    values = [float(value) for value in rows["index"]]
    places = list(range(len(values)))
    high = max([*values, 1.0])
    top, bottom = sizes.small * 2, 10 + sizes.small * 2
    height = height or sizes.height
    per_unit = (height - top - bottom) / (high * _HEADROOM)
    figure = empty_figure(look, height, 8, 8, top, bottom)
    figure.add_trace(
        go.Bar(x=places, y=values, marker={"color": colours.plain, "cornerradius": 3}, width=0.62, hoverinfo="skip")
    )
    figure.update_layout(
        shapes=[line(-0.5, 1.0, len(values) - 0.5, 1.0, colours.neutral, sizes.stroke, dash="dot")],
        annotations=[
            _label(at, value, look, under_line=0 <= (1 - value) * per_unit <= sizes.small * 1.4 + 2)
            for at, value in zip(places, values, strict=True)
        ],
    )
    month_numbers = [int(place) for place in rows["month_no"]]
    # Every second name: twelve of them do not fit a narrow card in every language.
    names = [month(date(2024, at, 1), look.language, with_year=False)[:3] if at % 2 else "" for at in month_numbers]
    figure.update_xaxes(
        range=[-0.5, len(values) - 0.5], tickvals=places, ticktext=names, tickangle=0,
        tickfont={"size": sizes.small, "color": colours.muted},
    )  # fmt: skip
    figure.update_yaxes(range=[0, high * _HEADROOM])
    return figure


def _label(at: int, value: float, look: Look, under_line: bool) -> dict[str, Any]:
    """The difference over its bar; inside it where the line of the average month would strike the number through."""
    text, size = _difference(value, look.language), look.sizes.small
    if under_line:
        return label(at, value, text, size, ink_on(look.colours.plain), yanchor="top", yshift=-2)
    return label(at, value, text, size, look.colours.ink, yanchor="bottom", yshift=2)


def _difference(index: float, language: str) -> str:
    return number(round(index - 1, 2) * 100, language, 0, signed=True)
