"""Example workbooks: the grouped report of an accounting system, and a year kept by hand sheet by sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import xlsxwriter

from sample_data.ledger import Line

Document = tuple[str, str, str, date, tuple[Line, ...]]  # manager, client, number, day, lines
Sale = tuple[date, str, str, Decimal, str]  # day, client, number, amount, manager
_GROUPED = {
    "ru": {"title": "Продажи", "period": "Период: {first:%d.%m.%Y} - {last:%d.%m.%Y}",
           "groups": "Группировки строк: Менеджер (Элементы); Контрагент (Элементы); Документ продажи (Элементы)",
           "levels": ("Менеджер", "Контрагент", "Документ продажи"),
           "measures": ("Количество", "Сумма", "Себестоимость"), "total": "Итого",
           "document": "Реализация товаров и услуг {number} от {day:%d.%m.%Y} 12:00:00"},
    "uk": {"title": "Продажі", "period": "Період: {first:%d.%m.%Y} - {last:%d.%m.%Y}",
           "groups": "Групування рядків: Менеджер (Елементи); Контрагент (Елементи); Документ продажу (Елементи)",
           "levels": ("Менеджер", "Контрагент", "Документ продажу"),
           "measures": ("Кількість", "Сума", "Собівартість"), "total": "Разом",
           "document": "Реалізація товарів і послуг {number} від {day:%d.%m.%Y} 12:00:00"},
}  # fmt: skip


def grouped_workbook(language: str, documents: Sequence[Document]) -> bytes:
    """Manager, client and document under one another in one column, each with its sums; a total below."""
    words: dict[str, Any] = _GROUPED[language]
    kept = io.BytesIO()
    days = [day for _, _, _, day, _ in documents]
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("TDSheet")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 3, 16)
        sheet.write(0, 0, words["title"], bold)
        sheet.write(1, 0, words["period"].format(first=min(days), last=max(days)))
        sheet.write(2, 0, words["groups"])
        for at, level in enumerate(words["levels"]):
            sheet.write(4 + at, 0, level, bold)
        for at, measure in enumerate(words["measures"], start=1):
            sheet.write(4, at, measure, bold)
        for at, (level, label, numbers) in enumerate(
            [*_tree(documents, words), (0, words["total"], _sums(documents))], start=7
        ):
            sheet.set_row(at, None, None, {"level": level})
            sheet.write(at, 0, label, book.add_format({"indent": level, "bold": level < 2}))
            for column, number in enumerate(numbers, start=1):
                sheet.write_number(at, column, float(number), money)
    return kept.getvalue()


def _sums(documents: Sequence[Document]) -> tuple[Decimal, ...]:
    lines = [line for *_, own in documents for line in own]
    quantity = sum(line.quantity for line in lines)
    return Decimal(quantity), *(
        Decimal(sum(part)) / 100 for part in zip(*((o.amount, o.cost) for o in lines), strict=True)
    )


def _tree(documents: Sequence[Document], words: dict[str, Any]) -> list[tuple[int, str, tuple[Decimal, ...]]]:
    """Level, label and sums of every row of the report."""
    rows: list[tuple[int, str, tuple[Decimal, ...]]] = []
    ordered = sorted(documents, key=lambda document: (document[0], document[1], document[3], document[2]))
    for manager, of_manager in groupby(ordered, key=lambda document: document[0]):
        mine = list(of_manager)
        rows.append((0, manager, _sums(mine)))
        for client, of_client in groupby(mine, key=lambda document: document[1]):
            his = list(of_client)
            rows.append((1, client, _sums(his)))
            rows += [(2, words["document"].format(number=one[2], day=one[3]), _sums([one])) for one in his]
    return rows


_BY_HAND = {
    "en": {"header": ("Date", "Client", "Invoice", "Amount", "Manager", "Note"), "total": "Total", "unit": "UAH",
           "title": "Sales, {month}", "note": "paid in cash",
           "months": "January February March April May June July August September October November December"},
    "ru": {"header": ("Дата", "Клиент", "Накладная", "Сумма", "Менеджер", "Примечание"), "total": "Итого", "unit": "грн",
           "title": "Продажи, {month}", "note": "оплата наличными",
           "months": "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь"},
    "uk": {"header": ("Дата", "Клієнт", "Накладна", "Сума", "Менеджер", "Примітка"), "total": "Разом", "unit": "грн",
           "title": "Продажі, {month}", "note": "оплата готівкою",
           "months": "Січень Лютий Березень Квітень Травень Червень Липень Серпень Вересень Жовтень Листопад Грудень"},
}  # fmt: skip


def months_workbook(language: str, sales: Sequence[Sale]) -> bytes:
    """A sheet a month; dates and money sometimes typed as text."""
    words: dict[str, Any] = _BY_HAND[language]
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        shown = book.add_format({"num_format": "dd.mm.yyyy"})
        for (year, month), members in groupby(sorted(sales), key=lambda sale: (sale[0].year, sale[0].month)):
            name = f"{words['months'].split()[month - 1]} {year}"
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 5, 18)
            sheet.write(0, 0, words["title"].format(month=name))
            sheet.write_row(2, 0, words["header"])
            own = list(members)
            for at, (day, client, number, amount, manager) in enumerate(own, start=3):
                if at % 6:
                    sheet.write_datetime(at, 0, day, shown)
                else:
                    sheet.write_string(at, 0, f"{day:%d.%m.%Y}")
                sheet.write_row(at, 1, (client, number))
                if at % 5:
                    sheet.write_number(at, 3, float(amount))
                else:
                    sheet.write_string(at, 3, f"{amount:,.2f} {words['unit']}".replace(",", " ").replace(".", ","))
                sheet.write_row(at, 4, (manager, words["note"] if at % 11 == 0 else ""))
            sheet.write_row(len(own) + 3, 0, (words["total"], "", "", float(sum(sale[3] for sale in own))))
    return kept.getvalue()
