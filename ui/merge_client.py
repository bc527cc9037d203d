"""About one client: the name he goes by, and what became of him."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.clients.client_search import ClientSearchSettings, client_search
from analytics.scope import Scope
from storage.decided import NotedState, noted_states, spelling_of
from storage.identity import Spelling
from storage.merging import STATES, name_client, note_state
from storage.who import who_loads
from ui.data import store
from ui.language import language, words
from ui.page import card
from ui.text import plain, shortened
from wording import numbers

_FOUND = 7
_TONE = {"closed": "red", "moved": "red", "refused": "gray"}


def client_card(scope: Scope) -> None:
    """Find a client, give him a name, write down that he closed, moved, refused."""
    t = words()
    with card(t("merge.client_title"), t("merge.client_note"), key="merge_client"):
        typed = st.text_input(t("frame.find_client"), key="merge_find", icon=":material/search:")
        if not typed.strip():
            return
        rows = client_search(store(), scope, ClientSearchSettings(typed, _FOUND)).rows
        if not rows:
            st.caption(t("frame.nobody_found"))
            return
        by_id = {row["client_id"]: row for row in rows}
        chosen = st.selectbox(
            t("merge.client_which"), list(by_id), key="merge_which", format_func=lambda one: by_id[one]["client"]
        )
        spelling = spelling_of(store(), chosen)
        if spelling is not None:
            _name_form(spelling, by_id[chosen])
            _state_form(spelling, by_id[chosen], scope)


def _name_form(spelling: Spelling, row: dict[str, Any]) -> None:
    t = words()
    text, button = st.columns([3, 1], vertical_alignment="bottom")
    name = text.text_input(
        t("merge.client_name"), row["client"], key=f"merge_name_{row['client_id']}", help=t("merge.client_name_help")
    )
    if button.button(t("merge.client_rename"), key="merge_rename") and name != row["client"]:
        name_client(store(), spelling, name, who_loads())
        st.rerun()


def _state_form(spelling: Spelling, row: dict[str, Any], scope: Scope) -> None:
    t = words()
    state = st.segmented_control(
        t("merge.state"), STATES, key="merge_state", format_func=lambda code: t.code("merge.states", code)
    )
    day, source = st.columns([1, 2])
    since = day.date_input(
        t("merge.state_since"), scope.as_of, max_value=scope.as_of, key="merge_since", format="DD.MM.YYYY"
    )
    known = source.text_input(t("merge.state_source"), key="merge_source", placeholder=t("merge.state_source_hint"))
    if st.button(t("merge.state_save"), key="merge_state_save", disabled=state is None) and state is not None:
        note_state(store(), spelling, row["client"], state, since, known, who_loads())
        st.rerun()


def states_card() -> None:
    """Who is noted as gone, since when, and how that is known; nothing where nobody is."""
    t, noted = words(), noted_states(store())
    if not noted:
        return
    with card(t.n("merge.noted_title", len(noted), n=numbers.number(len(noted), language())), t("merge.noted_note")):
        for one in noted[:12]:
            _state_line(one)


def _state_line(one: NotedState) -> None:
    t = words()
    text, button = st.columns([4, 1], vertical_alignment="center")
    told = [t("merge.noted_since", day=numbers.day(one.since, language())), plain(one.source)]
    badge = f":{_TONE[one.state]}-badge[{t.code('merge.states', one.state)}]"
    text.markdown(
        f"**{plain(shortened(one.client, 50))}** {badge}  \n:small[{' · '.join(part for part in told if part)}]"
    )
    if button.button(t("merge.noted_live"), key=f"merge_live_{one.client_id}", type="tertiary"):
        spelling = spelling_of(store(), one.client_id)
        if spelling is not None:
            note_state(store(), spelling, one.client, "live", one.since, "", who_loads())
        st.rerun()
