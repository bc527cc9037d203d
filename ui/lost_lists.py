"""The names behind the losses of the period, and where every client stands now: each count opens its names."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from analytics.lost.lost_clients import lost_clients
from analytics.periods import month_end
from analytics.result import Result
from ui.data import answer, currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.lost import Losses, count, named, told_reason
from ui.name_list import NameList
from ui.page import card
from ui.tables import Column, chosen_list, client_list, excel_sheet, list_switch, scale_for, with_unit
from wording import numbers
from wording.catalogue import Words

CHOSEN = "lost_chosen"
_DUE_HEADERS = {
    "buys": "lost.due_next", "one_off": "lost.due_next", "seasonal": "lost.due_next", "agreed_pause": "lost.until",
}  # fmt: skip
KEPT_LISTS = 8  # of a question each
# The silence tells these, there is no room for all; Excel has them.
_IN_SILENCE = {
    ("lost", "last_purchase"),
    ("lost", "returned_on"),
    ("disagree", "last_purchase"),
    ("disagree", "odds_text"),
}
CLASS_COLOURS = {"A": "blue", "B": "gray", "C": "gray", "N": "red"}
_VERDICTS = ("soft", "late_regular")
_STATUS_LISTS = {
    "buys": "active", "late": "watch", "lost_now": "lost", "seasonal": "seasonal", "agreed_pause": "agreed_pause",
    "closed": "closed", "one_off": "one_off", "one_off_gone": "one_off_gone",
}  # fmt: skip
_GROUPS = {"period": ("lost", "late", "no_reason", "disagree"), "now": tuple(_STATUS_LISTS)}


def lists(found: Losses) -> dict[str, NameList]:
    """The names of each list, empty ones left out."""
    return _lists(found.names, found.status, found.odds)


@lru_cache(maxsize=KEPT_LISTS)
def _lists(names: Result, status: Result, odds: Result) -> dict[str, NameList]:
    lost, today = NameList(_with_odds(names.table, odds.table)), NameList(status.table)
    made = {"lost": lost}
    if names.facts["with_reason"]:
        made["no_reason"] = lost.where(pc.field("reason") == "")
    made["disagree"] = NameList(odds.table).where(pc.field("verdict").isin(list(_VERDICTS)))
    made |= {name: today.where(pc.field("status") == code) for name, code in _STATUS_LISTS.items()}
    return {name: rows for name, rows in made.items() if len(rows)}


def _with_odds(lost: pa.Table, odds: pa.Table) -> pa.Table:
    """The lost with the chance of their silence, in the same order; who is back is not silent."""
    known = dict(zip(odds.column("client_id").to_pylist(), odds.column("odds").to_pylist(), strict=True))
    pairs = zip(lost.column("client_id").to_pylist(), lost.column("returned_on").to_pylist(), strict=True)
    return lost.append_column("odds", pa.array([None if back else known.get(i) for i, back in pairs], pa.float64()))


def choose(by: str, name: str) -> None:
    """A click on a mark: the list of the lost shows only these."""
    st.session_state[CHOSEN] = (by, name)
    st.session_state["lost_list_group"], st.session_state["lost_list"] = "period", "lost"


def list_card(found: Losses) -> None:
    """The list of names with its switches; a click on the chart narrows the list of the lost."""
    t, known = words(), lists(found)
    groups = [group for group, names in _GROUPS.items() if any(name in known for name in names)]
    if not groups:
        return
    if st.session_state.get("lost_list_group") not in groups:
        st.session_state["lost_list_group"] = groups[0]
    made = {name: known[name] for name in _GROUPS[st.session_state["lost_list_group"]] if name in known}
    chosen = chosen_list(made, "lost_list")
    rows, title = _narrowed(found, made[chosen], chosen, t)
    divisor, unit = scale_for(rows.usual_size("net_12m" if chosen in _STATUS_LISTS else "value"), currency())
    with card(title, t("lost.list_note"), key="lost_names"):
        st.segmented_control(
            t("lost.list_group"), groups, key="lost_list_group", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("lost.list_groups", code), persist_state="session",
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            list_switch(made, "lost_list", t("lost.list"), "lost.lists")
            if chosen == "lost" and CHOSEN in st.session_state:
                st.button(
                    t("lost.show_all"), type="tertiary", icon=":material/close:", on_click=_forget, key="lost_all"
                )
        shown = [c for c in columns(chosen, unit, rows.filled) if (chosen, c.name) not in _IN_SILENCE]
        client_list(rows, shown, f"lost_{chosen}", divisor, lambda row: written(row, t))


def _forget() -> None:
    st.session_state.pop(CHOSEN, None)


def _narrowed(found: Losses, rows: NameList, chosen: str, t: Words) -> tuple[NameList, str]:
    """The rows of a list and its title; the list of the lost narrowed to the mark that was clicked."""
    by, name = st.session_state.get(CHOSEN, ("", "")) if chosen == "lost" else ("", "")
    if not by:
        return rows, t.n(f"lost.list_{chosen}", len(rows), n=count(len(rows)))
    if by == "month":
        month = date.fromisoformat(name)
        few, shown = _lost_in(found, month), numbers.month(month, t.language)
    else:
        few, shown = rows.where(pc.field(by) == name), named(by, name)
    return few, t.n("lost.list_chosen", len(few), n=count(len(few)), name=shown)


def _lost_in(found: Losses, month: date) -> NameList:
    """Who was lost in a month, in the period or not, and had not come back by its end."""
    scope = replace(found.scope, first_day=month, last_day=min(month_end(month), found.scope.as_of))
    return NameList(_with_odds(answer(lost_clients, scope, found.settings.of_clients).table, found.odds.table))


def written(row: dict[str, Any], t: Words) -> dict[str, Any]:
    """A row as the screen shows it."""
    lang = t.language
    usual = row.get("usual_days", row["rhythm_days"])
    silence = t("lost.silent", n=numbers.number(row["silent_days"], lang), usual=numbers.number(usual, lang))
    if row.get("returned_on"):
        silence = t("lost.bought_again", day=numbers.day(row["returned_on"], lang))
    reason = row.get("reason")
    told = None if reason is None else told_reason(reason) + (" ✓" if row["confirmed"] else "")
    states = {name: t.code("status", row[name]) for name in ("by_rhythm", "by_silence") if name in row}
    more = {"why": [t.code("lost.verdicts", row["verdict"])] if row.get("verdict") else []}
    return (
        row
        | states
        | more
        | {
            "manager": row["manager"] or t("frame.not_given"),
            "silence": silence,
            "told": told,
            "class_badge": [row["abc_class"]] if row.get("abc_class") else [],
            "odds_text": odds_text(row.get("odds"), t),
        }
    )


def odds_text(odds: float | None, t: Words) -> str | None:
    """A chance; a very small one is not written as zero."""
    if odds is None:
        return None
    if odds < 0.01:
        return t("lost.less_than", share=numbers.percent(0.01, t.language, 0))
    return numbers.percent(odds, t.language, 0)


def columns(chosen: str, unit: str, filled: Container[str]) -> list[Column]:
    """The columns of a list; those in which nothing stands are left out."""
    t = words()
    value = "net_12m" if chosen in _STATUS_LISTS else "value"
    shared = [
        Column("client", t("list.client"), "client", 164),
        Column("class_badge", t("lost.class"), "badge", 54, badges=CLASS_COLOURS),
        Column("manager", t("list.manager"), "text", 108),
        Column(value, with_unit(t("lost.a_year"), unit), "money", 90),
    ]
    silence = [
        Column("silence", t("lost.silence"), "text", 142),
        Column("odds_text", t("lost.odds"), "text", 80, help=t("lost.odds_help")),
        Column("last_purchase", t("list.last_purchase"), "date", 100),
    ]
    verdicts = {t.code("lost.verdicts", code): "red" if code == "late_regular" else "gray" for code in _VERDICTS}
    why = Column("why", t("lost.why"), "badge", 158, badges=verdicts)
    due = Column("due_on", t("lost.due"), "date", 105)
    without = Column(
        "value_without_largest",
        t("lost.without_largest"),
        "money",
        80,
        help=t("lost.without_largest_help"),
    )
    told = Column("told", t("lost.reason_header"), "text", 134)
    listed = {
        "lost": [*shared, without, told, *silence, Column("returned_on", t("lost.returned_on"), "date", 100)],
        "no_reason": [*shared, *silence, Column("lost_on", t("lost.lost_on"), "date", 105)],
        "disagree": [
            *shared, why, *silence, Column("by_rhythm", t("lost.by_rhythm"), "text", 92),
            Column("by_silence", t("lost.by_silence"), "text", 96),
        ],
    }  # fmt: skip
    if chosen in _DUE_HEADERS:
        due = replace(due, header=t(_DUE_HEADERS[chosen]))
    elif chosen in ("lost_now", "closed", "one_off_gone"):
        due = Column("lost_on", t("lost.lost_on"), "date", 105)
    usual = [*shared, silence[0], silence[2], due, Column("purchases", t("lost.purchases"), "number", 85)]
    empty = {name for name in ("manager", "returned_on", "value_without_largest") if name not in filled}
    empty |= {"told"} if "reason" not in filled else set()
    empty |= {"class_badge"} if "abc_class" not in filled else set()
    return [column for column in listed.get(chosen, usual) if column.name not in empty]


def sheets(found: Losses, changed: Sequence[str]) -> list[ExcelSheet]:
    """All lists for Excel: the lost of the period first, then who stands where today."""
    t, made = words(), lists(found)
    period = numbers.period(*found.report.period, language()) if found.report.period else ""
    preface = [t("lost.question"), period, *changed]
    return [
        excel_sheet(
            t.code("lost.lists", name), columns(name, "", rows.filled), [_flat(row, t) for row in rows.rows()], preface
        )
        for name, rows in made.items()
    ]


def _flat(row: dict[str, Any], t: Words) -> dict[str, Any]:
    """A row for a file: badges are words there."""
    ready = written(row, t)
    return ready | {name: ", ".join(ready[name]) for name in ("class_badge", "why")}
