"""Columns of two parts, what counts and what does not, against a norm: passports by week, entries of a base by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import text_width, wrap
from charts.theme import Look, empty_figure, ink_on, label, line, literal
from wording.numbers import number

_BAR = 0.62
_LEADING = 1.3


@dataclass(frozen=True)
class NormColumn:
    """One column. code: comes back with a click. counts: its lower, strong part; rest: the pale one above it. note: what
    stands over the mark under the pointer. verdict: good, bad or plain.
    """

    code: str
    name: str
    counts: float
    rest: float
    note: str
    verdict: str = "plain"


def norm_columns(
    columns: Sequence[NormColumn], look: Look, *, norm: float | None = None, norm_text: str = "", limits: tuple[float, float] | None = None,
    width: int | None = None, height: int | None = None,
) -> go.Figure:  # fmt: skip
    """Columns from the left in the order given, at least one; the number that counts stands in or over it.

    norm: a line across with its words at the right; limits: a pale band around it. Names under the columns are left out
    one by one where they would meet.
    """
    sizes, colours = look.sizes, look.colours
    width, height = width or sizes.width, height or sizes.height
    right = text_width(norm_text, sizes.small, bold=True) + 12 if norm is not None else 8
    slot = (width - 16 - right) / len(columns)
    step = next(step for step in (1, 2, 3, 4, 6, 12, 52) if slot * step >= _widest(columns, look) or step == 52)
    names = [wrap(column.name, sizes.small, slot * step - 4, lines=2) for column in columns]
    lines = max(len(name) for name in names)
    figure = empty_figure(look, height, 16, right, sizes.value * 1.6, 16 + _LEADING * sizes.small * lines)
    figure.add_trace(_part(columns, look, strong=True))
    figure.add_trace(_part(columns, look, strong=False))
    highest = max([column.counts + column.rest for column in columns] + [norm or 0, limits[1] if limits else 0, 1])
    shapes = [_band(limits, len(columns), look)] if limits else []
    per_unit = (height - sizes.value * 1.6 - 16 - _LEADING * sizes.small * lines) / (highest * 1.02)
    notes = _values(columns, look, slot, per_unit)
    if norm is not None:
        shapes.append(line(-0.5, norm, len(columns) - 0.5, norm, colours.ink, 1.5 * sizes.stroke, dash="dot"))
        words = f"<b>{literal(norm_text)}</b>"
        notes.append(label(len(columns) - 0.5, norm, words, sizes.small, colours.ink, xanchor="left", xshift=6))
    figure.update_layout(shapes=shapes, annotations=notes, barmode="stack")
    figure.update_yaxes(range=[0, highest * 1.02])
    shown = list(range(len(columns)))[::-step][::-1]
    figure.update_xaxes(
        range=[-0.5, len(columns) - 0.5], tickvals=shown, tickangle=0,
        ticktext=["<br>".join(literal(part) for part in names[at]) for at in shown],
        tickfont={"size": sizes.small, "color": colours.ink},
    )  # fmt: skip
    return figure


def _widest(columns: Sequence[NormColumn], look: Look) -> float:
    """Room that the longest word of a name takes."""
    return max(text_width(word, look.sizes.small) for column in columns for word in column.name.split(" ")) + 8


def _fill(column: NormColumn, look: Look) -> str:
    return {"good": look.colours.good, "bad": look.colours.bad}.get(column.verdict, look.colours.plain)


def _part(columns: Sequence[NormColumn], look: Look, *, strong: bool) -> go.Bar:
    return go.Bar(
        x=list(range(len(columns))), y=[column.counts if strong else column.rest for column in columns], width=_BAR,
        marker={"color": [_fill(column, look) for column in columns] if strong else look.colours.total,
                "cornerradius": 3, "line": {"width": 0}, "opacity": 1 if strong else 0.55},
        customdata=[[column.code, literal(column.note)] for column in columns],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )  # fmt: skip


def _values(columns: Sequence[NormColumn], look: Look, slot: float, per_unit: float) -> list[dict[str, Any]]:
    """The number that counts: inside the strong part where that is tall enough, else over the column."""
    size = look.sizes.text
    texts = [number(column.counts, look.language) for column in columns]
    if max(text_width(text, size, bold=True) for text in texts) > slot * _BAR + 6:
        return []
    made = []
    for at, (column, text) in enumerate(zip(columns, texts, strict=True)):
        inside = column.counts * per_unit > 1.7 * size
        level = column.counts if inside else column.counts + column.rest
        ink = ink_on(_fill(column, look)) if inside else look.colours.ink
        place = {"yanchor": "top", "yshift": -2} if inside else {"yanchor": "bottom", "yshift": 2}
        made.append(label(at, level, f"<b>{text}</b>", size, ink, **place))
    return made


def _band(limits: tuple[float, float], count: int, look: Look) -> dict[str, Any]:
    return {
        "type": "rect", "x0": -0.5, "x1": count - 0.5, "y0": max(0.0, limits[0]), "y1": limits[1], "layer": "below",
        "line": {"width": 0}, "fillcolor": look.colours.line, "opacity": 0.35,
    }  # fmt: skip
