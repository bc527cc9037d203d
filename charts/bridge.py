"""From one total to another by steps: what took money away, what brought it, and whose names stand behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts.lettering import cut, first_fitting, text_width, wrap
from charts.theme import Look, empty_figure, ink_on, label, line, literal
from wording.catalogue import words
from wording.numbers import money, number, scale_of

NAMES_SHOWN = 2
CUT_BELOW = 0.25
"""The axis leaves zero when all steps together happen in less than this upper part of the height."""
_BAR = 0.62
_LEADING = 1.3
_READABLE = 7


class BridgeChart(NamedTuple):
    """The figure, and what the screen has to say about it.

    axis_start: money at the foot of the totals; above zero means that their heights must not be compared, and the
    screen says so. unit: the word of the scale of the numbers (M, млн), chosen by the larger total; empty for plain
    units.
    """

    figure: go.Figure
    axis_start: float
    unit: str


@dataclass(frozen=True)
class _Bar:
    kind: str
    label: str
    sub_label: str
    value: float
    is_total: bool
    start: float
    names: tuple[tuple[str, float | None], ...]
    others: int

    @property
    def end(self) -> float:
        return self.value if self.is_total else self.start + self.value

    @property
    def low(self) -> float:
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        return max(self.start, self.end)


@dataclass(frozen=True)
class _Plan:
    """Where things stand in pixels: slot = width of one bar's place, per_unit = pixels of one unit of money."""

    look: Look
    slot: float
    per_unit: float
    axis_low: float
    axis_high: float
    scale: float
    label_size: float


def bridge(
    bars: pd.DataFrame, look: Look, *, currency: str = "", width: int | None = None, height: int | None = None
) -> BridgeChart:
    """What led from the first total to the last: floating steps between pale totals.

    bars, in drawing order: kind (code, comes back from a click as customdata[0]), label, sub_label (may be empty),
    value (money; a step is signed), is_total; optional: names (list of texts, the biggest first), amounts (list of
    money beside the names, same order), clients (how many stand behind the bar, for "and 85 more").
    currency: code, for the hint under the pointer. width: the narrowest card in pixels in which labels must not meet.
    The axis starts above zero when the steps are small against the totals; `axis_start` of the answer says so.
    """
    sizes = look.sizes
    width, height = width or sizes.width, height or sizes.height
    steps = _read(bars)
    slot = (width - 16) / len(steps)
    label_size = _label_size([step.label for step in steps], sizes.text, slot - 4)
    top, bottom = sizes.value * 1.9, _foot(steps, label_size, sizes.small, slot)
    plan = _plan(steps, look, slot, height - top - bottom, label_size)
    figure = empty_figure(look, height, 8, 8, top, bottom)
    figure.add_trace(_columns(steps, plan, currency))
    figure.update_layout(
        shapes=_connectors(steps, plan) + _flat_steps(steps, plan) + _cut_marks(steps, plan) + _zero_line(plan),
        annotations=[_value_label(at, step, plan) for at, step in enumerate(steps)] + _name_labels(steps, plan),
    )
    figure.update_yaxes(range=[plan.axis_low, plan.axis_high])
    figure.update_xaxes(range=[-0.5, len(steps) - 0.5], tickangle=0, **_ticks(steps, plan))
    unit = scale_of(_largest(steps), look.language)[1]
    return BridgeChart(figure, max(plan.axis_low, 0.0), unit)


def _read(bars: pd.DataFrame) -> list[_Bar]:
    """The rows with the level at which each bar begins."""
    level, read = 0.0, []
    for row in bars.to_dict("records"):
        value, is_total = float(row["value"]), bool(row["is_total"])
        names = list(row.get("names") or [])
        amounts: Sequence[Any] = row.get("amounts") or [None] * len(names)
        shown = [(n, None if a is None else float(a)) for n, a in zip(names, amounts, strict=True)][:NAMES_SHOWN]
        behind = max(int(row.get("clients") or 0), len(names))
        texts = str(row["kind"]), str(row["label"]), str(row.get("sub_label") or "")
        start = 0.0 if is_total else level
        read.append(_Bar(*texts, value, is_total, start, tuple(shown), behind - len(shown)))
        level = read[-1].end
    if not read:
        raise ValueError("a bridge needs bars, there are none")
    return read


def _largest(steps: Sequence[_Bar]) -> float:
    """The money that decides the unit: the larger total, or the largest step where there is no total."""
    totals = [abs(step.value) for step in steps if step.is_total]
    return max(totals, default=0.0) or max(abs(step.value) for step in steps)


