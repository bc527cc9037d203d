"""M40: are the norms themselves sane? Four questions to each, and how many a person has at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.team.achievement import rank_correlation
from analytics.team.kpi_achievability import KpiAchievabilitySettings, kpi_achievability
from analytics.team.kpi_positions import PositionRules, positions
from analytics.team.kpi_records import Fact, Norm, read_facts, read_norms, whole_months
from analytics.team.plan_pace import PlanPaceSettings, plan_pace
from analytics.windows import parameters_in_force
from storage.engine import Engine

VERDICTS = ("cancel", "fix", "keep")
CANCEL = ("vague", "no_source")
FIX = ("low_influence", "two_norms", "zero_norm", "impossible", "dead", "easy", "changed_inside", "changed_after")
WATCH = ("overlap", "costly", "shared", "between")
SILENT = ("unasked", "few", "good")
ORDER = (*CANCEL, *FIX, *WATCH, *SILENT)  # the first one found is the reason that is told
LEAST_TOGETHER = 12  # months of people that two indicators must share before they can be called one
SOURCES, KINDS = ("table", "manual", "none"), ("action", "result", "discipline")
# Words that no number answers.
_VAGUE = re.compile(r"\b(quality of work|work well|with quality|качеств|хорошо|якіс|якост|добре)", re.IGNORECASE)
_SCHEMA = pa.schema(
    [
        ("position", pa.string()), ("employee", pa.string()), ("kpi", pa.string()), ("is_plan", pa.bool_()),
        ("verdict", pa.string()), ("reason", pa.string()), ("findings", pa.list_(pa.string())), ("proposal", pa.string()),
        ("norm", pa.decimal128(18, 4)), ("unit", pa.string()), ("direction", pa.string()), ("hits", pa.int64()),
        ("periods", pa.int64()), ("low", pa.float64()), ("high", pa.float64()), ("proposed", pa.decimal128(18, 4)),
        ("reachable_share", pa.float64()), ("influence", pa.float64()), ("who_else", pa.string()),
        ("source", pa.string()), ("minutes_week", pa.float64()), ("kind", pa.string()), ("weight", pa.float64()),
        ("overlaps", pa.string()), ("months", pa.list_(pa.float64())),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class KpiAuditSettings(KpiAchievabilitySettings):
    """How hard norms are judged (see `KpiAchievabilitySettings`), and the borders of the other questions.

    influence_low: below, somebody else decides the result; influence_shared: below, it is shared. minutes: what counting
    may take a week. least, most: norms of a position at a time. permanent: those that stay when the others take turns,
    turn_days long. overlap: rank correlation from which two indicators are one. hour_cost, payroll: of the counting and
    of the pay that depends on it (0: unknown); cost_share: what counting may cost of that pay. plan_months, first_month:
    how the dates of plans are read (see `PlanPaceSettings`).
    """

    influence_low: float = setting(0.5, Mark.ASM, "share", low=0, high=1)
    influence_shared: float = setting(0.8, Mark.ASM, "share", low=0, high=1)
    minutes: float = setting(60, Mark.ASM, "minutes", low=1, high=2400)
    least: int = setting(3, Mark.ART, low=1, high=10)
    most: int = setting(5, Mark.ART, low=1, high=20)
    permanent: int = setting(3, Mark.ASM, low=1, high=10)
    turn_days: int = setting(14, Mark.ART, "days", low=7, high=92)
    overlap: float = setting(0.9, Mark.ASM, low=0.5, high=1)
    hour_cost: float = setting(0, Mark.ASM, "money", low=0)
    payroll: float = setting(0, Mark.ASM, "money", low=0)
    cost_share: float = setting(0.1, Mark.ASM, "share", low=0, high=1)
    plan_months: int = setting(0, Mark.ASM, "months", low=0, high=12)
    first_month: date | None = None


def kpi_audit(engine: Engine, scope: Scope, settings: KpiAuditSettings | None = None) -> Result:
    """Which norms are worth keeping, which must be mended, which cancelled, and why?

    One row a norm in force on the date, cancel first; then one a kind of sales plan (`is_plan`; `kpi` is its measure,
    `position` its level): `position, employee, kpi, verdict` (keep, fix, cancel), `reason` (the heaviest of `findings`:
    vague: no unit, discipline or words that no number answers; no_source; low_influence; two_norms: two in force at
    once; zero_norm; impossible, dead, easy, between, good, few: see `kpi_achievability`; changed_inside: a new norm began
    inside a month; changed_after: the norm beside a fact is not the one in force; overlap: moves with another; costly;
    shared; unasked: nobody answered the questions), `proposal` (drop, replace, norm, one_norm, next_month, merge, count,
    watch, ask, none), `norm, unit, direction, hits, periods, low, high, proposed, reachable_share` (of plans), the answers
    `influence, who_else, source, minutes_week, kind, weight`, `overlaps` (the other indicator), `months`. Facts:
    `verdicts` (how many of each), `positions` (see `kpi_positions.positions`). Source: four faults of KPI are management
    practice, the borders are assumptions.
    """
    settings = settings or KpiAuditSettings()
    norms = read_norms(engine)
    facts = whole_months(read_facts(engine, scope), scope.as_of, settings.tail_gap_days)
    judged = kpi_achievability(engine, scope, settings)
    known = {(row["position"], row["kpi"], row["employee"]): row for row in judged.rows}
    active = [norm for norm in norms if norm.is_active(scope.as_of, scope.as_of)]
    newest: dict[tuple[str, str, str], Norm] = {}
    for norm in active:
        newest.setdefault(norm.key, norm)
    twins = _overlaps(list(newest.values()), facts, settings)
    rows = [_row(norm, active, norms, facts, known.get(key, {}), twins, settings) for key, norm in newest.items()]
    rules = PositionRules(settings.least, settings.most, settings.permanent, settings.turn_days)
    found = positions(norms, rows, scope.as_of, rules)
    rows += _plan_rows(engine, scope, settings)
    rows.sort(
        key=lambda row: (
            VERDICTS.index(row["verdict"]),
            ORDER.index(row["reason"]),
            row["position"],
            row["kpi"],
            row["employee"],
        )
    )
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK if rows else Status.NOT_ENOUGH_DATA,
        params=parameters_in_force(scope, settings),
        facts={"verdicts": {code: sum(r["verdict"] == code for r in rows) for code in VERDICTS}, "positions": found},
        rows_used=len(facts),
    )  # fmt: skip


def findings_of(
    norm: Norm, judged: Mapping[str, Any], settings: KpiAuditSettings, more: Sequence[str] = ()
) -> list[str]:
    """What is wrong with one norm, the heaviest first; good or few where nothing is.

    judged: its row of `kpi_achievability`, empty where it has none. more: what only its neighbours tell.
    """
    found = set(more)
    if norm.kind == "discipline" or not norm.unit or _VAGUE.search(norm.kpi):
        found.add("vague")
    if norm.source == "none":
        found.add("no_source")
    if norm.influence is None:
        found.add("unasked")
    elif norm.influence < settings.influence_low:
        found.add("low_influence")
    elif norm.influence < settings.influence_shared:
        found.add("shared")
    if norm.norm <= 0:
        found.add("zero_norm")
    if _is_costly(norm, settings):
        found.add("costly")
    if judged and judged["verdict"] != "none":
        found.add("dead" if judged["is_dead"] else judged["verdict"])
    return sorted(found, key=ORDER.index) or ["few"]


def verdict_of_findings(findings: Sequence[str]) -> str:
    """Keep, fix or cancel, by the heaviest finding."""
    if any(code in CANCEL for code in findings):
        return "cancel"
    return "fix" if any(code in FIX for code in findings) else "keep"


_PROPOSALS = {
    "vague": "drop", "no_source": "drop", "low_influence": "replace", "two_norms": "one_norm", "zero_norm": "norm",
    "impossible": "norm", "dead": "norm", "easy": "norm", "changed_inside": "next_month", "changed_after": "next_month",
    "overlap": "merge", "costly": "count", "shared": "watch", "between": "norm", "unasked": "ask",
}  # fmt: skip


def _is_costly(norm: Norm, settings: KpiAuditSettings) -> bool:
    """Whether counting takes too long, or costs too much of the pay that depends on it."""
    if norm.minutes_week is None:
        return False
    cost = norm.minutes_week / 60 * 52 / 12 * settings.hour_cost
    too_dear = settings.payroll > 0 and cost > settings.cost_share * settings.payroll
    return norm.minutes_week > settings.minutes or too_dear


def _row(
    norm: Norm, active: Sequence[Norm], norms: Sequence[Norm], facts: Sequence[Fact], judged: Mapping[str, Any],
    twins: Mapping[tuple[str, str, str], str], settings: KpiAuditSettings,
) -> dict[str, Any]:  # fmt: skip
    """The passport of a norm with its verdict."""
    findings = findings_of(norm, judged, settings, _of_neighbours(norm, active, norms, facts, twins))
    reason, proposed = findings[0], judged.get("proposed")
    proposal = _PROPOSALS.get(reason, "none")
    return {
        "position": norm.position, "employee": norm.employee, "kpi": norm.kpi, "is_plan": False,
        "verdict": verdict_of_findings(findings), "reason": reason, "findings": findings,
        "proposal": "none" if proposal == "norm" and proposed is None else proposal, "norm": norm.norm,
        "unit": norm.unit, "direction": norm.direction, "hits": judged.get("hits"), "periods": judged.get("periods"),
        "low": judged.get("low"), "high": judged.get("high"), "proposed": proposed, "reachable_share": None,
        "influence": norm.influence, "who_else": norm.who_else, "source": norm.source,
        "minutes_week": norm.minutes_week, "kind": norm.kind, "weight": norm.weight,
        "overlaps": twins.get(norm.key, ""), "months": judged.get("months", []),
    }  # fmt: skip


def _of_neighbours(
    norm: Norm, active: Sequence[Norm], norms: Sequence[Norm], facts: Sequence[Fact],
    twins: Mapping[tuple[str, str, str], str],
) -> list[str]:  # fmt: skip
    """What other norms and the facts say against a norm."""
    found = ["overlap"] if norm.key in twins else []
    if sum(other.key == norm.key for other in active) > 1:
        found.append("two_norms")
    earlier = [other for other in norms if other.key == norm.key and other.active_from < norm.active_from]
    if earlier and norm.active_from.day != 1:
        found.append("changed_inside")
    mine = [f for f in facts if f.kpi == norm.kpi and (not norm.position or f.position == norm.position)]
    if any(f.stated is not None and f.norm is not None and f.stated != f.norm for f in mine):
        found.append("changed_after")
    return found


def _overlaps(
    norms: Sequence[Norm], facts: Sequence[Fact], settings: KpiAuditSettings
) -> dict[tuple[str, str, str], str]:
    """Norms that move together with an earlier one of the same position: key -> the other indicator."""
    values: dict[str, dict[tuple[str, Any], float]] = {}
    for fact in facts:
        values.setdefault(fact.kpi, {})[fact.employee, fact.period] = float(fact.fact)
    found: dict[tuple[str, str, str], str] = {}
    ordered = sorted(norms, key=lambda norm: norm.key)
    for at, norm in enumerate(ordered):
        for other in ordered[:at]:
            if other.position == norm.position and other.kpi != norm.kpi and norm.key not in found:
                together = _together(values.get(norm.kpi, {}), values.get(other.kpi, {}))
                if together is not None and abs(together) >= settings.overlap:
                    found[norm.key] = other.kpi
    return found


def _together(one: Mapping[Any, float], other: Mapping[Any, float]) -> float | None:
    shared = sorted(one.keys() & other.keys())
    if len(shared) < LEAST_TOGETHER:
        return None
    return rank_correlation([one[key] for key in shared], [other[key] for key in shared])


def _plan_rows(engine: Engine, scope: Scope, settings: KpiAuditSettings) -> list[dict[str, Any]]:
    """Plans of managers and of the company as norms of their own."""
    asked = PlanPaceSettings(settings.plan_months, settings.first_month, tail_gap_days=settings.tail_gap_days)
    totals = plan_pace(engine, scope, asked).facts.get("totals", [])
    return [_plan_row(total) for total in totals if total["whole_periods"] and total["level"] != "product"]


def _plan_row(total: Mapping[str, Any]) -> dict[str, Any]:
    reason = total["verdict"]
    return {
        "position": total["level"], "employee": "", "kpi": total["measure"], "is_plan": True, "reason": reason,
        "verdict": verdict_of_findings([reason]), "findings": [reason],
        "proposal": "plan" if reason in ("impossible", "easy") else "none", "hits": total["whole_hits"],
        "periods": total["whole_periods"], "direction": "higher", "unit": "", "who_else": "", "source": "table",
        "kind": "result", "reachable_share": total["reachable_share"], "overlaps": "", "months": [],
    }  # fmt: skip
