"""One file from its bytes to a reading, inside the child process."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
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
from ingestion.crosstab import layout_of
from ingestion.headers import fingerprint
from ingestion.held_sheet import HeldSheet, read_held_sheet, refuse_held_sheet
from ingestion.joined import prepare_joined, settle
from ingestion.kinds.catalogue import SALES
from ingestion.kinds.file import read_record_file, with_deals
from ingestion.kinds.report import BOTH, Taken, take
from ingestion.locate import Table, locate
from ingestion.opening import Opened, open_sheets, unpack
from ingestion.reading import LineCounts, Question, Reading, SourceRow, refused
from ingestion.refusal import Refused
from ingestion.relation import JOINED
from ingestion.rules import rules_of
from ingestion.sales_table import SalesTable, prepare, walk
from ingestion.second_table import read_sheet
from ingestion.source_row import lines_of_large_text, rows_at, sheets_of
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile
from ingestion.survey import Survey, survey
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
    path, kind = unpack(job.path, job.work, job.limits)
    seen = seen if path == job.path else survey(path)
    typing = _part_of(progress, "typing", *_TYPING)
    large = _read_large_text(job, known, path, seen, typing) if kind == "text" else None
    if kind == "zip":
        large = _read_large_workbook(job, known, path, seen, typing)
    if large is not None:
        return large
    progress("mapping", 0.4)
    opened = open_sheets(path, kind, job.limits, job.answers or Answers(), job.work)
    for sheet in opened.sheets:
        refuse_held_sheet(sheet.rows)
    located = [opened.joined.table] if opened.joined else [locate(sheet.rows) for sheet in opened.sheets]
    answers = job.answers_for(_layout(opened.sheets[0].rows, located[0]))
    taken = Taken(SALES) if opened.joined else _taken(job, opened.sheets[0], located[0], answers)
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


def _taken(job: Job, sheet: Sheet, table: Table | None, answers: Answers) -> Taken:
    return take(sheet.rows, table, answers, f"{Path(job.name).stem} {sheet.name}")


def _part_of(progress: Callable[[str, float], None], stage: str, start: float, end: float) -> Callable[[float], None]:
    """A listener to the shares of one stage that lies between two shares of the whole."""
    return lambda share: progress(stage, round(start + (end - start) * share, 3))


def _read_large_text(
    job: Job, known: Mapping[str, Any], path: Path, seen: Survey, tell: Callable[[float], None]
) -> Reading | None:
    """The reading of a large regular text by one statement; None where it is small, irregular or needs a question."""
    if seen.size > job.limits.text_bytes:
        raise Refused("too_big", limit=job.limits.text_bytes, found=seen.size)
    if seen.lines > job.limits.rows:
        raise Refused("too_many_rows", limit=job.limits.rows, found=seen.lines)
    if seen.size < job.limits.bulk_from_bytes or job.clean is not None:
        return None
    try:
        text = open_bulk_text(path, seen, job.work, job.limits, job.answers.encoding if job.answers else None)
        refuse_held_sheet(text.sample)
        answers = job.answers_for(_layout(text.sample, text.table))
        _refuse_records(job, Sheet("", 0, text.sample), text.table, answers)
        table = read_bulk(text.source, text.sample, text.table, answers, job.today, job.limits, job.work, tell)
    except Irregular as reason:
        _LOG.info("%s is read row by row: %s", job.name, reason)
        return None
    counts = _bulk_counts(table, text.lines, text.header_lines, text.blank)
    facts = {"encoding": text.encoding, "delimiter": text.delimiter}
    return _bulk_report(job, known, table, counts, text.sample, answers, facts)


def _refuse_records(job: Job, sample: Sheet, table: Table, answers: Answers) -> None:
    """Raise Irregular where the sample says that the table holds more than sales, or something else."""
    taken = _taken(job, sample, table, answers)
    if taken.kind != SALES or taken.questions:
        raise Irregular(f"a table of {taken.kind}")


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
        sheet_number=table.found.sheet_number,
        **known,
        **facts,
        **table.sums,
        own_total=table.found.walked.own_total,
        rules=(rules_of(table.found, answers),),
        **summary_of_left_out([table.found]),
        **summary_of_table(table.found, table.found.questions),
    )


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


def _layout(rows: Sequence[Row], table: Table | None) -> str:
    names = layout_of(rows, table)
    return fingerprint(text_of(name) for name in names) if names else ""


def _read_large_workbook(
    job: Job, known: Mapping[str, Any], path: Path, seen: Survey, tell: Callable[[float], None]
) -> Reading | None:
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
            refuse_held_sheet(sheet.head.rows)
            answers = job.answers_for(_layout(sheet.head.rows, sheet.table))
            _refuse_records(job, sheet.head, sheet.table, answers)
            table = read_bulk(sheet.source, sheet.head.rows, sheet.table, answers, job.today, limits, job.work, tell)
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
