"""M16: how much money the lost clients take away in a year, and what a client is worth for as long as he stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.lost.loss_period import LossPeriod, loss_period
from analytics.lost.loss_report import LossReportSettings, loss_report
from analytics.lost.lost_clients import LostClientsSettings, lost_clients
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, not_enough, parameters_in_force
from storage.engine import Engine

LEAST_CHURN = Decimal("0.02")  # assumption: a forecast of fifty years of a client is not credible
_UNIT = Decimal("0.0001")
_MONEY = pa.decimal128(38, 4)
_SUMS = ("average_check", "purchases", "year_value", "money", "margin")
_WORTH = ("ltv_plain", "ltv_kept", "ltv_discounted")
_SCHEMA = pa.schema(
    [("way", pa.string()), ("clients", pa.int64()), *((name, _MONEY) for name in (*_SUMS, *_WORTH))],
)
TYPED = ("clients", "average_check", "purchases", "margin_share", "churn")


@dataclass(frozen=True)
class LossMoneySettings(LostClientsSettings):
    """The rule of loss, whom it counts (see `LostClientsSettings`), what is typed instead of computed, and the horizon.

    clients: lost in a year; average_check: money of a purchase; purchases: of a client in a year; margin_share: gross
    profit in a unit of money; churn: share of the clients lost in a year. Each is taken from the data where it is not
    typed. horizon: years of the worth with losses and discount; cap: years at most of the plain one; discount: a year.
    """

    clients: int | None = setting(None, Mark.ART, "clients", low=0, high=10_000_000)
    average_check: float | None = setting(None, Mark.ART, "money", low=0)
    purchases: float | None = setting(None, Mark.ART, "a year", low=0, high=10_000)
    margin_share: float | None = setting(None, Mark.ART, "share", low=-1, high=1)
    churn: float | None = setting(None, Mark.ART, "share", low=0, high=1)
    horizon: int = setting(3, Mark.ASM, "years", low=1, high=10)
    cap: float = setting(5, Mark.ASM, "years", low=1, high=50)
    discount: float = setting(0.15, Mark.ASM, "share", low=0, high=1)


def loss_money(engine: Engine, scope: Scope, settings: LossMoneySettings | None = None) -> Result:
    """How much money do the lost clients take away in a year, and what is a client worth?

    Two rows, `way`: plain (what was typed, for the rest averages of the scope's period: `clients` lost x
    `average_check` x `purchases` a year) and own (each lost client by his own last active year, see `lost_clients`).
    `year_value`: of one client, `money`: of all, `margin`: gross profit of all, None where it is not known. For one
    client, in gross profit: `ltv_plain` = margin x years, years = 1 / churn but not above the cap; `ltv_kept`: the sum
    over the horizon of margin x (1 - churn) ^ t; `ltv_discounted`: the same at the discount. Facts: `from_data` (names
    of what was not typed), `churn`, `years`, `margin_share`. Returned clients are no loss from the day they buy: who
    came back within the period is not counted. Source: management practice for the sums; cap, horizon and discount
    are assumptions.
    """
    settings = settings or LossMoneySettings()
    period, span = loss_period(scope), data_span(engine, scope.as_of)
    if span is None:
        return not_enough(scope, settings, _SCHEMA.empty_table(), 1, 0)
    lost = lost_clients(engine, scope, settings.of_clients)
    filled = _filled(engine, scope, settings, period, lost)
    rows = [_plain(filled), _own(filled, lost, period)]
    return _result(rows, filled, settings, parameters_in_force(scope, settings), period, lost.rows_used)


def typed_loss_money(settings: LossMoneySettings) -> Result:
    """The plain row of `loss_money` from typed numbers alone, without any data.

    Raises `WrongSetting` where clients, average_check or purchases are not typed. Without a margin the worth of a
    client is counted in revenue; without a churn there is none.
    """
    for name in TYPED[:3]:
        if getattr(settings, name) is None:
            raise WrongSetting("setting_missing", name=name)
    return _result([_plain(settings)], settings, settings, dict(vars(settings)), None, 0)


def _result(
    rows: list[dict[str, Any]], filled: LossMoneySettings, asked: LossMoneySettings, params: dict[str, Any],
    period: LossPeriod | None, used: int,
) -> Result:  # fmt: skip
    churn = filled.churn
    facts = {
        "from_data": [name for name in TYPED if getattr(asked, name) is None and getattr(filled, name) is not None]
    }
    worth = {"churn": churn, "years": None if churn is None else float(years_of(churn, asked.cap))}
    return Result(
        table=pa.Table.from_pylist([_rounded(row) for row in rows], schema=_SCHEMA),
        status=Status.OK,
        period=(period.since, period.until) if period else None,
        params=params,
        facts=facts | worth | {"margin_share": filled.margin_share},
        rows_used=used,
    )


def _filled(
    engine: Engine, scope: Scope, settings: LossMoneySettings, period: LossPeriod, lost: Result
) -> LossMoneySettings:
    """The settings with what was not typed taken from the data."""
    text = statement("lost/usual_purchase", scope)
    usual = engine.query(text, **scope.parameters, **period.parameters).to_pylist()[0]
    company = loss_report(engine, scope, _report_settings(settings)).rows[-1]
    a_year = period.per_year
    found = {
        "clients": round(lost.facts["lost"] * a_year),
        "average_check": max(0.0, float(usual["net"] / usual["purchases"])) if usual["purchases"] else 0.0,
        "purchases": usual["purchases"] / usual["buyers"] * a_year if usual["buyers"] else 0.0,
        "margin_share": float(usual["margin"] / usual["margin_base"]) if _known(usual) else None,
        "churn": company["annual_share"],
    }
    return replace(settings, **{name: value for name, value in found.items() if getattr(settings, name) is None})


def _known(usual: dict[str, Any]) -> bool:
    return usual["margin"] is not None and usual["margin_base"] > 0 and abs(usual["margin"]) <= usual["margin_base"]


def _report_settings(settings: LossMoneySettings) -> LossReportSettings:
    return LossReportSettings(**vars(settings.of_clients))


def _plain(typed: LossMoneySettings) -> dict[str, Any]:
    clients, check, often = typed.clients or 0, _exact(typed.average_check), _exact(typed.purchases)
    value = check * often
    share = None if typed.margin_share is None else _exact(typed.margin_share)
    known = {"way": "plain", "clients": clients, "average_check": check, "purchases": often, "year_value": value}
    money = {"money": value * clients, "margin": None if share is None else value * clients * share}
    return known | money | _worth(value if share is None else value * share, typed)


def _own(typed: LossMoneySettings, lost: Result, period: LossPeriod) -> dict[str, Any]:
    clients, money, margin = (lost.facts[name] for name in ("lost", "money", "margin"))
    each = money / clients if clients else Decimal(0)
    profit = None if margin is None or not clients else margin / clients
    known = {"way": "own", "clients": clients, "average_check": None, "purchases": None, "year_value": each}
    return known | {"money": money, "margin": margin} | _worth(each if profit is None else profit, typed)


def _worth(year: Decimal, typed: LossMoneySettings) -> dict[str, Decimal | None]:
    """What a client who brings so much a year is worth."""
    if typed.churn is None:
        return dict.fromkeys(_WORTH)
    kept, discounted = 1 - _exact(typed.churn), (1 - _exact(typed.churn)) / (1 + _exact(typed.discount))
    return {
        "ltv_plain": year * years_of(typed.churn, typed.cap),
        "ltv_kept": year * _geometric(kept, typed.horizon),
        "ltv_discounted": year * _geometric(discounted, typed.horizon),
    }


def _geometric(ratio: Decimal, terms: int) -> Decimal:
    """1 + ratio + ratio^2 ...; Decimal knows no 0 ** 0."""
    total = term = Decimal(1)
    for _ in range(terms - 1):
        term *= ratio
        total += term
    return total


def years_of(churn: float, cap: float) -> Decimal:
    """For how many years does a client stay when such a share is lost in a year, but not above the cap?"""
    return min(1 / max(_exact(churn), LEAST_CHURN), _exact(cap))


def _exact(value: float | None) -> Decimal:
    return Decimal(str(value or 0))


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.quantize(_UNIT) if isinstance(value, Decimal) else value for name, value in row.items()}
