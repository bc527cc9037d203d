"""A large regular table through one DuckDB statement: every cell comes in as text and leaves typed by the plan.

The plan is made from a sample of the head, the middle and the end. The statement accepts only what that evidence
makes sure; rows that it rejects go to the slower parsers one by one. Anything that contradicts the sample, or that
only the whole table can settle, gives the file up to the row-by-row path (`Irregular`): slower, never less careful.
"""

from __future__ import annotations

import logging
from collections import Counter
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
from ingestion.clean_text import PlainText, Unclean, looks_clean, stage_clean
from ingestion.currencies import sign_of
from ingestion.limits import Limits
from ingestion.locate import Table
from ingestion.plan import Plan
from ingestion.profile import ColumnProfile
from ingestion.query_progress import told_while_running
from ingestion.review import MANY_HELD, proves_lines
from ingestion.sales_table import SalesTable, prepare
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile, sql_text
from ingestion.typed_sql import SampleEvidence, staged_sql
from ingestion.walk import Walker

_LOG = logging.getLogger(__name__)
MOST_REJECTED = 0.05
USUAL_DATES = 0.95
# Names repeat, amounts and numbers of orders hardly do: by default the engine looks at 24 576 of their values a group
# of rows before it gives up a dictionary for them, which takes a fifth of the whole statement.
_LINES_FORMAT = "FORMAT parquet, DICTIONARY_SIZE_LIMIT 4000"
_DOTTED, _SLASHED = r"\d{1,2}\.\d{1,2}\.\d{4}", r"\d{1,2}/\d{1,2}/\d{4}"


@dataclass(frozen=True)
class BulkSource:
    """A large table: how DuckDB reads it as columns c1..cN, the line of its first row, how many rows it must give
    (counted apart from the engine; asked for only when the statement is over)."""

    relation: str
    first_line: int
    count_rows: Callable[[], int]  # raises Irregular where the count shows that the table is not regular
    rows_at: Callable[[set[int]], Iterator[Row]]  # raw rows by line number, in order
    prepare_engine: Callable[[Any], None]
    sheet_name: str = ""
    sheet_number: int = 0
    kinds: tuple[str, ...] = ()  # of a sheet: 'number', 'day', 'text', 'other' of each column; empty where all is text
    text: PlainText | None = None  # the same as a text that can be read without the statement where it is clean


@dataclass
class BulkTable:
    """What the statement gave: the located table, the staged file, and sums over its rows."""

    found: SalesTable
    staged: StagedFile
    sums: dict[str, Any]
    loaded: int


def evidence_of(plan: Plan, profiles: Sequence[ColumnProfile]) -> SampleEvidence:
    """What of the sample the statement may rely on. Raises Irregular where the sample itself is undecided."""
    grouped, plain = set(), set()
    for name, number in plan.numbers.items():
        values = profiles[plan.columns[name]].values
        verdict = number_format.decide(values)
        if verdict in ("mixed", "unknown") or number.decimal is None:
            raise Irregular(f"the decimal sign of {name} is not decided by the sample")
        if verdict == "plain" and not any(not isinstance(cell, str) for cell in values):
            plain.add(name)
        if any(isinstance(cell, str) and _has_groups(text_of(cell)) for cell in values):
            grouped.add(name)
            plain.discard(name)
    dates = profiles[plan.columns["date"]].values
    kinds: Counter[str] = Counter()
    for cell, count in dates.items():
        kinds[_date_kind(text_of(cell))] += count
    kind, count = kinds.most_common(1)[0]
    if count < USUAL_DATES * sum(kinds.values()) or date_format.decide(dates) not in ("dmy", "mdy", "plain"):
        raise Irregular("dates of several kinds")
    if kind not in ("iso", "dotted", "slashed"):
        raise Irregular("dates in words")
    return SampleEvidence(frozenset(grouped), frozenset(plain), kind == "iso", kind == "dotted", kind == "slashed")


