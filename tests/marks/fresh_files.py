"""Fresh files by seed: a layout, a way of writing, and the judgement of what the importer made of them."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from ingestion.answers import Answers
from ingestion.reading import Reading
from ingestion.vocabulary import is_total_word
from tests.marks import fresh_hand, fresh_odd
from tests.marks import fresh_layouts as layouts
from tests.marks import fresh_programs as programs
from tests.marks.fresh_layouts import Table
from tests.marks.fresh_writing import (
    Rows,
    Style,
    Value,
    as_book,
    as_open_document,
    as_page,
    as_text,
    as_zip,
    plain,
    some_style,
)

LANGUAGES = ("ru", "uk", "en")
Maker = Callable[[random.Random, str, int], Table]
PLAIN: tuple[Maker, ...] = (
    layouts.register, layouts.register, layouts.register, layouts.register, layouts.subtotals, layouts.two_levels,
    layouts.documents, layouts.clients_once, layouts.bad_rows, layouts.net_and_gross, layouts.computed,
    layouts.month_of_title, layouts.mixed_currencies, programs.prom, programs.grouped, programs.grouped_dated,
)  # fmt: skip


@dataclass(frozen=True)
class FreshFile:
    """A file with its truth."""

    name: str
    content: bytes
    table: Table
    style: Style

    @property
    def total(self) -> Decimal:
        """What the file adds up to."""
        return layouts.with_total(self.table)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the sales."""
        days = [sale.day for sale in self.table.sales]
        return min(days), max(days)


def fresh_file(seed: int) -> FreshFile:
    """One file; the same for the same seed."""
    chance = random.Random(seed)
    table, language = _some_table(chance)
    style = some_style(chance, language)
    if table.layout == "register" and chance.random() < 0.15:
        return FreshFile(f"{seed}.xlsx", _months_in_sheets(chance, table, style), table, style)
    kind = chance.random()
    if kind < 0.25:
        content = as_book({"Лист1": table.rows}, style, texts=chance.random() < 0.25, merged=table.merged)
        return FreshFile(f"{seed}.xlsx", content, table, style)
    if kind < 0.32:
        return FreshFile(f"{seed}.xls", as_page(table.rows, style), table, style)
    if kind < 0.37:
        return FreshFile(f"{seed}.ods", as_open_document(table.rows), table, style)
    content = as_text(table.rows, style)
    if kind < 0.41:
        return FreshFile(f"{seed}.csv.gz", gzip.compress(content), table, style)
    if kind < 0.44:
        return FreshFile(f"{seed}.zip", as_zip({"Продажи 2024/отчет.csv": content}), table, style)
    return FreshFile(f"{seed}.csv", content, table, style)


def _months_in_sheets(chance: random.Random, table: Table, style: Style) -> bytes:
    """A year kept as people keep it: a sheet a month with the same header, sometimes behind a cover."""
    first = chance.choice((0, 1))
    names = list(table.columns)
    header: list[Value] = list(table.columns.values())
    sheets: dict[str, Rows] = {"Обложка": [["Отдел продаж"], ["Составил: Иванов"]]} if first else {}
    for month, group in groupby(table.sales, key=lambda sale: f"{sale.day:%m.%Y}"):
        sheets[month] = [header, *layouts.body(list(group), names)]
    return as_book(sheets, style)


def _some_table(chance: random.Random) -> tuple[Table, str]:
    count = chance.choice((18, 40, 90, 150))
    kind = chance.random()
    if kind < 0.25:
        program = chance.choice(list(programs.DEALS))
        return programs.deals(chance, program, count), {"ru": "ru", "uk": "uk"}.get(program[-2:], "en")
    if kind < 0.32:
        return programs.shopify(chance, count), "en"
    language = chance.choice(LANGUAGES)
    return chance.choice((*PLAIN, *fresh_hand.LAYOUTS, *fresh_odd.LAYOUTS))(chance, language, count), language


def fresh_files(count: int, seed: int = 1) -> Iterator[FreshFile]:
    """So many files."""
    yield from (fresh_file(seed * 1_000_000 + number) for number in range(count))


