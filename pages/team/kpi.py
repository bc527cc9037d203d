"""Are the norms met, and are they worth meeting? Plan and fact (M41), the check of the norms (M40)."""

from datetime import date

import streamlit as st

from analytics.periods import TAIL_GAP_DAYS
from ui import kpi as view
from ui.data import profile
from ui.demo import open_demo
from ui.frame import frame
from ui.kpi_audit import audit_card
from ui.kpi_main import bullets_card, people_card
from ui.kpi_more import more_card, sheets
from ui.language import words
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles
from ui.pages import page
from ui.tables import excel_button

t = words()
known = profile()
has_sales = bool(known.lines)
here = frame(known, parts=("filters", "as_of")) if has_sales else None
scope = here.scope if here else view.empty_scope(date.today())
found = view.kpi(scope, here.tail_gap_days if here else TAIL_GAP_DAYS, has_sales)
changed = changed_sentences(found.settings, "kpi_achievability", "kpi_audit")
headline(t("kpi.question"), view.lead(found))
if not has_sales:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.page_link(page("upload"), label=t("doors.own_button"), icon=":material/upload_file:")
        if st.button(t("doors.demo_button"), icon=":material/play_arrow:", type="tertiary"):
            open_demo()
shown = view.tiles(found)
if shown:
    tiles(shown)
bullets_card(found)
audit_card(found)
people_card(found)
more_card(found)
if here and shown:
    with here.actions:
        excel_button("kpi", lambda: sheets(found, changed), key="kpi_excel")
explanation("kpi", [*changed, *view.edges(found)])
