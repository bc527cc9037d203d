"""M46: which promotions promised more than there was, and what that may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.proportion import difference_of_shares, wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

STATES = ("sold_out", "limited", "honest")
_MONEY = pa.decimal128(38, 4)
_SCHEMA = pa.schema(
    [
        ("name", pa.string()), ("starts_on", pa.date32()), ("ends_on", pa.date32()), ("limit_type", pa.string()), ("stock", pa.int64()),
        ("sold_out_at", pa.date32()), ("state", pa.string()), ("days", pa.int64()), ("empty_days", pa.int64()), ("refused", pa.int64()),
        ("goodwill", _MONEY), ("refused_known", pa.int64()), ("refused_again", pa.int64()), ("served", pa.int64()),
        ("served_again", pa.int64()), ("p", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class HonestPromotionsSettings(Settings):
    """later_days: how long after a promotion a purchase counts as coming back."""

    later_days: int = setting(90, Mark.ASM, "days", low=7, high=365)


def promo_state(
    starts_on: date | None, ends_on: date | None, limit_type: str | None, sold_out_at: date | None
) -> tuple[str, int]:
    """Did a promotion keep its word? Its state and the days of empty promise.

    sold_out: the goods ended before its last day (red); limited: by quantity, which disappoints sooner or later (amber);
    honest: by kind of goods and period. Raises `WrongSetting` `promo_dates` where it ends before it begins. Source:
    management practice (limit a promotion by kind and period, not by the number of pieces).
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise WrongSetting("promo_dates", first=starts_on, last=ends_on)
    if sold_out_at and ends_on and sold_out_at < ends_on:
        return "sold_out", (ends_on - max(sold_out_at, starts_on or sold_out_at)).days
    return ("limited" if limit_type == "quantity" else "honest"), 0


def honest_promotions(engine: Engine, scope: Scope, settings: HonestPromotionsSettings | None = None) -> Result:
    """Which promotions promised more than there was, and did those who got nothing come back?

    One row a promotion that had begun, the last first: `name, starts_on, ends_on, limit_type, stock, sold_out_at`,
    `state` (see `promo_state`), `days`, `empty_days`, `refused` (came and got nothing), `goodwill` (refused x what the
    usual client, the median, brings in a year; 0 for none), `refused_known` (of them known by name: they complained),
    `refused_again`, `served` (bought while the goods lasted), `served_again` (within `later_days` after it; None while
    those days are not over), `p` of the difference. Promotions that end before they begin are left out with W_PROMO.
    Facts: `sold_out, limited, honest` (counts), `goodwill`, `empty_days`. Source: management practice.
    """
    settings = settings or HonestPromotionsSettings()
    worth = _year_of_a_client(engine, scope)
    rows, wrong = [], []
    for promo in engine.query(read_sql("service/promos"), **scope.parameters).to_pylist():
        try:
            rows.append(_row(engine, scope, settings, promo, worth))
        except WrongSetting:
            wrong.append(Notice("W_PROMO", {"name": promo["name"]}))
    states = {state: sum(row["state"] == state for row in rows) for state in STATES}
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if wrong else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=tuple(wrong),
        facts=states
        | {
            "goodwill": sum((row["goodwill"] for row in rows), Decimal(0)),
            "empty_days": sum(row["empty_days"] for row in rows),
        },
        rows_used=len(rows),
        rows_dropped=len(wrong),
    )


def _year_of_a_client(engine: Engine, scope: Scope) -> Decimal:
    row = engine.query(read_sql("service/client_year"), **scope.parameters).to_pylist()[0]
    return Decimal(row["net"]).quantize(Decimal("0.01"))


def _row(
    engine: Engine, scope: Scope, settings: HonestPromotionsSettings, promo: Mapping[str, Any], worth: Decimal
) -> dict[str, Any]:
    starts, ends, sold_out = promo["starts_on"], promo["ends_on"], promo["sold_out_at"]
    state, empty = promo_state(starts, ends, promo["limit_type"], sold_out)
    days = (ends - starts).days + 1 if starts and ends else None
    return {
        **promo,
        "state": state,
        "days": days,
        "empty_days": empty,
        "goodwill": promo["refused"] * worth,
        **_later(engine, scope, settings, promo),
    }


def _later(
    engine: Engine, scope: Scope, settings: HonestPromotionsSettings, promo: Mapping[str, Any]
) -> dict[str, Any]:
    """Who came back, once enough days have passed."""
    starts, ends = promo["starts_on"], promo["ends_on"]
    if not starts or not ends:
        return {"refused_known": 0, "served": 0}
    until = promo["sold_out_at"] or ends
    asked = {"promo_start": starts, "promo_end": ends, "promo_until": until, "later_days": settings.later_days}
    refused, served = engine.query(read_sql("service/promo_clients"), **scope.parameters, **asked).to_pylist()
    known = {"refused_known": refused["clients"], "served": served["clients"]}
    if ends + timedelta(days=settings.later_days) > scope.as_of:
        return known
    tested = difference_of_shares(refused["again"], refused["clients"], served["again"], served["clients"])
    return known | {
        "refused_again": refused["again"],
        "served_again": served["again"],
        "p": tested[1] if tested else None,
    }


def again_share(again: int, of: int) -> tuple[float, float, float] | None:
    """The share of those who came back with its interval; None of nobody."""
    return (again / of, *wilson(again, of)) if of else None
