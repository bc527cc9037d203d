"""What clients say: answers of two quarters, complaints, promotions of which one promised more than there was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data.books import Books, Months
from sample_data.company import Client
from sample_data.dice import Dice
from sample_data.record_rows import Answer, Complaint, Promo
from sample_data.record_words import record_words
from sample_data.staff import manager_name
from sample_data.timeline import working_day

FALLING = 4  # number of the manager whose clients became unhappy between the quarters
_STREAM = 29
# Scores of ten answers: five promoters, three passives, two detractors; then those of the one manager.
_USUAL = (10, 10, 10, 9, 9, 8, 8, 7, 6, 3)
_UNHAPPY = (10, 9, 8, 8, 7, 6, 6, 5, 4, 2)
_ANSWERING = 700  # permille of the clients who answer
_AGAIN = 30  # permille who answer twice within a quarter
_PROMO_MONTHS_AGO, _STOCK, _SOLD_OUT_ON, _REFUSED = 4, 100, 4, 14  # before the last complete month
_REFUSED_WHO_COMPLAINED = 3
_COMPLAINTS_OF_LOST, _KINDS = 6, ("delivery", "stock", "documents", "quality", "manners", "delivery")
_QUARRELLER_DAYS_AGO = (12, 58, 121)
_OPEN_DAYS_AGO = (3, 9, 34)


def surveys(books: Books) -> list[Answer]:
    """Answers of the two last quarters of three complete months, oldest first."""
    last = books.year[1]
    answers = [answer for quarter in ((last - 5, last - 3), (last - 2, last)) for answer in _asked(books, quarter)]
    return sorted(answers, key=lambda answer: (answer.day, answer.client))


def _asked(books: Books, quarter: Months) -> Iterator[Answer]:
    """Answers of a quarter: scores are dealt to each manager's clients in full rounds, so that shares come out even."""
    now = quarter[1] == books.year[1]
    dealt: dict[int, list[int]] = {}
    for number in sorted(books.buyers(quarter)):
        client, dice = books.company.clients[number - 1], Dice(_STREAM, number, quarter[0])
        if not dice.happens(_ANSWERING):
            continue
        day = _day_within(books, quarter, dice)
        manager = books.company.manager_on(client, day)
        cards = dealt.setdefault(manager, [])
        if not cards:
            scores = _UNHAPPY if now and manager == FALLING else _USUAL
            cards += Dice(_STREAM, manager, quarter[0], number).some(scores, len(scores))
        score = cards.pop()
        yield _answer(books, client, day, score, dice)
        if dice.happens(_AGAIN):
            yield _answer(books, client, day - timedelta(days=7), min(10, score + 1), dice)


def _day_within(books: Books, quarter: Months, dice: Dice) -> date:
    first = books.company.timeline.month_start(quarter[0])
    return working_day(first + timedelta(days=dice.whole(10, 80)))


def _answer(books: Books, client: Client, day: date, score: int, dice: Dice) -> Answer:
    """An answer of a client about whoever has him."""
    words = record_words(books.company.words.language)
    said = {True: words.detractor_comments, False: words.promoter_comments}[score <= 6]
    comment = dice.pick(said) if score not in (7, 8) and dice.happens(600) else None
    manager, branch = books.company.manager_on(client, day), books.company.words.regions[client.region_no]
    return Answer(day, client.name, score, manager_name(books, manager), branch, comment)


def complaints(books: Books) -> list[Complaint]:
    """Complaints: before some were lost, three by one client in half a year, over the promotion, and three still open."""
    rows = [*_before_loss(books), *_quarreller(books), *_over_promo(books), *_open(books)]
    return sorted(rows, key=lambda row: (row.day, row.client))


def _before_loss(books: Books) -> Iterator[Complaint]:
    """Some who are lost lately had complained about their last order; nobody answered most of them in time."""
    lost = [c for c in books.playing("lost_lately") if books.standings[c.client_no].status == "lost"]
    for place, client in enumerate(lost[:_COMPLAINTS_OF_LOST]):
        day = working_day(books.standings[client.client_no].last_purchase + timedelta(days=3))
        yield _complaint(books, client, day, _KINDS[place], 2 if place % 3 == 2 else 21)


def _quarreller(books: Books) -> Iterator[Complaint]:
    """A client who complains again and again, and buys."""
    client = next(c for c in books.playing("steady") if c.habit.rhythm == "fortnight")
    for place, days in enumerate(_QUARRELLER_DAYS_AGO):
        day = working_day(books.company.timeline.last_day - timedelta(days=days))
        yield _complaint(books, client, day, _KINDS[place + 2], 1 + place)


def _over_promo(books: Books) -> Iterator[Complaint]:
    """Clients who came for the goods on offer after they had run out."""
    sold_out = honest_promos(books)[0].sold_out_at or books.company.timeline.last_day
    steady = [c for c in books.playing("steady") if c.habit.rhythm == "three_weeks" and c.client_no in books.days]
    for place, client in enumerate(steady[:_REFUSED_WHO_COMPLAINED]):
        yield _complaint(books, client, working_day(sold_out + timedelta(days=5 + 3 * place)), "promotion", 4)


def _open(books: Books) -> Iterator[Complaint]:
    """Complaints that nobody has answered yet."""
    steady = [c for c in books.playing("steady") if c.habit.rhythm == "monthly" and c.habit.ending == "active"]
    for place, days in enumerate(_OPEN_DAYS_AGO):
        day = working_day(books.company.timeline.last_day - timedelta(days=days))
        yield _complaint(books, steady[-1 - place], day, _KINDS[place], None)


def _complaint(books: Books, client: Client, day: date, kind: str, answered_in: int | None) -> Complaint:
    text = record_words(books.company.words.language).complaints[kind]
    owner = manager_name(books, books.company.manager_on(client, day))
    resolved = None if answered_in is None else day + timedelta(days=answered_in)
    return Complaint(day, client.name, kind, text, resolved, owner)


def honest_promos(books: Books) -> list[Promo]:
    """A promotion of a hundred pieces announced for a month and sold out on its fourth day, and two that kept their word."""
    words, timeline = record_words(books.company.words.language), books.company.timeline
    month = books.year[1] - _PROMO_MONTHS_AGO
    first, last = timeline.month_start(month), timeline.month_end(month)
    sold_out = first + timedelta(days=_SOLD_OUT_ON - 1)
    later = timeline.month_start(month + 2), timeline.month_end(month + 2)
    lately = timeline.month_start(month + 3), timeline.month_end(month + 3)
    return [
        Promo(words.promos[0], first, last, "quantity", _STOCK, sold_out, _REFUSED),
        Promo(words.promos[1], *later, "period", None, None, 0),
        Promo(words.promos[2], *lately, "quantity", 5 * _STOCK, None, 0),
    ]
