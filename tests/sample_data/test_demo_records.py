"""The records of the demo company: the same in every language but for the words, and at home in a real store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from analytics.lost.client_status import client_status
from analytics.pulse.agenda import agenda
from analytics.windows import default_scope
from ingestion.read import read_file
from sample_data.books import Books, open_books
from sample_data.company import found_company
from sample_data.demo import write_books, write_demo
from sample_data.planted import record_facts
from sample_data.record_words import RecordWords, record_words
from sample_data.records import Records, company_records, demo_records, record_tables
from sample_data.timeline import DEFAULT_LAST_DAY
from sample_data.vocabulary import LANGUAGES
from storage.imports import file_to_load, load, undo
from storage.names import name_key
from storage.records import RECORD_TABLES, load_records, record_counts
from storage.store import Store, open_store

# What is written the same in every language: codes, numbers and addresses.
CODES = {
    "tax_id", "phone", "email", "site", "size", "state", "kind", "direction", "tone", "result", "reason", "deal_id",
    "stage", "topic", "lost_by", "lost_reason", "pipeline", "from_stage", "to_stage", "reason_group", "evidence", "rule",
    "input", "limit_type", "level", "measure", "outcome", "fact_source", "way", "block", "aim",
}  # fmt: skip
NOT_IN_DEMO = {"payments", "client_details", "pauses", "priorities"}


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, pa.Table]]:
    return {language: demo_records(language) for language in LANGUAGES}


def texts(table: pa.Table) -> Iterator[tuple[str, list[str]]]:
    """Columns of words with all that is written in them."""
    for name in table.column_names:
        if (
            pa.types.is_string(table.schema.field(name).type)
            and name not in CODES
            and (name, "step_no" in table.column_names) != ("channel", True)
        ):
            yield name, [text for text in table.column(name).to_pylist() if text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_of_words_are_in_step(language: str) -> None:
    ours, english = record_words(language), record_words("en")
    for name in RecordWords.__dataclass_fields__:
        value, other = getattr(ours, name), getattr(english, name)
        if isinstance(value, dict):
            assert value.keys() == other.keys(), name
            value = tuple(value.values())
        if isinstance(value, tuple):
            assert len(value) == len(other) == len(set(value)), name
            assert all(value), name


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_no_word_of_another_language_is_in_the_records(
    language: str, tables: dict[str, dict[str, pa.Table]], books: Books
) -> None:
    """Latin letters stand in doubled entries alone, where the generator planted them; each language has its own."""
    foreign = {"ru": "[іїєґ]", "uk": "[ыэъё]"}[language]
    for name, table in tables[language].items():
        for column, found in texts(table):
            for text in found:
                assert not re.search(foreign, text.lower()), (name, column, text)
    base = tables[language]["base"].to_pylist()
    latin = [row for row in base if re.search("[A-Za-z]", row["company"])]
    assert latin and all(row["state"] == "duplicate" for row in latin)
    for name, table in tables[language].items():
        for column, found in texts(table):
            if name != "base" or column != "company":
                assert not [text for text in found if re.search("[A-Za-z]", text)], (name, column)


def test_english_records_have_no_cyrillic_letter(tables: dict[str, dict[str, pa.Table]]) -> None:
    for name, table in tables["en"].items():
        for column, found in texts(table):
            assert not [text for text in found if re.search("[а-яёіїєґ]", text.lower())], (name, column)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_records_are_the_same_in_every_language_but_for_the_words(
    language: str, tables: dict[str, dict[str, pa.Table]]
) -> None:
    for name, english in tables["en"].items():
        ours = tables[language][name]
        assert ours.num_rows == english.num_rows and ours.schema == english.schema
        columns = [c for c in ours.column_names if c in CODES or not pa.types.is_string(ours.schema.field(c).type)]
        assert _in_order(ours.select(columns)) == _in_order(english.select(columns)), name


def _in_order(table: pa.Table) -> list[str]:
    """Rows as texts in an order that names have no part in."""
    return sorted(map(repr, table.to_pylist()))


def test_records_depend_on_nothing_but_the_arguments(records: Records, tables: dict[str, dict[str, pa.Table]]) -> None:
    assert record_tables(records) == tables["ru"]
    earlier = demo_records("ru", date(2025, 6, 10))
    assert max(day for day in earlier["touches"].column("day").to_pylist()) <= date(2025, 6, 10)
    assert earlier != tables["ru"]


def test_nothing_is_recorded_after_the_last_day(tables: dict[str, dict[str, pa.Table]]) -> None:
    planned = {("touches", "next_date"), ("kpi_norms", "active_to"), ("winback", "due")}
    for name, table in tables["en"].items():
        for column in table.column_names:
            if pa.types.is_temporal(table.schema.field(column).type) and (name, column) not in planned:
                days = [f"{day:%Y-%m-%d}" for day in table.column(column).to_pylist() if day]
                assert not days or max(days) <= f"{DEFAULT_LAST_DAY}", (name, column)


def test_money_leaves_in_hryvnias(records: Records) -> None:
    tables = record_tables(records)
    for name, column in (("deals", "amount"), ("spend", "amount"), ("touches", "cost"), ("stage_log", "cost")):
        kopecks = sum(getattr(row, column) for row in getattr(records, name))
        assert sum(tables[name].column(column).to_pylist()) * 100 == kopecks > 0


def test_prospects_have_names_of_their_own(records: Records) -> None:
    clients = {name_key(client.name) for client in records.books.company.clients}
    won = {deal.client for deal in records.deals if deal.won_at}
    single = [name_key(row.company) for row in records.base if row.state != "duplicate"]
    assert len(set(single)) == len(single)
    assert {name_key(row.company) for row in records.base if row.company not in won}.isdisjoint(clients)


class Loaded:
    """The company of one language in a store: its sales under an import, its records under the same number."""

    def __init__(self, language: str, folder: Path) -> None:
        self.records = company_records(open_books(found_company(language)))
        self.tables = record_tables(self.records)
        path = write_books(self.records.books, folder)
        assert path.read_bytes() == write_demo(folder / "again", language).read_bytes()
        found = read_file(path, work=folder)
        self.store: Store = open_store(folder / "demo.duckdb")
        self.import_id = load(self.store, file_to_load(found, path, is_demo=True), by="tests")
        self.rows = load_records(self.store, self.import_id, self.tables)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.store.query(sql).to_pylist()
        return rows


@pytest.fixture(scope="module", params=["ru", "uk"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    company = Loaded(request.param, tmp_path_factory.mktemp(f"records_{request.param}"))
    yield company
    company.store.close()


def test_every_table_of_the_store_is_filled_as_it_was_made(loaded: Loaded) -> None:
    counts = record_counts(loaded.store)
    assert set(loaded.tables) == set(RECORD_TABLES) - NOT_IN_DEMO
    assert {n: count for n, count in counts.items() if n not in NOT_IN_DEMO} == {
        n: table.num_rows for n, table in loaded.tables.items()
    }
    assert sum(counts.values()) == loaded.rows and min(counts[name] for name in loaded.tables) > 0
    for name, table in loaded.tables.items():
        columns = ", ".join(table.column_names)
        stored = loaded.store.query(f"SELECT {columns} FROM {name}").to_pylist()
        assert sorted(map(_plainly, stored)) == sorted(map(_plainly, table.to_pylist())), name


def _plainly(row: dict[str, Any]) -> str:
    """A row as a text; the store writes a share with four places, as the rows do money."""
    return repr([value.normalize() if isinstance(value, Decimal) else value for value in row.values()])


@pytest.mark.parametrize("table", ["losses", "surveys", "complaints"])
def test_records_of_clients_find_their_clients(loaded: Loaded, table: str) -> None:
    found = loaded.ask(
        f"SELECT t.client, c.client_id, k.client AS shown FROM {table} t "
        "JOIN record_clients c ON c.tax_id = t.tax_id AND c.client_key = t.client_key "
        "LEFT JOIN clients k ON k.client_id = c.client_id"
    )
    assert len(found) == loaded.tables[table].num_rows
    assert all(row["client_id"] and name_key(row["shown"]) for row in found)
    assert all(name_key(row["shown"]) == name_key(row["client"]) for row in found if "(" not in row["shown"])


def test_contacts_and_entries_belong_to_clients_or_to_nobody_yet(loaded: Loaded) -> None:
    names = {client.name for client in loaded.records.books.company.clients}
    for table, column in (("touches", "client"), ("deals", "client"), ("base", "company")):
        rows = loaded.ask(
            f"SELECT t.{column} AS name, c.client_id FROM {table} t "
            "JOIN record_clients c ON c.tax_id = t.tax_id AND c.client_key = t.client_key"
        )
        assert len(rows) == loaded.tables[table].num_rows
        assert all((row["client_id"] is not None) == (row["name"] in names) for row in rows), table


def test_who_agreed_on_a_pause_is_neither_late_nor_on_a_list_of_calls(loaded: Loaded) -> None:
    (planted,) = record_facts(loaded.records)["agreed_pause"].clients
    scope = default_scope(loaded.store)
    status = client_status(loaded.store, scope)
    (row,) = [row for row in status.rows if row["status"] == "agreed_pause"]
    assert (row["client"], row["due_on"], row["silent_days"]) == tuple(
        planted.figures.get(name, planted.client) for name in ("client", "until", "silent_days")
    )
    late = sum(stands.status == "watch" for stands in loaded.records.books.standings.values())
    assert status.facts["statuses"]["watch"]["clients"] == late - 1
    (call,) = [point for point in agenda(loaded.store, scope).rows if point["code"] == "call_late"]
    assert call["clients"] == late - 1


def test_taking_the_demo_back_leaves_no_record(tmp_path: Path) -> None:
    loaded = Loaded("en", tmp_path)
    undo(loaded.store, loaded.import_id)
    assert set(record_counts(loaded.store).values()) == {0}
    assert loaded.ask("SELECT * FROM record_clients") == []
    loaded.store.close()
