"""Recorded calls that were listened to: one manager asks little and names the price, and his calls lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sample_data.books import Books
from sample_data.company import NEWCOMER
from sample_data.dice import Dice
from sample_data.funnel import WEAK
from sample_data.record_rows import CallCheck, Training
from sample_data.staff import manager_name, sellers_in
from sample_data.timeline import working_day

_STREAM = 30
_MONTHS, _CALLS, _CALLS_OF_NEWCOMER = 4, 9, 3  # the newcomer's calls are too few to judge by
# Questions of each kind, from and to: technical, personal, about the motive.
_USUAL, _OF_WEAK = ((4, 8), (2, 6), (1, 3)), ((1, 4), (0, 2), (0, 1))
_PRICE_NAMED, _PRICE_NAMED_BY_WEAK = 150, 800  # permille of calls
_A_QUESTION = 25  # permille by which a question makes a meeting likelier


def call_checks(books: Books) -> list[CallCheck]:
    """Calls of the last four complete months, some of every manager's, oldest first."""
    checks: list[CallCheck] = []
    for month in range(books.year[1] - _MONTHS + 1, books.year[1] + 1):
        for number in sellers_in(books, month):
            checks += _of_month(books, number, month)
    return sorted(checks, key=lambda check: (check.day, check.manager))


def trainings(books: Books) -> list[Training]:
    """The weak seller was trained a month after the checks began, so it can be judged; another one only lately."""
    first = books.company.timeline.month_start(books.year[1] - _MONTHS + 2)
    lately = books.company.timeline.month_start(books.year[1])
    other = next(number for number in sellers_in(books, books.year[1]) if number not in (WEAK, NEWCOMER))
    return [
        Training(manager_name(books, WEAK), working_day(first + timedelta(days=4)), "technical"),
        Training(manager_name(books, other), working_day(lately + timedelta(days=4)), "motive"),
    ]


def _of_month(books: Books, manager_no: int, month: int) -> Iterator[CallCheck]:
    first = books.company.timeline.month_start(month)
    for place in range(_CALLS_OF_NEWCOMER if manager_no == NEWCOMER else _CALLS):
        dice = Dice(_STREAM, manager_no, month, place)
        weak = manager_no == WEAK
        asked = [dice.whole(*limits) for limits in (_OF_WEAK if weak else _USUAL)]
        price_named = dice.happens(_PRICE_NAMED_BY_WEAK if weak else _PRICE_NAMED)
        meeting = dice.happens(_A_QUESTION * sum(asked) // (2 if price_named else 1))
        day = working_day(first + timedelta(days=2 + place * 3))
        technical, personal, motive = asked
        yield CallCheck(day, manager_name(books, manager_no), technical, personal, motive, price_named, meeting)
