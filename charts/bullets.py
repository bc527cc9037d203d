"""Norms as bullets: how far each is, the norm as a tick, where it should be today as a dotted line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import cut, text_width, wrap
from charts.theme import Look, empty_figure, ink_on, label, line, literal, mix

_MOST_NAME, _MOST_NOTE = 0.28, 0.32  # of the width
_ROW = 2.5  # heights of a letter
_GAP = 10
_REACH = 1.28  # the track goes on behind the norm, so that what is above it can be seen
_LEAST_ROOM = 40  # pixels: below, nothing is written inside a bar


@dataclass(frozen=True)
class Bullet:
    """One norm. done: fact as a part of the norm, None where nobody wrote a fact; text: fact and norm as written; note:
    what stands on the right; tone: good, bad or neutral; due: the part that should be there today, None where no pace
    makes sense; code: comes back with a click.
    """

    code: str
    name: str
    done: float | None
    text: str
    note: str
    tone: str
    due: float | None = None


@dataclass(frozen=True)
class BulletWords:
    """What stands over the norm and over the dotted line."""

    norm: str
    due: str


def bullets(shown: Sequence[Bullet], words: BulletWords, look: Look, *, width: int | None = None) -> go.Figure:
    """Norms one under another, each in parts of its own norm. A click brings customdata (code,)."""
    sizes = look.sizes
    width = width or 2 * sizes.width
    left = min(max((text_width(one.name, sizes.text) for one in shown), default=0), width * _MOST_NAME)
    right = min(max((text_width(one.note, sizes.text) for one in shown), default=0), width * _MOST_NOTE)
    head = round(sizes.small * 2.2)
    figure = empty_figure(
        look, round(len(shown) * sizes.text * _ROW + head + 8), left + _GAP + 6, right + _GAP + 6, head, 8
    )
    scale = max(width - left - right - 2 * _GAP - 12, 1) / _REACH
    fills = [_fill(one, look) for one in shown]
    figure.add_trace(_trace(shown, fills))
    figure.update_layout(
        shapes=[*_tracks(shown, look), *_ticks(shown, look, scale)],
        annotations=[
            *_names(shown, look, left), *_texts(shown, fills, look, scale), *_notes(shown, look, right),
            *_heads(shown, words, look, scale),
        ],
        bargap=0.42,
    )  # fmt: skip
    figure.update_xaxes(range=[0, _REACH], showticklabels=False)
    figure.update_yaxes(range=[len(shown) - 0.5, -0.5])
    return figure


def _fill(one: Bullet, look: Look) -> str:
    return {"good": look.colours.good, "bad": look.colours.bad}.get(one.tone, look.colours.neutral)


def _length(one: Bullet) -> float:
    return min(max(one.done or 0.0, 0.0), _REACH)


def _trace(shown: Sequence[Bullet], fills: Sequence[str]) -> go.Bar:
    unchanged = {"marker": {"opacity": 1}}
    return go.Bar(
        x=[_length(one) for one in shown],
        y=list(range(len(shown))),
        orientation="h",
        marker={"color": list(fills), "cornerradius": 2, "line": {"width": 0}, "opacity": 1},
        selected=unchanged,
        unselected=unchanged,
        customdata=[[one.code] for one in shown],
        hovertext=[literal(f"{one.name}: {one.text} · {one.note}") for one in shown],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _tracks(shown: Sequence[Bullet], look: Look) -> list[dict[str, Any]]:
    """The pale room behind each bar."""
    pale = mix(look.colours.page, look.colours.total, 0.45)
    place = {"type": "rect", "layer": "below", "fillcolor": pale, "line": {"width": 0}, "x0": 0, "x1": _REACH}
    return [{**place, "y0": at - 0.29, "y1": at + 0.29} for at in range(len(shown))]


def _ticks(shown: Sequence[Bullet], look: Look, scale: float) -> list[dict[str, Any]]:
    """The norm of each row; the pace across neighbouring rows that have the same one, open where a text stands."""
    ink, width = look.colours.ink, look.sizes.stroke
    made = [line(1, at - 0.38, 1, at + 0.38, ink, 3 * width) for at in range(len(shown))]
    for at, one in enumerate(shown):
        if one.due is not None and one.due < 1:
            spans = ((-0.5, -0.29), (0.29, 0.5)) if _covers(one, one.due, look, scale) else ((-0.5, 0.5),)
            made += [line(one.due, at + a, one.due, at + b, ink, 1.5 * width, dash="dot") for a, b in spans]
    return made


def _inside(one: Bullet, look: Look, scale: float) -> bool:
    """Whether the text fits into its bar. scale: pixels of one norm."""
    room = _length(one) * scale
    return room > _LEAST_ROOM and text_width(one.text, look.sizes.text, bold=True) + _GAP <= room


def _covers(one: Bullet, place: float, look: Look, scale: float) -> bool:
    """Whether the text of a row stands where a line would cross it."""
    start = (0 if _inside(one, look, scale) else _length(one)) * scale + 6
    return start - 4 <= place * scale <= start + text_width(one.text, look.sizes.text, bold=True) + 4


def _names(shown: Sequence[Bullet], look: Look, room: float) -> list[dict[str, Any]]:
    """A name that is too long for its room goes on to a second line."""
    size, made = look.sizes.text, []
    for at, one in enumerate(shown):
        lines = [literal(part) for part in wrap(one.name, size, room)]
        place: dict[str, Any] = {"xref": "paper", "xanchor": "right", "xshift": -_GAP, "align": "right"}
        made.append(label(0, at, "<br>".join(lines), size, look.colours.ink, **place))
    return made


def _texts(shown: Sequence[Bullet], fills: Sequence[str], look: Look, scale: float) -> list[dict[str, Any]]:
    """Fact and norm inside the bar where they fit, else beside it. scale: pixels of one norm."""
    made, size = [], look.sizes.text
    for at, (one, fill) in enumerate(zip(shown, fills, strict=True)):
        inside = _inside(one, look, scale)
        colour = ink_on(fill) if inside else look.colours.ink
        made.append(
            label(0 if inside else _length(one), at, f"<b>{literal(one.text)}</b>", size, colour, xanchor="left",
                  xshift=6)
        )  # fmt: skip
    return made


def _notes(shown: Sequence[Bullet], look: Look, room: float) -> list[dict[str, Any]]:
    size = look.sizes.text
    colours = {"good": look.colours.ink, "bad": look.colours.bad_text}
    return [
        label(1, at, literal(cut(one.note, size, room)), size, colours.get(one.tone, look.colours.muted), xref="paper",
              xanchor="left", xshift=_GAP)
        for at, one in enumerate(shown)
        if one.note
    ]  # fmt: skip


def _heads(shown: Sequence[Bullet], words: BulletWords, look: Look, scale: float) -> list[dict[str, Any]]:
    """The names of the two lines over the first row; the pace gives way where both would meet."""
    size, muted = look.sizes.small, look.colours.muted
    place: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "yshift": 2}
    made = [label(1, 1, literal(words.norm), size, muted, **place)]
    due = next((one.due for one in shown if one.due is not None and one.due < 1), None)
    if due is not None:
        half = (text_width(words.norm, size) + text_width(words.due, size)) / 2
        if (1 - due) * scale > half + _GAP:
            made.append(label(due, 1, literal(words.due), size, muted, **place))
        else:
            made = [label(1, 1, literal(words.norm), size, muted, xanchor="left", xshift=4, **place),
                    label(due, 1, literal(words.due), size, muted, xanchor="right", xshift=-4, **place)]  # fmt: skip
    return made
