"""M17: which rule of loss would have been right on these very clients, had it been asked some months ago?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.lost.bg_nbd import Purchases
from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import silence_parameters
from analytics.lost.silence_odds import fitted
from analytics.periods import day_months_before
from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

RULES = ("rhythm", "silence", "model")
_ALIVE = 0.5  # the model calls lost whoever is more likely gone than not
_COUNTS = ("clients", "called", "gone", "right")
_SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        *((name, pa.int64()) for name in _COUNTS),
        *((name, pa.float64()) for name in ("precision", "precision_low", "precision_high", "recall", "f1")),
    ]
)


@dataclass(frozen=True)
class RuleBacktestSettings(ClientStatusSettings):
    """The rules of loss (see `ClientStatusSettings`; all are judged), and how far back to look.

    months_back: the day asked about lies so many months before the as-of date; days_back: so many days, where it is not
    0. least_purchases: clients with so many purchases by that day, the last of them within_days before it. model: the
    BG/NBD model is judged too.
    """

    months_back: int = setting(6, Mark.ASM, "months", low=2, high=24)
    days_back: int = setting(0, Mark.OPT, "days", low=0, high=1095)
    least_purchases: int = setting(2, Mark.ASM, "purchases", low=2, high=20)
    within_days: int = setting(365, Mark.ASM, "days", low=30, high=3650)
    model: bool = setting(False, Mark.OPT)


def rule_backtest(engine: Engine, scope: Scope, settings: RuleBacktestSettings | None = None) -> Result:
    """Had we looked some months ago: of those we would have called lost, how many never bought again?

    One row a rule: rhythm, silence, and model where it was asked for and can be fitted on the purchases known then.
    `clients`: those with `least_purchases` by that day, the last of them within the year before it; `called` lost
    on that day; `gone`: who did not buy from then to the as-of date; `right`: called and gone. `precision` = right /
    called with its Wilson interval, `recall` = right / gone, `f1` their harmonic mean; each None without cases. Facts:
    `looked_on`. "Gone" is as far as the data reach: who buys less often than that may still come back. Source: the
    usual measures of a classification.
    """
    settings = settings or RuleBacktestSettings()
    looked_on = _looked_on(scope.as_of, settings)
    span = data_span(engine, looked_on)
    if span is None:
        notice = Notice("E_HISTORY", {"need": settings.months_back + 1, "have": settings.months_back})
        empty = _SCHEMA.empty_table()
        return Result(empty, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings), (notice,))
    asked = {**scope.parameters, **silence_parameters(engine, settings), "looked_on": looked_on}
    table = engine.query(statement("lost/rule_backtest", scope), **asked)
    bought = _truths(table, "bought_again")
    called = {rule: _truths(table, f"lost_by_{rule}") for rule in RULES[:2]}
    if settings.model:
        called |= _by_model(engine, replace(scope, as_of=looked_on), table)
    rows = [_judged(rule, chosen, bought) for rule, chosen in called.items()]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK,
        period=(looked_on, scope.as_of),
        params=parameters_in_force(scope, settings),
        facts={"looked_on": looked_on},
        rows_used=table.num_rows,
    )


def _looked_on(as_of: date, settings: RuleBacktestSettings) -> date:
    if settings.days_back:
        return as_of - timedelta(days=settings.days_back)
    return day_months_before(as_of, settings.months_back)


def _truths(table: pa.Table, name: str) -> np.ndarray[Any, Any]:
    truths: np.ndarray[Any, Any] = table.column(name).to_numpy(zero_copy_only=False).astype(bool)
    return truths


def _by_model(engine: Engine, then: Scope, table: pa.Table) -> dict[str, np.ndarray[Any, Any]]:
    model = fitted(engine, then)
    if model is None or not table.num_rows:
        return {}
    numbers = {name: table.column(name).to_numpy().astype(float) for name in ("purchases", "last", "known")}
    of = Purchases(numbers["purchases"] - 1, numbers["last"] / 7, numbers["known"] / 7)
    return {"model": model.alive(of) < _ALIVE}


def _judged(rule: str, called: np.ndarray[Any, Any], bought: np.ndarray[Any, Any]) -> dict[str, Any]:
    gone, right = int(np.sum(~bought)), int(np.sum(called & ~bought))
    said = int(np.sum(called))
    precision, recall = right / said if said else None, right / gone if gone else None
    low, high = wilson(right, said)
    both = (precision or 0) + (recall or 0)
    return {
        "rule": rule, "clients": len(bought), "called": said, "gone": gone, "right": right,
        "precision": precision, "precision_low": low, "precision_high": high, "recall": recall,
        "f1": 2 * (precision or 0) * (recall or 0) / both if both else None,
    }  # fmt: skip
