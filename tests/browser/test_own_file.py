"""An owner's whole way: two doors, a file, the verdict, the same bytes, undo, the demo company, language, copy, erasure.

The tests are steps of one way and stand in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import lead, settle, title
from tests.browser.visits import PATIENCE, Visit, begun
from tests.ui.stores import nasty_rows, write_rows

LINES = len(nasty_rows())
TOTAL = f"{sum(amount for _, _, amount in nasty_rows()):,}.00"


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """An empty database and its server; the file of a small shop."""
    folder = tmp_path_factory.mktemp("own_file")
    with begun(browser, folder, write_rows(folder / "shop.csv", nasty_rows())) as made:
        yield made


def test_an_empty_database_shows_two_doors(visit: Visit) -> None:
    page = visit.open("")
    expect(page.get_by_role("button", name="Upload a report")).to_be_visible()
    expect(page.get_by_role("button", name="Open the demo company")).to_be_visible()
    page.get_by_role("button", name="Upload a report").click()
    expect(page.locator("h1")).to_have_text("What do your sales look like?")


def test_the_file_is_shown_before_it_is_loaded_and_then_the_verdict_stands(visit: Visit) -> None:
    visit.drop()
    expect(visit.page.locator("h1")).to_have_text("What is in the file, and can it be trusted?", timeout=PATIENCE)
    settle(visit.page)
    assert f"{LINES} sales to 16 clients" in lead(visit.page) and TOTAL in visit.text()
    visit.load()
    expect(visit.page.get_by_text(f"{LINES} loaded")).to_be_visible(timeout=PATIENCE)
    assert TOTAL in visit.text()


def test_the_same_bytes_are_recognised(visit: Visit) -> None:
    page = visit.open("upload")
    visit.drop()
    expect(page.locator("h1")).to_have_text("This file is already loaded", timeout=PATIENCE)
    assert "import 1" in lead(page)


def test_an_import_is_taken_back(visit: Visit) -> None:
    page = visit.open("imports")
    page.get_by_role("button", name="Take back").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(f"{LINES} lines of sales leave all reports")
    asked.get_by_role("button", name="Take back").click()
    expect(page.get_by_test_id("stMain").locator("h2")).to_have_text("Nothing is loaded.", timeout=PATIENCE)
    expect(page.get_by_text("taken back").last).to_be_visible()
    visit.open("abc")
    expect(page.get_by_role("button", name="Open the demo company")).to_be_visible()


def test_the_demo_company_opens_in_one_click(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Open the demo company").click()
    expect(page.locator("h1")).to_have_text("Are sales healthy, and where do they leak?", timeout=PATIENCE)
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4, timeout=PATIENCE)
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Demo company")


def test_the_language_switch_speaks_at_once_and_is_remembered(visit: Visit) -> None:
    page = visit.open("imports")
    switch = page.locator(".st-key-language_switch")
    for language, part in (("UK", "Що завантажено"), ("RU", "Что загружено"), ("EN", "What was loaded"), ("UK", "Що")):
        switch.get_by_text(language).click()
        expect(page.locator("h1")).to_contain_text(part)
    visit.open("imports")
    assert title(page).startswith("Що завантажено")
    page.locator(".st-key-language_switch").get_by_text("EN").click()
    expect(page.locator("h1")).to_contain_text("What was loaded")


def test_a_copy_is_saved_everything_deleted_and_the_copy_opened(visit: Visit, tmp_path: Path) -> None:
    copy, page = visit.save_copy(tmp_path), visit.page
    page.get_by_text("Delete all data").click()
    page.get_by_label("Type the word delete to confirm").fill("delete")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("All data are deleted")).to_be_visible(timeout=PATIENCE)
    settle(page)
    page.get_by_text("Open a saved copy").click()
    page.locator('[data-testid="stFileUploader"] input[type="file"]').set_input_files(copy)
    page.get_by_role("button", name="Replace by this copy").click()
    expect(page.get_by_text("The copy is open")).to_be_visible(timeout=PATIENCE)
    visit.open("")
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4, timeout=PATIENCE)


def test_the_server_met_no_fault(visit: Visit) -> None:
    assert "Traceback" not in visit.served.log(), visit.served.log()[-3000:]
