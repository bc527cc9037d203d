"""M27: ages of entries, what is expected of them, whose task they are; the worked examples and a plain count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

import pytest
from base_oracles import entries_of, live_share
from base_worlds import AS_OF, SCOPE, SCOUT, SELLER, World, deal, entry, shuffled_world, standing, talk, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line

from analytics.base.base_freshness import (
    LEAST_CHECKS,
    BaseFreshnessSettings,
    base_freshness,
    typed_base_freshness,
    yearly_rate,
)
from analytics.errors import WrongSetting
from analytics.result import Status

Build = Callable[..., Store]


def ago(years: float) -> date:
    return AS_OF - timedelta(days=round(years * 365.25))


def test_a_base_of_1500_in_a_year() -> None:
    (row,) = typed_base_freshness(BaseFreshnessSettings(entries=1500)).rows
    assert (row["live"], row["lost"], row["upkeep"]) == pytest.approx((1050, 450, 37.5))
    facts = typed_base_freshness(BaseFreshnessSettings(entries=1500)).facts
    assert (facts["monthly_loss"], facts["upkeep_year"]) == pytest.approx((0.0293, 450), abs=1e-4)
    with pytest.raises(WrongSetting, match="setting_missing"):
        typed_base_freshness(BaseFreshnessSettings())


def test_five_ages(store_of: Build) -> None:
    world = World([entry(name, ago(age)) for name, age in zip("ABCDE", (0.1, 0.5, 1, 2, 3), strict=True)])
    with standing(store_of, world) as store:
        result = base_freshness(store.engine, SCOPE)
    assert result.facts["expected_live"] == pytest.approx(3.33, abs=0.01)
    shares = [round(row["live_share"], 2) for row in result.rows]
    assert shares == [0.34, 0.49, 0.70, 0.84, 0.96], "the oldest first"
    assert [result.facts[age] for age in ("fresh", "aging", "stale")] == [2, 1, 2]
    assert [bar["quarter"] for bar in result.facts["histogram"]] == [0, 2, 4, 8, 12] or len(
        result.facts["histogram"]
    ) == 5


def test_eighteen_of_fifty_a_year_old_are_36_percent(store_of: Build) -> None:
    made = [entry(f"C{n}", ago(3), verified_at=ago(2), state="invalid" if n < 18 else "live") for n in range(50)]
    with standing(store_of, World(made)) as store:
        own = base_freshness(store.engine, SCOPE).facts["own"]
        measured = base_freshness(store.engine, SCOPE, BaseFreshnessSettings(own_decay=True)).facts["decay"]
    assert (own["checked"], own["untrue"], own["enough"]) == (50, 18, True)
    assert (own["rate"], own["low"], own["high"]) == pytest.approx((0.36, 0.24, 0.50), abs=0.005)
    assert measured == own["rate"]


def test_few_checks_do_not_outweigh_the_rule(store_of: Build) -> None:
    made = [entry(f"C{n}", ago(2), verified_at=ago(1), state="closed") for n in range(LEAST_CHECKS - 1)]
    with standing(store_of, World([*made, entry("Live", ago(1))])) as store:
        facts = base_freshness(store.engine, SCOPE, BaseFreshnessSettings(own_decay=True)).facts
    assert not facts["own"]["enough"] and facts["decay"] == 0.30 and facts["own"]["rate"] > 0.9


@given(st.lists(st.floats(0.05, 4), min_size=1, max_size=12), st.floats(0.05, 0.9))
def test_the_yearly_rate_explains_what_was_found(ages: list[float], rate: float) -> None:
    share = sum(1 - (1 - rate) ** age for age in ages) / len(ages)
    assert yearly_rate(ages, share) == pytest.approx(rate, abs=1e-6)


def test_dates_that_are_not_known_and_dates_to_come(store_of: Build) -> None:
    world = World([
        entry("Undated"), entry("Tomorrow", AS_OF + timedelta(days=1)),
        entry("Checked later", ago(1), verified_at=AS_OF + timedelta(days=9)),
    ])  # fmt: skip
    with standing(store_of, world) as store:
        result = base_freshness(store.engine, SCOPE)
    rows = {row["company"]: row for row in result.rows}
    assert set(rows) == {"Undated", "Checked later"}
    assert (rows["Undated"]["age_class"], rows["Undated"]["live_share"]) == ("stale", 0.0)
    assert rows["Checked later"]["true_on"] == ago(1)
    assert [(notice.code, notice.facts["n"]) for notice in result.warnings] == [("W_BASE_DATE", 1), ("W_BASE_LATER", 2)]
    assert result.status is Status.OK_WITH_WARNINGS


def test_an_answer_and_a_purchase_verify_an_entry(store_of: Build) -> None:
    world = World(
        [
            entry("Talked", ago(3), verified_at=ago(2)),
            entry("Bought", ago(3)),
            entry("Silent", ago(3)),
            entry("Won", ago(3)),
        ],
        [talk("Talked", ago(0.5), "interest"), talk("Silent", ago(0.1), None)],
        [deal(1, "Won", ago(0.4), won_at=ago(0.3))],
        [line(ago(0.2), "Bought", 10, manager=SELLER)],
    )
    with standing(store_of, world) as store:
        rows = {row["company"]: row for row in base_freshness(store.engine, SCOPE).rows}
    assert [rows[name]["true_on"] for name in ("Talked", "Bought", "Silent", "Won")] == [
        ago(0.5),
        ago(0.2),
        ago(3),
        ago(0.3),
    ]
    assert (rows["Bought"]["role"], rows["Bought"]["owner"]) == ("manager", SELLER)
    assert (rows["Won"]["standing"], rows["Talked"]["role"]) == ("client", "scout")


def test_who_checks_what_this_month(store_of: Build) -> None:
    """Twelve stale entries of a scout are one a month; his fresh ones wait; entries of sellers are nobody's."""
    made = [entry(f"Old {n:02}", ago(2), created_by=SCOUT, size="large" if n == 7 else "small") for n in range(18)]
    made += [entry(f"New {n}", ago(0.1), created_by=SCOUT) for n in range(6)]
    made += [entry("Of a seller", ago(2), created_by=SELLER)]
    world = World(made, [talk("Somebody", ago(1), "request")])
    with standing(store_of, world) as store:
        result = base_freshness(store.engine, SCOPE)
    chosen = [row["company"] for row in result.rows if row["this_month"]]
    assert sorted(chosen) == ["Of a seller", "Old 00", "Old 07"]
    assert result.rows[0]["company"] == "Old 07", "the large one first"
    owners = {row["owner"]: row for row in result.facts["owners"]}
    assert (owners[SCOUT]["entries"], owners[SCOUT]["this_month"], owners[""]["this_month"]) == (24, 2, 1)


