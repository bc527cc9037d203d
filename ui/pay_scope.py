"""What pay is asked about: the period of the frame; without sales the months in which somebody typed inputs."""

from __future__ import annotations

from functools import lru_cache

from analytics.periods import month_end
from analytics.scope import Scope
from storage.engine import Engine
from ui.data import store


def typed_scope() -> Scope | None:
    """The months of typed inputs; None where there are none. Pay needs no sales: revenue can be typed."""
    here = store()
    return _typed_scope(here.version(), str(here.path), here)


@lru_cache(maxsize=4)
def _typed_scope(version: int, path: str, engine: Engine) -> Scope | None:
    row = engine.query("SELECT min(period) AS first, max(period) AS last FROM pay_inputs").to_pylist()[0]
    if row["first"] is None:
        return None
    return Scope(month_end(row["last"]), row["first"], month_end(row["last"]))
