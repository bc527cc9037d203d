"""Requests and questions with the times of their answers: from what a list writes to when it was asked and answered.

Telephone exchanges write how long the caller waited, open lines when they answered, people a day and a time in two
columns. A speed of answers without the time of day would be made up, so a request without one is held back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ingestion.answers import Answers
from ingestion.cells import Cell, Row
from ingestion.date_format import Order
from ingestion.kinds.moments import UNITS, clock_of_cell, is_bare_number, moment_of_cell, unit_of
from ingestion.profile import ColumnProfile
from ingestion.reading import Question

REQUESTS, QUESTIONS = "service_requests", "requests_internal"
WAYS = ("call", "chat", "mail", "web")
WAIT_UNIT, WHICH_WAY = "wait_unit", "which_way"
_MOST_OF = 0.5  # of the waits must lie after the time of asking to be times of the day
_CALLS_ONLY = ("missed", "call_type")


@dataclass(frozen=True)
class Times:
    """How the times of a table are read.

    unit: of a bare number in the column of waits. by_clock: it holds the time of day of the answer. way: of requests
    whose table does not say it. timed: columns in which a day of a workbook is a moment at midnight.
    """

    unit: str = "seconds"
    by_clock: bool = False
    way: str | None = None
    timed: frozenset[str] = frozenset()


def times_of(
    kind: str, columns: Mapping[str, int], profiles: Sequence[ColumnProfile], rows: Sequence[Row], order: Order | None,
    answers: Answers,
) -> tuple[Times, list[Question]]:  # fmt: skip
    """How the times are read, and what must be asked before."""
    if kind not in (REQUESTS, QUESTIONS):
        return Times(), []
    timed = frozenset(
        name for name in ("asked_at", "answered_at")
        if name in columns and any(isinstance(moment_of_cell(cell, order), datetime) for cell in profiles[columns[name]].values)
    )  # fmt: skip
    if kind == QUESTIONS:
        return Times(timed=timed), []
    by_clock = _holds_clocks(columns, rows, order)
    unit, unit_question = _unit(columns, profiles, answers, by_clock)
    way, way_question = _way(columns, answers)
    return Times(unit, by_clock, way, timed), [one for one in (unit_question, way_question) if one is not None]


def _holds_clocks(columns: Mapping[str, int], rows: Sequence[Row], order: Order | None) -> bool:
    """Whether what may be a wait is the time of day of the answer: no wait is longer than the day is old, row by row."""
    if "wait" not in columns:
        return False
    after = of = 0
    for row in rows:
        asked, answered = _clock_asked(columns, row, order), clock_of_cell(_cell(row, columns.get("wait")))
        if asked is None or answered is None:
            continue
        of += 1
        after += answered >= asked
    return of > 0 and after / of > _MOST_OF


def _clock_asked(columns: Mapping[str, int], row: Row, order: Order | None) -> time | None:
    if "asked_time" in columns:
        return clock_of_cell(_cell(row, columns["asked_time"]))
    found = moment_of_cell(_cell(row, columns.get("asked_at")), order)
    return found.time() if isinstance(found, datetime) else None


def _cell(row: Row, at: int | None) -> Cell:
    return row.cells[at] if at is not None and at < len(row.cells) else None


def _unit(
    columns: Mapping[str, int], profiles: Sequence[ColumnProfile], answers: Answers, by_clock: bool
) -> tuple[str, Question | None]:
    """The unit of bare numbers: what a person said, else what the header says, else asked."""
    chosen = answers.options.get(WAIT_UNIT)
    if chosen in UNITS:
        return chosen, None
    profile = profiles[columns["wait"]] if "wait" in columns else None
    if profile is None or by_clock or not any(is_bare_number(cell) for cell in profile.values):
        return "seconds", None
    named = unit_of(profile.header)
    if named is not None:
        return named, None
    facts: dict[str, str | int] = {"header": profile.header, "sample": profile.samples[0]}
    return "seconds", Question(WAIT_UNIT, tuple({"answer": unit} for unit in UNITS), facts)


def _way(columns: Mapping[str, int], answers: Answers) -> tuple[str | None, Question | None]:
    """By which way all requests came where no column says it: calls by the columns that only calls have, else asked."""
    if "way" in columns:
        return None, None
    chosen = answers.options.get(WHICH_WAY)
    if chosen in WAYS:
        return chosen, None
    if any(name in columns for name in _CALLS_ONLY):
        return "call", None
    return None, Question(WHICH_WAY, tuple({"answer": way} for way in WAYS), {})


@dataclass(frozen=True)
class Flaw:
    """Why a row gives no request: outcome ('held' or 'skipped'), reason, and the field that it is about."""

    outcome: str
    reason: str
    field: str


def settled(kind: str, record: Mapping[str, Any], times: Times) -> dict[str, Any] | Flaw:
    """A record as its table of the store wants it, from what stood in the cells."""
    if kind == QUESTIONS:
        return _question(record)
    return _request(record, times) if kind == REQUESTS else dict(record)


def _question(record: Mapping[str, Any]) -> dict[str, Any]:
    """A question to a colleague may be dated by the day alone: working hours are counted from its beginning."""
    made = dict(record)
    asked = _joined(made["asked_at"], made.pop("asked_time", None))
    return {**made, "asked_at": _midnight(asked), "answered_at": _midnight(made.get("answered_at"))}


def _request(record: Mapping[str, Any], times: Times) -> dict[str, Any] | Flaw:
    if record.get("call_type") == "out":
        return Flaw("skipped", "outgoing", "call_type")
    asked = _joined(record["asked_at"], record.get("asked_time"))
    if not isinstance(asked, datetime):
        return Flaw("held", "no_time", "asked_at")
    way = record.get("way") or times.way
    if way is None:
        return Flaw("held", "unknown_way", "way")
    state = "missed" if record.get("call_type") == "missed" else record.get("missed")
    answered = _answered(record, asked, times, state)
    if isinstance(answered, Flaw):
        return answered
    is_missed = state == "missed" or (state is None and way == "call" and answered is None)
    kept = {name: record.get(name) for name in ("manager", "campaign")}
    return {**kept, "asked_at": asked, "way": way, "answered_at": answered, "missed": is_missed}


def _answered(record: Mapping[str, Any], asked: datetime, times: Times, state: str | None) -> datetime | Flaw | None:
    """When it was answered; of a missed call, when it was called back. What a caller waited in vain is no answer."""
    written = record.get("answered_at")
    if written is not None:
        return written if isinstance(written, datetime) else Flaw("held", "no_time", "answered_at")
    wait = record.get("wait")
    if wait is not None and times.by_clock:
        return datetime.combine(asked.date(), time()) + timedelta(seconds=wait)
    if wait is not None and state != "missed":
        return asked + timedelta(seconds=wait)
    return (
        Flaw("held", "no_answer_time", "wait" if "wait" in record else "answered_at") if state == "answered" else None
    )


def _joined(day: date, clock: time | None) -> date:
    """A day with the time that stands in a column of its own."""
    if clock is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, clock)


def _midnight(moment: date | None) -> datetime | None:
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time())
