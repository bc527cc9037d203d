"""Reading a file, as the screens, the store and the command see it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ingestion.answers import Answers
from ingestion.held_sheet import HeldSheet
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.reading import Place, Reading, SourceRow
from ingestion.row_file import RowFile, write_row_file
from ingestion.staged import StagedFile
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


def mend_rows(
    content: RowFile, *, work: Path, today: date | None = None, process: ReaderProcess | None = None
) -> StagedFile:
    """What becomes of rows that a person put right, read by the rules of their file: staged like the rows of any file.

    Read in a child process like every file. Raises Refused where the child was lost over them.
    """
    folder = Path(tempfile.mkdtemp(dir=work, prefix="mending-"))
    path = folder / "rows.json"
    write_row_file(path, content)
    job = Job(path, path.name, folder, today or date.today(), task="mend")
    if process is not None:
        return process.mend(job)
    with ReaderProcess() as own:
        return own.mend(job)


def read_sheet_of_held_rows(path: Path, *, work: Path, process: ReaderProcess | None = None) -> HeldSheet:
    """The rows of a sheet that this program gave out to be put right, as a person saved it.

    Read in a child process like every file. Raises Refused: `no_held_sheet` for another file, and as `read_file` refuses.
    """
    job = Job(path, path.name, Path(tempfile.mkdtemp(dir=work, prefix="sheet-")), date.min, task="sheet")
    if process is not None:
        return process.held_sheet(job)
    with ReaderProcess() as own:
        return own.held_sheet(job)


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
