"""What one's own tries to win clients back came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from analytics.lost.loss_rule import rule_parameters
from analytics.proportion import wilson
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.winback.return_chance import Chance, return_chance
from analytics.winback.win_back_priority import WinBackPrioritySettings
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

FINISHED = ("won", "by_himself", "refused", "stopped", "expired")
ELAPSED = ((30, "month"), (90, "quarter"), (None, "longer"))  # days since the loss when the last step was done


@dataclass(frozen=True)
class TriesSettings(WinBackPrioritySettings):
    """The priorities (see `WinBackPrioritySettings`), and what a try came to.

    attribution_days: a purchase within so many days after a step is its fruit. most_dead: so many steps without an
    answer or refused end a case.
    """

    attribution_days: int = setting(90, Mark.ASM, "days", low=30, high=365)
    most_dead: int = setting(3, Mark.ART, "steps", low=1, high=20)

    @property
    def of_tries(self) -> TriesSettings:
        """These settings alone, where others are added to them: equal questions have equal settings."""
        return TriesSettings(**{known.name: getattr(self, known.name) for known in fields(TriesSettings)})


def cases_tried(engine: Engine, scope: Scope, settings: TriesSettings | None = None) -> Result:
    """What was tried with lost clients, and what did it come to?

    One row per loss in which a step was done up to the as-of date, the newest first: `client_id, client, manager, day`
    (last purchase before the loss), `lost_on, returned_on`, the last step done (`step_no, step, step_channel, owner,
    offer, outcome, done_at, waited_days` since the loss), `steps, cost, dead_steps` of all, `ended`: won (bought within
    `attribution_days` of the last step), by_himself (bought later), refused, stopped (`most_dead` steps led to nothing),
    expired (no purchase within those days), open. Source: management practice; the days are an assumption.
    """
    settings = settings or TriesSettings()
    text = statement("winback/cases_tried", scope, rule=settings.rule)
    table = engine.query(text, **scope.parameters, **rule_parameters(engine, settings))
    span = data_span(engine, scope.as_of)
    return Result(
        table=table,
        status=Status.OK if span else Status.NOT_ENOUGH_DATA,
        period=(span[0], scope.as_of) if span else None,
        params=parameters_in_force(scope, settings),
        rows_used=table.num_rows,
    )


def chance_of(cases: Iterable[dict[str, Any]], settings: TriesSettings) -> Chance:
    """The chance of return: others' experience corrected by these cases."""
    over = [case["ended"] for case in cases if case["ended"] in FINISHED]
    return return_chance(over.count("won"), len(over), settings.p_return)


def results_by(cases: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> list[dict[str, Any]]:
    """The finished cases by a trait of them: `name, finished, won, share, low, high` (Wilson), `cost`; most tried
    first.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        if case["ended"] in FINISHED:
            groups.setdefault(key(case), []).append(case)
    rows = [_result(name, some) for name, some in groups.items()]
    return sorted(rows, key=lambda row: (-row["finished"], row["name"]))


def elapsed_name(case: dict[str, Any]) -> str:
    """How long after the loss the last step was done: month, quarter, longer."""
    return next(name for days, name in ELAPSED if days is None or case["waited_days"] <= days)


def _result(name: str, cases: list[dict[str, Any]]) -> dict[str, Any]:
    won = sum(case["ended"] == "won" for case in cases)
    low, high = wilson(won, len(cases))
    cost = sum((case["cost"] for case in cases), Decimal(0))
    counts = {"name": name, "finished": len(cases), "won": won}
    return counts | {"share": won / len(cases), "low": low, "high": high, "cost": cost}
