"""A share month by month beside the same of the whole company: two lines that end in their values."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.calendar_axis import month_labels
from charts.lettering import text_width
from charts.theme import Look, empty_figure, label
from wording.numbers import month, percent

_HEADROOM = 1.2


def share_beside(
    points: pd.DataFrame,
    look: Look,
    *,
    name: str,
    company_text: str,
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """The line of one, strong, over that of the company, pale.

    points, in order of time, at least two: month (its first day), share (empty where it says too little), company.
    name, company_text: what the hints call them; the values at the ends stand apart from one another.
    """
    sizes, colours = look.sizes, look.colours
    width, height = width or sizes.width, height or sizes.height
    months = [pd.Timestamp(day).date() for day in points["month"]]
    right = text_width(percent(1, look.language, 0), sizes.value, bold=True) + 10
    left = text_width("2026", sizes.small) / 2 + 2
    figure = empty_figure(look, height, left, right, sizes.value, 10 + 2.6 * sizes.small)
    high = max(0.01, float(points[["share", "company"]].max().max())) * _HEADROOM
    ends = []
    for column, told, colour, stroke in (
        ("company", company_text, colours.plain, 2.0), ("share", name, colours.ink, 2.5),
    ):  # fmt: skip
        shares = [None if pd.isna(share) else float(share) for share in points[column]]
        hints = [
            "" if share is None else f"{told}, {month(day, look.language)}: {percent(share, look.language)}"
            for day, share in zip(months, shares, strict=True)
        ]
        figure.add_trace(
            go.Scatter(
                x=list(range(len(shares))), y=shares, mode="lines+markers", marker={"size": 4 * sizes.stroke},
                line={"color": colour, "width": stroke * sizes.stroke}, connectgaps=False, cliponaxis=False,
                hovertext=hints, hoverinfo="text",
            )
        )  # fmt: skip
        known = [(at, share) for at, share in enumerate(shares) if share is not None]
        ends += [(*known[-1], column)] if known else []
    figure.update_layout(annotations=_ends(ends, look, high, height))
    texts = month_labels(months, (width - left - right) / len(months), look)
    shown = [(at, text) for at, text in enumerate(texts) if text]
    figure.update_xaxes(
        range=[-0.3, len(months) - 0.7], tickvals=[at for at, _ in shown], ticktext=[text for _, text in shown],
        tickangle=0, ticklabeloverflow="allow", tickfont={"size": sizes.small, "color": colours.muted},
    )  # fmt: skip
    figure.update_yaxes(range=[0, high])
    return figure


def _ends(ends: list[tuple[int, float, str]], look: Look, high: float, height: int) -> list[dict[str, object]]:
    """The last values; two that end near one another are moved apart."""
    sizes, colours = look.sizes, look.colours
    plot = height - 10 - 2.6 * sizes.small - sizes.value
    shift = dict.fromkeys(("share", "company"), 0.0)
    if len(ends) == 2:
        near = sizes.value * 1.1 - abs(ends[0][1] - ends[1][1]) / high * plot
        upper = max(ends, key=lambda end: (end[1], end[2] == "share"))[2]
        shift = {name: max(0.0, near) / 2 * (1 if name == upper else -1) for name in shift}
    notes = []
    for at, share, column in ends:
        text, strong = percent(share, look.language, 0), column == "share"
        notes.append(
            label(at, share, f"<b>{text}</b>" if strong else text, sizes.value if strong else sizes.small,
                  colours.ink if strong else colours.muted, xanchor="left", xshift=7, yshift=shift[column])
        )  # fmt: skip
    return notes
