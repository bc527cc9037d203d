"""Where the level of months changed: two mean levels, the line between them, and the words about it."""

from __future__ import annotations

from typing import Any

from charts.lettering import first_fitting, text_width
from charts.month_plan import MonthsPlan
from charts.span_heads import Heads, Span, span_heads
from charts.theme import label, line, literal
from wording.catalogue import words


def level_heads(plan: MonthsPlan, level: float) -> Heads:
    """The two mean levels in words over their months; the bare number where the words are wider than the months."""
    colours, look = plan.look.colours, plan.look
    spans = []
    for (start, end, mean), since in zip(plan.levels, (False, True), strict=False):
        texts = [words(look.language)("charts.average", value=plan.short(mean)), plan.short(mean)]
        text = first_fitting(texts, look.sizes.text, (end - start) * plan.scale.per_unit, since)
        pair = (plan.verdict_text, plan.verdict) if since else (colours.muted, colours.line)
        spans.append(Span(start + 0.06 * since, end - 0.06 * (not since), text, *pair, strong=since))
    return span_heads(spans, plan.scale, look, level)


def level_lines(plan: MonthsPlan, roof: float) -> list[dict[str, Any]]:
    """The mean levels through the bars, and the dashed line where the second begins."""
    if plan.turn is None:
        return []
    colours, stroke, turn = plan.look.colours, plan.look.sizes.stroke, plan.turn - 0.5
    means = [line(start, mean, end, mean, colours.ink, 1.5 * stroke, dash="dot") for start, end, mean in plan.levels]
    return [*means, line(turn, 0, turn, roof, colours.muted, stroke, dash="dash", yref="paper")]


def anchor_head(plan: MonthsPlan, shift: float) -> list[dict[str, Any]]:
    """The words of the anchor beside its line, on the side where there is room."""
    anchor, turn, look = plan.anchor, plan.turn, plan.look
    if anchor is None or turn is None or not anchor.text:
        return []
    wide = text_width(anchor.text, look.sizes.text, bold=True) + 12
    at = plan.scale.pixels(turn - 0.5)
    to_right = at + wide <= plan.scale.width
    if not to_right and wide > at:
        return []
    place = {"yref": "paper", "xanchor": "left" if to_right else "right", "xshift": 6 if to_right else -6}
    text = f"<b>{literal(anchor.text)}</b>"
    return [label(turn - 0.5, 1, text, look.sizes.text, plan.verdict_text, yanchor="bottom", yshift=shift, **place)]
