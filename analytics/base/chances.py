"""How likely a plan is when every company buys or does not: binomial chances, and how many companies a chance takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, exp, lgamma, log, sqrt

PRIOR = 0.5  # Jeffreys: half a success and half a failure before the first case
MOST_COMPANIES = 100_000_000
SEED = 20240101
DRAWS = 10_000


def reach_chance(deals: int, companies: int, share: float) -> float:
    """How likely do at least so many of the companies buy, each with the chance `share`, independent of the others?

    0..1; the upper tail of the binomial distribution. A plan of no deals is always reached.
    """
    if deals <= 0:
        return 1.0
    if companies < deals or share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    from scipy.special import bdtrc  # a part of a second that other screens do not need

    return float(bdtrc(deals - 1, companies, share))


def uncertain_chance(deals: int, companies: int, won: float, asked: float) -> float:
    """The same where the share itself is known from `won` of `asked` only: the tail of the beta-binomial distribution.

    Prior: Jeffreys, half a success and half a failure. Source: the usual Bayesian prediction of a count.
    """
    if deals <= 0:
        return 1.0
    if companies < deals:
        return 0.0
    a, b = won + PRIOR, asked - won + PRIOR
    below = sum(exp(_log_beta_binomial(k, companies, a, b)) for k in range(deals))
    return max(0.0, 1.0 - below)


def _log_beta_binomial(k: int, n: int, a: float, b: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + _log_beta(k + a, n - k + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def companies_for(deals: int, share: float, wanted: float) -> int | None:
    """How many companies does it take to reach so many deals with the wanted chance? None where none are enough."""
    return _least(deals, wanted, lambda companies: reach_chance(deals, companies, share)) if share > 0 else None


def uncertain_companies_for(deals: int, won: float, asked: float, wanted: float) -> int | None:
    """The same where the share is known from `won` of `asked` cases only."""
    return _least(deals, wanted, lambda companies: uncertain_chance(deals, companies, won, asked))


def _least(deals: int, wanted: float, chance: Callable[[int], float]) -> int | None:
    """The least number whose chance is as wanted: the chance grows with the number."""
    if deals <= 0:
        return 0
    high = max(deals, 1)
    while chance(high) < wanted:
        high *= 2
        if high > MOST_COMPANIES:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= wanted else (middle, high)
    return high


def sure_deals(companies: int, share: float, wanted: float) -> int:
    """The largest plan that so many companies carry with the wanted chance."""
    low, high = 0, companies + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reach_chance(middle, companies, share) >= wanted else (low, middle)
    return low


def worst_rate(deals: int, companies: int, wanted: float) -> int | None:
    """One of how many companies has to buy, at worst, for the plan to have the wanted chance? None: not even each."""
    if deals <= 0 or companies < deals:
        return None
    low, high = 1, 2
    while reach_chance(deals, companies, 1 / high) >= wanted:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reach_chance(deals, companies, 1 / middle) >= wanted else (low, middle)
    return low


@dataclass(frozen=True)
class Simulated:
    """A chance found by drawing, and its error: half of the 95 % interval."""

    chance: float
    error: float
    draws: int


def simulated_chance(
    deals: int, companies: int, share: float, cases: tuple[int, int] | None = None, draws: int = DRAWS, seed: int = SEED
) -> Simulated:
    """The chance of the plan once more, by drawing instead of computing: the same draws every time.

    cases: (won, asked) where the share is known from these alone; it is drawn anew for every draw then.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    shares = share if cases is None else random.beta(cases[0] + PRIOR, cases[1] - cases[0] + PRIOR, draws)
    reached = float((random.binomial(companies, shares, draws) >= deals).mean())
    return Simulated(reached, 1.96 * sqrt(reached * (1 - reached) / draws), draws)


def left_after(months: float, yearly_loss: float) -> float:
    """What share of a base is still true after so many months, when a share of it goes out of date every year?"""
    return float((1 - yearly_loss) ** (months / 12))


def monthly_loss(yearly_loss: float) -> float:
    """The share of a base that goes out of date in a month."""
    return 1 - left_after(1, yearly_loss)


def found_and_true(a_month: float, months: int, yearly_loss: float) -> float:
    """Of companies found month after month, how many are still true after so many months?"""
    kept = left_after(1, yearly_loss)
    return a_month * months if kept >= 1 else a_month * (1 - kept**months) / (1 - kept)


def new_a_month(now: float, wanted: float, months: int, yearly_loss: float) -> float:
    """How many new clients a month lead from so many to as many as wanted, while a share is lost every year?

    clients after a month = clients x (1 - loss)^(1/12) + new; 0 where it takes none.
    """
    kept = left_after(1, yearly_loss)
    if kept <= 0:
        return max(0.0, wanted)
    held = now * kept**months
    each = months if kept >= 1 else (1 - kept**months) / (1 - kept)
    return max(0.0, (wanted - held) / each)


def whole(value: float) -> int:
    """Rounded up, where 15 x 50.000000001 is still 750."""
    return ceil(value - 1e-6)


def half_life_months(yearly_loss: float) -> float | None:
    """After how many months is half of a base out of date? None where nothing ages."""
    return None if yearly_loss <= 0 else 12 * log(0.5) / log(1 - yearly_loss)
