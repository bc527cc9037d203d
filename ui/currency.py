"""Several currencies in one database: which one the screens show, how much waits in the others, sums side by side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from storage.currency import switch_currency
from storage.errors import StoreError
from ui.data import currencies_held, currency, store
from ui.language import language, words
from ui.text import plain
from ui.trouble import store_sentence
from wording import numbers

_PAGES_OF_SALES = ("home", "clients", "sales", "team", "plan")


def sums(amounts: Mapping[str, Decimal]) -> str:
    """Money of each currency beside the other, never added up; '' is the currency that is shown now."""
    lang = language()
    shown = [numbers.exact_money(amount, lang, plain(code) or currency()) for code, amount in amounts.items()]
    return " · ".join(shown) or numbers.exact_money(Decimal(0), lang, currency())


def together(*parts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Sums of several files or imports, each currency by itself; what nothing names is in the currency shown now."""
    found: dict[str, Decimal] = {}
    for part in parts:
        for code, amount in part.items():
            named = code or currency()
            found[named] = found.get(named, Decimal(0)) + amount
    return found


def name_of(code: str) -> str:
    """A currency as it stands in a sentence: its code, a word where nothing names it."""
    return plain(code) or words()("frame.currency_unnamed")


def currency_select() -> None:
    """The choice of the currency, where the database holds more than one."""
    held = currencies_held()
    codes = [share.code for share in held.shares]
    if len(codes) < 2:
        return
    # The key carries the currency in force: another visit may have switched it, and this one must not switch it back.
    chosen = st.selectbox(
        words()("frame.currency"), codes, codes.index(held.in_force), format_func=name_of,
        key=f"currency_{held.in_force}",
    )  # fmt: skip
    if chosen != held.in_force:
        _switch(chosen)


def currency_banner(section: str) -> None:
    """A word about the lines in other currencies above every screen that counts sales, with the way to see them."""
    held = currencies_held()
    others = [share for share in held.shares if share.code != held.in_force]
    if not others or section not in _PAGES_OF_SALES:
        return
    t, lang = words(), language()
    hidden = sum(one.lines for one in others)
    share = numbers.percent(hidden / sum(one.lines for one in held.shares), lang, 0)
    with st.container(key="currency_banner", horizontal=True, vertical_alignment="center"):
        codes = ", ".join(name_of(one.code) for one in others)
        said = t.n("frame.other_currencies", hidden, n=numbers.number(hidden, lang), share=share, codes=codes)
        st.caption(":material/currency_exchange: " + said, width="content")
        if st.button(t("frame.show_currency", currency=name_of(others[0].code)), type="tertiary", key="currency_show"):
            _switch(others[0].code)


def _switch(code: str) -> None:
    try:
        with st.spinner(words()("frame.switching_currency")):
            switch_currency(store(), code)
    except StoreError as error:
        st.error(store_sentence(error, words()))
        return
    st.rerun()
