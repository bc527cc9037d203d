"""A list of names as it stands in memory: an Arrow table, of which Python sees only the rows that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, eq=False)
class NameList:
    """Clients (or parts of a client) in their order. Ten thousand of them take a megabyte, as Python rows thirty."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def first(self, count: int) -> list[dict[str, Any]]:
        """The first rows as plain Python."""
        rows: list[dict[str, Any]] = self.table.slice(0, count).to_pylist()
        return rows

    def rows(self) -> list[dict[str, Any]]:
        """All rows as plain Python, for a file."""
        return self.first(len(self))

    def where(self, *conditions: Any) -> NameList:
        """The rows for which every condition (an Arrow expression) holds, in the same order."""
        kept = self.table
        for condition in conditions:
            kept = kept.filter(condition)
        return NameList(kept)

    def sorted_by(self, column: str, descending: bool = False) -> NameList:
        """The same rows by a column, equal ones by client."""
        order = [(column, "descending" if descending else "ascending"), ("client_id", "ascending")]
        return NameList(self.table.sort_by(order))

    def found(self, typed: str, columns: Sequence[str]) -> NameList:
        """The rows in which one of the text columns holds what was typed; capital letters and ё do not matter."""
        wanted = typed.strip().lower().replace("ё", "е")
        matches = None
        for name in columns:
            text = pc.replace_substring(pc.utf8_lower(pc.fill_null(self.table.column(name), "")), "ё", "е")
            here = pc.match_substring(text, wanted)
            matches = here if matches is None else pc.or_(matches, here)
        return self if matches is None else NameList(self.table.filter(matches))

    def usual_size(self, *columns: str) -> float:
        """The median size of the amounts of some columns, zeros and gaps left out; 0 where there is none."""
        sizes = [pc.abs(pc.cast(self.table.column(name), pa.float64())) for name in columns]
        together = pa.chunked_array([chunk for column in sizes for chunk in column.chunks], pa.float64())
        positive = together.filter(pc.greater(together, 0))
        return float(pc.quantile(positive, 0.5)[0].as_py()) if len(positive) else 0.0

    @cached_property
    def filled(self) -> frozenset[str]:
        """Names of the columns in which at least one row holds something."""
        return frozenset(name for name in self.table.column_names if _holds_something(self.table.column(name)))


def _holds_something(column: pa.ChunkedArray) -> bool:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return bool(pc.any(pc.not_equal(pc.fill_null(column, ""), "")).as_py())
    return bool(column.null_count < len(column))
