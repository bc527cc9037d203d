"""The parts of a reading put together: counts, sums, the preview, the law of conservation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from ingestion.cells import Row, text_of
from ingestion.headers import fingerprint
from ingestion.mapping import guesses
from ingestion.plan import SaleLine, Unread, column_of
from ingestion.reading import HeldLine, LineCounts, OwnTotal, Question
from ingestion.sales_table import SalesTable

PREVIEW_ROWS = 8
_THOUSANDS = re.compile(r"\b(?:тыс|тис|thousand)", re.IGNORECASE)
REPORTED_HELD = 10_000  # the rest is in the staged file


class NotConserved(AssertionError):
    """The counts of a file do not add up: a fault of the program, so nothing of the file may be loaded."""


def count_lines(parts: Sequence[SalesTable], total: int, sheet_rows: int = 0) -> LineCounts:
    """Every line of the file under one heading. `sheet_rows` are rows of sheets that were not read."""
    counted = sum((_outcomes(part) for part in parts), Counter())
    made = sum(len(part.walked.lines) for part in parts)
    return LineCounts(
        total=total,
        header=sum(part.table.last + 1 for part in parts),
        blank=sum(part.walked.blank for part in parts),
        loaded=counted["loaded"],
        quarantined=counted["quarantined"],
        skipped=counted["skipped"] + sheet_rows,
        sale_lines=made if any(part.long for part in parts) else None,
    )


def _outcomes(part: SalesTable) -> Counter[str]:
    """Rows of the file by what became of them. A row of a table by periods is loaded where one of its cells is, and
    held back where some cells are and none is loaded.
    """
    verdicts = [verdict for verdict, _ in part.walked.left_out]
    if part.long is None:
        return Counter(verdict.outcome for verdict in verdicts) + Counter(loaded=len(part.walked.lines))
    loaded = {line.line for line in part.walked.lines}
    held = {verdict.line for verdict in verdicts if verdict.outcome == "quarantined"} - loaded
    skipped = {verdict.line for verdict in verdicts} - held - loaded
    return Counter(loaded=len(loaded), quarantined=len(held), skipped=len(skipped))


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
        "amounts": amounts_by_currency((line.currency or "", line.amount) for line in lines),
    }


def amounts_by_currency(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """The sum of each currency, by its code; '' is a currency that nothing names."""
    sums: dict[str, Decimal] = {}
    for code, amount in amounts:
        sums[code] = sums.get(code, Decimal(0)) + amount
    return dict(sorted(sums.items()))


def preview_of(line: SaleLine) -> dict[str, str]:
    """A row as the preview shows it: fields that have a value, as text."""
    return {name: str(value) for name, value in line._asdict().items() if value is not None}


def summary_of_left_out(parts: Sequence[SalesTable], sheet_rows: int = 0, joined_rows: int = 0) -> dict[str, Any]:
    """The quarantine and the reasons, as fields of a reading. Of the rows of other sheets, `joined_rows` are in tables
    whose columns stand beside the lines.
    """
    held = [(v, row, part) for part in parts for v, row in part.walked.left_out if v.outcome == "quarantined"]
    skipped = Counter(v.reason for part in parts for v, _ in part.walked.left_out if v.outcome == "skipped")
    skipped += Counter({"sheet": sheet_rows - joined_rows, "joined": joined_rows})
    amounts = [verdict.amount for verdict, *_ in held if verdict.amount is not None]
    shown = held[:REPORTED_HELD]
    return {
        "quarantine": tuple(
            held_line(verdict, row, part, part.sheet if len(parts) > 1 else None) for verdict, row, part in shown
        ),
        "held_by_reason": dict(Counter(verdict.reason for verdict, *_ in held)),
        "skipped_by_reason": dict(skipped),
        "held_amount": sum(amounts, Decimal(0)) if amounts else None,
    }


def held_line(verdict: Unread, row: Row, found: SalesTable, sheet: str | None = None) -> HeldLine:
    """A held row as the report names it; the sheet only where several were read."""
    return HeldLine(verdict.line, verdict.reason, column_of(found.plan, verdict, row), verdict.value, sheet)


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


def summary_of_table(found: SalesTable, questions: Sequence[Question]) -> dict[str, Any]:
    """Header, mapping and questions, as fields of a reading."""
    table, rows = found.table, found.rows
    columns = {name: {"header": table.header[at], "index": at + 1} for name, at in found.mapping.columns.items()}
    return {
        "header_row": (rows[table.first].line, rows[table.last].line) if table.first >= 0 else None,
        "columns": columns,
        "mapping": guesses(found.mapping, found.profiles, found.width),
        "questions": tuple(questions),
        "fingerprint": fingerprint(text_of(name) for name in found.layout or table.header),
    }


def own_total_of(parts: Sequence[SalesTable]) -> OwnTotal | None:
    """The file's own total: of several sheets the sum of theirs, None where one of them has none."""
    totals = [part.walked.own_total for part in parts]
    stated = [total for total in totals if total is not None]
    if not stated or len(stated) < len(totals):
        return None
    return OwnTotal(
        stated[-1].line,
        sum((total.amount for total in stated), Decimal(0)),
        sum((total.difference for total in stated), Decimal(0)),
    )
