"""The examples of the page about merging: what it says comes out of the methods."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from methods_pages import assert_said
from rapidfuzz.distance import JaroWinkler

from analytics.lost.client_status import client_status
from analytics.merging import likeness, merge_candidates, spelling_candidates
from analytics.merging.live_base import LiveBaseSettings, live_base
from analytics.merging.merge_effect import merge_effect
from analytics.merging.spelling_candidates import is_same_person, signs
from analytics.scope import Scope
from storage.identity import MOST_NAMES_OF_A_TAX_ID, Spelling
from storage.imports import load
from storage.merging import Pair, decide
from storage.names import name_key
from storage.store import Store
from storage.unmerged import unmerged
from tests.storage.staging import sale, staged_file

COUNT, MAY_BE_ONE, CHANGES, NAMES = (
    "How many clients can buy", "Which clients may be one", "What a decision changes", "Managers and products",
)  # fmt: skip


def test_three_hundred_and_sixty_eight_clients(store: Store) -> None:
    nowhere = Scope(date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 1))
    facts = live_base(store, nowhere, LiveBaseSettings(declared=368, duplicates=120, closed=24, later=310)).facts
    shares = [
        round(100 * abs(facts[name]), 1) for name in ("merged_share", "gone_share", "change_share", "growth_share")
    ]
    assert_said(COUNT, facts["declared"], facts["merged"], facts["live"], 120, 24, 310, *shares)


def test_names_that_are_alike() -> None:
    pairs = (("Стройторг", "Стройторг-2"), ("Stroytorg", "Stroytorg-2"), ("Буддеталь", "Буддеталь-2"))
    far = (("Альфа-Строй", "Альфа Сервис"), ("Alpha Solar", "Alpha Studio"), ("Альфа Стиль", "Альфа Сервіс"))
    found = [
        [round(100 * JaroWinkler.similarity(name_key(a), name_key(b)), 1) for a, b in some] for some in (pairs, far)
    ]
    assert found == [[93.9] * 3, [87.9] * 3]
    assert_said(MAY_BE_ONE, 93.9, 87.9)
    for three in (("Ромашка, ООО", "ООО РОМАШКА", "ромашка"), ("Romashka Ltd", "Ltd ROMASHKA", "romashka")):
        assert len({name_key(name) for name in three}) == 1


def test_defaults() -> None:
    chosen = merge_candidates.CandidateSettings()
    shares = [round(100 * share) for share in (chosen.name_similarity, chosen.differing, chosen.went_on_similarity)]
    assert_said(MAY_BE_ONE, *shares, chosen.went_on_days, merge_candidates.MOST_OF_A_CONTACT, MOST_NAMES_OF_A_TAX_ID)
    assert_said(MAY_BE_ONE, likeness.LARGEST_BLOCK, likeness.NEIGHBOURS)
    assert likeness.BLOCK_LETTERS == 3  # written as a word
    assert_said(NAMES, round(100 * spelling_candidates.LIKENESS))


def test_one_who_buys_on_is_not_lost(store: Store, tmp_path: Path) -> None:
    end = date(2024, 4, 30)
    rows = [sale(date(2024, 3, 1) - timedelta(30 * step), "Alfa", 10) for step in range(6)]
    rows += [sale(date(2024, 3, 20) + timedelta(20 * step), "Alfa 2", 10) for step in range(3)]
    for number in range(8):  # eight more, two of them silent for long
        last = end - timedelta(200) if number < 2 else end
        rows += [sale(last - timedelta(30 * step), f"Client {'abcdefgh'[number] * 5}", 10) for step in range(4)]
    load(store, staged_file(tmp_path, "ten.csv", rows), by="tests")
    scope = Scope(end, date(2024, 1, 1), end)
    pair = Pair(Spelling("", "", name_key("Alfa")), Spelling("", "", name_key("Alfa 2")), "Alfa", "Alfa 2")
    decide(store, "client", [pair], "same", "tests")
    apart = unmerged(store)
    found = merge_effect(store, apart, scope)
    assert apart is not None
    apart.close()
    counts = [(one.repeat, one.lost, round(100 * (one.lost_share or 0), 1)) for one in (found.before, found.after)]
    assert counts == [(10, 3, 30.0), (9, 2, 22.2)]
    assert "lost" not in {row["status"] for row in client_status(store, scope).rows if row["client"].startswith("Alfa")}
    gaps = store.query("SELECT gap_days FROM purchase_states WHERE day = DATE '2024-03-20'").to_pylist()
    assert gaps == [{"gap_days": 19}]
    assert_said(CHANGES, 30, 1, 20, 10, 3, 30, 19, 9, 2, 22.2)


def test_names_of_managers_and_products() -> None:
    assert signs("GTXPro") == signs("GTX Pro") and signs("Клей-Про") == signs("КлейПро")
    for one, other in (("Smith J.", "John Smith"), ("Иванов И. И.", "Иван Иванов"), ("Мельник І. С.", "Ігор Мельник")):
        assert is_same_person(one, other)
    for one, other in (
        ("Smith John", "Smith Peter"),
        ("Иванов Иван", "Иванов Пётр"),
        ("Мельник Ігор", "Мельник Петро"),
    ):
        assert not is_same_person(one, other)
    assert_said(NAMES, 35, 45, 2)
