"""Totals of the sellers' funnel (call, visit to the warehouse, deal), money spent on channels, plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sample_data.books import Books
from sample_data.company import NEWCOMER
from sample_data.dice import Dice
from sample_data.prospects import ADS, CUSTOMS, FAIR, RADIO, REFERRAL, Lead
from sample_data.record_rows import Deal, FunnelCount, Plan, Spend
from sample_data.record_words import record_words
from sample_data.staff import manager_name, sellers_in

STAGES = ("call", "excursion", "deal")
WEAK = 2  # number of the manager whose calls lead to a visit half as often as the others', his visits to deals as often
_CALLS_TO_A_VISIT, _CALLS_OF_WEAK, _CALLS_OF_NEWCOMER = (15, 18), (40, 46), (4, 6)
_VISITS_TO_A_DEAL = 3
_STREAM = 26
_ADS_MONTH, _RADIO_MONTH = 1_000_000, 2_000_000  # kopecks
_FAIR, _SUBSCRIPTION, _GIFTS = 4_500_000, 350_000, 1_500_000
_PLAN_GROWTH = 1050  # permille of the same month a year before
_NEW_CLIENTS = (3, 3, 4)  # of the months of a quarter


def funnel_counts(books: Books, deals: list[Deal]) -> list[FunnelCount]:
    """Calls, visits and deals of every manager in every month of the last year; deals are those won."""
    won = Counter((books.company.timeline.month_number(d.won_at), d.manager) for d in deals if d.won_at)
    counts: list[FunnelCount] = []
    for month in range(books.year[0], books.year[1] + 1):
        for number in sellers_in(books, month):
            name, period = manager_name(books, number), books.company.timeline.month_start(month)
            of_month = _counts(number, month, won[month, name])
            counts += [FunnelCount(period, name, stage, n) for stage, n in zip(STAGES, of_month, strict=True)]
    return counts


def _counts(manager_no: int, month: int, deals: int) -> tuple[int, int, int]:
    """Calls, visits and deals of a month: a deal needs three visits, and even a month without one has some."""
    dice = Dice(_STREAM, manager_no, month)
    visits = deals * _VISITS_TO_A_DEAL + dice.whole(0, 1)
    calls_to_a_visit = {WEAK: _CALLS_OF_WEAK, NEWCOMER: _CALLS_OF_NEWCOMER}.get(manager_no, _CALLS_TO_A_VISIT)
    calls = visits * dice.whole(*calls_to_a_visit) + dice.whole(3, 9)
    return calls, visits, deals


def spending(books: Books, leads: list[Lead]) -> list[Spend]:
    """Money for each channel in the months of the last year; the radio brought nobody who bought."""
    words, timeline = record_words(books.company.words.language), books.company.timeline
    inbound = [lead for lead in leads if lead.origin == "inbound"]
    came = {source: {_month(lead.created) for lead in inbound if lead.source == source} for source in (FAIR, RADIO)}
    rows: list[Spend] = []
    for number in range(books.year[0], books.year[1] + 1):
        month = timeline.month_start(number)
        amounts = {
            ADS: _ADS_MONTH,
            FAIR: _FAIR if month in came[FAIR] else 0,
            REFERRAL: _GIFTS if number == books.year[1] else 0,
            RADIO: _RADIO_MONTH if month in came[RADIO] else 0,
            CUSTOMS: _SUBSCRIPTION,
        }
        rows += [Spend(month, words.sources[source], amount) for source, amount in amounts.items() if amount]
    return rows


def _month(day: date | None) -> date | None:
    return day.replace(day=1) if day else None


def plans(books: Books) -> list[Plan]:
    """Revenue of the company and of each manager, and new clients of the company, for the last year and this month."""
    return [plan for month in range(books.year[0], books.year[1] + 2) for plan in _plans_of(books, month)]


def _plans_of(books: Books, month: int) -> Iterator[Plan]:
    """The same month a year before and a little more; managers share the plan as they shared the sales of that year."""
    period = books.company.timeline.month_start(month)
    plan = _thousands(books.revenue((month - 12, month - 12)) * _PLAN_GROWTH // 1000)
    yield Plan(period, "company", "", "revenue", Decimal(plan))
    yield Plan(period, "company", "", "new_clients", Decimal(_NEW_CLIENTS[(period.month - 1) % 3]))
    sellers = sellers_in(books, month)
    for number in sellers:
        yield Plan(
            period, "manager", manager_name(books, number), "revenue", Decimal(_thousands(plan * 100 // len(sellers)))
        )


def _thousands(kopecks: int) -> int:
    """Hryvnias in whole thousands."""
    return kopecks // 100_000 * 1000
