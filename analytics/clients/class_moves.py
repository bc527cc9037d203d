"""Who moved between the classes of two periods, and who came or went."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.clients.abc_classes import AbcSettings, abc_table
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

ABSENT = "absent"
_COLUMNS = [
    "client_id",
    "client",
    "manager",
    "class_before",
    "abc_class",
    "value_before",
    "value",
    "revenue",
    "revenue_before",
    "margin",
]


def class_moves(engine: Engine, scope: Scope, settings: AbcSettings | None = None) -> Result:
    """Which clients moved between classes from the compared period to the period, which came and which went?

    One row per client with a line in either period, the largest change of value first: `client_id, client, manager,
    class_before, abc_class` (A, B, C, N or `absent`), `value_before`, `value`, `change`, `revenue`, `revenue_before`,
    `margin`, `last_purchase`. Facts: `cells`, one a pair of classes with `clients`, `before`, `after`; rows and
    columns add up to the classes of `abc_classes`. The two periods should be equally long.
    """
    settings = settings or AbcSettings()
    found = abc_table(engine, scope, settings)
    classes = {name: pc.fill_null(found.column(name), ABSENT) for name in ("class_before", "abc_class")}
    # Room for the sign of a difference: the widest decimal cannot be subtracted.
    money = pa.decimal128(36, 4)
    values = {
        name: pc.fill_null(pc.cast(found.column(name), money), pa.scalar(Decimal(0), money))
        for name in ("value_before", "value")
    }
    table = found.select([*_COLUMNS, "last_purchase"])
    for name, column in (classes | values).items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    change = pc.cast(pc.subtract(values["value"], values["value_before"]), money)
    table = table.append_column("change", change).append_column("size", pc.abs(change))
    table = table.sort_by([("size", "descending"), ("client_id", "ascending")]).drop_columns(["size"])
    return Result(
        table=table,
        status=Status.OK if data_span(engine, scope.as_of) and table.num_rows else Status.NOT_ENOUGH_DATA,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings) | {"criterion": settings.criterion_of(scope)},
        facts={"cells": _cells(table)},
        rows_used=table.num_rows,
    )


def _cells(table: pa.Table) -> list[dict[str, Any]]:
    sums = table.group_by(["class_before", "abc_class"]).aggregate(
        [("client_id", "count"), ("value_before", "sum"), ("value", "sum")]
    )
    cells = [
        {"class_before": row["class_before"], "abc_class": row["abc_class"], "clients": row["client_id_count"]}
        | {"before": row["value_before_sum"], "after": row["value_sum"]}
        for row in sums.to_pylist()
    ]
    return sorted(cells, key=lambda cell: (cell["class_before"], cell["abc_class"]))
