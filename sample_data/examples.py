"""Small files in the form of the programs that owners export from: to see what a good export looks like, and to try.

All of them hold the last weeks of the demo company, so that their sums are known. 1C and BAS, amoCRM and Bitrix24
write Russian or Ukrainian, Shopify writes English, the hand-made workbook follows the language asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from html import escape
from itertools import groupby

from sample_data.company import found_company
from sample_data.ledger import Line, sales_lines
from sample_data.workbooks import grouped_workbook, months_workbook

DAYS = 75
CLIENTS = 14
SYSTEMS = ("1c_grouped", "1c_register", "amocrm", "bitrix24", "shopify", "by_hand")


@dataclass(frozen=True)
class Example:
    """A file to download: what it imitates, its name and bytes, and what a reader must find in it."""

    system: str
    language: str
    file_name: str
    content: bytes
    sales: int  # rows that are sales
    amount: Decimal


@dataclass(frozen=True)
class Order:
    """One document with its lines."""

    number: str
    day: date
    client: str
    manager: str
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Decimal:
        """The sum of its lines."""
        return hryvnias(sum(line.amount for line in self.lines))


def hryvnias(kopecks: int) -> Decimal:
    """Kopecks as hryvnias."""
    return Decimal(kopecks) / 100


_FILE_NAMES = {
    "1c_grouped": {"ru": "1c_prodazhi_po_klientam.xlsx", "uk": "bas_prodazhi_za_kliientamy.xlsx"},
    "1c_register": {"ru": "1c_reestr_realizaciy.csv", "uk": "bas_reiestr_realizatsii.csv"},
    "amocrm": {"ru": "amocrm_export_leads.csv", "uk": "amocrm_export_leads.csv"},
    "bitrix24": {"ru": "bitrix24_deals.xls", "uk": "bitrix24_deals.xls"},
    "shopify": {"en": "shopify_orders_export.csv"},
    "by_hand": {"en": "sales_by_hand.xlsx", "ru": "prodazhi_vruchnuyu.xlsx", "uk": "prodazhi_vruchnu.xlsx"},
}


def file_name_of(system: str, language: str) -> str:
    """The name of a system's file for an owner who reads this language."""
    return _FILE_NAMES[system][_language_of(system, language)]


@lru_cache(maxsize=2 * len(SYSTEMS))
def example(system: str, language: str, last_day: date) -> Example:
    """The file of a system for an owner who reads this language."""
    return _WRITERS[system](_language_of(system, language), last_day)


def examples(language: str, last_day: date) -> tuple[Example, ...]:
    """One file of each system for an owner who reads this language."""
    return tuple(example(system, language, last_day) for system in SYSTEMS)


def _language_of(system: str, language: str) -> str:
    """The language in which a program writes for an owner of this language."""
    if system == "shopify":
        return "en"
    return language if system == "by_hand" or language != "en" else "ru"


