"""The parts of the data health screen: its answer, its tiles, and what is loaded for which dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.data_coverage import SALES
from analytics.data_health import DataHealthSettings
from analytics.periods import add_months, month_end, month_start
from analytics.result import Result
from analytics.scope import Scope
from analytics.windows import default_scope
from charts.coverage import Hole, coverage
from charts.theme import Look
from ui.data import profile, store
from ui.data_findings import title_of
from ui.language import language, words
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from wording import numbers

WIDTH = 820  # the narrowest screen: labels that do not meet there meet nowhere


def _count(value: int) -> str:
    return numbers.number(value, language())


def _percent(share: float | None) -> str:
    return numbers.percent(share, language(), 0)


def whole_scope(today: date) -> Scope:
    """Everything up to today: lines dated later are a finding, not a part of the data."""
    loaded = profile()
    return default_scope(store(), today if loaded.first_day <= today < loaded.last_day else loaded.last_day)


def lead(found: Result) -> str:
    """Can the data be trusted, and on what does it hang?"""
    t, facts = words(), found.facts
    months = facts["complete_months"]
    doubt = numbers.percent(facts["doubt_share"], language(), 0 if (facts["doubt_share"] or 0) >= 0.01 else 1)
    said = [t.n(f"health.lead_{facts['verdict']}", months, n=_count(months), share=doubt)]
    worst = next((row for row in found.rows if row["effect"] == "distorts"), None)
    if worst is not None and facts["verdict"] != "yes":
        said.append(t("health.lead_worst", what=title_of(worst)))
    said.append(t.n("health.lead_age", facts["days_old"], n=_count(facts["days_old"])))
    nameless, no_margin = facts["missing"]["client"], facts["missing"]["margin"]
    if nameless is not None and no_margin is not None:
        key = "health.lead_known" if no_margin < 0.995 else "health.lead_no_margin"
        said.append(t(key, client=_percent(nameless), margin=_percent(1 - no_margin)))
    return " ".join(said)


def tiles(found: Result, rules: DataHealthSettings) -> list[Tile]:
    """How long, how fresh, how much of it has a name, how much of it has a profit."""
    t, facts, lang = words(), found.facts, language()
    holes = len(facts["months_missing"]) + len(facts["gaps"])
    old = facts["days_old"]
    nameless, no_margin = facts["missing"]["client"], facts["missing"]["margin"]
    return [
        Tile(
            t("health.tile_months"), _count(facts["complete_months"]),
            t.n("health.holes", holes, n=_count(holes)) if holes else t("health.no_holes"), not holes,
            help=t("health.tile_months_help"),
        ),
        Tile(
            t("health.tile_age"), t.n("health.days", old, n=_count(old)), numbers.day(facts["last_day"], lang),
            False if old > rules.stale_days else None,
        ),
        Tile(
            t("health.tile_client"), _percent(nameless), t("health.in_totals_only"),
            False if (nameless or 0) > rules.missing_share else None,
        ),
        Tile(
            t("health.tile_margin"), _percent(None if no_margin is None else 1 - no_margin), t("health.of_revenue"),
            False if (no_margin or 0) > rules.missing_share else None,
        ),
    ]  # fmt: skip


def coverage_card(found: Result, weeks: Result, months: Result) -> None:
    """Sales by week with the gaps marked, and a strip for each kind of records."""
    t, facts = words(), found.facts
    holes = len(facts["months_missing"]) + len(facts["gaps"])
    days = numbers.period(facts["first_day"], facts["last_day"], language())
    title = (
        t.n("health.chart_holes", holes, n=_count(holes), days=days) if holes else t("health.chart_whole", days=days)
    )
    kinds = {row["kind"] for row in months.rows}
    with card(title, t("health.chart_note" if len(kinds) > 1 else "health.chart_note_sales")):
        show_chart(_figure(found, weeks, months, look()), "health_coverage", alt=title)


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(found: Result, weeks: Result, months: Result, drawn: Look) -> go.Figure:
    t, lang = words(), language()
    bars = [
        row | {"is_thin": _month(row["first_day"]) in found.facts["months_thin"]} | {"hint": t.n("health.week_hint", row["records"], n=_count(row["records"]), day=numbers.day(row["first_day"], lang))}
        for row in weeks.rows
        if row["kind"] == SALES
    ]  # fmt: skip
    strips = pd.DataFrame(list(_stretches(months.rows)), columns=["name", "first_day", "last_day", "hint"])
    return coverage(
        pd.DataFrame(bars), strips, drawn, holes=_holes(found.facts), title=t("health.chart_bars"), width=WIDTH
    )


def _month(week: date) -> date:
    """The month to which most days of a week belong."""
    return month_start(week + timedelta(days=3))


def _holes(facts: dict[str, Any]) -> list[Hole]:
    """Missing months that follow one another as one hole, then the gaps of days."""
    t = words()
    found = [
        Hole(run[0], month_end(run[-1]), t.n("health.hole_months", len(run), n=_count(len(run))))
        for run in _runs(facts["months_missing"])
    ]
    for gap in facts["gaps"]:
        found.append(Hole(gap["first_day"], gap["last_day"], t.n("health.days", gap["days"], n=_count(gap["days"]))))
    return found


def _runs(months: Sequence[date]) -> Iterator[list[date]]:
    """Months in a row."""
    run: list[date] = []
    for month in months:
        if run and month != add_months(run[-1], 1):
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _stretches(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, date, date, str]]:
    """Each kind of records as stretches of months without a break: name, first and last day, what it says."""
    t, lang = words(), language()
    kinds: dict[str, dict[date, int]] = {}
    for row in rows:
        if row["kind"] != SALES and row["first_day"] is not None:
            kinds.setdefault(row["kind"], {})[row["first_day"]] = row["records"]
    named = {kind: t.code("health.kind", kind) for kind in kinds}
    for kind in sorted(kinds, key=lambda kind: (-len(kinds[kind]), named[kind])):
        for run in _runs(sorted(kinds[kind])):
            records = sum(kinds[kind][month] for month in run)
            last = month_end(run[-1])
            days = numbers.period(run[0], last, lang)
            hint = t.n("health.strip_hint", records, n=_count(records), name=named[kind], days=days)
            yield named[kind], run[0], last, hint
