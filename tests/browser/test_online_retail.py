"""Half a million real lines through the browser: every line accounted for, and the published classes on the screen.

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

from tests.browser.served import settle
from tests.browser.visits import PATIENCE, Visit, begun, opened

SOURCE = "online_retail/online_retail.csv.gz"
PUBLISHED = {"lines": "541,909", "sum": "9,747,747.93", "clients": "4,372", "named": "8300065.81"}
WHOLE_FILE = {"A": 1178, "B": 1456, "C": 1683, "N": 55}
TWELVE_MONTHS = {"A": 1177, "B": 1448, "C": 1652, "N": 54}
NEAR = 2


@pytest.fixture(scope="module")
def visit(browser: Browser, reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """An empty database and its server. The tests below are steps of one way and stand in their order."""
    with begun(browser, tmp_path_factory.mktemp("online_retail"), reference_data / SOURCE) as made:
        made.open("upload")
        yield made


def test_the_file_is_accounted_for_before_it_is_loaded(visit: Visit) -> None:
    page = visit.page
    begun = time.perf_counter()
    visit.drop()
    expect(page.locator("h1")).to_have_text("What is in the file, and can it be trusted?", timeout=PATIENCE)
    visit.timed("read", begun)
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(PUBLISHED["sum"], timeout=PATIENCE)
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
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(PUBLISHED["sum"], timeout=PATIENCE)
    text = visit.text()
    assert PUBLISHED["sum"] in text and "Dec 2011" in text, "December 2011 is marked as incomplete"
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
    with opened(visit.save_copy(tmp_path)) as store:
        (row,) = store.query(
            "SELECT sum(net) AS named, count(DISTINCT client_id) AS clients FROM client_day WHERE client_id <> 0"
        ).to_pylist()
    assert (round(row["named"], 2), row["clients"]) == (Decimal(PUBLISHED["named"]), 4372)


def test_a_client_is_called_as_in_the_file(visit: Visit) -> None:
    page = visit.open("abc")
    page.get_by_test_id("stSidebar").get_by_role("textbox").fill("17850")
    page.get_by_test_id("stSidebarUserContent").get_by_role("link", name="17850", exact=False).first.click()
    expect(page.locator("h1")).to_have_text("17850: is the client still with us?")
