"""The calculator of a norm: a history typed in one line, how hard the norm is, which one to propose."""

from __future__ import annotations

import streamlit as st

from analytics.errors import WrongSetting
from analytics.result import Status
from analytics.team.achievement import DIRECTIONS
from analytics.team.kpi_achievability import KpiAchievabilitySettings, typed_achievability
from storage.typed import rows_that_count
from ui.data import store
from ui.kpi import Kpi, amount, count, percent
from ui.language import words
from ui.number_field import Limits, number_field
from ui.text import plain

_LEAST = 0.0001  # where a norm of the method begins
EXAMPLE, EXAMPLE_NORM = "18 20 21 22 22 23 24 24 25 26 27 30", 25.0


def calculator(found: Kpi | None) -> None:
    """How hard is a norm by a history; with data the history of an indicator and its norm stand in the fields first."""
    t = words()
    st.caption(t("kpi.calculator_note"))
    facts, norm, said = _first(found)
    if said:
        st.markdown(f":blue-badge[{t('kpi.from_data')}] {plain(said)}")
    line, value, way = st.columns([2.6, 1.35, 1.2], gap="small", vertical_alignment="top")
    typed = line.text_input(
        t("kpi.calculator_facts"), facts, key=f"kpi_calc_facts_{said}", help=t("kpi.calculator_facts_help")
    )
    with value:
        wanted = number_field(t("kpi.calculator_norm"), f"kpi_calc_norm_{said}", norm, Limits(above=True))
    direction = way.selectbox(
        t("kpi.col_direction"), DIRECTIONS, key="kpi_calc_direction", format_func=lambda code: t.code("kpi.direction", code)
    )  # fmt: skip
    if wanted is None:
        return
    try:
        answer = typed_achievability(
            KpiAchievabilitySettings(facts=typed, norm=max(wanted, _LEAST), direction=direction)
        )
    except WrongSetting as wrong:
        line.error(t("error.facts_text", value=plain(str(wrong.facts["value"]))))
        return
    if answer.status is Status.NOT_ENOUGH_DATA:
        line.error(t("kpi.calculator_empty"))
        return
    _says(answer.rows[0])


def _says(row: dict[str, object]) -> None:
    """The verdict with its numbers, and the proposal."""
    t = words()
    values = {
        "n": count(float(str(row["hits"]))),
        "all": count(float(str(row["periods"]))),
        "norm": amount(row["norm"]),
    }
    low, high = float(str(row["low"])), float(str(row["high"]))
    share = float(str(row["hits"])) / float(str(row["periods"]))
    span = t("kpi.range", low=count(round(low * 100)), high=percent(high))
    said = t.code("kpi.says", str(row["verdict"]), share=percent(share), range=span, **values)
    st.markdown(f"**{said}**")
    if row["proposed"] is not None:
        st.markdown(t("kpi.says_proposed", norm=amount(row["proposed"]), stretch=amount(row["stretch"])))


def _first(found: Kpi | None) -> tuple[str, float, str]:
    """History, norm and name of the indicator that the fields begin with: a chosen one of the data, else the example."""
    t = words()
    names = sorted({row["kpi"] for row in rows_that_count(store(), "kpi_facts")}) if found is not None else []
    if not names:
        return EXAMPLE, EXAMPLE_NORM, ""
    chosen = st.selectbox(t("kpi.calculator_kpi"), ["", *names], key="kpi_calc_kpi",
                          format_func=lambda name: name or t("kpi.calculator_example"))  # fmt: skip
    if not chosen:
        return EXAMPLE, EXAMPLE_NORM, ""
    facts = [row["fact"] for row in rows_that_count(store(), "kpi_facts") if row["kpi"] == chosen]
    assert found is not None
    norm = next((row["norm"] for row in found.audit.rows if row["kpi"] == chosen and row["norm"]), facts[0])
    return " ".join(f"{fact.normalize():f}" for fact in facts), float(norm), str(chosen)
