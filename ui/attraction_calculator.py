"""The calculator of two channels side by side: typed numbers, pre-filled from the data where there are some."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from analytics.attraction.channel_calculator import (
    TYPED,
    ChannelCalculatorSettings,
    channel_numbers,
    moved_money,
    typed_channel,
)
from ui.attraction import Attraction, channel_name, share_range, share_text
from ui.language import words
from ui.lost import count, money, percent
from ui.number_field import limits_of, number_field
from ui.page import card
from ui.text import plain, shortened
from wording import numbers

# The worked example of the method: ads and recommendations.
USUAL: tuple[dict[str, Any], ...] = (
    {"spend": 120_000.0, "leads": 300, "requests": 60, "deals": 6, "deal_margin": 7_500.0, "repeats": 3.0},
    {"spend": 15_000.0, "leads": 20, "requests": 12, "deals": 5, "deal_margin": 7_500.0, "repeats": 3.0},
)
_BEFORE = {"requests": "leads", "deals": "requests"}
SIDES = ("a", "b")


def calculator_card() -> None:
    """The calculator on an empty database."""
    t = words()
    with card(t("attraction.calculator"), t("attraction.calculator_note"), key="attraction_calculator"):
        calculator(None)


def calculator(found: Attraction | None) -> None:
    """Two channels by their numbers; `found`: the channels that can be put in."""
    made = [_side(found, place, column) for place, column in enumerate(st.columns(2, gap="medium"))]
    rows = [row for row in made if row is not None]
    if len(rows) == 2:
        _compare(*rows)


def _side(found: Attraction | None, place: int, column: Any) -> dict[str, Any] | None:
    """One channel: its fields and what they come to."""
    t, side = words(), SIDES[place]
    with column:
        first, name, code = dict(USUAL[place]), t("attraction.channel_no", n=count(place + 1)), ""
        known = [row for row in found.rows if row["leads"] and row["spend"] > 0] if found else []
        if len(known) > place:
            first, name, code = _from_data(known, place, side)
        st.markdown(f"**{plain(name)}**")
        typed = _fields(first, f"{side}_{code}")
        if typed is None:
            return None
        row = typed_channel(ChannelCalculatorSettings(**typed)).rows[0]
        _says(row)
        return row | {"name": name}


def _from_data(known: list[dict[str, Any]], place: int, side: str) -> tuple[dict[str, Any], str, str]:
    """The numbers of a channel of the data, its name and its code: the dearest and the cheapest first."""
    t = words()
    priced = sorted(known, key=lambda row: (not row["deals"], row["cac"] or 0, row["channel_key"]))
    names = {row["channel_key"]: row for row in (priced if place else priced[::-1])}
    if place == 0 and len(names) > 1:
        # Of those that won somebody the dearest: one that won nobody leaves nothing to compare.
        names = dict(sorted(names.items(), key=lambda pair: not pair[1]["deals"]))
    key = f"attraction_calculator_channel_{side}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(names))
    chosen = st.selectbox(
        t("attraction.from_data"), list(names), key=key, format_func=lambda code: channel_name(names[code])
    )
    numbers_of = channel_numbers(names[str(chosen)])
    rounded = {"spend": 0, "deal_margin": 0, "repeats": 1}
    first = {
        name: float(round(value, rounded[name])) if name in rounded else value for name, value in numbers_of.items()
    }
    return first, shortened(channel_name(names[str(chosen)]), 40), str(chosen)


def _fields(first: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The six fields; a number that cannot be is told at its field, and nothing is computed."""
    t = words()
    typed: dict[str, Any] = {}
    left, right = st.columns(2, gap="small")
    for at, name in enumerate(TYPED):
        with left if at < 3 else right:
            typed[name] = number_field(
                t(f"setting.channel_calculator.{name}"), f"attraction_calculator_{key}_{name}", first[name],
                limits_of(ChannelCalculatorSettings, name), help=t(f"setting.channel_calculator.{name}.help"),
                check=partial(_growth, typed.get(_BEFORE.get(name, ""))),
            )  # fmt: skip
    return None if any(value is None for value in typed.values()) else typed


def _growth(earlier: int | None, later: int) -> str:
    """What is wrong with a step that is larger than the one before; '' where nothing is."""
    if earlier is None or later <= earlier:
        return ""
    return words()("attraction.wrong_grows", later=count(later), earlier=count(earlier))


def _says(row: dict[str, Any]) -> None:
    """What the numbers of one channel come to."""
    t = words()
    costs = {name: money(row[name]) for name in ("lead_cost", "request_cost", "cac")}
    shown = st.columns(2, gap="small")
    shown[0].metric(t("attraction.tile_cac"), costs["cac"], border=True)
    romi = row["romi"]
    said = numbers.DASH if romi is None else percent(romi) if romi <= 0 else "+" + percent(romi)
    shown[1].metric(t("attraction.tile_romi"), said, border=True)
    share = row["lead_to_deal_share"]
    st.markdown(t("attraction.calculator_costs", **costs))
    if share is not None:
        st.caption(t("attraction.calculator_share", share=share_text(share), range=share_range(row)))
    st.caption(_payback(row))


def _payback(row: dict[str, Any]) -> str:
    t, months = words(), row["payback_months"]
    if not row["deals"]:
        upper = t("attraction.range", low=numbers.number(0, t.language), high=percent(row["lead_to_deal_high"]))
        return t("attraction.payback_nobody", range=upper) if row["leads"] else t("attraction.payback_none")
    if months is None:
        return t("attraction.payback_never", brings=money(row["client_margin"]), cac=money(row["cac"]))
    if months == 0:
        return t("attraction.payback_first")
    whole = max(1, -int(-months // 1))
    return t.n("attraction.payback_months", whole, n=count(whole), brings=money(row["client_margin"]))


def _compare(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Which of the two is the better place for money, and what moving some of it does."""
    t = words()
    st.divider()
    if one["cac"] is None and other["cac"] is None:
        st.markdown(t("attraction.compare_nobody"))
        return
    rows = sorted((one, other), key=lambda row: (row["cac"] is None, row["cac"] or 0))
    cheap, dear = rows
    if cheap["cac"] == dear["cac"]:
        st.markdown(t("attraction.compare_same"))
    elif dear["cac"] is None:
        st.markdown(t("attraction.compare_one", cheap=plain(cheap["name"]), dear=plain(dear["name"])))
    else:
        less = money(dear["cac"] - cheap["cac"])
        st.markdown(t("attraction.compare", cheap=plain(cheap["name"]), dear=plain(dear["name"]), less=less))
    if dear["spend"] > 0 and cheap["cac"]:
        share = st.slider(
            t("attraction.compare_move", dear=plain(dear["name"]), cheap=plain(cheap["name"])), 0, 100, 50, 5,
            format="%d %%", key="attraction_calculator_move",
        )  # fmt: skip
        moved = moved_money(dear, cheap, dear["spend"] * share / 100, 1.0)
        clients = numbers.number(moved.gained - moved.lost, t.language, 1, signed=True)
        st.markdown(t("attraction.compare_moved", clients=clients, profit=money(moved.profit, signed=True)))
        st.caption(t("attraction.compare_assumed"))
