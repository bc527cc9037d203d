"""The call list on paper: this week's clients with everything a seller needs at hand, and room for what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui.language import language, words
from ui.reasons import reason_text
from ui.text import plain
from ui.win_back import WinBack, money
from ui.win_back_client import spoken
from ui.win_back_list import way_text
from wording import numbers


def printed_list(found: WinBack) -> None:
    """A table that stands on paper only; on the screen the list is edited instead."""
    if not found.week:
        return
    t = words()
    with st.container(key="print_only"):
        period = numbers.period(found.scope.as_of, found.scope.as_of, language())
        st.subheader(t("winback.list_title", period=period), anchor=False)
        st.table(pd.DataFrame([_line(found, row) for row in found.week]), hide_index=True)


def _line(found: WinBack, row: Mapping[str, Any]) -> dict[str, str]:
    """One client, every cell escaped: tables read Markdown."""
    t, lang = words(), language()
    due = numbers.day(row["due"], lang) if row["due"] else ""
    planned = ", ".join(part for part in (row["step"], due, row["owner"] or row["manager"]) if part)
    cells = {
        t("winback.col_priority"): str(row["priority"]),
        t("list.client"): row["client"],
        t("winback.col_expected"): money(row["expected"]),
        t("winback.col_why"): "; ".join(spoken(found, row)),
        t("winback.col_reason"): reason_text(row["reason"]) or t("winback.nobody_knows"),
        t("winback.col_way"): way_text(row),
        t("winback.col_step"): planned,
        t("winback.col_outcome"): "",
    }
    return {name: plain(cell) for name, cell in cells.items()}
