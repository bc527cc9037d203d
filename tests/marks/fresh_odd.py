"""Odd exports: payments, tills, bank statements, ragged lines, notes between the rows, tables side by side."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from tests.marks.fresh_hand import MONTHS
from tests.marks.fresh_layouts import NAMES, Table, body, named, total_row
from tests.marks.fresh_sales import sell, total
from tests.marks.fresh_writing import Style, Value

CENT = Decimal("0.01")


def payments(chance: random.Random, language: str, count: int) -> Table:
    """Payments with an amount refunded beside the amount; failed ones are no sales."""
    headers = "id|Created (UTC)|Amount|Amount Refunded|Currency|Description|Status|Customer Email".split("|")
    rows: list[list[Value]] = []
    kept = []
    for sale in sell(chance, "en", count, returns=False):
        state = chance.choices(("Paid", "Failed", "Refunded"), (8, 1, 1))[0]
        back = sale.amount if state == "Refunded" else Decimal(0)
        if state != "Failed":
            kept.append(replace(sale, amount=sale.amount - back))
        rows.append([f"ch_{sale.order}x", sale.moment, sale.amount, back, "usd", f"Order {sale.order}", state, f"c{sale.code}@mail.test"])  # fmt: skip
    return Table("payments", [headers, *rows], tuple(kept), {"date": headers[1], "amount": headers[2]}, 1)


def till(chance: random.Random, language: str, count: int) -> Table:
    """A till: gross, discount, net, tax, collected; which of the sums is the revenue, only a person knows."""
    headers = "Date|Time|Gross Sales|Discounts|Net Sales|Tax|Total Collected|Customer Name|Receipt".split("|")
    rows: list[list[Value]] = []
    kept = []
    for number, sale in enumerate(sell(chance, "en", count, returns=False)):
        off = (sale.amount * (number % 4) / 40).quantize(CENT)
        net = sale.amount - off
        tax = (net / 10).quantize(CENT)
        kept.append(replace(sale, amount=net))
        rows.append(
            [sale.day, f"{sale.at:%H:%M:%S}", sale.amount, -off, net, tax, net + tax, sale.client, f"R{sale.order}"]
        )
    columns = {"date": "Date", "amount": "Net Sales", "client": "Customer Name"}
    return Table("till", [headers, *rows], tuple(kept), columns, 1, frozenset({"which_amount"}))


def bank(chance: random.Random, language: str, count: int) -> Table:
    """A bank statement: money out and money in stand in columns of their own; it is no list of sales by itself."""
    date_, client, out, into, why = {
        "ru": ("Дата операции", "Контрагент", "Дебет", "Кредит", "Назначение платежа"),
        "uk": ("Дата операції", "Контрагент", "Дебет", "Кредит", "Призначення платежу"),
        "en": ("Date", "Counterparty", "Debit", "Credit", "Details"),
    }[language]
    rows: list[list[Value]] = []
    kept = []
    for sale in sell(chance, language, count, returns=False):
        spent = chance.random() < 0.3
        kept += [] if spent else [sale]
        rows.append([sale.day, sale.client, sale.amount if spent else None, None if spent else sale.amount, f"N {sale.order}, {sale.product}"])  # fmt: skip
    asked = frozenset({"no_amount_column", "which_amount"})
    return Table("bank", [[date_, client, out, into, why], *rows], tuple(kept), {"date": date_, "client": client, "amount": into}, 1, asked)  # fmt: skip


def notes_between(chance: random.Random, language: str, count: int) -> Table:
    """Undated rows of a month with what follows a total on paper: the tax in it, the rest to pay, names of who signs."""
    sales = sell(chance, language, count, days=1, returns=False)
    fields = ["client", "product", "amount"]
    names = named(chance, language, fields)
    whole = total(sales)
    tax = (whole / 6).quantize(CENT)
    word, within, without, to_pay, signed, title = {
        "ru": ("Итого", "В том числе НДС", "Итого без НДС", "К оплате", "Руководитель ____________ / Иванов /", "Продажи за"),
        "uk": ("Разом", "У тому числі ПДВ", "Разом без ПДВ", "До сплати", "Керівник ____________ / Іваненко /", "Продажі за"),
        "en": ("Total", "VAT included", "Total excl. VAT", "To pay", "Signed ____________ / Lee /", "Sales for"),
    }[language]  # fmt: skip
    month = MONTHS[language].split()[sales[0].day.month - 1]
    foot: list[list[Value]] = [[word, None, whole], [within, None, tax]]
    foot += chance.choice(([], [[without, None, whole - tax]], [[to_pay, None, whole]]))
    foot += [[None] * 3, [signed, None, None]]
    header: list[Value] = [names[name] for name in fields]
    head: list[list[Value]] = [[f"{title} {month} {sales[0].day.year}", None, None]]
    asked = frozenset({"total_differs", "looks_total", "behind_total"})
    return Table("notes between", [*head, header, *body(sales, fields), *foot], tuple(sales), names, 2, asked, dated_by="month")  # fmt: skip


def invoice_foot(chance: random.Random, language: str, count: int) -> Table:
    """The same foot under dated rows."""
    made = notes_between(chance, language, count)
    sales = sell(chance, language, count, days=20, returns=False)
    fields = ["date", "client", "product", "amount"]
    names = named(chance, language, fields)
    whole = total(sales)
    words = [row for row in made.rows[-5:] if isinstance(row[0], str) and row[2] is not None][-3:]
    tax = (whole / 6).quantize(CENT)
    foot: list[list[Value]] = [[words[0][0], None, None, whole], ["", words[1][0], None, tax]]
    header: list[Value] = [names[name] for name in fields]
    return Table(
        "invoice foot", [header, *body(sales, fields), *foot], tuple(sales), names, 1, frozenset({"total_differs"})
    )


def ragged(chance: random.Random, language: str, count: int) -> Table:
    """Rows end early where their last cells are blank; some have blank cells too many."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "amount", "manager", "note"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for number, row in enumerate(rows):
        if row[-1] == "":
            row.pop()
        elif number % 3 == 0:
            row += [None, None]
    header: list[Value] = [names[name] for name in fields]
    return Table("ragged", [header, *rows], tuple(sales), names, 1)


