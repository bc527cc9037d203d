"""Norms, facts and the questions about each norm, typed in grids; pre-filled with what the files say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from analytics.periods import month_start
from analytics.team.kpi_audit import KINDS, SOURCES
from storage.typed import rows_that_count
from ui.data import profile, store
from ui.kpi import Kpi
from ui.kpi_edits import FACTS, NORMS, PASSPORTS, Row
from ui.language import language, words
from ui.typed_grid import typed_grid
from wording import numbers

DIRECTIONS = ("higher", "lower")


def labels_of(family: str, codes: Sequence[str]) -> dict[str, str]:
    """word -> code, for lists of choices in the user's language."""
    return {words().code(family, code): code for code in codes}


def word_of(labels: Mapping[str, str], code: Any) -> str | None:
    """The word of a code, None for one that the list does not have."""
    return next((word for word, known in labels.items() if known == code), None)


def employees(found: Kpi) -> list[str]:
    """Everybody whose name is known: sellers of the data, people of the norms and facts."""
    named = {row["employee"] for row in rows_that_count(store(), "kpi_norms")} - {None}
    named |= {row["employee"] for row in found.month.rows}
    return sorted({*named, *(name for name in profile().managers if name)})


def norms_sheet(found: Kpi) -> None:
    """The norms: whose, of what, how much, since when."""
    t, config = words(), st.column_config
    st.caption(t("kpi.norms_note"))
    ways = labels_of("kpi.direction", DIRECTIONS)
    known = rows_that_count(store(), "kpi_norms")
    shown = [{**row, "norm": _float(row["norm"]), "direction": word_of(ways, row["direction"])} for row in known]
    columns = {
        "position": config.TextColumn(t("kpi.col_position"), width=108),
        "employee": config.TextColumn(t("kpi.col_employee"), width=106, help=t("kpi.col_employee_help")),
        "kpi": config.TextColumn(t("kpi.col_kpi"), width=162, required=True),
        "norm": config.NumberColumn(t("kpi.col_value"), width=98, required=True, format="localized"),
        "unit": config.TextColumn(t("kpi.col_unit"), width=96, required=True, help=t("kpi.col_unit_help")),
        "active_from": config.DateColumn(
            t("kpi.col_from"), format="DD.MM.YYYY", width=84, required=True, default=month_start(found.scope.as_of)
        ),
        "active_to": config.DateColumn(t("kpi.col_to"), format="DD.MM.YYYY", width=84),
        "direction": config.SelectboxColumn(
            t("kpi.col_better"), options=list(ways), width=86, default=next(iter(ways))
        ),
    }
    typed_grid("kpi_norms_grid", NORMS, known, shown, columns, {"direction": ways})


def facts_sheet(found: Kpi) -> None:
    """The facts of a month, with a line for everything that has a norm and no fact yet."""
    t, config = words(), st.column_config
    month = found.shown or month_start(found.scope.as_of)
    st.caption(t("kpi.facts_note", month=numbers.month(month, language())))
    known = _facts(found, month)
    shown = [{**row, "fact": _float(row["fact"])} for row in known]
    columns = {
        "employee": config.TextColumn(t("kpi.col_employee"), width=200, required=True),
        "kpi": config.TextColumn(t("kpi.col_kpi"), width=260, required=True),
        "period": config.DateColumn(t("kpi.col_month"), format="MM.YYYY", width=100, default=month, required=True),
        "fact": config.NumberColumn(t("kpi.col_fact"), width=110, format="localized", help=t("kpi.col_fact_help")),
    }
    typed_grid("kpi_facts_grid", FACTS, known, shown, columns)


def _facts(found: Kpi, month: date) -> list[Row]:
    """Facts of a month as they stand, then empty lines for what is missing."""
    known: list[Row] = list(rows_that_count(store(), "kpi_facts", month))
    missing = [row for row in found.month.rows if row["fact"] is None] if found.has_month else []
    empty = [
        {"position": row["position"] or None, "employee": row["employee"], "kpi": row["kpi"], "period": month, "fact": None,
         "norm": None, "is_new": True}
        for row in missing
    ]  # fmt: skip
    return [*known, *empty]


def questions_sheet(found: Kpi) -> None:
    """What only the head knows about a norm: influence, who else, the source, the time of counting, kind, weight."""
    t, config = words(), st.column_config
    norms = [row for row in found.audit.rows if not row["is_plan"]]
    if not norms:
        st.markdown(t("kpi.no_norms"))
        return
    st.caption(t("kpi.questions_note"))
    sources, kinds = labels_of("kpi.source", SOURCES), labels_of("kpi.kind", KINDS)
    known, shown = _passports(norms, sources, kinds)
    columns = {
        "position": config.TextColumn(t("kpi.col_position"), width=88),
        "kpi": config.TextColumn(t("kpi.col_kpi"), width=128, pinned=True),
        "influence_percent": config.NumberColumn(t("kpi.col_influence_percent"), width=108, help=t("kpi.help_influence")),
        "who_else": config.TextColumn(t("kpi.col_who_else"), width=84),
        "fact_source": config.SelectboxColumn(t("kpi.col_source"), options=list(sources), width=96),
        "minutes_week": config.NumberColumn(t("kpi.col_minutes"), width=96, help=t("kpi.help_minutes")),
        "kind": config.SelectboxColumn(t("kpi.col_kind"), options=list(kinds), width=84),
        "weight_percent": config.NumberColumn(t("kpi.col_weight"), width=80, help=t("kpi.help_weight")),
        "accrues": config.CheckboxColumn(t("kpi.col_accrues"), width=90, help=t("kpi.help_accrues")),
    }  # fmt: skip
    labels = {"fact_source": sources, "kind": kinds}
    typed_grid("kpi_questions_grid", PASSPORTS, known, shown, columns, labels, fixed=True, disabled=["position", "kpi"])


def _passports(
    norms: Sequence[Row], sources: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[list[Row], list[Row]]:
    """The passports of the norms in force, written or not: as records, and in words."""
    written = {(row["position"], row["kpi"]): row for row in rows_that_count(store(), "kpi_passports")}
    known: list[Row] = []
    for key in dict.fromkeys((row["position"], row["kpi"]) for row in norms):
        empty = {"position": key[0], "kpi": key[1], "is_new": True}
        known.append(written.get(key, empty))
    shown: list[Row] = [
        {
            "position": row["position"], "kpi": row["kpi"], "influence_percent": _percent(row.get("influence")),
            "who_else": row.get("who_else"), "fact_source": word_of(sources, row.get("fact_source")),
            "minutes_week": _float(row.get("minutes_week")), "kind": word_of(kinds, row.get("kind")),
            "weight_percent": _percent(row.get("weight")), "accrues": row.get("accrues"),
        }
        for row in known
    ]  # fmt: skip
    return known, shown


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _percent(value: Any) -> float | None:
    return None if value is None else round(float(value) * 100, 2)
