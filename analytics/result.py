"""What every method returns: its table, and what a reader must know before trusting it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import pyarrow as pa


class Status(StrEnum):
    """How far a result can be trusted."""

    OK = "ok"
    OK_WITH_WARNINGS = "ok_with_warnings"
    NOT_ENOUGH_DATA = "not_enough_data"
    WRONG_INPUT = "wrong_input"


@dataclass(frozen=True)
class Notice:
    """A code of the message catalogue (`W_FLAT`) with the facts that its sentence needs."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """A method's table and its circumstances.

    table: the rows; columns, units and order are stated by the method.
    status: see `Status`. warnings: notices in the order in which they should be read.
    period: first and last day used, None for calculators. params: every parameter in force, plain values.
    facts: single figures beside the table (totals, shares), full precision, plain values.
    rows_used, rows_dropped: rows of the input that entered, and that were left out by the method's rules.
    Two results are equal when they are one object, so that a figure can be kept for the answer it was drawn from.
    """

    table: pa.Table
    status: Status = Status.OK
    period: tuple[date, date] | None = None
    params: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[Notice, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    rows_used: int = 0
    rows_dropped: int = 0

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The table as plain Python rows, made once: shared, not to be changed in place."""
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows
