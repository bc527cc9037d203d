"""The calculators of pay: one person's pay, the price of a call, a shared deal. Typed numbers, pre-filled where known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.team.pay_formula import PayFormulaSettings, typed_pay_formula
from ui.language import words
from ui.number_field import DATA, limits_of, number_field
from ui.page import card
from ui.pay import Pay, full_money
from ui.pay_shared import shared_deal

USUAL = {
    "fixed": 40_000.0, "rate": 0.03, "revenue": 1_200_000.0, "bonuses": 40_000.0, "average_check": 150_000.0, "conversion": 0.018,
}  # fmt: skip


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
        shared_deal()


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
