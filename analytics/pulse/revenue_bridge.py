"""M07, level 1: through which clients the money changed from one window to the other (kinds of movement of M04)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import WrongSetting
from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import rule_parameters
from analytics.lost.usual_rhythm import usual_rhythm
from analytics.periods import month_start, months_between
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import VALUES, statement
from analytics.totals import period_totals
from analytics.windows import Window, data_span, not_enough, parameters_in_force, partial_month_notices, warm_until
from storage.engine import Engine

# From left to right in the chart; the last two stand only where there is money in them.
KINDS = ("lost", "paused", "decline", "growth", "returned", "new", "unknown", "unidentified")
SHOWN_WHEN_EMPTY = KINDS[:6]


@dataclass(frozen=True)
class BridgeSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), and what is a movement.

    band: a client whose money changed by no more than this share is stable. warmup_months: in the first months of the
    data a first purchase may only be the first that the file knows; such clients are "first purchase unknown".
    """

    band: float = setting(0.30, Mark.ASM, "share", low=0, high=0.99)
    warmup_months: int = setting(6, Mark.ASM, "months", low=0, high=24)


def revenue_bridge(engine: Engine, scope: Scope, settings: BridgeSettings | None = None) -> Result:
    """Through which clients did the money change from the compared period to the period?

    One row a bar, in the order of the chart: `kind`, `clients` (None for unidentified buyers), `before`, `after`,
    `change` (exact: the changes add up to the change of the total). Kinds, first match: unidentified; new (first
    purchase after the compared period), unknown (the same, but so early in the file that older purchases may be
    missing); returned (lost at the end of the compared period, bought in the period); lost (silent in the period and
    lost at its end); paused (silent, not lost); growth and decline (the rest, by sign). Facts: `before`, `after`,
    `change`, `clients_before` and `clients_after` (with a purchase in the window), the windows. Money in the scope's
    measure. Source: management practice for the parts, the usual requirements of an exact bridge (adds up, changes
    its sign).
    """
    settings = settings or BridgeSettings()
    clients = bridge_clients(engine, scope, settings)
    if clients.status is Status.NOT_ENOUGH_DATA:
        return clients
    return Result(
        table=bridge_bars(clients.table),
        status=clients.status,
        period=clients.period,
        params=clients.params,
        warnings=clients.warnings,
        facts=clients.facts,
        rows_used=clients.rows_used,
    )


def bridge_clients(engine: Engine, scope: Scope, settings: BridgeSettings | None = None) -> Result:
    """Which clients stand behind the bars of the bridge?

    One row per client with money in either window, and one for unidentified buyers (client_id 0), by `change`
    ascending: `client_id, client, manager, kind, movement, before, after, change, bought_before, bought_after,
    status, last_purchase, silent_days, rhythm_days`. `movement` is `kind`, with growth and decline cut into up, down
    and stable by the band. Status and silence are of the as-of date, by all purchases of the client. Facts as in
    `revenue_bridge`.
    """
    settings = settings or BridgeSettings()
    span = data_span(engine, scope.as_of)
    before, after = scope.compared_period, (scope.first_day, scope.last_day)
    if before[1] >= after[0]:
        raise WrongSetting("windows_overlap", first_day=scope.first_day, last_day=scope.last_day)
    if span is None or before[0] < month_start(span[0]):
        have = 0 if span is None else months_between(span[0], scope.last_day) + 1
        return not_enough(scope, settings, pa.table({}), months_between(before[0], after[1]) + 1, have)
    table = bridge_table(engine, scope, settings, before, after)
    totals = period_totals(engine, scope)
    notices = totals.notices(with_margin=scope.measure == "margin") + partial_month_notices(scope)
    if scope.compare == "previous":
        notices = (Notice("W_SEASON"), *notices)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=after,
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=_facts(table, before, after) | {"unidentified_share": totals.unidentified_share},
        rows_used=table.num_rows,
    )


def bridge_table(engine: Engine, scope: Scope, settings: BridgeSettings, before: Window, after: Window) -> pa.Table:
    """The rows of `bridge_clients` for any two windows."""
    span = data_span(engine, scope.as_of)
    first_sale = span[0] if span else before[0]
    return engine.query(
        statement("pulse/bridge_clients", scope, VALUES[scope.measure], settings.rule),
        **scope.parameters,
        **rule_parameters(engine, settings),
        first_before=before[0],
        last_before=before[1],
        first_after=after[0],
        last_after=after[1],
        warm_until=warm_until(first_sale, usual_rhythm(engine, after[1]), settings.warmup_months),
    )


def bridge_bars(clients: pa.Table) -> pa.Table:
    """The bars of the bridge from its clients; exact, the money stays DECIMAL."""
    money = ("before", "after", "change")
    sums = clients.group_by("kind").aggregate([("client_id", "count"), *((name, "sum") for name in money)]).to_pylist()
    found = {row["kind"]: row for row in sums}
    rows = [_bar(kind, found.get(kind)) for kind in KINDS if kind in found or kind in SHOWN_WHEN_EMPTY]
    amount = pa.decimal128(38, 4)
    columns = [("kind", pa.string()), ("clients", pa.int64()), *((name, amount) for name in money)]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


def _bar(kind: str, row: dict[str, Any] | None) -> dict[str, Any]:
    nothing = Decimal("0.0000")
    if row is None:
        return {"kind": kind, "clients": 0, "before": nothing, "after": nothing, "change": nothing}
    clients = None if kind == "unidentified" else row["client_id_count"]
    return {"kind": kind, "clients": clients} | {name: row[f"{name}_sum"] for name in ("before", "after", "change")}


def _facts(table: pa.Table, before: Window, after: Window) -> dict[str, Any]:
    sums = {name: pc.sum(table.column(name)).as_py() or Decimal(0) for name in ("before", "after", "change")}
    bought = {name: int(pc.sum(table.column(f"bought_{name}")).as_py() or 0) for name in ("before", "after")}
    return sums | {
        "clients_before": bought["before"],
        "clients_after": bought["after"],
        "window_before": list(before),
        "window_after": list(after),
    }
