"""Records of a list that are typed one by one: who they are about, and those that were typed before, to be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from storage.typed import SEVERAL, last_typed, type_rows, typed_records
from ui.data import profile, store
from ui.language import words
from wording import numbers

Row = Mapping[str, Any]
SHOWN = 20


def manager_field(key: str, optional: bool = False) -> str:
    """Whom a record is about: one of the known managers, or a name that is typed; '' where nobody was named."""
    t = words()
    names = [name for name in profile().managers if name]
    if not names:
        return " ".join(st.text_input(t("list.manager"), key=key).split())
    chosen = st.selectbox(
        t("list.manager"), names, index=None if optional else 0, key=key, accept_new_options=True,
        placeholder=t("typed.nobody") if optional else None,
    )  # fmt: skip
    return " ".join(str(chosen or "").split())


def typed_before(table: str) -> list[dict[str, Any]]:
    """The records of a list that were typed, the newest first, as many as are shown."""
    return typed_records(store(), table)[:SHOWN]


def typed_list(table: str, known: Sequence[Row], shown: Sequence[Row], columns: Mapping[str, Any]) -> None:
    """What was typed before, newest first; a row that is deleted is taken back at once, and so is the last one by a button.

    known: whole records in order; shown: the same in words. Only columns that the records have are drawn.
    """
    if not known:
        return
    t = words()
    last = last_typed(store(), table) if table in SEVERAL else None
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(t("typed.list_note"), width="content")
        if last is not None:
            st.button(
                t("typed.take_back"), icon=":material/undo:", type="tertiary", key=f"{table}_take_back",
                on_click=_take_back, args=(table, last),
            )  # fmt: skip
    names = [name for name in columns if name in shown[0]]
    key = f"typed_{table}_{store().version()}"
    st.data_editor(
        pd.DataFrame([dict(row) for row in shown])[names], hide_index=True, num_rows="delete", height="content", disabled=True,
        placeholder=numbers.DASH, column_config={name: columns[name] for name in names}, key=key, on_change=_deleted,
        args=(key, table, known),
    )  # fmt: skip


def _take_back(table: str, row: Row) -> None:
    type_rows(store(), table, [], [row])


def _deleted(key: str, table: str, known: Sequence[Row]) -> None:
    gone = [known[int(place)] for place in st.session_state[key]["deleted_rows"]]
    if gone:
        type_rows(store(), table, [], gone)
