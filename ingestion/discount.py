"""What a column of discounts takes off a line whose amount is quantity x price.

Only a person can know it, so every way is offered with the sum that it gives; the values only say which ways are
possible at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ingestion.cells import Cell, is_no_number
from ingestion.number_format import NumberFormat, decide, is_number_like
from ingestion.reading import Question

if TYPE_CHECKING:
    from ingestion.mapping import Mapping
    from ingestion.profile import ColumnProfile

QUESTION = "discount_to_take_off"
IGNORE = "ignore"  # the price has it off already
WAYS = SHARE, PERCENT, MONEY = "share", "percent", "money"
_HUNDRED = Decimal(100)


def bare(cell: Cell) -> Cell:
    """The cell without a percent sign at its end."""
    return cell.strip().removesuffix("%").strip() if isinstance(cell, str) else cell


def is_percent_text(cell: Cell) -> bool:
    """Whether the cell itself says that it is a percentage."""
    return isinstance(cell, str) and cell.strip().endswith("%")


def is_discount_like(cell: Cell) -> bool:
    """Whether a cell is a number under some reading, with a percent sign or without."""
    return is_number_like(bare(cell))


def format_of(values: Iterable[Cell]) -> NumberFormat:
    """The decimal sign of a column of discounts, the point where nothing proves the comma."""
    return NumberFormat("," if decide(map(bare, values)) == "," else ".")


def ways_to_take_off(header: str, values: Iterable[Cell]) -> tuple[str, ...]:
    """In which ways can a column be taken off? The likeliest first, `ignore` last; empty where it holds no discount.

    A share of the amount lies between 0 and 1, a percentage between 0 and 100; a cell or a header with a percent sign
    leaves only the percentage. Source: management practice.
    """
    cells = [cell for cell in values if not is_no_number(cell)]
    number = format_of(cells)
    found = [value for cell in cells if (value := number.read(bare(cell)))]
    if not found:
        return ()
    if "%" in header or any(map(is_percent_text, cells)):
        return PERCENT, IGNORE
    if min(found) > 0 and max(found) <= 1:
        return SHARE, MONEY, IGNORE
    if min(found) > 0 and max(found) <= _HUNDRED:
        return PERCENT, MONEY, IGNORE
    return MONEY, IGNORE


def less_discount(gross: Decimal, cell: Cell, way: str, number: NumberFormat) -> Decimal | None:
    """The amount of a line after its discount, exactly; None where the cell cannot be read or takes off more than all.

    gross: quantity x price, negative for a return, whose discount is given back. way: share, percent or money; a cell
    with a percent sign is a percentage whatever the way. A blank cell takes nothing off.
    """
    if is_no_number(cell):
        return gross
    value = number.read(bare(cell))
    if value is None or (value < 0 and way != MONEY):
        return None
    if way == PERCENT or is_percent_text(cell):
        off = abs(gross) * value / _HUNDRED
    else:
        off = abs(gross) * value if way == SHARE else abs(value)
    if off > abs(gross):
        return None
    return gross - off.copy_sign(gross)


def ask_discount(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    """A computed amount and a column of discounts: ask how it is taken off, in the ways that its values allow."""
    at = mapping.columns.get("discount")
    found = next((profile for profile in profiles if profile.index == at), None)
    ways = ways_to_take_off(found.header, found.values) if found is not None else ()
    if found is not None and ways:
        mapping.unclear.add(found.index)
        options = tuple({"answer": way} for way in ways)
        mapping.questions.append(Question("discount_to_take_off", options, {"header": found.header}))
