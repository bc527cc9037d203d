"""Tables with periods in their columns: every cell once, no total counted, nothing guessed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pytest
from crosstabs import STYLES, Cells, Way, file_of, month_end
from example_files import TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.job import read_job
from ingestion.limits import Limits
from ingestion.period_names import named_period
from ingestion.read import show_rows
from ingestion.reading import Reading
from ingestion.task import Job

Read = Callable[..., Reading]
Write = Callable[..., Path]
CLIENTS = ("ООО «Ромашка»", "ИП Кузнецов А. В.", 'ЗАО "Вектор"', "ТОВ Їжак", "Globex, Inc.", "Заря", "Mayer")
MONTHS = tuple(month_end(date(2023 + at // 12, at % 12 + 1, 1)) for at in range(30))
AMOUNTS = st.decimals(Decimal("-9999.99"), Decimal("99999.99"), places=2).filter(bool)
WAYS = st.builds(
    Way, language=st.sampled_from(["ru", "uk", "en"]), style=st.sampled_from(STYLES), total_row=st.booleans(),
    total_column=st.booleans(), title=st.booleans(), zeros=st.booleans(), workbook=st.booleans(), typed=st.booleans(),
    delimiter=st.sampled_from([";", "\t"]),
)  # fmt: skip


@st.composite
def crosstabs(draw: st.DrawFn) -> tuple[Cells, list[str], list[date]]:
    clients = draw(st.lists(st.sampled_from(CLIENTS), min_size=2, max_size=7, unique=True))
    first = draw(st.integers(0, 20))
    months = list(MONTHS[first : first + draw(st.integers(2, 9))])
    places = [(client, day) for client in clients for day in months]
    wanted = draw(st.sets(st.sampled_from(places), min_size=1))
    return {place: draw(AMOUNTS) for place in places if place in wanted}, clients, months


def read_bytes(content: bytes, name: str, answers: Answers | None, limits: Limits) -> tuple[Reading, Cells]:
    """The reading and what it stages: client and day -> amount."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        reading = read_job(Job(path, path.name, Path(folder), TODAY, answers, limits), lambda stage, share: None)
        if reading.staged is None:
            return reading, {}
        rows = duckdb.sql(f"SELECT client, day, amount FROM ({reading.staged.relation_sql()})").fetchall()
        assert len(rows) == reading.lines.made
        cells = {(client, day): amount for client, day, amount in rows}
        assert len(cells) == len(rows)
        return reading, cells


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(crosstabs(), WAYS, st.booleans())
def test_what_was_pivoted_is_read_back(table: tuple[Cells, list[str], list[date]], way: Way, large: bool) -> None:
    cells = table[0]
    name, limits = ("sales.xlsx" if way.workbook else "sales.csv"), Limits(bulk_from_bytes=1 if large else 10**9)
    reading, found = read_bytes(file_of(*table, way), name, None, limits)
    if reading.outcome == "ask":  # rows without amounts, or equal to the sum of others by chance, may be headings
        assert "looks_grouped" in [question.code for question in reading.questions] and not found
        flat = Answers(options={"looks_grouped": "flat"})
        reading, found = read_bytes(file_of(*table, way), name, flat, limits)
    assert (reading.outcome, reading.questions) == ("loaded", ())
    assert found == cells
    assert reading.amount_total == sum(cells.values(), Decimal(0))
    assert reading.lines.conserved()
    assert reading.lines.loaded == len({client for client, _ in cells})
    assert (reading.own_total is not None) == way.total_row
    assert "monthly_grain" in reading.warnings
    assert (reading.date_min, reading.date_max) == (min(d for _, d in cells), max(d for _, d in cells))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 7), st.integers(1, 6), st.randoms(use_true_random=False), WAYS)
def test_sums_of_groups_are_never_added_to_sales(clients: int, months: int, chance: Random, way: Way) -> None:
    """Managers above their clients in one column: every amount once, or a question."""
    days, names = MONTHS[:months], CLIENTS[:clients]
    cells = {(name, day): Decimal(chance.randint(100, 10**7)) / 100 for name in names for day in days}
    way = replace(way, grouped=True, workbook=False)
    told = Answers(columns={"client": 1})  # which of two levels under one header is the client, nobody can know
    reading, found = read_bytes(file_of(cells, names, days, way), "sales.csv", told, Limits())
    if reading.outcome == "loaded":
        assert found == cells
    else:
        assert {question.code for question in reading.questions} & {"looks_grouped", "total_differs"}


