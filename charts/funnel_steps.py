"""Who loses where: for each step of a funnel a dot with its interval against the best, and the deals to gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from charts.lettering import cut, text_width, wrap
from charts.theme import Look, empty_figure, label, line, literal, mix

_ROW = 2.6  # heights of a letter
_GAP = 12
_MOST_NAME = 0.2  # of the width
_HEAD = 3.4  # heights of a letter over the first row

Tone = Literal["plain", "bad", "muted"]


@dataclass(frozen=True)
class StepHead:
    """One step: its title, the share to reach with its text (None: there is none)."""

    title: str
    benchmark: float | None
    benchmark_text: str


@dataclass(frozen=True)
class StepCell:
    """One share, 0..1, with its interval; text: the share as written, note: of how many; tone: bad is the weak one."""

    share: float | None
    low: float
    high: float
    text: str
    note: str
    tone: Tone


@dataclass(frozen=True)
class StepRow:
    """One group. gain: deals, None where it cannot be judged; gain_text: as written; code: comes back with a click."""

    code: str
    name: str
    cells: Sequence[StepCell]
    gain: float | None
    gain_text: str
    strong: bool


@dataclass(frozen=True)
class _Room:
    """Where things stand, in pixels of the width for which the labels are arranged."""

    names: float
    plots: Sequence[tuple[float, float]]
    notes: Sequence[float]
    gains: float
    width: float


def funnel_steps(
    heads: Sequence[StepHead], rows: Sequence[StepRow], gain_title: str, look: Look, *, width: int | None = None
) -> go.Figure:
    """Groups in rows, steps in columns, deals to gain at the right. A click on a dot brings customdata (code,)."""
    sizes = look.sizes
    wide = float(width or 2 * sizes.width - 200)
    room = _room(heads, rows, gain_title, look, wide)
    head = sizes.text * _HEAD
    height = round(head + len(rows) * sizes.text * _ROW + 10)
    figure = empty_figure(look, height, 0, 0, head, 10)
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    dots: list[tuple[float, int, str, str, str]] = []
    for place, step in enumerate(heads):
        reach = _reach(step, [row.cells[place] for row in rows])
        shapes += _benchmark(step, room.plots[place], reach, len(rows), look)
        notes += _heads(step, room.plots[place], room.notes[place], reach, look)
        for at, row in enumerate(rows):
            cell = row.cells[place]
            if cell.share is not None:
                shapes.append(_band(cell, at, room.plots[place], reach, look))
                dots.append(
                    (_x(cell.share, room.plots[place], reach), at, _fill(cell, look), row.code, _hover(row, step, cell))
                )
            notes.append(_cell_text(cell, at, room.notes[place], look))
    notes += [_name(row, at, room, look) for at, row in enumerate(rows)]
    notes += _gain_texts(rows, gain_title, room, look)
    shapes += _gain_bars(rows, room, look)
    figure.add_trace(_dots(dots, look))
    figure.update_layout(shapes=shapes, annotations=notes)
    figure.update_xaxes(range=[0, wide], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return figure


def _room(heads: Sequence[StepHead], rows: Sequence[StepRow], gain_title: str, look: Look, wide: float) -> _Room:
    size = look.sizes.text
    names = min(max((text_width(row.name, size) for row in rows), default=0), wide * _MOST_NAME)
    texts = max((text_width(row.gain_text, size) for row in rows), default=0)
    gains = max(texts + 5 * _GAP, min(text_width(gain_title, look.sizes.small, bold=True), wide * 0.2)) + _GAP
    start = names + 2 * _GAP
    block = (wide - start - gains) / max(len(heads), 1)
    plots, notes = [], []
    for place in range(len(heads)):
        noted = max(
            (text_width(f"{row.cells[place].text}  {row.cells[place].note}", size, True) for row in rows), default=0
        )
        left = start + place * block
        right = max(left + block * 0.25, left + block - noted - 2 * _GAP)
        plots.append((left, right))
        notes.append(right + _GAP)
    return _Room(names, plots, notes, wide - gains + _GAP, wide)


def _reach(step: StepHead, cells: Sequence[StepCell]) -> float:
    """The share at the right end of a plot: wide intervals of few cases are cut off there."""
    known = [cell.high for cell in cells if cell.share is not None and cell.tone != "muted"]
    shares = [cell.share * 1.15 for cell in cells if cell.share is not None]
    return max([*known, *shares, (step.benchmark or 0) * 1.15, 0.001])


def _x(share: float, plot: tuple[float, float], reach: float) -> float:
    left, right = plot
    return left + (right - left) * min(share / reach, 1.0)


def _fill(cell: StepCell, look: Look) -> str:
    colours = look.colours
    return {"bad": colours.bad, "plain": colours.neutral, "muted": colours.plain}[cell.tone]


def _band(cell: StepCell, at: int, plot: tuple[float, float], reach: float, look: Look) -> dict[str, Any]:
    colours = look.colours
    fill = mix(colours.page, _fill(cell, look), 0.28 if cell.tone == "bad" else 0.2)
    return {
        "type": "rect", "x0": _x(cell.low, plot, reach), "x1": _x(cell.high, plot, reach), "y0": at - 0.13, "y1": at + 0.13,
        "fillcolor": fill, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _benchmark(step: StepHead, plot: tuple[float, float], reach: float, rows: int, look: Look) -> list[dict[str, Any]]:
    if step.benchmark is None:
        return []
    x = _x(step.benchmark, plot, reach)
    return [line(x, -0.45, x, rows - 0.55, look.colours.ink, 1.5 * look.sizes.stroke)]


def _heads(step: StepHead, plot: tuple[float, float], noted: float, reach: float, look: Look) -> list[dict[str, Any]]:
    """The title of a step over its block, the benchmark under it over its line."""
    sizes, colours = look.sizes, look.colours
    lines = wrap(step.title, sizes.text, noted - plot[0] + 6 * sizes.text, 1)
    top = {"yref": "paper", "yanchor": "bottom"}
    made = [
        label(
            plot[0],
            1,
            f"<b>{literal(lines[0])}</b>",
            sizes.text,
            colours.ink,
            xanchor="left",
            yshift=1.6 * sizes.text,
            **top,
        )
    ]
    if step.benchmark is not None and step.benchmark_text:
        half = text_width(step.benchmark_text, sizes.small) / 2
        x = max(_x(step.benchmark, plot, reach), plot[0] + half)
        made.append(label(x, 1, literal(step.benchmark_text), sizes.small, colours.muted, yshift=1, **top))
    return made


def _cell_text(cell: StepCell, at: int, x: float, look: Look) -> dict[str, Any]:
    colours, sizes = look.colours, look.sizes
    strong = {"bad": colours.bad_text, "plain": colours.ink, "muted": colours.muted}[cell.tone]
    text = f'<b>{literal(cell.text)}</b>  <span style="color:{colours.muted}">{literal(cell.note)}</span>'
    return label(x, at, text, sizes.text, strong, xanchor="left")


def _hover(row: StepRow, step: StepHead, cell: StepCell) -> str:
    return literal(f"{row.name} · {step.title}: {cell.text} ({cell.note})")


def _name(row: StepRow, at: int, room: _Room, look: Look) -> dict[str, Any]:
    text = literal(cut(row.name, look.sizes.text, room.names))
    return label(room.names, at, text, look.sizes.text, look.colours.ink, xanchor="right")


def _gain_bars(rows: Sequence[StepRow], room: _Room, look: Look) -> list[dict[str, Any]]:
    most = max((row.gain or 0.0 for row in rows), default=0.0) or 1.0
    texts = max((text_width(row.gain_text, look.sizes.text) for row in rows), default=0)
    reach = max(room.width - room.gains - texts - _GAP, 2 * _GAP)
    return [
        {
            "type": "rect", "x0": room.gains, "x1": room.gains + reach * (row.gain or 0.0) / most, "y0": at - 0.25, "y1": at + 0.25,
            "fillcolor": look.colours.good if row.strong else look.colours.total, "line": {"width": 0},
        }
        for at, row in enumerate(rows)
    ]  # fmt: skip


def _gain_texts(rows: Sequence[StepRow], title: str, room: _Room, look: Look) -> list[dict[str, Any]]:
    sizes, colours = look.sizes, look.colours
    most = max((row.gain or 0.0 for row in rows), default=0.0) or 1.0
    texts = max((text_width(row.gain_text, sizes.text) for row in rows), default=0)
    reach = max(room.width - room.gains - texts - _GAP, 2 * _GAP)
    shown = cut(title, sizes.small, room.width - room.gains, bold=True)
    made = [label(room.gains, 1, f"<b>{literal(shown)}</b>", sizes.small, colours.ink, yref="paper", xanchor="left", yanchor="bottom",
                  yshift=1.6 * sizes.text)]  # fmt: skip
    for at, row in enumerate(rows):
        x = room.gains + reach * (row.gain or 0.0) / most
        colour = colours.muted if row.gain is None else colours.ink
        made.append(
            label(x, at, literal(row.gain_text), sizes.text, colour, xanchor="left", xshift=6 if row.gain else 0)
        )
    return made


def _dots(dots: Sequence[tuple[float, int, str, str, str]], look: Look) -> go.Scatter:
    unchanged = {"marker": {"opacity": 1}}
    return go.Scatter(
        x=[dot[0] for dot in dots],
        y=[dot[1] for dot in dots],
        mode="markers",
        marker={"size": look.sizes.text * 0.85, "color": [dot[2] for dot in dots], "opacity": 1, "line": {"width": 0}},
        selected=unchanged,
        unselected=unchanged,
        customdata=[[dot[3]] for dot in dots],
        hovertext=[dot[4] for dot in dots],
        hovertemplate="%{hovertext}<extra></extra>",
    )
