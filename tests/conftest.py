"""Real stores on disk for every test that needs one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

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
