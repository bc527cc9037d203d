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
from tests.ui.screens import LOCALES, SCREENS, sentences, start
from ui.data import store
from wording.catalogue import words

Own = Callable[[str], Path]
PLAN = "typed_base_sufficiency_plan"


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
    app.number_input(key=PLAN).set_value(5).run()
    assert app.metric[0].value[:3] == "140" and not app.exception


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("locale", LOCALES.values())
def test_the_other_calculators_stand_on_an_empty_database(locale: str) -> None:
    app = opened(locale)
    for view in ("scouts", "freshness", "life_cycle"):
        app.button_group(key="base_view").set_value(view).run()
        assert not app.exception and not app.error and not app.warning
        assert app.number_input and app.title[0].value.endswith("?") and len(app.header[0].value) > 15


WRONG = {
    "plan": (-3, None), "companies_per_deal": (0.0,), "decay": (120.0,), "wanted_chance": (20.0,), "live": (-1,),
}  # fmt: skip


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
def test_a_wrong_number_is_told_at_its_field(language: str, locale: str) -> None:
    app, t = opened(locale), words(language)
    before = [tile.value for tile in app.metric[:4]]
    for name, values in WRONG.items() if language == "en" else list(WRONG.items())[:1]:
        for wrong in values:
            field = app.number_input(key=f"typed_base_sufficiency_{name}")
            first = field.value
            field.set_value(wrong).run()
            beginning = t("typed.missing") if wrong is None else t("typed.outside", low="#", high="#").split("#")[0]
            assert not app.exception and any(":red[" in said and beginning in said for said in sentences(app)), name
            assert [tile.value for tile in app.metric[:4]] == before, "the number before it stands in"
            app.number_input(key=f"typed_base_sufficiency_{name}").set_value(first).run()


OTHER_WRONG = {
    "scouts": {"managers": (-2,), "gap": (-5,), "gap_months": (0.0,), "entered": (-1, None), "working_days": (0, 9)},
    "freshness": {"entries": (-1,), "decay": (120.0, -3.0), "months": (-1, None)},
    "life_cycle": {"first_cost": (-100.0,), "repeat_cost": (None,), "asked": (-1,)},
}  # fmt: skip
_METHODS = {"scouts": "scouts", "freshness": "base_freshness", "life_cycle": "life_cycle"}


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("view", OTHER_WRONG)
@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
def test_every_calculator_tells_what_is_wrong(language: str, locale: str, view: str) -> None:
    app, t = opened(locale, view), words(language)
    for name, values in OTHER_WRONG[view].items():
        for wrong in values:
            field = app.number_input(key=f"typed_{_METHODS[view]}_{name}")
            first = field.value
            field.set_value(wrong).run()
            keys = ("typed.missing",) if wrong is None else ("typed.outside", "typed.below")
            beginnings = [t(key, low="#", high="#").split("#")[0] if wrong is not None else t(key) for key in keys]
            told = [said for said in sentences(app) if ":red[" in said]
            assert not app.exception and any(one in said for one in beginnings for said in told), (name, wrong)
            app.number_input(key=f"typed_{_METHODS[view]}_{name}").set_value(first).run()
    assert not [said for said in sentences(app) if ":red[" in said]


def test_scouts_fields_that_contradict_each_other(empty: Path) -> None:
    app = opened(view="scouts")
    assert any("96%" in text for text in sentences(app)) and any("2–4" in text for text in sentences(app))
    app.number_input(key="typed_scouts_entered").set_value(3).run()
    assert any("More is refused than was entered" in text for text in sentences(app)) and not app.exception


@pytest.mark.usefixtures("demo")
def test_fields_and_tiles_say_what_the_methods_say() -> None:
    app, found = opened(), base_sufficiency(store(), default_scope(store()))
    used, now = found.facts["used"], found.rows[0]
    assert app.number_input(key=PLAN).value == used["plan"] == 10
    assert app.number_input(key="typed_base_sufficiency_live").value == used["live"]
    assert app.number_input(key="typed_base_sufficiency_companies_per_deal").value == used["companies_per_deal"]
    assert app.metric[1].value == f"{round(100 * now['chance'])}%"
    assert sum("from data" in text for text in sentences(app)) >= 3
    app.number_input(key=PLAN).set_value(20).run()
    ways = app.metric[4:]
    assert len(ways) == 4 and any("typed" in text and "in the data 10" in text for text in sentences(app))
    app.button(key="base_way_cut").click().run()
    assert app.number_input(key=PLAN).value == found.facts["sure_plan"] and not app.exception
    app.button(key="base_back").click().run()
    assert app.number_input(key=PLAN).value == 10


def test_a_scenario_is_kept_compared_and_deleted(empty: Path) -> None:
    app = opened()
    app.number_input(key=PLAN).set_value(12).run()
    app.text_input(key="base_scenario_name").set_value("**Autumn** [x](javascript:1)")
    app.button[[b.label for b in app.button].index("Keep these numbers")].click().run()
    assert not app.exception
    assert scenarios(store(), "base_sufficiency")["**Autumn** [x](javascript:1)"]["plan"] == 12
    again = opened()
    assert again.number_input(key=PLAN).value == 10, "another visit begins with the example"
    assert [tile.label for tile in again.metric][-2:] == [
        "\\*\\*Autumn\\*\\* \\[x\\]\\(javascript\\:1\\)",
        "The numbers in the fields",
    ]
    again.button(key="base_scenario_take_0").click().run()
    assert again.number_input(key=PLAN).value == 12
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
    app.number_input(key="typed_base_sufficiency_target_clients").set_value(300).run()
    assert any("7.3" in text and "23" in text for text in sentences(app))
    app.button(key="base_take_plan").click().run()
    assert app.number_input(key=PLAN).value == 23


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
    app.number_input(key=PLAN).set_value(1).run()
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
    app.number_input(key="typed_base_freshness_decay").set_value(40.0).run()
    app.button(key="base_keep_decay").click().run()
    assert all_settings(store()) == {"base_freshness.decay": 0.4, "base_sufficiency.decay": 0.4} and not app.exception


@pytest.mark.usefixtures("demo")
def test_talks_list_what_is_due() -> None:
    app, found = opened(view="life_cycle"), life_cycle(store(), default_scope(store()))
    timings = found.facts["timings"]
    assert app.metric[3].value == str(timings["overdue"] + timings["no_date"])
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
    assert app.number_input(key="typed_base_sufficiency_live").value == 0
    for view in ("scouts", "freshness", "life_cycle"):
        app.button_group(key="base_view").set_value(view).run()
        assert app.number_input and not app.exception
        assert any(words("en").code("base.needs", view) == text for text in sentences(app))
