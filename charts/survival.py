"""How many clients are still with us so many months after they came: one curve with its band, groups beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, label, line, literal
from wording.numbers import number, percent

_WHOLE = ""  # name of the curve of everybody
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
_NAME_ROOM = 110


def survival(
    points: pd.DataFrame,
    look: Look,
    *,
    median: float | None,
    half_text: str,
    axis_text: str,
    names: Mapping[str, str],
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """Curves from 100 % downwards by month; the one of everybody ('') carries its interval and the half.

    points, by name and month: name, month (0, 1, 2 ...), survival, low, high. median: months after which half is
    gone, None where it never came to that; half_text: what is said of it. axis_text: unit of the axis. names: what the
    ends of the curves of groups are called, at most five are drawn.
    """
    sizes, colours = look.sizes, look.colours
    width, height = width or sizes.width, height or sizes.height
    groups = [name for name in names if name != _WHOLE][: len(_DASHES)]
    right = _NAME_ROOM if groups else 16
    left = text_width(percent(1, look.language, 0), sizes.small) + 10
    figure = empty_figure(look, height, left, right, sizes.small, 14 + 2.6 * sizes.small)
    whole = points[points["name"] == _WHOLE]
    last = max(int(points["month"].max()), 1)
    figure.add_trace(_band(whole, look))
    notes, ends = [], []
    for place, name in enumerate([_WHOLE, *groups]):
        rows = points[points["name"] == name]
        figure.add_trace(_curve(rows, look, _DASHES[max(place - 1, 0)], name == _WHOLE, axis_text))
        if name != _WHOLE:
            ends.append((float(rows["survival"].iloc[-1]), int(rows["month"].iloc[-1]), names[name]))
    notes += _ends(ends, look, height - 14 - 3.6 * sizes.small)
    shapes = [line(0, 0.5, last, 0.5, colours.line, sizes.stroke, dash="dot")]
    if median is not None and median <= last:
        shapes.append(line(median, 0, median, 0.5, colours.bad, 1.5 * sizes.stroke, dash="dot"))
        to_left = (median / last) * (width - left - right) > text_width(half_text, sizes.text, bold=True) + 10
        place_ = {"xanchor": "right", "xshift": -6} if to_left else {"xanchor": "left", "xshift": 6}
        notes.append(
            label(
                median, 0.03, f"<b>{literal(half_text)}</b>", sizes.text, colours.bad_text, yanchor="bottom", **place_
            )
        )
    notes.append(
        label(
            1,
            0,
            literal(axis_text),
            sizes.small,
            colours.muted,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="top",
            yshift=-round(1.5 * sizes.small) - 4,
        )
    )
    figure.update_layout(annotations=notes, shapes=shapes)
    ticks = _months(last)
    figure.update_xaxes(
        range=[0, last], tickvals=ticks, ticktext=[number(at, look.language) for at in ticks],
        tickfont={"size": sizes.small, "color": colours.muted}, ticklabeloverflow="allow",
    )  # fmt: skip
    figure.update_yaxes(
        range=[0, 1.02], tickvals=[0, 0.5, 1], ticktext=[percent(share, look.language, 0) for share in (0, 0.5, 1)],
        showticklabels=True, tickfont={"size": sizes.small, "color": colours.muted},
    )  # fmt: skip
    return figure


def _months(last: int) -> list[int]:
    step = next((step for step in (1, 2, 3, 6, 12, 24) if last / step <= 12), 36)
    return list(range(step, last + 1, step))


def _band(rows: pd.DataFrame, look: Look) -> go.Scatter:
    months, low, high = (list(rows[name]) for name in ("month", "low", "high"))
    return go.Scatter(
        x=months + months[::-1], y=high + low[::-1], fill="toself", fillcolor=look.colours.line, opacity=0.35,
        line={"width": 0, "shape": "hv"}, mode="lines", hoverinfo="skip",
    )  # fmt: skip


def _curve(rows: pd.DataFrame, look: Look, dash: str, whole: bool, axis_text: str) -> go.Scatter:
    hints = [
        f"{number(month, look.language)} {axis_text}: {percent(share, look.language, 0)}"
        for month, share in zip(rows["month"], rows["survival"], strict=True)
    ]
    colour = look.colours.ink if whole else look.colours.good
    return go.Scatter(
        x=list(rows["month"]), y=list(rows["survival"]), mode="lines", hovertext=hints,
        hovertemplate="%{hovertext}<extra></extra>",
        line={"color": colour, "width": (2.5 if whole else 1.6) * look.sizes.stroke, "dash": dash, "shape": "hv"},
    )  # fmt: skip


def _ends(ends: Sequence[tuple[float, int, str]], look: Look, plot: float) -> list[dict[str, Any]]:
    """The names of the groups at the right, pushed apart where the curves end close to one another."""
    size, notes = look.sizes.small, []
    apart, free = 1.5 * size / plot, 2.0
    for share, _, name in sorted(ends, reverse=True):
        at = min(share, free - apart)
        free = at
        text = cut(name, size, _NAME_ROOM - 10) or name[:1]
        notes.append(
            label(
                1,
                at / 1.02,
                literal(text),
                size,
                look.colours.good_text,
                xref="paper",
                yref="paper",
                xanchor="left",
                xshift=6,
            )
        )
    return notes
