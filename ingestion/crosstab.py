"""A table with periods in its columns made long: clients by months, managers and clients by quarters, products by days.

Each cell with an amount becomes a line of sales dated by the last day of its period, with the names at its left.
Totals are recognised by arithmetic, in rows and in columns, and never counted; what cannot be known is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from sys import maxsize

from ingestion.answers import Answers
from ingestion.cells import Row, is_blank_row, text_of
from ingestion.crosstab_axis import Axis, Dated, dated, find_axis
from ingestion.crosstab_columns import Chosen, choose_columns
from ingestion.crosstab_rows import AddedUp, LongRows, long_rows, summable, usual_format
from ingestion.crosstab_shape import PeriodColumn, Shape, fill_names
from ingestion.flat import Flat, flatten
from ingestion.grouped import HEADINGS
from ingestion.headers import scores
from ingestion.locate import Table, header_words
from ingestion.period import Period
from ingestion.plan import Unread
from ingestion.reading import Evidence, OwnTotal, Question
from ingestion.refusal import Fact

LIST_WORDS = 3  # a header with so many known words elsewhere is the table, and the periods stand beside it
YEARS_OFFERED = 4
_ROW_LABELS = re.compile(r"^(?:названия строк|метки строк|назви рядків|позначки рядків|row labels)$", re.IGNORECASE)
FIRMS = 0.5  # of the names in a column must carry a legal form to be taken for clients
_MARK = "#periods"
_FIRM = re.compile(
    r"(?<!\w)(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|ТД|ТОВ|ФОП|ПП|ПрАТ|АТ|ЧП|LLC|Ltd|Inc|GmbH|LLP|PLC|Corp|S\.?A|B\.?V)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lengthened:
    """A table by periods as a plain table of long rows, several of one line of the file.

    given: the fields that the form proves, as `mapping.map_columns` takes them. width: how many columns are the file's
    own. periods: last day -> the header of its column. may_be_list: columns of dates or money stand beside the
    periods, so that a person must say which the table is.
    """

    table: Table
    rows: tuple[Row, ...]
    left_out: tuple[tuple[Unread, Row], ...]
    given: Mapping[str, tuple[int, Evidence]]
    levels: Mapping[int, Evidence]
    width: int
    periods: Mapping[date, str]
    own_total: OwnTotal | None
    other_header: int | None
    may_be_list: bool
    total: Decimal
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def axis_of(rows: Sequence[Row], table: Table | None, sheet: str = "") -> Axis | None:
    """The header of periods of a sheet; None where it has none, or a table of another form is what the sheet holds."""
    axis = find_axis(rows, sheet)
    if axis is None or table is None or table.first < 0:
        return axis
    elsewhere = table.first > axis.last + 1 or table.last < axis.first - 1
    return None if elsewhere and header_words(rows[table.first].cells) >= LIST_WORDS else axis


def layout_of(rows: Sequence[Row], table: Table | None) -> tuple[str, ...]:
    """The names by which a layout of columns is known again: a new month in its columns does not make a new one."""
    axis = axis_of(rows, table)
    if axis is None:
        return table.header if table else ()
    periods = {*axis.columns, *axis.coarser}
    return (*(name for at, name in enumerate(axis.names) if at not in periods), _MARK)


def header_of(rows: Sequence[Row], table: Table | None) -> tuple[str, ...]:
    """The name above every column of a sheet, that of its period included."""
    axis = axis_of(rows, table)
    return axis.names if axis is not None else table.header if table is not None else ()


def lengthen(
    rows: Sequence[Row], table: Table | None, sheet: str, answers: Answers, today: date
) -> Lengthened | Question | None:
    """The long form of a table by periods; None where the table is none, a question where it cannot be read so."""
    axis = axis_of(rows, table, sheet)
    if axis is None or answers.options.get("crosstab") == "list":
        return None
    body = [row for row in rows[axis.last + 1 :] if not is_blank_row(row.cells)]
    chosen = choose_columns(rows[: axis.first], sheet, axis, body, answers)
    days = dated(axis, answers.date_order, _year(answers))
    if days.asks == "year" and not days.periods:
        days = replace_year(axis, answers, today.year)
    columns = _period_columns(axis, chosen, days)
    if columns is None:
        names = [axis.names[at] for at in sorted(axis.columns)]
        twice = next((name for name in names if names.count(name) > 1), names[0])
        return Question("crosstab_doubled", (), {"header": twice})
    return _Lengthening(rows, axis, chosen, days, columns, answers, today).lengthened()


def replace_year(axis: Axis, answers: Answers, year: int) -> Dated:
    """The days of months without a year were they of this one; a person still has to say so."""
    return dated(axis, answers.date_order, year)._replace(asks="year")


def _year(answers: Answers) -> int | None:
    told = answers.options.get("crosstab_year", "")
    return int(told) if told.isdigit() else None


def _period_columns(axis: Axis, chosen: Chosen, days: Dated) -> tuple[PeriodColumn, ...] | None:
    """The columns of the chosen measure in the order of time; None where two of them hold one period."""
    measured = [at for at, column in axis.columns.items() if column.measure == chosen.measure and at in days.periods]
    by_day = sorted((days.periods[at].last, at) for at in measured)
    if not measured or len({last for last, _ in by_day}) < len(by_day):
        return None
    return tuple(PeriodColumn(at, days.periods[at], axis.names[at]) for _, at in by_day)


class _Lengthening:
    """Makes one table long."""

    def __init__(
        self, rows: Sequence[Row], axis: Axis, chosen: Chosen, days: Dated, columns: tuple[PeriodColumn, ...],
        answers: Answers, today: date,
    ) -> None:  # fmt: skip
        self._rows = rows
        self._axis = axis
        self._chosen = chosen
        self._days = days
        self._answers = answers
        self._today = today
        self._shape = Shape(chosen.columns.labels, columns, chosen.columns.beside, axis.names, axis.last)
        self._number = usual_format(rows[axis.last + 1 :], self._shape, answers.decimal_sign)

    def lengthened(self) -> Lengthened:
        """The long table with everything that must be asked about it."""
        shape = self._shape
        rows, are_filled = fill_names(self._rows, shape, self._answers)
        table, added_up = self._flat(shape, rows)
        found = long_rows(added_up, shape, self._number, self._answers, self._today)
        labels = added_up.names
        header, given = self._header(labels)
        return Lengthened(
            table=Table(self._axis.first, self._axis.last, header),
            rows=(*self._rows[: self._axis.last + 1], *found.rows),
            left_out=(*(table.left_out if table else ()), *found.left_out),
            given=given,
            levels={added_up.columns.index(at): why for at, why in (table.levels if table else {}).items()},
            width=len(shape.labels),
            periods={one.period.last: one.name for one in shape.periods}
            | {min(one.period.last, self._today): one.name for one in shape.periods if one.period.first <= self._today},
            own_total=found.own_total,
            other_header=found.other_header,
            may_be_list=self._chosen.columns.may_be_list,
            total=found.total,
            questions=self._questions(found, table),
            warnings=self._warnings(are_filled),
        )

    def _flat(self, shape: Shape, rows: Sequence[Row]) -> tuple[Flat | None, AddedUp]:
        """The rows with the headings of groups taken out, where names of two levels stand in one column."""
        wide = summable(rows, shape, self._number)
        flat = None if self._answers.options.get("looks_grouped") == "flat" else flatten(wide.rows, wide.table)
        if flat is not None and self._is_rounding(flat):
            flat = None
        return flat, wide if flat is None else wide.regrouped(flat)

    def _is_rounding(self, flat: Flat) -> bool:
        """Whether headings state sums so small that kopecks lost in rounding would make them agree with anything."""
        stated = [abs(self._amount_of(row)) for _, row in flat.left_out if self._states_sums(row)]
        return bool(stated) and max(stated) <= 1

    def _header(self, labels: Sequence[str]) -> tuple[tuple[str, ...], dict[str, tuple[int, Evidence]]]:
        """The names of the columns of the long table, and the fields that its form proves."""
        first, last = self._shape.periods[0].name, self._shape.periods[-1].name
        span = first if first == last else f"{first} – {last}"
        money = self._chosen.told or self._chosen.measure or span
        given = {
            "date": (len(labels), Evidence("periods_in_columns", {"header": span})),
            "amount": (len(labels) + 1, Evidence("cells_of_periods", {"header": money})),
        }
        header = [*labels, span, money]
        for name, measure in self._chosen.columns.measures.items():
            given[name] = len(header), Evidence("cells_of_periods", {"header": measure})
            header.append(measure)
        given |= self._clients(labels)
        return tuple(header), given

    def _clients(self, labels: Sequence[str]) -> dict[str, tuple[int, Evidence]]:
        """The only column of names, where its header says nothing and most names in it are those of firms."""
        if len(labels) != 1 or (scores(labels[0]) and not _ROW_LABELS.match(labels[0])):
            return {}
        (at,) = self._shape.labels
        names = [text_of(row.cells[at]) for row in self._rows[self._axis.last + 1 :] if at < len(row.cells)]
        firms = sum(bool(_FIRM.search(name)) for name in names)
        if self._chosen.is_purchase or firms < FIRMS * sum(map(bool, names)) or not firms:
            return {}
        return {"client": (0, Evidence("names_of_firms", {"header": labels[0], "names": firms}))}

    def _warnings(self, filled: bool) -> list[str]:
        grain = {(one.period.last - one.period.first).days > 0 for one in self._shape.periods}
        quarters = any((one.period.last - one.period.first).days > 31 for one in self._shape.periods)
        warnings = ["quarterly_grain" if quarters else "monthly_grain"] if True in grain else []
        return [*warnings, "names_filled_down"] if filled else warnings

    def _questions(self, found: LongRows, flat: Flat | None) -> list[Question]:
        """What a person must say, each answer with the sum that it leads to."""
        asked = [*self._about_columns(found), *self._about_time(found), *found.questions]
        sure = flat is None or self._is_sure(flat, found.own_total is not None)
        if flat is not None and not sure and "looks_grouped" not in self._answers.options:
            groups = sum((self._amount_of(row) for _, row in flat.left_out), Decimal(0))
            options = (_option("grouped", found.total), _option("flat", found.total + groups))
            asked.append(Question("looks_grouped", options, {"groups": len(flat.left_out)}))
        return asked

    def _is_sure(self, flat: Flat, agrees_with_total: bool) -> bool:
        """Whether headings are beyond doubt: one without sums may be a client who bought nothing, one above a single
        line a client who bought the same; the file's own total proves them, or several that add up two lines or more.
        """
        headings = sorted(row.line for _, row in flat.left_out)
        lines = [row.line for row in flat.rows[self._axis.last + 1 :] if self._states_sums(row)]
        below = [sum(one < line < other for line in lines) for one, other in pairwise([*headings, maxsize])]
        adds_up = sum(count > 1 for count in below) >= HEADINGS
        states_sums = all(self._states_sums(row) for _, row in flat.left_out)
        return flat.is_sure and states_sums and (agrees_with_total or adds_up)

    def _states_sums(self, row: Row) -> bool:
        return len(row.cells) > len(self._shape.labels)

    def _amount_of(self, row: Row) -> Decimal:
        """What a row of the summable form adds up to: its sum stands in its first column of numbers."""
        at = len(self._shape.labels)
        return Decimal(str(row.cells[at])) if at < len(row.cells) and row.cells[at] is not None else Decimal(0)

    def _about_columns(self, found: LongRows) -> list[Question]:
        columns, chosen = self._chosen.columns, self._chosen
        asked = []
        if columns.totals_differ and self._answers.options.get("row_totals_differ") != "load":
            facts: dict[str, Fact] = {"header": columns.totals_differ[0], "line": columns.totals_differ[1]}
            asked.append(Question("row_totals_differ", (_option("load", found.total),), facts))
        if chosen.is_plan and self._answers.options.get("plans_by_months") != "sales":
            facts = {"header": chosen.is_plan}
            asked.append(Question("plans_by_months", (_option("sales", found.total),), facts))
        if chosen.asks:
            options = tuple({**_option(name, self._total_of(name)), "header": name} for name in chosen.asks)
            asked.append(Question("crosstab_measure", options))
        return asked

    def _about_time(self, found: LongRows) -> list[Question]:
        first = self._shape.periods[0].name
        if self._days.asks == "order":
            options = tuple(self._range(order, dated(self._axis, order, None)) for order in ("dmy", "mdy"))
            return [Question("ambiguous_dates", options, {"header": first, "sample": first})]
        if self._days.asks == "year":
            offered = self._axis.title_years or range(self._today.year, self._today.year - YEARS_OFFERED, -1)
            spans = {str(year): dated(self._axis, None, year) for year in offered}
            options = tuple({**self._range(year, days), "header": year, **_option(year, found.total)}
                            for year, days in spans.items())  # fmt: skip
            return [Question("crosstab_year", options, {"first": first})]
        return []

    @staticmethod
    def _range(answer: str, days: Dated) -> dict[str, str]:
        spans: list[Period] = list(days.periods.values())
        first, last = min(span.first for span in spans), max(span.last for span in spans)
        return {"answer": answer, "from": str(first), "to": str(last)}

    def _total_of(self, measure: str) -> Decimal:
        """What the table adds up to in another measure."""
        columns = _period_columns(self._axis, replace(self._chosen, measure=measure), self._days)
        if columns is None:
            return Decimal(0)
        shape = replace(self._shape, periods=columns, beside={})
        wide = summable(self._rows, shape, self._number)
        return long_rows(wide, shape, self._number, self._answers, self._today).total


def _option(answer: str, total: Decimal) -> dict[str, str]:
    return {"answer": answer, "total": str(total)}
