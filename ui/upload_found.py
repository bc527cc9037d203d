"""The second step of an upload: what was found in the file, shown before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date

import pandas as pd
import pyarrow.parquet as pq
import streamlit as st

from ingestion.kinds.catalogue import SALES
from ingestion.reading import ColumnGuess, Reading
from storage.errors import StoreError
from ui.currency import name_of
from ui.data import currencies_held, currency
from ui.language import language, words
from ui.page import explanation, headline, tiles
from ui.progress_bar import LoadingBar
from ui.text import column_name, plain
from ui.trouble import store_sentence
from ui.upload_kind import (
    deals_card,
    field_label,
    fields_of,
    is_number,
    kind_choice,
    notes,
    number_text,
    preview_text,
    record_lead,
    record_tiles,
)
from ui.upload_overlap import lines_to_load, overlap_card
from ui.upload_questions import questions
from ui.upload_tiles import conservation_tiles, money_of
from ui.uploads import WaitingFile, forget_file, load_file, open_file, read_waiting, waiting_files
from wording import numbers
from wording.imports import evidence_sentence, warnings

IMPORT_DONE = "upload_done"
# What a column can be given, in the order of weight.
FIELDS = tuple(
    "date client client_id tax_id amount quantity price cost margin order_no product category manager region channel "
    "segment currency doc_type status discount".split()
)
NUMERIC = ("amount", "cost", "margin", "quantity", "price")
_MOST_ROWS = 200


def _count(value: int) -> str:
    return numbers.number(value, language())


def found_screen(file: WaitingFile, found: Reading) -> None:
    """Everything about the file on one screen; loading is one button."""
    t = words()
    headline(t("upload.found_question"), _lead(found))
    _source_line(found)
    kind_choice(file, found)
    tiles(conservation_tiles(found) if found.kind == SALES else record_tiles(found))
    if found.questions:
        questions(file, found)
    else:
        deals_card(file, found)
        overlap_card(file)
    _buttons(file, found)
    _mapping(file, found)
    _preview(found)
    lists = {"skipped": found.skipped_by_reason, "quarantined": found.held_by_reason}
    for column, outcome in zip(
        st.columns(2, gap="medium"), (name for name, rows in lists.items() if rows), strict=False
    ):
        with column:
            _left_out(found, outcome, lists[outcome])
    explanation("upload")


def _lead(found: Reading) -> str:
    t, lang = words(), language()
    left = t.n("upload.questions_left", len(found.questions), n=_count(len(found.questions))) if found.questions else ""
    if found.kind != SALES:
        return f"{record_lead(found)} {left}".strip()
    if not found.lines.loaded:
        return f"{t('upload.found_lead_nothing')} {left}"
    key = "upload.found_lead" if found.clients else "upload.found_lead_nobody"
    days = numbers.period(found.date_min, found.date_max, lang) if found.date_min and found.date_max else numbers.DASH
    sentence = t.n(key, found.lines.made, n=_count(found.lines.made), clients=_count(found.clients), days=days)
    if found.own_total is not None:
        agrees = found.own_total.difference == 0
        sentence += " " + t(
            "upload.agrees" if agrees else "upload.disagrees", difference=money_of(found.own_total.difference, found)
        )
    return f"{sentence} {left}" if left else sentence


def _source_line(found: Reading) -> None:
    t = words()
    parts = [plain(found.name)]
    if found.sheet:
        parts.append(t("upload.sheet", sheet=plain(found.sheet)))
    if found.encoding:
        parts.append(plain(found.encoding))
    parts += [t.n("upload.lines", found.lines.total, n=_count(found.lines.total)),
              t("upload.seconds", n=numbers.number(max(found.seconds, 0.1), language(), 1))]  # fmt: skip
    st.caption(":material/check: " + " · ".join(parts))
    said = [*notes(found), *warnings(found.to_json(), t)]
    if "" in found.amounts and len(currencies_held().shares) > 1:
        said.append(t("upload.currency_taken", currency=name_of(currency())))
    for sentence in said:
        st.markdown(":material/info: " + sentence)


def _buttons(file: WaitingFile, found: Reading) -> None:
    t = words()
    asked = bool(found.questions) or file.must_choose or file.must_settle_deals
    with st.container(horizontal=True, vertical_alignment="center"):
        count = lines_to_load(file)
        label = t.n("upload.load", count, n=_count(count))
        if st.button(label, type="primary", icon=":material/check:", disabled=not file.is_ready, key="upload_load"):
            _load(file)
        leave_button(file)
        if asked:
            st.caption(t("upload.answer_first"))


def leave_button(file: WaitingFile, primary: bool = False) -> None:
    """Back to the other files, or, where this is the only one, to the box for another."""
    t, several = words(), len(waiting_files()) > 1
    label, icon = (
        ("upload.to_files", ":material/arrow_back:") if several else ("upload.another", ":material/upload_file:")
    )
    if st.button(t(label), type="primary" if primary else "tertiary", icon=icon, key="upload_leave"):
        if several:
            open_file(None)
        else:
            forget_file(file)
        st.rerun()


def _load(file: WaitingFile) -> None:
    t = words()
    with LoadingBar() as bar:
        try:
            st.session_state[IMPORT_DONE] = [load_file(file, bar.part())]
        except StoreError as error:
            st.error(store_sentence(error, t), icon=":material/error:")
            return
    st.rerun()


def _mapping(file: WaitingFile, found: Reading) -> None:
    """What each column is, why, and a way to put it right; the rows below follow at once."""
    t = words()
    with st.container(gap=None):
        st.subheader(t("upload.mapping"), anchor=False)
        st.caption(t("upload.mapping_note"))
    order = {"question": 0, "clear": 1, "unused": 2}
    guesses = sorted(found.mapping, key=lambda guess: (order[guess.clear], guess.index))
    fields = _fields_offered(found)
    labels = {field: field_label(found.kind, field) for field in fields}
    nothing = t("upload.not_taken")
    clear, header, this, why, sample = (
        t(f"upload.column_{name}") for name in ("clear", "header", "this", "why", "sample")
    )
    table = pd.DataFrame(
        {
            clear: [[t.code("upload.clarity", guess.clear)] for guess in guesses],
            header: [_place(guess) for guess in guesses],
            this: [labels.get(guess.field or "", _unnamed(guess)) for guess in guesses],
            why: [evidence_sentence(asdict(guess.evidence), t) for guess in guesses],
            sample: [guess.samples[0] if guess.samples else "" for guess in guesses],
        }
    )
    config = st.column_config
    clarities = [t.code("upload.clarity", code) for code in order]
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=[clear, header, why, sample],
        key=f"upload_mapping_{found.sha256[:8]}_{found.kind}_{len(found.answers.columns or {})}",
        column_config={
            clear: config.MultiselectColumn(clear, options=clarities, color=["red", "blue", "gray"], width=75),
            header: config.TextColumn(header, width=190),
            this: config.SelectboxColumn(
                this,
                options=list(dict.fromkeys([nothing, *labels.values(), *map(_unnamed, guesses)])),
                required=True,
                width=150,
            ),
            why: config.TextColumn(why, width=280),
            sample: config.TextColumn(sample, width=180),
        },
    )
    chosen = _chosen_columns(guesses, list(edited[this]), {label: field for field, label in labels.items()})
    was = {guess.field: guess.index for guess in found.mapping if guess.field and guess.clear != "unused"}
    if chosen is None:
        st.error(t("upload.mapping_twice"))
    elif chosen not in (was, found.answers.columns):
        with st.spinner(t("upload.reading_again")):
            read_waiting(file, replace(found.answers, columns=chosen))
        st.rerun()


def _unnamed(guess: ColumnGuess) -> str:
    """What stands for a column that is no field of its own."""
    t = words()
    named = {"spread": "upload.spread_column", "for_deals": "upload.deals_column"}
    return t(named.get(guess.evidence.code, "upload.not_taken"))


def _place(guess: ColumnGuess) -> str:
    """The letter and name of a column; a column made of the headings of groups has only the name."""
    return guess.header if guess.is_added else f"{column_name(guess.index)} · {guess.header}"


def _fields_offered(found: Reading) -> list[str]:
    """Fields that a column can be given: those that the kind of table is made of, in the order of their weight."""
    if found.kind != SALES:
        return list(fields_of(found.kind))
    more = [
        guess.field for guess in found.mapping if guess.field and guess.clear != "unused" and guess.field not in FIELDS
    ]
    return [*FIELDS, *more]


def _chosen_columns(
    guesses: list[ColumnGuess], labels: list[str], field_of: Mapping[str, str]
) -> dict[str, int] | None:
    """field -> column from the edited grid; None where one field stands on two columns."""
    chosen: dict[str, int] = {}
    for guess, label in zip(guesses, labels, strict=True):
        field = field_of.get(label)
        if field is None:
            continue
        if field in chosen:
            return None
        chosen[field] = guess.index
    return chosen


def _preview(found: Reading) -> None:
    """The first rows as they will be loaded, with their line in the file."""
    if not found.preview:
        return
    t = words()
    with st.container(gap=None):
        st.subheader(t("upload.preview"), anchor=False)
        st.caption(t("upload.preview_note"))
    names = [name for name in found.preview[0] if any(row.get(name) for row in found.preview)]
    called = {"day": "date", "code": "client_id"} if found.kind == SALES else {}  # as the staged rows name these two
    table = pd.DataFrame(
        {
            t("imports.line") if name == "line" else field_label(found.kind, called.get(name, name)): [
                _cell(found, name, row.get(name)) for row in found.preview
            ]
            for name in names
        }
    )
    right = {
        field_label(found.kind, name): st.column_config.TextColumn(alignment="right")
        for name in names
        if _is_number(found, name)
    }
    st.dataframe(table, hide_index=True, column_config=right, height="content", key="upload_preview")


def _is_number(found: Reading, name: str) -> bool:
    return name in NUMERIC if found.kind == SALES else is_number(found.kind, name)


def _cell(found: Reading, name: str, text: str | None) -> str:
    """A typed value of the preview as people read it."""
    if not text:
        return ""
    if found.kind != SALES:
        return preview_text(found.kind, name, text)
    if name == "day":
        return numbers.day(date.fromisoformat(text), language())
    return number_text(text) if name in NUMERIC else text


def _left_out(found: Reading, outcome: str, reasons: Mapping[str, int]) -> None:
    """Rows that are not loaded, by reason; a reason opens its rows."""
    t = words()
    count = sum(reasons.values())
    with st.container(gap=None):
        st.subheader(t.n(f"upload.{outcome}_title", count, n=_count(count)), anchor=False)
        records = "_records" if outcome == "skipped" and found.kind != SALES else ""
        st.caption(t(f"upload.{outcome}_note{records}"))
    family = "ingestion.held" if outcome == "quarantined" else "ingestion.skipped"
    for reason, rows in sorted(reasons.items(), key=lambda item: -item[1]):
        title = f"{t.code(family, reason)} · {_count(rows)}"
        with st.expander(title, type="compact", key=f"rows_{outcome}_{reason}", on_change="rerun") as opened:
            if opened.open:
                _rows(found, outcome, reason)


def _rows(found: Reading, outcome: str, reason: str) -> None:
    t = words()
    if found.staged is None:
        return
    table = pq.read_table(found.staged.left_out, filters=[("outcome", "=", outcome), ("reason", "=", reason)])
    rows = table.slice(0, _MOST_ROWS).to_pylist()
    sheets = {t("held_rows.column_sheet"): [row["sheet"] or "" for row in rows]} if len(found.rules) > 1 else {}
    shown = pd.DataFrame(
        {
            **sheets,
            t("imports.line"): [row["line"] for row in rows],
            t("upload.column_header"): [row["column_header"] or "" for row in rows],
            t("upload.value"): [row["value"] or "" for row in rows],
            t("imports.text"): [" | ".join(cell or "" for cell in row["raw"] or []) for row in rows],
        }
    )
    st.dataframe(shown, hide_index=True, key=f"table_{outcome}_{reason}")
