"""M28: the waterfall from typed numbers and from the data, the queue with its money, and what joining changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import WrongSetting
from analytics.merging.live_base import LiveBaseSettings, live_base
from analytics.merging.merge_candidates import buyers_before_decisions, merge_candidates
from analytics.merging.merge_effect import Standing, merge_effect
from analytics.merging.merge_queue import Queue, merge_queue, merge_sides
from analytics.result import Status
from analytics.scope import Scope
from analytics.statements import read_sql
from analytics.windows import default_scope
from storage.clients import regroup_clients
from storage.decided import decided_clients
from storage.identity import Spelling
from storage.imports import load
from storage.merging import Pair, decide, decisions_made, note_state, take_back
from storage.names import name_key
from storage.records import TYPED, load_records
from storage.store import Store
from storage.unmerged import unmerged
from tests.storage.staging import sale, staged_file

JAN = date(2024, 1, 10)
DAY = timedelta(days=1)


def steps(engine: Any, scope: Scope, **chosen: int) -> dict[str, int]:
    return {row["step"]: row["clients"] for row in live_base(engine, scope, LiveBaseSettings(**chosen)).rows}


def spelled(name: str, tax_id: str = "") -> Spelling:
    return Spelling(tax_id, "", name_key(name))


def join(store: Store, left: Spelling, right: Spelling, verdict: Any = "same") -> None:
    decide(store, "client", [Pair(left, right, left.name, right.name)], verdict, "tests")


@pytest.fixture
def company(store: Store, tmp_path: Path) -> Store:
    """Kedr goes on as Kedr Trade; Lotos is written twice; Rubin has two firms; Topaz bought once."""
    rows = [
        *(sale(JAN + 30 * step * DAY, "ООО Кедр", 100, tax_id="11", manager="Коваль", region="Юг") for step in range(6)),
        *(sale(JAN + (160 + 30 * step) * DAY, "Кедр Трейд", 70, tax_id="12", manager="Коваль", region="Юг") for step in range(6)),
        *(sale(JAN + 20 * step * DAY, "Лотос" if step % 2 else "ЛОТОС, ООО", 10) for step in range(16)),
        *(sale(JAN + 35 * step * DAY, "Рубин", 5, tax_id="21") for step in range(9)),
        *(sale(JAN + 40 * step * DAY, "Рубин", 7, tax_id="22") for step in range(8)),
        sale(JAN + 3 * DAY, "Топаз", 1),
        sale(JAN, "Розничный покупатель", 999),
    ]  # fmt: skip
    load(store, staged_file(tmp_path, "company.csv", rows), by="tests")
    return store


@pytest.fixture
def scope(company: Store) -> Scope:
    return default_scope(company)


def test_worked_example_of_typed_numbers(store: Store) -> None:
    nowhere = Scope(JAN, JAN, JAN)
    result = live_base(store, nowhere, LiveBaseSettings(declared=368, duplicates=120, closed=24, later=310))
    assert [(row["step"], row["clients"], row["remaining"]) for row in result.rows] == [
        ("declared", 368, 368), ("entities", 0, 368), ("duplicates", -120, 248), ("closed", -24, 224),
        ("moved", 0, 224), ("refused", 0, 224), ("live", 224, 224),
    ]  # fmt: skip
    shares = [
        round(100 * result.facts[name], 1) for name in ("merged_share", "gone_share", "change_share", "growth_share")
    ]
    assert shares == [-32.6, -9.7, -39.1, 38.4]
    assert result.status is Status.OK


def test_more_taken_away_than_there_is(store: Store) -> None:
    result = live_base(store, Scope(JAN, JAN, JAN), LiveBaseSettings(declared=10, moved=12))
    assert (result.status, result.warnings[0].code, result.warnings[0].facts) == (
        Status.WRONG_INPUT,
        "E_BASE",
        {"need": 2},
    )
    with pytest.raises(WrongSetting):
        LiveBaseSettings(declared=-1)
    assert live_base(store, Scope(JAN, JAN, JAN)).status is Status.NOT_ENOUGH_DATA


def test_the_way_down_from_the_data(company: Store, scope: Scope) -> None:
    assert steps(company, scope) == {
        "declared": 7, "entities": 0, "duplicates": -1, "closed": 0, "moved": 0, "refused": 0, "live": 6,
    }  # fmt: skip
    join(company, spelled("Кедр", "11"), spelled("Кедр Трейд", "12"))
    join(company, spelled("Рубин", "21"), spelled("Рубин", "22"))
    join(company, spelled("Лотос"), spelled("Топаз"))
    assert steps(company, scope) == {
        "declared": 7, "entities": -2, "duplicates": -2, "closed": 0, "moved": 0, "refused": 0, "live": 3,
    }  # fmt: skip
    assert live_base(company, scope).facts["merged"] == 3


def test_a_note_holds_until_the_next_purchase(company: Store, scope: Scope) -> None:
    last = scope.as_of
    note_state(company, spelled("Кедр", "11"), "Кедр", "closed", last - 5 * DAY, "звонок", "tests")
    note_state(company, spelled("Лотос"), "Лотос", "moved", JAN + 50 * DAY, "", "tests")  # bought since
    note_state(company, spelled("Топаз"), "Топаз", "refused", JAN + 3 * DAY, "", "tests")
    assert {name: count for name, count in steps(company, scope).items() if name in ("closed", "moved", "refused", "live")} == {
        "closed": -1, "moved": 0, "refused": -1, "live": 4,
    }  # fmt: skip
    before = Scope(last - 6 * DAY, JAN, last - 6 * DAY)
    assert steps(company, before)["closed"] == 0  # nothing is known before its day
    note_state(company, spelled("Кедр", "11"), "Кедр", "live", last, "", "tests")
    assert steps(company, scope)["closed"] == 0


def test_the_base_of_potential_clients(company: Store, scope: Scope) -> None:
    assert "base_records" not in live_base(company, scope).facts
    rows = [
        ("Маяк", "live"),
        ("МАЯК", "live"),
        ("Берег", "duplicate"),
        ("Парус", "closed"),
        ("Сокол", "invalid"),
        ("Кедр", "live"),
    ]
    table = pa.table({"company": [name for name, _ in rows], "state": [state for _, state in rows]})
    load_records(company, TYPED, {"base": table})
    facts = live_base(company, scope).facts
    assert [facts[f"base_{name}"] for name in ("records", "duplicates", "closed", "invalid", "live")] == [6, 2, 1, 1, 2]


def queue(store: Store, scope: Scope) -> Queue:
    pairs = merge_candidates(buyers_before_decisions(store, scope))
    return merge_queue(store, scope, pairs, without=decided_clients(store))


def asked(found: Queue) -> list[tuple[str, str, str]]:
    return [(row["left"], row["right"], row["strength"]) for row in found.table.to_pylist()]


def test_the_queue_asks_once_and_knows_the_money(company: Store, scope: Scope) -> None:
    found = queue(company, scope)
    assert asked(found) == [("Рубин", "Рубин", "strong"), ("ООО Кедр", "Кедр Трейд", "weak")]
    rubin, kedr = found.table.to_pylist()
    assert (kedr["net_all"], kedr["left_12m"], kedr["right_12m"]) == (Decimal(1020), Decimal(600), Decimal(420))
    assert (kedr["left_tax_id"], kedr["left_name_key"], kedr["right_tax_id"]) == ("11", "кедр", "12")
    assert (kedr["reasons"], kedr["gap_days"]) == (["likeness", "went_on"], 10)
    assert (found.counts, found.clients, found.waiting) == ({"strong": 1, "weak": 1, "faint": 0}, 4, 2)
    join(company, spelled("Рубин", "21"), spelled("Рубин", "22"), "different")
    assert asked(queue(company, scope)) == [("ООО Кедр", "Кедр Трейд", "weak")]
    join(company, spelled("Кедр", "11"), spelled("Кедр Трейд", "12"))
    assert asked(queue(company, scope)) == []
    later = merge_queue(company, scope, merge_candidates(buyers_before_decisions(company, scope)), only=[(1, 2)])
    assert later.table.num_rows == 0 and rubin["strength"] == "strong"


def test_contacts_come_from_the_base(company: Store, scope: Scope) -> None:
    table = pa.table({"company": ["Топаз", "Лотос"], "phone": ["050 123-45-67", "+380501234567"]})
    load_records(company, TYPED, {"base": table})
    assert ("ЛОТОС, ООО", "Топаз", "strong") in asked(queue(company, scope))


def test_two_clients_side_by_side(company: Store, scope: Scope) -> None:
    kedr = queue(company, scope).table.to_pylist()[1]
    left, right = merge_sides(company, scope, (kedr["left_id"], kedr["right_id"]))
    assert (left["client"], left["tax_ids"], left["managers"], left["regions"], left["purchases"]) == (
        "ООО Кедр",
        ["11"],
        ["Коваль"],
        ["Юг"],
        6,
    )
    assert (right["first_day"], right["net_all"]) == (JAN + 160 * DAY, Decimal(420))


def test_tax_ids_on_many_names(store: Store, tmp_path: Path) -> None:
    rows = [sale(JAN, f"Branch {number}", 10 + number, tax_id="777") for number in range(7)] + [
        sale(JAN, "One", 1, tax_id="5")
    ]
    load(store, staged_file(tmp_path, "one.csv", rows), by="tests")
    found = store.query(read_sql("merging/shared_tax_ids"), as_of=JAN).to_pylist()
    assert [(row["tax_id"], row["client"]) for row in found] == [
        ("777", f"Branch {number}") for number in range(6, -1, -1)
    ]


def test_one_who_buys_on_under_another_name_is_not_lost(company: Store, scope: Scope) -> None:
    assert merge_effect(company, None, scope).before == merge_effect(company, None, scope).after == Standing(6, 5, 1)
    join(company, spelled("Кедр", "11"), spelled("Кедр Трейд", "12"))
    apart = unmerged(company)
    assert apart is not None
    found = merge_effect(company, apart, scope)
    apart.close()
    assert (found.before, found.after) == (Standing(6, 5, 1), Standing(5, 4, 0))
    assert (found.before.lost_share, found.after.lost_share, Standing(1, 0, 0).lost_share) == (0.2, 0.0, None)


# The same count by plain Python, over names, clients and notes of any kind.

noted = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["closed", "moved", "refused", "live"]), st.integers(0, 12)),
    max_size=5,
)
joined = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4)
NAMES = (("Кедр", "11"), ("Рубин", "22"), ("Топаз", ""), ("Маяк", "33"), ("Лотос", ""))


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Five clients, two of them under two spellings; each bought on the day of his number."""
    from storage.store import open_store

    folder = tmp_path_factory.mktemp("five")
    opened = open_store(folder / "five.duckdb")
    rows = [sale(JAN + 2 * at * DAY, name, 10, tax_id=tax_id or None) for at, (name, tax_id) in enumerate(NAMES)]
    rows += [sale(JAN, "КЕДР", 1, tax_id="11"), sale(JAN, "«Лотос»", 1)]
    load(opened, staged_file(folder, "five.csv", rows), by="tests")
    yield opened
    opened.close()


