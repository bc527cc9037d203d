"""From the clients or companies that there are said to be to those who can buy, and to those who are needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.lettering import wrap
from charts.theme import Look, empty_figure, label, line, literal
from wording.numbers import number

_BAR = 0.66
_LEADING = 1.3
_FLAT = 2  # pixels; a thinner step is drawn as a line


def live_base(steps: pd.DataFrame, look: Look, *, width: int | None = None, height: int | None = None) -> go.Figure:
    """Columns from the first total to the last, with floating steps between them.

    steps, in drawing order: kind (code, comes back from a click), label, clients (a step is negative), left (clients
    after it), is_total, is_loss (clients who are gone, drawn as bad; a name that was never a client is neutral), and where
    the steps go up too: is_gain (drawn as good), is_missing (not there yet: an outline). width: the narrowest card in
    pixels in which labels must not meet.
    """
    rows = steps.to_dict("records")
    if not rows:
        raise ValueError("a waterfall needs steps, there are none")
    sizes = look.sizes
    width, height = width or sizes.width * 4 // 5, height or sizes.height
    slot = (width - 16) / len(rows)
    texts = [wrap(str(row["label"]), sizes.small, slot - 4, lines=3) for row in rows]
    top, bottom = sizes.value * 1.9, 14 + _LEADING * sizes.small * max(len(text) for text in texts)
    highest = max([float(_top(row)) for row in rows] + [1.0])
    per_unit = (height - top - bottom) / highest
    figure = empty_figure(look, height, 8, 8, top, bottom)
    figure.add_trace(_columns(rows, look))
    figure.update_layout(shapes=_lines(rows, look, per_unit), annotations=_values(rows, look))
    figure.update_yaxes(range=[0, highest])
    ticks = ["<br>".join(literal(part) for part in text) for text in texts]
    font = {"size": sizes.small, "color": look.colours.ink}
    figure.update_xaxes(
        range=[-0.5, len(rows) - 0.5], tickangle=0, tickvals=list(range(len(rows))), ticktext=ticks, tickfont=font
    )
    return figure


def _colour(row: dict[str, Any], look: Look) -> str:
    if row["is_total"]:
        return look.colours.total
    if row.get("is_missing"):
        return look.colours.bad_soft
    if row.get("is_gain"):
        return look.colours.good
    return look.colours.bad if row["is_loss"] else look.colours.plain


def _top(row: dict[str, Any]) -> int:
    """The upper end of a column: a step down hangs from where the step before it ended."""
    return int(row["left"]) if row["is_total"] else int(max(row["left"], row["left"] - row["clients"]))


def _columns(rows: Sequence[dict[str, Any]], look: Look) -> go.Bar:
    spoken = [
        f"{literal(str(row['label']))}: {number(row['clients'], look.language, signed=not row['is_total'])}"
        for row in rows
    ]
    return go.Bar(
        x=list(range(len(rows))),
        y=[abs(int(row["clients"])) for row in rows],
        base=[0 if row["is_total"] else _top(row) - abs(int(row["clients"])) for row in rows],
        width=_BAR,
        marker={"color": [_colour(row, look) for row in rows], "cornerradius": 3, "line": _outline(rows, look)},
        customdata=[[str(row["kind"]), text] for row, text in zip(rows, spoken, strict=True)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _outline(rows: Sequence[dict[str, Any]], look: Look) -> dict[str, Any]:
    return {"width": [1.5 * bool(row.get("is_missing")) for row in rows], "color": look.colours.bad}


def _lines(rows: Sequence[dict[str, Any]], look: Look, per_unit: float) -> list[dict[str, Any]]:
    """Connectors between the columns, and steps too thin to be seen."""
    half, stroke = _BAR / 2, look.sizes.stroke
    drawn = [
        line(at + half, row["left"], at + 1 - half, row["left"], look.colours.muted, stroke)
        for at, row in enumerate(rows[:-1])
    ]
    flat = [at for at, row in enumerate(rows) if not row["is_total"] and abs(row["clients"]) * per_unit < _FLAT]
    return drawn + [
        line(at - half, rows[at]["left"], at + half, rows[at]["left"], _colour(rows[at], look), 2 * stroke)
        for at in flat
    ]


def _values(rows: Sequence[dict[str, Any]], look: Look) -> list[dict[str, Any]]:
    colours, shown = look.colours, []
    for at, row in enumerate(rows):
        text = number(row["clients"], look.language, signed=not row["is_total"])
        bad = (row["is_loss"] or row.get("is_missing")) and row["clients"]
        ink = colours.bad_text if bad else colours.good_text if row.get("is_gain") else colours.ink
        shown.append(label(at, _top(row), f"<b>{text}</b>", look.sizes.value, ink, yanchor="bottom", yshift=2))
    return shown
