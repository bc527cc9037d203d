"""Is the pay fair, and what does it buy? The formula, its versions and what another one would cost (M44)."""

import streamlit as st

from ui import pay as view
from ui.data import profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences
from ui.page import explanation, headline, tiles
from ui.pay_main import bars_card, list_card, principles_card, sheets
from ui.pay_more import empty_cards, more_card
from ui.pay_scope import typed_scope
from ui.tables import excel_button

t = words()
typed = typed_scope()
if typed is None:
    needs_sales(t("pay.question"), empty_cards)
here = frame(profile(), parts=("period", "as_of")) if profile().lines else None
scope = here.scope if here else typed
assert scope is not None
found = view.pay(scope)
headline(t("pay.question"), view.lead(found))
changed = changed_sentences(found.settings, "pay_formula")
if found.months:
    tiles(view.tiles(found))
    main, side = st.columns([1.6, 1], gap="small")
    with main:
        bars_card(found)
    with side:
        principles_card(found)
    list_card(found)
    if here:
        with here.actions:
            excel_button("pay", lambda: sheets(found, changed), key="pay_excel")
more_card(found)
explanation("pay", [*changed, *view.edges(found)])
