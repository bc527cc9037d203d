"""Rows staged for loading as the importer stages them: a Parquet file of typed lines and one of the rows left out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from storage.imports import FileToLoad

_MONEY = pa.decimal128(18, 4)
_LINES = pa.schema(
    [("sheet", pa.int16()), ("line", pa.int32()), ("day", pa.date32())]
    + [(name, pa.string()) for name in ("tax_id", "code", "client")]
    + [(name, _MONEY) for name in ("amount", "cost", "margin", "quantity", "price")]
    + [
        (name, pa.string())
        for name in (
            "order_no",
            "product",
            "category",
            "manager",
            "region",
            "channel",
            "currency",
            "doc_type",
            "segment",
        )
    ]
)
_LEFT_OUT = pa.schema(
    [("sheet", pa.string()), ("line", pa.int32())]
    + [(name, pa.string()) for name in ("outcome", "reason", "column_header", "value")]
    + [("raw", pa.list_(pa.string())), ("kinds", pa.string()), ("amount", _MONEY)]
)


@dataclass(frozen=True)
class Staged:
    lines: Path
    left_out: Path
    records: Path | None = None
    records_table: str = ""

    def relation_sql(self) -> str:
        return f"SELECT * FROM read_parquet('{self.lines}')"


def staged_file(
    folder: Path,
    name: str,
    rows: list[dict[str, Any]],
    left_out: list[dict[str, Any]] | None = None,
    **changes: Any,
) -> FileToLoad:
    """A file of these rows, ready for `storage.imports.load`. Rows: day, client, amount and any other staged column."""
    source = folder / name
    source.write_text("\n".join(str(sorted(row.items())) for row in rows), encoding="utf-8")
    full = [{"sheet": 0, "line": 2 + at, **_plain(row)} for at, row in enumerate(rows)]
    held = [{"sheet": "", "column_header": None, "value": None, "raw": [], **row} for row in left_out or []]
    staged = Staged(folder / f"{name}.lines.parquet", folder / f"{name}.left_out.parquet")
    pq.write_table(pa.Table.from_pylist(full, _LINES), staged.lines)
    pq.write_table(pa.Table.from_pylist(held, _LEFT_OUT), staged.left_out)
    counts = {"header": 1, "blank": 0, "loaded": len(rows)}
    for outcome in ("quarantined", "skipped"):
        counts[outcome] = sum(row["outcome"] == outcome for row in held)
    counts["total"] = sum(counts.values())
    days = [row["day"] for row in rows]
    amounts: dict[str, Decimal] = {}
    for row in rows:
        code = row.get("currency") or ""
        amounts[code] = amounts.get(code, Decimal(0)) + Decimal(str(row["amount"]))
    values: dict[str, Any] = {
        "path": source, "name": name, "sha256": hashlib.sha256(source.read_bytes()).hexdigest(), "fingerprint": "f",
        "kind": "sales", "lines": counts, "amount_total": sum((Decimal(str(r["amount"])) for r in rows), Decimal(0)),
        "date_min": min(days, default=None), "date_max": max(days, default=None), "answers": {}, "report": {},
        "staged": staged, "amounts": amounts,
    }  # fmt: skip
    return FileToLoad(**{**values, **changes})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    money = ("amount", "cost", "margin", "quantity", "price")
    return {name: Decimal(str(value)) if name in money and value is not None else value for name, value in row.items()}


def sale(day: date, client: str, amount: float | str, **more: Any) -> dict[str, Any]:
    """One line of sales."""
    return {"day": day, "client": client, "amount": amount, **more}
