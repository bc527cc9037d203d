"""Is the formula transparent, fair and complete? Every broken principle is a finding with its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.periods import add_months
from analytics.team.pay_facts import PayFacts
from analytics.team.pay_rules import PayComponent, pay_lines, pay_total
from analytics.team.pay_versions import PayVersion, late_versions, version_in_force

PRINCIPLES = ("transparent", "fair", "complete")
_PRINCIPLE = {
    "hidden_input": "transparent", "many_components": "transparent", "late_change": "fair", "cap": "fair",
    "fine_without_rule": "fair", "unpaid_task": "complete", "pays_for_nothing": "complete",
}  # fmt: skip
_AMBER = ("many_components", "pays_for_nothing")


@dataclass(frozen=True)
class Finding:
    """A broken principle: its code, and the facts of its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_red(self) -> bool:
        """Whether it breaks the principle rather than weakens it."""
        return self.code not in _AMBER

    @property
    def principle(self) -> str:
        """transparent, fair or complete."""
        return _PRINCIPLE[self.code]

    def plain(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {"code": self.code, "principle": self.principle, "is_red": self.is_red, **self.facts}


def formula_findings(
    components: Sequence[PayComponent], tasks: Sequence[Mapping[str, Any]], most: int
) -> list[Finding]:
    """What is wrong with a formula by itself: hidden inputs, too many parts, a cap, fines by mood, tasks without pay.

    most: components above which nobody keeps the formula in mind. Source: management practice (transparent, fair, every
    task paid); the number of components is an assumption.
    """
    return [*_of_components(components, most), *_of_tasks(components, tasks)]


def _of_components(components: Sequence[PayComponent], most: int) -> Iterator[Finding]:
    for one in components:
        if one.is_hidden:
            yield Finding("hidden_input", {"component": one.component})
    if len(components) > most:
        yield Finding("many_components", {"n": len(components), "most": most})
    for one in components:
        if one.rule == "cap":
            yield Finding("cap", {"component": one.component, "amount": one.rate})
        if not one.has_rule:
            yield Finding("fine_without_rule", {"component": one.component})


def _of_tasks(components: Sequence[PayComponent], tasks: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for row in tasks:
        if row["component"] is None:
            yield Finding("unpaid_task", {"task": row["task"]})
    paid_for = {row["component"] for row in tasks}
    for one in components:
        if not one.task and one.component not in paid_for and one.rule not in ("cap", "fine", "multiplier"):
            yield Finding("pays_for_nothing", {"component": one.component})


def late_changes(versions: Sequence[PayVersion], facts: PayFacts) -> list[Finding]:
    """Versions that would change months already begun: when, which version keeps them, what people would have lost.

    facts of each: `version`, `day` (the day that it names), `told` (when the sellers knew), `kept` (the version by which
    those months are paid), `holds_from`, `taken` (pay by the kept version less pay by the late one in the whole months
    concerned that have inputs; negative where people would gain).
    """
    return [_late(version, versions, facts) for version in late_versions(versions)]


def _late(version: PayVersion, versions: Sequence[PayVersion], facts: PayFacts) -> Finding:
    kept = version_in_force(versions, version.active_from)
    taken = Decimal(0)
    for month in _months(version.active_from.replace(day=1), version.holds_from):
        before = version_in_force(versions, month)
        if before:
            taken += _paid(before, facts, month) - _paid(version, facts, month)
    return Finding(
        "late_change",
        {
            "version": version.version, "day": version.active_from, "told": version.announced or version.active_from,
            "kept": kept.version if kept else None, "holds_from": version.holds_from, "taken": taken,
        },
    )  # fmt: skip


def _paid(version: PayVersion, facts: PayFacts, month: date) -> Decimal:
    """What a version pays everybody for a month."""
    return sum((pay_total(pay_lines(version.components, one)) for one in facts.of_month(month).values()), Decimal(0))


def _months(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first = add_months(first, 1)
