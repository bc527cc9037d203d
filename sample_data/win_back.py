"""What the demo company does to win clients back: steps that brought some of them back, refusals, plans that stand still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data.books import Books
from sample_data.company import Client
from sample_data.dice import Dice
from sample_data.reckoning import comebacks
from sample_data.record_rows import OfferIdea, WinBackStep
from sample_data.record_words import record_words
from sample_data.staff import manager_name
from sample_data.timeline import working_day

_STREAM = 31
_LONG_ENOUGH = 25  # days away: shorter silences are not worth a step
_RECENT = 420  # days: since then steps are written down
_WON = 250  # permille of the long silences that somebody ended
_TRIED = 380  # permille of the lost with whom somebody tries
_CHANNELS = ("call", "call", "meeting", "visit", "letter")
_COSTS = {"call": 20_000, "letter": 5_000, "meeting": 60_000, "visit": 150_000}  # kopecks
_OUTCOMES = ("no_answer", "no_answer", "promised", "refused")
_REASON_GROUPS = ("company", "company", "competitor", None)  # of the ideas for offers, in the order of their words


def offer_ideas(books: Books) -> list[OfferIdea]:
    """The library of offers."""
    said = record_words(books.company.words.language).offers
    return [OfferIdea(offer, group) for offer, group in zip(said, _REASON_GROUPS, strict=True)]


def win_back_steps(books: Books) -> list[WinBackStep]:
    """Steps with clients who came back and with some of those who are lost, by client and number."""
    steps: list[WinBackStep] = []
    for client in books.company.clients:
        stands = books.standings.get(client.client_no)
        if stands is None or client.habit.rhythm == "seasonal":
            continue
        dice = Dice(_STREAM, client.client_no)
        made = [*_won(books, client, dice)]
        if stands.status == "lost" and stands.lost_on and dice.happens(_TRIED):
            made += _tried(books, client, stands.lost_on, dice)
        steps += [step._replace(step_no=number) for number, step in enumerate(made, 1)]
    return steps


def _won(books: Books, client: Client, dice: Dice) -> Iterator[WinBackStep]:
    """Before some of his returns somebody had done something; not everybody came because of it."""
    last_day = books.company.timeline.last_day
    for lost_on, back in comebacks(books.days[client.client_no], books.fallback):
        away = (back - lost_on).days
        if away < _LONG_ENOUGH or (last_day - lost_on).days > _RECENT or not dice.happens(_WON):
            continue
        done = working_day(lost_on + timedelta(days=dice.whole(3, min(away - 2, 40))))
        yield _step(books, client, done, dice)._replace(done_at=done, outcome=dice.pick(("promised", "bought")))


def _tried(books: Books, client: Client, lost_on: date, dice: Dice) -> Iterator[WinBackStep]:
    """One or two steps that led to little, then a plan, now and then one without a date."""
    last_day, day = books.company.timeline.last_day, lost_on
    for _ in range(dice.whole(1, 2)):
        day = working_day(day + timedelta(days=dice.whole(4, 30)))
        if day > last_day:
            break
        outcome = dice.pick(_OUTCOMES)
        yield _step(books, client, day, dice)._replace(done_at=day, outcome=outcome)
        if outcome == "refused":
            return
    if (last_day - lost_on).days < 500:
        planned = _step(books, client, last_day + timedelta(days=dice.whole(-2, 12)), dice)
        yield planned if dice.happens(700) else planned._replace(due=None)


def _step(books: Books, client: Client, day: date, dice: Dice) -> WinBackStep:
    said = record_words(books.company.words.language)
    channel = dice.pick(_CHANNELS)
    at = ("call", "letter", "meeting", "visit").index(channel)
    owner = manager_name(books, books.company.manager_on(client, min(day, books.company.timeline.last_day)))
    offer = dice.pick(said.offers) if dice.happens(600) else None
    return WinBackStep(
        client.name, client.tax_id, 0, said.win_back_steps[at], channel, owner, day, None, offer, None, _COSTS[channel]
    )
