"""The row behind a number: shown as it stands in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from example_files import Sale, russian_lines, some_sales
from grouped_reports import Form, report_rows, some_lines, write_workbook

from ingestion.process import ReaderProcess
from ingestion.read import show_rows

Write = Callable[..., Path]


def test_a_line_of_a_text(write: Write, sales: list[Sale], reader: ReaderProcess, tmp_path: Path) -> None:
    lines = ["Отчёт за год", "", *russian_lines(sales)]
    path = write("sales.csv", lines, "cp1251")
    (row,) = show_rows(path, [(0, 10)], work=tmp_path, process=reader)
    assert row.line == 10 and ";".join(row.cells[2:]) == ";".join(lines[9].split(";")[-3:])
    assert row.header[:2] == ("Дата", "Контрагент")


def test_a_row_of_a_sheet(reader: ReaderProcess, tmp_path: Path) -> None:
    rows = report_rows(some_lines(30), Form(("manager", "client", "document")))
    path = write_workbook(tmp_path / "r.xlsx", rows)
    found = show_rows(path, [(1, 5), (1, 2), (1, 9999), (7, 1)], work=tmp_path, process=reader)
    assert [row.line for row in found] == [5, 2]
    assert found[0].cells[0] == rows[4][0] and found[0].sheet_name == "TDSheet"


def test_a_file_that_is_damaged_shows_nothing(write: Write, reader: ReaderProcess, tmp_path: Path) -> None:
    assert show_rows(write("x.xlsx", b"PK\x03\x04broken"), [(1, 1)], work=tmp_path, process=reader) == []
    assert show_rows(write("y.csv", "a;b\n1;2\n"), [(0, 2)], work=tmp_path)[0].cells == (
        "1",
        "2",
    )


def test_a_line_of_a_large_text_is_found_without_reading_all_of_it(
    write: Write, reader: ReaderProcess, tmp_path: Path
) -> None:
    lines = russian_lines(some_sales(60_000))
    path = write("large.csv", lines, "cp1251")
    assert path.stat().st_size > 2 << 20
    places = [(0, 50_000), (0, 2), (0, 60_001)]
    found = show_rows(path, places, work=tmp_path, encoding="cp1251", process=reader)
    assert [(row.sheet, row.line) for row in found] == places
    assert [row.cells[0] for row in found] == [lines[line - 1].split(";")[0] for _, line in places]
    assert {row.header for row in found} == {("Дата", "Контрагент", "Количество", "Цена", "Сумма")}
