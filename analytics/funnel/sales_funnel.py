"""M31: where a funnel leaks, by whom, and how much money the weak stage of each takes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.funnel.funnel_reading import FunnelReading, read_funnel, source_of
from analytics.funnel.funnel_sources import LEAST_STAGES, MOST_STAGES
from analytics.funnel.stage_counts import StageCounts, counts_of_totals
from analytics.funnel.weak_stages import Step, gap_to, steps_of
from analytics.periods import month_end, months_between
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.windows import parameters_in_force
from storage.engine import Engine

GROUPS = ("manager", "channel", "product", "month")
COUNTING = ("same_month", "cohort")
MONTH_DAYS = 30.4375
_MONEY = pa.decimal128(38, 4)
_UNIT = Decimal("0.0001")
_SCHEMA = pa.schema(
    [
        ("name", pa.string()), ("is_company", pa.bool_()), ("place", pa.int32()), ("stage", pa.string()),
        ("entered", pa.int64()), ("later", pa.int64()), ("passed", pa.int64()), ("share", pa.float64()),
        ("low", pa.float64()), ("high", pa.float64()), ("grade", pa.string()), ("shrunk", pa.float64()),
        ("benchmark", pa.float64()), ("gain", pa.float64()), ("gain_money", _MONEY), ("is_weak", pa.bool_()),
        ("is_proven", pa.bool_()), ("is_few", pa.bool_()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class SalesFunnelSettings(Settings):
    """Which funnel, how it is counted, and what its stages are measured by.

    source: counts (totals of months), deals, or whichever there is, totals first. pipeline: of deals; None: all of them.
    stages: in order, 3 to 7, the last is the sale; empty: as the data have them. by: whose funnels. counting: totals of
    one month are the same cases (cohort) or not (same_month). ripening_days: younger deals are not judged; None: the
    median way to a sale. least_entries: with fewer contacts nobody is judged. best_share: the benchmark is the share
    below which so many of the team lie. norms: of each step, in their order, in the place of that. deal_value: money of
    a deal; None: from the data. counts: typed numbers at the stages, for the calculator.
    """

    source: str = setting("any", Mark.ASM, choices=("any", "counts", "deals"))
    pipeline: str | None = None
    stages: tuple[str, ...] = ()
    by: str = setting("manager", Mark.ART, choices=GROUPS)
    counting: str = setting("same_month", Mark.ART, choices=COUNTING)
    ripening_days: int | None = setting(None, Mark.ASM, "days", low=0, high=1000)
    least_entries: int = setting(20, Mark.ART, "contacts", low=1, high=1000)
    best_share: float = setting(0.75, Mark.ART, "share", low=0.5, high=1)
    norms: tuple[float, ...] = ()
    deal_value: float | None = setting(None, Mark.ASM, "money", low=0)
    counts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stages and not LEAST_STAGES <= len(self.stages) <= MOST_STAGES:
            raise WrongSetting("funnel_stages", least=LEAST_STAGES, most=MOST_STAGES, given=len(self.stages))
        for name, values, most in (("norms", self.norms, 1.0), ("counts", self.counts, 1e9)):
            if any(not 0 <= value <= most for value in values):
                raise WrongSetting("setting_range", name=name, value=list(values), low=0, high=most)


def sales_funnel(engine: Engine, scope: Scope, settings: SalesFunnelSettings | None = None) -> Result:
    """Where does the funnel leak, by whom, and what is the weak stage of each worth?

    One row a group and stage, groups by the deals to gain, the company last (`is_company`, its `name` None): `place`
    from 1, `stage`, `entered`, `later` (of them those who began at this stage), `passed` to the next (None at the
    last), `share` (None: nobody came) with its Wilson interval `low`, `high` and `grade` (see `Conversion`), `shrunk`
    (drawn to the company by few cases), `benchmark`, `gain` (deals more at the benchmark), `gain_money`, `is_weak` (the
    stage of the group with the largest gain), `is_proven` (the interval lies below the benchmark), `is_few` (too few
    contacts to judge the group).
    Deals are followed from the day they enter the funnel to the as-of date; younger ones than the usual way still ripen.
    How far a deal came is known by the log of moves, without one by its present stage: `mode` is counts, log or current.
    Totals of months are compared within the period, whatever deal they are of (W_LAG).
    Facts: `mode, source, pipeline, stages, contacts, deals, end_share, ceiling` (contacts x all shares), `months`,
    `ripening, ripening_days, undated, lost_at_start` (lost deals of whom nobody knows how far they came), of deals
    `open, open_money, won, lost, win_rate, won_money, mean_cycle` in the period, `deal_value, value_from`, `gain,
    gain_money` (of the weak stages of all), `best` (the group with the most deals) and `gaps`: of what each group's gap
    to it is made. Source: management practice for stages, ceiling and the weak stage; the shrunk estimates by the
    beta-binomial model, the gap by the Shapley value.
    """
    settings = settings or SalesFunnelSettings()
    source = source_of(engine, scope, settings.source, settings.pipeline)
    if source is None:
        return _nothing(scope, settings)
    read = read_funnel(engine, scope, source, settings)
    groups = dict(sorted(read.groups.items()))
    if not any(counts.entered for counts in groups.values()):
        return replace(_nothing(scope, settings), facts={"mode": read.mode, "stages": read.stages} | read.facts)
    return _answer(scope, settings, read, groups)


def typed_sales_funnel(settings: SalesFunnelSettings) -> Result:
    """The funnel of typed numbers alone, `counts` at the stages: one group. Raises `WrongSetting` without them.

    In the counting by cohort a stage larger than the one before is a fault of the input: the stages are listed
    (W_STAGE_GROWS) and the status is wrong_input.
    """
    if not LEAST_STAGES <= len(settings.counts) <= MOST_STAGES:
        raise WrongSetting("funnel_stages", least=LEAST_STAGES, most=MOST_STAGES, given=len(settings.counts))
    stages = settings.stages or tuple(str(place) for place in range(1, len(settings.counts) + 1))
    if len(stages) != len(settings.counts):
        raise WrongSetting("funnel_counts", stages=len(stages), counts=len(settings.counts))
    reached = tuple(round(value) for value in settings.counts)
    faults = grown(reached) if settings.counting == "cohort" else []
    if faults:
        named = [stages[place] for place in faults]
        return Result(
            _SCHEMA.empty_table(),
            Status.WRONG_INPUT,
            None,
            dict(vars(settings)),
            (Notice("W_STAGE_GROWS", {"stages": named}),),
        )
    counts = counts_of_totals(reached)
    rows = _rows(None, counts, _company_steps(counts, settings.norms), stages, settings, _exact(settings.deal_value))
    facts = _totals(counts, rows) | {"mode": "typed", "stages": stages, "deal_value": settings.deal_value}
    return Result(pa.Table.from_pylist(rows, schema=_SCHEMA), params=dict(vars(settings)), facts=facts)


def months_of(scope: Scope) -> float:
    """How many months the period has: whole ones are counted, the days of others divided by the length of a month."""
    first, last = scope.first_day, min(scope.last_day, scope.as_of)
    if first.day == 1 and last == month_end(last):
        return float(months_between(first, last) + 1)
    return max(1.0, ((last - first).days + 1) / MONTH_DAYS)


def grown(reached: tuple[int, ...]) -> list[int]:
    """The places of stages to which more came than to the one before; the first is 0."""
    return [place + 1 for place, (a, b) in enumerate(itertools.pairwise(reached)) if b > a]


def _nothing(scope: Scope, settings: SalesFunnelSettings) -> Result:
    return Result(
        _SCHEMA.empty_table(), Status.OK_WITH_WARNINGS, (scope.first_day, scope.last_day), parameters_in_force(scope, settings),
        (Notice("W_NO_FUNNEL"),),
    )  # fmt: skip


def _answer(scope: Scope, settings: SalesFunnelSettings, read: FunnelReading, groups: dict[str, StageCounts]) -> Result:
    steps = steps_of(groups, len(read.stages), settings.least_entries, settings.best_share, settings.norms)
    value = _exact(read.deal_value)
    made = {name: _rows(name, groups[name], steps[name], read.stages, settings, value) for name in groups}
    gains = {name: sum(row["gain"] for row in rows if row["is_weak"]) for name, rows in made.items()}
    order = sorted(made, key=lambda name: (-gains[name], -groups[name].entered[0], name))
    company = _rows(None, read.company, _company_steps(read.company, settings.norms), read.stages, settings, value)
    rows = [row for name in order for row in made[name]] + company
    gain = sum(gains.values())
    facts = _totals(read.company, company) | read.facts | {
        "mode": read.mode, "source": read.source.source, "pipeline": read.source.pipeline, "stages": read.stages,
        "deal_value": read.deal_value, "value_from": read.value_from, "gain": gain, "gain_money": _worth(gain, value),
        "months": months_of(scope),
        **_gaps(groups, steps, settings.least_entries),
    }  # fmt: skip
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if read.notices else Status.OK,
        period=(scope.first_day, min(scope.last_day, scope.as_of)),
        params=parameters_in_force(scope, settings),
        warnings=read.notices,
        facts=facts,
        rows_used=read.rows_used,
        rows_dropped=read.rows_dropped,
    )


def _company_steps(counts: StageCounts, norms: tuple[float, ...]) -> list[Step]:
    """The company is judged by no benchmark but the norms."""
    made = steps_of({"": counts}, len(counts.entered), 1, 1.0, norms)[""]
    return made if norms else [replace(step, benchmark=None, gain=None, is_weak=False) for step in made]


def _rows(
    name: str | None, counts: StageCounts, steps: list[Step], stages: tuple[str, ...], settings: SalesFunnelSettings, value: Decimal | None
) -> list[dict[str, Any]]:  # fmt: skip
    rows = []
    for place, stage in enumerate(stages):
        row = {
            "name": name, "is_company": name is None, "place": place + 1, "stage": stage, "entered": counts.entered[place],
            "later": counts.later[place], "passed": None, "is_weak": False, "is_proven": False,
            "is_few": name is not None and counts.entered[0] < settings.least_entries,
        }  # fmt: skip
        rows.append(row | (_step(steps[place], counts.passed[place], value) if place < len(steps) else {}))
    return rows


def _step(step: Step, passed: int, value: Decimal | None) -> dict[str, Any]:
    return {
        "passed": passed, "share": step.one.share, "low": step.one.low, "high": step.one.high, "grade": step.one.grade,
        "shrunk": step.shrunk, "benchmark": step.benchmark, "gain": step.gain, "gain_money": _worth(step.gain, value),
        "is_weak": step.is_weak, "is_proven": step.is_proven,
    }  # fmt: skip


def _worth(deals: float | None, value: Decimal | None) -> Decimal | None:
    if deals is None or value is None:
        return None
    return (Decimal(str(deals)) * value).quantize(_UNIT)


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _totals(counts: StageCounts, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The funnel as a whole: what comes in, what comes out, and what the shares alone would make of the contacts."""
    ceiling = float(counts.entered[0])
    for row in rows[:-1]:
        ceiling *= row["share"] or 0.0
    contacts = counts.entered[0]
    return {
        "contacts": contacts, "deals": counts.deals, "end_share": ceiling / contacts if contacts else None,
        "ceiling": ceiling,
    }  # fmt: skip


def _gaps(groups: dict[str, StageCounts], steps: dict[str, list[Step]], least: int) -> dict[str, Any]:
    """The group with the most deals, and of what the gap of each other one to it is made."""
    known = [name for name, counts in groups.items() if counts.entered[0] >= least]
    if len(known) < 2:
        return {"best": None, "gaps": {}}
    best = min(known, key=lambda name: (-groups[name].deals, name))
    others = [name for name in known if name != best]
    return {
        "best": best,
        "gaps": {name: gap_to(groups[name], groups[best], steps[name], steps[best]) for name in others},
    }
