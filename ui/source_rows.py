"""The rows of the uploaded files behind a number, shown as they stand there."""

from __future__ import annotations

import shutil
import uuid
from datetime import UTC
from typing import Any

import pandas as pd
import streamlit as st

from ingestion.read import show_rows
from ingestion.reading import SourceRow
from storage.errors import StoreError
from storage.imports import LedgerLine, ledger
from storage.kept_files import kept_copy
from storage.mending import mended_row
from storage.source_rows import MOST_LINES, SourceLine, source_lines
from ui.data import currency, store
from ui.language import language, words
from ui.number_field import Limits, number_field
from ui.text import column_name, plain
from ui.trouble import store_sentence
from ui.uploads import work_folder
from wording import numbers


@st.cache_data(max_entries=64, show_spinner=False)
def _row(kept_file: str, import_id: int, sheet: int, line: int, encoding: str | None) -> SourceRow | None:
    """A row of a kept file; `kept_file` is named by the content, so that the answer never changes."""
    folder = work_folder() / uuid.uuid4().hex
    folder.mkdir()
    try:
        path = kept_copy(store(), import_id, folder / "file")
        rows = show_rows(path, [(sheet, line)], work=folder, encoding=encoding)
        return rows[0] if rows else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _show(of: LedgerLine, sheet: int, line: int) -> None:
    """One row as a table: names above, cells below."""
    t = words()
    try:
        row = _row(of.kept_file or "", of.import_id, sheet, line, of.report.get("encoding"))
    except StoreError as error:
        st.error(store_sentence(error, t))
        return
    if row is None:
        st.caption(t("imports.row_none"))
        return
    where = t("upload.sheet", sheet=plain(row.sheet_name)) if row.sheet_name else ""
    st.caption(" · ".join(part for part in (plain(of.file_name), where, f"{t('imports.line')} {row.line}") if part))
    names = [f"{column_name(at)} · {name}" if name else column_name(at) for at, name in enumerate(row.header, start=1)]
    st.dataframe(pd.DataFrame([row.cells], columns=names), hide_index=True, key=f"source_{of.import_id}_{sheet}_{line}")
    _changed(of, sheet, line)


def _changed(of: LedgerLine, sheet: int, line: int) -> None:
    """What was changed in a row that was put right, cell by cell."""
    t, lang = words(), language()
    mended = mended_row(store(), of.import_id, sheet, line)
    if mended is None:
        return
    day = numbers.day(mended.made_at.replace(tzinfo=UTC).astimezone().date(), lang)
    told = " · ".join(part for part in (t("held_rows.changed", day=day), plain(mended.made_by)) if part)
    st.caption(f":material/build: {told}")
    rules: Any = next((one for one in of.report.get("rules", []) if one["number"] == sheet), {"header": []})
    width = max(len(mended.raw), len(mended.cells))
    raw, cells, names = (
        (*found, *[""] * (width - len(found))) for found in (mended.raw, mended.cells, rules["header"])
    )
    table = [
        {t("upload.column_header"): name or column_name(at), t("held_rows.was"): was, t("held_rows.now"): now}
        for at, (name, was, now) in enumerate(zip(names, raw, cells, strict=False), start=1)
        if was != now
    ]
    st.dataframe(pd.DataFrame(table), hide_index=True, key=f"changed_{of.import_id}_{sheet}_{line}")


def row_of_import(line: LedgerLine) -> None:
    """Any row of one import by its number."""
    t = words()
    rows = store().query(
        "SELECT DISTINCT sheet FROM loaded_lines WHERE import_id = $import_id ORDER BY sheet", import_id=line.import_id
    )
    sheets = [int(sheet) for sheet in rows.column("sheet").to_pylist()] or [0]
    with st.container(horizontal=True):
        sheet = sheets[0]
        if len(sheets) > 1:
            sheet = st.selectbox(t("imports.sheet_number"), sheets, key=f"sheet_of_{line.import_id}", width=140)
        number = number_field(
            t("imports.line"), f"line_of_{line.import_id}", None, Limits(1, max(1, line.lines["total"]), whole=True),
            optional=True, width=180, placeholder="1",
        )  # fmt: skip
    if number is not None:
        _show(line, sheet, number)


def rows_of_client(client_id: int) -> None:
    """The newest lines of a client with their places; a chosen one is shown as it stands in its file."""
    t, lang = words(), language()
    lines = source_lines(store(), client_id)
    if not lines:
        return
    with st.expander(t("card.source_rows"), type="compact", key="source_rows", on_change="rerun") as opened:
        if not opened.open:
            return
        st.caption(t("card.source_rows_note", n=numbers.number(min(len(lines), MOST_LINES), lang)))
        chosen = st.dataframe(
            _table(lines), hide_index=True, key="source_lines", on_select="rerun", selection_mode="single-row",
            column_config={t("card.column_sum"): st.column_config.TextColumn(alignment="right")},
        )  # fmt: skip
        places = chosen.selection.rows
        if places:
            line = lines[places[0]]
            of = next(one for one in ledger(store()) if one.import_id == line.import_id)
            _show(of, line.sheet, line.line)


def _table(lines: list[SourceLine]) -> pd.DataFrame:
    t, lang = words(), language()
    several = len({(line.import_id, line.sheet) for line in lines}) > len({line.import_id for line in lines})
    table = {
        t("imports.day"): [numbers.day(line.day, lang) for line in lines],
        t("imports.file"): [line.file_name for line in lines],
        t("imports.sheet_number"): [str(line.sheet) if several else "" for line in lines],
        t("imports.line"): [str(line.line) for line in lines],
        t("ingestion.field.order_no").capitalize(): [line.order_no or "" for line in lines],
        t("ingestion.field.product").capitalize(): [line.product or "" for line in lines],
        t("card.column_sum"): [numbers.exact_money(line.amount, lang, currency()) for line in lines],
    }
    return pd.DataFrame({name: cells for name, cells in table.items() if any(cells)})
