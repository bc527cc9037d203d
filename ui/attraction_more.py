"""What unfolds under the lists of attraction: warming up, the calculator, the spend that is typed, names of one channel."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.attraction import Attraction
from ui.attraction_calculator import calculator
from ui.attraction_names import joins_offered, names_of_channels
from ui.attraction_spend import spend_grid
from ui.attraction_warm_up import warm_up
from ui.language import words
from ui.page import card

_VIEWS: dict[str, Callable[[Attraction], None]] = {
    "warm_up": warm_up,
    "calculator": calculator,
    "spend": spend_grid,
    "names": names_of_channels,
}


def more_card(found: Attraction) -> None:
    """One of the views at a time; names are joined only where some differ."""
    t = words()
    offered = [name for name in _VIEWS if name != "names" or joins_offered(found)]
    if st.session_state.get("attraction_more") not in offered:
        st.session_state["attraction_more"] = offered[0]
    with card(t("attraction.more_title"), key="attraction_more_card"):
        view = st.pills(
            t("attraction.more_title"), offered, key="attraction_more", required=True,
            label_visibility="collapsed", format_func=lambda code: t.code("attraction.more", code), persist_state="session",
        )  # fmt: skip
        _VIEWS[str(view or offered[0])](found)
