"""The examples and defaults of the data health page."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from loaded_sales import sell
from methods_pages import assert_said

from analytics.data_calendar import LEAST_WEEKS
from analytics.data_coverage import DataCoverageSettings, data_coverage
from analytics.data_findings import MANY_RETURNS, THIN_BEFORE, YEAR_MONTHS
from analytics.data_health import CARE, DISTRUST, DataHealthSettings, data_health
from analytics.scope import Scope
from storage.store import Store

TRUST, DATES = "Can the numbers be trusted", "What is loaded for which dates"


def test_a_gap_in_april(store: Store, tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=step) for step in range(180)]
    worked = [day for day in days if day.weekday() < 5 and not date(2024, 4, 15) <= day <= date(2024, 4, 26)]
    assert (worked[-1], len(worked)) == (date(2024, 6, 28), 120)
    sell(store, tmp_path, [(day, f"Client {day.day % 3}", 100) for day in worked])
    found = data_health(store, Scope(worked[-1], worked[0], worked[-1]))
    gap = next(row for row in found.rows if row["code"] == "days_missing")
    assert (gap["days"], gap["money"], found.facts["revenue"]) == (10, 1000, 12_000)
    assert (gap["first_day"], gap["last_day"]) == (date(2024, 4, 15), date(2024, 4, 26))
    assert found.facts["doubt_share"] == pytest.approx(0.083, abs=0.0005) and found.facts["verdict"] == "care"
    assert found.facts["complete_months"] == 6 < YEAR_MONTHS
    assert "short" in {row["code"] for row in found.rows}
    assert_said(TRUST, 100, 1, 28, 2024, 15, 26, 120, 12_000, 10, 1_000, 8.3, 6)


def test_months_and_weeks(store: Store, tmp_path: Path) -> None:
    days = [date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29)]
    sell(store, tmp_path, [(day, "Alfa", 100) for day in days])
    scope = Scope(days[-1], days[0], days[-1])
    months = data_coverage(store, scope)
    weeks = data_coverage(store, scope, DataCoverageSettings("week"))
    assert [(row["first_day"].month, row["records"]) for row in months.rows] == [(1, 1), (2, 2)]
    assert [(row["first_day"], row["records"]) for row in weeks.rows] == [
        (date(2024, 1, 29), 2),
        (date(2024, 2, 26), 1),
    ]
    assert_said(DATES, 31, 1, 29, 2024, 2, 26)


def test_defaults_of_the_health_page() -> None:
    rules = DataHealthSettings()
    shares = (rules.usual_share, rules.thin_share, rules.missing_share, CARE, DISTRUST, MANY_RETURNS)
    assert_said(TRUST, LEAST_WEEKS, rules.gap_days, THIN_BEFORE, rules.stale_days, *(round(s * 100, 1) for s in shares))
