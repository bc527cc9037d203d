"""Norms and facts of the team's work: one norm that is always reached, one that nobody ever reaches, too many of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sample_data.books import Books
from sample_data.dice import Dice
from sample_data.prospects import RESEARCHER
from sample_data.record_rows import FunnelCount, KpiFact, KpiNorm, KpiPassport, Prospect
from sample_data.record_words import record_words
from sample_data.staff import manager_name, sellers_in

SELLER, RESEARCH, DISPATCH = range(3)
_STREAM = 27
_EASY_MISSES = 18  # every so many months the easy norm is missed
_PAST_KPI_ENDED = 20  # number of the last month in which the sellers' eighth indicator counted
# Meetings of a year, the least first: a norm of 25 is reached in four months of twelve.
MEETINGS = (18, 20, 21, 22, 22, 23, 24, 24, 25, 26, 27, 30)


@dataclass(frozen=True)
class _Indicator:
    """An indicator of a position. norm in its unit; ended: number of the last month in which it counted, 0 for none."""

    position: int
    code: str
    norm: int
    unit: str | None
    direction: str = "higher"
    ended: int = 0


_INDICATORS = (
    _Indicator(SELLER, "calls", 5, "pieces_a_day"),
    _Indicator(SELLER, "new_clients", 8, "pieces"),
    _Indicator(SELLER, "meetings", 25, "pieces"),
    _Indicator(SELLER, "lost_share", 3, "percent", "lower"),
    _Indicator(SELLER, "overdue_share", 10, "percent", "lower"),
    _Indicator(SELLER, "product_groups", 4, "pieces_a_client"),
    _Indicator(SELLER, "quality", 10, None),
    _Indicator(SELLER, "filled_cards", 20, "pieces", ended=_PAST_KPI_ENDED),
    _Indicator(RESEARCH, "passports", 100, "pieces"),
    _Indicator(RESEARCH, "accepted_share", 90, "percent"),
    _Indicator(RESEARCH, "verified", 60, "pieces"),
    _Indicator(DISPATCH, "answer_hours", 8, "hours", "lower"),
    _Indicator(DISPATCH, "shipped_in_time", 95, "percent"),
)
# Facts that lie evenly between two numbers; tenths.
_EVENLY = {
    "lost_share": (10, 55),
    "overdue_share": (60, 150),
    "product_groups": (28, 47),
    "verified": (450, 700),
    "answer_hours": (40, 140),
    "shipped_in_time": (880, 990),
}


# Influence in percent, position of who else decides (None: nobody), where the number comes from, minutes a week, kind.
_PASSPORTS = {
    "calls": (95, None, "table", 5, "action"),
    "new_clients": (80, None, "table", 5, "result"),
    "meetings": (90, None, "manual", 15, "action"),
    "lost_share": (70, DISPATCH, "table", 5, "result"),
    "overdue_share": (40, DISPATCH, "table", 10, "result"),
    "product_groups": (85, None, "table", 5, "result"),
    "quality": (50, None, "none", 40, "discipline"),
    "passports": (95, None, "table", 5, "action"),
    "accepted_share": (80, None, "table", 10, "result"),
    "verified": (90, None, "table", 5, "action"),
    "answer_hours": (90, None, "table", 5, "action"),
    "shipped_in_time": (60, SELLER, "manual", 90, "result"),
}


def kpi_passports(books: Books) -> list[KpiPassport]:
    """What the head answered about every norm in force: overdue money is decided by others, quality nobody counts."""
    words, made = record_words(books.company.words.language), []
    for one in _INDICATORS:
        if one.code in _PASSPORTS:
            influence, other, source, minutes, kind = _PASSPORTS[one.code]
            who = None if other is None else words.positions[other].lower()
            made.append(
                KpiPassport(
                    words.positions[one.position], words.kpis[one.code], Decimal(influence).scaleb(-2), who, source,
                    Decimal(minutes), kind,
                )
            )  # fmt: skip
    return made


def kpi_norms(books: Books) -> list[KpiNorm]:
    """The norms of every position, all in force since the history began."""
    words, timeline = record_words(books.company.words.language), books.company.timeline
    return [
        KpiNorm(
            words.positions[one.position],
            None,
            words.kpis[one.code],
            Decimal(one.norm),
            words.units[one.unit] if one.unit else None,
            timeline.first_day,
            timeline.month_end(one.ended) if one.ended else None,
            one.direction,
        )
        for one in _INDICATORS
    ]


def kpi_facts(books: Books, funnel: list[FunnelCount], base: list[Prospect]) -> list[KpiFact]:
    """What everybody reached in the months of the last year. Quality of work has a norm, and nobody measures it."""
    work = _Work(books, funnel, base)
    facts: list[KpiFact] = []
    for month in range(books.year[0], books.year[1] + 1):
        facts += [fact for number in sellers_in(books, month) for fact in work.of_seller(number, month)]
        facts += work.of_researcher(month)
        facts += [work.fact(one, work.words.staff[-1], month, work.evenly(one, -1, month)) for one in _of(DISPATCH)]
    now = books.year[1] + 1
    if books.company.timeline.month_start(now) <= books.company.timeline.last_day:
        facts += [fact for number in sellers_in(books, now) for fact in work.so_far(number, now)]
    return facts


def _of(position: int) -> list[_Indicator]:
    return [one for one in _INDICATORS if one.position == position]


class _Work:
    """What the records say of everybody's work, and chance where they say nothing."""

    def __init__(self, books: Books, funnel: list[FunnelCount], base: list[Prospect]) -> None:
        self.books, self.words = books, record_words(books.company.words.language)
        self.deals = {(row.period, row.manager): row.reached for row in funnel if row.stage == "deal"}
        mine = [row for row in base if row.created_by == self.words.staff[RESEARCHER] and row.created]
        self.entered = Counter(row.created.replace(day=1) for row in mine if row.created)
        self.accepted = Counter(
            row.created.replace(day=1) for row in mine if row.created and row.state == "live" and row.completeness == 1
        )
        self.person_months = 0

    def fact(self, one: _Indicator, employee: str, month: int, value: Decimal) -> KpiFact:
        period = self.books.company.timeline.month_start(month)
        position, kpi = self.words.positions[one.position], self.words.kpis[one.code]
        return KpiFact(position, employee, kpi, period, value, Decimal(one.norm))

    def evenly(self, one: _Indicator, who: int, month: int) -> Decimal:
        low, high = _EVENLY[one.code]
        place = next(place for place, other in enumerate(_INDICATORS) if other.code == one.code)
        return Decimal(Dice(_STREAM, who + 10, month, place).whole(low, high)).scaleb(-1)

    def of_seller(self, number: int, month: int) -> list[KpiFact]:
        """A seller's month."""
        name = manager_name(self.books, number)
        self.person_months += 1
        easy = 4 if self.person_months % _EASY_MISSES == 0 else Dice(_STREAM, number, month).whole(6, 14)
        known = {
            "calls": Decimal(easy),
            "new_clients": Decimal(self.deals[self.books.company.timeline.month_start(month), name]),
            "meetings": Decimal(self._meetings(number, month)),
        }
        return [
            self.fact(one, name, month, known[one.code] if one.code in known else self.evenly(one, number, month))
            for one in _of(SELLER)
            if one.code in known or one.code in _EVENLY
        ]

    def so_far(self, number: int, month: int) -> list[KpiFact]:
        """A seller's month that is not over: sums have come as far as the month has, and deals are not counted yet."""
        name, timeline = manager_name(self.books, number), self.books.company.timeline
        gone = Decimal(timeline.last_day.day) / timeline.month_end(month).day
        whole = Dice(_STREAM, number, month, 1).some(MEETINGS, 1)[0]
        known = {
            "calls": Decimal(Dice(_STREAM, number, month).whole(6, 14)),
            "meetings": (whole * gone).to_integral_value(),
        }
        return [
            self.fact(one, name, month, known[one.code] if one.code in known else self.evenly(one, number, month))
            for one in _of(SELLER)
            if one.code in known or one.code in _EVENLY
        ]

    def _meetings(self, number: int, month: int) -> int:
        """The same twelve numbers for everybody in another order."""
        order = Dice(_STREAM, number).some(MEETINGS, len(MEETINGS))
        return order[month - self.books.year[0]]

    def of_researcher(self, month: int) -> list[KpiFact]:
        """The researcher's month, counted in the base; none before he came."""
        period, name = self.books.company.timeline.month_start(month), self.words.staff[RESEARCHER]
        entered = self.entered[period]
        if not entered:
            return []
        accepted = (Decimal(100 * self.accepted[period]) / entered).quantize(Decimal("0.1"))
        passports, share, verified = _of(RESEARCH)
        return [
            self.fact(passports, name, month, Decimal(entered)),
            self.fact(share, name, month, accepted),
            self.fact(verified, name, month, self.evenly(verified, -2, month)),
        ]
