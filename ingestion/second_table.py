"""Two tables under one another in one sheet: either can be loaded, the other is left out row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ingestion.answers import Answers
from ingestion.cells import Row, is_blank_row
from ingestion.limits import Limits
from ingestion.plan import skipped
from ingestion.refusal import Refused
from ingestion.sales_table import SalesTable, prepare, walk

_QUESTION = "several_tables"


def read_sheet(part: SalesTable, rows: Sequence[Row], answers: Answers, today: date, limits: Limits) -> SalesTable:
    """The rows of a prepared sheet read; where a second table stands below, it is read instead if a person chose it,
    and offered with its sum if nobody has chosen yet.
    """
    walk(part, answers)
    line = part.walked.other_header
    if line is None or answers.options.get(_QUESTION) == "first":
        return part
    second = _from(line, part, rows, answers, today, limits)
    if answers.options.get(_QUESTION) == "second":
        if second is None:
            raise Refused("no_table")
        return second
    if second is not None:
        total = sum((one.amount for one in second.walked.lines), Decimal(0))
        sums = {"total": str(total)} if second.walked.lines else {}  # without lines it asks something first
        _offer(part, {"answer": "second", **sums})
    return part


def _offer(part: SalesTable, option: dict[str, str]) -> None:
    for place, question in enumerate(part.questions):
        if question.code == _QUESTION:
            part.questions[place] = replace(question, options=(*question.options, option))


def _from(
    line: int, part: SalesTable, rows: Sequence[Row], answers: Answers, today: date, limits: Limits
) -> SalesTable | None:
    """The table that begins at a line, the rows above it left out; None where it cannot be read as sales."""
    at = next(place for place, row in enumerate(rows) if row.line == line)
    plain = replace(answers, columns=None) if answers.options.get(_QUESTION) != "second" else answers
    try:
        second = walk(prepare(rows[at:], plain, today, limits, part.sheet), plain)
    except Refused:
        return None
    second.sheet, second.sheet_number = part.sheet, part.sheet_number
    above = [(skipped(row, "other_table"), row) for row in rows[:at] if not is_blank_row(row.cells)]
    second.walked.left_out[:0] = above
    second.walked.blank += at - len(above)
    return second
