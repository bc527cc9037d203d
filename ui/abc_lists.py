"""The names behind the ABC screen: whom to talk about, who fell out of A, who rose into it, everybody."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.class_moves import ABSENT
from analytics.result import Result
from analytics.scope import Scope
from storage.engine import Engine
from ui.abc_moves import moves_of
from ui.data import answer, currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.name_list import NameList
from ui.page import card
from ui.tables import Column, chosen_list, client_list, excel_sheet, list_switch, scale_for, with_unit
from wording import numbers

TALK = 5
CLASS_COLOURS = {"A": "blue", "B": "gray", "C": "gray", "N": "red"}


def _count(value: int) -> str:
    return numbers.number(value, language())


def lists(engine: Engine, scope: Scope, settings: AbcSettings) -> dict[str, NameList]:
    """The names of each list, empty lists left out; without a compared period there is only the list of all."""
    found = answer(abc_classes, scope, settings)
    everybody = NameList(found.table)
    moves = answer(moves_of, scope, settings)
    if moves is None:
        return {"all": everybody}
    total = pa.scalar(float(found.facts["total"]) or 1.0)
    share = pc.divide(pc.cast(moves.names.table.column("value"), pa.float64()), total)
    moved = NameList(moves.names.table.append_column("share", share))  # the largest change first
    moved = moved.where(pc.field("class_before") != pc.field("abc_class"))
    fell = moved.where(pc.field("class_before") == "A").sorted_by("change")
    rose = everybody.where(
        pc.field("abc_class") == "A", pc.is_null(pc.field("class_before")) | (pc.field("class_before") != "A")
    )
    largest = everybody.first(TALK)
    others = moved.where(
        pc.field("class_before") != ABSENT, ~pc.field("client_id").isin([r["client_id"] for r in largest])
    )
    shared = [name for name in moved.table.column_names if name in found.table.column_names]
    talk = [{name: row[name] for name in shared} for row in largest + others.first(TALK)]
    made = {"talk": NameList(pa.Table.from_pylist(talk)), "fell": fell, "rose": rose, "all": everybody}
    return {name: chosen for name, chosen in made.items() if len(chosen) or name == "all"}


def _row(row: dict[str, Any], nobody: str) -> dict[str, Any]:
    """A row as the screen shows it."""
    before, value = row["value_before"], row["value"] or 0
    absent = row["abc_class"] == ABSENT
    return {
        "margin_share": None,
        **row,
        "class_before": None if row["class_before"] == ABSENT else row["class_before"],
        "value": None if absent else value,
        "growth": float((value - before) / before) if before and before > 0 else None,
        "share": round(max(row.get("share") or 0.0, 0.0), 3),
        "abc_badge": [] if absent else [row["abc_class"]],
        "manager": row["manager"] or nobody,
    }


def list_card(made: dict[str, NameList]) -> list[Column]:
    """The list of names with its switch. Returns the columns, for Excel."""
    t = words()
    chosen = chosen_list(made, "abc_list")
    rows = made[chosen]
    divisor, unit = scale_for(rows.usual_size("value"), currency())
    columns = _columns(unit, rows.filled)
    title = t.n(f"abc.list_{chosen}", len(rows), n=_count(len(rows)))
    with card(title, t(f"abc.list_{chosen}_note"), key="abc_names"):
        list_switch(made, "abc_list", t("abc.list"), "abc.lists")
        nobody = t("frame.not_given")
        client_list(rows, columns, f"abc_{chosen}", divisor, lambda row: _row(row, nobody))
    return _columns("", made["all"].filled)


def _columns(unit: str, filled: Container[str]) -> list[Column]:
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
    empty = {name for name in ("class_before", "margin_share", "manager") if name not in filled}
    if "class_before" in empty:
        empty.add("growth")
    return [column for column in columns if column.name not in empty]


def sheets(found: Result, columns: Sequence[Column], changed: Sequence[str]) -> list[ExcelSheet]:
    """The whole list for Excel, with what is in force above it."""
    t = words()
    nobody = t("frame.not_given")
    rows = [_row(row, nobody) | {"abc_badge": row["abc_class"]} for row in found.rows]
    period = numbers.period(*found.period, language()) if found.period else ""
    return [excel_sheet(t("menu.abc"), columns, rows, [t("abc.question"), period, *changed])]
