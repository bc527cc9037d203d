"""What pay is computed from, typed into grids: inputs of a month by person, tasks with what pays for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.periods import add_months, month_start
from analytics.team.pay_rules import WORKED
from storage.typed import type_rows
from ui.data import store
from ui.language import language, words
from ui.pay import Pay, input_name
from ui.tables import header_width
from wording import numbers

_MONTHS = 13
_EMPLOYEE = "employee"


def inputs_view(found: Pay) -> None:
    """The inputs of a month, a row a person: what the sales know is filled in, what is typed goes before it."""
    t, lang = words(), language()
    st.caption(t("pay.inputs_note"))
    months = _months(found)
    if st.session_state.get("pay_inputs_month") not in months:
        st.session_state["pay_inputs_month"] = found.inputs.last_month or months[0]
    month = st.selectbox(
        t("pay.month"), months, key="pay_inputs_month", format_func=lambda day: numbers.month(day, lang), width=180,
        label_visibility="collapsed",
    )  # fmt: skip
    names = _input_names(found)
    rows = _rows(found, month, names)
    key = f"pay_inputs_{month}_{store().version()}"
    st.data_editor(
        pd.DataFrame(rows, columns=[_EMPLOYEE, *names], dtype=object), hide_index=True, num_rows="dynamic", height="content",
        placeholder=numbers.DASH, key=key, on_change=_inputs_saved, args=(key, month, rows, names),
        column_config={
            _EMPLOYEE: st.column_config.TextColumn(t("pay.col_employee"), width=132, required=True, pinned=True),
            **{n: st.column_config.NumberColumn(input_name(n), width=header_width(input_name(n), 100, edited=True), format="localized", help=t("pay.worked_help") if n == WORKED else None) for n in names},
        },
    )  # fmt: skip


def _months(found: Pay) -> list[date]:
    last = month_start(found.scope.as_of)
    known = {day for _, day in found.inputs.inputs}
    return sorted(known | {add_months(last, -back) for back in range(_MONTHS)}, reverse=True)


def _input_names(found: Pay) -> list[str]:
    """What the formula reads; the part of the month worked stands last, for holidays and newcomers."""
    read = [one["input"] for v in found.result.facts["versions"] for one in v["components"] if one["input"]]
    return [*dict.fromkeys(["revenue", *read]), WORKED]


def _rows(found: Pay, month: date, names: Sequence[str]) -> list[dict[str, Any]]:
    known = found.inputs.of_month(month)
    made: list[dict[str, Any]] = []
    for employee in known or dict.fromkeys(found.inputs.employees):
        inputs = known.get(employee, {})
        made.append({_EMPLOYEE: employee, **{n: None if n not in inputs else float(inputs[n]) for n in names}})
    return made


def _inputs_saved(key: str, month: date, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    state = st.session_state[key]
    kept: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for place, fields in state["edited_rows"].items():
        old = rows[int(place)]
        employee = str(fields.get(_EMPLOYEE) or old[_EMPLOYEE]).strip()
        kept += _inputs(employee, month, fields, names)
        gone += [_key(employee, month, n) for n in names if n in fields and fields[n] is None]
    for fields in state["added_rows"]:
        employee = str(fields.get(_EMPLOYEE) or "").strip()
        kept += _inputs(employee, month, fields, names) if employee else []
    for place in state["deleted_rows"]:
        gone += [_key(str(rows[place][_EMPLOYEE]), month, n) for n in names if rows[place][n] is not None]
    if kept or gone:
        type_rows(store(), "pay_inputs", kept, gone)


def _key(employee: str, month: date, name: str) -> dict[str, Any]:
    return {"employee": employee, "period": month, "input": name}


def _inputs(employee: str, month: date, fields: Mapping[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    typed = {n: fields[n] for n in names if fields.get(n) is not None}
    return [{**_key(employee, month, n), "value": round(Decimal(str(value)), 4)} for n, value in typed.items()]


def tasks_view(found: Pay) -> None:
    """Every task and what pays for it, the unpaid first; a component is chosen in the grid and kept at once."""
    t, config = words(), st.column_config
    st.caption(t("pay.tasks_note"))
    rows = found.result.facts["tasks"]
    key = f"pay_tasks_{store().version()}"
    st.data_editor(
        pd.DataFrame(rows, columns=["task", "component"], dtype=object), hide_index=True, num_rows="dynamic", height="content",
        placeholder=t("pay.unpaid"), key=key, on_change=_tasks_saved, args=(key, rows),
        column_config={
            "task": config.TextColumn(t("pay.col_task"), width=380, required=True),
            "component": config.SelectboxColumn(t("pay.col_paid_by"), options=[one.component for one in found.components], width=280),
        },
    )  # fmt: skip


def _tasks_saved(key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    state = st.session_state[key]
    kept: list[dict[str, Any]] = []
    gone = [{"task": rows[place]["task"]} for place in state["deleted_rows"]]
    for place, fields in state["edited_rows"].items():
        old = rows[int(place)]
        kept.append({"task": old["task"], "component": old["component"]} | dict(fields))
        if kept[-1]["task"] != old["task"]:
            gone.append({"task": old["task"]})
    kept += [{"task": None, "component": None} | dict(fields) for fields in state["added_rows"]]
    kept = [{**row, "task": row["task"].strip()} for row in kept if (row["task"] or "").strip()]
    if kept or gone:
        type_rows(store(), "pay_tasks", kept, gone)
