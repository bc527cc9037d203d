"""The names behind Pulse: who left, cut back, grew, came; who is late now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.pulse.revenue_bridge import KINDS, BridgeSettings, bridge_clients
from analytics.scope import Scope
from storage.engine import Engine
from ui.data import answer, currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.page import card
from ui.tables import SHOWN_ROWS, Column, client_list, excel_sheet, money_scale, with_unit
from wording import numbers
from wording.catalogue import Words

LISTS = ("lost", "decline", "paused", "growth", "returned", "new", "unknown")
LEFT_OR_LESS = ("lost", "decline", "paused")
GAINS = ("growth", "returned", "new", "unknown")
NAMED = 3


def _count(value: int) -> str:
    return numbers.number(value, language())


@dataclass(frozen=True, eq=False)
class Names:
    """Who stands behind the bars. lists: rows by list, empty ones left out. largest: the three largest of each bar.

    half_of_loss: how few names make half of the money that left; 0 where too few left to say so.
    """

    lists: dict[str, list[dict[str, Any]]]
    largest: dict[str, list[dict[str, Any]]]
    half_of_loss: int
    windows: tuple[tuple[date, date], tuple[date, date]]


def names_behind(engine: Engine, scope: Scope, rules: tuple[BridgeSettings, ClientStatusSettings]) -> Names:
    """The clients behind the bars of the bridge, the largest change first, and those who are late now."""
    behind = answer(bridge_clients, scope, rules[0])
    late = [row for row in answer(client_status, scope, rules[1]).rows if row["status"] == "watch"]
    rows = [row for row in behind.rows if row["client_id"] != 0]
    worse = [row for row in rows if row["kind"] in LEFT_OR_LESS and row["change"] < 0]
    made = {"worse": worse, "late": late} | {kind: [row for row in rows if row["kind"] == kind] for kind in LISTS}
    for kind in GAINS:
        made[kind] = made[kind][::-1]
    largest = {kind: sorted(made[kind][:NAMED], key=lambda row: -abs(row["change"])) for kind in LISTS}
    before, after = (tuple(behind.facts[name]) for name in ("window_before", "window_after"))
    lists = {name: chosen for name, chosen in made.items() if chosen}
    return Names(lists, largest, _half_of_loss(worse), (before, after))


def _half_of_loss(worse: Sequence[dict[str, Any]]) -> int:
    total = sum((row["change"] for row in worse), Decimal(0))
    running = Decimal(0)
    for number, row in enumerate(worse, 1):
        running += row["change"]
        if running * 2 <= total:
            return number if len(worse) > 2 else 0
    return 0


def list_card(names: Names) -> None:
    """The list of names with its switch."""
    t, made = words(), names.lists
    if not made:
        return
    if st.session_state.get("pulse_list") not in made:
        st.session_state["pulse_list"] = next(iter(made))
    chosen = st.session_state["pulse_list"]
    rows = made[chosen]
    money = ("net_12m",) if chosen == "late" else ("before", "after")
    divisor, unit = money_scale([row[name] for row in rows for name in money], currency())
    columns = _late_columns(unit) if chosen == "late" else _columns(unit, rows)
    with card(t.n(f"pulse.list_{chosen}", len(rows), n=_count(len(rows))), t("pulse.list_note"), key="pulse_names"):
        st.pills(
            t("pulse.list"),
            list(made),
            key="pulse_list",
            required=True,
            label_visibility="collapsed",
            format_func=lambda name: f"{t.code('pulse.lists', name)} {_count(len(made[name]))}",
            persist_state="session",
        )
        client_list(rows, columns, f"pulse_{chosen}", divisor, lambda row: _row(row, t))


def _late_columns(unit: str) -> list[Column]:
    t = words()
    return [
        Column("client", t("list.client"), "client", 190),
        Column("manager", t("list.manager"), "text", 118),
        Column("net_12m", with_unit(t("pulse.a_year"), unit), "money", 100),
        Column("silence", t("pulse.silence"), "text", 165),
        Column("due_on", t("pulse.due"), "date", 105),
        Column("purchases", t("pulse.purchases"), "number", 85),
    ]


def _row(row: dict[str, Any], t: Words) -> dict[str, Any]:
    silent, usual = row["silent_days"], row["rhythm_days"]
    silence = None
    if silent is not None:
        days = numbers.number(silent, t.language)
        silence = t("pulse.silent", n=days, usual=numbers.number(usual, t.language)) if usual else days
    return row | {
        "what": [t.code("pulse.bar", row["kind"])] if "kind" in row else [],
        "manager": row["manager"] or t("frame.not_given"),
        "silence": silence,
    }


def _badges() -> dict[str, str]:
    t = words()
    return {
        t.code("pulse.bar", kind): "red" if kind in LEFT_OR_LESS else "blue" if kind in GAINS[:3] else "gray"
        for kind in KINDS
    }


def _columns(unit: str, rows: Sequence[dict[str, Any]]) -> list[Column]:
    t = words()
    columns = [
        Column("client", t("list.client"), "client", 180),
        Column("what", t("pulse.what"), "badge", 105, badges=_badges()),
        Column("manager", t("list.manager"), "text", 118),
        Column("before", with_unit(t("pulse.before"), unit), "money", 88),
        Column("after", with_unit(t("pulse.after"), unit), "money", 88),
        Column("change", with_unit(t("pulse.change"), unit), "signed_money", 96),
        Column("silence", t("pulse.silence"), "text", 165),
    ]
    if not any(row["manager"] for row in rows[:SHOWN_ROWS]):
        columns = [column for column in columns if column.name != "manager"]
    return columns


def sheets(names: Names, changed: Sequence[str]) -> list[ExcelSheet]:
    """All names behind the bridge for Excel."""
    t = words()
    rows = [_row(row, t) | {"what": t.code("pulse.bar", kind)} for kind in LISTS for row in names.lists.get(kind, [])]
    then, now = (numbers.period(*window, language()) for window in names.windows)
    preface = [t("pulse.question"), t("pulse.bridge_note", now=now, then=then), *changed]
    return [excel_sheet(t("menu.pulse"), _columns("", rows), rows, preface)]
