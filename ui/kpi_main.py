"""The main cards of norms: bullets of the month, and everybody's month with his year behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from charts.bullets import Bullet, BulletWords, bullets
from charts.theme import Look
from ui.kpi import MONEY, MONTH, Kpi, amount, count, measure_text, money, percent, standing
from ui.language import language, words
from ui.page import KEPT_FIGURES, card, look, show_chart
from ui.tables import Column
from ui.text import shortened
from wording import numbers

MOST_BULLETS = 8
WHO = "kpi_who"
TEAM = ""
_GOOD, _BAD = ("met", "ahead"), ("missed", "behind")


def bullets_card(found: Kpi) -> None:
    """Norms of the month, of the whole team or of one person."""
    t = words()
    if found.shown is None:
        return
    rows = _rows(found, _chosen_person(found))
    if not rows:
        return
    over = found.is_over
    with card(_title(rows, over), t("kpi.bullets_note_over" if over else "kpi.bullets_note"), key="kpi_bullets_card"):
        _choices(found)
        shown = tuple(_bullet(row, found) for row in rows[:MOST_BULLETS])
        due = next((one.due for one in shown if one.due is not None and one.due < 1), None)
        heads = BulletWords(t("kpi.norm_line"), t("kpi.due_line", share=percent(due)) if due is not None else "")
        show_chart(_figure(shown, heads, look()), "kpi_bullets", alt=_title(rows, over))
        if len(rows) > MOST_BULLETS:
            st.caption(t("kpi.more_rows", shown=count(MOST_BULLETS), all=count(len(rows))))


def _choices(found: Kpi) -> None:
    """The month and the person that the bullets show."""
    t, lang, people = words(), language(), _people(found)
    left, right, _ = st.columns([1, 1.4, 3], gap="small")
    if len(found.months) > 1:
        left.selectbox(
            t("kpi.month"), found.months, key=MONTH, label_visibility="collapsed", persist_state="session",
            index=found.months.index(found.shown) if found.shown in found.months and MONTH not in st.session_state else 0,
            format_func=lambda month: numbers.month(month, lang),
        )  # fmt: skip
    if people:
        right.selectbox(
            t("kpi.who"), [TEAM, *people], key=WHO, label_visibility="collapsed", persist_state="session",
            format_func=lambda name: name or t("kpi.team"),
        )  # fmt: skip


def _people(found: Kpi) -> list[str]:
    named = {row["employee"] for row in found.month.rows} if found.has_month else set()
    return sorted(named | {row["manager"] for row in found.plans if row["level"] == "manager" and row["manager"]})


def _chosen_person(found: Kpi) -> str:
    chosen = str(st.session_state.get(WHO, TEAM))
    return chosen if chosen in _people(found) else TEAM


def _rows(found: Kpi, person: str) -> list[dict[str, Any]]:
    """What the bullets show, each with `name` and `is_plan`."""
    if not person:
        return standing(found)
    plans = [r for r in found.plans if r["level"] == "manager" and r["manager"] == person and r["share"] is not None]
    rows: list[dict[str, Any]] = [row | {"name": measure_text(row["measure"]), "is_plan": True} for row in plans]
    mine = found.month.rows if found.has_month else []
    return rows + [row | {"name": row["kpi"], "is_plan": False} for row in mine if row["employee"] == person]


def _title(rows: Sequence[dict[str, Any]], over: bool) -> str:
    """What lags most, as a conclusion."""
    t = words()
    judged = [row for row in rows if row["state"] in (*_GOOD, *_BAD)]
    behind = [row for row in judged if row["state"] in _BAD]
    if not behind:
        return t("kpi.title_all_over" if over else "kpi.title_all")
    worst = min(behind, key=lambda row: row["forecast_share"] or 0)
    name = worst["name"]
    key = "kpi.title_behind_over" if over else "kpi.title_behind"
    return t.n(key, len(behind), n=count(len(behind)), all=count(len(judged)), name=name)


def _bullet(row: dict[str, Any], found: Kpi) -> Bullet:
    t = words()
    dead = not row["is_plan"] and any(
        r["kpi"] == row["kpi"] and r["reason"] == "dead" for r in found.audit.rows if not r["is_plan"]
    )
    tone = "neutral" if dead else "good" if row["state"] in _GOOD else "bad" if row["state"] in _BAD else "neutral"
    name = row["name"]
    if row.get("direction") == "lower":
        name = t("kpi.at_most", name=name)
    due = row["due_share"] if row.get("due_share") is not None and not found.is_over else None
    done = row["share"] if row["is_plan"] else _done(row)
    return Bullet(name, shortened(name, 46), done, _text(row), _note(row, found, dead), tone, due)


def _done(row: dict[str, Any]) -> float | None:
    """The part of the norm that is there; of what should be low, the part of the limit that is used up."""
    if row["fact"] is None or not row["norm"]:
        return None
    return float(row["fact"] / row["norm"])


def _text(row: dict[str, Any]) -> str:
    t = words()
    if row["is_plan"]:
        write = money if row["measure"] in MONEY else count
        return t("kpi.of", n=write(row["fact"]), all=write(row["plan"]))
    if row["fact"] is None:
        return t("kpi.no_fact")
    return t("kpi.of", n=amount(row["fact"]), all=amount(row["norm"], row["unit"]))


def _note(row: dict[str, Any], found: Kpi, dead: bool) -> str:
    """What stands on the right: how it will end, by whom it was reached, or why it says nothing."""
    t = words()
    if dead:
        judged = next(r for r in found.audit.rows if not r["is_plan"] and r["kpi"] == row["kpi"])
        return t("kpi.note_dead", n=count(judged["hits"]), all=count(judged["periods"]))
    if row.get("direction") == "lower" and row["state"] in _BAD:
        return t("kpi.note_over", n=amount(row["fact"] - row["norm"], row["unit"]))
    grows = row["is_plan"] or row.get("adds_up")
    if not found.is_over and grows and row["forecast_share"] is not None:
        ends = percent(row["forecast_share"])
        if row["chance"] is None:
            return t("kpi.note_forecast", share=ends)
        return t("kpi.note_chance", share=ends, chance=percent(row["chance"]))
    if row.get("people", 0) > 1 and row["fact"] is not None:
        return t("kpi.note_people", n=count(row["met"]), all=count(row["people"]))
    share = row["share"] if row["is_plan"] else row["achievement"]
    return "" if share is None else t("kpi.note_share", share=percent(share))


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(shown: tuple[Bullet, ...], heads: BulletWords, drawn: Look) -> go.Figure:
    return bullets(shown, heads, drawn, width=900)


def people_card(found: Kpi) -> None:
    """Everybody by the total of his norms, with how often he reached them in a year."""
    t = words()
    people = found.month.facts.get("people", []) if found.has_month else []
    if not people:
        return
    title = t("kpi.people_title", name=people[0]["employee"], last=people[-1]["employee"])
    if len(people) < 2:
        title = t("kpi.people_title_one")
    with card(title, t("kpi.people_note"), key="kpi_people_card"):
        table = pd.DataFrame([person_row(row) for row in people])
        st.dataframe(
            table.style.format({"score": percent}),
            hide_index=True,
            height="content" if len(table) <= 12 else 12 * 36 + 38,
            row_height=36,
            column_config={c.name: st.column_config.Column(c.header, width=c.width) for c in people_columns()},
            placeholder=numbers.DASH,
            key="kpi_people",
        )


def person_row(row: dict[str, Any]) -> dict[str, Any]:
    """A person as the list shows him."""
    t = words()
    year = t("kpi.part", n=count(row["hits"]), all=count(row["periods"])) if row["periods"] else None
    span = t("kpi.range", low=count(round(row["low"] * 100)), high=percent(row["high"])) if row["periods"] else None
    return {
        "employee": row["employee"],
        "met": t("kpi.part", n=count(row["met"]), all=count(row["norms"])),
        "score": row["score"],
        "year": year,
        "range": span,
        "few": t("kpi.few") if row["periods"] < 6 else t("kpi.wide") if row["periods"] < 30 else None,
    }


def people_columns() -> list[Column]:
    """The columns of the list, on the screen and in Excel."""
    t = words()
    return [
        Column("employee", t("kpi.col_employee"), "text", 180), Column("met", t("kpi.col_met"), "text", 142),
        Column("score", t("kpi.col_score"), "share", 84), Column("year", t("kpi.col_year"), "text", 150),
        Column("range", t("kpi.col_range"), "text", 128), Column("few", t("kpi.col_trust"), "text", 168),
    ]  # fmt: skip
