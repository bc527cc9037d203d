"""M42: how long do sellers wait for their colleagues, and what does it cost the deals?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.team.achievement import quantile
from analytics.team.working_time import WEEK_DAYS
from analytics.windows import parameters_in_force
from storage.engine import Engine

SLOW = 0.9  # the share of answers that P90 covers
_DAY_SECONDS = 86_400
_SCHEMA = pa.schema(
    [
        ("asked_of", pa.string()), ("requests", pa.int64()), ("in_time", pa.int64()), ("share", pa.float64()),
        ("low", pa.float64()), ("high", pa.float64()), ("median_hours", pa.float64()), ("p90_hours", pa.float64()),
        ("open", pa.int64()), ("open_late", pa.int64()), ("oldest_hours", pa.float64()), ("deals_lost", pa.int64()),
        ("money_lost", pa.decimal128(18, 4)),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class AnswerSpeedSettings(Settings):
    """sla_hours: working hours within which a colleague answers. opens: hour at which the day begins; day_hours: how long
    it is; week_days: working days of a week.
    """

    sla_hours: float = setting(8, Mark.ASM, "hours", low=0.25, high=200)
    opens: int = setting(9, Mark.ASM, "hour", low=0, high=23)
    day_hours: int = setting(8, Mark.ASM, "hours", low=1, high=24)
    week_days: int = setting(WEEK_DAYS, Mark.ASM, "days", low=5, high=7)


def answer_speed(engine: Engine, scope: Scope, settings: AnswerSpeedSettings | None = None) -> Result:
    """Which colleague or department keeps the sellers waiting?

    One row a colleague, the slowest first: `asked_of, requests, in_time` (answered within the norm), `share, low, high`
    (of all whose time is up, Wilson), `median_hours, p90_hours` (working hours by Kaplan-Meier, so that open questions
    count as "not yet"; None where fewer than that share are answered), `open, open_late` (still open and over the norm),
    `oldest_hours` (of the open ones), `deals_lost, money_lost` (lost deals with a late question). Facts: the same of all
    as `all`, `deals` (one a deal with questions: `deal_id, client, manager, days, waiting_days, own_days, is_lost,
    is_late, amount`), `waiting_share` (of the days of these deals), `wrong` (answers before the question, left out),
    `unanswered` (nobody ever wrote an answer: only the age is known). Source: the answer to a seller is part of every
    colleague's work (management practice); eight working hours are an assumption.
    """
    settings = settings or AnswerSpeedSettings()
    requests, deals = _read(engine, scope, settings)
    good = [row for row in requests if row["answered_at"] is None or row["answered_at"] >= row["asked_at"]]
    if not good:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    split = [
        split_of_deal(deal, [r for r in good if r["deal_id"] == deal["deal_id"]], scope.as_of, settings)
        for deal in deals
    ]
    rows = [
        _row(name, [r for r in good if r["asked_of"] == name], split, settings)
        for name in {r["asked_of"] for r in good}
    ]
    rows.sort(key=lambda row: (row["share"] if row["share"] is not None else 2, row["asked_of"]))
    wrong = len(requests) - len(good)
    waited, days = sum(deal["waiting_days"] for deal in split), sum(deal["days"] for deal in split)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if wrong else Status.OK,
        period=(min(row["asked_at"] for row in good).date(), scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=(Notice("W_ANSWERED_BEFORE", {"n": wrong}),) if wrong else (),
        facts={
            "all": _row("", good, split, settings), "deals": split, "waiting_share": waited / days if days else None,
            "wrong": wrong, "unanswered": all(row["answered_at"] is None for row in good),
        },
        rows_used=len(good),
        rows_dropped=wrong,
    )  # fmt: skip


def _read(
    engine: Engine, scope: Scope, settings: AnswerSpeedSettings
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    asked = engine.query(
        read_sql("team/requests_waiting"), as_of=scope.as_of, week_days=settings.week_days,
        day_minutes=settings.day_hours * 60, opens=settings.opens * 60,
    )  # fmt: skip
    rows = [row for row in asked.to_pylist() if not scope.managers or row["asked_by"] in scope.managers]
    return rows, engine.query(read_sql("team/deals_waiting"), as_of=scope.as_of).to_pylist()


def _row(
    name: str, requests: Sequence[Mapping[str, Any]], deals: Iterable[Mapping[str, Any]], settings: AnswerSpeedSettings
) -> dict[str, Any]:
    """One colleague, or all of them."""
    answered = [row["hours"] for row in requests if row["answered_at"] is not None]
    waiting = [row["hours"] for row in requests if row["answered_at"] is None]
    late = sum(hours > settings.sla_hours for hours in waiting)
    in_time, due = sum(hours <= settings.sla_hours for hours in answered), len(answered) + late
    low, high = wilson(in_time, due)
    lost = [deal for deal in deals if deal["is_lost"] and (deal["late_of"] if not name else name in deal["late_of"])]
    return {
        "asked_of": name, "requests": len(requests), "in_time": in_time, "share": in_time / due if due else None,
        "low": low, "high": high, "median_hours": waited(answered, waiting, 0.5),
        "p90_hours": waited(answered, waiting, SLOW), "open": len(waiting), "open_late": late,
        "oldest_hours": max(waiting, default=None), "deals_lost": len(lost),
        "money_lost": sum((deal["amount"] or Decimal(0) for deal in lost), Decimal(0)),
    }  # fmt: skip


def waited(answered: Sequence[float], waiting: Sequence[float], share: float) -> float | None:
    """After how many hours had such a share of the questions their answer (Kaplan-Meier)?

    answered: hours to the answers; waiting: hours of those still open. None where so many are not answered yet. Without
    open questions it is the percentile of the answers.
    """
    if not waiting:
        return quantile(answered, share) if answered else None
    left, at_risk = 1.0, len(answered) + len(waiting)
    for hours in sorted(set(answered) | set(waiting)):
        done = sum(value == hours for value in answered)
        left *= 1 - done / at_risk if done else 1
        if left <= 1 - share + 1e-12:
            return hours
        at_risk -= done + sum(value == hours for value in waiting)
    return None


def split_of_deal(
    deal: Mapping[str, Any], requests: Sequence[Mapping[str, Any]], as_of: date, settings: AnswerSpeedSettings
) -> dict[str, Any]:
    """How much of a deal's days was waiting for colleagues, and how much the seller's own?

    Days by the calendar; times in which several colleagues were waited for count once. late_of: who answered one of its
    questions late, or has not.
    """
    ended = deal["won_at"] or deal["lost_at"] or as_of
    days = max((ended - deal["created"]).days, 0)
    spans = [(row["asked_at"], row["answered_at"] or _end_of(as_of)) for row in requests]
    waiting = min(float(days), waiting_days(spans))
    late = {row["asked_of"] for row in requests if row["hours"] > settings.sla_hours}
    return {
        "deal_id": deal["deal_id"], "client": deal["client"], "manager": deal["manager"], "days": days,
        "waiting_days": waiting, "own_days": days - waiting, "is_lost": deal["lost_at"] is not None,
        "is_late": bool(late), "late_of": sorted(late), "amount": deal["amount"],
    }  # fmt: skip


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59)


def waiting_days(spans: Sequence[tuple[datetime, datetime]]) -> float:
    """How many days lie in these spans of time, those in several of them counted once?"""
    total, reached = 0.0, datetime.min
    for start, end in sorted(spans):
        first = max(start, reached)
        if end > first:
            total += (end - first).total_seconds() / _DAY_SECONDS
            reached = end
    return total
