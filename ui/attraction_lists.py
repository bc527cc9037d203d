"""The lists behind the channels: the figures of each, and the companies that came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.compute as pc
import streamlit as st

from ui.attraction import Attraction, channel_name, share_range, share_text
from ui.data import currency
from ui.excel import ExcelSheet
from ui.language import words
from ui.name_list import NameList
from ui.page import card
from ui.tables import Column, chosen_list, client_list, excel_sheet, list_switch, scale_for, with_unit

CHOSEN = "attraction_channel"  # the channel that was clicked
_LIST = "attraction_list"
_STAGES = ("deal", "request", "lead")
_NOT_IN_LIST = (
    "requests",
    "shrunk_share",
)  # requests stand on the chart, the correction beside the share; Excel has all


def _lists(found: Attraction) -> dict[str, NameList]:
    """The channels, and the companies by how far they came; those of the channel that was clicked first."""
    made = {"channels": NameList(found.funnels.table)}
    names = NameList(found.leads.table)
    chosen = st.session_state.get(CHOSEN)
    if chosen is not None:
        of_channel = names.where(pc.field("channel_key") == chosen)
        made |= {"chosen": of_channel} if len(of_channel) else {}
    made |= {stage: names.where(pc.field("stage") == stage) for stage in _STAGES}
    return {name: rows for name, rows in made.items() if len(rows)}


def list_card(found: Attraction) -> None:
    """One of the lists."""
    t, made = words(), _lists(found)
    if st.session_state.get(CHOSEN) != st.session_state.get(f"{CHOSEN}_shown") and "chosen" in made:
        st.session_state[_LIST] = "chosen"
    st.session_state[f"{CHOSEN}_shown"] = st.session_state.get(CHOSEN)
    shown = chosen_list(made, _LIST)
    with card(t("attraction.list_title"), t("attraction.list_note"), key="attraction_list_card"):
        list_switch(made, _LIST, t("attraction.list_label"), "attraction.list")
        if shown == "channels":
            _channels(found, made[shown])
        else:
            _companies(found, made[shown])


def _channels(found: Attraction, names: NameList) -> None:
    divisor, unit = scale_for(names.usual_size("spend"), currency())
    shown = [column for column in _channel_columns(unit) if column.name not in _NOT_IN_LIST]
    client_list(names, shown, "attraction_channels", divisor, _listed_channel)


def _listed_channel(row: dict[str, Any]) -> dict[str, Any]:
    """A channel of the list: its interval stands on the chart, here the share with its correction beside it."""
    told = _channel_row(row)
    if row["lead_to_deal_share"] is None:
        return told
    shares = {"raw": share_text(row["lead_to_deal_share"]), "shrunk": share_text(row["shrunk_share"])}
    return told | {"share_said": words()("funnel.raw_and_shrunk", **shares)}


def _channel_columns(unit: str) -> list[Column]:
    t = words()
    return [
        Column("channel", t("attraction.col_channel"), "text", 138),
        Column("leads", t("attraction.col_leads"), "number", 76),
        Column("requests", t("attraction.col_requests"), "number", 74),
        Column("deals", t("attraction.col_deals"), "number", 75),
        Column("share_said", t("attraction.col_share"), "text", 130, help=t("attraction.col_share_help")),
        Column("shrunk_share", t("attraction.col_shrunk"), "share", 95, help=t("attraction.col_shrunk_help")),
        Column("spend", with_unit(t("attraction.col_spend"), unit), "money", 114),
        Column("cac", with_unit(t("attraction.col_cac"), unit), "money", 132),
        Column("romi", t("attraction.col_romi"), "change", 92),
        Column("not_target_share", t("attraction.col_not_target"), "share", 88),
    ]


def _channel_row(row: dict[str, Any]) -> dict[str, Any]:
    """A channel as the screen writes it: a price that nobody entered is no price of nothing."""
    share = row["lead_to_deal_share"]
    costs = ("cac", "lead_cost", "request_cost", "spend") if not row["is_spend_known"] else ()
    said = f"{share_text(share)} ({share_range(row)})" if share is not None else None
    return {**row, **dict.fromkeys(costs), "channel": channel_name(row), "share_said": said}


def _companies(found: Attraction, names: NameList) -> None:
    divisor, unit = scale_for(names.usual_size("revenue"), currency())
    by_key = {row["channel_key"]: channel_name(row) for row in found.rows}
    client_list(
        names,
        [column for column in _company_columns(unit, names) if column.name != "request_on"],
        "attraction_companies",
        divisor,
        lambda row: _company_row(row, by_key),
        whole=True,
    )


def _company_columns(unit: str, names: NameList) -> list[Column]:
    t = words()
    columns = [
        Column("client", t("list.client"), "client", 136),
        Column("channel", t("attraction.col_channel"), "text", 102),
        Column("manager", t("list.manager"), "text", 102),
        Column("stage_said", t("attraction.col_stage"), "text", 76),
        Column("first_seen", t("attraction.col_first_seen"), "date", 92),
        Column("request_on", t("attraction.col_request_on"), "date", 92),
        Column("first_deal", t("attraction.col_first_deal"), "date", 118),
        Column("revenue", with_unit(t("attraction.col_revenue"), unit), "money", 110),
        Column("margin", with_unit(t("attraction.col_profit"), unit), "money", 120, help=t("attraction.col_margin")),
    ]
    return [c for c in columns if c.name in ("channel", "stage_said") or c.name in names.filled]


def _company_row(row: dict[str, Any], by_key: Mapping[str, str]) -> dict[str, Any]:
    t = words()
    channel = by_key.get(row["channel_key"]) or t("attraction.unknown")
    return {**row, "channel": channel, "stage_said": t.code("attraction.stage", row["stage"])}


def sheets(found: Attraction, preface: Sequence[str]) -> list[ExcelSheet]:
    """The channels with all their figures, and every company, as a workbook."""
    t = words()
    head = [t("attraction.question"), *preface]
    more = [
        Column("margin", t("attraction.col_margin"), "money"),
        Column("ripening", t("attraction.col_ripening"), "number"),
        Column("payback_months", t("attraction.col_payback"), "number"),
        Column("lead_cost", t("attraction.col_lead_cost"), "money"),
        Column("request_cost", t("attraction.col_request_cost"), "money"),
        Column("revenue", t("attraction.col_revenue"), "money"),
        Column("clients_ab", t("attraction.col_ab"), "number"),
    ]
    total = {**found.total, "channel": t("attraction.total")}
    by_key = {row["channel_key"]: channel_name(row) for row in found.rows}
    names = NameList(found.leads.table)
    return [
        excel_sheet(t("attraction.list.channels"), [*_channel_columns(""), *more],
                    [_channel_row(row) for row in [*found.rows, total]], head),
        excel_sheet(t("attraction.list_title"), _company_columns("", names),
                    [_company_row(row, by_key) for row in names.rows()], head),
    ]  # fmt: skip
