"""Words of the demo company: three languages in step, tax ids of no real firm, spellings as a real export has them."""

from __future__ import annotations

import re

import pytest

from sample_data.books import Books
from sample_data.card import demo_card
from sample_data.company import found_company
from sample_data.facts import PlantedFact
from sample_data.names import Name, company_name, misspelt, person_name, with_twin_letters
from sample_data.planted import PROBLEMS
from sample_data.products import catalogue
from sample_data.tax_ids import company_check_digit, company_tax_id, person_tax_id
from sample_data.vocabulary import LANGUAGES, Vocabulary, vocabulary
from storage.names import is_mass_name, name_key
from wording.catalogue import words

LISTS = (
    "managers",
    "regions",
    "channels",
    "initials",
    "surnames",
    "names",
    "legal_forms",
    "second_names",
    "company_variants",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_in_step(language: str) -> None:
    ours, english = vocabulary(language), vocabulary("en")
    for name in LISTS:
        assert len(getattr(ours, name)) == len(getattr(english, name)), name
    assert [len(products) for _, products in ours.groups] == [len(products) for _, products in english.groups]
    assert ours.headers.keys() == english.headers.keys()
    for name in ("names", "surnames", "managers"):
        assert len(set(getattr(ours, name))) == len(getattr(ours, name)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_of_goods(language: str) -> None:
    products = catalogue(vocabulary(language))
    assert 55 <= len(products) <= 65
    assert len({product.group for product in products}) == 9
    assert len({product.name for product in products}) == len(products)
    assert all(15 * p.price <= 100 * (p.price - p.cost) <= 30 * p.price for p in products)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_words_are_cyrillic(language: str) -> None:
    """A Latin letter in a Russian or Ukrainian name is planted by the generator, never a slip of the list."""
    ours: Vocabulary = vocabulary(language)
    for text in (*ours.names, *ours.surnames, *ours.managers, *ours.legal_forms, *ours.headers.values()):
        assert not re.search("[A-Za-z]", text), text


def test_ukrainian_words_have_no_russian_letters() -> None:
    ours = vocabulary("uk")
    products = [name for group, names in ours.groups for name in (group, *names)]
    for text in (*ours.names, *ours.surnames, *ours.managers, *products, *ours.headers.values()):
        assert not re.search("[ёыэъ]", text.lower()), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nameless_buyer_is_known_as_such(language: str) -> None:
    assert is_mass_name(name_key(vocabulary(language).retail))


@pytest.mark.parametrize("language", LANGUAGES)
def test_clients_have_names_and_tax_ids_of_their_own(language: str) -> None:
    clients = found_company(language).clients
    keys = [name_key(client.name) for client in clients]
    assert len(set(keys)) == len(keys)
    tax_ids = [client.tax_id for client in clients if client.tax_id]
    assert len(set(tax_ids)) == len(tax_ids)
    without = [client for client in clients if not client.tax_id]
    assert without and all(client.continues is not None for client in without)


@pytest.mark.parametrize("language", LANGUAGES)
def test_spelling_without_tax_id_is_found_by_its_name(language: str) -> None:
    """Else the client would fall in two, and the planted figures with him."""
    found = 0
    for client in found_company(language).clients:
        for party in client.parties[1:]:
            if not party.tax_id:
                assert name_key(party.spelling) == name_key(client.name)
                found += 1
    assert found >= 5


def test_check_digit_is_that_of_real_numbers() -> None:
    """Two numbers from the public register, one of each range of weights."""
    assert company_check_digit(1436057) == 0
    assert company_check_digit(3131671) == 8


def test_tax_ids_belong_to_nobody() -> None:
    for number in range(1, 400):
        text = company_tax_id(number)
        assert re.fullmatch(r"\d{8}", text)
        assert int(text[-1]) != company_check_digit(int(text[:-1]))
        assert re.fullmatch(r"\d{10}", person_tax_id(number))


def test_old_firms_keep_the_zeros_of_their_tax_id() -> None:
    assert any(client.tax_id.startswith("00") for client in found_company("uk").clients)


def test_slips_are_slips() -> None:
    ours = vocabulary("ru")
    name = company_name(ours, 5, 77)
    assert name.usual == "ООО «Ромашка»"
    assert misspelt(ours, name) == Name("ООО", "Ромшка", "ООО «Ромшка»", "")
    assert with_twin_letters("Ромашка") != "Ромашка"
    assert name_key(with_twin_letters("Ромашка")) == name_key("Ромашка")
    assert person_name(ours, 0, 1).usual == "ФЛП Бондаренко О. В."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_a_title(language: str, facts: dict[str, PlantedFact]) -> None:
    ours = words(language)
    titles = [ours.code("sample_data.planted", code) for code in facts]
    assert len(set(titles)) == len(facts)
    assert str(len(PROBLEMS)) in ours.n("sample_data.problems", len(PROBLEMS))
    for key in ("company", "about", "goods"):
        assert ours(f"sample_data.{key}")


def test_card_of_the_start_screen(books: Books) -> None:
    card = demo_card("ru")
    assert card.clients == len(books.days)
    assert card.managers == len({line.manager for line in books.lines if line.manager})
    assert (card.first_day, card.last_day) == (books.lines[0].day, books.lines[-1].day)
    assert card.problems == len(PROBLEMS)
