"""Quotas of AdventureWorks, from its own files through the importer and a real store: figures that others computed too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.team.kpi_audit import KpiAuditSettings, kpi_audit
from analytics.team.plan_pace import PlanPaceSettings, plan_pace
from analytics.windows import default_scope
from ingestion.answers import Answers
from ingestion.read import read_file
from storage.imports import file_to_load, load
from storage.merging import Pair, decide, on_plan, written
from storage.store import Store, open_store

# Number on a quota of each seller's number on the sales.
SELLERS = {
    272: 274, 281: 275, 282: 276, 283: 277, 284: 278, 285: 279, 286: 280, 287: 281, 288: 282, 289: 283, 290: 287, 291: 289,
    292: 290, 293: 284, 294: 285, 295: 288, 296: 286,
}  # fmt: skip
QUOTAS = Answers(columns={"manager": 2, "period": 3, "value": 4}, options={"which_kind": "plans"})
TARGETS = Answers(options={"which_kind": "plans"})
CALENDAR = PlanPaceSettings(first_month=date(2017, 7, 1))


def taken(store: Store, file: Path, answers: Answers | None = None) -> None:
    found = read_file(file, answers, work=store.path.parent)
    assert found.outcome == "loaded", (file.name, found.reason, found.questions)
    load(store, file_to_load(found, file), by="tests")


@pytest.fixture(scope="module")
def works(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Sales, quotas and monthly targets; nobody has said yet who is who."""
    store, folder = open_store(tmp_path_factory.mktemp("works") / "works.duckdb"), reference_data / "adventureworks"
    taken(store, folder / "FactResellerSales.csv")
    taken(store, folder / "SalesPersonQuotaHistory.csv", QUOTAS)
    taken(store, folder / "ResellerSalesTargets.csv", TARGETS)
    yield store
    store.close()


@pytest.fixture(scope="module")
def linked(works: Store) -> Store:
    """The same, after somebody said whose quota each number is."""
    pairs = [Pair(written(str(seller)), on_plan(str(name)), str(seller), str(name)) for seller, name in SELLERS.items()]
    decide(works, "person", pairs, "same", "tests")
    return works


def test_before_anybody_says_who_is_who_nothing_is_guessed(works: Store) -> None:
    found = plan_pace(works, default_scope(works), CALENDAR)
    quotas = {str(number) for number in SELLERS.values()}
    assert quotas <= set(found.facts["unmatched"]), "numbers that both lists use are not the same people"
    assert not any(row["is_matched"] for row in found.rows)
    assert found.facts["unmatched_rows"] == len(found.rows) == 163 + 170, "75 targets lie ahead of the last day"


def test_quotas_against_sales(linked: Store) -> None:
    found = plan_pace(linked, default_scope(linked), CALENDAR)
    (total,) = found.facts["totals"]
    assert (total["plan"], total["fact"]) == (Decimal(95_714_000), Decimal("77548570.2000"))
    assert round(100 * total["share"], 2) == 81.02
    assert (total["hits"], total["periods"]) == (9, 163)
    rows = [row for row in found.rows if row["is_matched"]]
    assert {row["months"] for row in rows} == {3}
    assert min(row["first_day"] for row in rows) == date(2017, 7, 1) and max(row["last_day"] for row in rows) == date(
        2020, 6, 30
    )


def test_the_last_quarter_holds_two_months_of_three(linked: Store) -> None:
    found = plan_pace(linked, default_scope(linked), CALENDAR)
    assert {"first_day": date(2020, 4, 1), "months": 3, "months_known": 2} in found.facts["incomplete"]
    notice = next(one for one in found.warnings if one.code == "W_PLAN_PART" and one.facts["months"] == 3)
    assert notice.facts == {"day": date(2020, 4, 1), "known": 2, "months": 3}


def test_targets_whose_numbers_fit_nobody_are_listed_and_none_is_dropped(linked: Store) -> None:
    found = plan_pace(linked, default_scope(linked), CALENDAR)
    loaded = linked.query("SELECT count(*) AS n, sum(value) AS plan FROM plans WHERE length(name) > 3").to_pylist()[0]
    ahead = linked.query(
        "SELECT count(*) AS n, sum(value) AS plan FROM plans WHERE length(name) > 3 AND period > DATE '2020-05-31'"
    )
    waiting = ahead.to_pylist()[0]
    assert loaded["n"] == 245 and found.facts["unmatched_rows"] + waiting["n"] == loaded["n"]
    assert found.facts["unmatched_plan"] + waiting["plan"] == loaded["plan"]
    assert not {str(number) for number in SELLERS.values()} & set(found.facts["unmatched"])


def test_the_check_calls_the_quotas_what_they_are(linked: Store) -> None:
    totals = plan_pace(linked, default_scope(linked), CALENDAR).facts["totals"]
    assert totals[0]["verdict"] == "impossible" and 0.8 < totals[0]["reachable_share"] < 1
    (row,) = kpi_audit(linked, default_scope(linked), KpiAuditSettings(first_month=CALENDAR.first_month)).rows
    assert (row["is_plan"], row["verdict"], row["reason"], row["proposal"]) == (True, "fix", "impossible", "plan")
    assert (row["hits"], row["periods"]) == (totals[0]["whole_hits"], totals[0]["whole_periods"])
