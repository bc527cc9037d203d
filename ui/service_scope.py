"""What service is asked about: the period of the frame; without sales the days on which clients answered."""

from __future__ import annotations

from functools import lru_cache

from analytics.periods import month_end, month_start
from analytics.scope import Scope
from storage.engine import Engine
from ui.data import store

_DAYS = """
    SELECT min(day) AS first, max(day) AS last FROM (
        SELECT day FROM surveys UNION ALL SELECT day FROM complaints UNION ALL SELECT CAST(asked_at AS DATE) FROM service_requests
        UNION ALL SELECT day FROM standard_checks UNION ALL SELECT day FROM training_hours
    ) said
"""


def said_scope() -> Scope | None:
    """The months in which anybody answered, complained, asked, was checked or trained; None where nobody did. Service needs no sales."""
    here = store()
    return _said_scope(here.version(), str(here.path), here)


@lru_cache(maxsize=4)
def _said_scope(version: int, path: str, engine: Engine) -> Scope | None:
    row = engine.query(_DAYS).to_pylist()[0]
    if row["first"] is None:
        return None
    return Scope(month_end(row["last"]), month_start(row["first"]), month_end(row["last"]))
