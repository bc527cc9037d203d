"""What is loaded for which dates, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

SALES = "sales"


@dataclass(frozen=True)
class DataCoverageSettings(Settings):
    """grain: the length of a period; weeks begin on Monday."""

    grain: str = setting("month", Mark.ASM, choices=("month", "week"))


def data_coverage(engine: Engine, scope: Scope, settings: DataCoverageSettings | None = None) -> Result:
    """What is loaded for which months (or weeks)?

    One row for each kind and period that holds something, by kind and time: `kind` ("sales" or the name of a table of
    records), `first_day` of the period (None: records without a date), `records` (lines of sales, or rows),
    `revenue` (of sales only). Sales after the as-of date are left out; records are all there are, since plans lie
    ahead. Period and filters are not applied.
    """
    settings = settings or DataCoverageSettings()
    table = engine.query(read_sql("data_coverage"), as_of=scope.as_of, grain=settings.grain)
    days = [row["first_day"] for row in table.to_pylist() if row["kind"] == SALES]
    return Result(
        table=table,
        status=Status.OK if table.num_rows else Status.NOT_ENOUGH_DATA,
        period=(min(days), scope.as_of) if days else None,
        params=parameters_in_force(scope, settings),
        rows_used=sum(table.column("records").to_pylist()),
    )
