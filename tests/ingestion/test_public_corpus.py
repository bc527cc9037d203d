"""Public tables with published figures, where they stand beside the project. The corpus with known truth is read once, by
the tests of the marks (`tests/marks`)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.answers import Answers
from ingestion.reading import Reading

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
needs_data = pytest.mark.skipif(not (SHARED / "data").exists(), reason="the public tables are not on this machine")


@needs_data
def test_online_retail(read: Callable[..., Reading]) -> None:
    reading = read(SHARED / "data" / "online_retail" / "online_retail.csv.gz")
    assert (reading.outcome, reading.lines.loaded, reading.lines.quarantined) == ("loaded", 541_909, 0)
    assert reading.amount_total.quantize(Decimal("0.01")) == Decimal("9747747.93")
    assert (reading.unidentified_lines, reading.clients) == (135_080, 4_372)
    assert reading.staged is not None
    rows = duckdb.sql(
        f"SELECT count(*) FILTER (amount < 0), bool_or(code LIKE '%.0') FROM ({reading.staged.relation_sql()})"
    )
    ((negative, with_fraction),) = rows.fetchall()
    assert negative > 9_000 and not with_fraction


@needs_data
def test_adventure_works(read: Callable[..., Reading]) -> None:
    reading = read(SHARED / "data" / "adventureworks" / "FactResellerSales.csv")
    assert (reading.outcome, reading.lines.loaded, reading.amount_total) == ("loaded", 57_851, Decimal("77548570.20"))
    assert reading.columns["amount"]["header"] == "SalesAmount"


@needs_data
def test_won_deals_of_maven(read: Callable[..., Reading]) -> None:
    reading = read(SHARED / "data" / "maven_crm" / "sales_pipeline.csv")
    assert (reading.outcome, reading.lines.loaded, reading.amount_total) == ("loaded", 4_238, Decimal(10_005_534))
    assert (reading.columns["date"]["header"], reading.skipped_by_reason) == ("close_date", {"not_won": 4_562})


@needs_data
@pytest.mark.parametrize("name", ["orders.csv", "order-details.csv", "customers.csv", "employees.csv"])
def test_tables_that_are_no_sales_are_asked_about(read: Callable[..., Reading], name: str) -> None:
    assert read(SHARED / "data" / "northwind" / name).outcome != "loaded"


@needs_data
def test_orders_with_unquoted_commas_are_all_read(read: Callable[..., Reading]) -> None:
    path = SHARED / "data" / "northwind" / "orders.csv"
    columns = {"order_no": 1, "client_id": 2, "date": 4, "amount": 8}
    found = read(path, Answers(columns=columns))
    assert (found.outcome, found.lines.loaded, found.lines.quarantined) == ("loaded", 830, 0)
    assert (found.clients, found.amount_total) == (89, Decimal("64942.69")) and "delimiter_in_text" in found.warnings
