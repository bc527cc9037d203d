"""How the sellers are paid: two versions of the formula, the second in force from within a month already begun."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from sample_data.books import Books, hryvnias
from sample_data.record_rows import FunnelCount, PayComponent, PayInput
from sample_data.record_words import record_words
from sample_data.staff import manager_name, sellers_in

_CHANGED_MONTHS_AGO, _CHANGED_ON = 1, 25  # before the last complete month; day of the month
_FIXED, _SHARES, _FOR_NEW, _FOR_STOCK = 40_000, ("0.03", "0.02"), 10_000, 30_000
_NEW_CLIENTS, _SOLD_LOT = 5, 1
_LOT_SOLD_BY = (0, 4)  # numbers of the managers who sold the slow-moving lot
REVENUE, NEW_CLIENTS, LOT = "revenue", "new_clients", "lot_sold"


def pay_change_day(books: Books) -> date:
    """The day from which the second version holds: late in a month whose work was done under the first."""
    month = books.company.timeline.month_start(books.year[1] - _CHANGED_MONTHS_AGO)
    return month + timedelta(days=_CHANGED_ON - 1)


def pay_formula(books: Books) -> list[PayComponent]:
    """Both versions: the second pays two percent of the revenue where the first paid three."""
    words = record_words(books.company.words.language)
    starts = books.company.timeline.first_day, pay_change_day(books)
    rows: list[PayComponent] = []
    for version, (since, share) in enumerate(zip(starts, _SHARES, strict=True), start=1):
        rules = (
            ("fixed", Decimal(_FIXED), None, None),
            ("share", Decimal(share), REVENUE, None),
            ("bonus", Decimal(_FOR_NEW), NEW_CLIENTS, Decimal(_NEW_CLIENTS)),
            ("bonus", Decimal(_FOR_STOCK), LOT, Decimal(_SOLD_LOT)),
        )
        rows += [
            PayComponent(version, since, component, *rule, task)
            for component, rule, task in zip(words.components, rules, words.tasks, strict=True)
        ]
    return rows


def pay_inputs(books: Books, funnel: list[FunnelCount]) -> list[PayInput]:
    """What the pay of every month of the last year is computed from: revenue as the sales have it, clients won, lot."""
    sold, deals = _revenues(books), {(row.period, row.manager): row.reached for row in funnel if row.stage == "deal"}
    lot_month = books.year[1]
    rows: list[PayInput] = []
    for month in range(books.year[0], books.year[1] + 1):
        period = books.company.timeline.month_start(month)
        for number in sellers_in(books, month):
            name = manager_name(books, number)
            lot = int(month == lot_month and number in _LOT_SOLD_BY)
            rows += [
                PayInput(name, period, REVENUE, hryvnias(sold[name, month])),
                PayInput(name, period, NEW_CLIENTS, Decimal(deals[period, name])),
                PayInput(name, period, LOT, Decimal(lot)),
            ]
    return rows


def _revenues(books: Books) -> dict[tuple[str, int], int]:
    """(manager, month) -> kopecks, returns taken off in the month of the return."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for line in books.lines:
        sums[line.manager, books.company.timeline.month_number(line.day)] += line.amount
    return sums
