"""M19 beside M02: all clients by class of money and steadiness."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from analytics.clients.abc_classes import AbcSettings, abc_table
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.winback.win_back_priority import company_year
from analytics.winback.xyz_classes import XyzSettings, xyz_classes
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

_SCHEMA = pa.schema(
    [
        ("abc_class", pa.string()),
        ("xyz_class", pa.string()),
        ("clients", pa.int64()),
        ("revenue", pa.decimal128(38, 4)),
    ]
)


def client_matrix(engine: Engine, scope: Scope, settings: XyzSettings | None = None) -> Result:
    """How much of the company's year comes from which class of money and which steadiness?

    One row a pair of classes that somebody is in: `abc_class` (A, B, C of the last twelve complete months, of the whole
    company), `xyz_class` (X, Y, Z; who has bought too little to be judged is Z), `clients`, `revenue` of those months.
    Filters choose the clients. Facts: `clients`, `revenue`, `steady_share` (part of X in the revenue, None without any).
    Source: crossing ABC and XYZ is usual practice.
    """
    settings = settings or XyzSettings()
    params = parameters_in_force(scope, settings)
    if data_span(engine, scope.as_of) is None:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, params)
    year = company_year(engine, scope)
    classes = abc_table(engine, year, AbcSettings(criterion="revenue")).select(["client_id", "abc_class", "revenue"])
    classes = classes.filter(pc.is_in(classes.column("abc_class"), pa.array(["A", "B", "C"])))
    steadiness = xyz_classes(engine, scope, settings).table.select(["client_id", "xyz_class"])
    known = classes.join(steadiness, "client_id", join_type="inner")
    steady = pc.if_else(pc.equal(known.column("xyz_class"), "n"), "Z", known.column("xyz_class"))
    known = known.set_column(known.column_names.index("xyz_class"), "xyz_class", steady)
    sums = known.group_by(["abc_class", "xyz_class"]).aggregate([("client_id", "count"), ("revenue", "sum")])
    rows = [
        {"abc_class": r["abc_class"], "xyz_class": r["xyz_class"], "clients": r["client_id_count"], "revenue": r["revenue_sum"]}
        for r in sums.sort_by([("abc_class", "ascending"), ("xyz_class", "ascending")]).to_pylist()
    ]  # fmt: skip
    revenue = sum((row["revenue"] for row in rows), Decimal(0))
    constant = sum((row["revenue"] for row in rows if row["xyz_class"] == "X"), Decimal(0))
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK if rows else Status.NOT_ENOUGH_DATA,
        period=(year.first_day, year.last_day),
        params=params,
        facts={
            "clients": known.num_rows,
            "revenue": revenue,
            "steady_share": float(constant / revenue) if revenue > 0 else None,
        },
        rows_used=known.num_rows,
    )
