"""What a screen shows on an empty database: two doors, the owner's own file or the demo company."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.data import profile
from ui.demo import demo_door
from ui.language import words
from ui.page import headline
from ui.pages import page
from ui.upload_steps import promises


def needs_sales(question: str, calculator: Callable[[], None] | None = None) -> None:
    """Stop the screen with the two doors where nothing is loaded yet; a calculator works there all the same."""
    if profile().lines:
        return
    t = words()
    headline(question, t("doors.lead"))
    own, demo = st.columns([3, 2], gap="small")
    with own, st.container(border=True, height="stretch"):
        st.subheader(t("doors.own"), anchor=False)
        st.caption(t("doors.own_note"))
        if st.button(t("doors.own_button"), type="primary", icon=":material/upload_file:"):
            st.switch_page(page("upload"))
        promises()
    with demo, st.container(border=True, height="stretch"):
        demo_door()
    if calculator:
        calculator()
    st.stop()
