"""M44: what everybody is paid by the formula in force, whether the formula is fair, and what it buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.team.pay_checks import formula_findings, late_changes
from analytics.team.pay_facts import Inputs, PayFacts, call_facts, pay_facts, planned_revenue, tasks_of
from analytics.team.pay_rules import PayComponent, pay_lines, pay_total
from analytics.team.pay_versions import PayVersion, pay_versions, version_in_force
from analytics.windows import parameters_in_force
from storage.engine import Engine

CURVE = tuple(Decimal(percent) / 100 for percent in range(60, 150, 10))  # parts of the plan
_EDGES = (Decimal("0.8"), Decimal(1), Decimal("1.2"))
_MONEY = pa.decimal128(38, 4)
_PLACES = Decimal("0.0001")
_NOTHING = Decimal(0)
_SCHEMA = pa.schema(
    [
        ("period", pa.date32()), ("employee", pa.string()), ("version", pa.int64()), ("component", pa.string()),
        ("rule", pa.string()), ("input", pa.string()), ("rate", _MONEY), ("base", _MONEY), ("amount", _MONEY),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class PayFormulaSettings(Settings):
    """How many components nobody forgets, and what is typed for the calculator instead of read from the records.

    fixed, revenue, bonuses, average_check: money of a month; rate: share of the revenue paid; conversion: share of calls
    that end in a deal.
    """

    most_components: int = setting(5, Mark.ASM, "components", low=1, high=20)
    fixed: float | None = setting(None, Mark.ART, "money", low=0)
    rate: float | None = setting(None, Mark.ART, "share", low=0, high=1)
    revenue: float | None = setting(None, Mark.ART, "money", low=0)
    bonuses: float | None = setting(None, Mark.ART, "money", low=0)
    average_check: float | None = setting(None, Mark.ART, "money", low=0)
    conversion: float | None = setting(None, Mark.ART, "share", low=0, high=1)


def pay_formula(engine: Engine, scope: Scope, settings: PayFormulaSettings | None = None) -> Result:
    """What is everybody paid by the formula in force, is it fair, and what does it buy?

    One row per month, employee and component, of the whole months of the period: `period` (first day), `employee`,
    `version`, `component`, `rule`, `input`, `rate`, `base` (value of the input, None where the rule reads none),
    `amount`. A month is paid by the version that held on its first day (see `version_in_force`); a newer one starts
    with the next month, whatever day it names. Inputs are those written down, else those of the sales.
    Facts: `findings` (broken principles, see `Finding`), `tasks` (task, component), `version` in force on the last
    month, `components` of it, `versions` (version, active_from, announced, holds_from, is_late), `people` (employee,
    months, pay, revenue), `months` (period, pay, revenue, margin), `cost` (the formula at 80, 100, 120 % of the plan)
    and `curve` (60..140 %): `share`, `pay`, `revenue`, `margin`, `pay_share` of the margin (of the revenue where no
    margin is known: `pay_share_of`); `plan` (None: 100 % is a usual month); `price` of a call: `rate`,
    `average_check`, `conversion`, `calls`, `deals`, `worth`.
    Without a formula the table is empty and W_PAY_NONE says so. Source: management practice (three principles of pay).
    """
    settings = settings or PayFormulaSettings()
    versions, wrong = pay_versions(engine)
    facts = pay_facts(engine, scope)
    rows = _rows(versions, facts)
    last = version_in_force(versions, facts.last_month or scope.last_day)
    components = last.components if last else ()
    tasks = tasks_of(engine, scope.as_of, components)
    findings = [
        *late_changes(versions, facts),
        *formula_findings(components, tasks if last else [], settings.most_components),
    ]
    notices = (*wrong, *(() if last else (Notice("W_PAY_NONE"),)))
    return Result(
        table=pa.Table.from_pylist([_plain_row(row) for row in rows], schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={
            "findings": [finding.plain() for finding in findings],
            "tasks": tasks,
            "version": last.version if last else None,
            "components": [vars(one) for one in components],
            "versions": [_version(one) for one in versions],
            "people": _people(rows, facts),
            "months": _months(rows, facts),
            **_costs(components, facts, planned_revenue(engine, scope)),
            "price": _price(components, call_facts(engine, scope), settings),
        },
        rows_used=len(rows),
    )


def typed_pay_formula(settings: PayFormulaSettings) -> Result:
    """The pay of one person and the price of a call from typed numbers alone.

    One row: `pay` = fixed + rate x revenue + bonuses, `share_pay` (rate x revenue), `call_price` = rate x average_check
    x conversion (None where one of the two is not typed). Raises `WrongSetting` where fixed, rate or revenue is missing.
    """
    for name in ("fixed", "rate", "revenue"):
        if getattr(settings, name) is None:
            raise WrongSetting("setting_missing", name=name)
    share = _exact(settings.rate) * _exact(settings.revenue)
    price = call_price(settings.rate, settings.average_check, settings.conversion)
    row = {"pay": _exact(settings.fixed) + share + _exact(settings.bonuses), "share_pay": share, "call_price": price}
    schema = pa.schema([(name, _MONEY) for name in row])
    return Result(
        table=pa.Table.from_pylist([{name: _rounded(value) for name, value in row.items()}], schema=schema),
        params=dict(vars(settings)),
    )


def call_price(
    rate: float | Decimal | None, average_check: float | Decimal | None, conversion: float | None
) -> Decimal | None:
    """What is one more call worth to the seller? rate x average check x share of calls that end in a deal.

    None where the check or the conversion is not known. Source: management practice.
    """
    if average_check is None or conversion is None:
        return None
    return _exact(rate) * _exact(average_check) * _exact(conversion)


def cost_at(components: Sequence[PayComponent], usual: Mapping[str, Inputs], factor: Decimal) -> dict[str, Any]:
    """What does the formula cost when everybody reaches so many of his usual inputs?

    usual: employee -> inputs of a usual month; the part of the month worked does not grow. Gives `pay`, `revenue`,
    `margin` (None where nobody's is known) of all together, and `pay_share` of `pay_share_of` (margin, else revenue).
    """
    grown = [{n: v if n == "worked_share" else v * factor for n, v in inputs.items()} for inputs in usual.values()]
    pay = sum((pay_total(pay_lines(components, inputs)) for inputs in grown), _NOTHING)
    sums = {name: _sum_of(grown, name) for name in ("revenue", "margin")}
    of = "margin" if sums["margin"] else "revenue"
    base = sums[of]
    sums = {name: _rounded(value) for name, value in sums.items()}
    return {"pay": pay, **sums, "pay_share": float(pay / base) if base and base > 0 else None, "pay_share_of": of}


def _sum_of(months: Sequence[Inputs], name: str) -> Decimal | None:
    known = [inputs[name] for inputs in months if name in inputs]
    return sum(known, _NOTHING) if known else None


def _rows(versions: Sequence[PayVersion], facts: PayFacts) -> list[dict[str, Any]]:
    made = []
    for (employee, month), inputs in sorted(facts.inputs.items(), key=lambda item: (item[0][1], item[0][0])):
        version = version_in_force(versions, month)
        for line in pay_lines(version.components, inputs) if version else ():
            one = line.component
            made.append({
                "period": month, "employee": employee, "version": version.version if version else None, "component": one.component,
                "rule": one.rule, "input": one.input, "rate": one.rate, "base": line.base, "amount": line.amount,
            })  # fmt: skip
    return made


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _rounded(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def _version(version: PayVersion) -> dict[str, Any]:
    return {
        "version": version.version, "active_from": version.active_from, "announced": version.announced,
        "holds_from": version.holds_from, "is_late": version.is_late, "components": [vars(c) for c in version.components],
    }  # fmt: skip


def _people(rows: Sequence[Mapping[str, Any]], facts: PayFacts) -> list[dict[str, Any]]:
    """Each with his months, pay and revenue, the most paid first."""
    made = []
    for employee in sorted({row["employee"] for row in rows}):
        mine = [row for row in rows if row["employee"] == employee]
        months = {row["period"] for row in mine}
        revenue = sum((facts.inputs[employee, month].get("revenue", _NOTHING) for month in months), _NOTHING)
        made.append({"employee": employee, "months": len(months), "pay": _paid(mine), "revenue": revenue})
    return sorted(made, key=lambda one: (-one["pay"], one["employee"]))


def _months(rows: Sequence[Mapping[str, Any]], facts: PayFacts) -> list[dict[str, Any]]:
    made = []
    for month in sorted({row["period"] for row in rows}):
        of_month = list(facts.of_month(month).values())
        sums = {name: _sum_of(of_month, name) for name in ("revenue", "margin")}
        made.append({"period": month, "pay": _paid([r for r in rows if r["period"] == month]), **sums})
    return made


def _paid(rows: Sequence[Mapping[str, Any]]) -> Decimal:
    return sum((row["amount"] for row in rows), _NOTHING)


def _costs(components: Sequence[PayComponent], facts: PayFacts, plan: Decimal | None) -> dict[str, Any]:
    usual = facts.usual_month()
    revenue = _sum_of(list(usual.values()), "revenue")
    if not components or not usual or not revenue or revenue <= 0:
        return {"cost": [], "curve": [], "plan": None}
    whole = plan / revenue if plan else Decimal(1)
    at = {share: {"share": float(share), **cost_at(components, usual, whole * share)} for share in CURVE}
    return {"cost": [at[share] for share in _EDGES], "curve": list(at.values()), "plan": plan}


def _price(
    components: Sequence[PayComponent], known: Mapping[str, Any], settings: PayFormulaSettings
) -> dict[str, Any]:
    """The rate of the formula on revenue; what is typed goes before what is counted."""
    rates = [one.rate for one in components if one.rule == "share" and one.input in ("revenue", "paid_revenue")]
    rate = _exact(settings.rate) if settings.rate is not None else sum(rates, _NOTHING) if rates else None
    check = known["average_check"] if settings.average_check is None else _exact(settings.average_check)
    conversion = known["conversion"] if settings.conversion is None else settings.conversion
    worth = None if rate is None else call_price(rate, check, conversion)
    counted = {"calls": known["calls"], "deals": known["deals"]}
    return {"rate": rate, "average_check": check, "conversion": conversion, "worth": worth, **counted}


def _exact(value: float | Decimal | None) -> Decimal:
    return Decimal(str(value or 0))


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_PLACES, ROUND_HALF_UP)


def month_rows(result: Result, month: date, employee: str | None = None) -> list[dict[str, Any]]:
    """The rows of a month, of one person where he is named."""
    return [row for row in result.rows if row["period"] == month and employee in (None, row["employee"])]
