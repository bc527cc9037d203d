"""What unfolds under the norms: plans, norms and facts that are typed, questions to each norm, the calculator."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ui.excel import ExcelSheet
from ui.kpi import Kpi
from ui.kpi_answers import answers_view
from ui.kpi_audit import audit_columns, audit_row
from ui.kpi_calculator import calculator
from ui.kpi_main import people_columns, person_row
from ui.kpi_plans import plan_columns, plan_rows, plan_text, plans_view
from ui.kpi_season import season_view
from ui.kpi_sheets import facts_sheet, norms_sheet, questions_sheet
from ui.kpi_tasks import tasks_view
from ui.language import words
from ui.page import card
from ui.tables import excel_sheet

_VIEWS: dict[str, Callable[[Kpi], None]] = {
    "plans": plans_view,
    "norms": norms_sheet,
    "facts": facts_sheet,
    "questions": questions_sheet,
    "calculator": calculator,
    "season": season_view,
    "answers": answers_view,
    "tasks": tasks_view,
}


def more_card(found: Kpi) -> None:
    """One of the views at a time."""
    t = words()
    with card(t("kpi.more_title"), key="kpi_more_card"):
        view = st.pills(
            t("kpi.more_title"), list(_VIEWS), default="plans" if found.pace.rows else "norms", key="kpi_more", required=True,
            label_visibility="collapsed", format_func=lambda code: t.code("kpi.more", code), persist_state="session",
        )  # fmt: skip
        _VIEWS[str(view)](found)


def sheets(found: Kpi, changed: Sequence[str]) -> list[ExcelSheet]:
    """Everything on the screen for Excel: people, norms with their verdicts, plans."""
    t = words()
    people = found.month.facts.get("people", []) if found.has_month else []
    made = [
        excel_sheet(t("kpi.sheet_people"), people_columns(), [person_row(row) for row in people], changed),
        excel_sheet(t("kpi.sheet_norms"), audit_columns(), [audit_row(row) for row in found.audit.rows], changed),
        excel_sheet(t("kpi.sheet_plans"), plan_columns(), [plan_text(row) for row in plan_rows(found)], changed),
    ]
    return [sheet for sheet in made if sheet.rows]
