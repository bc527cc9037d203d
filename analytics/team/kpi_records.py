"""Norms and facts as the methods of KPI read them: one row a norm, one row a fact with the norm of its month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.periods import is_complete
from analytics.scope import Scope
from analytics.statements import read_sql
from storage.engine import Engine

# Units of a level: such a number stands for the whole month and does not add up day by day.
_LEVELS = re.compile(
    r"^(%|h|hrs?|hours?|ч\.?|час\w*|год\.?|годин\w*|days?|дн\.?|дней|днів|points?|балл\w*|бал\w*)$"
    r"|%|\b(a|per) (day|client|call|deal)\b|\b(в|за|на) (день|клиента|сделку|клієнта|угоду)\b|/",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Norm:
    """A norm of a position ('' for any), or of one employee ('' for everybody in it), with what is known about it.

    active_to: None while it is in force. influence, weight: 0..1 or None; accrues: None where only the unit tells.
    """

    position: str
    employee: str
    kpi: str
    norm: Decimal
    unit: str
    active_from: date
    active_to: date | None
    direction: str
    influence: float | None = None
    who_else: str = ""
    source: str = ""
    minutes_week: float | None = None
    kind: str = ""
    weight: float | None = None
    accrues: bool | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Whose norm of which indicator it is."""
        return self.position, self.kpi, self.employee

    def is_active(self, first: date, last: date) -> bool:
        """Whether it is in force on some day of a period."""
        return self.active_from <= last and (self.active_to is None or self.active_to >= first)


@dataclass(frozen=True)
class Fact:
    """What an employee reached in a month, with the norm of that month (None where there is none).

    stated: the norm that stands beside the fact in its file, None where none does.
    """

    employee: str
    position: str
    kpi: str
    period: date
    fact: Decimal
    norm: Decimal | None
    stated: Decimal | None
    unit: str
    direction: str


def read_norms(engine: Engine) -> list[Norm]:
    """All norms, those that ended too, the newest of each first."""
    rows = engine.query(read_sql("team/kpi_norms")).to_pylist()
    return [Norm(**{**row, **_floats(row)}) for row in rows]


def _floats(row: dict[str, Any]) -> dict[str, float | None]:
    return {name: None if row[name] is None else float(row[name]) for name in ("influence", "minutes_week", "weight")}


def read_facts(engine: Engine, scope: Scope) -> list[Fact]:
    """All facts of months that begin on or before the as-of date; managers chosen in the scope only."""
    rows = engine.query(read_sql("team/kpi_facts"), as_of=scope.as_of).to_pylist()
    return [Fact(**row) for row in rows if not scope.managers or row["employee"] in scope.managers]


def whole_months(facts: list[Fact], as_of: date, tail_gap_days: int) -> list[Fact]:
    """The facts of complete months: an unfinished one says nothing about how hard a norm is."""
    return [fact for fact in facts if is_complete(fact.period, as_of, tail_gap_days)]


def adds_up(unit: str, direction: str, said: bool | None = None) -> bool:
    """Does a fact grow day by day through the month, so that it can be ahead or behind?

    What somebody said counts; else shares, hours, days, anything per day or per client, and whatever should be low, are
    levels that stand for the whole month. An assumption.
    """
    return said if said is not None else direction == "higher" and not _LEVELS.search(unit.strip())
