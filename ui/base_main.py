"""The charts of sufficiency: from the entries down to who can be called and up to who is needed; the curve of the chance."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.base.base_sufficiency import chance_curve as curve_of
from charts.chance_curve import CurvePoint, chance_curve
from charts.live_base import live_base as waterfall
from charts.theme import Look
from ui.base import count, decimal, percent
from ui.base_sufficiency import Sufficiency
from ui.language import words
from ui.page import KEPT_FIGURES, look, show_chart

_GONE = ("duplicates", "closed", "invalid", "not_target", "clients")
_LOSSES = ("closed", "invalid", "not_target", "aged", "lost")
TIMES = ("today", "ahead")
Step = tuple[str, int]


def charts_card(here: Sufficiency) -> None:
    """Both charts in one card, each under its conclusion."""
    with st.container(border=True, height="stretch", gap="small", key="base_charts"):
        _waterfall(here)
        if here.now["plan"]:
            _curve(here)


def _waterfall(here: Sufficiency) -> None:
    t = words()
    head, switch = st.columns([2.2, 1], gap="small", vertical_alignment="top")
    with switch:
        when = st.segmented_control(
            t("base.when"), TIMES, default=TIMES[0], key="base_when", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("base.times", code, months=decimal(here.facts["ahead"]["months"])),
        )  # fmt: skip
    steps = _ahead(here) if when == "ahead" else _today(here)
    with head, st.container(gap=None):
        st.subheader(_conclusion(here, str(when or TIMES[0])), anchor=False)
        st.caption(t.code("base.waterfall_note", str(when or TIMES[0])))
    said = ", ".join(f"{t.code('base.step', kind)} {count(n)}" for kind, n in steps)
    show_chart(_drawn(tuple(steps), look()), "base_waterfall", t("base.waterfall_alt", steps=said))


def _conclusion(here: Sufficiency, when: str) -> str:
    t, now, ahead, records = words(), here.now, here.facts["ahead"], here.facts["records"]
    if when == "ahead":
        values = {
            "months": decimal(ahead["months"]),
            "expected": count(ahead["expected"]),
            "need": count(ahead["need"]),
        }
        return t("base.ahead_short" if ahead["gap"] >= 0.5 else "base.ahead_enough", **values)
    if records and records["entries"]:
        key = "base.today_short" if now["gap"] else "base.today_enough"
        return t(key, gap=count(now["gap"]), entries=count(records["entries"]), live=count(now["live"]))
    if now["gap"]:
        return t.n("base.missing", now["gap"], n=count(now["gap"]), need=count(now["need"]), live=count(now["live"]))
    return t("base.nothing_missing", need=count(now["need"]), live=count(now["live"]))


def _today(here: Sufficiency) -> list[Step]:
    """Entries, those who are gone, those expected to be out of date, live, missing or spare, needed."""
    records, now = here.facts["records"], here.now
    steps: list[Step] = []
    if records and records["entries"]:
        gone = [(name, -records[name]) for name in _GONE if records[name]]
        aged = now["live"] - records["live"]
        steps = [("entries", records["entries"]), *gone, *([("aged", aged)] if aged else [])]
    return [*steps, ("live", now["live"]), *_rest(now["live"], now["need"]), ("need", now["need"])]


def _ahead(here: Sufficiency) -> list[Step]:
    """Live now, lost to age, found by the scouts, expected at the end of the cycles, missing or spare, needed."""
    ahead = here.facts["ahead"]
    live, expected, need = here.now["live"], round(ahead["expected"]), here.now["need"]
    growth = round(ahead["growth"])
    lost = expected - growth - live
    moved = [(kind, n) for kind, n in (("lost", lost), ("growth", growth)) if n]
    return [("live", live), *moved, ("expected", expected), *_rest(expected, need), ("need", need)]


def _rest(have: int, need: int) -> list[Step]:
    return [("missing", need - have)] if need > have else [("spare", need - have)] if have > need else []


@lru_cache(maxsize=KEPT_FIGURES)
def _drawn(steps: tuple[Step, ...], drawn: Look) -> go.Figure:
    t, level, rows = words(), 0, []
    for kind, n in steps:
        is_total = kind in ("entries", "live", "expected", "need")
        level = n if is_total else level + n
        rows.append(
            {"kind": kind, "label": t.code("base.step", kind), "clients": n, "left": level, "is_total": is_total,
             "is_loss": kind in _LOSSES, "is_gain": kind in ("growth", "spare"), "is_missing": kind == "missing"}
        )  # fmt: skip
    return waterfall(pd.DataFrame(rows), drawn, width=620, height=300)


def _curve(here: Sufficiency) -> None:
    t, facts = words(), here.facts
    points = _points(here)
    with st.container(gap=None):
        rule = {"n": count(facts["need_cycle"]), "chance": percent(facts["rule_chance"])}
        toss = 0.45 <= facts["rule_chance"] <= 0.65
        st.subheader(t("base.curve_toss" if toss else "base.curve_title", **rule), anchor=False)
        st.caption(t("base.curve_note", plan=count(here.now["plan"])))
    curve = tuple(curve_of(here.typed))
    said = ", ".join(point.text for point in points)
    figure = _curve_drawn(curve, tuple(points), here.typed.wanted_chance, look())
    show_chart(figure, "base_curve", t("base.curve_alt", points=said))


def _points(here: Sufficiency) -> list[CurvePoint]:
    """Now, by the rule, for the wanted chance; points that fall together are one."""
    t, facts, typed = words(), here.facts, here.typed
    now = here.now["chance"]
    verdict = "good" if now >= typed.wanted_chance else "bad"
    named: list[tuple[int, float, str, str]] = [
        (facts["now_companies"], now, t("base.point_now", n=count(facts["now_companies"]), chance=percent(now)), verdict),
        (facts["need_cycle"], facts["rule_chance"],
         t("base.point_rule", n=count(facts["need_cycle"]), chance=percent(facts["rule_chance"])), "plain"),
    ]  # fmt: skip
    wanted: Any = facts["wanted_companies"]
    if wanted is not None:
        named.append(
            (
                wanted,
                typed.wanted_chance,
                t("base.point_wanted", n=count(wanted), chance=percent(typed.wanted_chance)),
                "good",
            )
        )
    seen: dict[int, CurvePoint] = {}
    for companies, chance, text, verdict_ in named:
        seen.setdefault(companies, CurvePoint(companies, chance, text, verdict_))
    return sorted(seen.values(), key=lambda point: point.companies)


@lru_cache(maxsize=KEPT_FIGURES)
def _curve_drawn(
    curve: tuple[tuple[int, float], ...], points: tuple[CurvePoint, ...], wanted: float, drawn: Look
) -> go.Figure:
    return chance_curve(curve, points, drawn, wanted=wanted, width=620, height=290)
