"""M05: on how few clients the company stands, and class limits calculated from the curve itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.clients.class_summary import Floats, gini, positive_values
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import VALUES, statement
from analytics.totals import period_totals
from analytics.windows import data_span, parameters_in_force, partial_month_notices
from storage.engine import Engine

FIRST = (1, 3, 5, 10)
FEW_CLIENTS = 5
_HAIR = 1e-12  # two points of the curve at the same distance are a tie in spite of binary floats
_SCHEMA = pa.schema([("first_clients", pa.int64()), ("share", pa.float64()), ("share_before", pa.float64())])


@dataclass(frozen=True)
class ConcentrationSettings(Settings):
    """What clients are measured by: revenue, margin, orders, quantity, or the measure of the question."""

    criterion: str = setting("measure", Mark.ART, choices=("measure", *VALUES))


def concentration(engine: Engine, scope: Scope, settings: ConcentrationSettings | None = None) -> Result:
    """On how few clients does the company stand?

    Rows: the first 1, 3, 5, 10 clients (`first_clients`; no more than there are), their `share` of the positive total
    of identified clients, and `share_before` of the first so many clients of the compared period. Facts: `clients`
    (with a positive value), `clients_for_half`, `clients_for_80` (and both `_before`), `hhi` (sum of squared shares),
    `effective_clients` = 1/hhi, `gini`, `calculated` (clients in A, B, C by limits read from the curve; None under
    five clients). Source: usual measures of concentration; the calculated limits are those of Ultsch and Lötsch.
    """
    settings = settings or ConcentrationSettings()
    criterion = scope.measure if settings.criterion == "measure" else settings.criterion
    first_before, last_before = scope.compared_period
    now = _values(engine, scope, criterion)
    before = _values(engine, replace(scope, first_day=first_before, last_day=last_before), criterion)
    if data_span(engine, scope.as_of) is None or len(now) == 0:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    notices = period_totals(engine, scope).notices() + partial_month_notices(scope)
    if len(now) < FEW_CLIENTS:
        notices = (Notice("W_FEW_CLIENTS", {"clients": len(now)}), *notices)
    rows = [
        {
            "first_clients": first,
            "share": first_share(now, first),
            "share_before": first_share(before, first) if len(before) else None,
        }
        for first in FIRST
        if first == 1 or first <= len(now)
    ]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings) | {"criterion": criterion},
        warnings=notices,
        facts=curve_facts(now)
        | {f"{name}_before": value for name, value in curve_facts(before).items() if "clients" in name},
        rows_used=len(now),
    )


def _values(engine: Engine, scope: Scope, criterion: str) -> Floats:
    return positive_values(
        engine.query(statement("clients/concentration", scope, VALUES[criterion]), **scope.parameters)
    )


def first_share(values: Floats, first: int) -> float:
    """Share of the first so many values, largest first."""
    return float(values[:first].sum() / values.sum())


def clients_for(values: Floats, share: float) -> int:
    """How many of the largest make at least a share of all."""
    reached = np.cumsum(values) / values.sum()
    return int(np.searchsorted(reached, share - 1e-9) + 1)


def curve_facts(values: Floats) -> dict[str, Any]:
    """The single figures of a list of positive values, largest first; None for an empty one."""
    if len(values) == 0:
        empty = ("clients_for_half", "clients_for_80", "hhi", "effective_clients", "gini", "calculated")
        return {"clients": 0} | dict.fromkeys(empty)
    hhi = float(((values / values.sum()) ** 2).sum())
    return {
        "clients": len(values),
        "clients_for_half": clients_for(values, 0.5),
        "clients_for_80": clients_for(values, 0.8),
        "hhi": hhi,
        "effective_clients": 1 / hhi,
        "gini": gini(values),
        "calculated": calculated_limits(values) if len(values) >= FEW_CLIENTS else None,
    }


def calculated_limits(values: Floats) -> dict[str, int]:
    """Clients in A, B and C by the curve itself: how much each next client still adds.

    A ends at the point nearest to "no clients, all the money" or where a client stops bringing more than an average
    one, whichever comes first; B ends at the point nearest to (the later of the two, all the money). Ties take the
    later point.
    """
    count = len(values)
    clients, money = np.arange(1, count + 1) / count, np.cumsum(values) / values.sum()
    pareto = _nearest(clients, money, 0.0)
    above_average = int(np.flatnonzero(values * count / values.sum() >= 1 - 1e-9)[-1])
    end_of_a, point_b = min(pareto, above_average), max(pareto, above_average)
    end_of_b = max(_nearest(clients, money, float(clients[point_b])), end_of_a)
    return {"A": end_of_a + 1, "B": end_of_b - end_of_a, "C": count - end_of_b - 1}


def _nearest(clients: Floats, money: Floats, at: float) -> int:
    distance = (clients - at) ** 2 + (1 - money) ** 2
    return int(np.flatnonzero(distance <= distance.min() + _HAIR)[-1])
