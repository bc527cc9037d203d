"""The worked examples of the page about pay are what the methods say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from methods_pages import assert_said

from analytics.team.pay_facts import PayFacts
from analytics.team.pay_formula import PayFormulaSettings, call_price
from analytics.team.pay_rules import LEAST_MULTIPLIER, MOST_MULTIPLIER, PayComponent, pay_lines, pay_total
from analytics.team.pay_simulation import simulated
from analytics.team.pay_versions import PayVersion, version_in_force

PAID, OTHER = "What everybody is paid", "Another formula on past facts"


def test_a_month_of_one_seller() -> None:
    parts = (
        PayComponent("Fixed", "fixed", Decimal(40_000)), PayComponent("Percent", "share", Decimal("0.03"), "revenue"),
        PayComponent("Lot", "bonus", Decimal(30_000), "lot", Decimal(1)),
        PayComponent("New", "bonus", Decimal(10_000), "new_clients", Decimal(5)),
    )  # fmt: skip
    lines = pay_lines(parts, {"revenue": Decimal(1_200_000), "lot": Decimal(1), "new_clients": Decimal(5)})
    assert_said(PAID, 40_000, 3, 1_200_000, 30_000, 10_000, 5, lines[1].amount, pay_total(lines))
    assert_said(PAID, call_price(0.03, 150_000, 0.018) or 0, 150_000, 1.8, LEAST_MULTIPLIER, MOST_MULTIPLIER)
    assert_said(PAID, PayFormulaSettings().most_components, 80, 100, 120)


def test_a_percent_lowered_on_the_25th() -> None:
    first, second = PayVersion(1, date(2024, 1, 1), None, ()), PayVersion(2, date(2024, 3, 25), None, ())
    assert version_in_force([first, second], date(2024, 3, 1)) is first
    assert version_in_force([first, second], date(2024, 4, 1)) is second
    assert_said(PAID, 25, 2)


def test_a_year_of_another_formula() -> None:
    months = {("Seller", date(2024, month, 1)): {"revenue": Decimal(1_000_000)} for month in range(1, 13)}
    before, after = (PayComponent("Percent", "share", Decimal(rate), "revenue") for rate in ("0.03", "0.02"))
    _, facts = simulated(PayFacts(months, frozenset()), [before], [after])
    assert_said(OTHER, 1_000_000, 12, -facts["least"], -facts["change"])
