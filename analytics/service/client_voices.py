"""Whom to call because of what he said: detractors and those whose complaint waits, each with his day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.service.nps import NpsSettings, answers_text
from analytics.service.nps_figures import DETRACTOR
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

_SATURDAY = 5
_SCHEMA = pa.schema(
    [
        ("kind", pa.string()), ("day", pa.date32()), ("client_id", pa.int64()), ("client", pa.string()), ("manager", pa.string()),
        ("score", pa.int64()), ("about", pa.string()), ("text", pa.string()), ("due_on", pa.date32()), ("done_on", pa.date32()),
        ("overdue_days", pa.int64()), ("net_12m", pa.decimal128(38, 4)),
    ]
)  # fmt: skip


def working_days_after(day: date, days: int) -> date:
    """The day that lies so many working days (Monday to Friday) after another."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def client_voices(engine: Engine, scope: Scope, settings: NpsSettings | None = None) -> Result:
    """Who was unhappy since the first day of the period, who has been called since, and who still waits?

    One row a voice, those who wait longest beyond their day first, then those who still have time, then the answered:
    `kind` (detractor: score 0..6, complaint), `day`, `client_id` (None for who has not bought), `client`, `manager` (of
    a complaint: who answers for it), `score`, `about` (kind of a complaint), `text`, `due_on` (so many working days
    after), `done_on` (first contact after the answer; day of the answer to a complaint), `overdue_days` (None where
    done or not due), `net_12m`. Facts: `voices, waiting, overdue`. Source: management practice; the two days are an
    assumption.
    """
    settings = settings or NpsSettings()
    known = {**scope.parameters, "last_day": scope.as_of, "quarter_months": settings.quarter_months}
    answers = engine.query(answers_text("nps_answers"), **known).to_pylist()
    worth = {row["client_id"]: row["net_12m"] for row in answers}
    touched = _contacts(engine, scope)
    rows = [_detractor(row, touched) for row in answers if row["kind"] == "NPS" and row["score"] <= DETRACTOR]
    rows += [_complaint(row, worth) for row in engine.query(read_sql("service/complaints"), **known).to_pylist()]
    for row in rows:
        row["due_on"] = working_days_after(row["day"], settings.call_days)
        late = (scope.as_of - row["due_on"]).days
        row["overdue_days"] = late if row["done_on"] is None and late > 0 else None
    rows.sort(key=_order)
    waiting = [row for row in rows if row["done_on"] is None]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        facts={
            "voices": len(rows),
            "waiting": len(waiting),
            "overdue": sum(row["overdue_days"] is not None for row in rows),
        },
        rows_used=len(rows),
    )


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        row["done_on"] is not None,
        -(row["overdue_days"] or 0),
        -row["day"].toordinal(),
        row["client"],
        row["kind"],
        row["text"] or "",
    )


def _contacts(engine: Engine, scope: Scope) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for row in engine.query(read_sql("service/contacts_since"), **scope.parameters).to_pylist():
        found[row["client_id"]].append(row["day"])
    return found


def _detractor(row: Mapping[str, Any], touched: Mapping[int, Sequence[date]]) -> dict[str, Any]:
    own = touched.get(row["client_id"], ())
    at = bisect_right(own, row["day"])
    shared = {name: row[name] for name in ("day", "client_id", "client", "manager", "score", "net_12m")}
    return {
        "kind": "detractor",
        **shared,
        "about": None,
        "text": row["comment"],
        "done_on": own[at] if at < len(own) else None,
    }


def _complaint(row: Mapping[str, Any], worth: Mapping[Any, Any]) -> dict[str, Any]:
    shared = {name: row[name] for name in ("day", "client_id", "client", "text")}
    more = {"manager": row["owner"], "score": None, "about": row["kind"], "done_on": row["resolved_at"]}
    return {"kind": "complaint", **shared, **more, "net_12m": worth.get(row["client_id"]) if row["client_id"] else None}
