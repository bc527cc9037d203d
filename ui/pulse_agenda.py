"""What wants a decision this week: each thing in a line with its money, and a way to the names behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from analytics.pulse.agenda import AgendaSettings
from analytics.result import Result
from storage.names import short_name
from ui.data import currency
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.page import card
from ui.pages import page
from ui.text import plain, shortened
from wording import numbers

MOST_POINTS = 6


def _money(value: Any) -> str:
    return numbers.short_money(value, language(), currency())


def _count(value: int) -> str:
    return numbers.number(value, language())


def agenda_settings() -> AgendaSettings:
    """What is worth a place on the agenda today."""
    return replace(chosen_settings(AgendaSettings, "client_status", "revenue_bridge", "agenda"), today=date.today())


def agenda_card(agenda: Result) -> None:
    """What wants a decision this week, by the money behind it; each thing leads to its names."""
    t = words()
    with card(t("pulse.agenda"), t("pulse.agenda_note")):
        if not agenda.rows:
            st.markdown(":material/check_circle: " + t("pulse.agenda_nothing"))
        for number, row in enumerate(agenda.rows[:MOST_POINTS]):
            values = {
                "n": _count(row["clients"] or 0),
                "money": _money(row["money"]),
                "names": ", ".join(plain(shortened(short_name(name), 24)) for name in row["names"]),
                "share": numbers.percent(row["share"], language()),
                "days": _count(row["days"] or 0),
            }
            note = t(f"agenda.{row['code']}_note", **values)
            with st.container(gap=None):
                _way(row, t.n(f"agenda.{row['code']}", row["clients"] or 0, **values), number)
                st.markdown(f":small[:gray[{note}]]")


_SCREEN_OF = {"margin_falls": "abc", "name_buyers": "imports", "data_stale": "upload"}
_LIST_OF = {"call_late": "late", "win_back": "lost", "ask_why_less": "decline"}


def _way(row: Mapping[str, Any], title: str, number: int) -> None:
    """The thing itself as a way to the names or the screen behind it."""
    code = row["code"]
    icon = ":material/arrow_downward:" if code in _LIST_OF else ":material/arrow_forward:"
    if not st.button(f"**{title}**", key=f"agenda_{number}", type="tertiary", icon=icon, icon_position="right"):
        return
    if code in _LIST_OF:
        st.session_state["pulse_list"] = _LIST_OF[code]
    elif code in _SCREEN_OF:
        st.switch_page(page(_SCREEN_OF[code]))
    else:
        st.switch_page(page("client_card"), query_params={"client": str(row["client_ids"][0])})
