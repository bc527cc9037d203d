"""The methods of attraction find in the demo company what was planted there, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from analytics.attraction.channel_funnels import channel_funnels
from analytics.attraction.warm_up_funnel import warm_up_funnel
from analytics.scope import Scope
from analytics.windows import default_scope
from ingestion.read import read_file
from sample_data.books import Books
from sample_data.demo import write_books
from sample_data.facts import PlantedFact
from sample_data.planted_leads import channels, warm_up_ways
from sample_data.prospects import ADS, FAIR, RADIO, REFERRAL
from sample_data.record_words import record_words
from sample_data.records import Records, record_tables
from storage.imports import file_to_load, load
from storage.records import load_records
from storage.store import Store, open_store

CODES = {"ads": ADS, "fairs": FAIR, "referrals": REFERRAL, "radio": RADIO}


@pytest.fixture(scope="module")
def store(books: Books, records: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("attraction")
    path = write_books(books, folder)
    opened = open_store(folder / "demo.duckdb")
    import_id = load(opened, file_to_load(read_file(path, work=folder), path, is_demo=True), by="tests")
    load_records(opened, import_id, record_tables(records))
    yield opened
    opened.close()


def test_channels(store: Store, records: Records) -> None:
    """From three months before the year: those who were won at its beginning came before it."""
    as_of = default_scope(store).as_of
    found = channel_funnels(store, Scope(as_of, date(2025, 8, 1), as_of))
    rows: Mapping[str, dict[str, Any]] = {row["channel"]: row for row in found.rows}
    planted: PlantedFact = channels(records)
    names = record_words("ru").sources
    for code, source in CODES.items():
        row = rows[names[source]]
        counts = {name: row[name] for name in ("leads", "requests", "deals", "not_target", "spend")}
        assert counts == {name: planted.figures[f"{code}_{name}"] for name in counts}, code
    assert rows[names[RADIO]]["cac"] is None
    assert rows[names[REFERRAL]]["cac"] * 5 < rows[names[ADS]]["cac"]
    assert (rows[names[REFERRAL]]["verdict"], rows[names[ADS]]["verdict"]) == ("better", "worse")


def test_warming_up(store: Store, records: Records) -> None:
    found = warm_up_funnel(store, default_scope(store))
    figures = warm_up_ways(records).figures
    told = {f"{move['stage']}_to_{move['next_stage']}": move["moves"] for move in found.facts["moves"] if move["stage"]}
    assert told == {name: count for name, count in figures.items() if "_to_" in name}
    assert (found.facts["ways"], found.facts["cost"]) == (figures["entered"], figures["cost"])
    assert [row["stage"] for row in found.rows] == ["first_contact", "event", "materials"]
    assert found.facts["fastest"]["requests"] >= 5
