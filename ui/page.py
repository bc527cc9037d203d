"""The grammar of a screen: question, computed answer, tiles, cards, explanation, honest edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from charts.theme import CONFIG, Look
from ui.language import language, words

KEPT_FIGURES = 32  # of each kind; a figure is read-only once it is drawn
DOCS = Path(__file__).resolve().parent.parent / "docs" / "methods"


def look() -> Look:
    """How charts are drawn now: theme of the browser, language of the screens."""
    dark = st.context.theme.type == "dark"
    return Look(theme="dark" if dark else "light", mode="desk", language=language())


def headline(question: str, answer: str) -> None:
    """The owner's question as the title, the computed answer as the lead under it."""
    with st.container(gap=None):
        st.title(question, anchor=False)
        st.header(answer, anchor=False)


@dataclass(frozen=True)
class Tile:
    """One figure: its name, its value as written, the change in words, and whether that is good, bad or neither."""

    label: str
    value: str
    change: str | None = None
    good: bool | None = None
    note: str | None = None
    points: Sequence[float] | None = None
    help: str | None = None


_COLOURS = {True: "green", False: "red", None: "off"}


def tiles(shown: Sequence[Tile]) -> None:
    """At most four figures in a row of equal height. The arrow is drawn from the sign written, never guessed."""
    for column, tile in zip(st.columns(len(shown), gap="small"), shown, strict=True):
        arrow = "off"
        if tile.change and tile.change[0] in "+−":
            arrow = "up" if tile.change[0] == "+" else "down"
        column.metric(
            tile.label,
            tile.value,
            delta=tile.change,
            delta_color=_COLOURS[tile.good],  # type: ignore[arg-type]
            delta_arrow=arrow,  # type: ignore[arg-type]
            delta_description=tile.note,
            border=True,
            height="stretch",
            chart_data=list(tile.points) if tile.points else None,
            help=tile.help,
        )


@contextmanager
def card(title: str, note: str = "", key: str | None = None) -> Iterator[None]:
    """A bordered part of the screen whose title is a conclusion."""
    with st.container(border=True, height="stretch", gap="small", key=key):
        with st.container(gap=None):
            st.subheader(title, anchor=False)
            if note:
                st.caption(note)
        yield


def show_chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a figure of `charts`."""
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=alt)


def clicked_on(figure: go.Figure, key: str, alt: str) -> tuple[Any, ...]:
    """Draw a figure and give back the codes of the mark that was clicked just now; empty where none was.

    A click stays selected until the next one, so it is told once: the list under the chart may be switched by hand
    afterwards.
    """
    drawn = st.plotly_chart(
        figure, theme=None, config=CONFIG, key=key, alt=alt, on_select="rerun", selection_mode="points"
    )
    points = drawn["selection"]["points"]
    codes = tuple(points[0].get("customdata") or ()) if points else ()
    if codes == st.session_state.get(f"{key}_told"):
        return ()
    st.session_state[f"{key}_told"] = codes
    return codes


def explanation(screen: str, edges: Sequence[str] = ()) -> None:
    """What was left out, in one caption, and the page that says how everything here is counted."""
    t = words()
    if edges:
        st.caption("  ".join(edges))
    text = (DOCS / f"{screen}.{language()}.md").read_text(encoding="utf-8")
    with st.expander(t("page.how"), icon=":material/help:", type="compact"):
        st.markdown(text)
