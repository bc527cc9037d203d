"""One client's purchases one by one, and the ones that should have followed and did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.calendar_axis import month_labels, months_between
from charts.lettering import text_width
from charts.span_heads import Block, Heads, Scale, Span, clear_level, span_heads
from charts.theme import Look, empty_figure, label, literal
from wording.numbers import day as day_text
from wording.numbers import money, month, short_day

MOST_BARS = 120
"""With more purchases than this, or bars nearer than four pixels, a bar is a month."""
_NEAREST = 4
_THINNEST_OUTLINE = 5
_MONTH_DAYS = 30.4


@dataclass(frozen=True)
class _Story:
    """Purchases as bars and expected purchases as outlines: (day number, money), counted from the first shown day."""

    first: date
    as_of: date
    bars: tuple[tuple[int, float], ...]
    missed: tuple[tuple[int, float], ...]
    last: int
    lost: int | None
    by_month: bool
    bar_width: float
    scale: Scale

    @property
    def end(self) -> int:
        return (self.as_of - self.first).days

    @property
    def height(self) -> float:
        return max(amount for _, amount in (*self.bars, *self.missed))

    @property
    def blocks(self) -> list[Block]:
        half = self.bar_width / 2
        return [Block(at - half, at + half, 0.0, amount) for at, amount in (*self.bars, *self.missed)]


def purchases_timeline(
    purchases: pd.DataFrame,
    look: Look,
    *,
    as_of: date,
    missed: Sequence[date] = (),
    usual_money: float | None = None,
    lost_on: date | None = None,
    rhythm_text: str = "",
    silence_text: str = "",
    lost_text: str = "",
    currency: str = "",
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """Bars on the purchase days; dotted outlines where purchases were expected; the silence after the loss shaded.

    purchases: day (date), money; one row a purchase day, at least one, none after as_of. missed: expected days that
    passed without a purchase. usual_money: height of an outline (without it the median of the last five purchases).
    lost_on: from this day on the silence is a loss. rhythm_text stands over the purchases, silence_text over the
    silence, lost_text over the loss; each is left out where it would meet another. A click on a bar brings
    customdata[0], the day (or the first day of the month) as YYYY-MM-DD.
    """
    sizes = look.sizes
    width, height = width or sizes.width, height or sizes.height
    story = _tell(purchases, missed, usual_money, as_of, lost_on, width - 16, look)
    row = sizes.text * 1.6
    top = row * (2 if lost_text else 1) + 6
    bottom = 10 + 2.6 * sizes.small
    plot = height - top - bottom
    heads = _heads(story, look, 1 + 4 / plot, rhythm_text, silence_text)
    figure = empty_figure(look, height, 8, 8, top, bottom)
    figure.add_trace(_columns(story, look, currency))
    annotations = [*heads.annotations, _last_day(story, look, plot)]
    if lost_text and story.lost is not None:
        annotations.append(_lost_head(story, look, lost_text, row + 6))
    roof = 1 + (top - 2) / plot
    figure.update_layout(
        shapes=_shade(story, look, roof) + _outlines(story, look) + heads.shapes, annotations=annotations
    )
    figure.update_xaxes(range=[story.scale.first, story.scale.value(width - 16)], **_month_ticks(story, look))
    figure.update_yaxes(range=[0, story.height * (1 + sizes.small * 1.7 / plot)])
    return figure


def _tell(
    purchases: pd.DataFrame,
    missed: Sequence[date],
    usual_money: float | None,
    as_of: date,
    lost_on: date | None,
    room: float,
    look: Look,
) -> _Story:
    """The rows as day numbers on an axis that leaves room for half a bar at both ends."""
    pairs = zip(purchases["day"], purchases["money"], strict=True)
    rows = sorted((pd.Timestamp(day).date(), float(amount)) for day, amount in pairs)
    if not rows or rows[-1][0] > as_of:
        raise ValueError(f"a timeline needs purchases up to {as_of}, found {rows[-1][0] if rows else 'none'}")
    first, latest = rows[0][0], rows[-1][0]
    widest = 10 * look.sizes.stroke
    per_day = (room - 2 * widest) / max((as_of - first).days, 1)
    usual = float(usual_money) if usual_money is not None else median(amount for _, amount in rows[-5:])
    bought = [((day - first).days, amount) for day, amount in rows]
    expected = [((pd.Timestamp(day).date() - first).days, usual) for day in missed]
    expected = [(at, amount) for at, amount in expected if bought[-1][0] < at <= (as_of - first).days]
    usual_gap = median([later - earlier for (earlier, _), (later, _) in pairwise(bought)] or [_MONTH_DAYS])
    by_month = len(bought) > MOST_BARS or usual_gap * per_day < _NEAREST
    if by_month:
        bought, expected = _months(bought, first, as_of), _months(expected, first, as_of)
        expected = [(at, amount) for at, amount in expected if at > bought[-1][0]]
        usual_gap = _MONTH_DAYS
    bar_width = min(max(usual_gap * per_day * 0.5, 2.0), widest) / per_day
    lost = None if lost_on is None or lost_on > as_of else max((lost_on - first).days, 0)
    scale, last = Scale(-widest / per_day, per_day, room), (latest - first).days
    return _Story(first, as_of, tuple(bought), tuple(expected), last, lost, by_month, bar_width, scale)


def _months(days: Sequence[tuple[int, float]], first: date, as_of: date) -> list[tuple[int, float]]:
    """Sums by month, each in the middle of its month (of the part that is shown)."""
    if not days:
        return []
    sums: dict[date, float] = {}
    for at, amount in days:
        bought = date.fromordinal(first.toordinal() + at)
        sums[bought.replace(day=1)] = sums.get(bought.replace(day=1), 0.0) + amount
    end = (as_of - first).days
    return [(_middle(month_start, first, end), amount) for month_start, amount in sorted(sums.items())]


def _middle(month_start: date, first: date, end: int) -> int:
    """Day number of the middle of what is shown of a month."""
    start = (month_start - first).days
    return (max(start, 0) + min(start + 30, end)) // 2


def _columns(story: _Story, look: Look, currency: str) -> go.Bar:
    days = [date.fromordinal(story.first.toordinal() + at) for at, _ in story.bars]
    if story.by_month:
        days = [day.replace(day=1) for day in days]
    names = [month(day, look.language) if story.by_month else day_text(day, look.language) for day in days]
    spoken = [money(amount, look.language, currency) for _, amount in story.bars]
    return go.Bar(
        x=[at for at, _ in story.bars],
        y=[amount for _, amount in story.bars],
        width=story.bar_width,
        marker={"color": look.colours.good, "cornerradius": 2, "line": {"width": 0}},
        unselected={"marker": {"opacity": 0.45}},
        customdata=[[day.isoformat(), f"{name}: {text}"] for day, name, text in zip(days, names, spoken, strict=True)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _outlines(story: _Story, look: Look) -> list[dict[str, Any]]:
    """A dotted outline an expected purchase; one box for all where they would be too thin or run together."""
    if not story.missed:
        return []
    half = story.bar_width / 2
    spots = [(at - half, at + half, amount) for at, amount in story.missed]
    run_together = any(right > left for (_, right, _), (left, _, _) in pairwise(spots))
    if run_together or story.scale.per_unit * story.bar_width < _THINNEST_OUTLINE:
        spots = [(spots[0][0], spots[-1][1], median(amount for _, amount in story.missed))]
    dotted = {"color": look.colours.bad, "width": 1.5 * look.sizes.stroke, "dash": "dot"}
    return [
        {"type": "rect", "x0": left, "x1": right, "y0": 0, "y1": amount, "line": dotted, "fillcolor": "rgba(0,0,0,0)"}
        for left, right, amount in spots
    ]


def _shade(story: _Story, look: Look, roof: float) -> list[dict[str, Any]]:
    """The time since the loss."""
    if story.lost is None:
        return []
    return [
        {
            "type": "rect", "x0": story.lost, "x1": max(story.end, story.lost + story.bar_width), "y0": 0, "y1": roof,
            "yref": "paper", "fillcolor": look.colours.bad_soft, "line": {"width": 0}, "layer": "below",
        }
    ]  # fmt: skip


def _heads(story: _Story, look: Look, level: float, rhythm_text: str, silence_text: str) -> Heads:
    colours = look.colours
    spans = [
        Span(0, story.last, rhythm_text, colours.muted, colours.line),
        Span(story.last, story.end, silence_text, colours.bad_text, colours.bad, strong=True),
    ]
    return span_heads(spans, story.scale, look, level)


def _lost_head(story: _Story, look: Look, text: str, shift: float) -> dict[str, Any]:
    """Over the shaded time, kept inside the chart."""
    size = look.sizes.small
    wide = text_width(text, size)
    lost, end = story.scale.pixels(story.lost or 0), story.scale.pixels(story.end)
    left = max(min(lost + 6, end - wide - 4), 0.0)
    place = {"yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": shift}
    return label(story.scale.value(left), 1, literal(text), size, look.colours.bad_text, **place)


def _last_day(story: _Story, look: Look, plot: float) -> dict[str, Any]:
    """The date of the last purchase over its bar, above whatever stands beside it."""
    at = story.bars[-1][0]
    bought = date.fromordinal(story.first.toordinal() + story.last)
    text, size = short_day(bought, look.language), look.sizes.small
    half = (text_width(text, size) / 2 + 3) / story.scale.per_unit
    at_label = min(max(at, story.scale.first + half), story.scale.value(story.scale.width) - half)
    level = clear_level(at_label, half, size * 1.5 * story.height / plot, story.blocks)
    return label(at_label, level, text, size, look.colours.muted, yanchor="bottom", yshift=1)


def _month_ticks(story: _Story, look: Look) -> dict[str, Any]:
    months = months_between(story.first, story.as_of)
    labels = month_labels(months, story.scale.per_unit * _MONTH_DAYS, look)
    shown = [(_middle(start, story.first, story.end), text) for start, text in zip(months, labels, strict=True) if text]
    shown = _apart(shown, story.scale.per_unit, look)
    return {
        "tickvals": [at for at, _ in shown],
        "ticktext": [text for _, text in shown],
        "tickangle": 0,
        "tickfont": {"size": look.sizes.small, "color": look.colours.muted},
    }


def _apart(ticks: list[tuple[int, str]], per_day: float, look: Look) -> list[tuple[int, str]]:
    """The labels without the one of a month that only begins or ends here, where it would meet its neighbour."""

    def meet(one: tuple[int, str], other: tuple[int, str]) -> bool:
        wide = sum(text_width(text.partition("<br>")[0], look.sizes.small) for _, text in (one, other)) / 2 + 3
        return (other[0] - one[0]) * per_day < wide

    if len(ticks) > 1 and meet(ticks[0], ticks[1]):
        _, _, year = ticks[0][1].partition("<br>")
        second = ticks[1][1] if "<br>" in ticks[1][1] or not year else f"{ticks[1][1]}<br>{year}"
        ticks = [(ticks[1][0], second), *ticks[2:]]
    if len(ticks) > 1 and meet(ticks[-2], ticks[-1]):
        ticks = ticks[:-1]
    return ticks
