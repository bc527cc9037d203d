"""How many clients do we really have? Live base (M28): the queue of pairs, what was decided, what became of clients."""

import streamlit as st

from analytics.lost.client_status import ClientStatusSettings
from analytics.merging.live_base import LiveBaseSettings, live_base
from analytics.merging.merge_candidates import CandidateSettings
from analytics.windows import default_scope
from ui import merge as view
from ui.data import answer, store
from ui.doors import needs_sales
from ui.language import words
from ui.merge_client import client_card, states_card
from ui.merge_data import effect, queues, shared_tax_ids
from ui.merge_decided import decided_card, shared_card
from ui.merge_names import names_lead, names_part
from ui.merge_pair import list_card, pair_card
from ui.method_settings import chosen_settings
from ui.page import explanation, headline, tiles

t = words()
needs_sales(t("merge.question"))
scope = default_scope(store())
rules = chosen_settings(ClientStatusSettings, "client_status")
if (part := view.chosen_part()) != "clients":
    headline(t("merge.question"), names_lead(part, scope))
    view.part_switch()
    view.refusal()
    names_part(part, scope)
    explanation("merge_clients")
    st.stop()
base = answer(live_base, scope, LiveBaseSettings())
waiting, later = answer(queues, scope, CandidateSettings())
changed = answer(effect, scope, rules)

headline(t("merge.question"), view.lead(base, waiting, changed))
view.part_switch()
view.refusal()
tiles(view.tiles(base, waiting, changed))
left, right = st.columns([1, 1.35], gap="small")
with left:
    view.base_card(base)
with right:
    shown, chosen = view.shown_queue(waiting, later)
    pair_card(shown, chosen, scope, rules)
shared_card(answer(shared_tax_ids, scope, None))
list_card(shown)
decided_card("client")
about, noted = st.columns(2, gap="small")
with about:
    client_card(scope)
with noted:
    states_card()
explanation("merge_clients", view.edges(base))
