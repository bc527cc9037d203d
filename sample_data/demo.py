"""Writes the demo company's sales as the export that an accounting system would give."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sample_data.books import Books
from sample_data.company import Company, found_company
from sample_data.ledger import Line, sales_lines
from sample_data.timeline import DEFAULT_LAST_DAY
from sample_data.vocabulary import vocabulary

CURRENCY = "UAH"
COLUMNS = (
    "date",
    "order_no",
    "client",
    "tax_id",
    "product",
    "group",
    "quantity",
    "price",
    "amount",
    "cost",
    "manager",
    "region",
    "channel",
    "currency",
)


def write_demo(folder: Path, language: str, last_day: date = DEFAULT_LAST_DAY) -> Path:
    """Write the sales history into `folder` and return the file: CSV in UTF-8 with semicolons, one line a product.

    Headers, names and the form of dates and decimals follow the language (en, ru, uk; ValueError for another). The
    bytes depend on nothing but the arguments. The file goes through the ordinary importer.
    """
    return write_sales(found_company(language, last_day), folder)


def write_sales(company: Company, folder: Path) -> Path:
    """Write the sales of a company that is already founded; see `write_demo`."""
    return _write(company, sales_lines(company), folder)


def write_books(books: Books, folder: Path) -> Path:
    """Write the sales of books that are already open, without drawing their lines again; see `write_demo`."""
    return _write(books.company, books.lines, folder)


def _write(company: Company, lines: Iterable[Line], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / company.words.file_name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([company.words.headers[column] for column in COLUMNS])
        writer.writerows(_row(line, company.words.language) for line in lines)
    return path


def demo_file_names() -> tuple[str, ...]:
    """The names that `write_demo` gives its files, one a language."""
    return tuple(vocabulary(language).file_name for language in ("en", "ru", "uk"))


def _row(line: Line, language: str) -> list[str]:
    day = line.day.isoformat() if language == "en" else f"{line.day:%d.%m.%Y}"
    money = [_money(value, language) for value in (line.price, line.amount, line.cost)]
    return [
        day,
        line.order_no,
        line.client,
        line.tax_id,
        line.product,
        line.group,
        str(line.quantity),
        *money,
        line.manager,
        line.region,
        line.channel,
        CURRENCY,
    ]


def _money(kopecks: int, language: str) -> str:
    sign = "-" if kopecks < 0 else ""
    whole, rest = divmod(abs(kopecks), 100)
    return f"{sign}{whole}{'.' if language == 'en' else ','}{rest:02d}"
