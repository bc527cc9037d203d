"""The main cards of service: NPS by manager, branch, class and in time; whether it matters here; who waits for a call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import pyarrow.compute as pc
import streamlit as st

from charts.nps_rows import NpsRow, nps_rows
from charts.theme import Look
from ui.data import currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.name_list import NameList
from ui.page import KEPT_FIGURES, card, look, show_chart
from ui.service import SURE, Service, count, low_end, percent, points, with_error
from ui.tables import Column, chosen_list, client_list, excel_sheet, list_switch, scale_for, with_unit
from ui.text import plain, shortened
from wording import numbers

VIEWS = ("manager", "branch", "class", "quarter")
_MOST_ROWS = 8


def chart_card(found: Service) -> None:
    """The chart of the chosen groups under its conclusion."""
    t = words()
    offered = [view for view in VIEWS if found.of(view)]
    if not offered:
        return
    if st.session_state.get("service_view") not in offered:
        st.session_state["service_view"] = offered[0]
    view = str(st.session_state["service_view"])
    rows = found.of(view)[:_MOST_ROWS] if view != "quarter" else found.of(view)[-_MOST_ROWS:]
    title = _title(found, view, rows)
    with card(title, t("service.chart_note", n=count(found.settings.least_answers)), key="service_chart_card"):
        st.segmented_control(
            t("service.view"), offered, key="service_view", format_func=lambda code: t.code("service.views", code),
            required=True, label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        drawn = tuple(
            _row(view, row) for row in (*([found.company] if found.company and view != "quarter" else []), *rows)
        )
        show_chart(_drawn(drawn, look()), "service_nps", alt=title)


def _title(found: Service, view: str, rows: Sequence[dict[str, Any]]) -> str:
    t = words()
    if view == "quarter":
        last = rows[-1]
        if last["change"] is None:
            return t("service.title_one_quarter", nps=with_error(last))
        key = "service.title_quarter" if (last["p"] or 1) < SURE else "service.title_quarter_chance"
        return t(key, change=points(last["change"]), nps=with_error(last))
    sure = [row for row in rows if not row["is_few"] and row["name"]]
    if view == "manager" and found.fallen:
        return t(
            "service.title_fallen", name=shortened(found.fallen["name"], 30), change=points(found.fallen["change"])
        )
    below = [row for row in sure if row["nps"] + row["half"] < (found.company or row)["nps"]]
    if below:
        worst = min(below, key=lambda row: (row["nps"], row["name"]))
        return t("service.title_below", name=shortened(worst["name"], 30), nps=with_error(worst))
    return t("service.title_alike") if len(sure) > 1 else t("service.title_few")


def _row(view: str, row: dict[str, Any]) -> NpsRow:
    t, lang, n = words(), language(), row["answers"]
    if row["group"] == "company":
        name = t("service.everybody")
    elif view == "quarter":
        name = numbers.period(row["first_day"], row["last_day"], lang)
    else:
        name = row["name"] or t("frame.not_given")
    counts = row["detractors"], row["passives"], row["promoters"]
    shares = tuple(one / n for one in counts)
    text = t("service.row_text", nps=with_error(row), n=count(n))
    low, high = row["nps"] - row["half"], row["nps"] + row["half"]
    return NpsRow(name, shares, tuple(percent(s) for s in shares), row["nps"], low, high, text, row["is_few"])  # type: ignore[arg-type]


@lru_cache(maxsize=KEPT_FIGURES)
def _drawn(rows: tuple[NpsRow, ...], drawn: Look) -> go.Figure:
    t = words()
    heads = t("service.head_low"), t("service.head_middle"), t("service.head_high"), t("service.nps")
    return nps_rows(rows, heads, drawn, width=600)


def matters_card(found: Service) -> None:
    """Do unhappy clients leave more often here, what do they say by money, and what do complaints speak of?"""
    t, facts = words(), found.result.facts
    link, weighted, csat = facts["loss"], facts["weighted"], facts["csat"]
    with card(_link_title(link), t("service.link_note"), key="service_matters_card"):
        if link:
            for side in ("promoters", "detractors"):
                st.markdown(_side_text(side, link[side]))
        if weighted is not None and found.company:
            key = (
                "service.weighted_lower"
                if weighted < found.company["nps"] - 5
                else "service.weighted_higher"
                if weighted > found.company["nps"] + 5
                else "service.weighted_same"
            )
            st.markdown(t(key, nps=points(weighted), plain=points(found.company["nps"])))
        if csat:
            st.markdown(
                t(
                    "service.csat",
                    share=percent(csat["share"]),
                    n=count(csat["answers"]),
                    low=low_end(csat["low"]),
                    high=percent(csat["high"]),
                )
            )
        _complaints(facts["complaints"])


def _link_title(link: dict[str, Any] | None) -> str:
    t = words()
    if not link or not link["promoters"]["clients"] or not link["detractors"]["clients"]:
        return t("service.link_none")
    more = link["detractors"]["share"] > link["promoters"]["share"]
    if link["p"] is not None and link["p"] < SURE:
        return t("service.link_yes") if more else t("service.link_reverse")
    return t("service.link_unproven")


def _side_text(side: str, one: dict[str, Any]) -> str:
    t = words()
    values = {
        "lost": count(one["lost"]),
        "n": count(one["clients"]),
        "share": percent(one["share"]),
        "low": low_end(one["low"]),
        "high": percent(one["high"]),
    }
    return t.code("service.link", side, **values) if one["clients"] else t.code("service.link_nobody", side)


def _complaints(complaints: dict[str, Any]) -> None:
    t = words()
    if not complaints["count"]:
        return
    kinds = "; ".join(
        t("service.kind_count", kind=complaint_kind(one["kind"]), n=count(one["count"]))
        for one in complaints["kinds"][:4]
    )
    rate = (
        ""
        if complaints["per_100"] is None
        else t("service.per_100", n=numbers.number(complaints["per_100"], language(), 1))
    )
    st.markdown(t("service.complaints_of", kinds=kinds))
    if rate:
        st.caption(rate)


def complaint_kind(code: str) -> str:
    """The kind of a complaint in the user's language, or as somebody wrote it."""
    t = words()
    if not code:
        return t("service.complaint.other")
    return t.code("service.complaint", code) if t.has(f"service.complaint.{code}") else plain(code)


