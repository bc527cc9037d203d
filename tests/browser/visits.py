"""The browser window of an owner who begins with an empty database and one file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from storage.store import Store, open_store
from tests.browser.served import LOCALES, Served, go

PATIENCE = 90_000  # milliseconds; the time that counts is measured and printed, a busy machine is no fault


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

    def save_copy(self, folder: Path) -> Path:
        """Press "Save a copy" in the settings; the file that the browser got."""
        self.open("settings")
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="Save a copy").click()
        copy = folder / waiting.value.suggested_filename
        waiting.value.save_as(copy)
        return copy

    def load(self) -> None:
        """Press the button that loads and wait for the verdict."""
        self.page.locator(".st-key-upload_load button").click()
        expect(self.page.locator("h1")).to_have_text("Loaded. Who feeds the company?", timeout=PATIENCE)
        expect(self.page.get_by_test_id("stMetricValue")).to_have_count(4)


@contextmanager
def begun(browser: Browser, folder: Path, source: Path) -> Iterator[Visit]:
    """A server on an empty database and a window over it."""
    served = Served(folder / "own.duckdb")
    context = browser.new_context(locale=LOCALES["en"], viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield Visit(context.new_page(), served, source)
    context.close()
    served.stop()


@contextmanager
def opened(copy: Path) -> Iterator[Store]:
    """A saved copy as a database."""
    store = open_store(copy)
    yield store
    store.close()
