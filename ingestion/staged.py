"""The typed rows of one file on disk, and how DuckDB reads them.

Two Parquet files may hold rows: `lines` and, where some rows needed the slower parsers, `mended`. A regular text
file is written without a line number, because counting rows would force one thread: Parquet keeps the order, so
`line = file_row_number + line_offset` (DuckDB counts from 0), and rows that are not to be loaded stay in place with
`left_out` true.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXT_COLUMNS = (
    "tax_id", "code", "client", "order_no", "product", "category", "manager", "region", "channel", "currency",
    "doc_type", "segment",
)  # fmt: skip
MONEY_COLUMNS = ("amount", "cost", "margin", "quantity", "price")
MONEY_TYPE = "DECIMAL(18, 4)"
COLUMNS: dict[str, str] = {
    "sheet": "SMALLINT", "line": "INTEGER", "day": "DATE", "tax_id": "VARCHAR", "code": "VARCHAR", "client": "VARCHAR",
    "amount": MONEY_TYPE, "cost": MONEY_TYPE, "margin": MONEY_TYPE, "quantity": MONEY_TYPE, "price": MONEY_TYPE,
    "order_no": "VARCHAR", "product": "VARCHAR", "category": "VARCHAR", "manager": "VARCHAR", "region": "VARCHAR",
    "channel": "VARCHAR", "currency": "VARCHAR", "doc_type": "VARCHAR", "segment": "VARCHAR",
}  # fmt: skip


def sql_text(value: str) -> str:
    """A value as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class StagedFile:
    """Where the rows of a file wait for the store.

    `lines`: the typed rows. `columns`: which of COLUMNS that file really has (the rest is NULL). `line_offset`: None
    where the file has columns `sheet` and `line` of its own. `mended`: rows read by the slower parsers, all COLUMNS
    present. `left_out`: rows not loaded (sheet, line, outcome, reason, column_header, value, raw, kinds, amount).
    `records`: rows for the table `records_table` of the store, with its columns.
    """

    lines: Path
    left_out: Path
    columns: tuple[str, ...] = tuple(COLUMNS)
    line_offset: int | None = None
    sheet: int = 0
    mended: Path | None = None
    records: Path | None = None
    records_table: str = ""

    def relation_sql(self) -> str:
        """A SELECT with exactly the columns of COLUMNS, in that order: the rows to load, and only they."""
        parts = [self._lines_sql()]
        if self.mended is not None:
            parts.append(f"SELECT {', '.join(COLUMNS)} FROM read_parquet({sql_text(str(self.mended))})")
        return " UNION ALL ".join(parts)

    def _lines_sql(self) -> str:
        path = sql_text(str(self.lines))
        if self.line_offset is None:
            return f"SELECT {', '.join(COLUMNS)} FROM read_parquet({path})"
        own = {
            "sheet": f"CAST({self.sheet} AS SMALLINT) AS sheet",
            "line": f"CAST(file_row_number + {self.line_offset} AS INTEGER) AS line",
        }
        if "cost" in self.columns and "margin" not in self.columns:
            own["margin"] = f"TRY_CAST(amount - cost AS {MONEY_TYPE}) AS margin"
        shown = [
            own.get(name) or (name if name in self.columns else f"CAST(NULL AS {kind}) AS {name}")
            for name, kind in COLUMNS.items()
        ]
        return f"SELECT {', '.join(shown)} FROM read_parquet({path}, file_row_number = true) WHERE NOT left_out"

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "lines": str(self.lines), "left_out": str(self.left_out), "columns": list(self.columns),
            "line_offset": self.line_offset, "sheet": self.sheet,
            "mended": None if self.mended is None else str(self.mended),
            "records": None if self.records is None else str(self.records), "records_table": self.records_table,
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> StagedFile:
        """The staged file that `to_json` gave."""
        mended, records = values["mended"], values["records"]
        return cls(
            lines=Path(values["lines"]),
            left_out=Path(values["left_out"]),
            columns=tuple(values["columns"]),
            line_offset=values["line_offset"],
            sheet=values["sheet"],
            mended=None if mended is None else Path(mended),
            records=None if records is None else Path(records),
            records_table=values["records_table"],
        )
