"""One file from its bytes to a reading, inside the child process."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingestion import archive, workbook
from ingestion.answers import Answers
from ingestion.assemble import (
    check_conservation, count_lines, summary_of_left_out, summary_of_lines, summary_of_table,
)  # fmt: skip
from ingestion.cells import Row, text_of
from ingestion.headers import fingerprint
from ingestion.limits import Limits
from ingestion.locate import locate
from ingestion.reading import Question, Reading, refused
from ingestion.refusal import Refused
from ingestion.sales_table import SalesTable, prepare, walk
from ingestion.signature import kind_of
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile
from ingestion.text_file import read_text

_HEAD = 1 << 16


@dataclass(frozen=True)
class Job:
    """What the parent asks for."""

    path: Path
    name: str
    work: Path
    today: date
    answers: Answers | None = None
    limits: Limits = field(default_factory=Limits)
    known_layouts: Mapping[str, Answers] = field(default_factory=dict)
    clean: Path | None = None  # write the located table there as plain CSV

    def answers_for(self, layout: str) -> Answers:
        """The given answers, else those remembered for the layout, else none."""
        if self.answers is not None:
            return self.answers
        return self.known_layouts.get(layout, Answers())


@dataclass(frozen=True)
class Opened:
    """The rows of the sheet or text to be read, and what is known about the file so far."""

    rows: Sequence[Row]
    sheet_name: str = ""
    sheet_number: int = 0
    sheet_rows: int = 0  # rows of sheets that are not read
    facts: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    uncalculated: bool = False


def read_job(job: Job, progress: Callable[[str, float], None]) -> Reading:
    """Read one file; a file that cannot be read is a reading with outcome 'refused'."""
    started = time.monotonic()
    known: dict[str, Any] = {}
    try:
        known = identity(job.path)
        reading = _read(job, known, progress)
    except Refused as no:
        reading = refused(job.path, job.name, no.code, no.facts, **known)
    return replace(reading, seconds=round(time.monotonic() - started, 3))


def identity(path: Path) -> dict[str, Any]:
    """Size and hash of the bytes. Raises Refused('missing')."""
    try:
        with path.open("rb") as source:
            return {"sha256": hashlib.file_digest(source, "sha256").hexdigest(), "bytes": path.stat().st_size}
    except OSError as fault:
        raise Refused("missing") from fault


def _read(job: Job, known: Mapping[str, Any], progress: Callable[[str, float], None]) -> Reading:
    progress("opening", 0.0)
    opened = _open(job, job.path)
    progress("mapping", 0.4)
    layout = _layout(opened.rows)
    answers = job.answers_for(layout)
    found = prepare(opened.rows, answers, job.today, job.limits)
    found.questions.extend(opened.questions)
    progress("reading", 0.6)
    walk(found, opened.rows, answers)
    return _report(job, known, opened, found, answers)


def _layout(rows: Sequence[Row]) -> str:
    table = locate(rows)
    return fingerprint(text_of(name) for name in table.header) if table else ""


def _open(job: Job, path: Path) -> Opened:
    """The rows of a file by what its bytes are."""
    with path.open("rb") as source:
        kind = kind_of(source.read(_HEAD))
    if kind == "text":
        return _open_text(job, path)
    if kind == "zip":
        return _open_zip(job, path)
    if kind == "ole2":
        return _open_workbook(job, path)
    if kind == "gzip":
        unpacked = job.work / "unpacked"
        archive.unpack_gzip(path, unpacked, job.limits)
        with unpacked.open("rb") as source:
            if kind_of(source.read(_HEAD)) == "gzip":
                raise Refused("other_archive")
        return _open(job, unpacked)
    raise Refused(kind)


def _open_text(job: Job, path: Path) -> Opened:
    size = path.stat().st_size
    if size > job.limits.text_bytes:
        raise Refused("too_big", limit=job.limits.text_bytes, found=size)
    text = read_text(path, job.limits, job.answers.encoding if job.answers else None)
    facts = {"encoding": text.encoding, "delimiter": text.dialect.delimiter or None}
    return Opened(text.rows, facts=facts, warnings=text.warnings)


def _open_zip(job: Job, path: Path) -> Opened:
    with archive.check_zip(path, job.limits) as packed:
        if not archive.is_workbook(packed):
            raise Refused("archive_of_files", files=len(packed.infolist()))
        archive.check_workbook_parts(packed)
        workbook.check_far_cells(packed, job.limits)
        hidden = ("hidden_rows",) if workbook.has_hidden_rows(packed) else ()
        opened = _open_workbook(job, path)
        return replace(opened, warnings=hidden, uncalculated=workbook.uncalculated_formulas(packed))


def _open_workbook(job: Job, path: Path) -> Opened:
    size = path.stat().st_size
    if size > job.limits.workbook_bytes:
        raise Refused("too_big", limit=job.limits.workbook_bytes, found=size)
    sheets = list(workbook.read_sheets(path, job.limits))
    if not any(workbook.used_rows(sheet) for sheet in sheets):
        raise Refused("empty")
    chosen, questions = _choose_sheet(sheets, job.answers.sheet if job.answers else None)
    others = sum(len(sheet.rows) for sheet in sheets if sheet is not chosen)
    return Opened(chosen.rows, chosen.name, chosen.number, others, {"sheet": chosen.name}, questions=questions)


def _choose_sheet(sheets: Sequence[workbook.Sheet], wanted: str | None) -> tuple[workbook.Sheet, tuple[Question, ...]]:
    """The sheet that a person named, or the only one with a table; several tables are a question."""
    if wanted is not None:
        named = [sheet for sheet in sheets if sheet.name == wanted]
        if not named:
            raise Refused("bad_answer", field="sheet", column=0)
        return named[0], ()
    with_table = [sheet for sheet in sheets if locate(sheet.rows) is not None]
    if not with_table:
        return max(sheets, key=workbook.used_rows), ()
    if len(with_table) == 1:
        return with_table[0], ()
    best = max(with_table, key=lambda sheet: (_table_words(sheet), -sheet.number))
    options = tuple({"answer": sheet.name, "rows": workbook.used_rows(sheet)} for sheet in with_table)
    return best, (Question("which_sheet", options),)


def _table_words(sheet: workbook.Sheet) -> int:
    from ingestion.locate import header_words

    table = locate(sheet.rows)
    return header_words(sheet.rows[table.first].cells) if table else 0


def _report(job: Job, known: Mapping[str, Any], opened: Opened, found: SalesTable, answers: Answers) -> Reading:
    walked = found.walked
    total = len(opened.rows) + opened.sheet_rows
    counts = count_lines(found, total, found.table.last + 1, opened.sheet_rows)
    questions = found.questions
    if not walked.lines and not questions:
        raise Refused("formulas_not_calculated" if opened.uncalculated else "nothing_readable", rows=counts.quarantined)
    if not questions:
        check_conservation(counts)
    return Reading(
        file=str(job.path),
        name=job.name,
        outcome="ask" if questions else "loaded",
        reason=questions[0].code if questions else None,
        facts=questions[0].facts if questions else {},
        lines=counts,
        warnings=(*opened.warnings, *found.mapping.warnings),
        answers=answers,
        staged=None if questions else _stage(job, opened, found),
        **known,
        **opened.facts,
        **summary_of_lines(walked.lines),
        **summary_of_left_out(walked.left_out, found, opened.sheet_rows),
        **summary_of_table(found, opened.rows),
    )


def _stage(job: Job, opened: Opened, found: SalesTable) -> StagedFile:
    staged = StagedFile(job.work / "lines.parquet", job.work / "left_out.parquet", sheet=opened.sheet_number)
    write_lines(staged.lines, found.walked.lines, opened.sheet_number)
    write_left_out(staged.left_out, found.walked.left_out, found.plan, opened.sheet_name)
    return staged
