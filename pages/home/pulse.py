"""Are sales healthy, and where do they leak? Four holes (M01), the fall (M03), the bridge (M07), the agenda."""

from dataclasses import replace

import streamlit as st

from analytics.lost.client_status import ClientStatusSettings
from analytics.pulse.agenda import agenda
from analytics.pulse.fall_anchor import fall_anchor
from analytics.pulse.monthly_pulse import MonthlyPulseSettings, monthly_pulse
from analytics.pulse.revenue_bridge import BridgeSettings, revenue_bridge
from analytics.pulse.sales_pulse import SalesPulseSettings, sales_pulse
from analytics.pulse.seasonality import SeasonalitySettings, seasonality
from analytics.result import Status
from analytics.windows import TooShort
from ui import pulse as view
from ui.data import answer, profile
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences, chosen_settings
from ui.notices import sentences
from ui.page import explanation, headline, tiles
from ui.pulse_agenda import agenda_card, agenda_settings
from ui.pulse_lists import list_card, names_behind, sheets
from ui.pulse_months import fall_settings, months_card
from ui.pulse_plan import plan_card
from ui.tables import excel_button

t = words()
needs_sales(t("pulse.question"))
here = frame(profile(), view.own_window)
tail = here.tail_gap_days
asked = replace(chosen_settings(SalesPulseSettings, "sales_pulse"), tail_gap_days=tail)
pulse = answer(sales_pulse, here.scope, asked)
windows = answer(view.windows_of, here.scope, (asked.months, tail))
if pulse.status is Status.NOT_ENOUGH_DATA or isinstance(windows, TooShort):
    headline(t("pulse.question"), " ".join(sentences(pulse.warnings)))
    explanation("pulse")
    st.stop()
rules = chosen_settings(BridgeSettings, "client_status", "revenue_bridge")
status_rules = chosen_settings(ClientStatusSettings, "client_status")
bridge = answer(revenue_bridge, windows.scope, rules)
names = answer(names_behind, windows.scope, (rules, status_rules))
months = answer(monthly_pulse, here.scope, MonthlyPulseSettings(tail))
fall = answer(fall_anchor, here.scope, fall_settings(tail))
season = answer(seasonality, here.scope, SeasonalitySettings(tail_gap_days=tail))
todo = answer(agenda, here.scope, agenda_settings())

changed = changed_sentences(rules, "revenue_bridge", "client_status") + changed_sentences(asked, "sales_pulse")
headline(t("pulse.question"), view.lead(pulse, bridge, names))
tiles(view.tiles(pulse, months))
main, side = st.columns([2, 1], gap="small")
with main:
    view.bridge_card(bridge, names)
with side:
    agenda_card(todo)
plan_card(here.scope, tail)
months_card(months, fall, season)
list_card(names)
with here.actions:
    excel_button("pulse", lambda: sheets(names, changed), key="pulse_excel")
explanation("pulse", [*changed, *view.edges([pulse, bridge, fall])])
