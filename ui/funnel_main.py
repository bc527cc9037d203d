"""The main card of the funnel: who loses where against the best quarter of the team; whose funnel, which funnel."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from charts.funnel_steps import StepCell, StepHead, StepRow, funnel_steps
from charts.theme import Look
from ui.funnel import WORTH_A_WORD, Funnel, count, dear_steps, groups_of, percent, step_title, tenths
from ui.funnel_data import key_of, sources
from ui.language import words
from ui.page import KEPT_FIGURES, card, clicked_on, look
from ui.text import plain, shortened

WHO = "funnel_who"
_MOST_ROWS, _MOST_STEPS = 12, 3


def main_card(found: Funnel) -> None:
    """The chart; its title says whom to train in what."""
    t = words()
    with card(
        _title(found), t("funnel.main_note_norms" if found.settings.norms else "funnel.main_note"), key="funnel_main"
    ):
        _switches(found)
        names = list(found.groups)[:_MOST_ROWS]
        places = dear_steps(found, _MOST_STEPS)
        figure = _figure(_heads(found, places), _rows(found, names, places), t("funnel.gain_title"), look())
        clicked = clicked_on(figure, f"funnel_chart_{found.settings.by}", _title(found).replace("\\", ""))
        if clicked and clicked[0] in found.groups:
            st.session_state[WHO] = clicked[0]
        if len(found.stages) - 1 > len(places):
            st.caption(t("funnel.other_steps"))
        if len(found.groups) > len(names):
            st.caption(t("funnel.other_groups", shown=count(len(names)), all=count(len(found.groups))))


def _title(found: Funnel) -> str:
    t = words()
    proven = [row for row in found.weak if row["is_proven"]]
    if not proven:
        return t("funnel.main_title_even")
    first = proven[0]
    return t(
        "funnel.main_title",
        name=plain(found.group_text(first["name"])),
        step=plain(found.step(first)),
        gain=tenths(first["gain"], True),
    )


def _switches(found: Funnel) -> None:
    """Which funnel, where there are several; whose."""
    t, known = words(), sources(found.scope.as_of)
    left, right = st.columns([1, 1], gap="small")
    with left:
        st.segmented_control(
            t("funnel.by_label"), groups_of(found.source), key="funnel_by", default="manager", required=True,
            format_func=lambda code: t.code("funnel.by", code), label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    if len(known) > 1:
        titles = {key_of(one): source_title(one) for one in known}
        with right:
            st.selectbox(
                t("funnel.source_label"), list(titles), key="funnel_source", label_visibility="collapsed",
                format_func=lambda key: titles[key], persist_state="session",
            )  # fmt: skip


def source_title(source: Any) -> str:
    """A funnel in the list of funnels."""
    t = words()
    if source.source == "counts":
        return t("funnel.source_counts")
    name = source.pipeline
    if t.has(f"funnel.pipeline.{name}"):
        name = t.code("funnel.pipeline", name)
    return t("funnel.source_pipeline", name=" ".join(name.split())) if name else t("funnel.source_deals")


def _heads(found: Funnel, places: list[int]) -> tuple[StepHead, ...]:
    t = words()
    heads = []
    for place in places:
        best = next(
            (r["benchmark"] for r in found.result.rows if r["place"] == place and r["benchmark"] is not None), None
        )
        key = "funnel.norm" if found.settings.norms else "funnel.best"
        text = t(key, share=percent(best)) if best is not None else ""
        heads.append(StepHead(step_title(found.stages[place - 1], found.stages[place]), best, text))
    return tuple(heads)


def _rows(found: Funnel, names: list[str], places: list[int]) -> tuple[StepRow, ...]:
    return tuple(_row(found, name, places) for name in names)


def _row(found: Funnel, name: str, places: list[int]) -> StepRow:
    t, rows = words(), found.groups[name]
    cells = tuple(_cell(rows[place - 1]) for place in places)
    weak = next((row for row in rows if row["is_weak"]), None)
    shown = shortened(found.group_text(name), 24)
    if rows[0]["is_few"]:
        return StepRow(name, shown, cells, None, t("funnel.too_few"), False)
    gain = round(weak["gain"], 1) if weak else 0.0
    return StepRow(name, shown, cells, gain, tenths(gain, True), bool(weak and weak["is_proven"]))


def _cell(row: dict[str, Any]) -> StepCell:
    part = words()("funnel.part", n=count(row["passed"]), all=count(row["entered"]))
    muted = row["is_few"] or row["grade"] in ("few", "none")
    weak = row["is_weak"] and (row["gain"] or 0) >= WORTH_A_WORD
    return StepCell(
        row["share"],
        row["low"],
        row["high"],
        percent(row["share"]),
        part,
        "muted" if muted else "bad" if weak else "plain",
    )


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(heads: tuple[StepHead, ...], rows: tuple[StepRow, ...], title: str, drawn: Look) -> go.Figure:
    return funnel_steps(heads, rows, title, drawn, width=836 if drawn.mode == "desk" else None)
