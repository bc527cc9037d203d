"""Everything decided about a table before its rows are read, and the reading of one row by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple, Protocol

from ingestion.cells import Cell, Row, is_blank, is_no_number, text_of, unguarded
from ingestion.currencies import code_of, sign_of
from ingestion.date_format import DateFormat
from ingestion.discount import less_discount
from ingestion.number_format import NumberFormat
from ingestion.vocabulary import is_return

FOUR_PLACES = Decimal("0.0001")
LARGEST = Decimal(10) ** 14
EARLIEST = date(1970, 1, 1)
OPTIONAL_NUMBERS = ("cost", "margin", "quantity", "price")
STAGED_TEXT = {
    "tax_id": "tax_id", "code": "client_id", "client": "client", "order_no": "order_no", "product": "product",
    "category": "category", "manager": "manager", "region": "region", "channel": "channel", "currency": "currency",
    "doc_type": "doc_type", "segment": "segment",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How the rows of one table are read. Columns are places from 0; `width` is the number of columns of the header."""

    columns: Mapping[str, int]
    header: Sequence[str]
    dates: DateFormat
    numbers: Mapping[str, NumberFormat]
    today: date
    width: int
    whole_floats: frozenset[str] = frozenset()  # fields whose codes lose a `.0`
    left_out_states: Mapping[str, str] = field(default_factory=dict)  # text of a status -> reason to skip
    kept_states: tuple[str, ...] = ()  # texts of a status that are sales
    state_field: str | None = None
    negate_returns: bool = False
    fill_client_down: bool = False
    fill_date_down: bool = False
    short_rows_allowed: bool = False
    discount: str | None = None  # how the column of discounts is taken off quantity x price
    order_total_once: bool = False  # every line of an order repeats the order's total: only the first counts
    looks_total: str = ""  # 'total' or 'line' where a person said what a line is that equals those above it
    behind_total: str = ""  # 'notes' or 'lines' where a person said what stands behind the total
    cell_bytes: int = 32 * 1024
    periods: Mapping[date, str] = field(default_factory=dict)  # day -> header of the column whose cells became lines
    currency: str | None = None  # code of all amounts, where their signs or their header name one
    by_sign: bool = False  # each amount has the currency of its own sign
    fixed_day: date | None = None  # of every row where the table has no dates and its title names the month

    @property
    def is_dated(self) -> bool:
        """Whether rows have a day at all."""
        return "date" in self.columns or self.fixed_day is not None

    def cell(self, row: Row, name: str) -> Cell:
        """The cell of a field, None where the field has no column or the row is too short."""
        at = self.columns.get(name)
        return None if at is None or at >= len(row.cells) else row.cells[at]

    def text(self, row: Row, name: str) -> str | None:
        """The trimmed text of a field, None where it is blank."""
        text = text_of(self.cell(row, name))
        if name in self.whole_floats:
            text = text.removesuffix(".0")
        return unguarded(text) or None


class SaleLine(NamedTuple):
    """A row to load, in the order of staged.COLUMNS after `sheet`."""

    line: int
    day: date
    tax_id: str | None
    code: str | None
    client: str | None
    amount: Decimal
    cost: Decimal | None
    margin: Decimal | None
    quantity: Decimal | None
    price: Decimal | None
    order_no: str | None
    product: str | None
    category: str | None
    manager: str | None
    region: str | None
    channel: str | None
    currency: str | None
    doc_type: str | None
    segment: str | None


class NamedColumns(Protocol):
    """What a left-out row needs of its table: the columns of its fields and the names above them."""

    @property
    def columns(self) -> Mapping[str, int]: ...
    @property
    def header(self) -> Sequence[str]: ...


def column_of(table: NamedColumns, verdict: Unread, row: Row) -> str | None:
    """The header of the column that decided about a row: of a table by periods that of its period."""
    at = table.columns.get(verdict.field or "")
    if at is None:
        return None
    if isinstance(table, Plan) and table.periods:
        day = table.cell(row, "date")
        if isinstance(day, date):
            return table.periods.get(day, table.header[at])
    return table.header[at]


class Unread(NamedTuple):
    """A row that is not loaded: 'quarantined' or 'skipped', why, and the field and value that decided it."""

    line: int
    outcome: str
    reason: str
    field: str | None = None
    value: str | None = None
    amount: Decimal | None = None


def held(
    row: Row, reason: str, name: str | None = None, value: str | None = None, amount: Decimal | None = None
) -> Unread:
    """A row held back for a person to decide."""
    return Unread(row.line, "quarantined", reason, name, value[:500] if value else value, amount)


def skipped(row: Row, reason: str, name: str | None = None, value: str | None = None) -> Unread:
    """A row that is no sale, with the reason."""
    return Unread(row.line, "skipped", reason, name, value[:500] if value else value)


def _money(value: Decimal) -> Decimal | None:
    """The value to four places (halves away from zero, as DuckDB casts), None where DECIMAL(18, 4) cannot hold it."""
    return value.quantize(FOUR_PLACES, ROUND_HALF_UP) if abs(value) < LARGEST else None


def number_of(plan: Plan, row: Row, name: str) -> Decimal | None:
    """The readable number of a field, else None."""
    cell = plan.cell(row, name)
    if cell is None or is_no_number(cell):
        return None
    value = plan.numbers[name].read(cell)
    return None if value is None else _money(value)


