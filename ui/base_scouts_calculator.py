"""How many scouts it takes, a typed week against the norm, and what it costs when sellers collect themselves."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from analytics.base.scouts import ScoutsSettings, typed_scouts
from ui.base import count, decimal, percent
from ui.base_scouts import METHOD, Scouting, from_to
from ui.language import words
from ui.method_settings import saved_settings
from ui.number_field import ASSUMED, DATA, EXAMPLE, USUAL, TypedNumber, setting_field
from ui.page import card

_EXAMPLES = {"managers": 12, "gap": 900, "entered": 31, "duplicates": 4, "incomplete": 3}


def calculator_card(here: Scouting | None) -> None:
    """How many scouts, a typed week against the norm, and what it costs when sellers collect."""
    t = words()
    known = _known(here)
    with card(t("base.scouts_calculator"), t("base.scouts_calculator_note"), key="base_scouts_calculator"):
        typed: dict[str, Any] = {}
        for column, name in zip(st.columns(3, gap="small"), ("managers", "gap", "gap_months"), strict=True):
            with column:
                typed[name] = setting_field(ScoutsSettings, METHOD, _first(name, known))
        week = st.columns(4, gap="small")
        for column, name in zip(week, ("entered", "duplicates", "incomplete", "working_days"), strict=True):
            with column:
                check = partial(_refused, typed) if name == "incomplete" else None
                typed[name] = setting_field(ScoutsSettings, METHOD, _first(name, known), check)
        _says(typed, here)


def _refused(typed: dict[str, Any], incomplete: int) -> str:
    """What is wrong where more is refused than was entered; '' where nothing is."""
    entered = typed["entered"]
    return words()("base.refused_above", n=count(entered)) if typed["duplicates"] + incomplete > entered else ""


def _known(here: Scouting | None) -> dict[str, Any]:
    """What the data say: sellers, the gap of the plan, the last week that is over."""
    if here is None:
        return {}
    needed, week = here.found.facts["needed"], here.last_week or {}
    known = {name: week[name] for name in ("entered", "duplicates", "incomplete") if name in week}
    if week:
        known["incomplete"] = week["entered"] - week["accepted"] - week["duplicates"]
    return known | ({"managers": needed["managers"]} if needed["managers"] else {}) | {"gap": needed["gap"]}


def _first(name: str, known: dict[str, Any]) -> TypedNumber:
    if name in known:
        return TypedNumber(name, known[name], DATA)
    if name in _EXAMPLES:
        return TypedNumber(name, _EXAMPLES[name], EXAMPLE)
    return TypedNumber(
        name, getattr(saved_settings(ScoutsSettings, METHOD), name), ASSUMED if name == "gap_months" else USUAL
    )


def _says(typed: dict[str, Any], here: Scouting | None) -> None:
    t = words()
    is_week = not _refused(typed, typed["incomplete"])
    if not is_week:
        typed |= {"entered": 0, "duplicates": 0, "incomplete": 0}
    saved = saved_settings(ScoutsSettings, METHOD)
    found = typed_scouts(replace(saved, **typed, plan=here.asked.plan if here else saved.plan))
    needed, alone, (week,) = found.facts["needed"], found.facts["alone"], found.rows
    said = [
        t.n(
            "base.scouts_for",
            needed["managers"],
            n=count(needed["managers"]),
            range=from_to(needed["least"], needed["most"]),
        )
    ]
    if needed["gap"]:
        said.append(
            t.n(
                "base.scouts_gap",
                needed["by_gap"],
                n=count(needed["by_gap"]),
                gap=count(needed["gap"]),
                months=decimal(needed["months"]),
            )
        )
    if is_week:
        share, norm = percent(week["norm_share"]), decimal(week["norm"])
        said.append(t("base.scouts_week", accepted=count(week["accepted"]), share=share, norm=norm))
    st.markdown(f"**{' '.join(said)}**")
    if alone:
        st.markdown(
            t("base.alone", each=decimal(alone["a_month"]), hours=count(alone["hours"]), time=percent(alone["time_share"]),
              plan=count(alone["plan"]), left=decimal(alone["plan_left"]))
        )  # fmt: skip
