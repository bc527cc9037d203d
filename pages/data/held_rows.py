"""Which rows wait for a decision? Rows held back are put right in a grid or in Excel, or declared no sales."""

import streamlit as st

from storage.errors import StoreError
from storage.held_rows import held_reasons
from storage.imports import ledger
from storage.mending import mendings
from ui.data import store
from ui.held_grid import buttons, grid
from ui.held_rows import chosen_import, chosen_reason, files_table, lead, tiles_of, told
from ui.held_sheet import sheet_card
from ui.language import words
from ui.mending import is_mendable, rules_of
from ui.mending_history import mending_rows
from ui.page import card, explanation, headline, tiles
from ui.pages import page
from ui.text import plain
from ui.trouble import store_sentence

t = words()
waiting, done = held_reasons(store()), mendings(store())
headline(t("held_rows.question"), lead(waiting))
told()
if waiting or done:
    tiles(tiles_of(waiting, done))
if waiting:
    files_table(waiting)
    line = chosen_import(waiting, ledger(store()))
    try:
        rules = rules_of(line)
    except StoreError as error:
        st.error(store_sentence(error, t), icon=":material/error:")
    else:
        with card(t("held_rows.grid_title", file=plain(line.file_name)), t("held_rows.grid_note")):
            reason = chosen_reason(waiting, line.import_id)
            buttons(line, reason, grid(line, rules, reason))
        if is_mendable(line):
            sheet_card(line, rules)
elif st.button(t("doors.own_button"), type="primary", icon=":material/upload_file:"):
    st.switch_page(page("upload"))
if done:
    with card(t("held_rows.history"), t("held_rows.history_note")):
        mending_rows(done, "held_undo", with_file=True)
explanation("held_rows")
