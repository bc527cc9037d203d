"""What another conversion would bring, and the reverse: how many contacts a day the plan of deals needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, prod
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.funnel.sales_funnel import SalesFunnelSettings, sales_funnel
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.windows import parameters_in_force
from storage.engine import Engine

RANGE = 0.8  # in four months of five
_UNIT = Decimal("0.0001")
_SCHEMA = pa.schema(
    [
        ("way", pa.string()), ("contacts", pa.float64()), ("deals", pa.float64()), ("low", pa.int64()), ("high", pa.int64()),
        ("money", pa.decimal128(38, 4)), ("contacts_needed", pa.float64()), ("contacts_a_day", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class FunnelPlanSettings(SalesFunnelSettings):
    """A funnel of one month as it is and as it is tried (see `SalesFunnelSettings` for what is taken from the data).

    contacts: at the first stage in a month; shares: of each step, 0..1. tried_contacts, tried_shares: what they are
    changed to. plan: deals wanted in a month. days: working days of a month. group: whose funnel; '' the company's.
    """

    contacts: float | None = setting(None, Mark.ART, "contacts", low=0, high=10_000_000)
    shares: tuple[float, ...] = ()
    tried_contacts: float | None = setting(None, Mark.ASM, "contacts", low=0, high=10_000_000)
    tried_shares: tuple[float, ...] = ()
    plan: float | None = setting(None, Mark.ASM, "deals", low=0, high=1_000_000)
    days: int = setting(21, Mark.ASM, "days", low=1, high=31)
    group: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("shares", "tried_shares"):
            if any(not 0 <= share <= 1 for share in getattr(self, name)):
                raise WrongSetting("setting_range", name=name, value=list(getattr(self, name)), low=0, high=1)
        if self.shares and self.tried_shares and len(self.shares) != len(self.tried_shares):
            raise WrongSetting("funnel_counts", stages=len(self.shares), counts=len(self.tried_shares))


def funnel_plan(engine: Engine, scope: Scope, settings: FunnelPlanSettings | None = None) -> Result:
    """What do other conversions bring in a month, and how many contacts a day does the plan need?

    Two rows, `way`: now and tried: `contacts` and `deals` of a month, `low, high` (deals in four months of five, by the
    Poisson distribution), `money`, `contacts_needed` for the plan in a month and `contacts_a_day` (None without a plan,
    or where nothing ever comes through). What is not typed is the company's (or the `group`'s) average month of the
    period. Facts: `shares, tried_shares, gain, gain_money, deal_value, from_data, roads` (other ways to the tried deals:
    `road` contacts or the place of a step, `value` it needs), `ladder` (how many the plan needs at each stage). Source:
    management practice.
    """
    settings = settings or FunnelPlanSettings()
    asked = {name: getattr(settings, name) for name in SalesFunnelSettings.__dataclass_fields__}
    funnel = sales_funnel(engine, scope, SalesFunnelSettings(**asked))
    filled, from_data = _filled(settings, funnel)
    params = parameters_in_force(scope, settings)
    if filled.contacts is None or not filled.shares:
        return Result(_SCHEMA.empty_table(), Status.OK_WITH_WARNINGS, funnel.period, params, (Notice("W_NO_FUNNEL"),))
    answer = typed_funnel_plan(filled)
    facts = answer.facts | {"from_data": from_data, "stages": funnel.facts.get("stages", ())}
    return replace(answer, params=params, period=funnel.period, facts=facts, rows_used=funnel.rows_used)


def _filled(settings: FunnelPlanSettings, funnel: Result) -> tuple[FunnelPlanSettings, list[str]]:
    """What is not typed, as the data have it."""
    rows = [
        row
        for row in funnel.rows
        if (row["name"] or "") == settings.group and row["is_company"] == (not settings.group)
    ]
    if not rows:
        return settings, []
    known: dict[str, Any] = {
        "contacts": rows[0]["entered"] / funnel.facts["months"],
        "shares": tuple(row["share"] or 0.0 for row in rows[:-1]),
        "deal_value": funnel.facts["deal_value"],
    }
    missing = [
        name for name, value in known.items() if getattr(settings, name) in (None, ()) and value not in (None, ())
    ]
    return replace(settings, **{name: known[name] for name in missing}), missing


def typed_funnel_plan(settings: FunnelPlanSettings) -> Result:
    """The answer of `funnel_plan` from typed numbers alone. Raises `WrongSetting` without contacts or shares."""
    for name in ("contacts", "shares"):
        if getattr(settings, name) in (None, ()):
            raise WrongSetting("setting_missing", name=name)
    now = _row("now", settings.contacts or 0.0, settings.shares, settings)
    tried_shares = settings.tried_shares or settings.shares
    contacts = settings.contacts if settings.tried_contacts is None else settings.tried_contacts
    tried = _row("tried", contacts or 0.0, tried_shares, settings)
    gain = tried["deals"] - now["deals"]
    facts = {
        "shares": settings.shares, "tried_shares": tried_shares, "gain": gain, "gain_money": _worth(gain, settings),
        "deal_value": settings.deal_value, "from_data": [], "roads": _roads(settings, now["deals"], tried["deals"]),
        "ladder": _ladder(settings.plan, tried_shares),
    }  # fmt: skip
    return Result(pa.Table.from_pylist([now, tried], schema=_SCHEMA), params=dict(vars(settings)), facts=facts)


def _row(way: str, contacts: float, shares: tuple[float, ...], settings: FunnelPlanSettings) -> dict[str, Any]:
    through = prod(shares)
    deals = contacts * through
    low, high = usual_range(deals)
    needed = settings.plan / through if settings.plan is not None and through else None
    return {
        "way": way, "contacts": contacts, "deals": deals, "low": low, "high": high, "money": _worth(deals, settings),
        "contacts_needed": needed, "contacts_a_day": None if needed is None else needed / settings.days,
    }  # fmt: skip


def _worth(deals: float, settings: FunnelPlanSettings) -> Decimal | None:
    if settings.deal_value is None:
        return None
    return (Decimal(str(deals)) * Decimal(str(settings.deal_value))).quantize(_UNIT)


def usual_range(expected: float, share: float = RANGE) -> tuple[int, int]:
    """Between which whole numbers do deals lie in so many months of all, when so many are expected on average?

    Source: the Poisson distribution; for large numbers its normal form.
    """
    if expected > 500:
        half = 1.2816 * expected**0.5
        return round(expected - half), round(expected + half)
    tail = (1 - share) / 2
    low, count, chance = None, 0, exp(-expected)
    below = chance
    while below < 1 - tail:
        if low is None and below >= tail:
            low = count
        count += 1
        chance *= expected / count
        below += chance
    return (count if low is None else low), count


def _roads(settings: FunnelPlanSettings, now: float, tried: float) -> list[dict[str, Any]]:
    """Each single lever that alone brings as many deals as all that is tried."""
    if not now or tried <= now:
        return []
    times = tried / now
    roads: list[dict[str, Any]] = [{"road": "contacts", "place": 0, "value": (settings.contacts or 0.0) * times}]
    steps = [(place, share * times) for place, share in enumerate(settings.shares, 1) if share * times <= 1]
    return roads + [{"road": "step", "place": place, "value": value} for place, value in steps]


def _ladder(plan: float | None, shares: tuple[float, ...]) -> list[float]:
    """How many each stage needs so that the plan comes out at the end; empty where nothing comes through."""
    if plan is None or not all(shares):
        return []
    ladder = [plan]
    for share in reversed(shares):
        ladder.insert(0, ladder[0] / share)
    return ladder
