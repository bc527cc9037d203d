"""Plan against fact: what the sales brought of each plan, where they should be today, where they will end (M41)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import pyarrow as pa

from analytics.periods import TAIL_GAP_DAYS, add_months, is_complete, month_end, month_start
from analytics.pulse.seasonality import SeasonalitySettings, seasonality
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.team.achievement import Borders, chance_of_count, chance_of_sum, forecast, quantile, verdict_of
from analytics.team.plan_calendar import Calendar, Plan, read_plans
from analytics.team.working_time import WEEK_DAYS, working_days
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

MONEY = ("revenue", "margin")
MEASURES = (*MONEY, "orders", "clients", "new_clients", "calls", "meetings")
SPREAD_DAYS = 91  # thirteen weeks
REACHABLE = 0.7  # the percentile that about every third plan reaches
_SCHEMA = pa.schema(
    [
        ("first_day", pa.date32()), ("last_day", pa.date32()), ("months", pa.int64()), ("months_known", pa.int64()),
        ("level", pa.string()), ("name", pa.string()), ("manager", pa.string()), ("measure", pa.string()),
        ("plan", pa.decimal128(18, 4)), ("fact", pa.decimal128(18, 4)), ("share", pa.float64()),
        ("due_share", pa.float64()), ("due", pa.float64()), ("forecast", pa.float64()), ("forecast_share", pa.float64()),
        ("chance", pa.float64()), ("state", pa.string()), ("is_matched", pa.bool_()), ("written", pa.date32()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class PlanPaceSettings(Settings):
    """months: how long a plan lasts, 0 is by the dates of its file. first_month: with which month the plans begin whose
    dates all lie before the first sale. season: within a longer plan, weigh its months by the season. easy, impossible,
    good_low, good_high, least_periods: see `KpiAchievabilitySettings`.
    """

    months: int = setting(0, Mark.ASM, "months", low=0, high=12)
    first_month: date | None = None
    week_days: int = setting(WEEK_DAYS, Mark.ASM, "days", low=5, high=7)
    season: bool = setting(True, Mark.ASM)
    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)


def plan_pace(engine: Engine, scope: Scope, settings: PlanPaceSettings | None = None) -> Result:
    """How much of each plan is there, where should it be today, and where will it end?

    One row a plan that has begun: `first_day, last_day, months, months_known` (of those, known to their end), `level`
    (company, manager, product), `name` (as written), `manager` (who is meant; None where nobody can be found), `measure`
    (revenue, margin, orders, clients, new_clients, calls, meetings), `plan, fact` (None for a name that fits nobody),
    `share`, `due_share` (working days gone, months of a longer plan weighed by the season), `due`, `forecast` (fact / due
    share), `forecast_share, chance` (to reach the plan: normal for money, Poisson for counts), `state` (met, missed;
    running: ahead, behind; unmatched), `is_matched, written` (the month in its file). Facts: `totals` (by level and
    measure: `plan, fact, share, hits, periods, whole_hits, whole_periods, verdict` and `reachable_share`, the part of the plan that about every
    third one reaches; plans that fit nobody left out),
    `unmatched` (names), `unmatched_plan, unmatched_rows, incomplete` (periods known in part: `first_day, months,
    months_known`), `outside` (plans whose days have no sales at all), `gone_before` (all dates of a file lie before the
    first sale). Filters are not applied; managers chosen keep their own plans. Source: management practice; five working
    days and the weights are assumptions.
    """
    settings = settings or PlanPaceSettings()
    span = data_span(engine, scope.as_of)
    plans, unknown = read_plans(engine, scope, Calendar(settings.months, settings.first_month))
    wanted = [plan for plan in plans if not scope.managers or plan.level != "manager" or plan.manager in scope.managers]
    begun = [plan for plan in wanted if plan.first_day <= scope.as_of]
    if not begun or span is None:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings),
                      facts={"plans": len(plans), "unmatched": unknown})  # fmt: skip
    sold, spreads = _facts(engine, scope, begun), _spreads(engine, scope, settings)
    weights = _weights(engine, scope, settings)
    rows = [_row(plan, sold, spreads, weights, scope.as_of, settings) for plan in begun]
    outside = [plan for plan in plans if plan.last_day < month_start(span[0])]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if unknown or outside else Status.OK,
        period=(min(plan.first_day for plan in begun), max(plan.last_day for plan in begun)),
        params=parameters_in_force(scope, settings),
        warnings=_notices(rows, unknown),
        facts=_summed(rows) | {"unmatched": unknown, "plans": len(plans), "outside": len(outside)},
        rows_used=len(rows),
        rows_dropped=len(plans) - len(rows),
    )


_Sold = Mapping[tuple[str, str, date, date, str], Decimal]


def _facts(engine: Engine, scope: Scope, plans: Iterable[Plan]) -> _Sold:
    """level, name, first day, last day, measure -> what was sold."""
    windows = sorted({(plan.first_day, plan.last_day) for plan in plans})
    products = sorted({plan.name for plan in plans if plan.level == "product"})
    rows = engine.query(
        read_sql("team/plan_facts"), as_of=scope.as_of, products=products,
        starts=[first for first, _ in windows], ends=[last for _, last in windows],
    ).to_pylist()  # fmt: skip
    return {
        (row["level"], row["name"], row["first_day"], row["last_day"], measure): Decimal(row[measure])
        for row in rows
        for measure in MEASURES
        if row[measure] is not None
    }


def _spreads(engine: Engine, scope: Scope, settings: PlanPaceSettings) -> dict[tuple[str, str, str], float]:
    """level, name, measure -> standard deviation of the money of a working day."""
    rows = engine.query(read_sql("team/day_spread"), as_of=scope.as_of, days=SPREAD_DAYS).to_pylist()
    first = scope.as_of - timedelta(days=SPREAD_DAYS - 1)
    days = working_days(first, scope.as_of, settings.week_days)
    found = {}
    for row in rows:
        for measure in MONEY:
            total, squares = row[measure] or 0.0, row[f"{measure}_squares"] or 0.0
            found[row["level"], row["name"], measure] = sqrt(max(0.0, squares / days - (total / days) ** 2))
    return found


def _weights(engine: Engine, scope: Scope, settings: PlanPaceSettings) -> dict[int, float]:
    """Month of the year -> how strong it is, 1 for all where the season is unknown or not wanted."""
    if not settings.season:
        return {}
    found = seasonality(engine, scope, SeasonalitySettings(settings.tail_gap_days))
    return {row["month_no"]: row["index"] for row in found.rows}


def due_share(first: date, last: date, as_of: date, weights: Mapping[int, float], week_days: int = WEEK_DAYS) -> float:
    """Which share of a plan should be there at the end of a day, when every working day weighs as its month does?

    weights: month of the year -> weight; 1 where one is missing. 0..1. Within a single month the season does not matter.
    """
    whole = gone = 0.0
    month = month_start(first)
    while month <= last:
        start, end = max(month, first), min(month_end(month), last)
        weight = weights.get(month.month, 1.0)
        whole += weight * working_days(start, end, week_days)
        gone += weight * working_days(start, min(end, as_of), week_days)
        month = add_months(month, 1)
    return gone / whole if whole else 1.0


def _row(
    plan: Plan, sold: _Sold, spreads: Mapping[tuple[str, str, str], float], weights: Mapping[int, float], as_of: date,
    settings: PlanPaceSettings,
) -> dict[str, Any]:  # fmt: skip
    """A plan with what came of it."""
    months = (plan.last_day.year - plan.first_day.year) * 12 + plan.last_day.month - plan.first_day.month + 1
    known = sum(is_complete(add_months(plan.first_day, step), as_of, settings.tail_gap_days) for step in range(months))
    row: dict[str, Any] = {
        "first_day": plan.first_day, "last_day": plan.last_day, "months": months, "months_known": known,
        "level": plan.level, "name": plan.name, "manager": plan.manager, "measure": plan.measure, "plan": plan.value,
        "written": plan.written, "is_matched": plan.manager is not None,
    }  # fmt: skip
    if plan.manager is None:
        return row | {"state": "unmatched"}
    over = known == months
    due = 1.0 if over else due_share(plan.first_day, plan.last_day, as_of, weights, settings.week_days)
    fact = sold.get((plan.level, plan.manager, plan.first_day, plan.last_day, plan.measure), Decimal(0))
    left = working_days(as_of + timedelta(days=1), plan.last_day, settings.week_days)
    spread = spreads.get((plan.level, plan.manager, plan.measure), 0.0)
    return row | _pace(plan, fact, due, left, spread)


def _pace(plan: Plan, fact: Decimal, due: float, days_left: int, spread: float) -> dict[str, Any]:
    share = float(fact / plan.value) if plan.value > 0 else None
    ends = forecast(float(fact), due)
    met = share is not None and share >= 1
    over = due >= 1
    return {
        "fact": fact, "share": share, "due_share": due, "due": float(plan.value) * due, "forecast": ends,
        "forecast_share": ends / float(plan.value) if ends is not None and plan.value > 0 else None,
        "chance": None if over or plan.value <= 0 else _chance(plan, float(fact), due, ends, days_left, spread),
        "state": "none" if share is None else "met" if met else "missed" if over else "ahead" if share >= due else "behind",
    }  # fmt: skip


def _chance(plan: Plan, fact: float, due: float, ends: float | None, days_left: int, spread: float) -> float | None:
    if plan.measure not in MONEY:
        return chance_of_count(fact, float(plan.value), due)
    if ends is None or plan.level == "product":
        return None
    return chance_of_sum(float(plan.value) - fact, ends - fact, spread, days_left)


def _notices(rows: Sequence[dict[str, Any]], unknown: Sequence[str]) -> tuple[Notice, ...]:
    parts = sorted(
        {(r["first_day"], r["months"], r["months_known"]) for r in rows if 0 < r["months_known"] < r["months"]}
    )
    made = [Notice("W_PLAN_PART", {"day": first, "known": known, "months": months}) for first, months, known in parts]
    return tuple(made) + ((Notice("W_PLAN_NAMES", {"n": len(unknown)}),) if unknown else ())


def _summed(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Sums of what can be compared, and what cannot."""
    unmatched = [row for row in rows if not row["is_matched"]]
    groups = sorted({(row["level"], row["measure"]) for row in rows if row["is_matched"]})
    parts = {
        (row["first_day"], row["months"], row["months_known"]) for row in rows if row["months_known"] < row["months"]
    }
    return {
        "totals": [_total(level, measure, rows) for level, measure in groups],
        "unmatched_rows": len(unmatched),
        "unmatched_plan": sum((row["plan"] for row in unmatched), Decimal(0)),
        "incomplete": [
            {"first_day": first, "months": months, "months_known": known} for first, months, known in sorted(parts)
        ],
    }


def _total(level: str, measure: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    mine = [row for row in rows if row["is_matched"] and row["level"] == level and row["measure"] == measure]
    whole = [row for row in mine if row["months_known"] == row["months"]]
    plan, fact = (sum((row[name] for row in mine), Decimal(0)) for name in ("plan", "fact"))
    hits, whole_hits = (sum(row["state"] == "met" for row in some) for some in (mine, whole))
    shares = [row["share"] for row in whole if row["share"] is not None]
    return {
        "level": level, "measure": measure, "plan": plan, "fact": fact,
        "share": float(fact / plan) if plan > 0 else None, "hits": hits, "periods": len(mine),
        "whole_hits": whole_hits, "whole_periods": len(whole), "verdict": verdict_of(whole_hits, len(whole), Borders()),
        "reachable_share": quantile(shares, REACHABLE) if shares else None,
    }  # fmt: skip
