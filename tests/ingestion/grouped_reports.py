"""Grouped reports as accounting systems write them, made from lines with a known truth."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

MANAGERS = ("Иванов И. И.", "Петрова А. С.", "Сидоренко О. П.")
CLIENTS = ("ООО «Ромашка»", "ИП Кузнецов А. В.", "ЗАО Вектор", "ТОВ Їжак", "Лес и Дом", "Меркурий ТД")
PRODUCTS = ("Цемент М500", "Доска 25х150", "Утеплитель 50 мм", "Доставка")
HEADINGS = {
    "ru": {"manager": "Менеджер", "client": "Контрагент", "document": "Документ", "product": "Номенклатура",
           "month": "Месяц", "date": "Дата", "quantity": "Количество", "amount": "Сумма", "total": "Итого"},
    "uk": {"manager": "Менеджер", "client": "Контрагент", "document": "Документ", "product": "Номенклатура",
           "month": "Місяць", "date": "Дата", "quantity": "Кількість", "amount": "Сума", "total": "Разом"},
    "en": {"manager": "Manager", "client": "Customer", "document": "Document", "product": "Product",
           "month": "Month", "date": "Date", "quantity": "Quantity", "amount": "Amount", "total": "Total"},
}  # fmt: skip
OF = {"ru": "от", "uk": "від", "en": "of"}
MONTHS = {
    "ru": "Январь Февраль Март Апрель",
    "uk": "Січень Лютий Березень Квітень",
    "en": "January February March April",
}


@dataclass(frozen=True)
class Line:
    """One line of sales."""

    manager: str
    client: str
    document: str
    day: date
    product: str
    quantity: int
    amount: Decimal


def some_lines(count: int, seed: int = 5) -> list[Line]:
    """Lines of a few managers, clients and documents; some are returns."""
    chance = random.Random(seed)
    lines = []
    for place in range(count):
        client = chance.randrange(len(CLIENTS))
        quantity = chance.choice([*range(1, 60), -2])
        lines.append(
            Line(
                manager=MANAGERS[client % len(MANAGERS)],
                client=CLIENTS[client],
                document=f"{place // 2:09d}",
                day=date(2024, 1, 3) + timedelta(days=place * 90 // count),
                product=chance.choice(PRODUCTS),
                quantity=quantity,
                amount=Decimal(chance.randint(101, 999_999)) / 100 * (1 if quantity > 0 else -1),
            )
        )
    return lines


@dataclass(frozen=True)
class Form:
    """How a report is written.

    levels: names of the groupings from the outermost; the last one names the lines where `dated` is False.
    names: 'joined' in one header cell, 'stacked' under one another, 'listed' above the table. sums: headings state
    sums. dated: lines have columns of date and product of their own. total: 'end', 'start' or ''.
    """

    levels: tuple[str, ...]
    language: str = "ru"
    names: str = "joined"
    sums: bool = True
    dated: bool = False
    own_columns: bool = False
    total: str = "end"
    title: str = ""


def label_of(line: Line, level: str, language: str) -> str:
    """What a line is called at a level."""
    if level == "document":
        return f"Sale {line.document} {OF[language]} {line.day:%d.%m.%Y} 12:00:00"
    if level == "month":
        return f"{MONTHS[language].split()[line.day.month - 1]} {line.day.year}"
    return str(getattr(line, level))


def report_rows(lines: Sequence[Line], form: Form) -> list[list[Any]]:
    """The rows of the report, header and title included."""
    words = HEADINGS[form.language]
    names = [words[level] for level in form.levels]
    places = len(form.levels) if form.own_columns else 1
    extra = [words["date"], words["product"]] if form.dated else []
    head: list[list[Any]] = []
    if form.title:
        head += [["Отчёт"], [form.title], []]
    if form.names == "listed":
        head += [[f"Группировки строк: {'; '.join(name + ' (Элементы)' for name in names)}"], []]
    measures = [*extra, words["quantity"], words["amount"]]
    if form.own_columns:
        head.append([*names, *measures])
    elif form.names == "stacked":
        head += [[names[0], *measures], *[[name] for name in names[1:]]]
    else:
        head.append([" / ".join(names) if form.names == "joined" else "", *measures])
    total = [words["total"], *[""] * (places - 1 + len(extra)), *_sums(lines)]
    body = list(_group(lines, form, 0))
    if form.total == "start":
        return [*head, total, *body]
    return [*head, *body, *([total] if form.total else []), [], ["Ответственный: ____________"]]


def _sums(lines: Sequence[Line]) -> list[Any]:
    return [sum(line.quantity for line in lines), sum((line.amount for line in lines), Decimal(0))]


def _group(lines: Sequence[Line], form: Form, level: int) -> Iterator[list[Any]]:
    places = len(form.levels) if form.own_columns else 1
    place = level if form.own_columns else 0
    deepest = len(form.levels) - (0 if form.dated else 1)
    if level == deepest:
        for line in lines:
            yield _line(line, form, place, places)
        return
    name = form.levels[level]
    for label, members in groupby(_sorted(lines, form, level), key=lambda line: label_of(line, name, form.language)):
        own = list(members)
        cells: list[Any] = [""] * places
        cells[place] = label
        extra = ["", ""] if form.dated else []
        yield [*cells, *extra, *(_sums(own) if form.sums else ["", ""])]
        yield from _group(own, form, level + 1)


def _sorted(lines: Sequence[Line], form: Form, level: int) -> list[Line]:
    name = form.levels[level]
    if name in ("document", "month"):
        return sorted(lines, key=lambda line: (line.day, line.document))
    return sorted(lines, key=lambda line: str(getattr(line, name)))


def _line(line: Line, form: Form, place: int, places: int) -> list[Any]:
    cells: list[Any] = [""] * places
    extra: list[Any] = []
    if form.dated:
        extra = [line.day, line.product]
    else:
        cells[place] = label_of(line, form.levels[-1], form.language)
    return [*cells, *extra, line.quantity, line.amount]


def write_workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """The report as XLSX."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("TDSheet")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)  # type: ignore[arg-type]
                elif isinstance(cell, int | Decimal):
                    sheet.write_number(at, column, float(cell))
                elif cell:
                    sheet.write_string(at, column, cell)
    return path


def write_text(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "cp1251") -> Path:
    """The report saved as CSV by a Russian Excel: semicolons, decimal commas, spaces between thousands."""
    width = max(map(len, rows))
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=";")
        for row in rows:
            writer.writerow([*map(_text, row), *[""] * (width - len(row))])
    return path


def _text(cell: Any) -> str:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}".replace(",", " ").replace(".", ",")
    return str(cell)
