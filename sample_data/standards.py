"""What clients meet before anybody sells to them: first answers by way, standards kept, hours of training."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sample_data.books import Books, Months
from sample_data.dice import Dice
from sample_data.prospects import RADIO
from sample_data.record_rows import CycleOwner, HoursOfTraining, PayTask, ServiceRequest, StandardCheck
from sample_data.record_words import record_words
from sample_data.service import FALLING
from sample_data.staff import manager_name, sellers_in
from sample_data.timeline import working_day

_STREAM = 33
# Of a quarter by way: answered within the norm, answered later, never answered; seconds of an answer in time and late.
_WAYS = {
    "web": ((31, 7, 2), (60, 880), (1_200, 20_000)),
    "call": ((128, 17, 5), (3, 14), (25, 7_200)),
    "chat": ((48, 10, 2), (20, 280), (360, 5_400)),
    "mail": ((32, 16, 2), (600, 7_000), (8_000, 80_000)),
}
_MISSED = 15  # of the late and unanswered calls: nobody took them
_HOURS, _SLOW_HOURS = (9, 10, 10, 11, 11, 12, 14, 15, 15, 16), (9, 13, 13, 17)
_RADIO_MONTHS_AGO, _RADIO_CALLED, _RADIO_FORGOTTEN = 4, 14, 6
_CHECKS_A_MONTH = 4
_KEPT, _KEPT_BY_FALLING = 880, 620  # permille
_HOURS_OF_TRAINING, _HOURS_A_YEAR_AGO = 4, 6
_FEWER_FOR_FALLING = 3
_OWNED = (
    ("statistics", "acquire"),
    ("statistics", "keep"),
    ("contact", "acquire"),
    ("contact", "keep"),
    ("satisfaction", "keep"),
)
# Which component pays for an indicator; three indicators are paid by nothing.
_PAID = {"calls": 0, "meetings": 0, "product_groups": 1, "new_clients": 2}


def pay_tasks(books: Books) -> list[PayTask]:
    """Which component of the pay pays for which indicator of the sellers."""
    words = record_words(books.company.words.language)
    return [PayTask(words.kpis[code], words.components[place]) for code, place in _PAID.items()]


def service_requests(books: Books) -> list[ServiceRequest]:
    """Requests of the last quarter of complete months by way, and those that the radio brought and half forgot."""
    rows = [row for way in _WAYS for row in _of_way(books, way)]
    return sorted([*rows, *_of_radio(books)], key=lambda row: (row.asked_at, row.way))


def _of_way(books: Books, way: str) -> Iterator[ServiceRequest]:
    (in_time, late, never), soon, slow = _WAYS[way]
    for place in range(in_time + late + never):
        dice = Dice(_STREAM, len(way), ord(way[0]), place)
        kept = place < in_time
        asked = _moment(books, books.now, dice, kept)
        waited = dice.whole(*(soon if kept else slow))
        answered = asked + timedelta(seconds=waited) if place < in_time + late else None
        missed = way == "call" and place >= in_time + late + never - _MISSED
        if missed and answered:  # called back, one in two within a quarter of an hour
            answered = asked + timedelta(minutes=dice.whole(4, 14) if place % 2 else dice.whole(20, 200))
        seller = manager_name(books, dice.pick(sellers_in(books, books.now[1])))
        yield ServiceRequest(asked, way, answered, missed, seller, None)


def _moment(books: Books, months: Months, dice: Dice, kept: bool) -> datetime:
    """A moment of a working day; what waits long comes at noon and at the ends of the day."""
    first, last = books.company.timeline.month_start(months[0]), books.company.timeline.month_end(months[1])
    day = working_day(first + timedelta(days=dice.whole(2, (last - first).days - 5)))
    hour = dice.pick(_HOURS if kept else _SLOW_HOURS)
    return datetime.combine(day, time(hour, dice.whole(0, 59), dice.whole(0, 59)))


def _of_radio(books: Books) -> Iterator[ServiceRequest]:
    """Twenty companies heard the radio and asked; six of them never heard from us."""
    month = books.year[1] - _RADIO_MONTHS_AGO
    source = record_words(books.company.words.language).sources[RADIO]
    for place in range(_RADIO_CALLED + _RADIO_FORGOTTEN):
        dice = Dice(_STREAM, 9, place)
        asked = _moment(books, (month, month), dice, True)
        answered = asked + timedelta(seconds=dice.whole(3, 14)) if place < _RADIO_CALLED else None
        yield ServiceRequest(
            asked, "call", answered, False, manager_name(books, dice.pick(sellers_in(books, month))), source
        )


def standard_checks(books: Books) -> list[StandardCheck]:
    """Four checks of every seller in each month of the last quarter, by all lines of the checklist."""
    rows: list[StandardCheck] = []
    standards = record_words(books.company.words.language).standards
    for month in range(books.now[0], books.now[1] + 1):
        for number in sellers_in(books, month):
            for place in range(_CHECKS_A_MONTH):
                day = working_day(books.company.timeline.month_start(month) + timedelta(days=3 + 7 * place))
                rows += _check(books, number, day, standards)
    return rows


def _check(books: Books, number: int, day: date, standards: tuple[str, ...]) -> Iterator[StandardCheck]:
    dice = Dice(_STREAM, 10, number, day.toordinal())
    chance = _KEPT_BY_FALLING if number == FALLING else _KEPT
    for standard in standards:
        yield StandardCheck(day, manager_name(books, number), standard, dice.happens(chance))


def training_hours(books: Books) -> list[HoursOfTraining]:
    """A training of every seller in each month of the last quarter and of the same quarter a year before: fewer hours now."""
    rows: list[HoursOfTraining] = []
    for months, hours in ((books.year_ago, _HOURS_A_YEAR_AGO), (books.now, _HOURS_OF_TRAINING)):
        for month in range(months[0], months[1] + 1):
            day = working_day(books.company.timeline.month_start(month) + timedelta(days=14))
            for number in sellers_in(books, month):
                spent = hours - _FEWER_FOR_FALLING if number == FALLING and months == books.now else hours
                rows.append(HoursOfTraining(day, manager_name(books, number), Decimal(spent)))
    return rows


def cycle_owners(books: Books) -> list[CycleOwner]:
    """Who answers for five of the nine cells of the board; nobody answers for the others."""
    sellers = sellers_in(books, books.now[1])
    return [CycleOwner(*cell, manager_name(books, sellers[place % len(sellers)])) for place, cell in enumerate(_OWNED)]
