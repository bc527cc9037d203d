"""Workbooks of several sheets: months joined, copies and summaries never added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from example_files import Sale, total

from ingestion.answers import Answers
from ingestion.reading import Reading
from ingestion.sheets import ALL_ALIKE

Read = Callable[..., Reading]
HEAD = ["Дата", "Клиент", "Сумма"]
Sheets = dict[str, Sequence[Sequence[Any]]]


def book(path: Path, sheets: Sheets) -> Path:
    """A workbook of the given sheets."""
    with xlsxwriter.Workbook(str(path)) as made:
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)  # type: ignore[arg-type]
                    elif isinstance(cell, Decimal):
                        sheet.write_number(at, column, float(cell))
                    elif cell:
                        sheet.write(at, column, cell)
    return path


def body(sales: list[Sale]) -> list[list[Any]]:
    return [[sale.day, sale.client, sale.amount] for sale in sales]


def months(sales: list[Sale], title: bool = False) -> Sheets:
    """A sheet a month, each with its own total."""
    found: Sheets = {}
    for month in sorted({sale.day.month for sale in sales}):
        own = [sale for sale in sales if sale.day.month == month]
        above = [[f"Продажи, месяц {month}"], []] if title and month % 2 else []
        found[f"Месяц {month}"] = [*above, HEAD, *body(own), ["Итого", "", total(own)]]
    return found


def test_sheets_of_months_become_one_table(read: Read, sales: list[Sale], tmp_path: Path) -> None:
    found = read(book(tmp_path / "year.xlsx", months(sales, title=True)))
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", len(sales), total(sales))
    assert found.lines.conserved() and "sheets_joined" in found.warnings
    assert found.own_total is not None and found.own_total.amount == total(sales)
    assert found.staged is not None
    numbers = duckdb.sql(
        f"SELECT sheet, count(*) FROM ({found.staged.relation_sql()}) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    counts = [sum(sale.day.month == month for sale in sales) for month in sorted({sale.day.month for sale in sales})]
    assert numbers == list(enumerate(counts, start=1))


def test_a_sheet_that_repeats_another_is_asked_about(read: Read, sales: list[Sale], tmp_path: Path) -> None:
    sheets = {**months(sales), "Все": [HEAD, *body(sales)]}
    path = book(tmp_path / "year.xlsx", sheets)
    found = read(path)
    assert [question.code for question in found.questions] == ["which_sheet"]
    assert read(path, Answers(sheet="Все")).amount_total == total(sales)


def test_sheets_of_another_form_are_asked_about_and_the_months_can_be_joined(
    read: Read, sales: list[Sale], tmp_path: Path
) -> None:
    stock = [["Товар", "Склад", "Остаток"], ["Гвозди", "Главный", Decimal(5)], ["Клей", "Главный", Decimal(7)]]
    path = book(tmp_path / "year.xlsx", {**months(sales), "Остатки": stock})
    asked = read(path)
    (question,) = asked.questions
    assert question.options[-1]["answer"] == ALL_ALIKE and "Остатки" not in question.options[-1]["sheets"]
    assert Decimal(question.options[-1]["total"]) == total(sales)
    january = [sale for sale in sales if sale.day.month == 1]
    assert Decimal(question.options[0]["total"]) == total(january)
    found = read(path, Answers(sheet=ALL_ALIKE))
    assert (found.outcome, found.amount_total) == ("loaded", total(sales)) and found.lines.conserved()
    assert found.skipped_by_reason["sheet"] == 3


def test_a_held_row_names_its_sheet(read: Read, sales: list[Sale], tmp_path: Path) -> None:
    sheets = {
        "Январь": [HEAD, *body(sales[:20]), ["31.02.2024", "ЗАО Вектор", Decimal(5)]],
        "Февраль": [HEAD, *body(sales[20:40]), ["32.02.2024", "ЗАО Вектор", Decimal(5)]],
    }
    found = read(book(tmp_path / "two.xlsx", sheets))
    assert [(line.sheet, line.line, line.reason) for line in found.quarantine] == [
        ("Январь", 22, "bad_date"), ("Февраль", 22, "bad_date"),
    ]  # fmt: skip


def test_a_question_about_all_sheets_is_asked_once(read: Read, tmp_path: Path) -> None:
    head = ["Date", "Client", "Amount"]
    rows = [["03/04/2024", "Alder", Decimal(5)], ["05/06/2024", "Birch", Decimal(6)]]
    more = [["07/08/2024", "Cedar", Decimal(7)], ["09/10/2024", "Birch", Decimal(8)]]
    path = book(tmp_path / "two.xlsx", {"A": [head, *rows], "B": [head, *more]})
    assert [question.code for question in read(path).questions] == ["ambiguous_dates"]
    assert read(path, Answers(date_order="dmy")).amount_total == 26


def test_the_name_of_the_sheet_dates_rows_without_dates(read: Read, tmp_path: Path) -> None:
    head = ["Клиент", "Менеджер", "Сумма"]
    sheets: Sheets = {
        "Январь 2024": [head, ["Ромашка", "Иванов", Decimal(5)], ["Вектор", "Иванов", Decimal(6)]],
        "Февраль 2024": [head, ["Ромашка", "Иванов", Decimal(7)], ["Зенит", "Иванов", Decimal(9)]],
    }
    found = read(book(tmp_path / "two.xlsx", sheets))
    assert (found.outcome, found.amount_total) == ("loaded", 27)
    assert (found.date_min, found.date_max) == (date(2024, 1, 31), date(2024, 2, 29))


def test_of_two_tables_under_one_another_either_can_be_loaded(read: Read, sales: list[Sale], tmp_path: Path) -> None:
    payments = [
        ["Дата оплаты", "Плательщик", "Сумма"],
        *[[sale.day, sale.client, Decimal(7)] for sale in sales[:12]],
    ]
    rows: Sheets = {"Лист": [["Отчёт"], [], HEAD, *body(sales[:40]), ["Итого", "", total(sales[:40])], [], *payments]}
    path = book(tmp_path / "two.xlsx", rows)
    (question,) = read(path).questions
    sums = {option["answer"]: Decimal(option["total"]) for option in question.options}
    assert sums == {"first": total(sales[:40]), "second": Decimal(84)}
    for answer, amount in sums.items():
        found = read(path, Answers(options={"several_tables": answer}))
        assert (found.outcome, found.amount_total) == ("loaded", amount) and found.lines.conserved()
    assert found.header_row == (46, 46) and found.skipped_by_reason["other_table"] == 43
