"""The rows of a table by periods made long: a line for each cell with an amount, totals and empty rows set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ingestion import number_format
from ingestion.answers import Answers, DecimalSign
from ingestion.cells import Cell, Row, is_blank, is_blank_row, is_no_number, text_of
from ingestion.crosstab_columns import calls_itself_total
from ingestion.crosstab_shape import PeriodColumn, Shape
from ingestion.crosstab_sums import ColumnSums, sums_of_neighbours
from ingestion.flat import Flat
from ingestion.locate import Table, header_words, same_header
from ingestion.number_format import NumberFormat
from ingestion.period_names import named_period
from ingestion.plan import Unread, held, skipped
from ingestion.reading import OwnTotal, Question
from ingestion.refusal import Fact
from ingestion.review import FEW_HELD

SHORT_ROWS = 0.05
_NUMBERS = "amount"  # the name under which a column of numbers is looked for headings of groups


@dataclass(frozen=True)
class AddedUp:
    """Rows as names followed by their sum and the cells of their periods, for the search of headings of groups.

    names: of the columns that are names, those of levels at the end. columns: their places in the rows.
    """

    table: Table
    rows: tuple[Row, ...]
    names: tuple[str, ...]
    columns: tuple[int, ...]
    source: Mapping[int, Row]  # line -> the row as it stands in the file

    def regrouped(self, flat: Flat) -> AddedUp:
        """The same once headings became columns."""
        added = range(len(self.table.header), len(flat.table.header))
        own = tuple(flat.table.header[at] for at in self.columns)
        names = (*own, *(flat.table.header[at] for at in added))
        return replace(self, table=flat.table, rows=flat.rows, names=names, columns=(*self.columns, *added))


@dataclass
class LongRows:
    """The long rows, what was set aside, and what must be asked. total: of the rows that become lines up to today."""

    rows: list[Row] = field(default_factory=list)
    left_out: list[tuple[Unread, Row]] = field(default_factory=list)
    own_total: OwnTotal | None = None
    other_header: int | None = None
    total: Decimal = Decimal(0)
    questions: list[Question] = field(default_factory=list)


def usual_format(rows: Sequence[Row], shape: Shape, answered: DecimalSign | None) -> NumberFormat:
    """How the numbers of all periods are read."""
    cells = (row.cells[one.at] for row in rows for one in shape.periods if one.at < len(row.cells))
    verdict = number_format.decide(cells)
    if verdict == "," or verdict == ".":
        return NumberFormat(verdict)
    return NumberFormat(answered if verdict == "mixed" else (answered or "."))


def summable(rows: Sequence[Row], shape: Shape, number: NumberFormat) -> AddedUp:
    """Every row as its names, its sum and its cells, nothing as zero: so headings of groups show as sums."""
    body = rows[shape.last + 1 :]
    short = sum(len(row.cells) < len(shape.names) for row in body if not is_blank_row(row.cells))
    short_allowed = short > max(FEW_HELD, SHORT_ROWS * len(body))
    names = tuple(shape.names[at] for at in shape.labels)
    header = (*names, *[_NUMBERS] * (1 + len(shape.periods)))
    made = [_summed(row, shape, number, short_allowed) for row in body]
    table = Table(shape.last, shape.last, header)
    source = {row.line: row for row in body}
    return AddedUp(table, (*rows[: shape.last + 1], *made), names, tuple(range(len(names))), source)


def _summed(row: Row, shape: Shape, number: NumberFormat, short_allowed: bool) -> Row:
    if is_blank_row(row.cells):
        return Row(row.line, [])
    labels = [_cell(row, at) for at in shape.labels]
    cells = [_cell(row, one.at) for one in shape.periods]
    values = [None if is_no_number(cell) else number.read(cell) for cell in cells]
    if all(is_no_number(cell) for cell in cells):
        return Row(row.line, labels, _flaw(row, shape, short_allowed))
    added = sum((value for value in values if value is not None), Decimal(0))
    plain = [
        cell if value is None and not is_no_number(cell) else _plain(value or Decimal(0))
        for cell, value in zip(cells, values, strict=True)
    ]
    return Row(row.line, [*labels, _plain(added), *plain], _flaw(row, shape, short_allowed))


def _plain(value: Decimal) -> str:
    """A number as a text that proves its own decimal sign."""
    return f"{value:.4f}"


def _flaw(row: Row, shape: Shape, short_allowed: bool) -> str:
    if row.flaw:
        return row.flaw
    if len(row.cells) < len(shape.names) and not short_allowed:
        return "too_few_fields"
    return "too_many_fields" if any(not is_blank(cell) for cell in row.cells[len(shape.names) :]) else ""


def _cell(row: Row, at: int) -> Cell:
    return row.cells[at] if at < len(row.cells) else None


def long_rows(added_up: AddedUp, shape: Shape, number: NumberFormat, answers: Answers, today: date) -> LongRows:
    """A long row for each cell with an amount; totals, remarks, rows without amounts and other tables set aside."""
    return _Rows(added_up, shape, number, answers, today).read()


class _Rows:
    """Sorts the rows of one table, from the first to the last."""

    def __init__(self, added_up: AddedUp, shape: Shape, number: NumberFormat, answers: Answers, today: date) -> None:
        self._table = added_up
        self._shape = shape
        self._number = number
        self._answers = answers
        self._today = today
        self._sums = ColumnSums(len(shape.periods))
        self._lines: list[list[Decimal]] = []
        self._differing: list[OwnTotal] = []
        self._found = LongRows()

    def read(self) -> LongRows:
        """All rows sorted."""
        rows = self._table.rows[self._shape.last + 1 :]
        first = next((row for row in rows if not is_blank_row(row.cells)), None)
        if first is not None and self._names_total(first):  # a total above its rows is checked behind them
            rows = (*(row for row in rows if row is not first), first)
        for row in rows:
            self._take(row)
        self._last_is_subtotal_no_more()
        self._ask()
        return self._found

    def _take(self, row: Row) -> None:
        source = self._table.source.get(row.line, row)
        if is_blank_row(source.cells):
            self._found.rows.append(Row(row.line, []))
        elif self._found.other_header is not None:
            self._leave(skipped(source, "other_table"), source)
        elif row.flaw:
            self._found.rows.append(Row(row.line, list(source.cells), row.flaw))
        else:
            self._sort(row, source)

    def _sort(self, row: Row, source: Row) -> None:
        cells = [_cell(source, one.at) for one in self._shape.periods]
        values = [None if is_no_number(cell) else self._number.read(cell) for cell in cells]
        if all(is_no_number(cell) for cell in cells):
            self._leave(skipped(source, "no_amounts" if any(not is_blank(cell) for cell in cells) else "note"), source)
        elif all(value is None for value in values) and self._is_header(source):
            self._leave_header(source)
        elif self._is_total(row):
            self._take_total(row, source, cells, values)
        else:
            self._take_line(row, source, cells, values)

    def _is_header(self, source: Row) -> bool:
        named = sum(named_period(_cell(source, one.at)) is not None for one in self._shape.periods)
        return named >= min(2, len(self._shape.periods)) or header_words(source.cells) >= 2

    def _leave_header(self, source: Row) -> None:
        same = any(same_header(source.cells, row.cells) for row in self._table.rows[: self._shape.last + 1])
        if not same and self._lines:
            self._found.other_header = source.line
        self._leave(skipped(source, "repeated_header" if same else "other_table"), source)

    def _names_total(self, row: Row) -> bool:
        return any(calls_itself_total(text_of(_cell(row, at))) for at in self._table.columns)

    def _is_total(self, row: Row) -> bool:
        """Whether a row calls itself a total, or has no name at all in a table of names."""
        nameless = bool(self._shape.labels) and all(is_blank(_cell(row, at)) for at in self._table.columns)
        return nameless or self._names_total(row)

    def _take_total(self, row: Row, source: Row, cells: Sequence[Cell], values: Sequence[Decimal | None]) -> None:
        stated = [Decimal(0) if is_no_number(cell) else value for cell, value in zip(cells, values, strict=True)]
        amount = sum((value for value in stated if value is not None), Decimal(0))
        kind = self._sums.kind_of(stated)
        if kind is not None:
            if kind == "total":
                self._found.own_total = OwnTotal(row.line, amount, self._sums.added - amount)
            self._sums.close_group(stated)
            self._leave(skipped(source, kind), source)
        elif self._answers.options.get("total_differs") == "sale":
            self._take_line(row, source, cells, values)
        else:
            self._differing.append(OwnTotal(row.line, amount, self._sums.added - amount))
            self._leave(held(source, "total_differs", "amount", str(amount)), source)

    def _take_line(self, row: Row, source: Row, cells: Sequence[Cell], values: Sequence[Decimal | None]) -> None:
        self._sums.add([Decimal(0) if is_no_number(cell) else value for cell, value in zip(cells, values, strict=True)])
        made = [
            self._long(row, source, one, cell)
            for one, cell, value in zip(self._shape.periods, cells, values, strict=True)
            if not is_no_number(cell) and value != 0
        ]
        if not made:
            self._leave(skipped(source, "no_amounts"), source)
            return
        self._found.rows += made
        self._lines.append([value or Decimal(0) for value in values])
        self._found.total += sum(
            (value or Decimal(0) for one, value in zip(self._shape.periods, values, strict=True)
             if one.period.first <= self._today), Decimal(0),
        )  # fmt: skip

    def _long(self, row: Row, source: Row, one: PeriodColumn, cell: Cell) -> Row:
        """A line of one period: the names, the last day that is not in the future, the amount, other measures."""
        day = min(one.period.last, self._today) if one.period.first <= self._today else one.period.last
        beside = [_cell(source, places[one.at]) if one.at in places else None for places in self._shape.beside.values()]
        names = [_cell(row, at) for at in self._table.columns]
        return Row(row.line, [*names, day, cell, *beside])

    def _leave(self, verdict: Unread, row: Row) -> None:
        self._found.left_out.append((verdict, row))

    def _last_is_subtotal_no_more(self) -> None:
        """A total that others follow was one of a group."""
        totals = [place for place, (verdict, _) in enumerate(self._found.left_out) if verdict.reason == "total"]
        for place in totals[:-1]:
            verdict, row = self._found.left_out[place]
            self._found.left_out[place] = (verdict._replace(reason="subtotal"), row)

    def _ask(self) -> None:
        """Totals that do not agree with the rows, and rows that equal the sum of their neighbours."""
        if self._differing and self._answers.options.get("total_differs") is None:
            one = self._differing[0]
            facts: dict[str, Fact] = {
                "line": one.line, "amount": str(one.amount), "difference": str(one.difference),
            }  # fmt: skip
            options = ({"answer": "load", "total": str(self._found.total)},
                       {"answer": "sale", "total": str(self._found.total + sum(d.amount for d in self._differing))})  # fmt: skip
            self._found.questions.append(Question("total_differs", options, facts))
        self._ask_about_groups()

    def _ask_about_groups(self) -> None:
        """Headings or subtotals without a word for them; the file's own total proves that there are none."""
        if self._found.own_total is not None or self._answers.options.get("looks_grouped") == "flat":
            return
        alike = sums_of_neighbours([tuple(values) for values in self._lines])
        if alike:
            options = ({"answer": "flat", "total": str(self._found.total)},)
            self._found.questions.append(Question("looks_grouped", options, {"groups": alike}))
