"""Exports of programs by name: Bitrix24, amoCRM, HubSpot, Pipedrive, Shopify, Prom, grouped reports of 1C and BAS."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from tests.marks.fresh_layouts import NAMES, Table
from tests.marks.fresh_sales import Sale, sell
from tests.marks.fresh_writing import Value

DEALS = {
    "bitrix24 ru": ("ID|Стадия сделки|Название сделки|Компания|Контакт|Сумма|Валюта|Ответственный|Дата создания|Предполагаемая дата закрытия",
                    "Сделка успешна|Сделка провалена|В работе|RUB"),
    "bitrix24 uk": ("ID|Стадія угоди|Назва угоди|Компанія|Контакт|Сума|Валюта|Відповідальний|Дата створення|Орієнтовна дата закриття",
                    "Угода успішна|Угода провалена|В роботі|UAH"),
    "amocrm ru": ("ID|Этап сделки|Название сделки|Компания контакта|Основной контакт|Бюджет|Воронка|Ответственный|Дата создания сделки|Дата закрытия",
                  "Успешно реализовано|Закрыто и не реализовано|Переговоры|Продажи"),
    "amocrm uk": ("ID|Етап угоди|Назва угоди|Компанія|Контакт|Бюджет|Воронка|Відповідальний|Дата створення|Дата закриття",
                  "Успішно реалізовано|Закрито і не реалізовано|Перемовини|Продажі"),
    "hubspot": ("Record ID|Deal Stage|Deal Name|Associated Company|Associated Contact|Amount|Pipeline|Deal owner|Create Date|Close Date",
                "Closed Won|Closed Lost|Contract Sent|Sales Pipeline"),
    "pipedrive": ("Deal - ID|Deal - Status|Deal - Title|Deal - Organization|Deal - Contact person|Deal - Value|Deal - Currency of Value|Deal - Owner|Deal - Deal created|Deal - Won time",
                  "Won|Lost|Open|USD"),
}  # fmt: skip
DEAL_FIELDS = ("", "stage", "", "client", "", "amount", "", "manager", "created", "date")


def deals(chance: random.Random, program: str, count: int) -> Table:
    """A list of deals: only the won ones are sales."""
    language = {"ru": "ru", "uk": "uk"}.get(program[-2:], "en")
    headers, states = (text.split("|") for text in DEALS[program])
    sales = sell(chance, language, count, returns=False)
    won: list[Sale] = []
    rows: list[list[Value]] = []
    for number, sale in enumerate(sales):
        state = chance.choices(states[:3], (5, 3, 2))[0]
        if state == states[0]:
            won.append(sale)
        closed = sale.moment if state != states[2] and not (program == "pipedrive" and state != states[0]) else None
        rows.append(
            [
                str(8_000_000 + number), state, f"Deal {sale.order}", sale.client, sale.manager, sale.amount, states[3],
                sale.manager, sale.moment - timedelta(days=9), closed,
            ]
        )  # fmt: skip
    columns = {name: header for name, header in zip(DEAL_FIELDS, headers, strict=True) if name and name != "created"}
    if program == "pipedrive":
        columns["status"] = columns.pop("stage")
    return Table(program, [list(headers), *rows], tuple(won), columns, 1)


def shopify(chance: random.Random, count: int) -> Table:
    """Orders with a row for each line, the order's total on its first row only."""
    headers = (
        "Name|Email|Financial Status|Paid at|Fulfillment Status|Currency|Subtotal|Shipping|Taxes|Total|Discount Code|"
        "Created at|Lineitem quantity|Lineitem name|Lineitem price|Billing Name|Billing City|Vendor|Refunded Amount"
    ).split("|")
    sales = sell(chance, "en", count, returns=False)
    rows: list[list[Value]] = []
    orders: list[Sale] = []
    for _, group in groupby(sales, key=lambda sale: sale.order):
        lines = list(group)
        first, total = lines[0], sum((line.amount for line in lines), Decimal(0))
        orders.append(Sale(**{**vars(first), "amount": total + 5}))
        for number, line in enumerate(lines):
            whole: list[Value] = (
                ["paid", first.moment, "fulfilled", "USD", total, Decimal(5), Decimal(0), total + 5, None]
                if number == 0
                else [None] * 9
            )
            tail: list[Value] = [first.client, first.region, "Our shop", Decimal(0) if number == 0 else None]
            tail = tail if number == 0 else [None, None, "Our shop", None]
            rows.append([f"#{line.order}", f"c{line.code}@mail.test", *whole, line.moment, int(line.quantity), line.product, line.price, *tail])  # fmt: skip
    columns = {
        "order_no": "Name",
        "date": "Paid at",
        "client": "Billing Name",
        "amount": "Total",
        "currency": "Currency",
    }
    return Table("shopify", [headers, *rows], tuple(orders), columns, 1)


