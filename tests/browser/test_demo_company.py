"""What a visitor does with the demo company: chips, addresses, lists, search, Excel, languages."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from storage.store import open_store
from tests.browser.conftest import OpenPage
from tests.browser.served import Served, go, lead, settle, title, wait_until_drawn

FIRST_ROW = (60, 36 + 18)  # inside the column of names, in the middle of the first row under the header


def tiles(page: Page) -> list[str]:
    """Figures of the four tiles."""
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4)
    return page.get_by_test_id("stMetricValue").all_inner_texts()


def choose_half_a_year(page: Page) -> None:
    """Open the chip of the period and take six months."""
    page.locator(".st-key-chip_period button").first.click()
    page.get_by_text("Last 6 complete months").click()
    settle(page)
    page.keyboard.press("Escape")


def test_a_choice_stands_in_the_address_and_the_address_is_the_view(demo: Served, open_page: OpenPage) -> None:
    page = go(open_page(), demo.url("abc"))
    usual = tiles(page)
    choose_half_a_year(page)
    expect(page).to_have_url(re.compile(r"/abc\?period=6m$"))
    chosen = tiles(page)
    assert chosen != usual
    other = go(open_page("uk"), page.url)
    assert [_digits(text) for text in tiles(other)] == [_digits(text) for text in chosen]
    assert title(other) != title(page)
    other.get_by_test_id("stSidebarNav").get_by_role("link").nth(0).click()
    wait_until_drawn(other)
    settle(other)
    other.get_by_test_id("stSidebarNav").get_by_role("link").nth(1).click()
    expect(other).to_have_url(re.compile(r"/abc\?period=6m$"))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize(("address", "key"), [("abc", "abc_names"), ("", "pulse_names")])
def test_a_row_opens_the_card_of_its_client(demo: Served, open_page: OpenPage, address: str, key: str) -> None:
    page = go(open_page(), demo.url(address))
    table = page.locator(f".st-key-{key} .stDataFrameGlideDataEditor").first
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    table.click(position={"x": FIRST_ROW[0], "y": FIRST_ROW[1]})
    expect(page).to_have_url(re.compile(r"/client\?client=\d+"))
    expect(page.locator("h1")).to_contain_text("is the client still with us?")
    page.go_back()
    expect(page).not_to_have_url(re.compile("/client"))


def test_search_leads_to_a_card_from_any_screen(demo: Served, open_page: OpenPage) -> None:
    page = go(open_page(), demo.url("settings"))
    page.get_by_test_id("stSidebar").get_by_role("textbox").fill("horiz")
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile("Horizon Ltd")).first
    link.click()
    expect(page).to_have_url(re.compile(r"/client\?client=\d+"))
    expect(page.locator("h1")).to_contain_text("Horizon Ltd")


@pytest.mark.parametrize("address", ["", "abc", "client"])
def test_excel_opens_and_holds_what_the_screen_shows(
    demo: Served, demo_base: Path, open_page: OpenPage, address: str
) -> None:
    page = go(open_page(), demo.url(f"client?client={_largest(demo_base)}" if address == "client" else address))
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    assert waiting.value.suggested_filename.endswith(".xlsx") and len(rows) > 20
    assert any(isinstance(cell, float) for row in rows for cell in row)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def _largest(base: Path) -> int:
    store = open_store(base)
    try:
        return int(store.query("SELECT arg_max(client_id, net) AS id FROM client_day").to_pylist()[0]["id"])
    finally:
        store.close()


def test_agenda_leads_to_names(demo: Served, open_page: OpenPage) -> None:
    page = go(open_page(), demo.url())
    page.get_by_role("button", name=re.compile("^Call .* late")).click()
    settle(page)
    expect(page.locator(".st-key-pulse_names h3")).to_contain_text("late")
    page.get_by_role("button", name=re.compile("^One client is")).click()
    expect(page.locator("h1")).to_contain_text("Horizon Ltd")


def test_explanation_unfolds(demo: Served, open_page: OpenPage) -> None:
    page = go(open_page(), demo.url("abc"))
    page.get_by_text("How is this counted?").click()
    expect(page.get_by_test_id("stExpanderDetails").last).to_contain_text("80")
    assert len(lead(page)) > 40


# Texts that do not fit into the box that hides the rest of them.
CUT = """() => [...document.querySelectorAll(
  '[data-testid=stMain] [data-testid^=stMetric] *, [data-testid=stMain] button *, [data-testid=stSidebar] a *')]
  .filter(e => getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.textContent).filter(text => text)"""
WIDER_THAN_THE_PAGE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1).length"""


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_nothing_is_cut_on_a_small_laptop(demo: Served, demo_base: Path, open_page: OpenPage, language: str) -> None:
    page = open_page(language, "light", 1280, 800)
    for address in ("", "abc", f"client?client={_largest(demo_base)}", "settings"):
        go(page, demo.url(address))
        page.wait_for_timeout(500)
        assert page.evaluate(CUT) == []
        assert page.evaluate(WIDER_THAN_THE_PAGE) == 0
