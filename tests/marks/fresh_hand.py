"""Sheets as people make them: totals without their word or in odd places, months under one another, discounts, stray
columns. Each is a trap into which a reader can fall without a word.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from tests.marks.fresh_layouts import NAMES, Table, body, named, replace, total_row
from tests.marks.fresh_sales import Sale, sell
from tests.marks.fresh_writing import FULL_MONTHS, Value

MONTHS = {"ru": "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
          "uk": "Січень Лютий Березень Квітень Травень Червень Липень Серпень Вересень Жовтень Листопад Грудень",
          "en": "January February March April May June July August September October November December"}  # fmt: skip
ODD_TOTALS = {
    "ru": "Сумма за период|Σ|Оборот|ВСЕГО ПО КЛИЕНТАМ|Общая сумма|Общий итог|Итог|Сводно|Ітого",
    "uk": "Загалом|Σ|Обіг|Загальна сума|РАЗОМ ПО КЛІЄНТАХ|Усе разом|Підсумок",
    "en": "Sum|Σ|Turnover|Overall|All clients|Balance|Gross total|Report total|Sum total",
}


def _month(language: str, day: date) -> str:
    return f"{MONTHS[language].split()[day.month - 1]} {day.year}"


def odd_total(chance: random.Random, language: str, count: int) -> Table:
    """The last row adds up, and its word is one that no list of words has; with dates or without, few columns or many."""
    dated = chance.random() < 0.4
    sales = sell(chance, language, count, days=300 if dated else 1, returns=dated)
    fields = (["date"] if dated else []) + chance.choice((["client", "amount"], ["client", "product", "amount"], ["row", "client", "quantity", "amount"]))  # fmt: skip
    names = named(chance, language, fields)
    rows = body(sales, fields)
    last = total_row(language, chance, fields, sales)
    last[fields.index("client")] = chance.choice(ODD_TOTALS[language].split("|"))
    header: list[Value] = [names[name] for name in fields]
    head: list[list[Value]] = [] if dated else [[_month(language, sales[0].day), *[None] * (len(fields) - 1)]]
    asked = frozenset({"looks_total", "total_differs"})
    return Table("odd total", [*head, header, *rows, last], tuple(sales), names, len(head) + 1, asked, dated_by="day" if dated else "month")  # fmt: skip


def total_first(chance: random.Random, language: str, count: int) -> Table:
    """The total stands above the rows."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "quantity", "amount"]
    names = named(chance, language, fields)
    first = total_row(language, chance, fields, sales)
    first[0] = NAMES[language]["total"].split("|")[0]
    header: list[Value] = [names[name] for name in fields]
    return Table("total first", [header, first, *body(sales, fields)], tuple(sales), names, 1)


