"""M26: passports of a week against the norm, how many scouts, what their companies came to; worked examples, a plain count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from base_oracles import answer, entries_of, purchases_of, talks_of
from base_worlds import AS_OF, SCOPE, SCOUT, SELLER, World, deal, entry, shuffled_world, standing, talk, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line

from analytics.base.scouts import REFUSED, YEAR, ScoutsSettings, scouts, typed_scouts, yield_per_100
from analytics.errors import WrongSetting
from analytics.scope import Scope

Build = Callable[..., Store]


def test_twelve_managers_and_nine_hundred_missing() -> None:
    needed = typed_scouts(ScoutsSettings(managers=12, gap=900)).facts["needed"]
    assert (needed["least"], needed["most"], needed["by_gap"]) == (2, 4, 3)
    assert typed_scouts(ScoutsSettings(managers=0)).facts["needed"]["most"] == 0
    assert typed_scouts(ScoutsSettings(managers=7, gap=1)).facts["needed"] | {} == {
        "managers": 7, "least": 1, "most": 3, "gap": 1, "months": 3.0, "by_gap": 1,
    }  # fmt: skip


def test_a_week_of_31_passports_is_96_percent_of_the_norm() -> None:
    (week,) = typed_scouts(ScoutsSettings(managers=3, entered=31, duplicates=4, incomplete=3)).rows
    assert (week["accepted"], week["norm_share"], week["norm"]) == (24, 0.96, 25)
    (short,) = typed_scouts(ScoutsSettings(managers=3, entered=31, duplicates=4, incomplete=3, working_days=3)).rows
    assert (short["norm"], short["norm_share"]) == (15, 1.6)
    assert typed_scouts(ScoutsSettings(managers=3)).rows == []


def test_from_six_clients_a_year_to_27() -> None:
    assert 27 / 6 == 4.5
    assert yield_per_100(27, 1200) == 2.25 and yield_per_100(24, 1200) == 2
    assert yield_per_100(1, 0) is None


def test_limits_of_chance_around_the_norm() -> None:
    def signal(entered: int, limits: bool = True) -> str:
        (week,) = typed_scouts(ScoutsSettings(managers=3, entered=entered, limits=limits)).rows
        return str(week["signal"])

    assert [signal(n) for n in (14, 15, 25, 35, 36)] == ["low", "", "", "", "high"]
    assert signal(1, limits=False) == ""


def test_when_the_sellers_fill_the_base_themselves() -> None:
    """Twelve managers, 900 companies in 3 months: 25 each a month, 40 hours, a quarter of the time and of the plan."""
    alone = typed_scouts(ScoutsSettings(managers=12, gap=900, plan=10)).facts["alone"]
    assert (alone["a_month"], alone["hours"], alone["time_share"], alone["plan_left"]) == (25, 40, 0.25, 7.5)
    assert typed_scouts(ScoutsSettings(managers=0, gap=900)).facts["alone"] == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"managers": -1}, {"week_norm": 0}, {"gap": -5}, {"gap_months": 0}, {"managers_least": 8},
        {"entered": 5, "duplicates": 4, "incomplete": 2}, {"working_days": 8},
    ],
)  # fmt: skip
def test_wrong_numbers_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(WrongSetting):
        ScoutsSettings(**wrong)  # type: ignore[arg-type]
    with pytest.raises(WrongSetting, match="setting_missing"):
        typed_scouts(ScoutsSettings())


MONDAY = date(2024, 12, 23)


def week_of(store_of: Build, rows: list[dict[str, object]], **more: object) -> list[dict[str, object]]:
    world = World(rows, [], [], [line(MONDAY - timedelta(days=60), "Client", 10), line(AS_OF, "Client", 5)])
    with standing(store_of, world) as store:
        found: list[dict[str, object]] = scouts(store.engine, SCOPE, **more).rows  # type: ignore[arg-type]
        return found


def test_only_a_whole_passport_of_a_new_company_counts(store_of: Build) -> None:
    rows = [entry(f"Good {n}", MONDAY, created_by=SCOUT) for n in range(3)]
    rows += [
        entry("Good 0", MONDAY, created_by=SCOUT, state="duplicate"), entry("Half", MONDAY, created_by=SCOUT, completeness=Decimal("0.5")),
        entry("Client", MONDAY, created_by=SCOUT), entry("Shut", MONDAY, created_by=SCOUT, state="closed"),
        entry("No fields", MONDAY, created_by=SCOUT, completeness=None), entry("By itself", MONDAY), entry("No day", None, created_by=SCOUT),
        entry("All fields", MONDAY, created_by=SCOUT, completeness=None, industry="Farm", size="small", contact_name="A", contact_role="B", phone="1"),
    ]  # fmt: skip
    (week,) = week_of(store_of, rows)
    assert {name: week[name] for name in ("entered", "accepted", *REFUSED)} == {
        "entered": 9, "accepted": 4, "duplicates": 1, "clients": 1, "untrue": 1, "incomplete": 2,
    }  # fmt: skip
    assert (week["week"], week["scout"], week["by_seller"], week["is_complete"]) == (MONDAY, SCOUT, False, True)


def test_who_buys_on_the_day_of_his_passport_was_no_client_before(store_of: Build) -> None:
    day = MONDAY - timedelta(days=60)
    (week,) = week_of(store_of, [entry("Client", day, created_by=SCOUT)])
    assert (week["accepted"], week["clients"]) == (1, 0)


def test_a_week_that_is_not_over_has_a_part_of_the_norm(store_of: Build) -> None:
    tuesday = AS_OF
    assert tuesday.weekday() == 1
    (week,) = week_of(store_of, [entry(f"C{n}", AS_OF, created_by=SCOUT) for n in range(10)])
    assert (week["norm"], week["norm_share"], week["is_complete"]) == (10, 1.0, False)


@pytest.mark.parametrize(("by_sellers", "conflict"), [(2, False), (3, True)])
def test_sellers_who_collect_are_a_conflict_of_roles(store_of: Build, by_sellers: int, conflict: bool) -> None:
    """Above a fifth of the year's entries."""
    names = [SELLER] * by_sellers + [SCOUT] * 8
    made = [entry(f"C{n}", MONDAY, created_by=name) for n, name in enumerate(names)]
    world = World(made, [talk("Somebody", AS_OF, "interest")])
    with standing(store_of, world) as store:
        result = scouts(store.engine, SCOPE)
    assert result.facts["role_conflict"] is conflict and result.facts["sellers_share"] == by_sellers / len(names)
    assert [notice.code for notice in result.warnings] == (["W_ROLES"] if conflict else [])


