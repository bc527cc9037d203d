"""What talks with new companies came to: answers by channel, whom to talk to again, why deals are lost, what repeats cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow.compute as pc
import streamlit as st

from analytics.base.life_cycle import ANSWERS, LifeCycleSettings, life_cycle, typed_life_cycle
from analytics.errors import WrongSetting
from analytics.proportion import wilson
from analytics.result import Result
from analytics.scope import Scope
from charts.group_bars import GroupBar, group_bars
from charts.theme import Look
from ui.base import count, decimal, missing, money, percent, share_range
from ui.data import answer
from ui.excel import ExcelSheet
from ui.language import words
from ui.method_settings import changed_sentences, saved_settings
from ui.name_list import NameList
from ui.notices import sentences
from ui.number_field import DATA, EXAMPLE, TypedNumber, setting_field
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from ui.page import tiles as tiles_row
from ui.tables import Column, client_list, excel_button, excel_sheet

METHOD = "life_cycle"
GROUPS = ("source", "manager", "scout")
LISTS = ("no_date", "overdue", "month", "cooled", "later")
SHOWN_GROUPS = 8
_REASONS = ("price", "product", "process", "competitor", "expectations", "not_target")
_COSTS = {"first_cost": 12_000.0, "repeat_cost": 2_000.0}
_WHOLES = {"asked": "buyers", "bought": "given"}  # of what each is a part
_REFERRALS = {"buyers": 200, "asked": 50, "given": 20, "bought": 5}


@dataclass(frozen=True, eq=False)
class LifeCycle:
    """found: what the talks and deals say; asked: the settings in force."""

    found: Result
    asked: LifeCycleSettings

    @property
    def facts(self) -> dict[str, Any]:
        """The figures beside the companies."""
        return self.found.facts


def cycle(scope: Scope) -> LifeCycle:
    """Ask the talks and deals."""
    asked = saved_settings(LifeCycleSettings, METHOD)
    return LifeCycle(answer(life_cycle, scope, asked), asked)


def has_talks(here: LifeCycle | None) -> bool:
    """Whether anybody wrote down a talk with a new company or a deal."""
    return here is not None and here.found.rows_used > 0


def lead(here: LifeCycle | None) -> str:
    """What first talks came to, and how many contacts are overdue or without a day."""
    t = words()
    if here is None or not has_talks(here):
        return t("base.cycle_lead_typed")
    firsts, timings = here.facts["firsts"], here.facts["timings"]
    waiting = t.n(
        "base.cycle_waiting", timings["overdue"], n=count(timings["overdue"]), no_date=count(timings["no_date"])
    )
    if not firsts["contacts"]:
        return t("base.cycle_lead_nobody") + " " + waiting
    said = {name: percent(firsts[name]["share"]) for name in ("request", "interest", "refused", "not_target")}
    return t.n("base.cycle_lead", firsts["contacts"], n=count(firsts["contacts"]), **said) + " " + waiting


def tiles(here: LifeCycle) -> list[Tile]:
    """Requests, interest that became a request, companies that are no target, contacts without a day or overdue."""
    t, facts = words(), here.facts
    firsts, turned, timings = facts["firsts"], facts["turned"], facts["timings"]
    late = timings["overdue"] + timings["no_date"]
    return [
        _share_tile("request", firsts["request"]),
        Tile(t("base.tile_turned"), percent(turned["share"]), t("base.of", n=count(turned["k"]), all=count(turned["n"])),
             note=None if turned["days"] is None else t.n("base.in_days", round(turned["days"]), n=count(turned["days"]))),
        _share_tile("not_target", firsts["not_target"]),
        Tile(t("base.tile_late"), count(timings["overdue"]), t("base.no_date_n", n=count(timings["no_date"])), not late),
    ]  # fmt: skip


def _share_tile(name: str, found: dict[str, Any]) -> Tile:
    t = words()
    said = t("base.of", n=count(found["k"]), all=count(found["n"]))
    note = share_range(found["low"], found["high"]) if found["n"] else None
    return Tile(t.code("base.tile_answer", name), percent(found["share"]), said, note=note)


def answers_card(here: LifeCycle) -> None:
    """Requests by channel, manager or who found the company, with the interval; no targets beside it."""
    t = words()
    by = str(st.session_state.get("base_cycle_by") or GROUPS[0])
    rows = here.facts[f"by_{by}"][:SHOWN_GROUPS]
    with card(_best(rows), t("base.answers_note"), key="base_answers"):
        st.segmented_control(
            t("base.cycle_by"), GROUPS, default=GROUPS[0], key="base_cycle_by", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("base.by", code), persist_state="session",
        )  # fmt: skip
        bars = tuple(_bar(row) for row in rows)
        if bars:
            said = ", ".join(f"{bar.name} {bar.text}" for bar in bars)
            show_chart(_drawn(bars, look()), "base_answers_chart", t("base.answers_alt", groups=said))


def _best(rows: list[dict[str, Any]]) -> str:
    """Where the most companies are no target, if that is beyond chance; else that nothing stands out."""
    t = words()
    known = [row for row in rows if not row["few"] and row["contacts"]]
    asked, wrong = sum(row["contacts"] for row in known), sum(row["not_target"] for row in known)
    bad = [row for row in known if row["low"] > wrong / asked] if asked else []
    if bad:
        worst = max(bad, key=lambda row: row["not_target_share"])
        return t(
            "base.answers_wrong", name=worst["name"] or t("frame.not_given"), share=percent(worst["not_target_share"])
        )
    return t("base.answers_title")


def _bar(row: dict[str, Any]) -> GroupBar:
    t = words()
    note = t("base.answers_bar", n=count(row["request"]), all=count(row["contacts"]))
    strong = t("base.answers_not_target", share=percent(row["not_target_share"]))
    share = row["request"] / row["contacts"]
    return GroupBar(
        code=row["name"], name=row["name"] or t("frame.not_given"), share=share, text=percent(share), note=note, strong=strong,
        interval=wilson(row["request"], row["contacts"]), faint=row["few"],
    )  # fmt: skip


@lru_cache(maxsize=KEPT_FIGURES)
def _drawn(bars: tuple[GroupBar, ...], drawn: Look) -> go.Figure:
    return group_bars(bars, drawn, width=620)


def refusals_card(here: LifeCycle) -> None:
    """Why deals are lost, the client's reasons and ours apart, the most frequent first."""
    t, rows = words(), here.facts["refusals"]
    if not rows:
        return
    ours = sum(row["deals"] for row in rows if row["lost_by"] == "we")
    total = sum(row["deals"] for row in rows)
    first = next((row for row in rows if row["lost_by"] == "client"), rows[0])
    title = t("base.refusals_title", reason=_reason(first["reason"]), n=count(first["deals"]), all=count(total))
    with card(title, t.n("base.refusals_note", ours, n=count(ours)), key="base_refusals"):
        shown = [
            {t("base.col_reason"): _reason(row["reason"]), t("base.col_side"): t.code("base.side_of", row["lost_by"] or "client"),
             t("base.col_deals"): count(row["deals"]),
             t("base.col_amount"): money(row["money"])}
            for row in rows
        ]  # fmt: skip
        st.dataframe(pd.DataFrame(shown), hide_index=True, height="content", key="base_refusals_list")


