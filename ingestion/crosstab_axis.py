"""The header of a table with periods in its columns: where it stands, which column is of which period and measure.

Months may stand alone, over the names of measures (`янв.24` over `Сумма` and `Количество`), under them, or under
their year; a name spans the blank cells at its right.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ingestion import date_format, number_format
from ingestion.cells import Cell, Row, is_blank, is_blank_row, is_no_number, text_of
from ingestion.date_format import DateFormat, NumericDate, Order
from ingestion.locate import SHORT_NAME, is_plain_text
from ingestion.period import Period
from ingestion.period_names import NamedPeriod, named_period, years_in
from ingestion.profile import MOSTLY

SEARCHED_ROWS = 60
FINEST_FIRST = ("day", "month", "quarter")


class Column(NamedTuple):
    """A column under a period: what its header says of time, and the measure it holds ('' where nothing names one)."""

    named: NamedPeriod
    measure: str


@dataclass(frozen=True)
class Axis:
    """The header of a table by periods: places of its first and last row, the name of every column, the columns of
    periods (coarser ones than the finest apart: they may be sums), and the years that the title speaks of.
    """

    first: int
    last: int
    names: tuple[str, ...]
    columns: Mapping[int, Column]
    coarser: Mapping[int, Column]
    title_years: tuple[int, ...]


def find_axis(rows: Sequence[Row], sheet: str = "") -> Axis | None:
    """The header whose cells name periods above columns of numbers; None where there is none.

    One period alone counts only as a month or quarter with its year.
    """
    best = -1
    named: dict[int, NamedPeriod] = {}
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        found = _periods_of(row)
        if len(found) > len(named) and _are_names(row) and _numbers_below(rows, at, found):
            best, named = at, found
    if not named or (len(named) == 1 and not _stands_alone(rows, best, named)):
        return None
    return _Header(rows, best, named, sheet).axis()


def _stands_alone(rows: Sequence[Row], at: int, named: Mapping[int, NamedPeriod]) -> bool:
    """Whether a single period is a column of its own: a month or quarter with its year, right of the names. Over the first
    column of the table it is the title of all of them."""
    ((place, one),) = named.items()
    beside = any(not is_blank(cell) for row in rows[at + 1 :] for cell in row.cells[:place])
    return one.kind in ("month", "quarter") and one.year is not None and not one.rest and beside


def _periods_of(row: Row) -> dict[int, NamedPeriod]:
    found = {at: named_period(cell) for at, cell in enumerate(row.cells) if not is_blank(cell)}
    return {at: named for at, named in found.items() if named is not None and named.kind != "year"}


def _are_names(row: Row) -> bool:
    """Whether the other cells of the row are names too: a row with numbers is no header."""
    return all(is_blank(cell) or is_plain_text(cell) or named_period(cell) is not None for cell in row.cells)


def _numbers_below(rows: Sequence[Row], at: int, named: Iterable[int]) -> bool:
    """Whether the columns hold numbers, but for names of measures right under the periods."""
    body = [row for row in rows[at + 1 :] if not is_blank_row(row.cells)]
    if body and _names_under(body[0], min(named)):
        body = body[1:]
    cells = [row.cells[place] for row in body for place in named if place < len(row.cells)]
    filled = [cell for cell in cells if not is_no_number(cell)]
    numbers = sum(number_format.is_number_like(cell) for cell in filled)
    return bool(filled) and numbers >= MOSTLY * len(filled)


def _names_under(row: Row, first: int) -> bool:
    """Whether a row names measures: short texts and nothing else from the first period on, two at least."""
    filled = [cell for cell in row.cells[first:] if not is_no_number(cell)]
    return len(filled) >= 2 and all(is_plain_text(cell) and len(text_of(cell)) <= SHORT_NAME for cell in filled)


class _Header:
    """Reads the rows of one header together."""

    def __init__(self, rows: Sequence[Row], at: int, named: dict[int, NamedPeriod], sheet: str) -> None:
        self._rows = rows
        self._at = at
        self._named = named
        self._start = min(named)
        below = rows[at + 1] if at + 1 < len(rows) else Row(0, [])
        self._below = below if _names_under(below, self._start) else None
        self._above = rows[at - 1] if at and not is_blank_row(rows[at - 1].cells) else None
        self._title = [*(text_of(cell) for row in rows[:at] for cell in row.cells), sheet]
        self._width = max(len(row.cells) for row in rows[at : at + 2])

    def axis(self) -> Axis:
        """The header as one row of names."""
        spanning = self._spanning()
        years = self._years()
        columns = {
            at: Column(
                period if period.year or at not in years else period._replace(year=years[at]), self._measure(at, period)
            )
            for at, period in ((at, named_period(cell)) for at, cell in spanning.items())
            if period is not None and period.kind != "year"
        }
        doubled = len(set(columns.values())) < len(columns)
        above = self._measures_above() if doubled else {}
        columns = {at: column._replace(measure=column.measure or above.get(at, "")) for at, column in columns.items()}
        finest = min((FINEST_FIRST.index(column.named.kind) for column in columns.values()), default=0)
        is_fine = {at: FINEST_FIRST.index(column.named.kind) == finest for at, column in columns.items()}
        taken = bool(above) or any(at in years for at in columns)
        return Axis(
            first=self._at - taken,
            last=self._at + (self._below is not None),
            names=tuple(self._name(at, spanning, taken) for at in range(self._width)),
            columns={at: column for at, column in columns.items() if is_fine[at]},
            coarser={at: column for at, column in columns.items() if not is_fine[at]},
            title_years=tuple(sorted({year for text in self._title for year in years_in(text)})),
        )

    def _spanning(self) -> dict[int, Cell]:
        """Column -> the cell of the row of periods that stands over it."""
        found: dict[int, Cell] = {}
        over: Cell = None
        for at in range(self._width):
            own = _cell(self._rows[self._at], at)
            named_below = self._below is not None and not is_blank(_cell(self._below, at))
            over = own if not is_blank(own) else over if named_below and at > self._start else None
            if over is not None:
                found[at] = over
        return found

    def _name(self, at: int, spanning: Mapping[int, Cell], has_above: bool) -> str:
        """The name of a column: a name of the row above spans the columns of periods at its right."""
        over = next(
            (name for place in range(at, self._start - 1, -1) if (name := text_of(_cell(self._above, place)))), ""
        )
        above = (over or text_of(_cell(self._above, at))) if has_above else ""
        parts = (above, text_of(spanning.get(at)), text_of(_cell(self._below, at)))
        return " ".join(part for part in parts if part)

    def _measure(self, at: int, period: NamedPeriod) -> str:
        below = text_of(_cell(self._below, at)) if self._below else ""
        return below or period.rest

    def _years(self) -> dict[int, int]:
        """Column -> the year that spans it in the row above the periods."""
        found: dict[int, int] = {}
        year: int | None = None
        for at in range(self._start, self._width):
            named = named_period(_cell(self._above, at))
            if named is not None and named.kind == "year":
                year = named.year
            elif not is_blank(_cell(self._above, at)):
                year = None
            if year is not None:
                found[at] = year
        return found

    def _measures_above(self) -> dict[int, str]:
        """Column -> the measure that spans it in the row above the periods."""
        found: dict[int, str] = {}
        name = ""
        for at in range(self._start, self._width):
            name = text_of(_cell(self._above, at)) or name
            if name:
                found[at] = name
        return found


def _cell(row: Row | None, at: int) -> Cell:
    return row.cells[at] if row is not None and at < len(row.cells) else None


class Dated(NamedTuple):
    """What the columns of an axis are in the calendar. `periods`: column -> its days. `asks`: why a person must say
    more ('year', 'order'), '' where everything is known.
    """

    periods: dict[int, Period]
    asks: str = ""


def dated(axis: Axis, order: Order | None, year: int | None) -> Dated:
    """The days of each column. order: of numeric days, year: of months without one, where a person said so."""
    if any(column.named.kind == "day" for column in axis.columns.values()):
        return _days(axis, order)
    named = {at: column.named for at, column in axis.columns.items()}
    missing = [at for at, one in named.items() if one.year is None]
    if not missing:
        return Dated({at: _period(one, one.year or 0) for at, one in named.items()})
    years = _years_in_turn(axis, missing, year or (axis.title_years[0] if axis.title_years else 0))
    sure = year is not None or (len(axis.title_years) == 1 and len(set(years.values())) == 1)
    periods = {at: _period(one, one.year or years[at]) for at, one in named.items() if one.year or years[at]}
    return Dated(periods, "" if sure else "year")


def _years_in_turn(axis: Axis, missing: Sequence[int], first: int) -> dict[int, int]:
    """The year of each column without one: the next begins where the months begin anew, in each block of a measure."""
    found: dict[int, int] = {}
    last: dict[str, tuple[int, int]] = {}  # measure -> number and year of its column before
    for at in missing:
        column = axis.columns[at]
        before, year = last.get(column.measure, (0, first))
        year += bool(first) and column.named.number <= before
        found[at] = year
        last[column.measure] = column.named.number, year
    return found


def _period(named: NamedPeriod, year: int) -> Period:
    months = 3 if named.kind == "quarter" else 1
    last = named.number * months
    return Period(date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1]))


def _days(axis: Axis, order: Order | None) -> Dated:
    """Columns of days; days that are all the first of their months, or all the last, are months."""
    written = {at: column.named.day for at, column in axis.columns.items()}
    verdict = date_format.decide(_as_text(day) for day in written.values() if isinstance(day, NumericDate))
    read = DateFormat(order or ("mdy" if verdict == "mdy" else "dmy"))
    days = {at: read.read(_as_text(day)) if isinstance(day, NumericDate) else day for at, day in written.items()}
    known = {at: day for at, day in days.items() if isinstance(day, date)}
    asks = "order" if order is None and verdict in ("unknown", "mixed") else ""
    if _are_months(list(known.values())):
        return Dated({at: _period(NamedPeriod("month", day.month), day.year) for at, day in known.items()}, asks)
    return Dated({at: Period(day, day) for at, day in known.items()}, asks)


def _as_text(day: date | NumericDate | None) -> str:
    if not isinstance(day, NumericDate):
        return text_of(day)
    mark = "." if day.dotted else "/"
    return f"{day.first:02}{mark}{day.second:02}{mark}{day.year:04}"


def _are_months(days: Sequence[date]) -> bool:
    """Whether days stand for whole months: two at least, of different months that follow one another."""
    first = all(day.day == 1 for day in days)
    last = all((day + timedelta(days=1)).day == 1 for day in days)
    months = sorted({day.year * 12 + day.month for day in days})
    in_turn = len(months) > 2 or (len(months) == 2 and months[1] - months[0] == 1)
    return (first or last) and in_turn
