"""The main cards of winning back: who holds most of the money, the matrix of classes, what other assumptions would do."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analytics.result import Result
from analytics.winback.client_matrix import client_matrix
from analytics.winback.win_back_priority import WinBackPrioritySettings
from charts.priority_matrix import PriorityCell, priority_matrix
from charts.theme import Look
from charts.win_back_bars import WinBackBar, win_back_bars
from storage.names import short_name
from storage.settings import save_setting
from ui.data import answer, store
from ui.language import language, words
from ui.number_field import number_field
from ui.page import KEPT_FIGURES, card, clicked_on, look, show_chart
from ui.text import shortened
from ui.win_back import TRIED, WinBack, count, money, percent
from wording import numbers

CELL = "win_back_cell"
_MATRICES = ("lost", "all")
_MOST_BARS = 7
_MOST = Decimal("0.75")  # of the money


def bars_card(found: WinBack) -> None:
    """This week's clients by expected money; the title says how few hold most of it."""
    t = words()
    shown = [row for row in found.week if row["expected"] > 0][:_MOST_BARS]
    if not shown:
        with card(t("winback.nobody_title"), t("winback.bars_note")):
            _what_if(found)
        return
    few = _few(found.week)
    title = t("winback.bars_title_all")
    if few < len(found.week) and few <= len(shown):
        title = t.n("winback.bars_title", few, n=count(few), share=_share(found.week, few))
    with card(title, t(f"winback.bars_note_{found.plan.facts['profit_is']}")):
        _what_if(found)
        bars = tuple(_bar(row, at < few) for at, row in enumerate(shown))
        show_chart(_bars(bars, look()), "win_back_bars", alt=title)


def _few(rows: list[dict[str, Any]]) -> int:
    """How many of the first make three quarters of the money of the list."""
    total, reached = _sum(rows), Decimal(0)
    for at, row in enumerate(rows, 1):
        reached += row["expected"]
        if reached >= _MOST * total:
            return at
    return len(rows)


def _share(rows: list[dict[str, Any]], few: int) -> str:
    return percent(float(_sum(rows[:few]) / _sum(rows)))


def _sum(rows: list[dict[str, Any]]) -> Decimal:
    return sum((row["expected"] for row in rows), Decimal(0))


def _bar(row: dict[str, Any], strong: bool) -> WinBackBar:
    name = shortened(short_name(row["client"]), 28)
    return WinBackBar(
        row["client_id"], name, float(row["expected"]), money(row["expected"]), silence(row["silent_days"]), strong
    )


def silence(days: int) -> str:
    """How long a client is silent: in days up to two months, then in months."""
    t = words()
    if days < 61:
        return t.n("winback.silent_days", days, n=count(days))
    months = round(days / 30.4375)
    return t.n("winback.silent_months", months, n=count(months))


@lru_cache(maxsize=KEPT_FIGURES)
def _bars(bars: tuple[WinBackBar, ...], drawn: Look) -> go.Figure:
    return win_back_bars(bars, drawn, width=560)


def _what_if(found: WinBack) -> None:
    """Other assumptions: the chance, the years, the cost of a step; the money beside the present one."""
    t, tried = words(), found.tried
    label = t.n("winback.chip", tried.horizon, share=percent(found.plan.facts["chance"]), n=count(tried.horizon))
    with st.popover(label, icon=":material/tune:", type="tertiary"):
        share = st.slider(
            t("winback.try_chance"), 1, 90, round(tried.p_return * 100), format="%d %%", key="win_back_chance"
        )
        years = st.slider(t("winback.try_years"), 1, 5, tried.horizon, key="win_back_years")
        cost = number_field(t("winback.try_cost"), "win_back_cost", float(tried.step_cost))
        if cost is None:
            return
        wanted = {"p_return": share / 100, "horizon": years, "step_cost": cost}
        if wanted != {name: getattr(tried, name) for name in wanted}:
            st.session_state[TRIED] = wanted
            st.rerun()
        _effect(found)
        if tried != found.saved:
            _keep_or_drop(wanted)


def _effect(found: WinBack) -> None:
    t = words()
    now, then = found.before.facts["list"]["expected"], found.plan.facts["list"]["expected"]
    st.caption(t("winback.try_effect", now=money(now), then=money(then), change=money(then - now, signed=True)))
    facts = found.plan.facts
    if facts["contacts_per_return"] is not None:
        per = {"back": facts["contacts_per_return"], "new": facts["contacts_per_new"]}
        st.caption(t("winback.contacts", **{name: _number(value) for name, value in per.items()}))


