"""The lists of winning back as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.excel import ExcelSheet
from ui.language import words
from ui.reasons import reason_text
from ui.tables import Column, excel_sheet
from ui.win_back import WinBack
from ui.win_back_client import spoken
from ui.win_back_list import OUTCOMES, excel_columns, lists, way_text


def sheets(found: WinBack, preface: Sequence[str]) -> list[ExcelSheet]:
    """This week's list and all the lost, with what to say aloud; who came back."""
    t, columns = words(), excel_columns()
    made = lists(found)
    found_sheets = [
        excel_sheet(t.code("winback.list", name), columns, [_written(found, row) for row in made[name]], preface)
        for name in ("week", "all")
    ]
    back = [
        Column("client", t("list.client")), Column("manager", t("list.manager")),
        Column("returned_on", t("winback.col_returned_on"), "date"), Column("step", t("winback.col_step")),
        Column("owner", t("winback.col_owner")), Column("offer", t("winback.col_offer")),
        Column("money_back", t("winback.col_money_back"), "money"), Column("cost", t("winback.col_cost"), "money"),
        Column("purchases_since", t("winback.col_purchases"), "number"),
    ]  # fmt: skip
    return [*found_sheets, excel_sheet(t.code("winback.more", "returned"), back, found.returned.rows, preface)]


def _written(found: WinBack, row: dict[str, Any]) -> dict[str, Any]:
    t = words()
    outcome = t.code("winback.outcome", row["outcome"]) if row["outcome"] in OUTCOMES else None
    told = {"reason": reason_text(row["reason"]), "why": "; ".join(spoken(found, row)), "way": way_text(row)}
    return {**row, **told, "outcome": outcome}
