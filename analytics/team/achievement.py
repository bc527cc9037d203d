"""Fact against norm: how far, how often, how hard. Pure arithmetic of M41 that every screen of norms shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, exp, floor, lgamma, log, sqrt
from statistics import NormalDist
from typing import Literal

from analytics.errors import WrongSetting
from analytics.proportion import wilson

Direction = Literal["higher", "lower"]
DIRECTIONS = ("higher", "lower")
CAP = 1.5  # an achievement counts at most so much in a total, or one norm would make up for all others
_MOST_COUNT = 10_000  # a larger number of events is as good as normal
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Judged:
    """How hard a norm is: `hits` of `periods` reached it, the interval of that share, the verdict (few, easy, good,
    impossible, between).
    """

    hits: int
    periods: int
    low: float
    high: float
    verdict: str

    @property
    def share(self) -> float | None:
        """The share of periods in which the norm was reached."""
        return self.hits / self.periods if self.periods else None


@dataclass(frozen=True)
class Borders:
    """Shares of reached periods between which a norm is easy, good or impossible, and the periods needed to say so."""

    easy: float = 0.8
    impossible: float = 0.1
    good_low: float = 0.2
    good_high: float = 0.6
    least: int = 6


def is_met(fact: Decimal, norm: Decimal, direction: str = "higher") -> bool:
    """Was the norm reached? Of what should be low, the norm is the most that is allowed."""
    return fact <= norm if direction == "lower" else fact >= norm


def achievement(fact: Decimal | None, norm: Decimal | None, direction: str = "higher") -> float | None:
    """Which part of the norm was reached: fact / norm, or norm / fact of what should be low?

    None without a fact or a norm above zero; the cap where nothing bad happened at all. Source: management practice.
    """
    if fact is None or norm is None or norm <= 0:
        return None
    if direction == "lower":
        return float(norm / fact) if fact > 0 else CAP
    return float(fact / norm)


def score(parts: Sequence[tuple[float, float]]) -> float | None:
    """What do several achievements come to: the sum of weight x achievement (at most 150 % each), by the sum of weights?

    parts: (weight, achievement). None where nothing has a weight. The cap is an assumption.
    """
    total = sum(weight for weight, _ in parts)
    return sum(weight * min(done, CAP) for weight, done in parts) / total if total > 0 else None


def judge(facts: Sequence[Decimal], norm: Decimal, direction: str = "higher", borders: Borders | None = None) -> Judged:
    """How hard is a norm, by the share of past periods in which it would have been reached?

    easy from 80 % on, impossible up to 10 %, good from 20 to 60 %, else between; few below six periods. Source: hard
    but achievable is management practice, the borders are assumptions.
    """
    borders = borders or Borders()
    hits, periods = sum(is_met(fact, norm, direction) for fact in facts), len(facts)
    low, high = wilson(hits, periods)
    return Judged(hits, periods, low, high, verdict_of(hits, periods, borders))


def verdict_of(hits: int, periods: int, borders: Borders) -> str:
    """The verdict for so many periods of which so many reached the norm."""
    if periods < max(borders.least, 1):
        return "few"
    share = hits / periods
    if share >= borders.easy:
        return "easy"
    if share <= borders.impossible:
        return "impossible"
    return "good" if borders.good_low <= share <= borders.good_high else "between"


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which so large a share lies, by straight lines between the sorted values. Raises ValueError
    where there is no value.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no value")
    place = share * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def proposed_norm(facts: Sequence[Decimal], share: float = 0.7, direction: str = "higher") -> Decimal:
    """Which norm would be reached in about every third period: the 70th percentile of what was done?

    Of what should be low, the percentile from the other side. Rounded as finely as the facts are written, to at most
    two places. Source: effort instead of a miracle; the method is an assumption. Raises ValueError without a fact.
    """
    wanted = share if direction == "higher" else 1 - share
    exact = Decimal(str(round(quantile([float(fact) for fact in facts], wanted), 6)))
    places = max(min(2, -int(fact.normalize().as_tuple().exponent)) for fact in facts)
    return exact.quantize(Decimal(1).scaleb(-max(0, places)), ROUND_HALF_UP)


def norm_of_months(norm: Decimal, indices: Mapping[int, float]) -> dict[int, Decimal]:
    """What does a norm of an average month come to in each month of the year, when it follows the season?

    indices: month of the year -> its strength, 1 on average. Rounded as finely as the norm is written. An assumption:
    the work follows the season of the sales.
    """
    places = max(0, min(2, -int(norm.normalize().as_tuple().exponent)))
    step = Decimal(1).scaleb(-places)
    return {
        month: (norm * Decimal(str(index))).quantize(step, ROUND_HALF_UP) for month, index in sorted(indices.items())
    }


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """How far do two rows of numbers rise and fall together, -1..1 (Spearman)? None where one of them never changes."""
    ranks = _ranks(one), _ranks(other)
    means = [sum(row) / len(row) if row else 0.0 for row in ranks]
    apart = [[value - mean for value in row] for row, mean in zip(ranks, means, strict=True)]
    sizes = [sqrt(sum(value * value for value in row)) for row in apart]
    if not sizes[0] or not sizes[1]:
        return None
    together = sum(a * b for a, b in zip(apart[0], apart[1], strict=True))
    return together / (sizes[0] * sizes[1])


def _ranks(values: Sequence[float]) -> list[float]:
    """Places in order; equal values share theirs."""
    ordered = sorted(values)
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for place, value in enumerate(ordered):
        first.setdefault(value, place)
        last[value] = place
    return [(first[value] + last[value]) / 2 for value in values]


def forecast(fact: float, gone: float) -> float | None:
    """Where does a sum end at the pace so far, when such a share of the working days is gone? None before the first."""
    return fact / gone if gone > 0 else None


def chance_of_count(fact: float, norm: float, gone: float) -> float | None:
    """How probable is it that a count reaches its norm by the end, 0..1 (Poisson, at the pace so far)?

    None before the first working day. An option beside the plain forecast.
    """
    rest = ceil(norm - fact - 1e-9)
    if rest <= 0:
        return 1.0
    if gone >= 1:
        return 0.0
    return None if gone <= 0 else _poisson_at_least(rest, fact / gone * (1 - gone))


def _poisson_at_least(count: int, mean: float) -> float:
    if mean <= 0:
        return 0.0
    if count > _MOST_COUNT:
        return 1 - NormalDist(mean, sqrt(mean)).cdf(count - 0.5)
    below = sum(exp(number * log(mean) - mean - lgamma(number + 1)) for number in range(count))
    return min(1.0, max(0.0, 1 - below))


def chance_of_sum(rest: float, expected: float, day_spread: float, days_left: int) -> float:
    """How probable is it that the days left bring what is missing, 0..1 (normal, by the spread of past days)?

    rest: what is missing; expected: what the days left bring at the pace so far; day_spread: standard deviation of a
    working day. An option beside the plain forecast.
    """
    spread = day_spread * sqrt(max(days_left, 0))
    if rest <= 0:
        return 1.0
    if spread <= 0:
        return 1.0 if days_left > 0 and expected >= rest else 0.0
    return 1 - NormalDist(expected, spread).cdf(rest)


def facts_of_text(text: str) -> list[Decimal]:
    """The facts of a history typed in one line: `18 20 21`, `18, 20, 21`, `18,5; 20`. Raises `WrongSetting`."""
    parted = re.split(r"[;\s]+|,\s+", text.strip()) if re.search(r"[;\s]", text.strip()) else text.split(",")
    parts = [part.strip(", ") for part in parted]
    for part in parts:
        if part and not _NUMBER.fullmatch(part):
            raise WrongSetting("facts_text", value=part)
    found = [Decimal(part.replace(",", ".")) for part in parts if part]
    if any(fact < 0 for fact in found):
        raise WrongSetting("facts_text", value=str(min(found)))
    return found
