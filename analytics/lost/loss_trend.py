"""How losses and returns went, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import rule_parameters
from analytics.periods import TAIL_GAP_DAYS, is_complete
from analytics.proportion import wilson
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, not_enough, parameters_in_force, stale_notices
from storage.engine import Engine

BEST_SHARES = (0.09, 0.11)  # management practice: what even excellent companies lose in a year
YEAR = 12
GROUPS = ("", "manager")
_PARTS = {
    "": {
        "seller": "''",
        "returns": "SELECT manager, back, clients, money FROM dated WHERE gone IS NOT NULL AND back IS NOT NULL",
        "sellers": "SELECT '' AS manager",
    },
    "manager": {"seller": "manager", "sellers": "SELECT DISTINCT manager FROM changes"},
}
_MONEY = pa.decimal128(38, 4)
_COUNTS = ("lost", "returned", "clients", "year_lost", "year_clients")
_SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("manager", pa.string()),
        *((name, pa.int64()) for name in _COUNTS[:3]),
        ("lost_money", _MONEY),
        ("returned_money", _MONEY),
        *((name, pa.int64()) for name in _COUNTS[3:]),
        ("year_money", _MONEY),
        ("year_share", pa.float64()),
        ("year_low", pa.float64()),
        ("year_high", pa.float64()),
        ("is_partial", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class LossTrendSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), how many days may be missing at the end of a complete month, and
    whose months: of the company ('') or of every manager.
    """

    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)
    by: str = setting("", Mark.OPT, choices=GROUPS)


def loss_trend(engine: Engine, scope: Scope, settings: LossTrendSettings | None = None) -> Result:
    """Do we lose more clients than we used to?

    One row a month from the first sale to the as-of date, of clients with two purchases or more; with `by` manager one
    a `manager` and month, whose sums are the company's (`manager` is None in the rows of the company, '' where none is
    given). A client is of the manager of his last purchase known on each day: a loss is of whoever sold before it, a
    return of whoever sold then, as in `loss_report`, also where he is not among those that are filtered. `lost`, `returned`:
    events of the month (a client may have several), `lost_money`, `returned_money`: what these clients brought in a
    year (see `loss_money`). `clients`: not lost at the month's end. `year_lost` of `year_clients`: who was lost in the
    twelve months that end with this one and has not come back, of all who were clients in them; `year_money` is
    theirs, `year_share` the share with its Wilson interval `year_low`, `year_high`, all None in the first twelve
    months of the data and in a month that is not complete (`is_partial`, only the last can be). Period and
    comparison of the scope are not applied, its filters are, by the last purchase of the client on each date.
    Source: management practice for loss, return and the 9-11 % a year of the best.
    """
    settings = settings or LossTrendSettings()
    span = data_span(engine, scope.as_of)
    if span is None:
        return not_enough(scope, settings, _SCHEMA.empty_table(), 1, 0)
    asked = {"first_month": _month_no(span[0]), "last_month": _month_no(scope.as_of)}
    found = engine.query(
        trend_statement(scope, settings), **scope.parameters, **rule_parameters(engine, settings), **asked
    ).to_pylist()
    rows = [_month(row, row["month_no"] - asked["first_month"], scope, settings) for row in found]
    notices = stale_notices(scope, span)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"lost": sum(row["lost"] for row in rows), "returned": sum(row["returned"] for row in rows)},
        rows_used=len(rows),
    )


def trend_statement(scope: Scope, settings: LossTrendSettings) -> str:
    """The statement behind `loss_trend`: of the company nobody has to look up who sold at a return."""
    text = statement("lost/loss_trend", scope, rule=settings.rule)
    parts = _PARTS[settings.by]
    if settings.by:
        parts = parts | {"returns": statement("lost/returns_by_seller", scope)}
    for name, sql in parts.items():
        text = text.replace(f":{name}:", sql)
    return text


def _month_no(day: date) -> int:
    return day.year * 12 + day.month


def _month(row: dict[str, Any], at: int, scope: Scope, settings: LossTrendSettings) -> dict[str, Any]:
    number = row["month_no"] - 1
    month = date(number // 12, number % 12 + 1, 1)
    partial = not is_complete(month, scope.as_of, settings.tail_gap_days)
    told = {**row, "month": month, "manager": row["manager"] if settings.by else None, "is_partial": partial}
    if at < YEAR or partial:
        return told | dict.fromkeys(("year_lost", "year_clients", "year_money"))
    lost, clients = row["year_lost"], row["year_clients"]
    low, high = wilson(lost, clients)
    return told | {"year_share": lost / clients if clients else None, "year_low": low, "year_high": high}
