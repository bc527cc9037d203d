"""Cells of records as values of their fields, by what was decided about the columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from ingestion.cells import Cell, text_of
from ingestion.date_format import Order
from ingestion.kinds.kind import Field
from ingestion.kinds.moments import clock_of_cell, hours_of_cell, moment_of_cell, wait_of_cell
from ingestion.kinds.requests import Times
from ingestion.kinds.values import (
    amount_of_cell,
    code_of_cell,
    day_of_cell,
    flag_of_cell,
    minutes_of,
    month_of_cell,
    score_of_cell,
    whole_of_cell,
)
from ingestion.number_format import NumberFormat

NUMBERS = ("money", "count", "score", "hours")
DATED = ("date", "month", "moment")
_NULLS = frozenset(["NULL", "null", "\\N"])  # what a database writes for nothing
_NAMES = frozenset(["client", "company", "manager", "employee", "product"])  # a firm may be called NULL


@dataclass(frozen=True)
class Formats:
    """The order of dates, the numbers of each column, and how times of day and waits are read."""

    order: Order | None
    numbers: Mapping[int, NumberFormat]
    times: Times


def typed(cell: Cell, wanted: Field, formats: Formats, at: int) -> Any:
    """The value of a cell of the column `at` for a field, None where it cannot be read as one."""
    if wanted.type in ("text", "code"):
        text = text_of(cell)
        return None if not text or (text in _NULLS and wanted.name not in _NAMES) else text
    if wanted.type in DATED:
        return _dated(cell, wanted, formats)
    if wanted.type == "wait":
        return _wait(cell, formats.times)
    if wanted.type == "choice":
        return code_of_cell(cell, wanted.choice)
    if wanted.type in _SIMPLE:
        return _SIMPLE[wanted.type](cell)
    return _NUMERIC[wanted.type](cell, formats.numbers[at])


_SIMPLE: Mapping[str, Callable[[Cell], Any]] = {"minutes": minutes_of, "flag": flag_of_cell, "clock": clock_of_cell}
_NUMERIC: Mapping[str, Callable[[Cell, NumberFormat], Any]] = {
    "money": amount_of_cell, "count": whole_of_cell, "score": score_of_cell, "hours": hours_of_cell,
}  # fmt: skip


def _dated(cell: Cell, wanted: Field, formats: Formats) -> date | None:
    """A day, the first day of a month, or a moment; a typed day in a column of moments is one at midnight."""
    if wanted.type != "moment":
        return (day_of_cell if wanted.type == "date" else month_of_cell)(cell, formats.order)
    found = moment_of_cell(cell, formats.order)
    if found is None or isinstance(found, datetime) or isinstance(cell, str) or wanted.name not in formats.times.timed:
        return found
    return datetime.combine(found, time())


def _wait(cell: Cell, times: Times) -> int | None:
    """Seconds that somebody waited; of a column of times of the day, seconds from midnight."""
    if not times.by_clock:
        return wait_of_cell(cell, times.unit)
    clock = clock_of_cell(cell)
    return None if clock is None else clock.hour * 3600 + clock.minute * 60 + clock.second
