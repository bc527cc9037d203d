"""M13: how much each calendar month differs from an average one."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

import pyarrow as pa

from analytics.periods import TAIL_GAP_DAYS
from analytics.pulse.month_series import MonthSeries, month_series
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.windows import not_enough, parameters_in_force
from storage.engine import Engine

ONE_CYCLE, TWO_CYCLES = 12, 24
FLOOR = 0.05  # a month without sales would make every adjusted value infinite
_SCHEMA = pa.schema(
    [("month_no", pa.int64()), ("index", pa.float64()), ("months_used", pa.int64()), ("is_floor", pa.bool_())]
)


@dataclass(frozen=True)
class SeasonalitySettings(Settings):
    """tail_gap_days: a month is complete when the data reach its end, less so many days."""

    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)


def seasonality(engine: Engine, scope: Scope, settings: SeasonalitySettings | None = None) -> Result:
    """Which months are strong and which are weak by season?

    Twelve rows: `month_no` (1 = January), `index` (1 = an average month), `months_used`, `is_floor` (no sales at all:
    0.05 instead of 0). From 24 complete months on: the mean ratio to the centred average of twelve months; 12 to 23
    months: month / average, with the warning W_ONE_CYCLE; fewer: not enough data. In the scope's measure, after its
    filters; the period is not used. Facts: `months` (complete), `one_cycle`, `missing_months`. Source: usual
    practice.
    """
    settings = settings or SeasonalitySettings()
    series = month_series(engine, scope, settings.tail_gap_days)
    count = len(series.months)
    if count < ONE_CYCLE or sum(series.values) <= 0:
        return not_enough(scope, settings, _SCHEMA.empty_table(), ONE_CYCLE, count)
    ratios = month_ratios(series)
    indices = season_indices(ratios)
    rows = [
        {
            "month_no": number,
            "index": indices[number],
            "months_used": len(ratios.get(number, [])),
            "is_floor": indices[number] == FLOOR,
        }
        for number in range(1, 13)
    ]
    notices: tuple[Notice, ...] = (Notice("W_ONE_CYCLE", {"months": count}),) if count < TWO_CYCLES else ()
    notices += tuple(Notice("W_MISSING_MONTH", {"month": month}) for month in series.missing)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(series.months[0], series.months[-1]),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"months": count, "one_cycle": count < TWO_CYCLES, "missing_months": series.missing},
        rows_used=count,
    )


def month_ratios(series: MonthSeries) -> dict[int, list[float]]:
    """Per calendar month: its values as parts of the usual level around them."""
    count = len(series.values)
    ratios: dict[int, list[float]] = {}
    for place, (month, value) in enumerate(zip(series.months, series.values, strict=True)):
        level = fmean(series.values) if count < TWO_CYCLES else _centred_level(series.values, place)
        if level is not None and level > 0:
            ratios.setdefault(month.month, []).append(value / level)
    return ratios


def _centred_level(values: list[float], place: int) -> float | None:
    """Average of the twelve months around a month, the thirteenth shared by both ends; None near the ends."""
    if place < 6 or place + 6 >= len(values):
        return None
    return (values[place - 6] / 2 + sum(values[place - 5 : place + 6]) + values[place + 6] / 2) / 12


def season_indices(ratios: dict[int, list[float]]) -> dict[int, float]:
    """Index of every calendar month, average 1; a month that never occurred counts as average."""
    means = {number: max(0.0, fmean(ratios[number])) if ratios.get(number) else 1.0 for number in range(1, 13)}
    level = fmean(means.values())
    return {number: max(FLOOR, mean / level) if level else 1.0 for number, mean in means.items()}


def adjusted(series: MonthSeries) -> list[float]:
    """The values without the season, where two cycles are known; else as they are."""
    if len(series.values) < TWO_CYCLES:
        return list(series.values)
    indices = season_indices(month_ratios(series))
    return [value / indices[month.month] for month, value in zip(series.months, series.values, strict=True)]
