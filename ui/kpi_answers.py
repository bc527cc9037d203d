"""How long sellers wait for their colleagues, what it costs the deals, and questions that are typed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.result import Status
from analytics.team.answer_speed import AnswerSpeedSettings, answer_speed
from storage.typed import rows_that_count
from ui.data import answer, store
from ui.kpi import Kpi, amount, count, money, percent
from ui.kpi_edits import REQUESTS
from ui.language import words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.tables import SHOWN_ROWS
from ui.text import plain
from ui.typed_grid import typed_grid
from wording import numbers


def answers_view(found: Kpi) -> None:
    """The sentence, the colleagues, the slowest deals, the questions."""
    t = words()
    result = answer(answer_speed, found.scope, chosen_settings(AnswerSpeedSettings, "answer_speed"))
    if result.status is Status.NOT_ENOUGH_DATA:
        st.markdown(t("kpi.answers_none"))
    else:
        st.markdown(_lead(result.facts["all"], result.facts))
        for said in sentences(result.warnings):
            st.caption(said)
        st.dataframe(pd.DataFrame([_colleague(row) for row in result.rows]), hide_index=True, height="content",
                     placeholder=numbers.DASH, key="kpi_answers")  # fmt: skip
        _deals(result.facts["deals"])
    _typed()


def _lead(row: dict[str, Any], facts: dict[str, Any]) -> str:
    t = words()
    hours = amount(chosen_settings(AnswerSpeedSettings, "answer_speed").sla_hours)
    if facts["unanswered"]:
        return t.n(
            "kpi.answers_open_only", row["open"], n=count(row["open"]), oldest=amount(round(row["oldest_hours"], 1))
        )
    span = t("kpi.range", low=count(round(row["low"] * 100)), high=percent(row["high"]))
    said = t("kpi.answers_lead", share=percent(row["share"]), range=span, hours=hours)
    if facts["waiting_share"]:
        said += " " + t("kpi.answers_waiting", share=percent(facts["waiting_share"]))
    if row["deals_lost"]:
        n = row["deals_lost"]
        said += " " + t.n("kpi.answers_lost", n, n=count(n), money=plain(money(row["money_lost"])))
    return said


def _colleague(row: dict[str, Any]) -> dict[str, Any]:
    t = words()
    due = row["in_time"] if row["share"] is None else round(row["in_time"] / row["share"]) if row["share"] else None
    return {
        t("kpi.col_asked_of"): row["asked_of"],
        t("kpi.col_requests"): count(row["requests"]),
        t("kpi.col_in_time"): f"{percent(row['share'])} ({t('kpi.part', n=count(row['in_time']), all=count(due))})"
        if due
        else None,
        t("kpi.col_median"): _hours(row["median_hours"]),
        t("kpi.col_p90"): _hours(row["p90_hours"]),
        t("kpi.col_open"): count(row["open"]),
        t("kpi.col_oldest"): _hours(row["oldest_hours"]),
        t("kpi.col_lost_money"): money(row["money_lost"]) if row["deals_lost"] else None,
    }


def _hours(value: float | None) -> str | None:
    return None if value is None else amount(round(value, 1))


def _deals(deals: list[dict[str, Any]]) -> None:
    """The deals that waited longest, their days split."""
    t = words()
    shown = sorted((d for d in deals if d["waiting_days"] > 0), key=lambda d: (-d["waiting_days"], d["deal_id"]))[
        :SHOWN_ROWS
    ]
    if not shown:
        return
    st.markdown(f"**{t('kpi.answers_deals')}**")
    rows = [
        {
            t("kpi.col_deal"): deal["deal_id"], t("list.client"): deal["client"], t("list.manager"): deal["manager"],
            t("kpi.col_deal_days"): count(deal["days"]), t("kpi.col_waiting"): amount(round(deal["waiting_days"], 1)),
            t("kpi.col_own"): amount(round(deal["own_days"], 1)),
            t("kpi.col_end"): t("kpi.deal_lost") if deal["is_lost"] else None,
        }
        for deal in shown
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=min(len(rows), 8) * 36 + 38, row_height=36,
                 placeholder=numbers.DASH, key="kpi_waiting_deals")  # fmt: skip


def _typed() -> None:
    t, config = words(), st.column_config
    st.caption(t("kpi.answers_typed"))
    known = sorted(rows_that_count(store(), "requests_internal"), key=lambda row: row["asked_at"], reverse=True)[
        :SHOWN_ROWS
    ]
    shown = [
        {name: row[name] for name in ("asked_at", "asked_by", "asked_of", "answered_at", "deal_id")} for row in known
    ]
    moment: dict[str, Any] = {"format": "DD.MM.YYYY HH:mm", "width": 160}
    columns: dict[str, Any] = {
        "asked_at": config.DatetimeColumn(t("kpi.col_asked_at"), required=True, **moment),
        "asked_by": config.TextColumn(t("kpi.col_asked_by"), width=180, required=True),
        "asked_of": config.TextColumn(t("kpi.col_asked_of"), width=180, required=True),
        "answered_at": config.DatetimeColumn(t("kpi.col_answered_at"), **moment),
        "deal_id": config.TextColumn(t("kpi.col_deal"), width=110),
    }
    typed_grid("kpi_requests_grid", REQUESTS, known, shown, columns)
