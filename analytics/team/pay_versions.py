"""Versions of the pay formula: which of them holds in which month, and which tried to change a month already begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from analytics.errors import WrongSetting
from analytics.periods import add_months, month_start
from analytics.result import Notice
from analytics.statements import read_sql
from analytics.team.pay_rules import PayComponent
from storage.engine import Engine

_COMPONENT = ("component", "rule", "rate", "input", "least", "task", "visible")


@dataclass(frozen=True)
class PayVersion:
    """A version of the formula: the day it names as its first, the day on which the sellers were told, its components."""

    version: int
    active_from: date
    announced: date | None
    components: tuple[PayComponent, ...]

    @property
    def holds_from(self) -> date:
        """First day of the first month that begins when the version is in force and known."""
        known = max(self.active_from, self.announced or self.active_from)
        return known if known.day == 1 else add_months(known, 1)

    @property
    def is_late(self) -> bool:
        """Whether it names a day inside a month already begun, or one before the sellers were told."""
        return self.holds_from != self.active_from


def pay_versions(engine: Engine) -> tuple[list[PayVersion], list[Notice]]:
    """The versions in order of the months from which they hold, and what is wrong with those that were left out.

    A component that cannot be paid (see `PayComponent`) leaves its whole version out: half a formula is no formula. Two
    versions with one first day are refused: the later number is left out.
    """
    rows = engine.query(read_sql("team/pay_versions")).to_pylist()
    found: list[PayVersion] = []
    wrong: list[Notice] = []
    for number, group in groupby(rows, key=lambda row: row["version"]):
        parts = list(group)
        try:
            components = tuple(PayComponent(**{name: part[name] for name in _COMPONENT}) for part in parts)
            version = PayVersion(number, parts[0]["active_from"], parts[0]["announced"], components)
            refuse_overlap([*found, version])
        except WrongSetting:
            wrong.append(Notice("E_PAY_VERSION", {"version": number}))
            continue
        found.append(version)
    return sorted(found, key=lambda one: (one.holds_from, one.version)), wrong


def refuse_overlap(versions: Sequence[PayVersion]) -> None:
    """Raise `WrongSetting` `pay_overlap` where two versions name the same first day: both would hold at once."""
    days: dict[date, int] = {}
    for version in versions:
        if version.active_from in days:
            raise WrongSetting("pay_overlap", version=version.version, other=days[version.active_from])
        days[version.active_from] = version.version


def version_in_force(versions: Sequence[PayVersion], month: date) -> PayVersion | None:
    """The version by which a month is paid: the newest that held on its first day; None before the first version.

    The first version of all holds in the month that it begins in: nothing was promised before it.
    """
    first = min(versions, key=lambda one: (one.active_from, one.version), default=None)
    holding = [v for v in versions if v.holds_from <= month_start(month)]
    if not holding and first is not None and month_start(first.active_from) <= month_start(month):
        return first
    return max(holding, key=lambda one: (one.holds_from, one.version), default=None)


def late_versions(versions: Sequence[PayVersion]) -> list[PayVersion]:
    """Versions that would change a month already begun or past; the first of all changes nothing."""
    first = min((v.active_from for v in versions), default=None)
    return [v for v in versions if v.is_late and v.active_from != first]
