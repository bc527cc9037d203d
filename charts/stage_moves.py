"""Where companies go from every stage: a map of moves, forward in blue, back in rust, the share in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import text_width, wrap
from charts.theme import Look, empty_figure, ink_on, label, literal, mix

_GAP = 10
_ROW = 3.0  # height of a row in letter sizes
_STRONGEST = {"light": 0.7, "dark": 0.55}  # of the whole colour: beyond, neither ink can be read well


@dataclass(frozen=True)
class MoveCell:
    """Moves from a stage (row) to another or to an ending (column), counted from 0. share of the exits of the row; kind:
    forward, back, request or refusal; text in the cell, more: where the mouse stands; faint: too few exits.
    """

    row: int
    column: int
    share: float
    kind: str
    text: str
    more: str
    faint: bool = False


def stage_moves(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[MoveCell], look: Look, *, width: int | None = None
) -> go.Figure:
    """Stages from the top, at least one; columns: the stages and the endings, at least one. Cells without moves are
    left out by who asks.
    """
    sizes, colours, width = look.sizes, look.colours, width or look.sizes.width
    left = min(max(text_width(name, sizes.text) for name in rows), width * 0.3) + _GAP
    room = (width - left) / len(columns)
    heads = [wrap(name, sizes.small, room - 6, 2) for name in columns]
    top = max(len(head) for head in heads) * sizes.small * 1.35 + 8
    figure = empty_figure(look, round(top + len(rows) * _ROW * sizes.text + 6), left, 2, top, 4)
    fills = [_fill(cell, look) for cell in cells]
    figure.add_trace(
        go.Scatter(
            x=[cell.column for cell in cells], y=[cell.row for cell in cells], mode="markers",
            marker={"symbol": "square", "size": sizes.text * 2, "color": "rgba(0,0,0,0)", "opacity": 1},
            customdata=[[at, literal(cell.more)] for at, cell in enumerate(cells)],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    notes = [
        label(
            column,
            -0.5,
            "<br>".join(literal(part) for part in head),
            sizes.small,
            colours.muted,
            yanchor="bottom",
            yshift=4,
        )
        for column, head in enumerate(heads)
    ]
    notes += [
        label(0, at, literal(wrap(name, sizes.text, left - _GAP, 1)[0]), sizes.text, colours.ink, xref="paper",
              xanchor="right", xshift=-_GAP)
        for at, name in enumerate(rows)
    ]  # fmt: skip
    notes += [
        label(
            cell.column,
            cell.row,
            f"<b>{literal(cell.text)}</b>",
            sizes.text,
            colours.muted if cell.faint else ink_on(fill),
        )
        for cell, fill in zip(cells, fills, strict=True)
    ]
    figure.update_layout(annotations=notes, shapes=_areas(rows, columns, cells, fills, look))
    figure.update_xaxes(range=[-0.5, len(columns) - 0.5], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return figure


def _fill(cell: MoveCell, look: Look) -> str:
    """The colour of the direction, the stronger the larger the share."""
    colours = look.colours
    if cell.faint:
        return mix(colours.page, colours.line, 0.5)
    whole = {"back": colours.bad, "refusal": colours.neutral}.get(cell.kind, colours.good)
    strongest = _STRONGEST[look.theme]
    return mix(colours.page, whole, 0.08 + (strongest - 0.08) * min(cell.share, 1.0) ** 0.8)


def _areas(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[MoveCell], fills: Sequence[str], look: Look
) -> list[dict[str, Any]]:
    filled = {(cell.row, cell.column): fill for cell, fill in zip(cells, fills, strict=True)}
    pale = mix(look.colours.page, look.colours.line, 0.18)
    return [
        {"type": "rect", "x0": column - 0.48, "x1": column + 0.48, "y0": row - 0.46, "y1": row + 0.46, "layer": "below",
         "line": {"width": 0}, "fillcolor": filled.get((row, column), pale)}
        for row in range(len(rows)) for column in range(len(columns))
    ]  # fmt: skip
