"""Who is one client, against a slow statement of the same rules, whatever the order of the parties."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from storage.identity import Party, ambiguous_names, client_of_parties, usable_tax_ids


def clients(*triples: tuple[str, str, str]) -> list[int]:
    parties = [Party(at + 1, *triple) for at, triple in enumerate(triples)]
    found = client_of_parties(parties)
    return [found[p.party_id] for p in parties]


def test_tax_id_comes_before_code_and_name() -> None:
    assert clients(("111", "", "ромашка"), ("111", "", "ромашка 2"), ("222", "", "ромашка")) == [1, 1, 3]


def test_code_comes_before_name() -> None:
    assert clients(("", "7", "ромашка"), ("", "7", "ромашка филиал"), ("", "8", "ромашка")) == [1, 1, 3]


def test_code_under_two_tax_ids_joins_nobody() -> None:
    assert clients(("111", "7", "а"), ("222", "7", "б"), ("", "7", "в")) == [1, 2, 3]


def test_name_alone_finds_the_one_client_that_carries_it() -> None:
    assert clients(("111", "", "ромашка"), ("", "", "ромашка")) == [1, 1]
    assert clients(("", "", "ромашка"), ("111", "", "ромашка")) == [1, 1]


def test_name_of_two_firms_finds_nobody() -> None:
    assert clients(("111", "", "ромашка"), ("222", "", "ромашка"), ("", "", "ромашка")) == [1, 2, 3]


def test_crm_code_finds_the_firm_of_the_accounting_system_by_name() -> None:
    assert clients(("111", "", "ромашка"), ("", "C-9", "ромашка")) == [1, 1]


def test_code_does_not_join_a_firm_that_has_a_code_of_its_own() -> None:
    assert clients(("111", "C-1", "ромашка"), ("", "C-9", "ромашка")) == [1, 2]


def test_zeros_and_shared_placeholders_are_no_tax_ids() -> None:
    assert clients(("0000000000", "", "а"), ("0000000000", "", "б")) == [1, 2]
    shared = [("555", "", name) for name in "абвгде"]
    assert clients(*shared) == [1, 2, 3, 4, 5, 6]
    assert usable_tax_ids([Party(1, "555", "", "а")]) == {"555"}


def test_nobody_and_mass_names_are_unidentified() -> None:
    assert clients(("", "", ""), ("", "", "покупатель розничный"), ("111", "", "покупатель розничный")) == [0, 0, 3]


def test_names_on_several_clients_are_listed() -> None:
    parties = [Party(1, "111", "", "ромашка"), Party(2, "222", "", "ромашка"), Party(3, "", "", "лотос")]
    assert ambiguous_names(parties, client_of_parties(parties)) == {"ромашка": (1, 2)}


triples = st.lists(
    st.tuples(st.sampled_from(["", "11", "22"]), st.sampled_from(["", "c1", "c2"]), st.sampled_from(["", "a", "b"])),
    min_size=1,
    max_size=9,
    unique=True,
)


@given(triples, st.randoms(use_true_random=False))
def test_grouping_does_not_depend_on_the_order(rows: list[tuple[str, str, str]], rng: random.Random) -> None:
    parties = [Party(at + 1, *row) for at, row in enumerate(rows)]
    shuffled = rng.sample(parties, len(parties))
    assert client_of_parties(parties) == client_of_parties(shuffled)


@given(triples)
def test_two_tax_ids_are_never_one_client(rows: list[tuple[str, str, str]]) -> None:
    parties = [Party(at + 1, *row) for at, row in enumerate(rows)]
    found = client_of_parties(parties)
    tax_ids: dict[int, set[str]] = {}
    for party in parties:
        if party.tax_id:
            tax_ids.setdefault(found[party.party_id], set()).add(party.tax_id)
    assert all(len(ids) == 1 for ids in tax_ids.values())
