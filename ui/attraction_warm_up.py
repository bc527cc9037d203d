"""Warming up: what a request costs, where companies go from every stage, which way is the fastest."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.attraction.warm_up_funnel import WarmUpFunnelSettings, warm_up_funnel
from analytics.result import Result
from analytics.scope import Scope
from charts.stage_moves import MoveCell, stage_moves
from charts.theme import Look
from storage.settings import save_setting
from ui.attraction import Attraction
from ui.data import answer, currency, setting, store
from ui.language import language, words
from ui.lost import count, money, percent
from ui.method_settings import chosen_settings
from ui.page import KEPT_FIGURES, look, show_chart
from ui.text import plain
from wording import numbers

_MOST_STAGES = 9
_ARROW = " → "


def warm_up_of(scope: Scope) -> Result:
    """The ways of companies; of deals, where nobody writes down those of companies."""
    chosen = chosen_settings(WarmUpFunnelSettings, "warm_up_funnel")
    found = answer(warm_up_funnel, scope, chosen)
    if found.rows or chosen.of == "deals":
        return found
    deals = WarmUpFunnelSettings(**{**vars(chosen), "of": "deals"})
    return answer(warm_up_funnel, scope, deals)


def stage_name(code: str) -> str:
    """A stage in the user's language, or as somebody wrote it."""
    t = words()
    return t.code("attraction.stage_of", code) if t.has(f"attraction.stage_of.{code}") else " ".join(code.split())


def warm_up(found: Attraction) -> None:
    """The view under the lists."""
    t, ways = words(), warm_up_of(found.scope)
    if not ways.rows:
        st.markdown(t("attraction.warm_none"))
        return
    st.markdown(_lead(ways))
    since, until = ways.period or (found.scope.first_day, found.scope.as_of)
    key = "attraction.warm_window_deals" if ways.params["of"] == "deals" else "attraction.warm_window"
    st.caption(t(key, since=numbers.day(since, language()), until=numbers.day(until, language())))
    show_chart(_moves_figure(ways, look()), "attraction_moves", alt=t("attraction.warm_alt"))
    st.caption(t("attraction.warm_legend"))
    _table(ways)
    for sentence in _edges(ways):
        st.caption(sentence)
    _which_end(ways)


def _lead(ways: Result) -> str:
    """What a request costs, and by which way it comes fastest and cheapest."""
    t, facts = words(), ways.facts
    n = facts["ways"]
    values = {"requests": count(facts["requests"]), "n": count(n)}
    said = t.n("attraction.warm_lead", n, **values)
    if facts["request_cost"] is not None and facts["cost"]:
        said += " " + t("attraction.warm_cost", cost=money(facts["cost"]), each=money(facts["request_cost"]))
    fast, cheap = facts["fastest"], facts["cheapest"]
    if fast:
        days = round(fast["days"])
        said += " " + t.n(
            "attraction.warm_fastest", days, path=_path(fast), n=count(days), requests=count(fast["requests"])
        )
    if cheap and facts["cost"] and cheap["path"] != (fast or {}).get("path"):
        said += " " + t("attraction.warm_cheapest", path=_path(cheap), cost=money(cheap["cost"]))
    return said


def _path(way: dict[str, Any]) -> str:
    return _ARROW.join(plain(stage_name(stage)) for stage in way["path"])


@lru_cache(maxsize=KEPT_FIGURES)
def _moves_figure(ways: Result, drawn: Look) -> go.Figure:
    t = words()
    rows = ways.rows[:_MOST_STAGES]
    stages = [row["stage"] for row in rows]
    ends = ("request", "refusal")
    columns = [*(stage_name(stage) for stage in stages), *(t.code("attraction.warm_end", end) for end in ends)]
    cells = []
    for at, row in enumerate(rows):
        for move in ways.facts["moves"]:
            if move["stage"] == row["stage"] and move["next_stage"] in stages:
                to = stages.index(move["next_stage"])
                cells.append(_cell(row, at, to, move["moves"], "forward" if to > at else "back", columns))
        cells += [
            _cell(row, at, len(stages) + place, row[end], end, columns) for place, end in enumerate(ends) if row[end]
        ]
    return stage_moves([stage_name(stage) for stage in stages], columns, cells, drawn, width=860)


