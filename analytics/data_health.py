"""Can the data be trusted? What is missing or in doubt, what it weighs in money, and which questions stay closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.data_calendar import gaps, missing_months, usual_weekdays
from analytics.data_findings import COLUMNS, DataHealthSettings, DataSeen, findings, share_of, thin_months
from analytics.data_profile import DataProfileSettings, data_profile
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

__all__ = ["COLUMNS", "DataHealthSettings", "data_health"]

CARE, DISTRUST = 0.01, 0.10  # share of the money in doubt from which on the answer is "with care", and "not yet"
EFFECTS = ("distorts", "closes", "note")

_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("effect", pa.string()),
        ("money", pa.decimal128(38, 4)),
        ("share", pa.float64()),
        ("count", pa.int64()),
        ("days", pa.int64()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
        ("names", pa.list_(pa.string())),
    ]
)
_PLAIN: dict[str, Any] = dict.fromkeys(_SCHEMA.names) | {"names": []}


def data_health(engine: Engine, scope: Scope, settings: DataHealthSettings | None = None) -> Result:
    """Can the data be trusted? Everything loaded up to the as-of date; period and filters are not applied.

    One row a finding, what distorts numbers first, then what closes questions, then notes; in each by money: `code`,
    `effect` (`EFFECTS`), `money` (missing, in doubt, or without the column; None where nobody can tell), `share` (of
    revenue), `count` (lines, months, runs, names, files), `days`, `first_day`, `last_day`, `names` (at most three).

    Codes. Distorts: months_missing, days_missing, month_thin, held_back, future, same_name, stale, quantity. Closes: no_<column> for each of `COLUMNS`, short. Notes: currencies (lines in others than the
    one in force, which nothing here counts), partial, undone, many_returns, no_returns. Money
    that is missing is estimated by the average month, day and line of what is there.

    Facts: `verdict` (yes, care, no: by the share of the money that distorting findings touch), `doubt_share`,
    `days_old`, `first_day`, `last_day`, `complete_months`, `lines`, `revenue`, `usual_weekdays` (0 = Monday), `gaps`
    (first_day, last_day, days), `months_missing`, `months_thin`, `missing` (column -> share of revenue without it). Source:
    management practice.
    """
    settings = settings or DataHealthSettings()
    profile = data_profile(engine, scope, DataProfileSettings(settings.tail_gap_days))
    in_force = parameters_in_force(scope, settings)
    if profile.status is Status.NOT_ENOUGH_DATA:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, in_force)
    seen = _look(engine, scope, settings, profile)
    rows = sorted(({**_PLAIN, **row} for row in findings(seen, settings)), key=_order)
    doubt = _doubt(rows, seen.revenue)
    facts = {name: profile.facts[name] for name in ("first_day", "last_day", "complete_months", "lines", "revenue")}
    facts |= {
        "verdict": _verdict(rows, doubt),
        "doubt_share": doubt,
        "days_old": seen.days_old,
        "usual_weekdays": list(usual_weekdays(seen.days, settings.usual_share)),
        "gaps": [vars(gap) for gap in seen.gaps],
        "months_missing": list(seen.months_missing),
        "months_thin": [month for month, _, _ in thin_months(seen, settings.thin_share)],
        "missing": seen.missing,
    }
    return Result(
        table=pa.Table.from_pylist(rows, _SCHEMA),
        status=profile.status,
        period=profile.period,
        params=in_force,
        warnings=profile.warnings,
        facts=facts,
        rows_used=profile.rows_used,
    )


def _look(engine: Engine, scope: Scope, settings: DataHealthSettings, profile: Result) -> DataSeen:
    today = settings.today or scope.as_of
    found = engine.query("SELECT DISTINCT day FROM client_day WHERE day <= $as_of ORDER BY day", as_of=scope.as_of)
    days: list[date] = found.column("day").to_pylist()
    return DataSeen(
        profile=profile,
        days=days,
        lines=engine.query(read_sql("data_health_lines"), as_of=scope.as_of, today=today).to_pylist()[0],
        imports=engine.query(read_sql("data_health_imports")).to_pylist()[0],
        names=engine.query(read_sql("data_health_names"), as_of=scope.as_of).to_pylist(),
        gaps=gaps(days, settings.usual_share, settings.gap_days),
        months_missing=missing_months(days),
        days_old=max(0, (today - days[-1]).days),
        other_currencies=engine.query(read_sql("data_health_currencies")).to_pylist(),
    )


def _order(row: dict[str, Any]) -> tuple[int, Decimal, int, str]:
    column = row["code"].removeprefix("no_")
    weight = COLUMNS.index(column) if column in COLUMNS else 0
    return EFFECTS.index(row["effect"]), -(row["money"] or Decimal(0)), weight, row["code"]


def _doubt(rows: list[dict[str, Any]], revenue: Decimal) -> float | None:
    """Share of the money that distorting findings touch, at most all of it."""
    money = sum((abs(row["money"] or Decimal(0)) for row in rows if row["effect"] == "distorts"), Decimal(0))
    share = share_of(money, revenue)
    return None if share is None else min(1.0, share)


def _verdict(rows: list[dict[str, Any]], doubt: float | None) -> str:
    if doubt is None or doubt >= DISTRUST or any(row["code"] == "quantity" for row in rows):
        return "no"
    return "care" if doubt >= CARE else "yes"
