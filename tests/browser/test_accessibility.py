"""A page-level accessibility check by axe; what Streamlit itself does wrong stands here with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from storage.store import open_store
from tests.browser.conftest import OpenPage
from tests.browser.served import Served, go

# rule -> why it is not ours to mend. Everything else fails.
KNOWN = {
    "list": "Streamlit's menu puts the names of its sections between the items of one list",
    "listitem": "the same menu: the items stand in groups inside the list",
    "svg-img-alt": "the empty highlight layer of the sparkline in a metric",
    "presentation-role-conflict": "the drop zone of the uploader carries a label and no role",
}
STILL_MILLISECONDS = 1200  # what fades in is faint for a moment
# The dark theme has colours of its own, not elements: a screen that shows most of them stands for all.
LOOKED_AT = [(address, "light") for address in ("", "client", "upload", "settings")] + [("abc", "dark")]


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands; the wait has an end, which a plain `evaluate` has not."""
    page.wait_for_timeout(STILL_MILLISECONDS)
    page.evaluate(Axe().axe_script)
    page.evaluate("() => { axe.run({ preload: false }).then(found => { window.axeFound = found; }); }")
    page.wait_for_function("() => window.axeFound !== undefined", timeout=60_000)
    found: list[dict[str, Any]] = page.evaluate("() => window.axeFound.violations")
    return found


@pytest.mark.parametrize(("address", "theme"), LOOKED_AT)
def test_no_fault_of_ours(demo: Served, demo_base: Path, open_page: OpenPage, address: str, theme: str) -> None:
    page = open_page(theme=theme)
    if address == "client":
        store = open_store(demo_base)
        address = f"client?client={store.query('SELECT min(client_id) AS id FROM client_day').to_pylist()[0]['id']}"
        store.close()
    go(page, demo.url(address))
    found = violations(page)
    faults = {
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found
        for node in one["nodes"]
        if one["id"] not in KNOWN
    }
    assert not faults, "\n".join(sorted(faults))
