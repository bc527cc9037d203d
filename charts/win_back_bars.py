"""Whom to win back first: ranked bars of expected money with the silence beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, ink_on, label, literal, mix

_MOST_NAME = 0.34  # of the width
_ROW = 2.5  # heights of a letter
_GAP = 8


@dataclass(frozen=True)
class WinBackBar:
    """One client. money: what is expected, for the length; text: the same as written; note: what stands beside it;
    strong: he is one of the few that hold most of the money; code: comes back with a click.
    """

    code: int
    name: str
    money: float
    text: str
    note: str
    strong: bool


def win_back_bars(bars: Sequence[WinBackBar], look: Look, *, width: int | None = None) -> go.Figure:
    """Clients by expected money, the largest on top. A click brings customdata (code,)."""
    sizes, colours = look.sizes, look.colours
    width = width or sizes.width
    room = min(max((text_width(bar.name, sizes.text) for bar in bars), default=0), width * _MOST_NAME)
    height = round(len(bars) * sizes.text * _ROW + 16)
    figure = empty_figure(look, height, room + _GAP + 6, 8, 4, 4)
    fills = [colours.good if bar.strong else mix(colours.page, colours.good, 0.28) for bar in bars]
    most = max((bar.money for bar in bars), default=1) or 1
    beside = max((text_width(f"{bar.text} · {bar.note}", sizes.text) for bar in bars if bar.money < most), default=0)
    inner = max(width - room - 2 * _GAP - 14, 1)
    reach = most * max(1.0, 1 / max(1 - beside / inner, 0.45) if any(b.money > 0.5 * most for b in bars[1:]) else 1.0)
    figure.add_trace(_trace(bars, fills))
    figure.update_layout(
        annotations=[*_names(bars, look, room), *_values(bars, fills, look, inner / reach)], bargap=0.32
    )
    figure.update_xaxes(range=[0, reach], showticklabels=False)
    figure.update_yaxes(range=[len(bars) - 0.5, -0.5])
    return figure


def _trace(bars: Sequence[WinBackBar], fills: Sequence[str]) -> go.Bar:
    unchanged = {"marker": {"opacity": 1}}
    return go.Bar(
        x=[max(bar.money, 0) for bar in bars],
        y=list(range(len(bars))),
        orientation="h",
        marker={"color": list(fills), "cornerradius": 3, "line": {"width": 0}, "opacity": 1},
        selected=unchanged,
        unselected=unchanged,
        customdata=[[bar.code] for bar in bars],
        hovertext=[literal(f"{bar.name}: {bar.text} · {bar.note}") for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _names(bars: Sequence[WinBackBar], look: Look, room: float) -> list[dict[str, Any]]:
    return [
        label(0, at, literal(cut(bar.name, look.sizes.text, room)), look.sizes.text, look.colours.ink, xref="paper",
              xanchor="right", xshift=-_GAP)
        for at, bar in enumerate(bars)
    ]  # fmt: skip


def _values(bars: Sequence[WinBackBar], fills: Sequence[str], look: Look, scale: float) -> list[dict[str, Any]]:
    """Money and silence: inside the bar where they fit, else beside it. scale: pixels of one unit of money."""
    made = []
    for at, (bar, fill) in enumerate(zip(bars, fills, strict=True)):
        text, size = f"{bar.text} · {bar.note}", look.sizes.text
        written = f"<b>{literal(bar.text)}</b> · {literal(bar.note)}"
        inside = text_width(text, size, bold=True) + 2 * _GAP <= max(bar.money, 0) * scale
        if inside:
            made.append(label(bar.money, at, written, size, ink_on(fill), xanchor="right", xshift=-_GAP))
        else:
            made.append(label(max(bar.money, 0), at, written, size, look.colours.ink, xanchor="left", xshift=_GAP))
    return made
