"""M41: is a norm hard but achievable, and which norm would be?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import fmean
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.periods import TAIL_GAP_DAYS, add_months, last_complete_month
from analytics.pulse.seasonality import SeasonalitySettings, seasonality
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.team.achievement import (
    DIRECTIONS,
    Borders,
    Judged,
    facts_of_text,
    is_met,
    judge,
    proposed_norm,
    rank_correlation,
)
from analytics.team.kpi_records import Fact, Norm, adds_up, read_facts, read_norms, whole_months
from analytics.windows import parameters_in_force
from storage.engine import Engine

YEAR = 12
_SCHEMA = pa.schema(
    [
        ("position", pa.string()), ("employee", pa.string()), ("kpi", pa.string()), ("unit", pa.string()),
        ("direction", pa.string()), ("norm", pa.decimal128(18, 4)), ("periods", pa.int64()), ("people", pa.int64()),
        ("hits", pa.int64()), ("hit_share", pa.float64()), ("low", pa.float64()), ("high", pa.float64()),
        ("verdict", pa.string()), ("proposed", pa.decimal128(18, 4)), ("stretch", pa.decimal128(18, 4)),
        ("own_hits", pa.int64()), ("own_periods", pa.int64()), ("is_dead", pa.bool_()), ("unchanged_months", pa.int64()),
        ("basis", pa.string()), ("has_trend", pa.bool_()), ("first_month", pa.date32()), ("last_month", pa.date32()),
        ("months", pa.list_(pa.float64())),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class KpiAchievabilitySettings(Settings):
    """From which shares of reached months a norm is easy, impossible, good; which percentile is proposed.

    months: so far back facts count; where they rise or fall (rank correlation of at least `trend`) only the last year.
    newcomer: below so many months of his own somebody is judged by his position. season: take the season of the sales
    out of sums first. facts, norm, direction: a history typed in one line, for the calculator.
    """

    easy: float = setting(0.8, Mark.ASM, "share", low=0.5, high=1)
    impossible: float = setting(0.1, Mark.ASM, "share", low=0, high=0.4)
    good_low: float = setting(0.2, Mark.ASM, "share", low=0, high=0.9)
    good_high: float = setting(0.6, Mark.ASM, "share", low=0.1, high=1)
    proposed: float = setting(0.7, Mark.ASM, "share", low=0.5, high=0.95)
    stretch: float = setting(0.9, Mark.ASM, "share", low=0.5, high=1)
    least_periods: int = setting(6, Mark.ASM, "months", low=1, high=36)
    months: int = setting(24, Mark.ASM, "months", low=6, high=120)
    newcomer: int = setting(3, Mark.ASM, "months", low=1, high=12)
    trend: float = setting(0.6, Mark.ASM, low=0.1, high=1)
    season: bool = setting(False, Mark.OPT)
    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)
    facts: str = setting("", Mark.ASM)
    norm: float = setting(25, Mark.ASM, low=0.0001)
    direction: str = setting("higher", Mark.ASM, choices=DIRECTIONS)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.impossible <= self.good_low <= self.good_high <= self.easy:
            raise WrongSetting("kpi_borders", low=self.impossible, high=self.easy)

    @property
    def borders(self) -> Borders:
        """The borders of the verdicts."""
        return Borders(self.easy, self.impossible, self.good_low, self.good_high, self.least_periods)


def kpi_achievability(engine: Engine, scope: Scope, settings: KpiAchievabilitySettings | None = None) -> Result:
    """Is each norm in force too easy, impossible, or hard but achievable; and which norm is proposed?

    One row a norm in force on the date, and one an indicator that has facts and no norm: `position, employee` ('' for
    everybody in the position), `kpi, unit, direction` (higher, lower is better), `norm` (None without one), `periods`
    (months of people that count), `people, hits, hit_share, low, high` (months that reach the norm of today, Wilson),
    `verdict` (few, easy, good, between, impossible; none without a norm), `proposed, stretch` (70th and 90th percentile;
    None without facts), `own_hits, own_periods` (months that reached the norm of their own time), `is_dead` (unchanged
    for a year and easy), `unchanged_months, basis` (own, position for newcomers), `has_trend` (only the last year
    counts), `first_month, last_month, months` (mean of each of the last twelve months as a part of the largest, NaN
    where nobody has a fact). Facts: `norms, verdicts` (how many of each), `incomplete` (months that are not over and do
    not count). Complete months only; a fact of zero counts, a missing one does not. Source: hard but achievable is
    management practice, borders and percentile are assumptions.
    """
    settings = settings or KpiAchievabilitySettings()
    everything, norms = read_facts(engine, scope), read_norms(engine)
    whole = whole_months(everything, scope.as_of, settings.tail_gap_days)
    indices = _indices(engine, scope, settings)
    groups = _groups(norms, whole, scope.as_of)
    rows = [_row(norm, key, whole, norms, scope, settings, indices) for key, norm in sorted(groups.items())]
    incomplete = sorted({fact.period for fact in everything} - {fact.period for fact in whole})
    status = Status.OK if rows else Status.NOT_ENOUGH_DATA
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if rows and incomplete else status,
        params=parameters_in_force(scope, settings),
        warnings=tuple(Notice("W_KPI_MONTH", {"month": month}) for month in incomplete),
        facts=_counted(rows) | {"incomplete": incomplete},
        rows_used=len(whole),
        rows_dropped=len(everything) - len(whole),
    )


def typed_achievability(settings: KpiAchievabilitySettings) -> Result:
    """How hard is a norm by a history typed in one line: `18 20 21 22`, and which one is proposed? One row."""
    facts = facts_of_text(settings.facts)
    norm = Decimal(str(settings.norm))
    row = _judgement(facts, norm, settings.direction, settings) | {
        "position": "", "employee": "", "kpi": "", "unit": "", "direction": settings.direction, "norm": norm,
        "people": 1 if facts else 0, "own_hits": 0, "own_periods": 0, "is_dead": False, "unchanged_months": 0,
        "basis": "own", "has_trend": False, "first_month": None, "last_month": None, "months": [],
    }  # fmt: skip
    status = Status.OK if facts else Status.NOT_ENOUGH_DATA
    return Result(pa.Table.from_pylist([row], schema=_SCHEMA), status, None, vars(settings), rows_used=len(facts))


def _indices(engine: Engine, scope: Scope, settings: KpiAchievabilitySettings) -> dict[int, float]:
    """Season of the sales by month, where it is asked for and two years of it are known."""
    if not settings.season:
        return {}
    found = seasonality(engine, scope, SeasonalitySettings(settings.tail_gap_days))
    if found.status is Status.NOT_ENOUGH_DATA or found.facts["one_cycle"]:
        return {}
    return {row["month_no"]: row["index"] for row in found.rows}


_Key = tuple[str, str, str]


def _groups(norms: Sequence[Norm], facts: Sequence[Fact], as_of: date) -> dict[_Key, Norm | None]:
    """Position, indicator, employee -> the norm in force; indicators with facts and no norm too."""
    found: dict[_Key, Norm | None] = {}
    for norm in norms:  # the newest first
        if norm.norm > 0 and norm.is_active(as_of, as_of):
            found.setdefault(norm.key, norm)
    known = {(position, kpi) for position, kpi, _ in found} | {("", kpi) for _, kpi, _ in found}
    for fact in facts:
        if (fact.position, fact.kpi) not in known and ("", fact.kpi) not in {k[:2] for k in found}:
            found.setdefault((fact.position, fact.kpi, ""), None)
    return found


def _row(
    norm: Norm | None, key: _Key, facts: Sequence[Fact], norms: Sequence[Norm], scope: Scope,
    settings: KpiAchievabilitySettings, indices: dict[int, float],
) -> dict[str, Any]:  # fmt: skip
    """A norm with the history that judges it."""
    position, kpi, employee = key
    of_position = [f for f in facts if f.kpi == kpi and (not position or f.position == position)]
    own = [fact for fact in of_position if not employee or fact.employee == employee]
    basis = "position" if employee and len(own) < settings.newcomer else "own"
    first = add_months(last_complete_month(scope.as_of, settings.tail_gap_days), 1 - settings.months)
    history = [fact for fact in (of_position if basis == "position" else own) if fact.period >= first]
    trend = _has_trend(history, settings.trend)
    if trend:
        last = max(fact.period for fact in history)
        history = [fact for fact in history if fact.period > add_months(last, -YEAR)]
    stated = history[-1] if history else None
    direction = norm.direction if norm else stated.direction if stated else "higher"
    unit = norm.unit if norm else stated.unit if stated else ""
    levels = _without_season(history, indices if adds_up(unit, direction, norm.accrues if norm else None) else {})
    value = norm.norm if norm else _stated_norm(history)
    met = [is_met(fact.fact, fact.norm, direction) for fact in history if fact.norm is not None]
    judged = _judgement(levels, value, direction, settings)
    unchanged = _unchanged_months(norm, norms, scope.as_of)
    return judged | {
        "position": position, "employee": employee, "kpi": kpi, "unit": unit, "direction": direction, "norm": value,
        "people": len({fact.employee for fact in history}), "own_hits": sum(met), "own_periods": len(met),
        "is_dead": judged["verdict"] == "easy" and unchanged >= YEAR, "unchanged_months": unchanged, "basis": basis,
        "has_trend": trend, "first_month": min((f.period for f in history), default=None),
        "last_month": max((f.period for f in history), default=None), "months": _months(history, scope, settings),
    }  # fmt: skip


def _stated_norm(history: Sequence[Fact]) -> Decimal | None:
    """The norm beside the newest facts, where all of them have the same one."""
    newest = max((fact.period for fact in history), default=None)
    stated = {fact.norm for fact in history if fact.period == newest}
    return stated.pop() if len(stated) == 1 else None


def _judgement(
    facts: Sequence[Decimal], norm: Decimal | None, direction: str, settings: KpiAchievabilitySettings
) -> dict[str, Any]:
    """How hard a norm is for a history, and the norms it proposes."""
    found = judge(facts, norm, direction, settings.borders) if norm else Judged(0, len(facts), 0.0, 1.0, "none")
    enough = len(facts) >= settings.least_periods
    return {
        "periods": found.periods, "hits": found.hits, "hit_share": found.share if norm else None, "low": found.low,
        "high": found.high, "verdict": found.verdict,
        "proposed": proposed_norm(facts, settings.proposed, direction) if enough else None,
        "stretch": proposed_norm(facts, settings.stretch, direction) if enough else None,
    }  # fmt: skip


def _has_trend(history: Sequence[Fact], least: float) -> bool:
    """Whether the means of the months rise or fall, over more than a year."""
    means = _means(history)
    if len(means) <= YEAR:
        return False
    found = rank_correlation([month.toordinal() for month in sorted(means)], [means[month] for month in sorted(means)])
    return found is not None and abs(found) >= least


def _means(history: Sequence[Fact]) -> dict[date, float]:
    by_month: dict[date, list[float]] = {}
    for fact in history:
        by_month.setdefault(fact.period, []).append(float(fact.fact))
    return {month: fmean(values) for month, values in by_month.items()}


def _without_season(history: Sequence[Fact], indices: dict[int, float]) -> list[Decimal]:
    """The facts, those of strong months made smaller and those of weak ones larger."""
    if not indices:
        return [fact.fact for fact in history]
    return [round(fact.fact / Decimal(str(indices[fact.period.month])), 4) for fact in history]


def _unchanged_months(norm: Norm | None, norms: Sequence[Norm], as_of: date) -> int:
    """For how many whole months the norm has had this value."""
    if norm is None:
        return 0
    since = min(other.active_from for other in norms if other.key == norm.key and other.norm == norm.norm)
    changed = [o.active_from for o in norms if o.key == norm.key and o.norm != norm.norm and o.active_from <= as_of]
    since = max([since, *[day for day in changed if day > since]])
    return max(0, (as_of.year - since.year) * 12 + as_of.month - since.month - (as_of.day < since.day))


def _months(history: Sequence[Fact], scope: Scope, settings: KpiAchievabilitySettings) -> list[float]:
    means = _means(history)
    last = last_complete_month(scope.as_of, settings.tail_gap_days)
    found = [means.get(add_months(last, step - YEAR + 1)) for step in range(YEAR)]
    largest = max((value for value in found if value), default=0.0)
    return [float("nan") if value is None else value / largest if largest else 0.0 for value in found]


def _counted(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    verdicts = [row["verdict"] for row in rows]
    return {
        "norms": sum(row["norm"] is not None for row in rows),
        "verdicts": {code: verdicts.count(code) for code in sorted(set(verdicts))},
        "dead": sum(row["is_dead"] for row in rows),
    }
