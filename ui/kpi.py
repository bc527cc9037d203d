"""The screen of norms: what it asks, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.periods import month_end, month_start
from analytics.result import Result
from analytics.scope import Scope
from analytics.team.kpi_audit import KpiAuditSettings, kpi_audit
from analytics.team.kpi_month import KpiMonthSettings, kpi_month
from analytics.team.plan_pace import PlanPaceSettings, plan_pace
from analytics.team.working_time import working_days
from ui.data import answer, currency, setting
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile
from ui.text import plain
from wording import numbers

MONTH = "kpi_month"
MONEY = ("revenue", "margin")
FEW_NAMES = 2  # so many names a sentence can bear
_ON_PACE = ("met", "ahead")
_JUDGED = (*_ON_PACE, "behind", "missed")


def money(value: Any, signed: bool = False) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency(), signed)


def count(value: float) -> str:
    """A whole number."""
    return numbers.number(value, language())


def percent(share: float | None, digits: int = 0) -> str:
    """A share."""
    return numbers.percent(share, language(), digits)


def amount(value: Any, unit: str = "") -> str:
    """A fact or a norm with its unit, as finely as it is known."""
    if value is None:
        return numbers.DASH
    number = Decimal(str(value))
    digits = 0 if number == number.to_integral_value() or abs(number) >= 100 else 1
    text = numbers.number(number, language(), digits)
    if unit == "%":
        return numbers.percent(number / 100, language(), digits)
    return f"{text}\u00a0{unit}" if unit else text


@dataclass(frozen=True, eq=False)
class Kpi:
    """Everything that the screen says. shown: the month of the bullets; plans: those of that month, running or over."""

    scope: Scope
    has_sales: bool
    shown: date | None
    months: tuple[date, ...]
    month: Result
    pace: Result
    audit: Result
    settings: KpiAuditSettings

    @property
    def plans(self) -> list[dict[str, Any]]:
        """Plans of the month that is shown, those of money first."""
        rows = [row for row in self.pace.rows if self.shown and row["first_day"] <= self.shown <= row["last_day"]]
        return sorted(rows, key=lambda row: (row["measure"] not in MONEY, row["measure"], row["name"]))

    @property
    def has_month(self) -> bool:
        """Whether facts of the shown month are written."""
        return bool(self.month.rows) and self.month.facts.get("month") == self.shown

    @property
    def is_over(self) -> bool:
        """Whether the month that is shown is known to its end."""
        if self.has_month:
            return bool(self.month.facts["is_complete"])
        return all(row["months_known"] == row["months"] for row in self.plans)


def empty_scope(today: date) -> Scope:
    """The question of a database without sales: this month."""
    return Scope(today, month_start(today), month_end(today))


def plan_settings() -> PlanPaceSettings:
    """How plans are read: as saved; their first month is kept as text."""
    chosen = chosen_settings(PlanPaceSettings, "plan_pace")
    first = setting("plan_pace.first_day")
    return replace(chosen, first_month=date.fromisoformat(first)) if first else chosen


def kpi(scope: Scope, tail_gap_days: int, has_sales: bool) -> Kpi:
    """Ask everything that the screen opens with."""
    plans = plan_settings()
    audit_settings = replace(
        chosen_settings(KpiAuditSettings, "kpi_achievability", "kpi_audit"), tail_gap_days=tail_gap_days,
        plan_months=plans.months, first_month=plans.first_month,
    )  # fmt: skip
    asked = replace(chosen_settings(KpiMonthSettings, "kpi_month"), tail_gap_days=tail_gap_days)
    pace = answer(plan_pace, scope, replace(plans, tail_gap_days=tail_gap_days))
    months = _months(answer(kpi_month, scope, asked), pace, scope)
    shown = st.session_state.get(MONTH)
    shown = shown if shown in months else months[0] if months else None
    return Kpi(
        scope=scope,
        has_sales=has_sales,
        shown=shown,
        months=months,
        month=answer(kpi_month, scope, replace(asked, month=shown)),
        pace=pace,
        audit=answer(kpi_audit, scope, audit_settings),
        settings=audit_settings,
    )


def _months(month: Result, pace: Result, scope: Scope) -> tuple[date, ...]:
    """Months that can be shown, the newest first: with facts, or the first of a plan that has begun."""
    found = set(month.facts.get("months", ()))
    for row in pace.rows:
        running = row["first_day"] <= month_start(scope.as_of) <= row["last_day"]
        found.add(month_start(scope.as_of) if running else row["first_day"])
    return tuple(sorted(found, reverse=True))


def standing(found: Kpi) -> list[dict[str, Any]]:
    """What is judged in the month: plans of the company, or of all managers together where there are none, then the
    indicators. Each with `name, state, forecast_share`.
    """
    whole = [row for row in found.plans if row["level"] == "company" and row["share"] is not None]
    rows: list[dict[str, Any]] = [row | {"name": measure_text(row["measure"]), "is_plan": True} for row in whole]
    if found.has_month:
        rows += [row | {"name": row["kpi"], "is_plan": False} for row in found.month.facts["indicators"]]
    return rows


def measure_text(measure: str) -> str:
    """What is planned, in words."""
    t = words()
    return t.code("kpi.measure", measure) if t.has(f"kpi.measure.{measure}") else measure


def lead(found: Kpi) -> str:
    """How many norms are met or will be, which lag most, and what the check of the norms says."""
    t = words()
    judged = [row for row in standing(found) if row["state"] in _JUDGED]
    if not found.audit.rows and not found.pace.rows and not found.months:
        return t("kpi.lead_nothing")
    if not judged:
        return " ".join([_nothing_judged(found), *_audit_sentence(found)])
    good = [row for row in judged if row["state"] in _ON_PACE]
    key = "kpi.lead_over" if found.is_over else "kpi.lead_pace"
    month = numbers.month(found.shown, language()) if found.shown else ""
    said = [t.n(key, len(judged), met=count(len(good)), n=count(len(judged)), month=month)]
    behind = sorted((r for r in judged if r not in good), key=lambda r: r["forecast_share"] or 0)
    if behind:
        said.append(t("kpi.lead_behind", name=plain(behind[0]["name"]), share=percent(behind[0]["forecast_share"])))
    return " ".join([*said, *_audit_sentence(found)])


def _nothing_judged(found: Kpi) -> str:
    """Why nothing can be said of the month: nobody wrote it down, or it is not known whose the plans are."""
    t, strangers = words(), found.pace.facts.get("unmatched", [])
    if not strangers:
        return t("kpi.lead_no_month")
    return t.n("kpi.lead_strangers", len(strangers), n=count(len(strangers)))


def _audit_sentence(found: Kpi) -> list[str]:
    """What is wrong with the norms themselves, in one sentence."""
    t, rows = words(), found.audit.rows
    bad = [row for row in rows if row["verdict"] != "keep"]
    if not rows:
        return []
    if not bad:
        return [t.n("kpi.lead_sane", len(rows), n=count(len(rows)))]
    names = " · ".join(plain(norm_name(row)) for row in bad[:FEW_NAMES])
    return [t.n("kpi.lead_bad", len(bad), n=count(len(bad)), all=count(len(rows)), names=names)]


def norm_name(row: dict[str, Any]) -> str:
    """What a row of the check is called: the indicator, or whose plan of what."""
    if row["is_plan"]:
        return words()(f"kpi.plan_of.{row['position']}", measure=measure_text(row["kpi"]))
    return str(row["kpi"])


def tiles(found: Kpi) -> list[Tile]:
    """Norms on pace, the plan of revenue, norms of a position, the verdict of the check."""
    made = [_pace_tile(found), _revenue_tile(found), _count_tile(found), _verdict_tile(found)]
    return [tile for tile in made if tile is not None]


def _pace_tile(found: Kpi) -> Tile | None:
    t = words()
    judged = [row for row in standing(found) if row["state"] in _JUDGED]
    if not judged or found.shown is None:
        return None
    met = sum(row["state"] in _ON_PACE for row in judged)
    value = t("kpi.part", n=count(met), all=count(len(judged)))
    if found.is_over:
        return Tile(t("kpi.tile_met"), value, numbers.month(found.shown, language()))
    return Tile(t("kpi.tile_pace"), value, days_text(found), help=t("kpi.tile_pace_help"))


def days_text(found: Kpi) -> str:
    """How many working days of the month are gone: 10 of 21 working days."""
    assert found.shown is not None
    last, days = month_end(found.shown), chosen_settings(KpiMonthSettings, "kpi_month").week_days
    every = working_days(found.shown, last, days)
    gone = working_days(found.shown, min(last, found.scope.as_of), days)
    return words().n("kpi.days_gone", every, gone=count(gone), n=count(every))


def _revenue_tile(found: Kpi) -> Tile | None:
    t = words()
    plan = next((row for row in found.plans if row["level"] == "company" and row["measure"] == "revenue"), None)
    if plan is None or plan["share"] is None:
        return _team_tile(found)
    sums = t("kpi.of", n=money(plan["fact"]), all=money(plan["plan"]))
    if plan["chance"] is None or plan["state"] == "met":
        good = plan["state"] in _ON_PACE
        return Tile(t("kpi.tile_plan"), percent(plan["share"]), sums, good)
    ends = t("kpi.forecast", value=money(plan["forecast"]))
    return Tile(t("kpi.tile_chance"), percent(plan["chance"]), ends, plan["state"] in _ON_PACE,
                help=t("kpi.tile_chance_help"))  # fmt: skip


def _team_tile(found: Kpi) -> Tile | None:
    """The mean of all totals, where no plan of revenue is known."""
    t, people = words(), found.month.facts.get("people", []) if found.has_month else []
    scores = [row["score"] for row in people if row["score"] is not None]
    if not scores:
        return None
    mean = sum(scores) / len(scores)
    return Tile(t("kpi.tile_score"), percent(mean), t.n("kpi.people", len(scores), n=count(len(scores))),
                help=t("kpi.tile_score_help"))  # fmt: skip


def _count_tile(found: Kpi) -> Tile | None:
    t = words()
    if not found.audit.rows or not found.audit.facts["positions"]:
        return None
    worst = max(found.audit.facts["positions"], key=lambda row: (row["light"] == "red", row["active"]))
    enough = t("kpi.enough", low=count(found.settings.least), high=count(found.settings.most))
    return Tile(t("kpi.tile_count"), count(worst["active"]), enough, {"green": True, "red": False}.get(worst["light"]),
                help=plain(worst["position"]) or None)  # fmt: skip


def _verdict_tile(found: Kpi) -> Tile | None:
    t = words()
    if not found.audit.rows:
        return None
    of = found.audit.facts["verdicts"]
    bad = t("kpi.tile_fix", fix=count(of["fix"]), cancel=count(of["cancel"]))
    return Tile(t("kpi.tile_verdict"), t("kpi.keep_n", n=count(of["keep"])), bad, not of["fix"] + of["cancel"])


def edges(found: Kpi) -> list[str]:
    """Months that are not over, names that fit nobody, what chances are made of."""
    parts = [notice for notice in found.pace.warnings if notice.facts.get("months") != 1]
    said = sentences([*(found.month.warnings if found.has_month else ()), *parts])
    if found.shown is not None and not found.is_over:
        said.append(words()("kpi.edge_days"))
    return said