def evidence_of_kinds(plan: Plan, kinds: Sequence[str]) -> SampleEvidence:
    """The types of a sheet's columns instead of a sample. Raises Irregular where a needed column holds mixed cells."""
    if kinds[plan.columns["date"]] != "day" or any(kinds[plan.columns[name]] != "number" for name in plan.numbers):
        raise Irregular("dates or numbers mixed with text")
    fields = [name for name in plan.columns if name not in plan.numbers and name != "date"]
    if any(kinds[plan.columns[name]] not in ("text", "number") for name in fields):
        raise Irregular("a text column of another type")
    numeric = frozenset(plan.columns[name] for name in fields if kinds[plan.columns[name]] == "number")
    return SampleEvidence(typed=True, numeric_texts=numeric)


def _has_groups(text: str) -> bool:
    parts = number_format.dissect(text)
    return parts is not None and len(parts.whole) > 3 and parts.whole not in text


def _date_kind(text: str) -> str:
    found = date_format.dissect(text)
    if isinstance(found, date_format.NumericDate):
        return "dotted" if found.dotted else "slashed" if "/" in text else "dashed"
    if isinstance(found, date):
        return "iso" if len(text) >= 8 and text[4:5] == "-" else "worded"
    return ""


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
    evidence = evidence_of_kinds(plan, source.kinds) if source.kinds else evidence_of(plan, found.profiles)
    if source.text is not None and looks_clean(plan, found.profiles, evidence):
        try:
            return _take_clean(source, source.text, found, evidence, work, tell)
        except Unclean as reason:
            _LOG.info("the statement judges the rows: %s", reason)
        except OddTexts:
            evidence = replace(evidence, odd_texts=True)
    try:
        return _run(source, found, evidence, work, tell)
    except OddTexts:
        return _run(source, found, replace(evidence, odd_texts=True), work, tell)


def _may_hold_discounts(plan: Plan, answers: Answers) -> bool:
    """Whether a discount would have to be taken off quantity x price, or one may stand below the sample."""
    is_computed = "amount" not in plan.columns and "discount" in plan.columns
    return is_computed and answers.options.get(discount.QUESTION) != discount.IGNORE


def _take_clean(
    source: BulkSource, text: PlainText, found: SalesTable, evidence: SampleEvidence, work: Path,
    tell: Callable[[float], None],
) -> BulkTable:  # fmt: skip
    """Stage a text that needs no judging. Raises Unclean or OddTexts where it does, Irregular as the statement does."""
    lines = work / "lines.parquet"
    clean = stage_clean(text, found.plan, found.profiles, evidence, lines, tell)
    if clean.rows != source.count_rows():
        raise Irregular(f"{clean.rows} rows of {source.count_rows()} lines")
    staged = StagedFile(lines, work / "left_out.parquet", clean.columns, source.first_line, source.sheet_number)
    found.walked = Walker(found.plan, found.table.header).finish()
    told = clean.sums.row_sums(source.first_line)
    if told is not None and (not _orders_may_repeat(found, staged) or clean.sums.orders_differ()):
        write_left_out(staged.left_out, [])
        return BulkTable(found, staged, fields_of(told, staged.columns, evidence.odd_texts), clean.rows)
    import duckdb

    with duckdb.connect() as engine:
        return _summed(engine, source, found, staged, evidence.odd_texts)


def _run(
    source: BulkSource, found: SalesTable, evidence: SampleEvidence, work: Path, tell: Callable[[float], None]
) -> BulkTable:
    import duckdb

    statement, columns = staged_sql(found.plan, evidence, source.relation)
    staged = StagedFile(
        work / "lines.parquet", work / "left_out.parquet", columns, source.first_line, source.sheet_number
    )
    with duckdb.connect() as engine:
        source.prepare_engine(engine)
        try:
            with told_while_running(engine, tell):
                engine.execute(f"COPY ({statement}) TO {sql_text(str(staged.lines))} ({_LINES_FORMAT})")
        except duckdb.Error as fault:
            raise Irregular(str(fault)[:200]) from fault
        rejected = _rejected_lines(engine, source, staged)
        _mend(engine, source, found, staged, rejected)
        return _summed(engine, source, found, staged, evidence.odd_texts, len(rejected))


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
