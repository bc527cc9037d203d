"""One Chromium and one server a database for the whole run; a page of its own, with its own language, for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.served import LOCALES, Served
from tests.ui import stores

WIDTH, HEIGHT = 1440, 900
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company in English. Servers get copies."""
    return stores.demo(tmp_path_factory.mktemp("demo_base"), "en")


@pytest.fixture
def serve(browser: Browser) -> Iterator[Callable[[Path], Served]]:
    """A server of this test's own; nobody has visited it yet."""
    started: list[Served] = []

    def on(database: Path) -> Served:
        started.append(Served(database))
        return started[-1]

    yield on
    for served in started:
        served.stop()


@pytest.fixture(scope="session")
def demo(browser: Browser, demo_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of the demo company. Tests look and choose; nobody loads or deletes here."""
    served = Served(Path(shutil.copy(demo_base, tmp_path_factory.mktemp("demo_served") / "demo.duckdb")))
    yield served
    served.stop()


@pytest.fixture(scope="session")
def nasty(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of clients with nasty names."""
    served = Served(stores.nasty(tmp_path_factory.mktemp("nasty_served")))
    yield served
    served.stop()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A visitor of his own: language, theme; faults of the page's scripts fail the test at its end."""
    contexts, faults = [], []

    def visitor(language: str = "en", theme: str = "light", width: int = WIDTH, height: int = HEIGHT) -> Page:
        context = browser.new_context(
            locale=LOCALES[language],
            color_scheme=theme,  # type: ignore[arg-type]
            viewport={"width": width, "height": height},
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        return page

    yield visitor
    for context in contexts:
        context.close()
    assert not faults
