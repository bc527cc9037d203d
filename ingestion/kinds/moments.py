"""Times in cells of records: a day with its time, a time of day, a wait, hours. Offsets from UTC do not move the clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ingestion.cells import Cell, text_of
from ingestion.date_format import Order
from ingestion.kinds.values import amount_of_cell, day_of_cell
from ingestion.number_format import NumberFormat
from ingestion.plan import FOUR_PLACES

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600}
_DAY_SECONDS = 86_400
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$",
    re.IGNORECASE,
)
_SPAN = re.compile(r"^(?:(\d{1,4}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?$")
_HOURS_MINUTES = re.compile(r"^(\d{1,3}):([0-5]\d)(?::[0-5]\d)?$")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)?$")
_SERIAL = re.compile(r"^\d{5}[.,](\d+)$")
_UNIT_STEMS = (
    ("seconds", ("сек", "sec")), ("minutes", ("мин", "хв", "min")), ("hours", ("час", "годин", "hour", "hr")),
)  # fmt: skip
_UNIT_LETTERS = {
    "с": "seconds",
    "s": "seconds",
    "m": "minutes",
    "м": "minutes",
    "ч": "hours",
    "h": "hours",
    "год": "hours",
}
_WORD = re.compile(r"[^\W\d_]+")


def clock_of_cell(cell: Cell) -> time | None:
    """The time of day in a cell that holds nothing else: `10:35`, `3:05 PM`, a time of a workbook."""
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        return _of_seconds(cell.total_seconds())
    if isinstance(cell, float) and 0 <= cell < 1:
        return _of_seconds(cell * _DAY_SECONDS)
    match = _CLOCK.match(text_of(cell))
    return _clock(match) if match else None


def _of_seconds(seconds: float) -> time | None:
    whole = round(seconds)
    return time(whole // 3600, whole // 60 % 60, whole % 60) if 0 <= whole < _DAY_SECONDS else None


def _clock(match: re.Match[str]) -> time | None:
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower().startswith("p") else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def moment_of_cell(cell: Cell, order: Order | None) -> datetime | date | None:
    """The day in a cell with its time, to the second; a date where the cell gives no time of day."""
    day = day_of_cell(cell, order)
    if day is None:
        return None
    found = _time_of_day(cell)
    return day if found is None else datetime.combine(day, found)


def _time_of_day(cell: Cell) -> time | None:
    if isinstance(cell, datetime):
        return None if cell.time() == time() else cell.time().replace(microsecond=0, tzinfo=None)
    if isinstance(cell, date | bool):
        return None
    if isinstance(cell, int | float):
        return None if cell == int(cell) else _of_seconds(cell % 1 * _DAY_SECONDS)
    text = text_of(cell)
    if match := _SERIAL.match(text):
        return _of_seconds(float(f"0.{match[1]}") * _DAY_SECONDS)
    match = _CLOCK.search(text)
    return _clock(match) if match else None


def unit_of(header: str) -> str | None:
    """The unit of time that a header names at its end or in brackets: 'seconds', 'minutes', 'hours'; None for none."""
    for word in reversed(_WORD.findall(header.lower())[1:]):
        if found := _unit(word):
            return found
    return None


def _unit(word: str) -> str | None:
    if word in _UNIT_LETTERS:
        return _UNIT_LETTERS[word]
    return next((unit for unit, stems in _UNIT_STEMS if word.startswith(stems)), None)


def is_bare_number(cell: Cell) -> bool:
    """Whether a wait is a number whose unit the cell does not say."""
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or (isinstance(cell, str) and bool(_NUMBER.match(text_of(cell))))


def wait_of_cell(cell: Cell, unit: str = "seconds") -> int | None:
    """Whole seconds of a wait: `0:02:15`, `2:15` (minutes and seconds), `2 min 15 s`, `40 сек`, a time of a workbook.

    unit: of a bare number. None for anything else and for less than nothing.
    """
    if isinstance(cell, timedelta):
        return round(cell.total_seconds()) if cell >= timedelta() else None
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    text = text_of(cell)
    if match := _SPAN.match(text):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    if is_bare_number(cell):
        return _whole(Decimal(text.replace(",", ".")) * UNITS[unit])
    return _worded(text)


def _worded(text: str) -> int | None:
    """`2 min 15 s`: every part has its unit and nothing stands between."""
    if not text or _PART.sub("", text).strip(" ,"):
        return None
    parts = [(Decimal(number.replace(",", ".")), _unit(word.lower())) for number, word in _PART.findall(text)]
    if not parts or any(unit is None for _, unit in parts):
        return None
    return _whole(sum((number * UNITS[unit] for number, unit in parts if unit), Decimal(0)))


def _whole(seconds: Decimal) -> int | None:
    return int(seconds.to_integral_value(ROUND_HALF_UP)) if seconds >= 0 else None


def hours_of_cell(cell: Cell, number: NumberFormat) -> Decimal | None:
    """Hours that were spent: `1,5`, `1:30`, `90 min`, `2 ч`; not below nothing."""
    if isinstance(cell, time | timedelta):
        seconds = wait_of_cell(cell)
    elif match := _HOURS_MINUTES.match(text_of(cell)):
        seconds = int(match[1]) * 3600 + int(match[2]) * 60
    else:
        value = amount_of_cell(cell, number)
        if value is not None:
            return value if value >= 0 else None
        seconds = _worded(text_of(cell))
    return None if seconds is None else (Decimal(seconds) / 3600).quantize(FOUR_PLACES, ROUND_HALF_UP)
