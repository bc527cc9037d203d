"""How should it count, and where are my data? Language, currency, parameters, copy, restore, erase."""

import streamlit as st

from storage.imports import ledger
from storage.settings import save_setting
from ui.data import currencies_held, currency, setting, store
from ui.language import choose_language, language, words
from ui.page import card, headline
from ui.parameters import GROUPS, method_parameters, rhythm_parameters
from ui.safekeeping import copy_card, erase_card, restore_card
from ui.shown_screens import switches_card
from wording.catalogue import LANGUAGES

CURRENCIES = ("", "UAH", "RUB", "USD", "EUR", "GBP", "PLN", "KZT", "BYN")

t = words()
headline(t("settings.question"), t("settings.lead"))
look, count = st.columns([1, 2], gap="small")
with look:
    with card(t("settings.look")):
        chosen = st.selectbox(
            t("frame.language"),
            LANGUAGES,
            LANGUAGES.index(language()),
            format_func=lambda code: t.code("settings.languages", code),
        )
        if chosen != language():
            choose_language(chosen)
            st.rerun()
        options = CURRENCIES if currency() in CURRENCIES else (*CURRENCIES, currency())
        shown = st.selectbox(
            t("settings.currency"), options, options.index(currency()), format_func=lambda code: code or t("settings.no_currency"),
            help=t("settings.currency_help"), disabled=len(currencies_held().shares) > 1,
        )  # fmt: skip
        if shown != currency():
            save_setting(store(), "currency", shown or None)
            st.rerun()
        analysts = st.toggle(t("settings.analysts"), bool(setting("analysts")), help=t("settings.analysts_help"))
        if analysts != bool(setting("analysts")):
            save_setting(store(), "analysts", analysts or None)
            st.rerun()
    switches_card()
    with card(t("settings.data"), t("settings.data_note", path=str(store().path).replace("\\", "/"))):
        copy_card()
        restore_card()
        if ledger(store()):
            erase_card()
with count, card(t("settings.parameters"), t("settings.parameters_note")):
    for method in GROUPS:
        with st.expander(t.code("method", method), expanded=method == "client_status"):
            method_parameters(method, bool(setting("analysts")))
            if method == "client_status" and setting("analysts"):
                rhythm_parameters()
