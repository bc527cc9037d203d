"""Calls on the screen: in the menu only while there is something or it was asked for; a typed call stays and goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.typed import call_days, type_rows, typed_records
from tests.ui.screens import SCREENS, charts, sentences, start
from ui.calls_typed import BANK
from ui.data import setting, store
from ui.pages import page
from wording.catalogue import LANGUAGES, words

Own = Callable[[str], Path]


def screen(locale: str = "en-US") -> AppTest:
    app = start(locale).run()
    app.switch_page(SCREENS["calls"]).run()
    assert not app.exception, app.exception[0].message
    return app


def test_the_weak_seller_of_the_demo_is_named(own: Own) -> None:
    own("demo_en")
    app = screen()
    worst = store().query("SELECT manager FROM trainings ORDER BY day LIMIT 1").to_pylist()[0]["manager"]
    assert f"**{worst}**" in app.header[0].value and "156 calls" in app.header[0].value
    assert len(app.metric) >= 4 and "calls_scores" in charts(app)
    said = sentences(app)
    assert any("it did not help so far" in text for text in said) and any("Too early to judge" in text for text in said)
    assert any("promising, not proven yet (p = 0.097)" in text for text in said), "the calculator"


def test_in_the_menu_only_on_request_or_with_records(own: Own) -> None:
    own("nasty")
    assert page("calls")._visibility == "hidden"
    app = start().run()
    app.switch_page(SCREENS["settings"]).run()
    app.toggle(key="screen_calls").set_value(True).run()
    assert page("calls")._visibility == "visible"
    app.switch_page(SCREENS["settings"]).run()
    app.toggle(key="screen_calls").set_value(False).run()
    assert page("calls")._visibility == "hidden"
    type_rows(store(), "call_checks", [{"day": date(2026, 3, 2), "manager": "Petrov", "q_technical": 4}])
    assert page("calls")._visibility == "visible"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_call_is_typed_on_an_empty_database(own: Own, language: str) -> None:
    own("empty")
    app, t = screen({"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}[language]), words(language)
    app.text_input(key="calls_new_technical").set_value("4").run()
    app.text_input(key="calls_new_personal").set_value("1").run()
    app.toggle(key="calls_new_price").set_value(True).run()
    assert any("14" in text and ("14.3" in text or "14,3" in text) for text in sentences(app))
    app.button(key="calls_keep").click().run()
    assert [error.value for error in app.error] == [t("calls.who_first")] and typed_records(
        store(), "call_checks"
    ) == []
    app.text_input(key="calls_new_motive").set_value("-1").run()
    assert [error.value for error in app.error] == [t("typed.least", limit="0")]
    app.text_input(key="calls_new_motive").set_value("0").run()
    app.text_input(key="calls_new_manager").set_value("Petrov").run()
    app.button(key="calls_keep").click().run()
    assert not app.exception
    (row,) = typed_records(store(), "call_checks")
    assert (row["manager"], row["q_technical"], row["q_personal"], row["price_named"], row["meeting_set"]) == (
        "Petrov",
        4,
        1,
        True,
        False,
    )
    again = screen()
    assert "1 call was checked: 14 of 100" in again.header[0].value
    app.text_input(key="calls_effect_cases").set_value("200").run()
    assert [error.value for error in app.error] == [t("calls.effect_more")]


def test_of_two_equal_calls_one_goes(own: Own) -> None:
    own("empty")
    row = {"day": date(2026, 3, 2), "manager": "Petrov", "q_technical": 4, "q_personal": 1, "q_motive": 0, "price_named": True,
           "meeting_set": False, "score": None}  # fmt: skip
    type_rows(store(), "call_checks", [row, row, {**row, "q_technical": 5}])
    type_rows(store(), "call_checks", [], [row])
    assert sorted(one["q_technical"] for one in typed_records(store(), "call_checks")) == [4, 5]
    assert call_days(store()) == (date(2026, 3, 2), date(2026, 3, 2), ("Petrov",))
    with pytest.raises(ValueError):
        typed_records(store(), "sales_lines")


def test_a_training_is_written_down(own: Own) -> None:
    own("demo_en")
    app = screen()
    before = len(typed_records(store(), "trainings"))
    app.button(key="calls_trained_keep").click().run()
    assert not app.exception
    (row,) = typed_records(store(), "trainings")
    assert before == 0 and row["topic"] == "technical" and row["manager"]
    assert setting(BANK) is None
