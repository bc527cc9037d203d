"""What another formula would have paid on the facts of the past months: who gains, who loses, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.team.pay_facts import PayFacts, pay_facts
from analytics.team.pay_rules import PayComponent, pay_lines, pay_total
from analytics.team.pay_versions import PayVersion, pay_versions, version_in_force
from analytics.windows import parameters_in_force
from storage.engine import Engine

_MONEY = pa.decimal128(38, 4)
_NOTHING = Decimal(0)
_SCHEMA = pa.schema(
    [("employee", pa.string()), ("months", pa.int64()), ("before", _MONEY), ("after", _MONEY), ("change", _MONEY)]
)


@dataclass(frozen=True)
class PaySimulationSettings(Settings):
    """Two versions of the formula by their numbers.

    Where none is named, after is the newest one and before the one in force; the one that it replaced, where the newest
    is in force already.
    """

    before: int | None = setting(None, Mark.ART, "version", low=0, high=1_000_000)
    after: int | None = setting(None, Mark.ART, "version", low=0, high=1_000_000)


def simulated(
    facts: PayFacts, before: Sequence[PayComponent], after: Sequence[PayComponent]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Who gains and who loses when every month of the facts is paid by `after` instead of `before`?

    Rows by change, the loss first: `employee`, `months`, `before`, `after`, `change` (after less before), money of all
    his months. Facts: `before`, `after`, `change` of all together, `gain` and `lose` (people whose change is not zero),
    `months`, `least` and `most` (change of all together in the month in which it was least and most: the interval of the
    cost of a month). Both formulas are applied to every month alike, whichever was in force then.
    """
    made: dict[str, dict[str, Any]] = {}
    by_month: dict[Any, Decimal] = {}
    for (employee, month), inputs in facts.inputs.items():
        paid = pay_total(pay_lines(before, inputs)), pay_total(pay_lines(after, inputs))
        row = made.setdefault(employee, {"employee": employee, "months": 0, "before": _NOTHING, "after": _NOTHING})
        row |= {"months": row["months"] + 1, "before": row["before"] + paid[0], "after": row["after"] + paid[1]}
        by_month[month] = by_month.get(month, _NOTHING) + paid[1] - paid[0]
    rows = [{**row, "change": row["after"] - row["before"]} for row in made.values()]
    rows.sort(key=lambda row: (row["change"], row["employee"]))
    return rows, _totals(rows, by_month)


def _totals(rows: Sequence[Mapping[str, Any]], by_month: Mapping[Any, Decimal]) -> dict[str, Any]:
    sums = {name: sum((row[name] for row in rows), _NOTHING) for name in ("before", "after", "change")}
    counts = {"gain": sum(row["change"] > 0 for row in rows), "lose": sum(row["change"] < 0 for row in rows)}
    ends = {"least": min(by_month.values(), default=_NOTHING), "most": max(by_month.values(), default=_NOTHING)}
    return {**sums, **counts, **ends, "months": len(by_month)}


def pay_simulation(engine: Engine, scope: Scope, settings: PaySimulationSettings | None = None) -> Result:
    """What would another version of the formula have paid in the months of the period? See `simulated`.

    Facts besides: `versions` (numbers of the two). Raises `WrongSetting` `pay_no_version` for a number that nobody kept.
    Without a formula the table is empty and W_PAY_NONE says so. Source: management practice: a change is decided on
    paper, for the next period, after everybody sees what it does to him.
    """
    settings = settings or PaySimulationSettings()
    versions, wrong = pay_versions(engine)
    facts = pay_facts(engine, scope)
    pair = _pair(versions, facts, settings, scope)
    rows, totals = simulated(facts, *(v.components for v in pair)) if pair else ([], {})
    notices = (*wrong, *(() if pair else (Notice("W_PAY_NONE"),)))
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"versions": [v.version for v in pair] if pair else [], **totals},
        rows_used=len(facts.inputs),
    )


def _pair(
    versions: Sequence[PayVersion], facts: PayFacts, settings: PaySimulationSettings, scope: Scope
) -> tuple[PayVersion, PayVersion] | None:
    known = {version.version: version for version in versions}
    for number in (settings.before, settings.after):
        if number is not None and number not in known:
            raise WrongSetting("pay_no_version", version=number, known=sorted(known))
    now = version_in_force(versions, facts.last_month or scope.last_day)
    if now is None:
        return None
    after = known[settings.after] if settings.after is not None else versions[-1]
    older = versions[: versions.index(now)] if now is after else []
    usual = older[-1] if older else now
    return known[settings.before] if settings.before is not None else usual, after
