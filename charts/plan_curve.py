"""What the formula costs when the plan is missed, met or beaten: a line over parts of the plan, three points named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from charts.lettering import text_width
from charts.theme import Look, empty_figure, label, line


@dataclass(frozen=True)
class CurvePoint:
    """A part of the plan: its place and the value, both as written; note: a second line under the place.

    named: the value stands over the line and the place under the axis.
    """

    at: float
    value: float
    at_text: str
    value_text: str
    note: str
    named: bool


def plan_curve(
    points: Sequence[CurvePoint], look: Look, *, width: int | None = None, height: int | None = None
) -> go.Figure:
    """A line through the points in order, at least two of them; the whole plan is marked by a dotted line."""
    sizes, colours = look.sizes, look.colours
    width, height = width or sizes.width, height or sizes.height
    side = max(text_width(p.value_text, sizes.value, bold=True) for p in points) / 2 + 8
    figure = empty_figure(look, height, side, side, 2 * sizes.value + 8, 4 * sizes.small + 6)
    named = [point for point in points if point.named]
    figure.add_trace(
        go.Scatter(
            x=[p.at for p in points], y=[p.value for p in points], mode="lines", cliponaxis=False,
            line={"color": colours.neutral, "width": 2.5 * sizes.stroke},
            customdata=[f"{p.at_text}: {p.value_text} ({p.note})" for p in points], hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[p.at for p in named], y=[p.value for p in named], mode="markers", cliponaxis=False, hoverinfo="skip",
            marker={"size": 9 * sizes.stroke, "color": colours.class_a, "opacity": 1},
        )
    )  # fmt: skip
    notes = [
        label(p.at, p.value, f"<b>{p.value_text}</b>", sizes.value, colours.ink, yanchor="bottom", yshift=10)
        for p in named
    ]
    low, high = min(p.value for p in points), max(p.value for p in points)
    room = (high - low) or abs(high) or 1.0
    figure.update_layout(
        annotations=notes,
        shapes=[line(1, 0, 1, 1, colours.line, sizes.stroke, dash="dot", yref="paper", layer="below")],
    )
    figure.update_xaxes(
        range=[points[0].at, points[-1].at], tickmode="array", tickvals=[p.at for p in named],
        ticktext=[f"{p.at_text}<br>{p.note}" for p in named], tickangle=0, tickfont={"size": sizes.small, "color": colours.muted},
    )  # fmt: skip
    figure.update_yaxes(range=[low - room * 0.25, high + room * 0.15])
    return figure
