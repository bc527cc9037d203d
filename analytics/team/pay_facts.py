"""What pay is computed from: inputs by person and month, the plan, the price of a call. All from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from analytics.periods import add_months, month_end, month_start, months_between
from analytics.scope import Scope
from analytics.statements import read_sql
from analytics.team.pay_rules import PayComponent
from storage.engine import Engine

Inputs = Mapping[str, Decimal]
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, eq=False)
class PayFacts:
    """Inputs of every person in every month: (employee, first day of the month) -> input -> value.

    from_sales: the inputs of each that nobody wrote down, so that a screen can say where a number comes from.
    """

    inputs: Mapping[tuple[str, date], Inputs]
    from_sales: frozenset[tuple[str, date, str]]

    @cached_property
    def employees(self) -> list[str]:
        """Everybody with an input, by name."""
        return sorted({employee for employee, _ in self.inputs})

    @cached_property
    def last_month(self) -> date | None:
        """The last month in which anybody has an input."""
        return max((month for _, month in self.inputs), default=None)

    def of_month(self, month: date) -> dict[str, Inputs]:
        """employee -> inputs of a month."""
        return {employee: found for (employee, day), found in sorted(self.inputs.items()) if day == month}

    def usual_month(self) -> dict[str, Inputs]:
        """employee -> the mean of each input over his months, of those who still work in the last month."""
        made: dict[str, Inputs] = {}
        for employee in self.of_month(self.last_month) if self.last_month else ():
            mine = [found for (name, _), found in self.inputs.items() if name == employee]
            names = sorted({name for found in mine for name in found})
            made[employee] = {
                n: (sum((f.get(n, Decimal(0)) for f in mine), Decimal(0)) / len(mine)).quantize(_PLACES) for n in names
            }
        return made


def months_of(scope: Scope) -> tuple[date, date] | None:
    """First day of the first and last day of the last month that lie in the period wholly; None where none does."""
    first = scope.first_day if scope.first_day.day == 1 else add_months(scope.first_day, 1)
    last = month_start(scope.last_day)
    last = last if month_end(last) == scope.last_day else add_months(last, -1)
    return (first, month_end(last)) if months_between(first, last) >= 0 else None


def pay_facts(engine: Engine, scope: Scope) -> PayFacts:
    """The inputs of the whole months of the period; of the managers of the scope where it names some."""
    span = months_of(scope)
    if span is None:
        return PayFacts({}, frozenset())
    rows = engine.query(read_sql("team/pay_inputs"), first_day=span[0], last_day=span[1]).to_pylist()
    inputs: dict[tuple[str, date], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        if not scope.managers or row["employee"] in scope.managers:
            inputs[row["employee"], row["period"]][row["input"]] = row["value"]
    counted = frozenset((row["employee"], row["period"], row["input"]) for row in rows if not row["is_written"])
    return PayFacts(dict(inputs), counted)


def planned_revenue(engine: Engine, scope: Scope) -> Decimal | None:
    """The plan of revenue of the last month that has one on the date; None where nobody plans."""
    rows = engine.query(read_sql("team/pay_plan"), as_of=scope.as_of).to_pylist()
    return rows[0]["value"] if rows and rows[0]["value"] > 0 else None


def call_facts(engine: Engine, scope: Scope) -> dict[str, Any]:
    """`calls, deals, conversion` (None without calls), `average_check` (net of a purchase day; None without any)."""
    row = engine.query(read_sql("team/call_price"), first_day=scope.first_day, last_day=scope.last_day).to_pylist()[0]
    calls, deals = row["calls"] or 0, row["deals"] or 0
    return {
        "calls": calls,
        "deals": deals,
        "conversion": deals / calls if calls else None,
        "average_check": row["net"] / row["purchases"] if row["purchases"] else None,
    }


def tasks_of(engine: Engine, as_of: date, components: Sequence[PayComponent]) -> list[dict[str, Any]]:
    """What people are asked to do and what pays for it: `task`, `component` (None: nothing pays for it), by task.

    A task is paid by the component that somebody named for it, or by the one that says itself that it pays for it.
    """
    rows = engine.query(read_sql("team/pay_tasks"), as_of=as_of).to_pylist()
    names = {one.component for one in components}
    by_task = {one.task.casefold(): one.component for one in components if one.task}
    asked = [
        {
            "task": row["task"],
            "component": row["component"] if row["component"] in names else by_task.get(row["task"].casefold()),
        }
        for row in rows
    ]
    known = {row["task"].casefold() for row in asked}
    own = [
        {"task": one.task, "component": one.component}
        for one in components
        if one.task and one.task.casefold() not in known
    ]
    return sorted(asked + own, key=lambda row: (row["component"] is not None, row["task"]))
