"""Whom to call this week, and what came back? Priorities (M20), plans (M22), returns (M23), reasons (M21), the forgotten (M10)."""

import streamlit as st

from ui import win_back as view
from ui.data import profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles
from ui.tables import excel_button
from ui.win_back_client import client_card
from ui.win_back_excel import sheets
from ui.win_back_list import list_card
from ui.win_back_main import bars_card, matrix_card
from ui.win_back_more import more_card
from ui.win_back_print import printed_list

t = words()
needs_sales(t("winback.question"))
here = frame(profile(), parts=("filters", "as_of"))
found = view.win_back(here.scope)
headline(t("winback.question"), view.lead(found))
changed = changed_sentences(
    found.tried, "client_status", "xyz_classes", "win_back_priority", "cases_tried", "win_back_plan"
)
if found.plan.rows:
    tiles(view.tiles(found))
    printed_list(found)
with st.container(key="screen_only"):
    if found.plan.rows:
        main, side = st.columns([1.75, 1.1], gap="small")
        with main:
            bars_card(found)
        with side:
            matrix_card(found)
        shown = list_card(found)
        client_card(found, shown)
        with here.actions:
            excel_button("win_back", lambda: sheets(found, changed), key="win_back_excel")
    more_card(found)
    explanation("win_back", [*changed, *view.edges(found)] if found.plan.rows else changed)
