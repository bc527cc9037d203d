"""M19: the worked examples, buckets as long as the rhythm, the plain statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import win_back_oracles as plain
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled, whole_scope
from oracles import Rules, abc, all_purchases, dead_orders
from tables import days_of, with_seasons

from analytics.errors import WrongSetting
from analytics.result import Status
from analytics.scope import Scope
from analytics.winback.client_matrix import client_matrix
from analytics.winback.xyz_classes import XyzSettings, xyz_classes

EXAMPLES = settings(max_examples=15, deadline=None)
HALF_YEAR = Scope(date(2024, 6, 30), date(2024, 1, 1), date(2024, 6, 30))


def by_month(client: str, *amounts: int) -> list[Line]:
    """A client who buys on the first of each month for these amounts."""
    return [line(date(2024, month, 1), client, amount) for month, amount in enumerate(amounts, 1)]


def of_one(store: Store, scope: Scope, rules: XyzSettings | None = None) -> dict[str, object]:
    (row,) = xyz_classes(store.engine, scope, rules).rows
    return row


@pytest.mark.parametrize(
    ("amounts", "percent", "code", "strict"),
    [
        ((100, 110, 90, 100, 105, 95), 6.5, "X", "X"),
        ((120, 80, 100, 140, 60, 100), 25.8, "X", "Y"),
        ((100, 0, 50, 200, 0, 10), 119.8, "Z", "Z"),
    ],
)
def test_three_clients(
    store_of: Callable[..., Store], amounts: tuple[int, ...], percent: float, code: str, strict: str
) -> None:
    bought = [row for row in by_month("Alfa", *amounts) if row.amount]
    # Three purchases a month, so that the rhythm is short and the buckets are months.
    parts = ((0, Decimal(-2)), (10, Decimal(1)), (20, Decimal(1)))
    lines = [
        replace(r, day=r.day + timedelta(days=d), amount=more if d else r.amount + more)
        for r in bought
        for d, more in parts
    ]
    store = store_of(shuffled(lines))
    row = of_one(store, HALF_YEAR)
    assert (row["bucket_months"], row["buckets"], row["xyz_class"]) == (1, 6, code)
    assert round(100 * float(row["cv"]), 1) == percent  # type: ignore[arg-type]
    assert of_one(store, HALF_YEAR, XyzSettings(limit_x=0.25, limit_y=0.5))["xyz_class"] == strict


def test_a_quarterly_buyer_is_steady_by_quarters(store_of: Callable[..., Store]) -> None:
    days = [date(year, month, 1) for year in (2022, 2023) for month in (1, 4, 7, 10)]
    store = store_of([line(day, "Alfa", 300) for day in days])
    row = of_one(store, Scope(date(2023, 12, 31), date(2023, 1, 1), date(2023, 12, 31)))
    assert (row["bucket_months"], row["buckets"], row["cv"], row["xyz_class"]) == (3, 8, 0.0, "X")


def test_at_most_a_year_and_without_the_parts_of_a_life(store_of: Callable[..., Store]) -> None:
    """Two years of steady months; the first month, half of it lived through, and early jumps do not count."""
    lines = [line(date(2022, 1, 20), "Alfa", 5000)]
    lines += [line(date(2022 + m // 12, m % 12 + 1, 2), "Alfa", 900 if m < 12 else 100) for m in range(1, 24)]
    row = of_one(store_of(lines), Scope(date(2023, 12, 31), date(2023, 1, 1), date(2023, 12, 31)))
    assert (row["buckets"], row["cv"], row["total"]) == (12, 0.0, 1200)


def test_a_lost_client_is_judged_by_his_life(store_of: Callable[..., Store]) -> None:
    lines = [line(date(2023, month, 1), "Alfa", 100) for month in range(1, 8)]
    lines.append(line(date(2025, 1, 31), "Beta", 1))
    scope = Scope(date(2025, 1, 31), date(2024, 2, 1), date(2025, 1, 31))
    rows = {row["client"]: row for row in xyz_classes(store_of(lines).engine, scope).rows}
    # Silent from 1 July, lost forty-one days later: August is not whole.
    assert (rows["Alfa"]["buckets"], rows["Alfa"]["cv"], rows["Alfa"]["xyz_class"]) == (7, 0.0, "X")
    assert (rows["Beta"]["buckets"], rows["Beta"]["cv"], rows["Beta"]["xyz_class"]) == (0, None, "n")


def test_one_huge_order_and_refunds_are_told(store_of: Callable[..., Store]) -> None:
    lines = [*by_month("Alfa", *[100] * 6), line("2024-03-15", "Alfa", 3000)]
    lines += [line("2024-05-20", "Alfa", -150)]
    row = of_one(store_of(lines), HALF_YEAR)
    assert row["has_refunds"] and float(row["cv_without_largest"]) < 1 < float(row["cv"])  # type: ignore[arg-type]
    quiet = of_one(store_of(by_month("Alfa", *[100] * 6)), HALF_YEAR)
    assert (quiet["cv_without_largest"], quiet["has_refunds"]) == (None, False)


@EXAMPLES
@given(lines=with_seasons(days=700), back=st.integers(0, 200))
def test_every_client_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int) -> None:
    first, last = days_of(lines)
    as_of = max(first, last - timedelta(days=back))
    if any(
        dead_orders(lines, c) != dead_orders([r for r in lines if r.day <= as_of], c) for c in {r.client for r in lines}
    ):
        return
    store = store_of(lines, None)
    result = xyz_classes(store.engine, Scope(as_of, first, as_of))
    found = {store.names[row["client_id"]]: row for row in result.rows}
    for name, row in found.items():
        expected = plain.steadiness(lines, name, as_of, Rules())
        assert (row["bucket_months"], row["buckets"]) == (expected.months, len(expected.buckets)), name
        assert row["total"] == sum(expected.buckets) and row["has_refunds"] == any(b < 0 for b in expected.buckets)
        assert row["xyz_class"] == expected.xyz_class and plain.close(row["cv"], expected.cv)
    assert sum(row["clients"] for row in result.facts.get("classes", [])) == len(found)


@settings(max_examples=10, deadline=None)
@given(lines=with_seasons(days=700))
def test_the_matrix_counts_every_client_of_the_year_once(store_of: Callable[..., Store], lines: list[Line]) -> None:
    store, scope = store_of(lines), whole_scope(lines)
    result = client_matrix(store.engine, scope)
    if result.period is None:
        assert result.rows == []
        return
    sums: dict[str, Decimal] = {}
    for row in lines:
        if row.client and result.period[0] <= row.day <= result.period[1]:
            sums[row.client] = sums.get(row.client, Decimal(0)) + row.amount
    expected: dict[tuple[str, str], tuple[int, Decimal]] = {}
    bought = all_purchases(lines, Rules())
    for name, abc_class in abc(sums, Decimal("0.8"), Decimal("0.95")).items():
        if abc_class == "N" or not bought.get(name):
            continue
        xyz = plain.steadiness(lines, name, scope.as_of, Rules()).xyz_class.replace("n", "Z")
        count, money = expected.get((abc_class, xyz), (0, Decimal(0)))
        expected[abc_class, xyz] = (count + 1, money + sums[name])
    found = {(row["abc_class"], row["xyz_class"]): (row["clients"], row["revenue"]) for row in result.rows}
    assert found == expected
    steady = sum(money for (_, xyz), (_, money) in expected.items() if xyz == "X")
    if result.facts["revenue"]:
        assert result.facts["steady_share"] == pytest.approx(float(steady / result.facts["revenue"]))


def test_questions_that_cannot_be_asked(store_of: Callable[..., Store]) -> None:
    with pytest.raises(WrongSetting):
        XyzSettings(limit_x=1.0, limit_y=0.5)
    store = store_of(by_month("Alfa", 1))
    early = date(2020, 1, 1)
    assert xyz_classes(store.engine, Scope(early, early, early)).status is Status.NOT_ENOUGH_DATA
    later = whole_scope(by_month("Alfa", 1), as_of=date(2024, 3, 1))
    assert [notice.code for notice in xyz_classes(store.engine, later).warnings] == ["W_STALE"]
