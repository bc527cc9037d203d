"""The parts of the ABC screen: its sentence, its tiles, its main card with the limits to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.clients.abc_classes import AbcSettings
from analytics.result import Result
from analytics.statements import VALUES
from charts.concentration import concentration as concentration_chart
from charts.theme import Look
from storage.settings import save_setting
from ui.abc_moves import Moves, matrix
from ui.data import currency, profile, store
from ui.language import language, words
from ui.notices import sentences
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from ui.tables import money_scale, with_unit
from wording import numbers


def _money(value: Any, signed: bool = False) -> str:
    return numbers.short_money(value, language(), currency(), signed)


def _count(value: int) -> str:
    return numbers.number(value, language())


def _percent(share: float | None, digits: int = 0) -> str:
    return numbers.percent(share, language(), digits)


def tried_limits(saved: AbcSettings) -> AbcSettings:
    """The limits being tried on this screen, or the saved ones."""
    tried = st.session_state.get("abc_tried")
    return replace(saved, **tried) if tried else saved


def lead(found: Result, moves: Moves | None, top: Result) -> str:
    """Who brings the money, and who fell out of class A."""
    t = words()
    a = found.facts["classes"][0]
    sentence = t.n(
        "abc.lead", a["clients"], n=_count(a["clients"]), all=_count(found.facts["clients"]), share=_percent(a["share"])
    )
    if found.facts["clients"] > 5:
        sentence += " " + t("abc.lead_top", share=_percent(_first_five(top)[0]))
    if moves:
        fell, rose = moves.fell_out_of_a, moves.rose_into_a
        if fell.clients:
            key = "abc.lead_fell" if fell.change < 0 else "abc.lead_fell_only"
            sentence += " " + t.n(key, fell.clients, n=_count(fell.clients), money=_money(abs(fell.change)))
        if rose.clients:
            sentence += " " + t.n("abc.lead_rose", rose.clients, n=_count(rose.clients), money=_money(rose.change))
    return sentence


def _first_five(top: Result) -> tuple[float | None, float | None]:
    """Share of the first five clients now and in the compared period (of all of them where there are fewer)."""
    rows = [row for row in top.rows if row["first_clients"] <= 5]
    return (rows[-1]["share"], rows[-1]["share_before"]) if rows else (None, None)


def tiles(found: Result, moves: Moves | None, top: Result) -> list[Tile]:
    """Class A, who fell, who rose, the first five; without a compared period on how few clients all stands."""
    t, lang = words(), language()
    a = found.facts["classes"][0]
    now5, then5 = _first_five(top)
    if moves is None:
        half, largest = top.facts["clients_for_half"], top.rows[0]["share"]
        return [
            Tile(t("abc.tile_a"), _count(a["clients"]), t("abc.of_all", n=_count(found.facts["clients"]))),
            Tile(t("abc.tile_half"), t.n("abc.n_clients", half, n=_count(half))),
            Tile(t("abc.tile_largest"), _percent(largest, 1)),
            Tile(t("abc.tile_top"), _percent(now5, 1)),
        ]
    was = found.facts["classes_before"]["A"]
    change = a["clients"] - was
    signed = numbers.number(change, lang, signed=True)
    good = None if not change else change > 0
    shown = [Tile(t("abc.tile_a"), _count(a["clients"]), signed, good, t("abc.was", n=_count(was)))]
    for name, flow, better in (("down", moves.down, False), ("up", moves.up, True)):
        verdict = better if flow.clients else None
        money = _money(flow.change, signed=True)
        shown.append(Tile(t(f"abc.tile_{name}"), _count(flow.clients), money, verdict, t("abc.of_money")))
    difference = now5 - then5 if now5 is not None and then5 is not None else None
    steady = difference is None or abs(difference) < 0.0005
    shown.append(
        Tile(
            t("abc.tile_top"),
            _percent(now5, 1),
            None if difference is None else t("abc.points", n=numbers.points(difference, lang)),
            None if steady else (difference or 0) < 0,
            None if steady else t("abc.dependence_grows" if (difference or 0) > 0 else "abc.dependence_falls"),
        )
    )
    return shown


def feeds_heading(found: Result) -> tuple[str, str]:
    """The conclusion over the chart of money and clients, and what it shows."""
    t = words()
    a, params = found.facts["classes"][0], found.params
    note = t(
        "abc.feeds_note",
        criterion=t.code("abc.criterion", found.facts["criterion"]),
        period=numbers.period(*found.period, language()) if found.period else "",
        a=_percent(params["limit_a"]),
        b=_percent(params["limit_b"]),
    )
    return t("abc.feeds_title", clients=_percent(a["client_share"]), share=_percent(a["share"])), note


def main_card(found: Result, moves: Moves | None, saved: AbcSettings, tried: AbcSettings) -> None:
    """Concentration with the class table, or the matrix of moves."""
    t = words()
    views = ("feeds", "moved") if moves else ("feeds",)
    if st.session_state.get("abc_view") not in views:
        st.session_state["abc_view"] = "feeds"
    view = str(st.session_state["abc_view"])
    title, note = feeds_heading(found)
    if view == "moved" and moves is not None:
        down, up = moves.down.clients, moves.up.clients
        title, note = t("abc.moved_title", down=_count(down), up=_count(up)), t("abc.moved_note")
    with card(title, note, key="abc_main"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            if len(views) > 1:
                st.segmented_control(
                    t("abc.view"), views, key="abc_view", format_func=lambda code: t.code("abc.views", code),
                    required=True, label_visibility="collapsed", persist_state="session",
                )  # fmt: skip
        with right, st.container(horizontal=True, horizontal_alignment="right"):
            _limits(found, saved, tried)
        if view == "moved" and moves is not None:
            matrix(moves)
        else:
            feeds(found)


def _limits(found: Result, saved: AbcSettings, tried: AbcSettings) -> None:
    """Other limits and another criterion; every part of the screen follows at once."""
    t = words()
    with st.popover(t("abc.limits"), icon=":material/tune:", type="tertiary"):
        low, high = st.slider(
            t("abc.limits_label"),
            50,
            99,
            (round(tried.limit_a * 100), round(tried.limit_b * 100)),
            key="abc_limits",
            format="%d %%",
        )
        options = (
            ("measure", *VALUES)
            if (profile().margin_known_share or 0) > 0
            else ("measure", "revenue", "orders", "quantity")
        )
        criterion = st.selectbox(
            t("abc.criterion_label"),
            options,
            index=options.index(tried.criterion) if tried.criterion in options else 0,
            format_func=lambda code: t.code("abc.criterion", code),
            key="abc_criterion",
        )
        wanted = {"limit_a": low / 100, "limit_b": high / 100, "criterion": criterion}
        if low >= high:
            st.error(t("abc.limits_wrong"))
        elif wanted != {name: getattr(tried, name) for name in wanted}:
            st.session_state["abc_tried"] = wanted
            st.rerun()
        usual = answer_classes(found.facts["classes"])
        st.caption(t("abc.limits_effect", classes=usual))
        if tried != saved:
            if st.button(t("abc.limits_save"), icon=":material/check:"):
                for name, value in wanted.items():
                    save_setting(store(), f"abc_classes.{name}", value)
                st.session_state.pop("abc_tried")
                st.rerun()
            if st.button(t("abc.limits_back"), icon=":material/undo:", type="tertiary"):
                for name in ("abc_tried", "abc_limits", "abc_criterion"):
                    st.session_state.pop(name, None)
                st.rerun()


def answer_classes(classes: Sequence[dict[str, Any]]) -> str:
    """The classes in one line: A 97 (80 %), B 123 (15 %) ..."""
    return " · ".join(
        f"{row['abc_class']} {_count(row['clients'])}"
        + (f" ({_percent(row['share'])})" if row["share"] is not None else "")
        for row in classes
        if row["clients"]
    )


def feeds(found: Result) -> None:
    """Money laid over the clients who bring it, with the table of classes and what each class gets."""
    t = words()
    left, right = st.columns([1.3, 1], gap="medium", vertical_alignment="center")
    with left:
        figure = _concentration(found, look(), _money(found.facts["total"]))
        show_chart(figure, "abc_concentration", alt=t("abc.feeds_alt", classes=answer_classes(found.facts["classes"])))
    with right:
        _class_table(found.facts["classes"])
        st.markdown(":material/lightbulb: " + t("abc.advice"))


@lru_cache(maxsize=KEPT_FIGURES)
def _concentration(found: Result, drawn: Look, total: str) -> go.Figure:
    t = words()
    table = found.table.select(["rank", "share", "abc_class"]).to_pandas()
    table = table[table["abc_class"] != "N"]
    money_title, clients_title = t("abc.money_title", money=total), t("abc.clients_title", n=_count(len(table)))
    return concentration_chart(table, drawn, money_title=money_title, clients_title=clients_title)


def _class_table(classes: Sequence[dict[str, Any]]) -> None:
    t = words()
    rows = [row for row in classes if row["clients"]]
    divisor, unit = money_scale([row["value"] for row in rows], currency())
    average_by, average_unit = money_scale([row["average"] for row in rows], currency())
    lang = language()

    def scaled(value: Decimal | None, by: Decimal) -> str:
        return numbers.DASH if value is None else numbers.number(Decimal(value) / by, lang, 1 if by > 1 else 0)

    table = pd.DataFrame(
        {
            t("abc.class"): [row["abc_class"] for row in rows],
            t("abc.clients"): [_count(row["clients"]) for row in rows],
            with_unit(t("abc.sum"), unit): [scaled(row["value"], divisor) for row in rows],
            with_unit(t("abc.average"), average_unit): [scaled(row["average"], average_by) for row in rows],
            t("abc.margin"): [_percent(row["margin_share"], 1) for row in rows],
        }
    )
    table = table.drop(columns=[] if any(row["margin_share"] is not None for row in rows) else [t("abc.margin")])
    widths = dict(zip(table.columns, (45, 65, 95, 95, 62), strict=False))
    right = {
        name: st.column_config.TextColumn(name, alignment="right" if at else "left", width=widths[name])
        for at, name in enumerate(table.columns)
    }
    st.dataframe(table, hide_index=True, height="content", column_config=right, key="abc_classes_table")


def edges(found: Result) -> list[str]:
    """What was left out, and how far the answer holds."""
    return [words()("abc.border_rule"), *sentences(found.warnings)]
