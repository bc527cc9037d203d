"""Is my base big enough for the plan? Sufficiency (M25), scouts (M26), freshness (M27), what talks came to (M24)."""

import streamlit as st

from analytics.base.base_plan import BaseSufficiencySettings
from ui import base_freshness as fresh
from ui import base_life_cycle as talks
from ui import base_scouts as filling
from ui import base_sufficiency as enough
from ui.base import ground, view_switch, way_out
from ui.base_main import charts_card
from ui.base_managers import manager_sheets, managers_card
from ui.base_scouts_calculator import calculator_card
from ui.base_ways import growth_card, scenarios_card, way_sheet, ways_card
from ui.data import setting
from ui.language import words
from ui.method_settings import changed_sentences, saved_settings
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()
switch, chips = st.columns(2, gap="small")
with switch:
    view = view_switch()
with chips:
    here = ground(view)
top = st.container()
if here.scope is None:
    way_out()
if view == "sufficiency":
    figures = st.container()
    left, right = st.columns([1, 2.7], gap="small")
    with left:
        found = enough.numbers_card(here.scope)
    with top:
        headline(t("base.question"), enough.lead(found))
    with figures:
        tiles(enough.tiles(found))
    with right:
        charts_card(found)
    ways_card(found)
    managers_card(found)
    growth_card(found)
    scenarios_card(found)
    said = enough.edges(found, bool(setting("analysts")))
    changed = changed_sentences(saved_settings(BaseSufficiencySettings, enough.METHOD), enough.METHOD)
    with here.actions:
        excel_button("base", lambda: [*way_sheet(found, said), *manager_sheets(found, said)], key="base_excel")
    explanation("base", [*changed, *said])
elif view == "scouts":
    people = filling.scouting(here.scope) if here.scope else None
    with top:
        headline(t("base.question_scouts"), filling.lead(people))
    filling.view(people, here.actions)
    calculator_card(people)
    explanation("base", filling.edges(people) if people else ())
elif view == "freshness":
    entries = fresh.freshness(here.scope) if here.scope else None
    with top:
        headline(t("base.question_fresh"), fresh.lead(entries))
    fresh.view(entries, here.actions)
    explanation("base", fresh.edges(entries) if entries else ())
else:
    cycle = talks.cycle(here.scope) if here.scope else None
    with top:
        headline(t("base.question_cycle"), talks.lead(cycle))
    talks.view(cycle, here.actions)
    explanation("base", talks.edges(cycle) if cycle else ())
