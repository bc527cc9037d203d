"""The first visitor after a restart may open any address: the page stands in its frame, without a notice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from storage.store import open_store
from tests.browser.conftest import OpenPage
from tests.browser.served import Served, go, title

LINKS_IN_MENU = 16
LARGEST = "SELECT client_id, client FROM clients JOIN client_day USING (client_id) GROUP BY ALL ORDER BY sum(net) DESC LIMIT 1"
TITLES = {"pulse": "Are sales healthy, and where do they leak?", "abc": "Who feeds the company, and who moved?"}


def stands_in_its_frame(page: Page) -> None:
    """Menu of ours, client search, language switch; no notice and no error over the page."""
    menu = page.get_by_test_id("stSidebarNav")
    expect(menu.get_by_role("link")).to_have_count(LINKS_IN_MENU)
    expect(page.get_by_test_id("stSidebar").get_by_role("textbox")).to_have_count(1)
    expect(page.locator(".st-key-language_switch")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture
def own_demo(demo_base: Path, tmp_path: Path) -> Path:
    """A copy of the demo company for a server of one test."""
    return Path(shutil.copy(demo_base, tmp_path / "first_visit.duckdb"))


def test_a_screen_is_the_first_address(serve: Callable[[Path], Served], own_demo: Path, open_page: OpenPage) -> None:
    served, page = serve(own_demo), open_page()
    go(page, served.url("abc"))
    assert title(page) == TITLES["abc"]
    stands_in_its_frame(page)


def test_a_client_card_is_the_first_address(
    serve: Callable[[Path], Served], own_demo: Path, open_page: OpenPage
) -> None:
    store = open_store(own_demo, read_only=True)
    (row,) = store.query(LARGEST).to_pylist()
    store.close()
    served, page = serve(own_demo), open_page("uk")
    go(page, served.url(f"client?client={row['client_id']}"))
    assert title(page).startswith(row["client"])
    stands_in_its_frame(page)


@pytest.mark.parametrize("address", ["", "pulse"])
def test_the_first_screen_stands_at_the_bare_address_and_at_its_name(
    demo: Served, open_page: OpenPage, address: str
) -> None:
    page = go(open_page(), demo.url(address))
    assert title(page) == TITLES["pulse"]
    stands_in_its_frame(page)
