"""Names that are markup stay names: in titles, links, badges, charts; nothing runs, nothing is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from storage.store import open_store
from tests.browser.conftest import OpenPage
from tests.browser.served import Served, go, wait_until_drawn
from tests.ui.stores import NASTY

FOREIGN = "script:not([src]):not([type]), a[href^='javascript'], img[src*='p.png'], .katex"
CHECKED = (0, 2, 3, 4, 8, 12, 15)


@pytest.fixture(scope="module")
def cards(nasty: Served) -> dict[str, str]:
    """Name of a client -> address of his card; a copy of the file is read, the server holds the file itself."""
    copy = nasty.database.with_name("read.duckdb")
    copy.write_bytes(nasty.database.read_bytes())
    store = open_store(copy)
    rows = store.query("SELECT client_id, client FROM clients").to_pylist()
    store.close()
    return {row["client"]: f"client?client={row['client_id']}" for row in rows}


def nothing_ran(page: Page) -> None:
    """No element that only a name could have made."""
    inside = page.locator('[data-testid="stApp"]').locator(FOREIGN)
    assert inside.count() == 0, inside.first.evaluate("node => node.outerHTML")


def test_the_card_of_a_nasty_name_shows_it_as_written(
    nasty: Served, cards: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page()
    for number in CHECKED:
        name = " ".join(NASTY[number].split())
        go(page, nasty.url(cards[NASTY[number]]))
        expect(page.locator("h1")).to_contain_text(name)
        nothing_ran(page)


@pytest.mark.parametrize("address", ["", "abc", "imports"])
def test_lists_and_charts_run_nothing(nasty: Served, open_page: OpenPage, address: str) -> None:
    page = go(open_page(), nasty.url(address))
    page.wait_for_timeout(800)
    nothing_ran(page)
    drawn = page.locator(".js-plotly-plot").first.inner_text() if address == "" else "<"
    assert "<" in drawn or "script" in drawn


def test_search_shows_the_name_as_written(nasty: Served, open_page: OpenPage) -> None:
    page = go(open_page(), nasty.url("settings"))
    box = page.get_by_test_id("stSidebar").get_by_role("textbox")
    for name in (NASTY[0], NASTY[2], NASTY[4]):
        box.fill(name)
        expect(page.get_by_test_id("stSidebarUserContent").get_by_role("link").first).to_contain_text(name[:30])
        nothing_ran(page)
    page.get_by_test_id("stSidebarUserContent").get_by_role("link").first.click()
    wait_until_drawn(page)
    expect(page.locator("h1")).to_contain_text(NASTY[4])


def test_the_log_of_the_server_names_no_client(nasty: Served, open_page: OpenPage) -> None:
    go(open_page(), nasty.url("client?client=1"))
    assert "alert(1)" not in nasty.log() and "Traceback" not in nasty.log()
    assert Path(nasty.database).exists()
