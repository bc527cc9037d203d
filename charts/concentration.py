"""Who feeds the company: the money laid over the clients who bring it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.lettering import first_fitting, text_width
from charts.theme import Look, empty_figure, ink_on, label, line, literal
from wording.catalogue import words
from wording.numbers import number, percent

CLASSES = ("A", "B", "C")
STEPS = (1, 5, 20)
"""Where the bar of class A is divided: the first client, the first five, the first twenty."""
_PADDING = 8
_LEADING = 1.6


@dataclass(frozen=True)
class Segment:
    """A run of clients of one class by rank, with its place on a bar (both ends as shares 0..1)."""

    abc_class: str
    first_rank: int
    last_rank: int
    start: float
    end: float

    @property
    def clients(self) -> int:
        """How many clients the run has."""
        return self.last_rank - self.first_rank + 1

    @property
    def share(self) -> float:
        """Part of the bar."""
        return self.end - self.start


@dataclass(frozen=True)
class _Row:
    """One bar: its middle and thickness in pixels from the bottom, and its segments."""

    middle: float
    thickness: float
    segments: tuple[Segment, ...]


def concentration(
    clients: pd.DataFrame,
    look: Look,
    *,
    money_title: str,
    clients_title: str,
    width: int | None = None,
    height: int | None = None,
) -> go.Figure:
    """Two stacked bars, money over clients, with dotted links where a class ends.

    clients, one row each: rank (1 is the biggest), share (of all money, 0..1), abc_class (A, B or C). money_title and
    clients_title stand over and under the bars. A click brings customdata (abc_class, first_rank, last_rank).
    A label that does not fit into its segment is shortened, then left out; one of the clients' bar moves below it.
    """
    sizes = look.sizes
    width = (width or sizes.width) - 16
    height = height or round(sizes.height * (0.84 if look.mode == "desk" else 1))
    figure = empty_figure(look, height, 8, 8, 4, 4)
    money, people = _rows(clients, look, height - 8, lines_under=1)
    inside, outside = _client_labels(people, look, width)
    if outside:
        money, people = _rows(clients, look, height - 8, lines_under=2)
        inside, outside = _client_labels(people, look, width)
    for row in (money, people):
        figure.add_trace(_stack(row, look, width))
    half_line = sizes.text * _LEADING / 2
    titles = [
        _title(money_title, money.middle + money.thickness / 2 + half_line, look),
        _title(clients_title, people.middle - people.thickness / 2 - half_line * (3 if outside else 1), look),
    ]
    labels = titles + _money_labels(money, look, width) + inside + outside
    shapes = _links(money, people, look) + _slivers(people, look, width)
    figure.update_layout(barmode="overlay", annotations=labels, shapes=shapes)
    figure.update_xaxes(range=[0, 1], showticklabels=False)
    figure.update_yaxes(range=[0, height - 8])
    return figure


def _rows(clients: pd.DataFrame, look: Look, room: float, lines_under: int) -> tuple[_Row, _Row]:
    """Where the two bars lie: two fifths of the room for money, three tenths for the links, the rest for clients."""
    line_height = look.sizes.text * _LEADING
    bars = room - (1 + lines_under) * line_height
    money = _Row(room - line_height - bars * 0.2, bars * 0.4, tuple(money_segments(clients)))
    return money, _Row(lines_under * line_height + bars * 0.15, bars * 0.3, tuple(client_segments(clients)))


def money_segments(clients: pd.DataFrame) -> list[Segment]:
    """The bar of money: class A divided at the first, fifth and twentieth client, B and C whole."""
    shares = clients.sort_values("rank", kind="stable")["share"].astype(float)
    level, made = 0.0, []
    for abc_class, ranks in _ranks(clients).items():
        for first, last in _runs(ranks) if abc_class == "A" else [ranks]:
            share = float(shares.iloc[first - 1 : last].sum())
            made.append(Segment(abc_class, first, last, level, level + share))
            level += share
    return made


def client_segments(clients: pd.DataFrame) -> list[Segment]:
    """The bar of clients: a segment a class, as wide as its part of all clients."""
    count = len(clients)
    return [Segment(c, first, last, (first - 1) / count, last / count) for c, (first, last) in _ranks(clients).items()]


def _ranks(clients: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """First and last place of each class that has clients, counted without gaps from the biggest."""
    unknown = set(clients["abc_class"]) - set(CLASSES)
    if unknown or not len(clients):
        raise ValueError(f"concentration shows clients of the classes A, B and C, found {sorted(unknown) or 'none'}")
    counts = clients["abc_class"].value_counts()
    ranks, level = {}, 0
    for abc_class in CLASSES:
        count = int(counts.get(abc_class, 0))
        if count:
            ranks[abc_class] = (level + 1, level + count)
        level += count
    return ranks


def _runs(ranks: tuple[int, int]) -> list[tuple[int, int]]:
    """Class A divided at STEPS."""
    ends = [step for step in STEPS if step < ranks[1]] + [ranks[1]]
    return list(zip([ranks[0], *(end + 1 for end in ends[:-1])], ends, strict=True))


def _stack(row: _Row, look: Look, width: float) -> go.Bar:
    """One stacked bar; the gaps between segments have the colour of the page, slivers have none."""
    return go.Bar(
        orientation="h",
        y=[row.middle] * len(row.segments),
        x=[segment.share for segment in row.segments],
        base=[segment.start for segment in row.segments],
        width=row.thickness,
        marker={
            "color": [look.colours.of_class(segment.abc_class) for segment in row.segments],
            "line": {
                "color": look.colours.page,
                "width": [1.5 * look.sizes.stroke if segment.share * width > 6 else 0 for segment in row.segments],
            },
        },
        unselected={"marker": {"opacity": 0.45}},
        customdata=[[segment.abc_class, segment.first_rank, segment.last_rank] for segment in row.segments],
        hovertext=[_hint(segment, look) for segment in row.segments],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hint(segment: Segment, look: Look) -> str:
    return f"{percent(segment.share, look.language)} · {_class_clients(segment, look)}"


def _class_clients(segment: Segment, look: Look) -> str:
    count = number(segment.clients, look.language)
    return words(look.language).n("charts.class_clients", segment.clients, n=count, code=segment.abc_class)


def _money_labels(row: _Row, look: Look, width: float) -> list[dict[str, Any]]:
    """Percent over rank in each segment; without the rank, or without both, where there is no room."""
    made = []
    for segment in row.segments:
        room = segment.share * width - _PADDING
        share = percent(segment.share, look.language, 0 if segment.share >= 0.01 else 1)
        sizes = (look.sizes.text, look.sizes.small)
        size = next((size for size in sizes if text_width(share, size, bold=True) <= room + _PADDING / 2), None)
        if size is None:
            continue
        second = first_fitting(_names(segment, look), look.sizes.small, room)
        text = f"<b>{share}</b>"
        if second:
            text += f'<br><span style="font-size:{look.sizes.small}px">{second}</span>'
        middle = (segment.start + segment.end) / 2
        made.append(label(middle, row.middle, text, size, ink_on(look.colours.of_class(segment.abc_class))))
    return made


def _names(segment: Segment, look: Look) -> list[str]:
    """What a segment of money is called, from long to short."""
    say = words(look.language)
    if segment.abc_class != "A":
        return [say("charts.class", code=segment.abc_class), segment.abc_class]
    if segment.clients == 1:
        return [say(key, rank=segment.first_rank) for key in ("charts.client_rank", "charts.client_rank_short")]
    ranks = f"{number(segment.first_rank, look.language)}–{number(segment.last_rank, look.language)}"
    return [say("charts.client_ranks", ranks=ranks), ranks]


def _client_labels(row: _Row, look: Look, width: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Labels inside the clients' bar, and those of segments too narrow for one, under it."""
    inside, narrow = [], []
    for segment in row.segments:
        texts = [_class_clients(segment, look), f"{segment.abc_class} · {number(segment.clients, look.language)}"]
        text = first_fitting(texts, look.sizes.text, segment.share * width - _PADDING, bold=True)
        if not text:
            narrow.append((segment, texts[0]))
            continue
        ink = ink_on(look.colours.of_class(segment.abc_class))
        middle = (segment.start + segment.end) / 2
        inside.append(label(middle, row.middle, _strong_head(text), look.sizes.text, ink))
    return inside, _under(row, narrow, look, width)