def many_lines_in_cells(chance: random.Random, language: str, count: int) -> Table:
    """Addresses and comments of several lines inside cells, with quotes and delimiters."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "amount", "note"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for number, row in enumerate(rows):
        if number % 4 == 0:
            row[4] = f'1; "2", 3\n{sales[number].amount}\n\nend'
    header: list[Value] = [names[name] for name in fields]
    return Table("lines in cells", [header, *rows], tuple(sales), names, 1)


def far_corner(chance: random.Random, language: str, count: int) -> Table:
    """The table begins in the fourth column and the fifteenth row, under requisites with numbers and dates."""
    sales = sell(chance, language, count)
    fields = ["row", "date", "client", "product", "quantity", "price", "amount"]
    names = named(chance, language, fields)
    width = len(fields) + 3
    texts = ("ИНН 7701234567", "р/с 40702810000000012345", "Телефон: 8 (495) 123-45-67", "01.06.2025", "№ 15", "Лист 1 из 3", "1 000 000,00")  # fmt: skip
    above: list[list[Value]] = [[chance.choice(texts), *[None] * (width - 1)] for _ in range(10)]
    above += [[None] * width, ["Директор", None, "Иванов И. И.", *[None] * (width - 3)], [None] * width]
    header: list[Value] = [None, None, None, *(names[name] for name in fields)]
    rows: list[list[Value]] = [[None, None, None, *row] for row in body(sales, fields)]
    rows.append([None, None, None, *total_row(language, chance, fields, sales)])
    rows += [
        [None] * width,
        ["Подпись", None, "____________", *[None] * (width - 3)],
        ["01.06.2025", *[None] * (width - 1)],
    ]
    return Table("far corner", [*above, header, *rows], tuple(sales), names, len(above) + 1)


def two_currencies(chance: random.Random, language: str, count: int) -> Table:
    """The same sale in two currencies: two columns of money."""
    sales = sell(chance, language, count)
    own, other = {"ru": ("Сумма, руб.", "Сумма, USD"), "uk": ("Сума, грн", "Сума, USD"), "en": ("Amount, EUR", "Amount, USD")}[language]  # fmt: skip
    names = named(chance, language, ["date", "client"]) | {"amount": own}
    rows = [[sale.moment, sale.client, (sale.amount / 90).quantize(CENT), sale.amount] for sale in sales]
    header: list[Value] = [names["date"], names["client"], other, own]
    return Table("two currencies", [header, *rows], tuple(sales), names, 1, frozenset({"which_amount"}))


def units_in_cells(chance: random.Random, language: str, count: int) -> Table:
    """Quantities with their unit, minuses apart from their numbers, blanks around names, dashes for nothing."""
    sales = sell(chance, language, count)
    style = Style(language, "." if language == "en" else ",", "\u00a0")
    fields = ["date", "client", "quantity", "amount"]
    names = named(chance, language, fields)
    unit = {"ru": "шт", "uk": "шт", "en": "pcs"}[language]
    rows: list[list[Value]] = []
    for number, sale in enumerate(sales):
        name = f"  {sale.client} " if number % 3 else f"\u00a0{sale.client}"
        minus = "- " if sale.amount < 0 else ""
        rows.append(
            [sale.day, name, f"{sale.quantity} {unit}" if number % 5 else "-", minus + style.number(abs(sale.amount))]
        )
    header: list[Value] = [names[name] for name in fields]
    return Table("units in cells", [header, *rows], tuple(sales), names, 1)


def beside(chance: random.Random, language: str, count: int) -> Table:
    """A second small table stands on the right of the first, with sums of its own."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    by_manager: dict[str, Decimal] = {}
    for sale in sales:
        by_manager[sale.manager] = by_manager.get(sale.manager, Decimal(0)) + sale.amount
    right: list[list[Value]] = [[None, NAMES[language]["manager"].split("|")[0], names["amount"]]]
    right += [[None, manager, amount] for manager, amount in by_manager.items()]
    wide = [[*row, *(right[at + 1] if at + 1 < len(right) else [None] * 3)] for at, row in enumerate(rows)]
    header: list[Value] = [*(names[name] for name in fields), *right[0]]
    return Table("beside", [header, *wide], tuple(sales), names, 1, frozenset({"which_amount"}))


