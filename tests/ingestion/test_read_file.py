"""A file from its bytes to staged rows, through the real child process."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from example_files import Sale, english_lines, quoted, russian_lines, some_sales, total

from ingestion.answers import Answers
from ingestion.reading import Reading
from ingestion.staged import COLUMNS

Read = Callable[..., Reading]
Write = Callable[..., Path]


def rows_of(reading: Reading) -> list[tuple[object, ...]]:
    """What the store would load: line, day, client, amount."""
    assert reading.staged is not None
    sql = f"SELECT line, day, client, amount FROM ({reading.staged.relation_sql()}) ORDER BY line"
    return duckdb.sql(sql).fetchall()


def expected_rows(sales: list[Sale], first_line: int = 2) -> list[tuple[object, ...]]:
    return [(first_line + place, sale.day, sale.client, sale.amount) for place, sale in enumerate(sales)]


def check_loaded(reading: Reading, sales: list[Sale]) -> None:
    assert (reading.outcome, reading.reason) == ("loaded", None)
    assert reading.lines.conserved()
    assert reading.lines.loaded == len(sales)
    assert reading.amount_total == total(sales)
    assert (reading.date_min, reading.date_max) == (min(s.day for s in sales), max(s.day for s in sales))
    assert reading.clients == len({sale.client for sale in sales})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_russian_text(read: Read, write: Write, encoding: str, delimiter: str) -> None:
    sales = [sale for sale in some_sales(100) if "Ї" not in sale.client]
    reading = read(write("sales.csv", russian_lines(sales, delimiter), encoding))
    check_loaded(reading, sales)
    assert rows_of(reading) == expected_rows(sales)
    assert {name: column["index"] for name, column in reading.columns.items()} == {
        "date": 1, "client": 2, "quantity": 3, "price": 4, "amount": 5,
    }  # fmt: skip
    assert reading.header_row == (1, 1)


def test_english_text_packed(read: Read, tmp_path: Path, sales: list[Sale]) -> None:
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress("\n".join(english_lines(sales)).encode()))
    reading = read(path)
    check_loaded(reading, sales)
    assert rows_of(reading) == expected_rows(sales)


def test_preamble_repeated_header_blank_lines_total_and_signature(read: Read, write: Write, sales: list[Sale]) -> None:
    header, *rows = russian_lines(sales)
    whole = f"{total(sales):.2f}".replace(".", ",")
    lines = ["Отчёт о продажах", "Период: 2024 г.", "", header, *rows[:50], "Стр. 1", header, *rows[50:], ""]
    lines += [f"Итого;;;;{whole}", "", "Директор ____ /Петров/"]
    reading = read(write("report.csv", lines))
    check_loaded(reading, sales)
    assert reading.lines.header == 4
    assert reading.lines.blank == 2
    assert reading.skipped_by_reason == {"note": 2, "repeated_header": 1, "total": 1}
    assert reading.own_total is not None and reading.own_total.difference == 0


def test_a_total_that_does_not_agree_is_asked_about(read: Read, write: Write, sales: list[Sale]) -> None:
    path = write("report.csv", [*russian_lines(sales), "Итого;;;;1,00"])
    reading = read(path)
    assert (reading.outcome, reading.reason, reading.staged) == ("ask", "total_differs", None)
    again = read(path, Answers(options={"total_differs": "load"}))
    assert (again.outcome, again.lines.loaded, again.held_by_reason) == ("loaded", len(sales), {"total_differs": 1})


def test_subtotals_of_managers_are_recognised_by_arithmetic(read: Read, write: Write) -> None:
    first, second = some_sales(30, 1), some_sales(40, 2)
    header, *rows = russian_lines([*first, *second])
    sums = [f"{total(part):.2f}".replace(".", ",") for part in (first, second, [*first, *second])]
    lines = [
        header,
        *rows[:30],
        f"Итого по менеджеру;Иванов;;;{sums[0]}",
        *rows[30:],
        f"Итого по менеджеру;;;;{sums[1]}",
    ]
    reading = read(write("groups.csv", [*lines, f"ВСЕГО;;;;{sums[2]}"]))
    check_loaded(reading, [*first, *second])
    assert reading.lines.skipped == 3


def test_a_client_called_total_is_a_client(read: Read, write: Write, sales: list[Sale]) -> None:
    named = [*sales, Sale(date(2024, 11, 1), 'Итого и К, ООО "Всего"', 2, Decimal("10.00"))]
    check_loaded(read(write("sales.csv", russian_lines(named))), named)


def test_rows_that_cannot_be_read_are_held_with_line_and_reason(read: Read, write: Write, sales: list[Sale]) -> None:
    lines = russian_lines(sales)
    lines[3:3] = ["31.02.2024;ООО;1;1,00;5,00", "01.03.2024;ООО;1;1,00;пять", "01.03.2031;ООО;1;1,00;5,00"]
    lines[9:9] = ["01.03.2024;ООО", "01.03.2024;ООО;1;1,00;5,00;лишнее", "01.03.2024;ООО;1;1,00;"]
    reading = read(write("sales.csv", lines))
    check_loaded(reading, sales)
    assert [(held.line, held.reason) for held in reading.quarantine] == [
        (4, "bad_date"), (5, "bad_amount"), (6, "future_date"), (10, "too_few_fields"), (11, "too_many_fields"),
        (12, "no_amount"),
    ]  # fmt: skip
    left = duckdb.sql(
        f"SELECT line, outcome, column_header, value, raw FROM '{reading.staged.left_out}' ORDER BY 1"
    ).fetchall()  # type: ignore[union-attr]
    assert left[1] == (5, "quarantined", "Сумма", "пять", ["01.03.2024", "ООО", "1", "1,00", "пять"])


def test_amount_is_computed_where_only_quantity_and_price_exist(read: Read, write: Write, sales: list[Sale]) -> None:
    lines = ["CustomerID,InvoiceDate,Quantity,UnitPrice"]
    lines += [f"{17000 + place % 9}.0,{s.day} 08:26:00,{s.quantity},{s.price}" for place, s in enumerate(sales)]
    reading = read(write("lines.csv", lines))
    assert (reading.outcome, reading.amount_total, reading.warnings) == ("loaded", total(sales), ("amount_computed",))
    assert reading.staged is not None
    codes = duckdb.sql(f"SELECT DISTINCT code FROM ({reading.staged.relation_sql()}) ORDER BY 1").fetchall()
    assert codes == [(str(17000 + place),) for place in range(9)]


def test_words_for_nothing_in_a_number_column_hold_no_row_back(read: Read, write: Write) -> None:
    lines = ["Date,Customer,Cost,Amount", "2024-01-02,NULL,NULL,10.50", "2024-01-03,nan,n/a,5", "2024-01-04,Ann,2.5,4"]
    reading = read(write("sales.csv", lines))
    assert (reading.lines.loaded, reading.amount_total) == (3, Decimal("19.50"))
    assert reading.staged is not None
    rows = duckdb.sql(f"SELECT client, cost, margin FROM ({reading.staged.relation_sql()}) ORDER BY line").fetchall()
    assert rows == [("NULL", None, None), ("nan", None, None), ("Ann", Decimal("2.5"), Decimal("1.5"))]


def test_only_won_deals_are_sales(read: Read, write: Write) -> None:
    lines = ["ID;Компания;Бюджет;Дата создания;Дата закрытия;Этап сделки"]
    lines += ["1;А;100;01.02.2024;05.02.2024;Успешно реализовано", "2;Б;200;01.02.2024;не закрыта;Переговоры"]
    lines += [
        "3;В;400;01.02.2024;06.02.2024;Закрыто и не реализовано",
        "4;Г;50;13.02.2024;14.03.2024;Успешно реализовано",
    ]
    reading = read(write("deals.csv", lines))
    assert (reading.lines.loaded, reading.amount_total) == (2, Decimal(150))
    assert reading.skipped_by_reason == {"not_won": 2}
    assert (reading.date_min, reading.date_max) == (date(2024, 2, 5), date(2024, 3, 14))


@pytest.mark.parametrize("other", ["Amount with VAT", "Amount incl. VAT", "Gross amount", "Amount excl. tax"])
def test_two_sums_in_english_are_asked_about(read: Read, write: Write, other: str) -> None:
    lines = [f"Date,Customer,Amount,{other}", *(f"2024-01-{day:02d},A,{day * 100},{day * 120}" for day in range(1, 20))]
    asked = read(write("sales.csv", lines))
    assert (asked.outcome, asked.reason) == ("ask", "which_amount")


def test_the_tax_alone_is_no_second_sum(read: Read, write: Write) -> None:
    lines = [
        "Date,Customer,Amount,VAT amount",
        *(f"2024-01-{day:02d},A,{day * 100},{day * 20}" for day in range(1, 20)),
    ]
    reading = read(write("sales.csv", lines))
    assert (reading.outcome, reading.amount_total) == ("loaded", Decimal(19000))


def test_the_same_answer_is_remembered_for_the_layout(read: Read, write: Write) -> None:
    lines = [
        "Дата;Клиент;Сумма с НДС;Сумма без НДС",
        *(f"{day:02d}.01.2024;А;{day * 120};{day * 100}" for day in range(1, 20)),
    ]
    path = write("sales.csv", lines)
    asked = read(path)
    assert (asked.outcome, asked.reason) == ("ask", "which_amount")
    totals = {option["header"]: Decimal(option["total"]) for option in asked.questions[0].options}
    assert totals == {"Сумма с НДС": 22800, "Сумма без НДС": 19000}
    known = {asked.fingerprint: Answers(columns={"date": 1, "client": 2, "amount": 4})}
    remembered = read(path, known_layouts=known)
    assert (remembered.outcome, remembered.amount_total) == ("loaded", Decimal(19000))
    assert remembered.answers == known[asked.fingerprint]


QUESTIONS = {
    "ambiguous_dates": ["Date,Customer,Amount", "01/02/2024,Ann,10.5", "03/04/2024,Bob,5.5", "05/06/2024,Ann,7.5"],
    "decimal_sign": [
        "Date,Customer,Amount",
        '2024-01-02,Ann,"1,234"',
        '2024-01-03,Bob,"5,678"',
        '2024-01-04,Ann,"9,100"',
    ],
    "no_client_column": ["Date,Supplier,Amount", "2024-01-02,Ann,10.5", "2024-01-03,Bob,5.5"],
    "no_date_column": ["Customer,Amount", "Ann,10.5", "Bob,5.5"],
    "no_amount_column": ["Date,Customer,Colour", "2024-01-02,Ann,red", "2024-01-03,Bob,blue"],
    "which_client": ["Date,Customer,Client,Amount", "2024-01-02,Ann,Eva,10.5", "2024-01-03,Bob,Eva,5.5"],
    "which_date": [
        "Invoice date,Order date,Customer,Amount",
        "2024-01-02,2024-01-01,Ann,1.5",
        "2024-01-03,2024-01-01,B,5",
    ],
    "discount_to_take_off": ["Date,Customer,Qty,Price,Discount", "2024-01-02,Ann,2,10,5", "2024-01-03,Bob,1,4,0"],
    "returns_sign": ["Date,Customer,Document type,Amount", "2024-01-02,Ann,Invoice,10", "2024-01-03,Ann,Refund,4"],
    "no_won_deals": ["Date,Customer,Stage,Amount", "2024-01-02,Ann,New,10", "2024-01-03,Ann,Talks,4"],
    "several_currencies": [
        "Date,Customer,Amount",
        "2024-01-02,Ann,$10.00",
        "2024-01-03,Ann,€4.00",
        "2024-01-04,Ann,5.00",
    ],
    "crosstab": ["Date,Customer,Amount,Jan 2024,Feb 2024", "2024-01-02,Ann,9,1,2", "2024-01-03,Bob,4,5,6"],
    "crosstab_doubled": ["Customer,Jan 2024,Jan 2024", "Ann,1,2", "Bob,4,5"],
    "crosstab_year": ["Customer,January,February", "Ann,1,2", "Bob,4,5"],
    "crosstab_measure": ["Customer,Jan 2024,,Feb 2024,", ",Before tax,After tax,Before tax,After tax", "Ann,1,2,3,4"],
    "plans_by_months": ["Sales plan", "Customer,Jan 2024,Feb 2024", "Ann,1,2", "Bob,4,5"],
    "row_totals_differ": ["Customer,Jan 2024,Feb 2024,Total", "Ann,1,2,3", "Bob,4,5,19"],
    "no_header": ["1,36861,728.5,2008-02-18", "2,8117,76.5,2008-02-19", "3,1616,350.5,2008-02-20"],
    "order_total_repeated": [
        "Date,Customer,Order no,Item,Total",
        *(f"2024-01-{n:02d},Ann,{n},Item {k},{n * 10}.50" for n in range(1, 6) for k in range(n % 3 + 1)),
    ],
    "monthly_dates": ["Месяц,Клиент,Сумма", "янв.24,Ann,10", "фев.24,Bob,5"],
}


@pytest.mark.parametrize("code", QUESTIONS)
def test_what_cannot_be_known_is_asked(read: Read, write: Write, code: str) -> None:
    reading = read(write("sales.csv", QUESTIONS[code]))
    assert (reading.outcome, reading.staged) == ("ask", None)
    assert code in [question.code for question in reading.questions]


@pytest.mark.parametrize(
    ("code", "answers", "amount", "first_day"),
    [
        ("ambiguous_dates", Answers(date_order="mdy"), "23.5", date(2024, 1, 2)),
        ("ambiguous_dates", Answers(date_order="dmy"), "23.5", date(2024, 2, 1)),
        ("decimal_sign", Answers(decimal_sign="."), "16012", date(2024, 1, 2)),
        ("decimal_sign", Answers(decimal_sign=","), "16.012", date(2024, 1, 2)),
        ("no_client_column", Answers(options={"no_client_column": "unidentified"}), "16", date(2024, 1, 2)),
        ("returns_sign", Answers(subtract_returns=True), "6", date(2024, 1, 2)),
        ("returns_sign", Answers(subtract_returns=False), "14", date(2024, 1, 2)),
        ("order_total_repeated", Answers(options={"order_total_repeated": "once"}), "152.50", date(2024, 1, 1)),
        ("order_total_repeated", Answers(options={"order_total_repeated": "each"}), "345.50", date(2024, 1, 1)),
        ("no_won_deals", Answers(options={"no_won_deals": "all"}), "14", date(2024, 1, 2)),
        ("no_header", Answers(columns={"date": 4, "client": 2, "amount": 3}), "1155.5", date(2008, 2, 18)),
    ],
)
def test_answers_are_followed(
    read: Read, write: Write, code: str, answers: Answers, amount: str, first_day: date
) -> None:
    reading = read(write("sales.csv", QUESTIONS[code]), answers)
    assert (reading.outcome, reading.amount_total, reading.date_min) == ("loaded", Decimal(amount), first_day)


def test_whole_columns_decide_not_their_first_rows(read: Read, write: Write) -> None:
    rows = [f"{1 + n % 12:02d}/{1 + n // 12 % 12:02d}/2024,Ann,{n}" for n in range(400)]
    reading = read(write("late.csv", ["Date,Customer,Amount", *rows, "12/25/2024,Bob,1"]))
    assert (reading.outcome, reading.date_max) == ("loaded", date(2024, 12, 25))


def write_book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(at, place, cell, day)
                    elif cell is not None:
                        sheet.write(at, place, cell)
    return path


def book_rows(sales: list[Sale]) -> list[list[object]]:
    rows: list[list[object]] = [["Дата", "Клиент", "Сумма"]]
    rows += [[datetime(s.day.year, s.day.month, s.day.day), s.client, float(s.amount)] for s in sales]
    return rows


def test_a_workbook_with_a_title_and_a_cover_sheet(read: Read, tmp_path: Path, sales: list[Sale]) -> None:
    sheets = {"Обложка": [["Отчёт"], ["за год"]], "Продажи": [["Продажи за год"], [None], *book_rows(sales)]}
    reading = read(write_book(tmp_path / "book.xlsx", sheets))
    check_loaded(reading, sales)
    assert (reading.sheet, reading.header_row) == ("Продажи", (3, 3))
    assert rows_of(reading) == expected_rows(sales, 4)
    assert reading.skipped_by_reason == {"sheet": 2}
    assert reading.lines.total == 5 + len(sales)


def test_several_sheets_with_tables_are_asked_about(read: Read, tmp_path: Path, sales: list[Sale]) -> None:
    returns = [["Дата", "Клиент", "Причина возврата", "Сумма"], *[[datetime(2024, 1, 6), "Г", "брак", 5.0]] * 3]
    path = write_book(tmp_path / "book.xlsx", {"Возвраты": returns, "Февраль": book_rows(sales[50:])})
    reading = read(path)
    assert (reading.outcome, reading.reason) == ("ask", "which_sheet")
    check_loaded(read(path, Answers(sheet="Февраль")), sales[50:])


def test_mixed_cells_of_a_workbook(read: Read, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Дата", "Клиент", "Сумма"], ["03.01.2024", "А", "1 234,50 руб."], [45294.0, "Б", 2.5]]
    rows += [["5 янв. 2024", 17, "(10,25)"], [datetime(2024, 1, 6), "Г", 1.234], ["2024-01-07", "Д", True]]
    reading = read(write_book(tmp_path / "book.xlsx", {"Лист": rows}))
    assert (reading.lines.loaded, reading.amount_total) == (4, Decimal("1227.984"))
    assert (reading.date_min, reading.date_max) == (date(2024, 1, 3), date(2024, 1, 6))
    assert [(held.line, held.reason) for held in reading.quarantine] == [(6, "bad_amount")]


def test_the_second_level_of_a_header_names_its_columns(read: Read, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Дата", "Клиент", "Сумма", None], [None, None, "с НДС", "без НДС"]]
    rows += [[datetime(2024, 1, day), "А", 120.0, 100.0] for day in range(1, 9)]
    reading = read(write_book(tmp_path / "book.xlsx", {"Лист": rows}))
    assert (reading.reason, reading.header_row) == ("which_amount", (1, 2))
    assert [option["header"] for option in reading.questions[0].options] == ["Сумма с НДС", "Сумма без НДС"]


def test_staged_columns(read: Read, write: Write, sales: list[Sale]) -> None:
    reading = read(write("sales.csv", russian_lines(sales)))
    assert reading.staged is not None
    described = duckdb.sql(f"DESCRIBE {reading.staged.relation_sql()}").fetchall()
    kinds = {name: kind.replace(",", ", ").replace(",  ", ", ") for name, kind, *_ in described}
    assert kinds == COLUMNS


def test_a_reading_survives_json(read: Read, write: Write, sales: list[Sale]) -> None:
    for lines in (russian_lines(sales), QUESTIONS["ambiguous_dates"], [], [*russian_lines(sales), "x;y;z;1;1"]):
        reading = read(write("sales.csv", lines))
        assert Reading.from_json(reading.to_json()) == reading


def test_the_clean_table(read: Read, write: Write, tmp_path: Path, sales: list[Sale]) -> None:
    lines = ["Отчёт;за год", *russian_lines(sales), f"Итого;;;;{total(sales)}".replace(".", ",")]
    read(write("report.csv", lines), clean=tmp_path / "clean.csv")
    written = (tmp_path / "clean.csv").read_text(encoding="utf-8").splitlines()
    assert written[0] == "Дата,Контрагент,Количество,Цена,Сумма"
    first = sales[0]
    assert written[1].startswith(f"{first.day:%d.%m.%Y},{quoted(first.client, ',')}")
    assert len(written) == 1 + len(sales)


@pytest.mark.parametrize("code", ["order_total_repeated", "returns_sign"])
def test_the_sum_beside_an_answer_is_what_it_loads(code: str, read: Read, write: Write) -> None:
    lines = QUESTIONS[code]
    (question,) = [one for one in read(write("sales.csv", lines)).questions if one.code == code]
    for option in question.options:
        chosen = option["answer"]
        given = (
            Answers(subtract_returns=chosen == "subtract")
            if code == "returns_sign"
            else Answers(options={code: chosen})
        )
        assert read(write("sales.csv", lines), given).amount_total == Decimal(option["total"]), option
