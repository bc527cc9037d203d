"""Settings: a parameter that is changed moves the screens and goes back with one click; language, currency, data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.settings import all_settings
from storage.store import open_store
from tests.ui.screens import SCREENS, sentences, start
from ui.data import store
from wording.catalogue import words

Own = Callable[[str], Path]


def at(app: AppTest, screen: str) -> AppTest:
    """The app on another screen."""
    app.switch_page(SCREENS[screen]).run()
    assert not app.exception, app.exception[0].message
    return app


@pytest.fixture
def settings(own: Own) -> AppTest:
    """The settings of the demo company."""
    own("demo_en")
    return at(start().run(), "settings")


def class_a(app: AppTest) -> int:
    return int(at(app, "abc").metric[0].value)


def test_a_parameter_moves_the_screens_and_goes_back_with_one_click(settings: AppTest) -> None:
    usual = class_a(settings)
    at(settings, "settings").text_input(key="setting_abc_classes.limit_a").set_value("60").run()
    assert all_settings(store()) == {"abc_classes.limit_a": 0.6}
    fewer = class_a(settings)
    assert fewer < usual
    at(settings, "settings").button(key="setting_abc_classes.limit_a_back").click().run()
    assert all_settings(store()) == {}
    assert class_a(settings) == usual


def test_parameters_of_the_base_move_its_screen(settings: AppTest) -> None:
    cycles = "typed_base_sufficiency_cycles"
    usual = at(settings, "base").metric[0].value
    app = at(settings, "settings")
    assert not [
        one.key
        for one in app.text_input
        if one.key in ("setting_base_sufficiency.plan", "setting_base_freshness.months")
    ]
    app.text_input(key="setting_base_sufficiency.cycles").set_value("6").run()
    app.text_input(key="setting_scouts.week_norm").set_value("12").run()
    app.text_input(key="setting_base_freshness.stale_months").set_value("3").run()
    assert app.error and all_settings(store()) == {"base_sufficiency.cycles": 6, "scouts.week_norm": 12}
    app = at(app, "base")
    assert app.text_input(key=cycles).value == "6" and app.metric[0].value != usual
    app.button_group(key="base_view").set_value("scouts").run()
    assert any("of 12" in text for text in sentences(app)) and any(
        "Passports of a scout a week: 12" in text for text in sentences(app)
    )


def test_a_value_that_contradicts_another_is_refused(settings: AppTest) -> None:
    settings.text_input(key="setting_abc_classes.limit_a").set_value("97").run()
    assert not settings.exception
    assert all_settings(store()) == {} and settings.error


def test_analysts_see_more_and_a_rhythm_is_measured_anew(settings: AppTest) -> None:
    before = len(settings.text_input)
    (analysts,) = (toggle for toggle in settings.toggle if toggle.label == words("en")("settings.analysts"))
    analysts.set_value(True).run()
    assert len(settings.text_input) > before + 3
    rhythms = "SELECT sum(rhythm_days) AS days FROM purchase_states"
    usual = store().query(rhythms).to_pylist()
    settings.text_input(key="setting_rhythm.rhythm_window").set_value("2").run()
    assert not settings.exception
    assert store().query(rhythms).to_pylist() != usual


def test_language_is_remembered_for_the_next_visit(settings: AppTest) -> None:
    settings.button_group(key="language_switch").set_value("uk").run()
    assert settings.title[0].value.startswith("Як ")
    again = start("en-US").run()
    assert again.button_group(key="language_switch").value == "uk"
    assert "?" in again.title[0].value and not again.title[0].value.isascii()


def test_language_of_the_browser_is_the_first_choice(own: Own) -> None:
    own("empty")
    assert start("ru-RU").run().title[0].value.startswith("Здоров")
    assert start("de-DE").run().title[0].value.isascii()


def test_currency_is_only_a_sign(settings: AppTest) -> None:
    (box,) = [one for one in settings.selectbox if one.label == "Currency shown"]
    before = [metric.value for metric in at(settings, "abc").metric]
    (box,) = [one for one in at(settings, "settings").selectbox if one.label == "Currency shown"]
    box.set_value("EUR").run()
    app = at(settings, "abc")
    assert [metric.value for metric in app.metric] == before
    assert any("€" in text for text in sentences(app)) and not any("₴" in text for text in sentences(app))


def test_limits_tried_on_the_abc_screen_are_not_saved_until_asked(settings: AppTest) -> None:
    app = at(settings, "abc")
    usual = int(app.metric[0].value)
    app.slider(key="abc_limits").set_value((50, 95)).run()
    assert not app.exception and int(app.metric[0].value) < usual and all_settings(store()) == {}
    at(app, "pulse")
    assert int(at(app, "abc").metric[0].value) < usual
    (back,) = [one for one in app.button if one.proto.icon == ":material/undo:"]
    back.click().run()
    assert int(app.metric[0].value) == usual


def test_everything_is_deleted_after_the_word_is_typed(settings: AppTest) -> None:
    (now,) = [one for one in settings.button if one.label == "Delete everything"]
    assert now.disabled
    settings.text_input(key="erase_word").set_value("Delete").run()
    (now,) = [one for one in settings.button if one.label == "Delete everything"]
    now.click().run()
    assert not settings.exception
    assert store().query("SELECT count(*) AS n FROM imports").to_pylist() == [{"n": 0}]
    assert not at(settings, "abc").metric


def test_a_copy_opens_in_place_of_the_present_data(
    settings: AppTest, base: Callable[[str], Path], tmp_path: Path
) -> None:
    copy = tmp_path / "kept.duckdb"
    kept = open_store(base("one_client"))
    kept.copy_to(copy)
    kept.close()
    settings.file_uploader(key="restore_file").upload("kept.duckdb", copy.read_bytes())
    settings.run()
    (replace,) = [one for one in settings.button if one.label == "Replace by this copy"]
    replace.click().run()
    assert not settings.exception and not settings.error
    assert store().query("SELECT count(*) AS n FROM imports WHERE NOT is_demo").to_pylist() == [{"n": 1}]
    assert "1 client" in at(settings, "abc").header[0].value


@pytest.mark.parametrize("content", [b"not a database at all", b""])
def test_a_file_that_is_no_copy_changes_nothing(settings: AppTest, content: bytes) -> None:
    settings.file_uploader(key="restore_file").upload("copy.duckdb", content)
    settings.run()
    (replace,) = [one for one in settings.button if one.label == "Replace by this copy"]
    replace.click().run()
    assert not settings.exception and settings.error
    assert store().query("SELECT count(*) AS n FROM imports").to_pylist() == [{"n": 1}]


def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path, use: Callable[[Path], Path]) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"these bytes are no database" * 100)
    use(broken)
    for locale, part in (("en-US", "cannot be"), ("ru-RU", "Не удаётся"), ("uk-UA", "Не вдається")):
        app = start(locale).run()
        assert (
            not app.exception and part in app.title[0].value and "broken.duckdb" in app.error[0].value.replace("\\", "")
        )
