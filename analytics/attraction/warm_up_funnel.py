"""M29: warming up: how companies move between stages, forward and back, what a stage costs, which way is the fastest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.attraction.absorbing_chain import absorbing_chain, removal_effect
from analytics.errors import WrongSetting
from analytics.funnel.conversion import conversion_of
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import statement
from analytics.windows import parameters_in_force
from storage.engine import Engine

LEAST_REQUESTS = 5  # of a way: one lucky company is no fast way
FEW_EXITS = 10  # below, the shares of a stage are grey
# How the names of the stages begin that end a way, in the three languages of the files.
_WON_WORDS = ("won", "closed won", "успешно", "успішно", "выигран", "виграно")
_REQUEST_WORDS = ("request", "заявк", "запрос", "запит", "обращени", "звернен", *_WON_WORDS)
_REFUSAL_WORDS = ("refus", "lost", "отказ", "відмов", "проигран", "програно", "закрыто и не", "закрито і не")
_MONTH_DAYS = 30.4375
_UNIT = Decimal("0.0001")
_MONEY = pa.decimal128(38, 4)
_KINDS = ("forward", "back", "request", "refusal")
_SCHEMA = pa.schema(
    [
        ("position", pa.int64()), ("stage", pa.string()), ("entered", pa.int64()), ("now", pa.int64()),
        ("exits", pa.int64()), *((name, pa.int64()) for name in _KINDS),
        *((f"{name}_share", pa.float64()) for name in _KINDS), ("request_low", pa.float64()),
        ("request_high", pa.float64()), ("median_days", pa.float64()), ("touches_per_visit", pa.float64()),
        ("cost", _MONEY), ("visit_cost", _MONEY), ("is_few", pa.bool_()), ("expected_visits", pa.float64()),
        ("request_chance", pa.float64()), ("expected_cost", pa.float64()), ("removal_effect", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class WarmUpFunnelSettings(Settings):
    """Whose moves are read and where a way ends.

    months: ways begun within so many months before the as-of date. of: moves of companies, or of deals. request_stages,
    refusal_stages: names of the stages that end a way, a JSON list; '' for the usual words.
    """

    months: int = setting(36, Mark.ASM, "months", low=1, high=240)
    of: str = setting("companies", Mark.ART, choices=("companies", "deals"))
    request_stages: str = setting("", Mark.ASM)
    refusal_stages: str = setting("", Mark.ASM)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("request_stages", "refusal_stages"):
            stage_names(getattr(self, name))


def stage_names(text: str) -> list[str]:
    """Names of stages from a JSON list. Raises `WrongSetting` where the text is none."""
    if not text.strip():
        return []
    try:
        found = json.loads(text)
    except json.JSONDecodeError as fault:
        raise WrongSetting("stage_names", value=text) from fault
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise WrongSetting("stage_names", value=text)
    return [name.strip() for name in found]


def endings(names: Iterable[str], settings: WarmUpFunnelSettings) -> tuple[list[str], list[str]]:
    """Which of the stages end a way with a request (a deal: with the sale), and which with a refusal?"""
    known, words = sorted(set(names)), _REQUEST_WORDS if settings.of == "companies" else _WON_WORDS
    requests = stage_names(settings.request_stages) or [n for n in known if n.lower().startswith(words)]
    refusals = stage_names(settings.refusal_stages) or [n for n in known if n.lower().startswith(_REFUSAL_WORDS)]
    return requests, [name for name in refusals if name not in requests]


def warm_up_funnel(engine: Engine, scope: Scope, settings: WarmUpFunnelSettings | None = None) -> Result:
    """How do companies come to a request: through which stages, forward and back, how long, for what money?

    One row a stage, in the order in which companies first come to it: `position, stage, entered` (visits), `now` (stands
    in it, no exit yet: left out of the shares), `exits` = forward + back + request + refusal, each with its share of the
    exits; `request_low, request_high` (Wilson), `median_days` of a finished visit, `touches_per_visit`, `cost`,
    `visit_cost` (None where nothing was written), `is_few` (fewer than 10 exits). By the chain of the moves, for a
    company that begins: `expected_visits` of the stage, `removal_effect` (part of the requests lost without it); for one
    that stands in it: `request_chance`, `expected_cost` until the end. Facts: `ways, requests, refusals, open`, `cost`
    and `request_cost` = cost / requests, `moves` (from None: begins), `fastest` and `cheapest` (path, requests, days,
    cost; of ways with 5 requests at least, else None), `clashes` (two stages of one company on one day: the later record
    counts), `chance, expected_cost, expected_request_cost` of a company that begins, `stages` (all names),
    `request_stages, refusal_stages` in force. The period does not apply: ways are long. Source: management practice
    (moves forward and back, cost of a stage, the fastest way); the chain is the usual model of such ways.
    """
    settings = settings or WarmUpFunnelSettings()
    asked = _parameters(engine, scope, settings)
    names = asked.pop("stages")

    def ask(name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = engine.query(statement(f"attraction/{name}", scope), **asked).to_pylist()
        return rows

    moves, ways, clashes = ask("warm_up_moves"), ask("warm_up_ways"), ask("warm_up_clashes")
    rows = _stages(ask("warm_up_funnel"), moves, asked)
    facts = _facts(ways) | _chain(rows, moves, asked) | {"moves": moves, "clashes": clashes, "stages": names}
    facts |= {"request_stages": asked["requests"], "refusal_stages": asked["refusals"]}
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK if rows else Status.OK_WITH_WARNINGS,
        period=(asked["since"], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=() if rows else (Notice("W_NO_STAGES"),),
        facts=facts,
        rows_used=sum(row["entered"] for row in rows),
        rows_dropped=len(clashes),
    )


def _parameters(engine: Engine, scope: Scope, settings: WarmUpFunnelSettings) -> dict[str, Any]:
    sql = """SELECT DISTINCT trim(to_stage) AS stage FROM stage_log WHERE moved_on <= $as_of
             AND CASE WHEN $of = 'deals' THEN deal_id IS NOT NULL ELSE deal_id IS NULL END ORDER BY 1"""
    stages = [row["stage"] for row in engine.query(sql, as_of=scope.as_of, of=settings.of).to_pylist()]
    requests, refusals = endings(stages, settings)
    since = scope.as_of - timedelta(days=round(settings.months * _MONTH_DAYS))
    # A list is never empty: it would have no type.
    lists = {"requests": requests or [""], "refusals": refusals or [""], "stages": stages}
    return {"as_of": scope.as_of, "of": settings.of, "since": since} | lists


def _stages(found: list[dict[str, Any]], moves: list[dict[str, Any]], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The stages with the directions in which companies leave them."""
    place = {row["stage"]: at for at, row in enumerate(found, 1)}
    rows = []
    for row in found:
        counts = dict.fromkeys(_KINDS, 0)
        for move in moves:
            if move["stage"] == row["stage"]:
                counts[_direction(move["next_stage"], place, row["stage"], asked)] += move["moves"]
        shares = {f"{name}_share": counts[name] / row["exits"] if row["exits"] else None for name in _KINDS}
        asks = conversion_of(counts["request"], row["exits"])
        cost = row["cost"]
        rows.append({
            "position": place[row["stage"]], "stage": row["stage"], "entered": row["entered"],
            "now": row["entered"] - row["exits"], "exits": row["exits"], **counts, **shares,
            "request_low": asks.low, "request_high": asks.high, "median_days": row["median_days"],
            "touches_per_visit": row["touches"] / row["entered"], "cost": cost,
            "visit_cost": (cost / row["priced"]).quantize(_UNIT) if row["priced"] else None,
            "is_few": row["exits"] < FEW_EXITS,
        })  # fmt: skip
    return rows


def _direction(next_stage: str, place: dict[str, int], stage: str, asked: dict[str, Any]) -> str:
    if next_stage in asked["requests"]:
        return "request"
    if next_stage in asked["refusals"]:
        return "refusal"
    return "forward" if place[next_stage] > place[stage] else "back"


def _facts(ways: list[dict[str, Any]]) -> dict[str, Any]:
    """What all ways came to, and which of them is the fastest and the cheapest."""
    ended = {name: sum(row["ways"] for row in ways if row["ending"] == name) for name in ("request", "refusal", "")}
    cost = sum((row["cost"] for row in ways), Decimal(0))
    known = any(row["priced"] for row in ways)
    usual = [row for row in ways if row["ending"] == "request" and row["path"] and row["ways"] >= LEAST_REQUESTS]
    priced = [row for row in usual if row["median_cost"] is not None]
    return {
        "ways": sum(row["ways"] for row in ways), "requests": ended["request"], "refusals": ended["refusal"],
        "open": ended[""], "cost": cost if known else None,
        "request_cost": (cost / ended["request"]).quantize(_UNIT) if ended["request"] and known else None,
        "fastest": _best(usual, "median_days"), "cheapest": _best(priced, "median_cost"),
    }  # fmt: skip


def _best(ways: list[dict[str, Any]], by: str) -> dict[str, Any] | None:
    if not ways:
        return None
    best = min(ways, key=lambda row: (row[by], -row["ways"], row["path"]))
    return {"path": best["path"], "requests": best["ways"], "days": best["median_days"], "cost": best["median_cost"]}


def _chain(rows: list[dict[str, Any]], moves: list[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
    """Puts what the chain of the moves says beside every stage; gives back what it says of a company that begins."""
    none: dict[str, Any] = dict.fromkeys(("chance", "expected_cost", "expected_request_cost"))
    stages = [row["stage"] for row in rows]
    counts = {(move["stage"], move["next_stage"]): move["moves"] for move in moves}
    begun = [counts.get((None, stage), 0) for stage in stages]
    for row in rows:
        row |= dict.fromkeys(("expected_visits", "request_chance", "expected_cost", "removal_effect"))
    if not sum(begun):
        return none
    between = [[counts.get((a["stage"], b), 0) / max(a["exits"], 1) for b in stages] for a in rows]
    ends = [[row["request_share"] or 0.0, row["refusal_share"] or 0.0] for row in rows]
    chain = absorbing_chain(between, ends, [float(row["visit_cost"] or 0) for row in rows])
    if chain is None:
        return none
    starts = [number / sum(begun) for number in begun]
    for at, row in enumerate(rows):
        row["expected_visits"] = sum(start * chain.visits[i][at] for i, start in enumerate(starts))
        row["request_chance"], row["expected_cost"] = chain.endings[at][0], chain.costs[at]
        row["removal_effect"] = removal_effect(between, ends, starts, at)
    chance = sum(start * ending[0] for start, ending in zip(starts, chain.endings, strict=True))
    cost = sum(start * money for start, money in zip(starts, chain.costs, strict=True))
    return {"chance": chance, "expected_cost": cost, "expected_request_cost": cost / chance if chance > 0 else None}
