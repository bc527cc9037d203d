"""What sellers asked of the dispatcher while a deal waited: most answers come within a working day, some deals die waiting."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sample_data.books import Books
from sample_data.dice import Dice
from sample_data.record_rows import ColleagueRequest, Deal, Move
from sample_data.record_words import record_words
from sample_data.timeline import working_day

_STREAM = 31
_KINDS = ("calculation", "stock", "documents")
_OPENS, _HOURS = 9, 8  # the working day
_IN_TIME_OF_LOST, _IN_TIME = 550, 880  # permille answered within a working day: of deals lost since, of the others
_SOON, _LATE = (1, 7), (10, 44)  # working hours


def colleague_requests(books: Books, deals: list[Deal], moves: list[Move]) -> list[ColleagueRequest]:
    """A request for every deal of the last year that got as far as an offer, asked on the day of the step before it."""
    start, last_day = books.company.timeline.month_start(books.year[0]), books.company.timeline.last_day
    asked = {move.deal_id: working_day(move.moved_on) for move in moves if move.deal_id and move.to_stage == "visit"}
    offered = {move.deal_id for move in moves if move.deal_id and move.to_stage in ("offer", "lost", "won")}
    requests = [
        _request(books, place, deal, asked[deal.deal_id], deal.deal_id in offered)
        for place, deal in enumerate(deals)
        if deal.deal_id in asked and start <= asked[deal.deal_id] <= last_day
    ]
    return sorted(requests, key=lambda request: (request.asked_at, request.deal_id))


def _request(books: Books, place: int, deal: Deal, day: date, went_on: bool) -> ColleagueRequest:
    """One that is still open where the deal has not moved on; an answer after the last day is not known yet either."""
    dice = Dice(_STREAM, place)
    asked_at = datetime.combine(day, time(_OPENS + dice.whole(0, _HOURS - 1), dice.pick((0, 15, 30, 45))))
    in_time = dice.happens(_IN_TIME_OF_LOST if deal.stage == "lost" else _IN_TIME)
    answered = later(asked_at, dice.whole(*(_SOON if in_time else _LATE)))
    known = went_on and answered.date() <= books.company.timeline.last_day
    dispatcher = record_words(books.company.words.language).staff[-1]
    return ColleagueRequest(
        asked_at, deal.manager, dispatcher, dice.pick(_KINDS), answered if known else None, deal.deal_id
    )


def later(moment: datetime, hours: int) -> datetime:
    """So many working hours after a moment within a working day; Saturdays and Sundays are free."""
    for _ in range(hours):
        moment += timedelta(hours=1)
        if moment.hour >= _OPENS + _HOURS:
            day = moment.date() + timedelta(days=3 if moment.weekday() == 4 else 1)
            moment = datetime.combine(day, time(_OPENS, moment.minute))
    return moment


def working_hours(asked: datetime, answered: datetime) -> float:
    """Hours of working days between two moments; nights, Saturdays and Sundays do not count."""
    hours, day = 0.0, asked.date()
    while day <= answered.date():
        opens = datetime.combine(day, time(_OPENS))
        waited = min(answered, opens + timedelta(hours=_HOURS)) - max(asked, opens)
        if day.weekday() < 5 and waited > timedelta():
            hours += waited.total_seconds() / 3600
        day += timedelta(days=1)
    return hours
