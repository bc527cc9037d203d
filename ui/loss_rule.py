"""The rule of loss in force on this visit: from the address, else chosen on a screen, else the saved one."""

from __future__ import annotations

import streamlit as st

from analytics.statements import RULES
from ui.data import setting
from ui.language import words
from ui.links import taken_from_address

KEY = "frame_rule"


def saved_rule() -> str:
    """The rule that the owner keeps for all visits."""
    saved = str(setting("client_status.rule", RULES[0]))
    return saved if saved in RULES else RULES[0]


def loss_rule() -> str:
    """The rule that every screen obeys now."""
    found = taken_from_address("rule")
    if found is not None and found[0] in RULES and found[0] != st.session_state.get(KEY):
        st.session_state[KEY] = found[0]
    if st.session_state.get(KEY) not in RULES:
        st.session_state[KEY] = saved_rule()
    return str(st.session_state[KEY])


def forget_rule() -> None:
    """The saved rule was changed: it holds at once."""
    st.session_state.pop(KEY, None)


def rule_chip(always: bool) -> None:
    """The switch in the frame; a screen that does not judge silence shows it only while another rule is in force."""
    t, rule = words(), loss_rule()
    if not always and rule == saved_rule():
        return
    st.session_state[KEY] = rule  # the switch of another screen is another widget: its choice is handed over
    with st.popover(t.code("frame.rule", rule), icon=":material/rule:", key="chip_rule"):
        st.radio(
            t("frame.rule_label"),
            RULES,
            key=KEY,
            format_func=lambda code: t.code("frame.rule", code),
            captions=[t.code("frame.rule_help", code) for code in RULES],
            persist_state="session",
        )
