"""NPS by group: how answers divide, and where the figure lies with its interval; small samples are grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, ink_on, label, line, literal

_ROW = 2.8  # height of a row in letter sizes
_GAP = 12
_SPLIT = (0.52, 0.58)  # end of the left part, start of the right one


@dataclass(frozen=True)
class NpsRow:
    """One group.

    name: at the left. shares: of detractors, passives, promoters, 0..1, with their texts. nps, low, high: -100..100.
    text: the figure as written, at the right. faint: too few answers to judge.
    """

    name: str
    shares: tuple[float, float, float]
    texts: tuple[str, str, str]
    nps: float
    low: float
    high: float
    text: str
    faint: bool = False


def nps_rows(
    rows: Sequence[NpsRow], heads: tuple[str, str, str, str], look: Look, *, width: int | None = None
) -> go.Figure:
    """Rows from the top in the order given, at least one. heads: what the three shares and the figure are."""
    sizes = look.sizes
    width, size = width or sizes.width, sizes.text
    names = [cut(row.name, size, width / 4) or row.name[:1] for row in rows]
    left = max(text_width(name, size) for name in names) + _GAP
    right = max(text_width(row.text, size, bold=True) for row in rows) + _GAP
    head = 2.2 * sizes.small
    figure = empty_figure(look, round(head + len(rows) * _ROW * size + 8), left, right, head, 8)
    places = list(range(len(rows)))[::-1]
    for part in range(3):
        figure.add_trace(_part(rows, places, part, look))
    figure.add_trace(_dots(rows, places, look))
    inner = (width - left - right) * _SPLIT[0]
    notes = _heads(heads, look)
    shapes: list[dict[str, Any]] = [
        line(0, 0, 0, 1, look.colours.line, sizes.stroke, xref="x2", yref="paper", layer="below")
    ]
    for at, row, name in zip(places, rows, names, strict=True):
        ink = look.colours.muted if row.faint else look.colours.ink
        place = {"xref": "paper", "xanchor": "right"}
        notes.append(label(0, at, literal(name), size, ink, **place, xshift=-8))
        notes.append(label(1, at, f"<b>{row.text}</b>", size, ink, **place, xshift=round(right) - 2))
        notes += _inside(at, row, look, inner)
        shapes.append(
            line(
                max(row.low, -100),
                at,
                min(row.high, 100),
                at,
                look.colours.muted if row.faint else look.colours.neutral,
                2 * sizes.stroke,
                xref="x2",
            )
        )
    figure.update_layout(annotations=notes, shapes=shapes, barmode="stack")
    figure.update_layout(
        xaxis={"domain": [0, _SPLIT[0]], "range": [0, 1], "showticklabels": False},
        xaxis2={"domain": [_SPLIT[1], 1], "range": [-103, 103], "anchor": "y", "showticklabels": False, "showgrid": False,
                "zeroline": False, "fixedrange": True, "ticks": ""},
    )  # fmt: skip
    figure.update_yaxes(range=[-0.5, len(rows) - 0.5])
    return figure


def _fills(row: NpsRow, look: Look) -> tuple[str, str, str]:
    colours = look.colours
    if row.faint:
        return colours.plain, colours.line, colours.plain
    return colours.bad, colours.line, colours.good


def _part(rows: Sequence[NpsRow], places: list[int], part: int, look: Look) -> go.Bar:
    return go.Bar(
        x=[row.shares[part] for row in rows], y=places, orientation="h", width=0.56,
        marker={"color": [_fills(row, look)[part] for row in rows], "line": {"width": 0}},
        customdata=[f"{literal(row.name)}: {row.texts[part]}" for row in rows], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _dots(rows: Sequence[NpsRow], places: list[int], look: Look) -> go.Scatter:
    colours = look.colours
    fills = [
        colours.plain
        if row.faint
        else colours.good
        if row.low > 0
        else colours.bad
        if row.high < 0
        else colours.neutral
        for row in rows
    ]
    return go.Scatter(
        x=[row.nps for row in rows], y=places, xaxis="x2", mode="markers", cliponaxis=False,
        marker={"size": 10 * look.sizes.stroke, "color": fills, "opacity": 1},
        customdata=[f"{literal(row.name)}: {row.text}" for row in rows], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _heads(heads: tuple[str, str, str, str], look: Look) -> list[dict[str, Any]]:
    colours, size = look.colours, look.sizes.small
    shared: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "yshift": 2}
    return [
        label(0, 1, literal(heads[0]), size, colours.bad_text, xref="paper", xanchor="left", **shared),
        label(_SPLIT[0] / 2, 1, literal(heads[1]), size, colours.muted, xref="paper", **shared),
        label(_SPLIT[0], 1, literal(heads[2]), size, colours.good_text, xref="paper", xanchor="right", **shared),
        label(0, 1, literal(heads[3]), size, colours.muted, xref="x2", **shared),
    ]


def _inside(at: int, row: NpsRow, look: Look, inner: float) -> list[dict[str, Any]]:
    """The shares where they have room."""
    notes, start = [], 0.0
    for share, text, fill in zip(row.shares, row.texts, _fills(row, look), strict=True):
        if share > 0 and text_width(text, look.sizes.small) + 10 <= share * inner:
            notes.append(label(start + share / 2, at, text, look.sizes.small, ink_on(fill)))
        start += share
    return notes
