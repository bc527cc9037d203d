"""M18: how long clients live with us."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_period import MONTH_DAYS
from analytics.lost.loss_rule import rule_parameters
from analytics.lost.usual_rhythm import usual_rhythm
from analytics.proportion import CONFIDENCE
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force, stale_notices, warm_until
from storage.engine import Engine

GROUPS = ("all", "abc_class", "channel", "manager", "first_product", "joined")
FEW_CLIENTS, FEW_LOSSES = 30, 10  # below, the curve says little
LEAST_GROUP = 20  # a group of fewer clients is not compared with others
MOST_MONTHS = 120
_SHARES = ("survival", "low", "high")
_SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("month", pa.int64()),
        *((name, pa.float64()) for name in _SHARES),
        ("at_risk", pa.int64()),
        ("lost", pa.int64()),
    ]
)
Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class ClientSurvivalSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), whom to follow, and by what to group.

    by: nothing, the class by what the client brings in a year, channel or manager of his first purchase, its largest
    product group, the year in which he came. one_offs: buyers of one day live until their silence is a loss; by default
    only clients with a second purchase are followed. warmup_months: in the first months of the data a first purchase
    may only be the first that the file knows.
    """

    by: str = setting("all", Mark.OPT, choices=GROUPS)
    one_offs: bool = setting(False, Mark.OPT)
    warmup_months: int = setting(6, Mark.ASM, "months", low=0, high=24)