def list_card(found: Service) -> None:
    """Whom to call, those who wait longest first."""
    t, facts = words(), found.voices.facts
    title = (
        t.n("service.list_title", facts["waiting"], n=count(facts["waiting"]))
        if facts["waiting"]
        else t("service.list_done")
    )
    with card(title, t("service.list_note", n=count(found.settings.call_days)), key="service_list_card"):
        if not found.voices.rows:
            st.markdown(t("service.list_empty"))
            return
        every = NameList(found.voices.table)
        lists = {"waiting": every.where(pc.field("done_on").is_null()), "all": every}
        made = {name: names for name, names in lists.items() if len(names)}
        name = chosen_list(made, "service_list")
        list_switch(made, "service_list", t("service.list_label"), "service.lists")
        divisor, unit = scale_for(every.usual_size("net_12m"), currency())
        client_list(made[name], _columns(unit), f"service_voices_{name}", divisor, voice_row, whole=True)


def _columns(unit: str) -> list[Column]:
    t = words()
    return [
        Column("client", t("list.client"), "client", 176),
        Column("said", t("service.col_said"), "text", 238),
        Column("day", t("service.col_day"), "date", 96),
        Column("state", t("service.col_state"), "text", 132),
        Column("manager", t("list.manager"), "text", 112),
        Column("net_12m", with_unit(t("service.col_money"), unit), "money", 98),
    ]


def voice_row(row: dict[str, Any]) -> dict[str, Any]:
    """A voice as it is shown: what was said, and what became of it."""
    t, lang = words(), language()
    text = row["text"] or ""
    head = (
        t("service.score", n=count(row["score"])) if row["kind"] == "detractor" else complaint_kind(row["about"] or "")
    )
    said = t("service.said", about=head, text=text) if text else head
    if row["done_on"]:
        state = t("service.done", day=numbers.day(row["done_on"], lang))
    elif row["overdue_days"]:
        state = t.n("service.late", row["overdue_days"], n=count(row["overdue_days"]))
    else:
        state = t("service.call_by", day=numbers.day(row["due_on"], lang))
    return {
        **row,
        "said": said,
        "state": state,
        "client": row["client"] or t("frame.not_given"),
        "manager": row["manager"] or None,
    }


def sheets(found: Service, preface: Sequence[str]) -> list[ExcelSheet]:
    """Figures by group, and everybody to be called."""
    t = words()
    groups = [
        Column("group", t("service.view")), Column("name", t("service.col_name")), Column("answers", t("service.col_answers"), "number"),
        Column("promoters", t("service.promoters"), "number"), Column("passives", t("service.passives"), "number"),
        Column("detractors", t("service.detractors"), "number"), Column("nps", t("service.nps"), "decimal"),
        Column("half", t("service.col_error"), "decimal"), Column("adjusted", t("service.col_adjusted"), "decimal"),
        Column("change", t("service.col_change"), "decimal"),
    ]  # fmt: skip
    named = [{**row, "group": t.code("service.views", row["group"])} for row in found.result.rows]
    people = [
        *_columns(""),
        Column("due_on", t("service.col_due"), "date"),
        Column("done_on", t("service.col_done"), "date"),
    ]
    return [
        excel_sheet(t("service.nps"), groups, named, preface),
        excel_sheet(t("service.list_sheet"), people, [voice_row(row) for row in found.voices.rows], preface),
    ]
