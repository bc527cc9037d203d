"""Tasks that sellers do not do, each for another of the five reasons."""

from __future__ import annotations

from datetime import timedelta

from sample_data.books import Books
from sample_data.funnel import WEAK
from sample_data.record_rows import SellerTask
from sample_data.record_words import record_words
from sample_data.staff import manager_name, sellers_on

_ASKED_AGO, _ATTESTED_AGO, _LONG_AGO, _EXPLAINED_AGO = 9, 120, 500, 60  # days before the last one
_FIELDS = 5  # of a task's card


def seller_tasks(books: Books) -> list[SellerTask]:
    """Client cards that three do not fill in because nobody described how; and one case each of the other reasons."""
    words, last_day = record_words(books.company.words.language), books.company.timeline.last_day
    asked, attested, explained = (
        last_day - timedelta(days=days) for days in (_ASKED_AGO, _ATTESTED_AGO, _EXPLAINED_AGO)
    )
    cards, advice = words.unpaid_tasks
    sellers = [manager_name(books, number) for number in sellers_on(books, last_day)]
    rows = [
        SellerTask(cards, name, asked, True, attested, True, True, described, None, None, None)
        for name, described in zip(sellers[:3], (2, 3, 2), strict=True)
    ]
    weak, others = manager_name(books, WEAK), [*sellers]
    ready = (True, attested, True, True, _FIELDS)
    long_ago = last_day - timedelta(days=_LONG_AGO)
    return [
        *rows,
        SellerTask(words.tasks[2], weak, asked, True, long_ago, True, True, _FIELDS, explained, True, True),
        SellerTask(words.tasks[3], others[0], asked, True, attested, True, False, _FIELDS, explained, True, True),
        SellerTask(advice, others[1], asked, *ready, None, False, False),
        SellerTask(advice, others[2], asked, *ready, explained, True, False),
        SellerTask(words.tasks[0], others[-1], asked, True, attested, True, None, None, None, None, None),
    ]
