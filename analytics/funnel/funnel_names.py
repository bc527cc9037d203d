"""Who stands in the funnels: managers and channels of totals and deals, for the filters."""

from __future__ import annotations

from analytics.scope import Scope
from analytics.statements import read_sql
from storage.engine import Engine


def funnel_names(engine: Engine, scope: Scope, settings: None = None) -> dict[str, tuple[str, ...]]:
    """Which managers and channels do totals and deals name up to the as-of date? `managers`, `channels`, by the alphabet."""
    rows = engine.query(read_sql("funnel/funnel_names"), as_of=scope.as_of).to_pylist()
    return {kind: tuple(row["name"] for row in rows if row["kind"] == kind) for kind in ("managers", "channels")}
