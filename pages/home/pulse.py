"""Are sales healthy, and where do they leak? Four holes (M01), the fall (M03), the bridge (M07), the agenda."""

from dataclasses import replace

import streamlit as st

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.pulse.agenda import agenda
from analytics.pulse.fall_anchor import fall_anchor
from analytics.pulse.monthly_pulse import MonthlyPulseSettings, monthly_pulse
from analytics.pulse.revenue_bridge import BridgeSettings, bridge_clients, revenue_bridge
from analytics.pulse.sales_pulse import SalesPulseSettings, sales_pulse
from analytics.pulse.seasonality import SeasonalitySettings, seasonality
from analytics.result import Status
from analytics.windows import TooShort, pulse_windows
from ui import pulse as view
from ui.data import answer, profile, store
from ui.doors import needs_sales
from ui.frame import frame
from ui.language import words
from ui.method_settings import changed_sentences, chosen_settings
from ui.notices import sentences
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()
needs_sales(t("pulse.question"))
here = frame(profile(), view.own_window)
tail = here.tail_gap_days
asked = replace(chosen_settings(SalesPulseSettings, "sales_pulse"), tail_gap_days=tail)
pulse = answer(sales_pulse, here.scope, asked)
windows = pulse_windows(store(), here.scope, asked.months, tail)
if pulse.status is Status.NOT_ENOUGH_DATA or isinstance(windows, TooShort):
    headline(t("pulse.question"), " ".join(sentences(pulse.warnings)))
    explanation("pulse")
    st.stop()
rules = chosen_settings(BridgeSettings, "client_status", "revenue_bridge")
bridge = answer(revenue_bridge, windows.scope, rules)
behind = answer(bridge_clients, windows.scope, rules)
months = answer(monthly_pulse, here.scope, MonthlyPulseSettings(tail))
fall = answer(fall_anchor, here.scope, view.fall_settings(tail))
season = answer(seasonality, here.scope, SeasonalitySettings(tail_gap_days=tail))
statuses = answer(client_status, here.scope, chosen_settings(ClientStatusSettings, "client_status"))
todo = answer(agenda, here.scope, view.agenda_settings())

changed = changed_sentences(rules, "revenue_bridge", "client_status") + changed_sentences(asked, "sales_pulse")
headline(t("pulse.question"), view.lead(pulse, bridge, behind))
tiles(view.tiles(pulse, months))
main, side = st.columns([2, 1], gap="small")
with main:
    view.bridge_card(bridge, behind)
with side:
    view.agenda_card(todo)
view.months_card(months, fall, season)
view.list_card(behind, statuses)
with here.actions:
    excel_button("pulse", lambda: view.sheets(behind, changed), key="pulse_excel")
explanation("pulse", [*changed, *view.edges([pulse, bridge, fall])])
