"""T50: names that are code stay names. T51: out to a workbook and in again. T52: a header that is SQL.

The page's source is looked at in tests/browser/test_user_text.py, sentences and charts in tests/ui/test_nasty_names.py.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from ingestion.process import ReaderProcess
from ingestion.reading import Reading
from storage.store import Store
from tests.marks.stored import load_file
from tests.ui.stores import NASTY
from ui.excel import ExcelColumn, ExcelSheet, workbook
from ui.text import plain

Read = Callable[..., Reading]
WORDS = ("NULL", "nan", "None", "true", "0", "007", "N/A", "-", "False", "1e5", "=1+1", "+7 900", "@SUM(A1)", "-5")
LONG_ID = 1234567890123456789


def table(names: list[str]) -> str:
    rows = [
        '2024-01-{:02},"{}",{}.50'.format(at % 28 + 1, name.replace('"', '""'), at + 1) for at, name in enumerate(names)
    ]
    return "\n".join(["Date,Customer,Amount", *rows]) + "\n"


def clients(store: Store) -> list[str]:
    found: list[str] = store.query("SELECT DISTINCT name FROM parties ORDER BY name").column("name").to_pylist()
    return found


def test_t50_every_name_stays_as_it_is_written(store: Store, reader: ReaderProcess, tmp_path: Path) -> None:
    names = [" ".join(name.split()) for name in dict.fromkeys((*NASTY, *WORDS))]
    path = tmp_path / "names.csv"
    path.write_text(table(names), encoding="utf-8")
    load_file(store, path, reader)
    assert sorted(clients(store)) == sorted(names)
    assert len(names) > 20


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "**bold** [a](javascript:1)", "$x^2$", ":material/home:", "# H"]
)
def test_t50_a_name_is_escaped_where_it_is_shown(name: str) -> None:
    assert not re.search(r"(?<!\\)[<$\[#]", plain(name)) and ":material/" not in plain(name)


def test_t50_codes_keep_their_zeros_and_their_nineteen_digits(
    store: Store, reader: ReaderProcess, tmp_path: Path
) -> None:
    rows = [f"2024-01-{day:02},007,{LONG_ID + day},Client {day},{day}.50" for day in range(1, 29)]
    path = tmp_path / "codes.csv"
    path.write_text("\n".join(["Date,Customer ID,Order number,Customer,Amount", *rows]), encoding="utf-8")
    load_file(store, path, reader)
    found = store.query("SELECT DISTINCT code FROM parties").column("code").to_pylist()
    orders = store.query("SELECT order_no FROM sales_lines ORDER BY 1").column("order_no").to_pylist()
    assert found == ["007"] and orders == sorted(str(LONG_ID + day) for day in range(1, 29))


def test_t50_numbers_of_a_workbook_that_are_codes(
    read: Read, store: Store, reader: ReaderProcess, tmp_path: Path
) -> None:
    """A workbook holds a number to fifteen digits: what is there is kept as digits, never as 1.2e18."""
    path = tmp_path / "codes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Date", "Customer ID", "Order number", "Customer", "Amount"])
        for day in range(1, 29):
            sheet.write_row(day, 0, [f"2024-01-{day:02}", 7, 123456789012345, f"Client {day}", day + 0.5])
            sheet.write_string(day, 2, str(LONG_ID + day)) if day % 2 else None
            sheet.write_number(day, 2, LONG_ID) if day % 4 == 0 else None
    load_file(store, path, reader)
    orders = store.query("SELECT DISTINCT order_no FROM sales_lines").column("order_no").to_pylist()
    assert not [order for order in orders if not order.isdigit()]
    assert str(LONG_ID + 1) in orders and "123456789012345" in orders
    assert store.query("SELECT DISTINCT code FROM parties").column("code").to_pylist() == ["7"]


def test_t51_out_to_a_workbook_and_in_again(read: Read, tmp_path: Path) -> None:
    """No text of the workbook can run, and the importer takes the guard off again."""
    names = [" ".join(name.split()) for name in (*NASTY, *WORDS)]
    rows = [
        {
            "day": date(2024, 1, at % 28 + 1),
            "client": name,
            "order": str(LONG_ID + at),
            "amount": Decimal(at * 100 + 50) / 100,
        }
        for at, name in enumerate(names, start=1)
    ]
    columns = [ExcelColumn("day", "Date", "date"), ExcelColumn("client", "Customer"), ExcelColumn("order", "Order number"), ExcelColumn("amount", "Amount", "money")]  # fmt: skip
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook([ExcelSheet("Sales", columns, rows)]))
    (page,) = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets
    texts = [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    found = read(path)
    assert (found.outcome, found.lines.loaded) == ("loaded", len(names))
    assert found.amount_total == sum((row["amount"] for row in rows), Decimal(0))  # type: ignore[misc]
    assert found.staged is not None
    import duckdb

    again = duckdb.sql(f"SELECT client, order_no FROM ({found.staged.relation_sql()}) ORDER BY line").fetchall()
    assert [client for client, _ in again] == names
    assert [order for _, order in again] == [row["order"] for row in rows]


def test_t52_a_header_that_is_sql(store: Store, reader: ReaderProcess, tmp_path: Path) -> None:
    header = 'Дата"; DROP TABLE sales; --'
    lines = [f'"{header.replace(chr(34), chr(34) * 2)}";"Клиент\'); DROP TABLE imports; --";Сумма']
    lines += [f"{day:02}.01.2024;Клиент {day};{day},50" for day in range(1, 29)]
    path = tmp_path / "header.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    tables = store.tables()
    load_file(store, path, reader)
    assert store.tables() == tables and {"sales", "imports"} <= set(tables)
    assert store.query("SELECT count(*) AS n FROM sales").column("n")[0].as_py() == 28