@lru_cache(maxsize=4)
def recent_lines(language: str, last_day: date) -> tuple[Line, ...]:
    """The lines of the last weeks for some of the clients, as the accounting system knows them."""
    lines = sales_lines(found_company(language, last_day))
    recent = [line for line in lines if line.day > last_day - timedelta(days=DAYS) and line.client_no and line.manager]
    clients = sorted({line.client_no for line in recent})[
        :: max(1, len({line.client_no for line in recent}) // CLIENTS)
    ]
    return tuple(line for line in recent if line.client_no in clients[:CLIENTS])


def orders(lines: Sequence[Line]) -> list[Order]:
    """The documents of some lines, in their order."""
    ordered = sorted(lines, key=lambda line: (line.day, line.order_no))
    found = []
    for (day, number), members in groupby(ordered, key=lambda line: (line.day, line.order_no)):
        own = tuple(members)
        found.append(Order(number, day, own[0].client, own[0].manager, own))
    return found


def _example(system: str, language: str, content: bytes, sales: int, amounts: Sequence[Decimal]) -> Example:
    return Example(system, language, _FILE_NAMES[system][language], content, sales, sum(amounts, Decimal(0)))


def _text(
    rows: Sequence[Sequence[str]], encoding: str, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    kept = io.StringIO()
    csv.writer(kept, delimiter=delimiter, lineterminator="\r\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return kept.getvalue().encode(encoding)


def comma(value: Decimal | int) -> str:
    """A number as 1C and Excel write it: a space between thousands, a decimal comma."""
    return f"{Decimal(value):,.2f}".replace(",", "\u00a0").replace(".", ",")


def _grouped(language: str, last_day: date) -> Example:
    """Sales by manager, client and document, every heading with its sum."""
    lines = recent_lines(language, last_day)
    made = orders(lines)
    content = grouped_workbook(language, [(o.manager, o.client, o.number, o.day, o.lines) for o in made])
    return _example("1c_grouped", language, content, len(made), [order.amount for order in made])


_REGISTER = {
    "ru": ("Дата", "Номер", "Контрагент", "ИНН", "Номенклатура", "Количество", "Цена", "Сумма", "Себестоимость",
           "Менеджер", "Итого"),
    "uk": ("Дата", "Номер", "Контрагент", "ЄДРПОУ", "Номенклатура", "Кількість", "Ціна", "Сума", "Собівартість",
           "Менеджер", "Разом"),
}  # fmt: skip


def _register(language: str, last_day: date) -> Example:
    """A register of lines as an old program writes it: cp1251, semicolons, decimal commas, a total at the end."""
    lines = recent_lines(language, last_day)
    *header, total = _REGISTER[language]
    rows: list[list[str]] = [header]
    for line in lines:
        rows.append([
            f"{line.day:%d.%m.%Y}", line.order_no, line.client, line.tax_id, line.product, str(line.quantity),
            comma(hryvnias(line.price)), comma(hryvnias(line.amount)), comma(hryvnias(line.cost)), line.manager,
        ])  # fmt: skip
    amounts = [hryvnias(line.amount) for line in lines]
    rows.append([total, "", "", "", "", "", "", comma(sum(amounts, Decimal(0))), "", ""])
    content = _text([[cell.replace("×", "x") for cell in row] for row in rows], "cp1251", ";")  # cp1251 has no ×
    return _example("1c_register", language, content, len(lines), amounts)


_AMO = {
    "ru": (("ID", "Название сделки", "Компания", "Бюджет", "Ответственный", "Дата создания сделки", "Дата закрытия",
            "Этап сделки", "Воронка", "Источник"), "Успешно реализовано", "Закрыто и не реализовано",
           "Переговоры", "не закрыта", "Сделка", "Продажи"),
    "uk": (("ID", "Назва угоди", "Компанія", "Бюджет", "Відповідальний", "Дата створення", "Дата закриття",
            "Етап угоди", "Воронка", "Джерело"), "Успішно реалізовано", "Закрито та не реалізовано",
           "Переговори", "не закрита", "Угода", "Продажі"),
}  # fmt: skip


def _amocrm(language: str, last_day: date) -> Example:
    """Deals: the won ones are sales, every seventh is lost, the latest are still open."""
    header, won, lost, talks, not_closed, deal, pipeline = _AMO[language]
    rows: list[list[str]] = [list(header)]
    amounts = []
    for place, order in enumerate(_sales_only(language, last_day), start=1):
        is_open = order.day > last_day - timedelta(days=5)
        stage = talks if is_open else lost if place % 7 == 0 else won
        closed = not_closed if is_open else f"{order.day:%d.%m.%Y} 16:40:00"
        amounts += [order.amount] if stage == won else []
        rows.append([
            str(24_000_000 + place), f"{deal} {order.number}", order.client, f"{order.amount:.2f}", order.manager,
            f"{order.day - timedelta(days=3):%d.%m.%Y} 10:05:00", closed, stage, pipeline, order.lines[0].channel,
        ])  # fmt: skip
    content = _text(rows, "utf-8", ",", csv.QUOTE_ALL)
    return _example("amocrm", language, content, len(amounts), amounts)


def _sales_only(language: str, last_day: date) -> list[Order]:
    """The documents that are no returns: CRMs know no negative deals."""
    return [order for order in orders(recent_lines(language, last_day)) if order.amount > 0]


_BITRIX = {
    "ru": (("ID", "Название сделки", "Компания", "Ответственный", "Сумма/Валюта", "Дата закрытия", "Стадия сделки"),
           "Сделка успешна", "Сделка провалена", "Сделка"),
    "uk": (("ID", "Назва", "Компанія", "Відповідальний", "Сума/Валюта", "Дата закриття", "Стадія угоди"),
           "Угода успішна", "Угода провалена", "Угода"),
}  # fmt: skip


def _bitrix24(language: str, last_day: date) -> Example:
    """Deals as a web page that is called an Excel file."""
    header, won, lost, deal = _BITRIX[language]
    rows: list[Sequence[str]] = []
    amounts = []
    for place, order in enumerate(_sales_only(language, last_day), start=1):
        stage = lost if place % 9 == 0 else won
        amounts += [order.amount] if stage == won else []
        money = f"{comma(order.amount)} грн."
        rows.append([str(place), f"{deal} {order.number}", order.client, order.manager, money,
                     f"{order.day:%d.%m.%Y}", stage])  # fmt: skip
    cells = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in [header, *rows]]
    page = (
        '<html><head><meta charset="utf-8"></head><body><table border="1">\n'
        + "\n".join(cells)
        + "\n</table></body></html>"
    )
    return _example("bitrix24", language, page.encode("utf-8"), len(amounts), amounts)


_SHOPIFY = (
    "Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Created at",
    "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Name", "Refunded Amount",
)  # fmt: skip


def _shopify(language: str, last_day: date) -> Example:
    """Orders with their first item, further items on rows of their own that repeat only the order's number."""
    rows: list[list[str]] = [list(_SHOPIFY)]
    amounts = []
    for place, order in enumerate(_sales_only(language, last_day), start=1001):
        amounts.append(order.amount)
        total = f"{order.amount:.2f}"
        email = f"buyer{order.lines[0].client_no}@example.com"
        first = [f"{order.day} 10:15:00 +0200", "UAH", total, "0.00", "0.00", total, f"{order.day} 10:14:00 +0200"]
        for at, line in enumerate(order.lines):
            whole = first if at == 0 else [""] * len(first)
            rows.append([
                f"#{place}", email, "paid" if at == 0 else "", *whole, str(line.quantity), line.product,
                f"{hryvnias(line.price):.2f}", order.client if at == 0 else "", "0.00" if at == 0 else "",
            ])  # fmt: skip
    content = _text(rows, "utf-8")
    return _example("shopify", language, content, len(amounts), amounts)


def _by_hand(language: str, last_day: date) -> Example:
    """A workbook kept by hand: a sheet a month, money as people type it, a total under each."""
    lines = recent_lines(language, last_day)
    made = orders(lines)
    content = months_workbook(language, [(o.day, o.client, o.number, o.amount, o.manager) for o in made])
    return _example("by_hand", language, content, len(made), [order.amount for order in made])


_WRITERS: dict[str, Callable[[str, date], Example]] = {
    "1c_grouped": _grouped, "1c_register": _register, "amocrm": _amocrm, "bitrix24": _bitrix24, "shopify": _shopify,
    "by_hand": _by_hand,
}  # fmt: skip
