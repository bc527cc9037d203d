"""Which channels bring clients, and what does a client cost? Funnels by channel (M30), warming up (M29), conversions (M32)."""

import streamlit as st

from ui import attraction as view
from ui.attraction_calculator import calculator_card
from ui.attraction_lists import list_card, sheets
from ui.attraction_main import funnels_card, money_card
from ui.attraction_more import more_card
from ui.attraction_what_if import what_if_card
from ui.data import profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()
needs_sales(t("attraction.question"), calculator_card)
here = frame(profile(), parts=("period", "as_of"))
found = view.attraction(here.scope)
changed = changed_sentences(found.settings, "channel_leads")
headline(t("attraction.question"), view.lead(found))
if view.is_silent(found):
    view.way_out()
else:
    tiles(view.tiles(found))
    funnels_card(found)
    main, side = st.columns([1.5, 1], gap="small")
    with main:
        money_card(found)
    with side:
        what_if_card(found)
    list_card(found)
    with here.actions:
        excel_button("attraction", lambda: sheets(found, changed), key="attraction_excel")
more_card(found)
explanation("attraction", [*changed, *view.edges(found)])
