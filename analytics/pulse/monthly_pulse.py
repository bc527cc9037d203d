"""The factors of the pulse month by month, for lines and small charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.periods import TAIL_GAP_DAYS, add_months, is_complete, month_start, months_between
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

_MONEY = pa.decimal128(38, 4)
_SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("is_complete", pa.bool_()),
        ("clients", pa.int64()),
        ("purchases", pa.int64()),
        ("orders", pa.int64()),
        ("frequency", pa.float64()),
        ("average_check", _MONEY),
        ("margin_share", pa.float64()),
        ("revenue", _MONEY),
        ("margin", _MONEY),
        ("unidentified", _MONEY),
        ("revenue_year_ago", _MONEY),
    ]
)


@dataclass(frozen=True)
class MonthlyPulseSettings(Settings):
    """tail_gap_days: a month is complete when the data reach its end, less so many days."""

    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)


def monthly_pulse(engine: Engine, scope: Scope, settings: MonthlyPulseSettings | None = None) -> Result:
    """How did clients, frequency, average check and profitability go month by month?

    One row a month from the first with sales to the month of the as-of date, silent months too: `month`,
    `is_complete`, `clients` (buying), `purchases` (purchase days), `orders`, `frequency` = purchases / clients,
    `average_check` = money of identified clients / purchases, `margin_share`, `revenue` (all buyers), `margin`,
    `unidentified` (money of buyers without a name), `revenue_year_ago`. Ratios are None where there is nothing to
    divide by. The scope's period is not used, its filters are. Facts: `missing_months` inside the span of the data.
    """
    settings = settings or MonthlyPulseSettings()
    span = data_span(engine, scope.as_of)
    if span is None:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    found = {
        row["month"]: row
        for row in engine.query(statement("pulse/monthly_pulse", scope), **scope.parameters).to_pylist()
    }
    first, last = month_start(span[0]), month_start(scope.as_of)
    months = [add_months(first, step) for step in range(months_between(first, last) + 1)]
    rows = [_month(month, found, is_complete(month, scope.as_of, settings.tail_gap_days)) for month in months]
    for row in rows:
        earlier = found.get(add_months(row["month"], -12))
        known = add_months(row["month"], -12) >= first
        row["revenue_year_ago"] = earlier["revenue"] if earlier else Decimal(0) if known else None
    missing = [month for month in months if month not in found and month < month_start(span[1])]
    notices = tuple(
        Notice("W_PARTIAL", {"month": row["month"], "days": scope.as_of.day}) for row in rows if not row["is_complete"]
    )
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=span,
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"missing_months": missing},
        rows_used=sum(row["purchases"] for row in rows),
    )


def _month(month: date, found: dict[date, dict[str, Any]], whole: bool) -> dict[str, Any]:
    row = found.get(month)
    if row is None:
        nothing = {
            "clients": 0,
            "purchases": 0,
            "orders": 0,
            "revenue": Decimal(0),
            "margin": None,
            "unidentified": Decimal(0),
        }
        return {
            "month": month,
            "is_complete": whole,
            "frequency": None,
            "average_check": None,
            "margin_share": None,
        } | nothing
    clients, purchases, base = row["clients"], row["purchases"], row["margin_base"]
    per_purchase = (
        ((row["revenue"] - row["unidentified"]) / purchases).quantize(Decimal("0.0001")) if purchases else None
    )
    return {
        "month": month,
        "is_complete": whole,
        "frequency": purchases / clients if clients else None,
        "average_check": per_purchase,
        "margin_share": float(row["margin"] / base) if row["margin"] is not None and base > 0 else None,
    } | {name: row[name] for name in ("clients", "purchases", "orders", "revenue", "margin", "unidentified")}
