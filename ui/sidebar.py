"""The side bar under the menu: find a client, language, date of the data."""

from __future__ import annotations

import streamlit as st

from analytics.clients.client_search import ClientSearchSettings, client_search
from analytics.windows import default_scope
from ui.currency import currency_select
from ui.data import profile, store
from ui.inbox import inbox_line
from ui.language import language, language_switch, words
from ui.pages import client_card
from ui.text import plain, shortened
from wording import numbers

MOST_FOUND = 7


def sidebar() -> None:
    """Draw it; on an empty database only the language is there."""
    t = words()
    with st.sidebar:
        loaded = profile()
        if loaded.lines:
            _client_box()
            currency_select()
        language_switch()
        if loaded.lines:
            key = "frame.demo_until" if loaded.is_demo else "frame.data_until"
            st.caption(":material/database: " + t(key, day=numbers.day(loaded.last_day, language())))
        inbox_line()


def _client_box() -> None:
    t = words()
    typed = st.text_input(
        t("frame.find_client"),
        key="find_client",
        placeholder=t("frame.find_client"),
        label_visibility="collapsed",
        icon=":material/search:",
        live=True,
    )
    if not typed or not typed.strip():
        return
    found = client_search(store(), default_scope(store()), ClientSearchSettings(typed, MOST_FOUND))
    for row in found.rows:
        st.page_link(
            client_card(),
            label=plain(shortened(row["client"], 34)),
            icon=":material/person:",
            query_params={"client": str(row["client_id"])},
        )
    if not found.rows:
        st.caption(t("frame.nobody_found"))