def _strong_head(text: str) -> str:
    head, dot, tail = text.partition(" · ")
    return f"<b>{head}</b>{dot}{tail}"


def _under(row: _Row, narrow: Sequence[tuple[Segment, str]], look: Look, width: float) -> list[dict[str, Any]]:
    """Labels under the bar, each as near to its segment as the others let it; the last goes where all cannot stand."""
    size, gap = look.sizes.text, 2 * _PADDING
    wide = [text_width(text, size, bold=True) for _, text in narrow]
    lefts: list[float] = []
    for (segment, _), width_of in zip(narrow, wide, strict=True):
        free = lefts[-1] + wide[len(lefts) - 1] + gap if lefts else 0.0
        lefts.append(max((segment.start + segment.end) / 2 * width - width_of / 2, free))
    limit = width
    for at in reversed(range(len(lefts))):
        lefts[at] = min(lefts[at], limit - wide[at])
        limit = lefts[at] - gap
    if lefts and lefts[0] < 0:
        return _under(row, narrow[:-1], look, width)
    foot = row.middle - row.thickness / 2 - size * 0.8
    return [
        label(left / width, foot, _strong_head(text), size, look.colours.ink, xanchor="left")
        for left, (_, text) in zip(lefts, narrow, strict=True)
    ]


def _title(text: str, y: float, look: Look) -> dict[str, Any]:
    return label(0, y, literal(text), look.sizes.text, look.colours.muted, xanchor="left")


def _slivers(row: _Row, look: Look, width: float) -> list[dict[str, Any]]:
    """One client among thousands is thinner than a pixel: a line keeps him visible."""
    foot, top, stroke = row.middle - row.thickness / 2, row.middle + row.thickness / 2, 2 * look.sizes.stroke
    return [
        line(s.start, foot, s.start, top, look.colours.of_class(s.abc_class), stroke)
        for s in row.segments
        if s.share * width < 2
    ]


def _links(money: _Row, people: _Row, look: Look) -> list[dict[str, Any]]:
    """Dotted curves from the end of a class in money to its end in clients."""
    ends = {segment.abc_class: segment.end for segment in money.segments}
    top, foot = money.middle - money.thickness / 2, people.middle + people.thickness / 2
    middle = (top + foot) / 2
    return [
        {
            **line(0, 0, 0, 0, look.colours.muted, 1.2 * look.sizes.stroke, dash="dot"),
            "type": "path",
            "path": f"M {ends[s.abc_class]},{top} C {ends[s.abc_class]},{middle} {s.end},{middle} {s.end},{foot}",
        }
        for s in people.segments[:-1]
    ]
