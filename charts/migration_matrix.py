"""Who moved between the classes: rows are where clients were, columns where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.lettering import cut, text_width, wrap
from charts.theme import Look, contrast, empty_figure, ink_on, label, literal, mix
from wording.catalogue import words
from wording.numbers import number

STANDING: Mapping[str, int] = MappingProxyType({"A": 0, "B": 1, "C": 2, "N": 3, "absent": 4, "paused": 4, "lost": 4})
"""How high each code stands, 0 the best: a move to a larger number is for the worse."""
_GAP = 4
_FAINTEST = 0.14
_STRONGEST = 0.72
_CONTRAST = 4.5


def migration_matrix(
    cells: pd.DataFrame,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    look: Look,
    *,
    standing: Mapping[str, int] = STANDING,
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """A matrix of moves: worse is rust, better is blue, no change grey; the more clients, the stronger the colour.

    cells: before, after (codes), clients (count; rows of one pair are added up). rows, columns: code -> ready label
    ("A · 111"), in drawing order; a pair that is not among the cells has nobody. The pair where both codes
    stand for not buying is not drawn. standing: place of each code. A click brings customdata (before, after).
    """
    sizes = look.sizes
    width, height = width or sizes.width, height or sizes.height
    left = min(max(text_width(text, sizes.text) for text in rows.values()), width * 0.3)
    cell_width = (width - left - 22) / len(columns)
    heads = [wrap(text, sizes.text, cell_width - 4) for text in columns.values()]
    top = sizes.text * (0.5 + 1.3 * max(len(lines) for lines in heads))
    cell_height = (height - top - 8) / len(rows)
    counts = _counts(cells, rows, columns, standing)
    at = {(b, a): (list(columns).index(a), list(rows).index(b)) for b, a in counts}
    fills = {pair: _fill(pair, counts, look, standing) for pair in counts}
    gaps = _GAP / cell_width, _GAP / cell_height
    numbers = [_count(at[pair], clients, fills[pair], look) for pair, clients in counts.items()]
    hints = [_hint(pair, clients, rows, columns, look) for pair, clients in counts.items()]
    figure = empty_figure(look, height, left + 14, 8, top, 8)
    figure.add_trace(_click_targets(at, hints, min(cell_width, cell_height)))
    figure.update_layout(
        shapes=[_cell(*at[pair], gaps, fills[pair]) for pair in counts],
        annotations=[*numbers, *_head_labels(heads, look), *_side_labels(rows, look, left)],
        hoverdistance=round(max(cell_width, cell_height)),
    )
    figure.update_xaxes(range=[-0.5, len(columns) - 0.5], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return figure


def _counts(
    cells: pd.DataFrame, rows: Mapping[str, str], columns: Mapping[str, str], standing: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    """Clients of every cell that is drawn; nobody can be where clients bought neither then nor now."""
    known: dict[tuple[str, str], int] = {}
    for cell in cells.itertuples():
        pair = str(cell.before), str(cell.after)
        known[pair] = known.get(pair, 0) + int(cell.clients)
    unseen = {pair for pair, clients in known.items() if clients and not (pair[0] in rows and pair[1] in columns)}
    if unseen:
        raise KeyError(f"the matrix has no row or column for {sorted(unseen)}")
    gone = max(standing.values())
    pairs = [(before, after) for before in rows for after in columns]
    return {p: known.get(p, 0) for p in pairs if known.get(p) or not standing[p[0]] == standing[p[1]] == gone}


def _fill(pair: tuple[str, str], counts: Mapping[tuple[str, str], int], look: Look, standing: Mapping[str, int]) -> str:
    """Colour of a cell: its direction, and its weight among the cells that moved."""
    colours = look.colours
    moved = standing[pair[1]] - standing[pair[0]]
    clients = counts[pair]
    if not clients:
        return mix(colours.page, colours.total, 0.25)
    if moved == 0:
        return colours.total
    most = max(n for (before, after), n in counts.items() if standing[before] != standing[after])
    strength = _FAINTEST + (_STRONGEST - _FAINTEST) * (clients / most) ** 0.5
    return _readable(colours.page, colours.bad if moved > 0 else colours.good, strength)


def _readable(page: str, colour: str, strength: float) -> str:
    """The mixed fill, made fainter step by step until the number on it can be read."""
    fill = mix(page, colour, strength)
    while contrast(ink_on(fill), fill) < _CONTRAST and strength > _FAINTEST:
        strength -= 0.02
        fill = mix(page, colour, strength)
    return fill


def _cell(x: int, y: int, gaps: tuple[float, float], fill: str) -> dict[str, Any]:
    wide, high = (0.5 - gap / 2 for gap in gaps)
    return {
        "type": "rect", "x0": x - wide, "x1": x + wide, "y0": y - high, "y1": y + high,
        "fillcolor": fill, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _count(at: tuple[int, int], clients: int, fill: str, look: Look) -> dict[str, Any]:
    if not clients:
        return label(*at, "·", look.sizes.value, look.colours.muted)
    return label(*at, f"<b>{number(clients, look.language)}</b>", look.sizes.value, ink_on(fill))


def _click_targets(at: Mapping[tuple[str, str], tuple[int, int]], hints: list[str], size: float) -> go.Scatter:
    """Invisible squares over the cells: shapes cannot be clicked, points can."""
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[x for x, _ in at.values()],
        y=[y for _, y in at.values()],
        mode="markers",
        marker={"symbol": "square", "size": round(size * 0.9), "opacity": 0},
        selected=unseen,
        unselected=unseen,
        customdata=[list(pair) for pair in at],
        hovertext=hints,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hint(pair: tuple[str, str], clients: int, rows: Mapping[str, str], columns: Mapping[str, str], look: Look) -> str:
    before, after = (text.partition(" · ")[0] for text in (rows[pair[0]], columns[pair[1]]))
    count = number(clients, look.language)
    return literal(words(look.language).n("charts.cell_clients", clients, n=count, before=before, after=after))


def _head_labels(heads: Sequence[Sequence[str]], look: Look) -> list[dict[str, Any]]:
    return [
        label(x, 1, "<br>".join(literal(text) for text in lines), look.sizes.text, look.colours.ink, yref="paper",
              yanchor="bottom", yshift=2)
        for x, lines in enumerate(heads)
    ]  # fmt: skip


def _side_labels(rows: Mapping[str, str], look: Look, room: float) -> list[dict[str, Any]]:
    return [
        label(0, y, literal(cut(text, look.sizes.text, room)), look.sizes.text, look.colours.ink, xref="paper",
              xanchor="right", xshift=-8)
        for y, text in enumerate(rows.values())
    ]  # fmt: skip
