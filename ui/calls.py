"""The screen of calls: whose are listened to, its sentence, its tiles, the scores, what a training changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.funnel.call_quality import FACTORS, CallQualitySettings, call_quality
from analytics.funnel.training_effect import TrainingEffectSettings, training_effect, typed_training_effect
from analytics.result import Result
from analytics.scope import Scope
from charts.group_bars import GroupBar, group_bars
from storage.typed import call_days
from ui.data import Loaded, answer, profile, store
from ui.funnel import count, percent, tenths
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.number_field import Limits, number_field
from ui.page import Tile, card, look, show_chart
from ui.tables import row_height
from ui.text import plain, shortened
from wording import numbers

_MONTHS = 4
_EFFECT = {"cases_before": 6, "of_before": 100, "cases": 14, "of": 110}  # the example of the method
_NAME, _DO = 104, 140  # pixels of the columns that are read
_GOOD_SCORE, _BAD_SCORE = 60, 40  # of 100: a call like most of the best, a call that hardly asks


@dataclass(frozen=True, eq=False)
class Calls:
    """Everything that the screen says."""

    scope: Scope
    settings: CallQualitySettings
    result: Result
    trained: Result

    @property
    def sellers(self) -> list[dict[str, Any]]:
        """The rows of the sellers, the lowest score first, too few calls last."""
        return [row for row in self.result.rows if not row["is_company"]]

    @property
    def company(self) -> dict[str, Any]:
        """The row of the company."""
        return next(row for row in self.result.rows if row["is_company"])


def loaded_for_calls() -> Loaded:
    """What the frame must know: the days of sales, or those of the calls where nothing is sold yet; all who were heard."""
    known = profile()
    first, last, names = call_days(store())
    managers = (*known.managers, *(name for name in names if name not in known.managers))
    if first is None or last is None or known.lines:
        return replace(known, managers=managers)
    return replace(known, first_day=first, last_day=last, managers=managers)


def calls(scope: Scope) -> Calls:
    """Ask everything that the screen opens with."""
    rules = chosen_settings(CallQualitySettings, "call_quality")
    effect = chosen_settings(TrainingEffectSettings, "call_quality", "training_effect")
    return Calls(scope, rules, answer(call_quality, scope, rules), answer(training_effect, scope, effect))


def lead(found: Calls) -> str:
    """How well is asked in all, and whose calls to listen to."""
    t = words()
    if not found.result.rows:
        return t("calls.lead_nobody")
    whole = found.company
    said = t.n("calls.lead", whole["calls"], n=count(whole["calls"]), score=count(whole["score"]))
    judged = [row for row in found.sellers if not row["is_few"]]
    if not judged:
        return f"{said} {t('calls.lead_few')}"
    worst = judged[0]
    values = {
        "score": count(worst["score"]),
        "questions": tenths(worst["questions"]),
        "price": percent(worst["price_share"], 0),
    }
    return said + " " + t("calls.lead_worst", name=plain(_name(worst)), **values)


def _name(row: dict[str, Any]) -> str:
    return " ".join(row["name"].split()) or words()("frame.not_given")


def tiles(found: Calls) -> list[Tile]:
    """The score, the questions, the price that is named, the meetings."""
    t, whole = words(), found.company
    full = sum(getattr(found.settings, f"full_{factor}") for factor in FACTORS)
    low, high = percent(whole["low"], 0), percent(whole["high"], 0)
    return [
        Tile(t("calls.tile_score"), count(whole["score"]), t("calls.of_hundred"), whole["score"] >= _GOOD_SCORE or None),
        Tile(t("calls.tile_questions"), tenths(whole["questions"]), t("calls.of_full", n=count(full))),
        Tile(t("calls.tile_price"), percent(whole["price_share"], 0), t("funnel.part", n=count(whole["price_named"]), all=count(whole["calls"])),
             False if whole["price_share"] > 0.25 else None),
        Tile(t("calls.tile_meetings"), percent(whole["meeting_share"], 0), t("calls.range", low=low, high=high)),
    ]  # fmt: skip


def main_card(found: Calls) -> None:
    """Sellers by score; the title says what the weakest of them does not ask about."""
    t, judged = words(), [row for row in found.sellers if not row["is_few"]]
    title = t("calls.main_even")
    if judged and judged[0]["score"] < _BAD_SCORE:
        factor = t.code("calls.factor_of", judged[0]["weak_factor"])
        title = t("calls.main_title", name=plain(_name(judged[0])), factor=factor)
    with card(title, t("calls.main_note"), key="calls_main"):
        bars = [_bar(row) for row in found.sellers]
        show_chart(group_bars(bars, look(), width=880), "calls_scores", title.replace("\\", ""))
        correlation = found.result.facts["correlation"]
        if correlation is not None:
            key = "calls.asking_helps" if correlation >= 0.15 else "calls.asking_unclear"
            st.caption(t(key, n=count(found.company["calls"]), r=numbers.number(correlation, language(), 2)))


def _bar(row: dict[str, Any]) -> GroupBar:
    t = words()
    verdict = "bad" if row["score"] < _BAD_SCORE else "good" if row["score"] >= _GOOD_SCORE else "plain"
    note = t("calls.too_few", n=count(row["calls"])) if row["is_few"] else t("calls.asks", n=tenths(row["questions"]))
    return GroupBar(
        row["name"], shortened(_name(row), 26), max(row["score"], 0.0) / 100, count(row["score"]), note,
        t("calls.meets", share=percent(row["meeting_share"], 0)), None, "plain" if row["is_few"] else verdict, row["is_few"],
    )  # fmt: skip


def list_card(found: Calls) -> None:
    """Every seller with what to train him in, what he asks, and how his score went month by month."""
    t = words()
    months = sorted({row["month"] for row in found.result.facts["months"]})[-_MONTHS:]
    rows = [_seller(found, row, months) for row in found.sellers]
    formats: dict[str, Any] = dict.fromkeys(FACTORS, tenths) | {"score": count}
    high = row_height(rows, {"name": _NAME, "do": _DO})
    with card(t("calls.list_title"), t("calls.list_note"), key="calls_list"):
        st.dataframe(
            pd.DataFrame(rows).style.format(formats, na_rep=numbers.DASH), hide_index=True, row_height=high, height="content",
            placeholder=numbers.DASH, column_config=_columns(), key="calls_table",
        )  # fmt: skip


def _seller(found: Calls, row: dict[str, Any], months: list[Any]) -> dict[str, Any]:
    t = words()
    scores = {one["month"]: one["score"] for one in found.result.facts["months"] if one["name"] == row["name"]}
    ends = f"({count(100 * row['low'])}–{percent(row['high'], 0)})"
    few = t("calls.do_more", n=count(found.settings.least_calls))
    return {
        "name": _name(row), "do": few if row["is_few"] else t.code("calls.do", row["weak_factor"]), "calls": row["calls"],
        "score": row["score"], "months": [max(scores.get(month) or 0.0, 0.0) for month in months],
        **{factor: row[factor] for factor in FACTORS}, "price": percent(row["price_share"], 0),
        "meeting": f"{percent(row['meeting_share'], 0)} {ends}",
    }  # fmt: skip


def _columns() -> dict[str, Any]:
    t, config = words(), st.column_config
    return {
        "name": config.TextColumn(t("list.manager"), width=_NAME, pinned=True),
        "do": config.TextColumn(t("funnel.col_do"), width=_DO),
        "calls": config.NumberColumn(t("calls.col_calls"), width=66),
        "score": config.NumberColumn(t("calls.col_score"), width=50),
        "months": config.BarChartColumn(t("calls.col_months"), y_min=0, y_max=100, color="#9AA5B1", width=86),
        **{factor: config.NumberColumn(t.code("calls.factor", factor), width=80) for factor in FACTORS},
        "price": config.TextColumn(t("calls.col_price"), width=56, help=t("calls.tile_price")),
        "meeting": config.TextColumn(t("calls.col_meetings"), width=112, help=t("calls.tile_meetings")),
    }


def training_card(found: Calls | None) -> None:
    """What the trainings changed; under it the same by typed numbers."""
    t = words()
    with card(t("calls.training_title"), t("calls.training_note"), key="calls_training"):
        for row in found.trained.rows if found else ():
            st.markdown(_told(row))
        if found is None or not found.trained.rows:
            st.caption(t("calls.no_trainings"))
        st.markdown(f"**{t('calls.effect_title')}**")
        typed: dict[str, Any] = {}
        columns = dict(zip(_EFFECT, st.columns(4, gap="small"), strict=True))
        for name in sorted(_EFFECT, key=lambda name: not name.startswith("of")):  # the whole is read before its part
            limits = Limits(0, 100_000_000, above=name.startswith("of"), whole=True)
            check = partial(_meetings, typed.get(name.replace("cases", "of")))
            with columns[name]:
                typed[name] = number_field(
                    t.code("calls.effect", name), f"calls_effect_{name}", _EFFECT[name], limits, check=check
                )
        if any(value is None for value in typed.values()):
            return
        (row,) = typed_training_effect(TrainingEffectSettings(**typed)).rows
        st.markdown(t.code("calls.verdict", row["verdict"], **_values(row)))


def _meetings(calls: int | None, meetings: float) -> str:
    return words()("calls.effect_more") if calls is not None and meetings > calls else ""


def _values(row: dict[str, Any]) -> dict[str, str]:
    return {
        "before": percent(row["share_before"], 1), "after": percent(row["share_after"], 1),
        "p": numbers.number(row["p_value"], language(), 3) if row["p_value"] is not None else numbers.DASH,
    }  # fmt: skip


def _told(row: dict[str, Any]) -> str:
    t, lang = words(), language()
    topic = t.code("calls.topic", row["topic"]) if row["topic"] in FACTORS else plain(row["topic"])
    head = t(
        "calls.trained",
        name=plain(" ".join(row["name"].split())),
        day=numbers.day(row["trained_on"], lang),
        topic=topic,
    )
    if row["verdict"] == "early":
        return f"{head} {t('calls.verdict_early', day=numbers.day(row['judged_from'], lang), **_values(row))}"
    said = f"{head} {t.code('calls.verdict', row['verdict'], **_values(row))}"
    if row["beyond_others"] is None:
        return said
    return f"{said} {t('calls.beside_others', points=numbers.points(row['beyond_others'], lang, 0))}"


def edges(found: Calls) -> list[str]:
    """What was left out, and a warning about choosing the calls."""
    return [words()("calls.selective"), *sentences([one for one in found.result.warnings if one.code != "W_NO_CALLS"])]
