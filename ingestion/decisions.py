"""From a mapping to a plan: the decimal sign and the order of dates by the evidence of whole columns, and what
must be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Facts
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion import date_format, discount, number_format
from ingestion.answers import Answers
from ingestion.cells import Cell, is_no_number, text_of
from ingestion.currencies import currency_of_header, sign_of, signs_of
from ingestion.date_format import DateFormat, Order
from ingestion.limits import Limits
from ingestion.mapping import Mapping
from ingestion.number_format import NumberFormat, Sign, Verdict
from ingestion.plan import Plan
from ingestion.profile import ColumnProfile
from ingestion.reading import Question
from ingestion.refusal import Fact
from ingestion.vocabulary import state_of_sale

NUMBERS = ("amount", "quantity", "price", "cost", "margin", "refund")
CODES = ("client_id", "tax_id", "order_no", "client")


def make_plan(
    mapping: Mapping, profiles: Sequence[ColumnProfile], answers: Answers, today: date, limits: Limits
) -> Plan:
    """The plan of a table. What could not be decided is added to `mapping.questions` and planned by the best guess."""
    by_index = {profile.index: profile for profile in profiles}
    numbers = _number_formats(mapping, by_index, answers)
    _add_totals(mapping, by_index, numbers)
    way = _way_of_discount(mapping, answers)
    if way is not None:
        numbers["discount"] = discount.format_of(by_index[mapping.columns["discount"]].values)
        mapping.warnings.append("discount_taken_off")
    plan = Plan(
        columns=dict(mapping.columns),
        header=tuple(profile.header for profile in profiles),
        dates=_date_format(mapping, by_index, answers),
        numbers=numbers,
        today=today,
        width=len(profiles),
        whole_floats=frozenset(n for n in CODES if n in mapping.columns and by_index[mapping.columns[n]].whole_floats),
        negate_returns=bool(answers.subtract_returns),
        discount=way,
        order_total_once=answers.options.get("order_total_repeated") == "once",
        fill_client_down=answers.options.get("client_blank_below") == "fill_down",
        fill_date_down=answers.options.get("date_blank_below") == "fill_down",
        looks_total=answers.options.get("looks_total", ""),
        behind_total=answers.options.get("behind_total", ""),
        cell_bytes=limits.cell_bytes,
    )
    plan = _with_currency(plan, mapping, by_index, answers)
    return _with_states(plan, mapping, by_index, answers)


def _way_of_discount(mapping: Mapping, answers: Answers) -> str | None:
    """How a person said that the column of discounts is taken off a computed amount; None where it is not."""
    answer = answers.options.get(discount.QUESTION)
    is_computed = "amount" not in mapping.columns and "discount" in mapping.columns
    return answer if is_computed and answer in discount.WAYS else None


def _number_formats(mapping: Mapping, profiles: Facts[int, ColumnProfile], answers: Answers) -> dict[str, NumberFormat]:
    present = [name for name in NUMBERS if name in mapping.columns]
    verdicts: dict[str, Verdict] = {
        name: number_format.decide(profiles[mapping.columns[name]].values) for name in present
    }
    proven: set[Sign] = {sign for sign in verdicts.values() if sign == "," or sign == "."}
    common: Sign | None = next(iter(proven)) if len(proven) == 1 else answers.decimal_sign
    formats: dict[str, NumberFormat] = {}
    for name, verdict in verdicts.items():
        if verdict == "unknown" and common is None:
            formats[name] = NumberFormat(".")
            _ask_decimal(mapping, profiles[mapping.columns[name]], name)
        else:
            formats[name] = NumberFormat(_sign_of(verdict, common, answers))
    return formats


def _sign_of(verdict: Verdict, common: Sign | None, answers: Answers) -> Sign | None:
    if verdict == "," or verdict == ".":
        return verdict
    if verdict == "mixed":
        return answers.decimal_sign
    return common if verdict == "unknown" else "."


def _ask_decimal(mapping: Mapping, profile: ColumnProfile, name: str) -> None:
    counts = name == "amount" or ("amount" not in mapping.columns and name in ("quantity", "price")) or name == "refund"
    if not counts or any(question.code == "decimal_sign" for question in mapping.questions):
        return
    options = tuple(
        {"answer": sign, "total": str(total_of(profile.values, NumberFormat(sign))), "header": profile.header}
        for sign in (",", ".")
    )
    mapping.unclear.add(profile.index)
    mapping.questions.append(
        Question("decimal_sign", options, {"header": profile.header, "sample": profile.samples[0]})
    )


def total_of(values: Counter[Cell], number: NumberFormat) -> Decimal:
    """The sum of a column under one reading."""
    total = Decimal(0)
    for cell, count in values.items():
        value = None if is_no_number(cell) else number.read(cell)
        if value is not None:
            total += value * count
    return total


def _add_totals(mapping: Mapping, profiles: Facts[int, ColumnProfile], numbers: Facts[str, NumberFormat]) -> None:
    """Beside each money column that is offered stands what it adds up to."""
    for place, question in enumerate(mapping.questions):
        if question.code not in ("which_amount", "no_amount_column"):
            continue
        options: list[dict[str, Any]] = []
        for option in question.options:
            values = profiles[int(option["answer"]) - 1].values
            verdict = number_format.decide(values)
            known = numbers.get("amount", NumberFormat(".")).decimal
            sign: Sign | None = verdict if verdict == "," or verdict == "." else known if verdict == "unknown" else "."
            sign = None if verdict == "mixed" else sign  # each value by its own last sign
            options.append({**option, "total": str(total_of(values, NumberFormat(sign)))})
        mapping.questions[place] = replace(question, options=tuple(options))


def _date_format(mapping: Mapping, profiles: Facts[int, ColumnProfile], answers: Answers) -> DateFormat:
    if "date" not in mapping.columns:
        return DateFormat("dmy")
    if answers.date_order:
        return DateFormat(answers.date_order)
    profile = profiles[mapping.columns["date"]]
    verdict = date_format.decide(profile.values)
    if verdict == "dmy" or verdict == "mdy":
        return DateFormat(verdict)
    if verdict == "plain":
        return DateFormat("dmy")
    options = tuple(_range(profile, order) for order in ("dmy", "mdy"))
    mapping.unclear.add(profile.index)
    mapping.questions.append(
        Question("ambiguous_dates", options, {"header": profile.header, "sample": profile.samples[0]})
    )
    return DateFormat("dmy" if verdict == "unknown" else None)


def _range(profile: ColumnProfile, order: Order) -> dict[str, Any]:
    """The first and last day of a column under one order."""
    days = [day for day in map(DateFormat(order).read, profile.values) if day is not None]
    return {"answer": order, "from": str(min(days, default="")), "to": str(max(days, default=""))}


def _with_states(plan: Plan, mapping: Mapping, profiles: Facts[int, ColumnProfile], answers: Answers) -> Plan:
    """Cancelled rows are no sales; of deals only the won ones are. A list of deals without a won one is asked about."""
    for name in ("stage", "status"):
        if name not in mapping.columns:
            continue
        texts = {text_of(cell) for cell in profiles[mapping.columns[name]].values}
        states = {text: state_of_sale(text) for text in texts}
        reasons = {text: "cancelled" for text, state in states.items() if state == "cancelled"}
        kinds = set(states.values())
        if "won" in kinds and answers.options.get("deals") != "all":
            reasons |= {text: "not_won" for text, state in states.items() if state in ("lost", "open")}
        elif name == "stage" and "won" not in kinds and answers.options.get("no_won_deals") != "all":
            mapping.questions.append(
                Question("no_won_deals", ({"answer": "all"},), {"header": plan.header[mapping.columns[name]]})
            )
        if reasons:
            kept = tuple(sorted((texts | {""}) - set(reasons)))
            return replace(plan, left_out_states=reasons, kept_states=kept, state_field=name)
    return plan


def _with_currency(plan: Plan, mapping: Mapping, profiles: Facts[int, ColumnProfile], answers: Answers) -> Plan:
    """The currency that the money column names by its signs or its header; each amount has its own where signs differ.

    Amounts without a sign among several currencies are asked about: adding them to the wrong one would be a wrong sum.
    """
    at = mapping.columns.get("amount", mapping.columns.get("price", -1))
    if at not in profiles or "currency" in mapping.columns:
        return plan
    named = currency_of_header(profiles[at].header)
    signs = signs_of(profiles[at].values)
    without = signs.pop(None, 0)
    known = sorted(code for code in signs if code)
    if not known or (known == [named] or (len(known) == 1 and named is None)):
        return replace(plan, currency=known[0] if known else named)
    told = answers.options.get("several_currencies") or named
    if without and told is None:
        _ask_currency(mapping, profiles[at], known, plan.numbers.get("amount") or plan.numbers["price"])
    return replace(plan, currency=told, by_sign=True)


def _ask_currency(mapping: Mapping, profile: ColumnProfile, known: Sequence[str], number: NumberFormat) -> None:
    unsigned = Counter({cell: count for cell, count in profile.values.items() if sign_of(cell) is None})
    total = str(total_of(unsigned, number))
    options = tuple({"answer": code, "header": code, "total": total} for code in known)
    facts: dict[str, Fact] = {"currencies": ", ".join(known), "header": profile.header}
    mapping.unclear.add(profile.index)
    mapping.questions.append(Question("several_currencies", options, facts))
