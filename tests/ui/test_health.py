"""The data health screen: the answer follows the data, each finding says what to do and leads there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.screens import LOCALES, SCREENS, charts, sentences, start
from tests.ui.stores import load_file, write_rows


def opened(locale: str = "en-US") -> AppTest:
    app = start(locale).run()
    app.switch_page(SCREENS["health"]).run()
    assert not app.exception, app.exception[0].message
    return app


@pytest.fixture(scope="module")
def sick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of a shop: no sale in a whole month and in three weeks of another, rows that cannot be read."""
    folder = tmp_path_factory.mktemp("sick")
    days = (date(2024, 1, 1) + timedelta(days=step) for step in range(730))
    rows = [
        (day, f"Client {number}", 100 + number)
        for day in days
        for number in range(3)
        if day.weekday() < 5 and (day.year, day.month) != (2025, 8) and not date(2024, 5, 6) <= day <= date(2024, 5, 24)
    ]
    file = write_rows(folder / "shop.csv", rows)
    file.write_text(file.read_text() + "31.02.2025,Client 1,5000.00\n")
    return load_file(folder / "sick.duckdb", file)


def test_the_demo_company_can_be_trusted(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("demo_en"))
    app = opened()
    months = app.metric[0]
    assert (months.value, months.delta) == ("34", "no gap")
    assert [metric.label for metric in app.metric][1:] == ["Newest sale", "Without a client", "Gross profit known"]
    figure = charts(app)["health_coverage"]
    assert len(figure["layout"]["yaxis2"]["ticktext"]) == 21, "a strip for every kind of records"
    assert any(text.startswith("Sales without a gap") for text in sentences(app))


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_wrong_is_said_with_a_way_to_put_it_right(
    sick: Path, use: Callable[[Path], Path], language: str
) -> None:
    use(sick)
    app = opened(LOCALES[language])
    assert app.metric[0].value == "24" and app.metric[0].delta.startswith("2 ")
    lead = app.header[0].value
    assert lead.startswith({"en": "**Not yet:**", "ru": "**Пока нет:**", "uk": "**Поки ні:**"}[language])
    said = [text for text in sentences(app) if text.startswith("**")]
    found = {"en": "Aug 2025", "ru": "авг. 2025", "uk": "серп. 2025"}[language]
    assert any(found in text.replace("\xa0", " ") for text in said), said
    ways = [link.proto.page for link in app.get("page_link")]
    assert "imports" in ways and "upload" in ways
    figure = charts(app)["health_coverage"]
    assert len([shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]) == 2


def test_a_rule_of_the_owner_is_followed_and_said(sick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from storage.settings import save_setting
    from ui.data import store

    monkeypatch.setenv("SALES_HEALTH_DB", str(shutil.copy(sick, tmp_path / "own.duckdb")))
    save_setting(store(), "data_health.gap_days", 20)
    app = opened()
    assert app.metric[0].delta == "1 gap"
    assert any("Changed" in text and "20" in text for text in sentences(app))
    store().close()
