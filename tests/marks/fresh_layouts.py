"""Layouts of exports: registers of accounting systems, lists of deals, orders of shops, sheets made by hand.

Each layout gives the rows of a sheet and the truth of them; how cells are written is the style's affair.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from tests.marks.fresh_sales import Sale, sell, total
from tests.marks.fresh_writing import Rows, Style, Value


@dataclass(frozen=True)
class Table:
    """The rows of a sheet with their truth.

    columns: field -> its header. asked: questions that nobody could answer from the file alone. held: rows that no
    one can read. merged: ranges to merge in a workbook.
    """

    layout: str
    rows: Rows
    sales: tuple[Sale, ...]
    columns: dict[str, str]
    header: int  # line of the header from 1
    asked: frozenset[str] = frozenset()
    held: int = 0
    merged: tuple[tuple[int, ...], ...] = ()
    dated_by: str = "day"  # 'month': the file says no more than a month
    amounts: dict[str, str] = field(default_factory=dict)


NAMES = {
    "ru": {
        "date": "Дата|Дата документа|Дата продажи|День", "client": "Контрагент|Клиент|Покупатель|Заказчик",
        "product": "Номенклатура|Товар|Наименование товара", "quantity": "Количество|Кол-во|Кол-во, шт",
        "price": "Цена|Цена, руб.|Цена за ед.", "amount": "Сумма|Сумма, руб.|Выручка|Сумма продажи|Стоимость с НДС",
        "manager": "Менеджер|Ответственный", "region": "Регион|Город|Филиал", "order_no": "Номер|№ документа|Номер заказа",
        "client_id": "Код клиента|Код контрагента", "cost": "Себестоимость", "currency": "Валюта", "row": "№ п/п",
        "total": "Итого|Всего|ИТОГО:|Итого по отчету", "note": "Комментарий", "unit": "Ед. изм.", "tax": "Сумма НДС",
    },
    "uk": {
        "date": "Дата|Дата документа|Дата продажу", "client": "Контрагент|Клієнт|Покупець|Замовник",
        "product": "Номенклатура|Товар|Назва товару", "quantity": "Кількість|К-сть|Кількість, шт",
        "price": "Ціна|Ціна, грн|Ціна за од.", "amount": "Сума|Сума, грн|Виручка|Сума продажу|Вартість з ПДВ",
        "manager": "Менеджер|Відповідальний", "region": "Регіон|Місто|Філія", "order_no": "Номер|Номер замовлення",
        "client_id": "Код клієнта|Код контрагента", "cost": "Собівартість", "currency": "Валюта", "row": "№ з/п",
        "total": "Разом|Усього|Всього:|Загалом", "note": "Коментар", "unit": "Од. вим.", "tax": "Сума ПДВ",
    },
    "en": {
        "date": "Date|Invoice Date|Order Date|Sale date", "client": "Customer|Client|Customer Name|Buyer",
        "product": "Product|Item|Product name|Description", "quantity": "Qty|Quantity|Units",
        "price": "Unit Price|Price|Rate", "amount": "Amount|Total|Net Amount|Line Total|Sales", "manager": "Sales Rep|Manager",
        "region": "Region|City|Territory", "order_no": "Invoice No|Order Number|Doc Number", "client_id": "Customer ID",
        "cost": "Cost", "currency": "Currency", "row": "#", "total": "Total|Grand Total|TOTAL:", "note": "Notes",
        "unit": "Unit", "tax": "VAT",
    },
}  # fmt: skip
VALUES: dict[str, Callable[[Sale, int], Value]] = {
    "date": lambda sale, _: sale.moment, "client": lambda sale, _: sale.client, "product": lambda sale, _: sale.product,
    "quantity": lambda sale, _: sale.quantity, "price": lambda sale, _: sale.price, "amount": lambda sale, _: sale.amount,
    "manager": lambda sale, _: sale.manager, "region": lambda sale, _: sale.region,
    "order_no": lambda sale, _: f"{sale.order:09d}", "client_id": lambda sale, _: sale.code,
    "cost": lambda sale, _: (sale.amount * Decimal("0.7")).quantize(Decimal("0.01")), "row": lambda _, number: number,
    "note": lambda sale, _: "самовывоз, оплата на месте; срочно" if sale.order % 7 == 0 else "", "unit": lambda *_: "шт",
    "tax": lambda sale, _: (sale.amount / 6).quantize(Decimal("0.01")),
}  # fmt: skip


def named(chance: random.Random, language: str, fields: Sequence[str]) -> dict[str, str]:
    """A name for each field, none of them twice."""
    while True:
        found = {name: chance.choice(NAMES[language][name].split("|")) for name in fields}
        if len(set(found.values())) == len(found):
            return found


def body(sales: Sequence[Sale], fields: Sequence[str]) -> list[list[Value]]:
    """A row for each sale."""
    return [[VALUES[name](sale, number) for name in fields] for number, sale in enumerate(sales, start=1)]


def title(chance: random.Random, language: str, sales: Sequence[Sale], width: int) -> list[list[Value]]:
    """Lines above a table as reports have them."""
    words = {
        "ru": ("Продажи", "Период: {} - {}", "Отбор: Организация Равно \"ООО Наша фирма\"", "Показатели: Сумма; Количество"),
        "uk": ("Продажі", "Період: {} - {}", "Відбір: Організація Дорівнює \"ТОВ Наша фірма\"", "Показники: Сума; Кількість"),
        "en": ("Sales register", "Period: {} - {}", "Filter: Company equals \"Our firm\"", "Run by: admin, page 1 of 1"),
    }[language]  # fmt: skip
    first, last = (f"{one.day:%d.%m.%Y}" for one in (sales[0], sales[-1]))
    lines = [words[0], words[1].format(first, last), *words[2:]][: chance.randint(0, 4)]
    made: list[list[Value]] = [[text, *[None] * (width - 1)] for text in lines]
    return made + ([[None] * width] if made and chance.random() < 0.6 else [])


def total_row(language: str, chance: random.Random, fields: Sequence[str], sales: Sequence[Sale]) -> list[Value]:
    """A last row that adds up what can be added up; sometimes nothing says what it is."""
    row: list[Value] = [None] * len(fields)
    for name in ("quantity", "amount", "cost", "tax"):
        if name in fields:
            row[fields.index(name)] = sum((VALUES[name](sale, 0) for sale in sales), Decimal(0))  # type: ignore[misc, arg-type]
    label = next(
        (at for at, name in enumerate(fields) if name not in ("quantity", "amount", "cost", "price", "tax")), 0
    )
    if chance.random() < 0.85:
        row[label] = chance.choice(NAMES[language]["total"].split("|"))
    return row


def register(chance: random.Random, language: str, count: int) -> Table:
    """A plain register of lines: columns in any order, a title, a total, blank rows, repeated headers, footers."""
    sales = sell(chance, language, count)
    more = [name for name in ("product", "manager", "region", "order_no", "client_id", "cost", "note", "unit", "tax", "row") if chance.random() < 0.4]  # fmt: skip
    fields = ["date", "client", "amount", *more]
    if chance.random() < 0.5:
        fields += ["quantity", "price"]
    chance.shuffle(fields)
    names = named(chance, language, fields)
    head = title(chance, language, sales, len(fields))
    rows = body(sales, fields)
    header: list[Value] = [names[name] for name in fields]
    if chance.random() < 0.15:
        rows = [row for at, row in enumerate(rows) for row in ([header, row] if at and at % 17 == 0 else [row])]
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        rows.insert(chance.randrange(1, len(rows)), [None] * len(fields))
    if chance.random() < 0.5:
        rows.append(total_row(language, chance, fields, sales))
    if chance.random() < 0.2:
        foot = {
            "ru": "Отчет сформирован 01.06.2025 12:00",
            "uk": "Звіт сформовано 01.06.2025 12:00",
            "en": "Printed on 01/06/2025",
        }
        rows += [[None] * len(fields), [foot[language], *[None] * (len(fields) - 1)]]
    return Table("register", [*head, header, *rows], tuple(sales), names, len(head) + 1)


def subtotals(chance: random.Random, language: str, count: int) -> Table:
    """A register whose groups (by client or manager) end with a subtotal, and all of it with a total."""
    sales = sell(chance, language, count)
    by = chance.choice(("client", "manager"))
    sales.sort(key=lambda sale: (getattr(sale, by), sale.day))
    fields = [by, "date", *(["client"] if by == "manager" else []), "product", "quantity", "price", "amount"]
    names = named(chance, language, fields)
    rows: list[list[Value]] = []
    style = chance.choice(("behind", "before", "bare"))
    word = NAMES[language]["total"].split("|")[0]
    for label, group in groupby(sales, key=lambda sale: getattr(sale, by)):
        lines = list(group)
        rows += body(lines, fields)
        ending = total_row(language, chance, fields, lines)
        ending[0] = {"behind": f"{label} {word.lower()}", "before": f"{word} {label}", "bare": word}[style]
        rows.append(ending)
    whole = total_row(language, chance, fields, sales)
    whole[0] = {"ru": "Общий итог", "uk": "Загальний підсумок", "en": "Grand Total"}[language]
    rows.append(whole)
    header: list[Value] = [names[name] for name in fields]
    return Table(f"subtotals {style}", [header, *rows], tuple(sales), names, 1)


def two_levels(chance: random.Random, language: str, count: int) -> Table:
    """A header of two rows: a spanning name over quantity, price and amount."""
    sales = sell(chance, language, count)
    over, under = {
        "ru": ("Реализация", ("Количество", "Цена", "Сумма")), "uk": ("Реалізація", ("Кількість", "Ціна", "Сума")),
        "en": ("Sales", ("Quantity", "Price", "Amount")),
    }[language]  # fmt: skip
    fields = ["date", "client", "product", "quantity", "price", "amount"]
    names = named(chance, language, fields) | dict(zip(fields[3:], (f"{over} {name}" for name in under), strict=True))
    top: list[Value] = [names["date"], names["client"], names["product"], over, None, None]
    low: list[Value] = [None, None, None, *under]
    rows = body(sales, fields)
    if chance.random() < 0.5:
        rows.append(total_row(language, chance, fields, sales))
    return Table("two levels", [top, low, *rows], tuple(sales), names, 1, merged=((0, 3, 0, 5),))


def documents(chance: random.Random, language: str, count: int) -> Table:
    """A register whose column of documents names number and day; a column of dates may stand beside."""
    sales = sell(chance, language, count)
    kind, of = {"ru": ("Реализация товаров и услуг", "от"), "uk": ("Реалізація товарів і послуг", "від"),
                "en": ("Invoice", "of")}[language]  # fmt: skip
    names = named(chance, language, ["date", "client", "product", "quantity", "amount"])
    names["order_no"] = {"ru": "Документ", "uk": "Документ", "en": "Document"}[language]
    fields = ["order_no", "client", "product", "quantity", "amount"]
    dated = chance.random() < 0.6
    rows = body(sales, fields)
    for row, sale in zip(rows, sales, strict=True):
        row[0] = f"{kind} {sale.order:011d} {of} {sale.moment:%d.%m.%Y %H:%M:%S}"
        if dated:
            row.insert(0, sale.moment)
    header: list[Value] = [names[name] for name in (["date", *fields] if dated else fields)]
    return Table("documents", [header, *rows], tuple(sales), names, 1)


def clients_once(chance: random.Random, language: str, count: int) -> Table:
    """The client stands only on the first of his rows, as people write: nobody can be sure whose the others are."""
    sales = sorted(sell(chance, language, count), key=lambda sale: (sale.client, sale.day))
    fields = ["client", "date", "product", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for before, (row, sale) in zip([None, *sales], zip(rows, sales, strict=True), strict=False):
        if before is not None and before.client == sale.client:
            row[0] = None
    header: list[Value] = [names[name] for name in fields]
    return Table("clients once", [header, *rows], tuple(sales), names, 1, frozenset({"client_blank_below"}))


def bad_rows(chance: random.Random, language: str, count: int) -> Table:
    """A register with rows that nobody can read: no such day, a word for an amount, no amount at all."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    spoiled = chance.sample(range(5, len(rows)), 3)
    flaws: list[tuple[int, Value]] = [
        (0, chance.choice(("31.02.2024", "??", "вчера", "00.00.0000"))),
        (3, chance.choice(("#REF!", "договорная", "12,3,4", "1.2.3"))),
        (3, None),
    ]
    for at, (place, value) in zip(spoiled, flaws, strict=True):
        rows[at][place] = value
    good = tuple(sale for at, sale in enumerate(sales) if at not in spoiled)
    header: list[Value] = [names[name] for name in fields]
    return Table("bad rows", [header, *rows], good, names, 1, held=3)


