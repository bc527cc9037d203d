"""Is this client still with us? His purchases with the missed ones, money, class, products, managers."""

import streamlit as st

from analytics.clients.abc_classes import AbcSettings
from analytics.clients.client_history import client_history, client_parts
from analytics.errors import UnknownClient
from analytics.winback.client_records import client_records
from ui import card as view
from ui.client_card_contacts import contacts_card
from ui.client_card_more import classes_card, sheets
from ui.client_card_plan import plan_card, plan_of, reason_lead, tells_of_winning_back
from ui.data import answer, profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences, chosen_settings
from ui.page import explanation, headline, tiles
from ui.pages import page
from ui.source_rows import rows_of_client
from ui.status import GONE
from ui.tables import excel_button
from ui.text import shortened

t = words()
needs_sales(t("card.question_any"))
here = frame(profile(), parts=("as_of",))
typed = st.query_params.get("client", "") or str(st.session_state.get("card_client", ""))
try:
    asked = view.asked(int(typed))
    found = answer(client_history, here.scope, asked)
except (ValueError, UnknownClient):
    headline(t("card.question_any"), t("card.unknown"))
    st.page_link(page("abc"), label=t("menu.abc"), icon=":material/leaderboard:")
    st.stop()
st.session_state["card_client"] = asked.client_id
st.query_params["client"] = str(asked.client_id)
parts = answer(client_parts, here.scope, asked)
classes = answer(view.classes, here.scope, (asked, chosen_settings(AbcSettings, "abc_classes")))
records = answer(client_records, here.scope, asked)
plan = plan_of(here.scope, asked.client_id) if found.facts["status"] in GONE else None
planned = tells_of_winning_back(plan, records)

headline(view.question(found), view.lead(found) + reason_lead(plan))
view.badges(found, classes, records, plan)
tiles(view.tiles(found, classes, plan))
main, side = st.columns([1.75, 1], gap="small")
with main:
    view.timeline_card(found)
with side:
    if planned:
        plan_card(plan, records)
    else:
        classes_card(classes)
contacts_card(asked.client_id, found.facts["manager"] or "", records, here.scope)
view.parts_card(parts, found.facts["status"])
if planned:
    classes_card(classes)
rows_of_client(asked.client_id)
with here.actions:
    excel_button(shortened(found.facts["client"], 40), lambda: sheets(found, parts), key="card_excel")
explanation("client_card", changed_sentences(asked, "client_status"))
