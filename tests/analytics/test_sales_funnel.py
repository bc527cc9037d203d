"""M31: the worked examples, a plain count of single deals and of totals, and the weak stage of each."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store
from written_records import written

from analytics.errors import WrongSetting
from analytics.funnel.funnel_sources import funnel_sources
from analytics.funnel.sales_funnel import SalesFunnelSettings, sales_funnel, typed_sales_funnel
from analytics.funnel.stage_counts import StageCounts
from analytics.funnel.weak_stages import gap_to, quantile, steps_of
from analytics.result import Result, Status
from analytics.scope import Scope

STAGES = ("call", "excursion", "deal")
MONTH, AS_OF = date(2026, 3, 1), date(2026, 6, 30)
SCOPE = Scope(AS_OF, date(2026, 1, 1), AS_OF)
Row = dict[str, Any]


def totals(manager: str, *counts: int, period: date = MONTH, **more: Any) -> list[Row]:
    return [
        {"period": period, "manager": manager, "stage": stage, "count": count, **more}
        for stage, count in zip(STAGES, counts, strict=True)
    ]


def of(result: Result, name: str | None) -> list[Row]:
    return [row for row in result.rows if row["name"] == name]


@pytest.fixture(scope="module")
def empty(store_of: Callable[..., Store]) -> Store:
    return store_of([])


def test_a_hundred_calls_and_the_ceiling() -> None:
    """Row 40: 7 % x 40 % of 100 calls are 2.8 deals; the star with 12 deals has 30 % at the first step."""
    usual = typed_sales_funnel(SalesFunnelSettings(counts=(10_000, 700, 280)))
    assert usual.facts["end_share"] * 100 == pytest.approx(2.8)
    worst = typed_sales_funnel(SalesFunnelSettings(counts=(100, 5, 1)))
    assert worst.facts["ceiling"] == pytest.approx(1) and worst.rows[0]["share"] == 0.05
    star = StageCounts((100, 30, 12), (0, 0, 0), (30, 12, 0))
    mine = StageCounts((10_000, 700, 280), (0, 0, 0), (700, 280, 0))
    made = steps_of({"star": star, "usual": mine}, 3, 20, 0.75)
    assert made["star"][0].one.share == 0.3
    hundred = [StageCounts((100, 7, 3), (0, 0, 0), (7, 3, 0)), star]
    parts = gap_to(*hundred, made["usual"], made["star"])
    assert sum(parts) == pytest.approx(9) and parts[0] == 0 and parts[1] == pytest.approx(9.2) and parts[2] == 0


def test_the_weak_stage_is_the_one_that_brings_most(empty: Store) -> None:
    """167 calls at 6 % and 30 % make 3 deals: 12 % at the first step would make 6, 40 % at the second 4."""
    with written(empty, funnel_counts=totals("Petrov", 167, 10, 3)):
        result = sales_funnel(empty.engine, SCOPE, SalesFunnelSettings(norms=(0.12, 0.4), deal_value=150_000))
    first, second, last = of(result, "Petrov")
    assert first["gain"] == pytest.approx(3 * (0.12 * 167 / 10 - 1)) and round(first["gain"]) == 3
    assert second["gain"] == pytest.approx(1) and (first["is_weak"], second["is_weak"]) == (True, False)
    assert first["gain_money"] == pytest.approx(Decimal("451800")) and last["share"] is None and last["passed"] is None
    assert result.facts["gain"] == first["gain"] and result.facts["value_from"] == "typed"


def test_nobody_passes_and_few_are_not_judged(empty: Store) -> None:
    rows = totals("Nobody comes", 100, 0, 0) + totals("Nobody buys", 100, 10, 0) + totals("Few", 5, 1, 1)
    rows += totals("Good", 200, 40, 10) + totals("Better", 200, 50, 12)
    with written(empty, funnel_counts=rows):
        result = sales_funnel(empty.engine, SCOPE)
    nobody, none_on = of(result, "Nobody comes")[:2]
    assert (nobody["share"], nobody["is_weak"], none_on["share"], none_on["grade"]) == (0.0, True, None, "none")
    assert nobody["gain"] > 0 and none_on["gain"] is None
    stuck = of(result, "Nobody buys")
    assert (
        stuck[1]["is_weak"] and stuck[1]["gain"] == pytest.approx(10 * stuck[1]["benchmark"]) and stuck[0]["gain"] == 0
    )
    few = of(result, "Few")
    assert all(row["is_few"] for row in few) and few[1]["gain"] is None and few[1]["shrunk"] is not None
    raw = max((row for row in result.rows if row["place"] == 2), key=lambda row: row["share"] or 0)
    assert raw["name"] == "Few", "the raw shares put one of one first"
    assert few[1]["share"] == 1.0 and few[1]["shrunk"] < 0.5
    assert "Few" not in {result.facts["best"], *result.facts["gaps"]}


def test_wrong_numbers_are_told(empty: Store) -> None:
    rows = totals("Petrov", 100, 120, 5) + totals("Smirnov", 100, 10, -2)
    with written(empty, funnel_counts=rows):
        usual = sales_funnel(empty.engine, SCOPE)
    first, second, _ = of(usual, "Petrov")
    assert (first["passed"], first["share"], second["later"], second["passed"]) == (100, 1.0, 20, 5)
    assert usual.rows_dropped == 1 and [n.code for n in usual.warnings] == ["W_NEGATIVE_COUNTS", "W_LAG"]
    assert of(usual, "Smirnov")[2]["entered"] == 0
    with written(empty, funnel_counts=totals("Petrov", 100, 120, 5)):
        cohort = sales_funnel(empty.engine, SCOPE, SalesFunnelSettings(counting="cohort"))
    assert [(n.code, n.facts) for n in cohort.warnings] == [("W_STAGE_GROWS", {"stages": ["excursion"]})]
    typed = typed_sales_funnel(SalesFunnelSettings(counts=(100, 120, 5), counting="cohort"))
    assert (typed.status, typed.warnings[0].facts, typed.rows) == (Status.WRONG_INPUT, {"stages": ["2"]}, [])
    for wrong in ({"counts": (1, -1, 0)}, {"norms": (1.2,)}, {"stages": ("a", "b")}, {"stages": tuple("abcdefgh")}):
        with pytest.raises(WrongSetting):
            SalesFunnelSettings(**wrong)  # type: ignore[arg-type]
    for counts in ((), (1, 1), (1,) * 8):
        with pytest.raises(WrongSetting):
            typed_sales_funnel(SalesFunnelSettings(counts=counts))


def test_nothing_at_all(empty: Store) -> None:
    with written(empty):
        result = sales_funnel(empty.engine, SCOPE)
        assert funnel_sources(empty.engine, SCOPE) == ()
    assert result.rows == [] and [notice.code for notice in result.warnings] == ["W_NO_FUNNEL"]


# Single deals -------------------------------------------------------------------------------------------------------

WAY = ("new", "meeting", "offer", "paid")


def deal(number: int, created: date | None, stage: str, **more: Any) -> Row:
    return {
        "deal_id": f"D{number}",
        "client": f"C{number}",
        "created": created,
        "stage": stage,
        "pipeline": "p",
        **more,
    }


def moved(number: int, to_stage: str, day: date, from_stage: str | None = None) -> Row:
    return {"deal_id": f"D{number}", "to_stage": to_stage, "from_stage": from_stage, "moved_on": day}


def test_only_the_present_stage_is_known(empty: Store) -> None:
    """Eight deals: an open one at each stage, won ones, lost ones of whom nobody knows how far they came."""
    day = date(2026, 2, 2)
    won = {"won_at": day + timedelta(days=10), "amount": 300}
    rows = [deal(1, day, "new"), deal(2, day, "meeting"), deal(3, day, "offer")]
    rows += [deal(4, day, "paid", **won), deal(5, day, "paid", **won, product="GTX Pro")]
    rows += [deal(n, day, "Lost", lost_at=day + timedelta(days=30)) for n in (6, 7)] + [deal(8, None, "new")]
    with written(empty, deals=rows):
        (source,) = funnel_sources(empty.engine, SCOPE)
        result = sales_funnel(empty.engine, SCOPE)
        by_product = sales_funnel(empty.engine, SCOPE, SalesFunnelSettings(by="product"))
        by_month = sales_funnel(empty.engine, SCOPE, SalesFunnelSettings(by="month"))
    assert (source.stages, source.lost, source.has_log) == (("new", "meeting", "offer", "paid"), ("Lost",), False)
    assert [row["entered"] for row in of(result, None)] == [7, 4, 3, 2]
    facts = result.facts
    assert (facts["mode"], facts["undated"], facts["lost_at_start"], facts["ripening_days"]) == ("current", 1, 2, 10)
    assert (facts["won"], facts["lost"], facts["win_rate"], facts["open"]) == (2, 2, 0.5, 4)
    assert facts["mean_cycle"] == 20 and facts["deal_value"] == 300 and facts["won_money"] == 600
    assert {n.code for n in result.warnings} == {"W_UNDATED_DEALS", "W_LOST_ANYWHERE"}
    assert [row["entered"] for row in of(by_product, "GTX Pro")] == [1, 1, 1, 1]
    assert {row["name"] for row in by_month.rows} == {"2026-02-01", None}


def test_no_hindsight_and_ripening(empty: Store) -> None:
    """A report of an old day does not know what came later; deals younger than the usual way are not judged."""
    day = date(2026, 2, 2)
    rows = [
        deal(1, day, "paid", won_at=day + timedelta(days=40)),
        deal(2, day + timedelta(days=30), "offer", stage_changed_at=date(2026, 6, 1)),
    ]
    log = [moved(1, "meeting", day + timedelta(days=5), "new"), moved(1, "paid", day + timedelta(days=40), "offer")]
    early = Scope(day + timedelta(days=31), date(2026, 1, 1), day + timedelta(days=31))
    with written(empty, deals=rows, stage_log=log):
        then = sales_funnel(empty.engine, early, SalesFunnelSettings(stages=WAY, ripening_days=0))
        ripe = sales_funnel(empty.engine, early, SalesFunnelSettings(stages=WAY, ripening_days=31))
        now = sales_funnel(empty.engine, SCOPE, SalesFunnelSettings(stages=WAY))
    assert [row["entered"] for row in of(then, None)] == [2, 1, 0, 0] and then.facts["won"] == 0
    assert [row["entered"] for row in of(ripe, None)] == [1, 1, 0, 0] and ripe.facts["ripening"] == 1
    assert [row["entered"] for row in of(now, None)] == [2, 2, 2, 1] and now.facts["mode"] == "log"


def plain_funnel(
    rows: list[Row], log: list[Row], stages: tuple[str, ...], lost: set[str], scope: Scope, ripe: int
) -> dict[str, Any]:
    """The same by hand: every deal alone, name -> (entered, later, passed)."""
    made: dict[str, Any] = defaultdict(lambda: [[0] * len(stages) for _ in range(3)])
    for row in rows:
        moves = [m for m in log if m["deal_id"] == row["deal_id"] and m["moved_on"] <= scope.as_of]
        entered_on = row["created"] or min((m["moved_on"] for m in moves), default=None)
        if (
            entered_on is None
            or not scope.first_day <= entered_on <= scope.last_day
            or (scope.as_of - entered_on).days < ripe
        ):
            continue
        seen = [stages.index(s) for m in moves for s in (m["to_stage"], m["from_stage"]) if s in stages]
        entry, reached = (min(seen), max(seen)) if seen else (0, 0)
        won = row.get("won_at") is not None and row["won_at"] <= scope.as_of
        ended = row.get("won_at") is not None or row.get("lost_at") is not None
        if not ended and row["stage"] in stages and (row.get("stage_changed_at") or scope.as_of) <= scope.as_of:
            reached = max(reached, stages.index(row["stage"]))
            won = reached == len(stages) - 1 and stages.index(row["stage"]) == reached
        reached = len(stages) - 1 if won else min(reached, len(stages) - 2)
        entry = min(entry, reached)
        for place in range(entry, reached + 1):
            made[row["manager"]][0][place] += 1
            made[row["manager"]][2][place] += place < reached
        made[row["manager"]][1][entry] += entry > 0
    return made


DAYS = st.integers(0, 179).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(DAYS, st.sampled_from((*WAY[:-1], "lost", "paid", "elsewhere")), st.integers(0, 90), st.booleans(),
                  st.lists(st.tuples(st.sampled_from(WAY), DAYS), max_size=4), st.sampled_from(["A", "B"])),
        min_size=1, max_size=12,
    ),
    DAYS, st.integers(0, 40), st.randoms(use_true_random=False),
)  # fmt: skip
def test_every_deal_counted_by_hand(
    empty: Store, drawn: list[Any], as_of: date, ripe: int, chance: random.Random
) -> None:
    rows, log = [], []
    for number, (created, stage, took, dated, moves, manager) in enumerate(drawn):
        end = created + timedelta(days=took)
        ends = {"won_at": end} if stage == "paid" else {"lost_at": end} if stage == "lost" else {}
        rows.append(deal(number, created if dated else None, stage, manager=manager, **ends))
        log += [moved(number, to, day) for to, day in dict.fromkeys(moves)]
    chance.shuffle(rows)
    chance.shuffle(log)
    scope = Scope(as_of, date(2026, 1, 1), as_of)
    asked = SalesFunnelSettings(source="deals", stages=WAY, ripening_days=ripe)
    with written(empty, deals=rows, stage_log=log):
        result = sales_funnel(empty.engine, scope, asked)
    expected = plain_funnel(rows, log, WAY, {"lost"}, scope, ripe)
    names = {row["name"] for row in result.rows if not row["is_company"]}
    assert names == set(expected)
    for name in names:
        mine = of(result, name)
        assert [row["entered"] for row in mine] == expected[name][0]
        assert [row["later"] for row in mine] == expected[name][1]
        assert [row["passed"] for row in mine][:-1] == expected[name][2][:-1]
    if names:
        company = [sum(expected[name][0][place] for name in names) for place in range(len(WAY))]
        assert [row["entered"] for row in of(result, None)] == company


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(*[st.integers(0, 300)] * 3), min_size=1),
    st.randoms(use_true_random=False),
)
def test_totals_and_gains_by_hand(empty: Store, drawn: dict[str, tuple[int, int, int]], chance: random.Random) -> None:
    """Months of one manager add up; the benchmark is the 75 % quantile of the estimates; every gain by its formula."""
    rows: list[Row] = []
    for name, counts in drawn.items():
        half = [count // 2 for count in counts]
        rows += totals(name, *half) + totals(
            name, *(a - b for a, b in zip(counts, half, strict=True)), period=date(2026, 4, 1)
        )
    chance.shuffle(rows)
    with written(empty, funnel_counts=rows):
        result = sales_funnel(empty.engine, SCOPE, SalesFunnelSettings(stages=STAGES))
    if not any(sum(counts) for counts in drawn.values()):
        return
    for name, counts in drawn.items():
        mine = of(result, name)
        assert [row["entered"] for row in mine] == list(counts)
        assert [row["later"] for row in mine] == [0, max(0, counts[1] - counts[0]), max(0, counts[2] - counts[1])]
    enough = [name for name, counts in drawn.items() if counts[0] >= 20]
    for place in (1, 2):
        at = {row["name"]: row for row in result.rows if row["place"] == place and not row["is_company"]}
        estimates = sorted(at[name]["shrunk"] for name in enough if at[name]["shrunk"] is not None)
        for name, row in at.items():
            assert (row["benchmark"] is None) == (not estimates)
            if estimates:
                spot = 0.75 * (len(estimates) - 1)
                low = int(spot)
                best = estimates[low] + (spot - low) * (estimates[min(low + 1, len(estimates) - 1)] - estimates[low])
                assert row["benchmark"] == pytest.approx(best)
            if row["share"] and name in enough:
                assert row["gain"] == pytest.approx(max(0, drawn[name][2] * (row["benchmark"] / row["share"] - 1)))
    for name in drawn:
        gains = [row["gain"] or 0 for row in of(result, name)]
        weak = [row for row in of(result, name) if row["is_weak"]]
        assert [row["gain"] for row in weak] == ([max(gains)] if max(gains) > 0 else [])


def test_the_quantile_is_that_of_the_textbook() -> None:
    assert quantile([], 0.75) is None and quantile([3.0], 0.75) == 3
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.75) == 3.25