def test_no_target_and_refused_by_us_are_not_called(store_of: Build) -> None:
    names = ("Wrong", "Refused", "Talked again", "Good", "Closed")
    world = World(
        [entry(name, ago(1), state="closed" if name == "Closed" else "live") for name in names],
        [talk("Wrong", ago(0.5), "refusal", False), talk("Talked again", ago(0.1), "interest")],
        [deal(n, name, ago(0.6), lost_at=ago(0.4), lost_by="we") for n, name in enumerate(("Refused", "Talked again"))],
    )
    with standing(store_of, world) as store:
        facts = base_freshness(store.engine, SCOPE).facts
    assert (facts["live"], facts["not_target"], facts["closed"], facts["entries"]) == (2, 2, 1, 5)


@settings(max_examples=10)
@given(worlds(), st.integers(0, 6), st.sampled_from([0.3, 0.0, 0.6]))
def test_the_base_entry_by_entry(store_of: Build, world: World, turn: int, decay: float) -> None:
    expected = entries_of(world, AS_OF)
    with standing(store_of, world) as store:
        result = base_freshness(store.engine, SCOPE, BaseFreshnessSettings(decay=decay))
    with standing(store_of, shuffled_world(world, turn)) as store:
        again = base_freshness(store.engine, SCOPE, BaseFreshnessSettings(decay=decay))
    drop = [{k: v for k, v in row.items() if k != "client_id"} for row in result.rows]
    assert drop == [{k: v for k, v in row.items() if k != "client_id"} for row in again.rows]
    facts = result.facts
    counted = Counter(row["standing"] for row in expected)
    names = {"duplicate": "duplicates", "client": "clients"}
    assert {names.get(code, code): n for code, n in counted.items()} == {
        name: facts[name]
        for name in ("duplicates", "closed", "invalid", "not_target", "clients", "live")
        if facts[name]
    }
    called = [row for row in expected if row["standing"] in ("live", "client")]
    assert sorted((row["company"], row["true_on"]) for row in result.rows if row["true_on"]) == sorted(
        (row["company"], row["true_on"]) for row in called if row["true_on"]
    )
    live = [row for row in called if row["standing"] == "live"]
    assert facts["expected_live"] == pytest.approx(sum(live_share(row["true_on"], AS_OF, decay) for row in live))
    assert (
        facts["fresh"] + facts["aging"] + facts["stale"] == len(live) == sum(b["entries"] for b in facts["histogram"])
    )
    assert result.rows_used + result.rows_dropped == len(expected)
    checked = [row for row in expected if row["created"] and row["checked"] and row["checked"] > row["created"]]
    own = [row for row in checked if row["standing"] != "duplicate"]
    assert (facts["own"]["checked"], facts["own"]["untrue"]) == (
        len(own),
        sum(r["standing"] in ("closed", "invalid") for r in own),
    )
    for owner in facts["owners"]:
        assert owner["this_month"] <= ceil(owner["entries"] / 12) * 2


def test_limits_of_the_settings() -> None:
    with pytest.raises(WrongSetting, match="fresh_before_stale"):
        BaseFreshnessSettings(fresh_months=12)
    for wrong in ({"decay": 0.95}, {"decay": -0.1}, {"entries": -1}):
        with pytest.raises(WrongSetting):
            BaseFreshnessSettings(**wrong)
    assert Decimal(str(BaseFreshnessSettings().decay)) == Decimal("0.3")
