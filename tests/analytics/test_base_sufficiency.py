"""M25: 50 x 10 x 3, what is missing, the chance, the ways out; the worked examples, wrong input, and the data behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

import pytest
from base_oracles import answer, entries_of, live_share, purchases_of, talks_of
from base_worlds import AS_OF, COMPANIES, SCOPE, SELLER, World, entry, shuffled_world, standing, talk, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from scipy import stats
from written_records import written

from analytics.base.base_evidence import EvidenceSettings, base_evidence
from analytics.base.base_managers import ManagersBase, by_manager
from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.base_sufficiency import base_sufficiency, chance_curve, typed_base_sufficiency
from analytics.errors import WrongSetting
from analytics.result import Status

Build = Callable[..., Store]


def typed(**numbers: Any) -> Any:
    return typed_base_sufficiency(BaseSufficiencySettings(**numbers))


def test_fifty_companies_ten_deals_three_cycles() -> None:
    result = typed(plan=10, companies_per_deal=50, live=1050)
    now = result.rows[0]
    assert (now["way"], now["need_cycle"], now["need"], now["gap"]) == ("as_is", 500, 1500, 450)
    assert (now["sufficiency_share"], now["months"], result.facts["reachable_plan"]) == (0.7, 4.5, 7)
    assert result.status is Status.OK


def test_one_of_twenty_and_a_cycle_of_two_months() -> None:
    result = typed(plan=6, companies_per_deal=20, cycle_months=2, live=360)
    assert (result.rows[0]["need_cycle"], result.rows[0]["need"], result.rows[0]["gap"]) == (120, 360, 0)
    assert result.facts["rule_chance"] == pytest.approx(0.5585, abs=1e-4)
    assert result.facts["wanted_companies"] == 157
    assert typed(plan=6, companies_per_deal=20, wanted_chance=0.9).facts["wanted_companies"] == 184


def test_the_chance_and_not_only_the_average() -> None:
    facts = typed(plan=10, companies_per_deal=50, live=1500, won=10, contacted=500).facts
    assert facts["rule_chance"] == pytest.approx(0.543, abs=5e-4)
    assert (facts["wanted_companies"], facts["wanted_base"]) == (625, 1875)
    surer = typed(plan=10, companies_per_deal=50, wanted_chance=0.9, won=10, contacted=500).facts
    assert (surer["wanted_companies"], surer["wanted_base"]) == (708, 2124)
    assert facts["uncertain"] == {"wanted": 691, "surer": 842}
    assert [round(100 * chance) for chance in facts["cycle_chances"]] == [54, 43, 33]
    assert facts["start_base"] == 1960


def test_drawing_agrees_with_computing() -> None:
    result = typed(plan=10, companies_per_deal=50, live=1500)
    drawn = result.facts["simulated"]
    assert abs(drawn["chance"] - result.rows[0]["chance"]) <= drawn["error"] + 1e-4
    assert result.facts["simulated"] == typed(plan=10, companies_per_deal=50, live=1500).facts["simulated"]


def test_four_ways_change_one_thing_each() -> None:
    rows = {row["way"]: row for row in typed(plan=10, companies_per_deal=50, live=1050).rows}
    assert list(rows) == ["as_is", "fill", "cut", "convert"]
    assert [round(100 * rows[way]["chance"]) for way in rows] == [17, 80, 83, 80]
    assert (rows["fill"]["live"], rows["fill"]["scouts"], rows["fill"]["months"]) == (1875, 2, 4.125)
    assert (rows["cut"]["plan"], rows["convert"]["companies_per_deal"]) == (5, 28)
    assert rows["convert"]["gap"] == rows["cut"]["gap"] == rows["fill"]["gap"] == 0
    assert [row["way"] for row in typed(plan=10, companies_per_deal=50, live=3000).rows] == ["as_is"]
    assert [row["way"] for row in typed(plan=10, companies_per_deal=50, live=0).rows] == ["as_is", "fill"]


def test_no_plan_needs_no_base_and_nobody_fills_alone() -> None:
    nothing = typed(plan=0, live=0)
    assert (nothing.rows[0]["need"], nothing.rows[0]["sufficiency_share"], nothing.rows[0]["chance"]) == (0, None, 1)
    assert typed(plan=10, live=100, scouts=0).rows[0]["months"] is None
    assert (typed().rows[0]["need"], typed().rows[0]["gap"]) == (1500, 450), "the example, where nothing is typed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"plan": -1}, {"plan": 2.5}, {"companies_per_deal": 1}, {"companies_per_deal": 0}, {"companies_per_deal": -50},
        {"live": -1}, {"decay": 1.2}, {"wanted_chance": 1.2}, {"wanted_chance": 0}, {"cycles": 0}, {"cycle_months": 0},
        {"scouts": -1}, {"churn": 1.2}, {"won": 5, "contacted": 3}, {"plan": "ten"},
    ],
)  # fmt: skip
def test_wrong_numbers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting):
        BaseSufficiencySettings(**wrong)


def test_new_clients_a_month_backward() -> None:
    facts = typed(clients=240, target_clients=300, target_months=12, churn=0.1).facts
    assert facts["new_a_month"] == pytest.approx(7.343, abs=1e-3) and facts["growth_plan"] == 23
    assert typed(clients=240, target_clients=300, target_months=12, churn=0).facts["new_a_month"] == pytest.approx(5)
    assert typed(clients=300, target_clients=100, target_months=12, churn=0.1).facts["new_a_month"] == 0


def test_the_outlook_to_the_end_of_the_cycles() -> None:
    ahead = typed(plan=10, companies_per_deal=50, live=1500, scouts=0).facts["ahead"]
    assert (ahead["months"], ahead["need"], ahead["growth"]) == (9, 1500, 0)
    assert ahead["expected"] == pytest.approx(1500 * 0.7**0.75) and ahead["gap"] == pytest.approx(
        1500 - ahead["expected"]
    )
    filled = typed(plan=10, companies_per_deal=50, live=1500, scouts=1).facts["ahead"]
    assert 700 < filled["growth"] < 900 and filled["gap"] == 0 and filled["spare"] > 0
    assert filled["live"] - filled["lost"] + filled["growth"] == pytest.approx(filled["expected"])


def test_the_curve_of_chances_climbs_over_every_point() -> None:
    curve = chance_curve(BaseSufficiencySettings(plan=10, companies_per_deal=50, live=1050))
    chances = [chance for _, chance in curve]
    assert chances == sorted(chances) and chances[0] == 0 and chances[-1] > 0.97 and len(curve) <= 130
    assert curve[-1][0] >= 708
    assert len(chance_curve(BaseSufficiencySettings(plan=0, live=0))) >= 1


def asked_and_won(asked: int, won: int) -> World:
    """So many companies spoken to half a year ago, of whom some bought since."""
    then = AS_OF - timedelta(days=200)
    talks = [talk(f"C{n}", then + timedelta(days=n % 40), "interest") for n in range(asked)]
    bought = [line(AS_OF - timedelta(days=30), f"C{n}", 10) for n in range(won)]
    old = [talk("Old client", then, "request"), talk("Lately", AS_OF - timedelta(days=5), "request")]
    was = [line(then - timedelta(days=5), "Old client", 10), line(AS_OF, "Old client", 10)]
    return World([entry(f"C{n}", then) for n in range(asked)], talks + old, [], bought + was)


def test_fields_are_filled_from_the_data(store_of: Build) -> None:
    with standing(store_of, asked_and_won(60, 3)) as store:
        result = base_sufficiency(store.engine, SCOPE)
    facts = result.facts
    assert (facts["cases"]["won"], facts["cases"]["contacted"], facts["used"]["companies_per_deal"]) == (3, 60, 20)
    assert {"companies_per_deal", "contacted", "live", "won"} <= set(facts["from_data"]) and "plan" not in facts[
        "from_data"
    ]
    assert facts["records"]["entries"] == 60 and facts["records"]["clients"] == 3
    assert facts["used"]["live"] == round(facts["records"]["expected_live"])
    assert 130 <= facts["cycle_days"] <= 170
    typed_live = base_sufficiency(store.engine, SCOPE, BaseSufficiencySettings(live=5000)).facts
    assert typed_live["records"] == {} and typed_live["used"]["live"] == 5000


def test_who_buys_on_the_day_of_the_first_talk_is_won(store_of: Build) -> None:
    then = AS_OF - timedelta(days=200)
    talks = [talk("Quick", then, "request"), talk("Client", then, "request"), talk("Slow", then, "interest")]
    bought = [line(then, "Quick", 5), line(then - timedelta(days=1), "Client", 5), line(AS_OF, "Somebody", 5)]
    with standing(store_of, World([], talks, [], bought)) as store:
        values = base_evidence(store.engine, SCOPE, EvidenceSettings()).values
    assert (values["won"], values["contacted"]) == (1, 2)


def test_nobody_who_was_asked_bought(store_of: Build) -> None:
    with standing(store_of, asked_and_won(20, 0)) as store:
        result = base_sufficiency(store.engine, SCOPE)
    (notice,) = result.warnings
    assert (notice.code, notice.facts["n"], round(notice.facts["share"], 3)) == ("E_NO_DEALS", 20, 0.161)
    assert result.facts["used"]["companies_per_deal"] == 50, "the example stands in"


def test_the_plan_of_the_months_to_come(store_of: Build) -> None:
    months = [(10, 3), (11, 4), (12, 4)]
    plans = [
        {"period": date(2024, m, 1), "level": "company", "measure": "new_clients", "value": Decimal(n)}
        for m, n in months
    ]
    plans += [
        {"period": date(2024, 12, 1), "level": "manager", "name": "P", "measure": "new_clients", "value": Decimal(99)}
    ]
    with written(store_of([line("2024-12-31", "A", 1)]), plans=plans) as _, standing_engine(store_of) as engine:
        assert base_evidence(engine, SCOPE, EvidenceSettings()).values["plan"] == 11
        assert base_evidence(engine, SCOPE, EvidenceSettings(cycle_months=6)).values["plan"] == 22
    ahead = plans + [
        {"period": date(2025, m, 1), "level": "company", "measure": "new_clients", "value": Decimal(6)} for m in (1, 2)
    ]
    with written(store_of([line("2024-12-31", "A", 1)]), plans=ahead) as _, standing_engine(store_of) as engine:
        assert base_evidence(engine, SCOPE, EvidenceSettings()).values["plan"] == 16


def standing_engine(build: Build) -> Any:
    """The engine of the one store of small tables, as it stands."""
    from contextlib import nullcontext

    return nullcontext(build([line("2024-12-31", "A", 1)]).engine)


@settings(max_examples=10)
@given(worlds(), st.integers(0, 5), st.sampled_from([1.0, 3.0]))
def test_the_evidence_company_by_company(store_of: Build, world: World, turn: int, cycle: float) -> None:
    with standing(store_of, shuffled_world(world, turn)) as store:
        found = base_evidence(store.engine, SCOPE, EvidenceSettings(cycle_months=cycle))
    until = AS_OF - timedelta(days=round(cycle * 30.4375))
    contacted = won = 0
    for company in COMPANIES:
        talks = [t["day"] for t in talks_of(world, company, AS_OF) if answer(t)]
        ends = [d["won_at"] for d in world.deals if d["client"] == company and d["won_at"] and d["won_at"] <= AS_OF]
        bought = purchases_of(world, company, AS_OF)
        known = bool(talks) and (not bought or bought[0] >= talks[0]) and (not ends or min(ends) >= talks[0])
        if known and until - timedelta(days=365) < talks[0] <= until:
            contacted, won = contacted + 1, won + bool(bought or ends)
    assert (found.values["contacted"] or 0, found.values["won"] or 0) == (contacted, won)
    entries = entries_of(world, AS_OF)
    live = sum(live_share(row["true_on"], AS_OF, 0.3) for row in entries if row["standing"] == "live")
    assert found.values["live"] == round(live)


@settings(max_examples=60)
@given(st.integers(0, 40), st.integers(2, 90), st.integers(0, 4000), st.integers(1, 5), st.integers(0, 4))
def test_the_rule_and_the_chance_in_plain_words(plan: int, of: int, live: int, cycles: int, scouts: int) -> None:
    result = typed(plan=plan, companies_per_deal=of, live=live, cycles=cycles, scouts=scouts)
    now, facts = result.rows[0], result.facts
    assert now["need"] == plan * of * cycles and now["gap"] == max(0, plan * of * cycles - live)
    assert now["chance"] == pytest.approx(float(stats.binom.sf(plan - 1, live // cycles, 1 / of)), abs=1e-9)
    assert facts["reachable_plan"] == floor(live / (cycles * of))
    assert now["months"] == (0 if not now["gap"] else now["gap"] / (scouts * 100) if scouts else None)
    for row in result.rows[1:]:
        assert row["chance"] >= 0.8 > now["chance"] or now["chance"] >= 0.8
        changed = [name for name in ("plan", "companies_per_deal", "live") if row[name] != now[name]]
        assert len(changed) == 1 and row["need"] == ceil(row["plan"] * row["companies_per_deal"] - 1e-6) * cycles


def owned(plan: int, *bases: ManagersBase) -> list[dict[str, Any]]:
    return by_manager(BaseSufficiencySettings(plan=plan, companies_per_deal=50), bases)


def test_each_manager_has_an_equal_part_of_the_plan() -> None:
    ann, bob = ManagersBase("Ann", True, 900, 800.4, None), ManagersBase("Bob", True, 400, 300.2, 5.0)
    gone, nobody = ManagersBase("Gone", False, 10, 9.0, 4.0), ManagersBase("", False, 20, 20.0, None)
    rows = owned(10, ann, bob, gone, nobody)
    assert [(row["plan"], row["need"], row["gap"]) for row in rows[:2]] == [(5, 750, 0), (5, 750, 450)]
    assert rows[1]["sufficiency_share"] == 0.4 and rows[0]["live"] == 800
    assert [row["need"] for row in rows[2:]] == [None, None] and rows[3]["live"] == 20
    assert owned(0, ann)[0]["sufficiency_share"] is None and owned(10) == [] and owned(10, gone)[0]["gap"] is None


def test_own_plans_divide_the_plan() -> None:
    rows = owned(10, ManagersBase("Ann", True, 0, 0.0, 6.0), ManagersBase("Bob", True, 0, 0.0, 2.0))
    assert [(row["plan"], row["need"]) for row in rows] == [(7.5, 1125), (2.5, 375)]
    rows = owned(10, ManagersBase("Ann", True, 0, 0.0, 0.0), ManagersBase("Bob", True, 0, 0.0, 0.0))
    assert [row["plan"] for row in rows] == [5, 5], "plans of nobody leave equal parts"


def test_own_plans_are_read_from_the_data(store_of: Build) -> None:
    months = [date(2024, month, 1) for month in (10, 11, 12)]
    usual = {"level": "manager", "measure": "new_clients"}
    plans = [{**usual, "period": month, "name": "Petrov", "value": Decimal(2)} for month in months]
    plans += [{**usual, "period": months[2], "name": "Petrov", "level": "product", "value": Decimal(70)}]
    plans += [{**usual, "period": months[2], "name": "Petrov", "measure": "revenue", "value": Decimal(900)}]
    base = [entry("C", AS_OF)]
    sold = store_of([line("2024-12-31", "A", 1, manager="Petrov")])
    with written(
        sold,
        base=[{"company": one["company"], "created": one["created"], "state": "live"} for one in base],
        plans=plans,
    ):
        (petrov, nobody) = base_evidence(sold.engine, SCOPE, EvidenceSettings()).managers
    assert petrov == ("Petrov", True, 0, 0.0, 6.0) and nobody == ("", False, 1, 1.0, None)


@settings(max_examples=10)
@given(worlds(), st.integers(0, 5))
def test_the_entries_of_each_manager_company_by_company(store_of: Build, world: World, turn: int) -> None:
    for place, one in enumerate(world.touches + world.deals):
        one["manager"] = (SELLER, "Ivanova", "")[place % 3]
    with standing(store_of, shuffled_world(world, turn)) as store:
        found = base_evidence(store.engine, SCOPE, EvidenceSettings()).managers
    expected: dict[str, list[float]] = {}
    for row in entries_of(world, AS_OF):
        if row["standing"] == "live":
            name = last_manager(world, row["company"])
            expected.setdefault(name, []).append(live_share(row["true_on"], AS_OF, 0.3))
    assert {one.manager: one.entries for one in found if one.entries} == {n: len(v) for n, v in expected.items()}
    for one in found:
        assert one.live == pytest.approx(sum(expected.get(one.manager, [])))
    if found:
        since = AS_OF - timedelta(days=91)
        sold = {row.manager for row in world.lines if since < row.day <= AS_OF and row.manager}
        met = {name for day, _, name in met_of(world) if since < day}
        assert {one.manager for one in found if one.is_selling} == (sold or met)


def met_of(world: World) -> list[tuple[date, str, str]]:
    """(day, company, manager) of every contact and deal that is known on the date."""
    met = [(row["day"], row["client"], row["manager"]) for row in world.touches]
    met += [(row["created"] or row["won_at"] or row["lost_at"], row["client"], row["manager"]) for row in world.deals]
    return [one for one in met if one[2] and one[0] and one[0] <= AS_OF]


def last_manager(world: World, company: str) -> str:
    """Who met the company last; of two on one day the first by name."""
    known = [(-day.toordinal(), name) for day, client, name in met_of(world) if client == company]
    return min(known)[1] if known else ""


def test_a_company_is_of_whoever_met_it_last(store_of: Build) -> None:
    days = [AS_OF - timedelta(days=back) for back in (200, 50, 10, -1)]
    talks = [
        talk("C", day, "interest", manager=name) for day, name in zip(days, ("Ann", "Bob", "", "Zoe"), strict=True)
    ]
    closed = entry("Closed", days[0], state="closed")
    with standing(store_of, World([entry("C", days[0]), entry("D", days[0]), closed], talks)) as store:
        found = base_evidence(store.engine, SCOPE, EvidenceSettings()).managers
    assert [(one.manager, one.entries, one.is_selling) for one in found] == [("Bob", 1, True), ("", 1, False)]
