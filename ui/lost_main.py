"""The main card of the screen of lost clients: trend, who loses, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.lost.loss_period import loss_period
from analytics.lost.loss_report import loss_report
from analytics.lost.loss_trend import BEST_SHARES
from analytics.result import Result
from charts.group_bars import GroupBar, group_bars
from charts.loss_trend import loss_trend as trend_chart
from charts.theme import Look
from ui.data import answer, profile
from ui.excel import ExcelSheet
from ui.language import words
from ui.lost import Losses, best_shares, count, group_text, money, named, percent, told_reason
from ui.lost_lists import choose
from ui.lost_lives import lives, lives_head
from ui.lost_managers import OF, manager_line
from ui.lost_report import full_report, report_sheet
from ui.lost_rules import rules, rules_head
from ui.page import KEPT_FIGURES, card, clicked_on, look
from ui.text import plain, shortened

SHOWN_GROUPS = 8
_FLAT = 0.01  # a change of less than a point of the yearly share is none


def views(found: Losses) -> list[str]:
    """What can be looked at: reasons only where somebody writes them down."""
    return ["trend", "groups", *(["reasons"] if found.names.facts["with_reason"] else []), "rules", "lives"]


def main_card(found: Losses) -> None:
    """The chart that was chosen, under its conclusion."""
    t, offered = words(), views(found)
    if st.session_state.get("lost_view") not in offered:
        st.session_state["lost_view"] = offered[0]
    view = str(st.session_state["lost_view"])
    head, draw = _VIEWS[view]
    title, note = head(found)
    with card(title, note, key="lost_main"):
        st.segmented_control(
            t("lost.view"), offered, key="lost_view", format_func=lambda code: t.code("lost.views", code),
            required=True, label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        draw(found)


def _trend_head(found: Losses) -> tuple[str, str]:
    t = words()
    known = [row["year_share"] for row in found.trend.rows if row["year_share"] is not None]
    if not known:
        return t("lost.trend_short"), t("lost.trend_note")
    now = percent(known[-1], 1)
    if len(known) < 13:
        return t("lost.trend_now", now=now), t("lost.trend_note")
    change = known[-1] - known[-13]
    key = "lost.trend_flat" if abs(change) < _FLAT else "lost.trend_up" if change > 0 else "lost.trend_down"
    return t(key, was=percent(known[-13], 1), now=now), t("lost.trend_note")


def _trend(found: Losses) -> None:
    t = words()
    known = [row["year_share"] for row in found.trend.rows if row["year_share"] is not None]
    alt = t("lost.trend_alt", now=percent(known[-1], 1) if known else "—")
    clicked = clicked_on(_trend_figure(found.trend, look()), "lost_trend", alt)
    if clicked:
        choose("month", str(clicked[0]))


@lru_cache(maxsize=KEPT_FIGURES)
def _trend_figure(trend: Result, drawn: Look) -> go.Figure:
    t = words()
    table = trend.table.select(["month", "lost", "returned", "year_share", "is_partial"]).to_pandas()
    return trend_chart(
        pd.DataFrame(table), drawn, band=BEST_SHARES, band_text=t("lost.best_band", best=best_shares()),
        lost_text=t("lost.bars_lost"), returned_text=t("lost.bars_returned"), width=620, height=330,
    )  # fmt: skip


def _by() -> str:
    offered = groups_offered()
    return str(st.session_state["lost_by"]) if st.session_state.get("lost_by") in offered else offered[0]


def groups_offered() -> list[str]:
    """By what the losses can be grouped: what has but one name is no grouping."""
    known = profile()
    offered = ["manager"] if len(known.managers) > 1 else []
    offered.append("abc_class")
    for by, names in (("region", known.regions), ("channel", known.channels), ("product_group", known.product_groups)):
        offered += [by] if len(names) > 1 else []
    return offered


def _report(found: Losses) -> tuple[str, Result]:
    by = _by()
    return by, answer(loss_report, found.scope, replace(found.settings, by=by))


def report_sheets(found: Losses, changed: Sequence[str]) -> list[ExcelSheet]:
    """The report of every grouping for Excel."""
    preface = [words()("lost.question"), *changed]
    return [
        report_sheet(answer(loss_report, found.scope, replace(found.settings, by=by)), by, preface)
        for by in groups_offered()
    ]


def _groups_head(found: Losses) -> tuple[str, str]:
    t = words()
    by, report = _report(found)
    worst = max(
        (row for row in report.rows[:-1] if row["verdict"] == "above"), key=lambda row: row["lost_share"], default=None
    )
    if worst is None:
        return t("lost.groups_even"), t("lost.groups_note")
    name = shortened(group_text(by, worst["name"]), 40)
    return t("lost.groups_worst", name=plain(name), share=percent(worst["lost_share"])), t("lost.groups_note")


def _groups(found: Losses) -> None:
    t = words()
    offered = groups_offered()
    if len(offered) > 1:
        if st.session_state.get("lost_by") not in offered:
            st.session_state["lost_by"] = offered[0]
        st.pills(
            t("lost.by"), offered, key="lost_by", format_func=lambda code: t.code("lost.bys", code), required=True,
            label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    by, report = _report(found)
    rows = report.rows[:-1]
    per_year = loss_period(found.scope).per_year
    band = tuple(1 - (1 - share) ** (1 / per_year) for share in BEST_SHARES)
    figure = _groups_figure(report, by, look(), band, _money_words(rows[:SHOWN_GROUPS]))
    told = ", ".join(f"{group_text(by, row['name'])} {percent(row['lost_share'])}" for row in rows[:SHOWN_GROUPS])
    clicked = clicked_on(figure, f"lost_by_{by}", t("lost.groups_alt", groups=told))
    if clicked:
        choose(by, str(clicked[0]))
        if by == "manager":
            st.session_state[OF] = str(clicked[0])
    if len(rows) > SHOWN_GROUPS:
        more = len(rows) - SHOWN_GROUPS
        st.caption(t.n("lost.group_others", more, n=count(more)))
    if by == "manager":
        manager_line(found, [row["name"] for row in rows])
    full_report(report, by)


def _money_words(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(money(row["money"]) for row in rows)


@lru_cache(maxsize=KEPT_FIGURES)
def _groups_figure(report: Result, by: str, drawn: Look, band: tuple[float, float], sums: tuple[str, ...]) -> go.Figure:
    t = words()
    bars = [
        GroupBar(
            code=row["name"], name=group_text(by, row["name"]), share=row["lost_share"] or 0.0,
            text=percent(row["lost_share"]), strong=said,
            note=t("lost.group_note", lost=count(row["lost"]), all=count(row["clients"])),
            interval=(row["low"], row["high"]) if row["clients"] else None,
            verdict={"above": "bad", "below": "good"}.get(row["verdict"], "plain"), faint=row["verdict"] == "too_few",
        )
        for row, said in zip(report.rows[:-1], sums, strict=False)
    ]  # fmt: skip
    return group_bars(bars, drawn, band=band, band_text=t("lost.band_short"), width=620)


def _reason_rows(found: Losses) -> list[dict[str, Any]]:
    """Reasons by money, the unknown among them."""
    report = answer(loss_report, found.scope, replace(found.settings, by="reason"))
    rows = [row for row in report.rows[:-1] if row["lost"]]
    return sorted(rows, key=lambda row: (-row["money"], row["name"]))


def _reasons_head(found: Losses) -> tuple[str, str]:
    t, rows = words(), _reason_rows(found)
    total = sum((row["money"] for row in rows), Decimal(0)) or Decimal(1)
    share = percent(float(rows[0]["money"] / total))
    if not rows[0]["name"]:
        return t("lost.reasons_unknown", share=share), t("lost.reasons_note")
    return t("lost.reasons_title", reason=named("reason", rows[0]["name"]), share=share), t("lost.reasons_note")


def _reasons(found: Losses) -> None:
    t, rows = words(), _reason_rows(found)
    total = float(sum((row["money"] for row in rows), Decimal(0))) or 1.0
    bars = [
        GroupBar(
            code=row["name"], name=told_reason(row["name"]), share=float(row["money"]) / total,
            text=percent(float(row["money"]) / total), strong=money(row["money"]),
            note=t.n("lost.reason_note", row["lost"], n=count(row["lost"])), faint=not row["name"],
        )
        for row in rows[:SHOWN_GROUPS]
    ]  # fmt: skip
    told = ", ".join(f"{bar.name} {bar.text}" for bar in bars)
    clicked = clicked_on(group_bars(bars, look(), width=620), "lost_reasons", t("lost.reasons_alt", groups=told))
    if clicked:
        choose("reason", str(clicked[0]))


_VIEWS = {
    "trend": (_trend_head, _trend),
    "groups": (_groups_head, _groups),
    "reasons": (_reasons_head, _reasons),
    "rules": (rules_head, rules),
    "lives": (lives_head, lives),
}
