"""What the data hold: months, money, names to filter by, and how complete they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.periods import TAIL_GAP_DAYS, is_complete
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.totals import MARGIN_KNOWN, UNIDENTIFIED_NOTICE
from analytics.windows import complete_months, data_span, parameters_in_force, stale_notices
from storage.engine import Engine

NAMES = ("managers", "regions", "channels", "product_groups", "currencies")
LOOKS_LIKE_QUANTITY = 0.9


@dataclass(frozen=True)
class DataProfileSettings(Settings):
    """tail_gap_days: a month is complete when the data reach its end, less so many days."""

    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)


def data_profile(engine: Engine, scope: Scope, settings: DataProfileSettings | None = None) -> Result:
    """What do the data hold up to the as-of date? Filters and period are not applied: they are chosen from the
    answer.

    One row a month with sales: `month, lines, clients, revenue, margin, unidentified, is_complete`. Facts:
    `first_day`, `last_day`, `complete_months`, `partial_months`, `lines`, `clients`, `revenue`, `margin`,
    `margin_base` (revenue of lines whose margin is known), `unidentified`, `unidentified_share`, `margin_known_share`, `quantity_share` and `order_share` (of lines that have one),
    `amount_is_quantity_share`, and for managers, regions, channels, product_groups, currencies a list of `{name,
    revenue}` by money ('' = not given).
    """
    settings = settings or DataProfileSettings()
    span = data_span(engine, scope.as_of)
    table = engine.query(read_sql("data_profile"), as_of=scope.as_of)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    complete = [is_complete(month, scope.as_of, settings.tail_gap_days) for month in table.column("month").to_pylist()]
    facts = (
        _facts(table)
        | _names(engine, scope)
        | {
            "first_day": span[0],
            "last_day": span[1],
            "clients": _clients(engine, scope),
            "complete_months": complete_months(span, scope.as_of, settings.tail_gap_days),
            "partial_months": [
                month for month, whole in zip(table.column("month").to_pylist(), complete, strict=True) if not whole
            ],
        }
    )
    notices = _notices(facts) + stale_notices(scope, span)
    return Result(
        table=table.select(["month", "lines", "clients", "revenue", "margin", "unidentified"]).append_column(
            "is_complete", pa.array(complete, pa.bool_())
        ),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=span,
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=facts["lines"],
    )


def _clients(engine: Engine, scope: Scope) -> int:
    counted = engine.query(
        "SELECT count(DISTINCT client_id) AS n FROM client_day WHERE client_id <> 0 AND day <= $as_of",
        as_of=scope.as_of,
    )
    clients: int = counted.column("n")[0].as_py()
    return clients


def _names(engine: Engine, scope: Scope) -> dict[str, list[dict[str, Any]]]:
    rows = engine.query(read_sql("data_profile_names"), as_of=scope.as_of).to_pylist()
    return {
        kind: [{"name": row["name"], "revenue": row["revenue"]} for row in rows if row["kind"] == kind]
        for kind in NAMES
    }


def _facts(table: pa.Table) -> dict[str, Any]:
    total = {
        name: pc.sum(table.column(name)).as_py()
        for name in (
            "lines",
            "revenue",
            "margin",
            "unidentified",
            "margin_base",
            "with_quantity",
            "with_order",
            "amount_is_quantity",
        )
    }
    revenue: Decimal = total["revenue"]
    return {
        "lines": total["lines"],
        "revenue": revenue,
        "margin": total["margin"],
        "margin_base": total["margin_base"],
        "unidentified": total["unidentified"],
        "unidentified_share": float(total["unidentified"] / revenue) if revenue > 0 else None,
        "margin_known_share": float(total["margin_base"] / revenue) if revenue > 0 else None,
        "quantity_share": total["with_quantity"] / total["lines"],
        "order_share": total["with_order"] / total["lines"],
        "amount_is_quantity_share": total["amount_is_quantity"] / total["lines"],
    }


def _notices(facts: dict[str, Any]) -> tuple[Notice, ...]:
    found: tuple[Notice, ...] = ()
    if len(facts["currencies"]) > 1:
        found += (Notice("E_CURRENCY", {"currencies": [row["name"] for row in facts["currencies"]]}),)
    if facts["amount_is_quantity_share"] >= LOOKS_LIKE_QUANTITY:
        found += (Notice("W_QUANTITY", {"share": facts["amount_is_quantity_share"]}),)
    if (facts["unidentified_share"] or 0) > UNIDENTIFIED_NOTICE:
        found += (Notice("W_UNIDENT", {"share": facts["unidentified_share"]}),)
    if facts["margin"] is not None and (facts["margin_known_share"] or 0) < MARGIN_KNOWN:
        found += (Notice("W_MARGIN_PART", {"share": facts["margin_known_share"]}),)
    for month in facts["partial_months"]:
        found += (Notice("W_PARTIAL", {"month": month, "days": (facts["last_day"] - month).days + 1}),)
    return found
