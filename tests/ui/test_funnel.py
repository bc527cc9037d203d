"""The funnel on the screen: the weak step of the demo, sliders, typed totals, stages and norms; calculators on nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from storage.records import TYPED, load_records
from storage.settings import all_settings
from storage.store import open_store
from tests.ui.screens import SCREENS, charts, sentences, start
from ui.data import store
from ui.funnel_data import sources, stages_of
from ui.funnel_stages import keep
from wording import numbers
from wording.catalogue import LANGUAGES, words

Own = Callable[[str], Path]
_TEXTS = ("deal_id", "client", "tax_id")
_DEAL = pa.schema(
    [*((name, pa.string()) for name in _TEXTS), ("created", pa.date32()), ("stage", pa.string()), ("stage_changed_at", pa.date32()),
     ("manager", pa.string()), ("pipeline", pa.string()), ("amount", pa.decimal128(18, 4))]
)  # fmt: skip


def screen(locale: str = "en-US") -> AppTest:
    app = start(locale).run()
    app.switch_page(SCREENS["funnel"]).run()
    assert not app.exception, app.exception[0].message
    return app


def typed(app: AppTest, key: str, value: Any) -> AppTest:
    app.text_input(key=key).set_value(str(value)).run()
    assert not app.exception, app.exception[0].message
    return app


@pytest.fixture
def demo(own: Own) -> AppTest:
    own("demo_en")
    return screen()


def weak_manager() -> str:
    sql = """SELECT manager FROM funnel_counts GROUP BY manager
             ORDER BY sum("count") FILTER (stage = 'excursion') / sum("count") FILTER (stage = 'call') LIMIT 1"""
    return str(store().query(sql).to_pylist()[0]["manager"])


def test_the_planted_manager_is_named_with_his_step(demo: AppTest) -> None:
    name = weak_manager()
    lead = demo.header[0].value
    assert f"**{name}**" in lead and "Call → Visit" in lead and "**32 deals** of 2,606" in lead
    assert demo.metric[0].value == "32" and demo.metric[3].value.startswith("₴")
    assert any(text.startswith(f"{name}: work on the step") for text in sentences(demo))
    table = next(frame.value for frame in demo.dataframe if "weak" in frame.value.columns)
    assert table.iloc[0]["name"] == name and table.iloc[0]["do"].startswith("Train:")
    assert "funnel_chart_manager" in charts(demo)


def test_a_slider_changes_the_money_and_tells_other_roads(demo: AppTest) -> None:
    assert demo.selectbox(key="funnel_who").value == weak_manager()
    after = [metric.value for metric in demo.metric[4:7]]
    assert float(after[0]) < float(after[1]) and after[2].startswith("+₴"), (
        "the best quarter stands on the slider at first"
    )
    first = next(slider for slider in demo.slider if slider.key and slider.key.endswith("_1"))
    more = first.set_value(first.max).run()
    assert float(more.metric[5].value) > float(after[1])
    assert any("Each of these alone makes" in text for text in sentences(more))
    typed(more, f"funnel_plan_{weak_manager()}", 3.0)
    assert any("For the plan of 3.0 deals a month" in text for text in sentences(more))


def test_deals_of_the_crm_and_what_stands_too_long(demo: AppTest) -> None:
    key = next(key for key in demo.selectbox(key="funnel_source").options if "New clients" in key)
    demo.selectbox(key="funnel_source").select(key).run()
    assert not demo.exception
    said = sentences(demo)
    assert any("Each deal is followed" in text for text in said) and any("still ripening" in text for text in said)
    assert any("stand longer than 90%" in text for text in said)
    demo.segmented_control(key="funnel_by").set_value("month").run()
    assert not demo.exception and "funnel_chart_month" in charts(demo)
    demo.button_group(key="funnel_more").set_value("gap").run()
    assert not demo.exception


def test_an_old_deal_of_a_known_client_opens_his_card(own: Own) -> None:
    path = own("demo_en")
    opened = open_store(path)
    (client,) = opened.query(
        "SELECT p.client_id, p.name FROM parties p JOIN client_day d ON d.client_id = p.client_id WHERE p.client_id <> 0 "
        "GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1"
    ).to_pylist()
    row = {"deal_id": "old-1", "client": client["name"], "tax_id": "", "created": date(2026, 1, 12), "stage": "offer"}
    row |= opened.query("SELECT pipeline FROM deals GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").to_pylist()[0]
    row |= {"stage_changed_at": date(2026, 1, 12), "manager": "Somebody", "amount": Decimal("99999999")}
    table = pa.Table.from_pylist([row], _DEAL)
    load_records(opened, TYPED, {"deals": table})
    opened.close()
    app = screen()
    key = next(key for key in app.selectbox(key="funnel_source").options if "New clients" in key)
    app.selectbox(key="funnel_source").select(key).run()
    assert not app.exception
    table = next(one.value for one in app.dataframe if "card" in one.value.columns)
    assert table["client"].iloc[0] == client["name"] and table["card"].iloc[0] == "Open"
    assert table["card"].count() == 1, "whom nobody knows has no card"
    assert app.session_state["funnel_open_deals_ids"][0] == client["client_id"]


def test_typed_totals_are_kept_and_wrong_ones_told(own: Own) -> None:
    from ui import funnel_counts

    own("empty")
    stages, month = ("call", "excursion", "deal"), date(2026, 3, 1)
    faults: list[str] = []
    rows, gone = funnel_counts._cells("Petrov", {"call": 100, "excursion": -1, "deal": 2.5}, month, stages, faults)
    assert [row["count"] for row in rows] == [100] and gone == [] and len(faults) == 2
    from storage.typed import type_rows

    type_rows(store(), "funnel_counts", rows)
    type_rows(store(), "funnel_counts", [{**rows[0], "count": 120}])
    held = store().query('SELECT manager, stage, "count" AS n FROM funnel_counts').to_pylist()
    assert held == [{"manager": "Petrov", "stage": "call", "n": 120}]
    _, gone = funnel_counts._cells("Petrov", {"call": None}, month, stages, faults)
    type_rows(store(), "funnel_counts", [], gone)
    assert store().query("SELECT 1 FROM funnel_counts").num_rows == 0


def test_a_funnel_of_typed_totals_alone(own: Own) -> None:
    """Nothing is sold yet: the month that was typed is a funnel, after a reload too."""
    from storage.typed import type_rows

    own("empty")
    rows = [
        {"period": date(2026, 3, 1), "manager": name, "stage": stage, "count": count, "channel": None}
        for name, counts in (("Petrov", (100, 5, 2)), ("Smirnov", (100, 12, 5)), ("Bondar", (90, 11, 4)))
        for stage, count in zip(("call", "excursion", "deal"), counts, strict=True)
    ]
    type_rows(store(), "funnel_counts", rows)
    for _ in range(2):
        app = screen()
        assert "**11 deals** of 290" in app.header[0].value
        assert not app.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calculator_stands_on_an_empty_database(own: Own, language: str) -> None:
    own("empty")
    app, t = screen({"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}[language]), words(language)
    assert [metric.value for metric in app.metric[:2]] in (["2.8", "4.0"], ["2,8", "4,0"])
    typed(app, "funnel_calc_now_1", 6.0)
    typed(app, "funnel_calc_contacts", 150.0)
    assert app.metric[0].value in ("3.6", "3,6")
    for wrong, key in ((0.0, "typed.above"), (-5.0, "typed.above"), (120.0, "typed.most")):
        typed(app, "funnel_calc_now_1", wrong)
        limit = numbers.percent(0 if key == "typed.above" else 1, language, 0)
        assert [error.value for error in app.error] == [t(key, limit=limit)], wrong
        assert not app.metric
    typed(app, "funnel_calc_now_1", 7.0)
    assert app.metric


def test_stages_and_norms_are_kept_or_refused_in_words(own: Own) -> None:
    own("demo_en")
    counts, deals = sources()
    stages = list(stages_of(deals))
    assert stages == ["request", "visit", "offer", "won"]
    for places, norms in (([1, 1, 2, 3], [None] * 4), ([1, None, None, 2], [None] * 4), ([4, 3, 2, 1], [None] * 4),
                          ([1, 2, 3, 4], [120.0, 1, 1, None]), ([1, 2, 3, 4], [10.0, None, None, None])):  # fmt: skip
        assert keep(deals, stages, places, norms)
    assert all_settings(store()) == {}
    assert keep(deals, stages, [1, None, 2, 3], [70.0, None, 40.0, None]) is None
    assert stages_of(deals) == ("request", "offer", "won")
    app = screen()
    key = next(key for key in app.selectbox(key="funnel_source").options if "New clients" in key)
    app.selectbox(key="funnel_source").select(key).run()
    assert any("your norm" in text for text in sentences(app)) and not app.exception
    assert keep(counts, list(counts.stages), [1, 2, 3], [None] * 3) is None
    assert set(all_settings(store())) == {"funnel_stages", "funnel_norms"}


def test_a_store_read_anew_has_what_was_typed(own: Own) -> None:
    path = own("empty")
    from storage.typed import type_rows

    type_rows(store(), "trainings", [{"manager": "Petrov", "day": date(2026, 2, 2), "topic": "motive"}])
    type_rows(store(), "trainings", [{"manager": "Petrov", "day": date(2026, 2, 2), "topic": "personal"}])
    store().close()
    again = open_store(path)
    assert again.query("SELECT manager, topic FROM trainings").to_pylist() == [
        {"manager": "Petrov", "topic": "personal"}
    ]
    again.close()
