"""One file from its bytes to a reading, inside the child process."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingestion import archive, workbook
from ingestion.answers import Answers
from ingestion.assemble import (
    check_conservation,
    count_lines,
    summary_of_left_out,
    summary_of_lines,
    summary_of_table,
    warnings_of,
)  # fmt: skip
from ingestion.bulk import BulkTable, Irregular, read_bulk
from ingestion.bulk_sheet import open_bulk_sheet
from ingestion.bulk_text import open_bulk_text
from ingestion.cells import Row, text_of
from ingestion.clean import write_clean
from ingestion.headers import fingerprint
from ingestion.limits import Limits
from ingestion.locate import locate
from ingestion.reading import LineCounts, Question, Reading, refused
from ingestion.refusal import Refused
from ingestion.sales_table import SalesTable, prepare, walk
from ingestion.signature import Kind, kind_of
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile
from ingestion.survey import Survey, survey
from ingestion.text_file import read_text

_LOG = logging.getLogger(__name__)
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
        progress("opening", 0.0)
        seen = survey(job.path)
        known = {"sha256": seen.sha256, "bytes": seen.size}
        reading = _read(job, known, seen, progress)
    except Refused as no:
        reading = refused(job.path, job.name, no.code, no.facts, **known)
    return replace(reading, seconds=round(time.monotonic() - started, 3))


def _read(job: Job, known: Mapping[str, Any], seen: Survey, progress: Callable[[str, float], None]) -> Reading:
    path, kind = _unpacked(job, seen)
    seen = seen if path == job.path else survey(path)
    large = _read_large_text(job, known, path, seen) if kind == "text" else None
    if kind == "zip":
        large = _read_large_workbook(job, known, path, seen)
    if large is not None:
        return large
    progress("mapping", 0.4)
    opened = _open(job, path, kind)
    answers = job.answers_for(_layout(opened.rows))
    found = prepare(opened.rows, answers, job.today, job.limits, opened.sheet_name)
    found.questions.extend(opened.questions)
    progress("reading", 0.6)
    walk(found, answers)
    return _report(job, known, opened, found, answers)


def _kind(path: Path) -> Kind:
    with path.open("rb") as source:
        return kind_of(source.read(_HEAD))


def _unpacked(job: Job, seen: Survey) -> tuple[Path, Kind]:
    """The file itself, or the one file inside a gzip."""
    kind = _kind(job.path)
    if kind != "gzip":
        return job.path, kind
    unpacked = job.work / "unpacked"
    archive.unpack_gzip(job.path, unpacked, job.limits)
    inner = _kind(unpacked)
    if inner == "gzip":
        raise Refused("other_archive")
    return unpacked, inner


def _read_large_text(job: Job, known: Mapping[str, Any], path: Path, seen: Survey) -> Reading | None:
    """The reading of a large regular text by one statement; None where it is small, irregular or needs a question."""
    if seen.size > job.limits.text_bytes:
        raise Refused("too_big", limit=job.limits.text_bytes, found=seen.size)
    if seen.lines > job.limits.rows:
        raise Refused("too_many_rows", limit=job.limits.rows, found=seen.lines)
    if seen.size < job.limits.bulk_from_bytes or job.clean is not None:
        return None
    try:
        text = open_bulk_text(path, seen, job.work, job.limits, job.answers.encoding if job.answers else None)
        answers = job.answers_for(_layout(text.sample))
        table = read_bulk(text.source, text.sample, answers, job.today, job.limits, job.work)
    except Irregular as reason:
        _LOG.info("%s is read row by row: %s", job.name, reason)
        return None
    counts = _bulk_counts(table, text.lines, text.header_lines, text.blank)
    facts = {"encoding": text.encoding, "delimiter": text.delimiter}
    return _bulk_report(job, known, table, counts, text.sample, answers, facts)


def _bulk_report(
    job: Job, known: Mapping[str, Any], table: BulkTable, counts: LineCounts, sample: Sequence[Row], answers: Answers,
    facts: Mapping[str, Any],
) -> Reading:  # fmt: skip
    check_conservation(counts)
    if not counts.loaded:
        raise Refused("nothing_readable", rows=counts.quarantined)
    return Reading(
        file=str(job.path),
        name=job.name,
        outcome="loaded",
        lines=counts,
        warnings=warnings_of(table.found, table.sums["currencies"]),
        answers=answers,
        staged=table.staged,
        **known,
        **facts,
        **table.sums,
        **summary_of_left_out(table.found.walked.left_out, table.found),
        **summary_of_table(table.found),
    )


def _layout(rows: Sequence[Row]) -> str:
    table = locate(rows)
    return fingerprint(text_of(name) for name in table.header) if table else ""


def _open(job: Job, path: Path, kind: Kind) -> Opened:
    """The rows of a file by what its bytes are."""
    if kind == "text":
        return _open_text(job, path)
    if kind == "zip":
        return _open_zip(job, path)
    if kind == "ole2":
        return _open_workbook(job, path)
    raise Refused(kind)


def _open_text(job: Job, path: Path) -> Opened:
    text = read_text(path, job.limits, job.answers.encoding if job.answers else None)
    facts = {"encoding": text.encoding, "delimiter": text.dialect.delimiter or None}
    return Opened(text.rows, facts=facts, warnings=text.warnings)


def _open_zip(job: Job, path: Path) -> Opened:
    with archive.check_zip(path, job.limits) as packed:
        if not archive.is_workbook(packed):
            raise Refused("archive_of_files", files=len(packed.infolist()))
        parts = workbook.inspect_parts(packed, job.limits)
    warnings = ("hidden_rows",) if parts.hidden_rows else ()
    return replace(_open_workbook(job, path), warnings=warnings, uncalculated=parts.uncalculated)


def _read_large_workbook(job: Job, known: Mapping[str, Any], path: Path, seen: Survey) -> Reading | None:
    """The reading of a large workbook with one clean sheet by one statement; None where it must be read cell by
    cell."""
    limits = job.limits
    if not limits.bulk_from_workbook_bytes <= seen.size <= limits.workbook_bytes or job.clean is not None:
        return None
    with archive.check_zip(path, limits) as packed:
        if not workbook.sheet_parts(packed):
            return None
        parts = workbook.inspect_parts(packed, limits)
        try:
            sheet = open_bulk_sheet(path, packed, job.work, limits)
            answers = job.answers_for(_layout(sheet.head.rows))
            table = read_bulk(sheet.source, sheet.head.rows, answers, job.today, limits, job.work)
        except Irregular as reason:
            _LOG.info("%s is read cell by cell: %s", job.name, reason)
            return None
    if parts.hidden_rows:
        table.found.mapping.warnings.append("hidden_rows")
    counts = _bulk_counts(table, sheet.rows, sheet.table.last + 1, 0)
    return _bulk_report(job, known, table, counts, sheet.head.rows, answers, {"sheet": sheet.head.name})


def _bulk_counts(table: BulkTable, total: int, header: int, blank: int) -> LineCounts:
    left_out = Counter(verdict.outcome for verdict, _ in table.found.walked.left_out)
    return LineCounts(
        total=total,
        header=header,
        blank=blank + table.found.walked.blank,
        loaded=table.loaded,
        quarantined=left_out["quarantined"],
        skipped=left_out["skipped"],
    )


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
    sums = summary_of_lines(walked.lines)
    if job.clean is not None:
        write_clean(job.clean, found)
    return Reading(
        file=str(job.path),
        name=job.name,
        outcome="ask" if questions else "loaded",
        reason=questions[0].code if questions else None,
        facts=questions[0].facts if questions else {},
        lines=counts,
        warnings=(*opened.warnings, *warnings_of(found, sums["currencies"])),
        answers=answers,
        staged=None if questions else _stage(job, opened, found),
        **known,
        **opened.facts,
        **sums,
        **summary_of_left_out(walked.left_out, found, opened.sheet_rows),
        **summary_of_table(found),
    )


def _stage(job: Job, opened: Opened, found: SalesTable) -> StagedFile:
    staged = StagedFile(job.work / "lines.parquet", job.work / "left_out.parquet", sheet=opened.sheet_number)
    write_lines(staged.lines, found.walked.lines, opened.sheet_number)
    write_left_out(staged.left_out, found.walked.left_out, found.plan, opened.sheet_name)
    return staged