def test_clients_who_pay_the_same_are_no_groups_of_one_another(read: Read, write: Write) -> None:
    lines = ["Клиент;янв.24;фев.24", *(f"ООО Клиент {number};100;100" for number in range(14))]
    asked = read(write("sales.csv", lines))
    assert asked.questions[0].code == "looks_grouped"
    assert [Decimal(option["total"]) for option in asked.questions[0].options] == [1400, 2800]
    assert read(write("sales.csv", [*lines, "Итого;1400;1400"])).amount_total == Decimal(2800)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(crosstabs(), st.data())
def test_a_spoiled_cell_never_loads_a_wrong_sum_silently(
    table: tuple[Cells, list[str], list[date]], data: st.DataObject
) -> None:
    """One cell of the file is replaced: what is loaded is right, or a cell is held, or a question is asked."""
    way = Way(total_row=True, total_column=True)
    lines = file_of(*table, way).decode().splitlines()
    at = data.draw(st.integers(1, len(lines) - 1))
    row = lines[at].split(";")
    place = data.draw(st.integers(1, len(row) - 1))
    row[place] = data.draw(st.sampled_from(["12а5", "7,77", "-", "", "1.2.3", "Итого"]))
    lines[at] = ";".join(row)
    reading, found = read_bytes("\n".join(lines).encode(), "sales.csv", None, Limits())
    if reading.outcome == "loaded":
        truth = table[0]
        assert reading.lines.conserved()
        assert found == truth or (reading.quarantine and all(truth.get(k) == v for k, v in found.items()))


TWO_LEVELS = [
    "Продажи по клиентам;;;;;;",
    "Клиент;янв.24;;фев.24;;Итого;",
    ";Количество;Сумма;Количество;Сумма;Количество;Сумма",
    "ООО Ромашка;2;100,50;1;50,25;3;150,75",
    "ООО Вектор;;;4;400,00;4;400,00",
    "Итого;2;100,50;5;450,25;7;550,75",
]
COMPACT = [
    "Названия строк;янв.24;фев.24;Общий итог",
    "Иванов;30;70;100",
    "ООО Ромашка;10;20;30",
    "ООО Вектор;20;50;70",
    "Петров;7;11;18",
    "ООО Заря;3;;3",
    "ООО Луч;4;11;15",
    "Общий итог;37;81;118",
]
TABULAR = [
    "Менеджер;Клиент;янв.24;фев.24;Общий итог",
    "Иванов;ООО Ромашка;10;20;30",
    ";ООО Вектор;20;50;70",
    "Иванов Итог;;30;70;100",
    "Петров;ООО Заря;3;;3",
    ";ООО Луч;4;11;15",
    "Петров Итог;;7;11;18",
    "Общий итог;;37;81;118",
]


def lines_of(reading: Reading, columns: str) -> set[tuple[object, ...]]:
    assert reading.staged is not None, reading.questions
    return set(duckdb.sql(f"SELECT {columns} FROM ({reading.staged.relation_sql()})").fetchall())


def test_the_amount_under_each_month_is_taken_with_its_quantity(read: Read, write: Write) -> None:
    reading = read(write("sales.csv", TWO_LEVELS))
    assert (reading.outcome, reading.header_row, reading.amount_total) == ("loaded", (2, 3), Decimal("550.75"))
    assert lines_of(reading, "line, day, client, amount::DOUBLE, quantity::DOUBLE") == {
        (4, date(2024, 1, 31), "ООО Ромашка", 100.5, 2), (4, date(2024, 2, 29), "ООО Ромашка", 50.25, 1),
        (5, date(2024, 2, 29), "ООО Вектор", 400, 4),
    }  # fmt: skip
    assert reading.own_total is not None and reading.own_total.difference == 0
    assert (reading.lines.loaded, reading.lines.sale_lines, reading.lines.skipped) == (2, 3, 1)


def test_managers_above_clients_in_one_column_are_no_sales(read: Read, write: Write) -> None:
    reading = read(write("sales.csv", COMPACT), Answers(columns={"client": 1, "manager": 2}))
    assert (reading.outcome, reading.amount_total) == ("loaded", Decimal(118)), reading.questions
    assert reading.skipped_by_reason == {"group": 2, "total": 1}
    asked = read(write("sales.csv", COMPACT))
    assert "no_client_column" in [question.code for question in asked.questions]


