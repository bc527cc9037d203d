"""The columns that tell what a grouped report is made of: additive numbers, days, clients, and what names its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingestion import number_format
from ingestion.cells import Cell, Row, is_blank, is_no_number
from ingestion.date_format import DateFormat, is_date_like
from ingestion.headers import scores
from ingestion.levels import Measures
from ingestion.number_format import NumberFormat
from ingestion.profile import MOSTLY

_AMOUNTS = ("amount", "worth")
_ADDITIVE = (*_AMOUNTS, "quantity", "cost", "margin")
_DATES = ("date", "shipped", "closed", "paid_date", "created")
_CLIENTS = ("client", "company", "payer", "consignee", "contact")


@dataclass(frozen=True)
class GroupColumns:
    """What the columns of the report are: additive numbers (the amount first), the one of dates, the others."""

    numbers: tuple[tuple[int, NumberFormat], ...]
    amounts: int  # how many of them are amounts
    date_at: int | None
    client_at: int | None
    days_above: bool = False  # days are headings; the rows below them have none of their own

    def measures(self, row: Row) -> Measures | None:
        """The additive numbers of a row, None where it has no amount. A blank beside an amount counts as nothing."""
        values = []
        for place, (at, number) in enumerate(self.numbers):
            cell = row.cells[at] if at < len(row.cells) else None
            value = None if is_no_number(cell) else number.read(cell)
            if value is None and place == 0:
                return None
            values.append(value if value is not None else Decimal(0))
        return tuple(values)

    def says_amount(self, row: Row) -> bool:
        """Whether something stands where the amount should be, readable or not."""
        at = self.numbers[0][0]
        return at < len(row.cells) and not is_blank(row.cells[at])

    def label(self, row: Row) -> tuple[int, Cell] | None:
        """The first cell that is no number: its column and content."""
        taken = {at for at, _ in self.numbers}
        for at, cell in enumerate(row.cells):
            is_day = at == self.date_at and _is_day(cell)
            if at not in taken and not is_blank(cell) and not is_day and not _is_number(cell):
                return at, cell
        if self.days_above and self.date_at is not None and self.is_dated(row):
            return self.date_at, row.cells[self.date_at]
        return None

    def is_dated(self, row: Row) -> bool:
        """Whether the row has a day of its own."""
        at = self.date_at
        return at is not None and at < len(row.cells) and _is_day(row.cells[at])


def _is_day(cell: Cell) -> bool:
    """Whether a cell is a day in either order of day and month."""
    return DateFormat("dmy").read(cell) is not None or DateFormat("mdy").read(cell) is not None


def _is_number(cell: Cell) -> bool:
    return number_format.is_number_like(cell) and not is_date_like(cell)


def group_columns(header: Sequence[str], body: Sequence[Row]) -> GroupColumns | None:
    """The columns that matter, None where no column is an amount.

    header: the names of the columns. body: the rows below it, blank ones left out.
    """
    found: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        roles = [role for role, score in scores(name) if score >= scores(name)[0][1] - 5]
        for role in roles:
            found.setdefault(role, []).append(at)
    numbers: dict[int, NumberFormat] = {}
    for at in (at for role in _ADDITIVE for at in found.get(role, [])):
        read = None if at in numbers else _number_format(body, at)
        if read is not None:
            numbers[at] = read
    amounts = {at for role in _AMOUNTS for at in found.get(role, []) if at in numbers}
    if not amounts:
        return None
    dates = [at for role in _DATES for at in found.get(role, []) if _dates_in(body, at)]
    clients = [at for role in _CLIENTS for at in found.get(role, [])]
    first = (dates[0] if dates else None, clients[0] if clients else None)
    return GroupColumns(tuple(numbers.items()), len(amounts), *first)


def _cells(body: Sequence[Row], at: int) -> list[Cell]:
    return [row.cells[at] for row in body if at < len(row.cells) and not is_no_number(row.cells[at])]


def _number_format(body: Sequence[Row], at: int) -> NumberFormat | None:
    """How the numbers of a column are read, None where most of it is something else."""
    cells = _cells(body, at)
    numbers = sum(number_format.is_number_like(cell) for cell in cells)
    if not cells or numbers < MOSTLY * len(cells):
        return None
    verdict = number_format.decide(cells)
    return NumberFormat("," if verdict == "," else None if verdict == "mixed" else ".")


def _dates_in(body: Sequence[Row], at: int) -> bool:
    cells = _cells(body, at)
    return bool(cells) and sum(map(_is_day, cells)) >= MOSTLY * len(cells)
