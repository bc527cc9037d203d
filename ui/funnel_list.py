"""Whom to train in what: the list behind the chart, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.funnel.conversion import cases_to_prove
from ui.excel import ExcelSheet
from ui.funnel import WORTH_A_WORD, Funnel, count, money, percent, tenths
from ui.funnel_data import stage_text
from ui.language import words
from ui.page import card
from ui.tables import Column, excel_sheet, grid_height, header_width, row_height
from wording import numbers

_NAME, _WEAK, _DO = 112, 110, 168  # pixels of the columns that are read


def list_card(found: Funnel) -> None:
    """Every group with its counts, its weak step, what it is worth and what to do."""
    t = words()
    with card(t.code("funnel.list_title", found.settings.by), t("funnel.list_note"), key="funnel_list_card"):
        rows = [_written(found, name) for name in found.groups]
        high = row_height(rows, {"name": _NAME, "weak": _WEAK, "do": _DO})
        st.dataframe(
            pd.DataFrame(rows).style.format({"gain": tenths, "money": money}, na_rep=numbers.DASH),
            hide_index=True,
            row_height=high,
            height=grid_height(len(rows), high),
            placeholder=numbers.DASH,
            column_config=_columns(found),
            key="funnel_list",
        )


def _columns(found: Funnel) -> dict[str, Any]:
    t, config = words(), st.column_config
    stages = {
        f"stage_{place}": config.NumberColumn(
            stage_text(stage), width=header_width(stage_text(stage), 56), format="localized"
        )
        for place, stage in enumerate(found.stages, 1)
    }
    return {
        "name": config.TextColumn(t.code("funnel.one", found.settings.by), width=_NAME, pinned=True),
        "weak": config.TextColumn(t("funnel.col_weak"), width=_WEAK),
        "do": config.TextColumn(t("funnel.col_do"), width=_DO),
        **stages,
        "share": config.TextColumn(
            t("funnel.col_share"), width=header_width(t("funnel.col_share"), 100), help=t("funnel.col_share_help")
        ),
        "gain": config.NumberColumn(
            t("funnel.col_gain"), width=header_width(t("funnel.col_gain"), 76), help=t("funnel.col_gain_help")
        ),
        "money": config.NumberColumn(t("funnel.col_money"), width=76),
    }


def _written(found: Funnel, name: str) -> dict[str, Any]:
    rows = found.groups[name]
    weak = next((row for row in rows if row["is_weak"] and (row["gain"] or 0) >= WORTH_A_WORD), None)
    value = weak["gain_money"] if weak else None
    return {
        "name": found.group_text(name),
        "weak": found.step(weak) if weak else None,
        "do": to_do(found, name),
        **{f"stage_{row['place']}": row["entered"] for row in rows},
        "share": _share(weak) if weak else None,
        "gain": weak["gain"] if weak else None,
        "money": None if value is None else float(value),
    }


def _share(row: dict[str, Any]) -> str:
    return words()("funnel.raw_and_shrunk", raw=percent(row["share"], 1), shrunk=percent(row["shrunk"], 1))


def to_do(found: Funnel, name: str) -> str:
    """What to do about a group: train, wait for more cases, or nothing."""
    t, rows = words(), found.groups[name]
    if rows[0]["is_few"]:
        return t("funnel.do_wait", n=count(found.settings.least_entries))
    weak = next((row for row in rows if row["is_weak"] and (row["gain"] or 0) >= WORTH_A_WORD), None)
    if weak is None:
        return t("funnel.do_nothing")
    if weak["is_proven"]:
        return t("funnel.do_train", before=stage_text(found.stages[weak["place"] - 1]))
    needed = cases_to_prove(weak["share"], weak["benchmark"])
    return t("funnel.do_watch", n=count(needed)) if needed else t("funnel.do_nothing")


def sheets(found: Funnel, preface: Sequence[str]) -> list[ExcelSheet]:
    """The list with every step of every group, as it goes to Excel."""
    t = words()
    columns = [
        Column("name", t.code("funnel.one", found.settings.by)), Column("stage", t("funnel.col_stage")),
        Column("entered", t("funnel.col_entered"), "number"), Column("later", t("funnel.col_later"), "number"),
        Column("passed", t("funnel.col_passed"), "number"), Column("share", t("funnel.col_raw"), "share"),
        Column("low", t("funnel.col_low"), "share"), Column("high", t("funnel.col_high"), "share"),
        Column("shrunk", t("funnel.col_shrunk"), "share"), Column("benchmark", t("funnel.col_benchmark"), "share"),
        Column("gain", t("funnel.col_gain"), "decimal"), Column("gain_money", t("funnel.col_money"), "money"),
    ]  # fmt: skip
    rows = [
        {
            **row,
            "name": t("funnel.company") if row["is_company"] else found.group_text(row["name"]),
            "stage": stage_text(row["stage"]),
        }
        for row in found.result.rows
    ]
    return [excel_sheet(t("menu.funnel"), columns, rows, preface)]
