"""Goals 3, 4 and 5: the trend of losses over the whole history in one pass, against one query a month on the lines; by the
median against the mean, and of every manager against the company's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from analytics.lost.loss_trend import LossTrendSettings, loss_trend, trend_statement
from analytics.periods import add_months, month_end
from analytics.result import Result
from analytics.windows import data_span
from benchmarks.analyses import Bench, DifferentAnswer, yardstick
from benchmarks.data import OUT
from benchmarks.timing import Cost, Line, cost_of, in_turns, ratio_line

ONE_PASS = 1 / 50  # goal 3
OF_ONE_STATEMENT = 0.2  # the same against the best statement over the lines
MEDIAN_TO_MEAN = 1.2  # goal 4
MANAGERS_TO_ALL = 2.0  # goal 5
YEAR = 12
ALL_MONTHS_UP_TO = 2_000_000  # lines; with more of them a query a month takes minutes, and some months stand for all
SAMPLED_MONTHS = 6
_NO_PAUSES = "agreed_pauses AS (SELECT client_id FROM purchase_states WHERE false)"  # the lines know of none

Lost = dict[date, tuple[int, int]]  # month -> lost in its year, clients of the year


def our_trend(bench: Bench, base: str = "median", seasons: bool = True) -> Result:
    """The method as the screen calls it."""
    return loss_trend(bench.store, bench.scope, LossTrendSettings(rhythm_base=base, seasons=seasons))


def of_managers(bench: Bench) -> Result:
    """The same of every manager."""
    return loss_trend(bench.store, bench.scope, LossTrendSettings(by="manager"))


def told(trend: Result) -> Lost:
    """The yearly losses of the months that have them."""
    return {
        row["month"]: (row["year_lost"], row["year_clients"]) for row in trend.rows if row["year_share"] is not None
    }


def added_up(trend: Result) -> Lost:
    """The yearly losses of all managers together."""
    sums: Lost = {}
    for row in trend.rows:
        if row["year_lost"] is not None:
            lost, clients = sums.get(row["month"], (0, 0))
            sums[row["month"]] = (lost + row["year_lost"], clients + row["year_clients"])
    return sums


def month_by_month(bench: Bench, months: list[date]) -> Lost:
    """The same by one question a month, asked of the lines."""
    (text,) = yardstick("loss_month")
    found = {}
    for month in months:
        asked = {"as_of": min(month_end(month), bench.scope.as_of), "since": month_end(add_months(month, -YEAR))}
        row = bench.lines.sql(text, params=asked).fetchall()[0]
        found[month] = (int(row[0]), int(row[1]))
    return found


def one_pass(bench: Bench) -> Lost:
    """The same in one statement over the lines, the best that can be done where nothing was made beforehand. Seasonal
    clients are judged as everybody, which is less work.
    """
    (rhythms,) = yardstick("loss_trend")
    settings = LossTrendSettings(seasons=False)
    _, steps = trend_statement(bench.scope, settings).split(", spells AS", 1)
    span = {"first_month": _month_no(_first_day(bench)), "last_month": _month_no(bench.scope.as_of)}
    known = vars(settings) | span | {"as_of": bench.scope.as_of}
    text = f"WITH {rhythms}, {_NO_PAUSES}, spells AS{steps}"
    rows = bench.lines.sql(text, params={name: known[name] for name in known if f"${name}" in text}).fetchall()
    return {
        date((row[1] - 1) // YEAR, (row[1] - 1) % YEAR + 1, 1): (int(row[8]), int(row[7])) for row in rows
    }  # fmt: skip


def _first_day(bench: Bench) -> date:
    span = data_span(bench.store, bench.scope.as_of)
    return span[0] if span else bench.scope.as_of


def _month_no(day: date) -> int:
    return day.year * YEAR + day.month


def sampled(months: list[date], count: int) -> list[date]:
    """So many of the months, evenly spread, the first and the last among them."""
    if len(months) <= count:
        return months
    return [months[round(place * (len(months) - 1) / (count - 1))] for place in range(count)]


def check(bench: Bench, count: int | None = None) -> tuple[list[date], list[date]]:
    """All months of the trend, and those (`count` of them, by default all) that are asked one by one. Raises DifferentAnswer
    unless both ways say the same of each.
    """
    ours = told(our_trend(bench))
    asked = sampled(list(ours), count or len(ours))
    theirs = month_by_month(bench, asked)
    if {month: ours[month] for month in asked} != theirs:
        raise DifferentAnswer(f"loss_trend: {[month for month in asked if ours[month] != theirs[month]][:3]}")
    plain, single = told(our_trend(bench, seasons=False)), one_pass(bench)
    if {month: single[month] for month in plain} != plain:
        raise DifferentAnswer(f"loss_trend: {[month for month in plain if plain[month] != single[month]][:3]}")
    if added_up(of_managers(bench)) != ours:
        raise DifferentAnswer("loss_trend: the managers do not add up to the company")
    return list(ours), asked


def cost_of_months(bench: Bench, months: list[date], asked: list[date]) -> Cost:
    """What a query for each of the months takes, judged by those that are asked."""
    cost, share = cost_of(lambda: month_by_month(bench, asked)), len(months) / len(asked)
    return Cost(cost.wall * share, cost.cpu * share)


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """Lines of the table for goals 3, 4 and 5."""
    bench = Bench.opened(lines, folder, with_frame=False)
    try:
        months, asked = check(bench, SAMPLED_MONTHS if lines > ALL_MONTHS_UP_TO else None)
        pair = in_turns(lambda: cost_of(lambda: our_trend(bench)), lambda: cost_of_months(bench, months, asked), rounds)
        naive = "a query a month on the lines"
        naive += f" ({len(asked)} of {len(months)} timed)" if len(asked) < len(months) else ""
        yield ratio_line("3", f"loss_trend, {len(months)} months", pair, naive, ONE_PASS)
        pair = in_turns(lambda: cost_of(lambda: our_trend(bench)), lambda: cost_of(lambda: one_pass(bench)), rounds)
        yield ratio_line("3", "loss_trend", pair, "one statement over the lines", OF_ONE_STATEMENT)
        pair = in_turns(
            lambda: cost_of(lambda: our_trend(bench)), lambda: cost_of(lambda: our_trend(bench, "mean")), rounds
        )
        yield ratio_line("4", "loss_trend by the median", pair, "by the mean", MEDIAN_TO_MEAN)
        pair = in_turns(lambda: cost_of(lambda: of_managers(bench)), lambda: cost_of(lambda: our_trend(bench)), rounds)
        yield ratio_line("5", "loss_trend of every manager", pair, "of the company", MANAGERS_TO_ALL)
    finally:
        bench.close()
