"""The names behind the ABC screen: whom to talk about, who fell out of A, who rose into it, everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analytics.clients.class_moves import ABSENT
from analytics.result import Result
from ui.abc_moves import Moves
from ui.data import currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.page import card
from ui.tables import Column, client_list, excel_sheet, money_scale, with_unit
from wording import numbers

TALK = 5
CLASS_COLOURS = {"A": "blue", "B": "gray", "C": "gray", "N": "red"}


def _count(value: int) -> str:
    return numbers.number(value, language())


def lists(found: Result, moves: Moves | None) -> dict[str, list[dict[str, Any]]]:
    """The lists by name, empty ones left out."""
    nobody = words()("frame.not_given")
    rows = [_row(row, nobody) for row in found.rows]
    if moves is None:
        return {"all": rows}
    gone = [_row(row, nobody) for row in moves.rows if row["abc_class"] == ABSENT]
    everybody = rows + gone
    fell = [row for row in everybody if row["class_before"] == "A" and row["abc_class"] != "A"]
    fell.sort(key=lambda row: row["moved"])
    rose = [row for row in rows if row["abc_class"] == "A" and row["class_before"] != "A"]
    moved = [row for row in everybody if row["class_before"] not in (None, row["abc_class"])]
    moved.sort(key=lambda row: -abs(row["moved"]))
    talk = rows[:TALK] + [row for row in moved if row not in rows[:TALK]][:TALK]
    made = {"talk": talk, "fell": fell, "rose": rose, "all": rows}
    return {name: chosen for name, chosen in made.items() if chosen or name == "all"}


def _row(row: dict[str, Any], nobody: str) -> dict[str, Any]:
    before, value = row["value_before"], row["value"] or 0
    growth = float((value - before) / before) if before and before > 0 else None
    absent = row["abc_class"] == ABSENT
    return {
        "share": 0.0, "margin_share": None, "orders": None, **row,
        "class_before": None if row["class_before"] in (None, ABSENT) else row["class_before"],
        "value": None if absent else value, "growth": growth, "moved": value - (before or 0),
        "abc_badge": [row["abc_class"]] if not absent else [],
        "manager": row["manager"] or nobody,
    } | {"share": round(row.get("share") or 0.0, 3)}  # fmt: skip


def list_card(made: dict[str, list[dict[str, Any]]]) -> list[Column]:
    """The list of names with its switch. Returns the columns, for Excel."""
    t = words()
    chosen = st.session_state.get("abc_list")
    if chosen not in made:
        st.session_state["abc_list"] = chosen = next(iter(made))
    rows = made[chosen]
    divisor, unit = money_scale([row["value"] for row in rows], currency())
    columns = _columns(unit, rows)
    title = t.n(f"abc.list_{chosen}", len(rows), n=_count(len(rows)))
    with card(title, t(f"abc.list_{chosen}_note"), key="abc_names"):
        if len(made) > 1:
            st.pills(
                t("abc.list"),
                list(made),
                key="abc_list",
                required=True,
                label_visibility="collapsed",
                format_func=lambda name: f"{t.code('abc.lists', name)} {_count(len(made[name]))}",
                persist_state="session",
            )
        client_list(rows, columns, f"abc_{chosen}", divisor)
    return _columns("", made["all"])


def _columns(unit: str, rows: Sequence[dict[str, Any]]) -> list[Column]:
    t = words()
    columns = [
        Column("client", t("list.client"), "client", 180),
        Column("abc_badge", t("abc.class"), "badge", 55, badges=CLASS_COLOURS),
        Column("class_before", t("abc.was_class"), "text", 48),
        Column("manager", t("list.manager"), "text", 118),
        Column("value", with_unit(t("abc.sum"), unit), "money", 92),
        Column("share", t("abc.share"), "bar", 102),
        Column("growth", t("abc.growth"), "change", 78),
        Column("margin_share", t("abc.margin"), "share", 68),
        Column("last_purchase", t("list.last_purchase"), "date", 105),
    ]
    empty = {name for name in ("class_before", "growth", "margin_share") if all(row[name] is None for row in rows)}
    if all(row["manager"] == t("frame.not_given") for row in rows):
        empty.add("manager")
    return [column for column in columns if column.name not in empty]


def sheets(found: Result, columns: Sequence[Column], changed: Sequence[str]) -> list[ExcelSheet]:
    """The whole list for Excel, with what is in force above it."""
    t = words()
    nobody = t("frame.not_given")
    rows = [_row(row, nobody) | {"abc_badge": row["abc_class"]} for row in found.rows]
    period = numbers.period(*found.period, language()) if found.period else ""
    return [excel_sheet(t("menu.abc"), columns, rows, [t("abc.question"), period, *changed])]
