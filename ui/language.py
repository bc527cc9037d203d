"""Which language the screens speak: what the user chose, else what the owner saved, else what the browser asks for."""

from __future__ import annotations

import streamlit as st

from storage.settings import save_setting
from ui.data import setting, store
from wording.catalogue import LANGUAGES, Words, language_of
from wording.catalogue import words as words_of

_CHOSEN = "language_chosen"
_SWITCH = "language_switch"


def language() -> str:
    """Code of the language in force: en, ru or uk."""
    chosen = st.session_state.get(_CHOSEN) or setting("language")
    return str(chosen) if chosen in LANGUAGES else language_of(st.context.locale)


def words() -> Words:
    """The interface texts of the language in force."""
    return words_of(language())


def choose_language(code: str) -> None:
    """Take a language for this visit and remember it for the next."""
    st.session_state[_CHOSEN] = code
    save_setting(store(), "language", code)


def _switched() -> None:
    code = st.session_state.get(_SWITCH)
    if code in LANGUAGES:
        choose_language(code)


def language_switch() -> None:
    """Three buttons in the side bar."""
    st.session_state[_SWITCH] = language()
    st.segmented_control(
        words()("frame.language"),
        LANGUAGES,
        key=_SWITCH,
        format_func=str.upper,
        required=True,
        label_visibility="collapsed",
        width="stretch",
        on_change=_switched,
    )
