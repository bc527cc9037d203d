"""Totals of a month that somebody types: a row a manager, a column a stage, kept at once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.funnel.counted_month import counted_month
from analytics.periods import add_months, last_complete_month, month_start
from analytics.scope import Scope
from storage.typed import type_rows
from ui.data import answer, profile, store
from ui.funnel_data import counted_stages, stage_text
from ui.language import language, words
from ui.page import card
from ui.text import plain
from wording import numbers

_MONTHS_BACK = 36
_FAULT = "funnel_counts_fault"
_MANAGER = "manager"


def counts_card() -> None:
    """The grid as a card of its own, where there is nothing else yet."""
    with card(words()("funnel.counts_title"), words()("funnel.counts_note"), key="funnel_counts_card"):
        counts_grid()


def counts_grid() -> None:
    """One month at a time; a changed cell is kept at once, a wrong one is told and not kept."""
    t, stages = words(), counted_stages()
    month = _month()
    known = answer(counted_month, Scope(month, month, month), None)
    names = [*known, *(name for name in profile().managers if name and name not in known)]
    rows = [{_MANAGER: name, **{stage: known.get(name, {}).get(stage) for stage in stages}} for name in names]
    key = f"funnel_counts_{month}_{store().version()}"
    config: dict[str, Any] = {_MANAGER: st.column_config.TextColumn(t("list.manager"), width=190, required=True)}
    config |= {
        stage: st.column_config.NumberColumn(stage_text(stage), width=110, step=1, format="%d") for stage in stages
    }
    table = pd.DataFrame(rows, columns=[_MANAGER, *stages])
    table[list(stages)] = table[list(stages)].astype("Int64")
    st.data_editor(
        table, hide_index=True, num_rows="dynamic", height="content", placeholder="", column_config=config, key=key,
        on_change=_saved, args=(key, month, names, stages),
    )  # fmt: skip
    for fault in st.session_state.pop(_FAULT, []):
        st.error(fault)
    _surplus(known, stages)


def _month() -> date:
    """The month of the grid: the last complete one at first."""
    day = profile().last_day if profile().lines else date.today()
    last = month_start(day)
    months = [add_months(last, -back) for back in range(_MONTHS_BACK)]
    names = {month: numbers.month(month, language()) for month in months}
    chosen: date = st.selectbox(
        words()("funnel.month"),
        months,
        months.index(last_complete_month(day)),
        key="funnel_counts_month",
        format_func=names.__getitem__,
        width=260,
    )
    return chosen


def _saved(key: str, month: date, names: list[str], stages: tuple[str, ...]) -> None:
    """Keep every changed cell; what is no whole number of zero or more is told by the name of its place."""
    state = st.session_state[key]
    faults: list[str] = []
    rows: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for place, changes in state["edited_rows"].items():
        kept, left = _cells(names[int(place)], changes, month, stages, faults)
        rows, gone = rows + kept, gone + left
    for fields in state["added_rows"]:
        name = " ".join(str(fields.get(_MANAGER) or "").split())
        if name:
            rows += _cells(name, fields, month, stages, faults)[0]
        elif any(fields.get(stage) is not None for stage in stages):
            faults.append(words()("funnel.fault_manager"))
    for place in state["deleted_rows"]:
        gone += [_key(names[place], month, stage) for stage in stages]
    if rows or gone:
        type_rows(store(), "funnel_counts", rows, gone)
    st.session_state[_FAULT] = faults


def _key(name: str, month: date, stage: str) -> dict[str, Any]:
    return {"period": month, "manager": name, "stage": stage, "channel": None}


def _cells(
    name: str, changes: Mapping[str, Any], month: date, stages: tuple[str, ...], faults: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Counts to keep, and cells that were emptied."""
    rows, gone = [], []
    for stage in stages:
        if stage not in changes:
            continue
        value = changes[stage]
        if value is None:
            gone.append(_key(name, month, stage))
        elif value < 0 or value != int(value) or value > 2_000_000_000:
            faults.append(words()("funnel.fault_count", name=plain(name), stage=plain(stage_text(stage))))
        else:
            rows.append({**_key(name, month, stage), "count": int(value)})
    return rows, gone


def _surplus(known: Mapping[str, Mapping[str, int]], stages: tuple[str, ...]) -> None:
    """Who has more at a stage than at the one before: it may be right, it may be a slip."""
    t = words()
    for name, counts in known.items():
        for before, after in itertools.pairwise(stages):
            if counts.get(after, 0) > counts.get(before, 0):
                values = {"before": plain(stage_text(before)), "after": plain(stage_text(after))}
                st.caption(t("funnel.surplus", name=plain(name), **values))
