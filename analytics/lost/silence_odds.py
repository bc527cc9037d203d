"""M17: is he really lost? The chance that an ordinary interval of this client is as long as his silence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.lost.bg_nbd import BgNbd, Purchases, fit
from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import silence_parameters
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

VERDICTS = ("both_lost", "soft", "late_regular", "both_kept")
_WEEKS = 365.25 / 7


@dataclass(frozen=True)
class SilenceOddsSettings(ClientStatusSettings):
    """The rules of loss (see `ClientStatusSettings`; both are judged whichever is chosen), and the model beside them.

    model: the BG/NBD model is fitted too, where there are clients enough; it takes about a second.
    """

    model: bool = setting(False, Mark.OPT)


def silence_odds(engine: Engine, scope: Scope, settings: SilenceOddsSettings | None = None) -> Result:
    """Where do the two rules of loss disagree, and which client is silent longer than his own regularity allows?

    One row per client with two purchases or more by the as-of date, by `value` (what he brings in a year)
    descending: `client_id, client, manager, revenue, margin` (of the period), `first_purchase, last_purchase,
    purchases, basis`, `rhythm_days` and `usual_days` (median and mean interval), `regularity` (coefficient of
    variation of his intervals, moved towards that of the company), `silent_days`, `rhythm_threshold,
    silence_threshold` (days of silence that make a loss), `odds` (the chance that an interval of his is longer than
    this silence, 0..1), `by_rhythm` and `by_silence` (active, watch, seasonal, lost), `verdict`: both_lost, soft (lost by the
    rhythm alone: an irregular buyer, call him before you report him), late_regular (lost by silence alone: a regular
    buyer, call today), both_kept. With `model`: `alive` (chance that he still buys), `expected_purchases` and
    `expected_money` of the next year; None where it cannot be fitted. Facts: `verdicts` (clients and money of each),
    `disagree`, and `model` (its parameters, None where hidden). Source: gamma distributed intervals with shrinkage
    towards the company's regularity (statistical practice); BG/NBD by Fader, Hardie and Lee, 2005.
    """
    settings = settings or SilenceOddsSettings()
    asked = {**scope.parameters, **silence_parameters(engine, settings)}
    table = engine.query(statement("lost/silence_odds", scope), **asked)
    table = table.append_column("odds", pa.array(_odds(table), pa.float64()))
    table = table.append_column("verdict", pa.array(_verdicts(table), pa.string()))
    span = data_span(engine, scope.as_of)
    if span is None:
        return Result(_modelled(table, None), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    found = fitted(engine, scope) if settings.model else None
    notices = stale_notices(scope, span)
    return Result(
        table=_modelled(table, found, scope),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=_facts(table) | {"model": vars(found) if found else None},
        rows_used=int(pc.sum(table.column("purchases")).as_py() or 0),
    )


def _numbers(table: pa.Table, name: str) -> np.ndarray[Any, Any]:
    numbers: np.ndarray[Any, Any] = table.column(name).to_numpy(zero_copy_only=False).astype(float)
    return numbers


def _odds(table: pa.Table) -> np.ndarray[Any, Any]:
    """Upper tail of the gamma distribution with the client's mean interval and regularity, at his silence."""
    from scipy.special import gammaincc

    shape = 1 / _numbers(table, "regularity") ** 2
    odds: np.ndarray[Any, Any] = gammaincc(
        shape, shape * _numbers(table, "silent_days") / _numbers(table, "usual_days")
    )
    return odds


def _verdicts(table: pa.Table) -> list[str]:
    pairs = zip(table.column("by_rhythm").to_pylist(), table.column("by_silence").to_pylist(), strict=True)
    names = {
        (True, True): "both_lost",
        (True, False): "soft",
        (False, True): "late_regular",
        (False, False): "both_kept",
    }
    return [names[one == "lost", other == "lost"] for one, other in pairs]


def _facts(table: pa.Table) -> dict[str, Any]:
    groups = table.group_by("verdict").aggregate([("client_id", "count"), ("value", "sum")]).to_pylist()
    found = {row["verdict"]: row for row in groups}
    verdicts = {
        name: {
            "clients": found[name]["client_id_count"] if name in found else 0,
            "value": found[name]["value_sum"] if name in found else Decimal(0),
        }
        for name in VERDICTS
    }
    return {"verdicts": verdicts, "disagree": verdicts["soft"]["clients"] + verdicts["late_regular"]["clients"]}


_EVERYBODY = """
SELECT purchase_no, CAST(date_diff('day', first_day, day) AS INTEGER) AS last, CAST(date_diff('day', first_day, $as_of) AS INTEGER) AS known
FROM purchase_states WHERE day <= $as_of AND (next_day IS NULL OR next_day > $as_of) ORDER BY client_id
"""


def fitted(engine: Engine, scope: Scope) -> BgNbd | None:
    """The model of all clients of the company as known on the as-of date, whoever is asked about; None where it cannot
    be fitted.
    """
    table = engine.query(_EVERYBODY, as_of=scope.as_of)
    return fit(Purchases(_numbers(table, "purchase_no") - 1, _numbers(table, "last") / 7, _numbers(table, "known") / 7))


def _modelled(table: pa.Table, model: BgNbd | None, scope: Scope | None = None) -> pa.Table:
    names = ("alive", "expected_purchases", "expected_money")
    if model is None or scope is None or not table.num_rows:
        columns: list[Any] = [pa.nulls(table.num_rows, pa.float64())] * 2
        columns.append(pa.nulls(table.num_rows, pa.decimal128(18, 4)))
    else:
        last = pc.days_between(table.column("first_purchase"), table.column("last_purchase")).to_numpy() / 7
        known = last + _numbers(table, "silent_days") / 7
        of = Purchases(_numbers(table, "purchases") - 1, last, known)
        expected = model.expected(of, _WEEKS)
        # What a purchase of his brings: a year's money over a year's purchases at his usual interval.
        money = _numbers(table, "value") * expected * _numbers(table, "usual_days") / 365.25
        columns = [pa.array(model.alive(of)), pa.array(expected), pa.array(_money(money), pa.decimal128(18, 4))]
    for name, column in zip(names, columns, strict=True):
        table = table.append_column(name, column)
    return table


def _money(values: np.ndarray[Any, Any]) -> list[Decimal]:
    return [Decimal(str(value)).quantize(Decimal("0.0001")) for value in values]