def prom(chance: random.Random, language: str, count: int) -> Table:
    """Orders of a shop with the order's total on every line: added up it would count several times."""
    headers = {
        "ru": "Номер заказа|Дата|Покупатель|Телефон|Название товара|Количество|Сумма заказа|Статус",
        "uk": "Номер замовлення|Дата|Покупець|Телефон|Назва товару|Кількість|Сума замовлення|Статус",
        "en": "Order number|Date|Buyer|Phone|Product name|Quantity|Order total|Status",
    }[language].split("|")
    done, cancelled = {"ru": ("Выполнен", "Отменен"), "uk": ("Виконано", "Скасовано"), "en": ("Completed", "Cancelled")}[language]  # fmt: skip
    rows: list[list[Value]] = []
    orders: list[Sale] = []
    for _, group in groupby(sell(chance, language, count, returns=False), key=lambda sale: sale.order):
        lines = list(group)
        first, total = lines[0], sum((line.amount for line in lines), Decimal(0))
        state = cancelled if chance.random() < 0.1 else done
        if state == done:
            orders.append(Sale(**{**vars(first), "amount": total}))
        for line in lines:
            phone = f"+38067{line.order:07d}"
            rows.append(
                [f"{line.order}", first.moment, first.client, phone, line.product, int(line.quantity), total, state]
            )
    columns = dict(
        zip(("order_no", "date", "client", "", "product", "quantity", "amount", "status"), headers, strict=True)
    )
    columns.pop("")
    return Table("prom", [headers, *rows], tuple(orders), columns, 1, frozenset({"order_total_repeated"}))


def grouped(chance: random.Random, language: str, count: int) -> Table:
    """Client, document and product under one another in one column, each heading with its sum."""
    sales = sorted(sell(chance, language, count), key=lambda sale: (sale.client, sale.order))
    kind, of = {"ru": ("Реализация товаров и услуг", "от"), "uk": ("Реалізація товарів", "від"), "en": ("Invoice", "dated")}[language]  # fmt: skip
    names = {"ru": ("Контрагент", "Документ", "Номенклатура", "Количество", "Сумма"),
             "uk": ("Контрагент", "Документ", "Номенклатура", "Кількість", "Сума"),
             "en": ("Customer", "Document", "Product", "Quantity", "Amount")}[language]  # fmt: skip
    rows: list[list[Value]] = []
    for client, of_client in groupby(sales, key=lambda sale: sale.client):
        lines = list(of_client)
        rows.append([client, *_sums(lines)])
        for order, of_order in groupby(lines, key=lambda sale: sale.order):
            own = list(of_order)
            rows.append([f"{kind} {order:09d} {of} {own[0].moment:%d.%m.%Y %H:%M:%S}", *_sums(own)])
            rows += [[line.product, line.quantity, line.amount] for line in own]
    if chance.random() < 0.8:
        rows.append([NAMES[language]["total"].split("|")[0], *_sums(sales)])
    joined = chance.random() < 0.5
    head: list[list[Value]] = [[" / ".join(names[:3]), *names[3:]]] if joined else [[names[0], *names[3:]], [names[1], None, None], [names[2], None, None]]  # fmt: skip
    above: list[list[Value]] = [
        ["Продажи", None, None],
        [f"{sales[0].day:%d.%m.%Y} - {max(s.day for s in sales):%d.%m.%Y}", None, None],
    ]
    columns = {"client": names[0], "product": names[2], "quantity": names[3], "amount": names[4]}
    return Table(f"grouped {'joined' if joined else 'stacked'}", [*above, *head, *rows], tuple(sales), columns, 3)


def grouped_dated(chance: random.Random, language: str, count: int) -> Table:
    """Clients as headings above their dated lines, each group ended by a total: accounting programs of the West."""
    sales = sorted(sell(chance, language, count), key=lambda sale: (sale.client, sale.day))
    names = {"ru": ("Дата", "Номер", "Товар", "Сумма", "Итого"), "uk": ("Дата", "Номер", "Товар", "Сума", "Разом"),
             "en": ("Date", "Num", "Item", "Amount", "Total")}[language]  # fmt: skip
    rows: list[list[Value]] = []
    for client, group in groupby(sales, key=lambda sale: sale.client):
        lines = list(group)
        rows.append([client, None, None, None, None])
        rows += [[None, line.moment, f"{line.order}", line.product, line.amount] for line in lines]
        rows.append([f"{names[4]} {client}", None, None, None, _sums(lines)[1]])
    rows.append([names[4].upper(), None, None, None, _sums(sales)[1]])
    header: list[Value] = [None, *names[:4]]
    columns = {"date": names[0], "product": names[2], "amount": names[3]}
    nobody = frozenset({"no_client_column"})  # no name says whether the headings are clients
    return Table("grouped dated", [header, *rows], tuple(sales), columns, 1, nobody)


def _sums(sales: list[Sale]) -> list[Decimal]:
    return [sum((sale.quantity for sale in sales), Decimal(0)), sum((sale.amount for sale in sales), Decimal(0))]
