"""M25 by manager: whose base carries his part of the plan, and how many companies each lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.chances import whole
from analytics.base.scouts import LATELY
from analytics.scope import Scope
from analytics.statements import read_sql, statement
from storage.engine import Engine


class ManagersBase(NamedTuple):
    """Live entries of one manager as the data tell them; manager is '' for entries that nobody has spoken to.

    live: entries expected to be true by their age. is_selling: takes part in the plan. plan: new clients written down
    for him for one cycle, None where nobody did.
    """

    manager: str
    is_selling: bool
    entries: int
    live: float
    plan: float | None


def managers_bases(engine: Engine, scope: Scope, decay: float, cycle_months: float) -> tuple[ManagersBase, ...]:
    """Whose are the live entries as of the date, and which part of the plan is written down for whom?

    An entry belongs to the manager of the last contact or deal with the company. Selling is who made sales in the last 91
    days; without any sales, who spoke to somebody. Sellers first, by name, then those who sell no more, then nobody's.
    """
    asked = {"as_of": scope.as_of, "since": scope.as_of - LATELY, "decay": decay}
    found = engine.query(statement("base/base_managers", scope), **asked).to_pylist()
    planned: dict[str, list[tuple[date, float]]] = {}
    for row in engine.query(read_sql("base/manager_plans")).to_pylist():
        planned.setdefault(row["manager"], []).append((row["period"], float(row["clients"])))
    return tuple(
        ManagersBase(**row, plan=planned_for_cycle(planned.get(row["manager"], []), scope.as_of, cycle_months))
        for row in found
    )


def planned_for_cycle(plans: Sequence[tuple[date, float]], as_of: date, cycle_months: float) -> float | None:
    """New clients planned for a cycle: the months from now on where all are planned, else the last that are."""
    months = max(1, round(cycle_months))
    ahead = [clients for period, clients in plans if period >= as_of.replace(day=1)][:months]
    taken = ahead if len(ahead) == months else [clients for _, clients in plans[-months:]]
    return sum(taken) / len(taken) * cycle_months if taken else None


def by_manager(found: BaseSufficiencySettings, bases: Sequence[ManagersBase]) -> list[dict[str, Any]]:
    """How far does each manager's base carry his part of the plan?

    One row a manager, in the order of `bases`: `manager, entries, live` (whole), `plan` (his part of the plan: as the
    managers' own plans stand to each other where each seller has one, else in equal parts), `need` (part x companies per
    deal, rounded up, for all cycles), `gap` (need - live, at least 0), `sufficiency_share` (live / need). Who does not
    sell, and nobody, has no part: these are None. Source: management practice; equal parts are an assumption.
    """
    parts = plan_parts(bases)
    return [_row(found, base, parts.get(base.manager)) for base in bases]


def plan_parts(bases: Sequence[ManagersBase]) -> dict[str, float]:
    """Which share of the plan falls to each seller; they sum to 1."""
    plans = {base.manager: base.plan for base in bases if base.is_selling}
    own = {name: plan for name, plan in plans.items() if plan is not None}
    together = sum(own.values())
    if len(own) == len(plans) and together > 0:
        return {name: plan / together for name, plan in own.items()}
    return {name: 1 / len(plans) for name in plans}


def _row(found: BaseSufficiencySettings, base: ManagersBase, part: float | None) -> dict[str, Any]:
    live = round(base.live)
    row: dict[str, Any] = {"manager": base.manager, "entries": base.entries, "live": live}
    if part is None:
        return row | dict.fromkeys(("plan", "need", "gap", "sufficiency_share"))
    plan = (found.plan or 0) * part
    need = whole(plan / found.share) * found.cycles
    return row | {
        "plan": plan, "need": need, "gap": max(0, need - live), "sufficiency_share": live / need if need else None,
    }  # fmt: skip
