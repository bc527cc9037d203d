"""A grid whose cells are kept as they are typed; what is wrong is told in a sentence over it, and stays in the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.data import store
from ui.kpi_edits import Row, Sheet, save_sheet
from ui.language import words
from ui.tables import ROW, row_height
from ui.text import plain

Labels = Mapping[str, Mapping[str, str]]


def typed_grid(
    name: str, sheet: Sheet, known: Sequence[Row], shown: Sequence[Row], columns: Mapping[str, Any],
    labels: Labels | None = None, fixed: bool = False, disabled: Sequence[str] = (),
) -> None:  # fmt: skip
    """Draw the grid. known: whole records in order; shown: the same rows in words, with the columns of `columns`.

    labels: column -> word -> code, for lists of choices. fixed: no row is added or taken out.
    """
    t = words()
    key = f"{name}_{store().version()}"
    refused = st.session_state.get(f"{name}_refused")
    if refused is not None:
        st.error(t.code("kpi.refused", refused.code, name=plain(refused.name)), icon=":material/error:")
    high = row_height(
        shown, {n: one.get("width") for n, one in columns.items() if one["type_config"]["type"] == "text"}
    )
    st.data_editor(
        pd.DataFrame(shown, columns=list(columns), dtype=object),
        hide_index=True,
        num_rows="fixed" if fixed else "dynamic",
        height="content" if len(known) <= 10 else (10 if high == ROW else 7) * high + 72,
        row_height=high,
        placeholder="",
        disabled=list(disabled),
        column_config=dict(columns),
        key=key,
        on_change=_changed,
        args=(name, key, sheet, list(known), labels or {}),
    )


def _changed(name: str, key: str, sheet: Sheet, known: Sequence[Row], labels: Labels) -> None:
    state = st.session_state[key]
    coded = {
        "edited_rows": {place: _coded(fields, labels) for place, fields in state["edited_rows"].items()},
        "added_rows": [_coded(fields, labels) for fields in state["added_rows"]],
        "deleted_rows": state["deleted_rows"],
    }
    st.session_state[f"{name}_refused"] = save_sheet(store(), sheet, known, coded)


def _coded(fields: Row, labels: Labels) -> dict[str, Any]:
    """Words of the lists as their codes."""
    return {name: labels[name].get(value) if name in labels else value for name, value in fields.items()}
