"""The methods of the base find what was planted among potential clients: entries, checks, weeks of the researcher, talks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from analytics.base.base_freshness import base_freshness
from analytics.base.base_sufficiency import base_sufficiency
from analytics.base.life_cycle import life_cycle
from analytics.base.scouts import REFUSED, scouts
from analytics.windows import default_scope
from ingestion.read import read_file
from sample_data.books import Books
from sample_data.demo import write_sales
from sample_data.facts import Figure, PlantedFact
from sample_data.records import Records, record_tables
from storage.imports import file_to_load, ledger, load
from storage.records import load_records
from storage.store import Store, open_store


@pytest.fixture(scope="module")
def store(books: Books, records: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The company with its records in a database."""
    folder = tmp_path_factory.mktemp("base")
    path = write_sales(books.company, folder)
    reading = read_file(path, work=folder, today=books.company.timeline.last_day)
    opened = open_store(folder / "demo.duckdb")
    load(opened, file_to_load(reading, path, is_demo=True), by="tests")
    load_records(opened, ledger(opened)[0].import_id, record_tables(records))
    yield opened
    opened.close()


def figures(facts: Mapping[str, PlantedFact], name: str) -> Mapping[str, Figure]:
    """The figures of a planted fact."""
    return facts[name].figures


def test_the_plan_and_the_entries(store: Store, facts: Mapping[str, PlantedFact]) -> None:
    found, planted = base_sufficiency(store, default_scope(store)).facts, figures(facts, "base_size")
    assert found["used"]["plan"] == planted["planned_in_quarter"] == 10
    assert found["records"]["entries"] == planted["entries"] == 1050
    doubled = figures(facts, "doubled_base")
    assert [found["records"][name] for name in ("duplicates", "closed", "invalid")] == [
        doubled[name] for name in ("duplicates", "closed", "invalid")
    ]
    live = found["records"]
    assert live["live"] + live["not_target"] + live["clients"] == planted["live"]
    assert {"plan", "live", "companies_per_deal", "clients", "churn"} <= set(found["from_data"])


def test_what_checks_found(store: Store, facts: Mapping[str, PlantedFact]) -> None:
    own, planted = base_freshness(store, default_scope(store)).facts["own"], figures(facts, "base_decay")
    assert (own["checked"], own["untrue"]) == (planted["checked"], planted["untrue"])
    assert own["enough"] and own["low"] < 0.30 < own["high"] and 0.27 <= own["rate"] <= 0.33


def test_the_week_of_the_researcher(store: Store, facts: Mapping[str, PlantedFact]) -> None:
    planted, (name,) = figures(facts, "researcher_week"), facts["researcher_week"].managers
    rows = scouts(store, default_scope(store)).rows
    week = next(row for row in rows if row["week"] == planted["week"] and row["scout"] == name)
    assert [week[part] for part in ("entered", "accepted", "duplicates", "incomplete")] == [
        planted[part] for part in ("entered", "accepted", "duplicates", "incomplete")
    ]
    assert week["norm_share"] == 0.96 and not week["by_seller"]
    assert all(row["entered"] == row["accepted"] + sum(row[one] for one in REFUSED) for row in rows)


def test_first_talks_and_forgotten_dates(store: Store, facts: Mapping[str, PlantedFact]) -> None:
    found, planted = life_cycle(store, default_scope(store, months=3)).facts, figures(facts, "first_answers")
    firsts = found["firsts"]
    assert firsts["contacts"] == planted["contacts"]
    answers = {
        "requests": "request",
        "interest": "interest",
        "refusals_target": "refusal",
        "refusals_not_target": "not_target",
    }
    assert {name: firsts[answer]["k"] for name, answer in answers.items()} == {name: planted[name] for name in answers}
    assert found["timings"]["no_date"] >= 20 and found["timings"]["overdue"] >= 50


def test_a_first_deal_is_some_times_dearer_than_a_repeated_one(store: Store, facts: Mapping[str, PlantedFact]) -> None:
    planted = figures(facts, "dear_first_deals")
    scope = default_scope(store, months=12)
    found = life_cycle(store, scope).facts["economy"]
    deals = store.query(
        "SELECT count(*) FILTER (purchase_no = 1) AS first, count(*) FILTER (purchase_no > 1) AS repeated "
        "FROM purchase_states WHERE day BETWEEN $first_day AND $last_day",
        first_day=scope.first_day,
        last_day=scope.last_day,
    ).to_pylist()[0]
    assert float(found["first_cost"]) == pytest.approx(planted["attracting"] / deals["first"], abs=1)
    assert float(found["repeat_cost"]) == pytest.approx(planted["keeping"] / deals["repeated"], abs=1)
    assert found["verdict"] == "within" and 5 <= found["ratio"] <= 7
    for months in (3, 6):
        assert 4 <= life_cycle(store, default_scope(store, months=months)).facts["economy"]["ratio"] <= 8
