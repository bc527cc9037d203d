"""T11: changes that must not matter. T12: damages that must not pass unnoticed. Samples by seed; 500 changes and 200 files
x 50 damages in `python -m benchmarks --only marks`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingestion.process import ReaderProcess
from ingestion.reading import LineCounts, Reading
from tests.marks.changes import changes_that_matter, fuzz, is_silent


def test_t11_what_must_not_matter(reader: ReaderProcess, scratch: Path) -> None:
    tried, broken = changes_that_matter(40, 11, scratch, reader)
    assert tried >= 40 and not broken


def test_t12_damaged_bytes(reader: ReaderProcess, scratch: Path) -> None:
    found = fuzz(8, 15, 12, scratch, reader)
    assert found.tried == 120
    assert not found.lost
    assert not found.silent


def test_t12_a_row_that_is_gone_is_noticed() -> None:
    """The measure itself: a row less with every other count alike is silent, a row held is not."""
    before = Reading("a", "a", "loaded", lines=LineCounts(11, 1, 0, 10, 0, 0))
    gone = replace(before, lines=LineCounts(10, 1, 0, 9, 0, 0))
    assert is_silent(before, gone, b"1\n2\n3\n", b"1\n23\n")
    assert not is_silent(before, gone, b"1\n2\n3\n", b"1\n3\n")
    assert not is_silent(before, replace(before, lines=LineCounts(11, 1, 0, 9, 1, 0)), b"1\n", b"2\n")
    assert not is_silent(before, replace(before, outcome="ask", lines=LineCounts()), b"1\n", b"2\n")
