"""How many norms a position has at a time, and which of them could take turns (M40)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.periods import add_months
from analytics.team.kpi_records import Norm

CALENDAR_DAYS = 84  # twelve weeks are shown
_ASKED_HALF = 0.5  # of an influence or a source that nobody named
_COUNTED = {"table": 1.0, "manual": 0.7, "none": 0.0}
_HARD = {"good": 1.0, "between": 0.8, "few": 0.7}
_OTHERWISE_HARD = 0.5


@dataclass(frozen=True)
class PositionRules:
    """So many norms at a time are enough; how many always stay when the others take turns, and how long a turn is."""

    least: int = 3
    most: int = 5
    permanent: int = 3
    turn_days: int = 14


def positions(
    norms: Sequence[Norm], rows: Sequence[Mapping[str, Any]], as_of: date, rules: PositionRules
) -> list[dict[str, Any]]:
    """How many norms does each position have at once, and what would be enough?

    rows: of `kpi_audit`. One a position: `position, active` (in force on the date), `most` (on the fullest day of the
    last twelve months and of what is written ahead), `light` (green for three to five, amber below, red above), `kept`
    (norms that no verdict cancels, the best first), `permanent, turns` (what stays and what takes turns, where there are
    too many), `at_once` (norms at a time then), `calendar` (`first_day, last_day, kpi` of the next twelve weeks), `weights`
    (their sum, None where none is written). Three to five are management practice; the order by influence x how it is
    counted x how hard it is, and three that stay, are assumptions.
    """
    found = []
    for position in sorted({norm.position for norm in norms}):
        active = {norm.kpi for norm in norms if norm.position == position and norm.is_active(as_of, as_of)}
        mine = [row for row in rows if row["position"] == position]
        kept = sorted((r for r in mine if r["verdict"] != "cancel"), key=lambda row: (-worth(row), row["kpi"]))
        names = list(dict.fromkeys(row["kpi"] for row in kept))
        turns = names[rules.permanent :] if len(names) > rules.most else []
        weights = [row["weight"] for row in mine if row["weight"] is not None]
        found.append(
            {
                "position": position, "active": len(active), "most": most_at_once(norms, position, as_of),
                "light": light(len(active), rules), "kept": names,
                "permanent": names[: rules.permanent] if turns else names, "turns": turns,
                "at_once": rules.permanent + 1 if turns else len(names),
                "calendar": calendar(turns, as_of, rules.turn_days), "weights": sum(weights) if weights else None,
            }
        )  # fmt: skip
    return [row for row in found if row["active"]]


def light(count: int, rules: PositionRules) -> str:
    """Is a number of norms right? green between least and most, amber below, red above."""
    return "red" if count > rules.most else "amber" if count < rules.least else "green"


def worth(row: Mapping[str, Any]) -> float:
    """How much a norm of `kpi_audit` is worth keeping, 0..1: influence x how it is counted x how hard it is."""
    influence = _ASKED_HALF if row["influence"] is None else row["influence"]
    counted = _COUNTED.get(row["source"], 1.0 if row["periods"] else _ASKED_HALF)
    hard = next((code for code in row["findings"] if code in _HARD), "")
    return float(influence * counted * _HARD.get(hard, _OTHERWISE_HARD))


def most_at_once(norms: Sequence[Norm], position: str, as_of: date) -> int:
    """How many norms of a position are in force on the fullest day since a year ago? Each indicator counts once a day."""
    mine = [norm for norm in norms if norm.position == position]
    first = add_months(as_of, -12)
    days = {first, *(norm.active_from for norm in mine if norm.active_from > first)}
    return max((len({norm.kpi for norm in mine if norm.is_active(day, day)}) for day in days), default=0)


def calendar(turns: Sequence[str], as_of: date, turn_days: int) -> list[dict[str, Any]]:
    """Which norm has its turn when, one at a time from the Monday after a date on?"""
    if not turns:
        return []
    first = as_of + timedelta(days=7 - as_of.weekday())
    return [
        {
            "first_day": first + timedelta(days=at * turn_days),
            "last_day": first + timedelta(days=(at + 1) * turn_days - 1),
            "kpi": turns[at % len(turns)],
        }
        for at in range(max(1, CALENDAR_DAYS // turn_days))
    ]
