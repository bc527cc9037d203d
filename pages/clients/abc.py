"""Who feeds the company, and who moved? ABC of the clients (M02), concentration (M05), moves between the classes."""

import streamlit as st

from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.concentration import ConcentrationSettings, concentration
from analytics.result import Status
from ui import abc as view
from ui import abc_lists
from ui.abc_moves import moves_of
from ui.data import answer, profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences, chosen_settings
from ui.notices import sentences
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()
needs_sales(t("abc.question"))
here = frame(profile())
scope = here.scope
saved = chosen_settings(AbcSettings, "abc_classes")
tried = view.tried_limits(saved)
found = answer(abc_classes, scope, tried)
if found.status in (Status.NOT_ENOUGH_DATA, Status.WRONG_INPUT):
    headline(t("abc.question"), " ".join(sentences(found.warnings)) or t("abc.nobody"))
    st.stop()
moves = answer(moves_of, scope, tried)
top = answer(concentration, scope, ConcentrationSettings(tried.criterion))

changed = changed_sentences(tried, "abc_classes")
headline(t("abc.question"), view.lead(found, moves, top))
tiles(view.tiles(found, moves, top))
view.main_card(found, moves, saved, tried)
columns = abc_lists.list_card(answer(abc_lists.lists, scope, tried))
with here.actions:
    excel_button("abc", lambda: abc_lists.sheets(found, columns, changed), key="abc_excel")
explanation("abc", [*changed, *view.edges(found)])
