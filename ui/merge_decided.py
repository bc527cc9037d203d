"""What was decided: the latest decisions with a way back, the whole log, and tax ids decided about at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import streamlit as st

from storage.identity import Spelling
from storage.merging import Pair, decisions_made
from storage.verdicts import Decision, Kind, Verdict
from ui.data import store
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.merge_data import forget, remember
from ui.page import card
from ui.tables import Column, excel_button, excel_sheet
from ui.text import plain, shortened
from wording import numbers

SHOWN = 10  # decisions with a button each; the log in Excel holds all
_NAMES = 4
_ICONS = {"same": ":material/merge:", "different": ":material/call_split:", "later": ":material/schedule:"}


def decided_card(kind: Kind) -> None:
    """The latest decisions in force, each with its way back."""
    t, made = words(), decisions_made(store(), kind)
    if not made:
        return
    batches = [list(batch) for _, batch in groupby(made, key=lambda one: one.batch_id)]
    with card(t("merge.decided_title"), t("merge.decided_note"), key="merge_decided"):
        for batch in [one for one in batches if one[0].undone_at is None][:SHOWN]:
            _batch_line(batch)
        excel_button("decisions", lambda: [_log_sheet(made)], key="merge_log")


def _batch_line(batch: Sequence[Decision]) -> None:
    t, one = words(), batch[-1]
    text, button = st.columns([6, 1], vertical_alignment="center")
    names = f"**{plain(shortened(one.left_shown, 50))}** — **{plain(shortened(one.right_shown, 50))}**"
    if len(batch) > 1:
        names += " " + t.n("merge.and_more_pairs", len(batch) - 1, n=numbers.number(len(batch) - 1, language()))
    told = [t.code("merge.verdict", one.verdict), when(one.decided_at), plain(one.decided_by)]
    text.markdown(f"{_ICONS[one.verdict]} {names}  \n:small[{' · '.join(part for part in told if part)}]")
    button.button(
        t("merge.undo"),
        key=f"merge_undo_{one.batch_id}",
        icon=":material/undo:",
        type="tertiary",
        on_click=forget,
        args=(one.batch_id,),
    )


def when(moment: datetime) -> str:
    """A moment of the log in local time: day and minute."""
    local = moment.replace(tzinfo=UTC).astimezone()
    return f"{numbers.day(local.date(), language())}, {local:%H:%M}"


def _log_sheet(made: Sequence[Decision]) -> ExcelSheet:
    t = words()
    columns = [
        Column(name, t.code("merge.log", name))
        for name in ("verdict", "left", "right", "decided_at", "decided_by", "undone_at", "undone_by")
    ]
    rows = [
        {
            "verdict": t.code("merge.verdict", one.verdict),
            "left": one.left_shown,
            "right": one.right_shown,
            "decided_at": when(one.decided_at),
            "decided_by": one.decided_by,
            "undone_at": when(one.undone_at) if one.undone_at else "",
            "undone_by": one.undone_by or "",
        }
        for one in made
    ]
    return excel_sheet(t("merge.decided_title"), columns, rows, [])


def shared_card(shared: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Tax ids on too many names: one firm with many branches, or a number that was typed for want of another."""
    t = words()
    if not shared:
        return
    with card(
        t.n("merge.shared_title", len(shared), n=numbers.number(len(shared), language())), t("merge.shared_note")
    ):
        for tax_id, rows in list(shared.items())[:SHOWN]:
            _shared_line(tax_id, rows)
        if len(shared) > 1:
            st.button(
                t("merge.shared_all"),
                icon=":material/merge:",
                key="merge_shared_all",
                on_click=remember,
                args=("client", [pair for tax_id, rows in shared.items() for pair in _pairs(tax_id, rows)], "same"),
            )


def _shared_line(tax_id: str, rows: Sequence[dict[str, Any]]) -> None:
    t = words()
    text, buttons = st.columns([3, 2], vertical_alignment="center")
    names = ", ".join(plain(shortened(row["client"], 30)) for row in rows[:_NAMES])
    more = len(rows) - _NAMES
    if more > 0:
        names += " " + t.n("merge.shared_more", more, n=numbers.number(more, language()))
    text.markdown(f"**{plain(tax_id)}** — {names}")
    with buttons, st.container(horizontal=True, gap="xsmall"):
        verdicts: list[Verdict] = ["same", "different"]
        for verdict in verdicts:
            st.button(
                t.code("merge.shared_answer", verdict),
                key=f"merge_shared_{verdict}_{tax_id}",
                on_click=remember,
                args=("client", _pairs(tax_id, rows), verdict),
            )


def _pairs(tax_id: str, rows: Sequence[dict[str, Any]]) -> list[Pair]:
    """The client with the most money beside each of the others."""
    first, *others = rows
    spelled = {row["client_id"]: Spelling(tax_id, row["code"], row["name_key"]) for row in rows}
    return [
        Pair(spelled[first["client_id"]], spelled[row["client_id"]], first["client"], row["client"]) for row in others
    ]
