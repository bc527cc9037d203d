"""The main cards of attraction: the funnels of the channels side by side, and what each brought against its spend."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analytics.funnel.conversion import conversion_of
from charts.channel_rows import LANES, ChannelRow, channel_rows
from charts.spend_and_return import SpendRow, spend_and_return
from charts.theme import Look
from storage.settings import save_setting
from ui.attraction import Attraction, channel_name, share_range, share_text
from ui.attraction_lists import CHOSEN
from ui.data import store
from ui.language import words
from ui.lost import count, money, percent
from ui.number_field import Limits, number_field
from ui.page import KEPT_FIGURES, card, clicked_on, look, show_chart
from ui.text import plain, shortened
from wording import numbers

_MOST_ROWS = 12
_SAME = 1.2  # prices that differ less make no headline


def funnels_card(found: Attraction) -> None:
    """Channels side by side under the conclusion; a click shows the channel's companies in the list."""
    t = words()
    with card(_title(found), t("attraction.funnels_note")):
        shown = found.rows[:_MOST_ROWS]
        heads = tuple(t.code("attraction.lane", name) for name in LANES)
        figure = _funnels(tuple(_row(found, row) for row in shown), heads, found.total["lead_to_deal_share"], look())
        clicked = clicked_on(figure, "attraction_funnels", t("attraction.chart_alt"))
        if clicked:
            st.session_state[CHOSEN] = str(clicked[0])


def _title(found: Attraction) -> str:
    t, priced = words(), found.priced
    if len(priced) < 2 or float(priced[-1]["cac"] / priced[0]["cac"]) < _SAME:
        return t("attraction.funnels_plain")
    times = float(priced[-1]["cac"] / priced[0]["cac"])
    whole = times >= 5
    key = "attraction.funnels_title_many" if whole else "attraction.funnels_title"
    names = {"cheap": plain(priced[0]["channel"]), "dear": plain(priced[-1]["channel"])}
    return t(key, times=numbers.number(times, t.language, 0 if whole else 1), **names)


def _row(found: Attraction, row: dict[str, Any]) -> ChannelRow:
    share = row["lead_to_deal_share"]
    priced = found.priced
    cheap, dear = (priced[0], priced[-1]) if len(priced) > 1 else (None, None)
    verdict = "good" if cheap and row["channel_key"] == cheap["channel_key"] else "plain"
    verdict = "bad" if dear and row["channel_key"] == dear["channel_key"] else verdict
    few = conversion_of(0, row["ripe"]).grade in ("none", "few")
    return ChannelRow(
        code=row["channel_key"], name=shortened(channel_name(row), 26),
        counts=(row["leads"], row["requests"], row["deals"]),
        texts=(count(row["leads"]), _of(row, "lead_to_request"), _of(row, "request_to_deal")),
        share=share, low=row["lead_to_deal_low"], high=row["lead_to_deal_high"],
        share_text=share_text(share), share_range=share_range(row),
        cost=float(row["cac"]) if row["is_spend_known"] and row["cac"] else None, cost_text=_cost(row),
        verdict={"better": "good", "worse": "bad"}.get(row["verdict"], "plain"),
        cost_verdict="bad" if row["spend"] and not row["deals"] else verdict, faint=few,
    )  # fmt: skip


def _of(row: dict[str, Any], step: str) -> str:
    """A count with its share of the step before: 60 · 20 %."""
    number = row["requests"] if step == "lead_to_request" else row["deals"]
    share = row[f"{step}_share"]
    return f"{count(number)} · {percent(share)}" if share is not None and number else count(number)


def _cost(row: dict[str, Any]) -> str:
    t = words()
    if row["kind"] == "no_leads":
        return t("attraction.cost_only", spend=money(row["spend"]))
    if not row["is_spend_known"]:
        return t("attraction.cost_none")
    if row["deals"]:
        return money(row["cac"])
    return t("attraction.cost_nobody", spend=money(row["spend"])) if row["ripe"] else t("attraction.cost_free")


@lru_cache(maxsize=KEPT_FIGURES)
def _funnels(rows: tuple[ChannelRow, ...], heads: tuple[str, ...], mean: float | None, drawn: Look) -> go.Figure:
    return channel_rows(rows, heads, mean, drawn, width=860)


def money_card(found: Attraction) -> None:
    """Gross profit of the clients against the spend, by channel."""
    t = words()
    shown = [row for row in found.rows if row["is_spend_known"] and row["spend"] > 0][:_MOST_ROWS]
    known = [row for row in shown if row["margin"] is not None]
    back = sum(row["margin"] >= row["spend"] for row in known)
    title = t.n("attraction.money_title_good", back, n=count(back), all=count(len(shown))) if back else ""
    with card(
        title or t("attraction.money_title_none" if known else "attraction.tile_romi"),
        t("attraction.money_note", n=count(found.settings.horizon_months)),
    ):
        if not shown:
            st.markdown(t("attraction.money_no_spend"))
        elif found.funnels.facts["profit_is"] == "unknown":
            _typed_margin()
        else:
            rows = tuple(_spent(row) for row in known)
            show_chart(_money(rows, look()), "attraction_money", alt=t("attraction.money_alt"))
            if found.funnels.facts["profit_is"] == "typed":
                _typed_margin_undo(found)


def _typed_margin() -> None:
    """The share of gross profit, where the sales do not tell it; kept for good."""
    t = words()
    st.markdown(t("attraction.money_unknown"))
    share = Limits(0, 1, above=True, percent=True)
    typed = number_field(t("attraction.margin_share"), "attraction_margin", None, share, optional=True)
    if typed:
        save_setting(store(), "channel_leads.margin_share", round(typed, 6))
        st.rerun()


def _typed_margin_undo(found: Attraction) -> None:
    """The typed share in force, and the way back to what the sales say."""
    t = words()
    label = t("attraction.margin_forget", share=percent(found.settings.margin_share))
    if st.button(label, key="attraction_margin_forget", type="tertiary", icon=":material/undo:"):
        save_setting(store(), "channel_leads.margin_share", None)
        st.rerun()


def _spent(row: dict[str, Any]) -> SpendRow:
    t = words()
    romi = row["romi"] or 0.0
    said = percent(romi) if romi <= 0 else "+" + percent(romi)
    months = row["payback_months"]
    back = t.n("attraction.payback", months, n=count(months)) if months else ""
    return SpendRow(
        row["channel_key"], shortened(channel_name(row), 26), float(row["margin"]), float(row["spend"]),
        f"{said} · {back}" if back else said,
    )  # fmt: skip


@lru_cache(maxsize=KEPT_FIGURES)
def _money(rows: tuple[SpendRow, ...], drawn: Look) -> go.Figure:
    return spend_and_return(rows, drawn, width=560)
