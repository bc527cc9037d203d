"""M31 on a real CRM's 8 800 deals, through the importer, against the figures that counting the file gives."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from statistics import mean

import pyarrow as pa
import pytest
from line_store import SHARED_DATA

from analytics.funnel.deal_ages import deal_ages
from analytics.funnel.funnel_sources import funnel_sources
from analytics.funnel.sales_funnel import SalesFunnelSettings, sales_funnel
from analytics.merging.spelling_candidates import spelling_candidates, spellings_in_use
from analytics.result import Result
from analytics.scope import Scope
from ingestion.read import read_file
from storage.imports import file_to_load, load
from storage.merging import Pair, decide, written
from storage.records import load_records
from storage.store import Store, open_store

FOLDER = SHARED_DATA / "maven_crm"
PIPELINE = FOLDER / "sales_pipeline.csv"
pytestmark = pytest.mark.skipif(not PIPELINE.exists(), reason="the CRM's example deals are not beside the project")
AS_OF = date(2017, 12, 31)
SCOPE = Scope(AS_OF, date(2016, 1, 1), AS_OF)


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("crm")
    found = read_file(PIPELINE, work=folder)
    store = open_store(folder / "crm.duckdb")
    load(store, file_to_load(found, PIPELINE), by="tests")
    yield store
    store.close()


@pytest.fixture(scope="module")
def funnel(crm: Store) -> Result:
    return sales_funnel(crm, SCOPE, SalesFunnelSettings(ripening_days=0))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with PIPELINE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_funnel_as_a_whole(crm: Store, funnel: Result) -> None:
    (source,) = funnel_sources(crm, SCOPE)
    assert (source.stages, source.lost) == (("Prospecting", "Engaging", "Won"), ("Lost",))
    facts = funnel.facts
    assert (facts["won"], facts["lost"], facts["open"]) == (4238, 2473, 2089)
    assert round(facts["win_rate"], 4) == 0.6315 and facts["won_money"] == Decimal(10_005_534)
    assert round(facts["mean_cycle"], 2) == 47.99 and facts["mode"] == "current"
    assert facts["undated"] == 500, "Prospecting has no day yet"
    company = [row for row in funnel.rows if row["is_company"]]
    assert [row["entered"] for row in company] == [8300, 1589 + 4238, 4238]
    assert facts["lost_at_start"] == 2473 and funnel.rows_used + funnel.rows_dropped == 8800


def test_stages_now(crm: Store) -> None:
    stages = {row["stage"]: row["open"] for row in deal_ages(crm, SCOPE).facts["stages"]}
    assert stages == {"Prospecting": 500, "Engaging": 1589}


def test_agents_and_their_managers(funnel: Result, rows: list[dict[str, str]]) -> None:
    """Thirty agents who have deals, six managers: entered and won as a plain count of the file has them."""
    dated = [row for row in rows if row["engage_date"]]
    entered = Counter(row["sales_agent"] for row in dated)
    won = Counter(row["sales_agent"] for row in dated if row["deal_stage"] == "Won")
    mine = {row["name"]: row for row in funnel.rows if row["place"] == 1 and not row["is_company"]}
    last = {row["name"]: row["entered"] for row in funnel.rows if row["place"] == 3 and not row["is_company"]}
    assert {name: row["entered"] for name, row in mine.items()} == entered and last == won and len(won) == 30
    with (FOLDER / "sales_teams.csv").open(encoding="utf-8") as file:
        manager_of = {row["sales_agent"]: row["manager"] for row in csv.DictReader(file)}
    by_manager: Counter[str] = Counter()
    for name, deals in last.items():
        by_manager[manager_of[name]] += deals
    assert by_manager == Counter(manager_of[row["sales_agent"]] for row in rows if row["deal_stage"] == "Won")
    assert len(by_manager) == 6 and sum(by_manager.values()) == 4238


def test_days_by_hand(rows: list[dict[str, str]], funnel: Result) -> None:
    days = [
        (date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days
        for row in rows
        if row["close_date"]
    ]
    assert funnel.facts["mean_cycle"] == pytest.approx(mean(days))


def test_months_and_products(crm: Store, rows: list[dict[str, str]]) -> None:
    months = sales_funnel(crm, SCOPE, SalesFunnelSettings(ripening_days=0, by="month"))
    products = sales_funnel(crm, SCOPE, SalesFunnelSettings(ripening_days=0, by="product"))
    for result, column, size in ((months, "engage_date", 7), (products, "product", 99)):
        expected = Counter(row[column][:size] for row in rows if row["engage_date"])
        found = {
            row["name"][:size]: row["entered"] for row in result.rows if row["place"] == 1 and not row["is_company"]
        }
        assert found == expected
    assert "GTXPro" in {row["name"] for row in products.rows}


def test_a_product_spelt_two_ways_is_offered_for_merging(crm: Store) -> None:
    """The pipeline says GTXPro, the plan of the price list GTX Pro: found, offered, and one product once merged."""
    plan = {
        "period": date(2017, 1, 1),
        "level": "product",
        "name": "GTX Pro",
        "measure": "revenue",
        "value": Decimal(1),
    }
    load_records(crm, 0, {"plans": pa.Table.from_pylist([plan])})
    pairs = spelling_candidates(spellings_in_use(crm, SCOPE, "product"), "product")
    assert [
        (pair.left, pair.right, pair.reason) for pair in pairs if "Pro" in pair.left and "Plus" not in pair.left
    ] == [("GTXPro", "GTX Pro", "signs")]
    rows = [
        {"deal_id": "new", "client": "Isdom", "created": date(2017, 12, 1), "stage": "Engaging", "product": "GTX Pro"}
    ]
    load_records(crm, 0, {"deals": pa.Table.from_pylist(rows)})
    asked = SalesFunnelSettings(ripening_days=0, by="product")
    apart = _entered(sales_funnel(crm, SCOPE, asked))
    decide(crm, "product", [Pair(written("GTX Pro"), written("GTXPro"), "GTX Pro", "GTXPro")], "same", by="tests")
    merged = _entered(sales_funnel(crm, SCOPE, asked))
    assert merged["GTX Pro"] == apart["GTXPro"] + apart["GTX Pro"] and "GTXPro" not in merged


def _entered(result: Result) -> dict[str, int]:
    return {row["name"]: row["entered"] for row in result.rows if row["place"] == 1 and not row["is_company"]}
