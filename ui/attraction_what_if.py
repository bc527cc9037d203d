"""What if money moved from one channel to another? The effect beside the present clients and profit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.attraction.channel_calculator import moved_money
from ui.attraction import Attraction
from ui.language import words
from ui.lost import count, money
from ui.page import card
from wording import numbers

_SHARE, _STILL = 50, 70  # first values: half of the money, working at seven tenths


def what_if_card(found: Attraction) -> None:
    """Take a share of a channel's money, give it to another one."""
    t = words()
    with card(t("attraction.move_title"), t("attraction.move_note"), key="attraction_move"):
        spent = [row for row in found.rows if row["spend"] > 0 and row["leads"] and row["channel_key"]]
        winning = [row for row in spent if row["deals"]]
        if len(spent) < 2 or not winning:
            st.caption(t("attraction.move_few"))
            return
        _move(found, spent, winning)


def _move(found: Attraction, spent: list[dict[str, Any]], winning: list[dict[str, Any]]) -> None:
    t = words()
    dearest_first = sorted(spent, key=lambda row: (row["deals"] > 0, -(row["cac"] or Decimal(0)), row["channel_key"]))
    left, right = st.columns(2, gap="small")
    with left:
        source = _pick("from", dearest_first)
    others = sorted((row for row in winning if row is not source), key=lambda row: (row["cac"], row["channel_key"]))
    if not others:
        st.caption(t("attraction.move_few"))
        return
    with right:
        target = _pick("to", others)
    label = t("attraction.move_share", spend=money(source["spend"]))
    share = st.slider(label, 0, 100, _SHARE, 5, format="%d %%", key="attraction_move_share")
    still = st.slider(t("attraction.move_still"), 10, 100, _STILL, 5, format="%d %%", key="attraction_move_still")
    _effect(found, source, target, source["spend"] * share / 100, still / 100)


def _pick(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = {row["channel_key"]: row for row in rows}
    key = f"attraction_move_{name}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(names))
    chosen = st.selectbox(
        words().code("attraction", f"move_{name}"),
        list(names),
        key=key,
        format_func=lambda code: names[code]["channel"],
    )
    return names[str(chosen)]


def _effect(found: Attraction, source: dict[str, Any], target: dict[str, Any], amount: Decimal, still: float) -> None:
    t, deals = words(), found.total["deals"]
    moved = moved_money(_priced(source), _priced(target), amount, still)
    then = deals - moved.lost + moved.gained
    known = source["margin"] is not None and target["margin"] is not None
    st.metric(
        t("attraction.move_clients", now=count(deals)), numbers.number(then, t.language, 1),
        delta=money(moved.profit, signed=True) if known else None,
        delta_color="green" if moved.profit >= 0 else "red", delta_arrow="up" if moved.profit >= 0 else "down",
        delta_description=t("attraction.move_profit") if known else None,
    )  # fmt: skip
    apart = (
        source["lead_to_deal_high"] < target["lead_to_deal_low"]
        or target["lead_to_deal_high"] < source["lead_to_deal_low"]
    )
    st.caption(t("attraction.move_proven" if apart else "attraction.move_caution") + " " + t("attraction.move_assumed"))


def _priced(row: dict[str, Any]) -> dict[str, Any]:
    """What a client of the channel costs and brings."""
    each = row["margin"] / row["deals"] if row["deals"] and row["margin"] is not None else Decimal(0)
    return {"cac": row["cac"] if row["deals"] else None, "client_margin": each}
