"""A stranger's whole way: two doors, a real file of half a million lines, the verdict, the same bytes, undo, settings.

The sales of an online shop (UCI "Online Retail", CC BY 4.0) lie beside the project; where they do not, this file skips.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from storage.store import open_store
from tests.browser.conftest import HEIGHT, WIDTH
from tests.browser.served import Served, go, lead, settle, title

SOURCE = "online_retail/online_retail.csv.gz"
PATIENCE = 90_000  # milliseconds; the time that counts is measured and printed, a busy machine is no fault
PUBLISHED = {"lines": "541,909", "sum": "9,747,747.93", "clients": "4,372", "named": "8300065.81"}
WHOLE_FILE = {"A": 1178, "B": 1456, "C": 1683, "N": 55}
TWELVE_MONTHS = {"A": 1177, "B": 1448, "C": 1652, "N": 54}
NEAR = 2


class Visit:
    """One browser window over the server of an owner who has just begun."""

    def __init__(self, page: Page, served: Served, source: Path) -> None:
        self.page, self.served, self.source = page, served, source
        self.seconds: dict[str, float] = {}

    def open(self, address: str) -> Page:
        return go(self.page, self.served.url(address))

    def text(self) -> str:
        """Everything written on the screen."""
        return self.page.get_by_test_id("stMain").inner_text()

    def drop(self) -> None:
        """Give the file to the upload box."""
        self.page.locator('[data-testid="stFileUploader"] input[type="file"]').set_input_files(self.source)

    def timed(self, name: str, since: float) -> None:
        self.seconds[name] = time.perf_counter() - since


@pytest.fixture(scope="module")
def visit(browser: Browser, reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """An empty database and its server. The tests below are steps of one way and stand in their order."""
    served = Served(tmp_path_factory.mktemp("own_file") / "own.duckdb")
    context = browser.new_context(locale="en-US", viewport={"width": WIDTH, "height": HEIGHT}, accept_downloads=True)
    yield Visit(context.new_page(), served, reference_data / SOURCE)
    context.close()
    served.stop()


def test_an_empty_database_shows_two_doors(visit: Visit) -> None:
    page = visit.open("")
    expect(page.get_by_role("button", name="Upload a report")).to_be_visible()
    expect(page.get_by_role("button", name="Open the demo company")).to_be_visible()
    page.get_by_role("button", name="Upload a report").click()
    expect(page.locator("h1")).to_have_text("What do your sales look like?")


def test_the_file_is_accounted_for_before_it_is_loaded(visit: Visit) -> None:
    page = visit.page
    begun = time.perf_counter()
    visit.drop()
    expect(page.locator("h1")).to_have_text("What is in the file, and can it be trusted?", timeout=PATIENCE)
    visit.timed("read", begun)
    settle(page)
    text = visit.text()
    assert PUBLISHED["lines"] in text and PUBLISHED["sum"] in text and PUBLISHED["clients"] in text
    assert re.search(r"\d+(\.\d+)?% without a client", text), "the share of nameless sales is told"


def test_loading_ends_with_the_verdict(visit: Visit) -> None:
    page = visit.page
    begun = time.perf_counter()
    page.locator(".st-key-upload_load button").click()
    expect(page.locator("h1")).to_have_text("Loaded. Who feeds the company?", timeout=PATIENCE)
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4)
    visit.timed("loaded", begun)
    text = visit.text()
    assert f"{PUBLISHED['sum']}" in text and "Dec 2011" in text, "December 2011 is marked as incomplete"
    begun = time.perf_counter()
    page.get_by_role("button", name="Who feeds the company").click()
    expect(page.locator("h1")).to_have_text("Who feeds the company, and who moved?")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    visit.timed("abc drawn", begun)
    print({name: round(seconds, 1) for name, seconds in visit.seconds.items()})


def classes(page: Page) -> dict[str, int]:
    """Clients by class as the chart's own description says them to who cannot see it."""
    described = page.locator('.st-key-abc_main [role="img"], .st-key-abc_main [aria-label]').evaluate_all(
        "nodes => nodes.map(node => node.getAttribute('aria-label') || '').join(' ')"
    )
    return {code: int(count.replace(",", "")) for code, count in re.findall(r"\b([ABCN]) ([\d,]+)", described)}


@pytest.mark.parametrize(
    ("address", "published", "near"), [("abc?period=all", WHOLE_FILE, 0), ("abc", TWELVE_MONTHS, NEAR)]
)
def test_the_published_classes_stand_on_the_screen(
    visit: Visit, address: str, published: dict[str, int], near: int
) -> None:
    page = visit.open(address)
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    found = classes(page)
    assert set(found) == set(published)
    assert all(abs(found[code] - published[code]) <= near for code in published), found


def test_the_sum_by_named_clients_is_the_published_one(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("settings")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save a copy").click()
    copy = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(copy)
    store = open_store(copy)
    (row,) = store.query(
        "SELECT sum(net) AS named, count(DISTINCT client_id) AS clients FROM client_day WHERE client_id <> 0"
    ).to_pylist()
    store.close()
    assert (round(row["named"], 2), row["clients"]) == (Decimal(PUBLISHED["named"]), 4372)


def test_a_client_is_called_as_in_the_file(visit: Visit) -> None:
    page = visit.open("abc")
    page.get_by_test_id("stSidebar").get_by_role("textbox").fill("17850")
    page.get_by_test_id("stSidebarUserContent").get_by_role("link", name="17850", exact=False).first.click()
    expect(page.locator("h1")).to_have_text("17850: is the client still with us?")


def test_the_same_bytes_are_recognised(visit: Visit) -> None:
    page = visit.open("upload")
    visit.drop()
    expect(page.locator("h1")).to_have_text("This file is already loaded", timeout=PATIENCE)
    assert "import 1" in lead(page)


def test_an_import_is_taken_back(visit: Visit) -> None:
    page = visit.open("imports")
    page.get_by_role("button", name="Take back").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("541,909 lines of sales leave all reports")
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
    page = visit.open("settings")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save a copy").click()
    copy = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(copy)
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
