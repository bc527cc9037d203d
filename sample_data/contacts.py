"""Contacts with the clients who buy: fewer since the fall, far fewer by one manager; the key client by the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data.books import Books
from sample_data.company import Client
from sample_data.dice import Dice
from sample_data.habits import FALL_MONTH
from sample_data.incidents import first_client
from sample_data.leads import MINUTES
from sample_data.record_rows import Touch
from sample_data.record_words import record_words
from sample_data.staff import manager_name
from sample_data.timeline import working_day

PASSIVE = 3  # number of the manager who stopped calling
FIRST_MONTH = 17  # contacts are written down from here on
_STREAM = 25
_GAP, _GAP_NOW, _GAP_OF_PASSIVE = (
    25,
    36,
    74,
)  # days between two contacts: before the fall, since, by the passive manager
_KINDS = ("call",) * 12 + ("messenger",) * 3 + ("email",) * 2 + ("visit",) * 2 + ("meeting",)
_TONES = ("positive",) * 10 + ("neutral",) * 9 + ("negative",)
# Kopecks: what a contact with a client who buys costs with the seller's pay for the order that comes of it.
_COST = {"call": 200_000, "email": 50_000, "messenger": 50_000, "meeting": 600_000, "visit": 900_000}
_KEY_CLIENT = 1
_KEY_GAP, _KEY_DAYS = 7, 120
_LAST_OF_KEY = 14  # days ago: later than the ten days that a key client is due
PAUSE_REASON = "budget_cut"
_AGREED_AGO, _PAUSE_DAYS = 3, 60  # the talk in which a late client asked for a pause, and how long it lasts
# The end of the key client's calendar: days before the last contact, tone, by a substitute. A quarrel, a call by the
# same manager within the two weeks of silence, one by another, and peace again.
_QUARREL = ((28, "negative", False), (23, "neutral", False), (18, "positive", True), (14, "positive", False))


def client_touches(books: Books) -> list[Touch]:
    """Contacts with every client from his first purchase until he was lost."""
    touches: list[Touch] = []
    for client in books.company.clients:
        if client.client_no in books.days:
            touches += _key_client(books, client) if client.client_no == _KEY_CLIENT else _usual(books, client)
    return [*touches, _pause(books)]


def _pause(books: Books) -> Touch:
    """A client who is late has no money for goods now and asks to be called in two months."""
    client, last_day = first_client(books.company, "late", "monthly"), books.company.timeline.last_day
    day = working_day(last_day - timedelta(days=_AGREED_AGO))
    until = working_day(last_day + timedelta(days=_PAUSE_DAYS))
    return _touch(books, client, day, "call", "neutral")._replace(reason=PAUSE_REASON, next_date=until)


def _usual(books: Books, client: Client) -> Iterator[Touch]:
    """A contact every few weeks."""
    stands, timeline = books.standings[client.client_no], books.company.timeline
    dice = Dice(_STREAM, client.client_no)
    end = min(timeline.last_day, stands.last_purchase + timedelta(days=stands.threshold_days))
    first = max(timeline.month_start(FIRST_MONTH), books.days[client.client_no][0])
    day = first + timedelta(days=dice.whole(1, 25))
    while (booked := working_day(day)) <= end:
        kind = dice.pick(_KINDS)
        yield _touch(books, client, booked, kind, dice.pick(_TONES), "in" if dice.happens(250) else "out")
        day += timedelta(days=dice.near(_gap(books, client, day), 20))


def _gap(books: Books, client: Client, day: date) -> int:
    if books.company.timeline.month_number(day) < FALL_MONTH:
        return _GAP
    return _GAP_OF_PASSIVE if books.company.manager_on(client, day) == PASSIVE else _GAP_NOW


def _touch(books: Books, client: Client, day: date, kind: str, tone: str, direction: str = "out") -> Touch:
    manager = manager_name(books, books.company.manager_on(client, day))
    return Touch(day, client.name, manager, kind, direction, tone, duration_min=MINUTES[kind], cost=_COST[kind])


def _key_client(books: Books, client: Client) -> Iterator[Touch]:
    """A good talk every week, then a quarrel, and by the last day nobody has called for more than ten days."""
    last = working_day(books.company.timeline.last_day - timedelta(days=_LAST_OF_KEY))
    quarrel = last - timedelta(days=_QUARREL[0][0])
    for back in range(_KEY_DAYS // _KEY_GAP, 0, -1):
        yield _touch(books, client, quarrel - timedelta(days=back * _KEY_GAP), "call", "positive")
    substitute = record_words(books.company.words.language).staff[-1]
    for back, tone, by_substitute in _QUARREL:
        touch = _touch(books, client, last - timedelta(days=back), "call", tone)
        yield touch._replace(manager=substitute, by_substitute=True) if by_substitute else touch
    for back in (_KEY_GAP, 0):
        yield _touch(books, client, last - timedelta(days=back), "meeting", "positive")
