"""How losses and returns went, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import rule_parameters
from analytics.periods import TAIL_GAP_DAYS, is_complete
from analytics.proportion import wilson_of_many
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, not_enough, parameters_in_force, stale_notices
from storage.engine import Engine

BEST_SHARES = (0.09, 0.11)  # management practice: what even excellent companies lose in a year
YEAR = 12
GROUPS = ("", "manager")
_SELLER = "CAST(list_position($sellers, {column}) AS INTEGER)"
_PARTS = {
    "": {"seller": "1", "next_seller": "1", "sellers": "SELECT 1 AS seller"},
    "manager": {
        "seller": _SELLER.format(column="manager"),
        "next_seller": _SELLER.format(column="next_manager"),
        "sellers": "SELECT DISTINCT seller FROM changes",
    },
}
_SELLERS = "SELECT DISTINCT manager FROM purchase_states ORDER BY manager"
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
    first_month = _month_no(span[0])
    sellers = _sellers(engine, settings.by)
    asked = {"first_month": first_month, "last_month": _month_no(scope.as_of), "sellers": sellers}
    asked |= scope.parameters | rule_parameters(engine, settings)
    table = _months(engine.query(trend_statement(scope, settings), **asked), first_month, sellers, scope, settings)
    notices = stale_notices(scope, span)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={name: pc.sum(table.column(name)).as_py() or 0 for name in ("lost", "returned")},
        rows_used=table.num_rows,
    )


def _sellers(engine: Engine, by: str) -> list[str | None]:
    """Everybody who ever sold, by name; of the company one without a name. An empty list would have no type."""
    names: list[str | None] = engine.query(_SELLERS).column("manager").to_pylist() if by else [None]
    return names or [""]


def trend_statement(scope: Scope, settings: LossTrendSettings) -> str:
    """The statement behind `loss_trend`; by manager it names them by their places in `$sellers`."""
    text = statement("lost/loss_trend", scope, rule=settings.rule)
    for name, sql in _PARTS[settings.by].items():
        text = text.replace(f":{name}:", sql)
    return text


def _month_no(day: date) -> int:
    return day.year * 12 + day.month


def _months(
    found: pa.Table, first_month: int, sellers: list[str | None], scope: Scope, settings: LossTrendSettings
) -> pa.Table:
    """The rows with the dates of their months, and with the year where it is known. Whole columns at a time: of
    every manager there are more than a thousand rows.
    """
    at = found.column("month_no").to_numpy() - first_month
    starts = [_first_of(first_month + step) for step in range(_month_no(scope.as_of) - first_month + 1)]
    partial = np.array([not is_complete(month, scope.as_of, settings.tail_gap_days) for month in starts])[at]
    known = pa.array((at >= YEAR) & ~partial)
    year = {name: pc.if_else(known, found.column(name), None) for name in ("year_lost", "year_clients", "year_money")}
    columns = {name: found.column(name) for name in found.column_names} | year
    columns |= {"month": pa.array(starts, pa.date32()).take(pa.array(at)), "is_partial": pa.array(partial)}
    columns["manager"] = pa.array(sellers, pa.string()).take(pc.subtract(found.column("seller"), 1))
    columns |= _shares(found, known)
    return pa.table([columns[name].cast(_SCHEMA.field(name).type) for name in _SCHEMA.names], schema=_SCHEMA)


def _shares(found: pa.Table, known: pa.Array) -> dict[str, pa.Array]:
    """Lost of the clients of a year, with both ends of the interval; None where the year is not known."""
    lost, clients = (found.column(name).to_numpy().astype(float) for name in ("year_lost", "year_clients"))
    some = pc.and_(known, pa.array(clients > 0))
    low, high = (pc.if_else(known, pa.array(end), None) for end in wilson_of_many(lost, clients))
    share = pc.if_else(some, pa.array(lost / np.maximum(clients, 1.0)), None)
    return {"year_share": share, "year_low": low, "year_high": high}


def _first_of(month_no: int) -> date:
    return date((month_no - 1) // YEAR, (month_no - 1) % YEAR + 1, 1)
