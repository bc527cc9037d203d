"""The call list: whom to address, why, by which way; step, date, owner, result and reason are typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.data import currency, profile, store
from ui.language import language, words
from ui.page import card
from ui.reasons import reason_labels, reason_text
from ui.tables import SHOWN_ROWS, Column, grid_height, row_height, scale_for, with_unit
from ui.win_back import WinBack, count
from ui.win_back_edits import save_plan_edit
from ui.win_back_main import CELL
from wording import numbers

OUTCOMES = ("no_answer", "refused", "promised", "bought")
WAYS = ("call", "letter", "meeting", "visit")
LISTS = ("week", "no_step", "in_work", "all", "paused")
_READ = {"client": 110, "way": 92, "step": 94}  # pixels of the columns whose texts may take two lines
_SEEN = ("planned", "no_step")  # such a plan shows itself: it has a step, or a dash
_EDITED = ("reason", "step", "due", "owner", "outcome")

Rows = list[dict[str, Any]]


def labels_of(family: str, codes: Sequence[str]) -> dict[str, str]:
    """label -> code, for lists of choices in the user's language."""
    return {words().code(family, code): code for code in codes}


def owners_of(found: WinBack) -> list[str]:
    """Everybody who may be given a step: managers of the data, and owners that were typed."""
    typed = {row["owner"] for row in found.steps.rows if row["owner"]}
    return sorted({name for name in profile().managers if name} | typed)


def lists(found: WinBack) -> dict[str, Rows]:
    """The lists that can be switched; the cell of the matrix that was clicked is one more."""
    rows = [row for row in found.plan.rows if row["state"] != "paused"]
    made = {
        "week": found.week,
        "no_step": [r for r in rows if r["state"] == "no_step" and (r["in_work"] or r["on_list"])],
        "in_work": [r for r in rows if r["in_work"]],
        "all": rows,
        "paused": [row for row in found.plan.rows if row["state"] == "paused"],
    }
    return {name: some for name, some in made.items() if some or name in ("week", "all")}


def list_card(found: WinBack) -> Rows:
    """The list with its switch; gives back the rows of the list that is shown."""
    t, lang = words(), language()
    made = lists(found)
    cell = st.session_state.get(CELL)
    if cell:
        made["cell"] = [r for r in made["all"] if (r["abc_class"], r["xyz_class"].replace("n", "Z")) == tuple(cell)]
    title = t("winback.list_title", period=numbers.period(found.scope.as_of, found.scope.as_of, lang))
    unit = scale_for(_usual(made["week"]), currency())[1]
    with card(title, t("winback.list_note", unit=unit), key="win_back_list_card"):
        name = _switch(made, cell)
        rows = made[name]
        if not rows:
            st.markdown(t("winback.list_empty"))
        else:
            _editor(found, rows[:SHOWN_ROWS], name)
            if len(rows) > SHOWN_ROWS:
                st.caption(t("table.more", shown=count(SHOWN_ROWS), all=count(len(rows))))
    return rows


def _switch(made: Mapping[str, Rows], cell: Any) -> str:
    t = words()
    clicked = st.session_state.get("win_back_cell_shown") != cell and cell is not None
    st.session_state["win_back_cell_shown"] = cell
    if clicked or st.session_state.get("win_back_list") not in made:
        st.session_state["win_back_list"] = "cell" if clicked else next(iter(made))
    names = {n: "".join(cell) if n == "cell" and cell else t.code("winback.list", n) for n in made}
    chosen = st.pills(
        t("winback.list_label"), list(made), key="win_back_list", required=True, label_visibility="collapsed",
        format_func=lambda n: f"{names[n]} {count(len(made[n]))}", persist_state="session",
    )  # fmt: skip
    return str(chosen)


def _editor(found: WinBack, rows: Rows, name: str) -> None:
    divisor, unit = scale_for(_usual(found.week), currency())
    reasons = reason_labels(row["reason"] for row in found.plan.rows)
    outcomes = labels_of("winback.outcome", OUTCOMES)
    told = [_written(row) for row in rows]
    table, high = pd.DataFrame(told), row_height(told, _READ)
    scale = {"value": divisor, "expected": divisor}
    styled = table.style.format({c: lambda v, by=by: _amount(v, by) for c, by in scale.items()})
    key = f"win_back_editor_{name}_{store().version()}"
    st.data_editor(
        styled,
        hide_index=True,
        num_rows="fixed",
        height=grid_height(len(rows), high),
        row_height=high,
        placeholder=numbers.DASH,
        disabled=[c for c in table.columns if c not in _EDITED],
        column_config=_columns(found, unit, list(reasons), list(outcomes)),
        key=key,
        on_change=_saved,
        args=(key, found, rows, reasons, outcomes),
    )