def test_managers_once_above_their_clients_are_repeated_and_subtotals_left_out(read: Read, write: Write) -> None:
    reading = read(write("sales.csv", TABULAR))
    assert lines_of(reading, "manager, client, day, amount::INT") == {
        ("Иванов", "ООО Ромашка", date(2024, 1, 31), 10), ("Иванов", "ООО Ромашка", date(2024, 2, 29), 20),
        ("Иванов", "ООО Вектор", date(2024, 1, 31), 20), ("Иванов", "ООО Вектор", date(2024, 2, 29), 50),
        ("Петров", "ООО Заря", date(2024, 1, 31), 3), ("Петров", "ООО Луч", date(2024, 1, 31), 4),
        ("Петров", "ООО Луч", date(2024, 2, 29), 11),
    }  # fmt: skip
    assert reading.skipped_by_reason == {"subtotal": 2, "total": 1}
    assert "names_filled_down" in reading.warnings


def test_an_unreadable_cell_is_held_with_its_line_column_and_value(read: Read, write: Write) -> None:
    lines = ["Клиент;янв.24;фев.24;мар.24", "ООО Ромашка;10;12а5;30", "ООО Вектор;x5;;"]
    lines += [f"ООО Заря {number};1;2;3" for number in range(4)]
    reading = read(write("sales.csv", lines))
    assert [(held.line, held.reason, held.header, held.value) for held in reading.quarantine] == [
        (2, "bad_amount", "фев.24", "12а5"), (3, "bad_amount", "янв.24", "x5"),
    ]  # fmt: skip
    assert (reading.lines.loaded, reading.lines.quarantined, reading.lines.made) == (5, 1, 14)
    assert reading.lines.conserved()


PERIODS = {
    "Q1 2024": (date(2024, 3, 31), "Q2 2024"), "1 кв. 2024": (date(2024, 3, 31), "2 кв. 2024"),
    "I квартал 2024": (date(2024, 3, 31), "II квартал 2024"), "15.01.2024": (date(2024, 1, 15), "16.01.2024"),
    "2024-01-31": (date(2024, 1, 31), "2024-02-29"), "01.01.2024": (date(2024, 1, 31), "01.02.2024"),
    "січ.24": (date(2024, 1, 31), "лют.24"), "Jan-24": (date(2024, 1, 31), "Feb-24"),
}  # fmt: skip


@pytest.mark.parametrize("first", PERIODS)
def test_quarters_days_and_months_are_dated_by_their_last_day(read: Read, write: Write, first: str) -> None:
    day, second = PERIODS[first]
    reading = read(write("sales.csv", [f"Клиент;{first};{second}", "ООО Ромашка;10;20", "ООО Вектор;1;2"]))
    assert (reading.outcome, reading.date_min, reading.amount_total) == ("loaded", day, Decimal(33)), reading.questions
    quarter, plain_day = "к" in first or "Q" in first, "15" in first
    grain = () if plain_day else ("quarterly_grain",) if quarter else ("monthly_grain",)
    assert reading.warnings == grain


def test_quarters_between_months_are_sums_and_not_counted(read: Read, write: Write) -> None:
    lines = [
        "Клиент;янв.24;фев.24;мар.24;1 кв. 2024;апр.24;2024 год",
        "ООО Ромашка;1;2;3;6;4;10",
        "ООО Вектор;1;;1;2;1;3",
    ]
    assert read(write("sales.csv", lines)).amount_total == Decimal(13)
    lines[1] = "ООО Ромашка;1;2;3;7;4;10"
    assert [question.code for question in read(write("sales.csv", lines)).questions] == ["row_totals_differ"]


def test_the_year_of_the_title_dates_bare_months_and_without_one_it_is_asked(read: Read, write: Write) -> None:
    lines = ["Клиент;Январь;Февраль", "ООО Ромашка;10;20", "ООО Вектор;1;2"]
    titled = read(write("sales.csv", ["Продажи за 2023 год", *lines]))
    assert (titled.date_min, titled.date_max) == (date(2023, 1, 31), date(2023, 2, 28))
    asked = read(write("sales.csv", lines))
    assert [option["answer"] for option in asked.questions[0].options] == ["2026", "2025", "2024", "2023"]
    assert all(option["total"] == "33" for option in asked.questions[0].options)
    told = read(write("sales.csv", lines), Answers(options={"crosstab_year": "2025"}))
    assert (told.outcome, told.date_max) == ("loaded", date(2025, 2, 28))


def test_a_year_ends_where_the_months_begin_anew(read: Read, write: Write) -> None:
    lines = ["Продажи 2024", "Клиент;Ноябрь;Декабрь;Январь;Февраль", "ООО Ромашка;1;2;3;4", "ООО Вектор;1;2;3;4"]
    assert [question.code for question in read(write("sales.csv", lines)).questions] == ["crosstab_year"]
    told = read(write("sales.csv", lines), Answers(options={"crosstab_year": "2024"}))
    assert (told.date_min, told.date_max) == (date(2024, 11, 30), date(2025, 2, 28))


