"""The parts of a reading put together: counts, sums, the preview, the law of conservation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from ingestion.cells import Row, text_of
from ingestion.headers import fingerprint
from ingestion.mapping import guesses
from ingestion.plan import SaleLine, Unread
from ingestion.reading import HeldLine, LineCounts
from ingestion.sales_table import SalesTable

PREVIEW_ROWS = 8
_THOUSANDS = re.compile(r"\b(?:тыс|тис|thousand)", re.IGNORECASE)
REPORTED_HELD = 10_000  # the rest is in the staged file


class NotConserved(AssertionError):
    """The counts of a file do not add up: a fault of the program, so nothing of the file may be loaded."""


def count_lines(found: SalesTable, total: int, header: int, sheet_rows: int = 0) -> LineCounts:
    """Every line of the file under one heading. `sheet_rows` are rows of sheets that were not read."""
    walked = found.walked
    outcomes = Counter(verdict.outcome for verdict, _ in walked.left_out)
    return LineCounts(
        total=total,
        header=header,
        blank=walked.blank,
        loaded=len(walked.lines),
        quarantined=outcomes["quarantined"],
        skipped=outcomes["skipped"] + sheet_rows,
    )


def check_conservation(counts: LineCounts) -> None:
    """Raise NotConserved unless every line is accounted for."""
    if not counts.conserved():
        raise NotConserved(str(asdict(counts)))


def summary_of_lines(lines: Sequence[SaleLine]) -> dict[str, Any]:
    """Sum, period, clients, unidentified share and currencies of the rows to load, as fields of a reading."""
    unidentified = [line for line in lines if not (line.client or line.code or line.tax_id)]
    return {
        "amount_total": sum((line.amount for line in lines), Decimal(0)),
        "clients": len({line.client or line.code or line.tax_id for line in lines} - {None}),
        "date_min": min((line.day for line in lines), default=None),
        "date_max": max((line.day for line in lines), default=None),
        "unidentified_lines": len(unidentified),
        "unidentified_amount": sum((line.amount for line in unidentified), Decimal(0)),
        "currencies": tuple(sorted({line.currency for line in lines if line.currency})),
        "preview": tuple(preview_of(line) for line in lines[:PREVIEW_ROWS]),
    }


def preview_of(line: SaleLine) -> dict[str, str]:
    """A row as the preview shows it: fields that have a value, as text."""
    return {name: str(value) for name, value in line._asdict().items() if value is not None}


def summary_of_left_out(
    left_out: Sequence[tuple[Unread, Row]], found: SalesTable, sheet_rows: int = 0
) -> dict[str, Any]:
    """The quarantine and the reasons, as fields of a reading."""
    held = [verdict for verdict, _ in left_out if verdict.outcome == "quarantined"]
    skipped = Counter(verdict.reason for verdict, _ in left_out if verdict.outcome == "skipped")
    if sheet_rows:
        skipped["sheet"] += sheet_rows
    amounts = [verdict.amount for verdict in held if verdict.amount is not None]
    return {
        "quarantine": tuple(held_line(verdict, found) for verdict in held[:REPORTED_HELD]),
        "held_by_reason": dict(Counter(verdict.reason for verdict in held)),
        "skipped_by_reason": dict(skipped),
        "held_amount": sum(amounts, Decimal(0)) if amounts else None,
    }


def held_line(verdict: Unread, found: SalesTable) -> HeldLine:
    """A held row as the report names it."""
    at = found.plan.columns.get(verdict.field or "")
    header = None if at is None else found.plan.header[at]
    return HeldLine(verdict.line, verdict.reason, header, verdict.value)


def warnings_of(found: SalesTable, currencies: Sequence[str]) -> tuple[str, ...]:
    """Codes of what a person should know although nothing has to be asked."""
    warnings = list(found.mapping.warnings)
    amount_at = found.plan.columns.get("amount")
    if amount_at is not None and _THOUSANDS.search(found.plan.header[amount_at]):
        warnings.append("in_thousands")
    if "refund" in found.plan.columns:
        warnings.append("refunds_subtracted")
    if len(currencies) > 1:
        warnings.append("several_currencies")
    return tuple(warnings)


def summary_of_table(found: SalesTable) -> dict[str, Any]:
    """Header, mapping and questions, as fields of a reading."""
    table, rows = found.table, found.rows
    columns = {name: {"header": table.header[at], "index": at + 1} for name, at in found.mapping.columns.items()}
    return {
        "header_row": (rows[table.first].line, rows[table.last].line) if table.first >= 0 else None,
        "columns": columns,
        "mapping": guesses(found.mapping, found.profiles),
        "questions": tuple(found.questions),
        "fingerprint": fingerprint(text_of(name) for name in table.header),
        "own_total": found.walked.own_total,
    }
