"""What a chart of months knows before it draws: the rows, the axes, the unit, the place where the level turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from charts.span_heads import Block, Scale
from charts.theme import Look
from wording.numbers import number, scale_of

BAR = 0.72
"""Width of a bar in parts of its month's place."""


@dataclass(frozen=True)
class Anchor:
    """Where the level changed: the first month of the new level, the mean before and since, and the ready words."""

    month: date
    mean_before: float
    mean_after: float
    text: str = ""


@dataclass(frozen=True)
class MonthRow:
    """One month: money, money of the same month a year ago where known, whether the month is still running."""

    month: date
    value: float
    year_ago: float | None
    is_partial: bool


@dataclass(frozen=True)
class MonthsPlan:
    """The rows and how they are drawn.

    scale, low, high: the axes; pixel: money of one pixel of height; divisor, unit: the unit of the numbers and its
    word; turn: the place of the anchor's month.
    """

    rows: tuple[MonthRow, ...]
    look: Look
    scale: Scale
    low: float
    high: float
    pixel: float
    divisor: float
    unit: str
    anchor: Anchor | None
    turn: int | None

    @property
    def complete(self) -> int:
        """How many months are complete: a partial one can only be the last."""
        return len(self.rows) - (1 if self.rows[-1].is_partial else 0)

    def fill(self, at: int) -> str:
        """Without a verdict until the level changed, good or bad since then."""
        return self.look.colours.plain if self.turn is None or at < self.turn else self.verdict

    @property
    def change(self) -> float:
        """How the mean level changed at the anchor."""
        return self.anchor.mean_after - self.anchor.mean_before if self.anchor else 0.0

    @property
    def verdict(self) -> str:
        """Fill of the months since the anchor."""
        return self.look.colours.of_change(self.change)

    @property
    def verdict_text(self) -> str:
        """Letters about the months since the anchor."""
        return self.look.colours.of_change_text(self.change)

    def short(self, value: float) -> str:
        """A value in the chart's unit."""
        scaled = value / self.divisor
        whole = not value or self.divisor == 1 or abs(scaled) >= 100
        return number(scaled, self.look.language, 0 if whole else 1)

    @property
    def blocks(self) -> list[Block]:
        """Bars, ticks and mean levels, which labels keep clear of."""
        half = BAR / 2
        spots = [(at - half, at + half, row.value) for at, row in enumerate(self.rows)]
        bars = [Block(left, right, min(value, 0.0), max(value, 0.0)) for left, right, value in spots]
        ticks = [
            Block(at - half, at + half, row.year_ago, row.year_ago)
            for at, row in enumerate(self.rows)
            if row.year_ago is not None
        ]
        return bars + ticks + [Block(start, end, level, level) for start, end, level in self.levels]

    @property
    def levels(self) -> list[tuple[float, float, float]]:
        """The two mean levels: from, to, money; none without an anchor."""
        if self.anchor is None or self.turn is None:
            return []
        turn, end = self.turn - 0.5, self.complete - 0.5
        return [(-0.5, turn, self.anchor.mean_before), (turn, end, self.anchor.mean_after)]


def plan_months(bars: pd.DataFrame, look: Look, anchor: Anchor | None, room: float, plot: float) -> MonthsPlan:
    """The plan for a plot `room` pixels wide and `plot` high; an anchor outside the shown months is left out."""
    ago = bars["year_ago"] if "year_ago" in bars else [None] * len(bars)
    rows = tuple(
        MonthRow(pd.Timestamp(start).date(), float(value), None if pd.isna(before) else float(before), bool(partial))
        for start, value, before, partial in zip(bars["month"], bars["value"], ago, bars["is_partial"], strict=True)
    )
    if not rows or any(row.is_partial for row in rows[:-1]):
        raise ValueError("a chart of months needs at least one month, and only the last may be incomplete")
    places = {row.month: at for at, row in enumerate(rows)}
    turn = (places.get(anchor.month.replace(day=1)) if anchor else None) or None
    anchor = anchor if turn else None
    low, high = _reach(rows, anchor, plot)
    divisor, unit = scale_of(_largest(rows), look.language)
    scale = Scale(-0.5, room / len(rows), room)
    return MonthsPlan(rows, look, scale, low, high, (high - low) / plot, float(divisor), unit, anchor, turn)


def _largest(rows: Sequence[MonthRow]) -> float:
    return max(abs(value) for row in rows for value in (row.value, row.year_ago or 0.0))


def _reach(rows: Sequence[MonthRow], anchor: Anchor | None, plot: float) -> tuple[float, float]:
    """The axis: zero is always on it, the highest line is not cut in half by its edge."""
    levels = [value for row in rows for value in (row.value, row.year_ago or 0.0)]
    levels += [anchor.mean_before, anchor.mean_after] if anchor else []
    low, high = min(0.0, *levels), max(0.0, *levels)
    edge = 3 * ((high - low) or 1.0) / plot
    return low - edge if low < 0 else 0.0, high + edge
