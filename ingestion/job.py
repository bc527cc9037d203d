"""One file from its bytes to a reading, inside the child process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

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
from ingestion.clean import write_clean
from ingestion.held_sheet import HeldSheet, read_held_sheet, refuse_held_sheet
from ingestion.joined import prepare_joined, settle
from ingestion.kinds.catalogue import SALES
from ingestion.kinds.file import read_record_file, with_deals
from ingestion.kinds.report import BOTH, Taken
from ingestion.large import layout_key, read_large_text, read_large_workbook, taken_of
from ingestion.locate import locate
from ingestion.opening import Opened, open_sheets, unpack
from ingestion.reading import Question, Reading, SourceRow, refused
from ingestion.refusal import Refused
from ingestion.relation import JOINED
from ingestion.rules import rules_of
from ingestion.sales_table import SalesTable, prepare, walk
from ingestion.second_table import read_sheet
from ingestion.source_row import lines_of_large_text, rows_at, sheets_of
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile
from ingestion.survey import Surveying
from ingestion.task import Job
from ingestion.workbook import Sheet

_LOG = logging.getLogger(__name__)
_TYPING = (0.1, 0.9)  # the part of a large file's time that its one statement takes, as it was measured


def show_job(job: Job) -> list[SourceRow]:
    """The rows of a file that the job names; none of a file that cannot be read any more."""
    try:
        path, kind = unpack(job.path, job.work, job.limits)
        encoding = job.answers.encoding if job.answers else None
        if kind == "text" and path.stat().st_size >= job.limits.bulk_from_bytes:
            return rows_at(lines_of_large_text(path, job.places, job.limits, encoding), job.places)
        return rows_at(sheets_of(path, kind, job.limits, encoding, job.work), job.places)
    except Refused as no:
        _LOG.warning("%s cannot be shown: %s", job.name, no.code)
        return []


def sheet_job(job: Job) -> HeldSheet:
    """The rows of a sheet of held rows that a person saved. Raises Refused as reading a file does."""
    path, kind = unpack(job.path, job.work, job.limits)
    return read_held_sheet([sheet.rows for sheet in sheets_of(path, kind, job.limits, None, job.work)])


def read_job(job: Job, progress: Callable[[str, float], None]) -> Reading:
    """Read one file; a file that cannot be read is a reading with outcome 'refused'."""
    started = time.monotonic()
    seen: Surveying | None = None
    try:
        progress("opening", 0.0)
        seen = Surveying(job.path)
        reading = _read(job, seen, progress)
    except Refused as no:
        known = seen.known() if seen is not None else {}
        reading = refused(job.path, job.name, no.code, no.facts, **known)
    return replace(reading, seconds=round(time.monotonic() - started, 3))


def _read(job: Job, seen: Surveying, progress: Callable[[str, float], None]) -> Reading:
    path, kind = unpack(job.path, job.work, job.limits)
    inside = seen if path == job.path else Surveying(path)
    typing = _part_of(progress, "typing", *_TYPING)
    large = read_large_text(job, seen, path, inside, typing) if kind == "text" else None
    if kind == "zip":
        large = read_large_workbook(job, seen, path, typing)
    if large is not None:
        return large
    known = seen.known()
    progress("mapping", 0.4)
    opened = open_sheets(path, kind, job.limits, job.answers or Answers(), job.work)
    for sheet in opened.sheets:
        refuse_held_sheet(sheet.rows)
    located = [opened.joined.table] if opened.joined else [locate(sheet.rows) for sheet in opened.sheets]
    answers = job.answers_for(layout_key(opened.sheets[0].rows, located[0]))
    taken = Taken(SALES) if opened.joined else taken_of(job, opened.sheets[0], located[0], answers)
    if not taken.has_sales:
        return read_record_file(job, known, opened, located, taken, answers)
    parts = []
    for sheet, table in zip(opened.sheets, located, strict=True):
        part = (
            prepare_joined(opened.joined, answers, job.today, job.limits)
            if opened.joined
            else prepare(sheet.rows, answers, job.today, job.limits, sheet.name, table)
        )
        part.sheet, part.sheet_number = sheet.name, sheet.number
        parts.append(part)
    parts[0].questions.extend(taken.questions)
    if opened.joined is None or answers.sheet != JOINED:  # a remembered answer settles it too
        parts[0].questions[:0] = [_with_sums(question, job, opened, answers) for question in opened.questions]
    progress("reading", 0.6)
    read = [
        read_sheet(part, sheet.rows, answers, job.today, job.limits)
        for part, sheet in zip(parts, opened.sheets, strict=True)
    ]
    reading = _report(job, known, opened, read, answers)
    return with_deals(job, reading, read, answers) if taken.kind == BOTH else reading


def _part_of(progress: Callable[[str, float], None], stage: str, start: float, end: float) -> Callable[[float], None]:
    """A listener to the shares of one stage that lies between two shares of the whole."""
    return lambda share: progress(stage, round(start + (end - start) * share, 3))


def _with_sums(question: Question, job: Job, opened: Opened, answers: Answers) -> Question:
    """The question which sheet to read, with what each of them adds up to."""
    options = []
    for option in question.options:
        total = _sum_of(job, opened.offered.get(str(option["answer"]), ()), answers)
        options.append(option if total is None else {**option, "total": str(total)})
    return replace(question, options=tuple(options))


def _sum_of(job: Job, sheets: Sequence[Sheet], answers: Answers) -> Decimal | None:
    """What sheets add up to as far as they can be read; None where one of them cannot, or there is none."""
    if not sheets:
        return None
    total = Decimal(0)
    try:
        for sheet in sheets:
            part = walk(prepare(sheet.rows, answers, job.today, job.limits, sheet.name), answers)
            total += sum((line.amount for line in part.walked.lines), Decimal(0))
    except Refused:
        return None
    return total


def _report(
    job: Job, known: Mapping[str, Any], opened: Opened, parts: Sequence[SalesTable], answers: Answers
) -> Reading:
    lines = [line for part in parts for line in part.walked.lines]
    total = sum(len(sheet.rows) for sheet in opened.sheets) + opened.other_rows
    related = settle(opened.joined, parts[0]) if opened.joined else None
    counts = count_lines(parts, total, opened.other_rows)
    questions = _asked_once(parts)
    if not lines and not questions:
        raise Refused("formulas_not_calculated" if opened.uncalculated else "nothing_readable", rows=counts.quarantined)
    if not questions:
        check_conservation(counts)
    sums = summary_of_lines(lines)
    warnings = [code for part in parts for code in warnings_of(part, sums["currencies"])]
    if job.clean is not None:
        tables = ((part.rows[part.table.last + 1 :], part.walked.left_out) for part in parts)
        write_clean(job.clean, parts[0].table.header, tables)
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
        sheet_number=opened.sheets[0].number,
        rules=() if questions else tuple(rules_of(part, answers) for part in parts),
        **known,
        **opened.facts,
        **sums,
        related=related,
        **summary_of_left_out(parts, opened.other_rows, opened.joined.rows_beside if opened.joined else 0),
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