def test_from_passport_to_deal(store_of: Build) -> None:
    world = World(
        [entry(f"C{n}", AS_OF - timedelta(days=200), created_by=SCOUT) for n in range(5)],
        [talk("C0", AS_OF - timedelta(days=150), "interest"), talk("C0", AS_OF - timedelta(days=90), "request"),
         talk("C1", AS_OF - timedelta(days=150), "refusal"), talk("C2", AS_OF - timedelta(days=150), "request"),
         talk("C3", AS_OF - timedelta(days=300), "request")],
        [deal(1, "C2", AS_OF - timedelta(days=140), won_at=AS_OF - timedelta(days=100))],
        [line(AS_OF - timedelta(days=50), "C0", 10)],
    )  # fmt: skip
    with standing(store_of, world) as store:
        (row,) = scouts(store.engine, SCOPE).facts["funnel"]
    assert {name: row[name] for name in ("scout", "passports", "contacts", "requests", "deals")} == {
        "scout": SCOUT, "passports": 5, "contacts": 3, "requests": 2, "deals": 2,
    }  # fmt: skip
    assert row["yield_per_100"] == 40 and row["low"] < 40 < row["high"]


@settings(max_examples=10)
@given(worlds(), st.integers(0, 6))
def test_passports_one_by_one(store_of: Build, world: World, turn: int) -> None:
    with standing(store_of, shuffled_world(world, turn)) as store:
        result = scouts(store.engine, SCOPE)
    sellers = {row.manager for row in world.lines} | {d["manager"] for d in world.deals}
    sellers |= {t["manager"] for t in world.touches if t["day"] <= AS_OF}
    weeks: dict[tuple[date, str], dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("entered", "accepted", *REFUSED), 0)
    )
    funnel: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in entries_of(world, AS_OF):
        if not row["created_by"] or not row["created"]:
            continue
        bought, talks = purchases_of(world, row["company"], AS_OF), talks_of(world, row["company"], AS_OF)
        monday = row["created"] - timedelta(days=row["created"].weekday())
        if monday > AS_OF - YEAR:
            filled = row["completeness"] == 1 if row["completeness"] is not None else False
            verdict = (
                "duplicates" if row["standing"] == "duplicate"
                else "clients" if bought and bought[0] < row["created"]
                else "untrue" if row["standing"] in ("closed", "invalid")
                else "accepted" if filled else "incomplete"
            )  # fmt: skip
            weeks[monday, row["created_by"]]["entered"] += 1
            weeks[monday, row["created_by"]][verdict] += 1
        if row["standing"] != "duplicate" and not (bought and bought[0] < row["created"]):
            won = [
                d["won_at"]
                for d in world.deals
                if d["client"] == row["company"] and d["won_at"] and d["won_at"] <= AS_OF
            ]
            asked = [t["day"] for t in talks if answer(t) == "request"]
            ended = min([*won, *bought[:1]], default=None)
            mine = funnel[row["created_by"]]
            mine[0] += 1
            mine[1] += bool(talks) and talks[0]["day"] >= row["created"]
            mine[2] += bool(asked) and asked[0] >= row["created"]
            mine[3] += ended is not None and ended >= row["created"]
    assert {(r["week"], r["scout"]): {n: r[n] for n in ("entered", "accepted", *REFUSED)} for r in result.rows} == dict(
        weeks
    )
    assert {
        r["scout"]: [r[n] for n in ("passports", "contacts", "requests", "deals")] for r in result.facts["funnel"]
    } == dict(funnel)
    assert all(r["by_seller"] == (r["scout"] in sellers) for r in result.rows)
    assert result.facts["needed"]["managers"] == len(
        {r.manager for r in world.lines if r.manager and r.day > AS_OF - timedelta(days=91)}
    )


def test_nothing_is_known_before_the_first_entry(store_of: Build) -> None:
    early = date(2020, 1, 1)
    with standing(store_of, World([entry("A", AS_OF, created_by=SCOUT)])) as store:
        result = scouts(store.engine, Scope(early, early, early))
    assert (result.rows, result.facts["funnel"], result.facts["sellers_share"]) == ([], [], None)
