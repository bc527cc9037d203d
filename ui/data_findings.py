"""What is wrong with the data, finding by finding: what it touches, what to do about it, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.data_health import COLUMNS, EFFECTS
from analytics.periods import month_end
from analytics.result import Result
from ui.data import currency
from ui.excel import ExcelColumn, ExcelSheet
from ui.language import language, words
from ui.page import card
from ui.pages import page
from ui.text import plain, shortened
from ui.upload_help import opens
from wording import numbers

_LACKS = "no_"
# The screen on which a finding is put right. One client under several codes (`same_name`) has no screen of its own
# until clients can be merged; what helps meanwhile is said in words.
_WAY = {"held_back": "imports", "undone": "imports", "future": "imports", "partial": "upload", "stale": "upload",
        "months_missing": "upload", "days_missing": "upload", "month_thin": "upload", "short": "upload"}  # fmt: skip


def _count(value: int | None) -> str:
    return numbers.number(value or 0, language())


def _column(code: str) -> str | None:
    """The column that a finding says is missing."""
    column = code.removeprefix(_LACKS)
    return column if code != column and column in COLUMNS else None


def title_of(row: dict[str, Any]) -> str:
    """A finding in one line, for a sentence of the screen: names are shown as they are written."""
    t, lang = words(), language()
    first, last = row["first_day"], row["last_day"]
    if last and row["code"] == "months_missing":
        last = month_end(last)
    number = row["count"] if row["count"] is not None else row["days"] or 0
    values = {
        "share": numbers.percent(row["share"], lang, 0),
        "days": _count(row["days"]),
        "names": ", ".join(plain(shortened(name, 30)) for name in row["names"]),
        "period": numbers.period(first, last, lang) if first and last else "",
        "first": numbers.month(first, lang) if first else "",
    }
    return t.n(f"health.finding.{row['code']}", number, n=_count(number), **values)


def advice_of(row: dict[str, Any]) -> str:
    """What to do about a finding."""
    t, column = words(), _column(row["code"])
    if column is not None:
        return t("health.do.column", what=opens(column))
    return t(f"health.do.{row['code']}")


def findings_card(found: Result) -> None:
    """All findings: what distorts the numbers first, then what stays without an answer, then notes; by money."""
    t = words()
    with card(t("health.findings"), t("health.findings_note")):
        if not found.rows:
            st.markdown(":material/check_circle: " + t("health.findings_none"))
        for effect in EFFECTS:
            rows = [row for row in found.rows if row["effect"] == effect]
            if rows:
                st.markdown(f":small[:gray[{t.code('health.effect', effect)}]]")
            for row in rows:
                _finding(row)


def _finding(row: dict[str, Any]) -> None:
    t = words()
    text, money, way = st.columns([7, 1.3, 1.7], vertical_alignment="center", gap="small")
    with text, st.container(gap=None):
        st.markdown(f"**{title_of(row)}**")
        st.caption(advice_of(row))
    if row["money"] is not None:
        money.markdown(numbers.short_money(row["money"], language(), currency()))
    target = _WAY.get(row["code"], "upload" if _column(row["code"]) else None)
    if target is not None:
        way.page_link(page(target), label=t.code("menu", target), icon=":material/arrow_forward:")


def columns_card(found: Result) -> None:
    """How much of the money carries each column, and what the column opens."""
    t, lang = words(), language()
    missing = found.facts["missing"]
    header, filled, what = t("health.column_name"), t("health.column_filled"), t("health.column_opens")
    with card(t("health.columns"), t("health.columns_note")):
        table = pd.DataFrame(
            {
                header: [t.code("health.column", column) for column in COLUMNS],
                filled: [
                    numbers.percent(None if missing[column] is None else 1 - missing[column], lang, 0)
                    for column in COLUMNS
                ],
                what: [opens(column) for column in COLUMNS],
            }
        )
        st.table(table, border="horizontal", hide_index=True)


def sheets(found: Result, changed: Sequence[str]) -> list[ExcelSheet]:
    """The findings for a file."""
    t = words()
    columns = [
        ExcelColumn("what", t("health.findings")),
        ExcelColumn("effect", t("health.excel_effect")),
        ExcelColumn("money", t("health.excel_money"), "money"),
        ExcelColumn("share", t("health.excel_share"), "share"),
        ExcelColumn("do", t("health.excel_do")),
    ]
    rows = [
        {"what": title_of(row).replace("\\", ""), "effect": t.code("health.effect", row["effect"]), "money": row["money"],
         "share": row["share"], "do": advice_of(row)}
        for row in found.rows
    ]  # fmt: skip
    return [ExcelSheet(t("health.question"), columns, rows, changed)]
