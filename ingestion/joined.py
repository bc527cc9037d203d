"""The table made of related ones, on its way through the steps of a single table, and what its rows then show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingestion.answers import Answers
from ingestion.limits import Limits
from ingestion.locate import Table
from ingestion.mapping import Given
from ingestion.relation import JOINED, Related
from ingestion.sales_table import SalesTable, prepare
from ingestion.workbook import Sheet

_ROUNDING = Decimal("0.01")  # a line, between the total of a document and its lines


@dataclass(frozen=True)
class Joined:
    """The joined table, and what is known about its making."""

    sheet: Sheet  # name and number of the table of lines
    table: Table
    given: Given
    width: int  # columns of the lines themselves
    alone: frozenset[int]  # lines whose document is not there
    document_of: Mapping[int, str]  # line -> key of its document
    totals: Mapping[str, Decimal]  # of documents by their key
    known: Related
    warnings: tuple[str, ...] = ()
    rows_beside: int = 0  # of the other tables


def prepare_joined(joined: Joined, answers: Answers, today: date, limits: Limits) -> SalesTable:
    """The joined table located, mapped and decided as any other."""
    part = prepare(joined.sheet.rows, answers, today, limits, located=joined.table, given=joined.given)
    part.width, part.is_joined = joined.width, True
    part.mapping.warnings.extend(joined.warnings)
    return part


def settle(joined: Joined, part: SalesTable) -> Related:
    """After the rows were read: lines without a document get their own reason, documents are compared with their lines."""
    walked = part.walked
    for place, (verdict, row) in enumerate(walked.left_out):
        if verdict.reason == "no_date" and row.line in joined.alone:
            walked.left_out[place] = (verdict._replace(reason="no_document", field="order_no"), row)
    _name_total(part)
    alone = sum(verdict.reason == "no_document" for verdict, _ in walked.left_out)
    sums: dict[str, list[Decimal]] = {}
    for line in walked.lines:
        key = joined.document_of.get(line.line)
        if key in joined.totals:
            sums.setdefault(str(key), []).append(line.amount)
    known = replace(joined.known, lines=len(walked.lines), lines_alone=alone)
    if not sums:
        return known
    total = sum((joined.totals[key] for key in sums), Decimal(0))
    off = {key: sum(amounts) - joined.totals[key] for key, amounts in sums.items()}
    differ = sum(abs(difference) > _ROUNDING * len(sums[key]) for key, difference in off.items())
    return replace(known, documents_total=total, difference=sum(off.values(), Decimal(0)), documents_differ=differ)


def _name_total(part: SalesTable) -> None:
    """Beside the answer that joins the tables stands what they add up to."""
    total = {"total": str(sum((line.amount for line in part.walked.lines), Decimal(0)))}
    for place, question in enumerate(part.questions):
        if question.code == "related_tables":
            options = [one | total if one["answer"] == JOINED else one for one in question.options]
            part.questions[place] = replace(question, options=tuple(options))
