"""Whose calls should we listen to? Questions asked and what they lead to (M33), what a training changed."""

import streamlit as st

from ui import calls as view
from ui.calls_typed import bank_card, trainings_card, typed_card
from ui.data import records_held
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles

t = words()


def without_data() -> None:
    """Where nothing was heard yet: the form for the first call, the questions, the calculator of a training."""
    typed_card()
    view.training_card(None)
    trainings_card()
    bank_card()


if not records_held("call_checks"):
    needs_sales(t("calls.question"), without_data)
    headline(t("calls.question"), t("calls.lead_no_records"))
    without_data()
    explanation("calls")
    st.stop()
here = frame(view.loaded_for_calls(), parts=("period", "filters", "as_of"))
found = view.calls(here.scope)
headline(t("calls.question"), view.lead(found))
if found.result.rows:
    tiles(view.tiles(found))
    view.main_card(found)
    view.list_card(found)
typed_card()
view.training_card(found)
trainings_card()
bank_card()
explanation("calls", [*changed_sentences(found.settings, "call_quality"), *view.edges(found)])
