"""M19: how steadily clients buy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import rule_parameters
from analytics.periods import TAIL_GAP_DAYS, last_complete_month
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

CLASSES = ("X", "Y", "Z", "n")
LEAST_BUCKETS = 4  # below, nothing can be said of steadiness
MOST_BUCKETS = 12
LEAST_WHOLE = 5  # so many must remain for a bucket that is known in part to be left out


@dataclass(frozen=True)
class XyzSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), and the borders of the classes.

    limit_x, limit_y: coefficients of variation up to which a client is X (steady) and Y (varies). tail_gap_days: a
    month is complete when so few days are missing at its end.
    """

    limit_x: float = setting(0.50, Mark.ASM, "share", low=0.01, high=5)
    limit_y: float = setting(1.00, Mark.ASM, "share", low=0.02, high=10)
    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.limit_x < self.limit_y:
            raise WrongSetting("xyz_limits", limit_x=self.limit_x, limit_y=self.limit_y)


def steadiness_parameters(engine: Engine, scope: Scope, settings: XyzSettings) -> dict[str, Any]:
    """The parameters of `:steadiness:`, with those of the question and of the rule of loss."""
    month = last_complete_month(scope.as_of, settings.tail_gap_days)
    return {
        **scope.parameters,
        **rule_parameters(engine, settings),
        "complete_month": month.year * 12 + month.month - 1,
        "least_buckets": LEAST_BUCKETS,
        "most_buckets": MOST_BUCKETS,
        "least_whole": LEAST_WHOLE,
    }


def xyz_classes(engine: Engine, scope: Scope, settings: XyzSettings | None = None) -> Result:
    """Who buys steadily (X), who varies (Y), who buys at random (Z)?

    One row per client with a purchase on or before the date, by revenue of the period: `client_id, client, manager,
    revenue, margin, xyz_class` (n: fewer than four buckets, or no money in them), `cv` (population deviation / mean of
    the money by bucket, None for n), `cv_without_largest` (where one day made more than half of the money, else None),
    `bucket_months` (1, 3, 6 or 12: as long as his usual interval), `buckets` (at most the last twelve), `total` (money
    in them), `has_refunds` (a bucket is below zero), `rhythm_days`. A lost client is judged by the time until his loss.
    Facts: `classes`, one a class with `clients` and `revenue`. Source: the class by variation is usual practice (10/25
    for goods, up to 20/60); the borders for clients are assumptions, the bucket follows the interval of purchases.
    """
    settings = settings or XyzSettings()
    text = statement("winback/xyz_classes", scope, rule=settings.rule)
    table = engine.query(text, **steadiness_parameters(engine, scope, settings))
    span = data_span(engine, scope.as_of)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    notices = stale_notices(scope, span)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"classes": _by_class(table)},
        rows_used=table.num_rows,
    )


def _by_class(table: pa.Table) -> list[dict[str, Any]]:
    sums = table.group_by("xyz_class").aggregate([("client_id", "count"), ("revenue", "sum")]).to_pylist()
    found = {row["xyz_class"]: row for row in sums}
    return [
        {
            "xyz_class": code,
            "clients": found[code]["client_id_count"] if code in found else 0,
            "revenue": found[code]["revenue_sum"] if code in found else Decimal(0),
        }
        for code in CLASSES
    ]
