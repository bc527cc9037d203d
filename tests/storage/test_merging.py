"""Decisions join clients and names, are remembered by spelling, contradict nothing, and leave no trace when taken back."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staging import sale, staged_file

from storage.decided import decided_clients, noted_states, spelling_of
from storage.errors import StoreError
from storage.identity import Party, Spelling, client_of_parties, entity_of_parties
from storage.imports import load, undo
from storage.merging import Pair, decide, decisions_made, name_client, note_state, on_plan, take_back, written
from storage.names import name_key
from storage.store import Store, open_store
from storage.unmerged import unmerged
from storage.verdicts import Decision, chosen_names, linked_names

JAN = date(2024, 1, 10)
TABLES = (
    "parties", "party_entities", "clients", "client_aliases", "client_day", "purchase_states", "fallback_rhythm",
    "chosen_names", "given_names", "noted_states", "sales",
)  # fmt: skip
ALFA, BETA, GAMMA, DELTA = (
    Spelling(tax_id, "", name) for tax_id, name in (("11", "alfa"), ("22", "beta"), ("", "gamma"), ("", "delta"))
)


def contents(store: Store) -> dict[str, list[str]]:
    """Every derived table, its rows in their order."""
    return {table: [repr(row) for row in store.query(f"SELECT * FROM {table}").to_pylist()] for table in TABLES}


def rows_of(first: date = JAN) -> list[dict[str, Any]]:
    """Alfa and Beta with tax ids, Gamma and Delta without; Beta's history is the longest, then Alfa's."""
    days = {"Alfa": (0, 30, 60), "Beta": (1, 40, 90), "Gamma": (70, 80), "Delta": (2,)}
    tax_ids = {"Alfa": "11", "Beta": "22"}
    return [
        sale(first + timedelta(days=day), name, 100 + day, tax_id=tax_ids.get(name), manager=f"Manager {name}")
        for name, some in days.items()
        for day in some
    ]


@pytest.fixture
def four(store: Store, tmp_path: Path) -> Store:
    """A store of the four clients."""
    load(store, staged_file(tmp_path, "four.csv", rows_of()), by="owner")
    return store


def pair(left: Spelling, right: Spelling) -> Pair:
    return Pair(left, right, left.name.title(), right.name.title())


def names(store: Store) -> dict[int, str]:
    return {row["client_id"]: row["client"] for row in store.query("SELECT client_id, client FROM clients").to_pylist()}


def test_a_decision_joins_and_taking_it_back_restores_every_table(four: Store) -> None:
    before, version = contents(four), four.version()
    number = {name: client for client, name in names(four).items()}
    batch = decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    assert sorted(names(four).values()) == ["Alfa", "Beta", "Delta"]
    joined = four.query("SELECT DISTINCT client_id FROM parties WHERE name IN ('Alfa', 'Gamma')").to_pylist()
    assert joined == [{"client_id": number["Alfa"]}]
    states = four.query(
        "SELECT purchase_no, gap_days FROM purchase_states WHERE client_id = $id ORDER BY day", id=number["Alfa"]
    )
    assert [tuple(row.values()) for row in states.to_pylist()] == [(1, None), (2, 30), (3, 30), (4, 10), (5, 10)]
    assert four.version() == version + 1
    take_back(four, batch, "chief")
    assert contents(four) == before
    (log,) = decisions_made(four, "client")
    assert (log.decided_by, log.undone_by, log.undone_at is None) == ("owner", "chief", False)
    with pytest.raises(StoreError) as refused:
        take_back(four, batch, "chief")
    assert refused.value.code == "no_decision"


def test_the_longest_history_survives(four: Store) -> None:
    number = {name: client for client, name in names(four).items()}
    decide(four, "client", [pair(GAMMA, ALFA), pair(ALFA, BETA)], "same", "owner")
    (row,) = [row for row in four.query("SELECT * FROM clients").to_pylist() if row["client"] != "Delta"]
    assert (row["client"], row["client_id"], row["tax_id"]) == ("Beta", number["Beta"], "22")
    aliases = four.query("SELECT value FROM client_aliases WHERE client_id = $id ORDER BY value", id=number["Beta"])
    assert [one["value"] for one in aliases.to_pylist()] == ["11", "22", "alfa", "beta", "gamma"]


def test_different_is_remembered_and_refuses_what_contradicts_it(four: Store) -> None:
    before = contents(four)
    decide(four, "client", [pair(ALFA, BETA)], "different", "owner")
    number = {name: client for client, name in names(four).items()}
    key = tuple(sorted((number["Alfa"], number["Beta"])))
    assert decided_clients(four) == {key: "different"}
    decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    with pytest.raises(StoreError) as refused:
        decide(four, "client", [pair(GAMMA, BETA)], "same", "owner")
    assert (refused.value.code, refused.value.facts) == ("decided_different", {"left": "Alfa", "right": "Beta"})
    assert len(decisions_made(four, "client")) == 2 and len(names(four)) == 3
    decide(four, "client", [pair(BETA, ALFA)], "same", "owner")  # another answer about the very pair: the latest holds
    assert len(names(four)) == 2
    for batch in (3, 2, 1):
        take_back(four, batch, "owner")
    assert contents(four) == before


def test_later_changes_no_table_and_is_told(four: Store) -> None:
    before = contents(four)
    decide(four, "client", [pair(GAMMA, DELTA)], "later", "owner")
    assert contents(four) == before and list(decided_clients(four).values()) == ["later"]


def test_a_decision_outlives_its_import(four: Store, tmp_path: Path) -> None:
    decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    undo(four, 1)
    assert names(four) == {} and decided_clients(four) == {}
    later = [row for row in rows_of(JAN + timedelta(days=400)) if row["client"] != "Beta"]
    renamed = [{**row, "client": "Alfa-Group" if row["client"] == "Alfa" else row["client"]} for row in later]
    load(four, staged_file(tmp_path, "next.csv", renamed), by="owner")
    assert sorted(names(four).values()) == ["Alfa-Group", "Delta"]  # the tax id finds him under another name


def test_a_spelling_whose_name_got_another_tax_id_finds_nobody(four: Store, tmp_path: Path) -> None:
    decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    undo(four, 1)
    other = [sale(JAN, "Alfa", 5, tax_id="99"), sale(JAN, "Gamma", 5)]
    load(four, staged_file(tmp_path, "next.csv", other), by="owner")
    assert sorted(names(four).values()) == ["Alfa", "Gamma"]


def test_many_pairs_at_once_are_one_batch(store: Store, tmp_path: Path) -> None:
    rows = [sale(JAN, f"Branch {number}", 10 + number, tax_id="777") for number in range(7)]
    load(store, staged_file(tmp_path, "one.csv", rows), by="owner")
    before = contents(store)
    assert len(names(store)) == 7  # a tax id on more than five names joins nobody by itself
    spelled = [Spelling("777", "", name_key(f"Branch {number}")) for number in range(7)]
    batch = decide(store, "client", [pair(spelled[0], other) for other in spelled[1:]], "same", "owner")
    assert len(names(store)) == 1
    take_back(store, batch, "owner")
    assert contents(store) == before


def test_managers_and_products_are_called_by_the_name_that_stays(store: Store, tmp_path: Path) -> None:
    rows = [
        sale(JAN, "Alfa", 10, manager="Ivanov I.", product="GTX Pro"),
        sale(JAN, "Alfa", 5, manager="Ivan Ivanov", product="GTXPro"),
        sale(JAN, "Beta", 1, manager="I. Ivanov", product="Other"),
    ]
    load(store, staged_file(tmp_path, "one.csv", rows), by="owner")
    before = contents(store)

    def told(column: str, table: str) -> list[str]:
        found = store.query(f"SELECT DISTINCT {column} AS name FROM {table} ORDER BY 1").to_pylist()
        return [row["name"] for row in found]

    first = decide(store, "manager", [Pair(written("Ivan Ivanov"), written("Ivanov I."), "a", "b")], "same", "owner")
    assert told("manager", "client_day") == told("manager", "purchase_states") == ["I. Ivanov", "Ivan Ivanov"]
    second = decide(store, "manager", [Pair(written("I. Ivanov"), written("Ivanov I."), "a", "b")], "same", "owner")
    assert (
        told("manager", "client_day") == told("manager", "sales") == ["I. Ivanov"]
    )  # the latest choice, through a third
    decide(store, "product", [Pair(written("GTX Pro"), written("GTXPro"), "a", "b")], "same", "owner")
    assert told("product", "sales") == ["GTX Pro", "Other"] and told("product", "sales_lines")[0] == "GTX Pro"
    assert store.query("SELECT count(*) AS rows FROM client_day").to_pylist() == [{"rows": 2}]
    with pytest.raises(StoreError):
        decide(store, "manager", [Pair(written("Ivan Ivanov"), written("I. Ivanov"), "a", "b")], "different", "owner")
    for batch in (3, second, first):
        take_back(store, batch, "owner")
    assert contents(store) == before


def test_records_are_read_by_the_same_names(four: Store) -> None:
    with four.writing() as cursor:
        cursor.execute(
            "INSERT INTO deals_loaded (import_id, deal_id, client, client_key, created, stage, manager) VALUES (0, '1', 'Alfa', 'alfa', DATE '2024-01-01', 'won', 'M. Beta')"
        )
    decide(four, "manager", [Pair(written("Manager Beta"), written("M. Beta"), "a", "b")], "same", "owner")
    found = four.query("SELECT m.manager FROM deals d JOIN record_managers m ON m.written = d.manager").to_pylist()
    assert found == [{"manager": "Manager Beta"}]


def test_a_name_of_ones_own_and_what_became_of_a_client(four: Store) -> None:
    usual = contents(four)
    name_client(four, GAMMA, "  Holding\nGamma ", "owner")
    assert "Holding Gamma" in names(four).values()
    note_state(four, BETA, "Beta", "closed", JAN + timedelta(days=95), "register", "owner")
    (noted,) = noted_states(four)
    assert (noted.client, noted.state, noted.source) == ("Beta", "closed", "register")
    decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    assert "Holding Gamma" in names(four).values()
    take_back(four, 1, "owner")
    note_state(four, BETA, "Beta", "live", JAN + timedelta(days=96), "", "owner")
    name_client(four, GAMMA, "", "owner")
    assert noted_states(four) == []
    with four.writing() as cursor:
        cursor.execute("DELETE FROM noted_states")
    assert contents(four) == usual
    with pytest.raises(ValueError, match="bankrupt"):
        note_state(four, BETA, "Beta", "bankrupt", JAN, "", "owner")


def test_the_spelling_that_a_decision_remembers(four: Store) -> None:
    number = {name: client for client, name in names(four).items()}
    assert spelling_of(four, number["Beta"]) == BETA and spelling_of(four, 9999) is None
    decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    assert spelling_of(four, number["Alfa"]) == ALFA


def test_joined_clients_stand_apart_in_memory_as_they_stood_in_the_store(four: Store) -> None:
    assert unmerged(four) is None
    apart_before = {
        table: four.query(f"SELECT * FROM {table} WHERE client_id IN (SELECT client_id FROM parties WHERE name IN ('Alfa', 'Gamma')) ORDER BY ALL").to_pylist()
        for table in ("client_day", "purchase_states", "clients")
    }  # fmt: skip
    decide(four, "client", [pair(ALFA, GAMMA)], "same", "owner")
    apart = unmerged(four)
    assert apart is not None
    try:
        for table, rows in apart_before.items():
            assert apart.query(f"SELECT * FROM {table} ORDER BY ALL").to_pylist() == rows
    finally:
        apart.close()


@pytest.mark.parametrize(("kind", "verdict"), [("firm", "same"), ("client", "perhaps")])
def test_unknown_kinds_and_verdicts_are_refused(four: Store, kind: Any, verdict: Any) -> None:
    with pytest.raises(ValueError, match="no such decision"):
        decide(four, kind, [pair(ALFA, BETA)], verdict, "owner")
    with pytest.raises(ValueError, match="same as itself"):
        decide(four, "client", [pair(ALFA, ALFA)], "same", "owner")


# What the store must say, computed from scratch: rules first, then every pair in force, by walking from party to party.


def slow_clients(parties: Sequence[Party], pairs: Iterable[tuple[Spelling, Spelling]]) -> set[frozenset[int]]:
    """The groups of parties, of those who are somebody."""
    groups: dict[int, set[int]] = {}
    for party, entity in entity_of_parties(list(parties)).items():
        if entity:
            groups.setdefault(entity, set()).add(party)
    spelled = {Spelling(p.tax_id, p.code, p.name_key): p.party_id for p in parties}
    found = [set(group) for group in groups.values()]
    for left, right in pairs:
        if left in spelled and right in spelled:
            both = [group for group in found if spelled[left] in group or spelled[right] in group]
            found = [group for group in found if group not in both] + ([set().union(*both)] if both else [])
    return {frozenset(group) for group in found}


parties_and_pairs = st.tuples(
    st.lists(
        st.tuples(st.sampled_from(["", "11", "22", "33"]), st.sampled_from(["", "c1"]), st.sampled_from("abcd")),
        min_size=2, max_size=8, unique=True,
    ),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=5),
)  # fmt: skip


@given(parties_and_pairs, st.randoms(use_true_random=False))
def test_grouping_with_decisions_is_that_of_the_oracle_in_any_order(given_: Any, rng: Any) -> None:
    rows, places = given_
    parties = [Party(at + 1, *row) for at, row in enumerate(rows)]
    spelled = [Spelling(*row) for row in rows]
    pairs = [(spelled[a % len(rows)], spelled[b % len(rows)]) for a, b in places]
    found = client_of_parties(parties, pairs)
    groups = {frozenset(p for p, c in found.items() if c == client) for client in set(found.values()) - {0}}
    assert groups == slow_clients(parties, pairs)
    assert client_of_parties(rng.sample(parties, len(parties)), rng.sample(pairs, len(pairs))) == found


steps = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 3), st.integers(0, 3), st.sampled_from(["same", "same", "different", "later"])),
        st.tuples(st.just("take back"), st.integers(1, 4)),
        st.tuples(st.just("import"), st.integers(0, 2)),
        st.tuples(st.just("undo import"), st.integers(0, 2)),
    ),
    min_size=2, max_size=6,
)  # fmt: skip
_databases = itertools.count()


@settings(max_examples=7, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_after_everything_is_taken_back_nothing_is_left(tmp_path: Path, taken: list[tuple[Any, ...]]) -> None:
    folder = tmp_path / str(next(_databases))
    folder.mkdir()
    files = [staged_file(folder, f"{at}.csv", rows_of(JAN + timedelta(days=200 * at))) for at in range(3)]
    played, plain = open_store(folder / "played.duckdb"), open_store(folder / "plain.duckdb")
    try:
        play(played, plain, files, taken)
        for batch in {one.batch_id for one in decisions_made(played, "client") if one.undone_at is None}:
            take_back(played, batch, "owner")
        assert contents(played) == contents(plain)
    finally:
        played.close()
        plain.close()


def play(played: Store, plain: Store, files: list[Any], taken: list[tuple[Any, ...]]) -> None:
    """The steps on one store; on the other the imports alone."""
    spelled, loaded = (ALFA, BETA, GAMMA, DELTA), {}
    for step in taken:
        if step[0] == "decide" and step[1] != step[2]:
            try:
                decide(played, "client", [pair(spelled[step[1]], spelled[step[2]])], step[3], "owner")
            except StoreError as refused:
                assert refused.code == "decided_different"
        elif step[0] == "take back" and step[1] in {
            one.batch_id for one in decisions_made(played, "client") if one.undone_at is None
        }:
            take_back(played, step[1], "owner")
        elif step[0] == "import" and step[1] not in loaded:
            loaded[step[1]] = load(played, files[step[1]], by="owner")
            assert load(plain, files[step[1]], by="owner") == loaded[step[1]]
        elif step[0] == "undo import" and step[1] in loaded:
            number = loaded.pop(step[1])
            undo(played, number)
            undo(plain, number)


def decision(at: int, left: str, right: str, verdict: str = "same") -> Decision:
    moment = datetime(2024, 1, 1)
    return Decision(at, at, "manager", verdict, written(left), written(right), left, right, moment, "o", None, None)  # type: ignore[arg-type]


def test_the_name_that_stays_is_the_latest_choice() -> None:
    assert chosen_names([decision(1, "a", "b")]) == {"b": "a"}
    assert chosen_names([decision(1, "a", "b"), decision(2, "c", "b")]) == {"a": "c", "b": "c"}
    assert chosen_names([decision(1, "a", "b"), decision(2, "b", "a")]) == {"a": "b"}
    assert chosen_names([decision(1, "a", "b"), decision(2, "a", "b", "different")]) == {}


def test_names_made_by_older_rules_are_made_anew_with_the_next_change(four: Store, tmp_path: Path) -> None:
    with four.writing() as cursor:
        cursor.execute("UPDATE name_rules SET version = 0; UPDATE parties SET name_key = 'old ' || name_key")
        cursor.execute("INSERT INTO losses_loaded (import_id, client, client_key) VALUES (0, 'ФЛП Alfa', 'alfa флп')")
    load(four, staged_file(tmp_path, "more.csv", [sale(JAN, "ФЛП Alfa", 3)]), by="owner")
    keys = {row["name"]: row["name_key"] for row in four.query("SELECT name, name_key FROM parties").to_pylist()}
    assert keys["Alfa"] == keys["ФЛП Alfa"] == "alfa"
    assert four.query("SELECT client_key FROM losses").to_pylist() == [{"client_key": "alfa"}]
    assert sorted(names(four).values()) == ["Alfa", "Beta", "Delta", "Gamma"]


def test_a_person_on_a_plan_is_a_name_of_another_list(four: Store) -> None:
    """282 of the plan is 276 of the sales, and 276 of the plan is somebody else: nothing is joined through a third name."""

    def person(seller: str, name: str) -> Pair:
        return Pair(written(seller), on_plan(name), seller, name)

    def known() -> dict[str, str]:
        rows = four.query("SELECT written, chosen FROM chosen_names WHERE kind = 'person'").to_pylist()
        return {row["written"]: row["chosen"] for row in rows}

    before = contents(four)
    batch = decide(four, "person", [person("276", "282"), person("282", "289"), person("285", "276")], "same", "owner")
    assert known() == {"282": "276", "289": "282", "276": "285"}
    decide(four, "person", [person("290", "282")], "same", "owner")
    assert known()["282"] == "290", "the latest word counts"
    decide(four, "person", [person("282", "289")], "different", "owner")
    assert "289" not in known()
    take_back(four, batch, "owner")
    assert known() == {"282": "290"}
    assert contents(four)["sales"] == before["sales"]


@settings(max_examples=20, deadline=None)
@given(words=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=8))
def test_the_latest_word_about_a_name_counts(words: list[tuple[str, str]]) -> None:
    made = [
        Decision(
            at, at, "person", "same", written(seller), on_plan(name), seller, name, datetime(2024, 1, 1), "", None, None
        )
        for at, (seller, name) in enumerate(words)
    ]
    expected = {name: seller for seller, name in words}
    assert linked_names(made) == expected
