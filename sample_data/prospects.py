"""The companies that are or were to become clients: how each was found, when and by whom, in the order of finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sample_data.books import Books
from sample_data.company import Client
from sample_data.dice import Dice
from sample_data.names import Name
from sample_data.record_words import record_words
from sample_data.staff import manager_name, sellers_on, won_clients
from sample_data.tax_ids import company_tax_id

ADS, FAIR, REFERRAL, RADIO, CUSTOMS, SHELF, MARKETPLACE = range(7)
BASE_SIZE = 1050
INBOUND = {ADS: 300, FAIR: 60, REFERRAL: 20, RADIO: 20}  # companies of a year that came by themselves
SEARCHED = (CUSTOMS, SHELF, MARKETPLACE)
RESEARCHER = 0  # place among the staff
FIRST_WON_MONTH = 9  # clients won before it came before the base was kept
# Companies that the researcher entered in his complete weeks; in the last of them more than the norm of 25.
WEEKS = (22, 25, 27, 24, 26, 25, 23, 25, 28, 24, 26, 25, 24, 26, 25, 27, 31)
_A_DAY = 5
_STREAM = 20
_WON_SOURCES = (ADS, FAIR, CUSTOMS, REFERRAL, SHELF, MARKETPLACE)
_RADIO_MONTHS_AGO, _FAIR_MONTHS_AGO = 4, (8, 2)  # before the last complete month
_TAX_NUMBERS = 1000  # numbers above those of the clients
_SELLERS_DAYS = (45, 720)  # how long before the end of the year before last the sellers made their entries

Origin = Literal["won", "inbound", "seller", "researcher"]


@dataclass(frozen=True)
class Lead:
    """A company of the base. number: its place. created is None where the day was not written down.

    client and first_purchase: who he became. manager_no: the seller who talks to him.
    """

    number: int
    origin: Origin
    name: Name
    source: int
    created: date | None
    created_by: str | None
    manager_no: int
    client: Client | None = None
    first_purchase: date | None = None


def found_leads(books: Books) -> list[Lead]:
    """All companies of the base: those won, those who came, those whom the researcher and the sellers entered."""
    leads: list[Lead] = []
    for origin in (_won, _inbound, _researched, _sellers):
        leads += origin(books, leads)
    return leads


def first_won_month(books: Books) -> int:
    """Clients won from this month on are won in the last year; those won before, by warming up."""
    return books.year[0]


def _won(books: Books, _: list[Lead]) -> Iterator[Lead]:
    """Clients who bought for the first time: entered by whoever sold to them, weeks or months before."""
    for place, (client, day) in enumerate(won_clients(books, FIRST_WON_MONTH)):
        dice = Dice(_STREAM, client.client_no)
        lately = day >= books.company.timeline.month_start(first_won_month(books))
        source = _WON_SOURCES[place % len(_WON_SOURCES)] if lately else SEARCHED[place % len(SEARCHED)]
        created = day - timedelta(days=dice.whole(35, 80) if lately else dice.whole(160, 260))
        manager = books.company.manager_on(client, day)
        by = None if source in INBOUND else manager_name(books, manager)
        name = Name("", client.name, client.name, client.tax_id if dice.happens(500) else "")
        yield Lead(place, "won", name, source, created, by, manager, client, day)


def _inbound(books: Books, before: list[Lead]) -> Iterator[Lead]:
    """Companies that came by themselves within a year, to as many as each channel brought with those won among them."""
    number = len(before)
    for source, wanted in INBOUND.items():
        for _ in range(wanted - sum(lead.source == source for lead in before)):
            dice = Dice(_STREAM, number, 1)
            created = _came_on(books, source, dice)
            yield _stranger(books, number, "inbound", source, created, None, dice)
            number += 1


def _came_on(books: Books, source: int, dice: Dice) -> date:
    timeline = books.company.timeline
    if source == FAIR:
        opened = timeline.month_start(books.year[1] - dice.pick(_FAIR_MONTHS_AGO)) + timedelta(days=9)
        return opened + timedelta(days=dice.whole(0, 2))
    if source == RADIO:
        return timeline.month_start(books.year[1] - _RADIO_MONTHS_AGO) + timedelta(days=dice.whole(0, 50))
    first = timeline.month_start(books.year[0])
    return first + timedelta(days=dice.whole(0, (timeline.last_day - first).days - 2))


def _researched(books: Books, before: list[Lead]) -> Iterator[Lead]:
    """What the researcher entered: week after week from Monday to Friday, the week that is not over too."""
    number, last_day = len(before), books.company.timeline.last_day
    monday = last_day - timedelta(days=last_day.weekday())
    this_week = _A_DAY * min(5, last_day.weekday() + 1)
    name = record_words(books.company.words.language).staff[RESEARCHER]
    for back, entered in enumerate((this_week, *reversed(WEEKS))):
        for place in range(entered):
            day = monday - timedelta(weeks=back) + timedelta(days=place // _A_DAY % 5)
            dice = Dice(_STREAM, number, 2)
            yield _stranger(books, number, "researcher", dice.pick(SEARCHED), day, name, dice)
            number += 1


def _sellers(books: Books, before: list[Lead]) -> Iterator[Lead]:
    """What the sellers had entered before there was a researcher, up to the size of the base."""
    end = books.company.timeline.month_start(books.year[0])
    for number in range(len(before), BASE_SIZE):
        dice = Dice(_STREAM, number, 3)
        created = end - timedelta(days=dice.whole(*_SELLERS_DAYS))
        lead = _stranger(books, number, "seller", dice.pick(SEARCHED), created, "", dice)
        yield lead


def _stranger(
    books: Books, number: int, origin: Origin, source: int, created: date, by: str | None, dice: Dice
) -> Lead:
    """A company that has not bought; by '' is the seller who talks to it."""
    manager = dice.pick(sellers_on(books, created))
    tax_id = company_tax_id(_TAX_NUMBERS + number) if by and dice.happens(700) else ""
    name = prospect_name(books.company.words.language, books, number, tax_id)
    return Lead(number, origin, name, source, created, manager_name(books, manager) if by == "" else by, manager)


def prospect_name(language: str, books: Books, number: int, tax_id: str) -> Name:
    """The company of a place in the base: a word of the clients' names with a second one that no client has."""
    words, patterns = books.company.words, record_words(language).prospects
    name = patterns[number // len(words.names)].format(name=words.names[number % len(words.names)])
    form = words.legal_forms[number % len(words.legal_forms)]
    return Name(form, name, words.company.format(form=form, name=name), tax_id)
