"""The share of clients lost in a year over the band of the best, and under it the losses and returns of each month."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.calendar_axis import month_labels
from charts.lettering import text_width
from charts.theme import Look, empty_figure, label, line, literal
from wording.catalogue import words
from wording.numbers import month, number, percent

_UPPER = (0.44, 1.0)
_LOWER = (0.0, 0.35)
_MOST_HEADROOM = 1.25


def loss_trend(
    points: pd.DataFrame,
    look: Look,
    *,
    band: tuple[float, float],
    band_text: str,
    lost_text: str,
    returned_text: str,
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """A line of the yearly share lost, its last value large, over a band; below, losses up and returns down by month.

    points, in order of time, at least one: month (its first day), lost, returned, year_share (empty where there is
    none), is_partial. A history too short for the line has the bars alone. band: the shares of the best, with its
    words; lost_text, returned_text: what the bars are. A click brings customdata[0], the month as YYYY-MM-DD.
    """
    sizes = look.sizes
    width, height = width or sizes.width, height or sizes.height
    rows = points.to_dict("records")
    known = [(at, float(row["year_share"])) for at, row in enumerate(rows) if not pd.isna(row["year_share"])]
    last = percent(known[-1][1], look.language, 0) if known else ""
    right = text_width(last, sizes.value * 1.5, bold=True) / 2 + 12
    left = max(12.0, text_width("2026", sizes.small) / 2 + 2)
    figure = empty_figure(look, height, left, right, sizes.value * 2 if known else 8, 10 + 2.6 * sizes.small)
    slot = (width - left - right) / len(rows)
    notes, shapes = _under(figure, rows, look, lost_text, returned_text, _LOWER if known else (0.0, 1.0))
    if known:
        more, areas = _line(figure, known, look, band, band_text, slot)
        notes, shapes = notes + more, shapes + areas
    figure.update_layout(annotations=notes, shapes=shapes)
    figure.update_xaxes(range=[-0.6, len(rows) - 0.4], **_ticks(rows, slot, look))
    return figure


def _line(
    figure: go.Figure,
    known: list[tuple[int, float]],
    look: Look,
    band: tuple[float, float],
    band_text: str,
    slot: float,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The line with its labels, and the band."""
    colours, sizes = look.colours, look.sizes
    last_at, last = known[-1]
    verdict = colours.bad if last > band[1] else colours.good
    letters = colours.bad_text if last > band[1] else colours.good_text
    figure.add_trace(
        go.Scatter(
            x=[at for at, _ in known], y=[share for _, share in known], yaxis="y2", mode="lines+markers", cliponaxis=False,
            line={"color": colours.neutral, "width": 2 * sizes.stroke},
            marker={"size": [4.0] * (len(known) - 1) + [11.0], "color": [colours.neutral] * (len(known) - 1) + [verdict], "opacity": 1},
            hovertext=[percent(share, look.language) for _, share in known], hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    high = max([band[1], *(share for _, share in known)]) * _MOST_HEADROOM
    low = min([band[0], *(share for _, share in known)])
    low = 0.0 if low < high / 3 else low - (high - low) / 4
    figure.update_layout(
        yaxis2={"domain": _UPPER, "range": [low, high], "showgrid": False, "zeroline": False, "showticklabels": False,
                "fixedrange": True, "anchor": "x"}
    )  # fmt: skip
    big = percent(last, look.language, 0)
    notes = [label(last_at, last, f"<b>{big}</b>", sizes.value * 1.5, letters, yref="y2", yanchor="bottom", yshift=9)]
    room = text_width(number(88.8, look.language, 1), sizes.small) + 10
    every = next((step for step in (1, 2, 3, 6, 12, 24) if step * slot >= room), 36)
    for at, share in known[:-1]:
        far = (last_at - at) * slot >= room / 2 + text_width(big, sizes.value * 1.5, bold=True) / 2
        if (last_at - at) % every == 0 and far:
            text = number(share * 100, look.language, 1)
            notes.append(label(at, share, text, sizes.small, colours.muted, yref="y2", yanchor="bottom", yshift=5))
    area = {
        "type": "rect",
        "xref": "paper",
        "yref": "y2",
        "x0": 0,
        "x1": 1,
        "y0": band[0],
        "y1": band[1],
        "layer": "below",
    }
    shapes = [{**area, "fillcolor": colours.line, "opacity": 0.45, "line": {"width": 0}}]
    notes.append(
        label(0, (band[0] + band[1]) / 2, literal(band_text), sizes.small, colours.muted, xref="paper", yref="y2",
              xanchor="left", xshift=4)
    )  # fmt: skip
    return notes, shapes


def _under(
    figure: go.Figure,
    rows: list[dict[str, Any]],
    look: Look,
    lost_text: str,
    returned_text: str,
    domain: tuple[float, float],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Losses up, returns down; what they are stands over and under their first bars."""
    colours, sizes = look.colours, look.sizes
    lost, returned = [int(row["lost"]) for row in rows], [int(row["returned"]) for row in rows]
    partial = words(look.language)("charts.partial_month")
    hatch = {
        "shape": ["/" if row["is_partial"] else "" for row in rows],
        "size": 6,
        "solidity": 0.35,
        "fillmode": "replace",
    }
    for values, sign, colour, text in ((lost, 1, colours.bad, lost_text), (returned, -1, colours.good, returned_text)):
        hints = [
            f"{month(row['month'], look.language)}: {text} {number(value, look.language)}"
            + (f" ({partial})" if row["is_partial"] else "")
            for row, value in zip(rows, values, strict=True)
        ]
        figure.add_trace(
            go.Bar(
                x=list(range(len(rows))), y=[sign * value for value in values], width=0.7,
                marker={"color": colour, "line": {"width": 0}, "pattern": hatch},
                unselected={"marker": {"opacity": 0.45}},
                customdata=[[row["month"].isoformat(), hint] for row, hint in zip(rows, hints, strict=True)],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    top, bottom = max([1, *lost]), max([1, *returned])
    air = (top + bottom) * 0.24
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(domain=domain, range=[-bottom - air, top + air], selector={"anchor": None})
    at = {"xref": "paper", "xanchor": "left", "xshift": 4}
    notes = [
        label(0, top + air, literal(lost_text), sizes.small, colours.bad_text, yanchor="top", **at),
        label(0, -bottom - air, literal(returned_text), sizes.small, colours.good_text, yanchor="bottom", **at),
    ]
    return notes, [line(0, 0, 1, 0, colours.line, sizes.stroke, xref="paper")]


def _ticks(rows: list[dict[str, Any]], slot: float, look: Look) -> dict[str, Any]:
    labels = month_labels([pd.Timestamp(row["month"]).date() for row in rows], slot, look)
    shown = [(at, text) for at, text in enumerate(labels) if text]
    return {
        "tickvals": [at for at, _ in shown],
        "ticktext": [text for _, text in shown],
        "tickangle": 0,
        "anchor": "y",
        "ticklabeloverflow": "allow",
        "tickfont": {"size": look.sizes.small, "color": look.colours.muted},
    }
