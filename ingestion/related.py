"""Which tables belong together: documents and their lines, and lists of names by code.

Two tables relate where a column of one is a key in the other, headers and values agreeing (`table_keys`). Where more
than one pair could be documents and lines, or more than one table could be the sales, nothing is joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.cells import Row, is_blank, is_blank_row, text_of
from ingestion.locate import Table, is_plain_text, locate
from ingestion.mapping import Mapping, map_columns
from ingestion.profile import ColumnProfile, profile_columns
from ingestion.sales_table import NEEDED, SHORT_ROWS
from ingestion.surplus import has_surplus, kinds_of, mended
from ingestion.table_keys import CLIENT, MANAGER, PRODUCT, Link, View, link_between, subject_of
from ingestion.workbook import Sheet

_NEEDED = (*NEEDED, "manager", "product")
_LISTED = (CLIENT, MANAGER, PRODUCT)


@dataclass(frozen=True)
class NameList:
    """A list of names by code, and the column of the lines or documents that holds its codes."""

    subject: str
    view: View
    link: Link
    by_document: bool


@dataclass(frozen=True)
class Relation:
    """Tables that belong together: the one with the sales (or lines of documents), its documents, its lists."""

    lines: View
    documents: View | None
    link: Link | None  # of a line to its document
    lists: tuple[NameList, ...]


def find_relation(sheets: Sequence[Sheet]) -> Relation | None:
    """How do these tables belong together? None where they do not, or where they could in several ways."""
    views = [view for sheet in sheets if (view := _view_of(sheet)) is not None]
    pairs = [(lines, documents, link) for lines, documents, link in _pairs(views)]
    if len(pairs) > 1:
        return None
    complete = [view for view in views if view.has_date and view.has_amount]
    if pairs:
        lines, documents, link = pairs[0]
    elif len(complete) == 1:
        lines, documents, link = complete[0], None, None
    else:
        return None
    taken = {lines.sheet.number, documents.sheet.number if documents else 0}
    others = [view for view in views if view.sheet.number not in taken and view not in complete]
    lists = _lists(lines, documents, others)
    return Relation(lines, documents, link, lists) if documents or lists else None


def _view_of(sheet: Sheet) -> View | None:
    table = locate(sheet.rows) or _named_by_first_row(sheet.rows)
    body = [row for row in sheet.rows[table.last + 1 :] if not is_blank_row(row.cells)] if table else []
    if table is None or not body:
        return None
    width = len(table.header)
    regular = [row for row in body if not has_surplus(row, width)]
    profiles = profile_columns(table.header, regular)
    fields = map_columns(profiles, regular)
    rows, count = _mended(body, profiles, fields, width)
    whole = _whole_rows(rows, width)
    return View(sheet, table, whole, profile_columns(table.header, whole), fields, bool(count)) if whole else None


def _named_by_first_row(rows: Sequence[Row]) -> Table | None:
    """A list of nothing but texts, `Code, Name`, shows its header by nothing but its place; what joins it proves it."""
    at = next((place for place, row in enumerate(rows) if not is_blank_row(row.cells)), None)
    if at is None:
        return None
    names = tuple(text_of(cell) for cell in rows[at].cells)
    plain = all(is_plain_text(cell) for cell in rows[at].cells)
    return Table(at, at, names) if plain and len(names) > 1 and len(set(names)) == len(names) else None


def _mended(
    body: Sequence[Row], profiles: Sequence[ColumnProfile], fields: Mapping, width: int
) -> tuple[Sequence[Row], int]:
    """Rows in which a text holds the delimiter, read as far as they are certain."""
    needed = [at for name in _NEEDED if (at := fields.columns.get(name)) is not None]
    return mended(body, kinds_of(profiles, width), needed)


def _whole_rows(rows: Sequence[Row], width: int) -> list[Row]:
    """Rows with a cell for every column; shorter ones only where the program that wrote them leaves out blank ends."""
    short = sum(len(row.cells) < width for row in rows)
    allowed = short > SHORT_ROWS * len(rows)
    return [
        row for row in rows if not row.flaw and not has_surplus(row, width) and (allowed or len(row.cells) >= width)
    ]


def _pairs(views: Sequence[View]) -> Iterable[tuple[View, View, Link]]:
    """Tables of lines with the table of their documents."""
    for lines in views:
        for documents in views:
            if lines is not documents and _lacks(lines, documents):
                link = _link_to_document(lines, documents)
                if link is not None:
                    yield lines, documents, link


def _lacks(lines: View, documents: View) -> bool:
    """Whether the lines have the amounts and only the documents say when, or to whom."""
    if not lines.has_amount or documents.column("date") is None:
        return False
    if {"quantity", "price"} <= set(documents.fields.columns):
        return False
    return not lines.has_date or (not lines.has_client and documents.has_client and documents.has_date)


def _link_to_document(lines: View, documents: View) -> Link | None:
    """The best link by the number of a document; the columns that were taken for it come first."""
    found = []
    for at, header in enumerate(lines.table.header):
        if subject_of(header) in _LISTED:
            continue
        for key, name in enumerate(documents.table.header):
            if subject_of(name) in _LISTED:
                continue
            link = link_between(lines, at, documents, key)
            if link is not None and _dated(documents, link):
                named = (lines.column("order_no") == at) + (documents.column("order_no") == key)
                found.append((named, link.share, -at, -key, link))
    return max(found, key=lambda one: one[:4])[-1] if found else None


def _dated(documents: View, link: Link) -> bool:
    """Whether the rows that a link reaches have a date: a footer of a report has none."""
    at = documents.column("date")
    return at is not None and any(at < len(row.cells) and not is_blank(row.cells[at]) for row in link.rows.values())


def _lists(lines: View, documents: View | None, others: Sequence[View]) -> tuple[NameList, ...]:
    """One list for each subject: the one in which most codes are found."""
    bases = [(lines, False)] + ([(documents, True)] if documents else [])
    best: dict[str, tuple[float, NameList]] = {}
    for other in others:
        links = [
            (link.share, NameList(subject, other, link, by_document))
            for base, by_document in bases
            for subject, link in _links_to_list(base, other)
        ]
        if links:
            share, found = max(links, key=lambda one: (one[0], one[1].by_document, -one[1].link.at))
            if found.subject not in best or share > best[found.subject][0]:
                best[found.subject] = (share, found)
    return tuple(best[subject][1] for subject in _LISTED if subject in best)


def _links_to_list(base: View, other: View) -> Iterable[tuple[str, Link]]:
    for at, header in enumerate(base.table.header):
        subject = subject_of(header)
        if subject not in _LISTED:
            continue
        for key in range(len(other.table.header)):
            link = link_between(base, at, other, key)
            if link is not None:
                yield subject, link
