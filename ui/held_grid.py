"""The grid in which held rows are put right: what is typed is kept as a draft at once, and loaded by one button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ingestion.cell_kinds import TEXT
from ingestion.reading import SheetRules
from ingestion.refusal import Refused
from storage.errors import StoreError
from storage.held_rows import Draft, HeldRow, RowPlace, held_reasons, held_rows, save_drafts
from storage.imports import LedgerLine
from storage.mending import MendedOverlap, declare_no_sales
from storage.who import who_loads
from ui.currency import sums
from ui.data import store
from ui.held_rows import outcome_sentence, tell
from ui.language import language, words
from ui.mending import is_by_months, is_mendable, load_mended
from ui.text import column_name, plain
from ui.trouble import store_sentence
from wording import numbers
from wording.catalogue import Words

SHOWN_ROWS = 500
LONGEST_CELL = 1000  # a longer one is shown as far; what is not typed over stays whole
_ROUND, _ASKS, _BASE = "held_round", "held_asks", "held_base"


def problem(row: HeldRow, t: Words) -> str:
    """What is wrong with a row: the reason, and the cell that decided it."""
    reason = t.code("ingestion.held", row.reason)
    if row.column_header and row.value:
        value = row.value[:80]
        return t("held_rows.problem", reason=reason, header=row.column_header, value=value)
    return t("held_rows.problem_header", reason=reason, header=row.column_header) if row.column_header else reason


def header_of(rows: Sequence[HeldRow], rules: Mapping[str, SheetRules]) -> list[str]:
    """The names of the file's columns, as many as the longest row needs; a column without a name has its letter."""
    names = sorted((list(one.header) for one in rules.values()), key=len)[-1]
    width = max([len(names), *(len(row.cells) for row in rows)])
    return [name or column_name(at) for at, name in enumerate([*names, *[""] * (width - len(names))], start=1)]


def _base(line: LedgerLine, reason: str | None, key: str) -> list[HeldRow]:
    """The rows as they were when the grid was opened: what is typed stands in the grid itself until then."""
    opened, rows = st.session_state.get(_BASE, ("", []))
    if key not in st.session_state or opened != key:
        rows = held_rows(store(), line.import_id, reason, SHOWN_ROWS)
        st.session_state[_BASE] = key, rows
    found: list[HeldRow] = rows
    return found


def grid(line: LedgerLine, rules: Mapping[str, SheetRules], reason: str | None) -> list[RowPlace]:
    """Show the held rows of an import, of one reason or of all; keep what is typed. Returns the rows ticked as no sales."""
    t = words()
    key = f"held_grid_{line.import_id}_{reason}_{store().version()}_{st.session_state.get(_ROUND, 0)}_{language()}"
    rows = _base(line, reason, key)
    header = header_of(rows, rules)
    table = pd.DataFrame(
        {
            "line": [row.line for row in rows],
            "sheet": [row.sheet for row in rows],
            "problem": [problem(row, t) for row in rows],
            "no_sale": [False] * len(rows),
            **{f"c{at}": [_shown(row, at) for row in rows] for at in range(len(header))},
        }
    )
    if len(rules) < 2:
        table = table.drop(columns="sheet")
    if is_by_months(line):
        table = table.drop(columns="no_sale")
    if not is_mendable(line):
        note = t("held_rows.by_months_note") if is_by_months(line) else t("held_rows.records_note")
        st.markdown(":material/info: " + note)
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=["line", "sheet", "problem"] if is_mendable(line) else [name for name in table if name != "no_sale"],
        column_config=_configured(t, header),
        column_order=_order(table, rows, header, rules),
        height="content" if len(rows) <= 12 else 12 * 36 + 38,
        row_height=36,
        key=key,
    )
    if is_mendable(line):
        now = held_rows(store(), line.import_id, reason, SHOWN_ROWS)
        _keep_typed(line.import_id, rows, {(row.sheet, row.line): row for row in now}, edited, header)
    if len(rows) == SHOWN_ROWS:
        st.caption(t("held_rows.first_rows", n=numbers.number(SHOWN_ROWS, language())))
    if is_by_months(line):
        return []
    return [(row.sheet, row.line) for row, ticked in zip(rows, edited["no_sale"], strict=True) if ticked]


def _shown(row: HeldRow, at: int) -> str:
    return row.cells[at][:LONGEST_CELL] if at < len(row.cells) else ""


def _configured(t: Words, header: Sequence[str]) -> dict[str, Any]:
    config = st.column_config
    return {
        "line": config.NumberColumn(t("imports.line"), width=70, pinned=True, format="%d"),
        "sheet": config.TextColumn(t("held_rows.column_sheet"), width=110, pinned=True),
        "problem": config.TextColumn(t("held_rows.column_problem"), width=300, pinned=True),
        "no_sale": config.CheckboxColumn(t("held_rows.column_no_sale"), width=125),
        **{f"c{at}": config.TextColumn(name) for at, name in enumerate(header)},
    }


def _order(
    table: pd.DataFrame, rows: Sequence[HeldRow], header: Sequence[str], rules: Mapping[str, SheetRules]
) -> list[str]:
    """The columns in which something is wrong come first, then those that sales are made of, in the order of the file."""
    wrong = {row.column_header for row in rows}
    used = {at for one in rules.values() for at in one.columns.values()}
    cells = sorted(range(len(header)), key=lambda at: (header[at] not in wrong, at not in used, at))
    return [*(name for name in table.columns if not name.startswith("c")), *(f"c{at}" for at in cells)]


