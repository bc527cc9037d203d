"""Service on the screen: the figure with its error, who fell, who waits; scores of eleven held back; calculators without data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.held_rows import held_reasons
from tests.ui.screens import SCREENS, chart_texts, sentences, start
from tests.ui.stores import load_file
from ui.data import store

Own = Callable[[str], Path]


def opened(view: str | None = None, locale: str = "en-US") -> AppTest:
    app = start(locale)
    if view:
        app.session_state["service_more"] = view
    app.run()
    return app.switch_page(SCREENS["service"]).run()


def test_the_planted_fall_of_one_manager_is_named(own: Own) -> None:
    own("demo_en")
    app = opened()
    lead = app.header[0].value
    assert "±" in lead and "Victor Holt" in lead and ":red[" in lead
    assert [metric.label for metric in app.metric] == [
        "NPS",
        "Buyers who answered",
        "Open complaints",
        "Waiting for a call",
    ]
    assert app.metric[2].value == "3 of 15"
    assert any("Victor Holt" in text for text in chart_texts(app))


@pytest.mark.parametrize("view", ["branch", "class", "quarter", "manager"])
def test_every_group_has_its_chart(own: Own, view: str) -> None:
    own("demo_en")
    app = start().run()
    app.session_state["service_view"] = view
    app.switch_page(SCREENS["service"]).run()
    assert not app.exception and any("±" in text for text in chart_texts(app))


def test_a_score_of_eleven_is_held_back_with_a_word(own: Own, tmp_path: Path) -> None:
    path = own("empty")
    file = tmp_path / "nps.csv"
    scores = [10] * 20 + [9] * 12 + [3, 11, -1]
    rows = [f"2026-03-{n % 27 + 1:02},Client {n},{score},Petrov" for n, score in enumerate(scores)]
    file.write_text("Date,Client,NPS score,Manager\n" + "\n".join(rows) + "\n", encoding="utf-8")
    load_file(path, file)
    (reason,) = held_reasons(store())
    assert (reason.reason, reason.rows) == ("bad_score", 2)
    app = opened()
    assert not app.exception and app.metric[0].value.startswith("+94"), "32 of 33 recommend, one warns"
    app.switch_page(SCREENS["held_rows"]).run()
    assert any("0 to 10" in text or "from 0" in text for text in sentences(app))


@pytest.mark.parametrize(("locale", "said"), [("en-US", "NPS +30"), ("ru-RU", "NPS +30"), ("uk-UA", "NPS +30")])
def test_the_calculator_works_on_an_empty_database(own: Own, locale: str, said: str) -> None:
    own("empty")
    app = opened(locale=locale)
    assert any(said in text for text in sentences(app)) and not app.exception
    app.text_input(key="service_calc_now_promoters").set_value("12").run()
    app.text_input(key="service_calc_now_passives").set_value("5").run()
    app.text_input(key="service_calc_now_detractors").set_value("3").run()
    assert any("+45" in text for text in sentences(app)) and any("+39" in text for text in sentences(app))


@pytest.mark.parametrize(
    ("typed", "said"), [("-5", "Not below 0"), ("many", "Type a number"), ("0", "Somebody has to answer")]
)
def test_wrong_input_gets_a_sentence_at_the_field(own: Own, typed: str, said: str) -> None:
    own("empty")
    app = opened()
    for name in ("promoters", "passives", "detractors"):
        app.text_input(key=f"service_calc_then_{name}").set_value(typed).run()
    assert any(one.value.startswith(said) for one in app.error)


def test_the_day_before_is_as_it_was(own: Own) -> None:
    """An answer of today is not known yesterday."""
    from analytics.scope import Scope
    from analytics.service.nps import nps

    own("demo_en")
    scope = Scope(date(2026, 9, 30), date(2026, 1, 1), date(2026, 9, 30))
    later = Scope(date(2026, 9, 30), date(2026, 1, 1), date(2026, 10, 31))
    assert nps(store(), scope).rows_used == nps(store(), later).rows_used > 0
