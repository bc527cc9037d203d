"""Rows put right are read by the rules of their file: its columns, order of dates, decimal sign, groups, sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from example_files import TODAY
from grouped_reports import CLIENTS, Form, report_rows, some_lines, write_text
from test_every_reason import GOOD, HEAD, HELD

from ingestion.cell_kinds import kinds_of_cells, restored
from ingestion.cells import text_of
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.read import mend_rows
from ingestion.reading import Reading
from ingestion.refusal import Refused
from ingestion.row_file import RowFile, RowToRead
from ingestion.staged import StagedFile

Read = Callable[..., Reading]
Write = Callable[..., Path]
Row = dict[str, Any]
MORE = [f"29.01.2024;{number};ООО Клиент 2;Оплачен;{number},10" for number in (81, 82, 83)]
MENDED = ("28.01.2024", "77", "ООО Клиент 1", "Оплачен", "5,00")


def held(reading: Reading) -> list[Row]:
    """The held rows as they are staged for the store."""
    assert reading.staged is not None
    found = duckdb.sql(f"SELECT * FROM read_parquet('{reading.staged.left_out}') WHERE outcome = 'quarantined'")
    return found.to_arrow_table().to_pylist()


def lines(staged: StagedFile) -> list[Row]:
    rows = duckdb.sql(f"SELECT * FROM ({staged.relation_sql()}) ORDER BY sheet, line")
    return rows.to_arrow_table().to_pylist()


@pytest.fixture
def mend(reader: ReaderProcess, tmp_path: Path) -> Callable[..., StagedFile]:
    """Read rows by the rules of a reading: {(sheet, line): cells}."""

    def mend_them(reading: Reading, rows: dict[tuple[str, int], Any], **more: Any) -> StagedFile:
        made = [
            RowToRead(sheet, line, tuple(cells), "t" * len(cells), more.get("above"))
            for (sheet, line), cells in rows.items()
        ]
        content = RowFile(reading.rules, tuple(made), more.get("known_orders", ()))
        return mend_rows(content, work=tmp_path, today=TODAY, process=reader)

    return mend_them


@pytest.mark.parametrize("reason", HELD)
def test_a_row_held_for_any_reason_is_loaded_when_it_is_put_right(
    reason: str, read: Read, write: Write, mend: Callable[..., StagedFile]
) -> None:
    found = read(write("sales.csv", [HEAD, *GOOD, HELD[reason], *MORE]))
    (row,) = held(found)
    cells = [*MENDED, *[""] * (len(row["raw"]) - len(MENDED))]
    staged = mend(found, {("", row["line"]): cells})
    (line,) = lines(staged)
    assert (line["sheet"], line["line"], line["day"], line["amount"]) == (0, row["line"], date(2024, 1, 28), 5)
    assert (line["client"], line["order_no"]) == ("ООО Клиент 1", "77")
    whole = read(write("whole.csv", [HEAD, *GOOD, ";".join(MENDED), *MORE]))
    assert whole.staged is not None and line in lines(whole.staged)


@pytest.mark.parametrize("reason", [reason for reason in HELD if reason not in ("too_few_fields", "unclosed_quote")])
def test_a_row_that_was_not_put_right_is_held_for_the_same_reason(
    reason: str, read: Read, write: Write, mend: Callable[..., StagedFile]
) -> None:
    found = read(write("sales.csv", [HEAD, *GOOD, HELD[reason], *MORE]))
    (row,) = held(found)
    staged = mend(found, {("", row["line"]): row["raw"]})
    assert lines(staged) == []
    left = duckdb.sql(f"SELECT line, outcome, reason, column_header FROM read_parquet('{staged.left_out}')").fetchall()
    assert left == [(row["line"], "quarantined", reason, row["column_header"])]


def test_money_of_a_held_row_is_kept_where_it_can_be_read(read: Read, write: Write) -> None:
    rows = [HELD["bad_date"], HELD["bad_amount"]]
    found = held(read(write("sales.csv", [HEAD, *GOOD, *rows])))
    assert [row["amount"] for row in found] == [Decimal(5), None]


def test_what_the_column_has_proven_holds_for_the_mended_row(
    read: Read, write: Write, mend: Callable[..., StagedFile]
) -> None:
    american = [f"0{at % 9 + 1}/{at + 10}/2024,Client,{at},{at}.50" for at in range(5, 19)]
    bad = "02/31/2024,Client,7,1.00"
    found = read(write("us.csv", ["Date,Customer,Order,Amount", *american, bad]))
    (row,) = held(found)
    place = ("", row["line"])
    (line,) = lines(mend(found, {place: ["03/04/2024", "Client", "7", "1,234.5"]}))
    assert (line["day"], line["amount"]) == (date(2024, 3, 4), Decimal("1234.5"))
    assert lines(mend(found, {place: ["31.12.2024", "Client", "7", "1"]})) == []
    assert lines(mend(found, {place: ["03/04/2024", "Client", "7", "1234,5"]})) == []


def test_what_the_column_has_not_proven_is_read_only_where_it_proves_itself(
    read: Read, write: Write, mend: Callable[..., StagedFile]
) -> None:
    plain = [f"2024-01-{day:02},Client,{day * 100}" for day in range(1, 20)]
    found = read(write("plain.csv", ["Date,Customer,Amount", *plain, "2024-02-31,Client,7"]))
    (row,) = held(found)

    def amounts(day: str, amount: str) -> list[Any]:
        return [one["amount"] for one in lines(mend(found, {("", row["line"]): [day, "Client", amount]}))]

    assert amounts("2024-02-28", "12,5") == amounts("28.02.2024", "12.5") == [Decimal("12.5")]
    assert amounts("2024-02-28", "1,234") == amounts("03/04/2024", "5") == []


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def test_typed_cells_of_a_workbook_keep_their_type(
    read: Read, tmp_path: Path, reader: ReaderProcess, mend: Callable[..., StagedFile]
) -> None:
    """1234.567 is a number in the sheet; as text under a decimal comma it would be over a million."""
    rows: list[list[Any]] = [["Дата", "Клиент", "Цена", "Сумма"]]
    rows += [[datetime(2024, 1, day), "Мост", "1 234,50", day * 10.5] for day in range(1, 20)]
    rows.append(["31.02.2024", "Мост", 1234.567, 1234.567])
    found = read(book(tmp_path / "book.xlsx", {"Янв": rows}))
    (row,) = held(found)
    assert row["kinds"] == "ttnn" and row["sheet"] == "Янв"
    cells = ("28.02.2024", *row["raw"][1:])
    content = RowFile(found.rules, (RowToRead("Янв", row["line"], cells, row["kinds"]),))
    (line,) = lines(mend_rows(content, work=tmp_path, today=TODAY, process=reader))
    assert (line["sheet"], line["price"], line["amount"]) == (1, Decimal("1234.567"), Decimal("1234.567"))


def test_joined_sheets_have_rules_of_their_own(read: Read, tmp_path: Path, mend: Callable[..., StagedFile]) -> None:
    head = ["Дата", "Клиент", "Сумма"]
    january = [[f"{day:02}.01.2024", f"Клиент {day}", day] for day in range(1, 16)]
    february = [[f"{day:02}.02.2024", f"Клиент {day}", day + 100] for day in range(1, 16)]
    sheets = {"Янв": [head, *january, ["", "Клиент 1", 7]], "Фев": [head, *february, ["x", "Клиент 2", 8]]}
    found = read(book(tmp_path / "year.xlsx", sheets))
    assert [(row["sheet"], row["line"]) for row in held(found)] == [("Янв", 17), ("Фев", 17)]
    staged = mend(found, {("Фев", 17): ["20.02.2024", "Клиент 2", "8"], ("Янв", 17): ["20.01.2024", "Клиент 1", "7"]})
    assert [(line["sheet"], line["line"], line["amount"]) for line in lines(staged)] == [(1, 17, 7), (2, 17, 8)]


def test_a_row_of_a_grouped_report_keeps_its_headings(
    read: Read, tmp_path: Path, mend: Callable[..., StagedFile]
) -> None:
    form = Form(("client",), dated=True, sums=False, total="")
    rows = report_rows(some_lines(40), form)
    at = next(at for at in range(12, len(rows)) if isinstance(rows[at][1], date))
    was, rows[at][-1] = rows[at][-1], "12а5"
    found = read(write_text(tmp_path / "grouped.csv", rows))
    (row,) = held(found)
    (rules,) = found.rules
    assert (row["line"], row["reason"]) == (at + 1, "bad_amount") and len(row["raw"]) == len(rules.header)
    cells = list(row["raw"])
    assert cells[rules.columns["client"]] in CLIENTS
    cells[rules.columns["amount"]] = f"{was:.2f}".replace(".", ",")
    (line,) = lines(mend(found, {("", row["line"]): cells}))
    rows[at][-1] = was
    whole = read(write_text(tmp_path / "whole.csv", rows))
    assert whole.staged is not None and line in lines(whole.staged)


def test_states_that_are_no_sales_and_totals_told_once(
    read: Read, write: Write, mend: Callable[..., StagedFile]
) -> None:
    cancelled = "28.01.2024;5;ООО Клиент 1;Отменён;5,00"
    found = read(write("sales.csv", [HEAD, *GOOD, cancelled, HELD["bad_date"]]))
    staged = mend(found, {("", 30): ["28.01.2024", "77", "ООО Клиент 1", "Отменён", "5,00"]})
    left = duckdb.sql(f"SELECT outcome, reason FROM read_parquet('{staged.left_out}')").fetchall()
    assert lines(staged) == [] and left == [("skipped", "cancelled")]
    once = replace(found, rules=tuple(replace(one, order_total_once=True) for one in found.rules))
    rows = {
        ("", line): ["28.01.2024", order, "ООО К", "Оплачен", "5"] for line, order in ((30, "A"), (31, "A"), (32, "B"))
    }
    staged = mend(once, rows, known_orders=("B",))
    assert [line["line"] for line in lines(staged)] == [30]
    left = duckdb.sql(f"SELECT line, outcome, reason FROM read_parquet('{staged.left_out}') ORDER BY 1").fetchall()
    assert left == [(31, "skipped", "continuation"), (32, "skipped", "continuation")]


def test_a_client_named_once_above_his_rows(read: Read, write: Write, mend: Callable[..., StagedFile]) -> None:
    found = read(write("sales.csv", [HEAD, *GOOD, HELD["bad_date"]]))
    filled = replace(found, rules=tuple(replace(one, fill_client_down=True) for one in found.rules))
    (line,) = lines(mend(filled, {("", 29): ["28.01.2024", "77", "", "Оплачен", "5"]}, above="ООО Выше"))
    assert line["client"] == "ООО Выше"


def test_a_held_row_names_the_client_of_the_rows_under_it(read: Read, write: Write) -> None:
    from ingestion.answers import Answers

    rows = ["Дата;Клиент;Сумма"]
    for client in range(5):
        rows += [f"1{client}.01.2024;Клиент {client};{client + 1}", f"1{client}.01.2024;;10", f"1{client}.01.2024;;20"]
    rows[4] = "31.02.2024;Клиент 1;2"
    found = read(write("once.csv", rows), Answers(options={"client_blank_below": "fill_down"}))
    assert found.staged is not None and found.held_by_reason == {"bad_date": 1}
    assert [line["client"] for line in lines(found.staged)][3:5] == ["Клиент 1", "Клиент 1"]


def test_a_large_file_keeps_its_rules_too(read: Read, write: Write, mend: Callable[..., StagedFile]) -> None:
    rows = [f"{at % 27 + 1:02}.01.2024;Клиент {at % 9};{at},50" for at in range(400)]
    rows[200] = "31.02.2024;Клиент 1;7,25"
    found = read(write("large.csv", ["Дата;Клиент;Сумма", *rows]), limits=Limits(bulk_from_bytes=1))
    (row,) = held(found)
    assert (row["line"], row["reason"], row["amount"]) == (202, "bad_date", Decimal("7.25"))
    (line,) = lines(mend(found, {("", 202): ["28.01.2024", "Клиент 1", "7,25"]}))
    assert (line["line"], line["amount"]) == (202, Decimal("7.25"))


def test_cells_come_back_as_they_were() -> None:
    cells = [
        "text",
        "",
        7,
        -2.5,
        1e-7,
        date(2024, 1, 2),
        datetime(2024, 1, 2),
        datetime(2024, 1, 2, 3, 4),
        "2024-01-02",
    ]
    texts = [text_of(cell) for cell in cells]
    again = restored(texts, kinds_of_cells(cells))
    assert again == cells and [type(cell) for cell in again] == [type(cell) for cell in cells]
    assert restored(["7", "x"], "n") == [7, "x"]


def test_a_row_file_that_nobody_can_read_is_refused(tmp_path: Path) -> None:
    with ReaderProcess() as process:
        rows = (RowToRead("no such sheet", 1, ("a",), "t"),)
        with pytest.raises(Refused) as refused:
            mend_rows(RowFile((), rows), work=tmp_path, today=TODAY, process=process)
    assert refused.value.code == "reader_failed"
