"""Service on the screen: the figure with its error, who fell, who waits; scores of eleven held back; calculators without data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from storage.held_rows import held_reasons
from storage.settings import save_setting
from tests.ui.screens import SCREENS, chart_texts, sentences, start
from tests.ui.stores import load_file
from ui.data import store
from ui.service_promos import _saved
from wording.catalogue import words

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


def test_every_group_has_its_chart(own: Own) -> None:
    own("demo_en")
    app = opened()
    titles = set()
    for view in ("branch", "class", "quarter", "manager"):
        app.session_state["service_view"] = view
        app.run()
        assert not app.exception and any("±" in text for text in chart_texts(app)), view
        titles.add(app.subheader[0].value)
    assert len(titles) >= 3


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


def test_wrong_input_gets_a_sentence_at_the_field(own: Own) -> None:
    own("empty")
    app = opened()
    for typed, said in (("-5", "It cannot be below 0"), ("many", "Type a number"), ("0", "Somebody has to answer")):
        for name in ("promoters", "passives", "detractors"):
            app.text_input(key=f"service_calc_then_{name}").set_value(typed)
        app.run()
        assert all(one.value.startswith(said) for one in app.error) and app.error, typed


def test_the_day_before_is_as_it_was(own: Own) -> None:
    """An answer of today is not known yesterday."""
    from analytics.scope import Scope
    from analytics.service.nps import nps

    own("demo_en")
    scope = Scope(date(2026, 9, 30), date(2026, 1, 1), date(2026, 9, 30))
    later = Scope(date(2026, 9, 30), date(2026, 1, 1), date(2026, 10, 31))
    assert nps(store(), scope).rows_used == nps(store(), later).rows_used > 0


def test_every_view_that_unfolds_stands(own: Own) -> None:
    own("demo_en")
    app = opened("contact")
    expected = {"contact": "nobody answered 6 of 20", "promos": "26 days of empty promise", "cycle": "nobody answers for it",
                "forms": "recommend us to a colleague", "calculator": "This survey"}  # fmt: skip
    for view, said in expected.items():
        app.session_state["service_more"] = view
        app.run()
        assert not app.exception and not app.error, view
        assert any(said in text for text in sentences(app)), view


def test_parts_stand_with_their_records_or_when_switched_on(own: Own) -> None:
    own("one_client")
    app = opened()
    assert _offered(app) == ["typed", "forms", "calculator"]
    app.switch_page(SCREENS["settings"]).run()
    app.toggle(key="show_promos").set_value(True).run()
    app.switch_page(SCREENS["service"]).run()
    assert _offered(app) == ["promos", "typed", "forms", "calculator"] and not app.exception
    save_setting(store(), "show.contact", True)
    save_setting(store(), "show.cycle", True)
    app.run()
    for view in ("contact", "cycle"):
        app.session_state["service_more"] = view
        app.run()
        assert not app.exception, view


def _offered(app: AppTest) -> list[str]:
    return [
        code
        for code in ("contact", "promos", "cycle", "typed", "forms", "calculator")
        if words("en").code("service.more", code) in app.button_group(key="service_more").options
    ]


def test_a_promotion_is_typed_kept_and_refused(own: Own) -> None:
    own("demo_en")
    opened("promos")
    june = {
        "name": "New one",
        "starts_on": "2026-06-01",
        "ends_on": "2026-06-30",
        "limit_type": "quantity",
        "sold_out_at": "2026-06-04",
        "refused": 2,
    }
    wrong = {"name": "Backwards", "starts_on": "2026-06-30", "ends_on": "2026-06-01"}
    _with_state("typed_promos", {"edited_rows": {}, "added_rows": [june, wrong, {"name": " "}], "deleted_rows": []})
    rows = store().query("SELECT name, limit_type, refused, sold_out_at FROM promos WHERE import_id = 0").to_pylist()
    assert rows == [{"name": "New one", "limit_type": "quantity", "refused": 2, "sold_out_at": date(2026, 6, 4)}]
    app = opened("promos")
    assert any("New one" in text and "26 days" in text for text in sentences(app))


def _with_state(key: str, state: dict[str, Any]) -> None:
    import streamlit as st

    st.session_state[key] = state
    try:
        _saved(key, [], {"quantity": "quantity"})
    finally:
        del st.session_state[key]


def test_an_owner_is_chosen_and_kept(own: Own) -> None:
    own("demo_en")
    app = opened("cycle")
    app.selectbox(key="service_owner_contact_lead").set_value("Victor Holt").run()
    assert not app.exception
    rows = store().query("SELECT owner FROM cycle_owners WHERE block = 'contact' AND aim = 'lead'").to_pylist()
    assert rows == [{"owner": "Victor Holt"}]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_filled_form_comes_back_as_answers(own: Own, tmp_path: Path, language: str) -> None:
    """The headers of the form are those that the upload understands."""
    path = own("empty")
    text = words(language)
    for kind, names, row in (
        (
            "survey",
            ("day", "client", "score", "manager", "branch", "comment"),
            ("2026-03-05", "Client 1", "9", "Petrov", "Kyiv", "Good"),
        ),
        (
            "complaint",
            ("day", "client", "kind", "text", "owner", "resolved_at"),
            ("2026-03-05", "Client 1", "", "Late", "Petrov", "2026-03-07"),
        ),
    ):
        file = tmp_path / f"{kind}.csv"
        head = ",".join(text.code(f"service.form_{kind}", name) for name in names)
        file.write_text(f"{head}\n{','.join(row)}\n{','.join(row).replace('Client 1', 'Client 2')}\n", encoding="utf-8")
        load_file(path, file)
    here = store()
    assert here.query("SELECT client, score, manager, branch, comment FROM surveys ORDER BY client").to_pylist()[0] == {
        "client": "Client 1", "score": 9, "manager": "Petrov", "branch": "Kyiv", "comment": "Good",
    }  # fmt: skip
    assert here.query("SELECT count(*) AS n FROM complaints WHERE resolved_at = DATE '2026-03-07'").to_pylist() == [
        {"n": 2}
    ]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_filled_checklist_comes_back_as_checks(own: Own, tmp_path: Path, language: str) -> None:
    path, text = own("empty"), words(language)
    head = [text("kinds.field.check_day"), text("kinds.field.checked")]
    lines = [text.code("service.standard", str(number)) for number in range(1, 7)]
    yes, no = (text(f"service_typed.{mark}") for mark in ("yes", "no"))
    file = tmp_path / "list.csv"
    file.write_text(
        ";".join([*head, *lines]) + f"\n05.03.2026;Petrov;{yes};{no};{yes};{yes};{no};{yes}\n", encoding="utf-8"
    )
    load_file(path, file)
    rows = store().query("SELECT standard, kept FROM standard_checks WHERE day = DATE '2026-03-05'").to_pylist()
    assert {row["standard"]: row["kept"] for row in rows} == dict(
        zip(lines, (True, False, True, True, False, True), strict=True)
    )


def test_the_calculator_of_contact_points_refuses_nonsense(own: Own) -> None:
    own("demo_en")
    app = opened("contact")
    assert any("77.5%" in text for text in sentences(app)) and any("14.4K" in text for text in sentences(app))
    for name, typed in (("in_time", "50"), ("staff_hours", "0"), ("leads", "-1")):
        app.text_input(key=f"service_contact_{name}").set_value(typed)
    app.run()
    assert [one.value for one in app.error] == [
        "A part cannot be larger than the whole.",
        "It must be above 0.",
        "It must be above 0.",
    ]
