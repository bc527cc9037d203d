"""M29: ways forward and back, one by one and by the SQL; edges: open ways, second ways, two stages on one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.attraction.absorbing_chain import absorbing_chain
from analytics.attraction.warm_up_funnel import (
    WarmUpFunnelSettings,
    endings,
    stage_names,
    warm_up_funnel,
)
from analytics.errors import WrongSetting
from analytics.result import Result, Status
from analytics.scope import Scope

AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)
START = date(2024, 2, 1)
Rows = list[dict[str, Any]]


def way(company: str, *steps: str, start: date = START, gap: int = 10, cost: int | None = 100) -> Rows:
    """The moves of one company, so many days apart."""
    before = [None, *steps]
    return [
        {"company": company, "from_stage": before[at], "to_stage": stage, "moved_on": start + timedelta(days=gap * at),
         "manager": "Petrov", "cost": None if cost is None else Decimal(cost)}
        for at, stage in enumerate(steps)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def quiet(store_of: Callable[..., Store]) -> Store:
    return store_of([line("2023-01-10", "Old", 5), line(AS_OF, "Old", 5)])


def ask(store: Store, moves: Rows, chosen: WarmUpFunnelSettings | None = None, **more: Rows) -> Result:
    with written(store, stage_log=moves, **more):
        return warm_up_funnel(store.engine, SCOPE, chosen)


def stages(found: Result) -> dict[str, dict[str, Any]]:
    return {row["stage"]: row for row in found.rows}


def test_ways_forward_and_back(quiet: Store) -> None:
    moves = [*way("A", "call", "event", "materials", "event", "request"), *way("B", "call", "refusal"),
             *way("C", "call", "event")]  # fmt: skip
    found = ask(quiet, moves)
    rows = stages(found)
    assert list(rows) == ["call", "event", "materials"]
    event = rows["event"]
    assert [event[name] for name in ("entered", "now", "exits", "forward", "back", "request", "refusal")] == [
        3, 1, 2, 1, 0, 1, 0,
    ]  # fmt: skip
    assert (event["forward_share"], event["request_share"], event["median_days"]) == (0.5, 0.5, 10)
    assert (rows["materials"]["back"], rows["materials"]["visit_cost"], rows["materials"]["is_few"]) == (1, 100, True)
    facts = found.facts
    assert (facts["ways"], facts["requests"], facts["refusals"], facts["open"]) == (3, 1, 1, 1)
    assert (facts["cost"], facts["request_cost"], facts["fastest"]) == (900, 900, None)


def test_after_an_ending_a_new_way_begins(quiet: Store) -> None:
    moves = [*way("A", "call", "refusal"), *way("A", "call", "request", start=START + timedelta(days=100))]
    found = ask(quiet, moves)
    assert (found.facts["ways"], found.facts["requests"], found.facts["refusals"]) == (2, 1, 1)
    assert stages(found)["call"]["exits"] == 2 and stages(found)["call"]["median_days"] == 10


def test_of_two_stages_on_one_day_the_later_record_counts_and_is_listed(quiet: Store) -> None:
    moves = [*way("A", "call"), *way("A", "event", start=START + timedelta(days=5)),
             *way("A", "zoom", start=START + timedelta(days=5)), *way("A", "request", start=START + timedelta(days=9))]  # fmt: skip
    found = ask(quiet, moves)
    assert list(stages(found)) == ["call", "zoom"] and found.rows_dropped == 1
    assert [(row["company"], row["stage"]) for row in found.facts["clashes"]] == [("A", "event")]
    one_day = ask(quiet, way("A", "zoom", "call", "request", gap=0))
    assert list(stages(one_day)) == ["zoom", "call"] and one_day.rows_dropped == 0, "one leads to the other"


def test_five_requests_make_a_way_and_four_are_luck(quiet: Store) -> None:
    slow = [move for n in range(6) for move in way(f"S{n}", "call", "event", "request", gap=30, cost=10)]
    quick = [move for n in range(5) for move in way(f"Q{n}", "call", "request", gap=7, cost=100)]
    found = ask(quiet, slow + quick).facts
    assert found["fastest"] == {"path": ["call"], "requests": 5, "days": 7, "cost": 200}
    assert found["cheapest"] == {"path": ["call", "event"], "requests": 6, "days": 60, "cost": 30}
    luck = ask(quiet, slow + quick[:-2]).facts
    assert luck["fastest"]["path"] == ["call", "event"]


def test_contacts_are_counted_and_their_cost_stands_in_for_that_of_the_stage(quiet: Store) -> None:
    touches = [
        {"client": name, "day": START + timedelta(days=days), "manager": "Petrov", "kind": "call", "cost": Decimal(30)}
        for name, days in (("a ", 0), ("A", 9), ("A", 10), ("Other", 3), ("A", -1))
    ]
    rows = stages(ask(quiet, way("A", "call", "event", cost=None), touches=touches))
    assert (rows["call"]["touches_per_visit"], rows["call"]["visit_cost"]) == (2, 60)
    assert (rows["event"]["touches_per_visit"], rows["event"]["visit_cost"]) == (1, 30)


def test_no_cost_is_no_price(quiet: Store) -> None:
    found = ask(quiet, way("A", "call", "request", cost=None))
    assert (found.facts["cost"], found.facts["request_cost"]) == (None, None)
    assert stages(found)["call"]["visit_cost"] is None


def test_what_is_not_known_yet_changes_nothing(quiet: Store) -> None:
    moves = [*way("A", "call"), *way("A", "request", start=AS_OF + timedelta(days=1))]
    found = ask(quiet, moves)
    assert (found.facts["open"], found.facts["requests"]) == (1, 0)
    old = ask(quiet, [*moves, *way("B", "call", "request", start=date(2021, 12, 1))])
    assert old.rows == found.rows, "begun before the months asked for"


def test_nothing_is_written(quiet: Store) -> None:
    found = ask(quiet, [])
    assert (found.rows, found.status, found.warnings[0].code) == ([], Status.OK_WITH_WARNINGS, "W_NO_STAGES")
    deals = [{"deal_id": "7", "from_stage": None, "to_stage": "new", "moved_on": START}]
    assert ask(quiet, deals).rows == []
    assert list(stages(ask(quiet, deals, WarmUpFunnelSettings(of="deals")))) == ["new"]


def test_which_stages_end_a_way() -> None:
    usual = WarmUpFunnelSettings()
    assert endings(["Заявка", "Отказ клиента", "Встреча"], usual) == (["Заявка"], ["Отказ клиента"])
    assert endings(["Запит", "Відмова", "Зустріч"], usual) == (["Запит"], ["Відмова"])
    assert endings(["request", "won", "lost"], WarmUpFunnelSettings(of="deals")) == (["won"], ["lost"])
    chosen = WarmUpFunnelSettings(request_stages='["Встреча"]', refusal_stages='["Встреча", "Нет"]')
    assert endings(["Заявка", "Встреча", "Нет"], chosen) == (["Встреча"], ["Нет"])
    assert stage_names("") == []
    for wrong in ("[", '{"a": 1}', "[1]"):
        with pytest.raises(WrongSetting):
            WarmUpFunnelSettings(request_stages=wrong)


NAMES = ("A", "B", "C", "D")
STAGES = ("call", "event", "materials", "request", "refusal")


@st.composite
def walks(draw: st.DrawFn) -> Rows:
    """Ways of several companies, each with days of its own, shuffled."""
    moves: Rows = []
    for name in NAMES[: draw(st.integers(1, 4))]:
        day = START
        for _ in range(draw(st.integers(1, 7))):
            cost = draw(st.sampled_from([None, Decimal(10), Decimal(25)]))
            moves.append({"company": name, "to_stage": draw(st.sampled_from(STAGES)), "moved_on": day, "cost": cost})
            day += timedelta(days=draw(st.integers(1, 40)))
    return draw(st.permutations(moves))


def one_by_one(
    moves: Rows,
) -> tuple[list[tuple[str, str | None, int | None, Decimal | None]], list[list[dict[str, Any]]]]:
    """(stage, where to, days, cost) of every stay, and the ways, in plain Python."""
    stays, ways = [], []
    for name in NAMES:
        mine = sorted(
            (m for m in moves if m["company"] == name and m["moved_on"] <= AS_OF), key=lambda m: m["moved_on"]
        )
        current: Rows = []
        for move in mine:
            current.append(move)
            if move["to_stage"] in ("request", "refusal"):
                ways.append(current)
                current = []
        if current:
            ways.append(current)
    for steps in ways:
        for at, move in enumerate(steps):
            after = steps[at + 1] if at + 1 < len(steps) else None
            if move["to_stage"] not in ("request", "refusal"):
                days = (after["moved_on"] - move["moved_on"]).days if after else None
                stays.append((move["to_stage"], after["to_stage"] if after else None, days, move["cost"]))
    return stays, ways


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=walks())
def test_ways_as_stated_plainly(quiet: Store, moves: Rows) -> None:
    found = ask(quiet, moves)
    stays, ways = one_by_one(moves)
    ended = Counter(steps[-1]["to_stage"] for steps in ways)
    facts = found.facts
    assert (facts["ways"], facts["requests"], facts["refusals"]) == (len(ways), ended["request"], ended["refusal"])
    costs = [m["cost"] for steps in ways for m in steps if m["cost"] is not None]
    assert facts["cost"] == (sum(costs) if costs else None)
    rows = stages(found)
    assert set(rows) == {stage for stage, *_ in stays}
    for name, row in rows.items():
        mine = [stay for stay in stays if stay[0] == name]
        left = [stay for stay in mine if stay[1] is not None]
        assert (row["entered"], row["exits"], row["now"]) == (len(mine), len(left), len(mine) - len(left))
        assert row["median_days"] == (median([stay[2] for stay in left if stay[2] is not None]) if left else None)
        known = [stay[3] for stay in mine if stay[3] is not None]
        assert row["cost"] == (sum(known) if known else None)
        assert row["request"] == sum(stay[1] == "request" for stay in left)
        assert sum(row[kind] for kind in ("forward", "back", "request", "refusal")) == row["exits"]
        assert row["back"] == sum(
            stay[1] in rows and rows[stay[1]]["position"] <= row["position"] for stay in left if stay[1]
        )
    _chain_is_that_of_the_shares(found, stays, ways)


def _chain_is_that_of_the_shares(found: Result, stays: list[Any], ways: list[Any]) -> None:
    names = [row["stage"] for row in found.rows]
    if not names:
        return
    exits = {name: [stay[1] for stay in stays if stay[0] == name and stay[1]] for name in names}
    shares = [[exits[a].count(b) / max(len(exits[a]), 1) for b in (*names, "request", "refusal")] for a in names]
    chain = absorbing_chain([row[:-2] for row in shares], [row[-2:] for row in shares], [0.0] * len(names))
    begun = [sum(steps[0]["to_stage"] == name for steps in ways) for name in names]
    if chain is None or not sum(begun):
        assert found.facts["chance"] is None
        return
    chance = sum(n / sum(begun) * ends[0] for n, ends in zip(begun, chain.endings, strict=True))
    assert found.facts["chance"] == pytest.approx(chance)
