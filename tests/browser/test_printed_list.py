"""The call list on paper: its own table with whole words, two pages, nothing that is only good on a screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served, go

_PAGE = re.compile(rb"/Type /Page\b")
STANDS_STILL = """() => {
    const high = document.querySelector('[data-testid="stMain"]').scrollHeight;
    if (window.seenHigh !== high) { window.seenHigh = high; window.seenSince = Date.now(); }
    return Date.now() - window.seenSince > 1500;
}"""


@pytest.mark.parametrize("language", ["ru"])
def test_the_call_list_is_printed_on_two_pages(demo: Served, open_page: Callable[..., Page], language: str) -> None:
    page = go(open_page(language), demo.url("win_back"))
    paper, screen = page.locator(".st-key-print_only table"), page.locator(".st-key-win_back_list_card")
    expect(paper).to_be_hidden()
    expect(screen).to_be_visible()
    page.emulate_media(media="print")
    expect(paper).to_be_visible()
    expect(screen).to_be_hidden()
    page.wait_for_function(STANDS_STILL)  # a page that is still being drawn takes more room than it will
    pages = len(_PAGE.findall(page.pdf(prefer_css_page_size=True)))
    assert 1 <= pages <= 2 and paper.locator("tbody tr").count() >= 7
