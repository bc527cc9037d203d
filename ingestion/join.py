"""Related tables as one: a row for every row of the lines, with its document and the names of its codes beside it.

From there everything is as for a single table. A line keeps its number in its own file; what found no partner is
counted, and a line without its document is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingestion import number_format
from ingestion.cells import Cell, Row, is_blank, is_blank_row, is_no_number
from ingestion.discount import is_discount_like
from ingestion.headers import normalise, scores
from ingestion.joined import Joined
from ingestion.locate import Table
from ingestion.mapping import AMOUNT_ROLES, NUMBER_FIELDS
from ingestion.name_lists import ListColumn, columns_of
from ingestion.number_format import NumberFormat
from ingestion.profile import MOSTLY
from ingestion.reading import Evidence
from ingestion.refusal import Fact
from ingestion.related import NameList, Relation, find_relation
from ingestion.relation import Related, RelatedList
from ingestion.surplus import has_surplus
from ingestion.table_keys import CLIENT, Link, View
from ingestion.workbook import Sheet

_OF_WHOLE = (*AMOUNT_ROLES, *NUMBER_FIELDS, "tax", "delivery_cost", "paid_amount", "balance", "unit_cost", "spend")

_Cell = Callable[[Row, Row | None], Cell]  # of a line and its document


@dataclass(frozen=True)
class _Added:
    """A column that the lines get from another table."""

    header: str
    cell: _Cell
    fields: tuple[str, ...] = ()
    evidence: Evidence | None = None


def join_tables(sheets: Sequence[Sheet]) -> Joined | None:
    """The tables that belong together as one; None where they do not belong together, or in several ways."""
    relation = find_relation(sheets)
    if relation is None:
        return None
    lists = [(found, columns) for found in relation.lists if (columns := columns_of(found, relation))]
    if relation.documents is None and not lists:
        return None
    return _Join(relation, lists).made()


class _Join:
    """One joining of a relation."""

    def __init__(self, relation: Relation, lists: Sequence[tuple[NameList, list[ListColumn]]]) -> None:
        self._lines, self._documents, self._link = relation.lines, relation.documents, relation.link
        self._lists = lists
        self._width = len(self._lines.table.header)
        self._unspread: list[str] = []
        self._added = [*self._from_documents(), *self._from_lists()]
        self._alone: set[int] = set()
        self._document_of: dict[int, str] = {}

    def made(self) -> Joined:
        """The joined table."""
        view = self._lines
        whole = {row.line: row for row in view.whole}
        above = view.table.last + 1
        rows = [*view.sheet.rows[:above], *(self._row(row, whole) for row in view.sheet.rows[above:])]
        header = (*view.table.header, *(one.header for one in self._added))
        views = [view, *([self._documents] if self._documents else []), *(found.view for found, _ in self._lists)]
        return Joined(
            sheet=Sheet(view.sheet.name, view.sheet.number, tuple(rows)),
            table=Table(view.table.first, view.table.last, header),
            given=self._given(),
            width=self._width,
            alone=frozenset(self._alone),
            document_of=self._document_of,
            totals=self._totals(),
            known=self._counts(views),
            warnings=("delimiter_in_text",) if any(one.is_mended for one in views) else (),
            rows_beside=sum(len(one.sheet.rows) for one in views[1:]),
        )

    def _row(self, row: Row, whole: Mapping[int, Row]) -> Row:
        """A line with what the other tables say about it; a broken line stays broken and gets nothing."""
        if is_blank_row(row.cells):
            return row
        line = whole.get(row.line)
        if line is None:
            flaw = row.flaw or ("too_many_fields" if has_surplus(row, self._width) else "too_few_fields")
            return Row(row.line, row.cells, flaw)
        document = self._partner(line)
        cells = [*line.cells[: self._width], *[None] * (self._width - len(line.cells))]
        return Row(row.line, [*cells, *(one.cell(line, document) for one in self._added)], row.flaw)

    def _partner(self, line: Row) -> Row | None:
        if self._link is None:
            return None
        document = self._link.partner(line)
        if document is None:
            self._alone.add(line.line)
        else:
            self._document_of[line.line] = self._link.form(line.cells[self._link.at])
        return document

    def _from_documents(self) -> list[_Added]:
        """The columns of the documents that belong to each of their lines; sums of a whole document do not."""
        if self._documents is None or self._link is None:
            return []
        own = {normalise(name) for name in self._lines.table.header if name}
        added = []
        for at, name in enumerate(self._documents.table.header):
            is_date = at == self._documents.column("date")
            if at == self._link.key or (normalise(name) in own and not is_date):
                continue
            role = _sum_of_whole(self._documents, at)
            if role is not None:
                self._note_unspread(role, at)
                continue
            given = ("date",) if is_date and self._documents.has_date else ()
            evidence = self._documents.fields.evidence.get(at) if given else None
            added.append(_Added(name, _document_cell(at), given, evidence))
        return added

    def _note_unspread(self, role: str, at: int) -> None:
        """Remember a sum that is not spread over the lines; that of the document is compared with them instead."""
        is_total = self._documents is not None and at == self._documents.column("amount")
        holds = self._documents is not None and any(
            NumberFormat(None).read(cell) for cell in self._documents.profiles[at].values
        )
        if holds and not is_total and role not in self._unspread:
            self._unspread.append(role)

    def _from_lists(self) -> list[_Added]:
        added = []
        for found, columns in self._lists:
            for column in columns:
                facts: dict[str, Fact] = {"header": column.header, "table": found.view.sheet.name}
                cell = _listed_cell(found, column)
                added.append(_Added(column.header, cell, (column.field,), Evidence("from_related", facts)))
        return added

    def _given(self) -> dict[str, tuple[int, Evidence]]:
        """Fields that the relation proves, with their columns."""
        given: dict[str, tuple[int, Evidence]] = {}
        for place, one in enumerate(self._added, start=self._width):
            for name in one.fields:
                evidence = one.evidence or Evidence("values_fit", {"header": one.header})
                given.setdefault(name, (place, evidence))
        if self._link is not None and self._documents is not None:
            name = self._lines.table.header[self._link.at]
            facts: dict[str, Fact] = {"header": name, "table": self._documents.sheet.name}
            given["order_no"] = (self._link.at, Evidence("joins_tables", facts))
        for found, _ in self._lists:
            if found.subject == CLIENT and CLIENT in given:
                self._give_code(found, given)
        return given

    def _give_code(self, found: NameList, given: dict[str, tuple[int, Evidence]]) -> None:
        """The code by which a client was found in the list tells clients of one name apart."""
        base = self._documents if found.by_document and self._documents else self._lines
        header = base.table.header[found.link.at]
        places = [at for at, name in enumerate(self._lines.table.header) if not found.by_document and name == header]
        places += [at for at, one in enumerate(self._added, start=self._width) if one.header == header]
        if places:
            given["client_id"] = (
                places[0],
                Evidence("joins_tables", {"header": header, "table": found.view.sheet.name}),
            )

    def _totals(self) -> dict[str, Decimal]:
        """The documents' own totals by their keys."""
        at = self._documents.column("amount") if self._documents else None
        if at is None or self._documents is None or self._link is None or not self._documents.is_clear("which_amount"):
            return {}
        decided = number_format.decide(self._documents.profiles[at].values)
        number = NumberFormat("," if decided == "," else ".")
        found = {}
        for key, row in self._link.rows.items():
            value = number.read(row.cells[at]) if at < len(row.cells) and not is_no_number(row.cells[at]) else None
            if value is not None:
                found[key] = value
        return found

    def _counts(self, views: Sequence[View]) -> Related:
        tables = tuple(view.sheet.name for view in views)
        lists = tuple(self._list_counts(found) for found, _ in self._lists)
        if self._link is None or self._documents is None:
            return Related(tables, lists=lists)
        used = set(self._document_of.values())
        at = self._documents.column("date")
        dated = {key for key, row in self._link.rows.items() if at is not None and _is_filled(row, at)}
        return Related(
            tables, len(dated | used), len(dated - used), lists=lists, unspread=tuple(self._unspread),
        )  # fmt: skip

    def _list_counts(self, found: NameList) -> RelatedList:
        base = self._documents if found.by_document and self._documents else self._lines
        asked = _keys_in(base, found.link)
        known = set(found.link.rows)
        return RelatedList(found.subject, len(known), len(known - asked), len(asked - known))


