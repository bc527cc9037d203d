"""The one theme of all charts: colours by meaning, sizes for the desk and for the wall, the empty figure.

Good is blue, bad is rust, everything else is grey; these two stay apart under the three colour blindnesses. Totals are
pale, so that only good and bad speak. The classes A, B, C are one hue from strong to faint.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import plotly.graph_objects as go

Theme = Literal["light", "dark"]
Mode = Literal["desk", "meeting"]

FONT = '"Source Sans", sans-serif'

_NO_TEMPLATE = go.layout.Template()
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}


@dataclass(frozen=True)
class Look:
    """How a chart is to be drawn.

    theme: light or dark page. mode: desk (read from an arm's length) or meeting (read from four metres).
    language: en, ru or uk, for numbers, months and the few words that a chart writes by itself.
    """

    theme: Theme = "light"
    mode: Mode = "desk"
    language: str = "en"

    def __post_init__(self) -> None:
        if self.theme not in ("light", "dark"):
            raise ValueError(f"theme is light or dark, not {self.theme!r}")
        if self.mode not in ("desk", "meeting"):
            raise ValueError(f"mode is desk or meeting, not {self.mode!r}")

    @property
    def colours(self) -> Colours:
        """The colours of the theme."""
        return _COLOURS[self.theme]

    @property
    def sizes(self) -> Sizes:
        """The sizes of the mode."""
        return _SIZES[self.mode]


@dataclass(frozen=True)
class Colours:
    """Colours of one theme, as #RRGGBB. The `_text` ones are for letters on the page, the `_soft` ones for areas.

    total: columns that only frame a change. plain: columns that are the subject, without a verdict.
    """

    page: str
    ink: str
    muted: str
    line: str
    neutral: str
    total: str
    plain: str
    good: str
    good_text: str
    good_soft: str
    bad: str
    bad_text: str
    bad_soft: str
    class_a: str
    class_b: str
    class_c: str

    def of_change(self, change: float) -> str:
        """Fill of a step: good up, bad down, neutral for nothing."""
        return self.good if change > 0 else self.bad if change < 0 else self.neutral

    def of_change_text(self, change: float) -> str:
        """Letters beside a step, readable on the page."""
        return self.good_text if change > 0 else self.bad_text if change < 0 else self.muted

    def of_class(self, abc_class: str) -> str:
        """Fill of a class A, B or C; another class is neutral."""
        return {"A": self.class_a, "B": self.class_b, "C": self.class_c}.get(abc_class, self.total)


@dataclass(frozen=True)
class Sizes:
    """Letters in pixels and the size for which labels are arranged.

    text: names of bars. small: second lines. value: numbers over bars. width: the narrowest card in which the labels
    must not meet (a wider one only gives them air). height: default height. stroke: lines.
    """

    text: int
    small: int
    value: int
    width: int
    height: int
    stroke: float


_COLOURS = {
    "light": Colours(
        page="#FFFFFF", ink="#1C2430", muted="#5B6470", line="#C9D0D8", neutral="#5B6470", total="#C3CBD4",
        plain="#9AA5B1", good="#0072B2", good_text="#00659F", good_soft="#E9F3FA",
        bad="#C44E00", bad_text="#B54700", bad_soft="#FDF1E9",
        class_a="#0B4F7D", class_b="#4C9FD3", class_c="#CFE1ED",
    ),
    "dark": Colours(
        page="#11151B", ink="#E7EAEE", muted="#A3ACB9", line="#475362", neutral="#8D97A5", total="#3A4552",
        plain="#5C6878", good="#56B4E9", good_text="#74C3EF", good_soft="#142B3A",
        bad="#FF8A4C", bad_text="#FF9A63", bad_soft="#37231A",
        class_a="#7CC4EE", class_b="#3A7AA9", class_c="#263F52",
    ),
}  # fmt: skip

_SIZES = {
    "desk": Sizes(text=14, small=12, value=16, width=520, height=300, stroke=1.0),
    "meeting": Sizes(text=28, small=24, value=34, width=1040, height=680, stroke=2.0),
}


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of a colour #RRGGBB, 0 black to 1 white (WCAG 2, relative luminance)."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2, contrast ratio); letters need 4.5."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


INKS = ("#FFFFFF", "#10161E")


def ink_on(fill: str) -> str:
    """The colour of letters on a fill: the one of the two inks that contrasts more."""
    return max(INKS, key=lambda ink: contrast(ink, fill))


def mix(one: str, other: str, share: float) -> str:
    """A colour between two: `share` 0 is the first, 1 the second."""
    parts = (round(a + (b - a) * share) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def literal(text: str) -> str:
    """A name as letters: Plotly reads tags and entities, a client's name must not become one."""
    return escape(" ".join(text.split()), quote=False)


def empty_figure(
    look: Look, height: int, left: float = 8, right: float = 8, top: float = 8, bottom: float = 8
) -> go.Figure:
    """A figure with our letters and margins (pixels), no axes, no legend, nothing to drag."""
    colours, sizes = look.colours, look.sizes
    letters = {"family": FONT, "size": sizes.text, "color": colours.ink}
    # One layout in one piece: every update of a figure is checked anew by Plotly, at some milliseconds each.
    return go.Figure(
        layout={
            "template": _NO_TEMPLATE,
            "height": height,
            "margin": {"l": round(left), "r": round(right), "t": round(top), "b": round(bottom)},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": letters,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": colours.page, "bordercolor": colours.line, "font": letters, "align": "left"},
            "xaxis": bare_axis(),
            "yaxis": bare_axis() | {"showticklabels": False},
        }
    )


def bare_axis() -> dict[str, Any]:
    """An axis without lines and grid that cannot be dragged."""
    return dict.fromkeys(("showgrid", "zeroline", "showline", "automargin"), False) | {"ticks": "", "fixedrange": True}


def label(x: Any, y: Any, text: str, size: float, colour: str, **more: Any) -> dict[str, Any]:
    """A direct label as a Plotly annotation without arrow; `more` overrides (xanchor, yanchor, xref, yref, shifts)."""
    place: dict[str, Any] = {"xref": "x", "yref": "y", "xanchor": "center", "yanchor": "middle", "showarrow": False}
    words = {"text": text, "font": {"family": FONT, "size": size, "color": colour}, "borderpad": 0}
    return {"x": x, "y": y, **place, **words, **more}


def line(x0: Any, y0: Any, x1: Any, y1: Any, colour: str, width: float, **more: Any) -> dict[str, Any]:
    """A straight line as a Plotly shape in data coordinates unless `more` says otherwise."""
    stroke = {"color": colour, "width": width, "dash": more.pop("dash", "solid")}
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": stroke, **more}
