"""M41: where does everybody stand in a month, and where should he be today?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import fmean
from typing import Any

import pyarrow as pa

from analytics.periods import TAIL_GAP_DAYS, add_months, is_complete, last_complete_month, month_end
from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.team.achievement import achievement, chance_of_count, forecast, is_met, score
from analytics.team.kpi_records import Fact, Norm, adds_up, read_facts, read_norms, whole_months
from analytics.team.working_time import WEEK_DAYS, share_gone
from analytics.windows import parameters_in_force
from storage.engine import Engine

YEAR = 12
_SCHEMA = pa.schema(
    [
        ("employee", pa.string()), ("position", pa.string()), ("kpi", pa.string()), ("unit", pa.string()),
        ("direction", pa.string()), ("norm", pa.decimal128(18, 4)), ("fact", pa.decimal128(18, 4)),
        ("achievement", pa.float64()), ("adds_up", pa.bool_()), ("due_share", pa.float64()), ("forecast", pa.float64()),
        ("forecast_share", pa.float64()), ("chance", pa.float64()), ("state", pa.string()), ("weight", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class KpiMonthSettings(Settings):
    """month: first day of the month; None is the last one with facts or norms up to the date. week_days: working days of
    a week, from Monday on.
    """

    month: date | None = None
    week_days: int = setting(WEEK_DAYS, Mark.ASM, "days", low=5, high=7)
    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)


def kpi_month(engine: Engine, scope: Scope, settings: KpiMonthSettings | None = None) -> Result:
    """Who reached which norm in a month, and in one that is running: who is ahead of the pace, who behind?

    One row an employee and an indicator: `employee, position, kpi, unit, direction, norm, fact` (None: not written, which
    is not zero), `achievement` (1 = the norm; norm / fact of what should be low), `adds_up` (it grows day by day),
    `due_share` (working days gone: where it should be today; 1 for levels and months that are over), `forecast`
    (fact / share gone, of sums), `forecast_share`, `chance` (Poisson, of whole counts in a running month), `state` (met,
    missed; of a running month ahead, behind; none without a norm, no_fact), `weight`. Facts: `month, gone_share,
    is_complete, indicators` (means of all by indicator, with the same columns and `people`), `people` (one an employee:
    `norms, met, score` with at most 150 % a norm, and `hits, periods, low, high` of the last twelve complete months),
    `months` (with facts, newest first). Source: management practice; five working days, the cap and what adds up are
    assumptions.
    """
    settings = settings or KpiMonthSettings()
    facts, norms = read_facts(engine, scope), read_norms(engine)
    months = sorted({fact.period for fact in facts}, reverse=True)
    if not months:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    month = settings.month or months[0]
    over = is_complete(month, scope.as_of, settings.tail_gap_days)
    gone = 1.0 if over else share_gone(month, month_end(month), scope.as_of, settings.week_days)
    rows = [_row(fact, norms, gone) for fact in facts if fact.period == month]
    rows += [_row(missing, norms, gone) for missing in _missing(facts, norms, month)]
    rows.sort(key=lambda row: (row["employee"], row["kpi"]))
    notices = () if over else (Notice("W_KPI_MONTH", {"month": month}),)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK if over else Status.OK_WITH_WARNINGS,
        period=(month, month_end(month)),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={
            "month": month, "gone_share": gone, "is_complete": over, "months": months,
            "indicators": [_mean(kpi, rows, gone) for kpi in sorted({row["kpi"] for row in rows})],
            "people": _people(rows, facts, scope.as_of, settings),
        },
        rows_used=len(rows),
    )  # fmt: skip


@dataclass(frozen=True)
class _Missing:
    """An indicator with a norm for which nobody wrote a fact."""

    employee: str
    position: str
    kpi: str
    unit: str
    direction: str
    norm: Decimal
    fact: None = None


def _missing(facts: Sequence[Fact], norms: Sequence[Norm], month: date) -> list[_Missing]:
    """What the people of this month should have a fact of and have none: known to be counted at other times."""
    written = {(fact.employee, fact.kpi) for fact in facts if fact.period == month}
    people = {(fact.employee, fact.position) for fact in facts if fact.period == month}
    counted = {(fact.employee, fact.kpi) for fact in facts}
    found: dict[tuple[str, str], _Missing] = {}
    for norm in norms:
        if norm.norm <= 0 or not norm.is_active(month, month):
            continue
        for employee, position in sorted(people):
            mine = norm.employee == employee or (not norm.employee and norm.position in ("", position))
            key = (employee, norm.kpi)
            if mine and key not in written and key in counted:
                found.setdefault(key, _Missing(employee, position, norm.kpi, norm.unit, norm.direction, norm.norm))
    return list(found.values())


def _row(fact: Fact | _Missing, norms: Sequence[Norm], gone: float) -> dict[str, Any]:
    """One indicator of one employee."""
    known = next((norm for norm in norms if norm.kpi == fact.kpi and norm.position in ("", fact.position)), None)
    sums = adds_up(fact.unit, fact.direction, known.accrues if known else None)
    weight = known.weight if known and known.weight is not None else 1.0
    return _standing(fact, sums, gone) | {
        "employee": fact.employee, "position": fact.position, "kpi": fact.kpi, "unit": fact.unit,
        "direction": fact.direction, "norm": fact.norm, "fact": fact.fact, "adds_up": sums, "weight": weight,
    }  # fmt: skip


_STANDING = ("achievement", "due_share", "forecast", "forecast_share", "chance", "state")


def _standing(fact: Any, sums: bool, gone: float) -> dict[str, Any]:
    """How far it is, and how it will end."""
    done = achievement(fact.fact, fact.norm, fact.direction)
    due = gone if sums else 1.0
    ends = forecast(float(fact.fact), due) if fact.fact is not None else None
    counted = sums and gone < 1 and fact.fact is not None and fact.norm is not None and fact.fact == int(fact.fact)
    return {
        "achievement": done, "due_share": due, "forecast": ends,
        "forecast_share": ends / float(fact.norm) if ends is not None and fact.norm and sums else done,
        "chance": chance_of_count(float(fact.fact), float(fact.norm), gone) if counted else None,
        "state": _state(fact, done, due, gone),
    }  # fmt: skip


def _state(fact: Any, done: float | None, due: float, gone: float) -> str:
    if fact.fact is None:
        return "no_fact"
    if fact.norm is None or done is None:
        return "none"
    if is_met(fact.fact, fact.norm, fact.direction):
        return "met" if gone >= 1 or due < 1 else "ahead"
    if gone >= 1:
        return "missed"
    return "ahead" if due < 1 and done >= due else "behind"


def _mean(kpi: str, rows: Sequence[dict[str, Any]], gone: float) -> dict[str, Any]:
    """An indicator of everybody: the mean fact against the mean norm of those who have both."""
    mine = [row for row in rows if row["kpi"] == kpi]
    both = [row for row in mine if row["fact"] is not None and row["norm"] is not None]
    shown = both or [row for row in mine if row["fact"] is not None] or mine
    first = shown[0]
    fact = _average([row["fact"] for row in shown if row["fact"] is not None])
    whole = Fact("", first["position"], kpi, date.min, fact or Decimal(0), _average([r["norm"] for r in both]), None,
                 first["unit"], first["direction"])  # fmt: skip
    found = (
        _standing(whole, first["adds_up"], gone)
        if fact is not None
        else dict.fromkeys(_STANDING) | {"state": "no_fact"}
    )
    chance = [row["chance"] for row in both if row["chance"] is not None]
    return found | {
        "kpi": kpi, "unit": first["unit"], "direction": first["direction"], "fact": fact, "norm": whole.norm,
        "people": len(shown), "adds_up": first["adds_up"], "chance": fmean(chance) if chance else None,
        "met": sum(row["state"] in ("met", "ahead") for row in both),
    }  # fmt: skip


def _average(values: Sequence[Decimal]) -> Decimal | None:
    return round(sum(values, Decimal(0)) / len(values), 4) if values else None


def _people(
    rows: Sequence[dict[str, Any]], facts: list[Fact], as_of: date, settings: KpiMonthSettings
) -> list[dict[str, Any]]:
    """Everybody's month in one number, and how often he reached his norms in a year; the best first."""
    first = add_months(last_complete_month(as_of, settings.tail_gap_days), 1 - YEAR)
    whole = [f for f in whole_months(facts, as_of, settings.tail_gap_days) if f.period >= first and f.norm is not None]
    made = []
    for employee in sorted({row["employee"] for row in rows}):
        mine = [row for row in rows if row["employee"] == employee and row["achievement"] is not None]
        past = [is_met(f.fact, f.norm, f.direction) for f in whole if f.employee == employee and f.norm is not None]
        low, high = wilson(sum(past), len(past))
        paced = [(row["weight"], _paced(row)) for row in mine]
        made.append(
            {
                "employee": employee, "norms": len(mine), "met": sum(row["state"] in ("met", "ahead") for row in mine),
                "score": score(paced), "hits": sum(past), "periods": len(past), "low": low, "high": high,
            }
        )  # fmt: skip
    return sorted(made, key=lambda row: (-(row["score"] or 0), row["employee"]))


def _paced(row: dict[str, Any]) -> float:
    """What counts in the total: the forecast of what grows, the achievement of everything else."""
    share = row["forecast_share"]
    return float(row["achievement"] if share is None else share)
