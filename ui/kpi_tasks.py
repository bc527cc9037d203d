"""Why a task is not done: five versions in order, who is stuck at which, and checks that are typed."""

from __future__ import annotations

from datetime import date
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
_PARTS = {
    "first": ("asked_on", "taught", "attested_on", "has_time", "has_means"),
    "second": ("described", "explained_on", "sees_sense", "is_paid", "owner", "due", "done_on"),
}
_HEADERS = {"attested_on": "kpi.col_attested", "explained_on": "kpi.col_explained", "due": "kpi.col_due_day"}


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
    """The checks as they are typed, half of the questions at a time: all fields together are wider than a screen."""
    t = words()
    st.caption(t("kpi.tasks_typed"))
    part = st.segmented_control(
        t("kpi.tasks_typed"), list(_PARTS), default="first", key="kpi_tasks_part", required=True, persist_state="session",
        format_func=lambda code: t.code("kpi.tasks_part", code), label_visibility="collapsed",
    )  # fmt: skip
    yes = labels_of("kpi.answer", _YES_NO)
    known = rows_that_count(store(), "seller_tasks")
    shown = [{**row, **{name: word_of(yes, _flag(row[name])) for name in _FLAGS}} for row in known]
    part = str(part or "first")
    columns = _who_columns(found, known) | {name: _column(name, list(yes), found.scope.as_of) for name in _PARTS[part]}
    typed_grid(
        f"kpi_tasks_{part}", TASKS, known, shown, columns, dict.fromkeys(_FLAGS, yes), fixed=part != "first",
        disabled=() if part == "first" else ("task", "employee"),
    )  # fmt: skip


def _who_columns(found: Kpi, known: list[dict[str, Any]]) -> dict[str, Any]:
    """Which task of whom: without these nothing is kept."""
    t, config, people = words(), st.column_config, _people(found, known)
    named: dict[str, Any] = {"width": 104, "required": True}
    who = config.SelectboxColumn if people else config.TextColumn
    chosen: dict[str, Any] = {"options": people} if people else {}
    return {
        "task": config.TextColumn(t("kpi.col_task"), width=150, required=True, pinned=True),
        "employee": who(t("kpi.col_employee"), **named, **chosen),
    }


def _column(name: str, yes: list[str], today: date) -> Any:
    """A field of a check by its kind: an answer, a number of written fields, a name, a day."""
    t, config = words(), st.column_config
    header = t(_HEADERS.get(name, f"kpi.col_{name}"))
    wide = header_width(header, 76, edited=True)
    if name in _FLAGS:
        return config.SelectboxColumn(header, options=yes, width=wide)
    if name == "described":
        return config.NumberColumn(header, width=wide, help=t("kpi.help_described"))
    if name == "owner":
        return config.TextColumn(header, width=max(wide, 100))
    asked: dict[str, Any] = {"default": today, "required": True} if name == "asked_on" else {}
    return config.DateColumn(header, width=max(wide, 96), format="DD.MM.YYYY", **asked)


def _people(found: Kpi, known: list[dict[str, Any]]) -> list[str]:
    return sorted({*employees(found), *(row["employee"] for row in known)})


def _flag(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
