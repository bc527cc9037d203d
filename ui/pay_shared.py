"""The calculator of a shared deal: who of the sellers gets which part of its money."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from analytics.errors import WrongSetting
from analytics.team.pay_rules import split_deal
from ui.language import words
from ui.number_field import Limits, number_field
from ui.pay import count, full_money, percent
from ui.text import plain

_DEAL = 300_000.0
_FIRST = (0.6, 0.4)  # the parts of the first two; who comes third has none yet
_DID = ("pay.shared_first", "pay.shared_second")
_PEOPLE = (2, 3, 4, 5)
_SHARE = Limits(0, 1, percent=True)


def shared_deal() -> None:
    """A sum, a row a seller, and what each gets; parts must make a whole."""
    t = words()
    st.markdown(f"**{t('pay.shared')}**")
    amount = number_field(t("pay.shared_amount"), "pay_shared_amount", _DEAL)
    people = st.segmented_control(
        t("pay.shared_people"), _PEOPLE, default=_PEOPLE[0], required=True, key="pay_shared_people", format_func=count
    )
    rows = [_seller(place) for place in range(int(people or _PEOPLE[0]))]
    if amount is None or any(share is None for _, share in rows):
        return
    shares: dict[str, Decimal] = {}
    for name, share in rows:
        shares[name] = shares.get(name, Decimal(0)) + Decimal(str(share))
    try:
        parts = split_deal(Decimal(str(amount)), shares)
    except WrongSetting as wrong:
        st.error(t("pay.shared_wrong", share=_full_percent(wrong.facts["share"])))
        return
    st.markdown(
        "  \n".join(t("pay.shared_says", name=plain(name), money=full_money(part)) for name, part in parts.items())
    )


def _seller(place: int) -> tuple[str, float | None]:
    """His name, or what he did where none is typed, and his part."""
    t, left, right = words(), *st.columns([1.5, 1], gap="small")
    number = t("pay.shared_person", n=count(place + 1))
    usual = t(_DID[place]) if place < len(_DID) else number
    name = left.text_input(number, key=f"pay_shared_name_{place}", placeholder=usual, autocomplete="off", max_chars=80)
    first = _FIRST[place] if place < len(_FIRST) else 0.0
    with right:
        share = number_field(t("pay.shared_share"), f"pay_shared_share_{place}", first, _SHARE)
    return " ".join((name or "").split()) or usual, share


def _full_percent(share: float) -> str:
    """A share of a sum that should be 100 %, exactly."""
    return percent(share, 0 if abs(share * 100 - round(share * 100)) < 1e-9 else 2)
