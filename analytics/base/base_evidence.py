"""What the data know about the base and the plan: live companies, of how many one buys, clients planned and lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from analytics.base.base_freshness import BaseFreshnessSettings, base_freshness
from analytics.base.base_managers import ManagersBase, managers_bases, planned_for_cycle
from analytics.lost.client_status import client_status
from analytics.lost.loss_report import loss_report
from analytics.proportion import wilson
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import data_span
from storage.engine import Engine

YEAR = timedelta(days=365)
_MONTH_DAYS = 30.4375
_PLANS = "SELECT period, sum(value) AS clients FROM plans WHERE measure = 'new_clients' AND level = 'company' GROUP BY period ORDER BY period"


@dataclass(frozen=True)
class EvidenceSettings(Settings):
    """On what the evidence depends: the length of a cycle, the share of the base that goes out of date in a year, and
    whether that of one's own checks stands for it.
    """

    cycle_months: float = setting(3.0, Mark.ART, "months", low=0.25, high=60)
    decay: float = setting(0.30, Mark.ART, "share", low=0, high=0.9)
    own_decay: bool = setting(False, Mark.OPT)


@dataclass(frozen=True)
class Evidence:
    """values: setting -> what the data say, None where they say nothing. records: entries by standing and what is expected
    to be true of them; empty without a base. cycle_days: half of the won bought so soon after the first talk.
    managers: whose the live entries are; empty without a base.
    """

    values: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    cycle_days: float | None = None
    entries: int = 0
    managers: tuple[ManagersBase, ...] = ()

    def cases(self, won: int | None, contacted: int | None) -> dict[str, Any]:
        """The cases behind the rate: won of contacted, and between which rates the true one lies (95 %)."""
        if won is None or not contacted:
            return {}
        low, high = wilson(won, contacted)
        return {"won": won, "contacted": contacted, "low": low, "high": high}


def base_evidence(engine: Engine, scope: Scope, settings: EvidenceSettings) -> Evidence:
    """What the data say as of the date; every figure is None where nobody wrote it down.

    plan: new clients planned for one cycle. won, contacted: of the companies first spoken to in the twelve months that
    ended one cycle ago, those who bought since; companies_per_deal: the one through the other. live: entries expected
    to be true by their age, 0 where there is no base. decay: the rate of own checks
    where it is asked for. clients, churn: who buys now, and the share lost in a year.
    """
    cycle_months = settings.cycle_months
    fresh = base_freshness(
        engine, scope, BaseFreshnessSettings(decay=settings.decay, own_decay=settings.own_decay)
    ).facts
    firsts = engine.query(read_sql("base/first_deals"), as_of=scope.as_of).to_pylist()
    until = scope.as_of - timedelta(days=round(cycle_months * _MONTH_DAYS))
    asked = [row for row in firsts if until - YEAR < row["first_talk"] <= until]
    won = sum(row["won_on"] is not None for row in asked)
    waited = [(row["won_on"] - row["first_talk"]).days for row in firsts if row["won_on"]]
    values = {
        "plan": _planned(engine, scope, cycle_months), "won": won if asked else None,
        "contacted": len(asked) or None, "companies_per_deal": round(len(asked) / won, 1) if 0 < won < len(asked) else None,
        "live": round(fresh["expected_live"]), "decay": fresh["decay"] if fresh["decay"] != settings.decay else None, **_clients(engine, scope),
    }  # fmt: skip
    days = median(waited) if waited else None
    if not fresh["entries"]:
        return Evidence(values, {}, days)
    managers = managers_bases(engine, scope, fresh["decay"], cycle_months)
    return Evidence(values, fresh, days, fresh["entries"], managers)


def _planned(engine: Engine, scope: Scope, cycle_months: float) -> int | None:
    """New clients planned for a cycle of the company."""
    plans = [(row["period"], float(row["clients"])) for row in engine.query(_PLANS).to_pylist()]
    planned = planned_for_cycle(plans, scope.as_of, cycle_months)
    return None if planned is None else round(planned)


def _clients(engine: Engine, scope: Scope) -> dict[str, Any]:
    """Who buys now or is late, and the share of clients lost in a year."""
    if data_span(engine, scope.as_of) is None:
        return {"clients": None, "churn": None}
    statuses = client_status(engine, scope).facts["statuses"]
    buying = sum(statuses[code]["clients"] for code in ("active", "watch", "one_off") if code in statuses)
    report = loss_report(engine, scope).rows
    return {"clients": buying, "churn": report[-1]["annual_share"] if report else None}
