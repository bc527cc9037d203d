"""What unfolds under the lists of attraction: warming up, the calculator, the spend that is typed, names of one channel."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.attraction import Attraction
from ui.attraction_calculator import calculator
from ui.attraction_warm_up import warm_up
from ui.language import words
from ui.page import card

VIEWS = ("warm_up", "calculator")


def more_card(found: Attraction) -> None:
    """One of the views at a time."""
    t = words()
    with card(t("attraction.more_title"), key="attraction_more_card"):
        view = st.pills(
            t("attraction.more_title"), VIEWS, default=VIEWS[0], key="attraction_more", required=True,
            label_visibility="collapsed", format_func=lambda code: t.code("attraction.more", code), persist_state="session",
        )  # fmt: skip
        shown: dict[str, Callable[[Attraction], None]] = {"warm_up": warm_up, "calculator": calculator}
        shown[str(view or VIEWS[0])](found)
