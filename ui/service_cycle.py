"""The board of client analysis: three blocks by three aims; who answers for a cell is chosen in it and kept at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.service.analysis_cycle import AIMS, BLOCKS, AnalysisCycleSettings, analysis_cycle
from storage.typed import type_rows
from ui.data import answer, profile, store
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.service import Service, count, money, percent, points
from wording import numbers

_SIGNS = {"up": ":material/trending_up:", "down": ":material/trending_down:", "same": ":material/trending_flat:"}


def cycle_view(found: Service) -> None:
    """Nine cells; what is red is empty, falling, stale or nobody's."""
    t = words()
    result = answer(
        analysis_cycle, found.scope, chosen_settings(AnalysisCycleSettings, "contact_points", "analysis_cycle")
    )
    facts = result.facts
    wrong = sum(facts[state] for state in ("empty", "unowned", "stale", "falling"))
    st.markdown(t.n("service.cycle_wrong", wrong, n=count(wrong)) if wrong else t("service.cycle_good"))
    cells = {(row["block"], row["aim"]): row for row in result.rows}
    for block in BLOCKS:
        for column, aim in zip(st.columns(3, gap="small"), AIMS, strict=True):
            with column, st.container(border=True, height="stretch", gap="small"):
                _cell(cells[block, aim])
    st.caption(t("service.cycle_note"))


def _cell(row: dict[str, Any]) -> None:
    t, cell = words(), f"{row['block']}_{row['aim']}"
    st.caption(
        t("service.cell_head", block=t.code("service.block", row["block"]), aim=t.code("service.aim", row["aim"]))
    )
    if row["value"] is None:
        st.markdown(f":red[**{t('service.nobody_measures')}**]  \n{t.code('service.figure', cell)}")
    else:
        colour = {"down": "red", "up": "blue"}.get(row["trend"] or "", "gray")
        trend = f" :{colour}[{_SIGNS[row['trend']]} {_written(row['kind'], row['before'])}]" if row["trend"] else ""
        st.markdown(f"**{_written(row['kind'], row['value'])}**{trend}  \n{t.code('service.figure', cell)}")
    if row["state"] == "stale":
        st.markdown(f":red[{t('service.stale', day=numbers.day(row['measured_on'], language()))}]")
    if row["state"] == "unowned":
        st.markdown(f":red[{t('service.no_owner')}]")
    _owner(row, cell)


def _written(kind: str, value: float) -> str:
    """A figure as people read it."""
    if kind == "share":
        return percent(value)
    if kind == "money":
        return money(round(value))
    return points(value) if kind == "nps" else count(value)


def _owner(row: dict[str, Any], cell: str) -> None:
    """Who answers for the cell; a name that is not on the list can be typed."""
    t, key = words(), f"service_owner_{cell}"
    names = sorted({name for name in profile().managers if name} | ({row["owner"]} if row["owner"] else set()))
    st.selectbox(
        t("service.owner"), names, index=names.index(row["owner"]) if row["owner"] else None, key=key, accept_new_options=True,
        placeholder=t("service.no_owner"), label_visibility="collapsed", on_change=_saved, args=(key, row["block"], row["aim"]),
    )  # fmt: skip


def _saved(key: str, block: str, aim: str) -> None:
    owner = (st.session_state[key] or "").strip()
    row = {"block": block, "aim": aim}
    if owner:
        type_rows(store(), "cycle_owners", [{**row, "owner": owner}])
    else:
        type_rows(store(), "cycle_owners", [], [row])
