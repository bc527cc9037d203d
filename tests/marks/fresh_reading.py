"""A fresh file read and judged; a question that is right to ask is answered, and what comes then is judged again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading
from tests.marks.corpus import TODAY
from tests.marks.fresh_files import FreshFile, right_answers, verdict

ROUNDS = 4  # of questions
_NO_ANSWER = frozenset(("mixed currencies", "across", "without header", "till"))


@dataclass(frozen=True)
class Judged:
    """A fresh file, its first reading, and 'full', 'asked' (rightly, and right once answered), or what is wrong."""

    file: FreshFile
    reading: Reading
    verdict: str


def read_fresh(file: FreshFile, folder: Path, process: ReaderProcess, limits: Limits | None = None) -> Judged:
    """Read a file as an owner who knows the truth would."""
    work = Path(tempfile.mkdtemp(dir=folder))
    path = work / file.name
    path.write_bytes(file.content)
    try:
        first = read_file(path, work=work, process=process, limits=limits, today=TODAY)
        said = verdict(file, first)
        if said == "asked" and file.table.layout not in _NO_ANSWER and file.table.dated_by != "months":
            said = _answered(file, path, first, work, process, limits)
        return Judged(file, first, said)
    finally:
        shutil.rmtree(work)


def _answered(
    file: FreshFile, path: Path, found: Reading, work: Path, process: ReaderProcess, limits: Limits | None
) -> str:
    """'asked' where the right answers lead to the truth, or to no more than a row held back that calls itself a total."""
    for _ in range(ROUNDS):
        answers = right_answers(file, found)
        if found.outcome != "ask" or answers is None:
            break
        found = read_file(path, answers, work=work, process=process, limits=limits, today=TODAY)
    said = verdict(file, found)
    right = said == "full" or (said.startswith("held") and "total_differs" in said)
    return "asked" if right else f"answered wrong: {said}"