def _label_size(labels: Sequence[str], size: float, room: float) -> float:
    """The largest letters, down to four fifths, in which the longest word of all labels fits."""
    longest = max((text_width(word, size) for text in labels for word in text.split(" ")), default=0.0)
    return max(min(1.0, room / longest if longest else 1.0), 0.8) * size


def _foot(steps: Sequence[_Bar], label_size: float, small: float, slot: float) -> float:
    """Bottom margin in pixels: the deepest label with its second line."""
    lines = max(len(wrap(step.label, label_size, slot - 4)) for step in steps)
    return 12 + _LEADING * (lines * label_size + (small if any(step.sub_label for step in steps) else 0)) + 6


def _plan(steps: Sequence[_Bar], look: Look, slot: float, room: float, label_size: float) -> _Plan:
    """The axis: from zero, or from a round number under the steps when they would be too flat to see."""
    low, high = min(step.low for step in steps), max(step.high for step in steps)
    levels = [level for step in steps for level in (step.start, step.end) if not (step.is_total and level == 0)]
    under = _LEADING * look.sizes.small * (NAMES_SHOWN + 1) + 14 if any(step.names for step in steps) else 30
    axis_low = _axis_low(min(levels, default=0.0), high, under / room)
    if low < 0:
        axis_low = low - (high - low) * (look.sizes.value * 1.6 / room)
    high = high + (high - axis_low) * 2 / room if high > axis_low else axis_low + 1
    scale = float(scale_of(_largest(steps), look.language)[0])
    return _Plan(look, slot, room / (high - axis_low), axis_low, high, scale, label_size)


def _axis_low(lowest: float, high: float, share_under: float) -> float:
    """Zero, or a round level that leaves `share_under` of the height free under the lowest step."""
    if lowest <= 0 or high <= 0 or lowest == high or (high - lowest) / high >= CUT_BELOW:
        return 0.0
    wanted = lowest - (high - lowest) * max(share_under / (1 - min(share_under, 0.6)), 0.5)
    grain = 10.0 ** floor(log10(high - lowest))
    return max(floor(wanted / grain) * grain, 0.0)


