"""A grouped report made flat: every line carries the headings it stands under, and no heading is ever added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.date_format import DateFormat, is_date_like
from ingestion.grouped import Groups, find_groups
from ingestion.headers import scores
from ingestion.locate import Table
from ingestion.period import document_of, period_of
from ingestion.plan import Unread, skipped
from ingestion.profile import MOSTLY
from ingestion.reading import Evidence
from ingestion.refusal import Fact
from ingestion.vocabulary import is_total_word

_NAMES_OF_DOCUMENTS = ("order_no", "doc_type", "date", "month")


@dataclass(frozen=True)
class Flat:
    """A grouped report as a plain table.

    `rows` are the rows of the file from its first on: headings of groups taken out, lines made longer by the columns
    of their headings. `given`: fields that the structure itself proves -> their column from 0, and why.
    """

    table: Table
    rows: tuple[Row, ...]
    left_out: tuple[tuple[Unread, Row], ...]
    given: Mapping[str, tuple[int, Evidence]]
    is_sure: bool
    levels: Mapping[int, Evidence]  # columns of headings -> at which level of the report they stand


def flatten(rows: Sequence[Row], table: Table) -> Flat | None:
    """The flat form of a grouped report; None where the table is not grouped."""
    groups = find_groups(rows, table)
    return None if groups is None else _Flattening(rows, table, groups).flat()


@dataclass(frozen=True)
class _Level:
    """One level: its name and what the labels of its rows are."""

    name: str
    has_documents: bool
    has_days: bool


class _Flattening:
    """Builds the flat table of one report."""

    def __init__(self, rows: Sequence[Row], table: Table, groups: Groups) -> None:
        self._rows = rows
        self._table = table
        self._groups = groups
        self._width = len(table.header)
        self._filled = self._filled_by_lines()
        self._levels = self._describe()
        self._column_of = self._columns_of_headings()
        self._above: dict[int, Cell] = {}
        self._left_out: list[tuple[Unread, Row]] = []

    def flat(self) -> Flat:
        """The flat table."""
        groups = self._groups
        made: list[Row] = list(self._rows[: groups.names_end + 1])
        totals_first: list[Row] = []
        started = False
        for row in self._rows[groups.names_end + 1 :]:
            level = groups.levels.get(row.line)
            if level is None and not started and _is_total(row):
                totals_first.append(row)
            elif level is None:
                made.append(row)
            elif level < groups.depth - 1:
                self._enter(row, level)
            else:
                started = True
                made.append(self._longer(row))
        header, given = self._header()
        table = Table(self._table.first, groups.names_end, header)
        kept = (_widened(row, len(header)) for row in (*made, *totals_first))
        return Flat(table, tuple(kept), tuple(self._left_out), given, groups.is_sure, self._places())

    def _enter(self, row: Row, level: int) -> None:
        """A heading: what stands below it carries its name from here on."""
        self._above = {own: label for own, label in self._above.items() if own < level}
        self._above[level] = self._groups.labels[row.line]
        self._left_out.append((skipped(row, "group"), row))

    def _longer(self, row: Row) -> Row:
        """A line with the headings above it, and the number and day that its document names."""
        cells = [*row.cells[: self._width], *[None] * (self._width - len(row.cells))]
        own = {**self._above, self._groups.depth - 1: self._groups.labels[row.line]}
        cells += [None] * sum(column >= self._width for column in self._column_of)
        for level, column in enumerate(self._column_of):
            cells[column] = self._above.get(level)
        for level, described in enumerate(self._levels):
            if described.has_documents:
                document = document_of(own.get(level))
                cells += [document.number, document.written] if document else [None, None]
            elif described.has_days:
                label = own.get(level)
                cells.append(label if is_date_like(label) else day_of_heading(label))
        beyond = any(not is_blank(cell) for cell in row.cells[self._width :])
        return Row(row.line, cells, row.flaw or ("too_many_fields" if beyond else ""))

    def _places(self) -> dict[int, Evidence]:
        """Where each column of headings comes from."""
        names: dict[int, set[str]] = {level: set() for level in range(self._groups.depth)}
        for line, level in self._groups.levels.items():
            names[level].add(text_of(self._groups.labels[line]))
        return {
            column: Evidence("from_level", {"level": level + 1, "names": len(names[level])})
            for level, column in enumerate(self._column_of)
        }

    def _header(self) -> tuple[tuple[str, ...], dict[str, tuple[int, Evidence]]]:
        """The names of all columns, and the fields given by documents and days; the innermost level decides."""
        header = list(self._table.header)
        header += [""] * sum(column >= self._width for column in self._column_of)
        for level, column in zip(self._levels, self._column_of, strict=False):
            header[column] = level.name
        given: dict[str, tuple[int, Evidence]] = {}
        amount_at = self._groups.amount_at
        if amount_at is not None:
            given["amount"] = amount_at, Evidence("adds_up_in_groups", {"header": header[amount_at]})
        last_place = self._groups.places[-1]
        if last_place == self._groups.places[0] and last_place < self._width:
            header[last_place] = self._levels[-1].name
        for level in self._levels:
            facts: dict[str, Fact] = {"header": level.name}
            if level.has_documents:
                given["order_no"] = len(header), Evidence("from_document", facts)
                given["date"] = len(header) + 1, Evidence("from_document", facts)
                header += [level.name, level.name]
            elif level.has_days:
                given["date"] = len(header), Evidence("from_group", facts)
                header.append(level.name)
        return tuple(header), given

    def _filled_by_lines(self) -> frozenset[int]:
        """Columns in which lines hold something of their own."""
        lines = {line for line, level in self._groups.levels.items() if level == self._groups.depth - 1}
        return frozenset(
            at for row in self._rows if row.line in lines for at, cell in enumerate(row.cells) if not is_blank(cell)
        )

    def _columns_of_headings(self) -> list[int]:
        """The column of each level of headings: its own, which is blank beside the lines, or an added one where lines
        or a deeper level stand in it.
        """
        places = self._groups.places
        columns, added = [], self._width
        for level, place in enumerate(places[:-1]):
            if place in places[level + 1 :] or place >= self._width or place in self._filled:
                place, added = added, added + 1
            columns.append(place)
        return columns

    def _describe(self) -> list[_Level]:
        """Each level with its name: its own column's, or its part of the names that share a column."""
        groups = self._groups
        kinds = [self._kind(level) for level in range(groups.depth)]
        names: list[str] = [self._own_name(level) for level in range(groups.depth)]
        shared = [level for level, place in enumerate(groups.places) if place == groups.places[0]]
        if groups.places[0] in self._filled and groups.places[0] != groups.places[-1]:
            return [_Level(name, *kind) for name, kind in zip(names, kinds, strict=True)]
        for level, name in zip(shared, self._shared_names(shared, kinds), strict=True):
            names[level] = name
        return [_Level(name, *kind) for name, kind in zip(names, kinds, strict=True)]

    def _own_name(self, level: int) -> str:
        """The name of its column, unless lines hold something else there: then nobody has named the level."""
        place = self._groups.places[level]
        foreign = place in self._filled and place != self._groups.places[-1]
        return self._table.header[place] if place < self._width and not foreign else ""

    def _shared_names(self, shared: Sequence[int], kinds: Sequence[tuple[bool, bool]]) -> list[str]:
        """Names of the levels in one column. Where there are fewer names than levels, documents and days need none."""
        names = list(self._groups.names)
        if len(names) == len(shared):
            return names
        plain = [level for level in shared if not any(kinds[level])]
        others = [name for name in names if not _names_document(name)]
        column = self._own_name(shared[0])
        numbered = {level: f"{column or '#'} · {level + 1}" for level in shared}
        if len(others) == len(plain):
            numbered |= dict(zip(plain, others, strict=True))
        return [numbered[level] for level in shared]

    def _kind(self, level: int) -> tuple[bool, bool]:
        """Whether the labels of a level name documents, and whether they are days or months."""
        groups = self._groups
        labels = [groups.labels[line] for line, own in groups.levels.items() if own == level]
        documents = sum(document_of(label) is not None for label in labels)
        days = sum(is_date_like(label) or day_of_heading(label) is not None for label in labels)
        return documents >= MOSTLY * len(labels), days >= MOSTLY * len(labels)


def _widened(row: Row, width: int) -> Row:
    """The row with blank cells up to the width of the flat table."""
    missing = width - len(row.cells)
    return row if missing <= 0 else Row(row.line, [*row.cells, *[None] * missing], row.flaw)


def _is_total(row: Row) -> bool:
    """Whether a row calls itself a total: reports may write it above their rows."""
    if is_blank_row(row.cells):
        return False
    return is_total_word(next(text_of(cell) for cell in row.cells if not is_blank(cell)))


def _names_document(name: str) -> bool:
    """Whether the name of a level speaks of documents or days."""
    found = scores(name)
    return bool(found) and found[0][0] in _NAMES_OF_DOCUMENTS


def day_of_heading(label: Cell) -> date | None:
    """The day that a heading names; of a month the last one."""
    if is_date_like(label):
        return DateFormat("dmy").read(label)
    period = period_of(label) if isinstance(label, str) and len(label) <= 20 else None
    return period.last if period is not None and period.is_one_month else None
