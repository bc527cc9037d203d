"""Tables with months in their columns, made of a known long table in the ways in which people and programs write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import xlsxwriter
from example_files import quoted

Cells = dict[tuple[str, date], Decimal]  # client and last day of the month -> amount
MONTHS = {
    "ru": "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".split(),
    "uk": "Січень Лютий Березень Квітень Травень Червень Липень Серпень Вересень Жовтень Листопад Грудень".split(),
    "en": "January February March April May June July August September October November December".split(),
}
SHORT = {
    "ru": "янв фев мар апр май июн июл авг сен окт ноя дек".split(),
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}
CLIENT = {"ru": "Контрагент", "uk": "Контрагент", "en": "Customer"}
TOTAL = {"ru": "Общий итог", "uk": "Разом", "en": "Grand Total"}
STYLES = ("full", "short", "number", "iso")


@dataclass(frozen=True)
class Way:
    """How a crosstab is written. typed: months of a workbook as dates. grouped: clients
    stand under managers in one column, each manager with the sums of his clients."""

    language: str = "ru"
    style: str = "full"
    total_row: bool = False
    total_column: bool = False
    title: bool = False
    zeros: bool = False  # 0 instead of a blank cell
    workbook: bool = False
    typed: bool = False
    grouped: bool = False
    delimiter: str = ";"


def month_end(day: date) -> date:
    """The last day of a month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_name(day: date, way: Way) -> str:
    """A month as a header names it."""
    return {
        "full": f"{MONTHS[way.language][day.month - 1]} {day.year}",
        "short": f"{SHORT[way.language][day.month - 1]}.{day:%y}",
        "number": f"{day:%m.%Y}",
        "iso": f"{day:%Y-%m}",
    }[way.style]


def table_of(cells: Cells, clients: Sequence[str], months: Sequence[date], way: Way) -> list[list[object]]:
    """The rows of the crosstab: texts, dates and Decimals, None for nothing."""
    empty = Decimal(0) if way.zeros else None
    head: list[object] = [CLIENT[way.language]]
    head += [day.replace(day=1) if way.typed and way.workbook else month_name(day, way) for day in months]
    rows = [head]
    for place, client in enumerate(clients):
        if way.grouped and place % 2 == 0:
            rows.append([f"Менеджер {place}", *_sums(cells, clients[place : place + 2], months)])
        rows.append([client, *(cells.get((client, day), empty) for day in months)])
    if way.total_row:
        rows.append([TOTAL[way.language], *_sums(cells, clients, months)])
    if way.total_column:
        head.append(TOTAL[way.language])
        for row in rows[1:]:
            row.append(sum((cell for cell in row[1:] if isinstance(cell, Decimal)), Decimal(0)))
    if way.title:
        rows.insert(0, [{"ru": "Продажи", "uk": "Продажі", "en": "Sales"}[way.language], *[None] * (len(head) - 1)])
    return rows


def _sums(cells: Cells, clients: Sequence[str], months: Sequence[date]) -> list[Decimal]:
    return [sum((cells.get((client, day), Decimal(0)) for client in clients), Decimal(0)) for day in months]


def text_of_table(rows: Sequence[Sequence[object]], delimiter: str) -> bytes:
    """Rows as a text file with decimal commas."""
    lines = []
    for row in rows:
        cells = ["" if c is None else f"{c:.2f}".replace(".", ",") if isinstance(c, Decimal) else str(c) for c in row]
        lines.append(delimiter.join(quoted(cell, delimiter) for cell in cells))
    return ("\n".join(lines) + "\n").encode()


def workbook_of_table(rows: Sequence[Sequence[object]]) -> bytes:
    """Rows as a workbook."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, months = book.add_worksheet("Отчёт"), book.add_format({"num_format": "mmm.yy"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, place, cell, months)
                elif isinstance(cell, Decimal):
                    sheet.write_number(at, place, float(cell))
                elif cell is not None:
                    sheet.write_string(at, place, str(cell))
    return target.getvalue()


def file_of(cells: Cells, clients: Sequence[str], months: Sequence[date], way: Way) -> bytes:
    """The bytes of the crosstab."""
    rows = table_of(cells, clients, months, way)
    return workbook_of_table(rows) if way.workbook else text_of_table(rows, way.delimiter)
