"""Reading files in the tests as the screens do: by one real child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from example_files import TODAY, Sale, some_sales

from ingestion.answers import Answers
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading


@pytest.fixture
def sales() -> list[Sale]:
    return some_sales(120)


@pytest.fixture(scope="session")
def reader() -> Iterator[ReaderProcess]:
    """One real child process for all tests that read files."""
    with ReaderProcess() as process:
        yield process


@pytest.fixture
def read(reader: ReaderProcess, tmp_path: Path) -> Callable[..., Reading]:
    """Read a file the way the screens do."""

    def read_it(path: Path, answers: Answers | None = None, limits: Limits | None = None, **more: object) -> Reading:
        return read_file(path, answers, work=tmp_path, limits=limits, today=TODAY, process=reader, **more)  # type: ignore[arg-type]

    return read_it


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes or lines to a file of the test."""

    def write_it(name: str, content: bytes | str | Sequence[str], encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else "\n".join(content) + "\n"
            path.write_bytes(text.encode(encoding))
        return path

    return write_it