def test_a_total_agrees_by_the_columns_that_could_be_read(read: Read, write: Write) -> None:
    lines = [
        "Клиент;янв.24;фев.24",
        *(f"ООО Клиент {at};{at};{at}" for at in range(1, 9)),
        "ООО Б;10;12а5",
        "Итого;46;161",
    ]
    reading = read(write("sales.csv", lines))
    assert (reading.outcome, reading.held_by_reason, reading.skipped_by_reason) == (
        "loaded",
        {"bad_amount": 1},
        {"total": 1},
    )
    assert reading.own_total is not None and reading.own_total.difference == -125


def test_years_above_months_belong_to_them(read: Read, write: Write) -> None:
    lines = ["Клиент;2023;;2024;", ";ноя;дек;янв;фев", "ООО Ромашка;1;2;3;4", "ООО Вектор;1;2;3;4"]
    reading = read(write("sales.csv", lines))
    assert lines_of(reading, "DISTINCT day") == {
        (date(2023, 11, 30),), (date(2023, 12, 31),), (date(2024, 1, 31),), (date(2024, 2, 29),),
    }  # fmt: skip


def test_the_month_that_is_not_over_is_dated_by_today_and_later_ones_are_held(read: Read, write: Write) -> None:
    lines = ["Клиент;май.26;июн.26;июл.26", "ООО Ромашка;10;20;30", "ООО Вектор;1;2;"]
    reading = read(write("sales.csv", lines))
    assert (reading.date_max, reading.amount_total) == (TODAY, Decimal(33))
    assert [(held.line, held.reason, held.header) for held in reading.quarantine] == [(2, "future_date", "июл.26")]


@pytest.mark.parametrize(("answer", "total"), [("load", "33"), ("sale", "73")])
def test_a_total_that_differs_is_asked_about_with_both_sums(read: Read, write: Write, answer: str, total: str) -> None:
    lines = ["Клиент;янв.24;фев.24", "ООО Ромашка;10;20", "ООО Вектор;1;2", "Итого;20;20"]
    (question,) = read(write("sales.csv", lines)).questions
    assert question.code == "total_differs"
    assert total in [option["total"] for option in question.options if option["answer"] == answer]
    told = read(write("sales.csv", lines), Answers(options={"total_differs": answer}))
    assert (told.outcome, told.amount_total) == ("loaded", Decimal(total))


def test_each_measure_is_offered_with_its_sum(read: Read, write: Write) -> None:
    lines = [
        "Клиент;янв.24;;фев.24;",
        ";Без скидки;Со скидкой;Без скидки;Со скидкой",
        "ООО Ромашка;10;9;20;18",
        "ООО Б;1;1;2;2",
    ]
    (question,) = read(write("sales.csv", lines)).questions
    assert {option["answer"]: option["total"] for option in question.options} == {
        "Без скидки": "33",
        "Со скидкой": "30",
    }
    told = read(write("sales.csv", lines), Answers(options={"crosstab_measure": "Со скидкой"}))
    assert (told.outcome, told.amount_total) == ("loaded", Decimal(30))


@pytest.mark.parametrize("title", ["План продаж на 2024", "Sales budget", "Норма по менеджерам", "Остатки на складе"])
def test_plans_norms_and_balances_are_no_sales_until_a_person_says_so(read: Read, write: Write, title: str) -> None:
    lines = [title, "Клиент;янв.24;фев.24", "ООО Ромашка;10;20", "ООО Вектор;1;2"]
    asked = read(write("sales.csv", lines))
    assert [question.code for question in asked.questions] == ["plans_by_months"]
    assert asked.questions[0].options[0]["total"] == "33"
    assert read(write("sales.csv", lines), Answers(options={"plans_by_months": "sales"})).outcome == "loaded"


def test_a_cell_or_a_row_is_asked_with_the_sum_of_each(read: Read, write: Write) -> None:
    lines = ["Дата,Клиент,Сумма,янв.24,фев.24", "02.01.2024,А,9,1,2", "15.02.2024,Б,4,5,6"]
    (question,) = read(write("sales.csv", lines)).questions
    assert {option["answer"]: Decimal(option["total"]) for option in question.options} == {"periods": 14, "list": 13}
    rows = read(write("sales.csv", lines), Answers(options={"crosstab": "list"}))
    assert (rows.amount_total, rows.lines.sale_lines) == (Decimal(13), None)
    assert read(write("sales.csv", lines), Answers(options={"crosstab": "periods"})).amount_total == Decimal(14)


