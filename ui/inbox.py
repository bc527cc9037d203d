"""The inbox on the screens: looked through when the app starts and on a button; a quiet line says what came of it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from intake.inbox import Inbox, InboxState
from intake.one_file import Taken
from storage.imports import was_ever_loaded
from ui.currency import sums
from ui.data import store
from ui.language import language, words
from ui.text import plain, plain_facts
from ui.trouble import store_sentence
from ui.uploads import offer_file
from wording import numbers
from wording.imports import message

FOLDER = "SALES_HEALTH_INBOX"
_OFFERED = "inbox_offered"
_TOLD = ("loaded", "ask", "refused")


@lru_cache(maxsize=8)
def _begun(database: str, folder: str) -> Inbox:
    """The inbox of a database; making it, once a process, is what reads it at the start."""
    made = Inbox(store(), Path(folder))
    made.begin()
    return made


def inbox() -> Inbox | None:
    """The folder that the owner named, or None where he named none. The first call begins to look through it."""
    folder = os.environ.get(FOLDER, "").strip()
    return _begun(str(store().path), folder) if folder else None


def inbox_line() -> None:
    """One line in the side bar: what is going on, or what came of it; nothing where nothing came."""
    here = inbox()
    if here is None:
        return
    if here.state.is_reading:
        _reading_line(here)
    elif here.state.is_missing:
        st.caption(":material/inbox: " + words()("inbox.missing", folder=plain(str(here.folder))))
    elif said := _came(here.state):
        st.caption(":material/inbox: " + said)


@st.fragment(run_every=1.0)
def _reading_line(here: Inbox) -> None:
    """Drawn anew by itself; when the folder is looked through, the whole page is, because the data have changed."""
    if not here.state.is_reading:
        st.rerun()
    st.caption(":material/inbox: " + words()("inbox.reading"))


def _came(state: InboxState) -> str:
    """How many files were loaded, wait for an answer, cannot be loaded; empty where there are none."""
    t = words()
    counts = {outcome: len(state.with_outcome(outcome)) for outcome in _TOLD} | {"ask": len(_waiting(state))}
    told = [
        t.n(f"inbox.{outcome}", count, n=numbers.number(count, language()))
        for outcome, count in counts.items()
        if count
    ]
    return t("inbox.came", what=", ".join(told)) if told else ""


def _waiting(state: InboxState) -> list[Taken]:
    """The files that nobody has answered for and loaded since."""
    return [taken for taken in state.with_outcome("ask") if not was_ever_loaded(store(), taken.sha256)]


def offer_waiting_files() -> None:
    """Put the files that wait for an answer among those of this visit, once after each look through."""
    here = inbox()
    if here is None or here.state.is_reading:
        return
    offered: set[tuple[int, str]] = st.session_state.setdefault(_OFFERED, set())
    state = here.state
    for taken in _waiting(state):
        mark = (state.round, taken.sha256)
        if mark not in offered:
            offered.add(mark)
            offer_file(here.folder / taken.name, taken.name, taken.sha256)


def inbox_card() -> None:
    """The folder on the upload screen: what it is, what came of it, a button to look again."""
    here = inbox()
    if here is None:
        return
    t = words()
    with st.container(border=True):
        text, button = st.columns([5, 1], vertical_alignment="center")
        with text, st.container(gap=None):
            st.subheader(t("inbox.title"), anchor=False)
            st.caption(t("inbox.note", folder=plain(str(here.folder))))
        with button, st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(t("inbox.look"), icon=":material/refresh:", disabled=here.state.is_reading, key="inbox_look"):
                here.begin()
                st.rerun()
        if here.state.is_missing:
            st.markdown(":material/error: " + t("inbox.missing", folder=plain(str(here.folder))))
        for taken in here.state.taken:
            st.markdown(_file_sentence(taken))


def _file_sentence(taken: Taken) -> str:
    """What became of one file, for the screen."""
    t, lang = words(), language()
    if taken.line is not None:
        money = sums(taken.line.amounts)
        count = taken.line.lines["loaded"]
        said = t.n("inbox.file_loaded", count, n=numbers.number(count, lang), name=plain(taken.name), money=money)
        return ":material/check_circle: " + said
    if taken.fault is not None:
        return f":material/error: {plain(taken.name)}: {store_sentence(taken.fault, t)}"
    if taken.outcome == "ask" or taken.reading is None:
        return ":material/help: " + t("inbox.file_asks", name=plain(taken.name))
    found = taken.reading
    said = message(found.to_json() | {"name": plain(found.name), "facts": plain_facts(found.facts)}, t)
    return ":material/error: " + said
