"""Where does the funnel leak, and by whom? Steps and weak stages (M31) with honest conversions (M32), what-if, open deals."""

import streamlit as st

from analytics.funnel.sales_funnel import SalesFunnelSettings
from ui import funnel as view
from ui.doors import needs_sales
from ui.frame import frame
from ui.funnel_counts import counts_card
from ui.funnel_data import loaded_for_funnels, sources
from ui.funnel_list import list_card, sheets
from ui.funnel_main import main_card
from ui.funnel_more import more_card
from ui.funnel_what_if import calculator_card, what_if_card
from ui.language import words
from ui.method_settings import changed_sentences, chosen_settings
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()


def without_data() -> None:
    """On an empty database: the calculator and the grid for totals."""
    calculator_card()
    counts_card()


if not sources():
    needs_sales(t("funnel.question"), without_data)
    headline(t("funnel.question"), t("funnel.lead_no_records"))
    without_data()
    explanation("funnel")
    st.stop()
here = frame(loaded_for_funnels(), parts=("period", "vs", "filters", "as_of"))
found = view.funnel(here.scope)
if found is None or not found.company:
    headline(t("funnel.question"), t("funnel.lead_nobody"))
    without_data()
else:
    headline(t("funnel.question"), view.lead(found))
    changed = changed_sentences(chosen_settings(SalesFunnelSettings, "sales_funnel"), "sales_funnel")
    tiles(view.tiles(found))
    main_card(found)
    what_if_card(found)
    list_card(found)
    with here.actions:
        excel_button("funnel", lambda: sheets(found, changed), key="funnel_excel")
    more_card(found)
explanation("funnel", [*changed, *view.edges(found)] if found is not None and found.company else [])
