"""M30: the funnel of every channel: leads, requests, first deals, what each costs and what the clients bring."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.attraction.channel_leads import LEAST_DEALS, ChannelLeadsSettings, lead_parameters
from analytics.clients.abc_classes import abc_classes
from analytics.funnel.conversion import conversion_of, difference_of, place_in_funnel_plot, shrunk
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.statements import statement
from analytics.totals import MARGIN_KNOWN
from analytics.windows import data_span, parameters_in_force, warm_until
from storage.engine import Engine

_UNIT = Decimal("0.0001")
_NOTHING = Decimal(0)
_MONEY = pa.decimal128(38, 4)
STEPS = ("lead_to_request", "request_to_deal", "lead_to_deal", "not_target")
_SCHEMA = pa.schema(
    [
        ("channel_key", pa.string()), ("channel", pa.string()), ("kind", pa.string()), ("leads", pa.int64()),
        ("ripe", pa.int64()), ("ripening", pa.int64()), ("requests", pa.int64()), ("deals", pa.int64()),
        ("spend", _MONEY), ("is_spend_known", pa.bool_()), ("lead_cost", _MONEY), ("request_cost", _MONEY),
        ("cac", _MONEY), *((f"{step}{end}", pa.float64()) for step in STEPS for end in ("_share", "_low", "_high")),
        ("answered", pa.int64()), ("not_target", pa.int64()), ("shrunk_share", pa.float64()),
        ("shrunk_low", pa.float64()), ("shrunk_high", pa.float64()), ("place", pa.string()), ("verdict", pa.string()),
        ("revenue", _MONEY), ("margin", _MONEY), ("purchases", pa.int64()), ("romi", pa.float64()), ("payback_months", pa.int64()),
        ("clients_ab", pa.int64()), ("ab_share", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class ChannelFunnelsSettings(ChannelLeadsSettings):
    """How a channel is judged (see `ChannelLeadsSettings`)."""


def channel_funnels(engine: Engine, scope: Scope, settings: ChannelFunnelsSettings | None = None) -> Result:
    """Which channels bring clients, and what does a client of each cost?

    One row a channel, most first deals first, '' (not known) last: `channel_key, channel`, `kind` (both, no_spend,
    no_leads), `leads` (companies first written down in the period), `ripe` (older than the usual way to a deal) and
    `ripening`, `requests` and `deals` (first ones, of those leads, up to the as-of date), `spend` of the months,
    `is_spend_known` (False: no cost was entered), `lead_cost, request_cost, cac` = spend / each (None at none of them).
    Conversions of the ripe leads with Wilson intervals: `lead_to_request, request_to_deal, lead_to_deal` (`_share, _low,
    _high`), `not_target` (of those who answered); `shrunk_share` with its ends: lead to deal as few cases allow to say;
    `place` in the funnel plot of all ('' for few); `verdict` (better, worse: proven against all others; ''). `revenue, margin,
    purchases` (days) of the clients within `horizon_months` of their first deal, `romi` = (margin - spend) / spend, `payback_months`: the months
    of being clients that brought the spend back (None: not yet), `clients_ab` of class A or B and their share.
    Facts: `total` (the same figures of all), `cycle_days, cycle_is_own, undated, old_clients, unseen` (new buyers of whom
    no record says how they came), `profit_is` (margin, typed, unknown). Filters do not apply: money is spent on all.
    Source: management practice (a funnel a channel, a year of the client's money); the cycle is an assumption.
    """
    settings = settings or ChannelFunnelsSettings()
    span = data_span(engine, scope.as_of)
    asked = lead_parameters(scope, settings)
    asked["warm_from"] = warm_until(span[0], None) if span else scope.first_day
    answered = engine.query(statement("attraction/channel_funnels", scope), **asked).to_pylist()
    about, found = answered[0], [row for row in answered if row["channel_key"] is not None]
    money = {row["channel_key"]: _money(row, settings) for row in found}
    top = _top_clients(engine, scope) if found else set()
    rows = [_row(row, money.get(row["channel_key"], {}), top) for row in found]
    _judge(rows)
    rows.sort(key=lambda row: (not row["channel_key"], -row["deals"], -row["leads"], row["channel_key"]))
    total = _total(found, money, top)
    notices = _notices(found, money)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.NOT_ENOUGH_DATA if span is None else Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={
            "total": total, "cycle_days": about["cycle_days"],
            "cycle_is_own": settings.cycle_days is None and about["cycle_deals"] >= LEAST_DEALS,
            "undated": about["undated"], "old_clients": about["old_clients"], "unseen": about["unseen"],
            "profit_is": _profit_is(total, settings),
        },
        rows_used=sum(row["leads"] for row in rows),
        rows_dropped=about["undated"] + about["old_clients"],
    )  # fmt: skip


def _top_clients(engine: Engine, scope: Scope) -> set[int]:
    """Clients of class A or B. Taken from the columns: rows of every client would cost more than the question."""
    table = abc_classes(engine, scope).table
    best = pc.is_in(table.column("abc_class"), pa.array(["A", "B"]))
    return set(table.column("client_id").filter(best).to_pylist())


def _profit_is(total: dict[str, Any], settings: ChannelFunnelsSettings) -> str:
    if settings.margin_share is not None:
        return "typed"
    return "margin" if total["margin"] is not None else "unknown"


_OF_AGE = {"ages": "age", "revenues": "revenue", "margins": "margin", "margin_bases": "margin_base",
           "purchase_counts": "purchases"}  # fmt: skip


def _money(row: dict[str, Any], settings: ChannelFunnelsSettings) -> dict[int, dict[str, Any]]:
    """Months since the first deal -> revenue, margin (typed: a share of the revenue), margin_base, purchases."""
    lists = (row[name] or () for name in _OF_AGE)
    made = [dict(zip(_OF_AGE.values(), values, strict=True)) for values in zip(*lists, strict=True)]
    if settings.margin_share is not None:
        share = Decimal(str(settings.margin_share))
        for month in made:
            month |= {"margin": (month["revenue"] * share).quantize(_UNIT), "margin_base": month["revenue"]}
    return {month["age"]: month for month in made}


def costs(
    spend: Decimal, leads: int, requests: int, deals: int, margin: Decimal | None, is_spend_known: bool = True
) -> dict[str, Any]:
    """What a lead, a request and a first deal cost, and what a unit of money brought: `lead_cost, request_cost, cac`
    (None where there is none of them), `romi` (None without cost or profit). Source: the usual definitions.
    """

    def each(count: int) -> Decimal | None:
        return (spend / count).quantize(_UNIT) if count else None

    romi = float((margin - spend) / spend) if is_spend_known and spend > 0 and margin is not None else None
    return {"lead_cost": each(leads), "request_cost": each(requests), "cac": each(deals), "romi": romi}


def _row(found: dict[str, Any], money: dict[int, dict[str, Any]], top: set[int]) -> dict[str, Any]:
    """A channel with its figures."""
    revenue = sum((row["revenue"] for row in money.values()), _NOTHING)
    known = [row["margin"] for row in money.values() if row["margin"] is not None]
    margin = sum(known, _NOTHING) if known or not found["deals"] else None
    has_leads, has_spend = found["leads"] > 0, found["is_spend_known"]
    ab = len(top.intersection(found["clients"] or ()))
    return {
        **{name: found[name] for name in ("channel_key", "channel", "leads", "ripe", "requests", "deals", "spend")},
        **{name: found[name] for name in ("answered", "not_target", "is_spend_known", "ripe_deals")},
        "kind": "both" if has_leads and has_spend else "no_spend" if has_leads else "no_leads",
        "ripening": found["leads"] - found["ripe"],
        **costs(found["spend"], found["leads"], found["requests"], found["deals"], margin, has_spend),
        **_conversions(found),
        "revenue": revenue, "margin": margin, "purchases": sum(row["purchases"] for row in money.values()),
        "payback_months": _payback(money, found["spend"], has_spend),
        "clients_ab": ab, "ab_share": ab / found["deals"] if found["deals"] else None,
    }  # fmt: skip


def _conversions(found: dict[str, Any]) -> dict[str, Any]:
    pairs = {
        "lead_to_request": ("ripe_requests", "ripe"), "request_to_deal": ("ripe_deals", "ripe_requests"),
        "lead_to_deal": ("ripe_deals", "ripe"), "not_target": ("not_target", "answered"),
    }  # fmt: skip
    made: dict[str, Any] = {}
    for step, (cases, of) in pairs.items():
        one = conversion_of(found[cases], found[of])
        made |= {f"{step}_share": one.share, f"{step}_low": one.low, f"{step}_high": one.high}
    return made


def _payback(money: dict[int, dict[str, Any]], spend: Decimal, is_spend_known: bool) -> int | None:
    """After how many months of being clients the channel's clients had brought back what was spent."""
    if not is_spend_known or spend <= 0:
        return None
    brought = _NOTHING
    for age in sorted(money):
        brought += money[age]["margin"] or _NOTHING
        if brought >= spend:
            return age + 1
    return None


def _judge(rows: list[dict[str, Any]]) -> None:
    """The share lead to deal of every channel as few cases allow to say it, and whether it differs from the others."""
    counts = [(row.pop("ripe_deals"), row["ripe"]) for row in rows]
    found = shrunk(counts)
    deals, ripe = (sum(count[place] for count in counts) for place in (0, 1))
    for row, (won, of), estimate, ends in zip(rows, counts, found.estimates, found.intervals, strict=True):
        own = conversion_of(won, of)
        differs = difference_of(conversion_of(deals - won, ripe - of), own)
        proven = differs is not None and differs.proven and own.grade != "few"
        verdict = ("better" if differs.value > 0 else "worse") if differs is not None and proven else ""
        row |= {
            "shrunk_share": estimate if of else None, "shrunk_low": ends[0] if of else None,
            "shrunk_high": ends[1] if of else None, "place": "" if own.grade == "few" else place_in_funnel_plot(own, found.mean or 0.0),
            "verdict": verdict,
        }  # fmt: skip


def _total(found: list[dict[str, Any]], money: dict[str, dict[int, dict[str, Any]]], top: set[int]) -> dict[str, Any]:
    """All channels together."""
    counted = ("leads", "ripe", "requests", "deals", "ripe_requests", "ripe_deals", "answered", "not_target")
    sums: dict[str, Any] = {name: sum(row[name] for row in found) for name in counted}
    sums |= {"channel_key": "", "channel": "", "spend": sum((row["spend"] for row in found), _NOTHING)}
    sums |= {"is_spend_known": any(row["is_spend_known"] for row in found)}
    sums |= {"clients": [client for row in found for client in row["clients"] or ()]}
    ages: dict[int, dict[str, Any]] = {}
    for by_age in money.values():
        for age, row in by_age.items():
            ages[age] = _added(ages.get(age), row)
    total = _row(sums, ages, top)
    del total["ripe_deals"]
    return total


def _added(one: dict[str, Any] | None, other: dict[str, Any]) -> dict[str, Any]:
    if one is None:
        return other
    margins = [row["margin"] for row in (one, other) if row["margin"] is not None]
    summed = {name: one[name] + other[name] for name in ("revenue", "margin_base", "purchases")}
    return summed | {"margin": sum(margins, _NOTHING) if margins else None}


def _notices(found: list[dict[str, Any]], money: dict[str, dict[int, dict[str, Any]]]) -> tuple[Notice, ...]:
    """Spend below zero is left out and said; so is a margin that is known in part."""
    wrong = sum(row["wrong_rows"] for row in found)
    made: tuple[Notice, ...] = ()
    if wrong:
        made = (Notice("W_NEGATIVE_SPEND", {"n": wrong, "sum": sum(row["wrong_spend"] for row in found)}),)
    rows = [row for by_age in money.values() for row in by_age.values()]
    revenue, base = (sum((row[name] for row in rows), _NOTHING) for name in ("revenue", "margin_base"))
    if revenue > 0 and 0 < float(base / revenue) < MARGIN_KNOWN:
        made += (Notice("W_MARGIN_PART", {"share": float(base / revenue)}),)
    return made
