"""A large regular table through one DuckDB statement: every cell comes in as text and leaves typed by the plan.

The plan is made from a sample of the head, the middle and the end. The statement accepts only what that evidence
makes sure; rows that it rejects go to the slower parsers one by one. Anything that contradicts the sample, or that
only the whole table can settle, gives the file up to the row-by-row path (`Irregular`): slower, never less careful.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion import date_format, discount, number_format
from ingestion.answers import Answers
from ingestion.bulk_sums import Irregular, OddTexts, check_orders, fields_of, sums_of
from ingestion.cells import Row, is_no_number, text_of
from ingestion.clean_rows import CleanSource, TypedRows, Unclean, empty_columns, stage_clean
from ingestion.currencies import sign_of
from ingestion.limits import Limits
from ingestion.locate import Table
from ingestion.plan import Plan
from ingestion.query_progress import told_while_running
from ingestion.review import MANY_HELD, proves_lines
from ingestion.sales_table import SalesTable, prepare
from ingestion.sample_evidence import SampleEvidence, evidence_of, evidence_of_kinds
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile, sql_text
from ingestion.typed_sql import staged_sql
from ingestion.walk import Walker

_LOG = logging.getLogger(__name__)
MOST_REJECTED = 0.05
# Names repeat, amounts and numbers of orders hardly do: by default the engine looks at 24 576 of their values a group
# of rows before it gives up a dictionary for them, which takes a fifth of the whole statement.
_LINES_FORMAT = "FORMAT parquet, DICTIONARY_SIZE_LIMIT 4000"


@dataclass(frozen=True)
class BulkSource:
    """A large table: how DuckDB reads it as columns c1..cN, the line of its first row, how many rows it must give
    (counted apart from the engine; asked for only when the statement is over)."""

    relation: Callable[[], str]
    first_line: int
    count_rows: Callable[[], int]  # raises Irregular where the count shows that the table is not regular
    rows_at: Callable[[set[int]], Iterator[Row]]  # raw rows by line number, in order
    prepare_engine: Callable[[Any], None]
    clean: CleanSource  # the same for a table that needs no statement
    sheet_name: str = ""
    sheet_number: int = 0
    # of a sheet: 'number', 'day', 'text', 'other' of each column; None where all is text
    kinds: Callable[[], tuple[str, ...]] | None = None


@dataclass
class BulkTable:
    """What the statement gave: the located table, the staged file, and sums over its rows."""

    found: SalesTable
    staged: StagedFile
    sums: dict[str, Any]
    loaded: int


def read_bulk(
    source: BulkSource, sample: Sequence[Row], located: Table, answers: Answers, today: date, limits: Limits, work: Path,
    tell: Callable[[float], None] = lambda share: None,
) -> BulkTable:  # fmt: skip
    """Stage a large table. Raises Irregular where it must be read row by row, Refused as the row path does.

    tell: hears the share of the rows that the statement has read so far.
    """
    found = prepare(sample, answers, today, limits, located=located)
    found.sheet, found.sheet_number = source.sheet_name, source.sheet_number
    plan = found.plan
    if (
        found.questions
        or found.headings
        or len(found.table.header) != found.width  # columns that the file has not
        or found.long
        or plan.by_sign
        or "date" not in plan.columns
        or plan.negate_returns
        or plan.fill_client_down
        or plan.fill_date_down
        or plan.short_rows_allowed
        or plan.order_total_once
        or _may_hold_discounts(plan, answers)
    ):
        raise Irregular("a question that the whole table must answer")
    odd_texts, tell = False, _never_back(tell)
    clean = source.clean.typed(plan, found.profiles)
    if clean is not None:
        try:
            return _take_clean(source, clean, found, work, tell)
        except Unclean as reason:
            _LOG.info("the statement judges the rows: %s", reason)
        except OddTexts:
            odd_texts = True
    evidence = evidence_of(plan, found.profiles) if source.kinds is None else evidence_of_kinds(plan, source.kinds())
    try:
        return _run(source, found, replace(evidence, odd_texts=odd_texts), work, tell)
    except OddTexts:
        return _run(source, found, replace(evidence, odd_texts=True), work, tell)


def _never_back(tell: Callable[[float], None]) -> Callable[[float], None]:
    """A listener that hears only what is more than it heard: a table may be begun twice."""
    most = 0.0

    def forward(share: float) -> None:
        nonlocal most
        if share > most:
            most = share
            tell(share)

    return forward


def _may_hold_discounts(plan: Plan, answers: Answers) -> bool:
    """Whether a discount would have to be taken off quantity x price, or one may stand below the sample."""
    is_computed = "amount" not in plan.columns and "discount" in plan.columns
    return is_computed and answers.options.get(discount.QUESTION) != discount.IGNORE


def _take_clean(
    source: BulkSource, typed: TypedRows, found: SalesTable, work: Path, tell: Callable[[float], None]
) -> BulkTable:
    """Stage a table that needs no judging. Raises Unclean or OddTexts where it does, Irregular as the statement does."""
    lines = work / "lines.parquet"
    clean = stage_clean(typed, found.plan.currency, lines, tell)
    if clean.rows != source.count_rows():
        raise Irregular(f"{clean.rows} rows of {source.count_rows()} lines")
    staged = StagedFile(lines, work / "left_out.parquet", clean.columns, source.first_line, source.sheet_number)
    found.walked = Walker(found.plan, found.table.header).finish()
    told = clean.sums.row_sums(source.first_line)
    if told is not None and (not _orders_may_repeat(found, staged) or clean.sums.orders_differ()):
        write_left_out(staged.left_out, [])
        return BulkTable(found, staged, fields_of(told, staged.columns, odd_texts=False), clean.rows)
    import duckdb

    with duckdb.connect() as engine:
        return _summed(engine, source, found, staged, odd_texts=False)


def _run(
    source: BulkSource, found: SalesTable, evidence: SampleEvidence, work: Path, tell: Callable[[float], None]
) -> BulkTable:
    import duckdb

    statement, columns = staged_sql(found.plan, evidence, source.relation())
    staged = StagedFile(
        work / "lines.parquet", work / "left_out.parquet", columns, source.first_line, source.sheet_number
    )
    with duckdb.connect() as engine:
        source.prepare_engine(engine)
        _check_empty(engine, source, empty_columns(found.plan, found.profiles))
        try:
            with told_while_running(engine, tell):
                engine.execute(f"COPY ({statement}) TO {sql_text(str(staged.lines))} ({_LINES_FORMAT})")
        except duckdb.Error as fault:
            raise Irregular(str(fault)[:200]) from fault
        rejected = _rejected_lines(engine, source, staged)
        _mend(engine, source, found, staged, rejected)
        return _summed(engine, source, found, staged, evidence.odd_texts, len(rejected))


def _check_empty(engine: Any, source: BulkSource, columns: Sequence[int]) -> None:
    """Raise Irregular where a column that the sample leaves empty is filled farther down: the whole must say what it is."""
    import duckdb

    if not columns:
        return
    filled = ", ".join(f"count(c{at + 1})" for at in columns)
    try:
        found = engine.execute(f"SELECT {filled} FROM {source.relation()}").fetchone()
    except duckdb.Error as fault:
        raise Irregular(str(fault)[:200]) from fault
    if any(found):
        raise Irregular("a column that the sample leaves empty")


def _summed(
    engine: Any, source: BulkSource, found: SalesTable, staged: StagedFile, odd_texts: bool, rejected: int = 0
) -> BulkTable:
    """The staged rows with what was mended beside them, and the sums over all. Raises Irregular, OddTexts."""
    walked = found.walked
    whole = replace(staged, mended=staged.lines.with_name("mended.parquet") if walked.lines else None)
    write_left_out(whole.left_out, [(source.sheet_name, found.plan, walked.left_out)])
    if whole.mended is not None:
        write_lines(whole.mended, [(source.sheet_number, walked.lines)])
    sums = sums_of(engine, whole, odd_texts)
    if _orders_may_repeat(found, whole):
        check_orders(engine, whole, source.count_rows(), found.plan.header[found.plan.columns["amount"]])
    return BulkTable(found, whole, sums, source.count_rows() - rejected + len(walked.lines))


def _orders_may_repeat(found: SalesTable, staged: StagedFile) -> bool:
    """Whether lines could repeat the totals of their orders: it must be looked at."""
    return "order_no" in staged.columns and not proves_lines(found.mapping)


def _rejected_lines(engine: Any, source: BulkSource, staged: StagedFile) -> list[int]:
    """Lines that the statement rejected. Raises Irregular where rows are missing or too many are rejected."""
    path = sql_text(str(staged.lines))
    (rows,) = engine.execute(f"SELECT count(*) FROM read_parquet({path})").fetchone()
    if rows != source.count_rows():
        raise Irregular(f"{rows} rows of {source.count_rows()} lines")
    query = (
        f"SELECT file_row_number + {staged.line_offset} FROM read_parquet({path}, file_row_number = true)"
        " WHERE left_out ORDER BY 1"
    )
    rejected = [line for (line,) in engine.execute(query).fetchall()]
    if len(rejected) > max(100, MOST_REJECTED * rows) or len(rejected) > MANY_HELD * rows:
        raise Irregular(f"{len(rejected)} rows rejected")
    return rejected


def _mend(engine: Any, source: BulkSource, found: SalesTable, staged: StagedFile, rejected: list[int]) -> None:
    """Give the rejected rows to the slower parsers, in order, between the sums of the rows that went well."""
    walker = Walker(found.plan, found.table.header)
    between = _sums_between(engine, staged, rejected)
    above = {line - 1 for line in rejected} - set(rejected)
    for row in source.rows_at(set(rejected) | above):
        if row.line in above:
            walker.remember(row)
            continue
        _check_agrees(found.plan, row)
        amount, rows = between.get(row.line, (Decimal(0), 0))
        walker.pass_over(amount, rows)
        walker.take(row)
    found.walked = walker.finish()
    if found.walked.other_header is not None or found.walked.totals_differ:
        raise Irregular("a second table or a total that differs")


def _sums_between(engine: Any, staged: StagedFile, rejected: list[int]) -> dict[int, tuple[Decimal, int]]:
    """For each rejected line the sum and number of good rows since the rejected line before it."""
    if not rejected:
        return {}
    path = sql_text(str(staged.lines))
    query = (
        "WITH r AS (SELECT unnest($lines) AS line),"
        f" l AS (SELECT file_row_number + {staged.line_offset} AS line, amount"
        f" FROM read_parquet({path}, file_row_number = true) WHERE NOT left_out)"
        " SELECT r.line, sum(l.amount), count(*) FROM l ASOF JOIN r ON l.line < r.line GROUP BY r.line"
    )
    found = engine.execute(query, {"lines": rejected}).fetchall()
    return {line: (amount, count) for line, amount, count in found}


def _check_agrees(plan: Plan, row: Row) -> None:
    """A rejected value that proves another decimal sign or order of dates than the sample is for the row path to
    settle."""
    for name, number in plan.numbers.items():
        text = text_of(plan.cell(row, name))
        parts = None if is_no_number(text) else number_format.dissect(text)
        if parts is not None and ((parts.proves and parts.proves != number.decimal) or not parts.sure):
            raise Irregular(f"line {row.line}: {name} contradicts the sample")
        if "currency" not in plan.columns and sign_of(plan.cell(row, name)) not in (None, plan.currency):
            raise Irregular(f"line {row.line}: {name} in a currency that the sample has not")
    other: date_format.Order = "mdy" if plan.dates.order == "dmy" else "dmy"
    day = plan.cell(row, "date")
    if plan.dates.read(day) is None and date_format.DateFormat(other).read(day) is not None:
        raise Irregular(f"line {row.line}: the date contradicts the sample")
    if plan.state_field is not None:
        state = text_of(plan.cell(row, plan.state_field))
        if state not in plan.left_out_states and state not in plan.kept_states:
            raise Irregular(f"line {row.line}: a state that the sample has not")