def below(chance: random.Random, language: str, count: int) -> Table:
    """A second table with another header stands below: payments after sales."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "amount"]
    names = named(chance, language, fields)
    paid = {"ru": ("Дата оплаты", "Плательщик", "Оплачено"), "uk": ("Дата оплати", "Платник", "Сплачено"),
            "en": ("Payment date", "Payer", "Amount paid")}[language]  # fmt: skip
    lower: list[list[Value]] = [[None] * 4, [*paid, None]]
    lower += [[sale.day, sale.client, sale.amount, None] for sale in sales[: len(sales) // 2]]
    header: list[Value] = [names[name] for name in fields]
    return Table("below", [header, *body(sales, fields), *lower], tuple(sales), names, 1, frozenset({"several_tables"}))


def without_header(chance: random.Random, language: str, count: int) -> Table:
    """No header: what the columns are, only a person can say."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "product", "amount"]
    names = {name: f"#{number}" for number, name in enumerate(fields, start=1)}
    return Table("without header", body(sales, fields), tuple(sales), names, 0, frozenset({"no_header"}))


def across(chance: random.Random, language: str, count: int) -> Table:
    """Clients down, months across."""
    sales = sell(chance, language, count, days=180, returns=False)
    months = list(dict.fromkeys((sale.day.year, sale.day.month) for sale in sales))
    clients = list(dict.fromkeys(sale.client for sale in sales))
    names = named(chance, language, ["client"])
    header: list[Value] = [
        names["client"],
        *(f"{MONTHS[language].split()[month - 1]} {year}" for year, month in months),
    ]
    rows: list[list[Value]] = []
    for client in clients:
        cells = [sum((s.amount for s in sales if s.client == client and (s.day.year, s.day.month) == one), Decimal(0)) for one in months]  # fmt: skip
        rows.append([client, *(cell or None for cell in cells)])
    return Table("across", [header, *rows], tuple(sales), names, 1, frozenset({"crosstab", "no_date_column", "no_amount_column", "which_amount", "monthly_dates"}), dated_by="months")  # fmt: skip


def mixed_kinds_of_days(chance: random.Random, language: str, count: int) -> Table:
    """Days as dates, as texts and as day numbers in one column."""
    sales = sell(chance, language, count)
    fields = ["date", "client", "amount"]
    names = named(chance, language, fields)
    rows = body(sales, fields)
    for number, (row, sale) in enumerate(zip(rows, sales, strict=True)):
        serial = str(sale.day.toordinal() - 693_594)
        row[0] = (sale.day, f"{sale.day:%d.%m.%Y}", serial, f"{sale.day:%Y-%m-%d}")[number % 4]
    header: list[Value] = [names[name] for name in fields]
    asked = frozenset({"ambiguous_dates", "many_held"})  # where the dates are written month first, beside day first
    return Table("mixed days", [header, *rows], tuple(sales), names, 1, asked)


LAYOUTS = (
    payments, till, bank, notes_between, notes_between, invoice_foot, ragged, many_lines_in_cells, far_corner, two_currencies,
    units_in_cells, beside, below, without_header, across, mixed_kinds_of_days,
)  # fmt: skip
