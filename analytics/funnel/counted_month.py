"""The totals of one month as they stand, for the grid in which they are typed."""

from __future__ import annotations

from analytics.scope import Scope
from analytics.statements import read_sql
from storage.engine import Engine


def counted_month(engine: Engine, scope: Scope, settings: None = None) -> dict[str, dict[str, int]]:
    """What was counted in the month of the scope's first day, without a channel? manager -> stage -> count."""
    made: dict[str, dict[str, int]] = {}
    for row in engine.query(read_sql("funnel/counted_month"), first_day=scope.first_day).to_pylist():
        made.setdefault(row["manager"], {})[row["stage"]] = row["counted"]
    return made