def amount_of(plan: Plan, row: Row) -> Decimal | Unread:
    """The amount of a row, returns and refunds taken off; or why there is none."""
    names = ("amount",) if "amount" in plan.columns else ("quantity", "price")
    values = []
    for name in names:
        cell = plan.cell(row, name)
        if is_no_number(cell):
            return held(row, "no_amount", name)
        value = plan.numbers[name].read(cell)
        if value is None or _money(value) is None:
            return held(row, "bad_amount", name, text_of(cell))
        values.append(value)
    gross = values[0] if len(values) == 1 else values[0] * values[1]
    if plan.discount is not None:
        net = less_discount(gross, plan.cell(row, "discount"), plan.discount, plan.numbers["discount"])
        if net is None:
            return held(row, "bad_amount", "discount", text_of(plan.cell(row, "discount")))
        gross = net
    amount = _money(gross)
    if amount is None:
        return held(row, "bad_amount", names[0])
    return _less_refund(plan, row, amount)


def _less_refund(plan: Plan, row: Row, amount: Decimal) -> Decimal | Unread:
    if "refund" in plan.columns and not is_no_number(plan.cell(row, "refund")):
        refund = number_of(plan, row, "refund")
        if refund is None:
            return held(row, "bad_amount", "refund", text_of(plan.cell(row, "refund")))
        amount -= abs(refund)
    if plan.negate_returns and amount > 0 and _goes_back(plan, row):
        return -amount
    return amount


def _goes_back(plan: Plan, row: Row) -> bool:
    """Whether the document is a return, or its quantity is negative."""
    quantity = number_of(plan, row, "quantity") if "quantity" in plan.columns else None
    return is_return(plan.text(row, "doc_type") or "") or (quantity is not None and quantity < 0)


def day_of(plan: Plan, row: Row) -> date | Unread:
    """The day of a row, or why there is none."""
    if plan.fixed_day is not None:
        return plan.fixed_day
    cell = plan.cell(row, "date")
    if is_blank(cell):
        return held(row, "no_date", "date")
    day = plan.dates.read(cell)
    if day is None:
        return held(row, "bad_date", "date", text_of(cell))
    if day > plan.today:
        return held(row, "future_date", "date", text_of(cell))
    if day < EARLIEST:
        return held(row, "old_date", "date", text_of(cell))
    return day


def flaw_of(plan: Plan, row: Row) -> Unread | None:
    """What is wrong with a row as a record: a broken quote, too few or too many fields, a monstrous cell."""
    if row.flaw:
        return held(row, row.flaw, value=text_of(row.cells[0]) if row.cells else None)
    if len(row.cells) < plan.width and not plan.short_rows_allowed:
        return held(row, "too_few_fields", value=str(len(row.cells)))
    if len(row.cells) > plan.width and any(not is_blank(cell) for cell in row.cells[plan.width :]):
        return held(row, "too_many_fields", value=str(len(row.cells)))
    if any(
        isinstance(cell, str) and len(cell) * 4 > plan.cell_bytes and len(cell.encode()) > plan.cell_bytes
        for cell in row.cells
    ):
        return held(row, "cell_too_long")
    return None


def state_of(plan: Plan, row: Row) -> Unread | None:
    """A skipped row where its status says that there was no sale."""
    if plan.state_field is None:
        return None
    status = text_of(plan.cell(row, plan.state_field))
    reason = plan.left_out_states.get(status)
    return skipped(row, reason, plan.state_field, status) if reason else None


def currency_of(plan: Plan, row: Row) -> str | None:
    """The code of the currency of a row: of its own column, else of the sign beside the amount, else of the header."""
    if "currency" in plan.columns:
        return code_of(plan.text(row, "currency") or "") or plan.currency
    if plan.by_sign:
        return sign_of(plan.cell(row, "amount" if "amount" in plan.columns else "price")) or plan.currency
    return plan.currency


def read_line(
    plan: Plan, row: Row, client_above: str | None = None, day_above: date | None = None
) -> SaleLine | Unread:
    """One row as a line of sales, or why it is none. Client and day above it count where the plan fills them down."""
    problem = flaw_of(plan, row) or state_of(plan, row)
    if problem is not None:
        return problem
    day, amount = day_of(plan, row), amount_of(plan, row)
    if plan.fill_date_down and isinstance(day, Unread) and day.reason == "no_date":
        day = day_above or day
    if isinstance(day, Unread):
        return day._replace(amount=amount if isinstance(amount, Decimal) else None)
    if isinstance(amount, Unread):
        return amount
    texts: dict[str, Any] = {name: plan.text(row, source) for name, source in STAGED_TEXT.items()}
    if plan.fill_client_down:
        texts["client"] = texts["client"] or client_above
    texts["currency"] = currency_of(plan, row)
    numbers: dict[str, Any] = {
        name: number_of(plan, row, name) if name in plan.columns else None for name in OPTIONAL_NUMBERS
    }
    if numbers["margin"] is None and numbers["cost"] is not None:
        numbers["margin"] = amount - numbers["cost"]
    return SaleLine(line=row.line, day=day, amount=amount, **texts, **numbers)
