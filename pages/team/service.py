"""What do clients say? NPS and complaints (M45), contact points (M47), promotions (M46), the analysis cycle (M50)."""

import streamlit as st

from ui import service as view
from ui.data import profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles
from ui.service_main import chart_card, list_card, matters_card, sheets
from ui.service_more import empty_cards, more_card
from ui.service_scope import said_scope
from ui.tables import excel_button

t = words()
said = said_scope()
if said is None:
    needs_sales(t("service.question"), empty_cards)
here = frame(profile(), parts=("period", "as_of")) if profile().lines else None
scope = here.scope if here else said
assert scope is not None
found = view.service(scope)
headline(t("service.question"), view.lead(found))
changed = changed_sentences(found.settings, "client_status", "nps")
if found.company or found.voices.rows:
    tiles(view.tiles(found))
    main, side = st.columns([1.6, 1], gap="small")
    with main:
        chart_card(found)
    with side:
        matters_card(found)
    list_card(found)
    if here:
        with here.actions:
            excel_button("service", lambda: sheets(found, changed), key="service_excel")
more_card(found)
explanation("service", [*changed, *view.edges(found)])
