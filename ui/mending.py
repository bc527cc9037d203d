"""Held rows on their way into the sales: the rules of their file, what was typed, the child process, the store."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from ingestion.answers import Answers
from ingestion.kinds.catalogue import SALES
from ingestion.read import mend_rows, read_file
from ingestion.reading import SheetRules
from ingestion.row_file import RowFile, RowToRead, rules_by_sheet
from storage.errors import StoreError
from storage.held_rows import HeldRow, client_above, held_rows, orders_of_import
from storage.imports import LedgerLine
from storage.kept_files import kept_copy
from storage.mending import MendedOverlap, Outcome, TypedRow, mend
from storage.who import who_loads
from ui.data import store
from ui.uploads import work_folder


def is_by_months(line: LedgerLine) -> bool:
    """Whether a row of the import's file may have given several lines of sales, and single cells are held back."""
    return (line.report.get("lines") or {}).get("sale_lines") is not None


def is_mendable(line: LedgerLine) -> bool:
    """Whether held rows of an import can be put right beside its file: rows that are one line of sales each."""
    return line.kind == SALES and not is_by_months(line)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of its own that does not outlive what is done in it."""
    folder = work_folder() / uuid.uuid4().hex
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rules_of(line: LedgerLine) -> dict[str, SheetRules]:
    """By which rules the sheets of an import were read, by the name of the sheet.

    An import of an earlier version did not keep them: its file is read once more. Raises StoreError `no_kept_file`,
    `asks_now`.
    """
    kept = line.report.get("rules")
    if kept:
        return rules_by_sheet([SheetRules.from_json(one) for one in kept])
    return _rules_of_file(line.sha256, line.import_id, line.file_name, line.answers)


@st.cache_data(max_entries=16, show_spinner=False)
def _rules_of_file(sha256: str, import_id: int, name: str, _answers: dict[str, Any]) -> dict[str, SheetRules]:
    with scratch() as folder:
        path = kept_copy(store(), import_id, folder / "file")
        found = read_file(path, Answers.from_json(_answers), work=folder, name=name)
        if not found.rules:
            raise StoreError("asks_now", file=name)
        return rules_by_sheet(found.rules)


def load_mended(line: LedgerLine, overlap: MendedOverlap = "ask") -> Outcome:
    """Load the rows of an import into which something was typed, read by the rules of its file.

    Raises StoreError as `storage.mending.mend`, Refused where the child process was lost over the rows.
    """
    rules = rules_of(line)
    waiting = held_rows(store(), line.import_id)
    ready = [row for row in waiting if row.is_ready]
    content = RowFile(
        rules=tuple(rules.values()),
        rows=tuple(
            RowToRead(
                row.sheet, row.line, row.cells, row.cell_kinds, _client_above(line, rules[row.sheet], row, waiting)
            )
            for row in ready
        ),
        known_orders=orders_of_import(store(), line.import_id)
        if any(one.order_total_once for one in rules.values())
        else (),
    )
    typed = [TypedRow(row.sheet, rules[row.sheet].number, row.line, row.cells, row.cell_kinds) for row in ready]
    with scratch() as folder:
        staged = mend_rows(content, work=folder)
        chosen: MendedOverlap = "only_new" if line.overlap == "only_new" else overlap
        return mend(store(), line.import_id, typed, staged, who_loads(), chosen)


def _client_above(line: LedgerLine, rules: SheetRules, row: HeldRow, waiting: Sequence[HeldRow]) -> str | None:
    """The client named last above a row, where the file names a client once for several rows."""
    if not rules.fill_client_down or "client" not in rules.columns:
        return None
    at = rules.columns["client"]
    named = [
        (other.line, other.cells[at])
        for other in waiting
        if other.sheet == row.sheet and other.line < row.line and len(other.cells) > at and other.cells[at]
    ]
    loaded = client_above(store(), line.import_id, rules.number, row.line)
    return max([*named, *([loaded] if loaded else [])], default=(0, None))[1]
