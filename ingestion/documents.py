"""A register without a column of dates whose documents name their day: `Sale 00012 of 01.02.2024 12:00:00`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingestion.cells import Row, is_blank, is_blank_row, text_of
from ingestion.date_format import DateFormat
from ingestion.flat import Flat
from ingestion.headers import scores
from ingestion.locate import Table
from ingestion.period import document_of
from ingestion.profile import MOSTLY
from ingestion.reading import Evidence
from ingestion.vocabulary import is_total_word

FEWEST_DOCUMENTS = 3
_SAMPLE = 300
_DATES = frozenset(("date", "shipped", "closed", "paid_date", "created"))
_BUYERS = frozenset(("client", "company", "payer", "consignee", "contact"))


def split_documents(rows: Sequence[Row], table: Table) -> Flat | None:
    """The table with two columns more, number and day of each document; None where it has dates of its own, or none of
    its columns holds documents."""
    body = [row for row in rows[table.last + 1 :] if not is_blank_row(row.cells) and not row.flaw][:_SAMPLE]
    if any(_is_dated(body, at, name) for at, name in enumerate(table.header)):
        return None
    found = [at for at in range(len(table.header)) if _holds_documents(body, at)]
    if len(found) != 1:
        return None
    at, width = found[0], len(table.header)
    name = table.header[at]
    if any(role in _BUYERS for role, _ in scores(name)) or _has_headings(body, at):
        return None  # a report grouped by clients: their names stand above the documents
    kept = rows[: table.last + 1]
    longer = [_longer(row, at, width) for row in rows[table.last + 1 :]]
    evidence = Evidence("from_document", {"header": name})
    given: Mapping[str, tuple[int, Evidence]] = {"order_no": (width, evidence), "date": (width + 1, evidence)}
    header = (*table.header, name, name)
    return Flat(Table(table.first, table.last, header), (*kept, *longer), (), given, True, {})


def _is_dated(body: Sequence[Row], at: int, name: str) -> bool:
    """Whether a column is called a date and holds days."""
    if not any(role in _DATES for role, _ in scores(name)):
        return False
    cells = [row.cells[at] for row in body if at < len(row.cells) and not is_blank(row.cells[at])]
    days = sum(DateFormat("dmy").read(cell) is not None or DateFormat("mdy").read(cell) is not None for cell in cells)
    return bool(days) and 2 * days >= len(cells)


def _holds_documents(body: Sequence[Row], at: int) -> bool:
    cells = [row.cells[at] for row in body if at < len(row.cells) and not is_blank(row.cells[at])]
    documents = sum(document_of(cell) is not None for cell in cells)
    return documents >= max(FEWEST_DOCUMENTS, MOSTLY * len(cells))


def _has_headings(body: Sequence[Row], at: int) -> bool:
    """Whether a row holds nothing but a name in the column of documents."""
    for row in body:
        filled = [place for place, cell in enumerate(row.cells) if not is_blank(cell)]
        if filled == [at] and document_of(row.cells[at]) is None and not is_total_word(text_of(row.cells[at])):
            return True
    return False


def _longer(row: Row, at: int, width: int) -> Row:
    """The row with number and day of its document; what makes a row flawed stays visible."""
    document = document_of(row.cells[at]) if at < len(row.cells) else None
    if is_blank_row(row.cells) or (len(row.cells) > width and any(not is_blank(cell) for cell in row.cells[width:])):
        return row if is_blank_row(row.cells) else Row(row.line, row.cells, row.flaw or "too_many_fields")
    cells = [*row.cells[:width], *[None] * (width - len(row.cells))]
    return Row(row.line, [*cells, *((document.number, document.written) if document else (None, None))], row.flaw)
