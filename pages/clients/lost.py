"""Who is leaving, and how much goes with them? Losses (M14, M15), their money (M16), odds (M17), lives (M18)."""

import streamlit as st

from ui import lost as view
from ui import lost_lists
from ui.data import profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.lost_calculator import calculator_card
from ui.lost_main import main_card, report_sheets
from ui.lost_what_if import what_if_card
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()
needs_sales(t("lost.question"), calculator_card)
here = frame(profile(), parts=("period", "vs", "filters", "as_of", "rule"))
found = view.losses(here.scope, here.tail_gap_days)
if view.nothing_to_lose(found):
    headline(t("lost.question"), t("lost.nobody"))
    explanation("lost")
    st.stop()

changed = changed_sentences(found.settings, "client_status", "lost_clients")
headline(t("lost.question"), view.lead(found))
tiles(view.tiles(found))
main, side = st.columns([1.75, 1], gap="small")
with main:
    main_card(found)
with side:
    what_if_card(found)
lost_lists.list_card(found)
with here.actions:
    excel_button(
        "lost_clients", lambda: lost_lists.sheets(found, changed) + report_sheets(found, changed), key="lost_excel"
    )
explanation("lost", [*changed, *view.edges(found)])
