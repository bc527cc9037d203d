"""What became of the requests: deals won at the first purchase, lost with a reason, or still open."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from sample_data.books import Books
from sample_data.dice import Dice
from sample_data.leads import Request
from sample_data.record_rows import Deal, Move
from sample_data.record_words import record_words
from sample_data.staff import manager_name
from sample_data.timeline import working_day

_STREAM = 24
_STAGES = ("request", "visit", "offer")
_PIPELINE = "new_clients"
_STEP = (5, 20)  # days from stage to stage
_STUCK_PERMILLE = 120  # deals that should have been given up and were only left lying
_STUCK_SINCE = (35, 160)  # days before the last day
_FIRST_NUMBER = 1001
# (lost_by, reason): a client says why he does not buy, or the company does not want to sell to him.
_REASONS = (
    ("client", "price"),
    ("client", "price"),
    ("client", "process"),
    ("client", "product"),
    ("client", "competitor"),
    ("we", "not_target"),
    ("we", "expectations"),
)
_WORTH = (8_000, 90_000)  # hryvnias
Steps = list[tuple[str, date]]


def deals_of(books: Books, requests: list[Request]) -> tuple[list[Deal], list[Move]]:
    """The deals in the order of their requests, and every step of each."""
    bought = _first_orders(books)
    deals: list[Deal] = []
    moves: list[Move] = []
    for place, request in enumerate(sorted(requests, key=lambda request: (request.day, request.lead.number))):
        deal_id = str(_FIRST_NUMBER + place)
        steps = _steps(request, books.company.timeline.last_day)
        deals.append(_deal(books, deal_id, request, steps, bought))
        moves += _moves(books, deal_id, request, steps)
    return deals, moves


def _first_orders(books: Books) -> dict[tuple[int, date], int]:
    """(client_no, day) -> kopecks sold on that day."""
    sums: dict[tuple[int, date], int] = defaultdict(int)
    for line in books.lines:
        if line.amount > 0:
            sums[line.client_no, line.day] += line.amount
    return sums


def _steps(request: Request, last_day: date) -> Steps:
    """The stages of a deal that are known on the last day; one that is won ends on the day of the first purchase."""
    dice = Dice(_STREAM, request.lead.number)
    if request.lead.first_purchase is not None:
        between = (request.lead.first_purchase - request.day).days
        days = [request.day + timedelta(days=between * part // 3) for part in range(3)]
        return [*zip(_STAGES, days, strict=True), ("won", request.lead.first_purchase)]
    steps, day = [(_STAGES[0], request.day)], request.day
    lies = Dice(_STREAM, request.lead.number, 2).happens(_STUCK_PERMILLE)
    stuck = lies and _STUCK_SINCE[0] <= (last_day - request.day).days <= _STUCK_SINCE[1]
    for stage in (*_STAGES[1 : 1 + dice.whole(0, 2)], "lost"):
        day = working_day(day + timedelta(days=dice.whole(*_STEP)))
        steps.append((stage, day))
    return [(stage, day) for stage, day in steps if day <= last_day and not (stuck and stage == "lost")]


def _deal(books: Books, deal_id: str, request: Request, steps: Steps, bought: dict[tuple[int, date], int]) -> Deal:
    dice, lead = Dice(_STREAM, request.lead.number, 1), request.lead
    stage, day = steps[-1]
    worth = dice.whole(*_WORTH) * 100
    if lead.client is not None and lead.first_purchase is not None:
        worth = bought[lead.client.client_no, lead.first_purchase]
    lost_by, reason = dice.pick(_REASONS) if stage == "lost" else (None, None)
    return Deal(
        deal_id,
        lead.name.usual,
        request.day,
        stage,
        day,
        worth,
        manager_name(books, request.manager_no),
        record_words(books.company.words.language).sources[lead.source],
        day if stage == "won" else None,
        day if stage == "lost" else None,
        lost_by,
        reason,
        _PIPELINE,
    )


def _moves(books: Books, deal_id: str, request: Request, steps: Steps) -> list[Move]:
    manager = manager_name(books, request.manager_no)
    entered = Move(deal_id, None, None, steps[0][0], steps[0][1], manager, 0)
    return [entered, *(Move(deal_id, None, a, b, day, manager, 0) for (a, _), (b, day) in pairwise(steps))]
