"""Dates as people write them: numeric in any order, with month words in three languages, ISO, Excel serials.

`03/04/2024` has two readings. Each numeric date is taken apart, the column's evidence (a part above 12) decides the
order, and a column without evidence is asked about. A time of day is cut off; an offset does not move the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from ingestion.cells import Cell, text_of

Order = Literal["dmy", "mdy", "ymd"]
OrderVerdict = Literal["dmy", "mdy", "mixed", "unknown", "plain"]
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 60_001)  # 1954 to 2064
LONGEST_TEXT = 60
YEARS = range(1950, 2101)

_TIME = (
    r"(?:[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_ISO = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$", re.IGNORECASE)
_NUMERIC = re.compile(rf"^(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?:\s*(?:г|р)\.?)?{_TIME}$", re.IGNORECASE)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_DAY_WORD = re.compile(
    rf"^(\d{{1,2}})[\s.\-]*([^\W\d_]+)\.?[\s.,\-]*(\d{{4}}|\d{{2}})(?:\s*(?:г|р|року|года)\.?)?{_TIME}$", re.I
)
_WORD_DAY = re.compile(rf"^([^\W\d_]+)\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(\d{{4}}){_TIME}$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^[^\W\d_]+[.,]+\s*(?=\d)")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_MONTH_STEMS = (
    ("jan", "янв", "січ"), ("feb", "фев", "лют"), ("mar", "мар", "бер"), ("apr", "апр", "кві"),
    ("may", "май", "мая", "тра"),
    ("jun", "июн", "чер"), ("jul", "июл", "лип"), ("aug", "авг", "сер"), ("sep", "сен", "вер"), ("oct", "окт", "жов"),
    ("nov", "ноя", "лис"), ("dec", "дек", "гру"),
)  # fmt: skip
_MONTHS = {stem: month for month, stems in enumerate(_MONTH_STEMS, start=1) for stem in stems}


class NumericDate(NamedTuple):
    """The three numbers of a date whose order is not known from the text alone."""

    first: int
    second: int
    year: int
    dotted: bool


def _day(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(word: str) -> int | None:
    """The number of a month by its name or a short form of it in three languages."""
    return _MONTHS.get(word.lower()[:3])


@lru_cache(maxsize=1 << 16)
def dissect(text: str) -> date | NumericDate | None:
    """A date that needs no order, the parts of one that does, or None."""
    if len(text) > LONGEST_TEXT:
        return None
    if match := _ISO.match(text):
        return _day(*(int(part) for part in match.groups()[:3]))
    if match := _NUMERIC.match(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        return NumericDate(first, second, year, match[2] == ".")
    if match := _COMPACT.match(text):
        return _day(*(int(part) for part in match.groups()))
    if _SERIAL.match(text) and int(float(text)) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    return _worded(_WEEKDAY.sub("", text))


def _worded(text: str) -> date | None:
    if match := _DAY_WORD.match(text):
        day, month, year = int(match[1]), month_of(match[2]), int(match[3])
    elif match := _WORD_DAY.match(text):
        day, month, year = int(match[2]), month_of(match[1]), int(match[3])
    else:
        return None
    return None if month is None else _day(year, month, day)


@dataclass(frozen=True)
class DateFormat:
    """How the numeric dates of one column are read; None: only those with one possible reading."""

    order: Order | None = "dmy"

    def read(self, cell: Cell) -> date | None:
        """The day in a cell, None where it holds no date."""
        if isinstance(cell, str):
            return self._read_text(text_of(cell))
        if isinstance(cell, datetime):
            return _day(cell.year, cell.month, cell.day)
        if isinstance(cell, date):
            return _day(cell.year, cell.month, cell.day)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e9 and int(cell) in SERIALS:
            return EXCEL_EPOCH + timedelta(days=int(cell))
        return self._compact_number(cell)

    def _compact_number(self, cell: Cell) -> date | None:
        """A workbook may hold 20240131 as a number."""
        if (
            isinstance(cell, int | float)
            and not isinstance(cell, bool)
            and cell == cell
            and 19_500_000 < cell < 21_010_000
        ):
            found = dissect(str(int(cell)))
            return found if isinstance(found, date) else None
        return None

    def _read_text(self, text: str) -> date | None:
        found = dissect(text)
        if not isinstance(found, NumericDate):
            return found
        if self.order == "mdy":
            return _day(found.year, found.first, found.second)
        if (
            self.order is None
            and found.first != found.second
            and max(found.first, found.second) <= 12
            and not found.dotted
        ):
            return None
        if self.order is None and found.second > 12:
            return _day(found.year, found.first, found.second)
        return _day(found.year, found.second, found.first)


def decide(cells: Iterable[Cell]) -> OrderVerdict:
    """What the numeric dates of a column prove about the order of day and month.

    'plain': none needs it; 'unknown': every one has two readings; 'mixed': some prove one order, some the other.
    Dotted dates are day-first everywhere unless a number above 12 says otherwise.
    """
    proofs: set[OrderVerdict] = set()
    unsure = False
    for cell in cells:
        found = dissect(text_of(cell)) if isinstance(cell, str) else None
        if not isinstance(found, NumericDate) or not _is_some_day(found):
            continue
        if found.second > 12 >= found.first:
            proofs.add("mdy")
        elif found.first > 12 or found.dotted:
            proofs.add("dmy")
        elif found.first != found.second:
            unsure = True
    if len(proofs) == 2:
        return "mixed"
    if proofs:
        return proofs.pop()
    return "unknown" if unsure else "plain"


def _is_some_day(found: NumericDate) -> bool:
    """Whether there is such a day in either order: `31.02.2024` proves nothing."""
    ways = ((found.first, found.second), (found.second, found.first))
    return any(_day(found.year, month, day) is not None for month, day in ways)


def is_date_like(cell: Cell) -> bool:
    """Whether a cell is a date under some reading; a bare number of a workbook or text is not enough."""
    if isinstance(cell, str):
        text = text_of(cell)
        return not text.isdigit() and not _SERIAL.match(text) and dissect(text) is not None
    return isinstance(cell, date)


_MONTH_NAME = re.compile(r"^([^\W\d_]{3,})\.?[\s.\-']*(\d{4}|\d{2})?(?:\s*(?:г|р)\.?)?$", re.IGNORECASE)
_MONTH_NUMBER = re.compile(r"^(?:(?:0?[1-9]|1[0-2])[./-]\d{4}|\d{4}[./-](?:0?[1-9]|1[0-2]))$")


_MONTH_OF_A_YEAR = re.compile(r"^m(0?[1-9]|1[0-2])$", re.IGNORECASE)


def month_of_a_year(text: str) -> int | None:
    """The number of a month that a text names without a year: `M01`, `January`, `янв.`; None for anything else."""
    if match := _MONTH_OF_A_YEAR.match(text.strip()):
        return int(match[1])
    named = _MONTH_NAME.match(text.strip())
    return month_of(named[1]) if named and not named[2] else None


def is_month(text: str) -> bool:
    """Whether a text names a month rather than a day: `янв.24`, `March 2024`, `02.2024`."""
    if _MONTH_NUMBER.match(text):
        return True
    match = _MONTH_NAME.match(text)
    return match is not None and bool(match[2]) and month_of(match[1]) is not None
