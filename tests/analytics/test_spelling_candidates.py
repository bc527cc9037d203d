"""Spellings of managers and products that may be one name."""

from __future__ import annotations

import pyarrow as pa
import pytest

from analytics.merging.spelling_candidates import SpellingKind, is_same_person, signs, spelling_candidates


def pairs(kind: SpellingKind, *names: str) -> list[tuple[str, str, str]]:
    """left, right, reason; the first name stands on the most lines."""
    table = pa.table({"written": names, "lines": list(range(len(names), 0, -1))})
    return [(pair.left, pair.right, pair.reason) for pair in spelling_candidates(table, kind)]


@pytest.mark.parametrize("other", ["GTX Pro", "gtx-pro", "«GTXPro»", "GTX  PRО"])
def test_letters_and_digits_alone_count(other: str) -> None:
    assert pairs("product", "GTXPro", other) == [("GTXPro", other, "signs")]


def test_products_of_other_sizes_are_other_products() -> None:
    assert pairs("product", "Саморез 3,5×35", "Саморез 3,5×45") == []
    assert pairs("product", "Саморез 3,5×35", "Саморез 3.5х35") == [("Саморез 3,5×35", "Саморез 3.5х35", "signs")]
    assert pairs("product", "Краска фасадная 14 кг", "Краска фасданая 14 кг")[0][2] == "likeness"
    assert pairs("product", "Стол левый", "Стол правый") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Иванов И.И.", "Иванов Иван Иванович", True), ("Иван Иванов", "Иванов И. И.", True),
        ("Иванов Иван", "Иван Иванов", True), ("Иванов Иван", "Иванов Игорь", False), ("Иванов", "Иванов Иван", False),
        ("Петрёнко Анна", "Петренко  анна", True), ("Smith J.", "John Smith", True), ("Smith J.", "Smith P.", False),
        ("Иванов И.", "Петров И.", False), ("", "Иванов", False),
    ],
)  # fmt: skip
def test_one_person(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is is_same_person(other, one) is same


def test_managers_meet_once_by_the_surest_reason() -> None:
    found = pairs("manager", "Иванов Иван Иванович", "Иванов И.И.", "иванов и. и.", "Петров Пётр", "Петров Павел")
    assert sorted(found) == [
        ("Иванов И.И.", "иванов и. и.", "signs"),
        ("Иванов Иван Иванович", "Иванов И.И.", "person"),
        ("Иванов Иван Иванович", "иванов и. и.", "person"),
    ]


def test_different_initials_are_two_people() -> None:
    assert pairs("manager", "Бондаренко О. В.", "Бондаренко К. Т.") == []


def test_a_name_of_signs_alone_is_compared_with_nothing() -> None:
    assert signs("—!") == "" and pairs("product", "—", "!", "...") == []
