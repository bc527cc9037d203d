"""Spellings of one company meet under one key; other companies do not."""

from __future__ import annotations

import pytest

from storage.names import is_mass_name, name_key, short_name


@pytest.mark.parametrize(
    "spelling", ['ООО "Ромашка"', "Ромашка, ООО", "ООО Ромaшка", "OOO «РОМАШКА»", "  ромашка  ", "тов Ромашка"]
)
def test_spellings_of_one_name_meet(spelling: str) -> None:
    assert name_key(spelling) == "ромашка"


@pytest.mark.parametrize(
    "spelling",
    ["Общество с ограниченной ответственностью «Ромашка»", "ФЛП Ромашка", "Ромашка ПрАТ", "АТ Ромашка", "ТДВ «Ромашка»",
     "КП Ромашка", "Фізична особа-підприємець Ромашка", "Торговый дом Ромашка", "Ромашка Limited", "ROMASHKA"],
)  # fmt: skip
def test_legal_forms_of_three_languages_are_left_out(spelling: str) -> None:
    assert name_key(spelling) in ("ромашка", "romashka")


def test_a_form_that_is_the_whole_name_or_a_part_of_a_word_stays() -> None:
    assert name_key("Sole trader") == "sole trader"
    assert name_key("Акционерное общество") == "акционерное общество"
    assert name_key("Комплект") == "комплект" and name_key("Corporate Wear") == "corporate wear"


def test_ukrainian_and_russian_letters_meet() -> None:
    assert name_key("ТОВ «Зелені Ґрати»") == name_key("Зелени Грати ТОВ")
    assert name_key("Кав'ярня") == name_key("Кавʼярня")


def test_different_names_stay_different() -> None:
    assert name_key("Стройторг") != name_key("Стройторг-2")
    assert name_key("Alpha Ltd") != name_key("Альфа ООО")


def test_a_name_of_a_legal_form_alone_is_kept() -> None:
    assert name_key("ООО") == "ооо"


@pytest.mark.parametrize("name", ["Розничный покупатель", "покупатель РОЗНИЧНЫЙ", "Walk-in", "роздріб", "Cash sale"])
def test_mass_names_name_nobody(name: str) -> None:
    assert is_mass_name(name_key(name))


@pytest.mark.parametrize("name", ["NULL", "None", "nan", "Guestline Ltd", "Наличник-Сервис"])
def test_odd_names_are_names(name: str) -> None:
    assert name_key(name)
    assert not is_mass_name(name_key(name))


@pytest.mark.parametrize(
    ("name", "short"),
    [('ООО "Ромашка"', "Ромашка"), ("ТОВ «Зелені Грати»", "Зелені Грати"), ("ФОП Мельник И. С.", "Мельник И. С."),
     ("Horizon Ltd", "Horizon"), ("Vector, LLC", "Vector"), ("ООО", "ООО"), ('Кафе "У "Галины""', 'У "Галины"')],
)  # fmt: skip
def test_short_names_drop_the_legal_form_and_the_quotes(name: str, short: str) -> None:
    assert short_name(name) == short
