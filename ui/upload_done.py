"""The last step of an upload: the first answer, then the receipt, then what the data can answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.concentration import ConcentrationSettings, concentration
from analytics.result import Status
from analytics.windows import default_scope
from ingestion.kinds.catalogue import SALES
from storage.imports import LedgerLine, ledger
from ui import abc as abc_view
from ui.abc_moves import moves_of
from ui.currency import sums
from ui.data import Loaded, answer, profile, store
from ui.held_rows import open_held_rows
from ui.import_ledger import confirm_undo, own_total
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import card, headline, tiles
from ui.pages import page
from ui.text import plain
from ui.upload_found import IMPORT_DONE
from ui.upload_kind import records_done
from ui.uploads import waiting_files
from wording import numbers


def done_screen(import_ids: Sequence[int]) -> None:
    """The verdict on the whole base first, the receipts of the files last."""
    lines = [line for line in ledger(store()) if line.import_id in import_ids and line.undone_at is None]
    if not lines:
        st.session_state.pop(IMPORT_DONE)
        st.rerun()
    t = words()
    has_sales = any(line.kind == SALES for line in lines)
    if has_sales:
        _verdict()
    else:
        records_done(lines)
    with st.container(horizontal=True):
        if has_sales and st.button(t("upload.to_abc"), type="primary", icon=":material/leaderboard:"):
            _leave("abc")
        if profile().lines and st.button(t("upload.to_pulse"), icon=":material/monitor_heart:"):
            _leave("pulse")
        left = len(waiting_files())
        more = t.n("upload.done_waiting", left, n=left) if left else t("upload.done_more")
        if st.button(more, type="tertiary", icon=":material/add:", key="upload_more"):
            st.session_state.pop(IMPORT_DONE)
            st.rerun()
    receipt, answers = st.columns(2, gap="medium")
    with receipt:
        for line in lines:
            _receipt(line)
    if profile().lines:
        with answers, st.container(border=True, height="stretch"):
            _what_is_open(profile())


def _receipt(line: LedgerLine) -> None:
    """What one file brought, and the ways back."""
    t, lang = words(), language()
    with st.container(border=True):
        st.subheader(t("upload.done_receipt"), anchor=False)
        st.caption(plain(line.file_name))
        parts = {name: numbers.number(count, lang) for name, count in line.lines.items()}
        st.markdown(":material/check_circle: " + t("imports.counts", **parts))
        if line.kind == SALES:
            st.markdown(":material/check_circle: " + t("imports.sum", money=sums(line.amounts)))
        total = own_total(line)
        if total and line.overlap != "only_new":
            st.markdown(total)
        if line.lines["quarantined"]:
            open_held_rows(line.import_id, f"receipt_held_{line.import_id}")
        with st.container(horizontal=True):
            if st.button(
                t("imports.undo"), icon=":material/undo:", type="tertiary", key=f"receipt_undo_{line.import_id}"
            ):
                confirm_undo(line)
            if st.button(
                t("upload.done_imports"), icon=":material/history:", type="tertiary", key=f"receipt_{line.import_id}"
            ):
                _leave("imports")


def _leave(name: str) -> None:
    st.session_state.pop(IMPORT_DONE, None)
    st.switch_page(page(name))


def _verdict() -> None:
    t = words()
    scope = default_scope(store())
    chosen = chosen_settings(AbcSettings, "abc_classes")
    found = answer(abc_classes, scope, chosen)
    if found.status is Status.NOT_ENOUGH_DATA:
        headline(t("upload.done_question"), " ".join(sentences(found.warnings)) or t("abc.nobody"))
        return
    moves = answer(moves_of, scope, chosen)
    top = answer(concentration, scope, ConcentrationSettings())
    headline(t("upload.done_question"), abc_view.lead(found, moves, top))
    tiles(abc_view.tiles(found, moves, top))
    title, note = abc_view.feeds_heading(found)
    with card(title, note):
        abc_view.feeds(found)


def _what_is_open(loaded: Loaded) -> None:
    """What the base can answer now, and which column would open more."""
    t, lang = words(), language()
    st.subheader(t("upload.done_open"), anchor=False)
    st.caption(
        t.n("upload.done_open_note", loaded.complete_months, n=numbers.number(loaded.complete_months, lang),
            first=numbers.day(loaded.first_day, lang), last=numbers.day(loaded.last_day, lang))
    )  # fmt: skip
    yes, no = ":material/check_circle: ", ":gray[:material/radio_button_unchecked:] "
    st.markdown(yes + f"{numbers.number(loaded.clients, lang)} {t('upload.done_clients')}")
    known = loaded.margin_known_share or 0
    st.markdown(
        yes + t("upload.done_has_margin", share=numbers.percent(known, lang, 0))
        if known
        else no + t("upload.done_no_margin")
    )
    people = [name for name in loaded.managers if name]
    st.markdown(
        yes + t.n("upload.done_has_managers", len(people), n=numbers.number(len(people), lang))
        if people
        else no + t("upload.done_no_managers")
    )
    if loaded.partial_months:
        months = ", ".join(numbers.month(month, lang) for month in loaded.partial_months)
        st.markdown(":material/info: " + t("upload.done_partial", months=months))
