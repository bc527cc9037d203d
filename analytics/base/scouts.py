"""M26: who fills the base, how many people that takes, and what their passports came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import statement
from analytics.windows import parameters_in_force
from storage.engine import Engine

WEEK_DAYS = 5
WORK_HOURS = 40  # of a week
CONFLICT = 0.20  # from so large a share of entries by sellers on, collecting and selling are not divided
YEAR = timedelta(days=365)
REFUSED = ("duplicates", "clients", "untrue", "incomplete")
LATELY = timedelta(days=91)  # a seller is who sold within it
_MANAGERS = "SELECT count(DISTINCT manager) AS n FROM client_day WHERE manager <> '' AND day > $since AND day <= $as_of"
_MOST = 10_000_000
_COUNTS = ("entered", *REFUSED, "accepted")
_SCHEMA = pa.schema(
    [
        ("week", pa.date32()), ("scout", pa.string()), ("by_seller", pa.bool_()), *((name, pa.int64()) for name in _COUNTS),
        ("norm", pa.float64()), ("norm_share", pa.float64()), ("accepted_share", pa.float64()), ("signal", pa.string()),
        ("is_complete", pa.bool_()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class ScoutsSettings(Settings):
    """The norms of filling the base, and what is typed where there is no base.

    managers: sellers for whom the base is filled. managers_least, managers_most: one scout serves so many. week_norm,
    month_norm: passports of one scout. gap: companies missing; gap_months: in how many months they are to be found.
    entered, duplicates, clients, incomplete: of one typed week; working_days: of it. plan: new clients in a cycle of
    cycle_months, of which sellers who fill the base themselves lose a part.
    """

    managers: int | None = setting(None, Mark.ART, "managers", low=0, high=10_000)
    managers_least: int = setting(3, Mark.ART, "managers", low=1, high=100)
    managers_most: int = setting(7, Mark.ART, "managers", low=1, high=100)
    week_norm: int = setting(25, Mark.ART, "companies", low=1, high=1000)
    month_norm: int = setting(100, Mark.ART, "companies", low=1, high=10_000)
    gap: int = setting(0, Mark.ART, "companies", low=0, high=_MOST)
    gap_months: float = setting(3.0, Mark.ASM, "months", low=0.25, high=60)
    entered: int | None = setting(None, Mark.ART, "companies", low=0, high=_MOST)
    duplicates: int = setting(0, Mark.ART, "companies", low=0, high=_MOST)
    clients: int = setting(0, Mark.ART, "companies", low=0, high=_MOST)
    incomplete: int = setting(0, Mark.ART, "companies", low=0, high=_MOST)
    working_days: int = setting(5, Mark.ART, "days", low=1, high=7)
    plan: int = setting(10, Mark.ART, "clients", low=0, high=100_000)
    limits: bool = setting(False, Mark.OPT)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.managers_least > self.managers_most:
            raise WrongSetting("scouts_range", low=self.managers_least, high=self.managers_most)
        refused = self.duplicates + self.clients + self.incomplete
        if self.entered is not None and refused > self.entered:
            raise WrongSetting("refused_above_entered", refused=refused, entered=self.entered)


def scouts(engine: Engine, scope: Scope, settings: ScoutsSettings | None = None) -> Result:
    """Who filled the base week by week, how many of the passports count, and how many scouts does it take?

    One row a week and person within the last year, by week and name: `week` (its Monday), `scout, by_seller, entered,
    duplicates, clients` (were clients already), `untrue` (closed, invalid), `incomplete, accepted, norm` (prorated by the
    working days that have passed), `norm_share` (accepted / norm), `accepted_share, signal` (low, high: outside of what
    chance does to a norm, norm +/- 2 roots of it; '' within), `is_complete` (the week is over). Facts: `needed` (of
    managers: `managers, least, most`; of the gap: `gap, months, by_gap`), `sellers_share` with `low, high` and
    `role_conflict` (above 20 % of a year's entries are by sellers), `funnel` (by person: passports, contacts, requests,
    deals, `yield_per_100` with `low, high`), `alone` (what happens when sellers fill the base themselves: `a_month`
    passports of each, `hours` of a month, `time_share, plan_left`). Passports with no day are left out. Source:
    management practice (25 a week, 100 a month, one for 3-7 managers); the limits are those of a Poisson count.
    """
    settings = settings or ScoutsSettings()
    found = engine.query(statement("base/scout_weeks", scope), as_of=scope.as_of).to_pylist()
    lately = [row for row in found if row["week"] > scope.as_of - YEAR]
    rows = [_week(row, _days_of(row["week"], scope), settings, scope) for row in lately]
    funnel = engine.query(statement("base/scout_funnel", scope), as_of=scope.as_of).to_pylist()
    since = scope.as_of - LATELY
    managers = engine.query(_MANAGERS, since=since, as_of=scope.as_of).column(0)[0].as_py()
    entered = sum(row["entered"] for row in lately)
    by_sellers = sum(row["entered"] for row in lately if row["by_seller"])
    facts = _needed(settings, settings.managers if settings.managers is not None else managers)
    facts |= _conflict(by_sellers, entered) | {"funnel": [_with_yield(row) for row in funnel]}
    notices = _notices(facts)
    return Result(
        table=pa.Table.from_pylist(rows, _SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.as_of - YEAR, scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=sum(row["entered"] for row in found),
    )


def typed_scouts(settings: ScoutsSettings) -> Result:
    """One typed week against the norm (no row where it is not typed), and how many scouts it takes, without any data.

    Raises `WrongSetting` where managers are not typed.
    """
    if settings.managers is None:
        raise WrongSetting("setting_missing", name="managers")
    rows = []
    if settings.entered is not None:
        refused = {"duplicates": settings.duplicates, "clients": settings.clients, "incomplete": settings.incomplete}
        accepted = settings.entered - sum(refused.values())
        row = {"entered": settings.entered, **refused, "untrue": 0, "accepted": accepted}
        rows.append(_judged(row, settings.working_days, settings))
    facts = _needed(settings, settings.managers)
    return Result(pa.Table.from_pylist(rows, _SCHEMA), params=dict(vars(settings)), facts=facts)


def _days_of(week: date, scope: Scope) -> int:
    """Working days of a week that have passed by the as-of date."""
    return min(WEEK_DAYS, (scope.as_of - week).days + 1)


def _week(row: dict[str, Any], days: int, settings: ScoutsSettings, scope: Scope) -> dict[str, Any]:
    return _judged(row, days, settings) | {"is_complete": row["week"] + timedelta(days=WEEK_DAYS - 1) <= scope.as_of}


def _judged(row: dict[str, Any], days: int, settings: ScoutsSettings) -> dict[str, Any]:
    norm = settings.week_norm * days / WEEK_DAYS
    spread = 2 * norm**0.5
    signal = "low" if row["accepted"] < norm - spread else "high" if row["accepted"] > norm + spread else ""
    share = row["accepted"] / row["entered"] if row["entered"] else None
    return row | {
        "norm": norm, "norm_share": row["accepted"] / norm, "accepted_share": share,
        "signal": signal if settings.limits else "",
    }  # fmt: skip


def _needed(settings: ScoutsSettings, managers: int) -> dict[str, Any]:
    by_gap = ceil(settings.gap / settings.gap_months / settings.month_norm - 1e-9) if settings.gap else 0
    needed = {
        "managers": managers, "least": ceil(managers / settings.managers_most),
        "most": ceil(managers / settings.managers_least), "gap": settings.gap, "months": settings.gap_months, "by_gap": by_gap,
    }  # fmt: skip
    return {"needed": needed, "alone": _alone(settings, managers)}


def _alone(settings: ScoutsSettings, managers: int) -> dict[str, Any]:
    """What it costs when the sellers fill the base themselves: a passport takes a scout's week divided by his norm."""
    if not managers:
        return {}
    a_month = (
        settings.gap / settings.gap_months
        if settings.gap
        else float(settings.month_norm * ceil(managers / settings.managers_most))
    )
    each = a_month / managers
    hours = each * WORK_HOURS / settings.week_norm
    share = min(1.0, each / settings.month_norm)
    return {
        "a_month": each,
        "hours": hours,
        "time_share": share,
        "plan": settings.plan,
        "plan_left": settings.plan * (1 - share),
    }


def _conflict(by_sellers: int, entered: int) -> dict[str, Any]:
    if not entered:
        return {"sellers_share": None, "low": None, "high": None, "role_conflict": False}
    share = by_sellers / entered
    low, high = wilson(by_sellers, entered)
    return {"sellers_share": share, "low": low, "high": high, "role_conflict": share > CONFLICT}


def _with_yield(row: dict[str, Any]) -> dict[str, Any]:
    low, high = wilson(row["deals"], row["passports"])
    return row | {"yield_per_100": 100 * row["deals"] / row["passports"], "low": 100 * low, "high": 100 * high}


def yield_per_100(new_clients: int, passports: int) -> float | None:
    """How many new clients come of a hundred passports? None without passports."""
    return 100 * new_clients / passports if passports else None


def _notices(facts: dict[str, Any]) -> tuple[Notice, ...]:
    return (Notice("W_ROLES", {"share": facts["sellers_share"]}),) if facts["role_conflict"] else ()