def _reason(code: str) -> str:
    t = words()
    return t.code("base.reason", code) if code in _REASONS else code or t("base.reason_unknown")


def list_card(here: LifeCycle) -> None:
    """Whom to talk to again: no day set, overdue, this month, cooled, later."""
    t, made = words(), lists(here)
    with card(
        t("base.next_title"),
        t(
            "base.next_note",
            days=count(here.asked.interest_latest),
            months=decimal(here.asked.refusal_cycles * here.asked.cycle_months),
        ),
        key="base_next",
    ):
        chosen = st.pills(
            t("base.next_title"), LISTS, default="overdue", key="base_next_list", required=True, label_visibility="collapsed",
            format_func=lambda name: f"{t.code('base.next', name)} {count(len(made[name]))}", persist_state="session",
        )  # fmt: skip
        client_list(made[str(chosen or "overdue")], next_columns(), "base_next_rows", written=_written)


def lists(here: LifeCycle) -> dict[str, NameList]:
    """The lists by name."""
    table = here.found.table
    names = NameList(table.append_column("client", table.column("company")))
    by_timing = {name: names.where(pc.field("timing") == name) for name in LISTS if name != "cooled"}
    return {name: by_timing.get(name) or names.where(pc.field("cooled")) for name in LISTS}


def next_columns() -> list[Column]:
    """The columns of the list."""
    t = words()
    return [
        Column("client", t("base.col_company"), "text", 164), Column("said", t("base.col_state"), "text", 148),
        Column("due", t("base.col_due"), "date", 98), Column("last_talk", t("base.col_last_talk"), "date", 98),
        Column("silent_days", t("base.col_silent"), "number", 102), Column("manager", t("list.manager"), "text", 118),
        Column("source", t("base.col_source"), "text", 128),
    ]  # fmt: skip


