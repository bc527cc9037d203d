"""Groups of clients as horizontal bars: a share with its interval over the band of the best, the facts at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, ink_on, label, line, literal

_ROW = 3.1  # height of a row in letter sizes
_GAP = 12


@dataclass(frozen=True)
class GroupBar:
    """One bar.

    code: what a click brings. name: at the left. share: its length, 0..1. text: in or beside it. note: at the right;
    strong: its bold end. interval: a line over the bar. verdict: bad, good or plain; faint: too few cases to judge.
    """

    code: str
    name: str
    share: float
    text: str
    note: str
    strong: str = ""
    interval: tuple[float, float] | None = None
    verdict: str = "plain"
    faint: bool = False


def group_bars(
    bars: Sequence[GroupBar],
    look: Look,
    *,
    band: tuple[float, float] | None = None,
    band_text: str = "",
    width: int | None = None,
) -> go.Figure:
    """Bars from the top in the order given, at least one; the height follows their number.

    Names are shortened to a third of the width. A click brings customdata[0], the code of the bar.
    """
    sizes = look.sizes
    width, size = width or sizes.width, sizes.text
    names = [cut(bar.name, size, width / 3.4) or bar.name[:1] for bar in bars]
    left = max(text_width(name, size) for name in names) + _GAP
    right = max(text_width(f"{bar.note} {bar.strong}", sizes.small, bold=True) for bar in bars) + _GAP
    head = 2 * sizes.small if band else 4
    figure = empty_figure(look, round(head + len(bars) * _ROW * size + 8), left, right, head, 8)
    reach = max([0.02, *(bar.share for bar in bars), *(bar.interval[1] for bar in bars if bar.interval)])
    reach = max(reach, band[1] * 1.15 if band else 0.0)
    # Room for a text that stands after the end of its bar.
    room = max(width - left - right, 60)
    reach *= room / max(room - max(text_width(bar.text, sizes.small, bold=True) + 10 for bar in bars), room / 3)
    places = list(range(len(bars)))[::-1]
    figure.add_trace(
        go.Bar(
            x=[bar.share for bar in bars], y=places, orientation="h", width=0.62,
            marker={"color": [_fill(bar, look) for bar in bars], "cornerradius": 3, "line": {"width": 0}},
            unselected={"marker": {"opacity": 0.45}},
            customdata=[[bar.code, f"{literal(bar.name)}: {bar.text}"] for bar in bars],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    per_unit = (width - left - right) / reach
    notes, shapes = _band(band, band_text, look) if band else ([], [])
    for at, bar, name in zip(places, bars, names, strict=True):
        notes += _labels(at, bar, name, look, per_unit, right)
        shapes += _interval(at, bar, look)
    figure.update_layout(annotations=notes, shapes=shapes)
    figure.update_xaxes(range=[0, reach], showticklabels=False)
    figure.update_yaxes(range=[-0.5, len(bars) - 0.5])
    return figure


def _fill(bar: GroupBar, look: Look) -> str:
    colours = look.colours
    if bar.faint:
        return colours.line
    return {"bad": colours.bad, "good": colours.good}.get(bar.verdict, colours.plain)


def _labels(at: int, bar: GroupBar, name: str, look: Look, per_unit: float, right: float) -> list[dict[str, Any]]:
    colours, sizes = look.colours, look.sizes
    ink = colours.muted if bar.faint else colours.ink
    inside = text_width(bar.text, sizes.small, bold=True) + 14 <= min(bar.share, (bar.interval or (1, 1))[0]) * per_unit
    place: dict[str, Any] = {"xanchor": "left", "xshift": 7}
    if inside:
        shown = label(0, at, f"<b>{bar.text}</b>", sizes.small, ink_on(_fill(bar, look)), **place)
    else:
        end = max(bar.share, bar.interval[1] if bar.interval else 0.0)
        shown = label(end, at, f"<b>{bar.text}</b>", sizes.small, ink, **place)
    strong = f" <b>{literal(bar.strong)}</b>" if bar.strong else ""
    return [
        label(0, at, literal(name), sizes.text, ink, xref="paper", xanchor="right", xshift=-8),
        shown,
        label(
            1, at, literal(bar.note) + strong, sizes.small, ink, xref="paper", xanchor="right", xshift=round(right) - 2
        ),
    ]


def _interval(at: int, bar: GroupBar, look: Look) -> list[dict[str, Any]]:
    if bar.interval is None:
        return []
    low, high = bar.interval
    return [line(low, at, high, at, look.colours.ink, 1.5 * look.sizes.stroke)]


def _band(band: tuple[float, float], text: str, look: Look) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    colours, sizes = look.colours, look.sizes
    area = {"type": "rect", "yref": "paper", "x0": band[0], "x1": band[1], "y0": 0, "y1": 1, "layer": "below"}
    notes = [
        label((band[0] + band[1]) / 2, 1, literal(text), sizes.small, colours.muted, yref="paper", yanchor="bottom")
    ]
    return notes, [{**area, "fillcolor": colours.line, "opacity": 0.45, "line": {"width": 0}}]
