"""What unfolds under pay: the own view of a seller, another formula, inputs, tasks, the cost at the plan, calculators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import plotly.graph_objects as go
import streamlit as st

from analytics.periods import add_months, month_start
from analytics.scope import Scope
from charts.plan_curve import CurvePoint, plan_curve
from charts.theme import Look
from ui.language import words
from ui.page import KEPT_FIGURES, card, look, show_chart
from ui.pay import Pay, money, pay, percent
from ui.pay_calculator import calculator_card, calculators
from ui.pay_formula_grid import formula_view, version_lines
from ui.pay_main import slip_card
from ui.pay_records import inputs_view, tasks_view

_NAMED = (0.8, 1.0, 1.2)


def empty_cards() -> None:
    """The calculators on an empty database, and the grids: a formula and its inputs can be typed before any sale."""
    calculator_card()
    last = month_start(date.today()) - timedelta(days=1)
    more_card(pay(Scope(last, add_months(last, -11), last)), ("formula", "inputs"))


def more_card(found: Pay, offered: Sequence[str] | None = None) -> None:
    """One of the views at a time; without a formula the grid where it is typed stands first."""
    t = words()
    offered = offered or _offered(found)
    if st.session_state.get("pay_more") not in offered:
        st.session_state["pay_more"] = offered[0]
    with card(t("pay.more_title"), key="pay_more_card"):
        view = st.pills(
            t("pay.more_title"), offered, key="pay_more", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("pay.more", code), persist_state="session",
        )  # fmt: skip
        _VIEWS[str(view)](found)


def _offered(found: Pay) -> tuple[str, ...]:
    if found.months:
        return tuple(_VIEWS)
    return ("inputs", "formula", "calculator") if found.components else ("formula", "inputs", "calculator")


def _formula(found: Pay) -> None:
    for said in version_lines(found):
        st.markdown(said)
    formula_view(found)


def _cost(found: Pay) -> None:
    """What the formula takes of the profit when the plan is missed, met or beaten."""
    t, curve = words(), found.result.facts["curve"]
    if not curve or any(row["pay_share"] is None for row in curve):
        st.markdown(t("pay.cost_none"))
        return
    edges = {row["share"]: row for row in found.result.facts["cost"]}
    kind = edges[1.0]["pay_share_of"]
    st.markdown(
        t.code("pay.cost_says", kind, low=percent(edges[0.8]["pay_share"]), plan=percent(edges[1.0]["pay_share"]),
               high=percent(edges[1.2]["pay_share"]))
    )  # fmt: skip
    points = tuple(
        CurvePoint(row["share"], row["pay_share"], t("pay.of_plan", share=percent(row["share"])), percent(row["pay_share"]),
                   money(row["pay"]), row["share"] in _NAMED)
        for row in curve
    )  # fmt: skip
    show_chart(_curve(points, look()), "pay_curve", alt=t("pay.curve_alt"))
    st.caption(
        t("pay.cost_note", money=money(found.result.facts["plan"]))
        if found.result.facts["plan"]
        else t("pay.cost_note_usual")
    )


@lru_cache(maxsize=KEPT_FIGURES)
def _curve(points: tuple[CurvePoint, ...], drawn: Look) -> go.Figure:
    return plan_curve(points, drawn, width=900, height=240)


_VIEWS: dict[str, Callable[[Pay], None]] = {
    "slip": slip_card, "formula": _formula, "cost": _cost, "tasks": tasks_view, "inputs": inputs_view,
    "calculator": calculators,
}  # fmt: skip