def _written(row: dict[str, Any]) -> dict[str, Any]:
    said = words().code("base.state", row["state"])
    return {**row, "client_id": None, "said": said}


def economy_card(here: LifeCycle | None) -> None:
    """How many times dearer a first deal is than a repeated one, and what recommendations bring."""
    t = words()
    facts = here.facts if here else {}
    known = set(facts.get("from_data", ()))
    costs, referrals = facts.get("economy", {}), facts.get("referrals", {})
    with card(t("base.economy_title"), t("base.economy_note"), key="base_economy"):
        typed: dict[str, Any] = {}
        for names, values, firsts in ((tuple(_COSTS), costs, _COSTS), (tuple(_REFERRALS), referrals, _REFERRALS)):
            for column, name in zip(st.columns(len(names), gap="small"), names, strict=True):
                with column:
                    typed[name] = _number(name, values.get(name) if name in known else None, firsts[name], typed)
        _economy_says(typed)


def _number(name: str, known: Any, example: Any, typed: dict[str, Any]) -> Any:
    field = TypedNumber(name, example, EXAMPLE) if known is None else TypedNumber(name, _plain(known), DATA)
    return setting_field(LifeCycleSettings, METHOD, field, partial(_part_fault, name, typed))


def _part_fault(name: str, typed: dict[str, Any], part: float) -> str:
    """What is wrong with a part that is larger than its whole; '' where nothing is."""
    whole = _WHOLES.get(name)
    return words().code("base.wrong", f"{name}_above_{whole}") if whole and part > typed[whole] else ""


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else float(round(value))


def _economy_says(typed: dict[str, Any]) -> None:
    t = words()
    try:
        found = typed_life_cycle(LifeCycleSettings(**typed)).facts
    except WrongSetting:
        return  # its field says what contradicts what
    economy, referrals = found["economy"], found["referrals"]
    if economy["ratio"] is not None:
        st.markdown(f"**{t.code('base.economy', economy['verdict'], ratio=decimal(economy['ratio']))}**")
    shares = {name: percent(referrals[name]) for name in ("ask_share", "given_share", "yield_share")}
    st.markdown(t("base.referrals_say", **shares))


def edges(here: LifeCycle) -> list[str]:
    """Who bought without a talk, the intervals, warnings."""
    t, facts = words(), here.facts
    said = [*changed_sentences(saved_settings(LifeCycleSettings, METHOD), METHOD), t("base.cycle_edge")]
    if facts["unknown_first"]:
        said.append(t.n("base.cycle_unknown", facts["unknown_first"], n=count(facts["unknown_first"])))
    return said + sentences(here.found.warnings)


def sheets(here: LifeCycle, preface: list[str]) -> list[ExcelSheet]:
    """All companies with their next contact, and the answers by channel."""
    t = words()
    answers = [
        Column("name", t.code("base.by", "source")), Column("contacts", t("base.col_contacts"), "number"),
        *(Column(name, t.code("base.answer", name), "number") for name in ANSWERS),
        Column("not_target_share", t.code("base.tile_answer", "not_target"), "share"),
    ]  # fmt: skip
    rows = [_written({**row, "client": row["company"]}) for row in here.found.rows]
    return [
        excel_sheet(t("base.next_title"), next_columns(), rows, preface),
        excel_sheet(t.code("base.by", "source"), answers, here.facts["by_source"], preface),
    ]


def view(here: LifeCycle | None, actions: Any) -> None:
    """The whole view under its headline."""
    if here is None or not has_talks(here):
        if here is not None:
            missing("life_cycle")
        economy_card(None)
        return
    tiles_row(tiles(here))
    left, right = st.columns([1.25, 1], gap="small")
    with left:
        answers_card(here)
    with right:
        refusals_card(here)
    list_card(here)
    economy_card(here)
    with actions:
        excel_button("life_cycle", lambda: sheets(here, edges(here)), key="base_cycle_excel")
