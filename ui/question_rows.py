"""The rows of the file that a question is about, as they stand there."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import pandas as pd
import streamlit as st

from ingestion.read import show_rows
from ingestion.reading import Place, Question, Reading, SourceRow
from ui.language import words
from ui.text import column_name
from ui.uploads import WaitingFile, work_folder

_SHOWN = 3
# Questions about rows that were held back; all others are about the table, and its first rows tell most.
_OF_HELD = frozenset(["many_held", "date_blank_below", "total_differs", "client_blank_below"])


def places_of(question: Question, found: Reading) -> tuple[Place, ...]:
    """Which rows to show: those that the question names, those held back, or the first ones of the table."""
    named = question.facts.get("line")
    if isinstance(named, int):
        lines = [line for line in (named - 1, named, named + 1) if line > 0]
    elif question.code in _OF_HELD and found.quarantine:
        lines = [held.line for held in found.quarantine[:_SHOWN]]
    else:
        first = found.header_row[1] + 1 if found.header_row else 1
        lines = list(range(first, first + _SHOWN))
    return tuple((found.sheet_number, line) for line in lines)


@st.cache_data(max_entries=32, show_spinner=False)
def _rows(sha256: str, places: tuple[Place, ...], encoding: str | None, _path: Path) -> list[SourceRow]:
    folder = work_folder() / uuid.uuid4().hex
    folder.mkdir()
    try:
        return show_rows(_path, places, work=folder, encoding=encoding)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def question_rows(file: WaitingFile, found: Reading, question: Question) -> None:
    """Unfolds the rows that a question is about, with their lines in the file."""
    t = words()
    key = f"question_rows_{found.sha256[:8]}_{question.code}"
    with st.expander(t("upload.question_rows"), type="compact", key=key, on_change="rerun") as opened:
        if not opened.open:
            return
        rows = _rows(found.sha256, places_of(question, found), found.encoding, file.path)
        if not rows:
            st.caption(t("imports.row_none"))
            return
        width = max(len(row.cells) for row in rows)
        names = [*rows[0].header, *[""] * width][:width]
        columns = [f"{column_name(at)} · {name}" if name else column_name(at) for at, name in enumerate(names, start=1)]
        cells = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
        table = pd.DataFrame(cells, columns=columns)
        table.insert(0, t("imports.line"), [row.line for row in rows])
        st.dataframe(table, hide_index=True, key=f"{key}_table")
