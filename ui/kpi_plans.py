"""Plans against the sales: by period and person, what is known in part, who is who on the plan, plans that are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.periods import month_end, month_start
from analytics.team.plan_pace import MEASURES
from storage.merging import Pair, on_plan, written
from storage.settings import save_setting
from storage.typed import rows_that_count
from ui.data import profile, settings, store
from ui.kpi import MONEY, Kpi, count, measure_text, money, percent
from ui.kpi_edits import PLANS
from ui.kpi_sheets import labels_of, word_of
from ui.language import language, words
from ui.merge_data import remember
from ui.tables import SHOWN_ROWS, Column, grid_height, row_height
from ui.text import plain
from ui.typed_grid import typed_grid
from wording import numbers

LEVELS = ("company", "manager", "product")
LENGTHS = (0, 1, 3, 12)


def plans_view(found: Kpi) -> None:
    """Everything about plans, one part under another."""
    facts = found.pace.facts
    for total in facts.get("totals", []):
        st.markdown(total_sentence(total))
    _in_part(facts.get("incomplete", []))
    _table(found)
    _who_is_who(found)
    if facts.get("outside") or "plan_pace.first_day" in settings() or "plan_pace.months" in settings():
        _calendar(found)
    _typed(found)


def total_sentence(total: Mapping[str, Any]) -> str:
    """All plans of a level and a measure in a sentence: the sum, how many were reached, what that says of them."""
    t = words()
    write = money if total["measure"] in MONEY else count
    said = t.n(
        f"kpi.plans_total.{total['level']}", total["periods"], measure=measure_text(total["measure"]),
        fact=plain(write(total["fact"])), plan=plain(write(total["plan"])), share=percent(total["share"], 2),
        hits=count(total["hits"]), n=count(total["periods"]),
    )  # fmt: skip
    verdict = t.code("kpi.plans_verdict", total["verdict"], share=percent(total["reachable_share"]))
    return f"{said} {verdict}"


def _in_part(parts: Sequence[Mapping[str, Any]]) -> None:
    """Longer periods of which the data hold a part only; a running month is said by its pace."""
    for part in (part for part in parts if part["months"] > 1):
        last = month_end(_last_month(part["first_day"], part["months"]))
        period = numbers.period(part["first_day"], last, language())
        st.caption(words().n("kpi.plans_part", part["months"], period=period, known=count(part["months_known"]), n=count(part["months"])))  # fmt: skip


def _last_month(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months - 1
    return date(number // 12, number % 12 + 1, 1)


def _table(found: Kpi) -> None:
    rows = plan_rows(found)
    if not rows:
        st.markdown(words()("kpi.no_plans"))
        return
    columns, written = plan_columns(), [plan_text(row) for row in rows[:SHOWN_ROWS]]
    high = row_height(written, {c.name: c.width for c in columns})
    st.dataframe(
        pd.DataFrame(written, columns=[c.name for c in columns]),
        hide_index=True,
        height=grid_height(len(rows), high),
        row_height=high,
        column_config={c.name: st.column_config.Column(c.header, width=c.width) for c in columns},
        placeholder=numbers.DASH,
        key="kpi_plans",
    )
    if len(rows) > SHOWN_ROWS:
        st.caption(words()("kpi.more_rows", shown=count(SHOWN_ROWS), all=count(len(rows))))


def plan_rows(found: Kpi) -> list[dict[str, Any]]:
    """All plans that have begun, the newest first, what fits nobody among them."""
    return sorted(
        found.pace.rows,
        key=lambda row: (-row["first_day"].toordinal(), row["measure"] not in MONEY, row["level"], row["name"]),
    )


def plan_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """A plan as the list shows it."""
    t, write = words(), money if row["measure"] in MONEY else count
    return {
        "period": numbers.period(row["first_day"], row["last_day"], language()),
        "name": t("kpi.company") if row["level"] == "company" else row["manager"] or row["name"],
        "measure": measure_text(row["measure"]),
        "plan": write(row["plan"]),
        "fact": None if row["fact"] is None else write(row["fact"]),
        "share": None if row["share"] is None else percent(row["share"], 1),
        "due": percent(row["due_share"]) if row["due_share"] is not None and row["due_share"] < 1 else None,
        "forecast": percent(row["forecast_share"]) if row["state"] in ("ahead", "behind") else None,
        "state": t.code("kpi.state", row["state"]),
    }


def plan_columns() -> list[Column]:
    """The columns of the list, on the screen and in Excel."""
    t = words()
    return [
        Column("period", t("kpi.col_period"), "text", 108), Column("name", t("kpi.col_whose"), "text", 118),
        Column("measure", t("kpi.col_measure"), "text", 112), Column("plan", t("kpi.col_plan"), "text", 86),
        Column("fact", t("kpi.col_fact"), "text", 90), Column("share", t("kpi.col_share"), "text", 76),
        Column("due", t("kpi.col_due"), "text", 92), Column("forecast", t("kpi.col_forecast"), "text", 74),
        Column("state", t("kpi.col_state"), "text", 98),
    ]  # fmt: skip


def _who_is_who(found: Kpi) -> None:
    """Names of plans that nobody among the sellers has: asked once, remembered."""
    t, config = words(), st.column_config
    rows = _named(found)
    if not rows:
        return
    waiting = [row for row in rows if row["manager"] is None]
    if waiting:
        total = sum((row["plan"] for row in waiting), Decimal(0))
        st.markdown(t.n("kpi.who_asks", len(waiting), n=count(len(waiting)), money=plain(money(total))))
    st.caption(t("kpi.who_note"))
    key = f"kpi_who_grid_{store().version()}"
    st.data_editor(
        pd.DataFrame([{**row, "plan": float(row["plan"])} for row in rows]).style.format({"plan": money}),
        hide_index=True,
        num_rows="fixed",
        height="content" if len(rows) <= 10 else 10 * 36 + 38,
        placeholder="",
        disabled=["name", "plan", "periods"],
        column_config={
            "name": config.TextColumn(t("kpi.col_plan_name"), width=200),
            "plan": config.NumberColumn(t("kpi.col_plan"), width=120),
            "periods": config.NumberColumn(t("kpi.col_periods"), width=100),
            "manager": config.SelectboxColumn(
                t("kpi.col_seller"), options=[name for name in profile().managers if name], width=220
            ),
        },
        key=key,
        on_change=_linked,
        args=(key, rows),
    )


def _named(found: Kpi) -> list[dict[str, Any]]:
    """Names of plans that nobody knows or that people placed: name, money, periods, seller."""
    unknown, made = set(found.pace.facts.get("unmatched", [])), []
    mine = [row for row in found.pace.rows if row["level"] == "manager"]
    for name in sorted({row["name"] for row in mine}):
        rows = [row for row in mine if row["name"] == name]
        seller = next((row["manager"] for row in rows if row["manager"]), None)
        if name in unknown or (seller is not None and seller != name):
            plan = sum((row["plan"] for row in rows), Decimal(0))
            made.append({"name": name, "plan": plan, "periods": len(rows), "manager": seller})
    return made


def _linked(key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for place, fields in st.session_state[key]["edited_rows"].items():
        row, seller = rows[int(place)], fields.get("manager")
        name = str(row["name"])
        if seller:
            remember("person", [Pair(written(seller), on_plan(name), seller, name)], "same")
        elif row["manager"]:
            known = str(row["manager"])
            remember("person", [Pair(written(known), on_plan(name), known, name)], "different")


def _calendar(found: Kpi) -> None:
    """Dates of plans that come from another calendar: with which month the first period begins, how long each lasts."""
    t, saved = words(), settings()
    first, last = profile().first_day, found.scope.as_of
    with st.form("kpi_calendar", border=True):
        st.markdown(t("kpi.calendar_ask", period=numbers.period(first, last, language())))
        begin, length, keep = st.columns([1.2, 1.2, 1], gap="small", vertical_alignment="bottom")
        typed = saved.get("plan_pace.first_day")
        day = begin.date_input(
            t("kpi.calendar_first"), date.fromisoformat(typed) if typed else month_start(first), format="DD.MM.YYYY"
        )
        months = length.selectbox(
            t("kpi.calendar_length"), LENGTHS, LENGTHS.index(saved.get("plan_pace.months", 0)),
            format_func=lambda number: t(f"kpi.calendar_months.{number}"),
        )  # fmt: skip
        if keep.form_submit_button(t("kpi.keep")):
            save_setting(store(), "plan_pace.first_day", month_start(day).isoformat() if day else None)
            save_setting(store(), "plan_pace.months", months or None)
            st.rerun()


def _typed(found: Kpi) -> None:
    """Plans that are typed or changed: for the period that is shown."""
    t, config = words(), st.column_config
    month = found.shown or month_start(found.scope.as_of)
    st.caption(t("kpi.plans_typed", month=numbers.month(month, language())))
    levels, measures = labels_of("kpi.level", LEVELS), labels_of("kpi.measure", MEASURES)
    known = rows_that_count(store(), "plans", month)
    shown = [
        {**row, "value": float(row["value"]), "level": word_of(levels, row["level"]), "measure": word_of(measures, row["measure"])}
        for row in known
    ]  # fmt: skip
    columns = {
        "period": config.DateColumn(t("kpi.col_month"), format="MM.YYYY", width=110, default=month, required=True),
        "level": config.SelectboxColumn(
            t("kpi.col_level"), options=list(levels), width=130, default=next(iter(levels))
        ),
        "name": config.TextColumn(t("kpi.col_whose"), width=200),
        "measure": config.SelectboxColumn(
            t("kpi.col_measure"), options=list(measures), width=160, default=next(iter(measures))
        ),
        "value": config.NumberColumn(t("kpi.col_plan"), width=140, required=True, format="localized"),
    }
    typed_grid("kpi_plans_grid", PLANS, known, shown, columns, {"level": levels, "measure": measures})
