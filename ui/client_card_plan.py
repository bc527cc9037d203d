"""Winning one client back, on his card: what is planned and was done, why he left, what is to be expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow.compute as pc
import streamlit as st

from analytics.result import Result
from analytics.scope import Scope
from analytics.winback.loss_reasons import EVIDENCE
from analytics.winback.win_back_plan import WinBackPlanSettings, win_back_plan
from ui.data import answer
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.page import card
from ui.pages import page
from ui.reasons import reason_text
from ui.text import plain
from wording import numbers

_CHAIN = ("client_status", "xyz_classes", "win_back_priority", "cases_tried", "win_back_plan")
_OUTCOMES = ("no_answer", "refused", "promised", "bought")
Row = Mapping[str, Any]


def plan_of(scope: Scope, client_id: int) -> dict[str, Any] | None:
    """The line of the win-back list about this client; None for one who is not lost. Filters are not applied."""
    unfiltered = replace(scope, managers=(), regions=(), channels=(), product_groups=())
    found = answer(win_back_plan, unfiltered, chosen_settings(WinBackPlanSettings, *_CHAIN))
    rows: list[dict[str, Any]] = found.table.filter(pc.equal(found.table.column("client_id"), client_id)).to_pylist()
    return rows[0] if rows else None


def tells_of_winning_back(plan: Row | None, records: Result) -> bool:
    """Whether there is anything to say: he is lost, or was and somebody wrote about it."""
    return plan is not None or bool(records.facts["steps"] or records.facts["reasons"])


def reason_lead(plan: Row | None) -> str:
    """Whether the reason of the loss is known, as the last words of the answer; empty for who is not lost."""
    if plan is None:
        return ""
    t = words()
    if not plan["reason"]:
        return " " + t("card.reason_unknown")
    key = "card.reason_confirmed" if plan["confirmed"] else "card.reason_staff"
    return " " + t(key, reason=plain(reason_text(plan["reason"])))


def plan_card(plan: Row | None, records: Result) -> None:
    """The steps in their order, then who says why he left."""
    t = words()
    steps = [row for row in records.rows if row["kind"] == "step"]
    with card(_title(plan, steps), _way(plan), key="card_plan"):
        for step in steps:
            _step(step)
        _reasons([row for row in records.rows if row["kind"] == "reason"], plan)
        if plan is not None and st.button(t("card.edit_plan"), icon=":material/edit_note:", key="card_edit_plan"):
            st.session_state["win_back_list"] = "all"
            st.session_state["win_back_client"] = plan["client_id"]
            st.switch_page(page("win_back"))


def _title(plan: Row | None, steps: Sequence[Row]) -> str:
    t, lang = words(), language()
    if plan is None:
        return t("card.plan_past")
    done = sum(step["day"] is not None for step in steps)
    if not steps:
        return t("card.plan_empty")
    return t("card.plan", done=numbers.number(done, lang), all=numbers.number(len(steps), lang))


def _way(plan: Row | None) -> str:
    """By which way he can still be reached."""
    if plan is None:
        return ""
    t = words()
    if plan["way"] == "visit":
        return t("card.way.visit_head" if plan["who"] == "head" else "card.way.visit")
    return t.code("card.way", plan["way"], day=numbers.day(plan["way_until"], language()))


def _step(step: Row) -> None:
    t, lang = words(), language()
    done = step["day"] is not None
    day = step["day"] or step["until"]
    head = [step["who"], numbers.day(day, lang) if day else ""]
    tail = [
        t.code("winback.channel", step["way"]) if t.has(f"winback.channel.{step['way']}") else "",
        step["offer"],
        t.code("winback.outcome", step["outcome"]) if step["outcome"] in _OUTCOMES else "",
    ]
    icon = ":material/check_circle:" if done else ":material/radio_button_unchecked:"
    name = plain(step["said"] or t("card.step_unnamed"))
    line = " · ".join([f"{icon} **{name}**", *(plain(part) for part in head if part)])
    rest = " · ".join(plain(part) for part in tail if part)
    st.markdown(f"{line}  \n:gray[{rest}]" if rest else line)


def _reasons(voices: Sequence[Row], plan: Row | None) -> None:
    """Everything that was ever said about why he left, the newest first."""
    t, lang = words(), language()
    if not voices:
        if plan is not None:
            st.caption(t("card.reasons_none"))
        return
    st.markdown(f"**{t('winback.reason_title')}**")
    for voice in voices:
        said = t.code("winback.evidence", voice["way"]) if voice["way"] in EVIDENCE else ""
        day = numbers.day(voice["day"], lang) if voice["day"] else ""
        parts = [plain(part) for part in (reason_text(voice["said"]), said, day) if part]
        st.markdown(" · ".join(parts) + (" :blue[✓]" if voice["confirmed"] else ""))
