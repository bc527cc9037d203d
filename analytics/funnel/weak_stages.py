"""Which stage of whose funnel costs most: what the best quarter of the team makes of it, and the deals that would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from analytics.funnel.conversion import Conversion, conversion_of, gap_parts, shrunk
from analytics.funnel.stage_counts import StageCounts


@dataclass(frozen=True)
class Step:
    """The way from one stage to the next in one group's funnel.

    one: the share with its interval. shrunk: the same drawn to all by few cases. benchmark: the share to reach. gain:
    deals more with it, None where too little is known of the group. is_proven: chance alone hardly explains the lag.
    """

    one: Conversion
    shrunk: float | None
    benchmark: float | None
    gain: float | None
    is_weak: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether the whole interval lies below the benchmark."""
        return self.benchmark is not None and self.one.share is not None and self.one.high < self.benchmark


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which such a share of the values lies, by linear interpolation; None of nothing."""
    ranked = sorted(values)
    if not ranked:
        return None
    place = share * (len(ranked) - 1)
    low = floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (place - low) * (ranked[high] - ranked[low])


def steps_of(
    groups: Mapping[str, StageCounts], stages: int, least: int, best_share: float, norms: Sequence[float] = ()
) -> dict[str, list[Step]]:
    """Every step of every group with its benchmark and gain; the weak one of a group brings the most deals.

    The benchmark of a step is the norm where one is entered, else the share below which `best_share` of the groups with
    at least `least` contacts lie, by their shrunk estimates. Source: management practice (train where the most deals
    are to be gained, not where the percent is lowest).
    """
    made: dict[str, list[Step]] = {name: [] for name in groups}
    shares: dict[str, list[float | None]] = {name: [] for name in groups}
    enough = {name for name, counts in groups.items() if counts.entered[0] >= least}
    pairs: list[tuple[dict[str, Conversion], float | None]] = []
    for place in range(stages - 1):
        known = {name: conversion_of(counts.passed[place], counts.entered[place]) for name, counts in groups.items()}
        found = shrunk([(one.cases, one.of) for one in known.values()]).estimates
        for name, estimate in zip(known, found, strict=True):
            shares[name].append(estimate)
        best = quantile(
            [e for name, e in zip(known, found, strict=True) if name in enough and e is not None], best_share
        )
        pairs.append((known, norms[place] if place < len(norms) else best))
    for place, (known, benchmark) in enumerate(pairs):
        for name, one in known.items():
            gain = _gain(groups[name], place, one, benchmark, shares[name]) if name in enough else None
            made[name].append(Step(one, shares[name][place], benchmark, gain))
    return {name: _marked(steps) for name, steps in made.items()}


def _gain(
    counts: StageCounts, place: int, one: Conversion, benchmark: float | None, later: Sequence[float | None]
) -> float | None:
    """Deals more at the benchmark: deals x (benchmark / share - 1); where nobody passes, what would come through."""
    if benchmark is None or one.share is None:
        return None
    if one.share:
        return max(0.0, counts.deals * (benchmark / one.share - 1))
    through = counts.entered[place] * benchmark
    for share in later[place + 1 :]:
        through *= share or 0.0
    return through


def _marked(steps: list[Step]) -> list[Step]:
    most = max((step.gain or 0.0 for step in steps), default=0.0)
    weak = next((at for at, step in enumerate(steps) if step.gain and step.gain == most), None)
    return [Step(step.one, step.shrunk, step.benchmark, step.gain, is_weak=at == weak) for at, step in enumerate(steps)]


def gap_to(mine: StageCounts, best: StageCounts, mine_steps: Sequence[Step], best_steps: Sequence[Step]) -> list[float]:
    """Of what is the gap to the best made: the part of the contacts, then of each step; together the whole gap.

    A step that nobody came to is taken at its shrunk estimate. Deals that began at a later stage are the last part: they
    are no fruit of the contacts.
    """
    factors = [
        [float(counts.entered[0]), *(_share(step) for step in steps)]
        for counts, steps in ((mine, mine_steps), (best, best_steps))
    ]
    parts = list(gap_parts(*factors))
    return [*parts, (best.deals - mine.deals) - sum(parts)]


def _share(step: Step) -> float:
    share = step.shrunk if step.one.share is None else step.one.share
    return share or 0.0
