"""Month after month against the same month a year ago, and where the level changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts.calendar_axis import month_labels
from charts.lettering import text_width
from charts.level_change import anchor_head, level_heads, level_lines
from charts.month_plan import BAR, Anchor, MonthsPlan, plan_months
from charts.span_heads import Block, clear_level
from charts.theme import Look, empty_figure, ink_on, label, line, literal
from wording.catalogue import words
from wording.numbers import money, month

__all__ = ["Anchor", "MonthsChart", "months"]


class MonthsChart(NamedTuple):
    """The figure and the word of the scale in which its numbers are written (M, млн), empty for plain units."""

    figure: go.Figure
    unit: str


def months(
    bars: pd.DataFrame,
    look: Look,
    *,
    anchor: Anchor | None = None,
    currency: str = "",
    partial_text: str = "",
    width: int | None = None,
    height: int | None = None,
) -> MonthsChart:
    """Bars by month, a tick at the level of a year ago, a hatched incomplete last month, the turn of the level.

    bars, in order of time, at least one: month (its first day), value, is_partial (only the last may be); optional
    year_ago (empty where unknown). anchor: a dashed line before its month and the two mean levels; months since then
    take the colour of the verdict. partial_text ("14 of 30 days") stands over the hatched bar. A click brings
    customdata[0], the month as YYYY-MM-DD.
    """
    sizes = look.sizes
    width, height = width or sizes.width, height or sizes.height
    row, air = sizes.text * 1.6, sizes.small * 2.6
    head_rows = 0 if anchor is None else 2 if anchor.text else 1
    top, bottom = air + row * head_rows + 6, 10 + 2.6 * sizes.small
    plot = height - top - bottom
    plan = plan_months(bars, look, anchor, width - 16, plot)
    figure = empty_figure(look, height, 8, 8, top, bottom)
    figure.add_trace(_columns(plan, currency))
    if any(r.year_ago is not None for r in plan.rows):
        figure.add_trace(_year_ago(plan, currency))
    heads = level_heads(plan, 1 + (air + 2) / plot)
    figure.update_layout(
        annotations=[*_labels(plan, partial_text), *heads.annotations, *anchor_head(plan, top - row - 2)],
        shapes=[*heads.shapes, *level_lines(plan, 1 + (top - 4) / plot), *_zero_line(plan)],
    )
    figure.update_xaxes(range=[-0.5, len(plan.rows) - 0.5], **_ticks(plan))
    figure.update_yaxes(range=[plan.low, plan.high])
    return MonthsChart(figure, plan.unit)


def _columns(plan: MonthsPlan, currency: str) -> go.Bar:
    look = plan.look
    hatched = {"shape": ["/" if row.is_partial else "" for row in plan.rows], "size": 7, "solidity": 0.35}
    partial = words(look.language)("charts.partial_month")
    hints = [
        f"{month(row.month, look.language)}: {money(row.value, look.language, currency)}"
        + (f" ({partial})" if row.is_partial else "")
        for row in plan.rows
    ]
    return go.Bar(
        x=list(range(len(plan.rows))),
        y=[row.value for row in plan.rows],
        width=BAR,
        marker={
            "color": [plan.fill(at) for at in range(len(plan.rows))],
            "pattern": {**hatched, "fillmode": "replace"},
            "cornerradius": 2,
            "line": {"width": 0},
        },
        unselected={"marker": {"opacity": 0.45}},
        customdata=[[row.month.isoformat(), hint] for row, hint in zip(plan.rows, hints, strict=True)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _year_ago(plan: MonthsPlan, currency: str) -> go.Scatter:
    """A tick across each bar at the level of the same month a year ago."""
    look = plan.look
    known = [(at, row.year_ago) for at, row in enumerate(plan.rows) if row.year_ago is not None]
    said = words(look.language)("charts.year_ago")
    half = BAR / 2 + 0.06
    return go.Scatter(
        x=[x for at, _ in known for x in (at - half, at, at + half, None)],
        y=[y for _, value in known for y in (value, value, value, None)],
        mode="lines",
        line={"width": 2 * look.sizes.stroke, "color": look.colours.ink},
        hovertext=[f"{said}: {money(value, look.language, currency)}" for _, value in known for _ in range(4)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _labels(plan: MonthsPlan, partial_text: str) -> list[dict[str, Any]]:
    """Numbers at the feet of all bars where they fit, else over the last complete month; then the notes over bars."""
    look, size = plan.look, plan.look.sizes.small
    texts = [plan.short(row.value) for row in plan.rows]
    feet = max(text_width(text, size, bold=True) for text in texts) <= plan.scale.per_unit * BAR - 2
    placed = [_foot(plan, at, text) for at, text in enumerate(texts[: plan.complete])] if feet else []
    over = [] if feet or not plan.complete else [(plan.complete - 1, texts[plan.complete - 1], True)]
    if plan.rows[-1].is_partial:
        over += [(len(plan.rows) - 1, texts[-1], True)] if feet else []
        over += [(len(plan.rows) - 1, partial_text, False)] if partial_text else []
    first = next((at for at, row in enumerate(plan.rows) if row.year_ago is not None), None)
    if first is not None:
        over.append((first, words(look.language)("charts.year_ago"), False))
    blocks = plan.blocks
    for at, text, strong in over:
        made, block = _over(plan, at, text, strong, blocks)
        placed.append(made)
        blocks.append(block)
    return placed


def _foot(plan: MonthsPlan, at: int, text: str) -> dict[str, Any]:
    below = plan.rows[at].value < 0
    ink = ink_on(plan.fill(at)) if plan.rows[at].value else plan.look.colours.muted
    place = {"yanchor": "top" if below else "bottom", "yshift": -3 if below else 3}
    return label(at, 0, f"<b>{text}</b>", plan.look.sizes.small, ink, **place)


def _over(plan: MonthsPlan, at: int, text: str, strong: bool, blocks: Sequence[Block]) -> tuple[dict[str, Any], Block]:
    """A label over a month, kept inside the chart and clear of all blocks; and the block that it makes itself."""
    look, size = plan.look, plan.look.sizes.small
    half = text_width(text, size, strong) / 2 / plan.scale.per_unit
    place = min(max(at, plan.scale.first + half), plan.scale.value(plan.scale.width) - half)
    height = size * 1.5 * plan.pixel
    row = plan.rows[at]
    start = max(row.value, 0.0) if strong or row.year_ago is None or row.is_partial else row.year_ago
    level = clear_level(place, half, height, blocks, start)
    words_of = f"<b>{literal(text)}</b>" if strong else literal(text)
    colour = look.colours.ink if strong else look.colours.muted
    made = label(place, level, words_of, size, colour, yanchor="bottom", yshift=2)
    return made, Block(place - half, place + half, level, level + height)


def _zero_line(plan: MonthsPlan) -> list[dict[str, Any]]:
    if plan.low >= 0:
        return []
    return [line(0, 0, 1, 0, plan.look.colours.line, plan.look.sizes.stroke, xref="paper", layer="below")]


def _ticks(plan: MonthsPlan) -> dict[str, Any]:
    labels = month_labels([row.month for row in plan.rows], plan.scale.per_unit, plan.look)
    shown = [(at, text) for at, text in enumerate(labels) if text]
    return {
        "tickvals": [at for at, _ in shown],
        "ticktext": [text for _, text in shown],
        "tickangle": 0,
        "tickfont": {"size": plan.look.sizes.small, "color": plan.look.colours.muted},
    }
