"""Typed rows and left-out rows written to Parquet, for the store to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingestion.cells import Row, text_of
from ingestion.plan import Plan, SaleLine, Unread
from ingestion.staged import COLUMNS, MONEY_COLUMNS


def _schema() -> Any:
    import pyarrow as pa

    money = pa.decimal128(18, 4)
    kinds = {"SMALLINT": pa.int16(), "INTEGER": pa.int32(), "DATE": pa.date32(), "VARCHAR": pa.string()}
    return pa.schema([(name, money if name in MONEY_COLUMNS else kinds[kind]) for name, kind in COLUMNS.items()])


def write_lines(path: Path, lines: Sequence[SaleLine], sheet: int) -> None:
    """Write the rows to load: all of staged.COLUMNS, amounts as DECIMAL(18, 4)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema()
    columns = list(zip(*lines, strict=True)) if lines else [()] * len(SaleLine._fields)
    arrays = [pa.array([sheet] * len(lines), schema.field("sheet").type)]
    arrays += [
        pa.array(values, schema.field(name).type) for name, values in zip(SaleLine._fields, columns, strict=True)
    ]
    order = ["sheet", *SaleLine._fields]
    pq.write_table(pa.table(arrays, names=order).select(list(COLUMNS)), path)


def write_left_out(path: Path, left_out: Sequence[tuple[Unread, Row]], plan: Plan | None, sheet: str) -> None:
    """Write the rows that are not loaded, with the reason, the column that decided it, and their raw text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    header_of = {} if plan is None else {name: plan.header[at] for name, at in plan.columns.items()}
    table = {
        "sheet": pa.array([sheet] * len(left_out), pa.string()),
        "line": pa.array([verdict.line for verdict, _ in left_out], pa.int32()),
        "outcome": pa.array([verdict.outcome for verdict, _ in left_out], pa.string()),
        "reason": pa.array([verdict.reason for verdict, _ in left_out], pa.string()),
        "column_header": pa.array([header_of.get(verdict.field or "") for verdict, _ in left_out], pa.string()),
        "value": pa.array([verdict.value for verdict, _ in left_out], pa.string()),
        "raw": pa.array([[_clean(text_of(cell)) for cell in row.cells] for _, row in left_out], pa.list_(pa.string())),
    }
    pq.write_table(pa.table(table), path)


def _clean(text: str) -> str:
    """Parquet holds UTF-8 only: a half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
