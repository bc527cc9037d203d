"""The calculators of pay: one person's pay, the price of a call, a shared deal. Typed numbers, pre-filled where known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.errors import WrongSetting
from analytics.team.pay_formula import PayFormulaSettings, typed_pay_formula
from analytics.team.pay_rules import split_deal
from ui.language import words
from ui.number_field import DATA, limits_of, number_field
from ui.page import card
from ui.pay import Pay, full_money, percent
from ui.text import plain

USUAL = {
    "fixed": 40_000.0, "rate": 0.03, "revenue": 1_200_000.0, "bonuses": 40_000.0, "average_check": 150_000.0, "conversion": 0.018,
}  # fmt: skip
_DEAL = 300_000.0


def calculator_card() -> None:
    """The calculators on an empty database."""
    t = words()
    with card(t("pay.calculator"), t("pay.calculator_note"), key="pay_calculator"):
        calculators(None)


def calculators(found: Pay | None) -> None:
    """The pay of one person with the price of a call, and beside it a shared deal."""
    pay, shared = st.columns([1.3, 1], gap="medium")
    with pay:
        _pay(_first_values(found), from_data=_from_data(found))
    with shared:
        _shared()


def _from_data(found: Pay | None) -> frozenset[str]:
    return frozenset(_known(found)) if found else frozenset()


def _known(found: Pay) -> dict[str, float]:
    """What the records and the sales say, for the fields."""
    fixed = [one.rate for one in found.components if one.rule == "fixed"]
    price, made = found.result.facts["price"], {}
    if fixed:
        made["fixed"] = float(sum(fixed, Decimal(0)))
    if price["rate"] is not None:
        made["rate"] = round(float(price["rate"]), 6)
    if price["average_check"] is not None:
        made["average_check"] = float(round(price["average_check"]))
    if price["conversion"] is not None:
        made["conversion"] = round(price["conversion"], 4)
    months = [inputs["revenue"] for inputs in found.inputs.usual_month().values() if "revenue" in inputs]
    if months:
        made["revenue"] = float(round(sum(months, Decimal(0)) / len(months)))
    return made


def _first_values(found: Pay | None) -> dict[str, float]:
    return {**USUAL, **({"bonuses": 0.0} | _known(found) if found else {})}


def _pay(values: Mapping[str, float], from_data: frozenset[str]) -> None:
    t = words()
    st.markdown(f"**{t('pay.calc_pay')}**")
    left, right = st.columns(2, gap="small")
    typed: dict[str, Any] = {}
    for at, (name, value) in enumerate(values.items()):
        with (left, right)[at % 2]:
            typed[name] = number_field(
                t.code("pay.calc", name), f"pay_calc_{name}", value, limits_of(PayFormulaSettings, name),
                origin=DATA if name in from_data else "",
            )  # fmt: skip
    if any(value is None for value in typed.values()):
        return
    row = typed_pay_formula(PayFormulaSettings(**typed)).rows[0]
    said = t("pay.calc_says", pay=full_money(round(row["pay"], 2)), share=full_money(round(row["share_pay"], 2)))
    st.markdown(f"**{said}**")
    st.markdown(t("pay.calc_call", worth=full_money(round(row["call_price"], 2))))


def _shared() -> None:
    """Who of the sellers gets which part of a deal: parts must make a whole."""
    t, config = words(), st.column_config
    st.markdown(f"**{t('pay.shared')}**")
    amount = number_field(t("pay.shared_amount"), "pay_shared_amount", _DEAL)
    names = [t("pay.shared_first"), t("pay.shared_second")]
    shown = st.data_editor(
        pd.DataFrame({"name": names, "share": [60.0, 40.0]}), hide_index=True, num_rows="dynamic", height="content", key="pay_shared",
        column_config={
            "name": config.TextColumn(t("pay.col_employee"), required=True, width=180),
            "share": config.NumberColumn(t("pay.shared_share"), required=True, width=110),
        },
    )  # fmt: skip
    if amount is None:
        return
    shares = {str(row["name"]): Decimal(str(row["share"])) / 100 for row in _rows(shown)}
    try:
        parts = split_deal(Decimal(str(amount)), shares)
    except WrongSetting as wrong:
        st.error(t("pay.shared_wrong", share=full_percent(wrong.facts["share"])))
        return
    st.markdown(
        "  \n".join(t("pay.shared_says", name=plain(name), money=full_money(part)) for name, part in parts.items())
    )


def full_percent(share: float) -> str:
    """A share of a sum that should be 100 %, exactly."""
    return percent(share, 0 if abs(share * 100 - round(share * 100)) < 1e-9 else 2)


def _rows(shown: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in shown.to_dict("records")
        if row["name"] and row["share"] is not None and row["share"] == row["share"]
    ]
