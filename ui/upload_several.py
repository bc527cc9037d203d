"""Several files at once: which are ready, which ask something, which cannot be read."""

from __future__ import annotations

import streamlit as st

from ingestion.kinds.catalogue import SALES
from storage.errors import StoreError
from ui.currency import sums
from ui.language import language, words
from ui.page import headline
from ui.progress_bar import LoadingBar
from ui.text import plain, plain_facts
from ui.trouble import store_sentence
from ui.upload_found import IMPORT_DONE
from ui.upload_overlap import lines_to_load
from ui.upload_related import related_card, related_offer
from ui.upload_steps import refusal_sentence, same_sentence
from ui.uploads import WaitingFile, forget_file, load_file, open_file, waiting_files
from wording import numbers
from wording.imports import question_sentence

_STATES = {"part": "blue", "ready": "green", "asks": "red", "same": "gray", "refused": "gray"}
_ORDER = tuple(_STATES)


def state_of(file: WaitingFile) -> str:
    """'ready', 'asks', 'same' (loaded already) or 'refused'."""
    if file.found is None or file.found.outcome == "refused":
        return "refused"
    if file.same is not None:
        return "same"
    return "ready" if file.is_ready else "asks"


def several_screen() -> None:
    """All files that wait, with one button for those that are ready."""
    t, lang = words(), language()
    files = waiting_files()
    offer = related_offer()
    states = {file.key: "part" if file.key in offer.members_offered else state_of(file) for file in files}
    counts = {state: list(states.values()).count(state) for state in _ORDER}
    told = [t.n(f"upload.several_{state}", count, n=count) for state, count in counts.items() if count]
    headline(t.n("upload.several_question", len(files), n=len(files)), ", ".join(told).capitalize() + ".")
    related_card(offer)
    ready = [file for file in files if states[file.key] == "ready"]
    lines = sum(lines_to_load(file) for file in ready)
    with st.container(horizontal=True):
        label = t.n("upload.load_files", len(ready), n=len(ready), lines=numbers.number(lines, lang))
        if (ready or not offer.members_offered) and st.button(
            label, type="primary", icon=":material/check:", disabled=not ready, key="upload_load_all"
        ):
            _load_all(ready)
        if st.button(t("upload.drop_all"), type="tertiary", icon=":material/close:", key="upload_drop_all"):
            for file in list(files):
                forget_file(file)
            st.rerun()
    for file in sorted(files, key=lambda file: _ORDER.index(states[file.key])):
        _file_row(file, states[file.key])


def _load_all(files: list[WaitingFile]) -> None:
    """Load the ready files; one that meets another of them is left with its question."""
    t = words()
    done: list[int] = []
    with LoadingBar(len(files)) as bar:
        for place, file in enumerate(files):
            if not file.is_ready:
                continue
            try:
                done.append(load_file(file, bar.part(place, file.name)))
            except StoreError as error:
                st.error(f"{plain(file.name)}: {store_sentence(error, t)}", icon=":material/error:")
    if done:
        st.session_state[IMPORT_DONE] = done
        st.rerun()


def _file_row(file: WaitingFile, state: str) -> None:
    t = words()
    with st.container(border=True):
        text, buttons = st.columns([4, 1], vertical_alignment="center")
        with text:
            st.markdown(f"**{plain(file.name)}** :{_STATES[state]}-badge[{t.code('upload.state', state)}]")
            st.caption(_about(file, state))
        with buttons, st.container(horizontal=True, horizontal_alignment="right"):
            if state in ("ready", "asks", "part") and st.button(
                t("upload.to_answer" if state == "asks" else "upload.look"), key=f"look_{file.key}"
            ):
                open_file(file)
                st.rerun()
            if st.button(
                "", icon=":material/close:", type="tertiary", key=f"drop_{file.key}", help=t("upload.drop_one")
            ):
                forget_file(file)
                st.rerun()


def _about(file: WaitingFile, state: str) -> str:
    """What the file holds, what it asks, or why it is not loaded."""
    t, lang, found = words(), language(), file.found
    if found is None or state == "refused":
        return "" if found is None else refusal_sentence(found)
    if file.same is not None:
        return same_sentence(file, file.same)
    if state == "part":
        return t("related.part")
    if found.questions:
        question = found.questions[0]
        facts = plain_facts(question.facts)
        return question_sentence({"code": question.code, "facts": facts}, plain(found.name), t)
    if file.must_settle_deals:
        return t("upload.deals_question")
    if state == "asks" and file.overlap is not None:
        days = numbers.period(file.overlap.first_day, file.overlap.last_day, lang)
        count = file.overlap.lines
        return t.n("upload.overlap_question", count, n=numbers.number(count, lang), days=days)
    money = sums(found.amounts)
    days = numbers.period(found.date_min, found.date_max, lang) if found.date_min and found.date_max else numbers.DASH
    lines = t.n("upload.lines", found.lines.made, n=numbers.number(found.lines.made, lang))
    return " · ".join((lines, money if found.kind == SALES else t.code("kinds.name", found.kind), days))
