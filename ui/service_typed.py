"""What is written down about service without a file: a request and its answer, a check of standards, hours of training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.service.contact_points import WAYS
from storage.typed import campaigns_known, standards_known, type_rows
from ui.data import profile, store
from ui.language import language, words
from ui.number_field import Limits, number_field
from ui.page import card
from ui.service import Service
from ui.service_contact import duration
from ui.text import plain
from ui.typed_rows import manager_field, typed_before, typed_list
from wording import numbers

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600}
# What a first answer usually takes, by way: the number and its unit.
USUAL = {"call": (10, "seconds"), "chat": (2, "minutes"), "mail": (1, "hours"), "web": (10, "minutes")}
OUTCOMES = {"call": ("answered", "missed", "called_back")}
_OTHERWISE = ("answered", "never")
_WAITED, _HOURS = Limits(0, 10_000), Limits(0, 200, above=True)
_MOST_LINES = 12
_OWN_LINES = range(1, 7)  # of the checklist that is offered until somebody has one of his own
_DAY = "DD.MM.YYYY"


def typed_card() -> None:
    """The forms on an empty database."""
    t = words()
    with card(t("service_typed.title"), t("service_typed.note"), key="service_typed_card"):
        typed_view(None)


def typed_view(found: Service | None) -> None:
    """One of the three forms, with what was typed before."""
    t = words()
    what = st.segmented_control(
        t("service_typed.what"), list(_FORMS), key="service_typed_what", default="request", required=True,
        format_func=lambda code: t.code("service_typed.form", code), label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    _FORMS[str(what)](found)


def _day(key: str, found: Service | None) -> date | None:
    """The day of a record; a word where the figures of the screen do not reach so far."""
    t = words()
    usual = profile().last_day if profile().lines else date.today()
    day = st.date_input(t("service_typed.day"), usual, format=_DAY, key=key)
    if not isinstance(day, date):
        return None
    if found is not None and profile().lines and day > found.scope.as_of:
        st.caption(t("service_typed.later", day=numbers.day(found.scope.as_of, language())))
    return day


def _this_minute() -> time:
    return datetime.now().time().replace(second=0, microsecond=0)


def _request(found: Service | None) -> None:
    """A request: when and how it came, whether and how soon it was answered, who had to, what had brought it."""
    t = words()
    when, how, who = st.columns(3, gap="small")
    with when:
        day = _day("service_typed_day", found)
        clock = st.time_input(t("service_typed.time"), _this_minute(), step=60, key="service_typed_time")
    with how:
        way = st.selectbox(
            t("service_typed.way"),
            WAYS,
            key="service_typed_way",
            format_func=lambda code: t.code("service_typed.came", code),
        )
        outcome, waited = _outcome(way)
    with who:
        manager = manager_field("service_typed_manager", optional=True)
        campaign = st.selectbox(
            t("service_typed.campaign"), campaigns_known(store()), index=None, key="service_typed_campaign",
            accept_new_options=True, placeholder=t("service_typed.no_campaign"),
        )  # fmt: skip
        pressed = _keep("request")
    if pressed and waited is not None and _is_past(day, clock):
        row = request_of(datetime.combine(day, clock), way, outcome, waited)  # type: ignore[arg-type]
        _kept("service_requests", [{**row, "manager": manager or None, "campaign": (campaign or "").strip() or None}])
    known = typed_before("service_requests")
    typed_list("service_requests", known, [_request_shown(row) for row in known], _request_columns())


def _outcome(way: str) -> tuple[str, int | None]:
    """What became of a request, and the seconds to its answer: 0 where there is none, None where the number is wrong."""
    t = words()
    offered = OUTCOMES.get(way, _OTHERWISE)
    outcome = st.segmented_control(
        t("service_typed.outcome"), offered, key=f"service_typed_outcome_{way}", default="answered", required=True,
        format_func=lambda code: t.code("service_typed.became", code), label_visibility="collapsed",
    )  # fmt: skip
    if outcome not in ("answered", "called_back"):
        return str(outcome), 0
    usual, unit = USUAL[way] if outcome == "answered" else (10, "minutes")
    number, of = st.columns(2, gap="small")
    with number:
        key = f"service_typed_after_{way}_{outcome}"
        waited = number_field(t("service_typed.after"), key, usual, _WAITED)
    with of:
        chosen = st.selectbox(
            t("service_typed.unit"), list(UNITS), index=list(UNITS).index(unit), key=f"service_typed_unit_{way}_{outcome}",
            format_func=lambda code: t.code("service_typed.units", code),
        )  # fmt: skip
    return str(outcome), None if waited is None else round(waited * UNITS[chosen])


def request_of(asked: datetime, way: str, outcome: str, waited: int) -> dict[str, Any]:
    """The record of a request: when it was answered, whether a call was missed. waited: seconds to the answer."""
    is_answered = outcome in ("answered", "called_back")
    answered = asked + timedelta(seconds=waited) if is_answered else None
    return {"asked_at": asked, "way": way, "answered_at": answered, "missed": way == "call" and outcome != "answered"}


def _is_past(day: date | None, clock: time | None) -> bool:
    """Whether the moment has been; a sentence where it is missing or lies ahead."""
    t = words()
    if day is None or clock is None:
        st.error(t("service_typed.when_first"))
        return False
    if datetime.combine(day, clock) > datetime.now():
        st.error(t("service_typed.ahead"))
        return False
    return True


def _request_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    t = words()
    outcome = "called_back" if row["missed"] and row["answered_at"] else "missed" if row["missed"] else "answered"
    outcome = outcome if row["missed"] or row["answered_at"] else "never"
    waited = (row["answered_at"] - row["asked_at"]).total_seconds() if row["answered_at"] else None
    after = duration(round(waited)) if waited is not None else None
    return {
        **row,
        "way": t.code("service_typed.came", row["way"]),
        "became": t.code("service_typed.became", outcome),
        "after": after,
    }


def _request_columns() -> dict[str, Any]:
    t, config = words(), st.column_config
    return {
        "asked_at": config.DatetimeColumn(t("service_typed.asked_at"), format="DD.MM.YYYY HH:mm", width=140),
        "way": config.TextColumn(t("service_typed.way"), width=140),
        "became": config.TextColumn(t("service_typed.outcome"), width=150),
        "after": config.TextColumn(t("service_typed.after"), width=110),
        "manager": config.TextColumn(t("list.manager"), width=150),
        "campaign": config.TextColumn(t("service_typed.campaign"), width=150),
    }


def _check(found: Service | None) -> None:
    """A conversation by the checklist: every line that was looked at, kept or not."""
    t = words()
    who, when, third = st.columns(3, gap="small", vertical_alignment="top")
    with who:
        manager = manager_field("service_typed_checked")
    with when:
        day = _day("service_typed_check_day", found)
    with third:
        more = st.text_input(t("service_typed.own_line"), key=f"service_typed_line_{store().version()}").strip()
    marks = _marks([*_lines(), *([more] if more else [])])
    if _keep("check") and _is_whole(manager, day, bool(marks)):
        rows = [{"day": day, "manager": manager, "standard": line, "kept": kept} for line, kept in marks.items()]
        _kept("standard_checks", rows)
    known, config = typed_before("standard_checks"), st.column_config
    shown = [{**row, "kept": t("service_typed.yes") if row["kept"] else t("service_typed.no")} for row in known]
    columns = {
        "day": config.DateColumn(t("service_typed.day"), format=_DAY, width=110),
        "manager": config.TextColumn(t("list.manager"), width=170),
        "standard": config.TextColumn(t("service_typed.line"), width=320),
        "kept": config.TextColumn(t("service_typed.kept"), width=110),
    }
    typed_list("standard_checks", known, shown, columns)


def _lines() -> list[str]:
    """The lines of the owner's checklist, those that were checked last first; until there are any, the usual ones."""
    known = standards_known(store())[:_MOST_LINES]
    return known or [words().code("service.standard", str(number)) for number in _OWN_LINES]


