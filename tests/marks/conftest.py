"""One child process and one reading of the corpus for all marks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingestion.answers import Answers
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading
from tests.marks.corpus import CORPUS, TODAY, Corpus


@pytest.fixture(scope="session")
def reader() -> Iterator[ReaderProcess]:
    """One real child process for all marks that read files."""
    with ReaderProcess() as process:
        yield process


@pytest.fixture(scope="session")
def corpus(reader: ReaderProcess) -> Corpus:
    """The open corpus; skips where it is not on this machine."""
    if not CORPUS.exists():
        pytest.skip("the public corpus is not on this machine")
    return Corpus(reader)


@pytest.fixture
def read(reader: ReaderProcess, tmp_path: Path) -> Callable[..., Reading]:
    """Read a file the way the screens do."""

    def read_it(path: Path, answers: Answers | None = None, limits: Limits | None = None, **more: object) -> Reading:
        return read_file(path, answers, work=tmp_path, limits=limits, today=TODAY, process=reader, **more)  # type: ignore[arg-type]

    return read_it


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied behind a test that writes a lot."""
    yield tmp_path
    for entry in os.scandir(tmp_path):
        if entry.is_dir():
            shutil.rmtree(entry.path, ignore_errors=True)
