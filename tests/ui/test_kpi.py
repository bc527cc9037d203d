"""Norms on the screen: what is typed is kept at once, wrong input gets a sentence, an empty database works too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from storage.store import Store, open_store
from storage.typed import rows_that_count
from tests.ui.screens import LOCALES, SCREENS, chart_texts, sentences, start, table_texts
from ui.kpi_edits import FACTS, NORMS, PASSPORTS, PLANS, REQUESTS, TASKS, Sheet, save_sheet

Own = Callable[[str], Path]
NORM = {
    "position": "Seller",
    "kpi": "Meetings",
    "norm": 25,
    "unit": "pcs",
    "active_from": "2026-06-01",
    "direction": "higher",
}
ASKED = {"asked_at": "2026-06-01T09:00:00.000", "asked_by": "Ann", "asked_of": "Stock"}
TASK = {"task": "Call", "employee": "Ann", "asked_on": "2026-06-01"}


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "typed.duckdb")
    yield made
    made.close()


def added(store: Store, sheet: Sheet, *rows: dict[str, Any]) -> str:
    """The code of the refusal, '' where the rows were kept."""
    refused = save_sheet(store, sheet, rows_that_count(store, sheet.table), {"added_rows": list(rows)})
    return "" if refused is None else refused.code


def test_a_norm_is_added_changed_ended_and_taken_out(typed: Store) -> None:
    assert added(typed, NORMS, NORM) == ""
    (known,) = rows_that_count(typed, "kpi_norms")
    assert (known["norm"], known["active_from"], known["active_to"]) == (25, date(2026, 6, 1), None)
    assert save_sheet(typed, NORMS, [known], {"edited_rows": {"0": {"norm": 26, "active_from": "2026-07-01"}}}) is None
    (moved,) = rows_that_count(typed, "kpi_norms")
    assert (moved["norm"], moved["active_from"]) == (26, date(2026, 7, 1)), "the older key is gone"
    assert save_sheet(typed, NORMS, [moved], {"deleted_rows": [0]}) is None
    assert rows_that_count(typed, "kpi_norms") == []


@pytest.mark.parametrize(
    ("sheet", "row", "code"),
    [
        (NORMS, NORM | {"norm": 0}, "norm_positive"), (NORMS, NORM | {"norm": -1}, "norm_positive"),
        (NORMS, NORM | {"unit": " "}, "no_unit"), (NORMS, NORM | {"kpi": ""}, "no_name"),
        (NORMS, NORM | {"active_to": "2026-05-31"}, "dates"), (NORMS, NORM | {"active_from": None}, "no_day"),
        (FACTS, {"employee": "Ann", "kpi": "Meetings", "period": "2026-06-10"}, "no_fact"),
        (FACTS, {"employee": "Ann", "kpi": "Meetings", "fact": 3}, "no_period"),
        (FACTS, {"employee": "Ann", "kpi": "Meetings", "period": "2026-06-10", "fact": -3}, "negative"),
        (FACTS, {"kpi": "Meetings", "period": "2026-06-10", "fact": 3}, "no_employee"),
        (PLANS, {"period": "2026-06-01", "value": 0}, "plan_positive"), (PLANS, {"value": 10}, "no_period"),
        (PLANS, {"period": "2026-06-01", "value": 5, "level": "manager"}, "no_employee"),
        (PASSPORTS, {"position": "", "kpi": "Calls", "influence_percent": 120}, "percent"),
        (PASSPORTS, {"position": "", "kpi": "Calls", "minutes_week": -1}, "negative"),
        (REQUESTS, ASKED | {"answered_at": "2026-06-01T08:59:00"}, "answered_before"),
        (REQUESTS, ASKED | {"asked_of": ""}, "no_employee"), (REQUESTS, ASKED | {"asked_at": None}, "no_period"),
        (TASKS, TASK | {"is_paid": "no"}, "versions_order"), (TASKS, TASK | {"described": 6}, "described"),
        (TASKS, TASK | {"asked_on": None}, "no_day_of_check"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_and_nothing_is_kept(typed: Store, sheet: Sheet, row: dict[str, Any], code: str) -> None:
    good = {"kpi_norms": NORM | {"kpi": "Calls"}, "plans": {"period": "2026-01-01", "value": 5}}.get(sheet.table)
    assert added(typed, sheet, *([good] if good else []), row) == code
    assert rows_that_count(typed, sheet.table) == [], "all or nothing"


def test_two_norms_of_one_period_and_a_fact_written_twice_are_refused(typed: Store) -> None:
    assert added(typed, NORMS, NORM | {"active_to": "2026-06-30"}) == ""
    assert added(typed, NORMS, NORM | {"active_from": "2026-06-30"}) == "two_norms"
    assert added(typed, NORMS, NORM | {"active_from": "2026-07-01"}) == ""
    fact = {"employee": "Ann", "kpi": "Meetings", "period": "2026-06-10", "fact": 3}
    assert added(typed, FACTS, fact, fact | {"period": "2026-06-20"}) == "two_facts", "one month"
    assert added(typed, FACTS, fact) == ""
    plan = {"period": "2026-06-10", "value": 3}
    assert added(typed, PLANS, plan, plan) == "two_plans"


def test_a_percent_is_kept_as_a_share(typed: Store) -> None:
    assert (
        added(typed, PASSPORTS, {"position": "", "kpi": "Calls", "influence_percent": 40, "weight_percent": 12.5}) == ""
    )
    (row,) = rows_that_count(typed, "kpi_passports")
    assert (row["influence"], row["weight"]) == (Decimal("0.4"), Decimal("0.125"))
    assert save_sheet(typed, PASSPORTS, [row], {"edited_rows": {"0": {"who_else": "stock"}}}) is None
    assert rows_that_count(typed, "kpi_passports")[0]["influence"] == Decimal("0.4"), "the other answers stay"


def test_questions_and_checks_are_kept(typed: Store) -> None:
    assert added(typed, REQUESTS, ASKED) == ""
    (asked,) = rows_that_count(typed, "requests_internal")
    assert save_sheet(typed, REQUESTS, [asked], {"edited_rows": {"0": {"answered_at": "2026-06-01T10:30:00"}}}) is None
    assert rows_that_count(typed, "requests_internal")[0]["answered_at"].hour == 10
    assert added(typed, TASKS, TASK | {"taught": "yes", "attested_on": "2025-12-01", "has_time": "no"}) == ""
    (task,) = rows_that_count(typed, "seller_tasks")
    assert (task["taught"], task["has_time"], task["is_paid"]) == (True, False, None)
    assert added(typed, TASKS, TASK) == "two_checks"


def opened(path: Path, language: str = "en") -> AppTest:
    app = start(LOCALES[language])
    app.run()
    return app.switch_page(SCREENS["kpi"]).run()


def test_the_demo_company_has_norms_of_every_verdict(own: Own) -> None:
    app = opened(own("demo_en"))
    assert not app.exception
    assert "Furthest behind" in app.header[0].value and "not worth meeting" in app.header[0].value
    assert {metric.label for metric in app.metric} >= {"On pace", "Norms at one position", "Verdict of the check"}
    words = set(table_texts(app))
    assert {"cancel", "fix", "keep", "Drop it", "Too easy for a year: the norm is dead"} <= words
    assert any("forecast" in text for text in chart_texts(app))


def test_one_person_and_another_month(own: Own) -> None:
    app = opened(own("demo_en"))
    person = next(name for name in app.selectbox(key="kpi_who").options if name != "Everybody, on average")
    app.selectbox(key="kpi_who").select(person).run()
    assert not app.exception
    app.selectbox(key="kpi_month").select(date(2026, 10, 1)).run()
    assert not app.exception and any(metric.label == "Norms met" for metric in app.metric)


def test_every_view_stands(own: Own) -> None:
    app = opened(own("demo_en"))
    for view in ("norms", "facts", "questions", "calculator", "season", "answers", "tasks", "plans"):
        app.session_state["kpi_more"] = view
        app.run()
        assert not app.exception and not app.error, view


def test_the_calculator_works_on_an_empty_database(own: Own) -> None:
    app = opened(own("empty"))
    app.session_state["kpi_more"] = "calculator"
    app.run()
    assert any("Hard but achievable: 25" in text for text in sentences(app))
    app.text_input(key="kpi_calc_norm_").set_value("30").run()
    assert any(text.startswith("**Impossible") for text in sentences(app))
    for field, wrong in (("kpi_calc_norm_", "0"), ("kpi_calc_norm_", "many"), ("kpi_calc_facts_", "18 many")):
        app.text_input(key=field).set_value(wrong).run()
        assert app.error and not app.exception, wrong


def test_norms_typed_into_an_empty_database_are_judged(own: Own) -> None:
    from ui.data import store

    path = own("empty")
    opened(path)
    here = store()
    assert added(here, NORMS, NORM, NORM | {"kpi": "Calls", "norm": 5}) == ""
    last = date.today().replace(day=1)
    facts = [{"employee": "Ann", "kpi": "Meetings", "period": last.isoformat(), "fact": 8}]
    assert added(here, FACTS, *facts) == ""
    app = opened(path)
    assert not app.exception and "Meetings" in " ".join(chart_texts(app))


def test_what_was_refused_is_said_in_the_language_of_the_screen(own: Own) -> None:
    from ui.kpi_edits import Refused

    for language in LOCALES:
        app = opened(own("empty"), language)
        app.session_state["kpi_more"] = "norms"
        app.session_state["kpi_norms_grid_refused"] = Refused("norm_positive", "*Calls*")
        app.run()
        assert len(app.error) == 1 and "\\*Calls\\*" in app.error[0].value


def test_pulse_shows_the_plan_where_one_is_known(own: Own) -> None:
    path = own("demo_en")
    app = start(LOCALES["en"]).run()
    assert not app.exception and any("Plan of " in text for text in sentences(app))
    assert any("chance" in text for text in chart_texts(app))
    assert path.exists()


def test_pulse_without_a_plan_says_nothing_of_it(own: Own) -> None:
    own("one_client")
    app = start(LOCALES["en"]).run()
    assert not app.exception and not any("Plan of " in text for text in sentences(app))
