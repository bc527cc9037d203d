"""A small made-up table for the benchmarks' own tests, written once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.analyses import Bench

LINES = 3000


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the benchmarks write during the tests."""
    return tmp_path_factory.mktemp("benchmarks")


@pytest.fixture(scope="session")
def bench(folder: Path) -> Iterator[Bench]:
    """The same few lines in a store, in a DuckDB file and in pandas."""
    opened = Bench.opened(LINES, folder)
    yield opened
    opened.close()
