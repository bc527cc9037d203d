"""M23: who came back, what brought them, and whether they stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.lost.loss_rule import rule_parameters
from analytics.proportion import wilson
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.winback.own_results import TriesSettings, cases_tried, chance_of, results_by
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

SAFE_RHYTHMS = 3  # after so many of his intervals a returned client is like any other
HORIZONS = (30, 60, 90, 120, 180, 270, 365)
RATE_DAYS = (90, 180, 365)
TRAITS = ("step", "step_channel", "owner", "offer")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class ReturnedClientsSettings(TriesSettings):
    """The tries (see `TriesSettings`), and how long a returned client is watched.

    safe_purchases: from so many purchases on he is not fragile. service_days: within so many days of the first one
    somebody asks him how it went.
    """

    safe_purchases: int = setting(3, Mark.ART, "purchases", low=1, high=20)
    service_days: int = setting(3, Mark.ASM, "days", low=1, high=60)


def returned_clients(engine: Engine, scope: Scope, settings: ReturnedClientsSettings | None = None) -> Result:
    """Who bought again after he was lost, what brought him back, how much money, and is he safe?

    Returned is who bought: no visit, promise or order that was refunded in full counts, nor a purchase of one who was
    only late. One row a return up to the as-of date, the newest first: `client_id, client, manager` (who sold then),
    `revenue, margin` (of the period), `last_before, lost_on, returned_on, away_days`, `is_won_back` (a step was done
    within `attribution_days` before; else he came by himself) with the last `step, step_channel, owner, offer` and the
    `cost` of all, `money_back, margin_back` (until the as-of date or his next return), `purchases_since, last_purchase,
    silent_days, rhythm_days, lost_again_on`, `is_fragile` (fewer than `safe_purchases` and not yet three intervals),
    `is_late`, `service_by, was_served`. Facts: `rates` and `curve` (of those lost long enough ago: days, lost, returned,
    share, low, high), `period` (returned in the scope's year: clients, won, money_back), `fragile`, `by` (trait ->
    groups with finished, won, share and interval, cost, money_back), the chance as in `win_back_plan`. Source:
    management practice; 90 days are an assumption.
    """
    settings = settings or ReturnedClientsSettings()
    span = data_span(engine, scope.as_of)
    more = {"safe_rhythms": SAFE_RHYTHMS, "horizons": list(HORIZONS)}
    asked = {**scope.parameters, **rule_parameters(engine, settings), **more}
    table = engine.query(statement("winback/returned_clients", scope, rule=settings.rule), **asked)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    curve = engine.query(statement("winback/return_curve", scope, rule=settings.rule), **asked).to_pylist()
    rows: list[dict[str, Any]] = table.to_pylist()
    cases = cases_tried(engine, scope, settings.of_tries).rows
    chance = chance_of(cases, settings)
    notices = stale_notices(scope, span)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={
            "rates": [row for row in map(_rate, curve) if row["days"] in RATE_DAYS],
            "curve": [_rate(row) for row in curve],
            "period": _period(rows, scope),
            "fragile": sum(row["is_fragile"] for row in rows),
            "by": {trait: _money_by(results_by(cases, _named(trait)), rows, trait) for trait in TRAITS},
            "chance": chance.mean, "chance_low": chance.low, "chance_high": chance.high,
            "won": chance.won, "finished": chance.finished, "is_own": chance.is_own,
        },
        rows_used=table.num_rows,
    )  # fmt: skip


def _named(trait: str) -> Callable[[dict[str, Any]], str]:
    return lambda case: str(case[trait])


def _rate(row: dict[str, Any]) -> dict[str, Any]:
    low, high = wilson(row["returned"], row["lost"])
    return row | {"share": row["returned"] / row["lost"], "low": low, "high": high}


def _period(rows: list[dict[str, Any]], scope: Scope) -> dict[str, Any]:
    """Who came back in the year that ends with the as-of date; whoever did so several times is one client."""
    year = [row for row in rows if (scope.as_of - row["returned_on"]).days < 365]
    won = {row["client_id"] for row in year if row["is_won_back"]}
    money = sum((row["money_back"] for row in year), _NOTHING)
    return {"clients": len({row["client_id"] for row in year}), "won": len(won), "money_back": money}


def _money_by(groups: list[dict[str, Any]], rows: list[dict[str, Any]], trait: str) -> list[dict[str, Any]]:
    """The groups with the money that came back with their clients, the dearest first."""
    won = [row for row in rows if row["is_won_back"]]
    for group in groups:
        group["money_back"] = sum((row["money_back"] for row in won if row[trait] == group["name"]), _NOTHING)
    return sorted(groups, key=lambda group: (-group["money_back"], -group["finished"], group["name"]))
