"""How likely a lost client comes back when somebody tries: others' experience, corrected by one's own."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.proportion import CONFIDENCE

PRIOR_CASES = 10  # the experience of others weighs as much as so many own cases
OWN_FROM = 30  # from so many own cases on one may speak of one's own rate


@dataclass(frozen=True)
class Chance:
    """The chance, its 95 % interval, the own cases behind it (won of finished), and what was assumed before them."""

    mean: float
    low: float
    high: float
    won: int
    finished: int
    assumed: float

    @property
    def is_own(self) -> bool:
        """Whether there are cases enough to call the rate one's own."""
        return self.finished >= OWN_FROM


def return_chance(won: int, finished: int, assumed: float = 0.40) -> Chance:
    """What share of tries brings a client back, after `won` of `finished` own cases?

    (10 x assumed + won) / (10 + finished): others' experience counts as ten cases. The interval is that of the beta
    distribution. Source: management practice for 40 %; a Bayesian estimate with a beta prior.
    """
    a, b = PRIOR_CASES * assumed + won, PRIOR_CASES * (1 - assumed) + finished - won
    if a <= 0 or b <= 0:
        certain = 0.0 if a <= 0 else 1.0
        return Chance(certain, certain, certain, won, finished, assumed)
    from scipy.special import betaincinv  # a tenth of a second that other screens do not need

    tail = (1 - CONFIDENCE) / 2
    return Chance(a / (a + b), float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail)), won, finished, assumed)


def contacts_per_sale(chance: float) -> float | None:
    """How many clients must be addressed for one sale at this chance? None where there is no chance."""
    return 1 / chance if chance > 0 else None
