"""Looking back over a public table of resellers gives the figures that an independent count over its rows gives."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from line_store import SHARED_DATA, Line, Store, whole_scope

from analytics.lost.rule_backtest import RuleBacktestSettings, rule_backtest

TABLE = SHARED_DATA / "adventureworks" / "FactResellerSales.csv"
pytestmark = pytest.mark.skipif(not TABLE.exists(), reason="the public table AdventureWorks is not on this machine")
# As the count was made: half a year back, three purchase days, however long ago, a plain rule of 1.5 mean intervals.
COUNTED = RuleBacktestSettings(
    days_back=180, least_purchases=3, within_days=3650, k_lost=1.5, rhythm_base="mean", seasons=False
)


def purchase_days() -> list[Line]:
    """One line a reseller and day: the day is all that the rules look at."""
    with TABLE.open(encoding="utf-8-sig", newline="") as source:
        days = {(row["ResellerKey"], date.fromisoformat(row["OrderDate"][:10])) for row in csv.DictReader(source)}
    return [Line(day, f"Reseller {number}", Decimal(100)) for number, day in sorted(days)]


def test_the_plain_rule_on_resellers(store_of: Callable[..., Store]) -> None:
    lines = purchase_days()
    store, scope = store_of(lines), whole_scope(lines)
    rhythm, silence = rule_backtest(store.engine, scope, COUNTED).rows
    assert (rhythm["clients"], rhythm["called"], rhythm["gone"], rhythm["right"]) == (397, 122, 126, 108)
    assert (round(rhythm["precision"], 3), round(rhythm["recall"], 3)) == (0.885, 0.857)
    assert silence["clients"] == 397 and silence["f1"] > 0.8
