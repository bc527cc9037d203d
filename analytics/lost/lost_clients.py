"""The names behind the losses of a period, with what each of them brought in a year."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.clients.abc_classes import AbcSettings
from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_period import loss_period
from analytics.lost.loss_rule import rule_parameters
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class LostClientsSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), and who counts.

    one_offs: buyers of one day count as clients too; they have no rhythm, so by default they stand apart. limit_a,
    limit_b: borders of the classes by what clients bring in a year, as in ABC.
    """

    one_offs: bool = setting(False, Mark.ASM)
    limit_a: float = setting(0.80, Mark.ART, "share", low=0.01, high=0.99)
    limit_b: float = setting(0.95, Mark.ART, "share", low=0.01, high=0.999)

    def __post_init__(self) -> None:
        super().__post_init__()
        AbcSettings(self.limit_a, self.limit_b)

    @property
    def of_clients(self) -> LostClientsSettings:
        """These settings alone, where others are added to them: equal questions have equal settings."""
        return LostClientsSettings(**{known.name: getattr(self, known.name) for known in fields(LostClientsSettings)})


def clients_at_end(
    engine: Engine, scope: Scope, settings: LostClientsSettings, with_groups: bool, only_lost: bool
) -> dict[str, Any]:
    """The parameters of `:clients_at_end:`. with_groups: product groups are wanted, which takes a pass over the lines;
    only_lost: of the lost alone.
    """
    chosen = {"strict": False, "with_groups": with_groups, "only_lost": only_lost}
    return {**scope.parameters, **rule_parameters(engine, settings), **loss_period(scope).parameters, **chosen}


def lost_clients(engine: Engine, scope: Scope, settings: LostClientsSettings | None = None) -> Result:
    """Who was lost in the period, and what did each of them bring in a year?

    One row per client who is lost at the end of the scope's period and was lost in it, by `value` descending:
    `client_id, client, manager, revenue, margin` (money of the period), `value` and `value_margin` (a year, see
    `loss_money`), `value_without_largest` (where one day made more than half of it, else None), `abc_class` (by
    `value`, among all clients of the period), `region, channel, product_group` ('' = not given), `first_purchase,
    last_purchase, lost_on, rhythm_days, threshold_days, silent_days` (to the as-of date), `basis, purchases`,
    `reason_group, reason, evidence, confirmed` ('' = nobody wrote it down), `returned_on` (bought again between the
    end of the period and the as-of date). Facts: `lost`, `money`, `margin` (None where none is known),
    `clients_for_half` of the money and their `half_money`, `with_reason`, `confirmed`, `no_value` (clients whose
    refunds ate the year: worth nothing). Source: management practice.
    """
    settings = settings or LostClientsSettings()
    period, span = loss_period(scope), data_span(engine, scope.as_of)
    asked = clients_at_end(engine, scope, settings, with_groups=True, only_lost=True)
    table = engine.query(statement("lost/lost_clients", scope, rule=settings.rule), **asked)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    return Result(
        table=table,
        status=Status.OK,
        period=(scope.first_day, period.until),
        params=parameters_in_force(scope, settings),
        facts=_facts(table),
        rows_used=table.num_rows,
    )


def _facts(table: pa.Table) -> dict[str, Any]:
    values = table.column("value").to_pylist()
    total = sum(values, _NOTHING)
    count, reached = 0, _NOTHING
    while total > 0 and reached * 2 < total:
        reached += values[count]
        count += 1
    return {
        "lost": table.num_rows,
        "money": total,
        "margin": pc.sum(table.column("value_margin")).as_py(),
        "clients_for_half": count,
        "half_money": reached,
        "with_reason": _number_of(pc.not_equal(table.column("reason"), "")),
        "confirmed": _number_of(table.column("confirmed")),
        "no_value": sum(value == 0 for value in values),
    }


def _number_of(true: pa.ChunkedArray) -> int:
    return int(pc.sum(true).as_py() or 0)
