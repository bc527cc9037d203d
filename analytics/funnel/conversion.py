"""M32: honest conversions: between which ends a share lies, whether two differ, whom few cases flatter, how long to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, hypot, sqrt
from statistics import NormalDist
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.proportion import CONFIDENCE, FEW_CASES, control_limits, wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.shapley import product_split
from analytics.statements import line_filter, read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

WIDE_BELOW = 30  # from five to so many cases a share is shown with the words "wide range"
LEAST_GROUPS, LEAST_CASES = 3, 30  # below, nothing can be said of how much groups differ by themselves
ALARM = 0.9973  # three standard deviations: beyond, hardly anything is chance
_MONTH_DAYS = 30.4375
_PROOF = 16  # cases for a proof at 95 % with a chance of 80 % to see it, times p (1 - p) / difference squared
_TYPED = ("cases", "of", "cases_before", "of_before")
_SCHEMA = pa.schema(
    [
        ("group", pa.string()), ("cases", pa.int64()), ("of", pa.int64()), ("share", pa.float64()),
        ("low", pa.float64()), ("high", pa.float64()), ("grade", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class ConversionSettings(Settings):
    """Two conversions to be compared; each number is taken from the deals where it is not typed.

    cases of so many: now; cases_before of so many: before. cases_a_month: new cases in a month, for the time until a
    proof.
    """

    cases: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    of: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    cases_before: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    of_before: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    cases_a_month: float | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)


def conversion(engine: Engine, scope: Scope, settings: ConversionSettings | None = None) -> Result:
    """Do more of the deals end in a sale than before, or is it chance?

    Two rows, `group`: before (deals begun in the period compared with) and now (in the scope's period): `cases` (won up
    to the as-of date), `of` (begun), `share`, `low, high` (Wilson, 95 %), `grade` (none, few, wide, enough). Deals
    younger than the usual cycle, the median of days from the beginning to the sale, still ripen and are left out of
    both (rows_dropped). Facts: `difference, difference_low, difference_high, z, p_value, proven`, `needed` (cases of
    each for a proof), `months` until then, `cycle_days, from_data`. Source: the test of two proportions.
    """
    settings = settings or ConversionSettings()
    first_before, last_before = scope.compared_period
    asked = scope.parameters | {"first_before": first_before, "last_before": last_before}
    text = read_sql("funnel/conversion").replace(":line_filter:", line_filter(replace(scope, regions=())))
    found = engine.query(text, **asked).to_pylist()[0]
    months = ((scope.last_day - scope.first_day).days + 1) / _MONTH_DAYS
    known = {name: found[name] for name in _TYPED} | {"cases_a_month": found["begun"] / months}
    typed = {name: getattr(settings, name) for name in known}
    filled = replace(settings, **{name: known[name] for name in known if typed[name] is None})
    answer = _compared(filled, parameters_in_force(scope, settings))
    from_data = [name for name in known if typed[name] is None]
    return replace(
        answer,
        status=Status.OK if found["deals"] or not from_data else Status.OK_WITH_WARNINGS,
        warnings=() if found["deals"] or not from_data else (Notice("W_NO_DEALS"),),
        period=(scope.first_day, scope.last_day),
        facts=answer.facts | {"cycle_days": found["cycle_days"], "from_data": from_data},
        rows_used=found["of"] + found["of_before"],
        rows_dropped=found["ripening"],
    )


def typed_conversion(settings: ConversionSettings) -> Result:
    """The answer of `conversion` from typed numbers alone. Raises `WrongSetting` where one of the four is missing."""
    for name in _TYPED:
        if getattr(settings, name) is None:
            raise WrongSetting("setting_missing", name=name)
    return _compared(settings, dict(vars(settings)))


def _compared(settings: ConversionSettings, params: dict[str, Any]) -> Result:
    before = conversion_of(settings.cases_before or 0, settings.of_before or 0)
    now = conversion_of(settings.cases or 0, settings.of or 0)
    rows = [vars(one) | {"group": name, "grade": one.grade} for name, one in (("before", before), ("now", now))]
    found = difference_of(before, now)
    facts: dict[str, Any] = dict.fromkeys(("difference", "difference_low", "difference_high", "z", "p_value"))
    if found:
        facts = dict(zip(facts, (found.value, found.low, found.high, found.z, found.p_value), strict=True))
    needed = None if before.share is None or now.share is None else cases_to_prove(before.share, now.share)
    months = None if needed is None else months_to_prove(needed, settings.cases_a_month or 0)
    facts |= {"proven": bool(found and found.proven), "needed": needed, "months": months}
    return Result(pa.Table.from_pylist(rows, schema=_SCHEMA), params=params, facts=facts, rows_used=now.of + before.of)


@dataclass(frozen=True)
class Conversion:
    """A share of cases: share 0..1 (None: no case), its 95 % interval, and how far it can be trusted.

    grade: none (no case), few (below 5), wide (below 30), enough.
    """

    cases: int
    of: int
    share: float | None
    low: float
    high: float

    @property
    def grade(self) -> str:
        """How far the share can be trusted."""
        if not self.of:
            return "none"
        return "few" if self.of < FEW_CASES else "wide" if self.of < WIDE_BELOW else "enough"


@dataclass(frozen=True)
class Difference:
    """The second share less the first, its 95 % interval, z of the test of two shares and the p-value of both sides.

    proven: less than one in twenty would differ so by chance.
    """

    value: float
    low: float
    high: float
    z: float
    p_value: float

    @property
    def proven(self) -> bool:
        """Whether chance alone would hardly make such a difference."""
        return self.p_value < 1 - CONFIDENCE


@dataclass(frozen=True)
class Shrinkage:
    """Shares of groups drawn to the share of all, the more the fewer cases a group has.

    mean: cases of all / all. weight: as many cases of everybody are added to each group; None where the groups differ
    no more than chance makes them, then all estimates are the mean. estimates: in the order of the groups, None where
    no share exists at all. intervals: 95 % of each estimate.
    """

    mean: float | None
    weight: float | None
    estimates: tuple[float | None, ...]
    intervals: tuple[tuple[float, float], ...]

    @property
    def distinguishable(self) -> bool:
        """Whether the groups differ by more than chance."""
        return self.weight is not None


def conversion_of(cases: int, of: int) -> Conversion:
    """What share of so many is that, and between which ends does the true share lie (Wilson)?

    Raises `WrongSetting` where there are more cases than there were chances, or fewer than none.
    """
    if cases < 0 or cases > of:
        raise WrongSetting("conversion_cases", cases=cases, of=of)
    low, high = wilson(cases, of)
    return Conversion(cases, of, cases / of if of else None, low, high)


def difference_of(first: Conversion, second: Conversion) -> Difference | None:
    """Is the second share another one than the first, or is it chance? None where one of them has no case.

    Source: the test of two proportions with the pooled share; the interval of R. Newcombe, 1998.
    """
    if first.share is None or second.share is None:
        return None
    value = second.share - first.share
    pooled = (first.cases + second.cases) / (first.of + second.of)
    spread = sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
    z = value / spread if spread else 0.0
    low = value - hypot(second.share - second.low, first.high - first.share)
    high = value + hypot(second.high - second.share, first.share - first.low)
    return Difference(value, low, high, z, 2 * (1 - NormalDist().cdf(abs(z))))


def shrunk(counts: Sequence[tuple[int, int]]) -> Shrinkage:
    """What would each group show if it had cases enough? counts: (cases, of) of each group.

    The variance of the groups by themselves is what remains of their spread after chance; each is drawn to the mean with
    the weight of a beta distribution of that variance. Below three groups or thirty cases nobody can tell: then the
    mean. Source: the beta-binomial model by the method of moments (empirical Bayes).
    """
    known = [conversion_of(cases, of) for cases, of in counts]
    total = sum(one.of for one in known)
    if not total:
        return Shrinkage(None, None, (None,) * len(known), ((0.0, 1.0),) * len(known))
    mean = sum(one.cases for one in known) / total
    weight = _weight([one for one in known if one.of], mean, total)
    if weight is None:
        everybody = wilson(sum(one.cases for one in known), total)
        return Shrinkage(mean, None, (mean,) * len(known), (everybody,) * len(known))
    estimates = tuple((one.cases + weight * mean) / (one.of + weight) for one in known)
    return Shrinkage(mean, weight, estimates, tuple(_posterior(one, weight, mean) for one in known))


def _weight(known: list[Conversion], mean: float, total: int) -> float | None:
    """As how many cases the mean counts; None where the groups cannot be told apart."""
    chance = mean * (1 - mean)
    even = total - sum(one.of**2 for one in known) / total
    if len(known) < LEAST_GROUPS or total < LEAST_CASES or even <= 0:
        return None
    spread = sum(one.of * ((one.share or 0.0) - mean) ** 2 for one in known)
    own = (spread - (len(known) - 1) * chance) / even
    return max(1.0, chance / own - 1) if own > 0 else None


def _posterior(one: Conversion, weight: float, mean: float) -> tuple[float, float]:
    from scipy.special import betaincinv  # a tenth of a second that other screens do not need

    a, b, tail = one.cases + weight * mean, one.of - one.cases + weight * (1 - mean), (1 - CONFIDENCE) / 2
    return float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))


def place_in_funnel_plot(one: Conversion, mean: float) -> str:
    """Where does a group stand among all: as_all, above, below, and beyond three deviations far_above, far_below?

    '' where it has no case. Source: limits of the funnel plot (D. Spiegelhalter), those of a p-chart.
    """
    if one.share is None:
        return ""
    far, near = control_limits(mean, one.of, ALARM), control_limits(mean, one.of)
    if one.share < near[0]:
        return "far_below" if one.share < far[0] else "below"
    if one.share > near[1]:
        return "far_above" if one.share > far[1] else "above"
    return "as_all"


def cases_to_prove(first: float, second: float) -> int | None:
    """How many cases of each group prove such a difference of shares, with a chance of 80 % to see it?

    16 p (1 - p) / difference squared, p the middle of the two; None where the shares are equal. Source: the usual rule
    for comparing two shares (R. Lehr, 1992). Raises `WrongSetting` for a share outside 0..1.
    """
    for share in (first, second):
        if not 0 <= share <= 1:
            raise WrongSetting("setting_range", name="share", value=share, low=0, high=1)
    if first == second:
        return None
    middle = (first + second) / 2
    return ceil(_PROOF * middle * (1 - middle) / (second - first) ** 2 - 1e-6)


def months_to_prove(cases: int, a_month: float) -> float | None:
    """For how many months must be waited until each group has so many cases, at so many a month? None at none."""
    return cases / a_month if a_month > 0 else None


def gap_parts(mine: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """Of what is the gap between two funnels made: how much of it does each factor bring?

    mine, other: factors whose product is the number of deals, in the same order: contacts, then the conversion of each
    stage. The parts add up to product of other - product of mine. Source: the Shapley value of a product. Raises
    ValueError where the two have different lengths.
    """
    if len(mine) != len(other):
        raise ValueError(f"{len(mine)} factors against {len(other)}")
    before, after = ([Fraction(value) for value in factors] for factors in (mine, other))
    return tuple(float(part) for part in product_split(before, after))
