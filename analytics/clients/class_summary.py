"""What each class is worth, and how unequal the clients are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CLASSES = ("A", "B", "C", "N")
Floats = np.ndarray[Any, np.dtype[np.float64]]


def class_summary(table: pa.Table) -> list[dict[str, Any]]:
    """One row a class of an ABC table (A, B, C, N): what does each class bring?

    `clients`, `client_share` (of all clients), `value` (the criterion), `share` (of the positive total, None for N),
    `average` (value per client, None for an empty class), `orders`, `revenue`, `margin_share` (of revenue with a
    margin).
    """
    sums = ["value", "orders", "revenue", "margin", "margin_base"]
    wanted = [("client_id", "count")] + [(name, "sum") for name in sums]
    found = {row["abc_class"]: row for row in table.group_by("abc_class").aggregate(wanted).to_pylist()}
    total = sum((row["value_sum"] for code, row in found.items() if code != "N"), Decimal(0))
    return [_class_row(code, found.get(code), table.num_rows, total) for code in CLASSES]


def _class_row(code: str, row: dict[str, Any] | None, clients: int, total: Decimal) -> dict[str, Any]:
    if row is None:
        empty = {
            "client_share": 0.0,
            "value": Decimal(0),
            "share": 0.0,
            "average": None,
            "orders": 0,
            "revenue": Decimal(0),
        }
        return (
            {"abc_class": code, "clients": 0, "margin_share": None} | empty | ({"share": None} if code == "N" else {})
        )
    base = row["margin_base_sum"]
    return {
        "abc_class": code,
        "clients": row["client_id_count"],
        "client_share": row["client_id_count"] / clients,
        "value": row["value_sum"],
        "share": float(row["value_sum"] / total) if code != "N" and total else None,
        "average": row["value_sum"] / row["client_id_count"],
        "orders": int(row["orders_sum"] or 0),
        "revenue": row["revenue_sum"],
        "margin_share": float(row["margin_sum"] / base)
        if base and row["margin_sum"] is not None and base > 0
        else None,
    }


def positive_values(table: pa.Table) -> Floats:
    """The positive values of a criterion, largest first."""
    values: Floats = pc.cast(table.column("value"), pa.float64()).to_numpy()
    largest_first: Floats = np.flip(np.sort(values[values > 0]))
    return largest_first


def gini(values: Floats) -> float | None:
    """How unequal the values are: 0 all equal, near 1 one has all; None for no value. Takes them largest first."""
    count = len(values)
    if count == 0:
        return None
    places = np.arange(count, 0, -1)
    return float(2 * (places * values).sum() / (count * values.sum()) - (count + 1) / count)
