"""A large table goes through one statement; it must give what the row-by-row path gives, to the last cell."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from example_files import Sale, english_lines, russian_lines, some_sales, total
from two_ways import LARGE, SMALL, read_here, staged_rows, told

from ingestion.answers import Answers
from ingestion.bulk_sums import SAMPLED, SURE_SAMPLE
from ingestion.clean_sheet import CleanSheet
from ingestion.clean_text import PlainText
from ingestion.reading import Reading

Write = Callable[..., Path]


def both_ways(path: Path, tmp_path: Path, answers: Answers | None = None) -> tuple[Reading, Reading]:
    """The file as a large one and row by row. Where a clean text needed no statement, the statement says the same."""
    large = read_here(path, tmp_path / "large", LARGE, answers)
    with pytest.MonkeyPatch.context() as patch:
        for clean in (PlainText, CleanSheet):
            patch.setattr(clean, "typed", lambda *_: None)
        judged = read_here(path, tmp_path / "judged", LARGE, answers)
    assert told(judged) == told(large) and judged.mapping == large.mapping
    assert staged_rows(judged) == staged_rows(large)
    small = read_here(path, tmp_path / "small", SMALL, answers)
    assert large.staged is not None and large.staged.line_offset is not None, "the statement was not used"
    assert small.staged is not None and small.staged.line_offset is None
    return large, small


def left_out_rows(reading: Reading) -> list[tuple[object, ...]]:
    assert reading.staged is not None
    query = (
        f"SELECT sheet, line, outcome, reason, column_header, value, raw FROM '{reading.staged.left_out}' ORDER BY line"
    )
    return duckdb.sql(query).fetchall()


def check_same(large: Reading, small: Reading) -> None:
    assert staged_rows(large) == staged_rows(small)
    assert left_out_rows(large) == left_out_rows(small)
    assert told(large) == told(small)


@pytest.fixture
def many() -> list[Sale]:
    return some_sales(3000)


def test_english_text(write: Write, tmp_path: Path, many: list[Sale]) -> None:
    large, small = both_ways(write("sales.csv", english_lines(many)), tmp_path)
    check_same(large, small)
    assert (large.lines.loaded, large.amount_total) == (3000, total(many))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_text(write: Write, tmp_path: Path, encoding: str) -> None:
    many = [sale for sale in some_sales(3000) if "Ї" not in sale.client]
    large, small = both_ways(write("sales.csv", russian_lines(many), encoding), tmp_path)
    check_same(large, small)
    assert large.amount_total == total(many)


def test_windows_line_ends_preamble_and_blank_end(write: Write, tmp_path: Path, many: list[Sale]) -> None:
    text = "\r\n".join(["Отчёт", "", *russian_lines(many), "", "", ""])
    check_same(*both_ways(write("sales.csv", text), tmp_path))


def test_odd_rows_go_to_the_slower_parsers_and_back(write: Write, tmp_path: Path, many: list[Sale]) -> None:
    lines = russian_lines(many)
    lines[500:500] = ["5 янв. 2024;Мария;1;1,00;1 234,50 руб.", "31.02.2024;А;1;1,00;5,00", "01.02.2024;А;1;1,00;пять"]
    lines[700:700] = [lines[0], ";;;;", "Стр. 2;;;;", "01.02.2031;Б;1;1,00;7,00", "01.02.2024;В;много;1,00;7,00"]
    whole = total(many) + Decimal("1234.50") + 7
    lines.append(f"Итого;;;;{whole:.2f}".replace(".", ","))
    large, small = both_ways(write("sales.csv", lines), tmp_path)
    check_same(large, small)
    assert large.amount_total == whole
    assert large.held_by_reason == {"bad_date": 1, "bad_amount": 1, "future_date": 1}
    assert large.skipped_by_reason == {"repeated_header": 1, "note": 1, "total": 1}
    assert large.lines.blank == 1


def test_codes_written_as_floats_and_amounts_to_compute(write: Write, tmp_path: Path, many: list[Sale]) -> None:
    lines = ["CustomerID,InvoiceNo,InvoiceDate,Quantity,UnitPrice"]
    lines += [
        f"{'' if n % 7 == 0 else f'{17000 + n % 50}.0'},{n},{s.day} 08:26:00,{s.quantity},{s.price}"
        for n, s in enumerate(many)
    ]
    large, small = both_ways(write("lines.csv", lines), tmp_path)
    check_same(large, small)
    assert (large.amount_total, large.unidentified_lines) == (total(many), 429)


def test_deals_costs_refunds_and_thousands(write: Write, tmp_path: Path, many: list[Sale]) -> None:
    lines = ["Close date;Company;Deal stage;Amount;Cost;Refunded amount"]
    stages = ("Closed Won", "Closed Lost", "Closed Won", "Talks")
    for place, sale in enumerate(many):
        cost = "NULL" if place % 5 == 0 else f"{sale.amount / 2:.2f}"
        stage = stages[place % 400 // 100] if place % 100 == 0 else "Closed Won"
        lines.append(f"{sale.day:%m/%d/%Y};{sale.client};{stage};{sale.amount:,.2f};{cost};{place % 3 // 2}.00")
    path = write("deals.csv", lines)
    large, small = both_ways(path, tmp_path, Answers(options={"which_kind": "sales"}))
    check_same(large, small)
    assert large.skipped_by_reason == {"not_won": 15}
    (tmp_path / "all").mkdir()
    whole = read_here(path, tmp_path / "all", LARGE)
    assert whole.records == {"deals": len(many)} and whole.amount_total == large.amount_total
    assert whole.staged is not None and whole.staged.line_offset is None, "deals are read row by row"


GIVEN_UP = {
    "a field too many": lambda lines: [*lines[:900], lines[900] + ";x", *lines[901:]],
    "a field too few": lambda lines: [*lines[:900], "01.02.2024;А", *lines[901:]],
    "a line break in a cell": lambda lines: [*lines[:900], '01.02.2024;"А\nБ";1;1,00;1,00', *lines[900:]],
    "a blank line inside": lambda lines: [*lines[:900], "", *lines[900:]],
    "a quote that never closes": lambda lines: [*lines[:900], '01.02.2024;"А;1;1,00;1,00', *lines[900:]],
    "another decimal sign": lambda lines: [*lines[:900], "01.02.2024;А;1;1.00;1,234.50", *lines[900:]],
    "a total that differs": lambda lines: [*lines, "Итого;;;;1,00"],
    "a second table": lambda lines: [*lines[:900], "Дата оплаты;Плательщик;Счёт;Оплачено;Долг", *lines[900:]],
}


@pytest.mark.parametrize("trouble", GIVEN_UP)
def test_what_is_not_regular_is_read_row_by_row(write: Write, tmp_path: Path, trouble: str, many: list[Sale]) -> None:
    path = write("sales.csv", GIVEN_UP[trouble](russian_lines(many)))
    large = read_here(path, tmp_path / "large", LARGE)
    small = read_here(path, tmp_path / "small", SMALL)
    assert large.staged is None or large.staged.line_offset is None
    assert replace(large, seconds=0, staged=None) == replace(small, seconds=0, staged=None)


def large_book(path: Path, sales: list[Sale], odd: dict[int, list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet("Продажи"), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write(0, 0, "Отчёт")
        sheet.write_row(2, 0, ["Дата", "Клиент", "Код клиента", "Сумма"])
        for place, sale in enumerate(sales, start=3):
            cells = odd.get(
                place,
                [datetime(sale.day.year, sale.day.month, sale.day.day), sale.client, place % 9, float(sale.amount)],
            )
            for at, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(place, at, cell, day)
                elif cell is not None:
                    sheet.write(place, at, cell)
    return path


@pytest.mark.parametrize("orders", [40, 24_000])
def test_totals_of_orders_on_each_line_are_asked_about_however_many(write: Write, tmp_path: Path, orders: int) -> None:
    """A sample of many orders settles that they do not repeat their totals; it never settles that they do."""
    repeated, own = (
        read_here(write("orders.csv", ["Date,Order,Client,Amount", *lines]), tmp_path / name, LARGE)
        for name, lines in (
            ("repeated", [f"2024-03-{1 + at % 28:02},N{at},Client {at % 97},{at % 400 + 1}.50" for at in range(orders) for _ in "ab"]),
            ("own", [f"2024-03-{1 + at % 28:02},N{at},Client {at % 97},{at % 400 + more}.50" for at in range(orders) for more in (1, 3)]),
        )
    )  # fmt: skip
    assert [question.code for question in repeated.questions] == ["order_total_repeated"]
    assert own.outcome == "loaded" and own.staged is not None and own.staged.line_offset is not None
    assert SURE_SAMPLE * SAMPLED < 24_000


def test_a_large_sheet(tmp_path: Path, many: list[Sale]) -> None:
    odd: dict[int, list[object]] = {
        900: [None, None, None, None],
        1000: [datetime(2031, 1, 1), "А", 1, 5.0],
        1100: [None, "Б", 2, 7.5],
    }
    large, small = both_ways(large_book(tmp_path / "book.xlsx", many, odd), tmp_path)
    check_same(large, small)
    assert large.held_by_reason == {"future_date": 1, "no_date": 1}
    assert (large.lines.total, large.lines.header, large.lines.blank, large.lines.loaded) == (3003, 3, 1, 2997)


def test_a_large_sheet_with_mixed_cells_is_read_cell_by_cell(
    tmp_path: Path, many: list[Sale], caplog: pytest.LogCaptureFixture
) -> None:
    path = large_book(tmp_path / "book.xlsx", many, {900: [datetime(2024, 1, 5), "А", 1, "1 234,50 руб."]})
    with caplog.at_level(logging.INFO):
        reading = read_here(path, tmp_path / "large", LARGE)
    assert "read cell by cell" in caplog.text
    assert (reading.lines.loaded, reading.date_min) == (3000, date(2024, 1, 3))
    assert reading.amount_total == total(many) - many[897].amount + Decimal("1234.50")


def test_blanks_of_every_kind_are_no_part_of_a_name(read: Callable[..., Reading], write: Callable[..., Path]) -> None:
    """A large file names a client with and without them; the sample of its beginning has none."""
    lines = ["Дата;Клиент;Сумма"]
    for place in range(80_000):
        name = f"\u00a0ООО\u202fКлиент {place % 50}\u3000" if 40_000 < place < 40_100 else f"ООО Клиент {place % 50}"
        lines.append(f"{place % 28 + 1:02}.01.2024;{name};{place % 977}.50")
    found = read(write("large.csv", lines))
    assert (found.outcome, found.lines.loaded, found.clients) == ("loaded", 80_000, 50)


def test_a_guard_against_formulas_is_no_part_of_a_name(
    read: Callable[..., Reading], write: Callable[..., Path]
) -> None:
    lines = ["Дата;Клиент;Сумма"]
    lines += [
        f"{n % 28 + 1:02}.01.2024;{'=' if n == 70_001 else ''}Клиент {n % 50};{n % 977}.50" for n in range(80_000)
    ]
    lines[60_000] = "05.01.2024;'+7 900;5.50"
    found = read(write("large.csv", lines))
    assert (found.outcome, found.clients) == ("loaded", 52)
    assert found.staged is not None
    names = duckdb.sql(
        f"SELECT DISTINCT client FROM ({found.staged.relation_sql()}) WHERE client LIKE '%+7%'"
    ).fetchall()
    assert names == [("+7 900",)]
