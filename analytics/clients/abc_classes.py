"""M02: ABC of the clients."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.clients.class_summary import CLASSES, class_summary, gini, positive_values
from analytics.errors import WrongSetting
from analytics.lost.usual_rhythm import usual_rhythm
from analytics.periods import months_between
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import VALUES, statement
from analytics.totals import PeriodTotals, period_totals
from analytics.windows import data_span, parameters_in_force, partial_month_notices, stale_notices, warm_until
from storage.engine import Engine

FLAT_GINI = 0.2
FEW_CLIENTS = 5


@dataclass(frozen=True)
class AbcSettings(Settings):
    """Borders of the classes and what clients are ranked by.

    limit_a, limit_b: cumulative shares at which A and B end. criterion: revenue, margin, orders, quantity, or the
    measure of the question. strict: a class must not exceed its limit (the border client belongs to the lower class).
    annualise: clients who came within the period are brought to its full length (from three months on).
    """

    limit_a: float = setting(0.80, Mark.ART, "share", low=0.01, high=0.99)
    limit_b: float = setting(0.95, Mark.ART, "share", low=0.01, high=0.999)
    criterion: str = setting("measure", Mark.ART, choices=("measure", *VALUES))
    strict: bool = setting(False, Mark.OPT)
    annualise: bool = setting(False, Mark.OPT)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.limit_a < self.limit_b:
            raise WrongSetting("limits", limit_a=self.limit_a, limit_b=self.limit_b)

    def criterion_of(self, scope: Scope) -> str:
        """What clients are ranked by: the criterion chosen, or the measure of the question."""
        return scope.measure if self.criterion == "measure" else self.criterion


def abc_classes(engine: Engine, scope: Scope, settings: AbcSettings | None = None) -> Result:
    """Who feeds the company: which clients bring the first 80 %, the next 15 %, the last 5 % of the money?

    One row per identified client with a line in the period, by `rank` (largest first). `value` is the criterion,
    `share` and `before_share` (cumulative share of those above) are parts of the positive total, None in class N
    (value <= 0). `margin_share`: margin / revenue of lines with a known margin. `new_months`: months since a first
    purchase inside the period, else None. `class_before`, `value_before`, `revenue_before`: the same client in the
    compared period. Facts: `classes` (see `class_summary`), `classes_before` (clients by class), `total`, `gini`,
    `unidentified_share`, `margin_known_share`. Source: management practice (80/15/5); the border client belongs to
    the upper class.
    """
    settings = settings or AbcSettings()
    criterion = settings.criterion_of(scope)
    span = data_span(engine, scope.as_of)
    totals = period_totals(engine, scope, criterion)
    both = abc_table(engine, scope, settings)
    table = both.filter(pc.is_valid(both.column("rank")))
    if span is None or table.num_rows == 0:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    if criterion == "margin" and totals.margin is None:
        missing = Notice("E_COLUMN", {"column": "margin", "available": ["revenue", "orders", "quantity"]})
        return Result(table.slice(0, 0), Status.WRONG_INPUT, None, parameters_in_force(scope, settings), (missing,))
    facts = _facts(table, totals, criterion) | {"classes_before": _clients_by_class(both, "class_before")}
    notices = _notices(table, totals, facts) + partial_month_notices(scope) + stale_notices(scope, span)
    return Result(
        table=table.drop_columns(["margin_base"]),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings) | {"criterion": criterion},
        warnings=notices,
        facts=facts,
        rows_used=totals.day_rows,
    )


def abc_table(engine: Engine, scope: Scope, settings: AbcSettings) -> pa.Table:
    """The rows of `abc_classes` with `margin_base`, and after them, without a rank, the clients of the compared
    period alone.
    """
    first_before, last_before = scope.compared_period
    span = data_span(engine, scope.as_of) or (scope.first_day, scope.last_day)
    return engine.query(
        statement("clients/abc_classes", scope, VALUES[settings.criterion_of(scope)]),
        **scope.parameters,
        first_before=first_before,
        last_before=last_before,
        warm_until=warm_until(span[0], usual_rhythm(engine, scope.last_day)),
        window_months=months_between(scope.first_day, scope.last_day) + 1,
        limit_a=settings.limit_a,
        limit_b=settings.limit_b,
        strict=settings.strict,
        annualise=settings.annualise,
    )


def _facts(table: pa.Table, totals: PeriodTotals, criterion: str) -> dict[str, Any]:
    classes = class_summary(table)
    return {
        "criterion": criterion,
        "clients": table.num_rows,
        "classes": classes,
        "total": sum((row["value"] for row in classes if row["abc_class"] != "N"), Decimal(0)),
        "gini": gini(positive_values(table)),
        "revenue": totals.revenue,
        "margin": totals.margin,
        "unidentified": totals.unidentified_value,
        "unidentified_share": totals.unidentified_share,
        "margin_known_share": totals.margin_known_share,
    }


def _clients_by_class(table: pa.Table, column: str) -> dict[str, int]:
    counts = table.group_by(column).aggregate([("client_id", "count")]).to_pylist()
    found = {row[column]: row["client_id_count"] for row in counts}
    return {code: found.get(code, 0) for code in CLASSES}


def _notices(table: pa.Table, totals: PeriodTotals, facts: dict[str, Any]) -> tuple[Notice, ...]:
    notices: tuple[Notice, ...] = ()
    if facts["gini"] is not None and facts["gini"] < FLAT_GINI and table.num_rows > 1:
        notices += (Notice("W_FLAT", {"gini": facts["gini"]}),)
    if table.num_rows < FEW_CLIENTS:
        notices += (Notice("W_FEW_CLIENTS", {"clients": table.num_rows}),)
    refunded = pc.sum(pc.equal(table.column("abc_class"), "N")).as_py() or 0
    if refunded:
        notices += (Notice("W_RETURNS", {"clients": refunded}),)
    return notices + totals.notices(with_margin=facts["criterion"] == "margin")
