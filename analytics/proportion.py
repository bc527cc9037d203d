"""How far a share of few cases can be trusted."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
FEW_CASES = 5  # below, a share says nothing about whom it is of


def wilson(cases: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which shares does the true one lie, when `cases` of `of` were seen (Wilson's interval)?

    Both ends 0..1; (0, 1) where nothing was seen. Written out, because importing the statistics of SciPy takes most of
    a second of the first page; the tests compare it with SciPy. Source: E. Wilson, 1927, the usual interval of a share.
    """
    if of <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, spread = cases / of, z * z / of
    half = z * sqrt(share * (1 - share) / of + spread / of / 4)
    low, high = (share + spread / 2 - half) / (1 + spread), (share + spread / 2 + half) / (1 + spread)
    return (0.0 if cases == 0 else max(0.0, low)), (1.0 if cases == of else min(1.0, high))


def wilson_of_many(cases: Numbers, of: Numbers) -> tuple[Numbers, Numbers]:
    """The same for many shares at once: both ends of each, to the last digit those of `wilson`."""
    z, seen = _Z, np.maximum(of, 1.0)
    share, spread = cases / seen, z * z / seen
    half = z * np.sqrt(share * (1 - share) / seen + spread / seen / 4)
    low, high = (share + spread / 2 - half) / (1 + spread), (share + spread / 2 + half) / (1 + spread)
    return np.where(cases == 0, 0.0, np.maximum(0.0, low)), np.where(cases >= of, 1.0, np.minimum(1.0, high))


def control_limits(share: float, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which shares does chance alone carry a group of so many cases, when the share of all is `share`?

    Both ends within 0..1. Source: limits of a p-chart (W. Shewhart), at the confidence of the intervals.
    """
    if of <= 0:
        return 0.0, 1.0
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * sqrt(share * (1 - share) / of)
    return max(0.0, share - half), min(1.0, share + half)


def difference_of_shares(cases: int, of: int, other_cases: int, other_of: int) -> tuple[float, float] | None:
    """Do two shares differ by more than chance? z of the second less the first, and the two-sided p; None where one is of
    nobody or both are 0 or 1 together.

    Source: the usual test of two proportions with a pooled share.
    """
    if not of or not other_of:
        return None
    pooled = (cases + other_cases) / (of + other_of)
    spread = sqrt(pooled * (1 - pooled) * (1 / of + 1 / other_of))
    if not spread:
        return None
    z = (other_cases / other_of - cases / of) / spread
    return z, two_sided(z)


def two_sided(z: float) -> float:
    """How often would chance alone carry a normal value as far from zero as `z`?"""
    return 2 * (1 - NormalDist().cdf(abs(z)))