def _keep_typed(
    import_id: int,
    rows: Sequence[HeldRow],
    now: Mapping[RowPlace, HeldRow],
    edited: pd.DataFrame,
    header: Sequence[str],
) -> None:
    """Save what was typed since the last run; a row typed back to what it was has no draft any more."""
    drafts, dropped = [], []
    typed = edited[[f"c{at}" for at in range(len(header))]].to_numpy()
    for row, texts in zip(rows, typed, strict=True):
        present = now.get((row.sheet, row.line))
        draft = draft_of(row, [None if text is None or text != text else str(text) for text in texts])
        if present is None or draft.cells == _widened(present.cells, draft.cells):
            continue
        if draft.cells == _widened(row.raw, draft.cells):
            dropped.append((row.sheet, row.line))
        else:
            drafts.append(draft)
    if drafts or dropped:
        save_drafts(store(), import_id, drafts, dropped)


def draft_of(row: HeldRow, texts: Sequence[str | None]) -> Draft:
    """A row with the texts that stand in the grid now; a cell that was not touched stays what it is."""
    cells, kinds = [], []
    for at, text in enumerate(texts):
        was = row.cells[at] if at < len(row.cells) else ""
        raw = row.raw[at] if at < len(row.raw) else ""
        new = was if (text or "") == was[:LONGEST_CELL] else text or ""
        cells.append(new)
        kinds.append((row.cell_kinds if new == was else row.kinds if new == raw else "")[at : at + 1] or TEXT)
    return Draft(row.sheet, row.line, tuple(cells), "".join(kinds))


def _widened(cells: Sequence[str], like: Sequence[str]) -> tuple[str, ...]:
    return (*cells, *[""] * (len(like) - len(cells)))


def buttons(line: LedgerLine, reason: str | None, ticked: Sequence[RowPlace]) -> None:
    """Load what was mended, leave out what is no sale; of a table by months single cells are held, and no row can."""
    if is_by_months(line):
        return
    t, lang = words(), language()
    ready = sum(one.ready for one in held_reasons(store()) if one.import_id == line.import_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_mendable(line):
            label = t.n("held_rows.load", ready, n=numbers.number(ready, lang)) if ready else t("held_rows.load_none")
            if st.button(label, type="primary", icon=":material/check:", disabled=not ready, key="held_load"):
                _load(line)
        if ticked:
            label = t.n("held_rows.leave_out", len(ticked), n=numbers.number(len(ticked), lang))
            if st.button(label, icon=":material/block:", key="held_leave_out"):
                _declare(line, ticked)
        if reason is not None:
            _whole_reason(line, reason)
    if st.session_state.get(_ASKS, (None,))[0] == line.import_id:
        _asks(line, st.session_state[_ASKS][1])


def _whole_reason(line: LedgerLine, reason: str) -> None:
    """None of the rows of one reason is a sale: said once more before it is done."""
    t, lang = words(), language()
    mine = (one for one in held_reasons(store()) if (one.import_id, one.reason) == (line.import_id, reason))
    rows = sum(one.rows for one in mine)
    with st.popover(t("held_rows.no_sales"), icon=":material/block:", type="tertiary"):
        said = t.code("ingestion.held", reason)
        st.markdown(t.n("held_rows.no_sales_text", rows, n=numbers.number(rows, lang), reason=said))
        if st.button(t("held_rows.no_sales_yes"), type="primary", key="held_no_sales"):
            _declare(line, [(row.sheet, row.line) for row in held_rows(store(), line.import_id, reason)])


def _load(line: LedgerLine, overlap: MendedOverlap = "ask") -> None:
    t = words()
    st.session_state.pop(_ASKS, None)
    try:
        with st.spinner(t("held_rows.loading")):
            tell(outcome_sentence(load_mended(line, overlap)))
    except StoreError as error:
        if error.code == "stands_already":
            st.session_state[_ASKS] = (line.import_id, error.facts)
        else:
            st.error(store_sentence(error, t), icon=":material/error:")
            return
    except Refused:
        st.error(t("held_rows.not_read"), icon=":material/error:")
        return
    begin_anew()
    st.rerun()


def _declare(line: LedgerLine, places: Sequence[RowPlace]) -> None:
    t = words()
    try:
        with st.spinner(t("held_rows.loading")):
            tell(outcome_sentence(declare_no_sales(store(), line.import_id, places, who_loads())))
    except StoreError as error:
        st.error(store_sentence(error, t), icon=":material/error:")
        return
    begin_anew()
    st.rerun()


def _asks(line: LedgerLine, facts: Mapping[str, Any]) -> None:
    """Some of the mended lines stand in another file: the same sales, or others?"""
    t, lang = words(), language()
    with st.container(border=True):
        count = int(facts["lines"])
        said = t.n("held_rows.stands_already", count, n=numbers.number(count, lang))
        st.subheader(f"{said} :red-badge[{t('upload.waits')}]", anchor=False)
        money = sums(facts["amounts"])
        st.caption(t("upload.overlap_where", files=plain(str(facts["files"])), money=money))
        with st.container(horizontal=True):
            if st.button(t("held_rows.same_sales"), type="primary", key="held_same_sales"):
                _load(line, "only_new")
            if st.button(t("held_rows.other_sales"), key="held_other_sales"):
                _load(line, "add_all")


def begin_anew() -> None:
    """Open the grid anew: its rows are other ones now."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