@settings(max_examples=8)
@given(noted, joined, st.integers(0, 12))
def test_the_count_is_that_of_the_oracle(five: Store, notes: Any, pairs: Any, until: int) -> None:
    for batch in {one.batch_id for one in decisions_made(five, "client") if one.undone_at is None}:
        take_back(five, batch, "tests")
    with five.writing() as cursor:
        cursor.execute("DELETE FROM client_states")
        regroup_clients(cursor)
    for left, right in pairs:
        if left != right:
            join(five, spelled(*NAMES[left]), spelled(*NAMES[right]))
    for who, state, day in notes:
        note_state(five, spelled(*NAMES[who]), "", state, JAN + day * DAY, "", "tests")
    as_of = JAN + until * DAY
    counted = live_base(five, Scope(as_of, JAN, as_of))
    assert {row["step"]: row["clients"] for row in counted.rows} == oracle(notes, pairs, until)


def oracle(notes: Any, pairs: Any, until: int) -> dict[str, int]:
    """Names, groups and notes walked one by one."""
    groups = [{at} for at in range(5)]
    for left, right in pairs:
        both = [group for group in groups if group & {left, right}]
        groups = [group for group in groups if not group & {left, right}] + [set().union(*both)]
    spellings = {0: [(0, "Кедр"), (0, "КЕДР")], 4: [(8, "Лотос"), (0, "«Лотос»")]}
    found = {"declared": 0, "entities": 0, "duplicates": 0, "closed": 0, "moved": 0, "refused": 0}
    for group in groups:
        seen = {at: [n for d, n in spellings.get(at, [(2 * at, NAMES[at][0])]) if d <= until] for at in group}
        seen = {at: names for at, names in seen.items() if names}
        if not seen:
            continue
        names = sum(map(len, seen.values()))
        tax_ids = sum(bool(NAMES[at][1]) for at in seen)
        entities = max(min(tax_ids, len(seen)) - 1, 0)
        found["declared"] += names
        found["entities"] -= entities
        found["duplicates"] -= names - entities - 1
        last = max(day for at in group for day, _ in spellings.get(at, [(2 * at, "")]) if day <= until)
        state = next(((state, day) for who, state, day in reversed(notes) if who in group), None)
        if state and state[0] in found and last <= state[1] <= until:
            found[state[0]] -= 1
    return found | {"live": sum(found.values())}