def _columns(steps: Sequence[_Bar], plan: _Plan, currency: str) -> go.Bar:
    colours = plan.look.colours
    fills = [colours.total if step.is_total else colours.of_change(step.value) for step in steps]
    feet = [max(step.low, plan.axis_low) for step in steps]
    spoken = [money(step.value, plan.look.language, currency, signed=not step.is_total) for step in steps]
    return go.Bar(
        x=list(range(len(steps))),
        y=[step.high - foot for step, foot in zip(steps, feet, strict=True)],
        base=feet,
        width=_BAR,
        marker={"color": fills, "cornerradius": 3, "line": {"width": 0}},
        unselected={"marker": {"opacity": 0.45}},
        customdata=[[step.kind, f"{literal(step.label)}: {text}"] for step, text in zip(steps, spoken, strict=True)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _connectors(steps: Sequence[_Bar], plan: _Plan) -> list[dict[str, Any]]:
    colours, half = plan.look.colours, _BAR / 2
    return [
        line(at + half, step.end, at + 1 - half, step.end, colours.muted, plan.look.sizes.stroke)
        for at, step in enumerate(steps[:-1])
    ]


def _flat_steps(steps: Sequence[_Bar], plan: _Plan) -> list[dict[str, Any]]:
    """A step thinner than two pixels is drawn as a line, or it would not be seen at all."""
    colours, half = plan.look.colours, _BAR / 2
    return [
        line(at - half, step.end, at + half, step.end, colours.of_change(step.value), 2 * plan.look.sizes.stroke)
        for at, step in enumerate(steps)
        if abs(step.value) * plan.per_unit < 2
    ]


def _cut_marks(steps: Sequence[_Bar], plan: _Plan) -> list[dict[str, Any]]:
    """A slanted gap through the totals when the axis does not start at zero."""
    if plan.axis_low <= 0:
        return []
    pixel, half = 1 / plan.per_unit, _BAR / 2 + 0.04
    foot = plan.axis_low + 12 * pixel
    slant = plan.look.sizes.text * 0.6 * pixel
    return [
        line(at - half, foot, at + half, foot + slant, plan.look.colours.page, 4 * plan.look.sizes.stroke)
        for at, step in enumerate(steps)
        if step.is_total
    ]


def _zero_line(plan: _Plan) -> list[dict[str, Any]]:
    if plan.axis_low >= 0:
        return []
    return [line(0, 0, 1, 0, plan.look.colours.line, plan.look.sizes.stroke, xref="paper", layer="below")]


def _value_label(at: int, step: _Bar, plan: _Plan) -> dict[str, Any]:
    """The number over a bar, under a total that is below zero."""
    look = plan.look
    below = step.is_total and step.value < 0
    colour = look.colours.ink if step.is_total else look.colours.of_change_text(step.value)
    return label(
        at,
        step.low if below else step.high,
        f"<b>{_short(step.value, plan, signed=not step.is_total)}</b>",
        look.sizes.value,
        colour,
        yanchor="top" if below else "bottom",
        yshift=-3 if below else 2,
    )


def _short(value: float, plan: _Plan, signed: bool) -> str:
    """A value in the chart's unit; two digits where one would turn a small step into nothing."""
    scaled = value / plan.scale
    digits = 0 if plan.scale == 1 or abs(scaled) >= 100 else 1
    if plan.scale > 1 and 0 < abs(scaled) < 0.05:
        digits = 2
    return number(scaled, plan.look.language, digits, signed) if round(scaled, digits) else "0"


def _name_labels(steps: Sequence[_Bar], plan: _Plan) -> list[dict[str, Any]]:
    """The biggest names in the void under a step, or inside it where there is no void, as many as there is room."""
    placed = []
    leading = plan.look.sizes.small * _LEADING
    for at, step in enumerate(steps):
        lines = _name_lines(step, plan, plan.slot - 4)
        if step.is_total or not lines:
            continue
        void = (step.low - plan.axis_low) * plan.per_unit - 8
        inside = (step.high - step.low) * plan.per_unit - 12
        if void >= leading:
            placed.append(_block(at, step.low, _trim(lines, int(void / leading)), plan, plan.look.colours.muted, -4))
        elif inside >= leading:
            lines = _trim(_name_lines(step, plan, plan.slot * _BAR - 6), int(inside / leading))
            placed.append(_block(at, step.high, lines, plan, ink_on(plan.look.colours.of_change(step.value)), -6))
    return placed


def _name_lines(step: _Bar, plan: _Plan, room: float) -> list[str]:
    """Names with their money, and how many more there are; where only a stump of a name would fit, or the money is
    nothing in the unit of the chart, the money goes.
    """
    look, size = plan.look, plan.look.sizes.small
    tails = ["" if amount is None else " " + _short(amount, plan, signed=True) for _, amount in step.names]
    heads = [cut(name, size, room - text_width(tail, size)) for (name, _), tail in zip(step.names, tails, strict=True)]
    stumps = any(len(head) < min(len(name), _READABLE) for head, (name, _) in zip(heads, step.names, strict=True))
    if stumps or " 0" in tails:
        heads, tails = [cut(name, size, room) for name, _ in step.names], [""] * len(tails)
    made = [head + tail for head, tail in zip(heads, tails, strict=True) if head]
    if made and step.others > 0:
        count = number(step.others, look.language)
        more = words(look.language).n("charts.and_more", step.others, n=count)
        made.append(first_fitting([more, f"+{count}"], size, room))
    return made


def _trim(lines: list[str], room: int) -> list[str]:
    """The first lines that there is room for; without all its names a block does not count "more"."""
    return lines if len(lines) <= room else lines[: min(room, NAMES_SHOWN)]


def _block(at: int, level: float, lines: Sequence[str], plan: _Plan, colour: str, shift: float) -> dict[str, Any]:
    text = "<br>".join(literal(part) for part in lines)
    return label(at, level, text, plan.look.sizes.small, colour, yanchor="top", yshift=shift)


def _ticks(steps: Sequence[_Bar], plan: _Plan) -> dict[str, Any]:
    """Names of the bars under the axis, the second line smaller and quieter."""
    look, size = plan.look, plan.label_size
    texts = []
    for step in steps:
        text = "<br>".join(literal(part) for part in wrap(step.label, size, plan.slot - 4))
        if step.sub_label:
            second = literal(cut(step.sub_label, look.sizes.small, plan.slot - 4))
            text += f'<br><span style="font-size:{look.sizes.small}px;color:{look.colours.muted}">{second}</span>'
        texts.append(text)
    font = {"size": size, "color": look.colours.ink}
    return {"tickvals": list(range(len(steps))), "ticktext": texts, "tickfont": font}
