"""Forms to ask with: a questionnaire and lists to fill in, as a workbook that can be printed and uploaded back."""

from __future__ import annotations

import streamlit as st

from ui.excel import ExcelColumn, ExcelSheet
from ui.language import words
from ui.service import Service
from ui.tables import excel_button

_SURVEY = ("day", "client", "score", "manager", "branch", "comment")
_COMPLAINT = ("day", "client", "kind", "text", "owner", "resolved_at")
_ANSWERS = 11
_LINES = range(1, 7)


def forms_view(found: Service) -> None:
    """What to ask, how to ask it, and the workbook."""
    t = words()
    st.markdown(t("service.forms_say"))
    for number in range(1, 4):
        st.markdown(t.code("service.question_text", str(number)))
    st.markdown("  ".join(f":gray-badge[{score}]" for score in range(_ANSWERS)))
    excel_button("service_forms", form_sheets, key="service_forms_excel")
    st.caption(t("service.forms_note"))


def form_sheets() -> list[ExcelSheet]:
    """The questionnaire for one client, the list of answers, the list of complaints, the checklist of a mystery shopper.

    The lists and the checklist have the headers that the upload understands, so a filled form comes back as it is.
    """
    t = words()
    ask = [t.code("service.question_text", str(number)) for number in range(1, 4)]
    scale = [{"score": score, "mark": ""} for score in range(_ANSWERS)]
    return [
        ExcelSheet(
            t("service.form_ask"),
            [ExcelColumn("score", t("service.form_score"), "number"), ExcelColumn("mark", t("service.form_mark"))],
            scale,
            ask,
        ),
        _list("service.form_answers", "service.form_survey", _SURVEY),
        _list("service.form_complaints", "service.form_complaint", _COMPLAINT),
        _checklist(),
    ]


def _list(title: str, family: str, names: tuple[str, ...]) -> ExcelSheet:
    t = words()
    kinds = {"day": "date", "resolved_at": "date", "score": "number"}
    columns = [ExcelColumn(name, t.code(family, name), kinds.get(name, "text")) for name in names]
    return ExcelSheet(t(title), columns, [])


def checklist_columns() -> list[ExcelColumn]:
    """A conversation a row: the day, whose it was, and a column for every line of the checklist, yes or no below it."""
    t = words()
    lines = [ExcelColumn(str(number), t.code("service.standard", str(number))) for number in _LINES]
    return [
        ExcelColumn("day", t("kinds.field.check_day"), "date"),
        ExcelColumn("manager", t("kinds.field.checked")),
        *lines,
    ]


def _checklist() -> ExcelSheet:
    return ExcelSheet(words()("service.form_check"), checklist_columns(), [])
