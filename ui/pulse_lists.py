"""The names behind Pulse: who left, cut back, grew, came; who is late now."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.pulse.revenue_bridge import KINDS, BridgeSettings, bridge_clients
from analytics.scope import Scope
from storage.engine import Engine
from ui.data import answer, currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.name_list import NameList
from ui.page import card
from ui.tables import Column, chosen_list, client_list, excel_sheet, list_switch, scale_for, with_unit
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

    lists: dict[str, NameList]
    largest: dict[str, list[dict[str, Any]]]
    half_of_loss: int
    windows: tuple[tuple[date, date], tuple[date, date]]


def names_behind(engine: Engine, scope: Scope, rules: tuple[BridgeSettings, ClientStatusSettings]) -> Names:
    """The clients behind the bars of the bridge, the largest change first, and those who are late now."""
    behind = answer(bridge_clients, scope, rules[0])
    late = NameList(answer(client_status, scope, rules[1]).table).where(pc.field("status") == "watch")
    clients = NameList(behind.table).where(pc.field("client_id") != 0)  # the largest loss first
    worse = clients.where(pc.field("kind").isin(LEFT_OR_LESS), pc.field("change").cast(pa.float64()) < 0)
    made = {"worse": worse, "late": late}
    for kind in LISTS:
        one = clients.where(pc.field("kind") == kind)
        made[kind] = one.sorted_by("change", descending=True) if kind in GAINS else one
    largest = {kind: sorted(made[kind].first(NAMED), key=lambda row: -abs(row["change"])) for kind in LISTS}
    before, after = (tuple(behind.facts[name]) for name in ("window_before", "window_after"))
    lists = {name: chosen for name, chosen in made.items() if len(chosen)}
    return Names(lists, largest, _half_of_loss(worse), (before, after))


def _half_of_loss(worse: NameList) -> int:
    """How few of them, from the largest, make half of the loss."""
    if len(worse) < 3:
        return 0
    running = pc.cumulative_sum(pc.cast(worse.table.column("change"), pa.float64())).to_numpy()
    return int((running > running[-1] / 2).sum()) + 1


def list_card(names: Names) -> None:
    """The list of names with its switch."""
    t, made = words(), names.lists
    if not made:
        return
    chosen = chosen_list(made, "pulse_list")
    rows = made[chosen]
    late = chosen == "late"
    divisor, unit = scale_for(rows.usual_size(*(("net_12m",) if late else ("before", "after"))), currency())
    columns = _late_columns(unit) if late else _columns(unit, rows.filled)
    with card(t.n(f"pulse.list_{chosen}", len(rows), n=_count(len(rows))), t("pulse.list_note"), key="pulse_names"):
        list_switch(made, "pulse_list", t("pulse.list"), "pulse.lists")
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


def _columns(unit: str, filled: Container[str]) -> list[Column]:
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
    if "manager" not in filled:
        columns = [column for column in columns if column.name != "manager"]
    return columns


def sheets(names: Names, changed: Sequence[str]) -> list[ExcelSheet]:
    """All names behind the bridge for Excel."""
    t = words()
    made = {kind: names.lists[kind] for kind in LISTS if kind in names.lists}
    rows = [_row(row, t) | {"what": t.code("pulse.bar", kind)} for kind, one in made.items() for row in one.rows()]
    then, now = (numbers.period(*window, language()) for window in names.windows)
    preface = [t("pulse.question"), t("pulse.bridge_note", now=now, then=then), *changed]
    return [excel_sheet(t("menu.pulse"), _columns("", {"manager"}), rows, preface)]
