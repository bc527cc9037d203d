"""The calculator of losses in money: typed numbers, pre-filled from the data where there are some."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.lost.loss_money import LossMoneySettings, typed_loss_money
from analytics.result import Result
from ui.language import words
from ui.lost import money
from ui.number_field import DATA, limits_of, number_field
from ui.page import card
from wording import numbers

USUAL = {"clients": 10, "average_check": 50_000.0, "purchases": 7.0}  # the example of the method


def calculator_card() -> None:
    """The calculator on an empty database."""
    t = words()
    with card(t("lost.calculator"), t("lost.calculator_note"), key="lost_calculator"):
        calculator(None)


def calculator(known: Result | None) -> None:
    """Clients lost x average purchase x purchases of a year; `known`: the answer of `loss_money`, for the first values."""
    t = words()
    origin = DATA if known is not None and known.rows else ""
    typed = {
        name: number_field(
            t(f"setting.loss_money.{name}"), f"lost_calculator_{name}", value, limits_of(LossMoneySettings, name), origin=origin,
        )
        for name, value in _first_values(known).items()
    }  # fmt: skip
    if any(value is None for value in typed.values()):
        return
    churn, share = (known.facts[name] if known else None for name in ("churn", "margin_share"))
    found = typed_loss_money(LossMoneySettings(**typed, churn=churn, margin_share=share))
    row = found.rows[0]
    said = t("lost.calculator_says", year=money(row["year_value"]), total=money(row["money"]))
    st.markdown(f"**{said}**")
    if row["ltv_plain"] is not None and found.facts["years"]:
        stays = found.facts["years"]
        years = numbers.number(stays, t.language, 0 if stays == int(stays) else 1)
        key = "lost.calculator_worth" if share is not None else "lost.calculator_worth_revenue"
        st.caption(t(key, worth=money(row["ltv_plain"]), years=years, discounted=money(row["ltv_discounted"])))


def _first_values(known: Result | None) -> dict[str, Any]:
    if known is None or not known.rows:
        return dict(USUAL)
    plain = known.rows[0]
    return {
        "clients": plain["clients"],
        "average_check": float(round(plain["average_check"])),
        "purchases": float(round(plain["purchases"], 1)),
    }
