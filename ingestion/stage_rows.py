"""Typed rows and left-out rows written to Parquet, for the store to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingestion.cell_kinds import kinds_of_cells
from ingestion.cells import Row, text_of
from ingestion.plan import NamedColumns, SaleLine, Unread, column_of
from ingestion.staged import COLUMNS, MONEY_COLUMNS


def _schema() -> Any:
    import pyarrow as pa

    money = pa.decimal128(18, 4)
    kinds = {"SMALLINT": pa.int16(), "INTEGER": pa.int32(), "DATE": pa.date32(), "VARCHAR": pa.string()}
    return pa.schema([(name, money if name in MONEY_COLUMNS else kinds[kind]) for name, kind in COLUMNS.items()])


def write_lines(path: Path, sheets: Sequence[tuple[int, Sequence[SaleLine]]]) -> None:
    """Write the rows to load, given by the number of their sheet: all of staged.COLUMNS, amounts as DECIMAL(18, 4)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema()
    lines = [line for _, own in sheets for line in own]
    numbers = [number for number, own in sheets for _ in own]
    columns = list(zip(*lines, strict=True)) if lines else [()] * len(SaleLine._fields)
    arrays = [pa.array(numbers, schema.field("sheet").type)]
    arrays += [
        pa.array(values, schema.field(name).type) for name, values in zip(SaleLine._fields, columns, strict=True)
    ]
    order = ["sheet", *SaleLine._fields]
    pq.write_table(pa.table(arrays, names=order).select(list(COLUMNS)), path)


LeftOut = tuple[
    str, NamedColumns, Sequence[tuple[Unread, Row]]
]  # name of the sheet, how its columns were read, its rows


def write_left_out(path: Path, sheets: Sequence[LeftOut]) -> None:
    """Write the rows that are not loaded: the reason, the column that decided it, the raw text with the kinds of its
    cells, and the amount where it could be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [(sheet, plan, verdict, row) for sheet, plan, left_out in sheets for verdict, row in left_out]
    table = {
        "sheet": pa.array([sheet for sheet, _, _, _ in rows], pa.string()),
        "line": pa.array([verdict.line for _, _, verdict, _ in rows], pa.int32()),
        "outcome": pa.array([verdict.outcome for _, _, verdict, _ in rows], pa.string()),
        "reason": pa.array([verdict.reason for _, _, verdict, _ in rows], pa.string()),
        "column_header": pa.array([column_of(plan, verdict, row) for _, plan, verdict, row in rows], pa.string()),
        "value": pa.array([verdict.value for _, _, verdict, _ in rows], pa.string()),
        "raw": pa.array([[_clean(text_of(cell)) for cell in row.cells] for *_, row in rows], pa.list_(pa.string())),
        "kinds": pa.array([kinds_of_cells(row.cells) for *_, row in rows], pa.string()),
        "amount": pa.array([verdict.amount for _, _, verdict, _ in rows], pa.decimal128(18, 4)),
    }
    pq.write_table(pa.table(table), path)


def _clean(text: str) -> str:
    """Parquet holds UTF-8 only: a half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
