"""Who of the sellers works on a day, and which clients each won."""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.books import Books
from sample_data.company import LEAVER, NEWCOMER, Client

_TRAINING_DAYS = 30  # a new seller is there a month before his first sale


def newcomer_since(books: Books) -> date:
    """First day of the manager who came last."""
    firsts = [books.days[c.client_no][0] for c in books.company.clients if c.manager_no == NEWCOMER]
    return min(firsts) - timedelta(days=_TRAINING_DAYS)


def sellers_on(books: Books, day: date) -> list[int]:
    """Numbers of the managers who work on a day."""
    gone = {LEAVER} if day > books.company.handover_day else set()
    if day < newcomer_since(books):
        gone.add(NEWCOMER)
    return [number for number in range(len(books.company.words.managers)) if number not in gone]


def sellers_in(books: Books, month: int) -> list[int]:
    """Numbers of the managers who work on the first day of a month."""
    return sellers_on(books, books.company.timeline.month_start(month))


def won_clients(books: Books, first_month: int) -> list[tuple[Client, date]]:
    """Clients who bought for the first time in a month or later, and the day; not those who go on under a new name."""
    start = books.company.timeline.month_start(first_month)
    clients = [c for c in books.company.clients if c.continues is None and c.client_no in books.days]
    firsts = [(client, books.days[client.client_no][0]) for client in clients]
    return sorted((pair for pair in firsts if pair[1] >= start), key=lambda pair: (pair[1], pair[0].client_no))


def manager_name(books: Books, number: int) -> str:
    """Name of a manager as the sales write it."""
    return books.company.words.managers[number]
