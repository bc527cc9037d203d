"""Whose base carries his part of the plan: a row a manager, the one who lacks most companies first."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from ui.base import count
from ui.base_sufficiency import Sufficiency
from ui.excel import ExcelSheet
from ui.language import words
from ui.name_list import NameList
from ui.page import card
from ui.tables import Column, client_list, excel_sheet
from ui.text import plain

Row = dict[str, Any]


def managers_card(here: Sufficiency) -> None:
    """The table by manager; nothing where the data do not say who sells."""
    t, rows = words(), manager_rows(here)
    if not any(row["need"] for row in rows):
        return
    own = all(base.plan is not None for base in here.evidence.managers if base.is_selling)
    with card(_conclusion(rows), t("base.managers_own" if own else "base.managers_equal"), key="base_managers"):
        shown = [{**row, "manager": _name(row)} for row in rows]
        client_list(NameList(pa.Table.from_pylist(shown)), manager_columns(), "base_managers_list")
        spare = sum(row["live"] for row in rows if not row["manager"])
        if spare:
            st.markdown(t.n("base.managers_unspoken", spare, n=count(spare)))


def manager_rows(here: Sufficiency) -> list[Row]:
    """Sellers by what they lack, the most first, then by how far their base covers their part; the others after them."""

    def order(row: Row) -> tuple[Any, ...]:
        return (
            row["need"] is None,
            not row["manager"],
            -(row["gap"] or 0),
            row["sufficiency_share"] or 0,
            row["manager"],
        )

    return sorted(({**row, "client_id": 0} for row in here.facts["by_manager"]), key=order)


def _conclusion(rows: list[Row]) -> str:
    t, lacking = words(), [row for row in rows if row["gap"]]
    if not lacking:
        return t("base.managers_enough")
    most = {"name": plain(lacking[0]["manager"]), "gap": count(lacking[0]["gap"]), "need": count(lacking[0]["need"])}
    return t.n("base.managers_short", len(lacking), n=count(len(lacking)), **most)


def _name(row: Row) -> str:
    return row["manager"] or words()("base.unspoken")


def manager_columns() -> list[Column]:
    """The columns of the table."""
    t = words()
    return [
        Column("manager", t("list.manager"), "text", 220), Column("live", t("base.col_manager_live"), "number", 120),
        Column("plan", t("base.col_part"), "decimal", 130), Column("need", t("base.col_needed"), "number", 110),
        Column("gap", t("base.col_missing"), "number", 120), Column("sufficiency_share", t("base.col_covered"), "share", 120),
    ]  # fmt: skip


def manager_sheets(here: Sufficiency, preface: list[str]) -> list[ExcelSheet]:
    """The table as a sheet of a workbook; none without a base."""
    rows = [{**row, "manager": _name(row)} for row in manager_rows(here)]
    return [excel_sheet(words()("list.manager"), manager_columns(), rows, preface)] if rows else []
