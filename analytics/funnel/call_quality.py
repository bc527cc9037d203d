"""M33: how well sellers ask: expertise, trust and motive in the calls that were listened to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Any

import pyarrow as pa

from analytics.funnel.conversion import conversion_of
from analytics.periods import month_start
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import line_filter, read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

FACTORS = ("technical", "personal", "motive")
_SCHEMA = pa.schema(
    [
        ("name", pa.string()), ("is_company", pa.bool_()), ("calls", pa.int64()), ("score", pa.float64()),
        ("questions", pa.float64()), *((factor, pa.float64()) for factor in FACTORS), ("weak_factor", pa.string()),
        ("price_named", pa.int64()), ("price_share", pa.float64()), ("meetings", pa.int64()), ("meeting_share", pa.float64()),
        ("low", pa.float64()), ("high", pa.float64()), ("calls_a_month", pa.float64()), ("is_few", pa.bool_()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class CallQualitySettings(Settings):
    """How a call is scored, and how many make a judgement.

    full_*: so many questions of a factor are all that is asked for; points_*: what they bring at most; points_meeting:
    for an agreed meeting; points_price: taken off for an exact price. least_calls: fewer checked calls a month say
    little of a seller. weeks: a training is judged after so many.
    """

    full_technical: int = setting(8, Mark.ASM, "questions", low=1, high=50)
    full_personal: int = setting(7, Mark.ASM, "questions", low=1, high=50)
    full_motive: int = setting(3, Mark.ASM, "questions", low=1, high=50)
    points_technical: float = setting(40, Mark.ASM, "points", low=0, high=100)
    points_personal: float = setting(30, Mark.ASM, "points", low=0, high=100)
    points_motive: float = setting(20, Mark.ASM, "points", low=0, high=100)
    points_meeting: float = setting(10, Mark.ASM, "points", low=0, high=100)
    points_price: float = setting(10, Mark.ASM, "points", low=0, high=100)
    least_calls: int = setting(5, Mark.ASM, "calls", low=1, high=100)
    weeks: int = setting(8, Mark.ART, "weeks", low=1, high=52)


def call_quality(engine: Engine, scope: Scope, settings: CallQualitySettings | None = None) -> Result:
    """How well does each seller ask, and does asking lead to meetings?

    One row a seller, the lowest score first, the company last (`is_company`, its `name` None): checked `calls`, mean
    `score` (0 to 100 as a rule), `questions` a call and of them `technical, personal, motive`, `weak_factor` (the one
    with the least of its points), `price_named` calls and `price_share`, `meetings` with `meeting_share` and its Wilson
    interval `low, high`, `calls_a_month`, `is_few` (below `least_calls` a month: grey). Facts: `correlation` of the
    questions with the meeting over the calls (None: nothing varies), `months` (`name, month, calls, score`, the company's name None),
    `first_day, last_day` of the calls. Calls with negative questions are left out (W_NEGATIVE_COUNTS). Source: management
    practice (expertise, trust and motive are shown by questions); weights and limits are assumptions.
    """
    settings = settings or CallQualitySettings()
    found = scored_calls(engine, scope, settings, scope.first_day)
    calls = [call for call in found if not call["is_wrong"]]
    wrong = len(found) - len(calls)
    groups: dict[str, list[dict[str, Any]]] = {}
    for call in calls:
        groups.setdefault(call["manager"], []).append(call)
    months = len({month_start(call["day"]) for call in calls}) or 1
    rows = [_row(name, mine, months, settings) for name, mine in groups.items()]
    rows.sort(key=lambda row: (row["is_few"], row["score"], row["name"]))
    rows += [_row(None, calls, months, settings)] if calls else []
    notices = ((Notice("W_NEGATIVE_COUNTS", {"n": wrong}),) if wrong else ()) + (
        () if calls else (Notice("W_NO_CALLS"),)
    )
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, min(scope.last_day, scope.as_of)),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"correlation": _correlation(calls), "months": _months(groups, calls), **_days(calls)},
        rows_used=len(calls),
        rows_dropped=wrong,
    )


def scored_calls(engine: Engine, scope: Scope, settings: CallQualitySettings, since: date) -> list[dict[str, Any]]:
    """The calls from a day to the end of the scope's period, each with its score: `day, manager, technical, personal,
    motive, price_named, meeting_set, score, is_wrong`.
    """
    text = read_sql("funnel/call_scores").replace(":line_filter:", line_filter(replace(scope, regions=(), channels=())))
    limits = {name: getattr(settings, name) for name in settings.__dataclass_fields__}
    points = {name: float(value) for name, value in limits.items() if name.startswith(("points", "full"))}
    found: list[dict[str, Any]] = engine.query(text, **scope.parameters, **points, since=since).to_pylist()
    return found


def score_of(
    technical: int, personal: int, motive: int, price_named: bool, meeting_set: bool, settings: CallQualitySettings | None = None
) -> float:  # fmt: skip
    """The points of one call by the questions asked in it."""
    rules = settings or CallQualitySettings()
    asked = {"technical": technical, "personal": personal, "motive": motive}
    points = sum(points_of(factor, count, rules) for factor, count in asked.items())
    return points + (rules.points_meeting if meeting_set else 0) - (rules.points_price if price_named else 0)


def points_of(factor: str, questions: float, settings: CallQualitySettings) -> float:
    """The points that so many questions of a factor bring."""
    full: int = getattr(settings, f"full_{factor}")
    points: float = getattr(settings, f"points_{factor}")
    return float(min(questions, full)) / full * points


def _row(
    name: str | None, calls: Sequence[dict[str, Any]], months: int, settings: CallQualitySettings
) -> dict[str, Any]:
    count = len(calls)
    means = {factor: sum(call[factor] for call in calls) / count for factor in FACTORS}
    reached = {
        factor: sum(min(call[factor], getattr(settings, f"full_{factor}")) for call in calls) for factor in FACTORS
    }
    weak = min(FACTORS, key=lambda factor: reached[factor] / getattr(settings, f"full_{factor}"))
    meetings = conversion_of(sum(call["meeting_set"] for call in calls), count)
    named = sum(call["price_named"] for call in calls)
    return {
        "name": name, "is_company": name is None, "calls": count, "score": sum(call["score"] for call in calls) / count,
        "questions": sum(means.values()), **means, "weak_factor": weak, "price_named": named, "price_share": named / count,
        "meetings": meetings.cases, "meeting_share": meetings.share, "low": meetings.low, "high": meetings.high,
        "calls_a_month": count / months, "is_few": name is not None and count / months < settings.least_calls,
    }  # fmt: skip


def _correlation(calls: Sequence[dict[str, Any]]) -> float | None:
    """Pearson's correlation of the questions asked with whether a meeting was agreed (the score holds the meeting itself)."""
    if len(calls) < 3:
        return None
    pairs = [
        (float(call["technical"] + call["personal"] + call["motive"]), float(call["meeting_set"])) for call in calls
    ]
    means = [sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1)]
    spread = [sqrt(sum((pair[side] - means[side]) ** 2 for pair in pairs)) for side in (0, 1)]
    if not all(spread):
        return None
    return sum((x - means[0]) * (y - means[1]) for x, y in pairs) / (spread[0] * spread[1])


def _months(groups: dict[str, list[dict[str, Any]]], calls: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    made = []
    every: list[tuple[str | None, Sequence[dict[str, Any]]]] = [*sorted(groups.items()), (None, calls)]
    for name, mine in every:
        for month in sorted({month_start(call["day"]) for call in mine}):
            scores = [call["score"] for call in mine if month_start(call["day"]) == month]
            made.append({"name": name, "month": month, "calls": len(scores), "score": sum(scores) / len(scores)})
    return made


def _days(calls: Sequence[dict[str, Any]]) -> dict[str, date | None]:
    days = [call["day"] for call in calls]
    return {"first_day": min(days, default=None), "last_day": max(days, default=None)}


def judged_from(day: date, settings: CallQualitySettings) -> date:
    """From which day on may a training be judged?"""
    return day + timedelta(weeks=settings.weeks)
