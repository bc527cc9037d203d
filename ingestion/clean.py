"""The located table as a plain CSV file: UTF-8, commas, one header line, the cells as text. For other programs
and for checks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from ingestion.cells import text_of
from ingestion.sales_table import SalesTable


def write_clean(target: Path, parts: Sequence[SalesTable]) -> None:
    """Write the header and every row of the table, held rows too; totals, remarks and blank lines stay away."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(parts[0].table.header)
        for part in parts:
            away = {verdict.line for verdict, _ in part.walked.left_out if verdict.outcome == "skipped"}
            for row in part.rows[part.table.last + 1 :]:
                cells = [text_of(cell) for cell in row.cells]
                if row.line not in away and any(cells):
                    writer.writerow(cells)
