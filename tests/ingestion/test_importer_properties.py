"""The same table written in another way is the same table: rows and sum do not depend on how a program exports."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from example_files import CLIENTS, TODAY, Sale, quoted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.job import read_job
from ingestion.limits import Limits
from ingestion.reading import Reading
from ingestion.task import Job

SALES = st.lists(
    st.builds(
        Sale,
        st.dates(date(2020, 1, 1), date(2025, 12, 31)),
        st.sampled_from(CLIENTS),
        st.integers(1, 99),
        st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2),
    ),
    min_size=4,
    max_size=40,
)
WAYS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([";", "\t", "|"]),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        "line_end": st.sampled_from(["\n", "\r\n"]),
        "order": st.permutations(range(3)),
        "group": st.sampled_from(["", " ", "\u00a0", "\u202f"]),
        "title": st.booleans(),
        "blank": st.booleans(),
        "total": st.booleans(),
        "suffix": st.sampled_from(["", " ₽", " руб."]),
    }
)
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def file_of(sales: list[Sale], way: dict[str, Any]) -> bytes:
    """The table written in one of the ways."""
    names = ["Дата", "Контрагент", "Сумма"]
    amounts = [f"{sale.amount:,.2f}".replace(",", way["group"]).replace(".", ",") + way["suffix"] for sale in sales]
    rows = [[f"{sale.day:%d.%m.%Y}", sale.client, amount] for sale, amount in zip(sales, amounts, strict=True)]
    lines = [[names[at] for at in way["order"]], *([row[at] for at in way["order"]] for row in rows)]
    if way["blank"]:
        lines.insert(3, ["", "", ""])
    if way["total"]:
        whole = f"{sum((s.amount for s in sales), Decimal(0)):.2f}".replace(".", ",")
        lines.append([["Итого", "", whole][at] for at in way["order"]])
    texts = [way["delimiter"].join(quoted(cell, way["delimiter"]) for cell in line) for line in lines]
    if way["title"]:
        texts.insert(0, "Отчёт о продажах")
    return (way["line_end"].join(texts) + way["line_end"]).encode(way["encoding"])


def read_bytes(
    content: bytes, limits: Limits | None = None, answers: Answers | None = None
) -> tuple[Reading, list[tuple[Any, ...]]]:
    """The reading and the rows it stages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sales.csv")
        path.write_bytes(content)
        job = Job(path, path.name, Path(folder), TODAY, answers, limits or Limits())
        reading = read_job(job, lambda stage, share: None)
        rows: list[tuple[Any, ...]] = []
        if reading.staged is not None:
            rows = duckdb.sql(
                f"SELECT day, client, amount FROM ({reading.staged.relation_sql()}) ORDER BY line"
            ).fetchall()
        return reading, rows


@FEW
@given(SALES, WAYS)
def test_the_way_of_writing_changes_nothing(sales: list[Sale], way: dict[str, Any]) -> None:
    for limits in (Limits(), Limits(bulk_from_bytes=1)):
        reading, rows = read_bytes(file_of(sales, way), limits)
        assert (reading.outcome, reading.questions) == ("loaded", ()), reading
        assert rows == [(sale.day, sale.client, sale.amount) for sale in sales]
        assert reading.amount_total == sum((sale.amount for sale in sales), Decimal(0))
        assert reading.lines.conserved()


@FEW
@given(SALES, WAYS, st.data())
def test_a_spoiled_file_never_loads_a_wrong_sum_silently(
    sales: list[Sale], way: dict[str, Any], data: st.DataObject
) -> None:
    """A row cut out of its middle byte by byte: what is loaded is a part of the truth, and the rest is accounted
    for."""
    content = file_of(sales, {**way, "encoding": "utf-8", "total": True})
    at = data.draw(st.integers(0, len(content) - 1))
    spoiled = content[:at] + content[at + data.draw(st.integers(1, 6)) :]
    reading, _ = read_bytes(spoiled)
    if reading.outcome != "loaded":
        return
    assert reading.lines.conserved()
    accounted = reading.own_total is not None or reading.lines.quarantined > 0
    whole = sum((sale.amount for sale in sales), Decimal(0))
    assert accounted or reading.amount_total == whole
