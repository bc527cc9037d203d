"""M45: would clients recommend us, how sure is that, who answers for it, and what became of their complaints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.clients.abc_classes import abc_classes
from analytics.errors import NoSales, WrongSetting
from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.periods import add_months, month_start
from analytics.proportion import difference_of_shares, wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.service.nps_figures import DETRACTOR, PROMOTER, Scores, median_wait, nps_change, nps_of, scores_of
from analytics.settings import Mark, setting
from analytics.statements import read_sql
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

GROUPS = ("company", "manager", "branch", "class", "quarter")
_SATISFIED, _SATISFIED_OF_FIVE = 8, 4
_SCHEMA = pa.schema(
    [
        ("group", pa.string()), ("name", pa.string()), ("first_day", pa.date32()), ("last_day", pa.date32()),
        ("answers", pa.int64()), ("promoters", pa.int64()), ("passives", pa.int64()), ("detractors", pa.int64()),
        ("nps", pa.float64()), ("half", pa.float64()), ("adjusted", pa.float64()), ("adjusted_half", pa.float64()),
        ("is_few", pa.bool_()), ("change", pa.float64()), ("p", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class NpsSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), what few answers are, and typed answers for the calculator.

    least_answers: below, a figure is grey and no KPI. response_least: below this share of buyers only friends may have
    answered. call_days: working days within which a detractor is called. quarter_months: months of a point in time.
    """

    least_answers: int = setting(30, Mark.ASM, "answers", low=5, high=1000)
    response_least: float = setting(0.2, Mark.ASM, "share", low=0, high=1)
    call_days: int = setting(2, Mark.ASM, "days", low=1, high=30)
    quarter_months: int = setting(3, Mark.ASM, "months", low=1, high=12)
    promoters: int | None = setting(None, Mark.ART, "answers", low=0, high=1_000_000)
    passives: int | None = setting(None, Mark.ART, "answers", low=0, high=1_000_000)
    detractors: int | None = setting(None, Mark.ART, "answers", low=0, high=1_000_000)


def nps(engine: Engine, scope: Scope, settings: NpsSettings | None = None) -> Result:
    """Would clients recommend us, how sure is that, whose clients would not, and is it getting better?

    Answers on the days of the period, the last of every client. One row per group: `group` (company, manager, branch,
    class: A, B, C of the period, quarter: counted back from the last month of the period), `name` ('' for the company
    and for nobody named), `first_day`, `last_day` (of a quarter), the figures of `nps_of`, `is_few` (less than
    `least_answers`: not to be compared), `change` against the quarter before with its `p` (company: of the last two
    quarters; manager: his own last two quarters; None elsewhere). Groups with most answers first, quarters in time.
    Facts: `weighted` (NPS by the money of a year), `clients`, `buyers`, `response` (buyers who answered, a share),
    `csat` (answers, satisfied, share, low, high; None without answers of that kind), `loss` (`promoters` and
    `detractors` who were not lost when they answered: clients, lost, share, low, high; `p` of the difference),
    `complaints` (count, open, median_days with the open counted, per_100 purchase days, kinds).
    Source: management practice (provoke clients to speak); public sources for intervals.
    """
    settings = settings or NpsSettings()
    known = {**scope.parameters, "quarter_months": settings.quarter_months}
    answers = engine.query(answers_text("nps_answers"), **known).to_pylist()
    rated = [row for row in answers if row["kind"] == "NPS"]
    quarters = engine.query(answers_text("nps_quarters"), **known).to_pylist()
    rows = _rows(rated, quarters, _classes(engine, scope), scope, settings)
    facts = _facts(engine, scope, settings, answers, rated)
    notices = _notices(rated, facts, settings)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=len(rated),
    )


def typed_nps(settings: NpsSettings) -> Result:
    """The NPS of typed answers: one row with the figures of `nps_of` and `is_few`.

    Raises `WrongSetting` where promoters, passives or detractors are not typed, or nobody answered.
    """
    for name in ("promoters", "passives", "detractors"):
        if getattr(settings, name) is None:
            raise WrongSetting("setting_missing", name=name)
    scores = Scores(settings.promoters or 0, settings.passives or 0, settings.detractors or 0)
    if not scores.answers:
        raise WrongSetting("nps_nobody")
    row = {"group": "company", "name": "", **nps_of(scores), "is_few": scores.answers < settings.least_answers}
    return Result(
        table=pa.Table.from_pylist([row], schema=_SCHEMA), params=dict(vars(settings)), rows_used=scores.answers
    )


