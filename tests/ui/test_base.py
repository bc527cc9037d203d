"""The base on the screen: calculators on an empty database, wrong numbers told at the field, scenarios that stay, lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.base.base_freshness import base_freshness
from analytics.base.base_sufficiency import base_sufficiency
from analytics.base.life_cycle import life_cycle
from analytics.windows import default_scope
from storage.scenarios import save_scenario, scenarios
from storage.settings import all_settings
from tests.ui.screens import LOCALES, SCREENS, number_at, sentences, start
from ui.data import store
from wording import numbers
from wording.catalogue import words

Own = Callable[[str], Path]
PLAN = "typed_base_sufficiency_plan"
FIRST = {
    "scouts": "typed_scouts_managers", "freshness": "typed_base_freshness_entries", "life_cycle": "typed_life_cycle_first_cost",
}  # fmt: skip


def opened(locale: str = "en-US", view: str = "sufficiency") -> AppTest:
    """The screen as a deep link opens it, on one of its views."""
    app = start(locale).run().switch_page(SCREENS["base"]).run()
    if view != "sufficiency":
        app.button_group(key="base_view").set_value(view).run()
    assert not app.exception, app.exception[0].message
    return app


@pytest.fixture
def empty(own: Own) -> Path:
    """A database in which nothing is loaded."""
    return own("empty")


@pytest.fixture
def demo(base: Callable[[str], Path], use: Callable[[Path], Path]) -> Path:
    """The demo company in English."""
    return use(base("demo_en"))


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
def test_the_example_stands_on_an_empty_database(language: str, locale: str) -> None:
    app, t = opened(locale), words(language)
    lead = app.header[0].value
    assert "450" in lead and "17" in lead and [tile.value[:2] for tile in app.metric[:4]] == ["70", "17", "45", "7"]
    assert any(t("base.nothing_loaded") in text for text in sentences(app))
    app.text_input(key=PLAN).set_value("5").run()
    assert app.metric[0].value[:3] == "140" and not app.exception


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("locale", LOCALES.values())
def test_the_other_calculators_stand_on_an_empty_database(locale: str) -> None:
    app = opened(locale)
    for view in ("scouts", "freshness", "life_cycle"):
        app.button_group(key="base_view").set_value(view).run()
        assert not app.exception and not app.error and not app.warning
        assert number_at(app, FIRST[view]) and app.title[0].value.endswith("?") and len(app.header[0].value) > 15


# field -> what is typed -> the sentence and the end that it names
WRONG = {
    "plan": {"-3": ("least", 0), "": ("missing", None), "ten": ("no_number", None), "120 %": ("no_percent", None)},
    "companies_per_deal": {"0": ("least", 1.01)}, "cycles": {"0": ("least", 1), "2.5": ("whole", None)},
    "decay": {"120 %": ("most", "90 %"), "-1 %": ("least", "0 %")}, "wanted_chance": {"20": ("least", "50 %")},
    "live": {"-1": ("least", 0)},
}  # fmt: skip


def told(language: str, fault: str, limit: float | str | None) -> str:
    """The sentence at a field."""
    if isinstance(limit, str):
        return words(language)(f"typed.{fault}", limit=numbers.percent(int(limit.rstrip(" %")) / 100, language, 0))
    shown = "" if limit is None else numbers.number(limit, language, 0 if limit == int(limit) else 2)
    return words(language)(f"typed.{fault}", limit=shown)


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
def test_a_wrong_number_is_told_at_its_field(language: str, locale: str) -> None:
    app = opened(locale)
    before = [tile.value for tile in app.metric[:4]]
    for name, wrong in WRONG.items() if language == "en" else list(WRONG.items())[:1]:
        first = app.text_input(key=f"typed_base_sufficiency_{name}").value
        for typed, (fault, limit) in wrong.items():
            app.text_input(key=f"typed_base_sufficiency_{name}").set_value(typed).run()
            (error,) = app.error
            assert not app.exception and error.value.startswith(told(language, fault, limit)), (name, typed)
            stands_in = words(language)("typed.stands_in", value="#").split("#")
            assert all(part in error.value for part in stands_in), "that the first number is used is said"
            assert [tile.value for tile in app.metric[:4]] == before
        app.text_input(key=f"typed_base_sufficiency_{name}").set_value(first).run()
        assert not app.error


OTHER_WRONG: dict[str, dict[str, dict[str, tuple[str, float | str | None]]]] = {
    "scouts": {
        "managers": {"-2": ("least", 0)}, "gap": {"-5": ("least", 0)}, "gap_months": {"0": ("least", 0.25)},
        "entered": {"-1": ("least", 0), "": ("missing", None)}, "working_days": {"0": ("least", 1), "9": ("most", 7)},
    },
    "freshness": {
        "entries": {"-1": ("least", 0)}, "decay": {"120": ("most", "90 %"), "-3": ("least", "0 %")},
        "months": {"-1": ("least", 0), "": ("missing", None)},
    },
    "life_cycle": {
        "first_cost": {"-100": ("least", 0)}, "repeat_cost": {"": ("missing", None)}, "asked": {"-1": ("least", 0)},
    },
}  # fmt: skip
_METHODS = {"scouts": "scouts", "freshness": "base_freshness", "life_cycle": "life_cycle"}


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("view", OTHER_WRONG)
@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
def test_every_calculator_tells_what_is_wrong(language: str, locale: str, view: str) -> None:
    app = opened(locale, view)
    for name, wrong in OTHER_WRONG[view].items():
        first = app.text_input(key=f"typed_{_METHODS[view]}_{name}").value
        for typed, (fault, limit) in wrong.items():
            app.text_input(key=f"typed_{_METHODS[view]}_{name}").set_value(typed).run()
            (error,) = app.error
            assert not app.exception and error.value.startswith(told(language, fault, limit)), (name, typed)
        app.text_input(key=f"typed_{_METHODS[view]}_{name}").set_value(first).run()
    assert not app.error


@pytest.mark.usefixtures("empty")
def test_a_typed_number_is_written_anew_in_another_language() -> None:
    """1.234 would be read as a thousand and more where a point parts thousands, and 1,234 where a comma does not."""
    app = opened()
    of = "typed_base_sufficiency_companies_per_deal"
    app.text_input(key=of).set_value("1,234.5").run()
    app.text_input(key=PLAN).set_value("ten").run()
    for language, written in (("uk", "1\xa0234,5"), ("ru", "1\xa0234,5"), ("en", "1,234.5")):
        app.button_group(key="language_switch").set_value(language).run()
        assert app.text_input(key=of).value == written and app.text_input(key=PLAN).value == "ten"
        assert [error.value.split(".")[0] for error in app.error] == [words(language)("typed.no_number").split(".")[0]]


def test_scouts_fields_that_contradict_each_other(empty: Path) -> None:
    app = opened(view="scouts")
    assert any("96%" in text for text in sentences(app)) and any("2–4" in text for text in sentences(app))
    app.text_input(key="typed_scouts_entered").set_value("3").run()
    assert any("More is refused than was entered" in text for text in sentences(app)) and not app.exception


@pytest.mark.usefixtures("demo")
def test_fields_and_tiles_say_what_the_methods_say() -> None:
    app, found = opened(), base_sufficiency(store(), default_scope(store()))
    used, now = found.facts["used"], found.rows[0]
    assert number_at(app, PLAN) == used["plan"] == 10
    assert number_at(app, "typed_base_sufficiency_live") == used["live"]
    assert number_at(app, "typed_base_sufficiency_companies_per_deal") == used["companies_per_deal"]
    assert app.metric[1].value == f"{round(100 * now['chance'])}%"
    assert sum("from data" in text for text in sentences(app)) >= 3
    app.text_input(key=PLAN).set_value("20").run()
    ways = app.metric[4:]
    assert len(ways) == 4 and any("typed" in text and "in the data 10" in text for text in sentences(app))
    app.button(key="base_way_cut").click().run()
    assert number_at(app, PLAN) == found.facts["sure_plan"] and not app.exception
    app.button(key="base_back").click().run()
    assert number_at(app, PLAN) == 10


def test_a_scenario_is_kept_compared_and_deleted(empty: Path) -> None:
    app = opened()
    app.text_input(key=PLAN).set_value("12").run()
    app.text_input(key="base_scenario_name").set_value("**Autumn** [x](javascript:1)")
    app.button[[b.label for b in app.button].index("Keep these numbers")].click().run()
    assert not app.exception
    assert scenarios(store(), "base_sufficiency")["**Autumn** [x](javascript:1)"]["plan"] == 12
    again = opened()
    assert number_at(again, PLAN) == 10, "another visit begins with the example"
    assert [tile.label for tile in again.metric][-2:] == [
        "\\*\\*Autumn\\*\\* \\[x\\]\\(javascript\\:1\\)",
        "The numbers in the fields",
    ]
    again.button(key="base_scenario_take_0").click().run()
    assert number_at(again, PLAN) == 12
    again.button(key="base_scenario_delete_0").click().run()
    assert scenarios(store(), "base_sufficiency") == {} and not again.exception


def test_two_scenarios_stand_side_by_side(empty: Path) -> None:
    opened()
    save_scenario(store(), "base_sufficiency", "A", {"plan": 10, "companies_per_deal": 50, "live": 1875})
    save_scenario(store(), "base_sufficiency", "B", {"plan": 5, "companies_per_deal": 50, "live": 1050})
    save_scenario(store(), "base_sufficiency", "Of a newer version", {"plan": -1})
    app = opened()
    app.selectbox(key="base_scenario_0").set_value("A").run()
    app.selectbox(key="base_scenario_1").set_value("B").run()
    assert [(tile.label, tile.value) for tile in app.metric][-2:] == [("A", "80%"), ("B", "83%")]


def test_a_scenario_needs_a_name(empty: Path) -> None:
    app = opened()
    app.button[[b.label for b in app.button].index("Keep these numbers")].click().run()
    assert scenarios(store(), "base_sufficiency") == {} and any("Give it a name" in text for text in sentences(app))


def test_backward_from_the_clients_wanted(empty: Path) -> None:
    app = opened()
    app.text_input(key="typed_base_sufficiency_target_clients").set_value("300").run()
    assert any("7.3" in text and "23" in text for text in sentences(app))
    app.button(key="base_take_plan").click().run()
    assert number_at(app, PLAN) == 23


def test_analysts_see_the_uncertain_rate(own: Own) -> None:
    own("demo_en")
    plain = " ".join(sentences(opened()))
    assert "Drawn" not in plain
    from storage.settings import save_setting

    save_setting(store(), "analysts", True)
    said = " ".join(sentences(opened()))
    assert "Drawn 10,000 times" in said and "known from these cases only" in said


@pytest.mark.usefixtures("demo")
def test_managers_and_what_each_lacks() -> None:
    app, found = opened(), base_sufficiency(store(), default_scope(store())).facts["by_manager"]
    table = app.dataframe[-1].value
    lacking = [row for row in found if row["gap"]]
    assert lacking and table["gap"].max() == max(row["gap"] for row in lacking)
    assert {row["manager"] for row in found} - {""} == set(table["manager"][:-1])
    assert table["manager"].iloc[-1] == "(not spoken to yet)"
    assert any(lacking[0]["manager"] in text and "part of the plan" in text for text in sentences(app))
    app.text_input(key=PLAN).set_value("1").run()
    assert any("Every manager has enough companies" in text for text in sentences(app))
    assert app.dataframe[-1].value["plan"].max() == 0.2


@pytest.mark.usefixtures("demo")
def test_freshness_lists_this_months_part() -> None:
    app, found = opened(view="freshness"), base_freshness(store(), default_scope(store()))
    month = sum(row["this_month"] for row in found.rows)
    assert app.metric[2].value == str(month) and app.metric[0].value == str(round(found.facts["expected_live"]))
    assert list(app.dataframe[-1].value["client"]) == [row["company"] for row in found.rows if row["this_month"]][:30]
    app.button_group(key="base_check_list").set_value("stale").run()
    assert set(app.dataframe[-1].value["client"]) <= {r["company"] for r in found.rows if r["age_class"] == "stale"}


def test_a_rate_is_kept_for_all_views(own: Own) -> None:
    own("demo_en")
    app = opened(view="freshness")
    app.text_input(key="typed_base_freshness_decay").set_value("40").run()
    app.button(key="base_keep_decay").click().run()
    assert all_settings(store()) == {"base_freshness.decay": 0.4, "base_sufficiency.decay": 0.4} and not app.exception


@pytest.mark.usefixtures("demo")
def test_talks_list_what_is_due() -> None:
    app, found = opened(view="life_cycle"), life_cycle(store(), default_scope(store()))
    timings = found.facts["timings"]
    assert app.metric[3].value == str(timings["overdue"]) and str(timings["no_date"]) in app.metric[3].delta
    assert (
        list(app.dataframe[-1].value["client"]) == [r["company"] for r in found.rows if r["timing"] == "overdue"][:30]
    )
    app.button_group(key="base_cycle_by").set_value("manager").run()
    assert not app.exception


def test_sales_without_records_have_a_sentence_and_a_calculator(
    base: Callable[[str], Path], use: Callable[[Path], Path]
) -> None:
    use(base("nasty"))
    app = opened()
    assert number_at(app, "typed_base_sufficiency_live") == 0
    for view in ("scouts", "freshness", "life_cycle"):
        app.button_group(key="base_view").set_value(view).run()
        assert number_at(app, FIRST[view]) and not app.exception
        assert any(words("en").code("base.needs", view) == text for text in sentences(app))
