"""What changed before a client left: another manager, a group that he stopped buying, smaller purchases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from line_store import Line, Store, line, shuffled
from written_records import written

from analytics.scope import Scope
from analytics.winback.leaving_signs import leaving_signs

AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)


def monthly(name: str = "Alfa", **more: Any) -> list[Line]:
    """Twelve purchases, thirty days apart, the last one a hundred days ago."""
    days = [AS_OF - timedelta(days=100 + 30 * step) for step in reversed(range(12))]
    return [line(day, name, 100, manager="Petrov", category="Paint", **more) for day in days]


def signs(store: Store) -> dict[str, Any]:
    with written(store):
        (row,) = leaving_signs(store.engine, SCOPE).rows
    return row


def test_nothing_changed(store_of: Callable[..., Store]) -> None:
    row = signs(store_of(monthly()))
    told = (row["manager_changed_on"], row["manager_before"], row["stopped_group"], row["shrunk_share"])
    assert told == (None, "", "", None)


def test_another_manager_for_good(store_of: Callable[..., Store]) -> None:
    lines = [replace(row, manager="Smirnova") if at >= 8 else row for at, row in enumerate(monthly())]
    row = signs(store_of(shuffled(lines)))
    assert (row["manager_changed_on"], row["manager_before"]) == (lines[8].day, "Petrov")
    substitute = [replace(row, manager="Smirnova") if at == 8 else row for at, row in enumerate(monthly())]
    assert signs(store_of(substitute))["manager_changed_on"] is None, "a week of another seller is no change"


def test_a_group_that_he_stopped_buying(store_of: Callable[..., Store]) -> None:
    fittings = [replace(row, category="Fittings") for row in monthly()[:9]]
    row = signs(store_of(shuffled(monthly() + fittings)))
    assert (row["stopped_group"], row["stopped_on"]) == ("Fittings", fittings[-1].day)
    twice = [replace(row, category="Fittings") for row in monthly()[:2]]
    kept = [replace(row, category="Fittings") for row in monthly()[:10]]
    for other in (twice, kept):
        assert signs(store_of(monthly() + other))["stopped_group"] == ""


def test_purchases_became_smaller(store_of: Callable[..., Store]) -> None:
    lines = [replace(row, amount=row.amount / 2) if at >= 9 else row for at, row in enumerate(monthly())]
    assert signs(store_of(lines))["shrunk_share"] == pytest.approx(0.5)
    few = [replace(row, amount=row.amount / 2) if at >= 2 else row for at, row in enumerate(monthly()[-5:])]
    assert signs(store_of(few))["shrunk_share"] is None, "five purchases say nothing of their size"
