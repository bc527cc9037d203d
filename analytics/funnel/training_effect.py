"""What a training changed: meetings agreed in checked calls before and after it, beside those who were not trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.funnel.call_quality import CallQualitySettings, judged_from, scored_calls
from analytics.funnel.conversion import Conversion, conversion_of, difference_of
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

_TYPED = ("cases_before", "of_before", "cases", "of")
_SCHEMA = pa.schema(
    [
        ("name", pa.string()), ("trained_on", pa.date32()), ("topic", pa.string()), ("judged_from", pa.date32()),
        *((f"{kind}_{when}", pa.int64()) for when in ("before", "after") for kind in ("cases", "of")),
        ("share_before", pa.float64()), ("share_after", pa.float64()), ("score_before", pa.float64()),
        ("score_after", pa.float64()), ("difference", pa.float64()), ("p_value", pa.float64()), ("others", pa.float64()),
        ("beyond_others", pa.float64()), ("p_beyond", pa.float64()), ("verdict", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class TrainingEffectSettings(CallQualitySettings):
    """How calls are scored and when a training is judged (see `CallQualitySettings`), and typed numbers for the
    calculator: cases of so many before and after.
    """

    cases_before: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    of_before: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    cases: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)
    of: int | None = setting(None, Mark.OPT, "cases", low=0, high=100_000_000)


def training_effect(engine: Engine, scope: Scope, settings: TrainingEffectSettings | None = None) -> Result:
    """Did the training help, or is it chance?

    One row a trained seller, by his last training up to the as-of date: `trained_on, topic, judged_from`, agreed
    meetings (`cases_*`) of checked calls (`of_*`) and the mean score before and after, `difference` of the shares with
    its `p_value` (two proportions), `others` (the same difference of those who were never trained, around the same
    day), `beyond_others` and its `p_beyond` (difference of differences), `verdict`: early (before `judged_from`),
    no_data (no calls on one side), proven, promising (better, not proven), none (not better), worse (proven). All calls
    up to the as-of date count, whatever the period. Source: management practice (a training is judged after about two
    months); the tests of proportions.
    """
    settings = settings or TrainingEffectSettings()
    trainings = engine.query(read_sql("funnel/last_trainings"), as_of=scope.as_of).to_pylist()
    whole = Scope(scope.as_of, date.min, scope.as_of)
    calls = [call for call in scored_calls(engine, whole, settings, date.min) if not call["is_wrong"]]
    trained = {row["manager"] for row in trainings}
    others = [call for call in calls if call["manager"] not in trained]
    rows = [
        _row(row, calls, others, scope.as_of, settings)
        for row in trainings
        if not scope.managers or row["manager"] in scope.managers
    ]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK if rows else Status.OK_WITH_WARNINGS,
        params=parameters_in_force(scope, settings),
        warnings=() if rows else (Notice("W_NO_TRAININGS"),),
        rows_used=len(calls),
    )


def typed_training_effect(settings: TrainingEffectSettings) -> Result:
    """The difference of two typed shares. Raises `WrongSetting` where a number is missing or cases exceed their chances."""
    for name in _TYPED:
        if getattr(settings, name) is None:
            raise WrongSetting("setting_missing", name=name)
    before = conversion_of(settings.cases_before or 0, settings.of_before or 0)
    after = conversion_of(settings.cases or 0, settings.of or 0)
    row = {"name": "", **_compared(before, after), "verdict": _verdict(before, after, None)}
    return Result(
        pa.Table.from_pylist([row], schema=_SCHEMA), params=dict(vars(settings)), rows_used=before.of + after.of
    )


def _row(
    training: dict[str, Any], calls: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]], as_of: date, settings: CallQualitySettings
) -> dict[str, Any]:  # fmt: skip
    day = training["day"]
    mine = [call for call in calls if call["manager"] == training["manager"]]
    before, after = _sides(mine, day)
    judged = judged_from(day, settings)
    scores = {f"score_{when}": _mean(side) for when, side in zip(("before", "after"), _split(mine, day), strict=True)}
    return {
        "name": training["manager"], "trained_on": day, "topic": training["topic"] or "", "judged_from": judged,
        **_compared(before, after), **scores, **_beyond((before, after), _sides(others, day)),
        "verdict": _verdict(before, after, None if as_of >= judged else "early"),
    }  # fmt: skip


def _split(calls: Sequence[dict[str, Any]], day: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The calls before the day of training, and those from it on."""
    return [call for call in calls if call["day"] < day], [call for call in calls if call["day"] >= day]


def _sides(calls: Sequence[dict[str, Any]], day: date) -> tuple[Conversion, Conversion]:
    before, after = (conversion_of(sum(call["meeting_set"] for call in side), len(side)) for side in _split(calls, day))
    return before, after


def _mean(calls: Sequence[dict[str, Any]]) -> float | None:
    return sum(call["score"] for call in calls) / len(calls) if calls else None


def _compared(before: Conversion, after: Conversion) -> dict[str, Any]:
    found = difference_of(before, after)
    return {
        "cases_before": before.cases, "of_before": before.of, "cases_after": after.cases, "of_after": after.of,
        "share_before": before.share, "share_after": after.share, "difference": found.value if found else None,
        "p_value": found.p_value if found else None,
    }  # fmt: skip


def _beyond(mine: tuple[Conversion, Conversion], others: tuple[Conversion, Conversion]) -> dict[str, Any]:
    """How much more it changed than with those who were not trained (difference of differences)."""
    every = (*mine, *others)
    known = [one.share for one in every if one.share is not None]
    if len(known) < len(every):
        return {"others": None, "beyond_others": None, "p_beyond": None}
    spread = sqrt(sum(share * (1 - share) / one.of for share, one in zip(known, every, strict=True)))
    change, usual = known[1] - known[0], known[3] - known[2]
    p_value = 2 * (1 - NormalDist().cdf(abs(change - usual) / spread)) if spread else None
    return {"others": usual, "beyond_others": change - usual, "p_beyond": p_value}


def _verdict(before: Conversion, after: Conversion, early: str | None) -> str:
    found = difference_of(before, after)
    if found is None:
        return "no_data"
    if early:
        return early
    if found.proven:
        return "proven" if found.value > 0 else "worse"
    return "promising" if found.value > 0 else "none"
