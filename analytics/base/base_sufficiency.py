"""M25: is the base big enough for the plan of new clients, and how likely is the plan?"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from typing import Any

import pyarrow as pa

from analytics.base.base_evidence import Evidence, EvidenceSettings, base_evidence
from analytics.base.base_managers import by_manager
from analytics.base.base_outlook import outlook, ways
from analytics.base.base_plan import USUAL, BaseSufficiencySettings, need_of
from analytics.base.chances import (
    companies_for,
    left_after,
    new_a_month,
    reach_chance,
    simulated_chance,
    sure_deals,
    uncertain_companies_for,
)
from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.windows import parameters_in_force
from storage.engine import Engine

_SCHEMA = pa.schema(
    [
        ("way", pa.string()), ("plan", pa.int64()), ("companies_per_deal", pa.float64()), ("live", pa.int64()),
        ("need_cycle", pa.int64()), ("need", pa.int64()), ("gap", pa.int64()), ("sufficiency_share", pa.float64()),
        ("chance", pa.float64()), ("scouts", pa.int64()), ("months", pa.float64()),
    ]
)  # fmt: skip


def base_sufficiency(engine: Engine, scope: Scope, settings: BaseSufficiencySettings | None = None) -> Result:
    """Is the base big enough for the plan, how likely is the plan, and what would make it likely?

    One row a way: `way` (as_is; fill: the base for the wanted chance; cut: the largest plan with the wanted chance;
    convert: the rate that gives it; a way that does not exist is absent), `plan, companies_per_deal, live, need_cycle`
    (plan x companies per deal, rounded up), `need` (for all cycles), `gap` (need - live, at least 0), `sufficiency_share`
    (live / need, None for no plan), `chance` (of the plan in the first cycle, of live / cycles companies), `scouts`,
    `months` (until the gap is filled, None where nobody fills it; 0 for no gap). Facts: `reachable_plan` (by the rule),
    `sure_plan` and its `sure_chance`, `rule_chance` (of need_cycle companies), `now_companies`, `wanted_companies` and
    `wanted_base` (all cycles), `cycle_chances` (cycle by cycle while the base ages), `start_base` (so much must there be
    at the start for the need to be live at the end), `uncertain` (companies for 80 and 90 % where the rate is known from
    `won` of `contacted`), `simulated` (chance, error, draws), `ahead` (outlook to the end of the cycles), `records` (the
    way from entries to the live base, where live is from the data), `new_a_month` (to reach target_clients), `from_data`
    (names of what was not typed), `by_manager` (see `analytics.base.base_managers.by_manager`; empty without a base), `cases` (won, contacted, low, high, upper), `cycle_days` (half of the won took as
    long). E_NO_DEALS where nobody who was asked bought. Source: management practice (50 x 10 = 500, x 3 = 1 500, 30 %);
    the chances are binomial.
    """
    settings = settings or BaseSufficiencySettings()
    evidence = base_evidence(engine, scope, EvidenceSettings(settings.cycle_months, settings.decay))
    result = sufficiency_of(settings, evidence)
    return replace(
        result,
        period=(scope.as_of, scope.as_of),
        params=parameters_in_force(scope, settings),
        rows_used=evidence.entries,
    )


def typed_base_sufficiency(settings: BaseSufficiencySettings) -> Result:
    """The same from typed numbers alone; what is not typed is that of the example (10 clients, 1 of 50)."""
    return sufficiency_of(settings, Evidence())


def filled(settings: BaseSufficiencySettings, evidence: Evidence) -> BaseSufficiencySettings:
    """The settings with what was not typed taken from the data, else from the example."""
    known = {name: value for name, value in evidence.values.items() if value is not None}
    wanted = {**USUAL, **known}
    missing = {name: value for name, value in wanted.items() if getattr(settings, name) is None}
    if settings.companies_per_deal is not None and settings.companies_per_deal != known.get("companies_per_deal"):
        missing = {name: value for name, value in missing.items() if name not in ("won", "contacted")}
    return replace(settings, **missing)


def sufficiency_of(asked: BaseSufficiencySettings, evidence: Evidence) -> Result:
    """The answer from what was asked and what the data said before, without asking them again."""
    found = filled(asked, evidence)
    rows = ways(found)
    facts = _chances(found) | _growth(found) | {
        "ahead": outlook(found), "cases": evidence.cases(found.won, found.contacted), "cycle_days": evidence.cycle_days,
        "records": evidence.records if asked.live is None or asked.live == evidence.values.get("live") else {},
        "by_manager": by_manager(found, evidence.managers),
        "used": {name: getattr(found, name) for name in USUAL},
        "from_data": sorted(name for name, value in evidence.values.items() if value is not None),
    }  # fmt: skip
    notices = _notices(found)
    return Result(
        table=pa.Table.from_pylist(rows, _SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        params=dict(vars(asked)),
        warnings=notices,
        facts=facts,
    )


def _notices(found: BaseSufficiencySettings) -> tuple[Notice, ...]:
    if found.won == 0 and found.contacted:
        return (Notice("E_NO_DEALS", {"n": found.contacted, "share": wilson(0, found.contacted)[1]}),)
    return ()


def _chances(found: BaseSufficiencySettings) -> dict[str, Any]:
    plan, share, live = found.plan or 0, found.share, found.live or 0
    need_cycle = need_of(found)
    now = live // found.cycles
    wanted = companies_for(plan, share, found.wanted_chance)
    sure = sure_deals(now, share, found.wanted_chance)
    drawn = simulated_chance(plan, now, share)
    return {
        "need_cycle": need_cycle,
        "need": need_cycle * found.cycles,
        "now_companies": now,
        "reachable_plan": floor(live / (found.cycles / share) + 1e-9),
        "sure_plan": sure,
        "sure_chance": reach_chance(sure, now, share),
        "rule_chance": reach_chance(plan, need_cycle, share),
        "wanted_companies": wanted,
        "wanted_base": None if wanted is None else wanted * found.cycles,
        "cycle_chances": _cycle_chances(found, live),
        "rule_cycle_chances": _cycle_chances(found, need_cycle * found.cycles),
        "start_base": round(need_cycle * found.cycles / left_after(found.cycles * found.cycle_months, found.decay)),
        "uncertain": _uncertain(found),
        "simulated": {"chance": drawn.chance, "error": drawn.error, "draws": drawn.draws},
    }


def _cycle_chances(found: BaseSufficiencySettings, base: int) -> list[float]:
    """Chance of the plan in each cycle of a base that ages and that nobody fills."""
    each = base / found.cycles
    left = (left_after(cycle * found.cycle_months, found.decay) for cycle in range(found.cycles))
    return [reach_chance(found.plan or 0, floor(each * part + 1e-9), found.share) for part in left]


def _uncertain(found: BaseSufficiencySettings) -> dict[str, int | None]:
    """How many companies the plan takes where the rate is known from few cases only."""
    if found.won is None or not found.contacted:
        return {}
    asked = {"wanted": found.wanted_chance, "surer": max(0.9, found.wanted_chance)}
    return {
        name: uncertain_companies_for(found.plan or 0, found.won, found.contacted, chance)
        for name, chance in asked.items()
    }


def _growth(found: BaseSufficiencySettings) -> dict[str, Any]:
    """New clients a month towards the wanted number, and the plan of a cycle that they make."""
    if found.target_clients is None:
        return {"new_a_month": None, "growth_plan": None}
    new = new_a_month(found.clients or 0, found.target_clients, found.target_months, found.churn or 0)
    return {"new_a_month": new, "growth_plan": ceil(new * found.cycle_months - 1e-6)}


def chance_curve(settings: BaseSufficiencySettings, points: int = 120) -> list[tuple[int, float]]:
    """(companies worked in a cycle, chance of the plan), from none to well beyond what the wanted chance takes."""
    plan = settings.plan or 0
    need = max(need_of(settings), (settings.live or 0) // settings.cycles, plan, 1)
    last = max(round(need * 1.3), round((companies_for(plan, settings.share, 0.98) or need) * 1.05))
    step = max(1, ceil(last / points))
    return [(n, reach_chance(plan, n, settings.share)) for n in range(0, last + step, step)]
