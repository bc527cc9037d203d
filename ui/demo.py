"""The demo company: its door on an empty screen, and opening it through the ordinary importer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import streamlit as st

from ingestion.read import read_file
from sample_data.books import Books, open_books
from sample_data.card import DemoCard, demo_card
from sample_data.company import found_company
from sample_data.demo import write_books
from sample_data.planted import PROBLEMS
from sample_data.records import company_records, record_tables
from storage.errors import StoreError
from storage.imports import file_to_load, load, undo
from storage.records import load_records
from storage.who import who_loads
from ui.data import profile, store
from ui.language import language, words
from ui.pages import page
from ui.trouble import store_sentence
from ui.uploads import work_folder
from wording import numbers


@st.cache_data(max_entries=3, show_spinner=False)
def _card(language_code: str) -> DemoCard:
    return demo_card(language_code)


def demo_door() -> None:
    """What the demo company is, what is planted in it, and the button that opens it."""
    t, lang = words(), language()
    st.subheader(t("doors.demo"), anchor=False)
    st.caption(". ".join(t(f"sample_data.{part}") for part in ("company", "about", "goods")) + ".")
    shown = _card(lang)
    facts = {
        t("demo.clients"): numbers.number(shown.clients, lang),
        t("demo.history"): numbers.period(shown.first_day, shown.last_day, lang),
        t("demo.managers"): numbers.number(shown.managers, lang),
    }
    st.table(pd.DataFrame(facts.items()), border="horizontal", hide_header=True, hide_index=True)
    if profile().lines:
        st.markdown(t("upload.demo_loaded" if profile().is_demo else "upload.demo_not_beside"))
    elif st.button(t("doors.demo_button"), type="primary", icon=":material/play_arrow:", width="stretch"):
        open_demo()
    with st.expander(t.n("sample_data.problems", shown.problems), type="compact"):
        for code in PROBLEMS:
            st.markdown(f"- {t.code('sample_data.planted', code)}")


def open_demo() -> None:
    """Make the demo company, load its sales as any file is loaded and its records after them, show the first screen."""
    t = words()
    folder = work_folder() / "demo"
    with st.spinner(t("upload.making_demo")):
        try:
            _load_company(open_books(found_company(language())), folder)
        except StoreError as error:
            st.error(store_sentence(error, t))
            st.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    st.switch_page(page("pulse"))


def _load_company(books: Books, folder: Path) -> None:
    """Sales and records under one import: with the import the records leave, and without them it does not stay."""
    path = write_books(books, folder)
    found = read_file(path, work=folder)
    import_id = load(store(), file_to_load(found, path, is_demo=True), by=who_loads())
    try:
        load_records(store(), import_id, record_tables(company_records(books)))
    except StoreError:
        undo(store(), import_id)
        raise
