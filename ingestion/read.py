"""Reading a file, as the screens, the store and the command see it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ingestion.answers import Answers
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.reading import Place, Reading, SourceRow
from ingestion.task import Job


def read_file(
    path: Path,
    answers: Answers | None = None,
    *,
    work: Path,
    limits: Limits | None = None,
    name: str | None = None,
    known_layouts: Mapping[str, Answers] | None = None,
    progress: Callable[[str, float], None] | None = None,
    today: date | None = None,
    clean: Path | None = None,
    process: ReaderProcess | None = None,
) -> Reading:
    """What is in a file: typed rows staged on disk, what is held back and why, and what must be asked first.

    Runs the parsers in a child process with limits; never raises for a bad file, that is `outcome == 'refused'`.
    `work`: folder for staged files, a new subfolder for each call, removed by the caller when the rows are stored.
    `name`: the name to show where the path is a temporary one. `known_layouts`: answers remembered by layout
    fingerprint, used where `answers` is None. `today`: later dates are held back. `clean`: where to write the
    located table as plain CSV. `process`: a running reader to use again; without it one is started for this file and
    ended.
    """
    folder = Path(tempfile.mkdtemp(dir=work, prefix="reading-"))
    shown, day = name or path.name, today or date.today()
    job = Job(path, shown, folder, day, answers, limits or Limits(), known_layouts or {}, clean)
    if process is not None:
        reading = process.read(job, progress)
    else:
        with ReaderProcess() as own:
            reading = own.read(job, progress)
    return replace(reading, file=str(path))


def show_rows(
    path: Path,
    places: Sequence[Place],
    *,
    work: Path,
    encoding: str | None = None,
    process: ReaderProcess | None = None,
) -> list[SourceRow]:
    """How do rows of a file look in the file itself? Parsed in a child process like every file.

    `places`: (number of the sheet, line); a row that is not there is left out, a file that cannot be read gives none.
    """
    folder = Path(tempfile.mkdtemp(dir=work, prefix="showing-"))
    answers = Answers(encoding=encoding) if encoding else None
    job = Job(path, path.name, folder, date.min, answers, places=tuple(places))
    if process is not None:
        return process.show(job)
    with ReaderProcess() as own:
        return own.show(job)
