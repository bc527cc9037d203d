"""Texts over stretches of a time axis, each with its line: placed from the right, never one over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charts.lettering import text_width
from charts.theme import Look, label, line, literal

_GAP = 14


@dataclass(frozen=True)
class Scale:
    """A linear axis in pixels: `first` is its left end, `per_unit` the pixels of one unit, `width` the whole."""

    first: float
    per_unit: float
    width: float

    def pixels(self, value: float) -> float:
        """Distance from the left end."""
        return (value - self.first) * self.per_unit

    def value(self, pixels: float) -> float:
        """The value at a distance from the left end."""
        return self.first + pixels / self.per_unit


@dataclass(frozen=True)
class Span:
    """A stretch of the axis and what is said about it; `strong` is bold."""

    start: float
    end: float
    text: str
    text_colour: str
    line_colour: str
    strong: bool = False


@dataclass(frozen=True)
class Heads:
    """What to draw, and the spans whose text found no room."""

    annotations: list[dict[str, Any]]
    shapes: list[dict[str, Any]]
    left_out: list[Span]


def span_heads(spans: Sequence[Span], scale: Scale, look: Look, level: float) -> Heads:
    """Texts in one row over their spans, the rightmost first; `level`: height of the lines in parts of the plot."""
    annotations, left_out = [], []
    limit = scale.width
    for span in sorted(spans, key=lambda span: -span.end):
        wide = text_width(span.text, look.sizes.text, span.strong)
        left = (scale.pixels(span.start) + scale.pixels(span.end) - wide) / 2
        left = max(min(left, limit - wide), 0.0)
        if not span.text or left + wide > limit + 0.5:
            left_out.append(span)
            continue
        limit = left - _GAP
        text = f"<b>{literal(span.text)}</b>" if span.strong else literal(span.text)
        annotations.append(
            label(scale.value(left), level, text, look.sizes.text, span.text_colour, yref="paper", xanchor="left",
                  yanchor="bottom", yshift=1)
        )  # fmt: skip
    stroke = look.sizes.stroke
    shapes = [
        line(span.start, level, span.end, level, span.line_colour, (1 + span.strong) * stroke, yref="paper")
        for span in spans
        if span.text
    ]
    return Heads(annotations, shapes, left_out)


@dataclass(frozen=True)
class Block:
    """Something drawn that a label must not cover, in the units of both axes; a line is as high as it is low."""

    left: float
    right: float
    foot: float
    top: float


def clear_level(at: float, half_width: float, height: float, blocks: Sequence[Block], level: float = 0.0) -> float:
    """The lowest foot, from `level` up, of a label `height` high around `at` that covers none of the blocks."""
    near = [block for block in blocks if block.right > at - half_width and block.left < at + half_width]
    for block in sorted(near, key=lambda block: block.top):
        if block.foot < level + height and block.top > level:
            level = block.top
    return level
