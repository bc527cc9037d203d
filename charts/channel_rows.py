"""Funnels side by side: a row a channel, lanes for leads, requests and clients, the conversion with its whisker, the price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, label, line, literal

_ROW = 2.7  # height of a row in letter sizes
_GAP = 14
_BAR = 0.5  # of the height of a row
# What of the width each lane takes after the names: leads, requests, clients, lead to client, price of a client.
_LANES = (0.17, 0.19, 0.17, 0.24, 0.23)
LANES = ("leads", "requests", "deals", "share", "cost")


@dataclass(frozen=True)
class ChannelRow:
    """One channel.

    code: what a click brings. counts and texts: leads, requests, clients. share, low, high: lead to client, None where
    there is none; share_text beside it, share_range with it where the mouse stands. cost: of a client, None where it has none; cost_text beside it. verdict: of the
    conversion, cost_verdict: of the price: good, bad or plain; faint: too few cases to judge.
    """

    code: str
    name: str
    counts: tuple[int, int, int]
    texts: tuple[str, str, str]
    share: float | None
    low: float
    high: float
    share_text: str
    share_range: str
    cost: float | None
    cost_text: str
    verdict: str = "plain"
    cost_verdict: str = "plain"
    faint: bool = False


def channel_rows(
    rows: Sequence[ChannelRow], heads: Sequence[str], mean: float | None, look: Look, *, width: int | None = None
) -> go.Figure:
    """Channels from the top in the order given, at least one. heads: of the five lanes; mean: conversion of all, as a
    line through its lane. A click brings customdata[0], the code of the channel.
    """
    sizes, width = look.sizes, width or 2 * look.sizes.width
    room = min(max(text_width(row.name, sizes.text) for row in rows), 0.2 * width)
    starts, lengths = _places(width - room - 2 * _GAP)
    height = round((len(rows) * _ROW + 2.2) * sizes.text)
    figure = empty_figure(look, height, room + 2 * _GAP, 0, 0, 0)
    for place in range(3):
        figure.add_trace(_count_bars(rows, place, starts[place], lengths[place], look))
    figure.add_trace(_cost_bars(rows, starts[4], lengths[4], look))
    scale, shapes = _whiskers(rows, mean, starts[3], lengths[3], look)
    if scale:
        figure.add_trace(_dots(rows, starts[3], scale, look))
    notes = [label(0, at, literal(cut(row.name, sizes.text, room)), sizes.text, _ink(row, look), xref="paper",
                   xanchor="right", xshift=-_GAP)
             for at, row in enumerate(rows)]  # fmt: skip
    notes += _heads(heads, starts, lengths, look) + _texts(rows, starts, lengths, look)
    figure.update_layout(annotations=notes, shapes=shapes, bargap=0, barmode="overlay")
    figure.update_xaxes(range=[0, sum(lengths)], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.4, -1.3])
    return figure


def _places(width: float) -> tuple[list[float], list[float]]:
    """Where each lane begins and how long it is, in so many pixels."""
    lengths = [width * part for part in _LANES]
    return [sum(lengths[:place]) for place in range(len(_LANES))], lengths


def _ink(row: ChannelRow, look: Look) -> str:
    return look.colours.muted if row.faint else look.colours.ink


def _room(texts: Sequence[str], length: float, size: float) -> float:
    """What is left for the bars of a lane beside its longest text."""
    return max(length - max(text_width(text, size) for text in texts) - 2 * _GAP, 12)


def _bars(rows: Sequence[ChannelRow], start: float, lengths: Sequence[float], fills: Sequence[str]) -> go.Bar:
    return go.Bar(
        x=list(lengths), base=[start] * len(rows), y=list(range(len(rows))), orientation="h", width=_BAR,
        marker={"color": list(fills), "cornerradius": 3, "line": {"width": 0}, "opacity": 1},
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
        customdata=[[row.code, f"{literal(row.name)}: {' → '.join(literal(text) for text in row.texts)}"] for row in rows],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )  # fmt: skip


def _count_bars(rows: Sequence[ChannelRow], place: int, start: float, length: float, look: Look) -> go.Bar:
    most = max(max(row.counts[place] for row in rows), 1)
    room = _room([row.texts[place] for row in rows], length, look.sizes.text)
    fill = look.colours.good if place == 2 else look.colours.plain
    return _bars(rows, start, [row.counts[place] / most * room for row in rows], [fill] * len(rows))


def _cost_bars(rows: Sequence[ChannelRow], start: float, length: float, look: Look) -> go.Bar:
    most = max((row.cost for row in rows if row.cost), default=1.0)
    room, colours = _room([row.cost_text for row in rows if row.cost] or [""], length, look.sizes.text), look.colours
    fills = [{"bad": colours.bad, "good": colours.good}.get(row.cost_verdict, colours.plain) for row in rows]
    return _bars(rows, start, [(row.cost or 0.0) / most * room for row in rows], fills)


def _whiskers(
    rows: Sequence[ChannelRow], mean: float | None, start: float, length: float, look: Look
) -> tuple[float, list[dict[str, Any]]]:
    """Pixels of a share of one, and the intervals with the line of all."""
    room = _room([row.share_text for row in rows], length, look.sizes.text)
    # Few cases have whiskers over the whole lane: they end at its edge, so that the others can be told apart.
    known = [row for row in rows if row.share is not None]
    if not known:
        return 0.0, []
    reach = max([2.2 * (row.share or 0) for row in known] + [1.3 * (mean or 0), 0.02])
    scale, colours = room / reach, look.colours
    shapes = [
        line(start + row.low * scale, at, start + min(row.high, reach) * scale, at, colours.line, 7 * look.sizes.stroke)
        for at, row in enumerate(rows) if row.share is not None
    ]  # fmt: skip
    if mean is not None:
        across = start + mean * scale
        shapes.append(line(across, -0.5, across, len(rows) - 0.5, colours.ink, look.sizes.stroke, dash="dot"))
    return scale, [{**shape, "layer": "below"} for shape in shapes]


def _dots(rows: Sequence[ChannelRow], start: float, scale: float, look: Look) -> go.Scatter:
    known = [(at, row) for at, row in enumerate(rows) if row.share is not None]
    return go.Scatter(
        x=[start + (row.share or 0) * scale for _, row in known], y=[at for at, _ in known], mode="markers",
        marker={"color": [_verdict(row, look) for _, row in known], "size": look.sizes.text * 0.75, "opacity": 1},
        customdata=[[row.code, f"{literal(row.name)}: {literal(row.share_text)} ({literal(row.share_range)})"] for _, row in known],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
        hovertemplate="%{customdata[1]}<extra></extra>",
    )  # fmt: skip


def _verdict(row: ChannelRow, look: Look) -> str:
    colours = look.colours
    return colours.plain if row.faint else {"bad": colours.bad, "good": colours.good}.get(row.verdict, colours.neutral)


def _heads(heads: Sequence[str], starts: Sequence[float], lengths: Sequence[float], look: Look) -> list[dict[str, Any]]:
    sizes, colours = look.sizes, look.colours
    return [
        label(start, -0.95, literal(cut(text, sizes.small, length - 4, bold=True)), sizes.small, colours.muted, xanchor="left")
        for text, start, length in zip(heads, starts, lengths, strict=True)
    ]  # fmt: skip


def _texts(
    rows: Sequence[ChannelRow], starts: Sequence[float], lengths: Sequence[float], look: Look
) -> list[dict[str, Any]]:
    """The numbers beside the bars; those of the conversion at the right end of its lane."""
    size, colours, made = look.sizes.text, look.colours, []
    for place in range(3):
        most = max(max(row.counts[place] for row in rows), 1)
        room = _room([row.texts[place] for row in rows], lengths[place], size)
        for at, row in enumerate(rows):
            end = starts[place] + row.counts[place] / most * room + 6
            made.append(label(end, at, literal(row.texts[place]), size, _ink(row, look), xanchor="left"))
    most_cost = max((row.cost for row in rows if row.cost), default=1.0)
    room = _room([row.cost_text for row in rows if row.cost] or [""], lengths[4], size)
    for at, row in enumerate(rows):
        right = starts[3] + lengths[3] - _GAP
        made.append(label(right, at, literal(row.share_text), size, _ink(row, look), xanchor="right"))
        end = starts[4] + (row.cost or 0.0) / most_cost * room + (6 if row.cost else 0)
        told = cut(row.cost_text, size, starts[4] + lengths[4] - end)
        ink = colours.ink if row.cost else colours.bad_text if row.cost_verdict == "bad" else colours.muted
        made.append(label(end, at, literal(told), size, ink, xanchor="left"))
    return made
