"""What the data hold, and which days are meant when nobody said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from line_store import Line, Store, line, whole_scope
from tables import sales

from analytics.data_profile import data_profile
from analytics.errors import NoSales
from analytics.result import Status
from analytics.scope import Scope
from analytics.windows import PulseWindows, TooShort, default_scope, pulse_windows, warm_until


@settings(max_examples=15, deadline=None)
@given(lines=sales())
def test_profile_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line]) -> None:
    result = data_profile(store_of(lines).engine, replace(whole_scope(lines), managers=("Petrov",)))
    facts = result.facts
    total = sum(row.amount for row in lines)
    assert (facts["lines"], facts["revenue"]) == (len(lines), total)
    assert facts["clients"] == len({row.client for row in lines if row.client})
    assert sum(row["lines"] for row in result.rows) == len(lines)
    for kind, field in (
        ("managers", "manager"),
        ("regions", "region"),
        ("channels", "channel"),
        ("product_groups", "category"),
    ):
        sums: dict[str, Decimal] = {}
        for row in lines:
            sums[getattr(row, field)] = sums.get(getattr(row, field), Decimal(0)) + row.amount
        assert {found["name"]: found["revenue"] for found in facts[kind]} == sums
    if total > 0:
        nameless = sum(row.amount for row in lines if not row.client)
        assert facts["unidentified_share"] == pytest.approx(float(nameless / total))
        with_margin = sum(row.amount for row in lines if row.margin is not None)
        assert facts["margin_known_share"] == pytest.approx(float(with_margin / total))
    assert facts["order_share"] == pytest.approx(sum(row.order_no is not None for row in lines) / len(lines))


def test_what_looks_wrong_is_said(store_of: Callable[..., Store]) -> None:
    lines = [line("2024-03-05", "A", 3, quantity=3), line("2024-04-10", "B", 5, quantity=5)]
    store = store_of(lines)
    with store.engine.cursor() as cursor:
        cursor.execute("UPDATE sales_lines SET currency = CASE WHEN amount = 3 THEN 'EUR' ELSE 'UAH' END")
    result = data_profile(store.engine, whole_scope(lines))
    assert [notice.code for notice in result.warnings] == ["E_CURRENCY", "W_QUANTITY", "W_PARTIAL"]
    assert result.warnings[-1].facts == {"month": date(2024, 4, 1), "days": 10}
    assert (result.facts["complete_months"], result.facts["partial_months"]) == (1, [date(2024, 4, 1)])


def test_default_question(store_of: Callable[..., Store]) -> None:
    engine = store_of([line("2022-03-05", "A", 3), line("2024-04-10", "B", 5)]).engine
    scope = default_scope(engine)
    assert (scope.as_of, scope.first_day, scope.last_day) == (date(2024, 4, 10), date(2023, 4, 1), date(2024, 3, 31))
    friday = default_scope(engine, date(2023, 4, 27))
    assert (friday.first_day, friday.last_day) == (date(2022, 5, 1), date(2023, 4, 30))
    chosen = default_scope(engine, first_day=date(2024, 1, 1), managers=("Petrov",))
    assert (chosen.first_day, chosen.last_day, chosen.managers) == (date(2024, 1, 1), date(2024, 3, 31), ("Petrov",))
    days = default_scope(engine, date(2022, 3, 6))
    assert (days.first_day, days.last_day) == (date(2022, 3, 5), date(2022, 3, 6))
    with pytest.raises(NoSales):
        default_scope(engine, date(2020, 1, 1))


def test_empty_store(store_of: Callable[..., Store]) -> None:
    engine = store_of([]).engine
    with pytest.raises(NoSales):
        default_scope(engine)
    day = date(2024, 1, 1)
    assert data_profile(engine, Scope(day, day, day)).status is Status.NOT_ENOUGH_DATA


def test_windows_of_pulse(store_of: Callable[..., Store]) -> None:
    lines = [line(date(2023, 1, 10) + timedelta(days=31 * step), "A", 3) for step in range(16)]
    engine = store_of(lines).engine
    scope = Scope(date(2024, 4, 10), date(2024, 1, 1), date(2024, 1, 1))
    windows = pulse_windows(engine, scope)
    assert isinstance(windows, PulseWindows)
    assert windows.before == (date(2023, 1, 1), date(2023, 3, 31)) == windows.scope.compared_period
    assert windows.after == (date(2024, 1, 1), date(2024, 3, 31)) == (windows.scope.first_day, windows.scope.last_day)
    earlier = pulse_windows(engine, replace(scope, as_of=date(2024, 3, 10)))
    assert isinstance(earlier, PulseWindows)
    assert earlier.before == (date(2023, 9, 1), date(2023, 11, 30)) == earlier.scope.compared_period
    assert [notice.code for notice in earlier.notices] == ["W_SEASON"]
    assert pulse_windows(engine, replace(scope, as_of=date(2023, 5, 10))) == TooShort(6, 4)


def test_left_edge_of_the_file() -> None:
    assert warm_until(date(2024, 1, 15), None) == date(2024, 7, 15)
    assert warm_until(date(2023, 8, 31), 20.0) == date(2024, 2, 29)
    assert warm_until(date(2024, 1, 1), 150.0) == date(2024, 10, 27)
