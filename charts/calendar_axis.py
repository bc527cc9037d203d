"""Names of months under a time axis, in the interface language: Plotly knows them in English only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from charts.lettering import text_width
from charts.theme import Look
from wording.numbers import month

_STEPS = (1, 2, 3, 6, 12, 24, 60)


def months_between(first: date, last: date) -> list[date]:
    """First days of all months from the month of `first` to the month of `last`."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def month_labels(months: Sequence[date], slot: float, look: Look) -> list[str]:
    """A label a month, empty for those left out so that labels of `slot` pixels a month never meet.

    The year stands in a second line under the first label and wherever it changes.
    """
    size = look.sizes.small
    names = [month(day, look.language, with_year=False)[:3] for day in months]
    widest = max((text_width(text, size) for text in [*names, "2026"]), default=0.0) + size / 2
    step = next((step for step in _STEPS if step * slot >= widest), _STEPS[-1])
    labels, year = [], None
    for name, day in zip(names, months, strict=True):
        number = day.year * 12 + day.month - 1
        if number % step:
            labels.append("")
            continue
        labels.append(str(day.year) if step >= 12 else name + (f"<br>{day.year}" if day.year != year else ""))
        year = day.year
    return labels
