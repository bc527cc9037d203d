"""M50: the board of client analysis: three blocks of figures by three aims, each with its trend and its owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from analytics.clients.abc_classes import abc_classes
from analytics.periods import add_months, month_end, month_start
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.service.contact_points import ContactPointsSettings, contact_points
from analytics.service.nps import answers_text
from analytics.service.nps_figures import nps_of, scores_of
from analytics.settings import Mark, setting
from analytics.statements import read_sql
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

BLOCKS, AIMS = ("statistics", "contact", "satisfaction"), ("acquire", "keep", "lead")
KINDS = {
    ("statistics", "acquire"): "count", ("statistics", "keep"): "share", ("statistics", "lead"): "money",
    ("contact", "acquire"): "share", ("contact", "keep"): "share", ("contact", "lead"): "share",
    ("satisfaction", "acquire"): "nps", ("satisfaction", "keep"): "nps", ("satisfaction", "lead"): "nps",
}  # fmt: skip
_SAME, _SAME_NPS = 0.02, 2.0  # a move of less than so large a part of the figure, or so many points, is none
_SCHEMA = pa.schema(
    [
        ("block", pa.string()), ("aim", pa.string()), ("kind", pa.string()), ("value", pa.float64()), ("before", pa.float64()),
        ("trend", pa.string()), ("cases", pa.int64()), ("measured_on", pa.date32()), ("owner", pa.string()), ("state", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class AnalysisCycleSettings(ContactPointsSettings):
    """Norms of a first answer (see `ContactPointsSettings`), and how old a figure may be.

    board_months: months of a figure; it is compared with the same months before it, of sales with those a year ago.
    """

    stale_days: int = setting(35, Mark.ASM, "days", low=1, high=365)
    board_months: int = setting(3, Mark.ASM, "months", low=1, high=12)


@dataclass(frozen=True)
class Figure:
    """A figure of a cell: its value and that before it, of how many cases, and the last day behind it."""

    value: float | None = None
    before: float | None = None
    cases: int = 0
    measured_on: date | None = None


def analysis_cycle(engine: Engine, scope: Scope, settings: AnalysisCycleSettings | None = None) -> Result:
    """What do we measure of attracting, keeping and leading clients, is it getting worse, and who answers for it?

    Nine rows, block by block: `block` (statistics, contact, satisfaction), `aim` (acquire, keep, lead), `kind` of the
    figure (count, share 0..1, money, nps -100..100), `value` (None: nobody measures), `before`, `trend` (up, down, same;
    None without `before`), `cases`, `measured_on`, `owner`, `state`: empty (nobody measures), unowned (nobody answers
    for it), stale (the last day behind it is more than `stale_days` old), falling, good.
    The figures: clients won in the quarter, against a year ago; share of the clients of the year before who bought again,
    against the same a quarter ago; money of a buyer in the quarter, against a year ago; share of advertising requests,
    and of all others, answered in time; share of standards kept; NPS of clients in their first year, of all, of class A.
    Facts: counts by state. Source: management practice (analysis never ends and crosses departments); which figure
    stands in which cell is an assumption.
    """
    settings = settings or AnalysisCycleSettings()
    owners = {
        (row["block"], row["aim"]): row["owner"]
        for row in engine.query("SELECT block, aim, owner FROM cycle_owners").to_pylist()
    }
    figures = _figures(engine, scope, settings)
    rows = [_row(cell, figures.get(cell, Figure()), owners.get(cell), scope, settings) for cell in KINDS]
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        facts={
            state: sum(row["state"] == state for row in rows)
            for state in ("empty", "unowned", "stale", "falling", "good")
        },
        rows_used=sum(row["value"] is not None for row in rows),
    )


def trend_of(value: float | None, before: float | None, kind: str = "share") -> str | None:
    """Did a figure move? up, down or same: less than two parts in a hundred of what it was, of NPS two points."""
    if value is None or before is None:
        return None
    room = _SAME_NPS if kind == "nps" else max(abs(before) * _SAME, 1e-9)
    return "same" if abs(value - before) <= room else "up" if value > before else "down"


def cell_state(figure: Figure, trend: str | None, owner: str | None, as_of: date, stale_days: int) -> str:
    """What is wrong with a cell, the worst first: empty, unowned, stale, falling; else good."""
    if figure.value is None:
        return "empty"
    if not owner:
        return "unowned"
    if figure.measured_on is None or (as_of - figure.measured_on).days > stale_days:
        return "stale"
    return "falling" if trend == "down" else "good"


def _row(
    cell: tuple[str, str], figure: Figure, owner: str | None, scope: Scope, settings: AnalysisCycleSettings
) -> dict[str, Any]:
    trend = trend_of(figure.value, figure.before, KINDS[cell])
    state = cell_state(figure, trend, owner, scope.as_of, settings.stale_days)
    return {
        "block": cell[0],
        "aim": cell[1],
        "kind": KINDS[cell],
        **vars(figure),
        "trend": trend,
        "owner": owner,
        "state": state,
    }


def _quarter(scope: Scope, months: int, back: int = 0) -> Scope:
    """The window of so many months that ends so many months before the end of the period."""
    last = add_months(month_start(scope.last_day), -back)
    end = scope.last_day if not back else month_end(last)
    return replace(
        scope,
        first_day=add_months(last, 1 - months),
        last_day=end,
        managers=(),
        regions=(),
        channels=(),
        product_groups=(),
    )


def _figures(engine: Engine, scope: Scope, settings: AnalysisCycleSettings) -> dict[tuple[str, str], Figure]:
    months = settings.board_months
    now, before = _quarter(scope, months), _quarter(scope, months, months)
    found: dict[tuple[str, str], Figure] = {}
    if data_span(engine, scope.as_of) is not None:
        found |= _sales(engine, now, before, _quarter(scope, months, 12))
        classes = {row["client_id"]: row["abc_class"] for row in abc_classes(engine, scope).rows}
    else:
        classes = {}
    return found | _contact(engine, scope, now, before, settings) | _satisfaction(engine, now, before, classes)


def _sales(engine: Engine, now: Scope, before: Scope, year_ago: Scope) -> dict[tuple[str, str], Figure]:
    today, then, last_year = (_sales_of(engine, window) for window in (now, before, year_ago))
    on = today["measured_on"]
    known = last_year["buyers"] > 0
    return {
        ("statistics", "acquire"): Figure(today["won"], last_year["won"] if known else None, today["won"], on),
        ("statistics", "keep"): Figure(_part(today["kept"], today["kept_of"]), _part(then["kept"], then["kept_of"]), today["kept_of"], on),
        ("statistics", "lead"): Figure(_part(today["net"], today["buyers"]), _part(last_year["net"], last_year["buyers"]), today["buyers"], on),
    }  # fmt: skip


def _sales_of(engine: Engine, window: Scope) -> dict[str, Any]:
    year_first = add_months(month_start(window.last_day), -11)
    more = {
        "year_first": year_first,
        "before_first": add_months(year_first, -12),
        "before_last": year_first - timedelta(days=1),
    }
    row: dict[str, Any] = engine.query(read_sql("service/cycle_sales"), **window.parameters, **more).to_pylist()[0]
    return row


def _part(part: Any, of: int) -> float | None:
    return float(part) / of if of else None


def _contact(
    engine: Engine, scope: Scope, now: Scope, before: Scope, settings: AnalysisCycleSettings
) -> dict[tuple[str, str], Figure]:
    rules = ContactPointsSettings(
        **{name: getattr(settings, name) for name in ContactPointsSettings.__dataclass_fields__}
    )
    checked, checked_before = (
        engine.query(read_sql("service/cycle_checks"), **w.parameters).to_pylist()[0] for w in (now, before)
    )
    others = _in_time(engine, now, rules, False)
    advertised = _in_time(engine, scope, rules, True)
    return {
        ("contact", "acquire"): Figure(advertised[0], None, *advertised[1:]),
        ("contact", "keep"): Figure(others[0], _in_time(engine, before, rules, False)[0], *others[1:]),
        ("contact", "lead"): Figure(
            _part(checked["kept"], checked["checks"]), _part(checked_before["kept"], checked_before["checks"]), checked["checks"], checked["measured_on"]
        ),
    }  # fmt: skip


def _in_time(
    engine: Engine, window: Scope, rules: ContactPointsSettings, advertised: bool
) -> tuple[float | None, int, date | None]:
    """Share answered in time, requests, the last day of a request."""
    facts = contact_points(engine, window, rules).facts["sides"]["advertised" if advertised else "others"]
    return _part(facts["in_time"], facts["requests"]), facts["requests"], facts["last_day"]


def _satisfaction(
    engine: Engine, now: Scope, before: Scope, classes: Mapping[int, str]
) -> dict[tuple[str, str], Figure]:
    sides: dict[str, Callable[[Mapping[str, Any]], bool]] = {
        "acquire": lambda row: row["is_new"], "keep": lambda row: True, "lead": lambda row: classes.get(row["client_id"]) == "A",
    }  # fmt: skip
    today, then = (
        engine.query(answers_text("cycle_answers"), **w.parameters, quarter_months=12).to_pylist()
        for w in (now, before)
    )
    made = {}
    for aim, wanted in sides.items():
        mine = [row for row in today if wanted(row)]
        was = _nps([row for row in then if wanted(row)])
        made["satisfaction", aim] = Figure(_nps(mine), was, len(mine), max((row["day"] for row in mine), default=None))
    return made


def _nps(rows: Sequence[Mapping[str, Any]]) -> float | None:
    value: float | None = nps_of(scores_of([row["score"] for row in rows]))["nps"]
    return value
