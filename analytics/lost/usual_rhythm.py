"""The usual interval between purchases in the company."""

from __future__ import annotations

from datetime import date

from storage.engine import Engine

_SQL = """
SELECT quantile_cont(rhythm_days, 0.5) AS days FROM purchase_states
WHERE basis = 'own' AND day <= $day AND (next_day IS NULL OR next_day > $day)
"""


def usual_rhythm(engine: Engine, day: date) -> float | None:
    """Median of the rhythms that clients had on a day, in days; None where nobody had one of his own."""
    days: float | None = engine.query(_SQL, day=day).column("days")[0].as_py()
    return days
