"""What unfolds under the voices of clients: the calculator, forms to ask with, and what stands with its records only."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.language import words
from ui.page import card
from ui.service import Service
from ui.service_calculator import calculator

_VIEWS: dict[str, Callable[[Service], None]] = {"calculator": calculator}


def more_card(found: Service) -> None:
    """One of the views at a time."""
    t, offered = words(), list(_VIEWS)
    if st.session_state.get("service_more") not in offered:
        st.session_state["service_more"] = offered[0]
    with card(t("service.more_title"), key="service_more_card"):
        view = st.pills(
            t("service.more_title"), offered, key="service_more", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("service.more", code), persist_state="session",
        )  # fmt: skip
        _VIEWS[str(view)](found)
