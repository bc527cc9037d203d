"""What only the whole table shows: totals that differ, a second table, returns without a minus, clients named once, orders
whose total is repeated, too much held back. Each becomes a question with the sums that its answers lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from ingestion import discount
from ingestion.answers import Answers
from ingestion.cells import Row, text_of
from ingestion.grouped import HEADINGS
from ingestion.mapping import Mapping
from ingestion.plan import amount_of
from ingestion.profile import MOSTLY
from ingestion.reading import Question
from ingestion.refusal import Fact, Refused
from ingestion.vocabulary import is_return, speaks_of_order
from ingestion.walked import Walked

if TYPE_CHECKING:
    from ingestion.sales_table import SalesTable

MANY_HELD = 0.2
FEW_HELD = 3
BLANK_CLIENTS = 0.3
REPEATED_TOTALS = 0.9


def review(prepared: SalesTable, answers: Answers) -> None:
    """What only the whole table shows: returns without a minus, clients named once above their rows, too much
    held back."""
    walked, questions = prepared.walked, prepared.questions
    held = sum(  # rows that call themselves totals are asked about by themselves
        verdict.outcome == "quarantined" and verdict.reason != "total_differs" for verdict, _ in walked.left_out
    )
    known_days = all(question.code != "ambiguous_dates" for question in questions)
    for differing in walked.totals_differ if known_days else ():  # a row without its day only looks like a total
        if answers.options.get("total_differs") != "load":
            facts: dict[str, Fact] = {
                "line": differing.line,
                "amount": str(differing.amount),
                "difference": str(differing.difference),
            }
            questions.append(Question("total_differs", (_adds_up("load", walked),), facts))
    if walked.other_header is not None and answers.options.get("several_tables") != "first":
        questions.append(Question("several_tables", (_adds_up("first", walked),), {"line": walked.other_header}))
    many = held > max(FEW_HELD, MANY_HELD * (held + len(walked.lines)))
    if many and _dates_stand_once(prepared):
        _review_dates(prepared, answers)
    elif many and answers.options.get("many_held") != "load":
        facts = {"held": held, "loaded": len(walked.lines)}
        questions.append(Question("many_held", (_adds_up("load", walked),), facts))
    _review_discount(prepared)
    _review_unnamed_sum(prepared)
    _review_behind_total(prepared, answers)
    if prepared.long is None:  # a table by periods has asked about its groups itself
        _review_groups(prepared)
    _review_headings(prepared, answers)
    _review_returns(prepared, answers)
    _review_clients(prepared, answers)
    _review_orders(prepared, answers)


def _review_discount(prepared: SalesTable) -> None:
    """What the sales add up to with each way of taking the discount off; a line that a way cannot read counts nothing."""
    for place, question in enumerate(prepared.questions):
        if question.code == discount.QUESTION:
            lines = {line.line for line in prepared.walked.lines}
            rows = [row for row in prepared.rows if row.line in lines]
            ways = [str(option["answer"]) for option in question.options]
            options = tuple({"answer": way, "total": str(_total_by(way, prepared, rows))} for way in ways)
            prepared.questions[place] = replace(question, options=options)


def _total_by(way: str, prepared: SalesTable, rows: Sequence[Row]) -> Decimal:
    """The sum of rows read with one way of taking the discount off."""
    values = prepared.profiles[prepared.plan.columns["discount"]].values
    numbers = {**prepared.plan.numbers, "discount": discount.format_of(values)}
    plan = replace(prepared.plan, discount=None if way == discount.IGNORE else way, numbers=numbers)
    amounts = (amount_of(plan, row) for row in rows)
    return sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))


def _dates_stand_once(prepared: SalesTable) -> bool:
    """Whether most of the rows held back lack nothing but a date."""
    if prepared.is_joined:
        return False
    held = [
        verdict
        for verdict, _ in prepared.walked.left_out
        if verdict.outcome == "quarantined" and verdict.reason != "total_differs"
    ]
    undated = sum(verdict.reason == "no_date" and verdict.amount is not None for verdict in held)
    return bool(prepared.walked.lines) and undated > FEW_HELD and undated >= MOSTLY * len(held)


def _review_dates(prepared: SalesTable, answers: Answers) -> None:
    """A day written once above several rows of it: filling down must be said, not assumed."""
    if "date_blank_below" in answers.options:
        return
    walked = prepared.walked
    undated = [verdict for verdict, _ in walked.left_out if verdict.reason == "no_date"]
    amount = sum((verdict.amount for verdict in undated if verdict.amount is not None), Decimal(0))
    header = text_of(prepared.plan.header[prepared.plan.columns["date"]])
    options = (_adds_up("fill_down", walked, amount), _adds_up("hold", walked))
    prepared.questions.append(Question("date_blank_below", options, {"lines": len(undated), "header": header}))


def _review_unnamed_sum(prepared: SalesTable) -> None:
    """A line that equals the sum of the lines above it, but is not called so: a total or a sale?"""
    walked = prepared.walked
    found = walked.looks_total
    if found is None or prepared.plan.looks_total == "line":
        return
    facts: dict[str, Fact] = {"line": found.line, "amount": str(found.amount)}
    options = (_adds_up("total", walked, -found.amount), _adds_up("line", walked))
    prepared.questions.append(Question("looks_total", options, facts))


def _review_behind_total(prepared: SalesTable, answers: Answers) -> None:
    """Lines behind the total of a table without dates: sales that it does not count, or remarks with an amount?"""
    walked = prepared.walked
    behind = [line for line in walked.lines if walked.behind_total is not None and line.line > walked.behind_total]
    if not behind or answers.options.get("behind_total") == "lines":
        return
    amount = sum((line.amount for line in behind), Decimal(0))
    facts: dict[str, Fact] = {"line": behind[0].line, "lines": len(behind), "amount": str(amount)}
    options = (_adds_up("notes", walked, -amount), _adds_up("lines", walked))
    prepared.questions.append(Question("behind_total", options, facts))


def _review_groups(prepared: SalesTable) -> None:
    """What the table adds up to with its headings as groups, and with them as rows of their own."""
    for place, question in enumerate(prepared.questions):
        if question.code == "looks_grouped":
            amounts = (amount_of(prepared.plan, row) for _, row in prepared.headings)
            headings = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
            options = (_adds_up("grouped", prepared.walked), _adds_up("flat", prepared.walked, headings))
            prepared.questions[place] = replace(question, options=options)


def _review_headings(prepared: SalesTable, answers: Answers) -> None:
    """Rows without dates of their own of which several equal the sum of rows below: groups that do not add up as a
    whole, because a row is missing or was changed, would be counted twice. A total of the file's own proves the
    contrary.
    """
    undated = prepared.plan.fixed_day is not None and not prepared.headings and prepared.walked.own_total is None
    if not undated or answers.options.get("looks_grouped") == "flat":
        return
    alike = _sums_of_rows_below([line.amount for line in prepared.walked.lines])
    if alike >= HEADINGS:
        options = (_adds_up("flat", prepared.walked),)
        prepared.questions.insert(0, Question("looks_grouped", options, {"groups": alike}))


def _sums_of_rows_below(amounts: list[Decimal]) -> int:
    """How many amounts equal the sum of two or more amounts right below them."""
    reached: dict[Decimal, int] = {}  # sum of all amounts before a place -> the last such place
    before = [Decimal(0), *accumulate(amounts)]
    alike = 0
    for place in range(len(amounts) - 1, -1, -1):
        # `before[place + 1]` is the sum up to and with this row; two rows at least must follow
        if place + 3 <= len(amounts):
            reached.setdefault(before[place + 3], place + 3)
        alike += amounts[place] != 0 and before[place + 1] + amounts[place] in reached
    return alike


def _adds_up(answer: str, walked: Walked, change: Decimal = Decimal(0)) -> dict[str, str]:
    """An answer beside the sum that it leads to."""
    return {"answer": answer, "total": str(sum((line.amount for line in walked.lines), change))}


def _review_returns(prepared: SalesTable, answers: Answers) -> None:
    """Returns by their document or quantity, but with positive amounts, in a file without any negative amount."""
    if answers.subtract_returns is not None:
        return
    lines = prepared.walked.lines
    returns = [line for line in lines if is_return(line.doc_type or "") or (line.quantity or 0) < 0]
    if returns and all(line.amount >= 0 for line in lines):
        total = sum((line.amount for line in returns), Decimal(0))
        facts: dict[str, Fact] = {"lines": len(returns), "amount": str(total)}
        options = (_adds_up("subtract", prepared.walked, -2 * total), _adds_up("as_is", prepared.walked))
        prepared.questions.append(Question("returns_sign", options, facts))


def clients_are_blank(prepared: SalesTable) -> bool:
    """Whether many rows of a table with a column of clients name none."""
    lines = prepared.walked.lines
    if "client" not in prepared.plan.columns or prepared.plan.fill_client_down:
        return False
    return sum(not (line.client or line.code or line.tax_id) for line in lines) > BLANK_CLIENTS * len(lines)


def _review_clients(prepared: SalesTable, answers: Answers) -> None:
    """A client named once above several rows of his: filling down must be said, not assumed."""
    lines = prepared.walked.lines
    if not clients_are_blank(prepared):
        return
    blank = sum(not (line.client or line.code or line.tax_id) for line in lines)
    headings = sum(
        verdict.reason == "note" and verdict.line < lines[-1].line for verdict, _ in prepared.walked.left_out
    )
    if headings >= 2:
        raise Refused("grouped_report")
    if "client_blank_below" not in answers.options:
        facts: dict[str, Fact] = {
            "lines": blank,
            "header": text_of(prepared.plan.header[prepared.plan.columns["client"]]),
        }
        options = (_adds_up("fill_down", prepared.walked), _adds_up("unidentified", prepared.walked))
        prepared.questions.append(Question("client_blank_below", options, facts))


def proves_lines(mapping: Mapping) -> bool:
    """Whether the amount is known to belong to the line: it equals quantity x price, is computed so, or is a cell of
    a table by periods.
    """
    at = mapping.columns.get("amount")
    return at is None or mapping.evidence[at].code in ("product_of_quantity_and_price", "cells_of_periods")


def repeats_totals(several: int, equal: int, header: str) -> bool:
    """Whether so many of the orders with several lines have one amount on all of them that it must be the order's
    total. Where the header itself speaks of orders, one such order is enough to ask."""
    fewest = 1 if speaks_of_order(header) else FEW_HELD
    return several >= fewest and equal >= REPEATED_TOTALS * several


def _review_orders(prepared: SalesTable, answers: Answers) -> None:
    """Shop exports repeat the total of an order on each of its lines; adding them up would count it several times."""
    if "order_no" not in prepared.plan.columns or proves_lines(prepared.mapping):
        return
    if "order_total_repeated" in answers.options:
        return
    orders: dict[str, list[Decimal]] = {}
    for line in prepared.walked.lines:
        if line.order_no:
            orders.setdefault(line.order_no, []).append(line.amount)
    several = [amounts for amounts in orders.values() if len(amounts) > 1]
    equal = [amounts for amounts in several if len(set(amounts)) == 1 and amounts[0]]
    if repeats_totals(len(several), len(equal), _amount_header(prepared)):
        facts: dict[str, Fact] = {"orders": len(equal), "header": _amount_header(prepared)}
        repeated = sum((sum(amounts[1:], Decimal(0)) for amounts in several), Decimal(0))
        options = (_adds_up("once", prepared.walked, -repeated), _adds_up("each", prepared.walked))
        prepared.questions.append(Question("order_total_repeated", options, facts))


def _amount_header(prepared: SalesTable) -> str:
    return prepared.plan.header[prepared.plan.columns["amount"]]
