"""Why a task is not done: five versions in order, who is stuck at which, and checks that are typed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.result import Status
from analytics.team.unwilling_sellers import VERSIONS, UnwillingSellersSettings, unwilling_sellers
from storage.typed import rows_that_count
from ui.data import answer, store
from ui.kpi import Kpi, count, percent
from ui.kpi_edits import TASKS
from ui.kpi_sheets import employees, labels_of, word_of
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.tables import grid_height, header_width, row_height
from ui.typed_grid import typed_grid
from wording import numbers

_YES_NO = ("yes", "no")
_FLAGS = ("taught", "has_time", "has_means", "sees_sense", "is_paid")


def tasks_view(found: Kpi) -> None:
    """The sentence, the checks with their first failing version, the questions."""
    t = words()
    result = answer(unwilling_sellers, found.scope, chosen_settings(UnwillingSellersSettings, "unwilling_sellers"))
    st.caption(t("kpi.tasks_order"))
    if result.status is Status.NOT_ENOUGH_DATA:
        st.markdown(t("kpi.tasks_none"))
    else:
        st.markdown(_lead(result.facts))
        latest = [row for row in result.rows if row["is_latest"]]
        rows = [_task(row, any(one["due"] for one in latest)) for row in latest]
        _table(rows)
    _typed(found)


def _table(rows: list[dict[str, Any]]) -> None:
    """What stands at the ends of a row is read, what stands between is a mark: it has the room that its header takes."""
    t = words()
    told = {t("kpi.col_task"): 176, t("kpi.col_employee"): 114, t("kpi.col_reason"): 106, t("kpi.col_remedy"): 128}
    widths = {name: told.get(name) or header_width(name, 56) for name in rows[0]}
    high = row_height(rows, told)
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, height=grid_height(len(rows), high), row_height=high, placeholder=numbers.DASH,
        column_config={name: st.column_config.Column(width=width) for name, width in widths.items()}, key="kpi_tasks",
    )  # fmt: skip


def _lead(facts: dict[str, Any]) -> str:
    t, n = words(), facts["checks"]
    said = t.n("kpi.tasks_lead", n, n=count(n))
    if facts["most"]:
        reason = t.code("kpi.version_share", facts["most"], share=percent(facts["share"]))
        said += f" **{reason}**"
    if facts["unanswered"]:
        said += " " + t.n("kpi.tasks_unanswered", facts["unanswered"], n=count(facts["unanswered"]))
    return said


def _task(row: dict[str, Any], with_due: bool) -> dict[str, Any]:
    t, marks = words(), {True: "✓", False: "✗", None: "?"}
    place = VERSIONS.index(row["version"]) if row["version"] else len(VERSIONS)
    verdict = (
        t.code("kpi.version", row["version"]) if row["state"] == "failing" else t.code("kpi.task_state", row["state"])
    )
    asked = {
        t.code("kpi.version_short", version): marks[row[version]] if at <= place else ""
        for at, version in enumerate(VERSIONS)
    }
    return {
        t("kpi.col_task"): row["task"], t("kpi.col_employee"): row["employee"], **asked, t("kpi.col_reason"): verdict,
        t("kpi.col_remedy"): t.code("kpi.remedy", row["remedy"]) if row["remedy"] else None,
        **({t("kpi.col_due_day"): numbers.day(row["due"], language()) if row["due"] else None} if with_due else {}),
    }  # fmt: skip


def _typed(found: Kpi) -> None:
    """The checks as they are typed; an answer that is not known stays empty."""
    t, config = words(), st.column_config
    st.caption(t("kpi.tasks_typed"))
    yes = labels_of("kpi.answer", _YES_NO)
    known = rows_that_count(store(), "seller_tasks")
    shown = [{**row, **{name: word_of(yes, _flag(row[name])) for name in _FLAGS}} for row in known]
    flag = {
        name: config.SelectboxColumn(
            t(f"kpi.col_{name}"), options=list(yes), width=header_width(t(f"kpi.col_{name}"), 80, edited=True)
        )
        for name in _FLAGS
    }
    day: dict[str, Any] = {"format": "DD.MM.YYYY", "width": 116}
    columns: dict[str, Any] = {
        "task": config.TextColumn(t("kpi.col_task"), width=180, required=True, pinned=True),
        "employee": config.SelectboxColumn(
            t("kpi.col_employee"), options=_people(found, known), width=150, required=True
        )
        if _people(found, known)
        else config.TextColumn(t("kpi.col_employee"), width=150, required=True),
        "asked_on": config.DateColumn(t("kpi.col_asked_on"), default=found.scope.as_of, required=True, **day),
        "taught": flag["taught"],
        "attested_on": config.DateColumn(t("kpi.col_attested"), **day),
        "has_time": flag["has_time"],
        "has_means": flag["has_means"],
        "described": config.NumberColumn(
            t("kpi.col_described"),
            width=header_width(t("kpi.col_described"), 80, edited=True),
            help=t("kpi.help_described"),
        ),
        "explained_on": config.DateColumn(t("kpi.col_explained"), **day),
        "sees_sense": flag["sees_sense"],
        "is_paid": flag["is_paid"],
        "owner": config.TextColumn(t("kpi.col_owner"), width=120),
        "due": config.DateColumn(t("kpi.col_due_day"), **day),
        "done_on": config.DateColumn(t("kpi.col_done_on"), **day),
    }
    typed_grid("kpi_tasks_grid", TASKS, known, shown, columns, dict.fromkeys(_FLAGS, yes))


def _people(found: Kpi, known: list[dict[str, Any]]) -> list[str]:
    return sorted({*employees(found), *(row["employee"] for row in known)})


def _flag(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
