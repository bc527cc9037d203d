"""The methods find what was planted: a real file through the importer into a real database, to the kopeck and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from analytics.clients.abc_classes import abc_classes
from analytics.clients.client_history import ClientHistorySettings
from analytics.clients.concentration import concentration
from analytics.data_profile import data_profile
from analytics.lost.client_status import client_status
from analytics.lost.lost_clients import lost_clients
from analytics.lost.silence_odds import silence_odds
from analytics.pulse.fall_anchor import fall_anchor
from analytics.pulse.revenue_bridge import bridge_clients, revenue_bridge
from analytics.result import Result
from analytics.scope import Scope
from analytics.winback.client_records import client_records
from analytics.winback.loss_reasons import loss_reasons
from analytics.winback.returned_clients import returned_clients
from analytics.windows import PulseWindows, default_scope, pulse_windows
from ingestion.read import read_file
from ingestion.reading import Reading
from sample_data.books import Books, open_books
from sample_data.company import found_company
from sample_data.demo import write_sales
from sample_data.facts import PlantedClient, PlantedFact
from sample_data.planted import planted_facts
from sample_data.records import company_records, record_tables
from storage.imports import file_to_load, ledger, load
from storage.records import load_records
from storage.store import Store, open_store

Rows = Mapping[int, Mapping[str, Any]]


class Demo:
    """The company of one language with its store, and the clients of facts found in it by tax id or name."""

    def __init__(self, language: str, folder: Path) -> None:
        self.books: Books = open_books(found_company(language))
        self.facts: dict[str, PlantedFact] = planted_facts(self.books)
        path = write_sales(self.books.company, folder)
        self.reading: Reading = read_file(path, work=folder, today=self.books.company.timeline.last_day)
        assert self.reading.outcome == "loaded" and not self.reading.questions, self.reading.reason
        self.store: Store = open_store(folder / "demo.duckdb")
        load(self.store, file_to_load(self.reading, path, is_demo=True), by="tests")
        self.scope: Scope = default_scope(self.store)
        self.parties = self.store.query("SELECT DISTINCT tax_id, name, client_id FROM parties").to_pylist()

    def client_id(self, client: PlantedClient) -> int:
        """The one client of the store who carries the fact's name."""
        ids = {
            party["client_id"]
            for party in self.parties
            if party["name"] == client.client and party["tax_id"] == client.tax_id
        }
        (found,) = ids
        return int(found)

    def by_id(self, result: Result) -> Rows:
        return {row["client_id"]: row for row in result.rows}


