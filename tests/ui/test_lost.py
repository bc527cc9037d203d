"""The screen of lost clients: its numbers tie, a click opens names, the rule is one for all screens."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.lost.loss_report import LossReportSettings, loss_report
from analytics.lost.rule_backtest import RuleBacktestSettings, rule_backtest
from analytics.windows import default_scope
from tests.ui.screens import SCREENS, sentences, start
from ui.data import store


@pytest.fixture
def demo(base: Callable[[str], Path], use: Callable[[Path], Path]) -> Path:
    """The demo company in English."""
    return use(base("demo_en"))


def opened(**address: str) -> AppTest:
    """The screen as a deep link opens it."""
    return start(**address).run().switch_page(SCREENS["lost"]).run()


def company(**rule: Any) -> dict[str, Any]:
    """What the method says of the whole company."""
    row: dict[str, Any] = loss_report(store(), default_scope(store()), LossReportSettings(**rule)).rows[-1]
    return row


def stands() -> dict[str, Any]:
    """The statuses of today as the method counts them."""
    found: dict[str, Any] = client_status(store(), default_scope(store())).facts["statuses"]
    return found


def names(app: AppTest) -> list[str]:
    """The clients of the list under the chart."""
    return list(app.dataframe[-1].value["client"])


@pytest.mark.usefixtures("demo")
def test_tiles_sentence_and_list_say_what_the_methods_say() -> None:
    app, row = opened(), company()
    status = client_status(store(), default_scope(store())).facts["statuses"]
    assert [app.metric[0].value, app.metric[2].value] == [str(row["lost"]), str(status["watch"]["clients"])]
    lead = app.header[0].value
    assert f"{row['lost']} clients left" in lead and f"{round(100 * row['annual_share'])}% of clients a year" in lead
    lists = app.button_group(key="lost_list").options
    assert any(f"Lost {row['lost']}" in str(option) for option in lists)
    assert len(names(app)) == min(30, row["lost"])


@pytest.mark.usefixtures("demo")
def test_the_rule_is_one_for_all_screens_and_stands_in_the_address() -> None:
    app = opened()
    plain = int(app.metric[0].value)
    app.radio(key="frame_rule").set_value("silence").run()
    assert not app.exception
    assert int(app.metric[0].value) == company(rule="silence")["lost"] < plain
    assert "silence" in app.query_params["rule"]
    late = client_status(store(), default_scope(store()), ClientStatusSettings(rule="silence")).facts["statuses"]
    assert app.metric[2].value == str(late["watch"]["clients"])
    app.switch_page(SCREENS["pulse"]).run()
    assert not app.exception and "silence" in app.query_params["rule"]
    assert app.radio(key="frame_rule").value == "silence"  # what differs from the saved rule is said everywhere
    linked = opened(rule="silence")
    assert int(linked.metric[0].value) == company(rule="silence")["lost"]


def test_the_saved_rule_is_the_rule(own: Callable[[str], Path]) -> None:
    own("demo_en")
    app = start().run().switch_page(SCREENS["settings"]).run()
    app.selectbox(key="setting_client_status.rule").set_value("silence").run()
    assert not app.exception
    app.switch_page(SCREENS["lost"]).run()
    assert int(app.metric[0].value) == company(rule="silence")["lost"]
    assert "rule" not in app.query_params
    assert any("regularity" in text for text in sentences(app))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("view", ["trend", "groups", "reasons", "rules", "lives"])
def test_every_view_stands(view: str) -> None:
    app = start("uk-UA").run().switch_page(SCREENS["lost"]).run()
    app.button_group(key="lost_view").set_value(view).run()
    assert not app.exception, app.exception[0].message
    charts = app.get("plotly_chart")
    assert bool(charts) == (view != "rules")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("by", ["manager", "abc_class", "product_group"])
def test_every_grouping_stands_and_a_mark_narrows_the_list(by: str) -> None:
    app = opened()
    app.button_group(key="lost_view").set_value("groups").run()
    app.button_group(key="lost_by").set_value(by).run()
    row = loss_report(store(), default_scope(store()), LossReportSettings(by=by)).rows[0]
    app.session_state["lost_chosen"] = (by, row["name"])
    app.run()
    assert len(names(app)) == row["lost"]
    app.button(key="lost_all").click().run()
    assert len(names(app)) == 30


@pytest.mark.usefixtures("demo")
def test_a_manager_stands_beside_the_company() -> None:
    app = opened()
    app.button_group(key="lost_view").set_value("groups").run()
    rows = {row["name"]: row for row in loss_report(store(), default_scope(store()), LossReportSettings()).rows[:-1]}
    chosen = app.selectbox(key="lost_trend_of")
    assert chosen.value == next(iter(rows)) and len(app.get("plotly_chart")) == 2
    other = next(name for name, row in rows.items() if name != chosen.value and row["clients"] >= 5)
    chosen.set_value(other).run()
    assert not app.exception
    (line,) = (text for text in sentences(app) if "with 95% confidence)." in text)
    assert f"{rows[other]['lost']} of {rows[other]['clients']}" in line and line.startswith(other)
    app.button_group(key="lost_by").set_value("abc_class").run()
    assert not app.exception and len(app.get("plotly_chart")) == 1


@pytest.mark.usefixtures("demo")
def test_a_month_opens_its_names() -> None:
    app = opened()
    app.session_state["lost_chosen"] = ("month", "2026-03-01")
    app.run()
    days = app.dataframe[-1].value
    assert not app.exception and len(days) and "Mar 2026" in app.subheader[-1].value


@pytest.mark.usefixtures("demo")
def test_every_list_stands_and_goes_to_excel() -> None:
    app = opened()
    for name in ("lost", "late", "no_reason", "disagree"):
        app.button_group(key="lost_list").set_value(name).run()
        assert not app.exception and names(app), name
    app.button_group(key="lost_list_group").set_value("now").run()
    counts = {code: group["clients"] for code, group in stands().items() if group["clients"]}
    offered = {str(option).rsplit(" ", 1)[1] for option in app.button_group(key="lost_list").options}
    assert offered == {str(count) for count in counts.values()} and counts["agreed_pause"] == 1
    for name in ("buys", "late", "lost_now", "seasonal", "agreed_pause", "one_off_gone", "one_off"):
        app.button_group(key="lost_list").set_value(name).run()
        assert not app.exception and names(app), name
    from ui import lost as view
    from ui import lost_lists
    from ui.lost_main import report_sheets

    found = view.losses(default_scope(store()), 3)
    from ui.excel import workbook

    book = openpyxl.load_workbook(io.BytesIO(workbook(lost_lists.sheets(found, []))))
    assert book.worksheets[0].max_row > company()["lost"] and len(book.sheetnames) == 10
    reports = openpyxl.load_workbook(io.BytesIO(workbook(report_sheets(found, []))))
    assert reports.sheetnames == ["Managers", "Classes", "Regions", "Channels", "Product groups"]
    last = [cell.value for cell in list(reports["Regions"].rows)[-1]]
    assert last[:3] == ["Company", company()["clients"], company()["lost"]]


@pytest.mark.usefixtures("demo")
def test_what_if_moves_the_money() -> None:
    app = opened()
    before = app.metric[-1].value
    app.slider(key="lost_wanted").set_value(2).run()
    assert app.metric[-1].value != before
    app.slider(key="lost_multiplier").set_value(2.0).run()
    fewer = company(k_lost=2.0)
    assert any(f"{fewer['lost']} lost" in text for text in sentences(app))
    assert int(app.metric[0].value) == company()["lost"]  # what is tried changes nothing


def test_the_calculator_works_on_an_empty_database(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("empty"))
    app = opened()
    assert any("3.5M a year" in text for text in sentences(app))
    app.text_input(key="lost_calculator_clients").set_value("20").run()
    assert any("7.0M a year" in text for text in sentences(app))


@pytest.mark.parametrize("kind", ["one_month", "one_client", "nasty"])
def test_little_data_is_said_and_not_drawn(kind: str, base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base(kind))
    app = opened()
    for view in ("trend", "groups", "rules", "lives"):
        if app.button_group and "lost_view" in [group.key for group in app.button_group]:
            app.button_group(key="lost_view").set_value(view).run()
        assert not app.exception, (view, app.exception[0].message)


@pytest.mark.usefixtures("demo")
def test_looking_back_can_be_set_as_somebody_else_counted() -> None:
    app = opened()
    app.button_group(key="lost_view").set_value("rules").run()
    for name, value in (("days_back", 180), ("least_purchases", 3), ("within_days", 3650), ("k_lost", 1.5)):
        app.text_input(key=f"lost_look_{name}").set_value(str(value))
    app.selectbox(key="lost_look_rhythm_base").set_value("mean").run()
    assert not app.exception
    asked = RuleBacktestSettings(days_back=180, least_purchases=3, within_days=3650, k_lost=1.5, rhythm_base="mean")
    found = rule_backtest(store(), default_scope(store()), asked).rows
    table = next(frame.value for frame in app.dataframe if len(frame.value) == 2)
    assert [int(called) for called in table.iloc[:, 1]] == [row["called"] for row in found]
    assert company()["lost"] == int(app.metric[0].value), "nothing is saved"
