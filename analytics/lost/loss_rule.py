"""M17 as a rule of loss: how long a silence may be for a client of this regularity.

The intervals of a client are taken to follow a gamma distribution of his own mean and spread. His spread is moved
towards that of the company, the more the fewer intervals he has; it is rounded to a hundredth, so that the quantile of
any client is read from one small table, and the same SQL serves both rules.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analytics.statements import read_sql
from storage.engine import Engine

if TYPE_CHECKING:
    from analytics.lost.client_status import ClientStatusSettings

CV_STEPS = tuple(step / 100 for step in range(5, 201))  # the regularities that the tables know
CV_WEIGHT = 8  # a client with so many intervals is believed as much as the company
ASSUMED_CV = 0.5  # assumption: before anybody has three intervals


@lru_cache(maxsize=16)
def silence_multiples(share: float) -> tuple[float, ...]:
    """How many mean intervals is a silence long that comes with this chance, for each of `CV_STEPS`?

    The upper quantile of a gamma distribution with mean 1 and that coefficient of variation (SciPy).
    """
    from scipy.special import gammainccinv  # a tenth of a second that the usual rule does not need

    return tuple(float(gammainccinv(1 / cv**2, share)) * cv**2 for cv in CV_STEPS)


def rule_parameters(engine: Engine, settings: ClientStatusSettings) -> dict[str, Any]:
    """The parameters that `:rhythm:`, `:watch:` and `:threshold:` need in SQL, with all other settings.

    Under the silence rule these are the tables of quantiles and the company's regularity by month: a purchase is
    judged by the one known at the end of the month before, so that newer rows change no past day.
    """
    return silence_parameters(engine, settings) if settings.rule == "silence" else dict(vars(settings))


def silence_parameters(engine: Engine, settings: ClientStatusSettings) -> dict[str, Any]:
    """The parameters of both rules, for a method that judges by both at once."""
    return {
        **vars(settings),
        **regularity_parameters(engine),
        "lost_multiples": list(silence_multiples(settings.silence_lost)),
        "watch_multiples": list(silence_multiples(settings.silence_watch)),
    }


def regularity_parameters(engine: Engine) -> dict[str, Any]:
    """The parameters that `:regularity:` needs: the company's own by month, and how much it weighs.

    The first of `pooled_squares` is of the end of month `pooled_from`; the last of its `pooled_months` holds ever after.
    """
    rows = engine.query(read_sql("lost/pooled_regularity")).to_pylist()
    known: list[float | None] = []  # squared coefficients of variation
    for row in rows:
        known += [known[-1]] * (row["month_no"] - rows[0]["month_no"] - len(known)) if known else []
        known.append(float(row["spread"] / row["freedom"]) if row["freedom"] else None)
    first = rows[0]["month_no"] if rows else 0
    return {
        "pooled_squares": known or [None],
        "pooled_from": first,
        "pooled_months": len(known),
        "cv_weight": CV_WEIGHT,
        "assumed_square": ASSUMED_CV**2,
    }
