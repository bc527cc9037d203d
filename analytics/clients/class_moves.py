"""Who moved between the classes since the compared period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.clients.abc_classes import AbcSettings, abc_table
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

ABSENT = "absent"
_ORDER = ("A", "B", "C", "N", ABSENT)
_MOVE = {"before": pa.string(), "after": pa.string(), "clients": pa.int64(), "value_before": pa.decimal128(38, 4),
         "value": pa.decimal128(38, 4), "change": pa.decimal128(38, 4)}  # fmt: skip


def class_moves(engine: Engine, scope: Scope, settings: AbcSettings | None = None) -> Result:
    """Which clients changed their class against the compared period, and what money moved with them?

    One row a pair (`before`, `after`) of A, B, C, N, absent (no line in that period): `clients`, `value_before`, `value`,
    `change` in the criterion. Facts: `down`, `up` (clients and change of those who fell and rose, absent being the
    lowest), `fell_out_of_a`, `rose_into_a` (likewise). Not enough data where the compared period is not wholly known.
    Source: management practice; classes of each period are its own (see `abc_classes`).
    """
    settings = settings or AbcSettings()
    params = parameters_in_force(scope, settings)
    span = data_span(engine, scope.as_of)
    first_before, _ = scope.compared_period
    empty = pa.table({name: pa.array([], kind) for name, kind in _MOVE.items()})
    if span is None or first_before < span[0].replace(day=1):
        facts = {"from": first_before, "known_from": span[0] if span else None}
        return Result(empty, Status.NOT_ENOUGH_DATA, params=params, warnings=(Notice("E_COMPARED_PERIOD", facts),))
    rows = abc_table(engine, scope, settings).select(["abc_class", "class_before", "value", "value_before"]).to_pylist()
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        pair = row["class_before"] or ABSENT, row["abc_class"] or ABSENT
        cell = cells.setdefault(
            pair, {"before": pair[0], "after": pair[1], "clients": 0, "value_before": Decimal(0), "value": Decimal(0)}
        )
        cell["clients"] += 1
        cell["value_before"] += row["value_before"] or 0
        cell["value"] += row["value"] or 0
    ordered = [cells[pair] for pair in sorted(cells, key=lambda pair: (_ORDER.index(pair[0]), _ORDER.index(pair[1])))]
    moves = [cell | {"change": cell["value"] - cell["value_before"]} for cell in ordered]
    table = pa.table({name: pa.array([move[name] for move in moves], kind) for name, kind in _MOVE.items()})
    return Result(table, Status.OK, (scope.first_day, scope.last_day), params, facts=_facts(moves), rows_used=len(rows))


def _facts(moves: list[dict[str, Any]]) -> dict[str, Any]:
    def total(chosen: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "clients": sum(move["clients"] for move in chosen),
            "change": sum((move["change"] for move in chosen), Decimal(0)),
        }

    place = {code: at for at, code in enumerate(_ORDER)}
    return {
        "down": total([m for m in moves if place[m["after"]] > place[m["before"]]]),
        "up": total([m for m in moves if place[m["after"]] < place[m["before"]]]),
        "fell_out_of_a": total([m for m in moves if m["before"] == "A" and m["after"] != "A"]),
        "rose_into_a": total([m for m in moves if m["after"] == "A" and m["before"] != "A"]),
    }
