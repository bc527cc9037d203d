"""The card of one client: his purchases, what he buys and from whom, his class through the quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

import pyarrow as pa

from analytics.clients.abc_classes import AbcSettings
from analytics.errors import UnknownClient
from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import rule_parameters
from analytics.periods import add_months, month_end, month_start
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import VALUES, read_sql, statement
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

MONTHS = 12
_LAST_PURCHASE = """
SELECT c.client_id, max(s.day) AS day
FROM clients c LEFT JOIN purchase_states s ON s.client_id = c.client_id AND s.day <= $as_of
WHERE c.client_id = $client_id GROUP BY c.client_id
"""
_MISSED = 400  # a year of daily purchases; more dates would say no more than their number

_MONEY = pa.decimal128(18, 4)
_PARTS = pa.schema(
    [
        ("kind", pa.string()),
        ("name", pa.string()),
        ("revenue", _MONEY),
        ("revenue_before", _MONEY),
        ("margin", _MONEY),
        ("margin_share", pa.float64()),
        ("change_share", pa.float64()),
        ("last_day", pa.date32()),
        ("months", pa.list_(pa.float64())),
    ]
)


@dataclass(frozen=True)
class ClientHistorySettings(ClientStatusSettings):
    """client_id: whose card. The rest is the rule of loss (see `ClientStatusSettings`)."""

    client_id: int = setting(0, Mark.ASM, low=0)


def client_history(engine: Engine, scope: Scope, settings: ClientHistorySettings) -> Result:
    """How did this client buy, and when were the next purchases due?

    One row a day with money of the client up to the as-of date: `day, net, margin, orders, manager, is_purchase,
    gap_days, rhythm_days, basis` (the last three of purchase days). Facts: who he is (`client, tax_id, code, since,
    segment, manager, region, channel`), where he stands (`status, pause_until, first_purchase, last_purchase, lost_on, purchases,
    rhythm_days, threshold_days, silent_days, gap_cv, net_12m, margin_12m`), `average_purchase` (of the 365 days
    ending with the last one), `missed` (days on which purchases were due by his rhythm and did not come, the earliest
    400), `missed_count`, `missed_money`, `next_due`; out of his season (`waits_for_season`) these are the days on which
    his seasons were due, each worth a year. Filters and period are not applied. Raises `UnknownClient`.
    """
    asked = {**scope.parameters, **rule_parameters(engine, settings)}
    found = engine.query(statement("clients/client_state", scope, rule=settings.rule), **asked).to_pylist()
    if not found:
        raise UnknownClient("unknown_client", client_id=settings.client_id)
    table = engine.query(read_sql("clients/client_history"), **asked)
    state = found[0]
    return Result(
        table=table,
        status=Status.OK if table.num_rows else Status.NOT_ENOUGH_DATA,
        period=(table.column("day")[0].as_py(), scope.as_of) if table.num_rows else None,
        params=parameters_in_force(scope, settings),
        facts=state | _expectations(state, table, scope.as_of),
        rows_used=table.num_rows,
    )


def _expectations(state: dict[str, Any], table: pa.Table, as_of: date) -> dict[str, Any]:
    last, rhythm = state["last_purchase"], state["rhythm_days"]
    if last is None:
        empty = ("lost_on", "average_purchase", "next_due", "missed_money")
        return dict.fromkeys(empty) | {"missed": [], "missed_count": 0, "waits_for_season": False}
    year = [row for row in table.to_pylist() if row["is_purchase"] and row["day"] > last - timedelta(days=365)]
    average: Decimal = state["net_12m"] / len(year)
    gone = state["silent_days"] >= state["threshold_days"] and state["status"] != "agreed_pause"
    known = {"lost_on": last + timedelta(days=state["threshold_days"]) if gone else None, "average_purchase": average}
    if state["season_over_on"] is not None and state["season_over_on"] <= as_of and state["silent_days"] >= rhythm:
        return known | _seasons_missed(state, as_of)
    missed_count = max(0, int((as_of - last).days / rhythm + 1e-9))
    due = [last + timedelta(days=ceil(rhythm * step - 1e-6)) for step in range(1, min(missed_count, _MISSED) + 1)]
    return known | {
        "missed": due,
        "missed_count": missed_count,
        "missed_money": average * missed_count,
        "next_due": last + timedelta(days=ceil(rhythm * (missed_count + 1) - 1e-6)),
        "waits_for_season": False,
    }


def _seasons_missed(state: dict[str, Any], as_of: date) -> dict[str, Any]:
    """Of a seasonal client whole seasons are due, a year apart, each worth his last active year."""
    first: date = state["season_due_on"]
    count = max(0, (as_of - first).days // 365 + 1)
    due = [first + timedelta(days=365 * step) for step in range(count + 1)]
    return {
        "missed": due[:-1], "missed_count": count, "missed_money": state["net_12m"] * count, "next_due": due[-1],
        "waits_for_season": True,
    }  # fmt: skip


def client_parts(engine: Engine, scope: Scope, settings: ClientHistorySettings) -> Result:
    """What did this client buy in his last active year, from whom, and how does it compare with the year before?

    One row a product group, product and manager (`kind`): `name` ('' = not given), `revenue`, `revenue_before`,
    `margin`, `margin_share`, `change_share` (None from a base of nothing), `last_day`, `months` (twelve sums, the
    oldest first). The year is the 365 days ending with his last purchase on or before the as-of date. Facts:
    `year_end`.
    """
    asked = {**scope.parameters, **vars(settings)}
    last = engine.query(_LAST_PURCHASE, **asked).to_pylist()
    if not last:
        raise UnknownClient("unknown_client", client_id=settings.client_id)
    year_end = last[0]["day"] or scope.as_of
    months = ", ".join(
        f"CAST(coalesce(sum(CASE WHEN part = {part} THEN amount END), 0) AS DOUBLE) AS part_{part}"
        for part in range(MONTHS)
    )
    text = read_sql("clients/client_parts").replace(":months:", months)
    rows = [_part(row) for row in engine.query(text, **(asked | {"last_day": year_end})).to_pylist()]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_PARTS),
        status=Status.OK if rows else Status.NOT_ENOUGH_DATA,
        period=(year_end - timedelta(days=364), year_end),
        params=parameters_in_force(scope, settings),
        facts={"year_end": year_end},
        rows_used=len(rows),
    )


def _part(row: dict[str, Any]) -> dict[str, Any]:
    before, base = row["revenue_before"], row["margin_base"]
    return {
        **{name: row[name] for name in ("kind", "name", "revenue", "revenue_before", "margin", "last_day")},
        "margin_share": float(row["margin"] / base) if row["margin"] is not None and base > 0 else None,
        "change_share": float((row["revenue"] - before) / before) if before > 0 else None,
        "months": [row[f"part_{part}"] for part in reversed(range(MONTHS))],
    }


def client_classes(
    engine: Engine, scope: Scope, settings: ClientHistorySettings, abc: AbcSettings | None = None, quarters: int = 8
) -> Result:
    """In which class was this client at the end of the last quarters?

    One row a quarter in which he had money, oldest first: `last_day`, `abc_class`, `rank`, `value`, `share`, each by
    the 365 days ending with the quarter; the last one ends with the as-of date. Filters by manager and product apply
    as in ABC.
    Facts: `class_now`, `rank_now` (None without money in the last 365 days).
    """
    abc = abc or AbcSettings()
    span = data_span(engine, scope.as_of)
    quarter = add_months(scope.as_of, -((scope.as_of.month - 1) % 3))
    ends = [add_months(quarter, -3 * step) - timedelta(days=1) for step in range(quarters - 1)]
    known = [day for day in reversed(ends) if span and day >= span[0]]
    table = engine.query(
        statement("clients/client_classes", scope, VALUES[abc.criterion_of(scope)]),
        **scope.parameters,
        client_id=settings.client_id,
        ends=[*known, scope.as_of],
        limit_a=abc.limit_a,
        limit_b=abc.limit_b,
        strict=abc.strict,
    )
    now = next((row for row in table.to_pylist() if row["last_day"] == scope.as_of), None)
    return Result(
        table=table,
        status=Status.OK if table.num_rows else Status.NOT_ENOUGH_DATA,
        period=(month_start(known[0]) if known else scope.as_of, month_end(scope.as_of)),
        params=parameters_in_force(scope, settings) | vars(abc),
        facts={"class_now": now["abc_class"] if now else None, "rank_now": now["rank"] if now else None},
        rows_used=table.num_rows,
    )
