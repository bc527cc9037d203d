"""The screen of the base: its four questions, the date and the window it is asked about, numbers as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from analytics.base.last_record import last_record_day
from analytics.scope import Scope
from ui.data import currency, profile, store
from ui.frame import frame
from ui.language import language, words
from ui.pages import page
from wording import numbers

VIEWS = ("sufficiency", "scouts", "freshness", "life_cycle")
_YEAR = timedelta(days=364)


def count(value: float | None) -> str:
    """A whole number."""
    return numbers.number(value, language())


def decimal(value: float | None, digits: int = 1) -> str:
    """A number with a decimal place where it has one."""
    whole = value is not None and abs(value - round(value)) < 0.5 * 10**-digits
    return numbers.number(value, language(), 0 if whole else digits)


def percent(share: float | None, digits: int = 0) -> str:
    """A share."""
    return numbers.percent(share, language(), digits)


def share_range(low: float, high: float) -> str:
    """Two shares as a range: 11-21 %."""
    return f"{numbers.number(round(low * 100), language())}–{percent(high)}"


def money(value: Any) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency())


def day(value: date | None) -> str:
    """A date."""
    return numbers.day(value, language())


@dataclass(frozen=True)
class Ground:
    """What the screen stands on: the question's date and window, None where nothing is loaded; room for its buttons."""

    scope: Scope | None
    actions: Any


def view_switch() -> str:
    """The choice among the four questions; it stays for the visit."""
    t = words()
    chosen = st.segmented_control(
        t("base.views"), VIEWS, default=VIEWS[0], key="base_view", required=True, label_visibility="collapsed",
        format_func=lambda code: t.code("base.view", code), persist_state="session",
    )  # fmt: skip
    return str(chosen or VIEWS[0])


def ground(view: str) -> Ground:
    """The chips that the chosen question obeys, and the buttons beside them; the date alone where only records are loaded."""
    if profile().lines:
        found = frame(profile(), parts=("period", "as_of") if view == "life_cycle" else ("as_of",))
        return Ground(found.scope, found.actions)
    last = last_record_day(store())
    row = st.container(horizontal=True, horizontal_alignment="right")
    return Ground(None if last is None else Scope(last, last - _YEAR, last), row)


def way_out() -> None:
    """On an empty database: the numbers are an example; where one's own come from."""
    t = words()
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(t("base.nothing_loaded"))
        if st.button(t("doors.own_button"), icon=":material/upload_file:", key="base_upload"):
            st.switch_page(page("upload"))


def missing(view: str) -> None:
    """What a view lacks in the data, in one sentence."""
    with st.container(border=True):
        st.markdown(words().code("base.needs", view))