def test_days_with_two_readings_are_asked_about(read: Read, write: Write) -> None:
    lines = ["Customer,01/02/2024,02/02/2024,03/02/2024", "Ann,1.5,2,3", "Bob,4,5,6"]
    (question,) = read(write("sales.csv", lines)).questions
    assert question.code == "ambiguous_dates"
    assert [option["from"] for option in question.options] == ["2024-02-01", "2024-01-02"]
    assert read(write("sales.csv", lines), Answers(date_order="mdy")).date_max == date(2024, 3, 2)


@pytest.mark.parametrize(
    ("title", "label", "names", "asked"),
    [
        ("Сумма по полю Сумма", "Названия строк", ("ООО Ромашка", "ИП Кузнецов"), []),
        ("Sum of Amount", "Row Labels", ("Globex LLC", "Initech Ltd"), []),
        ("Сумма по полю Сумма", "Названия строк", ("Стол", "Стул"), ["no_client_column"]),
        ("Закупки у поставщиков", "Названия строк", ("ООО Ромашка", "ИП Кузнецов"), ["no_client_column"]),
        ("Сумма по полю Сумма", "Менеджер", ("ООО Ромашка", "ИП Кузнецов"), ["no_client_column"]),
    ],
)
def test_names_of_firms_under_no_header_are_clients(
    read: Read, write: Write, title: str, label: str, names: tuple[str, str], asked: list[str]
) -> None:
    rows = [f"{name};{at};{at + 5}" for at, name in enumerate(names, start=1)]
    reading = read(write("sales.csv", [title, f"{label};янв.24;фев.24", *rows]))
    assert [question.code for question in reading.questions] == asked
    assert (reading.clients == 2) == (not asked)


def test_a_new_month_is_the_same_layout(read: Read, write: Write) -> None:
    rows = ["Клиент;янв.24;фев.24", "ООО Ромашка;10;20"], ["Клиент;янв.24;фев.24;мар.24", "ООО Ромашка;10;20;3"]
    first, second = (read(write(f"{at}.csv", lines)).fingerprint for at, lines in enumerate(rows))
    assert first == second != read(write("other.csv", ["Товар;янв.24;фев.24", "Стол;10;20"])).fingerprint


def test_remembered_answers_serve_the_next_month(read: Read, write: Write) -> None:
    first = read(write("1.csv", ["Название;янв.24;фев.24", "Ромашка;10;20", "Вектор;1;2"]))
    answers = Answers(columns={"client": 1, "date": 2, "amount": 3})
    later = write("2.csv", ["Название;янв.24;фев.24;мар.24", "Ромашка;10;20;3", "Вектор;1;2;3"])
    assert [question.code for question in read(later).questions] == ["no_client_column"]
    again = read(later, known_layouts={first.fingerprint: answers})
    assert (again.outcome, again.clients, again.amount_total) == ("loaded", 2, Decimal(39))


def test_the_source_row_opens_with_the_names_of_its_columns(write: Write, tmp_path: Path) -> None:
    (row,) = show_rows(write("sales.csv", TWO_LEVELS), [(0, 4)], work=tmp_path)
    assert row.header[:3] == ("Клиент", "янв.24 Количество", "янв.24 Сумма")
    assert row.cells[:3] == ("ООО Ромашка", "2", "100,50")


def test_a_second_table_below_is_asked_about(read: Read, write: Write) -> None:
    lines = [
        "Клиент;янв.24;фев.24",
        "ООО Ромашка;10;20",
        "ООО Б;1;2",
        "Итого;11;22",
        "",
        "Клиент;янв.25;фев.25",
        "ООО Ромашка;5;6",
    ]
    asked = read(write("sales.csv", lines))
    assert [question.code for question in asked.questions] == ["several_tables"]
    assert {option["answer"]: Decimal(option["total"]) for option in asked.questions[0].options} == {
        "first": Decimal(33), "second": Decimal(11),
    }  # fmt: skip
    assert read(write("sales.csv", lines), Answers(options={"several_tables": "first"})).amount_total == Decimal(33)


@pytest.mark.parametrize(
    "text", ["Марка 2024", "Октан-95", "Товар", "Итого", "23362.25", "2001.1", "Декор", "12:30 01.01.2024"]
)
def test_other_names_are_no_periods(text: str) -> None:
    assert named_period(text) is None