def _marks(lines: list[str]) -> dict[str, bool]:
    """line -> whether it was kept, of those that were marked."""
    t = words()
    places = st.columns(2, gap="medium")
    marks = {}
    for place, line in enumerate(dict.fromkeys(lines)):
        with places[place % 2]:
            mark = st.segmented_control(
                plain(line), ("yes", "no"), key=f"service_typed_mark_{store().version()}_{place}",
                format_func=lambda code: t(f"service_typed.{code}"),
            )  # fmt: skip
        if mark is not None:
            marks[line] = mark == "yes"
    return marks


def _is_whole(manager: str, day: date | None, has_marks: bool) -> bool:
    t = words()
    if not manager or day is None:
        st.error(t("service_typed.who_first"))
        return False
    if not has_marks:
        st.error(t("service_typed.mark_first"))
    return has_marks and _is_past(day, time())


def _training(found: Service | None) -> None:
    """Who was trained on a day, and for how many hours."""
    t = words()
    who, when, how = st.columns(3, gap="small")
    with who:
        manager = manager_field("service_typed_trainee")
    with when:
        day = _day("service_typed_training_day", found)
    with how:
        hours = number_field(t("service_typed.hours"), "service_typed_hours", 2, _HOURS)
        pressed = _keep("training")
    if pressed and hours is not None and _is_whole(manager, day, True):
        _kept("training_hours", [{"day": day, "manager": manager, "hours": round(Decimal(str(hours)), 4)}])
    known, config = typed_before("training_hours"), st.column_config
    columns = {
        "day": config.DateColumn(t("service_typed.day"), format=_DAY, width=110),
        "manager": config.TextColumn(t("list.manager"), width=200),
        "hours": config.NumberColumn(t("service_typed.hours"), format="localized", width=130),
    }
    typed_list("training_hours", known, [{**row, "hours": float(row["hours"])} for row in known], columns)


def _keep(what: str) -> bool:
    return st.button(
        words()("service_typed.keep"), type="primary", icon=":material/check:", key=f"service_typed_keep_{what}"
    )


def _kept(table: str, rows: list[dict[str, Any]]) -> None:
    type_rows(store(), table, rows)
    st.rerun()


_FORMS: Mapping[str, Callable[[Service | None], None]] = {"request": _request, "check": _check, "training": _training}
