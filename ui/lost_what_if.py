"""What would a lower loss give? Assumptions to move, their effect beside the present value."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from analytics.lost.loss_money import LossMoneySettings, loss_money
from analytics.lost.other_multiplier import last_purchases, losses_at
from ui.data import answer
from ui.language import words
from ui.lost import Losses, count, money, percent
from ui.lost_calculator import calculator
from ui.page import card
from wording import numbers

_USUAL_KEPT = 50


def what_if_card(found: Losses) -> None:
    """Fewer losses and late clients kept, in money; another multiplier of the rhythm; the calculator."""
    t = words()
    with card(t("lost.what_if"), t("lost.what_if_note"), key="lost_what_if"):
        _what_if(found)


def _what_if(found: Losses) -> None:
    """Three questions, each a fragment: a moved slider draws its own answer again, not the others, nor the screen."""
    t = words()
    if found.company["lost"] or found.late["clients"]:
        _fewer(found)
    else:
        st.caption(t("lost.nothing_to_keep"))
    if found.settings.rule == "rhythm":
        with st.expander(t("lost.what_if_rule"), type="compact", icon=":material/rule:"):
            _other_rhythm(found)
    with st.expander(t("lost.calculator"), type="compact", icon=":material/calculate:"):
        _calculator(found)


@st.fragment
def _calculator(found: Losses) -> None:
    """What the losses cost and what a client is worth, from numbers that can be typed over."""
    calculator(answer(loss_money, found.scope, LossMoneySettings(**vars(found.settings.of_clients))))


@st.fragment
def _fewer(found: Losses) -> None:
    """Points of churn and late clients kept: clients and money a year."""
    t, company = words(), found.company
    now = company["annual_share"] or 0.0
    present = max(1, round(now * 100))
    wanted = st.slider(
        t("lost.wanted", now=percent(now)), 0, max(present, 2), min(present, max(present * 2 // 3, 9)), key="lost_wanted",
        format="%d %%",
    )  # fmt: skip
    kept = (
        st.slider(t("lost.kept"), 0, 100, _USUAL_KEPT, 5, key="lost_kept", format="%d %%")
        if found.late["clients"]
        else 0
    )
    fewer = max(0.0, now - wanted / 100) * company["clients"]
    each = company["money"] / company["lost"] if company["lost"] else Decimal(0)
    saved = each * Decimal(str(fewer)) + found.late["net_12m"] * kept / 100
    share = float(company["margin"] / company["money"]) if company["margin"] is not None and company["money"] else None
    profit = None if share is None else saved * Decimal(str(share))
    st.metric(
        t("lost.saved"), money(saved),
        delta=None if profit is None else money(profit, signed=True), delta_color="green", delta_arrow="up",
        delta_description=None if profit is None else t("lost.gross_profit"),
    )  # fmt: skip
    st.caption(
        t("lost.saved_how", n=numbers.number(fewer, t.language, 0 if fewer >= 10 else 1), each=money(each),
          kept=percent(kept / 100), late=money(found.late["net_12m"]))
    )  # fmt: skip


@st.fragment
def _other_rhythm(found: Losses) -> None:
    """Another multiplier of the usual interval: how many would be lost, and their money."""
    t, company = words(), found.company
    usual = round(found.settings.k_lost, 2)
    k = st.slider(t("lost.multiplier"), 1.1, 3.0, max(usual, 1.1), 0.05, key="lost_multiplier")
    if abs(k - usual) < 0.005:
        st.caption(t("lost.multiplier_now", lost=count(company["lost"]), money=money(company["money"])))
        return
    other = losses_at(answer(last_purchases, found.scope, found.settings.of_clients), k)
    st.markdown(
        t("lost.multiplier_then", k=numbers.number(k, t.language, 2), lost=count(other.lost), money=money(other.money),
          share=percent(other.annual_share))
    )  # fmt: skip
    st.caption(t("lost.multiplier_now", lost=count(company["lost"]), money=money(company["money"])))
