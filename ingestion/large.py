"""Large regular texts and workbooks: read by one statement of the engine, or given up to the row-by-row path."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingestion import archive, workbook
from ingestion.answers import Answers
from ingestion.assemble import (
    check_conservation,
    summary_of_left_out,
    summary_of_table,
    warnings_of,
)  # fmt: skip
from ingestion.bulk import BulkTable, read_bulk
from ingestion.bulk_sheet import open_bulk_sheet
from ingestion.bulk_sums import Irregular
from ingestion.bulk_text import open_bulk_text
from ingestion.cells import Row, text_of
from ingestion.crosstab import layout_of
from ingestion.headers import fingerprint
from ingestion.held_sheet import refuse_held_sheet
from ingestion.kinds.catalogue import SALES
from ingestion.kinds.report import Taken, take
from ingestion.limits import Limits
from ingestion.locate import Table
from ingestion.reading import LineCounts, Reading
from ingestion.refusal import Refused
from ingestion.rules import rules_of
from ingestion.survey import Surveying
from ingestion.task import Job
from ingestion.workbook import Sheet

_LOG = logging.getLogger(__name__)


def taken_of(job: Job, sheet: Sheet, table: Table | None, answers: Answers) -> Taken:
    """What a sheet holds, told by the answers, its columns and values, and the names of file and sheet."""
    return take(sheet.rows, table, answers, f"{Path(job.name).stem} {sheet.name}")


def layout_key(rows: Sequence[Row], table: Table | None) -> str:
    """By what the answers to this layout of columns are remembered; '' where no table was found."""
    names = layout_of(rows, table)
    return fingerprint(text_of(name) for name in names) if names else ""


def read_large_text(
    job: Job, seen: Surveying, path: Path, inside: Surveying, tell: Callable[[float], None]
) -> Reading | None:
    """The reading of a large regular text by one statement; None where it is small, irregular or needs a question."""
    size = path.stat().st_size
    if size > job.limits.text_bytes:
        raise Refused("too_big", limit=job.limits.text_bytes, found=size)
    if size < job.limits.bulk_from_bytes or job.clean is not None:
        _refuse_many(inside, job.limits)
        return None
    try:
        text = open_bulk_text(path, inside, job.work, job.limits, job.answers.encoding if job.answers else None)
        refuse_held_sheet(text.sample)
        answers = job.answers_for(layout_key(text.sample, text.table))
        _refuse_records(job, Sheet("", 0, text.sample), text.table, answers)
        table = read_bulk(text.source, text.sample, text.table, answers, job.today, job.limits, job.work, tell)
    except Irregular as reason:
        _LOG.info("%s is read row by row: %s", job.name, reason)
        _refuse_many(inside, job.limits)
        return None
    _refuse_many(inside, job.limits)
    facts_of_lines = text.seen.facts()
    counts = _bulk_counts(table, facts_of_lines.lines, text.header_lines, facts_of_lines.blank_at_end)
    facts = {"encoding": text.encoding, "delimiter": text.delimiter}
    return _bulk_report(job, seen.known(), table, counts, text.sample, answers, facts)


def _refuse_many(seen: Surveying, limits: Limits) -> None:
    """Refuse a text of more lines than may be read; known only when all its bytes were seen."""
    lines = seen.facts().lines
    if lines > limits.rows:
        raise Refused("too_many_rows", limit=limits.rows, found=lines)


def _refuse_records(job: Job, sample: Sheet, table: Table, answers: Answers) -> None:
    """Raise Irregular where the sample says that the table holds more than sales, or something else."""
    taken = taken_of(job, sample, table, answers)
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


def read_large_workbook(job: Job, seen: Surveying, path: Path, tell: Callable[[float], None]) -> Reading | None:
    """The reading of a large workbook with one clean sheet by one statement; None where it must be read cell by
    cell."""
    limits = job.limits
    if not limits.bulk_from_workbook_bytes <= path.stat().st_size <= limits.workbook_bytes or job.clean is not None:
        return None
    with archive.check_zip(path, limits) as packed:
        if not workbook.sheet_parts(packed):
            return None
        parts = workbook.inspect_parts(packed, limits)
        try:
            sheet = open_bulk_sheet(path, packed, job.work, limits)
            refuse_held_sheet(sheet.head.rows)
            answers = job.answers_for(layout_key(sheet.head.rows, sheet.table))
            _refuse_records(job, sheet.head, sheet.table, answers)
            table = read_bulk(sheet.source, sheet.head.rows, sheet.table, answers, job.today, limits, job.work, tell)
        except Irregular as reason:
            _LOG.info("%s is read cell by cell: %s", job.name, reason)
            return None
    if parts.hidden_rows:
        table.found.mapping.warnings.append("hidden_rows")
    counts = _bulk_counts(table, sheet.lines(), sheet.table.last + 1, 0)
    return _bulk_report(job, seen.known(), table, counts, sheet.head.rows, answers, {"sheet": sheet.head.name})


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
