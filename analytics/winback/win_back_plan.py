"""M22: whom to call this week, how, and what is to be expected of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

import pyarrow as pa

from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.winback.own_results import TriesSettings, cases_tried, chance_of, elapsed_name, results_by
from analytics.winback.return_chance import Chance, contacts_per_sale
from analytics.winback.win_back_priority import current_borders, priority_parameters, win_back_priority
from analytics.windows import parameters_in_force
from storage.engine import Engine

WEEK = timedelta(days=7)
NOT_CALLED = ("let_go", "paused", "resting", "stop")
REST_RHYTHMS = 2  # who refused to talk is left alone for so many of his intervals
_MONTH_DAYS = 30.4375
_UNIT = Decimal("0.0001")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class WinBackPlanSettings(TriesSettings):
    """The priorities and the tries (see `TriesSettings`), and how a plan is made.

    p_new: chance to sell to a stranger, for comparison. call_days, meeting_days: so long after the loss a call, a meeting
    helps (or one and three usual intervals of the client, if that is longer); later only a visit. calls: clients on the
    list of a week. call_months: who left longer ago is not called any more. step_cost: what a step costs where nobody
    wrote it down. own_results: correct the chance by one's own finished cases.
    """

    p_new: float = setting(0.05, Mark.ART, "share", low=0.001, high=1)
    call_days: int = setting(30, Mark.ASM, "days", low=1, high=365)
    meeting_days: int = setting(90, Mark.ASM, "days", low=1, high=730)
    calls: int = setting(7, Mark.ASM, "clients", low=1, high=50)
    call_months: int = setting(24, Mark.ASM, "months", low=1, high=120)
    step_cost: float = setting(0, Mark.ASM, "money", low=0)
    own_results: bool = setting(True, Mark.OPT)


def win_back_plan(engine: Engine, scope: Scope, settings: WinBackPlanSettings | None = None) -> Result:
    """Whom of the lost clients to address this week, by which way, and how much money is to be expected?

    The rows of `win_back_priority` by `expected` descending, with `chance`, `cost` (planned: of the open steps, one
    usual step where nothing is written), `expected` = chance x profit x horizon - cost, `spent` (on steps done), `way`
    (call, meeting, visit: by the days since the loss), `way_until` (last day on which it helps, None for a visit),
    `who` (head for a visit of priority 1, else manager), `advice` (find_reason, apologise, added_value, flexible,
    letter), `state` (planned, overdue, no_step; let_go, paused, resting after a refusal until `rest_until`, stop after
    too many dead steps or where the steps cost more than they bring), `in_work` (a step of this loss exists), `on_list`
    (this week's), the next open step (`step_no, step, step_channel, owner, due, offer`;
    it is a plan only with a date and an owner), the last one done (`done_at,
    outcome`), `steps_done`, `dead_steps`. Facts: those of `win_back_priority` and `chance, chance_low, chance_high, won,
    finished, is_own`, `list` (clients, value, expected), `in_work`, `without_step`, `without_step_value`,
    `contacts_per_return`, `contacts_per_new`, `by_channel`, `by_elapsed` (finished cases). Source: management practice
    (40 % against 5 %, call early, visit late); the days are assumptions.
    """
    settings = settings or WinBackPlanSettings()
    cases = cases_tried(engine, scope, settings.of_tries).rows
    chance = chance_of(cases if settings.own_results else (), settings)
    found = win_back_priority(engine, scope, replace(settings.of_priority, p_return=chance.mean))
    if found.status is Status.NOT_ENOUGH_DATA:
        return replace(found, params=parameters_in_force(scope, settings))
    steps = _steps(engine, scope, settings)
    rows = [_planned(row, steps.get(row["client_id"], []), scope.as_of, settings, chance) for row in found.rows]
    rows.sort(key=lambda row: (-row["expected"], row["priority"], row["client_id"]))
    _choose(rows, scope.as_of, settings)
    facts = found.facts | _chance_facts(chance, settings) | _plan_facts(rows)
    facts |= {"by_channel": results_by(cases, lambda case: case["step_channel"])}
    return Result(
        table=pa.Table.from_pylist(rows, schema=_schema(found.table)),
        status=found.status,
        period=found.period,
        params=parameters_in_force(scope, settings),
        warnings=found.warnings,
        facts=facts | {"by_elapsed": results_by(cases, elapsed_name)},
        rows_used=found.rows_used,
    )


def win_back_steps(engine: Engine, scope: Scope, settings: WinBackPlanSettings | None = None) -> Result:
    """What is planned and was done with every lost client since his last purchase?

    One row a step: `client_id, step_no, step, step_channel` (call, letter, meeting, visit), `owner, due, done_at, offer,
    outcome` (no_answer, refused, promised, bought), `cost`; '' and None where nothing is written.
    """
    settings = settings or WinBackPlanSettings()
    asked = priority_parameters(engine, scope, settings, current_borders(engine, scope))
    table = engine.query(statement("winback/steps", scope, rule=settings.rule), **asked)
    return Result(table, params=parameters_in_force(scope, settings), rows_used=table.num_rows)


def _steps(engine: Engine, scope: Scope, settings: WinBackPlanSettings) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in win_back_steps(engine, scope, settings).rows:
        found.setdefault(row["client_id"], []).append(row)
    return found


def way_by_time(elapsed_days: int, rhythm_days: float, settings: WinBackPlanSettings) -> tuple[str, int | None]:
    """By which way is a client addressed so many days after he was lost, and until which day does it help?

    (call, meeting or visit; days since the loss, None for a visit). Source: a call helps only while little time has
    passed, later somebody goes there (management practice); the days are assumptions.
    """
    call, meeting = max(settings.call_days, rhythm_days), max(settings.meeting_days, 3 * rhythm_days)
    if elapsed_days <= call:
        return "call", int(call)
    return ("meeting", int(meeting)) if elapsed_days <= meeting else ("visit", None)


def expected_money(profit: Decimal, chance: float, horizon: int, cost: Decimal) -> Decimal:
    """What does it bring on average to try: chance x profit of a year x years - cost of the steps?"""
    return (profit * Decimal(str(chance)) * horizon - cost).quantize(_UNIT)


def _planned(
    row: dict[str, Any], steps: list[dict[str, Any]], as_of: date, settings: WinBackPlanSettings, chance: Chance
) -> dict[str, Any]:
    """A lost client with his plan."""
    done = [step for step in steps if step["done_at"]]
    waiting = [step for step in steps if not step["done_at"]]
    usual = Decimal(str(settings.step_cost))
    cost = sum((usual if s["cost"] is None else s["cost"] for s in waiting), _NOTHING) if waiting else usual
    spent = sum((usual if s["cost"] is None else s["cost"] for s in done), _NOTHING)
    way, until = way_by_time(row["elapsed_days"], row["rhythm_days"], settings)
    next_step = next((s for s in waiting if s["due"] and s["owner"]), None)
    shown = next_step or (waiting[0] if waiting else None)
    last = max(done, key=lambda s: (s["done_at"], s["step_no"]), default=None)
    expected = expected_money(row["profit"], chance.mean, settings.horizon, cost)
    return row | {
        "chance": chance.mean, "cost": cost.quantize(_UNIT), "spent": spent.quantize(_UNIT), "expected": expected,
        "way": way, "way_until": row["lost_on"] + timedelta(days=until) if until is not None else None,
        "who": "head" if way == "visit" and row["priority"] == 1 else "manager",
        "advice": _advice(row), "in_work": bool(steps), "on_list": False, "steps_done": len(done),
        "dead_steps": sum(s["outcome"] in ("no_answer", "refused") for s in done),
        **{name: shown[name] if shown else None for name in _NEXT},
        "done_at": last["done_at"] if last else None, "outcome": last["outcome"] if last else "",
        **_state(row, next_step, done, last, as_of, settings, expected - spent),
    }  # fmt: skip


def _advice(row: dict[str, Any]) -> str:
    """What the conversation is about: a letter to those who are let go, else by the group of the reason."""
    if row["priority"] == 4:
        return "letter"
    by_group = {"company": "apologise", "competitor": "added_value", "client": "flexible"}
    return by_group.get(row["reason_group"], "find_reason") if row["reason"] else "find_reason"


def _state(
    row: dict[str, Any], next_step: dict[str, Any] | None, done: list[dict[str, Any]], last: dict[str, Any] | None,
    as_of: date, settings: WinBackPlanSettings, left: Decimal,
) -> dict[str, Any]:  # fmt: skip
    """Where the plan stands; left: what the client is worth less all that he costs."""
    refused = last is not None and last["outcome"] == "refused"
    rest = last["done_at"] + timedelta(days=ceil(REST_RHYTHMS * row["rhythm_days"])) if last and refused else None
    dead = sum(step["outcome"] in ("no_answer", "refused") for step in done)
    if row["pause_until"] is not None:
        state = "paused"
    elif next_step is not None:
        state = "overdue" if next_step["due"] < as_of else "planned"
    elif rest is not None and rest > as_of:
        state = "resting"
    elif row["priority"] == 4:
        state = "let_go"
    else:
        state = "stop" if done and (dead >= settings.most_dead or left < 0) else "no_step"
    return {"state": state, "rest_until": rest if state == "resting" else None}


def _choose(rows: list[dict[str, Any]], as_of: date, settings: WinBackPlanSettings) -> None:
    """This week's list: those of the first two priorities of whom most is to be expected, and every step that is due."""
    calls = 0
    for row in rows:
        wanted = row["priority"] <= 2 and row["state"] not in NOT_CALLED and row["expected"] > 0
        if wanted and calls < settings.calls and row["elapsed_days"] <= settings.call_months * _MONTH_DAYS:
            calls += 1
            row["on_list"] = True
        elif row["due"] is not None and row["due"] < as_of + WEEK and row["state"] in ("planned", "overdue"):
            row["on_list"] = True


