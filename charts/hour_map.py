"""When answers come late: hours of the week, the more of them late the stronger; the number of requests in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import text_width
from charts.theme import Look, empty_figure, ink_on, label, mix

_GAP = 0.04
_FEW = 3  # requests below which an hour has no colour


@dataclass(frozen=True)
class HourCell:
    """An hour of a day of the week: its row from above, the hour, requests, the part answered late, the hover text."""

    row: int
    hour: int
    requests: int
    late: float
    text: str


def hour_map(cells: Sequence[HourCell], days: Sequence[str], look: Look, *, width: int | None = None) -> go.Figure:
    """A row a day, a column an hour from the first to the last that occurs; at least one cell."""
    sizes, colours = look.sizes, look.colours
    hours = range(min(c.hour for c in cells), max(c.hour for c in cells) + 1)
    left = max(text_width(day, sizes.small) for day in days) + 12
    figure = empty_figure(look, round(len(days) * sizes.text * 2.1 + 2 * sizes.small + 8), left, 6, 4, 2 * sizes.small)
    slot = ((width or sizes.width) - left - 6) / len(hours)
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for cell in cells:
        fill = (
            mix(colours.line, colours.page, 0.5)
            if cell.requests < _FEW
            else mix(colours.page, colours.bad, 0.08 + 0.92 * cell.late)
        )
        box = {
            "x0": cell.hour - 0.5 + _GAP,
            "x1": cell.hour + 0.5 - _GAP,
            "y0": cell.row - 0.5 + _GAP,
            "y1": cell.row + 0.5 - _GAP,
        }
        shapes.append({"type": "rect", **box, "fillcolor": fill, "line": {"width": 0}, "layer": "below"})
        if text_width(str(cell.requests), sizes.small) + 4 <= slot:
            notes.append(label(cell.hour, cell.row, str(cell.requests), sizes.small, ink_on(fill)))
    notes += [
        label(0, row, day, sizes.small, colours.muted, xref="paper", xanchor="right", xshift=-6)
        for row, day in enumerate(days)
    ]
    step = 1 if slot > text_width("00", sizes.small) + 6 else 2
    notes += [
        label(hour, 0, str(hour), sizes.small, colours.muted, yref="paper", yanchor="top", yshift=-4)
        for hour in hours[::step]
    ]
    figure.add_trace(
        go.Scatter(
            x=[c.hour for c in cells], y=[c.row for c in cells], mode="markers", marker={"size": 22, "opacity": 0},
            customdata=[c.text for c in cells], hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(annotations=notes, shapes=shapes)
    figure.update_xaxes(range=[hours[0] - 0.5, hours[-1] + 0.5], showticklabels=False)
    figure.update_yaxes(range=[len(days) - 0.5, -0.5])
    return figure
