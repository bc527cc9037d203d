"""T01 and T10: tables of sales with known truth. 76 of the 137 tables are here; the others are sealed, so fresh files of
the same kinds are read beside them. FULL of 92 in a hundred easy and medium ones, nothing wrong in silence.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from ingestion.process import ReaderProcess
from tests.marks.corpus import Corpus
from tests.marks.fresh_files import fresh_files
from tests.marks.fresh_reading import read_fresh

FRESH = 80


def test_t01_easy_and_medium_tables(corpus: Corpus) -> None:
    verdicts = [corpus.verdicts[one.name] for one in corpus.read("sales") if one.truth["tier"] in ("easy", "medium")]
    assert verdicts.count("FULL") >= 0.92 * len(verdicts), Counter(verdicts)


def test_t01_hard_tables(corpus: Corpus) -> None:
    verdicts = [
        corpus.verdicts[one.name] for one in corpus.read("sales") if one.truth["tier"] not in ("easy", "medium")
    ]
    assert sum(one in ("FULL", "ASKED") for one in verdicts) >= 0.88 * len(verdicts), Counter(verdicts)
    assert verdicts.count("FULL") >= 0.45 * len(verdicts), Counter(verdicts)


def test_t01_nothing_is_wrong_in_silence(corpus: Corpus) -> None:
    wrong = [name for name, verdict in corpus.verdicts.items() if verdict in ("SILENT WRONG", "NOT HELD", "CRASHED")]
    assert not wrong
    assert not [one.name for one in corpus.read("sales") if one.reading.outcome == "loaded" and not one.reading.lines.conserved()]  # fmt: skip


@pytest.mark.parametrize("seed", [1])
def test_t01_fresh_files_of_the_same_kinds(seed: int, reader: ReaderProcess, tmp_path: Path) -> None:
    found = [read_fresh(file, tmp_path, reader) for file in fresh_files(FRESH, seed)]
    shutil.rmtree(tmp_path)
    wrong = [one for one in found if one.verdict.startswith(("silent", "answered wrong"))]
    assert not wrong, [(one.file.name, one.file.table.layout, one.verdict) for one in wrong]
    good = sum(one.verdict in ("full", "asked") for one in found)
    assert good >= 0.97 * FRESH, Counter(one.verdict for one in found)
