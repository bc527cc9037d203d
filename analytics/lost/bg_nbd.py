"""The BG/NBD model: who still buys, when purchases come at random and clients leave unseen after any of them.

For large retail bases; it takes intervals for random and is therefore slow to give a regular client up. Source:
P. Fader, B. Hardie, K. Lee, 2005. Times are in weeks. The parameters are those of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np

LEAST_CLIENTS, LEAST_REPEAT = 200, 100
MOST_CLIENTS = 5_000  # more do not move the four parameters, only the time
_STARTS = ((0.0, 1.0, 0.0, 1.0), (-1.0, 2.0, -0.5, 0.5))
_EDGE = 12.0  # a parameter beyond e^12 or below e^-12 says that the search ran away
_CLOSE = 0.01  # two searches that end so near in likelihood have found the same

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Purchases:
    """Per client: `repeats` purchase days after the first, `last` weeks from the first to the last of them, `known`
    weeks from the first to the date.
    """

    repeats: Numbers
    last: Numbers
    known: Numbers

    def __len__(self) -> int:
        return len(self.repeats)

    def every(self, step: int) -> Purchases:
        """Every so many-th client."""
        return Purchases(self.repeats[::step], self.last[::step], self.known[::step])


@dataclass(frozen=True)
class BgNbd:
    """The parameters: r and alpha of the rates of purchase, a and b of the chance to leave after a purchase."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, of: Purchases) -> float:
        """How well the parameters explain the purchases: the logarithm of their probability."""
        from scipy.special import betaln, gammaln

        x = of.repeats
        first = gammaln(self.r + x) - gammaln(self.r) + self.r * np.log(self.alpha)
        second = betaln(self.a, self.b + x) - betaln(self.a, self.b)
        living = -(self.r + x) * np.log(self.alpha + of.known)
        gone = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1) - (self.r + x) * np.log(self.alpha + of.last)
        return float(np.sum(first + second + np.where(x > 0, np.logaddexp(living, gone), living)))

    def alive(self, of: Purchases) -> Numbers:
        """The chance that each client will still buy."""
        chance: Numbers = 1 / (1 + self._gone_odds(of))
        return chance

    def _gone_odds(self, of: Purchases) -> Numbers:
        x = of.repeats
        ratio = (self.alpha + of.known) / (self.alpha + of.last)
        odds: Numbers = np.where(x > 0, self.a / (self.b + np.maximum(x, 1) - 1) * ratio ** (self.r + x), 0.0)
        return odds

    def expected(self, of: Purchases, weeks: float) -> Numbers:
        """How many purchases each client will make in so many weeks more."""
        from scipy.special import hyp2f1

        x, known = of.repeats, self.alpha + of.known
        series = hyp2f1(self.r + x, self.b + x, self.a + self.b + x - 1, weeks / (known + weeks))
        grown = 1 - (known / (known + weeks)) ** (self.r + x) * series
        purchases: Numbers = (self.a + self.b + x - 1) / (self.a - 1) * grown * self.alive(of)
        return purchases


def fit(of: Purchases) -> BgNbd | None:
    """The parameters that explain the purchases best.

    None where there are too few clients (200, 100 of them with a second purchase), where the search does not settle,
    or where it ends at its border: then the model says nothing about these clients.
    """
    from scipy.optimize import minimize

    if len(of) < LEAST_CLIENTS or int(np.sum(of.repeats > 0)) < LEAST_REPEAT:
        return None
    sample = of.every(-(-len(of) // MOST_CLIENTS))

    def unlikely(logs: Numbers) -> float:
        if np.max(np.abs(logs)) > _EDGE:
            return float("inf")
        return -BgNbd(*(exp(value) for value in logs)).log_likelihood(sample)

    options = {"xatol": 1e-5, "fatol": 1e-5, "maxiter": 2000, "maxfev": 4000}
    found = [minimize(unlikely, start, method="Nelder-Mead", options=options) for start in _STARTS]
    best, other = sorted(found, key=lambda result: result.fun)
    settled = best.success and np.max(np.abs(best.x)) < _EDGE - 0.5 and other.fun - best.fun < _CLOSE * abs(best.fun)
    return BgNbd(*(float(exp(value)) for value in best.x)) if settled else None
