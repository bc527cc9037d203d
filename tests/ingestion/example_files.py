"""Rows with a known truth, and the ways in which programs write them to files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

TODAY = date(2026, 6, 1)
CLIENTS = ("ООО «Ромашка»", "ИП Кузнецов А. В.", 'ЗАО "Вектор"', "ТОВ Їжак", "Globex, Inc.")


@dataclass(frozen=True)
class Sale:
    """A row of a test table."""

    day: date
    client: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


def some_sales(count: int, seed: int = 7) -> list[Sale]:
    """Sales with a known sum; days above 12 occur, so that the order of dates can be proven."""
    chance = random.Random(seed)
    first = date(2024, 1, 3)
    return [
        Sale(
            first + timedelta(days=place * 300 // count),
            chance.choice(CLIENTS),
            chance.randint(1, 40),
            Decimal(chance.randint(101, 999_999)) / 100,
        )
        for place in range(count)
    ]


def quoted(value: str, delimiter: str) -> str:
    """A field of a delimited file, quoted where it must be."""
    return '"' + value.replace('"', '""') + '"' if delimiter in value or '"' in value else value


def russian_lines(sales: Sequence[Sale], delimiter: str = ";") -> list[str]:
    """A table as Russian Excel writes it: dd.mm.yyyy, decimal comma."""
    rows = [["Дата", "Контрагент", "Количество", "Цена", "Сумма"]]
    for sale in sales:
        price, amount = (f"{value:.2f}".replace(".", ",") for value in (sale.price, sale.amount))
        rows.append([f"{sale.day:%d.%m.%Y}", sale.client, str(sale.quantity), price, amount])
    return [delimiter.join(quoted(cell, delimiter) for cell in row) for row in rows]


def english_lines(sales: Sequence[Sale]) -> list[str]:
    """A plain export: ISO dates, decimal point, commas."""
    rows = [["Date", "Customer", "Quantity", "Unit price", "Amount"]]
    rows += [[str(s.day), s.client, str(s.quantity), f"{s.price:.2f}", f"{s.amount:.2f}"] for s in sales]
    return [",".join(quoted(cell, ",") for cell in row) for row in rows]


def total(sales: Sequence[Sale]) -> Decimal:
    """What the table adds up to."""
    return sum((sale.amount for sale in sales), Decimal(0))