def _keys_in(base: View, link: Link) -> set[str]:
    return {link.form(cell) for cell in base.profiles[link.at].values if not is_no_number(cell)}


def _is_filled(row: Row, at: int) -> bool:
    return at < len(row.cells) and not is_blank(row.cells[at])


def _document_cell(at: int) -> _Cell:
    return lambda line, document: document.cells[at] if document is not None and at < len(document.cells) else None


def _listed_cell(found: NameList, column: ListColumn) -> _Cell:
    """The name or field of the row of the list; a manager or product without a name keeps his code."""
    keeps_code = column.field == found.subject and found.subject != CLIENT

    def cell(line: Row, document: Row | None) -> Cell:
        base = document if found.by_document else line
        if base is None:
            return None
        row = found.link.partner(base)
        text = column.cell(row) if row is not None else ""
        code = base.cells[found.link.at] if found.link.at < len(base.cells) else None
        return text or (code if keeps_code else None)

    return cell


def _sum_of_whole(documents: View, at: int) -> str | None:
    """The role of a column of numbers that belong to the document as a whole; None of any other column."""
    profile = documents.profiles[at]
    role = next((name for name, _ in scores(profile.header) if name in _OF_WHOLE), None)
    if role is None or not profile.filled:
        return None
    like = sum(count for cell, count in profile.values.items() if is_discount_like(cell))
    return role if like >= MOSTLY * max(profile.numeric_filled, 1) else None
