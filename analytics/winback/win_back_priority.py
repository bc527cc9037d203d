"""M20: which of the lost clients to win back first."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.clients.abc_classes import AbcSettings, abc_table
from analytics.periods import last_complete_months
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.totals import period_totals
from analytics.winback.xyz_classes import XyzSettings, steadiness_parameters
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

PRIORITIES = (1, 2, 3, 4)
CELLS = tuple(f"{abc}{xyz}".lower() for abc in "ABC" for xyz in "XYZ")
YEAR_MONTHS = 12
# A company that is no more cannot be won back.
GONE_REASONS = ("closed", "bankrupt", "moved", "died")
GONE_STATES = ("closed", "bankrupt", "moved")


def _cell(priority: int) -> Any:
    return setting(priority, Mark.ASM, low=1, high=4)


@dataclass(frozen=True)
class WinBackPrioritySettings(XyzSettings):
    """The rule of loss, the borders of XYZ (see `XyzSettings`), and what makes a priority.

    ax ... cz: the priority (1 first of all, 2 without fail, 3 if possible, 4 let go) of a class of money and a class of
    steadiness. key_share: who brought more of the company's year than this is always the first. p_return: chance that a
    lost client can be brought back. horizon: years whose profit is at stake.
    """

    ax: int = _cell(1)
    ay: int = _cell(1)
    az: int = _cell(2)
    bx: int = _cell(1)
    by: int = _cell(2)
    bz: int = _cell(3)
    cx: int = _cell(3)
    cy: int = _cell(4)
    cz: int = _cell(4)
    key_share: float = setting(0.10, Mark.ART, "share", low=0.01, high=1)
    p_return: float = setting(0.40, Mark.ART, "share", low=0, high=1)
    horizon: int = setting(1, Mark.ASM, "years", low=1, high=5)

    @property
    def of_priority(self) -> WinBackPrioritySettings:
        """These settings alone, where others are added to them: equal questions have equal settings."""
        names = [known.name for known in fields(WinBackPrioritySettings)]
        return WinBackPrioritySettings(**{name: getattr(self, name) for name in names})


@dataclass(frozen=True)
class Borders:
    """The least money of a year in class A and in class B among those who buy now; None where nobody is in the class.

    margin_share: gross profit / revenue of the company in that year, None where it is not known. window: the year.
    """

    a: Decimal | None
    b: Decimal | None
    margin_share: float | None
    window: tuple[date, date] | None


def company_year(engine: Engine, scope: Scope) -> Scope:
    """The last twelve complete months of the whole company (fewer where the data do not reach so far), no filters."""
    span = data_span(engine, scope.as_of) or (scope.as_of, scope.as_of)
    window = last_complete_months(scope.as_of, YEAR_MONTHS, span[0]) or (span[0], scope.as_of)
    return replace(
        scope, first_day=window[0], last_day=window[1], compare="previous", measure="revenue", managers=(), regions=(),
        channels=(), product_groups=(),
    )  # fmt: skip


def current_borders(engine: Engine, scope: Scope) -> Borders:
    """What does a client have to bring in a year to stand in class A, in class B, whatever filters are on?"""
    if data_span(engine, scope.as_of) is None:
        return Borders(None, None, None, None)
    year = company_year(engine, scope)
    table = abc_table(engine, year, AbcSettings(criterion="revenue"))
    least = [pc.min(table.filter(pc.equal(table.column("abc_class"), code)).column("value")).as_py() for code in "AB"]
    totals = period_totals(engine, year)
    share = float(totals.margin / totals.margin_base) if totals.margin is not None and totals.margin_base > 0 else None
    return Borders(least[0], least[1], share, (year.first_day, year.last_day))


def priority_parameters(
    engine: Engine, scope: Scope, settings: WinBackPrioritySettings, borders: Borders
) -> dict[str, Any]:
    """The parameters of `:lost_now:` and of the priorities."""
    return {
        **steadiness_parameters(engine, scope, settings),
        "gone_reasons": list(GONE_REASONS),
        "gone_states": list(GONE_STATES),
        "grid": [getattr(settings, cell) for cell in CELLS],
        "border_a": borders.a,
        "border_b": borders.b,
        "margin_share": borders.margin_share,
    }


def win_back_priority(engine: Engine, scope: Scope, settings: WinBackPrioritySettings | None = None) -> Result:
    """Which of the lost clients first of all (1), which without fail (2), which if possible (3), and whom to let go (4)?

    One row per client who is lost on the as-of date, one-off buyers too, by `priority`, then `expected` descending:
    `client_id, client, manager, revenue, margin` (of the period), `value`, `value_margin` (a year before he left, see
    `lost_clients`), `profit` (`value_margin`; where it is not known, the company's margin share of `value`, else
    `value`), `abc_class` (`value` within the borders of those who buy now), `xyz_class`, `cv` (see `xyz_classes`; n
    counts as Z), `grid_priority`, `decided_by` (chosen by hand with `chosen_why`; gone: the company is no more;
    at_a_loss: it brought a negative profit; key: more than `key_share` of the company's year; grid), `expected` =
    p_return x profit x horizon, `status` (lost, one_off_gone), `last_purchase, lost_on, silent_days, elapsed_days`
    (since the loss), `rhythm_days, threshold_days, basis, purchases, region, channel, reason_group, reason, evidence,
    confirmed, reason_date` ('' and None: nobody wrote it down), `pause_until`. Facts, of those without an agreed
    pause: `priorities` and `cells` (clients, value), `outside` (let go whatever the grid says), `clients`, `value`; of the
    others `paused`; `profit_is` (margin or revenue), `border_a`,
    `border_b`. Source: four priorities are management practice; the grid is an assumption.
    """
    settings = settings or WinBackPrioritySettings()
    borders = current_borders(engine, scope)
    text = statement("winback/win_back_priority", scope, rule=settings.rule)
    table = engine.query(text, **priority_parameters(engine, scope, settings, borders))
    span = data_span(engine, scope.as_of)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    notices = stale_notices(scope, span)
    if borders.margin_share is None:
        notices += (Notice("W_NO_MARGIN"),)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=borders.window,
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=_facts(table) | _border_facts(borders),
        rows_used=table.num_rows,
    )


def _border_facts(borders: Borders) -> dict[str, Any]:
    known = "revenue" if borders.margin_share is None else "margin"
    return {"border_a": borders.a, "border_b": borders.b, "profit_is": known, "margin_share": borders.margin_share}


def _facts(judged: pa.Table) -> dict[str, Any]:
    """Counts and money of those who can be won back now: with whom a pause is agreed is counted apart."""
    waits = pc.is_valid(judged.column("pause_until"))
    table = judged.filter(pc.invert(waits))
    steady = pc.if_else(pc.equal(table.column("xyz_class"), "n"), "Z", table.column("xyz_class"))
    told = table.append_column("column", steady)
    outside = pc.is_in(table.column("decided_by"), pa.array(["gone", "at_a_loss"]))
    cells = _sums(told.filter(pc.invert(outside)), ["abc_class", "column"])
    return {
        "clients": table.num_rows,
        "value": _money(table),
        "priorities": [_of(table.filter(pc.equal(table.column("priority"), n))) | {"priority": n} for n in PRIORITIES],
        "cells": [row | {"xyz_class": row.pop("column")} for row in cells],
        "outside": _of(table.filter(outside)),
        "paused": _of(judged.filter(waits)),
    }


def _of(table: pa.Table) -> dict[str, Any]:
    return {"clients": table.num_rows, "value": _money(table), "expected": _money(table, "expected")}


def _money(table: pa.Table, column: str = "value") -> Decimal:
    return pc.sum(table.column(column)).as_py() or Decimal(0)


def _sums(table: pa.Table, by: list[str]) -> list[dict[str, Any]]:
    wanted = [("client_id", "count"), ("value", "sum")]
    rows = table.group_by(by).aggregate(wanted).sort_by([(name, "ascending") for name in by]).to_pylist()
    return [{**{n: row[n] for n in by}, "clients": row["client_id_count"], "value": row["value_sum"]} for row in rows]
