"""M47: how soon clients are answered, which standards are kept, and what silence costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.periods import year_before
from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.service.waiting_time import waited_quantile, working_seconds
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

WAYS = ("call", "chat", "mail", "web")
_SCHEMA = pa.schema(
    [
        ("way", pa.string()), ("requests", pa.int64()), ("in_time", pa.int64()), ("share", pa.float64()), ("low", pa.float64()),
        ("high", pa.float64()), ("norm_seconds", pa.int64()), ("median_seconds", pa.int64()), ("p90_seconds", pa.int64()),
        ("never", pa.int64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class ContactPointsSettings(Settings):
    """Norms of a first answer by way, the working day, and typed numbers for the calculator.

    requests, in_time: of one way; leads, unanswered, lead_cost: of a campaign; checks, check_minutes, staff_hours: mystery
    shopping of a day.
    """

    call_seconds: int = setting(15, Mark.ASM, "seconds", low=1, high=600)
    chat_minutes: int = setting(5, Mark.ASM, "minutes", low=1, high=240)
    mail_hours: int = setting(2, Mark.ASM, "hours", low=1, high=80)
    web_minutes: int = setting(15, Mark.ASM, "minutes", low=1, high=960)
    back_minutes: int = setting(15, Mark.ASM, "minutes", low=1, high=960)
    opens: int = setting(9, Mark.ASM, "hours", low=0, high=23)
    closes: int = setting(18, Mark.ASM, "hours", low=1, high=24)
    burden: float = setting(0.02, Mark.ASM, "share", low=0, high=1)
    requests: int | None = setting(None, Mark.ART, "requests", low=1, high=10_000_000)
    in_time: int | None = setting(None, Mark.ART, "requests", low=0, high=10_000_000)
    leads: int | None = setting(None, Mark.ART, "requests", low=0, high=10_000_000)
    unanswered: int | None = setting(None, Mark.ART, "requests", low=0, high=10_000_000)
    lead_cost: float | None = setting(None, Mark.ART, "money", low=0)
    checks: float | None = setting(None, Mark.ART, "checks", low=0, high=100_000)
    check_minutes: float | None = setting(None, Mark.ART, "minutes", low=0, high=100_000)
    staff_hours: float | None = setting(None, Mark.ART, "hours", low=0, high=1_000_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.opens >= self.closes:
            raise WrongSetting("working_day", opens=self.opens, closes=self.closes)
        for part, whole in (("in_time", "requests"), ("unanswered", "leads")):
            few, all_ = getattr(self, part), getattr(self, whole)
            if few is not None and all_ is not None and few > all_:
                raise WrongSetting("part_above_whole", part=few, whole=all_)

    @property
    def norms(self) -> dict[str, int]:
        """Seconds within which a first answer is due, by way."""
        return {
            "call": self.call_seconds,
            "chat": self.chat_minutes * 60,
            "mail": self.mail_hours * 3600,
            "web": self.web_minutes * 60,
        }


def contact_points(engine: Engine, scope: Scope, settings: ContactPointsSettings | None = None) -> Result:
    """How soon are clients answered on every way, and who keeps the standards?

    One row a way that has requests: `way` (call, chat, mail, web), `requests`, `in_time` (answered within the norm,
    `norm_seconds` of working time), `share` with its interval, `median_seconds`, `p90_seconds` (None where that case was
    never answered), `never`. Waiting counts in working time, so a request of the night begins with the opening. A
    request that is younger than its norm and not answered yet is left out; an answer before its question is wrong and
    left out with W_TIMES.
    Facts: `sides` (advertised: brought by a campaign, others: requests, in_time, last_day), `missed` (missed, back: called back within `back_minutes`, never), `hours` (weekday 0..6, hour of the asking,
    requests, in_time), `campaigns` (campaign, leads, never, spent, wasted: never x spent / leads), `standards` (standard,
    checks, kept, share, low, high; the least kept first), `managers` (the same by manager), `training` (manager, hours,
    hours_before: the same days a year before), `tasks` (planned, in_time, overdue). Source: management practice
    (contact points decide whether a client stays); the norms are assumptions.
    """
    settings = settings or ContactPointsSettings()
    rows = engine.query(read_sql("service/service_requests"), **scope.parameters).to_pylist()
    right = [row for row in rows if row["answered_at"] is None or row["answered_at"] >= row["asked_at"]]
    timed = [timed_row for row in right if (timed_row := _timed(row, scope, settings))]
    notices = (Notice("W_TIMES", {"n": len(rows) - len(right)}),) if len(right) < len(rows) else ()
    spent = engine.query(read_sql("service/campaign_spend"), **scope.parameters).to_pylist()
    return Result(
        table=pa.Table.from_pylist(_by_way(timed, settings), schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={
            "missed": _missed(timed, settings),
            "sides": {
                "advertised": _side([r for r in timed if r["campaign"]]),
                "others": _side([r for r in timed if not r["campaign"]]),
            },
            "hours": _hours(timed),
            "campaigns": _campaigns(timed, {row["channel"]: row["spent"] for row in spent}),
            **_standards(engine, scope),
            "training": _training(engine, scope),
            "tasks": engine.query(read_sql("service/tasks_done"), **scope.parameters).to_pylist()[0],
        },
        rows_used=len(timed),
        rows_dropped=len(rows) - len(timed),
    )


def typed_contact_points(settings: ContactPointsSettings) -> Result:
    """Typed numbers alone: one row with `share`, `low`, `high` (answered in time), `wasted` (unanswered x lead_cost),
    `burden` (checks x minutes of the hours of the staff); None where its numbers are not typed.

    Raises `WrongSetting` where none of the three can be counted.
    """
    share = None if settings.requests is None or settings.in_time is None else settings.in_time / settings.requests
    low, high = wilson(settings.in_time or 0, settings.requests or 0) if share is not None else (None, None)
    wasted = None
    if settings.unanswered is not None and settings.lead_cost is not None:
        wasted = Decimal(str(settings.lead_cost)) * settings.unanswered
    burden = None
    if settings.checks is not None and settings.check_minutes is not None and settings.staff_hours:
        burden = settings.checks * settings.check_minutes / 60 / settings.staff_hours
    if share is None and wasted is None and burden is None:
        raise WrongSetting("setting_missing", name="requests")
    row = {"share": share, "low": low, "high": high, "wasted": wasted, "burden": burden}
    schema = pa.schema([(n, pa.decimal128(38, 4) if n == "wasted" else pa.float64()) for n in row])
    return Result(table=pa.Table.from_pylist([row], schema=schema), params=dict(vars(settings)))


def _timed(row: Mapping[str, Any], scope: Scope, settings: ContactPointsSettings) -> dict[str, Any] | None:
    """A request with its wait and whether the norm was kept; None while it is too young to say."""
    end = row["answered_at"] or datetime.combine(scope.as_of, time()) + timedelta(days=1)
    wait = working_seconds(row["asked_at"], end, settings.opens, settings.closes)
    norm = settings.norms.get(row["way"], settings.web_minutes * 60)
    answered = row["answered_at"] is not None
    if not answered and wait <= norm:
        return None
    return {**row, "wait": wait if answered else None, "in_time": answered and wait <= norm and not row["missed"]}


def _by_way(timed: Sequence[Mapping[str, Any]], settings: ContactPointsSettings) -> list[dict[str, Any]]:
    made = []
    for way in WAYS:
        mine = [row for row in timed if row["way"] == way]
        if mine:
            waits = [row["wait"] for row in mine]
            made.append({
                "way": way, "requests": len(mine), **_share(sum(row["in_time"] for row in mine), len(mine)), "norm_seconds": settings.norms[way],
                "median_seconds": waited_quantile(waits, 0.5), "p90_seconds": waited_quantile(waits, 0.9), "never": waits.count(None),
            })  # fmt: skip
    return made


def _share(in_time: int, of: int) -> dict[str, Any]:
    low, high = wilson(in_time, of)
    return {"in_time": in_time, "share": in_time / of if of else None, "low": low, "high": high}


def _side(timed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    last = max((row["asked_at"].date() for row in timed), default=None)
    return {"requests": len(timed), "in_time": sum(row["in_time"] for row in timed), "last_day": last}


def _missed(timed: Sequence[Mapping[str, Any]], settings: ContactPointsSettings) -> dict[str, int]:
    missed = [row["wait"] for row in timed if row["missed"]]
    back = sum(wait is not None and wait <= settings.back_minutes * 60 for wait in missed)
    return {"missed": len(missed), "back": back, "never": missed.count(None)}


def _hours(timed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    cells: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for row in timed:
        cells[row["asked_at"].weekday(), row["asked_at"].hour].append(row["in_time"])
    return [
        {"weekday": day, "hour": hour, "requests": len(kept), "in_time": sum(kept)}
        for (day, hour), kept in sorted(cells.items())
    ]


def _campaigns(timed: Sequence[Mapping[str, Any]], spent: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """Campaigns by the money that silence wasted."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for row in timed:
        if row["campaign"]:
            by_name[row["campaign"]].append(row["wait"])
    made = []
    for name, waits in by_name.items():
        money, never = spent.get(name), waits.count(None)
        wasted = None if money is None else (money * never / len(waits)).quantize(Decimal("0.01"))
        made.append({"campaign": name, "leads": len(waits), "never": never, "spent": money, "wasted": wasted})
    return sorted(made, key=lambda one: (-(one["wasted"] or 0), -one["never"], one["campaign"]))


def _standards(engine: Engine, scope: Scope) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {"standards": [], "managers": []}
    for row in engine.query(read_sql("service/standards_kept"), **scope.parameters).to_pylist():
        low, high = wilson(row["kept"], row["checks"])
        if row["standard"] is None and row["manager"] is None:
            continue
        kind = "standards" if row["standard"] is not None else "managers"
        name = {"standard": row["standard"]} if kind == "standards" else {"manager": row["manager"]}
        share = row["kept"] / row["checks"]
        found[kind].append(
            {**name, "checks": row["checks"], "kept": row["kept"], "share": share, "low": low, "high": high}
        )
    return {
        kind: sorted(rows, key=lambda one: (one["share"], str(next(iter(one.values())))))
        for kind, rows in found.items()
    }


def _training(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    before = year_before(scope.first_day, scope.last_day)
    rows: list[dict[str, Any]] = engine.query(
        read_sql("service/training_hours"), **scope.parameters, before_first=before[0], before_last=before[1]
    ).to_pylist()
    return rows