def answers_text(name: str) -> str:
    """The text of a statement over the answers of the period (see `answers.sql`)."""
    return read_sql(f"service/{name}").replace(":answers:", read_sql("service/answers").rstrip())


def _classes(engine: Engine, scope: Scope) -> Mapping[int, str]:
    if data_span(engine, scope.as_of) is None:
        return {}
    try:
        return {row["client_id"]: row["abc_class"] for row in abc_classes(engine, scope).rows}
    except NoSales:
        return {}


def _rows(
    rated: Sequence[Mapping[str, Any]], quarters: Sequence[Mapping[str, Any]], classes: Mapping[int, str], scope: Scope, settings: NpsSettings
) -> list[dict[str, Any]]:  # fmt: skip
    names: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rated:
        names["company", ""].append(row["score"])
        names["manager", row["manager"]].append(row["score"])
        names["branch", row["branch"]].append(row["score"])
        if row["client_id"] in classes:
            names["class", classes[row["client_id"]]].append(row["score"])
    moved = _moves(quarters)
    made = [
        _row(group, name, scores_of(scores), settings, moved.get((group, name)))
        for (group, name), scores in names.items()
    ]
    made.sort(
        key=lambda row: (
            GROUPS.index(row["group"]),
            row["name"] if row["group"] == "class" else "",
            -row["answers"],
            row["name"],
        )
    )
    return made + _quarter_rows(quarters, scope, settings)


def _row(
    group: str, name: str, scores: Scores, settings: NpsSettings, moved: Mapping[str, Any] | None
) -> dict[str, Any]:
    change = {"change": moved["change"], "p": moved["p"]} if moved else {}
    return {"group": group, "name": name, **nps_of(scores), "is_few": scores.answers < settings.least_answers, **change}


def _scores(row: Mapping[str, Any]) -> Scores:
    return Scores(row["promoters"], row["answers"] - row["promoters"] - row["detractors"], row["detractors"])