def verdict(file: FreshFile, reading: Reading) -> str:
    """'full', 'asked' (as it should), 'needless', 'refused', 'held' (every row accounted for) or 'silent wrong: ...'."""
    table = file.table
    if reading.outcome == "refused":
        return f"refused: {reading.reason}"
    if reading.outcome == "ask":
        codes = {question.code for question in reading.questions}
        allowed = table.asked | ({"total_differs"} if _like_totals(table) else set())
        return "asked" if codes <= allowed else f"needless: {sorted(codes - allowed)}"
    wrong = _differences(file, reading)
    if not wrong:
        return "full"
    kept = reading.lines.loaded + reading.lines.quarantined
    spare = 2 if "total_differs" in reading.held_by_reason else 0  # the totals themselves may be held
    if reading.lines.loaded < len(table.sales) and 0 <= kept - len(table.sales) - table.held <= spare:
        return f"held: {reading.held_by_reason}"
    return "silent wrong: " + "; ".join(wrong)


def _like_totals(table: Table) -> bool:
    """Whether a client is called as totals are, where rows have no dates of their own to tell them apart."""
    undated = table.dated_by != "day" or table.layout.startswith("days")
    return undated and any(is_total_word(sale.client) for sale in table.sales)


def _differences(file: FreshFile, reading: Reading) -> list[str]:
    """Where the reading differs from the truth."""
    table, wrong = file.table, []
    if reading.lines.loaded != _rows_of_sales(table):
        wrong.append(f"{reading.lines.loaded} rows for {_rows_of_sales(table)}")
    if table.layout == "across" and reading.lines.sale_lines != _cells_of_sales(table):
        wrong.append(f"{reading.lines.sale_lines} lines for {_cells_of_sales(table)}")
    if abs(reading.amount_total - file.total) > Decimal("0.005"):
        wrong.append(f"sum {reading.amount_total} for {file.total}")
    if reading.lines.quarantined < table.held:
        wrong.append(f"{reading.lines.quarantined} held for {table.held}")
    if not _names_right(file, reading):
        wrong.append(f"{reading.clients} clients for {len({sale.client for sale in table.sales})}")
    if table.dated_by == "day" and (reading.date_min, reading.date_max) != file.days:
        wrong.append(f"days {reading.date_min} to {reading.date_max} for {file.days}")
    return wrong


def _rows_of_sales(table: Table) -> int:
    """How many rows hold sales: in a table with its months across there is one of each client."""
    return len({sale.client for sale in table.sales}) if table.layout == "across" else len(table.sales)


def _cells_of_sales(table: Table) -> int:
    """How many cells of a table with its months across hold sales."""
    return len({(sale.client, sale.day.year, sale.day.month) for sale in table.sales})


def _names_right(file: FreshFile, reading: Reading) -> bool:
    names = {plain(sale.client, file.style.encoding) for sale in file.table.sales}
    return reading.clients in (len(names), len({sale.client for sale in file.table.sales}))


def right_answers(file: FreshFile, reading: Reading) -> Answers | None:
    """What a person who knows the truth answers to the questions of a reading; None where there is no answer to give."""
    given, options = reading.answers, dict(reading.answers.options)
    for question in reading.questions:
        if question.code in _ANSWERS:
            options[question.code] = _ANSWERS[question.code]
        elif question.code in _COLUMNS:
            name = _COLUMNS[question.code]
            at = _column_of(file, reading, name)
            if at is None:
                return None
            named = {known: int(one["index"]) for known, one in reading.columns.items() if one["index"] != at}
            given = replace(given, columns=named | {name: at})
        elif question.code == "returns_sign":
            given = replace(given, subtract_returns=True)
        elif question.code == "ambiguous_dates":
            given = replace(given, date_order="dmy")
        elif question.code == "decimal_sign":
            given = replace(given, decimal_sign="," if "." in str(question.facts["sample"]) else ".")
        else:
            return None
    return replace(given, options=options)


_ANSWERS = {
    "order_total_repeated": "once", "client_blank_below": "fill_down", "date_blank_below": "fill_down", "looks_total": "total",
    "discount_to_take_off": "ignore", "looks_grouped": "grouped", "many_held": "load", "total_differs": "load", "several_tables": "first",
    "behind_total": "notes",
}  # fmt: skip


_COLUMNS = {"which_amount": "amount", "no_amount_column": "amount", "no_client_column": "client"}


def _column_of(file: FreshFile, reading: Reading, name: str) -> int | None:
    """The column from 1 that holds a field, by its header or, where it has none, by the names of clients in it."""
    header = file.table.columns.get(name)
    clients = {plain(sale.client, file.style.encoding) for sale in file.table.sales}
    for guess in reading.mapping:
        if guess.header == header if header else clients & set(guess.samples):
            return guess.index
    return None
