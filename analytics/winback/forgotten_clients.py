"""M10: whom nobody remembers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import line_filter, read_sql, statement
from analytics.winback.win_back_priority import WinBackPrioritySettings, current_borders, priority_parameters
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

TOP_SHARE = 0.2  # the clients whom everybody wants
LEAST_CLIENTS, LEAST_CONTACTS = 5, 10  # below, a manager's contacts say nothing about his habits


@dataclass(frozen=True)
class ForgottenClientsSettings(WinBackPrioritySettings):
    """The rule of loss and the chance of return (see `WinBackPrioritySettings`), and when a client counts as forgotten.

    attention_days: nobody has talked to him for longer. picking_index: from here on a manager picks his favourites.
    """

    attention_days: int = setting(60, Mark.ART, "days", low=1, high=730)
    picking_index: float = setting(1.5, Mark.ASM, low=1, high=10)


def forgotten_clients(engine: Engine, scope: Scope, settings: ForgottenClientsSettings | None = None) -> Result:
    """Who has not bought for longer than his rule of loss allows, and nobody talks to him either?

    One row per client by `expected` (chance of return x former profit) descending: `client_id, client, manager,
    revenue, margin` (of the period), `former_revenue`, `former_margin` (each of its best twelve consecutive months),
    `expected`, `last_purchase, silent_days, threshold_days, rhythm_days, status, last_contact, untouched_days` (None:
    no contact is known), `reason_group, reason`. Left out: companies that are no more, agreed pauses, clients with an
    open step. Facts: `clients`, `expected`, `managers` (one a manager: `forgotten`, `former_profit`, `clients`,
    `contacts`, `top_contact_share`, `top_revenue_share`, `picking_index` = the one / the other, `picks`), `with_touches`.
    Without any contacts in the data the purchases alone decide (notice W_NO_TOUCHES). Source: management practice: one
    to two months without attention are enough to be forgotten; the index is an assumption.
    """
    settings = settings or ForgottenClientsSettings()
    span = data_span(engine, scope.as_of)
    asked = priority_parameters(engine, scope, settings, current_borders(engine, scope))
    table = engine.query(statement("winback/forgotten_clients", scope, rule=settings.rule), **asked)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    has_touches = bool(
        engine.query("SELECT 1 AS one FROM touches WHERE day <= $as_of LIMIT 1", as_of=scope.as_of).num_rows
    )
    notices = stale_notices(scope, span) + (() if has_touches else (Notice("W_NO_TOUCHES"),))
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={
            "clients": table.num_rows,
            "expected": pc.sum(table.column("expected")).as_py() or Decimal(0),
            "managers": _managers(engine, scope, settings, table) if has_touches else _forgotten_by_manager(table),
            "with_touches": has_touches,
        },
        rows_used=table.num_rows,
    )


def _forgotten_by_manager(table: pa.Table) -> list[dict[str, Any]]:
    sums = table.group_by("manager").aggregate([("client_id", "count"), ("expected", "sum")])
    rows = sums.sort_by([("expected_sum", "descending"), ("manager", "ascending")]).to_pylist()
    return [
        {"manager": r["manager"], "forgotten": r["client_id_count"], "expected": r["expected_sum"] or Decimal(0)}
        for r in rows
    ]


def _managers(
    engine: Engine, scope: Scope, settings: ForgottenClientsSettings, table: pa.Table
) -> list[dict[str, Any]]:
    """Who forgets how many, and who talks to his favourites only."""
    text = read_sql("winback/cherry_picking").replace(":line_filter:", line_filter(scope))
    habits = {row["manager"]: row for row in engine.query(text, **scope.parameters, top_share=TOP_SHARE).to_pylist()}
    forgotten = {row["manager"]: row for row in _forgotten_by_manager(table)}
    found = []
    for manager in sorted(habits.keys() | forgotten.keys()):
        counts = forgotten.get(manager, {"manager": manager, "forgotten": 0, "expected": Decimal(0)})
        found.append(counts | _habit(habits.get(manager), settings.picking_index))
    return sorted(found, key=lambda row: (-row["expected"], row["manager"]))


def _habit(row: dict[str, Any] | None, flag: float) -> dict[str, Any]:
    """The share of a manager's contacts with his best clients over their share of his money."""
    none: dict[str, Any] = dict.fromkeys(("top_contact_share", "top_revenue_share", "picking_index"))
    if row is None or row["clients"] < LEAST_CLIENTS or row["contacts"] < LEAST_CONTACTS:
        known = {name: row[name] if row else 0 for name in ("clients", "contacts")}
        return known | none | {"picks": False}
    contacts, money = row["top_contacts"] / row["contacts"], float(row["top_revenue"] / row["revenue"])
    index = contacts / money
    shares = {"top_contact_share": contacts, "top_revenue_share": money, "picking_index": index}
    return {"clients": row["clients"], "contacts": row["contacts"]} | shares | {"picks": index > flag}
