"""Attraction said a second time: every company by itself, in plain Python over the records as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from line_store import Line
from oracles import Rules, all_purchases

Rows = list[dict[str, Any]]
NEVER = date(9999, 12, 31)


@dataclass
class Company:
    """What is known of one company on a day."""

    client: str | None
    first_seen: date | None
    channel: str
    request_on: date | None
    first_deal: date | None
    target: bool | None


def key(name: str | None) -> str:
    """A channel's name as it is compared."""
    return (name or "").strip(" ").lower().replace("ё", "е")


def companies(lines: list[Line], base: Rows, touches: Rows, deals: Rows, as_of: date) -> dict[str, Company]:
    """Every company by name; a client bears the name of his sales."""
    buyers = all_purchases(lines, Rules())
    clients = {row.client for row in lines if row.client}
    found = {}
    for name in {row["company"] for row in base if row.get("state") != "duplicate"} | {
        row["client"] for row in touches + deals
    }:
        mine = _records(name, base, touches, deals, as_of)
        if not mine:
            continue
        days = [day for day, *_ in mine if day]
        named = sorted((day or NEVER, key(channel)) for day, channel, *_ in mine if key(channel))
        said = sorted((day or NEVER, target) for day, _, _, _, target in mine if target is not None)
        first = min(days, default=None)
        requests = [day for _, _, day, _, _ in mine if day]
        won = [max(day, first) if first else day for _, _, _, day, _ in mine if day]
        bought = [day for day in buyers.get(name, []) if day <= as_of]
        if bought and first and min(bought) < first:
            continue
        deal = min([*won, *bought[:1]], default=None)
        found[name] = Company(
            client=name if name in clients else None,
            first_seen=first,
            channel=named[0][1] if named else "",
            request_on=min([*requests, *([deal] if deal else [])], default=None),
            first_deal=deal,
            target=said[0][1] if said else None,
        )
    return found


def _records(name: str, base: Rows, touches: Rows, deals: Rows, as_of: date) -> list[tuple[Any, ...]]:
    """(day, channel, day of the request, day won, target) of every record that is known on the day."""
    made: list[tuple[Any, ...]] = []
    for row in base:
        if row["company"] == name and row.get("state") != "duplicate":
            made.append((row.get("created"), row.get("source"), None, None, None))
    for row in touches:
        if row["client"] == name:
            asked = row["day"] if row.get("result") == "request" else None
            made.append((row["day"], None, asked, None, row.get("target") if row.get("result") else None))
    for row in deals:
        if row["client"] == name:
            day = row.get("created") or row.get("stage_changed_at") or row.get("won_at")
            won = row["won_at"] if row.get("won_at") and row["won_at"] <= as_of else None
            made.append((day, row.get("channel"), day, won, None))
    return [row for row in made if row[0] is None or row[0] <= as_of]


def cycle(known: dict[str, Company], as_of: date) -> float:
    """Days from the first record to the first deal, usual in the last year."""
    ways = [
        (one.first_deal - one.first_seen).days
        for one in known.values()
        if one.first_deal and one.first_seen and (as_of - one.first_deal).days < 365
    ]
    return median(ways) if len(ways) >= 5 else 90


def funnels(known: dict[str, Company], first: date, last: date, as_of: date) -> dict[str, dict[str, int]]:
    """channel -> counts."""
    ripe_after = cycle(known, as_of)
    made: dict[str, dict[str, int]] = {}
    for one in known.values():
        if one.first_seen is None or not first <= one.first_seen <= last:
            continue
        row = made.setdefault(
            one.channel,
            dict.fromkeys(("leads", "ripe", "requests", "deals", "answered", "not_target", "won", "asked"), 0),
        )
        ripe = (as_of - one.first_seen).days >= ripe_after
        row["leads"] += 1
        row["ripe"] += ripe
        row["requests"] += one.request_on is not None
        row["deals"] += one.first_deal is not None
        row["asked"] += ripe and one.request_on is not None
        row["won"] += ripe and one.first_deal is not None
        row["answered"] += one.target is not None
        row["not_target"] += one.target is False
    return made


def revenue(lines: list[Line], one: Company, as_of: date, days: int) -> Decimal:
    """What a client brought within so many days of his first deal."""
    if one.client is None or one.first_deal is None:
        return Decimal(0)
    until = min(as_of, one.first_deal + timedelta(days=days - 1))
    return sum(
        (row.amount for row in lines if row.client == one.client and one.first_deal <= row.day <= until), Decimal(0)
    )
