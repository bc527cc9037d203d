"""Pairs of clients that may be one: every reason, every bound, and a slow comparison of all with all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import WrongSetting
from analytics.merging import likeness
from analytics.merging.contacts import domain_keys, email_keys, phone_keys
from analytics.merging.likeness import alike_names, differing_likeness
from analytics.merging.merge_candidates import Buyers, CandidateSettings, merge_candidates
from storage.names import name_key

START = date(2024, 1, 1)


def slow_jaro_winkler(one: str, other: str) -> float:
    """The measure as its definition has it, letter by letter."""
    if one == other:
        return 1.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    matched = []
    for at, letter in enumerate(one):
        for place in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[place] and other[place] == letter:
                taken[place] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    theirs = [letter for place, letter in enumerate(other) if taken[place]]
    swapped = sum(a != b for a, b in zip(matched, theirs, strict=True)) // 2
    found = len(matched)
    jaro = (found / len(one) + found / len(other) + (found - swapped) / found) / 3
    if jaro <= 0.7:
        return jaro
    prefix = next(
        (at for at, (a, b) in enumerate(zip(one[:4], other[:4], strict=False)) if a != b), min(4, len(one), len(other))
    )
    return jaro + prefix * 0.1 * (1 - jaro)


def meet(one: str, other: str) -> bool:
    """Whether the rule compares two names: a common beginning of three letters, or short names a letter apart."""
    begins = [{word[:3] for word in name.split() if len(word) > 2} for name in (one, other)]
    if begins[0] & begins[1]:
        return True
    less = [{name, *(name[:at] + name[at + 1 :] for at in range(len(name)))} for name in (one, other)]
    return len(one) <= 6 and len(other) <= 6 and bool(less[0] & less[1])


def slow_alike(names: Sequence[str], least: float) -> set[tuple[int, int]]:
    """Every pair of names compared."""
    return {
        (a, b)
        for a, b in combinations(range(len(names)), 2)
        if meet(names[a], names[b]) and slow_jaro_winkler(names[a], names[b]) >= least
    }


words_ = st.text("абвгдеж", min_size=1, max_size=7)
name_lists = st.lists(
    st.lists(words_, min_size=1, max_size=3).map(" ".join).filter(str.strip), min_size=1, max_size=14, unique=True
)


@given(name_lists, st.sampled_from([0.85, 0.92, 0.97]))
def test_blocks_miss_nothing_that_the_rule_compares(names: list[str], least: float) -> None:
    found = alike_names(names, least)
    pairs = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    border = {
        (a, b) for a, b in pairs ^ slow_alike(names, least) if abs(slow_jaro_winkler(names[a], names[b]) - least) < 1e-6
    }
    assert pairs - border == slow_alike(names, least) - border
    assert len(pairs) == len(found)
    for a, b, value in zip(found.left.tolist(), found.right.tolist(), found.likeness.tolist(), strict=True):
        assert a < b and value == pytest.approx(slow_jaro_winkler(names[a], names[b]), abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "compared"),
    [
        ("сталькон", "стадькон", True), ("сталькон", "стольконь", False), ("сталькон", "скалькон", False),
        ("сталькон сервис", "скалькон сервис", True), ("крейн", "крен", True), ("нива", "ниа", True),
    ],
)  # fmt: skip
def test_which_names_are_compared_at_all(one: str, other: str, compared: bool) -> None:
    assert len(alike_names([one, other], 0.8)) == compared == meet(one, other)


def test_a_block_of_thousands_is_bounded_and_a_slip_is_found_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "LARGEST_BLOCK", 100)
    monkeypatch.setattr(likeness, "NEIGHBOURS", 20)
    dice = random.Random(3)
    names = sorted({"торг " + "".join(dice.choice("абвгдежзиклмн") for _ in range(9)) for _ in range(1500)})
    slips = [(name, name[:9] + name[10:]) for name in names[::100]]
    everything = sorted({*names, *(slip for _, slip in slips)})
    compared = 0
    usual = likeness.process.cdist

    def counted(*sides: Any, **more: Any) -> Any:
        nonlocal compared
        compared += len(sides[0]) * len(sides[1])
        return usual(*sides, **more)

    monkeypatch.setattr(likeness.process, "cdist", counted)
    found = alike_names(everything, 0.92)
    pairs = {frozenset((everything[a], everything[b])) for a, b in zip(found.left, found.right, strict=True)}
    assert all(frozenset(slip) in pairs for slip in slips)
    assert compared < 15 * 20 * 20 * len(everything) / 20  # not the square of the block


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("Альфа-Строй", "Альфа Сервис", 0.879), ("Стройторг", "Стройторг-2", 0.939), ("ваза", "кино", 0.0)],
)
def test_worked_examples_of_likeness(one: str, other: str, expected: float) -> None:
    assert slow_jaro_winkler(name_key(one), name_key(other)) == pytest.approx(expected, abs=5e-4)
    found = alike_names([name_key(one), name_key(other)], 0.92)
    assert len(found) == (expected >= 0.92)


def test_words_that_differ() -> None:
    assert differing_likeness("плюс сапфир", "плюс прима") < 0.7
    assert differing_likeness("горизонт", "горизонт плюс") == 1.0
    assert differing_likeness("ракта сервис", "ракита сервис") > 0.9


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("+38 (050) 123-45-67", ["501234567"]), ("050 1234567", ["501234567"]), ("8 (916) 123-45-67", ["9161234567"]),
        ("+7 916 123 45 67, доб. 12", ["9161234567"]), ("123-45-67", []), ("", []),
        ("044 111-22-33; +380671112233", ["441112233", "671112233"]),
    ],
)  # fmt: skip
def test_phones_by_their_last_digits(cell: str, keys: list[str]) -> None:
    assert list(phone_keys(cell)) == keys


def test_addresses_and_domains() -> None:
    assert list(email_keys("Office@Romashka.UA; a@b.com")) == ["office@romashka.ua", "a@b.com"]
    assert list(domain_keys("https://www.Romashka.ua/kontakty", "x@gmail.com, sales@romashka.ua")) == ["romashka.ua"]
    assert list(domain_keys("instagram.com/romashka", "x@ukr.net")) == [] == list(domain_keys("", ""))


def buyers(*rows: tuple[str, int, int, str, str], contacts: Sequence[tuple[int, str, str]] = ()) -> Buyers:
    """Clients numbered from 1: name, first and last day from the start, manager, region; further keys."""
    numbers = list(range(1, len(rows) + 1))
    keys = [(number, "name", name_key(row[0])) for number, row in zip(numbers, rows, strict=True)] + list(contacts)
    return Buyers(
        pa.table(
            {
                "entity_id": pa.array(numbers, pa.int32()),
                "first_day": pa.array([START + timedelta(row[1]) for row in rows], pa.date32()),
                "last_day": pa.array([START + timedelta(row[2]) for row in rows], pa.date32()),
                "manager": [row[3] for row in rows],
                "region": [row[4] for row in rows],
            }
        ),
        pa.table({name: [key[at] for key in keys] for at, name in enumerate(("entity_id", "kind", "value"))}),
    )


def found_in(given_: Buyers, **chosen: Any) -> list[tuple[int, int, str, list[str]]]:
    rows = merge_candidates(given_, CandidateSettings(**chosen)).to_pylist()
    return [(row["left_id"], row["right_id"], row["strength"], row["reasons"]) for row in rows]


def test_contacts_and_equal_names_are_sure() -> None:
    given_ = buyers(
        ("Лотос", 0, 100, "", ""), ("Кедр", 5, 300, "", ""), ("Клён", 0, 10, "", ""), ("Клен ООО", 0, 90, "", ""),
        ("Рубин", 0, 1, "", ""), ("Топаз", 0, 1, "", ""),
        contacts=[
            (1, "phone", "050 123-45-67"), (2, "phone", "+380501234567"), (5, "site", "www.gem.ua"), (6, "email", "a@gem.ua"),
            (1, "email", "one@gmail.com"), (5, "email", "two@gmail.com"),
        ],
    )  # fmt: skip
    assert found_in(given_) == [
        (2, 1, "strong", ["phone"]), (4, 3, "strong", ["name"]), (5, 6, "strong", ["domain"]),
    ]  # fmt: skip


def test_a_phone_of_many_is_nobodys_own() -> None:
    rows = [(name, 0, 10, "", "") for name in ("Лотос", "Кедр", "Рубин", "Топаз", "Янтарь", "Нептун")]
    six = [(number, "phone", "0501234567") for number in range(1, 7)]
    assert found_in(buyers(*rows, contacts=six)) == []
    assert len(found_in(buyers(*rows, contacts=six[:5]))) == 10


def test_a_name_of_many_is_compared_with_the_longest_history_only() -> None:
    rows = [("Ромашка", 0, 10 + number, "", "") for number in range(7)]
    assert [(left, strength) for left, _, strength, _ in found_in(buyers(*rows))] == [(7, "strong")] * 6


def test_names_alike_through_a_common_word_stand_last_and_other_regions_lower() -> None:
    given_ = buyers(
        ("Сапфир Плюс", 0, 50, "", ""), ("Прима Плюс", 0, 40, "", ""), ("Стройторг", 0, 30, "", "Юг"),
        ("Стройторг-2", 0, 20, "", "Запад"), ("Кристалл", 0, 10, "", ""), ("Кристал", 0, 5, "", ""),
    )  # fmt: skip
    assert found_in(given_) == [
        (5, 6, "weak", ["likeness"]), (3, 4, "weak", ["likeness"]), (1, 2, "faint", ["likeness"]),
    ]  # fmt: skip
    assert found_in(given_, name_similarity=0.97) == [(5, 6, "weak", ["likeness"])]


def test_numbers_that_differ_are_two_names() -> None:
    shops = [(f"Магазин {number}", 0, 10, "", "") for number in (12, 13, 113)]
    assert found_in(buyers(*shops)) == []
    assert found_in(buyers(shops[0], ("Магазинн 12", 0, 5, "", ""))) == [(1, 2, "weak", ["likeness"])]


def test_one_who_began_when_the_other_fell_silent() -> None:
    alike = ("Берёзка", 0, 200, "Коваль", "Юг"), ("Берёзка Трейд", 225, 400, "Коваль", "Юг")
    assert found_in(buyers(*alike)) == [(1, 2, "weak", ["likeness", "went_on"])]
    (row,) = merge_candidates(buyers(*alike)).to_pylist()
    assert (row["gap_days"], row["region_differs"]) == (25, False)
    assert found_in(buyers(alike[0], ("Берёзка Трейд", 200, 400, "Коваль", "Юг"))) == []  # bought on the same day
    assert found_in(buyers(alike[0], ("Берёзка Трейд", 330, 400, "Коваль", "Юг"))) == []  # too late
    assert found_in(buyers(alike[0], ("Берёзка Трейд", 225, 400, "Мороз", "Запад"))) == []  # with somebody else
    assert found_in(buyers(("Альтаир Сервис", *alike[0][1:]), ("Ракита Сервис", *alike[1][1:]))) == []


@given(st.lists(st.tuples(st.sampled_from(["Кристалл", "Кристал", "Стройторг", "Стройторг 2", "Призма", "Прима"]), st.integers(0, 300), st.integers(0, 300), st.sampled_from(["", "Коваль"]), st.sampled_from(["", "Юг", "Запад"])), max_size=7), st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_rows_makes_no_difference(rows: list[tuple[str, int, int, str, str]], rng: Any) -> None:
    given_ = buyers(*[(name, min(a, b), max(a, b), manager, region) for name, a, b, manager, region in rows])
    order = rng.sample(range(len(rows)), len(rows))
    mixed = Buyers(given_.table.take(pa.array(order, pa.int64())), given_.keys.take(pa.array(order, pa.int64())))
    assert merge_candidates(given_).to_pylist() == merge_candidates(mixed).to_pylist()


def test_nobody_and_nonsense() -> None:
    assert merge_candidates(buyers()).num_rows == 0
    with pytest.raises(WrongSetting):
        CandidateSettings(name_similarity=0.5)
