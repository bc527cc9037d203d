"""What was loaded, when, and can it be taken back? The ledger of imports."""

import streamlit as st

from storage.imports import ledger
from ui.data import store
from ui.import_ledger import lead, ledger_card
from ui.language import words
from ui.page import headline
from ui.pages import page

t = words()
lines = ledger(store())
headline(t("imports.question"), lead(lines))
if not lines:
    if st.button(t("doors.own_button"), type="primary", icon=":material/upload_file:"):
        st.switch_page(page("upload"))
    st.stop()
for line in lines:
    ledger_card(line)
