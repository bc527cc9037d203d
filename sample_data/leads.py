"""What the talks with the companies of the base came to: request, interest or refusal, asked again later or forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.books import Books
from sample_data.dice import Dice
from sample_data.prospects import ADS, FAIR, INBOUND, RADIO, REFERRAL, Lead, first_won_month
from sample_data.record_rows import Touch
from sample_data.staff import manager_name
from sample_data.timeline import working_day

REQUEST, INTEREST, TARGET, NOT_TARGET = "request", "interest", "target", "not_target"
# Answers to the first contact within a year, by channel; requests with those of the companies that then bought.
OUTCOMES = {ADS: (60, 100, 85, 55), FAIR: (24, 20, 10, 6), REFERRAL: (12, 5, 2, 1), RADIO: (3, 3, 6, 8)}
_OF_SEARCHED = (2, 6, 8, 4)  # of twenty companies that the researcher found
_STREAM = 22
_ANSWERS = (REQUEST, INTEREST, TARGET, NOT_TARGET)
_REASONS = {TARGET: ("has_supplier", "no_budget", "not_now", "price"), NOT_TARGET: ("not_our_product", "other_region")}
_NEXT = {INTEREST: (30, 90), TARGET: (180, 210)}  # days until the next contact
_RIPENS = 21  # days until a company that the researcher found is called
_FORGOTTEN = 80  # permille of those to be asked again for whom no day was set
_ASKED_AGAIN = {INTEREST: 600, TARGET: 300}  # permille
_SECOND_ANSWERS = (REQUEST, INTEREST, INTEREST, TARGET)
COST = {"call": 5_000, "email": 500, "meeting": 60_000, "visit": 90_000, "event": 150_000, "messenger": 500}  # kopecks
MINUTES = {"call": 8, "email": 10, "meeting": 60, "visit": 90, "event": 240, "messenger": 5}


@dataclass(frozen=True)
class Request:
    """A company that is ready to talk about a purchase: since when, and who talks to it."""

    lead: Lead
    day: date
    manager_no: int


def lead_touches(books: Books, leads: list[Lead]) -> tuple[list[Touch], list[Request]]:
    """Contacts with the companies that were found within the last year, and the requests they led to."""
    touches: list[Touch] = []
    requests: list[Request] = []
    for lead, answer in _answered(books, leads):
        story = _Story(books, lead)
        story.tell(answer)
        touches += story.touches
        requests += [Request(lead, day, lead.manager_no) for day in story.requested[:1]]
    return touches, requests


def _answered(books: Books, leads: list[Lead]) -> Iterator[tuple[Lead, str]]:
    """Every company that was asked, with its first answer."""
    lately = books.company.timeline.month_start(first_won_month(books))
    won = [lead for lead in leads if lead.first_purchase and lead.first_purchase >= lately]
    yield from ((lead, INTEREST if lead.number % 3 == 0 else REQUEST) for lead in won)
    for source in INBOUND:
        came = [lead for lead in leads if lead.origin == "inbound" and lead.source == source]
        yield from zip(came, _mixed(OUTCOMES[source], len(came), source), strict=True)
    known = books.company.timeline.last_day - timedelta(days=_RIPENS)
    found = [lead for lead in leads if lead.origin == "researcher" and lead.created and lead.created <= known]
    for first in range(0, len(found), sum(_OF_SEARCHED)):
        part = found[first : first + sum(_OF_SEARCHED)]
        yield from zip(part, _mixed(_OF_SEARCHED, sum(_OF_SEARCHED), first)[: len(part)], strict=True)


def _mixed(counts: tuple[int, ...], wanted: int, stream: int) -> list[str]:
    """So many of each answer in a mixed order; what is too much for the companies left is taken off the requests."""
    answers = [answer for answer, count in zip(_ANSWERS, counts, strict=True) for _ in range(count)]
    return Dice(_STREAM, stream, len(answers)).some(answers[sum(counts) - wanted :], wanted)


class _Story:
    """The contacts with one company, one after another."""

    def __init__(self, books: Books, lead: Lead) -> None:
        self.books, self.lead = books, lead
        self.dice = Dice(_STREAM, lead.number)
        self.touches: list[Touch] = []
        self.requested: list[date] = []

    def tell(self, answer: str) -> None:
        first = self._first_day()
        if self.lead.first_purchase is None:
            self._ask(first, answer)
            return
        asked = self.lead.first_purchase - timedelta(days=self.dice.whole(12, 28))
        if answer == INTEREST:
            self._note(first, INTEREST, asked)
        else:
            asked = max(first, asked)
        self._note(asked, REQUEST, asked)

    def _first_day(self) -> date:
        created = self.lead.created or self.books.company.timeline.first_day
        waits = self.dice.whole(10, _RIPENS - 2) if self.lead.origin == "researcher" else self.dice.whole(0, 2)
        return self._within(created + timedelta(days=waits))

    def _within(self, day: date) -> date:
        return min(working_day(day), self.books.company.timeline.last_day)

    def _ask(self, day: date, answer: str) -> None:
        """One contact, and those that follow from its answer."""
        again = self._again(day, answer)
        self._note(day, answer, again)
        if again is None or answer == REQUEST or again > self.books.company.timeline.last_day:
            return
        if self.dice.happens(_ASKED_AGAIN[answer]):
            self._ask(self._within(again + timedelta(days=self.dice.whole(0, 4))), self.dice.pick(_SECOND_ANSWERS))

    def _again(self, day: date, answer: str) -> date | None:
        """The day set for the next contact; now and then it is forgotten."""
        if answer == REQUEST:
            return None if self.dice.happens(_FORGOTTEN) else day
        if answer not in _NEXT or self.dice.happens(_FORGOTTEN):
            return None
        return working_day(day + timedelta(days=self.dice.whole(*_NEXT[answer])))

    def _note(self, day: date, answer: str, again: date | None) -> None:
        kind, direction = self._kind()
        self.touches.append(
            Touch(
                day,
                self.lead.name.usual,
                manager_name(self.books, self.lead.manager_no),
                kind,
                direction,
                "neutral" if answer in (TARGET, NOT_TARGET) else "positive",
                answer if answer in (REQUEST, INTEREST) else "refusal",
                answer != NOT_TARGET,
                self.dice.pick(_REASONS[answer]) if answer in _REASONS else None,
                again,
                MINUTES[kind],
                COST[kind],
            )
        )
        if answer == REQUEST:
            self.requested.append(day)

    def _kind(self) -> tuple[str, str]:
        """How the contact came about: the first one as the channel wants it, those after it by phone."""
        if self.touches or self.lead.origin == "researcher":
            return "call", "out"
        if self.lead.source == FAIR:
            return "event", "in"
        return ("email" if self.lead.source == ADS and self.dice.happens(500) else "call"), "in"
