"""The chance of a plan by the number of companies that are worked, with the points that matter named on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.lettering import text_width
from charts.theme import Look, empty_figure, label, line, literal
from wording.numbers import number, percent

_GAP = 9
_TICKS = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class CurvePoint:
    """A point of the curve: companies, chance 0..1, what stands beside it, and whether that is good, bad or neither."""

    companies: int
    chance: float
    text: str
    verdict: str = "plain"


def chance_curve(
    curve: Sequence[tuple[int, float]], points: Sequence[CurvePoint], look: Look, *, wanted: float,
    width: int | None = None, height: int | None = None,
) -> go.Figure:  # fmt: skip
    """A line from no companies on; the wanted chance as a dotted line, the points with their words.

    curve: (companies, chance), growing, at least one. points: in order of companies. Words stand where there is room: to
    the right below the curve, else to the left above it; words that would meet give way upwards or downwards.
    """
    sizes, colours = look.sizes, look.colours
    width, height = width or sizes.width, height or sizes.height
    left = text_width(percent(1, look.language, 0), sizes.small) + 12
    figure = empty_figure(look, height, left, 18, 1.6 * sizes.text, 10 + 2.0 * sizes.small)
    last = max(curve[-1][0], *(point.companies for point in points), 1) if points else max(curve[-1][0], 1)
    inside = Inside(width - left - 18, height - 10 - 2.0 * sizes.small - 1.6 * sizes.text, last)
    figure.add_trace(_line(curve, look))
    figure.add_trace(_marks(points, look))
    figure.update_layout(
        annotations=_words(points, look, inside),
        shapes=[line(0, wanted, last, wanted, colours.line, sizes.stroke, dash="dot")],
    )
    ticks = _round_ticks(last)
    figure.update_xaxes(
        range=[0, last * 1.01], tickvals=ticks, ticktext=[number(at, look.language) for at in ticks],
        tickfont={"size": sizes.small, "color": colours.muted}, ticklabeloverflow="allow",
    )  # fmt: skip
    heights = sorted({*(at for at in _TICKS if abs(at - wanted) > 0.12), wanted})
    figure.update_yaxes(
        range=[-0.02, 1.02], tickvals=heights, ticktext=[percent(at, look.language, 0) for at in heights],
        showticklabels=True, tickfont={"size": sizes.small, "color": colours.muted},
    )  # fmt: skip
    return figure


@dataclass(frozen=True)
class Inside:
    """The plot in pixels, and the last number of companies on its axis."""

    width: float
    height: float
    last: int

    def x(self, companies: float) -> float:
        """Pixels from the left edge."""
        return companies / (self.last * 1.01) * self.width

    def y(self, chance: float) -> float:
        """Pixels from the top edge."""
        return (1.02 - chance) / 1.04 * self.height


def _line(curve: Sequence[tuple[int, float]], look: Look) -> go.Scatter:
    said = [f"{number(n, look.language)}: {percent(chance, look.language, 0)}" for n, chance in curve]
    return go.Scatter(
        x=[n for n, _ in curve], y=[chance for _, chance in curve], mode="lines", hovertext=said,
        line={"color": look.colours.neutral, "width": 2.2 * look.sizes.stroke}, hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _marks(points: Sequence[CurvePoint], look: Look) -> go.Scatter:
    colours = [_fill(point, look) for point in points]
    return go.Scatter(
        x=[point.companies for point in points], y=[point.chance for point in points], mode="markers", opacity=1,
        marker={"color": colours, "size": 0.75 * look.sizes.text, "opacity": 1}, hoverinfo="skip",
    )  # fmt: skip


def _fill(point: CurvePoint, look: Look) -> str:
    return {"good": look.colours.good, "bad": look.colours.bad}.get(point.verdict, look.colours.neutral)


def _ink(point: CurvePoint, look: Look) -> str:
    return {"good": look.colours.good_text, "bad": look.colours.bad_text}.get(point.verdict, look.colours.ink)


def _words(points: Sequence[CurvePoint], look: Look, inside: Inside) -> list[dict[str, Any]]:
    """Words right below their point while they fit, else left above it; never over those before."""
    made: list[dict[str, Any]] = []
    taken: list[tuple[float, float, float, float]] = []
    size = look.sizes.text
    for point in points:
        wide, x, y = text_width(point.text, size, bold=True), inside.x(point.companies), inside.y(point.chance)
        to_right = x + _GAP + wide <= inside.width
        start = x + _GAP if to_right else x - _GAP - wide
        centre = y + 0.9 * size if to_right else y - 0.9 * size
        step = 1.25 * size
        places = [
            centre,
            *(centre + way * turn * step for turn in range(1, 12) for way in ((1, -1) if to_right else (-1, 1))),
        ]
        room = (0.5 * size, inside.height - 0.6 * size)
        free = (at for at in places if room[0] <= at <= room[1] and not _meets(start, at, wide, size, taken))
        at = next(free, centre)
        taken.append((start, start + wide, at - 0.62 * size, at + 0.62 * size))
        made.append(
            label(point.companies, point.chance, f"<b>{literal(point.text)}</b>", size, _ink(point, look),
                  xanchor="left" if to_right else "right", xshift=_GAP if to_right else -_GAP, yshift=y - at)
        )  # fmt: skip
    return made


def _meets(
    start: float, at: float, wide: float, size: float, taken: Sequence[tuple[float, float, float, float]]
) -> bool:
    top, bottom = at - 0.62 * size, at + 0.62 * size
    return any(
        start < right and left < start + wide and top < low and high < bottom for left, right, high, low in taken
    )


def _round_ticks(last: int) -> list[int]:
    """Some five round numbers; none at the corner, where the other axis begins."""
    rough = max(last / 5, 1)
    size = 10 ** (len(str(int(rough))) - 1)
    step = next(size * part for part in (1, 2, 5, 10) if size * part >= rough)
    return list(range(step, last + 1, step))
