"""The stages of a funnel as the owner wants them: which, in what order, and the norm of each step."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.funnel.funnel_sources import LEAST_STAGES, MOST_STAGES, FunnelSource
from ui.funnel_data import key_of, norms_of, save_norms, save_stages, stage_text, stages_of
from ui.language import language, words
from ui.text import plain
from wording import numbers

_FAULT = "funnel_stages_fault"


def stages_editor(source: FunnelSource) -> None:
    """A row a stage: its place (empty: it is not in the funnel) and the norm of the step to the next one."""
    t, stages = words(), stages_of(source)
    st.caption(t("funnel.stages_note", least=LEAST_STAGES, most=MOST_STAGES))
    norms = norms_of(source)
    every = [*stages, *(stage for stage in (*source.stages, *source.others) if stage not in stages)]
    rows = [
        {
            "stage": stage_text(stage),
            "place": place + 1 if place < len(stages) else None,
            "norm": round(norms[place] * 100, 2) if place < len(norms) else None,
        }
        for place, stage in enumerate(every)
    ]
    with st.form("funnel_stages_form", border=False):
        table = pd.DataFrame(rows)
        table["place"] = table["place"].astype("Int64")
        table["norm"] = table["norm"].astype("Float64")
        edited = st.data_editor(
            table, hide_index=True, num_rows="fixed", height="content", width="content", disabled=["stage"], placeholder="",
            column_config={
                "stage": st.column_config.TextColumn(t("funnel.col_stage"), width=240),
                "place": st.column_config.NumberColumn(t("funnel.col_place"), width=110, step=1, format="%d"),
                "norm": st.column_config.NumberColumn(t("funnel.col_norm"), width=190, format="%g", help=t("funnel.col_norm_help")),
            },
            key=f"funnel_stages_{key_of(source)}",
        )  # fmt: skip
        pressed = st.form_submit_button(t("funnel.stages_save"), icon=":material/check:")
    if pressed:
        fault = keep(source, every, edited["place"].tolist(), edited["norm"].tolist())
        if fault is None:
            st.rerun()
        st.error(fault)
    changed = bool(stages != source.stages or norms)
    if changed and st.button(
        t("funnel.stages_back"), icon=":material/undo:", type="tertiary", key="funnel_stages_back"
    ):
        save_stages(key_of(source), ())
        save_norms(key_of(source), ())
        st.rerun()


def keep(source: FunnelSource, stages: list[str], places: list[Any], norms: list[Any]) -> str | None:
    """Save the chosen order and norms; the sentence that says what is wrong, where it cannot be."""
    t = words()
    numbered = [
        (int(place), stage, norm) for stage, place, norm in zip(stages, places, norms, strict=True) if _given(place)
    ]
    chosen = sorted(numbered, key=lambda one: one[0])
    if len({place for place, *_ in chosen}) < len(chosen):
        return t("funnel.fault_places")
    if not LEAST_STAGES <= len(chosen) <= MOST_STAGES:
        return t("funnel.fault_stages", least=LEAST_STAGES, most=MOST_STAGES, given=len(chosen))
    if source.source == "deals" and chosen[-1][1] != source.stages[-1]:
        return t("funnel.fault_last", stage=plain(stage_text(source.stages[-1])))
    wanted = [(stage, float(norm)) for _, stage, norm in chosen[:-1] if _given(norm)]
    for stage, norm in wanted:
        if not 0 < norm <= 100:
            return t("funnel.fault_norm", stage=plain(stage_text(stage)), norm=numbers.number(norm, language(), 1))
    if wanted and len(wanted) < len(chosen) - 1:
        return t("funnel.fault_norms")
    order = tuple(stage for _, stage, _ in chosen)
    save_stages(key_of(source), () if order == source.stages else order)
    save_norms(key_of(source), tuple(norm / 100 for _, norm in wanted))
    return None


def _given(value: Any) -> bool:
    return value is not None and value is not pd.NA and value == value
