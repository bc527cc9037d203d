"""Faults in words: what happened and what to do, never a traceback."""

from __future__ import annotations

import streamlit as st

from storage.errors import StoreError
from ui.text import plain
from wording.catalogue import Words, language_of
from wording.catalogue import words as words_of


def store_sentence(error: StoreError, t: Words) -> str:
    """What the store refused, in the user's language."""
    facts = {name: plain(str(value)) for name, value in error.facts.items()}
    return t(f"store.{error.code}", **facts)


def store_trouble(error: StoreError) -> None:
    """The whole screen when the database cannot be opened: the language is the browser's, nothing else is known."""
    t = words_of(language_of(st.context.locale))
    st.title(t("store.trouble"), anchor=False)
    st.error(store_sentence(error, t), icon=":material/error:")
    st.button(t("store.try_again"), type="primary")