def _chance_facts(chance: Chance, settings: WinBackPlanSettings) -> dict[str, Any]:
    return {
        "chance": chance.mean, "chance_low": chance.low, "chance_high": chance.high, "won": chance.won,
        "finished": chance.finished, "is_own": chance.is_own,
        "contacts_per_return": contacts_per_sale(chance.mean), "contacts_per_new": contacts_per_sale(settings.p_new),
    }  # fmt: skip


def _plan_facts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    week, working = [r for r in rows if r["on_list"]], [r for r in rows if r["in_work"] and r["state"] != "paused"]
    red = [row for row in working if row["state"] == "no_step"]

    def money(some: list[dict[str, Any]], column: str) -> Decimal:
        return sum((row[column] for row in some), _NOTHING)

    return {
        "list": {"clients": len(week), "value": money(week, "value"), "expected": money(week, "expected")},
        "in_work": len(working), "without_step": len(red), "without_step_value": money(red, "value"),
    }  # fmt: skip


_NEXT = ("step_no", "step", "step_channel", "owner", "due", "offer")
_ADDED = (
    ("chance", pa.float64()), ("cost", pa.decimal128(18, 4)), ("spent", pa.decimal128(18, 4)), ("way", pa.string()),
    ("way_until", pa.date32()), ("who", pa.string()), ("advice", pa.string()), ("state", pa.string()),
    ("rest_until", pa.date32()), ("in_work", pa.bool_()), ("on_list", pa.bool_()), ("step_no", pa.int32()),
    ("step", pa.string()), ("step_channel", pa.string()), ("owner", pa.string()), ("due", pa.date32()),
    ("offer", pa.string()), ("done_at", pa.date32()), ("outcome", pa.string()), ("steps_done", pa.int32()),
    ("dead_steps", pa.int32()),
)  # fmt: skip


def _schema(table: pa.Table) -> pa.Schema:
    return pa.schema([*table.schema, *(pa.field(name, kind) for name, kind in _ADDED)])