def _cell(row: dict[str, Any], at: int, to: int, moves: int, kind: str, columns: list[str]) -> MoveCell:
    share = moves / row["exits"]
    more = f"{stage_name(row['stage'])}{_ARROW}{columns[to]}: {count(moves)} / {count(row['exits'])}"
    return MoveCell(at, to, share, kind, percent(share), more, row["is_few"])


def _table(ways: Result) -> None:
    """The stages with what they take; for analysts what the chain of moves says."""
    t, lang = words(), language()
    rows = ways.rows
    table: dict[str, list[Any]] = {
        t("attraction.warm_stage"): [stage_name(row["stage"]) for row in rows],
        t("attraction.warm_entered"): [count(row["entered"]) for row in rows],
        t("attraction.warm_now"): [count(row["now"]) for row in rows],
        t("attraction.warm_days"): [numbers.number(row["median_days"], lang) for row in rows],
        t("attraction.warm_touches"): [numbers.number(row["touches_per_visit"], lang, 1) for row in rows],
        t("attraction.warm_visit_cost"): [numbers.short_money(row["visit_cost"], lang, currency()) for row in rows],
        t("attraction.warm_back"): [percent(row["back_share"]) for row in rows],
        t("attraction.warm_asked"): [_asked(row) for row in rows],
    }
    if setting("analysts"):
        table |= {
            t("attraction.warm_visits"): [numbers.number(row["expected_visits"], lang, 2) for row in rows],
            t("attraction.warm_chance"): [percent(row["request_chance"]) for row in rows],
            t("attraction.warm_rest_cost"): [
                numbers.short_money(row["expected_cost"], lang, currency()) for row in rows
            ],
            t("attraction.warm_removal"): [percent(row["removal_effect"]) for row in rows],
        }
    st.dataframe(pd.DataFrame(table), hide_index=True, height="content", key="attraction_stages")
    facts = ways.facts
    if setting("analysts") and facts["chance"] is not None:
        each = numbers.short_money(facts["expected_request_cost"], lang, currency())
        cost = numbers.short_money(facts["expected_cost"], lang, currency())
        st.caption(t("attraction.warm_chain", chance=percent(facts["chance"]), cost=cost, each=each))


def _asked(row: dict[str, Any]) -> str:
    t = words()
    if row["request_share"] is None:
        return numbers.DASH
    if row["is_few"]:
        return t("attraction.warm_few", n=count(row["exits"]))
    low = numbers.number(row["request_low"] * 100, language())
    ends = t("attraction.range", low=low, high=percent(row["request_high"]))
    return f"{percent(row['request_share'])} ({ends})"


def _edges(ways: Result) -> list[str]:
    t, facts = words(), ways.facts
    clashes = len(facts["clashes"])
    named = ", ".join(plain(row["company"]) for row in facts["clashes"][:3])
    said = [t.n("attraction.warm_open", facts["open"], n=count(facts["open"]))] if facts["open"] else []
    return said + ([t.n("attraction.warm_clashes", clashes, n=count(clashes), names=named)] if clashes else [])


def _which_end(ways: Result) -> None:
    """Which stages end a way, where the usual words do not find them."""
    t, facts = words(), ways.facts
    with st.expander(t("attraction.warm_which"), type="compact", icon=":material/flag:"):
        st.caption(t("attraction.warm_which_note"))
        for name in ("request_stages", "refusal_stages"):
            now = [stage for stage in facts[name] if stage in facts["stages"]]
            chosen = st.multiselect(
                t(f"setting.warm_up_funnel.{name}"), facts["stages"], now, format_func=stage_name,
                key=f"attraction_{name}_{ways.params['of']}", placeholder=t("attraction.warm_choose"),
            )  # fmt: skip
            if sorted(chosen) != sorted(now):
                text = json.dumps(chosen, ensure_ascii=False) if chosen else None
                save_setting(store(), f"warm_up_funnel.{name}", text)
                st.rerun()
