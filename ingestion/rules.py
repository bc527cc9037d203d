"""The rules by which the rows of a sheet were read, kept with its import: a row put right later is read by the same."""

from __future__ import annotations

from datetime import date

from ingestion import date_format, number_format
from ingestion.answers import Answers
from ingestion.date_format import DateFormat, Order
from ingestion.number_format import NumberFormat, Sign
from ingestion.plan import Plan
from ingestion.reading import SheetRules
from ingestion.sales_table import SalesTable


def rules_of(part: SalesTable, answers: Answers) -> SheetRules:
    """The rules of a table that was read. What its texts did not prove stays open: then only a text that proves itself
    is read, such as 12,50 or 31.01.2024.
    """
    plan = part.plan
    return SheetRules(
        sheet=part.sheet,
        number=part.sheet_number,
        header=tuple(plan.header),
        columns=dict(plan.columns),
        date_order=_order(part, answers),
        decimals={name: _sign(part, name) for name in plan.numbers},
        whole_floats=tuple(sorted(plan.whole_floats)),
        left_out_states=dict(plan.left_out_states),
        state_field=plan.state_field,
        negate_returns=plan.negate_returns,
        fill_client_down=plan.fill_client_down,
        order_total_once=plan.order_total_once,
        cell_bytes=plan.cell_bytes,
        fixed_day=plan.fixed_day.isoformat() if plan.fixed_day else None,
        currency=plan.currency,
        by_sign=plan.by_sign,
    )


def _sign(part: SalesTable, name: str) -> Sign | None:
    values = part.profiles[part.plan.columns[name]].values
    return None if number_format.decide(values) == "plain" else part.plan.numbers[name].decimal


def _order(part: SalesTable, answers: Answers) -> Order | None:
    if "date" not in part.plan.columns or answers.date_order:
        return part.plan.dates.order
    values = part.profiles[part.plan.columns["date"]].values
    return None if date_format.decide(values) == "plain" else part.plan.dates.order


def plan_of(rules: SheetRules, today: date) -> Plan:
    """The plan that these rules are; `today`: later dates are held back."""
    return Plan(
        columns=rules.columns,
        header=rules.header,
        dates=DateFormat(rules.date_order),  # type: ignore[arg-type]
        numbers={name: NumberFormat(sign) for name, sign in rules.decimals.items()},  # type: ignore[arg-type]
        today=today,
        width=len(rules.header),
        whole_floats=frozenset(rules.whole_floats),
        left_out_states=rules.left_out_states,
        state_field=rules.state_field,
        negate_returns=rules.negate_returns,
        fill_client_down=rules.fill_client_down,
        order_total_once=rules.order_total_once,
        cell_bytes=rules.cell_bytes,
        fixed_day=date.fromisoformat(rules.fixed_day) if rules.fixed_day else None,
        currency=rules.currency,
        by_sign=rules.by_sign,
    )
