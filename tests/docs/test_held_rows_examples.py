"""The example of the page on held rows, lived through with the real importer and store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from methods_pages import BY_ENGLISH, assert_said, text_of

from ingestion.read import mend_rows, read_file
from ingestion.row_file import RowFile, RowToRead
from storage.held_rows import held_rows
from storage.imports import file_to_load, ledger, load
from storage.mending import TypedRow, declare_no_sales, mend, mendings, undo_mending
from storage.store import Store
from wording.catalogue import LANGUAGES

TODAY = date(2026, 11, 14)
NINE = (300, 200, 150, 100, 50, 40, 30, 20, 10)
HEADING = "How a held row becomes a sale"


def told(store: Store) -> tuple[tuple[int, ...], Decimal]:
    """Lines of the file as the page names them: all, header, loaded, held, skipped; and the money."""
    (line,) = ledger(store)
    parts = ("total", "header", "loaded", "quarantined", "skipped")
    return tuple(line.lines[part] for part in parts), line.amount_total


def test_twelve_lines(store: Store, tmp_path: Path) -> None:
    sales = [f"{place + 1:02}.01.2024;Клиент {place};{value}" for place, value in enumerate(NINE)]
    path = tmp_path / "report.csv"
    path.write_text(
        "\n".join(["Дата;Клиент;Сумма", *sales, "31.02.2024;Клиент 3;70", "30.01.2024;сверка;"]), encoding="utf-8"
    )
    found = read_file(path, work=tmp_path, today=TODAY)
    number = load(store, file_to_load(found, path), by="owner")
    assert told(store) == ((12, 1, 9, 2, 0), 900)
    wrong, remark = held_rows(store, number)
    cells = ("28.02.2024", *wrong.raw[1:])
    content = RowFile(found.rules, (RowToRead("", wrong.line, cells, wrong.kinds),))
    staged = mend_rows(content, work=tmp_path, today=TODAY)
    mend(store, number, [TypedRow("", 0, wrong.line, cells, wrong.kinds)], staged, "owner")
    assert told(store) == ((12, 1, 10, 1, 0), 970)
    declare_no_sales(store, number, [(remark.sheet, remark.line)], "owner")
    assert told(store) == ((12, 1, 10, 0, 1), 970)
    for mending in mendings(store):
        undo_mending(store, mending.mending_id)
    assert told(store) == ((12, 1, 9, 2, 0), 900)
    assert_said(HEADING, 12, 1, 9, 2, 900, 70, 10, 970)
    assert all("31.02.2024" in text_of(BY_ENGLISH[HEADING], language) for language in LANGUAGES)
