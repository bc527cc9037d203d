"""A file of records from its sheets to a reading, and the deals of a file whose won ones are sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingestion.answers import Answers
from ingestion.assemble import check_conservation
from ingestion.clean import write_clean
from ingestion.kinds.read import RecordTable
from ingestion.kinds.report import DEALS, Taken, beside_sales, counts_of, fields_of_reading, read_table, unknown_words
from ingestion.kinds.stage import table_of, write_records
from ingestion.locate import Table
from ingestion.opening import Opened
from ingestion.reading import ColumnGuess, Evidence, Question, Reading, SheetRules
from ingestion.refusal import Refused
from ingestion.sales_table import SalesTable, without_header
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile
from ingestion.task import Job
from ingestion.workbook import Sheet


def read_record_file(
    job: Job, known: Mapping[str, Any], opened: Opened, located: Sequence[Table | None], taken: Taken, answers: Answers
) -> Reading:
    """The reading of a file that holds records and no sales.

    Raises Refused('no_table'), Refused('nothing_readable') and as `kinds.report.read_table`.
    """
    parts = []
    for sheet, table in zip(opened.sheets, located, strict=True):
        known_table = table or without_header(sheet.rows)
        title = f"{Path(job.name).stem} {sheet.name}"
        parts.append((sheet.name, read_table(taken.kind, sheet.rows, known_table, answers, job.today, title)))
    tables = [part for _, part in parts]
    questions = _asked_once([*taken.questions, *opened.questions], tables)
    counts = counts_of(tables, sum(len(sheet.rows) for sheet in opened.sheets) + opened.other_rows, opened.other_rows)
    if not counts.loaded and not questions:
        raise Refused("nothing_readable", rows=counts.quarantined)
    if not questions:
        check_conservation(counts)
    if job.clean is not None:
        bodies = (sheet.rows[table.table.last + 1 :] for sheet, table in zip(opened.sheets, tables, strict=True))
        left_out = (table.left_out for table in tables)
        write_clean(job.clean, tables[0].table.header, zip(bodies, left_out, strict=True))
    path = job.work / "records.parquet"
    made = write_records(path, taken.kind, [record for table in tables for record in table.records])
    staged = None
    if not questions:
        staged = replace(_stage(job, parts), records=path, records_table=table_of(taken.kind))
    return Reading(
        file=str(job.path),
        name=job.name,
        outcome="ask" if questions else "loaded",
        reason=questions[0].code if questions else None,
        facts=questions[0].facts if questions else {},
        lines=counts,
        questions=tuple(questions),
        warnings=tuple(opened.warnings),
        kind=taken.kind,
        sheet_number=opened.sheets[0].number,
        answers=answers,
        staged=staged,
        rules=tuple(
            _rules(sheet, table, job.limits.cell_bytes) for sheet, table in zip(opened.sheets, tables, strict=True)
        ),
        **known,
        **opened.facts,
        **fields_of_reading(taken.kind, parts, made, opened.sheets[0].rows, opened.other_rows),
    )


def _rules(sheet: Sheet, table: RecordTable, cell_bytes: int) -> SheetRules:
    """What its held rows need to be shown in their columns."""
    return SheetRules(
        sheet=sheet.name,
        number=sheet.number,
        header=table.header,
        columns=dict(table.columns),
        date_order=None,
        decimals={},
        whole_floats=(),
        left_out_states={},
        state_field=None,
        negate_returns=False,
        fill_client_down=False,
        order_total_once=False,
        cell_bytes=cell_bytes,
        fixed_day=None,
    )


def _asked_once(first: Sequence[Question], tables: Sequence[RecordTable]) -> list[Question]:
    asked: dict[str, Question] = {}
    for question in (*first, *(question for table in tables for question in table.questions)):
        asked.setdefault(question.code, question)
    return list(asked.values())


def _stage(job: Job, parts: Sequence[tuple[str, RecordTable]]) -> StagedFile:
    """No line of sales, and the rows that gave no record."""
    staged = StagedFile(job.work / "lines.parquet", job.work / "left_out.parquet")
    write_lines(staged.lines, [])
    write_left_out(staged.left_out, [(sheet, part, part.left_out) for sheet, part in parts])
    return staged


def with_deals(job: Job, reading: Reading, parts: Sequence[SalesTable], answers: Answers) -> Reading:
    """The reading of sales that are the won ones among deals, with all the deals beside them."""
    if reading.staged is None:
        return reading
    tables = [table for part in parts if (table := _deals_of(part, answers, job)) is not None]
    path = job.work / "records.parquet"
    made = write_records(path, DEALS, [record for table in tables for record in table.records])
    staged = replace(reading.staged, records=path, records_table=table_of(DEALS))
    used = {at for table in tables for at in table.columns.values()}
    return replace(
        reading,
        records={table_of(DEALS): len(made)},
        staged=staged,
        unknown_words=unknown_words(tables),
        mapping=tuple(_for_deals(guess) if guess.index - 1 in used else guess for guess in reading.mapping),
    )


def _for_deals(guess: ColumnGuess) -> ColumnGuess:
    """A column that the sales leave unused and the deals need."""
    if guess.clear != "unused":
        return guess
    return replace(guess, clear="clear", evidence=Evidence("for_deals", {"header": guess.header}))


def _deals_of(part: SalesTable, answers: Answers, job: Job) -> RecordTable | None:
    """Dates and numbers are read as they were decided for the sales."""
    amount = part.plan.numbers.get("amount")
    decided = replace(
        answers, columns=None, date_order=part.plan.dates.order, decimal_sign=amount.decimal if amount else None
    )
    return beside_sales(part.rows, part.table, part.profiles, decided, job.today)
