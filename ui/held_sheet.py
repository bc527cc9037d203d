"""Held rows as an Excel sheet: given out, put right elsewhere, taken back by import, sheet and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import streamlit as st

from ingestion.held_sheet import HeldSheet, SheetRow, mark_of, marker
from ingestion.read import read_sheet_of_held_rows
from ingestion.reading import SheetRules
from ingestion.refusal import Refused
from storage.errors import StoreError
from storage.held_rows import Draft, HeldRow, RowPlace, held_rows, save_drafts
from storage.imports import LedgerLine, ledger
from storage.mending import mended_places
from ui.data import store
from ui.excel import ExcelColumn, ExcelSheet, guarded
from ui.held_grid import LONGEST_CELL, begin_anew, header_of, problem
from ui.held_rows import CHOSEN_IMPORT, tell
from ui.language import language, words
from ui.mending import rules_of, scratch
from ui.tables import excel_button
from ui.text import plain
from ui.trouble import store_sentence
from wording import numbers

SHEET_TYPES = ["xlsx", "xlsm", "xls", "ods", "csv"]
_UPLOADS = "held_uploads"
_MOST_NAMED = 10


@dataclass(frozen=True)
class Match:
    """What a sheet that came back says: new drafts, rows as they were, rows that are not held any more, and lines that
    do not fit the rows that were given out.
    """

    drafts: tuple[Draft, ...]
    same: int
    gone: int
    strange: tuple[str, ...]


def sheet_of(line: LedgerLine, rules: Mapping[str, SheetRules]) -> ExcelSheet:
    """All held rows of an import as a sheet: where each stands, what is wrong with it, its cells."""
    t = words()
    rows = held_rows(store(), line.import_id)
    header = header_of(rows, rules)
    own = ("mark", "line", "sheet", "problem")
    names = t("held_rows.column_mark"), t("imports.line"), t("held_rows.column_sheet"), t("held_rows.column_problem")
    columns = [
        ExcelColumn(name, said, "number" if name == "line" else "text") for name, said in zip(own, names, strict=True)
    ]
    columns += [ExcelColumn(f"c{at}", name) for at, name in enumerate(header)]
    preface = [
        marker(line.import_id, line.sha256),
        t("held_rows.sheet_what", file=line.file_name),
        t("held_rows.sheet_how"),
    ]
    return ExcelSheet(t("held_rows.sheet_title"), columns, [_excel_row(row, len(header)) for row in rows], preface)


def _excel_row(row: HeldRow, width: int) -> dict[str, Any]:
    cells = {f"c{at}": _given_out(row, at) for at in range(width)}
    mark = mark_of(row.sheet, row.line, row.raw)
    return {"mark": mark, "line": row.line, "sheet": row.sheet, "problem": problem(row, words()), **cells}


def _given_out(row: HeldRow, at: int) -> str:
    """A cell as it stands in the sheet: long ones shortened, without signs that a spreadsheet cannot hold."""
    text = row.cells[at][:LONGEST_CELL] if at < len(row.cells) else ""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


def match(sheet: HeldSheet, line: LedgerLine, rules: Mapping[str, SheetRules]) -> Match:
    """Find the held row of each row of a sheet. Raises StoreError `sheet_columns` where its columns were changed."""
    rows = held_rows(store(), line.import_id)
    header = header_of(rows, rules)
    came = [name for name in sheet.header if name]
    if [_squeezed(name) for name in came] != [_squeezed(guarded(name)) for name in header][: len(came)] or not came:
        raise StoreError("sheet_columns", file=line.file_name)
    held = {(row.sheet, row.line): row for row in rows}
    done = mended_places(store(), line.import_id)
    places = [_place(row) for row in sheet.rows]
    twice = {place for place, count in Counter(places).items() if count > 1}
    drafts, strange, same, gone = [], [], 0, 0
    for row, place in zip(sheet.rows, places, strict=True):
        known = held.get(place) if place is not None else None
        if place in done and place not in twice:
            gone += 1
        elif known is None or place in twice or row.mark != mark_of(known.sheet, known.line, known.raw):
            strange.append(row.line or "?")
        elif (draft := _draft(row, known, len(header))).cells == (
            *known.cells,
            *[""] * (len(header) - len(known.cells)),
        ):
            same += 1
        else:
            drafts.append(draft)
    return Match(tuple(drafts), same, gone, tuple(strange))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _place(row: SheetRow) -> RowPlace | None:
    return (_unguarded(row.sheet), int(row.line)) if row.line.isdecimal() and len(row.line) < 10 else None


def _unguarded(text: str) -> str:
    """The text without the apostrophe that kept a spreadsheet from running it."""
    bare = text.removeprefix("'")
    return bare if guarded(bare) == text else text


def _draft(row: SheetRow, known: HeldRow, width: int) -> Draft:
    """The held row with what was changed in the sheet; a cell that reads as it was given out is as it was."""
    cells, kinds = [], []
    for at in range(width):
        was, kind = (known.cells[at], known.cell_kinds[at : at + 1]) if at < len(known.cells) else ("", "t")
        came = row.cells[at] if at < len(row.cells) else ""
        given = _squeezed(_given_out(known, at))
        is_same = _squeezed(came) in (given, _squeezed(guarded(given)))
        cells.append(was if is_same else _unguarded(came))
        kinds.append((kind if is_same else row.kinds[at : at + 1]) or "t")
    return Draft(known.sheet, known.line, tuple(cells), "".join(kinds))


def take_sheet(path: Path) -> None:
    """Take a sheet that came back: what was changed becomes drafts of the rows, and what was found is told.

    Raises StoreError: `foreign_sheet` where it was made for another file, `sheet_columns`; Refused where it cannot be
    read or is no sheet of held rows.
    """
    with scratch() as folder:
        sheet = read_sheet_of_held_rows(path, work=folder)
    line = next((one for one in ledger(store()) if one.import_id == sheet.import_id and one.undone_at is None), None)
    if line is None or line.sha256 != sheet.sha256:
        raise StoreError("foreign_sheet")
    found = match(sheet, line, rules_of(line))
    save_drafts(store(), line.import_id, found.drafts)
    st.session_state[CHOSEN_IMPORT] = line.import_id
    begin_anew()
    tell(_sentence(found, line))


def _sentence(found: Match, line: LedgerLine) -> str:
    t, lang = words(), language()
    counts = {"taken": len(found.drafts), "same": found.same, "sheet_gone": found.gone}
    said = [t("held_rows.sheet_came", file=plain(line.file_name))]
    said += [
        t.n(f"held_rows.told_{name}", count, n=numbers.number(count, lang)) for name, count in counts.items() if count
    ]
    if found.strange:
        named = ", ".join(plain(one) for one in found.strange[:_MOST_NAMED])
        said.append(
            t.n("held_rows.told_strange", len(found.strange), n=numbers.number(len(found.strange), lang), lines=named)
        )
    return " ".join(said)


def sheet_card(line: LedgerLine, rules: Mapping[str, SheetRules]) -> None:
    """The way through Excel: a sheet to download, and a box for the sheet that was put right."""
    t = words()
    with st.container(border=True, gap="small"):
        with st.container(gap=None):
            st.subheader(t("held_rows.through_excel"), anchor=False)
            st.caption(t("held_rows.through_excel_note"))
        excel_button(t("held_rows.sheet_file", id=line.import_id), lambda: [sheet_of(line, rules)], "held_excel")
        upload_box()


def upload_box() -> None:
    """The box for a sheet that was put right elsewhere."""
    t, key = words(), f"held_sheet_{st.session_state.get(_UPLOADS, 0)}"
    uploaded = st.file_uploader(t("held_rows.drop"), type=SHEET_TYPES, key=key, max_upload_size=100)
    if uploaded is None:
        return
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    _take_upload(uploaded)
    st.rerun()


def _take_upload(uploaded: BinaryIO) -> None:
    with scratch() as folder:
        path = folder / "sheet"
        path.write_bytes(uploaded.read())
        taken(path)


def taken(path: Path) -> bool:
    """Take a sheet and tell what was found or why it cannot be taken; whether it was taken."""
    t = words()
    try:
        take_sheet(path)
    except StoreError as error:
        tell(store_sentence(error, t))
    except Refused:
        tell(t("held_rows.no_sheet"))
    else:
        return True
    return False
