"""What unfolds under the call list: what came back, reasons, the forgotten, offers, the grid of priorities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from analytics.winback.loss_reasons import GROUPS
from analytics.winback.win_back_priority import PRIORITIES
from storage.settings import save_setting
from storage.typed import offer_ideas, type_offers
from ui.data import currency, store
from ui.language import language, words
from ui.name_list import NameList
from ui.page import card
from ui.reasons import reason_text
from ui.tables import Column, client_list, scale_for, with_unit
from ui.text import plain
from ui.win_back import WinBack, count, money, percent, t_range
from ui.win_back_list import labels_of
from wording import numbers

VIEWS = ("returned", "reasons", "forgotten", "offers", "grid")
_TRAITS = ("step_channel", "owner", "offer", "step")


def more_card(found: WinBack) -> None:
    """One of the views at a time."""
    t = words()
    with card(t("winback.more_title"), key="win_back_more_card"):
        view = st.pills(
            t("winback.more_title"), VIEWS, default="returned", key="win_back_more", required=True,
            label_visibility="collapsed", format_func=lambda code: t.code("winback.more", code), persist_state="session",
        )  # fmt: skip
        shown: dict[str, Callable[[WinBack], None]] = {
            "returned": _returned, "reasons": _reasons, "forgotten": _forgotten, "offers": _offers, "grid": _grid,
        }  # fmt: skip
        shown[str(view or "returned")](found)


def _returned(found: WinBack) -> None:
    """The chance in words, rates of return, what brought them, who is fragile."""
    t, facts = words(), found.returned.facts
    if not facts or found.returned.table.num_rows == 0:
        st.markdown(t("winback.nobody_back"))
        return
    st.markdown(_rate_sentence(facts))
    rates = [
        t(
            "winback.rate",
            days=count(r["days"]),
            share=percent(r["share"]),
            range=t_range(r["low"], r["high"]),
            n=count(r["lost"]),
        )
        for r in facts["rates"]
    ]
    if rates:
        st.caption(t("winback.rates", rates=" · ".join(rates)))
    by = [trait for trait in _TRAITS if any(group["name"] for group in facts["by"][trait])]
    if by:
        _results(facts, by)
    table = found.returned.table
    fragile = table.filter(pc.field("is_fragile"))
    title = t.n("winback.fragile_title", fragile.num_rows, n=count(fragile.num_rows))
    st.markdown(f"**{title}**")
    if fragile.num_rows:
        names = NameList(_dearest_first(fragile))
        divisor, unit = scale_for(names.usual_size("money_back"), currency())
        client_list(names, _fragile_columns(unit), "win_back_fragile", divisor, _fragile_row, whole=True)


def _dearest_first(table: pa.Table) -> pa.Table:
    return table.sort_by([("money_back", "descending"), ("client_id", "ascending")])


def _rate_sentence(facts: Mapping[str, Any]) -> str:
    t = words()
    key = (
        "winback.rate_own"
        if facts["is_own"]
        else "winback.rate_blended"
        if facts["finished"]
        else "winback.rate_others"
    )
    values = {"won": count(facts["won"]), "finished": count(facts["finished"])}
    return t(key, chance=percent(facts["chance"]), range=t_range(facts["chance_low"], facts["chance_high"]), **values)


def _results(facts: Mapping[str, Any], traits: list[str]) -> None:
    """Finished cases and the money that came back, by way, owner, offer or step."""
    t, lang = words(), language()
    trait = st.segmented_control(
        t("winback.results_by"), traits, default=traits[0], key="win_back_trait", required=True,
        format_func=lambda code: t.code("winback.trait", code), label_visibility="collapsed",
    )  # fmt: skip
    rows = [row for row in facts["by"][trait or traits[0]] if row["name"]]
    channel = trait == "step_channel"
    table = pd.DataFrame(
        {
            t.code("winback.trait", str(trait)): [
                t.code("winback.channel", r["name"]) if channel else r["name"] for r in rows
            ],
            t("winback.col_tried"): [count(r["finished"]) for r in rows],
            t("winback.col_won"): [count(r["won"]) for r in rows],
            t("winback.col_rate"): [f"{percent(r['share'])} ({t_range(r['low'], r['high'])})" for r in rows],
            t("winback.col_money_back"): [numbers.short_money(r["money_back"], lang, currency()) for r in rows],
            t("winback.col_spent"): [numbers.short_money(r["cost"], lang, currency()) for r in rows],
        }
    )
    st.dataframe(table, hide_index=True, height="content", key="win_back_results")


def _fragile_columns(unit: str) -> list[Column]:
    t = words()
    return [
        Column("client", t("list.client"), "client", 160),
        Column("care", t("winback.col_care"), "text", 158),
        Column("returned_on", t("winback.col_returned_on"), "date", 92),
        Column("money_back", with_unit(t("winback.col_brought"), unit), "money", 108),
        Column("purchases_since", t("winback.col_purchases"), "number", 136),
        Column("silent_days", t("winback.col_silent"), "number", 98),
        Column("manager", t("list.manager"), "text", 102),
    ]


def _fragile_row(row: dict[str, Any]) -> dict[str, Any]:
    t = words()
    if row["is_late"]:
        care = t("winback.care_late")
    elif not row["was_served"]:
        care = t("winback.care_ask", day=numbers.day(row["service_by"], language()))
    else:
        care = t("winback.care_next")
    return {**row, "care": care}


def _reasons(found: WinBack) -> None:
    """Groups by money, then reasons with what the staff say beside what the clients say."""
    t, facts, lang = words(), found.reasons.facts, language()
    if not facts or not facts["with_reason"]:
        st.markdown(t("winback.no_reasons"))
        return
    top = max(facts["groups"], key=lambda group: group["value"])
    st.markdown(
        t("winback.reasons_lead", group=t.code("winback.group", top["reason_group"]), share=percent(top["value_share"]),
          known=percent(facts["coverage"]), n=count(facts["with_reason"]), lost=count(facts["lost"]), told=count(facts["confirmed"]))
    )  # fmt: skip
    rows = found.reasons.rows
    table = pd.DataFrame(
        {
            t("winback.col_group"): [
                t.code("winback.group", r["reason_group"]) if r["reason_group"] in GROUPS else None for r in rows
            ],
            t("winback.col_reason"): [
                reason_text(r["reason"]) if r["reason"] else t("winback.nobody_knows") for r in rows
            ],
            t("winback.col_clients"): [count(r["clients"]) for r in rows],
            t("winback.col_year"): [numbers.short_money(r["value"], lang, currency()) for r in rows],
            t("winback.col_staff"): [percent(r["staff_share"]) for r in rows],
            t("winback.col_told"): [percent(r["told_share"]) for r in rows],
            t("winback.col_verdict"): [t.code("winback.blamed", r["blamed"]) if r["blamed"] else None for r in rows],
        }
    )
    st.dataframe(table, hide_index=True, height="content", key="win_back_reasons", placeholder=numbers.DASH)
    st.caption(t("winback.voices", staff=count(facts["staff_voices"]), told=count(facts["client_voices"])))


def _forgotten(found: WinBack) -> None:
    """Whom nobody remembers, with the money they were worth, and who talks to his favourites."""
    t, facts = words(), found.forgotten.facts
    if not facts or not facts["clients"]:
        st.markdown(t("winback.nobody_forgotten"))
        return
    st.markdown(
        t.n("winback.forgotten_lead", facts["clients"], n=count(facts["clients"]), money=money(facts["expected"]))
    )
    picks = [row for row in facts["managers"] if row.get("picks")]
    for row in picks:
        shares = {"talks": percent(row["top_contact_share"]), "sales": percent(row["top_revenue_share"])}
        st.caption(t("winback.picks", manager=plain(row["manager"] or t("frame.not_given")), **shares))
    names = NameList(found.forgotten.table)
    divisor, unit = scale_for(names.usual_size("former_revenue"), currency())
    columns = [
        Column("client", t("list.client"), "client", 140),
        Column("manager", t("list.manager"), "text", 104),
        Column("former_revenue", with_unit(t("winback.col_best_year"), unit), "money", 160),
        Column("expected", with_unit(t("winback.col_expected"), unit), "money", 118),
        Column("last_purchase", t("list.last_purchase"), "date", 92),
        Column("untouched_days", t("winback.col_untouched"), "number", 132),
        Column("told", t("winback.col_reason"), "text", 108),
    ]
    client_list(
        names, columns, "win_back_forgotten", divisor, lambda row: {**row, "told": reason_text(row["reason"]) or None}
    )


def _offers(found: WinBack) -> None:
    """The library of offers, edited in place."""
    t, config = words(), st.column_config
    st.caption(t("winback.offers_note"))
    groups, ideas = labels_of("winback.group", GROUPS), offer_ideas(store())
    shown = [
        {
            **idea,
            "reason_group": t.code("winback.group", idea["reason_group"]) if idea["reason_group"] in GROUPS else None,
        }
        for idea in ideas
    ]
    key = f"win_back_offers_{store().version()}"
    st.data_editor(
        pd.DataFrame(shown, columns=["offer", "reason_group", "note"], dtype=object),
        hide_index=True,
        num_rows="dynamic",
        height="content",
        placeholder="",
        column_config={
            "offer": config.TextColumn(t("winback.col_offer"), width=320, required=True),
            "reason_group": config.SelectboxColumn(t("winback.offer_for"), options=list(groups), width=160),
            "note": config.TextColumn(t("winback.col_note"), width=330),
        },
        key=key,
        on_change=_offers_saved,
        args=(key, ideas, groups),
    )


def _offers_saved(key: str, ideas: list[dict[str, Any]], groups: Mapping[str, str]) -> None:
    state = st.session_state[key]
    gone = [ideas[place]["offer"] for place in state["deleted_rows"]]
    kept = []
    for place, fields in state["edited_rows"].items():
        old = ideas[int(place)]
        kept.append(old | _coded(fields, groups))
        if kept[-1]["offer"] != old["offer"]:
            gone.append(old["offer"])
    kept += [
        {"offer": None, "reason_group": None, "note": None} | _coded(fields, groups) for fields in state["added_rows"]
    ]
    kept = [idea for idea in kept if (idea["offer"] or "").strip()]
    if kept or gone:
        type_offers(store(), kept, gone)


def _coded(fields: Mapping[str, Any], groups: Mapping[str, str]) -> dict[str, Any]:
    return {name: groups.get(value) if name == "reason_group" else value for name, value in fields.items()}


def _grid(found: WinBack) -> None:
    """The priority of each pair of classes; a changed cell is kept at once and sorts everything anew."""
    t = words()
    st.caption(t("winback.grid_note"))
    steady = {code: t.code("winback.steady", code) for code in "XYZ"}
    table = pd.DataFrame(
        [{"abc": abc, **{xyz: str(getattr(found.saved, f"{abc}{xyz}".lower())) for xyz in "XYZ"}} for abc in "ABC"]
    )
    key = f"win_back_grid_{store().version()}"
    options = [str(priority) for priority in PRIORITIES]
    st.data_editor(
        table,
        hide_index=True,
        num_rows="fixed",
        height="content",
        width="content",
        disabled=["abc"],
        column_config={
            "abc": st.column_config.TextColumn(t("abc.class"), width=80),
            **{
                xyz: st.column_config.SelectboxColumn(steady[xyz], options=options, required=True, width=130)
                for xyz in "XYZ"
            },
        },
        key=key,
        on_change=_grid_saved,
        args=(key,),
    )


def _grid_saved(key: str) -> None:
    for place, fields in st.session_state[key]["edited_rows"].items():
        for xyz, priority in fields.items():
            save_setting(store(), f"win_back_priority.{'abc'[int(place)]}{xyz.lower()}", int(priority))
