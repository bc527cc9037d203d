"""What a channel costs and brings by typed numbers, and what moving money between two channels would do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.attraction.channel_funnels import ChannelFunnelsSettings, channel_funnels, costs
from analytics.attraction.channel_leads import channel_key
from analytics.errors import WrongSetting
from analytics.funnel.conversion import conversion_of
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.windows import parameters_in_force
from storage.engine import Engine

YEAR = 12  # months of a client's money
COUNTS = ("leads", "requests", "deals")
TYPED = ("spend", *COUNTS, "deal_margin", "repeats")
_UNIT = Decimal("0.0001")
_MONEY = pa.decimal128(38, 4)
_STEPS = {
    "lead_to_request": ("requests", "leads"),
    "request_to_deal": ("deals", "requests"),
    "lead_to_deal": ("deals", "leads"),
}
_SCHEMA = pa.schema(
    [
        ("spend", _MONEY), *((name, pa.int64()) for name in COUNTS), ("deal_margin", _MONEY), ("repeats", pa.float64()),
        ("lead_cost", _MONEY), ("request_cost", _MONEY), ("cac", _MONEY),
        *((f"{step}{end}", pa.float64()) for step in _STEPS for end in ("_share", "_low", "_high")),
        ("client_margin", _MONEY), ("profit", _MONEY), ("romi", pa.float64()), ("payback_months", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class ChannelCalculatorSettings(ChannelFunnelsSettings):
    """How a channel is judged (see `ChannelFunnelsSettings`), and what is typed instead of taken from the data.

    channel: its name; '' for all together. spend: money; leads, requests, deals: of that money; deal_margin: gross
    profit of one purchase; repeats: further purchases of a client within a year.
    """

    channel: str = setting("", Mark.ART)
    spend: float | None = setting(None, Mark.ART, "money", low=0, high=1e12)
    leads: int | None = setting(None, Mark.ART, "leads", low=0, high=100_000_000)
    requests: int | None = setting(None, Mark.ART, "requests", low=0, high=100_000_000)
    deals: int | None = setting(None, Mark.ART, "deals", low=0, high=100_000_000)
    deal_margin: float | None = setting(None, Mark.ART, "money", low=-1e12, high=1e12)
    repeats: float | None = setting(None, Mark.ART, "purchases", low=0, high=10_000)


def channel_calculator(engine: Engine, scope: Scope, settings: ChannelCalculatorSettings | None = None) -> Result:
    """What does a channel cost and bring, by the data and what was typed over them?

    One row: `spend, leads, requests, deals, deal_margin, repeats` in force; `lead_cost, request_cost, cac`; conversions
    with Wilson intervals (`lead_to_request, request_to_deal, lead_to_deal`); `client_margin` = deal_margin x (1 +
    repeats), of a year; `profit` = deals x client_margin - spend; `romi` = profit / spend; `payback_months`: 0 where the
    first purchase pays for the client, else until the repeats do, spread evenly over the year; None: not within a year.
    Facts: `from_data` (names of what was not typed). Raises `WrongSetting` where a later step is larger than the one
    before. Source: management practice; the even spread is an assumption.
    """
    settings = settings or ChannelCalculatorSettings()
    asked = ChannelFunnelsSettings(**{name: getattr(settings, name) for name in vars(ChannelFunnelsSettings())})
    found = channel_funnels(engine, scope, asked)
    wanted = channel_key(settings.channel)
    row = next((row for row in found.rows if wanted and row["channel_key"] == wanted), None)
    known = channel_numbers(row or found.facts["total"])
    typed = {name: getattr(settings, name) for name in TYPED}
    filled = replace(settings, **{name: known[name] for name in TYPED if typed[name] is None})
    answer = typed_channel(filled)
    return replace(
        answer, status=Status.OK, period=(scope.first_day, scope.last_day), params=parameters_in_force(scope, settings),
        facts={"from_data": [name for name in TYPED if typed[name] is None]}, rows_used=found.rows_used,
    )  # fmt: skip


def channel_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a calculator from a row of `channel_funnels`."""
    purchases, deals = row["purchases"], row["deals"]
    margin = float(row["margin"] / purchases) if row["margin"] is not None and purchases else 0.0
    repeats = max(purchases / deals - 1, 0.0) if deals else 0.0
    counts = {name: row[name] for name in COUNTS}
    return {"spend": float(row["spend"]), **counts, "deal_margin": round(margin, 4), "repeats": repeats}


def typed_channel(settings: ChannelCalculatorSettings) -> Result:
    """The row of `channel_calculator` from typed numbers alone. Raises `WrongSetting` where one of them is missing."""
    for name in TYPED:
        if getattr(settings, name) is None:
            raise WrongSetting("setting_missing", name=name)
    row = _row(*(getattr(settings, name) for name in TYPED))
    return Result(pa.Table.from_pylist([row], schema=_SCHEMA), params=dict(vars(settings)), facts={"from_data": []})


def _row(spend: float, leads: int, requests: int, deals: int, deal_margin: float, repeats: float) -> dict[str, Any]:
    counts = {"leads": leads, "requests": requests, "deals": deals}
    for later, earlier in (("requests", "leads"), ("deals", "requests")):
        if counts[later] > counts[earlier]:
            raise WrongSetting("funnel_grows", cases=counts[later], of=counts[earlier])
    money, each = _exact(spend), (_exact(deal_margin) * (1 + _exact(repeats))).quantize(_UNIT)
    row: dict[str, Any] = {"spend": money, **counts, "deal_margin": _exact(deal_margin), "repeats": float(repeats)}
    row |= costs(money, leads, requests, deals, each * deals, money > 0)
    for step, (cases, of) in _STEPS.items():
        one = conversion_of(counts[cases], counts[of])
        row |= {f"{step}_share": one.share, f"{step}_low": one.low, f"{step}_high": one.high}
    payback = payback_months(row["cac"], _exact(deal_margin), float(repeats))
    return row | {"client_margin": each, "profit": each * deals - money, "payback_months": payback}


def payback_months(cac: Decimal | None, deal_margin: Decimal, repeats: float) -> float | None:
    """After how many months has a client brought back what he cost? 0: with his first purchase; None: not in a year."""
    if cac is None or deal_margin <= 0:
        return None
    if cac <= deal_margin:
        return 0.0
    months = YEAR * float(cac / deal_margin - 1) / repeats if repeats > 0 else None
    return months if months is not None and months <= YEAR else None


@dataclass(frozen=True)
class MovedMoney:
    """What moving money changes: clients that one channel loses and the other gains, and gross profit of a year."""

    lost: float
    gained: float
    profit: Decimal


def moved_money(source: dict[str, Any], target: dict[str, Any], amount: Decimal, still_works: float) -> MovedMoney:
    """What would happen if so much money went from one channel to the other?

    source, target: rows with `cac` (None: it wins nobody) and `client_margin`. still_works: the new money wins so much
    of what the present money wins (1: as much). Source: assumption, the next client is dearer than the last.
    """
    lost = float(amount / source["cac"]) if source["cac"] else 0.0
    gained = float(amount / target["cac"]) * still_works if target["cac"] else 0.0
    brought = _exact(gained) * target["client_margin"] - _exact(lost) * source["client_margin"]
    return MovedMoney(lost, gained, brought.quantize(_UNIT))


def _exact(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
