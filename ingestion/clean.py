"""The located table as a plain CSV file: UTF-8, commas, one header line, the cells as text. For other programs
and for checks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingestion.cells import Row, text_of
from ingestion.plan import Unread

LeftOut = Sequence[tuple[Unread, Row]]


def write_clean(target: Path, header: Sequence[str], parts: Iterable[tuple[Sequence[Row], LeftOut]]) -> None:
    """Write the header and every row of the tables, held rows too; totals, remarks and blank lines stay away.

    parts: the rows below each header, and those of them that were left out.
    """
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for rows, left_out in parts:
            away = {verdict.line for verdict, _ in left_out if verdict.outcome == "skipped"}
            for row in rows:
                cells = [text_of(cell) for cell in row.cells]
                if row.line not in away and any(cells):
                    writer.writerow(cells)
