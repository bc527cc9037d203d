"""How clients buy: the table of rhythms, and what happens to how many clients of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Role = Literal[
    "steady",
    "late",
    "uneven",
    "lost_before",
    "lost_at_fall",
    "lost_after_handover",
    "lost_lately",
    "returned",
    "moved",
    "one_off",
    "seasonal",
    "seasonal_lost",
    "more_returned_than_bought",
]
Ending = Literal["active", "late", "open", "uneven", "stopped"]

FALL_MONTH = 22  # the month in which the market falls
HANDOVER_MONTH = 26  # a manager leaves at its end
CUT_BACK_MONTH = 31  # some good clients buy less than half from here on
DISCOUNT_MONTH = 26  # two managers' favours begin
LAST_REGULAR_MONTH = 20  # of the client who later returns more than he buys
SEASON_MONTHS = (4, 5)  # April and May


@dataclass(frozen=True)
class Rhythm:
    """Clients of one kind. interval: days between purchases, from and to. spread: its deviation in percent, 0 for
    buyers without a rhythm. order: hryvnias of a usual order, from and to. items: products in an order.
    roles: how many clients play which part. sole_traders: every n-th is one, 0 for none."""

    code: str
    interval: tuple[int, int]
    spread: tuple[int, int]
    order: tuple[int, int]
    items: tuple[int, int]
    roles: tuple[tuple[Role, int], ...]
    sole_traders: int = 0


RHYTHMS = (
    Rhythm("anchor", (7, 7), (10, 10), (540_000, 540_000), (8, 11), (("steady", 1),)),
    Rhythm("weekly", (7, 8), (10, 15), (40_000, 80_000), (4, 6), (("steady", 7), ("lost_at_fall", 1), ("late", 1))),
    Rhythm(
        "fortnight",
        (13, 16),
        (14, 22),
        (18_000, 120_000),
        (3, 5),
        (
            ("steady", 19),
            ("late", 3),
            ("lost_lately", 2),
            ("lost_at_fall", 2),
            ("lost_after_handover", 2),
            ("lost_before", 2),
            ("returned", 1),
            ("moved", 1),
        ),
    ),
    Rhythm(
        "three_weeks",
        (19, 24),
        (14, 22),
        (12_000, 90_000),
        (3, 5),
        (
            ("steady", 22),
            ("late", 5),
            ("lost_lately", 1),
            ("lost_at_fall", 2),
            ("lost_after_handover", 2),
            ("lost_before", 3),
            ("returned", 2),
            ("moved", 2),
        ),
    ),
    Rhythm(
        "monthly",
        (27, 34),
        (14, 24),
        (6_000, 80_000),
        (2, 4),
        (
            ("steady", 50),
            ("late", 12),
            ("lost_lately", 4),
            ("lost_at_fall", 3),
            ("lost_after_handover", 3),
            ("lost_before", 8),
            ("returned", 5),
            ("moved", 2),
            ("more_returned_than_bought", 1),
        ),
        sole_traders=4,
    ),
    Rhythm(
        "six_weeks",
        (40, 50),
        (12, 22),
        (6_000, 36_000),
        (2, 4),
        (
            ("steady", 27),
            ("late", 7),
            ("lost_lately", 2),
            ("lost_at_fall", 1),
            ("lost_after_handover", 1),
            ("lost_before", 3),
            ("returned", 2),
            ("moved", 1),
        ),
        sole_traders=3,
    ),
    Rhythm(
        "quarterly",
        (82, 98),
        (10, 18),
        (10_000, 60_000),
        (2, 4),
        (
            ("steady", 20),
            ("late", 6),
            ("lost_lately", 2),
            ("lost_at_fall", 1),
            ("lost_after_handover", 1),
            ("lost_before", 2),
            ("returned", 2),
        ),
        sole_traders=3,
    ),
    Rhythm("half_year", (150, 180), (10, 14), (20_000, 70_000), (2, 4), (("steady", 9),), sole_traders=4),
    Rhythm(
        "irregular",
        (30, 55),
        (0, 0),
        (6_000, 46_000),
        (2, 4),
        (("steady", 25), ("uneven", 2), ("lost_lately", 1), ("lost_before", 2)),
        sole_traders=3,
    ),
    Rhythm("seasonal", (9, 14), (15, 20), (20_000, 60_000), (3, 5), (("seasonal", 7), ("seasonal_lost", 1))),
    Rhythm("one_off", (30, 30), (10, 10), (3_000, 40_000), (1, 3), (("one_off", 36),), sole_traders=2),
)


@dataclass(frozen=True)
class Habit:
    """How one client buys.

    rhythm: code of its row in RHYTHMS. interval: days between purchases. spread: percent, 0 without a rhythm.
    order: kopecks of a usual order in the first month. begins: not a purchase before it. stops: none after it.
    ending: what he is at the end of the history. silence: no purchase from the first to the second day.
    growth: permille by which his orders change a month. discount: permille of the list price.
    cut_back, favoured: he buys less than half from CUT_BACK_MONTH on; his discount grows from DISCOUNT_MONTH on.
    """

    rhythm: str
    role: Role
    interval: int
    spread: int
    order: int
    items: tuple[int, int]
    begins: date
    stops: date
    ending: Ending
    silence: tuple[date, date] | None = None
    growth: int = 0
    discount: int = 0
    cut_back: bool = False
    favoured: bool = False


def roles_of(rhythm: Rhythm) -> list[Role]:
    """The parts of all clients of a rhythm."""
    return [role for role, count in rhythm.roles for _ in range(count)]
