"""Pay on the screen: the answer, versions kept with their dates, inputs and tasks kept at once, calculators without data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.screens import SCREENS, sentences, start
from ui.data import store
from ui.pay_records import _inputs_saved, _tasks_saved
from wording.catalogue import words

Own = Callable[[str], Path]
SEPTEMBER = date(2026, 9, 1)


def opened(view: str | None = None, locale: str = "en-US") -> AppTest:
    app = start(locale)
    if view:
        app.session_state["pay_more"] = view
    app.run()
    return app.switch_page(SCREENS["pay"]).run()


def test_the_planted_change_is_red_and_its_month_paid_by_the_former_version(own: Own) -> None:
    own("demo_en")
    app = opened()
    assert "Sep 2026" in app.header[0].value and ":red[" in app.header[0].value
    assert [metric.label for metric in app.metric][1:3] == ["Rules of honest pay", "Tasks without pay"]
    assert app.metric[2].value == "3 of 11"
    app.selectbox(key="pay_month").set_value(SEPTEMBER).run()
    table = next(one.value for one in app.table if "Version" in one.value)
    assert set(table["Version"]) == {1} and len(table) == 5
    app.selectbox(key="pay_month").set_value(date(2026, 10, 1)).run()
    assert set(next(one.value for one in app.table if "Version" in one.value)["Version"]) == {2}


def test_every_view_that_unfolds_stands(own: Own) -> None:
    own("demo_en")
    app = opened("slip")
    said = {}
    for view in ("slip", "formula", "cost", "tasks", "inputs", "calculator"):
        app.session_state["pay_more"] = view
        app.run()
        assert not app.exception and not app.error, view
        said[view] = " ".join(sentences(app))
    assert "One more call brings him" in said["slip"] and "At 80% of the plan" in said["cost"]
    assert "Version 2 names 25 Sep 2026" in said["formula"] and "from data" in said["calculator"]


def test_a_version_is_kept_with_its_date_and_survives(own: Own) -> None:
    own("demo_en")
    app = opened("formula")
    app.date_input(key="pay_since_0").set_value(date(2026, 12, 1)).run()
    app.button(key="pay_keep").click().run()
    assert not app.exception and not app.error
    rows = (
        store().query("SELECT DISTINCT version, active_from, import_id FROM pay_formula ORDER BY version").to_pylist()
    )
    assert [(row["version"], row["active_from"].isoformat()) for row in rows][-1] == (3, "2026-12-01") and rows[-1][
        "import_id"
    ] == 0
    assert app.selectbox(key="pay_version").value == 3
    app.button(key="pay_take_off").click().run()
    assert store().query("SELECT count(DISTINCT version) AS n FROM pay_formula").to_pylist() == [{"n": 2}]


def test_a_date_inside_a_month_says_when_the_version_really_starts(own: Own) -> None:
    own("demo_en")
    app = opened("formula")
    app.date_input(key="pay_since_0").set_value(date(2026, 12, 10)).run()
    (warned,) = [one.value for one in app.warning]
    assert "1 Jan 2027" in warned
    app.date_input(key="pay_since_0").set_value(date(2026, 9, 25)).run()
    assert any("two formulas" in one.value for one in app.error)


def test_typed_inputs_are_kept_at_once(own: Own) -> None:
    own("demo_en")
    app = opened("inputs")
    rows = [{"employee": "Diana Lawson", "revenue": 1.0, "lot_sold": 1.0}]
    app.session_state["edited"] = None
    state = {
        "edited_rows": {0: {"revenue": 2_000_000, "lot_sold": None}},
        "added_rows": [{"employee": "Newcomer", "revenue": 7}],
        "deleted_rows": [],
    }
    _with_state("typed_inputs", state, lambda: _inputs_saved("typed_inputs", SEPTEMBER, rows, ["revenue", "lot_sold"]))
    found = (
        store().query("SELECT employee, input, value FROM pay_inputs WHERE import_id = 0 ORDER BY employee").to_pylist()
    )
    assert [(row["employee"], row["input"], row["value"]) for row in found] == [
        ("Diana Lawson", "revenue", Decimal(2_000_000)), ("Newcomer", "revenue", Decimal(7)),
    ]  # fmt: skip
    gone = store().query(
        "SELECT count(*) AS n FROM pay_inputs WHERE employee = 'Diana Lawson' AND input = 'lot_sold' AND period = $p",
        p=SEPTEMBER,
    )
    assert gone.to_pylist() == [{"n": 0}]


def test_a_task_gets_its_pay_and_leaves_the_list_of_the_unpaid(own: Own) -> None:
    own("demo_en")
    app = opened("tasks")
    before = int(app.metric[2].value.split()[0])
    tasks = [{"task": "Quality of work", "component": None}]
    state = {
        "edited_rows": {0: {"component": "Fixed part"}},
        "added_rows": [{"task": "Wash the car"}],
        "deleted_rows": [],
    }
    _with_state("typed_tasks", state, lambda: _tasks_saved("typed_tasks", tasks))
    app.run()
    assert int(app.metric[2].value.split()[0]) == before and "12" in app.metric[2].value, "one paid, one more asked for"


def _with_state(key: str, state: dict[str, Any], act: Callable[[], None]) -> None:
    import streamlit as st

    st.session_state[key] = state
    try:
        act()
    finally:
        del st.session_state[key]


@pytest.mark.parametrize(
    ("locale", "said"), [("en-US", "Pay: 116,000"), ("ru-RU", "К оплате 116"), ("uk-UA", "До оплати 116")]
)
def test_the_calculator_works_on_an_empty_database(own: Own, locale: str, said: str) -> None:
    own("empty")
    app = opened(locale=locale)
    assert any(said in text.replace("\\", "") for text in sentences(app)) and not app.exception


def test_wrong_input_gets_a_sentence_at_the_field(own: Own) -> None:
    own("empty")
    app = opened()
    wrong = {
        "-5": "It cannot be below 0",
        "120 %": "It cannot be above 100%.",
        "much": "Type a number, for example 40,000 or 1.5.",
        "2,5": "Type a number, for example 40,000 or 1.5.",
        "": "Type a number.",
    }
    for typed, said in wrong.items():
        app.text_input(key="pay_calc_rate").set_value(typed).run()
        assert [one.value.startswith(said) for one in app.error] == [True], typed
    app.text_input(key="pay_calc_rate").set_value("2.5 %").run()
    assert not app.error and any("110,000" in text for text in sentences(app))
    app.button_group(key="language_switch").set_value("uk").run()
    app.text_input(key="pay_calc_rate").set_value("2,5").run()
    assert not app.error and any("110\xa0000" in text for text in sentences(app))


def test_a_shared_deal_makes_a_whole(own: Own) -> None:
    own("empty")
    app, t = opened(), words("en")
    assert any("Found the client: 180,000" in text.replace("\\", "") for text in sentences(app))
    app.text_input(key="pay_shared_name_0").set_value("*Petrov*")
    app.text_input(key="pay_shared_share_0").set_value("120 %").run()
    assert [error.value for error in app.error] == [t("typed.most", limit="100%")] and not app.exception
    app.text_input(key="pay_shared_share_0").set_value("33.3").run()
    assert [error.value for error in app.error] == [t("pay.shared_wrong", share="73.30%")]
    app.segmented_control(key="pay_shared_people").set_value(3).run()
    app.text_input(key="pay_shared_share_2").set_value("26.7").run()
    assert not app.error and not app.exception
    said = next(text for text in sentences(app) if "Petrov" in text and "Seller 3" in text)
    assert "\\*Petrov\\*: 99,900" in said and "Seller 3: 80,100" in said, said


def test_pay_needs_no_sales(own: Own) -> None:
    from storage.typed import type_rows
    from storage.typed_pay import keep_pay_version

    own("empty")
    part = {"component": "Fixed", "rule": "fixed", "rate": Decimal(500), "task": "Work"}
    keep_pay_version(store(), 1, SEPTEMBER, None, [part])
    type_rows(
        store(), "pay_inputs", [{"employee": "Petrov", "period": SEPTEMBER, "input": "revenue", "value": Decimal(1000)}]
    )
    app = opened()
    assert not app.exception and app.metric[0].value == "500" and ":blue[fair]" in app.header[0].value
