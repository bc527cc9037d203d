"""The planted doubles of the demo company stand in the queue, and deciding about them has the planted effect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.lost.client_status import client_status
from analytics.merging.live_base import live_base
from analytics.merging.merge_candidates import buyers_before_decisions, merge_candidates
from analytics.merging.merge_effect import merge_effect
from analytics.merging.merge_queue import Queue, merge_queue
from analytics.merging.spelling_candidates import spelling_candidates, spellings_in_use
from analytics.windows import default_scope
from ingestion.read import read_file
from sample_data.books import open_books
from sample_data.company import found_company
from sample_data.demo import write_books
from sample_data.facts import PlantedFact
from sample_data.planted import planted_facts
from sample_data.records import company_records, record_tables
from sample_data.vocabulary import LANGUAGES
from storage.decided import decided_clients
from storage.identity import Spelling
from storage.imports import file_to_load, load
from storage.merging import Pair, decide, decisions_made, take_back
from storage.records import load_records
from storage.store import Store, open_store
from storage.unmerged import unmerged


class Demo:
    """The company of one language in a store of its own, with its records."""

    def __init__(self, language: str, folder: Path) -> None:
        books = open_books(found_company(language))
        self.facts: dict[str, PlantedFact] = planted_facts(books)
        path = write_books(books, folder)
        self.store: Store = open_store(folder / "demo.duckdb")
        import_id = load(self.store, file_to_load(read_file(path, work=folder), path, is_demo=True), by="tests")
        load_records(self.store, import_id, record_tables(company_records(books)))
        self.scope = default_scope(self.store)

    def queue(self) -> Queue:
        pairs = merge_candidates(buyers_before_decisions(self.store, self.scope))
        return merge_queue(self.store, self.scope, pairs, without=decided_clients(self.store))

    @property
    def twins(self) -> set[frozenset[str]]:
        """Names of those who buy on under another name."""
        return {frozenset((one.client, str(one.figures["goes_on_as"]))) for one in self.facts["moved"].clients}


@pytest.fixture(scope="module", params=LANGUAGES)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(request.param, tmp_path_factory.mktemp(f"merges_{request.param}"))
    yield made
    made.store.close()


def test_planted_doubles_are_asked_first(demo: Demo) -> None:
    first = demo.queue().table.to_pylist()[: len(demo.twins)]
    assert {frozenset((row["left"], row["right"])) for row in first} == demo.twins
    for row in first:
        planted = next(one for one in demo.facts["moved"].clients if one.client == row["left"])
        silent = (planted.figures["goes_on_from"] - planted.figures["last_purchase"]).days  # type: ignore[operator]
        assert "went_on" in row["reasons"] and row["gap_days"] == silent


def test_joining_them_takes_them_off_the_lost(demo: Demo) -> None:
    lost_before = {row["client"] for row in client_status(demo.store, demo.scope).rows if row["status"] == "lost"}
    names = {one.client for one in demo.facts["moved"].clients}
    assert names <= lost_before
    rows = demo.queue().table.to_pylist()[: len(names)]
    pairs = [
        Pair(*(Spelling(*(row[f"{side}_{name}"] for name in ("tax_id", "code", "name_key"))) for side in ("left", "right")), row["left"], row["right"])
        for row in rows
    ]  # fmt: skip
    batch = decide(demo.store, "client", pairs, "same", "tests")
    lost_after = {row["client"] for row in client_status(demo.store, demo.scope).rows if row["status"] == "lost"}
    assert lost_before - lost_after == names and lost_after <= lost_before
    apart = unmerged(demo.store)
    effect = merge_effect(demo.store, apart, demo.scope)
    assert apart is not None
    apart.close()
    assert effect.before.lost == len(lost_before) and effect.after.lost == len(lost_after)
    assert effect.before.clients - effect.after.clients == len(names)
    steps = {row["step"]: row["clients"] for row in live_base(demo.store, demo.scope).rows}
    second_firms = sum(bool(one.figures["second_tax_id"]) for one in demo.facts["moved"].clients)
    assert -steps["entities"] == second_firms
    take_back(demo.store, batch, "tests")
    assert [one.verdict for one in decisions_made(demo.store, "client")] == ["same"] * len(names)
    assert merge_effect(demo.store, unmerged(demo.store), demo.scope).after == effect.before


def test_spellings_and_the_base(demo: Demo) -> None:
    facts, spelled, base = (
        live_base(demo.store, demo.scope).facts,
        demo.facts["spellings"].figures,
        demo.facts["doubled_base"].figures,
    )
    assert facts["declared"] == spelled["spellings"] and facts["merged"] == spelled["clients"]
    assert [facts[f"base_{name}"] for name in ("duplicates", "closed", "invalid")] == [
        base[name] for name in ("duplicates", "closed", "invalid")
    ]
    for kind in ("manager", "product"):
        assert spelling_candidates(spellings_in_use(demo.store, demo.scope, kind), kind) == []
