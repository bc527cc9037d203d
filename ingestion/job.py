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
    own_total_of,
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
from ingestion.html_table import read_html
from ingestion.limits import Limits
from ingestion.locate import locate
from ingestion.reading import LineCounts, Question, Reading, refused
from ingestion.refusal import Refused
from ingestion.sales_table import SalesTable, prepare, walk
from ingestion.sheets import choose_sheets
from ingestion.signature import Kind, kind_of
from ingestion.source_row import Place, SourceRow, lines_of_large_text, rows_at, sheets_of
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
    places: tuple[Place, ...] = ()  # rows to show instead of reading the file

    def answers_for(self, layout: str) -> Answers:
        """The given answers, else those remembered for the layout, else none."""
        if self.answers is not None:
            return self.answers
        return self.known_layouts.get(layout, Answers())


@dataclass(frozen=True)
class Opened:
    """The sheets to be read (a text is one), and what is known about the file so far."""

    sheets: Sequence[workbook.Sheet]
    other_rows: int = 0  # rows of sheets that are not read
    facts: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    uncalculated: bool = False


def show_job(job: Job) -> list[SourceRow]:
    """The rows of a file that the job names; none of a file that cannot be read any more."""
    try:
        path, kind = _unpacked(job, survey(job.path))
        encoding = job.answers.encoding if job.answers else None
        if kind == "text" and path.stat().st_size >= job.limits.bulk_from_bytes:
            return rows_at(lines_of_large_text(path, job.places, job.limits, encoding), job.places)
        return rows_at(sheets_of(path, kind, job.limits, encoding), job.places)
    except Refused as no:
        _LOG.warning("%s cannot be shown: %s", job.name, no.code)
        return []


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
    answers = job.answers_for(_layout(opened.sheets[0].rows))
    parts = []
    for sheet in opened.sheets:
        part = prepare(sheet.rows, answers, job.today, job.limits, sheet.name)
        part.sheet, part.sheet_number = sheet.name, sheet.number
        parts.append(part)
    parts[0].questions.extend(opened.questions)
    progress("reading", 0.6)
    for part in parts:
        walk(part, answers)
    return _report(job, known, opened, parts, answers)


def _kind(path: Path) -> Kind:
    with path.open("rb") as source:
        return kind_of(source.read(_HEAD))


def _unpacked(job: Job, seen: Survey) -> tuple[Path, Kind]:
    """The file itself, or the one file inside a gzip or a zip."""
    kind = _kind(job.path)
    unpacked = job.work / "unpacked"
    if kind == "gzip":
        archive.unpack_gzip(job.path, unpacked, job.limits)
    elif kind == "zip":
        with archive.check_zip(job.path, job.limits) as packed:
            if archive.is_workbook(packed):
                return job.path, kind
            archive.unpack_entry(packed, archive.the_one_table(packed), unpacked)
    else:
        return job.path, kind
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
        own_total=table.found.walked.own_total,
        **summary_of_left_out([table.found]),
        **summary_of_table(table.found, table.found.questions),
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
    if kind == "html":
        return _open_page(job, path)
    raise Refused(kind)


def _open_page(job: Job, path: Path) -> Opened:
    """A table of a web page; several are chosen from like sheets."""
    tables = read_html(path, job.limits, job.answers.encoding if job.answers else None)
    sheets = [workbook.Sheet(f"#{number}", number, rows) for number, rows in enumerate(tables, start=1)]
    return replace(_chosen(job, sheets), facts={"delimiter": "html"})


def _open_text(job: Job, path: Path) -> Opened:
    text = read_text(path, job.limits, job.answers.encoding if job.answers else None)
    facts = {"encoding": text.encoding, "delimiter": text.dialect.delimiter or None}
    return Opened([workbook.Sheet("", 0, text.rows)], facts=facts, warnings=text.warnings)


def _open_zip(job: Job, path: Path) -> Opened:
    with archive.check_zip(path, job.limits) as packed:
        if not archive.is_workbook(packed):
            raise archive.several_files(packed.infolist())
        parts = workbook.inspect_parts(packed, job.limits)
    opened = _open_workbook(job, path)
    warnings = (*opened.warnings, *(("hidden_rows",) if parts.hidden_rows else ()))
    return replace(opened, warnings=warnings, uncalculated=parts.uncalculated)


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
    return _chosen(job, sheets)


def _chosen(job: Job, sheets: Sequence[workbook.Sheet]) -> Opened:
    """The sheets to read and what must be asked about the others."""
    chosen, questions = choose_sheets(sheets, job.answers.sheet if job.answers else None)
    taken = {sheet.number for sheet in chosen}
    others = sum(len(sheet.rows) for sheet in sheets if sheet.number not in taken)
    warnings = ("sheets_joined",) if len(chosen) > 1 else ()
    facts = {"sheet": ", ".join(sheet.name for sheet in chosen)}
    return Opened(chosen, others, facts, warnings, questions)


def _report(
    job: Job, known: Mapping[str, Any], opened: Opened, parts: Sequence[SalesTable], answers: Answers
) -> Reading:
    lines = [line for part in parts for line in part.walked.lines]
    total = sum(len(sheet.rows) for sheet in opened.sheets) + opened.other_rows
    counts = count_lines(parts, total, opened.other_rows)
    questions = _asked_once(parts)
    if not lines and not questions:
        raise Refused("formulas_not_calculated" if opened.uncalculated else "nothing_readable", rows=counts.quarantined)
    if not questions:
        check_conservation(counts)
    sums = summary_of_lines(lines)
    warnings = [code for part in parts for code in warnings_of(part, sums["currencies"])]
    if job.clean is not None:
        write_clean(job.clean, parts)
    return Reading(
        file=str(job.path),
        name=job.name,
        outcome="ask" if questions else "loaded",
        reason=questions[0].code if questions else None,
        facts=questions[0].facts if questions else {},
        lines=counts,
        warnings=tuple(dict.fromkeys((*opened.warnings, *warnings))),
        answers=answers,
        staged=None if questions else _stage(job, parts),
        own_total=own_total_of(parts),
        **known,
        **opened.facts,
        **sums,
        **summary_of_left_out(parts, opened.other_rows),
        **summary_of_table(parts[0], questions),
    )


def _asked_once(parts: Sequence[SalesTable]) -> list[Question]:
    """The questions of all parts; the same question about several sheets is asked once."""
    asked: dict[str, Question] = {}
    for part in parts:
        for question in part.questions:
            asked.setdefault(question.code, question)
    return list(asked.values())


def _stage(job: Job, parts: Sequence[SalesTable]) -> StagedFile:
    staged = StagedFile(job.work / "lines.parquet", job.work / "left_out.parquet")
    write_lines(staged.lines, [(part.sheet_number, part.walked.lines) for part in parts])
    write_left_out(staged.left_out, [(part.sheet, part.plan, part.walked.left_out) for part in parts])
    return staged
