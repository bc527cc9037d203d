"""What stands under the card of a client: his class through the quarters, and everything for Excel."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.result import Result
from ui.card import part_row
from ui.data import currency
from ui.excel import ExcelColumn, ExcelSheet
from ui.language import language, words
from ui.page import card
from wording import numbers


def classes_card(classes: Result) -> None:
    """His class at the end of each quarter."""
    t, lang = words(), language()
    if len(classes.rows) < 2:
        return
    first, last = classes.rows[0]["abc_class"], classes.rows[-1]["abc_class"]
    title = t("card.class_same", code=last) if first == last else t("card.class_moved", before=first, after=last)
    if classes.facts["class_now"] is None:
        title = t("card.class_gone", code=last)
    with card(title, t("card.class_note")):
        table = pd.DataFrame(
            {
                t("card.until"): [numbers.day(row["last_day"], lang) for row in classes.rows],
                t("abc.class"): [[row["abc_class"]] for row in classes.rows],
                t("card.place"): [
                    numbers.number(row["rank"], lang) if row["rank"] else numbers.DASH for row in classes.rows
                ],
                t("abc.sum"): [numbers.short_money(row["value"], lang, currency()) for row in classes.rows],
            }
        ).iloc[::-1]
        right = {name: st.column_config.TextColumn(name, alignment="right") for name in (t("card.place"), t("abc.sum"))}
        st.dataframe(table, hide_index=True, height="content", column_config=right, key="card_classes")


def sheets(found: Result, parts: Result) -> list[ExcelSheet]:
    """Purchases and parts for Excel."""
    t = words()
    margin = ExcelColumn("margin", t("card.tile_margin"), "money")
    days = [
        ExcelColumn("day", t("card.day"), "date"),
        ExcelColumn("net", t("abc.sum"), "money"),
        margin,
        ExcelColumn("orders", t("card.orders"), "number"),
        ExcelColumn("manager", t("list.manager")),
    ]
    pieces = [
        ExcelColumn("name", t("card.name")),
        ExcelColumn("revenue", t("card.year"), "money"),
        ExcelColumn("revenue_before", t("card.year_before"), "money"),
        margin,
    ]
    name = found.facts["client"]
    return [
        ExcelSheet(t("card.purchases_sheet"), days, found.rows, [name]),
        ExcelSheet(t("card.parts_sheet"), pieces, [part_row(row) for row in parts.rows], [name]),
    ]