def dated_subtotals(chance: random.Random, language: str, count: int) -> Table:
    """Each month ends with a row that has a day and a sum, and no word."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "amount"]
    names = named(chance, language, fields)
    rows: list[list[Value]] = []
    for _, group in groupby(sales, key=lambda sale: (sale.day.year, sale.day.month)):
        lines = list(group)
        rows += body(lines, fields)
        if len(lines) > 1 or len(rows) > 9:
            rows.append([lines[-1].moment, None, None, sum((line.amount for line in lines), Decimal(0))])
    header: list[Value] = [names[name] for name in fields]
    return Table("dated subtotals", [header, *rows], tuple(sales), names, 1)


def month_blocks(chance: random.Random, language: str, count: int) -> Table:
    """Months under one another, each with its title, its header and its total; the rows may have no dates."""
    sales = sell(chance, language, count, days=120, returns=False)
    dated = chance.random() < 0.5
    fields = (["date"] if dated else []) + ["client", "product", "amount"]
    names = named(chance, language, fields)
    header: list[Value] = [names[name] for name in fields]
    rows: list[list[Value]] = []
    repeated, totals = chance.random() < 0.6, chance.random() < 0.6
    for number, (_, group) in enumerate(groupby(sales, key=lambda sale: (sale.day.year, sale.day.month))):
        lines = list(group)
        rows.append([_month(language, lines[0].day), *[None] * (len(fields) - 1)])
        if repeated or not number:
            rows.append(header)
        rows += body(lines, fields)
        if totals:
            row = total_row(language, chance, fields, lines)
            row[0] = NAMES[language]["total"].split("|")[0]
            rows.append(row)
        if chance.random() < 0.5:
            rows.append([None] * len(fields))
    asked = frozenset() if dated else frozenset({"only_period", "several_tables", "several_periods", "no_date_column", "which_date", "looks_grouped"})  # fmt: skip
    return Table("month blocks " + ("dated" if dated else "undated"), rows, tuple(sales), names, 2, asked, dated_by="day" if dated else "months")  # fmt: skip


def days_above(chance: random.Random, language: str, count: int) -> Table:
    """Days as headings with their sums, clients below them."""
    sales = sell(chance, language, count, days=60)
    names = named(chance, language, ["client", "amount"])
    day_name = NAMES[language]["date"].split("|")[0]
    sums = chance.random() < 0.5
    rows: list[list[Value]] = []
    for day, group in groupby(sales, key=lambda sale: sale.day):
        lines = list(group)
        rows.append([day, None, sum((line.amount for line in lines), Decimal(0)) if sums else None])
        rows += [[None, line.client, line.amount] for line in lines]
    header: list[Value] = [day_name, names["client"], names["amount"]]
    asked = frozenset({"looks_grouped"})
    return Table("days above", [header, *rows], tuple(sales), names | {"date": day_name}, 1, asked)


def days_once(chance: random.Random, language: str, count: int) -> Table:
    """The day stands on the first row of the day only."""
    sales = sell(chance, language, count, days=count // 3)
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for before, after, row in zip(sales, sales[1:], rows[1:], strict=False):
        if before.day == after.day:
            row[0] = None
    header: list[Value] = [names[name] for name in fields]
    return Table("days once", [header, *rows], tuple(sales), names, 1, frozenset({"date_blank_below"}))


def discounted(chance: random.Random, language: str, count: int) -> Table:
    """Quantity x price is not what was paid: an amount before the discount and one after it."""
    sales = sell(chance, language, count, returns=False)
    before, less, after = {
        "ru": ("Сумма", "Скидка", "Сумма со скидкой"), "uk": ("Сума", "Знижка", "Сума зі знижкою"),
        "en": ("Amount", "Discount", "Net amount"),
    }[language]  # fmt: skip
    names = named(chance, language, ["date", "client", "product", "quantity", "price"]) | {"amount": after}
    rows: list[list[Value]] = []
    paid: list[Sale] = []
    for number, sale in enumerate(sales):
        off = (sale.amount * (number % 3) / 20).quantize(Decimal("0.01"))
        paid.append(replace(sale, amount=sale.amount - off))
        rows.append(
            [sale.moment, sale.client, sale.product, sale.quantity, sale.price, sale.amount, off, sale.amount - off]
        )
    header: list[Value] = [names[name] for name in ("date", "client", "product", "quantity", "price")]
    return Table(
        "discounted", [[*header, before, less, after], *rows], tuple(paid), names, 1, frozenset({"which_amount"})
    )


def discount_only(chance: random.Random, language: str, count: int) -> Table:
    """Quantity, price and a discount in percent or money, no amount: how to take it off, only a person knows."""
    sales = sell(chance, language, count, returns=False)
    fields = ["date", "client", "quantity", "price"]
    names = named(chance, language, fields)
    less = {"ru": "Скидка, %", "uk": "Знижка, %", "en": "Discount %"}[language]
    rows = [[*row, number % 3 * 5] for number, row in enumerate(body(sales, fields))]
    header: list[Value] = [names[name] for name in fields]
    exact = tuple(replace(sale, amount=sale.quantity * sale.price) for sale in sales)
    return Table("discount only", [[*header, less], *rows], exact, names, 1, frozenset({"discount_to_take_off"}))


def stray_columns(chance: random.Random, language: str, count: int) -> Table:
    """Running totals, debts, plans and payments beside the sale."""
    sales = sell(chance, language, count)
    running, debt, plan, paid, paid_on = {
        "ru": ("Сумма нарастающим итогом", "Долг", "План", "Оплачено", "Дата оплаты"),
        "uk": ("Сума наростаючим підсумком", "Борг", "План", "Сплачено", "Дата оплати"),
        "en": ("Running total", "Balance due", "Target", "Amount paid", "Payment date"),
    }[language]  # fmt: skip
    names = named(chance, language, ["date", "client", "amount"])
    rows: list[list[Value]] = []
    sum_so_far = Decimal(0)
    for sale in sales:
        sum_so_far += sale.amount
        half = (sale.amount / 2).quantize(Decimal("0.01"))
        rows.append([running and sum_so_far, sale.moment + timedelta(days=12), half, sale.moment, sale.client, sale.amount, sale.amount - half, 100_000])  # fmt: skip
    header: list[Value] = [running, paid_on, paid, names["date"], names["client"], names["amount"], debt, plan]
    return Table("stray columns", [header, *rows], tuple(sales), names, 1, frozenset({"which_amount"}))


def returns_plain(chance: random.Random, language: str, count: int) -> Table:
    """Returns are a kind of document and have no minus."""
    sales = sell(chance, language, count)
    kinds = {"ru": ("Вид документа", "Реализация", "Возврат от покупателя"), "uk": ("Вид документа", "Реалізація", "Повернення від покупця"),
             "en": ("Document type", "Invoice", "Credit note")}[language]  # fmt: skip
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = [[sale.moment, sale.client, abs(sale.amount), kinds[2] if sale.amount < 0 else kinds[1]] for sale in sales]
    header: list[Value] = [*(names[name] for name in fields), kinds[0]]
    asked = frozenset({"returns_sign"}) if any(sale.amount < 0 for sale in sales) else frozenset()
    return Table("returns plain", [header, *rows], tuple(sales), names, 1, asked)


def ambiguous_days(chance: random.Random, language: str, count: int) -> Table:
    """Only days up to the twelfth with slashes: no one can know which is the month."""
    sales = [sale for sale in sell(chance, language, count * 3, days=400) if sale.day.day <= 12][:count]
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for row, sale in zip(rows, sales, strict=True):
        row[0] = f"{sale.day:%d/%m/%Y}"
    header: list[Value] = [names[name] for name in fields]
    return Table("ambiguous days", [header, *rows], tuple(sales), names, 1, frozenset({"ambiguous_dates"}))


def ambiguous_sums(chance: random.Random, language: str, count: int) -> Table:
    """Whole sums with groups of three, all under a million: `1.234` or `1,234` may be a thousand or one and a bit."""
    sign = chance.choice(".,")
    sales = [
        replace(sale, amount=Decimal(chance.randint(1000, 999_999)))
        for sale in sell(chance, language, count, returns=False)
    ]
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for row, sale in zip(rows, sales, strict=True):
        row[0], row[2] = f"{sale.day:%Y-%m-%d}", f"{sale.amount:,.0f}".replace(",", sign)
    header: list[Value] = [names[name] for name in fields]
    return Table("ambiguous sums", [header, *rows], tuple(sales), names, 1, frozenset({"decimal_sign"}))


def worded_days(chance: random.Random, language: str, count: int) -> Table:
    """Days in words with weekdays and short months, as people type them; a name of the month in any case."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for number, (row, sale) in enumerate(zip(rows, sales, strict=True)):
        month = FULL_MONTHS[language][sale.day.month - 1]
        short = month[:3]
        row[0] = (f"{sale.day.day} {month} {sale.day.year}", f"{sale.day.day:02d}-{short}-{sale.day.year}", f"{sale.day.day} {month.upper()} {sale.day.year}")[number % 3]  # fmt: skip
    header: list[Value] = [names[name] for name in fields]
    return Table("worded days", [header, *rows], tuple(sales), names, 1)


def units_below(chance: random.Random, language: str, count: int) -> Table:
    """A row of units under the header, columns of nothing between, a frame of notes on the right."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "quantity", "amount"]
    names = named(chance, language, fields)
    unit = {"ru": ("(шт)", "(руб.)"), "uk": ("(шт)", "(грн)"), "en": ("(pcs)", "(USD)")}[language]
    rows = [[None, *row[:2], None, *row[2:]] for row in body(sales, fields)]
    header: list[Value] = [None, names["date"], names["client"], None, names["quantity"], names["amount"]]
    units: list[Value] = [None, None, None, None, *unit]
    names = names | {"quantity": f"{names['quantity']} {unit[0]}", "amount": f"{names['amount']} {unit[1]}"}
    return Table("units below", [header, units, *rows], tuple(sales), names, 1)


LAYOUTS = (
    odd_total, odd_total, total_first, dated_subtotals, month_blocks, days_above, days_once, discounted, discount_only, stray_columns,
    returns_plain, ambiguous_days, ambiguous_sums, worded_days, units_below,
)  # fmt: skip
