"""What a title says about time, and what the name of a document says: the period of a report, the number and day of
an invoice.

A grouped report of an accounting system often has no column of dates: its day stands inside the name of the document
(`Sale 00012 of 01.02.2024 12:00:00`), or only in the title (`Period: January 2024`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ingestion.cells import Cell, Row, is_blank, text_of
from ingestion.date_format import YEARS, DateFormat, month_of

TITLE_ROWS = 60
_DAY = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTH = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{4})(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s+([^\W\d_]{3,})\.?\s+(\d{4})(?!\d)")
_QUARTER = re.compile(
    r"(?<![\w])([1-4]|I{1,3}|IV|І{1,3}|ІV)(?:-?[а-яіїє]{1,2})?\s*(?:кв(?:артал[а-яіу]*)?\.?)\s*(\d{4})"
    r"|Q([1-4])[\s/.-]*(\d{4})|(\d{4})[\s/.-]*Q([1-4])",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<![\w])([12]|I{1,2}|І{1,2})(?:-?[а-яіїє]{1,2})?\s*(?:полугоди|півріч)[а-яє]*\s*(\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(\d{4})\s*(?:г(?:од[а-я]*)?|р(?:ік|оку)?)?(?![\d\w])")
_SPEAKS_OF_TIME = re.compile(
    r"период|період|period|\bза\b|\bfor\b|\bс\b.*\bпо\b|\bз\b.*\bпо\b|\bfrom\b.*\bto\b", re.IGNORECASE
)
_ROMAN = str.maketrans({"І": "I", "і": "I", "i": "I"})
_DOCUMENT = re.compile(
    r"^(?P<kind>[^\d№#]*?)\s*(?:№|#|no\.?|n)?\s*(?P<number>\S*\d\S*)\s+(?:от|від|of|from|dated)\s+"
    r"(?P<written>(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2}))(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:г\.?|р\.?)?\s*$",
    re.IGNORECASE,
)

_CONTRACT = re.compile(r"догов|контракт|угод|contract|agreement", re.IGNORECASE)  # its day is years old: no sale


class Period(NamedTuple):
    """The days from `first` to `last`, both of them included."""

    first: date
    last: date

    @property
    def is_one_month(self) -> bool:
        """Whether all of it lies within one calendar month."""
        return (self.first.year, self.first.month) == (self.last.year, self.last.month)


class Document(NamedTuple):
    """A document named in a cell."""

    kind: str
    number: str
    day: date
    written: date | str  # the day as it is written where only its column tells which number is the month


def _months(year: int, first: int, last: int) -> Period | None:
    if year not in YEARS or not 1 <= first <= last <= 12:
        return None
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _number(text: str) -> int:
    """`3`, `III` -> 3."""
    roman = text.translate(_ROMAN).upper()
    return int(text) if text.isdigit() else {"I": 1, "II": 2, "III": 3, "IV": 4}.get(roman, 0)


def _days(text: str) -> list[date]:
    found = []
    for match in _DAY.finditer(text):
        written = match[0].replace("/", ".")
        day = DateFormat("dmy").read(written)
        if day is not None:
            found.append(day)
    for match in _DAY_MONTH.finditer(text):
        day = DateFormat("dmy").read(match[0])
        if day is not None:
            found.append(day)
    return found


def period_of(text: str) -> Period | None:
    """The period that a text names: two days, months, a quarter, half a year, a year; None where it names none.

    `Period: 01.01.2024 - 31.01.2024`, `Январь 2024 г.`, `за 1 квартал 2024`, `січень 2024 - березень 2024`, `2024 год`.
    """
    days = _days(text)
    if len(days) >= 2:
        return Period(min(days[:2]), max(days[:2]))
    if days:
        return None  # one day alone may be the day of printing
    return _named_months(text) or _named_parts(text)


def _named_months(text: str) -> Period | None:
    named = [(month_of(match[1]), int(match[2])) for match in _MONTH.finditer(text)]
    months = [_months(year, month, month) for month, year in named if month is not None]
    known = [period for period in months if period is not None]
    return Period(known[0].first, known[-1].last) if known and known[0].first <= known[-1].last else None


def _named_parts(text: str) -> Period | None:
    if match := _QUARTER.search(text):
        quarter = _number(match[1] or match[3] or match[6])
        return _months(int(match[2] or match[4] or match[5]), 3 * quarter - 2, 3 * quarter)
    if match := _HALF.search(text):
        half = _number(match[1])
        return _months(int(match[2]), 6 * half - 5, 6 * half)
    if _SPEAKS_OF_TIME.search(text) and (match := _YEAR.search(text)):
        return _months(int(match[1]), 1, 12)
    return None


def period_of_title(rows: Iterable[Row]) -> Period | None:
    """The period that the rows above a table name; a cell that speaks of a period goes before the others."""
    texts = [text_of(cell) for row in list(rows)[:TITLE_ROWS] for cell in row.cells if _is_text(cell)]
    joined = [" ".join(text_of(cell) for cell in row.cells if not is_blank(cell)) for row in list(rows)[:TITLE_ROWS]]
    speaking = [text for text in (*texts, *joined) if _SPEAKS_OF_TIME.search(text)]
    for text in (*speaking, *texts):
        if found := period_of(text):
            return found
    return None


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and not is_blank(cell)


def document_of(cell: Cell) -> Document | None:
    """The document that a cell names with its number and day, None where it names none."""
    if not isinstance(cell, str):
        return None
    match = _DOCUMENT.match(text_of(cell))
    if match is None or _CONTRACT.search(match["kind"]):
        return None
    dotted = f"{match['day']}.{match['month']}.{match['year']}"
    day = DateFormat("dmy").read(dotted) or DateFormat("mdy").read(dotted)
    if day is None:
        return None
    written = match["written"] if "/" in match["written"] else day
    return Document(match["kind"].strip(), match["number"].strip(",;"), day, written)
