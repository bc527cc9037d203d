"""The chips of the frame: every choice stands in the address, every address is a view, in any language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.screens import LOCALES, SCREENS, charts, start

VIEWS = {
    "three months": {"period": "3m"},
    "six months, period before": {"period": "6m", "vs": "previous"},
    "two years": {"period": "24m"},
    "this year": {"period": "year"},
    "everything": {"period": "all"},
    "own dates": {"period": "custom", "from": "2025-02-10", "to": "2025-05-20"},
    "gross profit": {"measure": "margin"},
    "orders": {"measure": "orders", "vs": "previous"},
    "last month is complete": {"complete": "yes"},
    "lost by regularity": {"rule": "silence"},
    "a year ago": {"asof": "2025-11-14"},
    "in the first months": {"asof": "2024-03-20"},
    "on the first day": {"asof": "2024-01-01"},
}
NONSENSE = {
    "unknown codes": {"rule": "coin", "period": "decade", "vs": "plan", "measure": "likes", "complete": "maybe"},
    "a day that is none": {"asof": "2026-02-31"},
    "a day outside the data": {"asof": "1999-01-01"},
    "dates the wrong way round": {"period": "custom", "from": "2026-05-01", "to": "2025-01-01"},
    "nobody of that name": {"manager": "Nobody", "region": "<script>"},
    "no such client": {"client": "999999999"},
    "no number": {"client": "Robert'); DROP TABLE"},
}
ANSWERING = ("pulse", "abc", "lost", "client_card")


@pytest.fixture
def demo(base: Callable[[str], Path], use: Callable[[Path], Path]) -> Path:
    """The demo company in English."""
    return use(base("demo_en"))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", [*VIEWS.values(), *NONSENSE.values()], ids=[*VIEWS, *NONSENSE])
def test_every_address_is_a_view(address: dict[str, str]) -> None:
    app = start(**({"client": "100"} | address)).run()
    nth = [*VIEWS.values(), *NONSENSE.values()].index(address)
    for name in ANSWERING[nth % 2 :: 2]:  # each address on half of the screens, each screen under half of the addresses
        app.switch_page(SCREENS[name]).run()
        assert not app.exception, (name, app.exception[0].message)
        assert app.title and app.header[0].value


@pytest.mark.usefixtures("demo")
def test_a_link_shows_the_same_numbers_in_every_language() -> None:
    address = {"period": "6m", "vs": "previous", "asof": "2026-06-30", "region": "North"}
    seen: dict[str, Any] = {}
    for language, locale in LOCALES.items():
        app = start(locale, **address).run()
        app.switch_page(SCREENS["abc"]).run()
        table = app.dataframe[-1].value
        seen[language] = (_heights(app), list(table["client"]), list(table["value"]), _digits(app))
    assert seen["en"][1] and seen["en"] == seen["ru"] == seen["uk"]


def _heights(app: AppTest) -> list[Any]:
    return [
        (trace.get("base"), trace.get("x"), trace.get("y"))
        for figure in charts(app).values()
        for trace in figure["data"]
    ]


def _digits(app: AppTest) -> list[str]:
    return ["".join(sign for sign in metric.value if sign.isdigit()) for metric in app.metric]


@pytest.mark.usefixtures("demo")
def test_only_choices_stand_in_the_address() -> None:
    app = start().run()
    app.switch_page(SCREENS["abc"]).run()
    assert not app.query_params
    app.radio(key="frame_period").set_value("6m").run()
    app.radio(key="frame_vs").set_value("previous").run()
    app.radio(key="frame_measure").set_value("margin").run()
    assert _address(app) == {"period": ["6m"], "vs": ["previous"], "measure": ["margin"]}
    app.radio(key="frame_period").set_value("12m").run()
    assert _address(app) == {"vs": ["previous"], "measure": ["margin"]}


def _address(app: AppTest) -> dict[str, list[str]]:
    return {name: found if isinstance(found, list) else [found] for name, found in app.query_params.items()}


@pytest.mark.usefixtures("demo")
def test_a_choice_goes_along_to_another_screen_and_back() -> None:
    app = start().run()
    app.switch_page(SCREENS["abc"]).run()
    manager = app.multiselect(key="frame_manager").options[0]
    app.multiselect(key="frame_manager").set_value([manager]).run()
    everybody = int(app.metric[0].value)
    app.switch_page(SCREENS["settings"]).run()
    app.switch_page(SCREENS["abc"]).run()
    assert app.multiselect(key="frame_manager").value == [manager]
    assert int(app.metric[0].value) == everybody
    app.switch_page(SCREENS["pulse"]).run()
    assert app.multiselect(key="frame_manager").value == [manager]


@pytest.mark.usefixtures("demo")
def test_nothing_after_the_report_date_is_used() -> None:
    app = start(asof="2025-11-14").run()
    days = []
    for name in ("pulse", "abc"):
        app.switch_page(SCREENS[name]).run()
        for table in app.dataframe:
            if "last_purchase" in table.value:
                days += [day for day in table.value["last_purchase"] if day is not None]
    assert days and max(days).isoformat()[:10] <= "2025-11-14"
    assert not app.exception


@pytest.mark.usefixtures("demo")
def test_client_search_finds_by_a_part_of_the_name_on_any_screen() -> None:
    """The search stands in the frame, which is the same everywhere: some screens of every group are enough."""
    app = start().run()
    for name, path in list(SCREENS.items())[::4]:
        app.switch_page(path).run()
        app.text_input(key="find_client").set_value("horizon").run()
        links = list(app.sidebar.get("page_link"))
        assert any("Horizon" in link.proto.label for link in links), name
    app.text_input(key="find_client").set_value("zzzz").run()
    assert any("No such client" in caption.value for caption in app.sidebar.caption)
