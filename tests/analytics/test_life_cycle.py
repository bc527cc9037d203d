"""M24: answers to first talks, where every company stands, when it is spoken to again; worked examples and a plain count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from base_oracles import answer, purchases_of, talks_of
from base_worlds import AS_OF, COMPANIES, SCOPE, SCOUT, World, deal, entry, shuffled_world, standing, talk, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.base.life_cycle import (
    LifeCycleSettings,
    answers_of,
    economy,
    life_cycle,
    next_contact,
    typed_life_cycle,
)
from analytics.errors import WrongSetting

Build = Callable[..., Store]


def back(days: int) -> date:
    return AS_OF - timedelta(days=days)


def test_two_hundred_first_contacts() -> None:
    heard = ["request"] * 30 + ["interest"] * 70 + ["refusal"] * 60 + ["not_target"] * 40
    found = answers_of(heard)
    shares = {name: found[name]["share"] for name in ("request", "interest", "refused", "not_target")}
    assert shares == {"request": 0.15, "interest": 0.35, "refused": 0.5, "not_target": 0.2}
    assert (found["request"]["low"], found["request"]["high"]) == pytest.approx((0.107, 0.206), abs=5e-4)
    nobody = answers_of([])
    assert (nobody["contacts"], nobody["request"]["share"]) == (0, None)


def test_a_channel_that_brings_the_wrong_companies(store_of: Build) -> None:
    world = World(
        [entry(f"C{n}", back(100), source="Fair" if n < 20 else "Ads") for n in range(40)],
        [talk(f"C{n}", back(50), "refusal", n >= 8) for n in range(40)],
    )
    with standing(store_of, world) as store:
        facts = life_cycle(store.engine, SCOPE).facts
    by = {row["name"]: row for row in facts["by_source"]}
    assert (by["Fair"]["not_target_share"], by["Ads"]["not_target_share"]) == (0.4, 0.0)
    assert facts["firsts"]["refused"]["k"] == 40 and not by["Fair"]["few"]


@pytest.mark.parametrize(
    ("first", "repeat", "ratio", "verdict"),
    [(12_000, 2_000, 6.0, "within"), (5, 1, 5.0, "within"), (7, 1, 7.0, "within"), (4, 1, 4.0, "below"), (8, 1, 8.0, "above"),
     (12_000, 0, None, ""), (None, 5, None, "")],
)  # fmt: skip
def test_a_first_deal_is_five_to_seven_times_dearer(first: Any, repeat: Any, ratio: float | None, verdict: str) -> None:
    found = economy(first, repeat)
    assert (found["ratio"], found["verdict"]) == (ratio, verdict)


def test_recommendations() -> None:
    facts = typed_life_cycle(
        LifeCycleSettings(buyers=200, asked=50, given=20, bought=5, first_cost=12_000, repeat_cost=2_000)
    ).facts
    found = facts["referrals"]
    assert (found["ask_share"], found["given_share"], found["yield_share"]) == (0.25, 0.4, 0.1)
    assert facts["economy"]["ratio"] == 6.0
    assert typed_life_cycle(LifeCycleSettings(asked=0, buyers=0)).facts["referrals"]["ask_share"] is None
    with pytest.raises(WrongSetting, match="setting_missing"):
        typed_life_cycle(LifeCycleSettings())


@pytest.mark.parametrize(
    "wrong",
    [{"interest_days": 91}, {"interest_latest": 183}, {"refusal_cycles": 0.5}, {"first_cost": -1}, {"asked": 5, "buyers": 4},
     {"bought": 3, "given": 2}],
)  # fmt: skip
def test_wrong_numbers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting):
        LifeCycleSettings(**wrong)


RULES = LifeCycleSettings()


def test_a_refusal_waits_longer_than_an_interest() -> None:
    assert RULES.refusal_days == 183 > RULES.interest_latest == 90
    talked = back(10)
    waits = {}
    for state in ("request", "interest", "refusal"):
        due, timing = next_contact(state, talked, None, None, AS_OF, RULES)
        assert timing == "no_date" and due is not None
        waits[state] = (due - talked).days
    assert waits == {"request": 0, "interest": 90, "refusal": 183}
    assert next_contact("not_target", talked, back(-5), None, AS_OF, RULES) == (None, "never")
    assert next_contact("refused_by_us", talked, back(-5), back(9), AS_OF, RULES) == (None, "never")
    assert next_contact("deal", talked, None, None, AS_OF, RULES) == (None, "running")


@pytest.mark.parametrize(
    ("set_for", "timing"),
    [(back(1), "overdue"), (AS_OF, "month"), (back(-30), "month"), (back(-31), "later"), (None, "no_date")],
)
def test_when_a_contact_is_due(set_for: date | None, timing: str) -> None:
    assert next_contact("interest", back(100), set_for, None, AS_OF, RULES)[1] == timing


def test_a_deal_that_the_client_ended_is_asked_again_after_two_cycles() -> None:
    assert next_contact("refused_by_client", back(300), None, back(183), AS_OF, RULES) == (AS_OF, "month")
    assert next_contact("refused_by_client", back(300), None, back(200), AS_OF, RULES)[1] == "overdue"


def states(store_of: Build, world: World) -> dict[str, dict[str, Any]]:
    with standing(store_of, world) as store:
        return {row["company"]: row for row in life_cycle(store.engine, SCOPE).rows}


def test_the_strongest_answer_of_a_day_counts(store_of: Build) -> None:
    day = back(5)
    rows = states(
        store_of,
        World(
            [],
            [
                talk("A", day, "refusal"),
                talk("A", day, "interest"),
                talk("A", day, "request"),
                talk("B", day, "refusal", False),
                talk("B", day, "refusal"),
            ],
        ),
    )
    assert (rows["A"]["state"], rows["B"]["state"]) == ("request", "refusal")


def test_an_interest_cools_after_two_cycles(store_of: Build) -> None:
    rows = states(store_of, World([], [talk("Warm", back(183), "interest"), talk("Cold", back(184), "interest")]))
    assert (rows["Warm"]["cooled"], rows["Cold"]["cooled"]) == (False, True)
    assert rows["Cold"]["timing"] == "no_date"


def test_ends_of_deals(store_of: Build) -> None:
    world = World(
        [],
        [talk("Open", back(60), "request"), talk("Ours", back(60), "request"), talk("Theirs", back(60), "request"),
         talk("Back again", back(60), "request"), talk("Back again", back(5), "interest")],
        [deal(1, "Open", back(50)), deal(2, "Ours", back(50), lost_at=back(20), lost_by="we"),
         deal(3, "Theirs", back(50), lost_at=back(20), lost_by="client"),
         deal(4, "Back again", back(50), lost_at=back(20), lost_by="client")],
    )  # fmt: skip
    rows = states(store_of, world)
    assert {name: row["state"] for name, row in rows.items()} == {
        "Open": "deal", "Ours": "refused_by_us", "Theirs": "refused_by_client", "Back again": "interest",
    }  # fmt: skip


def test_a_talk_on_the_day_of_the_loss_is_a_part_of_it(store_of: Build) -> None:
    lost = [
        deal(1, "A", back(50), lost_at=back(20), lost_by="client"),
        deal(2, "B", back(50), lost_at=back(20), lost_by="client"),
    ]
    rows = states(store_of, World([], [talk("A", back(20), "refusal"), talk("B", back(19), "refusal")], lost))
    assert (rows["A"]["state"], rows["B"]["state"]) == ("refused_by_client", "refusal")


def test_a_purchase_without_a_talk_has_no_first_answer(store_of: Build) -> None:
    world = World(
        [], [], [deal(1, "Quick", back(30), won_at=back(20))], [line(back(20), "Quick", 10), line(AS_OF, "Quick", 5)]
    )
    with standing(store_of, world) as store:
        result = life_cycle(store.engine, SCOPE)
    assert result.rows == [] and result.facts["unknown_first"] == 1 and result.facts["states"]["repeat"] == 1


def test_what_a_first_and_a_repeated_deal_cost(store_of: Build) -> None:
    """Contacts before the first purchase and the channels against contacts after it."""
    calls = [
        talk("New", back(60), "request", cost=Decimal(2_000)),
        talk("New", back(10), None, cost=Decimal(1_000)),
        talk("Never", back(60), "refusal", cost=Decimal(1_000)),
    ]
    spent = [{"month": back(90).replace(day=1), "channel": "Ads", "amount": Decimal(9_000)}]
    sold = [line(back(50), "New", 10), line(back(5), "New", 10), line(back(4), "New", 10)]
    with written(store_of(sold), touches=calls, spend=spent) as _:
        engine = store_of(sold).engine
        found = life_cycle(engine, SCOPE).facts["economy"]
    assert (found["first_cost"], found["repeat_cost"], found["verdict"]) == (12_000, 500, "above")


@settings(max_examples=12)
@given(worlds(), st.integers(0, 6))
def test_every_company_by_itself(store_of: Build, world: World, turn: int) -> None:
    with standing(store_of, world) as store:
        result = life_cycle(store.engine, SCOPE)
    with standing(store_of, shuffled_world(world, turn)) as store:
        again = life_cycle(store.engine, SCOPE)
    assert [_plain(r) for r in result.rows] == [_plain(r) for r in again.rows] and result.facts == again.facts
    expected, firsts = {}, Counter[str]()
    for company in COMPANIES:
        talks, bought = talks_of(world, company, AS_OF), purchases_of(world, company, AS_OF)
        deals = [d for d in world.deals if d["client"] == company and d["created"] <= AS_OF]
        if not talks and not deals:
            continue
        if talks and talks[0]["day"] >= SCOPE.first_day:
            firsts[answer(talks[0])] += 1
        last = max(deals, key=lambda d: (d["created"], d["deal_id"]), default=None)
        expected[company] = _state(talks, bought, last)
    waiting = {name: state for name, state in expected.items() if state not in ("bought", "repeat")}
    assert {row["company"]: row["state"] for row in result.rows} == waiting
    assert {name: result.facts["firsts"][name]["k"] for name in firsts} == dict(firsts)
    assert result.facts["firsts"]["contacts"] == sum(firsts.values())
    for row in result.rows:
        if row["timing"] == "no_date":
            assert row["next_date"] is None and row["state"] in ("request", "interest", "refusal")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "client_id"}


def _state(talks: list[Any], bought: list[date], last: Any) -> str:
    won = last is not None and last["won_at"] is not None and last["won_at"] <= AS_OF
    if bought or won:
        return "repeat" if len(bought) > 1 else "bought"
    if last is not None:
        ended = last["lost_at"] if last["lost_at"] and last["lost_at"] <= AS_OF else None
        if ended is None:
            return "deal"
        if not talks or talks[-1]["day"] <= ended:
            return "refused_by_us" if last["lost_by"] == "we" else "refused_by_client"
    return answer(talks[-1])


def test_interest_that_became_a_request(store_of: Build) -> None:
    world = World(
        [],
        [
            talk("A", back(100), "interest"),
            talk("A", back(60), "request"),
            talk("B", back(100), "interest"),
            talk("C", back(100), "request"),
        ],
    )
    with standing(store_of, world) as store:
        turned = life_cycle(store.engine, SCOPE).facts["turned"]
    assert (turned["k"], turned["n"], turned["days"]) == (1, 2, 40)


def test_who_found_them(store_of: Build) -> None:
    world = World(
        [entry("A", back(90), created_by=SCOUT)], [talk("A", back(80), "request"), talk("B", back(80), "interest")]
    )
    with standing(store_of, world) as store:
        by = {row["name"]: row["contacts"] for row in life_cycle(store.engine, SCOPE).facts["by_scout"]}
    assert by == {SCOUT: 1, "": 1}
