"""M01 and its months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, whole_scope
from tables import sales

from analytics.periods import add_months, month_end
from analytics.pulse.monthly_pulse import monthly_pulse
from analytics.pulse.sales_pulse import SalesPulseSettings, clients_band, sales_pulse
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.shapley import as_money, product_split

EXAMPLES = settings(max_examples=20, deadline=None)
END = date(2024, 6, 30)
SCOPE = Scope(END, date(2024, 4, 1), END)


def window(first: date, clients: int, purchases: int, check: int, margin: float, name: str = "Client") -> list[Line]:
    """So many purchase days of one amount, spread over so many clients, within three months."""
    lines = []
    for place in range(purchases):
        day = first + timedelta(days=7 * (place // clients))
        lines.append(line(day, f"{name} {place % clients}", check, margin=round(check * margin, 4)))
    return lines


def factors(result: Result, effect: str) -> list[Decimal]:
    """The money of each factor, without buyers who have no name."""
    return [row[effect] for row in result.rows if row["factor"] != "unidentified"]


def test_crisis_example(store_of: Callable[..., Store]) -> None:
    lines = window(date(2023, 4, 3), 100, 300, 10_000, 0.20) + window(date(2024, 4, 1), 70, 175, 9_000, 0.18)
    result = sales_pulse(store_of([*lines, line(END, "", 0)]).engine, SCOPE)
    assert [row["before"] for row in result.rows] == [100, 3, 10_000, 0.2]
    assert [row["after"] for row in result.rows] == [70, 2.5, 9_000, 0.18]
    effects = factors(result, "margin_effect")
    assert [round(effect) for effect in effects] == [-149_525, -77_258, -44_858, -44_858]
    assert sum(effects) == -316_500
    assert sum(factors(result, "revenue_effect")[:3]) == 175 * 9000 - 300 * 10_000
    assert (result.facts["band"], result.facts["worst"]) == ("crisis", "clients")


def test_all_in_the_check(store_of: Callable[..., Store]) -> None:
    lines = window(date(2023, 4, 3), 50, 100, 1_000, 0.10) + window(date(2024, 4, 1), 50, 100, 1_200, 0.10)
    result = sales_pulse(store_of([*lines, line(END, "", 0)]).engine, SCOPE)
    assert factors(result, "margin_effect") == [0, 0, 2000, 0]
    assert result.facts["band"] == "ok"
    assert result.facts["worst"] is None


@pytest.mark.parametrize(
    ("change", "band"),
    [
        (0.1, "growth"),
        (0.0, "ok"),
        (-0.1, "ok"),
        (-0.11, "amber"),
        (-0.3, "crisis"),
        (-0.5, "crisis"),
        (-0.51, "beyond"),
    ],
)
def test_bands(change: float, band: str) -> None:
    assert clients_band(change, SalesPulseSettings()) == band


def test_without_margin_and_with_nameless_buyers(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2023-04-10", "A", 100),
        line("2024-04-10", "A", 150),
        line("2023-05-10", "", 40),
        line("2024-06-30", "", 10),
    ]
    result = sales_pulse(store_of(lines).engine, SCOPE)
    assert [row["factor"] for row in result.rows] == ["clients", "frequency", "check", "unidentified"]
    assert sum(row["revenue_effect"] for row in result.rows) == 20
    assert all(row["margin_effect"] is None for row in result.rows)
    assert "W_NO_MARGIN" in [notice.code for notice in result.warnings]


def test_margin_larger_than_revenue_is_refused(store_of: Callable[..., Store]) -> None:
    lines = [line("2023-04-10", "A", 100, margin=130), line("2024-06-28", "A", 150, margin=190)]
    result = sales_pulse(store_of(lines).engine, SCOPE)
    assert "profitability" not in [row["factor"] for row in result.rows]
    assert "W_MARGIN_TOO_HIGH" in [notice.code for notice in result.warnings]


def test_nobody_buys_any_more(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2023-04-10", "A", 100, margin=20),
        line("2023-05-10", "B", 100, margin=20),
        line("2024-06-30", "", 0),
    ]
    result = sales_pulse(store_of(lines).engine, SCOPE)
    assert factors(result, "revenue_effect") == [-200, 0, 0]
    assert result.facts["band"] == "beyond"


def test_windows_fall_back_and_short_history_is_said(store_of: Callable[..., Store]) -> None:
    lines = [line(date(2024, 1, 5) + timedelta(days=10 * step), "A", 100) for step in range(18)]
    result = sales_pulse(store_of(lines).engine, Scope(END, END, END))
    assert result.facts["window_before"] == [date(2024, 1, 1), date(2024, 3, 31)]
    assert "W_SEASON" in [notice.code for notice in result.warnings]
    short = sales_pulse(store_of(lines[:10]).engine, Scope(lines[9].day, END, END))
    assert (short.status, short.warnings[0].facts) == (Status.NOT_ENOUGH_DATA, {"need": 6, "have": 3})


numbers = st.fractions(min_value=-5, max_value=50, max_denominator=20)


@settings(max_examples=60, deadline=None)
@given(before=st.lists(numbers, min_size=1, max_size=4), after=st.lists(numbers, min_size=4, max_size=4))
def test_split_is_exact_and_antisymmetric(before: list[Fraction], after: list[Fraction]) -> None:
    after = after[: len(before)]
    parts = product_split(before, after)
    whole = [Fraction(1), Fraction(1)]
    for old, new in zip(before, after, strict=True):
        whole = [whole[0] * old, whole[1] * new]
    assert sum(parts) == whole[1] - whole[0]
    assert parts == [-part for part in product_split(after, before)]
    assert list(reversed(parts)) == product_split(before[::-1], after[::-1])
    assert abs(Fraction(sum(as_money(parts))) - sum(parts)) <= Fraction(1, 20000)


@EXAMPLES
@given(lines=sales(days=700), managers=st.sampled_from([(), ("Petrov",)]))
def test_factors_as_stated_plainly(
    store_of: Callable[..., Store], lines: list[Line], managers: tuple[str, ...]
) -> None:
    end = max(row.day for row in lines)
    store = store_of(lines)
    result = sales_pulse(store.engine, whole_scope(lines, managers=managers))
    if result.status is Status.NOT_ENOUGH_DATA:
        return
    inside = [row for row in lines if not managers or row.manager in managers]
    for side in ("before", "after"):
        first, last = result.facts[f"window_{side}"]
        rows = [row for row in inside if first <= row.day <= last]
        days = purchases_of(rows, lines)
        money = sum((row.amount for row in rows if row.client), Decimal(0))
        assert result.facts[f"revenue_{side}"] == sum(row.amount for row in rows)
        assert result.facts[f"purchases_{side}"] == len(days)
        expected = [len({name for name, _ in days})]
        if days:
            expected += [len(days) / expected[0], float(money / len(days))]
        found = [row[side] for row in result.rows if row["factor"] in ("clients", "frequency", "check")]
        assert found[: len(expected)] == pytest.approx(expected)
    assert result.facts["window_after"][1] == month_end(result.facts["window_after"][1]) <= month_end(end)
    change = result.facts["revenue_after"] - result.facts["revenue_before"]
    effects = sum(row["revenue_effect"] for row in result.rows if row["revenue_effect"] is not None)
    if result.rows[0]["after"]:
        assert abs(effects - change) <= Decimal("0.0002")


def purchases_of(rows: list[Line], lines: list[Line]) -> set[tuple[str, date]]:
    """(client, day) with more than nothing bought among some rows."""
    sums: dict[tuple[str, date], Decimal] = {}
    for row in rows:
        if row.client and row.order_no not in oracles.dead_orders(lines, row.client):
            sums[row.client, row.day] = sums.get((row.client, row.day), Decimal(0)) + row.amount
    return {key for key, net in sums.items() if net > 0}


@EXAMPLES
@given(lines=sales(days=200), group=st.sampled_from([(), ("Paint",)]))
def test_months_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], group: tuple[str, ...]) -> None:
    scope = whole_scope(lines, product_groups=group)
    result = monthly_pulse(store_of(lines).engine, scope)
    chosen = [row for row in lines if not group or row.category in group]
    for row in result.rows:
        inside = [sale for sale in chosen if sale.day.replace(day=1) == row["month"]]
        assert row["revenue"] == sum(sale.amount for sale in inside)
        assert row["unidentified"] == sum(sale.amount for sale in inside if not sale.client)
        days = purchases_of(inside, lines)
        if group:  # a day of a product group counts where the whole day is a purchase
            days = {(name, day) for name, day in plain_days(inside) if day in oracles.purchase_days(lines, name)}
        assert (row["purchases"], row["clients"]) == (len(days), len({name for name, _ in days}))
    first = min(sale.day for sale in lines).replace(day=1)
    assert [row["month"] for row in result.rows] == [add_months(first, step) for step in range(len(result.rows))]
    assert result.rows[-1]["month"] == scope.as_of.replace(day=1)


def plain_days(rows: list[Line]) -> set[tuple[str, date]]:
    """(client, day) whose rows add up to more than nothing."""
    keys = {(row.client, row.day) for row in rows if row.client}
    return {key for key in keys if sum(row.amount for row in rows if (row.client, row.day) == key) > 0}


def test_months_show_the_unfinished_one_and_the_year_before(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2023-05-05", "A", 100, margin=20),
        line("2024-05-06", "A", 300, margin=30),
        line("2024-06-10", "A", 50),
    ]
    result = monthly_pulse(store_of(lines).engine, whole_scope(lines))
    by_month = {row["month"]: row for row in result.rows}
    assert len(by_month) == 14
    assert by_month[date(2024, 5, 1)]["revenue_year_ago"] == 100
    assert by_month[date(2024, 5, 1)]["margin_share"] == pytest.approx(0.1)
    assert (
        by_month[date(2023, 6, 1)] | {"clients": 0, "average_check": None, "revenue": 0} == by_month[date(2023, 6, 1)]
    )
    assert [row["month"] for row in result.rows if not row["is_complete"]] == [date(2024, 6, 1)]
    assert result.warnings[0].facts == {"month": date(2024, 6, 1), "days": 10}
    assert len(result.facts["missing_months"]) == 11
    late = monthly_pulse(store_of(lines).engine, replace(whole_scope(lines), as_of=date(2024, 6, 27)))
    assert all(row["is_complete"] for row in late.rows)
