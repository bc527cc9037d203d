"""What is loaded for which dates: sales by week with their gaps marked, and under them a strip for each kind of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from charts.calendar_axis import month_labels, months_between
from charts.lettering import cut, text_width
from charts.theme import Look, empty_figure, label, line, literal
from wording.numbers import number

_WEEK = 7
_BAR = 0.8  # of a week
_WIDEST_NAME = 190
_MOST_NAMED = 4  # gaps that get a word over them
_BETWEEN = 22  # pixels between the weeks and the strips


class Hole(NamedTuple):
    """Days on which sales are missing, both included, and what is written over them."""

    first_day: date
    last_day: date
    text: str


def coverage(
    weeks: pd.DataFrame, strips: pd.DataFrame, look: Look, *, holes: Sequence[Hole] = (), title: str = "",
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """Bars by week over strips by month.

    weeks, in order of time, at least one: first_day (a Monday), records, hint; optional is_thin (coloured). strips, one row a stretch of months: name
    (rows of one name stand on one line, names in their order from above), first_day, last_day, hint. title: what the bars
    count, written over them. The dotted level is the median week. A mark says its hint when it is pointed at.
    """
    sizes = look.sizes
    names = list(dict.fromkeys(strips["name"])) if len(strips) else []
    usual = float(median(float(value) for value in weeks["records"]))
    level = number(usual, look.language)
    left = max((text_width(text, sizes.small) for text in [*names, level]), default=0.0)
    left = min(left, _WIDEST_NAME) + 18
    row = sizes.small * 1.9
    top, bottom, high = sizes.small * 4.2, 10 + 2.6 * sizes.small, sizes.small * 12
    low = row * len(names) + (_BETWEEN if names else 0)
    figure = empty_figure(look, round(top + high + low + bottom), left, 8, top, bottom)
    start = pd.Timestamp(weeks["first_day"].iloc[0]).date()
    end = max(
        [pd.Timestamp(weeks["first_day"].iloc[-1]).date() + timedelta(days=_WEEK - 1), *_days(strips["last_day"])]
    )
    start = min([start, *_days(strips["first_day"])])
    figure.add_trace(_weeks(weeks, start, look))
    if names:
        figure.add_trace(_strips(strips, names, start, look))
    split = low / (high + low)
    plot_width = (width or sizes.width) - left - 8
    per_day = plot_width / ((end - start).days + 1)
    figure.update_layout(
        barmode="overlay",
        shapes=[*_bands(holes, start, look), _level(usual, look)],
        annotations=[*_words(holes, start, per_day, look), _usual(usual, level, look), _title(title, left, look)],
        yaxis={"domain": [split, 1], "range": [0, float(weeks["records"].max()) * 1.02 or 1]},
    )
    if names:
        figure.update_layout(yaxis2=_names(names, split - _BETWEEN / (high + low), left, look))
    figure.update_xaxes(
        range=[-1, (end - start).days + 2], anchor="y2" if names else "y", **_ticks(start, end, per_day, look)
    )
    return figure


def _days(column: pd.Series) -> list[date]:
    return [pd.Timestamp(value).date() for value in column]


def _thin(weeks: pd.DataFrame) -> list[bool]:
    return [bool(thin) for thin in weeks["is_thin"]] if "is_thin" in weeks else [False] * len(weeks)


def _weeks(weeks: pd.DataFrame, start: date, look: Look) -> go.Bar:
    return go.Bar(
        x=[(day - start).days + _WEEK / 2 for day in _days(weeks["first_day"])],
        y=[float(value) for value in weeks["records"]],
        width=_WEEK * _BAR,
        marker={
            "color": [look.colours.bad if thin else look.colours.plain for thin in _thin(weeks)],
            "line": {"width": 0},
        },
        customdata=[[literal(hint)] for hint in weeks["hint"]],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _strips(strips: pd.DataFrame, names: Sequence[str], start: date, look: Look) -> go.Bar:
    """Every stretch of months as a flat bar on the line of its name."""
    first, last = _days(strips["first_day"]), _days(strips["last_day"])
    return go.Bar(
        orientation="h",
        yaxis="y2",
        y=[names.index(name) for name in strips["name"]],
        base=[(day - start).days for day in first],
        x=[(until - since).days + 1 for since, until in zip(first, last, strict=True)],
        width=0.5,
        marker={"color": look.colours.total, "cornerradius": 3, "line": {"width": 0}},
        customdata=[[literal(hint)] for hint in strips["hint"]],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _bands(holes: Sequence[Hole], start: date, look: Look) -> list[dict[str, Any]]:
    """A coloured band over the days of each hole, with a stroke at its foot that is seen even where the band is thin."""
    colours, found = look.colours, []
    for hole in holes:
        x0, x1 = (hole.first_day - start).days, (hole.last_day - start).days + 1
        found.append(
            {"type": "rect", "xref": "x", "yref": "y domain", "x0": x0, "x1": x1, "y0": 0, "y1": 1,
             "fillcolor": colours.bad_soft, "line": {"width": 0}, "layer": "below"}
        )  # fmt: skip
        found.append(line(x0, 0, x1, 0, colours.bad, 4 * look.sizes.stroke, yref="y domain"))
    return found


def _words(holes: Sequence[Hole], start: date, per_day: float, look: Look) -> list[dict[str, Any]]:
    """What the longest holes are, over them; a word that would meet another is left out."""
    size, found = look.sizes.small, []
    taken: list[tuple[float, float]] = []
    for hole in sorted(holes, key=lambda hole: (hole.first_day - hole.last_day, hole.first_day))[:_MOST_NAMED]:
        middle = (hole.first_day - start).days + ((hole.last_day - hole.first_day).days + 1) / 2
        half = text_width(hole.text, size, bold=True) / 2 / per_day
        if any(abs(middle - other) < half + room for other, room in taken):
            continue
        taken.append((middle, half))
        text = f"<b>{literal(hole.text)}</b>"
        found.append(label(middle, 1, text, size, look.colours.bad_text, yref="y domain", yanchor="bottom", yshift=2))
    return found


def _level(usual: float, look: Look) -> dict[str, Any]:
    return line(0, usual, 1, usual, look.colours.neutral, look.sizes.stroke, xref="paper", dash="dot")


def _usual(usual: float, text: str, look: Look) -> dict[str, Any]:
    """The number of a usual week, at the left of its level."""
    return label(0, usual, text, look.sizes.small, look.colours.muted, xref="paper", xanchor="right", xshift=-8)


def _title(text: str, left: float, look: Look) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    lift = look.sizes.small * 1.8  # over the words of the holes
    return label(0, 1, literal(text), look.sizes.small, look.colours.muted, yshift=lift, xshift=8 - left, **place)


def _names(names: Sequence[str], top: float, left: float, look: Look) -> dict[str, Any]:
    """The lines of the strips with their names, the first above."""
    size = look.sizes.small
    return {
        "domain": [0, max(0.0, top)],
        "range": [len(names) - 0.5, -0.5],
        "tickvals": list(range(len(names))),
        "ticktext": [literal(cut(name, size, left - 16)) for name in names],
        "tickfont": {"size": size, "color": look.colours.ink},
        "ticklabelstandoff": 6,
        "showgrid": False,
        "zeroline": False,
        "showticklabels": True,
        "ticks": "",
        "fixedrange": True,
    }


def _ticks(start: date, end: date, per_day: float, look: Look) -> dict[str, Any]:
    """Names of months under the first day of each, as many as fit."""
    months = [month for month in months_between(start, end) if month >= start]
    labels = month_labels(months, per_day * 30, look)
    shown = [((month - start).days, text) for month, text in zip(months, labels, strict=True) if text]
    return {
        "tickvals": [at for at, _ in shown],
        "ticktext": [text for _, text in shown],
        "tickangle": 0,
        "tickfont": {"size": look.sizes.small, "color": look.colours.muted},
    }
