"""Headers that name a time: `янв.24`, `Январь 2024`, `01.2024`, `Q1 2024`, `1 кв. 2024`, `15.01.2024`, three languages.

A word is a month only where it is its name or a usual short form of it: `Марка` is no March.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal, NamedTuple

from ingestion import date_format
from ingestion.cells import Cell, text_of
from ingestion.date_format import YEARS, NumericDate

Kind = Literal["day", "month", "quarter", "year"]
LONGEST = 60
_MONTH_WORDS = (
    "январь января янв січень січня січ january jan",
    "февраль февраля февр фев лютий лютого лют february feb",
    "март марта мар березень березня берез бер march mar",
    "апрель апреля апр квітень квітня квіт кві april apr",
    "май мая травень травня трав тра may",
    "июнь июня июн червень червня черв чер june jun",
    "июль июля июл липень липня лип july jul",
    "август августа авг серпень серпня серп сер august aug",
    "сентябрь сентября сент сен вересень вересня верес вер september sept sep",
    "октябрь октября окт жовтень жовтня жовт жов october oct",
    "ноябрь ноября нояб ноя листопад листопада лист лис november nov",
    "декабрь декабря дек грудень грудня груд гру december dec",
)
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, start=1) for word in words.split()}
_WORD = rf"(?<![^\W_])(?P<word>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![^\W\d_])\.?"
_OF_YEAR = r"(?:\s*(?:года|год|рік|року|г|р)\b\.?)?"
_QUARTER = (
    r"(?<![^\W_])(?:(?P<arab>[1-4])[\s-]*(?:ы?й|ий)?|(?P<roman>[IІ]{1,3}|[IІ]V))[\s.-]*кв(?:артал\w*|\b)\.?"
    r"|(?<![^\W_])Q(?P<english>[1-4])(?!\d)"
)
_YEAR = r"(?P<year>\d{4}|(?<!\d)\d{2})(?!\d)"
_BEFORE = r"(?<!\d)(?P<year>\d{4})" + _OF_YEAR + r"[\s.,/_-]*"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WORD}[\s.,'’/_-]*{_YEAR}{_OF_YEAR}",
        rf"{_BEFORE}{_WORD}",
        rf"(?:{_QUARTER})[\s.,'’/_-]*{_YEAR}{_OF_YEAR}",
        rf"{_BEFORE}(?:{_QUARTER})",
        r"(?<![\d./-])(?P<month>0?[1-9]|1[0-2])[./-](?P<year>\d{4})(?![\d./-])" + _OF_YEAR,
        r"(?<![\d./-])(?P<year>\d{4})[./-](?P<month>0[1-9]|1[0-2])(?![\d./-])",
    )
)
_BARE = tuple(re.compile(rf"^(?:{pattern})$", re.IGNORECASE) for pattern in (_WORD, _QUARTER))
_BARE_YEAR = re.compile(rf"^(?P<year>(?:19|20)\d{{2}}){_OF_YEAR}$", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d:\d\d(?<!00:00)")  # a moment, of printing as a rule, and no name of a day
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_AROUND = re.compile(r"^(?:за|в|у|for|in|of)\b|\b(?:за|в|у|for|in|of)$", re.IGNORECASE)
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


class NamedPeriod(NamedTuple):
    """What a header says of time. `number`: of the month or quarter; `day`: of a day, taken apart where its order is
    not known; `rest`: what the header says beside the time.
    """

    kind: Kind
    number: int = 0
    year: int | None = None
    day: date | NumericDate | None = None
    rest: str = ""


def named_period(cell: Cell) -> NamedPeriod | None:
    """The period that a header names; None where it names none."""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return NamedPeriod("day", day=cell)
    text = text_of(cell)
    return _named(text) if text and len(text) <= LONGEST else None


@lru_cache(maxsize=1 << 14)
def _named(text: str) -> NamedPeriod | None:
    if match := _BARE_YEAR.match(text):
        return NamedPeriod("year", year=int(match["year"]))
    day = date_format.dissect(text) if date_format.is_date_like(text) and not _TIME_OF_DAY.search(text) else None
    if day is not None:
        return NamedPeriod("day", day=day)
    for pattern in _PATTERNS:
        if match := pattern.search(text):
            return _of(match, text)
    for pattern in _BARE:
        if match := pattern.match(text):
            return _of(match, text)
    return None


def _of(match: re.Match[str], text: str) -> NamedPeriod | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and year < 100:
        if years_in(text):
            return None  # `May 24 2002` is a day
        year += 2000
    if year is not None and year not in YEARS:
        return None
    rest = (text[: match.start()] + " " + text[match.end() :]).strip(" .,;:()–—-/_")
    rest = " ".join(_AROUND.sub("", rest).split())
    month = parts.get("month") or _MONTHS.get((parts.get("word") or "").lower())
    if month:
        return NamedPeriod("month", int(month), year, rest=rest)
    quarter = parts.get("arab") or parts.get("english") or _ROMAN[(parts["roman"] or "").upper().replace("І", "I")]
    return NamedPeriod("quarter", int(quarter), year, rest=rest)


def years_in(text: str) -> set[int]:
    """The years that a title speaks of."""
    return {int(year) for year in _ANY_YEAR.findall(text)}
