"""What a channel's clients brought against what was spent on it: a bar with the spend as a tick over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, label, line, literal

_ROW = 3.6  # height of a row in letter sizes
_GAP = 12


@dataclass(frozen=True)
class SpendRow:
    """One channel: gross profit of its clients and the money spent on it, the text at the right; code: what a click
    brings.
    """

    code: str
    name: str
    profit: float
    spend: float
    text: str


def spend_and_return(rows: Sequence[SpendRow], look: Look, *, width: int | None = None) -> go.Figure:
    """Channels from the top, at least one: blue where the profit covers the spend (the tick), rust where it does not."""
    sizes, colours, width = look.sizes, look.colours, width or look.sizes.width
    left = min(max(text_width(row.name, sizes.text) for row in rows), width * 0.34) + _GAP
    right = max(text_width(row.text, sizes.text) for row in rows) + _GAP
    figure = empty_figure(look, round(len(rows) * _ROW * sizes.text + 10), left, right, 4, 4)
    fills = [colours.good if row.profit >= row.spend else colours.bad for row in rows]
    figure.add_trace(
        go.Bar(
            x=[max(row.profit, 0.0) for row in rows], y=list(range(len(rows))), orientation="h", width=0.5,
            marker={"color": fills, "cornerradius": 3, "line": {"width": 0}, "opacity": 1},
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
            customdata=[[row.code, f"{literal(row.name)}: {literal(row.text)}"] for row in rows],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    names = [
        label(0, at, literal(cut(row.name, sizes.text, left - _GAP)), sizes.text, colours.ink, xref="paper",
              xanchor="right", xshift=-8)
        for at, row in enumerate(rows)
    ]  # fmt: skip
    texts = [
        label(1, at, literal(row.text), sizes.text, colours.ink, xref="paper", xanchor="left", xshift=8)
        for at, row in enumerate(rows)
    ]
    ticks = [
        line(row.spend, at - 0.38, row.spend, at + 0.38, colours.ink, 3 * sizes.stroke) for at, row in enumerate(rows)
    ]
    figure.update_layout(annotations=names + texts, shapes=ticks)
    reach = max(max(row.profit, row.spend) for row in rows) or 1.0
    figure.update_xaxes(range=[0, reach * 1.02], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return figure
