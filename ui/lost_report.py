"""The whole loss report of a grouping: every column of it, on the screen when asked for, and in Excel."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.result import Result
from ui.data import currency
from ui.excel import ExcelSheet
from ui.language import words
from ui.lost import count, group_text, percent, told_reason
from ui.tables import Column, excel_sheet, money_scale, with_unit
from wording import numbers

_SHARES = ("lost_share", "low", "high", "annual_share", "control_low", "control_high")
_COUNTS = ("clients", "lost", "returned", "net_lost", "one_offs_gone")


def columns(by: str, unit: str = "") -> list[Column]:
    """The columns of the report."""
    t = words()
    kinds = dict.fromkeys(_COUNTS, "number") | dict.fromkeys(_SHARES, "share") | {"money": "money"}
    names = [*_COUNTS[:2], *_SHARES, "money", *_COUNTS[2:]]
    headers = {name: t.code("lost.column", name) for name in names}
    headers["money"] = with_unit(headers["money"], unit)
    return [
        Column("group", t.code("lost.bys", by)),
        *(Column(name, headers[name], kinds[name]) for name in names),
        Column("reason_told", t.code("lost.column", "top_reason")),
    ]


def rows(report: Result, by: str) -> list[dict[str, Any]]:
    """The groups and the company, named as people read them."""
    t = words()
    return [
        row
        | {"group": t("lost.company") if row["is_company"] else group_text(by, row["name"])}
        | {"reason_told": told_reason(row["top_reason"]) if row["top_reason"] else None}
        for row in report.rows
    ]


def full_report(report: Result, by: str) -> None:
    """All numbers of the report, folded away."""
    t = words()
    with st.expander(t("lost.all_numbers"), type="compact", icon=":material/table_rows:"):
        divisor, unit = money_scale([row["money"] for row in report.rows], currency())
        shown = columns(by, unit)

        def cell(row: dict[str, Any], name: str) -> str:
            value = row[name]
            if name in _SHARES:
                return percent(value, 1)
            if name in _COUNTS:
                return count(value)
            if name == "money":
                return numbers.number(value / divisor, t.language, 1 if divisor > 1 else 0)
            return value or numbers.DASH

        texts = [[cell(row, column.name) for column in shown] for row in rows(report, by)]
        st.dataframe(
            pd.DataFrame(texts, columns=[column.header for column in shown]), hide_index=True, height="content",
            key=f"lost_report_{by}",
        )  # fmt: skip


def report_sheet(report: Result, by: str, preface: list[str]) -> ExcelSheet:
    """The report for Excel."""
    return excel_sheet(words().code("lost.bys", by), columns(by), rows(report, by), preface)
