"""A contact with a client, typed in one line and kept at once: on his card and in the plan of winning him back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from storage.typed import type_records
from ui.data import store
from ui.language import words

CONTACTS = ("call", "meeting", "visit", "email", "messenger")
_WIDTHS = (1.05, 1.05, 1.35, 2.2, 1.15, 1.2)


def contact_form(client_id: int, manager: str, owners: Sequence[str], as_of: date, in_line: bool = False) -> None:
    """What it was, when, who, a remark, and the next contact if a day was agreed upon.

    manager: who is meant where nobody is chosen. No contact after the as-of date: the screens would not show it.
    """
    t = words()
    with st.form(f"contact_{client_id}_{in_line}", border=False, clear_on_submit=True):
        places: list[Any] = [st] * len(_WIDTHS)
        if in_line:
            places = list(st.columns(_WIDTHS, gap="small", vertical_alignment="bottom"))
        kind = places[0].selectbox(
            t("winback.contact_kind"), CONTACTS, format_func=lambda code: t.code("winback.contact", code)
        )
        day = places[1].date_input(t("winback.contact_day"), value=as_of, max_value=as_of, format="DD.MM.YYYY")
        who = places[2].selectbox(
            t("winback.col_owner"), owners, index=None, accept_new_options=True,
            placeholder=manager or t("winback.choose"),
        )  # fmt: skip
        remark = places[3].text_input(t("winback.contact_remark"))
        until = places[4].date_input(t("winback.contact_next"), value=None, min_value=as_of, format="DD.MM.YYYY")
        if places[5].form_submit_button(t("winback.keep")):
            touch = {
                "day": day, "manager": who or manager, "kind": kind, "direction": "out",
                "reason": remark.strip() or None, "next_date": until,
            }  # fmt: skip
            type_records(store(), client_id, {"touches": [touch]})
            st.rerun()
