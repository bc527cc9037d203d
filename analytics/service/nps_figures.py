"""The arithmetic of NPS: the figure, how far it can be off, whether it moved, and how long complaints wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

from analytics.proportion import CONFIDENCE, two_sided

PROMOTER, DETRACTOR = 9, 6  # from this score on he recommends; up to this one he warns others
_MORE_ANSWERS, _MORE_EACH = 3, 0.75  # of the adjusted interval


@dataclass(frozen=True)
class Scores:
    """How many answered how."""

    promoters: int
    passives: int
    detractors: int

    @property
    def answers(self) -> int:
        """All of them."""
        return self.promoters + self.passives + self.detractors


def scores_of(scores: Sequence[int]) -> Scores:
    """Answers 0..10 as promoters (9, 10), passives (7, 8), detractors (0..6)."""
    promoters, detractors = sum(s >= PROMOTER for s in scores), sum(s <= DETRACTOR for s in scores)
    return Scores(promoters, len(scores) - promoters - detractors, detractors)


def nps_of(scores: Scores, confidence: float = CONFIDENCE) -> dict[str, Any]:
    """What is the NPS, and between which values does the true one lie?

    `answers, promoters, passives, detractors`, `nps` (-100..100, share of promoters less share of detractors), `half`
    (half of its interval), `adjusted`, `adjusted_half`: the same after three answers are added, three quarters of one to
    each end, which is truer for small samples. None of the four without answers. Source: the variance of a difference
    of two shares; adjusted Wald by B. Rocks, 2016.
    """
    counts = {
        "answers": scores.answers,
        "promoters": scores.promoters,
        "passives": scores.passives,
        "detractors": scores.detractors,
    }
    if not scores.answers:
        return counts | dict.fromkeys(("nps", "half", "adjusted", "adjusted_half"))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    nps, half = _interval(scores.promoters, scores.detractors, scores.answers, z)
    more = scores.answers + _MORE_ANSWERS
    adjusted, adjusted_half = _interval(scores.promoters + _MORE_EACH, scores.detractors + _MORE_EACH, more, z)
    return counts | {"nps": nps, "half": half, "adjusted": adjusted, "adjusted_half": adjusted_half}


def _interval(promoters: float, detractors: float, answers: float, z: float) -> tuple[float, float]:
    up, down = promoters / answers, detractors / answers
    return 100 * (up - down), 100 * z * sqrt(_variance(up, down) / answers)


def _variance(up: float, down: float) -> float:
    return max(0.0, up + down - (up - down) ** 2)


def nps_change(before: Scores, after: Scores) -> dict[str, Any] | None:
    """Did the NPS really move? `change` in points, `z` and the two-sided `p` of the difference; None without answers in
    one of the two, `z` and `p` None where everybody answered alike.
    """
    if not before.answers or not after.answers:
        return None
    parts = [(s.promoters / s.answers, s.detractors / s.answers, s.answers) for s in (before, after)]
    change = (parts[1][0] - parts[1][1]) - (parts[0][0] - parts[0][1])
    spread = sqrt(sum(_variance(up, down) / n for up, down, n in parts))
    z = change / spread if spread else None
    return {"change": 100 * change, "z": z, "p": None if z is None else two_sided(z)}


def median_wait(answered: Sequence[int], waiting: Sequence[int]) -> int | None:
    """By which day is half of the cases answered, when those that still wait count with the days they have waited?

    Both in days. None where not even half is answered. Source: the estimate of E. Kaplan and P. Meier; leaving out those
    that wait would show the quick ones only.
    """
    left = 1.0
    for day in sorted(set(answered)):
        at_risk = sum(d >= day for d in answered) + sum(d >= day for d in waiting)
        left *= 1 - answered.count(day) / at_risk
        if left <= 0.5 + 1e-12:
            return day
    return None
