"""Plan against fact on Pulse: the company's plans of the month and each seller's, where plans are known."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analytics.periods import month_start
from analytics.scope import Scope
from analytics.team.plan_pace import plan_pace
from charts.bullets import Bullet, BulletWords, bullets
from charts.theme import Look
from ui.data import answer
from ui.kpi import MONEY, count, measure_text, money, percent, plan_settings
from ui.language import language, words
from ui.page import KEPT_FIGURES, card, look, show_chart
from ui.pages import page
from ui.text import shortened
from wording import numbers

MOST = 7
_TONES = {"met": "good", "ahead": "good", "behind": "bad", "missed": "bad"}


def plan_card(scope: Scope, tail_gap_days: int) -> None:
    """The running month against its plans; nothing where no plan is known, or where filters leave a part of the sales."""
    if scope.managers or scope.regions or scope.channels or scope.product_groups:
        return
    found = answer(plan_pace, scope, replace(plan_settings(), tail_gap_days=tail_gap_days))
    month = month_start(scope.as_of)
    rows = [r for r in found.rows if r["first_day"] <= month <= r["last_day"] and r["share"] is not None]
    whole = next((r for r in rows if r["level"] == "company" and r["measure"] == "revenue"), None)
    if whole is None:
        return
    t = words()
    period = numbers.period(whole["first_day"], whole["last_day"], language())
    title = t("pulse.plan_title", month=period, fact=money(whole["fact"]), plan=money(whole["plan"]),
              share=percent(whole["forecast_share"]))  # fmt: skip
    with card(title, t("pulse.plan_note"), key="pulse_plan_card"):
        shown = tuple(_bullet(row) for row in [whole, *_others(rows, whole)][:MOST])
        due = next((one.due for one in shown if one.due is not None and one.due < 1), None)
        heads = BulletWords(t("pulse.plan_line"), t("kpi.due_line", share=percent(due)) if due is not None else "")
        show_chart(_figure(shown, heads, look()), "pulse_plan", alt=title)
        st.page_link(page("kpi"), label=t("pulse.plan_more"), icon=":material/flag:")


def _others(rows: list[dict[str, Any]], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The company's other plans, then the sellers' plans of revenue, who is furthest behind first."""
    rest = [row for row in rows if row is not whole and row["level"] == "company"]
    sellers = [row for row in rows if row["level"] == "manager" and row["measure"] == "revenue"]
    return rest + sorted(sellers, key=lambda row: (row["forecast_share"] or 0, row["manager"]))


def _bullet(row: dict[str, Any]) -> Bullet:
    t, write = words(), money if row["measure"] in MONEY else count
    name = row["manager"] if row["level"] == "manager" else measure_text(row["measure"])
    note = t("kpi.note_share", share=percent(row["share"]))
    if row["due_share"] < 1:
        ends = percent(row["forecast_share"])
        chance = row["chance"]
        note = (
            t("kpi.note_forecast", share=ends)
            if chance is None
            else t("kpi.note_chance", share=ends, chance=percent(chance))
        )
    text = t("kpi.of", n=write(row["fact"]), all=write(row["plan"]))
    return Bullet(
        name, shortened(name, 40), row["share"], text, note, _TONES.get(row["state"], "neutral"), row["due_share"]
    )


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(shown: tuple[Bullet, ...], heads: BulletWords, drawn: Look) -> go.Figure:
    return bullets(shown, heads, drawn, width=980)
