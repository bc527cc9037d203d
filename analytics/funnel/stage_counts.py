"""How many came to each stage of a funnel and how many went on: from totals of months, or by following single deals."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOTAL = None  # the name of the company among the groups


@dataclass(frozen=True)
class StageCounts:
    """The funnel of one group; all three run over the stages in order.

    entered: who stood at the stage, came to it from the one before or not. later: those of them who began there. passed:
    who went on to the next stage; of the last one nobody does.
    """

    entered: tuple[int, ...]
    later: tuple[int, ...]
    passed: tuple[int, ...]

    @property
    def deals(self) -> int:
        """How many came to the end."""
        return self.entered[-1] if self.entered else 0


def counts_of_totals(reached: Sequence[int]) -> StageCounts:
    """The funnel of totals: where more stand at a stage than at the one before, the surplus began there."""
    pairs = list(itertools.pairwise(reached))
    later = (0, *(max(0, after - before) for before, after in pairs))
    return StageCounts(tuple(reached), later, (*(min(before, after) for before, after in pairs), 0))


def counts_of_deals(rows: Iterable[Mapping[str, Any]], stages: int) -> StageCounts:
    """The funnel of single deals; rows: `entry` and `reached` (places from 1 on) of so many `deals`."""
    entered, later, passed = ([0] * stages for _ in range(3))
    for row in rows:
        for place in range(row["entry"], row["reached"] + 1):
            entered[place - 1] += row["deals"]
            passed[place - 1] += row["deals"] if place < row["reached"] else 0
        if row["entry"] > 1:
            later[row["entry"] - 1] += row["deals"]
    return StageCounts(tuple(entered), tuple(later), tuple(passed))