def _moves(quarters: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The change of the last quarter against the one before it, of everybody and of each manager."""
    by_name: dict[tuple[str, str], dict[int, Scores]] = defaultdict(dict)
    for row in quarters:
        key = ("company", "") if row["manager"] is None else ("manager", row["manager"])
        by_name[key][row["quarters_ago"]] = _scores(row)
    pairs = {key: (found[1], found[0]) for key, found in by_name.items() if 0 in found and 1 in found}
    return {key: moved for key, (before, after) in pairs.items() if (moved := nps_change(before, after))}


def _quarter_rows(quarters: Sequence[Mapping[str, Any]], scope: Scope, settings: NpsSettings) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    before: Scores | None = None
    for row in sorted((r for r in quarters if r["manager"] is None), key=lambda r: -r["quarters_ago"]):
        scores = _scores(row)
        last = add_months(month_start(scope.last_day), 1 - settings.quarter_months * row["quarters_ago"])
        days = {
            "first_day": add_months(last, -settings.quarter_months),
            "last_day": min(last - timedelta(days=1), scope.last_day),
        }
        moved = nps_change(before, scores) if before else None
        made.append({**_row("quarter", "", scores, settings, moved), **days})
        before = scores
    return made


def _facts(
    engine: Engine,
    scope: Scope,
    settings: NpsSettings,
    answers: Sequence[Mapping[str, Any]],
    rated: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    bought = engine.query(read_sql("service/buyers"), **scope.parameters).to_pylist()[0]
    known = {row["client_id"] for row in rated if row["client_id"] is not None}
    return {
        "clients": len(rated),
        "buyers": bought["buyers"],
        "response": len(known) / bought["buyers"] if bought["buyers"] else None,
        "weighted": _weighted(rated),
        "csat": _csat([row["score"] for row in answers if row["kind"] == "CSAT"]),
        "loss": _loss_link(engine, scope, settings, rated),
        "complaints": complaint_facts(engine, scope),
    }


def _weighted(rated: Iterable[Mapping[str, Any]]) -> float | None:
    """NPS in which every client weighs as much as the money of his last year."""
    worth = [(row["score"], row["net_12m"]) for row in rated if row["net_12m"] and row["net_12m"] > 0]
    total = sum((money for _, money in worth), Decimal(0))
    if not total:
        return None
    up = sum((money for score, money in worth if score >= PROMOTER), Decimal(0))
    down = sum((money for score, money in worth if score <= DETRACTOR), Decimal(0))
    return float(100 * (up - down) / total)


def _csat(scores: Sequence[int]) -> dict[str, Any] | None:
    """Share of satisfied answers: 4 and 5 of a scale to 5, 8 and more of one to 10."""
    if not scores:
        return None
    least = _SATISFIED_OF_FIVE if max(scores) <= 5 else _SATISFIED
    satisfied = sum(score >= least for score in scores)
    low, high = wilson(satisfied, len(scores))
    return {"answers": len(scores), "satisfied": satisfied, "share": satisfied / len(scores), "low": low, "high": high}


def _loss_link(
    engine: Engine, scope: Scope, settings: NpsSettings, rated: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Are detractors lost more often than promoters? Who was lost already when he answered proves nothing."""
    if data_span(engine, scope.as_of) is None:
        return None
    rules = ClientStatusSettings(**settings.loss_rule)
    lost_on: dict[int, date | None] = {
        row["client_id"]: row["lost_on"] for row in client_status(engine, scope, rules).rows
    }
    known = [row for row in rated if row["client_id"] in lost_on]
    ends = {
        "promoters": [r for r in known if r["score"] >= PROMOTER],
        "detractors": [r for r in known if r["score"] <= DETRACTOR],
    }
    made: dict[str, Any] = {side: _lost_of(answered, lost_on) for side, answered in ends.items()}
    up, down = made["promoters"], made["detractors"]
    tested = difference_of_shares(up["lost"], up["clients"], down["lost"], down["clients"])
    return made | {"p": tested[1] if tested else None}


def _lost_of(answered: Sequence[Mapping[str, Any]], lost_on: Mapping[int, date | None]) -> dict[str, Any]:
    """Of those who were not lost when they answered: how many are by now."""
    still = [row for row in answered if (lost := lost_on[row["client_id"]]) is None or lost > row["day"]]
    lost_now = sum(lost_on[row["client_id"]] is not None for row in still)
    low, high = wilson(lost_now, len(still))
    share = lost_now / len(still) if still else None
    return {"clients": len(still), "lost": lost_now, "share": share, "low": low, "high": high}


def complaint_facts(engine: Engine, scope: Scope) -> dict[str, Any]:
    """Complaints since the first day of the period up to the as-of date: `count, open, median_days` (None where not even half is answered), `per_100` purchase
    days (None without purchases), `kinds` (kind, count, open; most first).
    """
    until = {**scope.parameters, "last_day": scope.as_of}
    rows = engine.query(read_sql("service/complaints"), **until).to_pylist()
    purchase_days = engine.query(read_sql("service/buyers"), **until).to_pylist()[0]["purchase_days"]
    answered = [(row["resolved_at"] - row["day"]).days for row in rows if row["resolved_at"]]
    waiting = [(scope.as_of - row["day"]).days for row in rows if not row["resolved_at"]]
    kinds: dict[str, dict[str, Any]] = {}
    for row in rows:
        kind = kinds.setdefault(row["kind"], {"kind": row["kind"], "count": 0, "open": 0})
        kind["count"] += 1
        kind["open"] += row["resolved_at"] is None
    return {
        "count": len(rows),
        "open": len(waiting),
        "median_days": median_wait(answered, waiting),
        "per_100": 100 * len(rows) / purchase_days if purchase_days else None,
        "kinds": sorted(kinds.values(), key=lambda kind: (-kind["count"], kind["kind"])),
    }


def _notices(rated: Sequence[Any], facts: Mapping[str, Any], settings: NpsSettings) -> tuple[Notice, ...]:
    if not rated:
        return (Notice("W_NPS_NONE"),)
    found = []
    if len(rated) < settings.least_answers:
        found.append(Notice("W_NPS_FEW", {"n": len(rated), "least": settings.least_answers}))
    if facts["response"] is not None and facts["response"] < settings.response_least:
        found.append(Notice("W_NPS_RESPONSE", {"share": facts["response"]}))
    return tuple(found)
