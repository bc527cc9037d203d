"""What people decided about pairs of spellings, and which of these decisions hold now. Pure but for one reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import duckdb

from storage.identity import Spelling, SpellingPair

Kind = Literal["client", "manager", "product", "person"]
Verdict = Literal["same", "different", "later"]
KINDS: tuple[Kind, ...] = ("client", "manager", "product", "person")
VERDICTS: tuple[Verdict, ...] = ("same", "different", "later")


@dataclass(frozen=True)
class Decision:
    """One decision about one pair, undone ones too.

    left, right: the spellings; of managers and products `left` is the one that stays, and only `name` is filled. Of a
    person `left` is the manager of the sales, `right` the name or number by which a plan calls him.
    left_shown, right_shown: what both were called on that day. batch_id: shared by decisions that were made at once.
    """

    decision_id: int
    batch_id: int
    kind: Kind
    verdict: Verdict
    left: Spelling
    right: Spelling
    left_shown: str
    right_shown: str
    decided_at: datetime
    decided_by: str
    undone_at: datetime | None
    undone_by: str | None

    @property
    def pair(self) -> frozenset[Spelling]:
        """The two spellings without their order."""
        return frozenset((self.left, self.right))


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The latest decision of every pair that was not taken back, in the order in which they were made."""
    latest: dict[frozenset[Spelling], Decision] = {}
    for decision in sorted(decisions, key=lambda one: one.decision_id):
        if decision.undone_at is None:
            latest[decision.pair] = decision
    return sorted(latest.values(), key=lambda one: one.decision_id)


def same_pairs(decisions: Iterable[Decision]) -> list[SpellingPair]:
    """The pairs that are one by a decision in force."""
    return [(one.left, one.right) for one in in_force(decisions) if one.verdict == "same"]


def chosen_names(decisions: Iterable[Decision]) -> dict[str, str]:
    """written -> the name it is called by, for spellings of managers or products that are called otherwise.

    Spellings joined by decisions are one name, also through a third; it is the one that the latest of these decisions
    let stay.
    """
    group_of: dict[str, set[str]] = {}
    stays: dict[str, str] = {}
    for one in in_force(decisions):
        if one.verdict != "same":
            continue
        left, right = one.left.name, one.right.name
        joined = group_of.get(left, {left}) | group_of.get(right, {right})
        for name in joined:
            group_of[name], stays[name] = joined, left
    return {written: chosen for written, chosen in sorted(stays.items()) if written != chosen}


def linked_names(decisions: Iterable[Decision]) -> dict[str, str]:
    """name on a plan -> the manager whom people said it means, by the latest decision about each name.

    The two sides are two lists: number 282 of one may be number 276 of the other, so nothing is joined through a third.
    """
    latest: dict[str, Decision] = {}
    for one in in_force(decisions):
        latest[one.right.name] = one
    return {name: one.left.name for name, one in sorted(latest.items()) if one.verdict == "same"}


def names_called(kind: Kind, decisions: Iterable[Decision]) -> dict[str, str]:
    """written -> the name it is called by, for every kind but clients."""
    return linked_names(decisions) if kind == "person" else chosen_names(decisions)


_READ = """
SELECT decision_id, batch_id, kind, verdict, left_tax_id, left_code, left_name, right_tax_id, right_code, right_name,
       left_shown, right_shown, decided_at, decided_by, undone_at, undone_by
FROM merge_decisions WHERE kind = $kind ORDER BY decision_id
"""


def read_decisions(cursor: duckdb.DuckDBPyConnection, kind: Kind) -> list[Decision]:
    """All decisions of a kind in the order in which they were made."""
    rows = cursor.execute(_READ, {"kind": kind}).fetchall()
    return [_decision(*row) for row in rows]


def _decision(decision_id: int, batch_id: int, of: Kind, verdict: Verdict, *rest: Any) -> Decision:
    return Decision(decision_id, batch_id, of, verdict, Spelling(*rest[:3]), Spelling(*rest[3:6]), *rest[6:])
