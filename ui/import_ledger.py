"""The ledger of imports: what each file brought, what was left out and why, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

import pandas as pd
import streamlit as st

from ingestion.kinds.catalogue import SALES
from storage.errors import StoreError
from storage.imports import LedgerLine, ledger, left_out_rows, undo
from storage.mending import mendings
from ui.currency import name_of, sums, together
from ui.data import currencies_held, currency, store
from ui.held_rows import open_held_rows
from ui.language import language, words
from ui.mending import is_by_months
from ui.mending_history import mending_rows
from ui.progress_bar import LoadingBar
from ui.source_rows import row_of_import
from ui.text import plain
from ui.trouble import store_sentence
from ui.upload_kind import field_label
from ui.uploads import load_again
from wording import numbers
from wording.imports import evidence_sentence, record_notes, warnings

MOST_ROWS = 200


def lead(lines: Sequence[LedgerLine]) -> str:
    """How many files are in force and what they hold."""
    t, lang = words(), language()
    live = [line for line in lines if line.undone_at is None]
    if not live:
        return t("imports.lead_none")
    loaded = sum(line.sale_lines - sum(line.replaced.values()) for line in live)
    money = sums(together(*(line.counted for line in live)))
    return t.n("imports.lead", len(live), n=numbers.number(len(live), lang),
               lines=numbers.number(loaded, lang), money=money)  # fmt: skip


def ledger_card(line: LedgerLine) -> None:
    """One import: file, counts, sum, what was left out, undo."""
    t, lang = words(), language()
    gone = line.undone_at is not None
    with st.container(border=True):
        text, buttons = st.columns([5, 1], vertical_alignment="center")
        with text:
            name = plain(line.file_name)
            st.subheader(f"~~{name}~~" if gone else name, anchor=False)
            when = line.loaded_at.replace(tzinfo=UTC).astimezone()
            day, time = numbers.day(when.date(), lang), when.strftime("%H:%M")
            told = [t("imports.when", id=line.import_id, day=day, time=time), plain(line.loaded_by)]
            st.caption(" · ".join(part for part in told if part))
            st.markdown(_counts(line))
            for by, count in line.replaced.items():
                st.markdown(
                    ":material/swap_horiz: " + t.n("imports.replaced", count, n=numbers.number(count, lang), id=by)
                )
        with buttons:
            if gone:
                st.badge(t("imports.undone"), color="gray", icon=":material/undo:")
                if not line.is_demo and st.button(
                    t("imports.redo"), key=f"redo_{line.import_id}", icon=":material/redo:"
                ):
                    _redo(line)
            elif st.button(t("imports.undo"), key=f"undo_{line.import_id}", icon=":material/undo:"):
                confirm_undo(line)
        if _held(line) or line.lines["skipped"]:
            _left_out(line)
        if not gone:
            mending_rows(mendings(store(), line.import_id), f"mending_{line.import_id}")
        with st.expander(
            t("imports.report"), type="compact", key=f"report_{line.import_id}", on_change="rerun"
        ) as read:
            if read.open:
                _report(line)
        if not gone and line.kept_file:
            with st.expander(
                t("imports.row"), type="compact", key=f"row_{line.import_id}", on_change="rerun"
            ) as opened:
                if opened.open:
                    row_of_import(line)


def _report(line: LedgerLine) -> None:
    """How the file was read: what each column was taken for and why, and what was said about it."""
    t, report = words(), line.report
    said = [plain(report[name]) for name in ("sheet", "encoding") if report.get(name)]
    if said:
        st.caption(" · ".join(said))
    taken = [guess for guess in report.get("mapping", []) if guess["field"] and guess["clear"] != "unused"]
    table = {
        t("upload.column_header"): [guess["header"] for guess in taken],
        t("upload.column_this"): [field_label(line.kind, guess["field"]) for guess in taken],
        t("upload.column_why"): [evidence_sentence(guess["evidence"], t) for guess in taken],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, key=f"mapping_{line.import_id}")
    for sentence in (*record_notes(report, t), *warnings(report, t)):
        st.markdown(":material/info: " + sentence)
    total = own_total(line)
    if total:
        st.markdown(total)


def own_total(line: LedgerLine) -> str:
    """Whether what was read agrees with the file's own total; empty where the file has none, or
    where its sums are in several currencies and one total says nothing.
    """
    t, total = words(), line.report.get("own_total")
    if not total or len(line.amounts) > 1:
        return ""
    sign = next(iter(line.amounts), "") or currency()
    difference = Decimal(total["difference"]) + line.mended_amount  # rows put right since make up for it
    if difference:
        return ":material/error: " + t("upload.disagrees", difference=numbers.exact_money(difference, language(), sign))
    own = numbers.exact_money(Decimal(total["amount"]), language(), sign)
    return ":material/check_circle: " + t("ingestion.agrees_with_total", amount=own, line=total["line"])


def _redo(line: LedgerLine) -> None:
    t = words()
    with LoadingBar() as bar:
        try:
            load_again(line, bar.part())
        except StoreError as error:
            st.error(store_sentence(error, t))
            return
    st.rerun()


def _counts(line: LedgerLine) -> str:
    """The law of conservation in one line: every line of the file is accounted for."""
    t, lang = words(), language()
    parts = {
        name: numbers.number(line.lines[name], lang)
        for name in ("total", "loaded", "quarantined", "skipped", "header", "blank")
    }
    sentence = t("imports.counts", **parts)
    if line.kind != SALES:
        sentence = f"{t.code('kinds.name', line.kind)}. {sentence}"
    else:
        if is_by_months(line):
            sentence += " " + t.n("imports.sale_lines", line.sale_lines, n=numbers.number(line.sale_lines, lang))
        sentence += " " + t("imports.sum", money=sums(line.amounts))
        if line.taken_currency and len(currencies_held().shares) > 1:
            sentence += " " + t("imports.taken_currency", currency=name_of(line.taken_currency))
    if line.date_min and line.date_max:
        sentence += " " + t(
            "imports.days", first=numbers.day(line.date_min, lang), last=numbers.day(line.date_max, lang)
        )
    return sentence


def _held(line: LedgerLine) -> int:
    """Rows held back; of a table by months single cells, whose rows may be loaded."""
    by_reason = line.report.get("held_by_reason") or {}
    return sum(by_reason.values()) if is_by_months(line) else line.lines["quarantined"]


def _left_out(line: LedgerLine) -> None:
    t = words()
    for outcome, count in (("quarantined", _held(line)), ("skipped", line.lines["skipped"])):
        if not count:
            continue
        named = "held_cells" if outcome == "quarantined" and is_by_months(line) else outcome
        title = t.n(f"imports.{named}", count, n=numbers.number(count, language()))
        with st.expander(title, type="compact", key=f"left_{outcome}_{line.import_id}", on_change="rerun") as opened:
            if opened.open:
                left_out_table(line, outcome)
        if outcome == "quarantined" and line.undone_at is None:
            open_held_rows(line.import_id, f"held_of_{line.import_id}")


def left_out_table(line: LedgerLine, outcome: str) -> None:
    """The rows themselves: sheet where there are several, line of the file, what is wrong, the text as it stood."""
    t, import_id = words(), line.import_id
    family = "ingestion.held" if outcome == "quarantined" else "ingestion.skipped"
    rows = [
        {
            t("held_rows.column_sheet"): row["sheet"],
            t("imports.line"): row["line"],
            t("imports.reason"): t.code(family, row["reason"]),
            t("imports.text"): " | ".join(cell or "" for cell in row["raw"] or []),
        }
        for _, row in zip(range(MOST_ROWS), left_out_rows(store(), import_id, outcome), strict=False)
    ]
    table = pd.DataFrame(rows)
    if rows and table[t("held_rows.column_sheet")].nunique() < 2 and len(line.report.get("rules", [])) < 2:
        table = table.drop(columns=t("held_rows.column_sheet"))
    st.dataframe(table, hide_index=True, key=f"rows_{outcome}_{import_id}")


def confirm_undo(line: LedgerLine) -> None:
    """Ask once more, then take the import back."""
    t = words()

    @st.dialog(t("imports.undo_title"))
    def ask() -> None:
        st.markdown(
            t("imports.undo_text", file=plain(line.file_name), lines=numbers.number(line.sale_lines, language()))
        )
        leaning = [
            other.import_id
            for other in ledger(store())
            if other.overlap == "only_new" and other.undone_at is None and other.loaded_at > line.loaded_at
        ]
        if leaning:
            st.warning(t("imports.undo_skipped", ids=", ".join(map(str, sorted(leaning)))))
        if st.button(t("imports.undo_yes"), type="primary", icon=":material/undo:"):
            try:
                with st.spinner(t("imports.undoing")):
                    undo(store(), line.import_id)
            except StoreError as error:
                st.error(store_sentence(error, t))
                return
            st.rerun()

    ask()
