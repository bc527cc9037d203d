"""The whole loss report of a grouping: every column of it, on the screen when asked for, and in Excel."""

from __future__ import annotations

from decimal import Decimal
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
    """All numbers of the report in a window of their own: the card has no room for twelve columns."""
    t = words()
    if st.button(t("lost.all_numbers"), key="lost_all_numbers", type="tertiary", icon=":material/table_rows:"):
        _window(report, by)


def _window(report: Result, by: str) -> None:
    t = words()

    @st.dialog(t("lost.all_numbers_of", by=t.code("lost.bys", by)), width="large")
    def shown() -> None:
        st.dataframe(_texts(report, by), hide_index=True, height="content", key=f"lost_report_{by}")

    shown()


def _texts(report: Result, by: str) -> pd.DataFrame:
    """The report as it is read: an interval is one column."""
    divisor, unit = money_scale([row["money"] for row in report.rows], currency())
    return pd.DataFrame([_line(row, by, divisor, unit) for row in rows(report, by)])


def _line(row: dict[str, Any], by: str, divisor: Decimal, unit: str) -> dict[str, Any]:
    t = words()

    def head(name: str) -> str:
        return t.code("lost.column", name)

    return {
        t.code("lost.bys", by): row["group"], head("clients"): count(row["clients"]), head("lost"): count(row["lost"]),
        head("lost_share"): percent(row["lost_share"], 1), head("interval"): _range(row["low"], row["high"]),
        head("annual_share"): percent(row["annual_share"], 1),
        head("chance"): _range(row["control_low"], row["control_high"]),
        with_unit(head("money"), unit): numbers.number(row["money"] / divisor, t.language, 1 if divisor > 1 else 0),
        **{head(name): count(row[name]) for name in ("returned", "net_lost", "one_offs_gone")},
        head("top_reason"): row["reason_told"] or numbers.DASH,
    }  # fmt: skip


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return numbers.DASH
    return f"{numbers.number(low * 100, words().language, 1)}–{percent(high, 1)}"


def report_sheet(report: Result, by: str, preface: list[str]) -> ExcelSheet:
    """The report for Excel."""
    return excel_sheet(words().code("lost.bys", by), columns(by), rows(report, by), preface)
