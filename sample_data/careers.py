"""From the part a client plays to his habit: when he begins and stops, how much he buys, whether he grows."""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.dice import Dice
from sample_data.habits import FALL_MONTH, LAST_REGULAR_MONTH, Ending, Habit, Rhythm, Role
from sample_data.timeline import COMPLETE_MONTHS, Timeline, working_day

_OLD_CLIENTS = 640  # permille of steady clients who bought before the history
_SIZES = (0, 0, 5, 8, 12, 18, 28, 42, 65, 100)  # percent of the way from the least to the largest order
# Least kopecks of a usual order, and the permille off the list price that it earns.
_DISCOUNTS = ((30_000_000, 80), (4_000_000, 50), (1_500_000, 30), (0, 0))
_GROWTHS = (-7, -4, -2, 0, 0, 2, 4, 6, 9, 14)  # permille a month
_LATELY = (10, 170)  # how many days ago those who are lost lately became lost
_LOST_MONTHS: dict[Role, tuple[int, int]] = {
    "lost_before": (9, 21),
    "lost_at_fall": (FALL_MONTH, FALL_MONTH + 1),
    "lost_after_handover": (27, 31),
    "moved": (28, 30),
}
# Months of absence: away before the fall and back after it, so that the year-ago comparison sees them return; then
# two who came back lately.
_SILENCES = ((19, 25), (20, 27), (19, 29), (20, 31), (18, 32), (19, 33), (27, 33), (28, 34))


def lost_after(interval: int) -> int:
    """Days of silence after which a buyer of this rhythm counts as lost (4/3 of it, two weeks at least)."""
    return max(14, -(-interval * 4 // 3))


def career(rhythm: Rhythm, role: Role, place: int, timeline: Timeline, dice: Dice) -> Habit:
    """The habit of one client of a rhythm. `place`: his number among them, which spreads beginnings over the months."""
    interval = dice.whole(*rhythm.interval)
    low, high = rhythm.order
    order = (low + (high - low) * dice.pick(_SIZES) // 100) * dice.whole(84, 104)
    begins, stops, ending = _life(role, interval, place, timeline, dice)
    return Habit(
        rhythm=rhythm.code,
        role=role,
        interval=interval,
        spread=dice.whole(*rhythm.spread),
        order=order,
        items=rhythm.items,
        begins=begins,
        stops=stops,
        ending="open" if ending == "active" and rhythm.spread == (0, 0) else ending,
        silence=_silence(interval, place, timeline, dice) if role == "returned" else None,
        growth=dice.pick(_GROWTHS) if role in ("steady", "late") and rhythm.code != "anchor" else 0,
        discount=_discount(order),
    )


def _discount(order: int) -> int:
    """Permille off the list price: the larger the usual order (in kopecks), the more."""
    return next(discount for least, discount in _DISCOUNTS if order >= least)


def _life(role: Role, interval: int, place: int, timeline: Timeline, dice: Dice) -> tuple[date, date, Ending]:
    """First possible purchase, last possible purchase, and what he is at the end."""
    before = timeline.first_day - timedelta(days=1)
    end = timeline.last_day
    if role == "one_off":
        month = 1 + place % (COMPLETE_MONTHS + 1)
        day = min(working_day(_day_of(month, timeline, dice)), timeline.last_day)
        return day, day, "stopped"
    if role in _LOST_MONTHS:
        lost_on = _day_of(dice.whole(*_LOST_MONTHS[role]), timeline, dice)
        return before, lost_on - timedelta(days=lost_after(interval)), "stopped"
    if role == "lost_lately":
        lost_on = end - timedelta(days=dice.whole(*_LATELY))
        return before, lost_on - timedelta(days=lost_after(interval)), "stopped"
    if role == "more_returned_than_bought":
        return before, timeline.month_end(LAST_REGULAR_MONTH), "stopped"
    if role == "late":
        return before, end, "late"
    if role == "uneven":
        return before, end, "uneven"
    if role == "steady" and interval > 7 and not dice.happens(_OLD_CLIENTS):
        return _day_of(2 + place * 5 % (COMPLETE_MONTHS - 1), timeline, dice), end, "active"
    return before, end, "active"


def _day_of(month: int, timeline: Timeline, dice: Dice) -> date:
    """A day of a month, none after the history."""
    return min(timeline.month_start(month) + timedelta(days=dice.whole(2, 25)), timeline.last_day)


def _silence(interval: int, place: int, timeline: Timeline, dice: Dice) -> tuple[date, date]:
    """From when to when a client who came back did not buy; always longer than his rhythm allows."""
    left, back = _SILENCES[place % len(_SILENCES)]
    first, last = _day_of(left, timeline, dice), _day_of(back, timeline, dice)
    return first, max(last, first + timedelta(days=2 * lost_after(interval)))
