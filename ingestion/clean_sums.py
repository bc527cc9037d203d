"""Sums over the rows of a clean text, gathered batch by batch while it is typed.

They are what `bulk_sums.sums_of` tells of a staged file, without reading it again and without an engine. Where a row
has no client, or a sample of the orders leaves a doubt, nothing is told and the engine must be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ingestion.bulk_sums import RowSums, far_from_repeating
from ingestion.staged import COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

_PREVIEWED = 8
_SAMPLED = 32  # the first of so many lines of each batch are looked at for orders: the lines of one stand together


class CleanSums:
    """Add the batches in the order of their lines; then ask."""

    def __init__(self, columns: Sequence[str], currency: str | None) -> None:
        self._columns, self._currency = columns, currency
        self._named_by = next((name for name in ("client", "code", "tax_id") if name in columns), None)
        self._total = Decimal(0)
        self._days: list[date] = []
        self._rows = 0
        self._names: set[str] = set()
        self._doc_types: set[str] = set()
        self._has_minus = self._has_back = self._has_nobody = False
        self._first_rows: list[dict[str, Any]] = []
        self._orders: list[tuple[pa.Array, pa.Array]] = []

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch of typed rows in."""
        import pyarrow.compute as pc

        self._total += pc.sum(batch.column("amount")).as_py()
        days = pc.min_max(batch.column("day"))
        self._days = [*self._days, days["min"].as_py(), days["max"].as_py()]
        self._has_minus = self._has_minus or _has_minus(batch.column("amount"))
        if "quantity" in self._columns:
            self._has_back = self._has_back or _has_minus(batch.column("quantity"))
        if self._named_by is None or batch.column(self._named_by).null_count:
            self._has_nobody = True
        else:
            self._names.update(_different(batch.column(self._named_by)))
        if "doc_type" in self._columns:
            self._doc_types.update(text for text in _different(batch.column("doc_type")) if text is not None)
        if len(self._first_rows) < _PREVIEWED:
            self._first_rows += batch.slice(0, _PREVIEWED - len(self._first_rows)).to_pylist()
        if "order_no" in self._columns:
            sampled = batch.slice(0, batch.num_rows // _SAMPLED)
            self._orders.append((_as_texts(sampled.column("order_no")), sampled.column("amount")))
        self._rows += batch.num_rows

    def row_sums(self, first_line: int) -> RowSums | None:
        """The sums, None where some rows have no client. first_line: the line of the first row."""
        if self._has_nobody or not self._rows:
            return None
        return RowSums(
            total=self._total,
            first=min(self._days),
            last=max(self._days),
            rows=self._rows,
            names=self._names,
            preview=tuple(self._shown(row, first_line + at) for at, row in enumerate(self._first_rows)),
            has_minus=self._has_minus,
            has_back=self._has_back,
            doc_types=sorted(self._doc_types),
            currencies=() if self._currency is None else (self._currency,),
            by_currency=[(self._currency or "", self._total)],
        )

    def _shown(self, row: dict[str, Any], line: int) -> dict[str, str]:
        if row.get("cost") is not None:  # a text with margins beside costs is none of these
            row["margin"] = row["amount"] - row["cost"]
        row["line"] = line
        return {name: str(row[name]) for name in COLUMNS if row.get(name) is not None}

    def orders_differ(self) -> bool:
        """Whether a sample of the orders is sure that their lines do not repeat one total."""
        import pyarrow as pa
        import pyarrow.compute as pc

        numbers, amounts = zip(*self._orders, strict=True)
        lines = pa.table({"order_no": pa.chunked_array(numbers), "amount": pa.chunked_array(amounts)})
        known = lines.filter(pc.is_valid(lines["order_no"]))
        orders = known.group_by("order_no").aggregate([("amount", "min"), ("amount", "max"), ("amount", "count")])
        several = orders.filter(pc.greater(orders["amount_count"], 1))
        low, high = several["amount_min"], several["amount_max"]
        equal = pc.and_(pc.equal(low, high), pc.not_equal(low, Decimal(0)))
        return far_from_repeating(several.num_rows, pc.sum(equal).as_py() or 0)


def _has_minus(numbers: pa.Array) -> bool:
    import pyarrow.compute as pc

    least = pc.min(numbers).as_py()
    return least is not None and least < 0


def _as_texts(texts: pa.Array) -> pa.Array:
    import pyarrow as pa

    return texts.dictionary_decode() if pa.types.is_dictionary(texts.type) else texts


def _different(texts: pa.Array) -> list[str]:
    import pyarrow as pa

    if not pa.types.is_dictionary(texts.type):
        texts = texts.unique()
        return [text for text in texts.to_pylist() if text is not None]
    different: list[str] = texts.dictionary.to_pylist()
    return different
