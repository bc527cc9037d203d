"""Cells of records as typed values: days, months, whole numbers, scores, minutes, yes and no, words of a list."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ingestion import date_format
from ingestion.cells import Cell, is_no_number, text_of
from ingestion.date_format import DateFormat, Order, month_of
from ingestion.headers import normalise
from ingestion.kinds.catalogue import codes
from ingestion.number_format import NumberFormat
from ingestion.plan import EARLIEST, FOUR_PLACES, LARGEST

BEST_SCORE = 10
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})$")
_MINUTES = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:min|mins|minutes|мин|минут|хв|хвилин)?\.?$", re.IGNORECASE)
_SECONDS = 60
_MONTH_WORDS = re.compile(r"([^\W\d_]{3,})")
_MONTH_YEAR = re.compile(r"(\d{4})|['’`\s.\-](\d{2})(?!\d)")
_NUMBERED = re.compile(r"^(\d{1,2})[./-](\d{4})$|^(\d{4})[./-](\d{1,2})$")


def day_of_cell(cell: Cell, order: Order | None) -> date | None:
    """The day in a cell, None where it holds none or one before the first that counts."""
    day = DateFormat(order).read(cell)
    return day if day is not None and day >= EARLIEST else None


def month_of_cell(cell: Cell, order: Order | None) -> date | None:
    """The first day of the month that a cell names, by a day of it or by its name: `2025-03-31`, `март 2025`, `03.2025`."""
    text = text_of(cell)
    if match := _NUMBERED.match(text):
        month, year = (match[1], match[2]) if match[1] else (match[4], match[3])
        return first_of_month(int(year), int(month))
    if date_format.is_month(text):
        word, year_of = _MONTH_WORDS.search(text), _MONTH_YEAR.search(text)
        number = month_of(word[1]) if word else None
        if number is None or year_of is None:
            return None
        return first_of_month(int(year_of[1]) if year_of[1] else 2000 + int(year_of[2]), number)
    day = day_of_cell(cell, order)
    return day.replace(day=1) if day else None


def first_of_month(year: int | None, month: int) -> date | None:
    """The first day of a month, None where there is no such month or its year cannot be."""
    if year is None:
        return None
    return date(year, month, 1) if 1 <= month <= 12 and EARLIEST.year <= year <= 2200 else None


def amount_of_cell(cell: Cell, number: NumberFormat) -> Decimal | None:
    """A number to four places, None where the cell holds none or one too large to keep."""
    if is_no_number(cell):
        return None
    value = number.read(cell)
    return None if value is None or abs(value) >= LARGEST else value.quantize(FOUR_PLACES, ROUND_HALF_UP)


def whole_of_cell(cell: Cell, number: NumberFormat) -> int | None:
    """A whole number that is not negative."""
    value = amount_of_cell(cell, number)
    return int(value) if value is not None and value >= 0 and value == value.to_integral_value() else None


def score_of_cell(cell: Cell, number: NumberFormat) -> int | None:
    """An answer on the scale from 0 to 10; anything else is no answer."""
    value = whole_of_cell(cell, number)
    return value if value is not None and value <= BEST_SCORE else None


def minutes_of(cell: Cell) -> int | None:
    """Whole minutes of a duration: `12`, `12 min`, `0:12:40`, a time of a workbook. Seconds are rounded to minutes."""
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / _SECONDS)
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute + (cell.second >= 30)
    text = text_of(cell)
    if match := _CLOCK.match(text):
        hours, minutes, seconds = int(match[1] or 0), int(match[2]), int(match[3])
        return hours * 60 + minutes + (seconds >= 30)
    if match := _MINUTES.match(text):
        return int(Decimal(match[1].replace(",", ".")).to_integral_value(ROUND_HALF_UP))
    return None


def code_of_cell(cell: Cell, choice: str) -> str | None:
    """The code of a word of a list, None for a word that the list does not have."""
    return codes(choice).get(normalise(text_of(cell)))


def flag_of_cell(cell: Cell) -> bool | None:
    """Yes or no; None for anything else."""
    if isinstance(cell, bool):
        return cell
    code = code_of_cell(cell, "flag")
    return None if code is None else code == "yes"
