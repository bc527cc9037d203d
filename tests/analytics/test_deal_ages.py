"""Open deals that stand too long: the example, the fall back to the whole way, a count by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.funnel.deal_ages import LEAST_TIMES, DealAgesSettings, deal_ages
from analytics.scope import Scope

AS_OF = date(2026, 6, 30)
SCOPE = Scope(AS_OF, date(2026, 1, 1), AS_OF)
FIRST = date(2026, 1, 1)
Row = dict[str, Any]


def deal(number: int, stage: str, **more: Any) -> Row:
    return {"deal_id": f"D{number}", "client": f"C{number}", "stage": stage, "created": FIRST, **more}


def went(number: int, days: int) -> list[Row]:
    """A deal that stood so many days at the offer before it was won."""
    offered = FIRST + timedelta(days=3)
    steps = (("offer", None, offered), ("won", "offer", offered + timedelta(days=days)))
    return [{"deal_id": f"D{number}", "from_stage": a, "to_stage": b, "moved_on": day} for b, a, day in steps]


@pytest.fixture(scope="module")
def empty(store_of: Callable[..., Store]) -> Store:
    return store_of([])


def test_ten_deals_and_an_old_offer(empty: Store) -> None:
    """1 to 9 and 20 days at the offer: nine of ten needed no more than 10.1; 12 days are old, 10 are not."""
    spent = [*range(1, 10), 20]
    deals = [deal(n, "won", won_at=FIRST + timedelta(days=3 + days)) for n, days in enumerate(spent)]
    log = [row for n, days in enumerate(spent) for row in went(n, days)]
    deals += [deal(50, "offer", stage_changed_at=AS_OF - timedelta(days=12), amount=Decimal(100)),
              deal(51, "offer", stage_changed_at=AS_OF - timedelta(days=10), amount=Decimal(900))]  # fmt: skip
    deals.append(deal(60, "lost", lost_at=FIRST + timedelta(days=103)))
    log += [{**row, "to_stage": "lost" if row["to_stage"] == "won" else row["to_stage"]} for row in went(60, 100)]
    with written(empty, deals=deals, stage_log=log):
        result = deal_ages(empty.engine, SCOPE)
    old, fresh = result.rows
    assert (old["deal_id"], old["limit_days"], old["stage_days"], old["over_days"], old["judged_by"]) == (
        "D50", pytest.approx(10.1), 12, 1, "stage",
    )  # fmt: skip
    assert (fresh["is_old"], fresh["over_days"]) == (False, 0)
    facts = result.facts
    assert (facts["open"], facts["old"], facts["open_money"], facts["old_money"]) == (2, 1, 1000, 100)
    (stage,) = (row for row in facts["stages"] if row["stage"] == "offer")
    assert (stage["visits"], stage["usual_days"], stage["open"], stage["old"]) == (10, 5.5, 2, 1)
    assert facts["way"]["visits"] == 10 and facts["way"]["usual_days"] == 8.5


def test_without_moves_the_whole_way_is_the_measure(empty: Store) -> None:
    deals = [deal(n, "won", won_at=FIRST + timedelta(days=10 + n)) for n in range(LEAST_TIMES)]
    deals += [deal(70, "offer"), deal(71, "offer", created=AS_OF - timedelta(days=5)), deal(72, "offer", created=None)]
    with written(empty, deals=deals):
        rows = {row["deal_id"]: row for row in deal_ages(empty.engine, SCOPE).rows}
        few = deal_ages(empty.engine, Scope(FIRST + timedelta(days=15), FIRST, FIRST + timedelta(days=15)))
    assert (rows["D70"]["judged_by"], rows["D70"]["is_old"], rows["D70"]["limit_days"]) == (
        "way",
        True,
        pytest.approx(18.1),
    )
    assert rows["D71"]["is_old"] is False
    assert (rows["D72"]["judged_by"], rows["D72"]["is_old"], rows["D72"]["over_days"]) == ("", False, None)
    assert {row["judged_by"] for row in few.rows} == {""}, "of fewer than ten deals nobody knows how long is usual"


def test_no_deals(empty: Store) -> None:
    with written(empty):
        result = deal_ages(empty.engine, SCOPE)
    assert result.rows == [] and [notice.code for notice in result.warnings] == ["W_NO_DEALS"]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=LEAST_TIMES, max_size=14),
    st.lists(st.integers(0, 60), max_size=4),
    st.floats(0.5, 0.99),
)
def test_limits_by_hand(empty: Store, spent: list[int], standing: list[int], share: float) -> None:
    deals = [deal(n, "won", won_at=FIRST + timedelta(days=3 + days)) for n, days in enumerate(spent)]
    log = [row for n, days in enumerate(spent) for row in went(n, days)]
    deals += [deal(100 + n, "offer", stage_changed_at=AS_OF - timedelta(days=days)) for n, days in enumerate(standing)]
    with written(empty, deals=deals, stage_log=log):
        result = deal_ages(empty.engine, SCOPE, DealAgesSettings(old_share=share))
    limit = float(np.quantile(spent, share))
    old = {row["deal_id"] for row in result.rows if row["is_old"]}
    assert old == {f"D{100 + n}" for n, days in enumerate(standing) if days > limit + 1e-9}
    assert all(row["limit_days"] == pytest.approx(limit) for row in result.rows)


def test_a_deal_leads_to_the_card_of_a_client_who_is_known(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2026-06-01", "C2", 5), line("2026-06-02", "Other", 5)])
    with written(
        store, deals=[deal(1, "offer"), deal(2, "offer")], stage_log=[row for n in (1, 2) for row in went(n, 5)[:1]]
    ):
        rows = {row["deal_id"]: row["client_id"] for row in deal_ages(store.engine, SCOPE).rows}
    assert rows == {"D1": 0, "D2": store.numbers["C2"]}
