"""On which days a client buys: drawn backwards from the last purchase, so that he ends as his part wants it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from statistics import mean, median

from sample_data.careers import lost_after
from sample_data.dice import Dice
from sample_data.habits import SEASON_MONTHS, Habit
from sample_data.timeline import Timeline, working_day

_TRIES = 500
_STREAM = 2
_NO_RHYTHM = (20, 35, 50, 65, 85, 110, 140, 230)  # gaps of an irregular buyer in percent of his interval
_LONGEST, _SHORTEST = 114, 66  # gaps of a regular buyer in percent: never long enough to look lost
_LEAST_FOR_A_RHYTHM = 3
_USUAL_SILENCE = 1.9  # mean gaps


class NoSuchHistory(RuntimeError):
    """A part that cannot be played: a fault of the table of habits."""


def purchase_days(client_no: int, habit: Habit, timeline: Timeline) -> tuple[date, ...]:
    """The purchase days of one client, oldest first."""
    dice = Dice(_STREAM, client_no)
    if habit.role == "one_off":
        return (habit.begins,)
    if habit.role in ("seasonal", "seasonal_lost"):
        return _seasonal_days(habit, timeline, dice)
    for _ in range(_TRIES):
        days = _draw(habit, timeline, dice)
        if days and _ends_well(days, habit, timeline.last_day):
            return days
    raise NoSuchHistory(f"client {client_no}: {habit}")


def _draw(habit: Habit, timeline: Timeline, dice: Dice) -> tuple[date, ...]:
    days: list[date] = []
    day = _last_purchase(habit, timeline.last_day, dice)
    while day > timeline.first_day and day >= habit.begins:
        booked = min(working_day(day), timeline.last_day)
        if not days or booked < days[-1]:
            days.append(booked)
        day -= timedelta(days=_gap(habit, dice))
        if habit.silence and habit.silence[0] < day < habit.silence[1]:
            day = habit.silence[0]
    return tuple(reversed(days))


def _last_purchase(habit: Habit, last_day: date, dice: Dice) -> date:
    if habit.ending == "stopped":
        return habit.stops
    if habit.ending == "late":
        return last_day - timedelta(days=dice.whole(habit.interval, lost_after(habit.interval)))
    if habit.ending == "uneven":
        return last_day - timedelta(days=dice.whole(habit.interval, 2 * habit.interval))
    return last_day - timedelta(days=dice.whole(0, habit.interval - 1))


def _gap(habit: Habit, dice: Dice) -> int:
    if habit.spread == 0:
        return max(1, habit.interval * dice.pick(_NO_RHYTHM) // 100)
    return dice.near(habit.interval, habit.spread, _SHORTEST, _LONGEST)


def _ends_well(days: tuple[date, ...], habit: Habit, last_day: date) -> bool:
    """Whether his silence, measured by his own last gaps, is what his part wants."""
    if habit.ending == "stopped" or len(days) < _LEAST_FOR_A_RHYTHM:
        return True
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    rhythm = median(gaps[-5:])
    silent = (last_day - days[-1]).days
    lost = max(14, rhythm * 4 / 3)
    if habit.ending == "late":
        return rhythm < silent < lost - 1
    if habit.ending == "uneven":  # lost by the median of his gaps, while gaps as long as this one are usual for him
        return lost + 1 < silent < _USUAL_SILENCE * mean(gaps)
    return silent < lost - 1 if habit.ending == "open" else silent < rhythm


def _seasonal_days(habit: Habit, timeline: Timeline, dice: Dice) -> tuple[date, ...]:
    """A few purchases every April and May; one client stays away in the last season."""
    first_month, last_month = SEASON_MONTHS
    days: list[date] = []
    last_season = timeline.last_day.year - (timeline.last_day.month <= last_month)
    for year in range(timeline.first_day.year, last_season + (habit.role == "seasonal")):
        day, season_end = date(year, first_month, dice.whole(2, 12)), date(year, last_month, 29)
        while day <= season_end:
            days.append(working_day(day))
            day += timedelta(days=_gap(habit, dice))
    return tuple(day for day in days if timeline.first_day <= day <= timeline.last_day)
