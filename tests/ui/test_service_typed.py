"""What is written down about service: kept at once, in the figures at once, still there after a reload, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from storage.typed import type_rows, typed_records
from tests.ui.screens import LOCALES, SCREENS, latin_words, press, read_aloud, sentences, start
from ui.data import profile, store
from ui.service_typed import request_of
from wording.catalogue import words

Own = Callable[[str], Path]
MONDAY = date(2026, 3, 2)


def opened(language: str = "en", form: str = "request") -> AppTest:
    app = start(LOCALES[language])
    app.session_state["service_more"] = "typed"
    app.session_state["service_typed_what"] = form
    app.run()
    app.switch_page(SCREENS["service"]).run()
    assert not app.exception, app.exception[0].message
    return app


def typed_request(app: AppTest, outcome: str, after: float | None = None) -> AppTest:
    app.date_input(key="service_typed_day").set_value(MONDAY)
    app.time_input(key="service_typed_time").set_value(time(10, 15)).run()
    app.button_group(key="service_typed_outcome_call").set_value(outcome).run()
    if after is not None:
        app.text_input(key=f"service_typed_after_call_{outcome}").set_value(str(after)).run()
    return press(app, "service_typed_keep_request")


@pytest.mark.parametrize("language", LOCALES)
def test_requests_are_typed_on_an_empty_database_and_counted(own: Own, language: str) -> None:
    own("empty")
    app, t = opened(language), words(language)
    for outcome, after in (("answered", 12), ("missed", None), ("called_back", 10)):
        app = typed_request(app, outcome, after)
    rows = sorted(
        typed_records(store(), "service_requests"), key=lambda row: (row["missed"], row["answered_at"] is None)
    )
    asked = datetime.combine(MONDAY, time(10, 15))
    assert [(row["asked_at"], row["answered_at"], row["missed"]) for row in rows] == [
        (asked, asked + timedelta(seconds=12), False), (asked, asked + timedelta(minutes=10), True), (asked, None, True),
    ]  # fmt: skip
    app.session_state["service_more"] = "contact"
    app.run()
    assert not app.exception
    assert any("33" in text and t.code("service.way", "call") in text for text in sentences(app)), (
        "one of three in time"
    )
    app.session_state["service_more"] = "typed"
    app.run()
    press(app, "service_requests_take_back")
    assert len(typed_records(store(), "service_requests")) == 2
    if language != "en":
        said = latin_words([read_aloud(text) for text in sentences(app)])
        assert said <= {"NPS", "Excel", "EN", "RU", "UK"}, said


def test_wrong_input_gets_a_sentence_and_nothing_is_kept(own: Own) -> None:
    own("empty")
    app, t = opened(), words("en")
    app.date_input(key="service_typed_day").set_value(date.today() + timedelta(days=1)).run()
    press(app, "service_typed_keep_request")
    assert [one.value for one in app.error] == [t("service_typed.ahead")]
    app.date_input(key="service_typed_day").set_value(MONDAY).run()
    app.text_input(key="service_typed_after_call_answered").set_value("-1").run()
    assert any(t("typed.least", limit="0") in text for text in sentences(app))
    press(app, "service_typed_keep_request")
    assert typed_records(store(), "service_requests") == []


def test_a_check_by_the_checklist(own: Own) -> None:
    own("empty")
    app, t = opened(form="check"), words("en")
    press(app, "service_typed_keep_check")
    assert [one.value for one in app.error] == [t("service_typed.who_first")]
    app.text_input(key="service_typed_checked").set_value("  Ann   Lee ").run()
    app.date_input(key="service_typed_check_day").set_value(MONDAY).run()
    press(app, "service_typed_keep_check")
    assert [one.value for one in app.error] == [t("service_typed.mark_first")]
    version = store().version()
    app.text_input(key=f"service_typed_line_{version}").set_value("Says *goodbye*").run()
    for place, mark in ((0, "yes"), (1, "no"), (6, "yes")):
        app.button_group(key=f"service_typed_mark_{version}_{place}").set_value(mark).run()
    press(app, "service_typed_keep_check")
    rows = {row["standard"]: row for row in typed_records(store(), "standard_checks")}
    first, second = (t.code("service.standard", str(number)) for number in (1, 2))
    assert {name: row["kept"] for name, row in rows.items()} == {first: True, second: False, "Says *goodbye*": True}
    assert {(row["day"], row["manager"]) for row in rows.values()} == {(MONDAY, "Ann Lee")}
    again = opened(form="check")
    offered = [one.label for one in again.button_group if str(one.key).startswith("service_typed_mark_")]
    assert r"Says \*goodbye\*" in offered and len(offered) == 3, "the owner's own checklist from now on"
    again.session_state["service_more"] = "contact"
    again.run()
    assert any(second in text and "0%" in text for text in sentences(again))


def test_hours_of_training(own: Own) -> None:
    own("empty")
    app, t = opened(form="training"), words("en")
    app.text_input(key="service_typed_trainee").set_value("Ann").run()
    app.date_input(key="service_typed_training_day").set_value(MONDAY).run()
    app.text_input(key="service_typed_hours").set_value("0").run()
    press(app, "service_typed_keep_training")
    assert any(t("typed.above", limit="0") in text for text in sentences(app))
    app.text_input(key="service_typed_hours").set_value("1.5").run()
    press(app, "service_typed_keep_training")
    (row,) = typed_records(store(), "training_hours")
    assert (row["day"], row["manager"], row["hours"]) == (MONDAY, "Ann", Decimal("1.5000"))
    press(app, "training_hours_take_back")
    assert typed_records(store(), "training_hours") == [] and "training_hours_take_back" not in {
        b.key for b in app.button
    }


def test_with_data_the_day_is_theirs_and_a_later_one_is_told(own: Own) -> None:
    own("one_client")
    app, last = opened(), profile().last_day
    assert app.date_input(key="service_typed_day").value == last
    said = words("en")("service_typed.later", day="").split("{")[0][:22]
    assert not any(text.startswith(said) for text in sentences(app))
    app.date_input(key="service_typed_day").set_value(last + timedelta(days=3)).run()
    assert any(text.startswith(said) for text in sentences(app))


def test_the_list_takes_back_the_marked_row(own: Own) -> None:
    own("empty")
    from ui.typed_rows import _deleted

    rows: list[dict[str, Any]] = [{"day": MONDAY, "manager": name, "hours": Decimal(1)} for name in ("Ann", "Bob")]
    type_rows(store(), "training_hours", rows)
    known = typed_records(store(), "training_hours")
    import streamlit as st

    st.session_state["the_list"] = {"deleted_rows": [1]}
    try:
        _deleted("the_list", "training_hours", known)
    finally:
        del st.session_state["the_list"]
    assert [row["manager"] for row in typed_records(store(), "training_hours")] == ["Ann"]


@pytest.mark.parametrize("way", ["call", "chat", "mail", "web"])
@pytest.mark.parametrize("outcome", ["answered", "missed", "called_back", "never"])
def test_what_a_request_becomes(way: str, outcome: str) -> None:
    asked = datetime(2026, 3, 2, 10)
    row = request_of(asked, way, outcome, 30)
    assert (row["answered_at"] is not None) == (outcome in ("answered", "called_back"))
    assert row["missed"] == (way == "call" and outcome != "answered")
