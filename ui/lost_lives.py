"""How long clients stay: the curve of lives, of everybody or by group."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.lost.client_survival import GROUPS, ClientSurvivalSettings, client_survival
from analytics.result import Result
from charts.survival import survival
from charts.theme import Look
from ui.data import answer, profile
from ui.language import words
from ui.lost import Losses, count, percent
from ui.notices import sentences
from ui.page import KEPT_FIGURES, look, show_chart
from wording import numbers

_DRAWN = 5


def _offered() -> list[str]:
    known = profile()
    absent = set()
    for by, names in (("channel", known.channels), ("manager", known.managers)):
        absent |= {by} if len(names) < 2 else set()
    return [by for by in GROUPS if by not in absent]


def _lives(found: Losses) -> Result:
    by = st.session_state.get("lost_lives_by")
    chosen = ClientSurvivalSettings(**found.settings.loss_rule, by=by if by in _offered() else "all")
    return answer(client_survival, found.scope, chosen)


def lives_head(found: Losses) -> tuple[str, str]:
    """After how many months half of the clients is gone."""
    t, whole = words(), _lives(found).facts["groups"][""]
    note = t("lost.lives_note", n=count(whole["clients"]), lost=count(whole["lost"]))
    if not whole["clients"]:
        return t("lost.lives_nobody"), t("lost.lives_left_out", n=count(_lives(found).facts["left_out"]))
    if whole["median"] is not None:
        return t("lost.lives_half", n=_months(whole["median"])), note
    if whole["year"] is not None:
        return t("lost.lives_year", share=percent(whole["year"])), note
    return t("lost.lives_most"), note


def _months(value: float) -> str:
    return numbers.number(value, words().language, 0 if value >= 10 else 1)


def lives(found: Losses) -> None:
    """The curve, and the groups beside it."""
    t, offered = words(), _offered()
    if st.session_state.get("lost_lives_by") not in offered:
        st.session_state["lost_lives_by"] = offered[0]
    st.pills(
        t("lost.lives_by"), offered, key="lost_lives_by", format_func=lambda code: t.code("lost.lives_bys", code),
        required=True, label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    told = _lives(found)
    if told.rows:
        show_chart(_figure(told, look()), "lost_lives", alt=lives_head(found)[0])
        _groups_in_words(told)
    said = [*sentences(told.warnings)]
    if told.facts["left_out"]:
        said.append(t("lost.lives_left_out", n=count(told.facts["left_out"])))
    if said:
        st.caption("  ".join(said))


def _groups_in_words(told: Result) -> None:
    """The lives of the groups that were compared, the shortest first."""
    t = words()
    groups = [(name, facts) for name, facts in told.facts["groups"].items() if name]
    if told.params["by"] != "all" and not groups:
        st.caption(t("lost.lives_small"))


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(told: Result, drawn: Look) -> go.Figure:
    t = words()
    groups = told.facts["groups"]
    largest = sorted((name for name in groups if name), key=lambda name: (-groups[name]["clients"], name))[:_DRAWN]
    median = groups[""]["median"]
    half = t("lost.lives_median", n=_months(median)) if median is not None else ""
    names = {"": t("lost.lives_all")} | {name: t("frame.not_given") if name == "—" else name for name in largest}
    return survival(
        pd.DataFrame(told.table.to_pandas()), drawn, median=median, half_text=half, axis_text=t("lost.lives_axis"),
        names=names, width=620, height=300,
    )  # fmt: skip
