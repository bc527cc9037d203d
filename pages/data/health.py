"""Can the data be trusted? What is loaded for which dates, what is missing or in doubt, and what it costs."""

from dataclasses import replace
from datetime import date

from analytics.data_coverage import DataCoverageSettings, data_coverage
from analytics.data_health import DataHealthSettings, data_health
from ui import data_health as view
from ui.data import answer
from ui.data_findings import columns_card, findings_card, sheets
from ui.doors import needs_sales
from ui.language import words
from ui.method_settings import changed_sentences, chosen_settings
from ui.page import explanation, headline, tiles
from ui.tables import excel_button

t = words()
needs_sales(t("health.question"))
today = date.today()
scope = view.whole_scope(today)
rules = replace(chosen_settings(DataHealthSettings, "data_health"), today=today)
found = answer(data_health, scope, rules)
weeks = answer(data_coverage, scope, DataCoverageSettings("week"))
months = answer(data_coverage, scope, DataCoverageSettings("month"))
changed = changed_sentences(rules, "data_health")
headline(t("health.question"), view.lead(found))
tiles(view.tiles(found, rules))
view.coverage_card(found, weeks, months)
findings_card(found)
columns_card(found)
excel_button("data_health", lambda: sheets(found, changed), key="health_excel")
explanation("health", changed)