def net_and_gross(chance: random.Random, language: str, count: int) -> Table:
    """Amounts with and without tax, both named plainly: which of them is the revenue, only a person knows."""
    sales = sell(chance, language, count)
    net, tax, gross = {"ru": ("Сумма без НДС", "НДС", "Сумма с НДС"), "uk": ("Сума без ПДВ", "ПДВ", "Сума з ПДВ"),
                       "en": ("Amount excl. VAT", "VAT", "Amount incl. VAT")}[language]  # fmt: skip
    names = named(chance, language, ["date", "client"]) | {"amount": gross}
    rows: list[list[Value]] = []
    for sale in sales:
        less = (sale.amount / Decimal("1.2")).quantize(Decimal("0.01"))
        rows.append([sale.moment, sale.client, less, sale.amount - less, sale.amount])
    header: list[Value] = [names["date"], names["client"], net, tax, gross]
    return Table("net and gross", [header, *rows], tuple(sales), names, 1, frozenset({"which_amount"}))


def computed(chance: random.Random, language: str, count: int) -> Table:
    """No amount but quantity and price; sometimes an empty or zero discount beside them."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "quantity", "price"]
    names = named(chance, language, fields)
    header: list[Value] = [names[name] for name in fields]
    exact = tuple(replace(sale, amount=sale.quantity * sale.price) for sale in sales)
    return Table("computed", [header, *body(sales, fields)], exact, names, 1)


def month_of_title(chance: random.Random, language: str, count: int) -> Table:
    """A month's list of clients without dates: the title alone says when."""
    sales = sell(chance, language, count, days=1, returns=False)
    day = sales[0].day
    words = {"ru": "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
             "uk": "Січень Лютий Березень Квітень Травень Червень Липень Серпень Вересень Жовтень Листопад Грудень",
             "en": "January February March April May June July August September October November December"}  # fmt: skip
    month = words[language].split()[day.month - 1]
    heading = {"ru": f"Продажи за {month.lower()} {day.year} г.", "uk": f"Продажі за {month.lower()} {day.year} р.",
               "en": f"Sales for {month} {day.year}"}[language]  # fmt: skip
    fields = ["client", "product", "quantity", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    if chance.random() < 0.7:
        rows.append(total_row(language, chance, fields, sales))
    header: list[Value] = [names[name] for name in fields]
    head: list[list[Value]] = [[heading, None, None, None], [None] * 4]
    return Table("month of title", [*head, header, *rows], tuple(sales), names, 3, dated_by="month")


def mixed_currencies(chance: random.Random, language: str, count: int) -> Table:
    """Signs of two currencies in one column: no sum over both."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    style = Style(language, "." if language == "en" else ",")
    rows = body(sales, fields)
    for at, row in enumerate(rows):
        row[2] = style.number(sales[at].amount) + (" USD" if at % 3 == 0 else " EUR")
    header: list[Value] = [names[name] for name in fields]
    return Table("mixed currencies", [header, *rows], tuple(sales), names, 1, frozenset({"several_currencies"}))


def free_day(sales: Sequence[Sale]) -> date:
    """The last day of the sales."""
    return max(sale.day for sale in sales)


def with_total(table: Table) -> Decimal:
    """What the table adds up to."""
    return total(list(table.sales))


__all__ = ["NAMES", "VALUES", "Table", "body", "named", "replace", "title", "total_row"]
