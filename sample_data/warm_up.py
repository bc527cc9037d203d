"""The long way to a request: companies that are warmed up by calls, events and materials, forward and back."""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.books import Books
from sample_data.dice import Dice
from sample_data.leads import COST, MINUTES, Request
from sample_data.prospects import Lead
from sample_data.record_rows import Move, Touch
from sample_data.staff import manager_name
from sample_data.timeline import working_day

FIRST, EVENT, MATERIALS, REQUEST, REFUSAL = "first_contact", "event", "materials", "request", "refusal"
# Where a company goes from each stage, in permille.
_WAYS: dict[str, tuple[tuple[str, int], ...]] = {
    FIRST: ((EVENT, 400), (MATERIALS, 200), (REQUEST, 100), (REFUSAL, 300)),
    EVENT: ((MATERIALS, 300), (REQUEST, 400), (REFUSAL, 300)),
    MATERIALS: ((FIRST, 200), (EVENT, 300), (REQUEST, 200), (REFUSAL, 300)),
}
_KIND = {FIRST: "call", EVENT: "event", MATERIALS: "email", REQUEST: "call", REFUSAL: "call"}
_STAGE_COST = {FIRST: 20_000, EVENT: 150_000, MATERIALS: 5_000, REQUEST: COST["call"], REFUSAL: COST["call"]}  # kopecks
_GAP = (20, 45)  # days in a stage
_STREAM, _TRIES = 23, 200

Way = list[tuple[str, date]]


def warm_up(books: Books, leads: list[Lead]) -> tuple[list[Move], list[Touch], list[Request]]:
    """Moves and contacts of the companies that sellers warm up, and the requests at the end of the way."""
    moves: list[Move] = []
    touches: list[Touch] = []
    requests: list[Request] = []
    for lead in _warmed(leads):
        way = _way_to_purchase(lead, lead.first_purchase) if lead.first_purchase else _way(lead, 0)
        known = [(stage, day) for stage, day in way if day <= books.company.timeline.last_day]
        moves += _moves(books, lead, known)
        touches += _touches(books, lead, known)
        requests += [Request(lead, day, lead.manager_no) for stage, day in known if stage == REQUEST]
    return moves, touches, requests


def _warmed(leads: list[Lead]) -> list[Lead]:
    """Those whom sellers entered, and the clients who were won before the last year; all came from a search."""
    earliest = min(lead.created for lead in leads if lead.origin == "inbound" and lead.created)
    return [
        lead
        for lead in leads
        if lead.origin == "seller" or (lead.first_purchase is not None and lead.first_purchase < earliest)
    ]


def _way(lead: Lead, attempt: int) -> Way:
    """The stages of a company from its first contact on, whenever they are."""
    dice = Dice(_STREAM, lead.number, attempt)
    day = (lead.created or date.min) + timedelta(days=dice.whole(3, 20))
    way = [(FIRST, working_day(day))]
    while way[-1][0] in _WAYS:
        day += timedelta(days=dice.whole(*_GAP))
        way.append((_next(way[-1][0], dice), working_day(day)))
    return way


def _next(stage: str, dice: Dice) -> str:
    chance = dice.whole(1, 1000)
    for following, permille in _WAYS[stage]:
        chance -= permille
        if chance <= 0:
            return following
    raise ValueError(f"the ways from {stage} do not add up")


def _way_to_purchase(lead: Lead, purchase: date) -> Way:
    """A way that ends in a request some weeks before the first purchase."""
    ways = (_way(lead, attempt) for attempt in range(_TRIES))
    way = next(way for way in ways if way[-1][0] == REQUEST and 1 < len(way) <= 5)
    shift = purchase - timedelta(days=Dice(_STREAM, lead.number, -1).whole(12, 28)) - way[-1][1]
    return [(stage, working_day(day + shift)) for stage, day in way]


def _moves(books: Books, lead: Lead, way: Way) -> list[Move]:
    manager = manager_name(books, lead.manager_no)
    before = [None, *(stage for stage, _ in way)]
    return [
        Move(None, lead.name.usual, came_from, stage, day, manager, _STAGE_COST[stage])
        for came_from, (stage, day) in zip(before, way, strict=False)
    ]


def _touches(books: Books, lead: Lead, way: Way) -> list[Touch]:
    """A contact at every stage; until the end it is interest, with the day of the next stage agreed on."""
    manager, days = manager_name(books, lead.manager_no), [day for _, day in way]
    return [
        Touch(
            day,
            lead.name.usual,
            manager,
            _KIND[stage],
            tone="neutral" if stage == REFUSAL else "positive",
            result=stage if stage in (REQUEST, REFUSAL) else "interest",
            target=True,
            reason="has_supplier" if stage == REFUSAL else None,
            next_date=day + timedelta(days=180) if stage == REFUSAL else following,
            duration_min=MINUTES[_KIND[stage]],
            cost=_STAGE_COST[stage],
        )
        for (stage, day), following in zip(way, [*days[1:], days[-1] if days else None], strict=True)
    ]