def client_survival(engine: Engine, scope: Scope, settings: ClientSurvivalSettings | None = None) -> Result:
    """How long do clients stay: after how many months is half of them gone?

    One row a group and month since the first purchase (0, 1, 2 ... of 30.4375 days, as far as somebody was followed;
    the group '' is everybody): `survival` (share not lost yet, Kaplan-Meier) with its 95 % interval `low`, `high`
    (Greenwood), `at_risk` (clients followed to there), `lost` (losses up to there). Groups of fewer than twenty clients
    have no rows of their own. A life ends with the first loss; a client who came back is not born again. Who is not
    lost is followed to the as-of date, so clients who are still with us count too, unlike in a yearly ratio. Filters
    are by the last purchase. Facts: `groups` by name: clients, lost, `median` (months after which half is gone, None
    where fewer than half were lost), `year` and its interval (share that lives through twelve months, None where nobody
    was followed so long); `left_out` (bought already when the data begin). Source: Kaplan and Meier, 1958.
    """
    settings = settings or ClientSurvivalSettings()
    span = data_span(engine, scope.as_of)
    params = parameters_in_force(scope, settings)
    if span is None:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, params)
    start = warm_until(span[0], usual_rhythm(engine, scope.as_of), settings.warmup_months)
    asked = {"warm_until": start, "strict": False, "limit_a": 0.8, "limit_b": 0.95}
    lives = engine.query(
        statement("lost/client_lives", scope, rule=settings.rule),
        **scope.parameters, **rule_parameters(engine, settings), **asked, with_products=settings.by == "first_product",
    )  # fmt: skip
    known = lives.filter(pc.invert(lives.column("is_early")))
    curves = {name: Curve.of(rows) for name, rows in _groups(known, settings.by).items()}
    whole = curves[""]
    notices = stale_notices(scope, span)
    if whole.clients < FEW_CLIENTS or whole.lost < FEW_LOSSES:
        facts = {"clients": whole.clients, "lost": whole.lost, "need": FEW_CLIENTS, "losses": FEW_LOSSES}
        notices = (Notice("W_FEW_LIVES", facts), *notices)
    return Result(
        table=pa.Table.from_pylist([row | {"name": n} for n, c in curves.items() for row in c.rows()], schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(start, scope.as_of),
        params=params,
        warnings=notices,
        facts={
            "groups": {name: curve.facts() for name, curve in curves.items()},
            "left_out": lives.num_rows - known.num_rows,
        },
        rows_used=known.num_rows,
        rows_dropped=lives.num_rows - known.num_rows,
    )


def _groups(lives: pa.Table, by: str) -> dict[str, pa.Table]:
    """The lives of everybody under '', then of each group that is large enough, by name; a name that is not given is
    told as a dash.
    """
    found = {"": lives}
    if by == "all":
        return found
    for name in sorted(pc.unique(lives.column(by)).to_pylist()):
        rows = lives.filter(pc.equal(lives.column(by), name))
        if rows.num_rows >= LEAST_GROUP:
            found[name or "—"] = rows
    return found


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve: the days on which somebody was lost, the share left after each, with its interval.

    days: how long each client was followed. clients, lost: how many were followed, and lost.
    """

    steps: Numbers
    shares: Numbers
    low: Numbers
    high: Numbers
    days: Numbers
    lost_days: Numbers

    @classmethod
    def of(cls, lives: pa.Table) -> Curve:
        """The curve of some lives (`days`, `is_lost`)."""
        days = lives.column("days").to_numpy().astype(float)
        gone = lives.column("is_lost").to_numpy(zero_copy_only=False).astype(bool)
        return cls.from_days(days, gone)

    @classmethod
    def from_days(cls, days: Numbers, gone: Numbers) -> Curve:
        """The curve of lives of so many days, each ended by a loss or only followed so far."""
        if not gone.any():
            none = np.array([])
            return cls(none, none, none, none, np.sort(days), none)
        from scipy.stats import CensoredData, ecdf  # most of a second, and only this screen needs it

        found = ecdf(CensoredData(uncensored=days[gone], right=days[~gone])).sf
        steps, shares = np.asarray(found.quantiles), np.asarray(found.probabilities)
        followed, lost = np.sort(days), np.sort(days[gone])
        half = _greenwood(steps, shares, followed, lost)
        low, high = np.clip(shares - half, 0, 1), np.clip(shares + half, 0, 1)
        return cls(steps, shares, low, high, followed, lost)

    @property
    def clients(self) -> int:
        """How many were followed."""
        return len(self.days)

    @property
    def lost(self) -> int:
        """How many of them were lost."""
        return len(self.lost_days)

    def at(self, day: float) -> tuple[float, float, float]:
        """The share not lost by a day, and its interval."""
        place = int(np.searchsorted(self.steps, day, side="right")) - 1
        if place < 0:
            return 1.0, 1.0, 1.0
        return float(self.shares[place]), float(self.low[place]), float(self.high[place])

    def median(self) -> float | None:
        """The day by which half is gone; None where it never came to that."""
        below = np.flatnonzero(self.shares <= 0.5 + 1e-12)
        return float(self.steps[below[0]]) if len(below) else None

    def rows(self) -> list[dict[str, Any]]:
        """The curve month by month, as far as somebody was followed."""
        if not self.clients:
            return []
        last = min(int(self.days[-1] / MONTH_DAYS), MOST_MONTHS)
        return [self._row(month) for month in range(last + 1)]

    def _row(self, month: int) -> dict[str, Any]:
        day = month * MONTH_DAYS
        survival, low, high = self.at(day)
        at_risk = self.clients - int(np.searchsorted(self.days, day, side="left"))
        lost = int(np.searchsorted(self.lost_days, day, side="right"))
        return {"month": month, "survival": survival, "low": low, "high": high, "at_risk": at_risk, "lost": lost}

    def facts(self) -> dict[str, Any]:
        """Clients, losses, the median life in months, and the share that lives through a year."""
        median = self.median()
        year = self.at(12 * MONTH_DAYS) if self.clients and self.days[-1] >= 12 * MONTH_DAYS else (None, None, None)
        return {
            "clients": self.clients,
            "lost": self.lost,
            "median": None if median is None else median / MONTH_DAYS,
            **dict(zip(("year", "year_low", "year_high"), year, strict=True)),
        }


def _greenwood(steps: Numbers, shares: Numbers, followed: Numbers, lost: Numbers) -> Numbers:
    """Half of the interval at each step. Where the last one followed is lost the formula has no value: all is open.

    Written out because SciPy warns there on every call.
    """
    at_risk = len(followed) - np.searchsorted(followed, steps, side="left")
    gone = np.searchsorted(lost, steps, side="right") - np.searchsorted(lost, steps, side="left")
    left = at_risk - gone
    terms = np.where(left > 0, gone / (at_risk * np.maximum(left, 1)), 0.0)
    half: Numbers = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2) * shares * np.sqrt(np.cumsum(terms))
    half[np.cumsum(left == 0) > 0] = 1.0
    return half
