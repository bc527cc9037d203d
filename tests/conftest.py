"""Real stores on disk for every test that needs one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A shared machine may be slow for a moment: a test measures right and wrong, never time.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storage.store import Store, open_store  # noqa: E402


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file of its own."""
    opened = open_store(tmp_path / "sales.duckdb")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Public sales tables with published figures; they are not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("the public reference tables are not on this machine")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for the whole run; without it the tests skip, unless the run says that they must not."""
    from playwright.sync_api import sync_playwright

    from tests.browser.served import chromium, launch_arguments

    if chromium() is None:
        missing = "Chromium is not on this machine (apt-get install chromium)"
        if os.environ.get("SALES_HEALTH_BROWSER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as play:
        found = play.chromium.launch(**launch_arguments())
        yield found
        found.close()
