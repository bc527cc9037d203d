"""The last day of which the base of potential clients tells anything, where there are no sales to say it."""

from __future__ import annotations

from datetime import date

from storage.engine import Engine

_LAST = """
    SELECT max(day) AS day FROM (
        SELECT greatest(max(created), max(verified_at)) AS day FROM base
        UNION ALL SELECT max(day) FROM touches
        UNION ALL SELECT greatest(max(created), max(won_at), max(lost_at)) FROM deals
    ) days
"""


def last_record_day(engine: Engine) -> date | None:
    """The latest day of an entry, a check, a contact or a deal; None where there is none."""
    day: date | None = engine.query(_LAST).column("day")[0].as_py()
    return day
