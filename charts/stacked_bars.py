"""What sums are made of: horizontal bars in parts, the sum at the right, what the parts mean on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, ink_on, label, literal, mix

_ROW = 2.7  # height of a row in letter sizes
_GAP = 12
_TINTS = (0.0, 0.42, 0.68, 0.84)  # of the strongest colour towards the page
_SQUARE = "■"


@dataclass(frozen=True)
class StackedBar:
    """One bar: its name, the lengths of its parts in the order of the parts, each as written, the sum as written."""

    name: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    total: str


def stacked_bars(
    bars: Sequence[StackedBar], parts: Sequence[str], look: Look, *, width: int | None = None
) -> go.Figure:
    """Bars from the top in the order given, at least one. parts: what the parts are, the strongest colour first.

    One hue from strong to faint: parts are neither good nor bad. Negative parts are not drawn, the sum tells them.
    """
    sizes = look.sizes
    width, size = width or sizes.width, sizes.text
    names = [cut(bar.name, size, width / 3.2) or bar.name[:1] for bar in bars]
    left = max(text_width(name, size) for name in names) + _GAP
    right = max(text_width(bar.total, size, bold=True) for bar in bars) + _GAP
    rows = _legend_rows(parts, width - 8, sizes.small)
    head = len(rows) * 1.7 * sizes.small + 6
    figure = empty_figure(look, round(head + len(bars) * _ROW * size + 8), left, right, head, 8)
    most = max(max(sum(v for v in bar.values if v > 0) for bar in bars), 1e-9)
    places = list(range(len(bars)))[::-1]
    notes: list[dict[str, Any]] = _legend(rows, look, head, left)
    for number, part in enumerate(parts):
        fill = _fill(number, look)
        figure.add_trace(
            go.Bar(
                x=[max(bar.values[number], 0) for bar in bars], y=places, orientation="h", width=0.62,
                marker={"color": fill, "line": {"width": 0}},
                customdata=[f"{literal(bar.name)} · {literal(part)}: {bar.texts[number]}" for bar in bars],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    per_unit = (width - left - right) / most
    for at, bar, name in zip(places, bars, names, strict=True):
        notes += [
            label(0, at, literal(name), size, look.colours.ink, xref="paper", xanchor="right", xshift=-8),
            label(
                1,
                at,
                f"<b>{bar.total}</b>",
                size,
                look.colours.ink,
                xref="paper",
                xanchor="right",
                xshift=round(right) - 2,
            ),
            *_inside(at, bar, look, per_unit),
        ]
    figure.update_layout(annotations=notes, barmode="stack")
    figure.update_xaxes(range=[0, most], showticklabels=False)
    figure.update_yaxes(range=[-0.5, len(bars) - 0.5])
    return figure


def _fill(number: int, look: Look) -> str:
    return mix(look.colours.class_a, look.colours.page, _TINTS[min(number, len(_TINTS) - 1)])


def _inside(at: int, bar: StackedBar, look: Look, per_unit: float) -> list[dict[str, Any]]:
    """The text of a part where the part has room for it."""
    notes, start = [], 0.0
    for number, (value, text) in enumerate(zip(bar.values, bar.texts, strict=True)):
        if value <= 0:
            continue
        if text_width(text, look.sizes.small) + 14 <= value * per_unit:
            notes.append(label(start + value / 2, at, text, look.sizes.small, ink_on(_fill(number, look))))
        start += value
    return notes


def _legend_rows(parts: Sequence[str], width: float, size: float) -> list[list[tuple[int, str, float]]]:
    """The parts in rows that fit: number, name, place in pixels from the left."""
    rows: list[list[tuple[int, str, float]]] = [[]]
    x = 0.0
    for number, part in enumerate(parts):
        name = cut(part, size, width * 0.45) or part[:1]
        wide = text_width(f"{_SQUARE} {name}", size) + 22
        if x and x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append((number, name, x))
        x += wide
    return rows


def _legend(rows: list[list[tuple[int, str, float]]], look: Look, head: float, left: float) -> list[dict[str, Any]]:
    size, notes = look.sizes.small, []
    for at, row in enumerate(rows):
        down = head - (at + 0.9) * 1.7 * size
        for number, name, x in row:
            place: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "yshift": round(down)}
            square = f'<span style="color:{_fill(number, look)}">{_SQUARE}</span>'
            notes.append(
                label(0, 1, f"{square} {literal(name)}", size, look.colours.muted, xshift=round(x - left), **place)
            )
    return notes
