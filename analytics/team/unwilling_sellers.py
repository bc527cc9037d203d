"""M43: why is a task not done? Five versions in order; the first one that fails is the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

VERSIONS = ("skill", "means", "process", "sense", "pay")
REMEDIES = {"skill": "train", "means": "resource", "process": "describe", "sense": "explain", "pay": "pay"}
CARD_FIELDS = 5  # who, to whom, when, how it is checked, how it is paid
Answers = Sequence[bool | None]
_SCHEMA = pa.schema(
    [
        ("task", pa.string()), ("employee", pa.string()), ("asked_on", pa.date32()), ("version", pa.string()),
        ("state", pa.string()), ("remedy", pa.string()), *((name, pa.bool_()) for name in VERSIONS),
        ("load_share", pa.float64()), ("attested_on", pa.date32()), ("described", pa.int64()), ("owner", pa.string()),
        ("due", pa.date32()), ("done_on", pa.date32()), ("is_latest", pa.bool_()), ("is_overdue", pa.bool_()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class UnwillingSellersSettings(Settings):
    """attested_days: an attestation is good for so long. month_hours: working hours of a month, above which nobody has
    time. usual_minutes: of a contact whose length nobody wrote down.
    """

    attested_days: int = setting(365, Mark.ASM, "days", low=30, high=1460)
    month_hours: int = setting(160, Mark.ASM, "hours", low=40, high=400)
    usual_minutes: int = setting(15, Mark.ASM, "minutes", low=1, high=240)


def first_failing(answers: Answers) -> tuple[str, str]:
    """Which of the five versions explains it, asked in order? (version, state)

    State failing: this version is the reason. unanswered: it was not asked yet, and nothing after it may be blamed.
    passed: all five hold, so the task itself is to be looked at; the version is '' then. Raises `WrongSetting`
    versions_order where a later version is called the reason while an earlier one is not answered.
    """
    for at, (version, answer) in enumerate(zip(VERSIONS, answers, strict=True)):
        if answer is None:
            if any(later is False for later in answers[at + 1 :]):
                raise WrongSetting("versions_order", version=version)
            return version, "unanswered"
        if not answer:
            return version, "failing"
    return "", "passed"


def unwilling_sellers(engine: Engine, scope: Scope, settings: UnwillingSellersSettings | None = None) -> Result:
    """Why do people not do what they are told, task by task: can they, may they, is it described, does it make sense, is
    it paid?

    One row a check, the newest of a task and a person first: `task, employee, asked_on, version` (skill, means, process,
    sense, pay; '' where all five hold), `state` (failing, unanswered, passed), `remedy` (train, resource, describe,
    explain, pay; '' unless failing), the five answers (None: not asked), `load_share` (hours of contacts of 30 days / a
    month's hours, None without contacts), `attested_on, described` (fields of the task's card), `owner, due, done_on`
    (the remedy), `is_latest, is_overdue`. What the records know counts where nobody typed an answer: an attestation of
    the last year, the hours, the card, the formula of pay. An answer after an unanswered one waits. Facts: `versions`
    (newest checks by version), `checks`, `share` of the most frequent, `most`. Source: management practice, in this
    order, because a later remedy is useless while an earlier cause stands; the borders are assumptions.
    """
    settings = settings or UnwillingSellersSettings()
    text = read_sql("team/seller_tasks")
    checks = engine.query(text, as_of=scope.as_of, usual_minutes=settings.usual_minutes).to_pylist()
    rows = [
        _row(check, scope.as_of, settings)
        for check in checks
        if not scope.managers or check["employee"] in scope.managers
    ]
    seen: set[tuple[str, str]] = set()
    for row in rows:  # the newest of each first
        row["is_latest"] = (row["task"], row["employee"]) not in seen
        seen.add((row["task"], row["employee"]))
    latest = [row for row in rows if row["is_latest"]]
    counts = {version: sum(r["version"] == version and r["state"] == "failing" for r in latest) for version in VERSIONS}
    most = max(VERSIONS, key=lambda version: counts[version])
    failing = sum(counts.values())
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK if rows else Status.NOT_ENOUGH_DATA,
        params=parameters_in_force(scope, settings),
        facts={
            "versions": counts, "checks": len(latest), "failing": failing, "most": most if failing else "",
            "share": counts[most] / failing if failing else None,
            "unanswered": sum(row["state"] == "unanswered" for row in latest),
        },
        rows_used=len(rows),
    )  # fmt: skip


def answers_of(check: Mapping[str, Any], settings: UnwillingSellersSettings) -> list[bool | None]:
    """The five answers of a check, each from what was typed and what the records know."""
    asked_on, load = check["asked_on"], load_share(check.get("hours"), settings)
    attested = check["attested_on"]
    fresh = None if attested is None else 0 <= (asked_on - attested).days <= settings.attested_days
    skill = (
        False
        if check["taught"] is False
        else fresh
        if fresh is not None
        else None
        if check["taught"] is None
        else False
    )
    time = check["has_time"] if check["has_time"] is not None else None if load is None else load <= 1
    means = False if time is False or check["has_means"] is False else (True if time and check["has_means"] else None)
    described = check["described"]
    process = None if described is None else described >= CARD_FIELDS
    explained = check["explained_on"] is not None
    sense = check["sees_sense"] if check["sees_sense"] is not None else None if not explained else True
    paid = check["is_paid"] if check["is_paid"] is not None else check.get("in_pay")
    return [skill, means, process, sense, paid]


def load_share(hours: float | None, settings: UnwillingSellersSettings) -> float | None:
    """Which part of a month's working hours do the contacts take? None where no contact is written."""
    return None if hours is None else hours / settings.month_hours


def _row(check: Mapping[str, Any], as_of: date, settings: UnwillingSellersSettings) -> dict[str, Any]:
    answers = answers_of(check, settings)
    known = next((at for at, answer in enumerate(answers) if answer is None), len(answers))
    counted = [*answers[:known], *([None] * (len(answers) - known))]  # what stands after an open question waits
    version, state = first_failing(counted)
    done, due = check["done_on"], check["due"]
    return {
        "task": check["task"], "employee": check["employee"], "asked_on": check["asked_on"], "version": version,
        "state": state, "remedy": REMEDIES[version] if state == "failing" else "",
        **dict(zip(VERSIONS, answers, strict=True)), "load_share": load_share(check["hours"], settings),
        "attested_on": check["attested_on"], "described": check["described"], "owner": check["owner"], "due": due,
        "done_on": done if done is None or done <= as_of else None, "is_latest": False,
        "is_overdue": due is not None and due < as_of and (done is None or done > as_of),
    }  # fmt: skip
