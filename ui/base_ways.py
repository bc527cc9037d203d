"""What can be done: four ways side by side, numbers kept under a name and compared, new clients counted backward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.base.base_plan import USUAL as EXAMPLES
from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.base_sufficiency import typed_base_sufficiency
from analytics.errors import WrongSetting
from storage.scenarios import delete_scenario, save_scenario, scenarios
from ui.base import count, decimal, percent
from ui.base_sufficiency import METHOD, Sufficiency, first_of, how_long
from ui.data import store
from ui.excel import ExcelSheet
from ui.language import words
from ui.method_settings import saved_settings
from ui.number_field import ASSUMED, TypedNumber, put_typed, setting_field
from ui.page import card
from ui.tables import Column, excel_sheet
from ui.text import plain

_KEPT = (
    "plan", "companies_per_deal", "live", "cycle_months", "cycles", "scouts", "scout_month", "decay", "wanted_chance",
)  # fmt: skip
_ROWS = ("plan", "companies_per_deal", "live", "gap", "scouts", "months")
_TYPED = ("plan", "companies_per_deal", "live", "scouts")
_GROWTH = 1.2
Row = Mapping[str, Any]


def ways_card(here: Sufficiency) -> None:
    """The present state and what would make the plan likely; each can be taken into the fields."""
    t, rows = words(), here.found.rows
    if not here.now["plan"]:
        return
    with st.container(gap=None):
        st.subheader(t("base.ways") if len(rows) > 1 else t("base.ways_none"), anchor=False)
        if len(rows) > 1:
            st.caption(t("base.ways_note", share=percent(here.typed.wanted_chance)))
    if len(rows) > 1:
        for column, row in zip(st.columns(len(rows), gap="small"), rows, strict=True):
            with column, st.container(border=True, height="stretch", gap="small"):
                _way(here, row)


def _way(here: Sufficiency, row: Row) -> None:
    t, way = words(), row["way"]
    _figures(t.code("base.way", way, plan=count(row["plan"])), row, here.now, here.typed)
    taken = {
        "plan": row["plan"],
        "companies_per_deal": row["companies_per_deal"],
        "live": row["live"],
        "scouts": row["scouts"],
    }
    if way != "as_is":
        st.button(
            t("base.choose"), key=f"base_way_{way}", width="stretch", type="primary" if way == "fill" else "secondary",
            on_click=put_typed, args=(METHOD, BaseSufficiencySettings, taken),
        )  # fmt: skip


def _figures(title: str, row: Row, beside: Row, typed: BaseSufficiencySettings) -> None:
    """One way or scenario: the chance large, its numbers under it, those that differ from the other one in bold."""
    t = words()
    colour = "green" if row["chance"] >= typed.wanted_chance else "red" if row["chance"] < 0.5 else "off"
    st.metric(title, percent(row["chance"]), t("base.chance_of_plan"), delta_color=colour, delta_arrow="off")  # type: ignore[arg-type]
    lines = [(name, _cell(name, row, typed), _cell(name, beside, typed)) for name in _ROWS]
    shown = [
        (t.code("base.row", name), f"**{value}**" if value != other and name in _TYPED else value)
        for name, value, other in lines
    ]
    st.table(pd.DataFrame(shown), border="horizontal", hide_index=True, hide_header=True)


def _cell(name: str, row: Row, typed: BaseSufficiencySettings) -> str:
    t = words()
    if name == "months":
        if row["way"] == "convert":
            return t("base.by_training", first=decimal(typed.cycle_months), last=decimal(2 * typed.cycle_months))
        return t("base.months", n=decimal(row["months"])) if row["months"] else how_long(dict(row))
    return decimal(row[name])


def growth_card(here: Sufficiency) -> None:
    """Backward: how many new clients a month lead to the wanted number while some are lost."""
    t, saved = words(), saved_settings(BaseSufficiencySettings, METHOD)
    with card(t("base.growth"), t("base.growth_note"), key="base_growth"):
        values = {}
        names = ("clients", "target_clients", "target_months", "churn")
        for column, name in zip(st.columns(4, gap="small"), names, strict=True):
            with column:
                wanted = name == "target_clients"
                first = (
                    TypedNumber(name, _wanted_clients(here), ASSUMED)
                    if wanted
                    else first_of(name, saved, here.evidence)
                )
                values[name] = setting_field(BaseSufficiencySettings, METHOD, first)
        found = typed_base_sufficiency(BaseSufficiencySettings(**values, cycle_months=here.typed.cycle_months)).facts
        months = decimal(here.typed.cycle_months)
        said = {"new": decimal(found["new_a_month"]), "plan": count(found["growth_plan"]), "months": months}
        st.markdown(t("base.growth_says", **said) if found["growth_plan"] else t("base.growth_none"))
        taken = {"plan": found["growth_plan"]}
        st.button(
            t("base.take_plan"), key="base_take_plan", on_click=put_typed, args=(METHOD, BaseSufficiencySettings, taken),
            disabled=not found["growth_plan"],
        )  # fmt: skip


def _wanted_clients(here: Sufficiency) -> int:
    """A fifth more than there are, until somebody says what he wants."""
    now = here.evidence.values.get("clients") or EXAMPLES["clients"]
    return round(now * _GROWTH)


def scenarios_card(here: Sufficiency) -> None:
    """Numbers kept under a name; two of them side by side; the fields can be filled from either."""
    t = words()
    known = scenarios(store(), METHOD)
    with card(t("base.scenarios"), t("base.scenarios_note"), key="base_scenarios"):
        with st.form("base_save", border=False, clear_on_submit=True):
            field, button = st.columns([3, 1], gap="small", vertical_alignment="bottom")
            name = field.text_input(t("base.scenario_name"), max_chars=80, key="base_scenario_name")
            if button.form_submit_button(t("base.save"), icon=":material/bookmark_add:", width="stretch"):
                if name.strip():
                    save_scenario(store(), METHOD, name, {one: getattr(here.typed, one) for one in _KEPT})
                    st.rerun()
                st.markdown(f":small[:red[:material/error: {t('base.name_missing')}]]")
        if known:
            _two(here, known)


def _two(here: Sufficiency, known: Mapping[str, Mapping[str, Any]]) -> None:
    """Two scenarios beside each other, or one beside the numbers in the fields."""
    t, names = words(), [None, *known]
    firsts = (names[-1], names[-2] if len(names) > 2 else None)
    rows: list[tuple[str | None, Row]] = []
    columns = st.columns(2, gap="small")
    for place, column in enumerate(columns):
        key = f"base_scenario_{place}"
        if st.session_state.get(key, firsts[place]) not in names:
            st.session_state.pop(key)
        name = column.selectbox(
            t.code("base.side", "ab"[place]), names, names.index(firsts[place]), key=key,
            format_func=lambda one: t("base.in_the_fields") if one is None else one,
        )  # fmt: skip
        row = here.now if name is None else _row_of(known[name])
        if row is not None:
            rows.append((name, row))
    if len(rows) == 2:
        for place, (column, (name, row)) in enumerate(zip(columns, rows, strict=True)):
            with column, st.container(border=True, gap="small"):
                _figures(
                    t("base.in_the_fields") if name is None else plain(name),
                    row,
                    rows[1 - place][1],
                    here.typed,
                )
                if name is not None:
                    _buttons(place, name, known[name])


def _row_of(numbers: Mapping[str, Any]) -> Row | None:
    """What the method says of kept numbers; None where a newer version would refuse them."""
    try:
        found: Row = typed_base_sufficiency(
            BaseSufficiencySettings(**{k: v for k, v in numbers.items() if k in _KEPT})
        ).rows[0]
    except WrongSetting:
        return None
    return found


def _buttons(place: int, name: str, numbers: Mapping[str, Any]) -> None:
    t = words()
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("base.choose"), key=f"base_scenario_take_{place}", on_click=put_typed,
            args=(METHOD, BaseSufficiencySettings, dict(numbers)),
        )  # fmt: skip
        st.button(
            t("base.delete"), key=f"base_scenario_delete_{place}", icon=":material/delete:", type="tertiary",
            on_click=delete_scenario, args=(store(), METHOD, name),
        )  # fmt: skip


def way_sheet(here: Sufficiency, preface: list[str]) -> list[ExcelSheet]:
    """The ways as a sheet of a workbook."""
    t = words()
    columns = [
        Column("name", t("base.col_way")), Column("chance", t("base.chance_of_plan"), "share"),
        *(Column(name, t.code("base.row", name), "decimal") for name in _ROWS),
        Column("need", t.code("base.step", "need"), "number"),
    ]  # fmt: skip
    rows = [{**row, "name": t.code("base.way", row["way"], plan=count(row["plan"]))} for row in here.found.rows]
    return [excel_sheet(t.code("base.view", "sufficiency"), columns, rows, preface)]
