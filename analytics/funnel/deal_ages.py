"""How long deals stand at each stage, and which open ones stand longer than those that were won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analytics.funnel.funnel_reading import deal_parameters, funnel_statement, source_of
from analytics.funnel.sales_funnel import SalesFunnelSettings
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.windows import parameters_in_force
from storage.engine import Engine

LEAST_TIMES = 10  # of fewer deals nobody knows how long is usual
_SCHEMA = pa.schema(
    [
        ("deal_id", pa.string()), ("client", pa.string()), ("client_id", pa.int32()), ("manager", pa.string()), ("channel", pa.string()),
        ("product", pa.string()), ("stage", pa.string()), ("amount", pa.decimal128(18, 4)), ("entered_on", pa.date32()),
        ("stage_since", pa.date32()), ("age_days", pa.int64()), ("stage_days", pa.int64()), ("limit_days", pa.float64()),
        ("over_days", pa.int64()), ("judged_by", pa.string()), ("is_old", pa.bool_()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class DealAgesSettings(SalesFunnelSettings):
    """Which funnel (see `SalesFunnelSettings`), and which deal is old. old_share: longer than so many of those that went
    on.
    """

    old_share: float = setting(0.9, Mark.ASM, "share", low=0.5, high=0.99)


def deal_ages(engine: Engine, scope: Scope, settings: DealAgesSettings | None = None) -> Result:
    """Which open deals stand longer than usual, and how long is usual at each stage?

    One row an open deal, old ones first by money: `deal_id, client, client_id` (0: has not bought), `manager, channel, product, stage, amount,
    entered_on, stage_since, age_days, stage_days` (None: nobody wrote since when), `limit_days` (as long as `old_share`
    of those that went on stood), `over_days` beyond it, `judged_by` (stage, way: the whole way of the won, or ''),
    `is_old`. Deals whose age nobody knows are not judged. Facts: `stages` (`stage, visits, usual_days, limit_days, open,
    open_money, old`, in order), `way` (the same of the whole way of the won), `open, open_money, old, old_money`.
    Source: management practice; the share is an assumption.
    """
    settings = settings or DealAgesSettings()
    params = parameters_in_force(scope, settings)
    source = source_of(engine, scope, "deals", settings.pipeline)
    if source is None:
        return Result(_SCHEMA.empty_table(), Status.OK_WITH_WARNINGS, None, params, (Notice("W_NO_DEALS"),))
    stages = settings.stages if settings.source == "deals" and settings.stages else source.stages
    asked = deal_parameters(scope, source, stages, False) | {"old_share": settings.old_share}
    times = engine.query(funnel_statement("stage_times", scope), **asked).to_pylist()
    known = {row["stage"]: row for row in times if row["visits"] >= LEAST_TIMES}
    found = engine.query(funnel_statement("open_deals", scope), **asked).to_pylist()
    rows = [_judged(row, known, scope) for row in found]
    rows.sort(key=lambda row: (not row["is_old"], -(row["amount"] or 0), -(row["over_days"] or 0), row["deal_id"]))
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        period=(source.first_day or scope.as_of, scope.as_of),
        params=params,
        facts=_facts(rows, stages, {row["stage"]: row for row in times}, known),
        rows_used=len(rows),
    )


def _judged(row: Mapping[str, Any], known: Mapping[str | None, Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    """An open deal with the days that it may stand: at its stage if those are known, else on its way as a whole."""
    since = row["stage_since"]
    stage_days = None if since is None else (scope.as_of - since).days
    by, days, limit = "", None, None
    if stage_days is not None and row["stage"] in known:
        by, days, limit = "stage", stage_days, known[row["stage"]]["limit_days"]
    elif row["age_days"] is not None and None in known:
        by, days, limit = "way", row["age_days"], known[None]["limit_days"]
    over = max(0, int(days - limit)) if days is not None and limit is not None else None
    is_old = days is not None and limit is not None and days > limit
    return {**row, "stage_days": stage_days, "limit_days": limit, "over_days": over, "judged_by": by, "is_old": is_old}


def _facts(
    rows: list[dict[str, Any]], stages: tuple[str, ...], times: Mapping[str | None, Mapping[str, Any]], known: Mapping[str | None, Any]
) -> dict[str, Any]:  # fmt: skip
    named = [*stages[:-1], *sorted({row["stage"] for row in rows} - set(stages))]
    nothing = {"visits": 0, "usual_days": None, "limit_days": None}
    made = []
    for stage in named:
        mine = [row for row in rows if row["stage"] == stage]
        time = times.get(stage, nothing)
        limits = {name: time[name] if stage in known else None for name in ("usual_days", "limit_days")}
        made.append({"stage": stage, "visits": time["visits"], **limits, **_sums(mine)})
    way = times.get(None, nothing)
    return {"stages": made, "way": {name: way[name] for name in nothing}, **_sums(rows)}


def _sums(rows: list[dict[str, Any]]) -> dict[str, Any]:
    old = [row for row in rows if row["is_old"]]
    return {
        "open": len(rows), "open_money": sum(row["amount"] or 0 for row in rows), "old": len(old),
        "old_money": sum(row["amount"] or 0 for row in old),
    }  # fmt: skip
