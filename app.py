"""The registry of screens and the frame they share: menu, client search, language, date of the data."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from storage.errors import StoreError
from ui.currency import currency_banner
from ui.pages import client_card, registry, section_of
from ui.sidebar import sidebar
from ui.startup import settle
from ui.style import style
from ui.tables import OPEN_CLIENT
from ui.trouble import store_trouble

st.set_page_config(
    page_title="Sales Health",
    page_icon=":material/monitoring:",
    layout="wide",
    initial_sidebar_state=244,
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)
st.logo(str(Path(__file__).parent / "ui" / "assets" / "logo.svg"), size="large")
try:
    style()
    page = st.navigation(registry(), expanded=True)
    sidebar()
except StoreError as error:
    store_trouble(error)
    st.stop()
settle()
chosen = st.session_state.pop(OPEN_CLIENT, None)
if chosen is not None:
    st.switch_page(client_card(), query_params={"client": str(chosen)})
try:
    currency_banner(section_of(page))
    page.run()
except StoreError as error:  # a damaged block shows only when it is read
    store_trouble(error)
