"""M03: when did the fall begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf, sqrt
from statistics import fmean, median
from typing import Any

import pyarrow as pa

from analytics.periods import TAIL_GAP_DAYS, add_months, month_end, month_start
from analytics.pulse.month_series import MonthSeries, month_series
from analytics.pulse.seasonality import adjusted
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.windows import not_enough, parameters_in_force
from storage.engine import Engine

LEAST_MONTHS, LEAST_BEFORE, LEAST_AFTER, WINDOW_MONTHS = 8, 6, 2, 12
OUTLIER_MADS = 4
_SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("value", pa.float64()),
        ("adjusted", pa.float64()),
        ("level", pa.float64()),
        ("is_outlier", pa.bool_()),
        ("is_after", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class FallAnchorSettings(Settings):
    """When a change of level counts as a fall.

    drop_share: by how much the level must fall. t_least: how far beyond chance (Student's t of the two means).
    slowdown_share: by how much yearly growth must fall to count as a slowdown. anchor: first month of the fall set by
    hand.
    """

    drop_share: float = setting(0.10, Mark.ASM, "share", low=0.05, high=0.5)
    t_least: float = setting(2.5, Mark.ASM, "t", low=0, high=20)
    slowdown_share: float = setting(0.10, Mark.ASM, "share", low=0.01, high=1)
    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)
    anchor: date | None = setting(None, Mark.ART, "date")  # noqa: RUF009 (declares the field)


@dataclass(frozen=True)
class Split:
    """A cut of a series in two: months before it, the two means, and Student's t of their difference (inf: no
    spread).
    """

    before: int
    mean_before: float
    mean_after: float
    t: float

    @property
    def change(self) -> float:
        """Change of the mean as a share of the mean before."""
        return (self.mean_after - self.mean_before) / self.mean_before if self.mean_before > 0 else 0.0


def fall_anchor(engine: Engine, scope: Scope, settings: FallAnchorSettings | None = None) -> Result:
    """When did the fall begin, and which months show the business before it?

    One row a complete month: `month`, `value` (the scope's measure), `adjusted` (without season where two years are
    known, lone outliers drawn in), `level` (mean before or after the anchor), `is_outlier`, `is_after`. Facts:
    `found`, `anchor` (first month of the fall, or of the last three months where none was found), `by_hand`,
    `drop_share`, `t`, `window_first`, `window_last` (up to twelve months before the anchor, for the classes "before
    the fall"), `slowdown_anchor` (start of slower yearly growth, or None). Notice I_NODROP where nothing was found.
    Source: the window before the fall is management practice; the test and its limits are assumptions.
    """
    settings = settings or FallAnchorSettings()
    series = month_series(engine, scope, settings.tail_gap_days)
    if len(series.months) < LEAST_MONTHS:
        return not_enough(scope, settings, _SCHEMA.empty_table(), LEAST_MONTHS, len(series.months))
    without_season = adjusted(series)
    values, outliers = draw_in_outliers(without_season)
    split = largest_fall(values)
    found = split is not None and -split.change >= settings.drop_share - 1e-9 and abs(split.t) >= settings.t_least
    place = split.before if found and split is not None else len(values) - 3
    if settings.anchor is not None:
        place = _place_of(series, settings.anchor)
    notices: tuple[Notice, ...] = () if found or settings.anchor else (Notice("I_NODROP"),)
    notices += tuple(Notice("W_MISSING_MONTH", {"month": month}) for month in series.missing)
    return Result(
        table=_table(series, values, outliers, place),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(series.months[0], month_end(series.months[-1])),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=_facts(series, values, split, place, settings) | {"found": found},
        rows_used=len(series.months),
    )


def _facts(
    series: MonthSeries, values: list[float], split: Split | None, place: int, settings: FallAnchorSettings
) -> dict[str, Any]:
    anchor = series.months[place]
    return {
        "by_hand": settings.anchor is not None,
        "anchor": anchor,
        "drop_share": -_split_at(values, place).change,
        "t": split.t if split else None,
        "window_first": max(series.months[0], add_months(anchor, -WINDOW_MONTHS)),
        "window_last": month_end(series.months[place - 1]),
        "slowdown_anchor": slowdown(series, settings),
    }


def _place_of(series: MonthSeries, anchor: date) -> int:
    """Place of a month chosen by hand, kept inside the series so that both sides have a month."""
    month = month_start(anchor)
    later = [place for place, known in enumerate(series.months) if known >= month]
    return max(1, later[0]) if later else len(series.months) - 1


def _table(series: MonthSeries, values: list[float], outliers: list[int], place: int) -> pa.Table:
    split = _split_at(values, place)
    rows = [
        {"month": month, "value": series.values[spot], "adjusted": values[spot], "is_outlier": spot in outliers}
        | {"is_after": spot >= place, "level": split.mean_after if spot >= place else split.mean_before}
        for spot, month in enumerate(series.months)
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def draw_in_outliers(values: list[float]) -> tuple[list[float], list[int]]:
    """The values with lone outliers drawn in to the limit, and the places of those.

    An outlier lies more than four median absolute deviations from the median while both neighbours do not; the first
    and the last month are never one.
    """
    middle = median(values)
    limit = OUTLIER_MADS * median(abs(value - middle) for value in values)
    far = [abs(value - middle) > limit + 1e-9 * abs(middle) for value in values]
    lone = [place for place in range(1, len(values) - 1) if far[place] and not far[place - 1] and not far[place + 1]]
    drawn = list(values)
    for place in lone:
        drawn[place] = middle + limit if values[place] > middle else middle - limit
    return drawn, lone


def _split_at(values: list[float], before: int) -> Split:
    left, right = values[:before], values[before:]
    mean_left, mean_right = fmean(left), fmean(right)
    squares = sum((value - mean_left) ** 2 for value in left) + sum((value - mean_right) ** 2 for value in right)
    spread = sqrt(squares / (len(values) - 2)) * sqrt(1 / len(left) + 1 / len(right))
    difference = mean_right - mean_left
    if spread > 1e-9 * abs(mean_left):
        return Split(before, mean_left, mean_right, difference / spread)
    return Split(before, mean_left, mean_right, inf if difference > 0 else -inf if difference < 0 else 0.0)


def largest_fall(values: list[float]) -> Split | None:
    """The split with the largest |t| among those after which the mean is lower; None where no split is allowed."""
    splits = [_split_at(values, before) for before in range(LEAST_BEFORE, len(values) - LEAST_AFTER + 1)]
    falls = [split for split in splits if split.t < 0]
    return min(falls, key=lambda split: (split.t, split.before), default=None)


def slowdown(series: MonthSeries, settings: FallAnchorSettings) -> date | None:
    """First month of clearly slower growth against the same month a year before, None where there is none."""
    values = series.values
    places = [place for place in range(12, len(values)) if values[place - 12] > 0]
    if len(places) < LEAST_MONTHS:
        return None
    growth = [values[place] / values[place - 12] - 1 for place in places]
    split = largest_fall(growth)
    if split is None or abs(split.t) < settings.t_least:
        return None
    slower = split.mean_before - split.mean_after >= settings.slowdown_share - 1e-9
    return series.months[places[split.before]] if slower else None
