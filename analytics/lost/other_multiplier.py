"""M15 by another multiplier of the rhythm: what a slider asks many times a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import WrongSetting
from analytics.lost.loss_period import LossPeriod, loss_period
from analytics.lost.lost_clients import LostClientsSettings
from analytics.scope import Scope
from analytics.statements import statement
from storage.engine import Engine

_EPOCH = date(1970, 1, 1)
_NEVER = 1_000_000  # days of silence that nobody reaches


@dataclass(frozen=True, eq=False)
class LastPurchases:
    """The clients of a period as their last purchases in it leave them, a place in each column a client.

    days: of the last purchase, counted from 1970-01-01. rhythms: usual intervals in days. least: the silence in days
    before which nobody is lost, the clock of his season and an agreed pause included. values: what each brings in a year.
    plus_days: added to the rhythms, as in `ClientStatusSettings`.
    """

    period: LossPeriod
    plus_days: float
    days: np.ndarray[Any, np.dtype[np.int64]]
    rhythms: np.ndarray[Any, np.dtype[np.float64]]
    least: np.ndarray[Any, np.dtype[np.int64]]
    values: pa.ChunkedArray


@dataclass(frozen=True)
class CompanyLosses:
    """How many of the `clients` of a period are `lost` at its end, the share of them as of a year (None without
    clients), and the money that they brought in a year.
    """

    clients: int
    lost: int
    annual_share: float | None
    money: Decimal


def last_purchases(engine: Engine, scope: Scope, settings: LostClientsSettings) -> LastPurchases:
    """Whose silence is to be judged at the end of the scope's period, whatever the multiplier?

    One pass over the last purchases; `losses_at` then judges them in memory. `k_lost` of the settings is not used.
    Raises `WrongSetting` under the rule of silence, which has no multiplier. Management practice.
    """
    if settings.rule != "rhythm":
        raise WrongSetting("setting_choice", name="rule", value=settings.rule, choices=["rhythm"])
    period = loss_period(scope)
    asked = {**vars(settings), **scope.parameters, **period.parameters, "never": _NEVER}
    found = engine.query(statement("lost/last_purchases", scope), **asked)
    return LastPurchases(
        period=period,
        plus_days=settings.plus_days,
        days=found.column("day_no").to_numpy(),
        rhythms=found.column("rhythm_days").to_numpy(),
        least=np.maximum(found.column("least_days").to_numpy(), settings.min_gap),
        values=found.column("value"),
    )


def losses_at(purchases: LastPurchases, k_lost: float) -> CompanyLosses:
    """How many clients would the company lose, and how much money a year, if so many usual intervals were too long?

    The last row of `loss_report` by its rule T = max(min_gap, ceil(rhythm * k_lost + plus_days)). Management practice.
    """
    # The small term is that of the statements: 50 * 1.1 is no 56 days.
    silences = np.ceil(purchases.rhythms * k_lost + purchases.plus_days - 1e-6)
    lost_on = purchases.days + np.maximum(silences, purchases.least).astype(np.int64)
    since, until = ((day - _EPOCH).days for day in (purchases.period.since, purchases.period.until))
    was_client = lost_on > since
    is_lost = was_client & (lost_on <= until)
    clients, lost = int(was_client.sum()), int(is_lost.sum())
    money = pc.sum(purchases.values.filter(pa.array(is_lost))).as_py()
    share = lost / clients if clients else None
    return CompanyLosses(clients, lost, purchases.period.annual(share), money or Decimal(0))
