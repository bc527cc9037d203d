"""What is typed about calls: a checked call with its score at once, days of training, and the questions to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.funnel.call_quality import FACTORS, CallQualitySettings, score_of
from storage.settings import save_setting
from storage.typed import type_rows
from ui.data import profile, setting, store
from ui.funnel import tenths
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.number_field import Limits, number_field
from ui.page import card
from ui.tables import row_height
from ui.typed_rows import manager_field, typed_before, typed_list

_QUESTION = 228  # pixels; a longer question takes two lines
_QUESTIONS = Limits(0, 100, whole=True)
BANK = "call_questions"  # saved: the questions of each factor, where the owner changed them


def typed_card() -> None:
    """A new checked call, and those that were typed before."""
    t = words()
    with card(t("calls.new_title"), t("calls.new_note"), key="calls_new"):
        one, other, third = st.columns([1, 1, 1.4], gap="small")
        with one:
            manager = manager_field("calls_new_manager")
            day = st.date_input(t("calls.day"), _usual_day(), format="DD.MM.YYYY", key="calls_new_day")
        asked = {}
        with other:
            for factor in FACTORS:
                asked[factor] = number_field(t.code("calls.asked", factor), f"calls_new_{factor}", 0, _QUESTIONS)
        with third:
            price = st.toggle(t("calls.price_named"), key="calls_new_price")
            meeting = st.toggle(t("calls.meeting_set"), key="calls_new_meeting")
            _save_check(manager, day, asked, price, meeting)
        _typed("call_checks")


def _usual_day() -> date:
    return profile().last_day if profile().lines else date.today()


def _save_check(manager: str, day: Any, asked: dict[str, int | None], price: bool, meeting: bool) -> None:
    t = words()
    if None in asked.values():
        return
    counts = {factor: count or 0 for factor, count in asked.items()}
    score = _score(counts, price, meeting)
    st.markdown(t("calls.score_now", score=tenths(score)))
    if not st.button(t("calls.keep"), type="primary", icon=":material/check:", key="calls_keep"):
        return
    if not manager or not isinstance(day, date):
        st.error(t("calls.who_first"))
        return
    row = {
        "day": day,
        "manager": manager,
        **{f"q_{factor}": count for factor, count in counts.items()},
    }
    type_rows(store(), "call_checks", [{**row, "price_named": price, "meeting_set": meeting, "score": None}])
    st.rerun()


def _score(counts: dict[str, int], price: bool, meeting: bool) -> float:
    rules = chosen_settings(CallQualitySettings, "call_quality")
    return score_of(counts["technical"], counts["personal"], counts["motive"], price, meeting, rules)


def _typed(table: str) -> None:
    """The records that were typed, newest first; a row that is deleted is taken back at once."""
    t, known, config = words(), typed_before(table), st.column_config
    columns = {
        "day": config.DateColumn(t("calls.day"), format="DD.MM.YYYY", width=110),
        "manager": config.TextColumn(t("list.manager"), width=130),
        **{f"q_{factor}": config.NumberColumn(t.code("calls.factor", factor), width=86) for factor in FACTORS},
        "price_named": config.CheckboxColumn(t("calls.price_named"), width=146),
        "meeting_set": config.CheckboxColumn(t("calls.meeting_set"), width=162),
        "topic": config.TextColumn(t("calls.topic_label"), width=200),
    }
    shown = [{**row, "topic": _topic(row["topic"])} if "topic" in row else row for row in known]
    typed_list(table, known, shown, columns)


def _topic(code: str | None) -> str:
    return words().code("calls.topic", code) if code in FACTORS else " ".join((code or "").split())


def trainings_card() -> None:
    """Who was trained when, in what."""
    t = words()
    with card(t("calls.trained_title"), t("calls.trained_note"), key="calls_trained"):
        one, other, third = st.columns(3, gap="small", vertical_alignment="bottom")
        with one:
            manager = manager_field("calls_trained_manager")
        with other:
            day = st.date_input(t("calls.trained_day"), _usual_day(), format="DD.MM.YYYY", key="calls_trained_day")
        names = {factor: t.code("calls.topic", factor) for factor in FACTORS}
        with third:
            topic = st.selectbox(
                t("calls.topic_label"), list(FACTORS), key="calls_trained_topic", format_func=names.__getitem__
            )
        if st.button(t("calls.trained_keep"), icon=":material/check:", key="calls_trained_keep"):
            if not manager or not isinstance(day, date):
                st.error(t("calls.who_first"))
            else:
                type_rows(store(), "trainings", [{"manager": manager, "day": day, "topic": topic}])
                st.rerun()
        _typed("trainings")


def questions_of(factor: str) -> list[str]:
    """The questions of a factor: the owner's own, else the usual ones in his language."""
    saved = setting(BANK, {}).get(factor)
    if saved:
        return [str(question) for question in saved]
    return words().code("calls.bank", factor).split("\n")


def bank_card() -> None:
    """What to ask about, by factor; a changed list is kept at once."""
    t = words()
    with card(t("calls.bank_title"), t("calls.bank_note"), key="calls_bank"):
        for column, factor in zip(st.columns(3, gap="medium"), FACTORS, strict=True):
            with column:
                st.markdown(f"**{t.code('calls.bank_of', factor)}**")
                key = f"calls_bank_{factor}_{store().version()}_{language()}"
                known = questions_of(factor)
                st.data_editor(
                    pd.DataFrame({"question": known}), hide_index=True, num_rows="dynamic", height="content", placeholder="",
                    row_height=row_height([{"question": one} for one in known], {"question": _QUESTION}), key=key,
                    column_config={"question": st.column_config.TextColumn(t("calls.question_label"), width=_QUESTION)},
                    on_change=_bank_saved, args=(key, factor, known),
                )  # fmt: skip
        if setting(BANK) and st.button(
            t("calls.bank_back"), icon=":material/undo:", type="tertiary", key="calls_bank_back"
        ):
            save_setting(store(), BANK, None)
            st.rerun()


def _bank_saved(key: str, factor: str, known: list[str]) -> None:
    state = st.session_state[key]
    kept = [
        state["edited_rows"].get(place, {}).get("question", question)
        for place, question in enumerate(known)
        if place not in state["deleted_rows"]
    ]
    kept += [fields.get("question") for fields in state["added_rows"]]
    questions = [" ".join(question.split()) for question in kept if question and question.strip()]
    saved = {**setting(BANK, {}), factor: questions}
    save_setting(store(), BANK, {name: some for name, some in saved.items() if some} or None)
