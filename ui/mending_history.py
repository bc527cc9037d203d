"""What was put right so far, each time with the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import streamlit as st

from storage.errors import StoreError
from storage.mending import Mending, undo_mending
from ui.currency import sums
from ui.data import store
from ui.language import language, words
from ui.text import plain
from ui.trouble import store_sentence
from wording import numbers

MOST_SHOWN = 20


def mending_rows(done: Sequence[Mending], key: str, with_file: bool = False) -> None:
    """One line each: when, by whom, how many rows and how much money, and a button that takes it back."""
    t = words()
    for one in done[:MOST_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(":material/build: " + sentence(one, with_file))
            if st.button(t("held_rows.undo"), icon=":material/undo:", type="tertiary", key=f"{key}_{one.mending_id}"):
                _undo(one)


def sentence(one: Mending, with_file: bool = False) -> str:
    """What was done, when and by whom."""
    t, lang = words(), language()
    when = one.made_at.replace(tzinfo=UTC).astimezone()
    said = [f"{numbers.day(when.date(), lang)}, {when:%H:%M}", plain(one.made_by)]
    if with_file:
        said.append(plain(one.file_name))
    if one.lines_loaded:
        money = sums(one.amounts)
        said.append(
            t.n("held_rows.history_loaded", one.lines_loaded, n=numbers.number(one.lines_loaded, lang), money=money)
        )
    if one.lines_skipped:
        said.append(t.n("held_rows.history_skipped", one.lines_skipped, n=numbers.number(one.lines_skipped, lang)))
    return " · ".join(part for part in said if part)


def _undo(one: Mending) -> None:
    t = words()
    try:
        with st.spinner(t("imports.undoing")):
            undo_mending(store(), one.mending_id)
    except StoreError as error:
        st.error(store_sentence(error, t), icon=":material/error:")
        return
    st.rerun()
