"""The line of one manager's losses beside the company's: is he getting better or worse?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.lost.loss_trend import LossTrendSettings, loss_trend
from analytics.proportion import FEW_CASES
from analytics.result import Result
from charts.share_beside import share_beside
from charts.theme import Look
from ui.data import answer
from ui.language import words
from ui.lost import Losses, count, group_text, named, percent
from ui.page import KEPT_FIGURES, look, show_chart

OF = "lost_trend_of"


def manager_line(found: Losses, names: list[str]) -> None:
    """A manager to choose, the first of the names until then; where he stands, and his line over the company's."""
    t = words()
    if len(names) < 2:
        return
    if st.session_state.get(OF) not in names:
        st.session_state[OF] = names[0]
    name = str(
        st.selectbox(
            t("lost.manager_trend"), names, key=OF, persist_state="session",
            format_func=lambda code: group_text("manager", code),
        )
    )  # fmt: skip
    rows = _rows(_of_managers(found), found.trend, name)
    if not rows:
        st.caption(t("lost.trend_short"))
        return
    last = rows[-1]
    if last["share"] is None:
        st.caption(t("lost.manager_few", name=named("manager", name)))
        return
    said = {"now": percent(last["share"]), "company": percent(last["company"])}
    ends = {"low": percent(last["low"]), "high": percent(last["high"])}
    parts = {"lost": count(last["lost"]), "all": count(last["clients"])}
    st.markdown(t("lost.manager_line", name=named("manager", name), **said, **ends, **parts))
    if sum(row["share"] is not None for row in rows) > 1:
        figure = _figure(_of_managers(found), found.trend, name, look())
        show_chart(figure, "lost_manager_line", t("lost.manager_alt", name=group_text("manager", name), **said))


def _of_managers(found: Losses) -> Result:
    tail_gap_days = int(found.trend.params["tail_gap_days"])
    asked = LossTrendSettings(**found.settings.loss_rule, tail_gap_days=tail_gap_days, by="manager")
    return answer(loss_trend, found.scope, asked)


def _rows(managers: Result, company: Result, name: str) -> list[dict[str, Any]]:
    """The months that have a share of the company's, with his where it says enough."""
    his = {row["month"]: row for row in managers.rows if row["manager"] == name}
    told = []
    for row in company.rows:
        if row["year_share"] is not None:
            own = his.get(row["month"], {})
            clients = own.get("year_clients") or 0
            told.append(
                {"month": row["month"], "company": row["year_share"], "clients": clients, "lost": own.get("year_lost"),
                 "low": own.get("year_low"), "high": own.get("year_high"),
                 "share": own["year_share"] if clients >= FEW_CASES else None}
            )  # fmt: skip
    return told


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(managers: Result, company: Result, name: str, drawn: Look) -> go.Figure:
    points = pd.DataFrame(_rows(managers, company, name))[["month", "share", "company"]]
    return share_beside(
        points.astype({"share": float, "company": float}), drawn, name=group_text("manager", name),
        company_text=words()("lost.company"), width=620, height=170,
    )  # fmt: skip
