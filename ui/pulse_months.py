"""Month by month: the turn of the level, the owner's own date of it, the season."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.pulse.fall_anchor import FallAnchorSettings
from analytics.result import Result, Status
from charts.months import Anchor, MonthsChart
from charts.months import months as months_chart
from charts.season import season as season_chart
from charts.theme import Look
from storage.settings import save_setting
from ui.data import currency, setting, store
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.page import KEPT_FIGURES, card, look, show_chart
from ui.tables import unit_text, with_unit
from wording import numbers


def months_card(months: Result, fall: Result, season: Result) -> None:
    """Month by month with the turn of the level, and the season beside it."""
    t, lang = words(), language()
    known = fall.status is not Status.NOT_ENOUGH_DATA
    turned = known and (fall.facts["found"] or fall.facts["by_hand"])
    title = t("pulse.months_title")
    if turned:
        drop = numbers.percent(abs(fall.facts["drop_share"]), lang, 0)
        fell = fall.facts["drop_share"] > 0
        title = t(
            "pulse.fell_title" if fell else "pulse.rose_title",
            month=numbers.month(fall.facts["anchor"], lang),
            drop=drop,
        )
    left, right = st.columns([1.75, 1], gap="small")
    chart = _months(months, fall if turned else None, look(), currency())
    with left, card(title, with_unit(t("pulse.months_note"), unit_text(chart.unit, currency()))):
        show_chart(chart.figure, "pulse_months", alt=title)
        if known:
            _move_anchor(fall)
    with right:
        if season.status is Status.NOT_ENOUGH_DATA:
            return
        strong = max(season.rows, key=lambda row: row["index"])
        weak = min(season.rows, key=lambda row: row["index"])
        names = [numbers.month(date(2024, row["month_no"], 1), lang, with_year=False) for row in (strong, weak)]
        note = t("pulse.season_note") + (". " + t("pulse.one_cycle") if season.facts["one_cycle"] else "")
        with card(t("pulse.season_title", strong=names[0], weak=names[1]), note):
            show_chart(_season(season, look()), "pulse_season", alt=note)


@lru_cache(maxsize=KEPT_FIGURES)
def _months(months: Result, fall: Result | None, drawn: Look, money: str) -> MonthsChart:
    """The last three years by month, with the turn of the level where there is one."""
    bars = pd.DataFrame(
        [
            {
                "month": row["month"],
                "value": row["revenue"],
                "year_ago": row["revenue_year_ago"],
                "is_partial": not row["is_complete"],
            }
            for row in months.rows[-36:]
        ]
    )
    anchor = None
    if fall is not None:
        levels = {row["is_after"]: row["level"] for row in fall.rows}
        anchor = Anchor(fall.facts["anchor"], levels[False], levels[True], "")
    return months_chart(bars, drawn, anchor=anchor, currency=money)


@lru_cache(maxsize=KEPT_FIGURES)
def _season(season: Result, drawn: Look) -> go.Figure:
    return season_chart(pd.DataFrame(season.rows), drawn)


def _move_anchor(fall: Result) -> None:
    """The start of the fall by hand: kept, and one click back to what the test says."""
    t, lang = words(), language()
    with st.popover(t("pulse.move_anchor"), icon=":material/edit_calendar:", type="tertiary"):
        options = [row["month"] for row in fall.rows][1:]
        now = fall.facts["anchor"]
        chosen = st.selectbox(
            t("pulse.anchor_label"), options, index=options.index(now) if now in options else len(options) - 1,
            format_func=lambda day: numbers.month(day, lang), help=t("pulse.anchor_help"),
        )  # fmt: skip
        if chosen != now:
            save_setting(store(), "fall_anchor.anchor", chosen.isoformat())
            st.rerun()
        if fall.facts["by_hand"] and st.button(t("pulse.anchor_back"), icon=":material/undo:", type="tertiary"):
            save_setting(store(), "fall_anchor.anchor", None)
            st.rerun()


def fall_settings(tail_gap_days: int) -> FallAnchorSettings:
    """The test of the fall as the owner set it, with his own month where he moved it."""
    by_hand = setting("fall_anchor.anchor")
    chosen = chosen_settings(FallAnchorSettings, "fall_anchor")
    return replace(chosen, tail_gap_days=tail_gap_days, anchor=date.fromisoformat(by_hand) if by_hand else None)
