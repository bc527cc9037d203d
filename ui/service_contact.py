"""Contact points: first answers by way, hours in which clients wait, standards, silence in money; and the calculator."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analytics.result import Result
from analytics.service.contact_points import ContactPointsSettings, contact_points, typed_contact_points
from charts.group_bars import GroupBar, group_bars
from charts.hour_map import HourCell, hour_map
from charts.theme import Look
from ui.data import answer
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.number_field import limits_of, number_field
from ui.page import KEPT_FIGURES, look, show_chart
from ui.service import Service, count, low_end, money, percent
from ui.text import plain
from wording import numbers

_GOOD_FROM = 0.9  # of the requests answered in time
_ABOVE = ("requests", "leads", "staff_hours")  # of none there is no share
_WHOLES = {"in_time": "requests", "unanswered": "leads"}  # of what each is a part
USUAL = {
    "requests": 40,
    "in_time": 31,
    "leads": 120,
    "unanswered": 36,
    "lead_cost": 400,
    "checks": 2,
    "check_minutes": 40,
    "staff_hours": 40,
}


def contact_view(found: Service) -> None:
    """What clients meet before anybody sells to them."""
    t = words()
    result = answer(contact_points, found.scope, chosen_settings(ContactPointsSettings, "contact_points"))
    if not result.rows and not result.facts["standards"] and not result.facts["training"]:
        st.markdown(t("service.contact_none"))
        contact_calculator()
        return
    for said in sentences(result.warnings):
        st.caption(said)
    if result.rows:
        _answers(result)
    _rest(result)
    with st.expander(t("service.contact_calculator"), type="compact", icon=":material/calculate:"):
        contact_calculator()


def _answers(result: Result) -> None:
    t = words()
    worst = min(result.rows, key=lambda row: (row["share"], row["way"]))
    st.markdown(t("service.contact_says", way=t.code("service.way", worst["way"]), share=percent(worst["share"]), low=low_end(worst["low"]),
                  high=percent(worst["high"]), norm=duration(worst["norm_seconds"])))  # fmt: skip
    left, right = st.columns([5, 4], gap="medium")
    with left:
        show_chart(_bars(tuple(_bar(row) for row in result.rows), look()), "service_ways", alt=t("service.ways_alt"))
    with right:
        cells = tuple(_cell(row) for row in result.facts["hours"])
        st.caption(t("service.hours_note"))
        show_chart(_hours(cells, look()), "service_hours", alt=t("service.hours_alt"))


def duration(seconds: int | None) -> str:
    """A wait in the unit in which people say it; a dash where nobody ever answered."""
    t, lang = words(), language()
    if seconds is None:
        return t("service.never")
    if seconds < 120:
        return t("service.seconds", n=count(seconds))
    if seconds < 7200:
        return t("service.minutes", n=count(round(seconds / 60)))
    return t(
        "service.hours", n=numbers.number(seconds / 3600, lang, 0 if seconds >= 36_000 or not seconds % 3600 else 1)
    )


def _bar(row: dict[str, Any]) -> GroupBar:
    t = words()
    note = t("service.way_note", median=duration(row["median_seconds"]), p90=duration(row["p90_seconds"]))
    text = t("service.way_text", share=percent(row["share"]), n=count(row["in_time"]), all=count(row["requests"]))
    verdict = "good" if row["low"] >= _GOOD_FROM else "bad" if row["high"] < _GOOD_FROM else "plain"
    return GroupBar(
        row["way"],
        t.code("service.way", row["way"]),
        row["share"],
        text,
        note,
        "",
        (row["low"], row["high"]),
        verdict,
        row["requests"] < 5,
    )


@lru_cache(maxsize=KEPT_FIGURES)
def _bars(bars: tuple[GroupBar, ...], drawn: Look) -> go.Figure:
    return group_bars(bars, drawn, width=450)


def _cell(row: dict[str, Any]) -> HourCell:
    t, day = words(), numbers.weekday(row["weekday"], language())
    late = row["requests"] - row["in_time"]
    text = t("service.hour_text", day=day, hour=count(row["hour"]), late=count(late), all=count(row["requests"]))
    return HourCell(row["weekday"], row["hour"], row["requests"], late / row["requests"], text)


@lru_cache(maxsize=KEPT_FIGURES)
def _hours(cells: tuple[HourCell, ...], drawn: Look) -> go.Figure:
    days = [numbers.weekday(day, drawn.language) for day in range(max(cell.row for cell in cells) + 1)]
    return hour_map(cells, days, drawn, width=370)


def _rest(result: Result) -> None:
    """What cannot be drawn: missed calls, campaigns that met silence, standards, trainings, tasks."""
    t, facts = words(), result.facts
    missed, tasks = facts["missed"], facts["tasks"]
    said = []
    if missed["missed"]:
        said.append(
            t("service.missed", n=count(missed["missed"]), back=count(missed["back"]), never=count(missed["never"]))
        )
    for one in facts["campaigns"]:
        if one["never"]:
            values = {"campaign": plain(one["campaign"]), "never": count(one["never"]), "leads": count(one["leads"])}
            said.append(
                t("service.wasted", money=money(one["wasted"]), **values)
                if one["wasted"]
                else t("service.silent_leads", **values)
            )
    if facts["standards"]:
        low = facts["standards"][0]
        said.append(
            t(
                "service.standard_low",
                standard=plain(low["standard"]),
                share=percent(low["share"]),
                n=count(low["checks"]),
            )
        )
    weak = [row for row in facts["managers"] if row["manager"] and row["high"] < 0.8]
    said += [
        t("service.manager_low", manager=plain(row["manager"]), share=percent(row["share"]), n=count(row["checks"]))
        for row in weak[:2]
    ]
    less = [row for row in facts["training"] if row["hours"] < row["hours_before"] and row["hours"] > 0]
    if less:
        most = min(less, key=lambda row: (row["hours"] - row["hours_before"], row["manager"]))
        said.append(
            t(
                "service.training_less",
                n=count(len(less)),
                manager=plain(most["manager"]),
                hours=count(most["hours"]),
                before=count(most["hours_before"]),
            )
        )
    if tasks["planned"]:
        said.append(
            t(
                "service.tasks",
                done=count(tasks["in_time"]),
                all=count(tasks["planned"]),
                overdue=count(tasks["overdue"]),
            )
        )
    for one in said:
        st.markdown(one)


def contact_calculator() -> None:
    """Answers in time, silence in money, the burden of mystery shopping; each by its own typed numbers."""
    t = words()
    columns = st.columns(3, gap="medium")
    groups = (("requests", "in_time"), ("leads", "unanswered", "lead_cost"), ("checks", "check_minutes", "staff_hours"))
    for column, names in zip(columns, groups, strict=True):
        with column:
            _typed_group(names)
    st.caption(t("service.calc_note"))


def _part_fault(whole: float | None, part: float) -> str:
    return words()("service.part_above_whole") if whole is not None and part > whole else ""


def _typed_group(names: tuple[str, ...]) -> None:
    t = words()
    typed: dict[str, Any] = {}
    for name in names:
        limits = limits_of(ContactPointsSettings, name)
        if name in _ABOVE:
            limits = replace(limits, low=0, above=True)
        whole = typed.get(_WHOLES.get(name, ""))
        typed[name] = number_field(
            t.code("service.calc", name),
            f"service_contact_{name}",
            USUAL[name],
            limits,
            check=partial(_part_fault, whole),
        )
    if any(value is None for value in typed.values()):
        return
    settings = ContactPointsSettings(**typed)
    row = typed_contact_points(settings).rows[0]
    if row["share"] is not None:
        st.markdown(
            t(
                "service.calc_share",
                share=percent(row["share"], 1),
                low=low_end(row["low"], 1),
                high=percent(row["high"], 1),
            )
        )
    if row["wasted"] is not None:
        never = percent(typed["unanswered"] / typed["leads"])
        st.markdown(t("service.calc_wasted", share=never, money=money(row["wasted"])))
    if row["burden"] is not None:
        key = "service.calc_burden_much" if row["burden"] > settings.burden else "service.calc_burden"
        st.markdown(t(key, share=percent(row["burden"], 1)))
