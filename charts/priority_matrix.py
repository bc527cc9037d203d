"""Lost money by class and steadiness: nine cells with their money, their clients and the priority of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, ink_on, label, literal, mix

_GAP = 4


@dataclass(frozen=True)
class PriorityCell:
    """One pair of classes: its priority (1 to 4; None: no priority, the row says the colour), money and clients as they
    are written ('' for nobody).
    """

    row: str
    column: str
    priority: int | None
    money: str
    clients: str


def priority_matrix(
    cells: Sequence[PriorityCell],
    rows: Sequence[str],
    columns: Mapping[str, str],
    look: Look,
    *,
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """A matrix of classes: the stronger the blue, the sooner the priority. columns: code -> heading.

    A click brings customdata (row, column).
    """
    sizes = look.sizes
    width, height = width or round(sizes.width * 0.72), height or sizes.height
    cell_width, cell_height = (width - 40) / len(columns), (height - 3 * sizes.small) / len(rows)
    at = {(r, c): (x, y) for y, r in enumerate(rows) for x, c in enumerate(columns)}
    fills = {
        cell: _fill(cell.priority or 1 + rows.index(cell.row), look) if cell.clients else _empty(look) for cell in cells
    }
    figure = empty_figure(look, height, 26, 6, sizes.small * 2, 4)
    figure.add_trace(_targets(cells, at, min(cell_width, cell_height)))
    written = [
        part for cell in cells for part in _written(cell, at[cell.row, cell.column], fills[cell], look, cell_width)
    ]
    figure.update_layout(
        shapes=[_shape(at[c.row, c.column], _GAP / cell_width, _GAP / cell_height, fills[c]) for c in cells],
        annotations=[*written, *_heads(rows, columns, look, cell_width)],
        hoverdistance=round(max(cell_width, cell_height)),
    )
    figure.update_xaxes(range=[-0.5, len(columns) - 0.5], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return figure


def _fill(priority: int, look: Look) -> str:
    colours = look.colours
    return {1: colours.class_a, 2: colours.class_b, 3: colours.class_c}.get(
        priority, mix(colours.page, colours.total, 0.35)
    )


def _empty(look: Look) -> str:
    return mix(look.colours.page, look.colours.total, 0.2)


def _shape(at: tuple[int, int], wide: float, high: float, fill: str) -> dict[str, Any]:
    x, y = at
    return {
        "type": "rect", "x0": x - 0.5 + wide / 2, "x1": x + 0.5 - wide / 2, "y0": y - 0.5 + high / 2,
        "y1": y + 0.5 - high / 2, "fillcolor": fill, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _written(cell: PriorityCell, at: tuple[int, int], fill: str, look: Look, width: float) -> list[dict[str, Any]]:
    """Priority in the corner, money over clients in the middle."""
    (x, y), sizes, ink = at, look.sizes, ink_on(fill)
    corner = []
    if cell.priority is not None:
        place = {"xanchor": "left", "yanchor": "top", "xshift": 8, "yshift": -5}
        corner = [label(x - 0.5, y - 0.5, str(cell.priority), sizes.small, ink, **place)]
    if not cell.clients:
        return [*corner, label(x, y, "·", sizes.text, look.colours.muted)]
    room = width - 12
    money = f"<b>{literal(cut(cell.money, sizes.text, room, bold=True))}</b>"
    clients = literal(cut(cell.clients, sizes.small, room))
    return [
        *corner,
        label(x, y, money, sizes.text, ink, yshift=sizes.text * 0.55),
        label(x, y, clients, sizes.small, ink, yshift=-sizes.small * 0.75),
    ]


def _targets(cells: Sequence[PriorityCell], at: Mapping[tuple[str, str], tuple[int, int]], size: float) -> go.Scatter:
    """Invisible squares over the cells: shapes cannot be clicked, points can."""
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[at[cell.row, cell.column][0] for cell in cells],
        y=[at[cell.row, cell.column][1] for cell in cells],
        mode="markers",
        marker={"symbol": "square", "size": round(size * 0.9), "opacity": 0},
        selected=unseen,
        unselected=unseen,
        customdata=[[cell.row, cell.column] for cell in cells],
        hovertext=[
            literal(f"{c.row}{c.column}: {c.money} · {c.clients}" if c.clients else f"{c.row}{c.column}") for c in cells
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _heads(rows: Sequence[str], columns: Mapping[str, str], look: Look, width: float) -> list[dict[str, Any]]:
    size, colours = look.sizes.small, look.colours
    heads = {code: text if text_width(text, size) <= width else code for code, text in columns.items()}
    tops = [
        label(x, 1, literal(text), size, colours.muted, yref="paper", yanchor="bottom", yshift=2)
        for x, text in enumerate(heads.values())
    ]
    sides = [
        label(0, y, literal(text), look.sizes.text, colours.ink, xref="paper", xanchor="right", xshift=-8)
        for y, text in enumerate(rows)
    ]
    return [*tops, *sides]
