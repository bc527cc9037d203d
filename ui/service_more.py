"""What unfolds under the voices of clients: forms to ask with, the calculator, and what stands with its records only."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.language import words
from ui.page import card
from ui.service import Service
from ui.service_calculator import calculator, calculator_cards
from ui.service_contact import contact_view
from ui.service_cycle import cycle_view
from ui.service_forms import forms_view
from ui.service_parts import parts_shown
from ui.service_promos import promos_view
from ui.service_typed import typed_card, typed_view

_VIEWS: dict[str, Callable[[Service], None]] = {
    "contact": contact_view, "promos": promos_view, "cycle": cycle_view, "typed": typed_view, "forms": forms_view, "calculator": calculator,
}  # fmt: skip


def more_card(found: Service) -> None:
    """One of the views at a time."""
    t, offered = words(), [*parts_shown(), "typed", "forms", "calculator"]
    if st.session_state.get("service_more") not in offered:
        st.session_state["service_more"] = offered[0]
    with card(t("service.more_title"), key="service_more_card"):
        view = st.pills(
            t("service.more_title"), offered, key="service_more", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("service.more", code), persist_state="session",
        )  # fmt: skip
        _VIEWS[str(view)](found)


def empty_cards() -> None:
    """What works on an empty database: the calculators, and the first records typed by hand."""
    calculator_cards()
    typed_card()
