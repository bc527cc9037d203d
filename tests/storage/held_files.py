"""Files with held rows, and what a person typed into them, staged as the importer stages them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from staging import Staged, sale, staged_file

from storage.held_rows import Draft, save_drafts
from storage.imports import ledger, load
from storage.mending import Outcome, TypedRow, mend
from storage.store import Store

JAN = date(2024, 1, 10)
Line = dict[str, Any]


def held(line: int, reason: str = "bad_date", **more: Any) -> dict[str, Any]:
    """A row that was held back, with its cells as they stood in the file."""
    cells = ["31.02.2024", f"Клиент {line}", str(line)]
    return {
        "line": line, "outcome": "quarantined", "reason": reason, "column_header": "Дата", "value": "31.02.2024",
        "raw": cells, "kinds": "ttt", "amount": Decimal(line), **more,
    }  # fmt: skip


def load_held(
    store: Store, folder: Path, sales: Sequence[Line], lines: Sequence[int], name: str = "one.csv", **more: Any
) -> int:
    """Load a file whose rows at `lines` are held."""
    file = staged_file(folder, name, list(sales), [held(line) for line in lines])
    return load(store, file, by="owner", **more)


def typed(line: int, sheet: str = "", number: int = 0) -> TypedRow:
    """The row of a line with another date."""
    return TypedRow(sheet, number, line, ("12.01.2024", f"Клиент {line}", str(line)), "ttt")


def mended(
    store: Store,
    folder: Path,
    import_id: int,
    good: Sequence[Line],
    wrong: Sequence[dict[str, Any]] = (),
    overlap: Any = "ask",
) -> Outcome:
    """Mend rows: `good` are lines with their place, `wrong` are still held or skipped."""
    staged = staged_file(folder, "mended", list(good), list(wrong)).staged
    rows = [typed(row["line"]) for row in (*good, *wrong)]
    save_drafts(store, import_id, [Draft(row.sheet, row.line, row.cells or (), row.kinds or "") for row in rows])
    assert isinstance(staged, Staged)
    return mend(store, import_id, rows, staged, "owner", overlap)


def good(line: int, day: date = JAN, **more: Any) -> Line:
    """A mended row as a line of sales."""
    return sale(day, f"Клиент {line}", line, sheet=0, line=line, **more)


def balance(store: Store, import_id: int) -> dict[str, Any]:
    """What the ledger says of an import beside what stands in the tables; raises where they differ."""
    (line,) = (one for one in ledger(store) if one.import_id == import_id)
    lines = dict(line.lines)
    assert lines["total"] == sum(lines[part] for part in lines if part != "total")
    if line.undone_at is None:
        sql = (
            "SELECT (SELECT count(*) FROM sales_lines WHERE import_id = $id) + "
            "(SELECT count(*) FROM replaced_lines WHERE import_id = $id) AS loaded, "
            "(SELECT count(*) FROM left_out WHERE import_id = $id AND outcome = 'quarantined') AS held, "
            "(SELECT count(*) FROM left_out WHERE import_id = $id AND outcome = 'skipped') AS skipped"
        )
        (row,) = store.query(sql, id=import_id).to_pylist()
        assert (row["loaded"], row["held"], row["skipped"]) == (
            lines["loaded"],
            lines["quarantined"],
            lines["skipped"],
        )
    return {**lines, "amount": line.amount_total, "days": (line.date_min, line.date_max)}
