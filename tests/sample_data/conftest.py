"""The demo company, founded once for all its tests."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sample_data.books import Books, open_books
from sample_data.company import found_company
from sample_data.facts import PlantedFact
from sample_data.planted import planted_facts
from sample_data.records import Records, company_records


@pytest.fixture(scope="session")
def books() -> Books:
    """The books of the company as Russian speakers see it."""
    return open_books(found_company("ru"))


@pytest.fixture(scope="session")
def facts(books: Books) -> Mapping[str, PlantedFact]:
    """Everything planted in it."""
    return planted_facts(books)


@pytest.fixture(scope="session")
def records(books: Books) -> Records:
    """The records that the company keeps beside its sales."""
    return company_records(books)
