"""What will be of the base at the end of the cycles, and which ways lead to the plan."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

from analytics.base.base_plan import BaseSufficiencySettings, need_of
from analytics.base.chances import (
    companies_for,
    found_and_true,
    left_after,
    reach_chance,
    sure_deals,
    worst_rate,
)

FILL_CYCLES = 2  # the base is filled by the time at which those who were not ready are asked again


def ways(found: BaseSufficiencySettings) -> list[dict[str, Any]]:
    """The present state and three ways to the wanted chance, each changing one thing (filling may take more scouts)."""
    made = [way("as_is", found)]
    made += [one for one in (_fill(found), _cut(found), _convert(found)) if one is not None]
    return made


def way(name: str, found: BaseSufficiencySettings, **changed: Any) -> dict[str, Any]:
    """What the rule and the chance say of these numbers with some of them changed."""
    now = replace(found, **changed)
    plan, live = now.plan or 0, now.live or 0
    need_cycle = need_of(now)
    need = need_cycle * now.cycles
    gap = max(0, need - live)
    return {
        "way": name, "plan": plan, "companies_per_deal": now.companies_per_deal, "live": live, "need_cycle": need_cycle,
        "need": need, "gap": gap, "sufficiency_share": live / need if need else None,
        "chance": reach_chance(plan, live // now.cycles, now.share), "scouts": now.scouts,
        "months": months_to_fill(gap, now.scouts, now.scout_month),
    }  # fmt: skip


def months_to_fill(gap: int, scouts: int, scout_month: int) -> float | None:
    """In how many months do so many scouts find so many companies? None where there is nobody; 0 for no gap."""
    if gap <= 0:
        return 0.0
    return gap / (scouts * scout_month) if scouts else None


def _fill(found: BaseSufficiencySettings) -> dict[str, Any] | None:
    """Find as many companies as the wanted chance takes, within two cycles."""
    companies, live = companies_for(found.plan or 0, found.share, found.wanted_chance), found.live or 0
    if companies is None or companies * found.cycles <= live:
        return None
    missing = companies * found.cycles - live
    scouts = max(found.scouts, ceil(missing / found.scout_month / (FILL_CYCLES * found.cycle_months)))
    made = way("fill", found, live=companies * found.cycles, scouts=scouts)
    return made | {"months": months_to_fill(missing, scouts, found.scout_month)}


def _cut(found: BaseSufficiencySettings) -> dict[str, Any] | None:
    """The largest plan that this base carries with the wanted chance."""
    sure = sure_deals((found.live or 0) // found.cycles, found.share, found.wanted_chance)
    return way("cut", found, plan=sure) if 0 < sure < (found.plan or 0) else None


def _convert(found: BaseSufficiencySettings) -> dict[str, Any] | None:
    """The rate at which this base gives the plan its wanted chance."""
    of = worst_rate(found.plan or 0, (found.live or 0) // found.cycles, found.wanted_chance)
    if of is None or of < 2 or of >= 1 / found.share:
        return None
    return way("convert", found, companies_per_deal=float(of))


def outlook(found: BaseSufficiencySettings) -> dict[str, float]:
    """The base at the end of all cycles: `months, live` now, `lost` to age, `growth` (found by the scouts and still
    true), `expected`, `gap` (missing), `spare`, `need` (companies of all cycles).
    """
    months = found.cycles * found.cycle_months
    live = found.live or 0
    kept = live * left_after(months, found.decay)
    growth = found_and_true(found.scouts * found.scout_month, round(months), found.decay)
    need = need_of(found) * found.cycles
    expected = kept + growth
    return {
        "months": months, "live": live, "lost": live - kept, "growth": growth, "expected": expected, "need": need,
        "gap": max(0.0, need - expected), "spare": max(0.0, expected - need),
    }  # fmt: skip