@pytest.fixture(scope="module", params=["en", "uk"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    loaded = Demo(request.param, tmp_path_factory.mktemp(f"store_{request.param}"))
    yield loaded
    loaded.store.close()


def test_importer_asks_nothing_and_holds_nothing_back(demo: Demo) -> None:
    assert demo.reading.lines.loaded == len(demo.books.lines)
    assert demo.reading.lines.quarantined == demo.reading.lines.skipped == 0
    assert demo.reading.amount_total * 100 == sum(line.amount for line in demo.books.lines)
    assert {"tax_id", "cost", "category", "region", "channel", "manager", "order_no"} <= set(demo.reading.columns)


def test_every_spelling_finds_its_client(demo: Demo) -> None:
    clients = {party["client_id"] for party in demo.parties if party["client_id"]}
    assert len(clients) == demo.facts["spellings"].figures["clients"]


def test_profile(demo: Demo) -> None:
    facts, unidentified = data_profile(demo.store, demo.scope).facts, demo.facts["unidentified"]
    timeline = demo.books.company.timeline
    assert (facts["first_day"], facts["last_day"]) == (timeline.first_day, timeline.last_day)
    assert facts["complete_months"] == timeline.last_complete
    assert facts["margin_known_share"] == 1
    abc = abc_classes(demo.store, demo.scope).facts
    assert abc["unidentified"] == unidentified.figures["net"]
    assert abc["unidentified_share"] == pytest.approx(unidentified.figures["share"], abs=1e-12)


def test_statuses_of_all_clients(demo: Demo) -> None:
    result = client_status(demo.store, demo.scope)
    found = {code: status["clients"] for code, status in result.facts["statuses"].items()}
    assert {code: count for code, count in found.items() if count} == dict(demo.facts["statuses"].figures)


@pytest.mark.parametrize(("code", "status"), [("lost", "lost"), ("late", "watch")])
def test_lost_and_late_clients_to_the_day(demo: Demo, code: str, status: str) -> None:
    rows = demo.by_id(client_status(demo.store, demo.scope))
    for client in demo.facts[code].clients:
        row = rows[demo.client_id(client)]
        assert row["status"] == status
        assert row["rhythm_days"] == pytest.approx(client.figures["rhythm_days"], abs=1e-9)
        for figure in ("last_purchase", "threshold_days", "silent_days", "net_12m"):
            assert row[figure] == client.figures[figure], (client.client, figure)
        assert row["lost_on"] == (client.figures["lost_on"] if status == "lost" else None)


def test_seasonal_clients_wait_for_their_season_and_one_stayed_away(demo: Demo) -> None:
    rows = demo.by_id(client_status(demo.store, demo.scope))
    for client in demo.facts["seasonal"].clients:
        row, away = rows[demo.client_id(client)], bool(client.figures["stayed_away"])
        assert (row["status"], row["due_on"]) == ("lost" if away else "seasonal", client.figures["due_on"])


def test_the_two_rules_of_loss_disagree_about_the_uneven_buyers(demo: Demo) -> None:
    uneven = {demo.client_id(client) for client in demo.facts["uneven"].clients}
    rows = silence_odds(demo.store, demo.scope).rows
    assert {row["client_id"] for row in rows if row["verdict"] == "soft"} == uneven and len(uneven) == 2
    assert all(row["by_silence"] != "lost" and row["odds"] > 0.05 for row in rows if row["client_id"] in uneven)


def test_every_return_is_found_to_the_day(demo: Demo) -> None:
    rows = returned_clients(demo.store, demo.scope).rows
    found = {(row["client_id"], row["lost_on"], row["returned_on"]) for row in rows}
    planted = demo.facts["returned"].clients
    assert len(planted) >= 10
    for client in planted:
        days = (client.figures["lost_on"], client.figures["returned_on"])
        assert (demo.client_id(client), *days) in found, client.client
    (refunded,) = demo.facts["refunded_return"].clients
    assert refunded.figures["bought_on"] not in {
        back for number, _, back in found if number == demo.client_id(refunded)
    }


def test_every_reason_that_somebody_told_is_found_beside_its_client(demo: Demo) -> None:
    (line,) = ledger(demo.store)
    records = company_records(demo.books)
    load_records(demo.store, line.import_id, record_tables(records))
    told, figures = loss_reasons(demo.store, demo.scope).facts, demo.facts["loss_reasons"].figures
    assert (told["lost"], told["with_reason"]) == (figures["lost"], figures["with_reason"])
    by_name = {party["name"]: party["client_id"] for party in demo.parties}
    assert len(records.losses) >= 40
    for loss in records.losses:
        asked = ClientHistorySettings(client_id=by_name[loss.client])
        rows = client_records(demo.store, demo.scope, asked).rows
        voices = {(row["day"], row["said"], row["way"]) for row in rows if row["kind"] == "reason"}
        assert (loss.lost_date, loss.reason, loss.evidence) in voices, loss.client


def test_one_huge_order_is_told_beside_the_money_of_the_lost(demo: Demo) -> None:
    (planted,) = demo.facts["one_huge_order"].clients
    rows = {row["client_id"]: row for row in lost_clients(demo.store, demo.scope).rows}
    huge = {number for number, row in rows.items() if row["value_without_largest"] is not None}
    assert huge == {demo.client_id(planted)}
    row = rows[demo.client_id(planted)]
    assert (row["value"], row["value_without_largest"]) == tuple(
        planted.figures[name] for name in ("value", "without_largest")
    )


@pytest.mark.parametrize("code", ["refunded_return", "samples"])
def test_what_is_no_purchase_brings_nobody_back(demo: Demo, code: str) -> None:
    rows = demo.by_id(client_status(demo.store, demo.scope))
    (client,) = demo.facts[code].clients
    row = rows[demo.client_id(client)]
    assert (row["status"], row["last_purchase"]) == ("lost", client.figures["last_purchase"])


def test_clients_lost_on_paper_are_two_clients_until_somebody_merges_them(demo: Demo) -> None:
    rows = demo.by_id(client_status(demo.store, demo.scope))
    for client in demo.facts["moved"].clients:
        twin = PlantedClient(0, str(client.figures["goes_on_as"]), str(client.figures["second_tax_id"]), {})
        assert rows[demo.client_id(client)]["status"] == "lost"
        assert rows[demo.client_id(twin)]["status"] == "active"


def test_classes_and_the_client_on_whom_all_depends(demo: Demo) -> None:
    result = abc_classes(demo.store, demo.scope)
    found = {f"class_{row['abc_class']}": row["clients"] for row in result.facts["classes"]}
    assert found == dict(demo.facts["classes"].figures)
    (mono,) = demo.facts["monoclient"].clients
    first = result.rows[0]
    assert (first["client_id"], first["revenue"]) == (demo.client_id(mono), mono.figures["net"])
    assert first["share"] == pytest.approx(mono.figures["identified_share"], abs=1e-12)
    rows = demo.by_id(result)
    for client in demo.facts["more_returned_than_bought"].clients:
        row = rows[demo.client_id(client)]
        assert (row["abc_class"], row["revenue"]) == ("N", client.figures["net"])


def test_bridge_has_every_kind_of_movement_and_the_right_ends(demo: Demo) -> None:
    windows = pulse_windows(demo.store, demo.scope)
    assert isinstance(windows, PulseWindows)
    result = revenue_bridge(demo.store, windows.scope)
    pulse = demo.facts["pulse"].figures
    for figure in ("before", "after", "clients_before", "clients_after"):
        assert result.facts[figure] == pulse[figure]
    assert sum(row["change"] for row in result.rows) == result.facts["change"]
    moved = {row["kind"] for row in result.rows if row["clients"]}
    assert moved == {"lost", "paused", "decline", "growth", "returned", "new"}


def test_clients_who_cut_back_stand_in_the_bridge(demo: Demo) -> None:
    windows = pulse_windows(demo.store, demo.scope)
    assert isinstance(windows, PulseWindows)
    rows = demo.by_id(bridge_clients(demo.store, windows.scope))
    for client in demo.facts["cut_back"].clients:
        row = rows[demo.client_id(client)]
        assert (row["kind"], row["movement"]) == ("decline", "down")
        assert (row["before"], row["after"]) == (client.figures["before"], client.figures["after"])


def test_the_fall_is_found_in_its_month(demo: Demo) -> None:
    facts = fall_anchor(demo.store, demo.scope).facts
    assert facts["found"]
    assert (facts["anchor"],) == demo.facts["fall"].months


def test_concentration_counts_the_clients_of_class_a(demo: Demo) -> None:
    facts = concentration(demo.store, demo.scope).facts
    classes = demo.facts["classes"].figures
    assert facts["clients_for_80"] == classes["class_A"]
    assert facts["clients"] == sum(classes[f"class_{letter}"] for letter in "ABC")