def _columns(found: WinBack, unit: str, reasons: list[str], outcomes: list[str]) -> dict[str, Any]:
    t, config, owners = words(), st.column_config, owners_of(found)
    owner = config.SelectboxColumn if owners else config.TextColumn
    chosen: dict[str, Any] = {"options": owners} if owners else {}
    return {
        "priority": config.TextColumn(t("winback.col_priority"), width=28, help=t("winback.matrix_legend")),
        "client": config.TextColumn(t("list.client"), width=_READ["client"], pinned=True),
        "value": config.NumberColumn(t("winback.col_year"), width=58, help=with_unit(t("winback.col_year"), unit)),
        "expected": config.NumberColumn(t("winback.col_expected"), width=76, help=t("winback.col_expected_help")),
        "reason": config.SelectboxColumn(t("winback.col_reason"), options=reasons, width=108),
        "way": config.TextColumn(t("winback.col_way"), width=_READ["way"], help=t("winback.col_way_help")),
        "step": config.TextColumn(t("winback.col_step"), width=_READ["step"]),
        "due": config.DateColumn(t("winback.col_due"), format="DD.MM.YYYY", width=86),
        "owner": owner(t("winback.col_owner"), width=104, **chosen),
        "outcome": config.SelectboxColumn(t("winback.col_outcome"), options=outcomes, width=98),
    }


def _usual(rows: Rows) -> float:
    sizes = sorted(float(row["value"]) for row in rows if row["value"] > 0)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _amount(value: Any, divisor: Any) -> str:
    scaled = float(value) / float(divisor)
    return numbers.number(scaled, language(), 1 if divisor > 1 and abs(scaled) < 10 else 0)


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the list as it is shown."""
    t = words()
    return {
        "priority": str(row["priority"]),
        "client": row["client"],
        "value": float(row["value"]),
        "expected": float(row["expected"]),
        "reason": reason_text(row["reason"]) or None,
        "way": _way_and_state(row),
        "step": row["step"] or None,
        "due": row["due"],
        "owner": row["owner"] or None,
        "outcome": t.code("winback.outcome", row["outcome"]) if row["outcome"] in OUTCOMES else None,
    }


def _way_and_state(row: Mapping[str, Any]) -> str:
    """The way, and where the plan stands when that is not seen from its step."""
    t, state = words(), row["state"]
    if state in _SEEN:
        return way_text(row)
    if state == "overdue":
        return t("winback.way_overdue", way=way_text(row))
    return t("winback.way_state", way=way_text(row), state=t.code("winback.state", state))


def way_text(row: Mapping[str, Any]) -> str:
    """By which way to address a client; the head goes himself to the first ones."""
    head = row["way"] == "visit" and row["who"] == "head"
    return words().code("winback.way", "visit_head" if head else row["way"])


def _saved(key: str, found: WinBack, rows: Rows, reasons: Mapping[str, str], outcomes: Mapping[str, str]) -> None:
    """Keep every cell that was changed, at once."""
    for place, changes in st.session_state[key]["edited_rows"].items():
        row = rows[int(place)]
        codes = dict(changes)
        if "reason" in codes:
            codes["reason"] = reasons.get(codes["reason"] or "", "")
        if "outcome" in codes:
            codes["outcome"] = outcomes.get(codes["outcome"] or "")
        steps = [step for step in found.steps.rows if step["client_id"] == row["client_id"]]
        save_plan_edit(store(), row, codes, steps, found.scope.as_of)


def excel_columns() -> list[Column]:
    """The list as it goes to Excel."""
    t = words()
    return [
        Column("client", t("list.client")), Column("priority", t("winback.col_priority"), "number"),
        Column("value", t("winback.col_year"), "money"), Column("expected", t("winback.col_expected"), "money"),
        Column("silent_days", t("winback.col_silent"), "number"), Column("reason", t("winback.col_reason")),
        Column("why", t("winback.col_why")), Column("way", t("winback.col_way")), Column("step", t("winback.col_step")),
        Column("due", t("winback.col_due"), "date"), Column("owner", t("winback.col_owner")),
        Column("outcome", t("winback.col_outcome")), Column("manager", t("list.manager")),
    ]  # fmt: skip