def _number(value: float) -> str:
    return numbers.number(value, language(), 0 if abs(value - round(value)) < 0.05 else 1)


def _keep_or_drop(wanted: dict[str, Any]) -> None:
    t = words()
    if st.button(t("winback.try_save"), icon=":material/check:"):
        names = {"p_return": "win_back_priority", "horizon": "win_back_priority", "step_cost": "win_back_plan"}
        for name, method in names.items():
            save_setting(store(), f"{method}.{name}", wanted[name])
        st.session_state.pop(TRIED)
        st.rerun()
    if st.button(t("winback.try_back"), icon=":material/undo:", type="tertiary"):
        for name in (TRIED, "win_back_chance", "win_back_years", "win_back_cost"):
            st.session_state.pop(name, None)
        st.rerun()


def matrix_card(found: WinBack) -> None:
    """Money by class and steadiness: of the lost, or of all clients."""
    whose = st.session_state.get("win_back_matrix_of", _MATRICES[0])
    everybody = answer(client_matrix, found.scope, found.steadiness)
    if whose == "all" and everybody.facts.get("revenue"):
        _all_clients(everybody)
    else:
        _lost_clients(found)


def _choose_matrix() -> None:
    t = words()
    st.segmented_control(
        t("winback.matrix_of_label"), _MATRICES, default=_MATRICES[0], key="win_back_matrix_of", required=True,
        format_func=lambda code: t.code("winback.matrix_of", code), label_visibility="collapsed", persist_state="session",
    )  # fmt: skip


def _all_clients(everybody: Result) -> None:
    """Who feeds the company, and how steadily."""
    t, facts = words(), everybody.facts
    known = {(row["abc_class"], row["xyz_class"]): row for row in everybody.rows}
    cells = tuple(_plain_cell(abc, xyz, known.get((abc, xyz))) for abc in "ABC" for xyz in "XYZ")
    period = numbers.period(*everybody.period, language()) if everybody.period else ""
    title = t("winback.matrix_all_title", share=percent(facts["steady_share"]))
    with card(title, t("winback.matrix_all_note", period=period)):
        _choose_matrix()
        show_chart(_matrix(cells, look()), "win_back_matrix_all", alt=t("winback.matrix_all_alt"))


def _plain_cell(abc: str, xyz: str, row: dict[str, Any] | None) -> PriorityCell:
    if row is None:
        return PriorityCell(abc, xyz, None, "", "")
    clients = words().n("winback.clients", row["clients"], n=count(row["clients"]))
    return PriorityCell(abc, xyz, None, money(row["revenue"]), clients)


def _lost_clients(found: WinBack) -> None:
    """Lost money; a click shows the clients of the cell in the list."""
    t, facts = words(), found.plan.facts
    worth = sum((row["value"] for row in facts["priorities"] if row["priority"] <= 2), Decimal(0))
    title = t("winback.matrix_title", worth=money(worth), lost=money(facts["value"]))
    with card(title, t("winback.matrix_note")):
        _choose_matrix()
        figure = _matrix(_cells(found), look())
        clicked = clicked_on(figure, "win_back_matrix", t("winback.matrix_alt"))
        if clicked:
            st.session_state[CELL] = tuple(clicked)
        said = t("winback.matrix_legend")
        outside = facts["outside"]
        if outside["clients"]:
            said += " " + t.n(
                "winback.outside", outside["clients"], n=count(outside["clients"]), money=money(outside["value"])
            )
        st.caption(said)


def _cells(found: WinBack) -> tuple[PriorityCell, ...]:
    known = {(row["abc_class"], row["xyz_class"]): row for row in found.plan.facts["cells"]}
    return tuple(_cell(abc, xyz, known.get((abc, xyz)), found.tried) for abc in "ABC" for xyz in "XYZ")


def _cell(abc: str, xyz: str, row: dict[str, Any] | None, rules: WinBackPrioritySettings) -> PriorityCell:
    priority = getattr(rules, f"{abc}{xyz}".lower())
    if row is None:
        return PriorityCell(abc, xyz, priority, "", "")
    clients = words().n("winback.clients", row["clients"], n=count(row["clients"]))
    return PriorityCell(abc, xyz, priority, money(row["value"]), clients)


@lru_cache(maxsize=KEPT_FIGURES)
def _matrix(cells: tuple[PriorityCell, ...], drawn: Look) -> go.Figure:
    t = words()
    columns = {code: t.code("winback.steady", code) for code in "XYZ"}
    return priority_matrix(cells, "ABC", columns, drawn, width=340, height=270)
