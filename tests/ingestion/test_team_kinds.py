"""Requests, checks of standards, trainings, questions to colleagues, indicators in columns: as programs and people keep them."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.kinds.moments import clock_of_cell, hours_of_cell, moment_of_cell, unit_of, wait_of_cell
from ingestion.kinds.spread import Head, head_of
from ingestion.number_format import NumberFormat
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading

TODAY = date(2026, 3, 1)
MORNING = datetime(2026, 2, 13, 10, 0, 5)


@pytest.fixture(scope="module")
def reader() -> Any:
    with ReaderProcess() as process:
        yield process


@pytest.fixture
def read(reader: ReaderProcess, tmp_path: Path) -> Any:
    def read(name: str, rows: list[list[Any]], **options: str) -> Reading:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        answers = Answers(options=options) if options else None
        return read_file(path, answers, work=tmp_path, process=reader, today=TODAY)

    return read


def records_of(found: Reading) -> list[dict[str, Any]]:
    assert found.staged is not None and found.staged.records is not None, (found.kind, found.reason, found.questions)
    return list(pq.read_table(found.staged.records).to_pylist())


CALLS = {
    "en": ["Date and time", "Call type", "Agent", "Phone", "Status", "Wait time, sec", "Talk"],
    "ru": ["Дата и время", "Тип звонка", "Сотрудник", "Номер", "Статус", "Длительность ожидания, сек", "Разговор"],
    "uk": ["Дата та час", "Тип дзвінка", "Співробітник", "Номер", "Статус", "Тривалість очікування, с", "Розмова"],
}
WORDS = {
    "en": ("Incoming", "Outgoing", "Answered", "Missed"),
    "ru": ("Входящий", "Исходящий", "Принят", "Пропущен"),
    "uk": ("Вхідний", "Вихідний", "Прийнято", "Пропущено"),
}


@pytest.mark.parametrize("language", CALLS)
def test_a_log_of_the_telephone_exchange(read: Any, language: str) -> None:
    come, gone, taken, missed = WORDS[language]
    found = read(
        "calls.csv",
        [
            CALLS[language],
            ["13.02.2026 10:00:05", come, "Ann", "+380441", taken, "7", "120"],
            ["13.02.2026 23:10:00", come, "", "+380442", missed, "30", "0"],
            ["13.02.2026 11:00:00", gone, "Bob", "+380443", taken, "3", "10"],
            ["когда-то", come, "Ann", "+380444", taken, "3", "10"],
            ["14.02.2026 09:00:00", come, "Ann", "+380445", taken, "", "10"],
        ],
    )
    assert (found.outcome, found.kind, found.records) == ("loaded", "service_requests", {"service_requests": 2})
    assert found.skipped_by_reason == {"outgoing": 1} and found.lines.conserved()
    assert found.held_by_reason == {"bad_date": 1, "no_answer_time": 1}
    assert records_of(found) == [
        {"asked_at": MORNING, "way": "call", "answered_at": MORNING + timedelta(seconds=7), "missed": False,
         "manager": "Ann", "campaign": None},
        {"asked_at": datetime(2026, 2, 13, 23, 10), "way": "call", "answered_at": None, "missed": True, "manager": None,
         "campaign": None},
    ]  # fmt: skip
    assert (found.date_min, found.date_max) == (date(2026, 2, 13), date(2026, 2, 13))


LINES = {
    "en": ["Created at", "Source", "Operator", "First response at", "Campaign"],
    "ru": ["Дата создания", "Источник", "Оператор", "Дата первого ответа", "Рекламная кампания"],
    "uk": ["Дата створення", "Джерело", "Оператор", "Дата першої відповіді", "Рекламна кампанія"],
}


@pytest.mark.parametrize("language", LINES)
def test_open_lines_and_forms_of_the_website(read: Any, language: str) -> None:
    found = read(
        "lines.csv",
        [
            LINES[language],
            ["13.02.2026 10:00:05", "Telegram", "Ann", "13.02.2026 10:02:00", "Radio"],
            ["2026-02-14 10:00", "E-mail", "Ann", "", ""],
            ["14.02.2026 11:00", "pigeon", "Ann", "", ""],
            ["15.02.2026", "Viber", "Ann", "", ""],
        ],
    )
    assert (found.kind, found.held_by_reason) == ("service_requests", {"unknown_way": 1, "no_time": 1})
    first, second = records_of(found)
    assert (first["way"], first["answered_at"], first["campaign"]) == ("chat", datetime(2026, 2, 13, 10, 2), "Radio")
    assert (second["way"], second["answered_at"], second["missed"]) == ("mail", None, False)


def test_a_day_and_two_times_in_columns_of_their_own(read: Any) -> None:
    """What stands under "time of answer" is a time of day here: no caller waits for ten hours."""
    header = ["Дата", "Время", "Канал", "Время ответа", "Менеджер"]
    rows = [["13.02.2026", "10:05", "Звонок", "10:06", "И"], ["13.02.2026", "12:05", "Почта", "14:06", "И"]]
    asked = [(row["asked_at"], row["answered_at"]) for row in records_of(read("hand.csv", [header, *rows]))]
    assert asked[0] == (datetime(2026, 2, 13, 10, 5), datetime(2026, 2, 13, 10, 6))
    assert asked[1][1] == datetime(2026, 2, 13, 14, 6)
    spans = [["13.02.2026", "10:05", "Звонок", "0:00:06", "И"], ["13.02.2026", "12:05", "Почта", "2:14:06", "И"]]
    asked = [(row["asked_at"], row["answered_at"]) for row in records_of(read("spans.csv", [header, *spans]))]
    assert asked[0][1] == datetime(2026, 2, 13, 10, 5, 6) and asked[1][1] == datetime(2026, 2, 13, 14, 19, 6)


def test_what_a_number_means_and_by_which_way_is_asked(read: Any) -> None:
    rows = [["Date and time", "Wait time", "Agent"], ["2026-02-13 10:00", "5", "A"], ["2026-02-13 11:00", "50", "A"]]
    found = read("wait.csv", rows)
    assert found.outcome == "ask" and [one.code for one in found.questions] == ["wait_unit", "which_way"]
    assert [option["answer"] for option in found.questions[0].options] == ["seconds", "minutes", "hours"]
    found = read("wait.csv", rows, wait_unit="minutes", which_way="chat")
    assert [row["answered_at"].minute for row in records_of(found)] == [5, 50]
    assert {row["way"] for row in records_of(found)} == {"chat"}


def test_days_without_a_time_give_no_speed(read: Any) -> None:
    found = read("days.csv", [["Asked at", "Channel", "Answered at"], ["2026-02-13", "chat", "2026-02-13"]])
    assert (found.outcome, found.reason) == ("refused", "nothing_readable")


def test_a_workbook_keeps_the_time_of_day(reader: ReaderProcess, tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, moment = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        page.write_row(0, 0, ["Asked at", "Channel", "Answered at", "Agent"])
        for at, asked in enumerate((MORNING, datetime(2026, 2, 14))):
            page.write_datetime(at + 1, 0, asked, moment)
            page.write_string(at + 1, 1, "chat")
            page.write_datetime(at + 1, 2, asked + timedelta(minutes=4, seconds=30), moment)
    rows = records_of(read_file(path, work=tmp_path, process=reader, today=TODAY))
    assert [row["asked_at"] for row in rows] == [MORNING, datetime(2026, 2, 14)], "midnight is a time too"
    assert {row["answered_at"] - row["asked_at"] for row in rows} == {timedelta(minutes=4, seconds=30)}


CHECKS = {
    "en": (["Date", "Manager", "Standard", "Kept"], "yes", "no"),
    "ru": (["Дата", "Менеджер", "Стандарт", "Соблюдён"], "да", "нет"),
    "uk": (["Дата", "Менеджер", "Стандарт", "Дотримано"], "так", "ні"),
}


@pytest.mark.parametrize("language", CHECKS)
def test_a_checklist_by_rows_and_by_columns_is_the_same(read: Any, language: str) -> None:
    header, yes, no = CHECKS[language]
    long = read("c.csv", [header, ["13.02.2026", "Ann", "Hello", yes], ["13.02.2026", "Ann", "Name", no],
                          ["13.02.2026", "Ann", "Offer", yes], ["13.02.2026", "Ann", "Bye", "maybe"]])  # fmt: skip
    wide = read("d.csv", [[*header[:2], "Hello", "Name", "Offer"], ["13.02.2026", "Ann", yes, no, yes]])
    assert long.kind == wide.kind == "standard_checks" and records_of(long) == records_of(wide)
    assert long.held_by_reason == {"bad_word": 1} and wide.lines.loaded == 1
    kept = {row["standard"]: row["kept"] for row in records_of(wide)}
    assert kept == {"Hello": True, "Name": False, "Offer": True}


def test_noughts_and_ones_may_be_counts(read: Any) -> None:
    rows = [["Дата", "Сотрудник", "Приветствие", "Имя"], ["13.02.2026", "И", "1", "0"], ["14.02.2026", "И", "1", "1"]]
    asked = read("march.csv", rows)
    assert asked.outcome == "ask" and asked.reason == "which_kind"
    assert {"answer": "standard_checks"} in asked.questions[0].options
    for found in (read("Чек-лист.csv", rows), read("march.csv", rows, which_kind="standard_checks")):
        assert found.records == {"standard_checks": 4}
        assert [row["kept"] for row in records_of(found)] == [True, False, True, True]


def test_an_empty_mark_of_a_checklist_is_no_check(read: Any) -> None:
    rows = [
        ["Дата", "Менеджер", "Приветствие", "Имя", "Итог"],
        ["13.02.2026", "И", "+", "", "✗"],
        ["14.02.2026", "И", "", "", ""],
    ]
    found = read("чек лист.csv", rows)
    assert [(row["standard"], row["kept"]) for row in records_of(found)] == [("Приветствие", True), ("Итог", False)]
    assert found.skipped_by_reason == {"no_values": 1} and found.lines.conserved()


@pytest.mark.parametrize(
    "header",
    [
        ["Training date", "Employee", "Training", "Hours"],
        ["Дата обучения", "Сотрудник", "Тренинг", "Часы"],
        ["Дата навчання", "Співробітник", "Тренінг", "Години"],
        ["Date", "Manager", "Hours of training"],
        ["Дата", "Менеджер", "Часов обучения"],
        ["Дата", "Менеджер", "Годин навчання"],
    ],
)
def test_hours_of_training(read: Any, header: list[str]) -> None:
    topic = ["Talks"] if len(header) == 4 else []
    rows = [
        ["13.02.2026", "Ann", *topic, "2,5"],
        ["14.02.2026", "Bob", *topic, "1:30"],
        ["15.02.2026", "Bob", *topic, "-1"],
    ]
    found = read("t.csv", [header, *rows])
    assert found.kind == "training_hours" and found.held_by_reason == {"bad_number": 1}
    assert [row["hours"] for row in records_of(found)] == [Decimal("2.5"), Decimal("1.5")]


def test_a_timesheet_is_no_training(read: Any) -> None:
    rows = [["Дата", "Сотрудник", "Часы"], ["13.02.2026", "И", "8"], ["14.02.2026", "П", "7,5"]]
    assert read("march.csv", rows).kind == "sales"
    assert read("Обучение.csv", rows).records == {"training_hours": 2}


QUESTIONS = {
    "en": ["Asked on", "Asked by", "Asked of", "Question", "Answered on", "Deal no"],
    "ru": ["Когда спросили", "Кто спросил", "Кого спросили", "Вопрос", "Когда ответили", "Сделка"],
    "uk": ["Коли запитали", "Хто запитав", "Кого запитали", "Питання", "Коли відповіли", "Угода"],
    "tasks": ["Дата создания", "Постановщик", "Исполнитель", "Название", "Дата закрытия", "ID"],
}


@pytest.mark.parametrize("form", QUESTIONS)
def test_questions_to_colleagues(read: Any, form: str) -> None:
    found = read(
        "q.csv",
        [
            QUESTIONS[form],
            ["13.02.2026 10:00", "Ann", "Stock", "Is it there?", "13.02.2026 15:30", "15"],
            ["14.02.2026", "Ann", "Stock", "And now?", "", "16"],
            ["14.02.2026 9:00", "", "Stock", "And now?", "", "16"],
        ],
    )
    assert (found.kind, found.held_by_reason) == ("requests_internal", {"empty_cell": 1})
    first, second = records_of(found)
    assert (first["asked_at"], first["answered_at"]) == (datetime(2026, 2, 13, 10), datetime(2026, 2, 13, 15, 30))
    assert (first["asked_by"], first["asked_of"]) == ("Ann", "Stock")
    assert first["deal_id"] == (None if form == "tasks" else "15")
    assert (second["asked_at"], second["answered_at"]) == (datetime(2026, 2, 14), None)


def facts(found: Reading) -> dict[tuple[str, str, int], tuple[Any, Any]]:
    assert found.kind == "kpi_facts", (found.kind, found.reason)
    return {(row["employee"], row["kpi"], row["period"].month): (row["fact"], row["norm"]) for row in records_of(found)}


def test_indicators_in_columns_and_months_in_columns_are_the_same_facts(read: Any) -> None:
    by_kpi = read("KPI.csv", [["Месяц", "Сотрудник", "Звонки", "Продажи, шт", "Итого"],
                              ["Январь 2026", "И", "100", "20", "120"], ["02.2026", "И", "н/д", "25", "25"]])  # fmt: skip
    by_month = read("2026.csv", [["Сотрудник", "Показатель", "Январь 2026", "Февраль 2026"],
                                 ["И", "Звонки", "100", ""], ["И", "Продажи", "20", "25"]])  # fmt: skip
    expected = {("И", "Звонки", 1): (100, None), ("И", "Продажи", 1): (20, None), ("И", "Продажи", 2): (25, None)}
    assert facts(by_kpi) == facts(by_month) == expected
    assert by_kpi.lines.loaded == 2 and by_kpi.lines.conserved()


def test_a_plan_and_a_fact_side_by_side_are_one_record(read: Any) -> None:
    header = ["Сотрудник", "Месяц", "Звонки план", "Звонки факт", "План: встречи", "Факт: встречи", "% выполнения"]
    found = read("Февраль.csv", [header, ["И", "02.2026", "100", "90", "20", "", "90%"]])
    assert facts(found) == {("И", "Звонки", 2): (90, 100)}, "a plan alone is no fact"


def test_the_month_of_the_title_holds_for_all_rows(read: Any) -> None:
    rows = [["Employee", "Calls", "Meetings"], ["Ann", "100", "20"], ["Total", "100", "20"]]
    assert facts(read("KPI March 2026.csv", rows)) == {
        ("Ann", "Calls", 3): (100, None),
        ("Ann", "Meetings", 3): (20, None),
    }
    assert read("KPI.csv", rows).kind != "kpi_facts", "nobody knows of which month"
    asked = read("KPI.csv", rows, which_kind="kpi_facts")
    assert asked.reason == "kind_columns"


def test_norms_by_months_and_by_indicators(read: Any) -> None:
    monthly = read(
        "Нормы KPI.csv",
        [["Должность", "Показатель", "Январь 2026", "Февраль 2026"], ["Продавец", "Звонки", "100", "120"]],
    )
    assert monthly.kind == "kpi_norms"
    assert [(row["active_from"], row["active_to"], row["norm"]) for row in records_of(monthly)] == [
        (date(2026, 1, 1), date(2026, 1, 31), 100), (date(2026, 2, 1), date(2026, 2, 28), 120),
    ]  # fmt: skip
    always = read("Нормативы.csv", [["Посада", "Дзвінки, шт", "Зустрічі, шт"], ["Продавець", "100", "20"]])
    rows = {row["kpi"]: (row["norm"], row["unit"], row["active_to"]) for row in records_of(always)}
    assert rows == {"Дзвінки": (100, "шт", None), "Зустрічі": (20, "шт", None)}


def test_figures_of_sales_are_no_indicators(read: Any) -> None:
    """A report of sales by managers stays one, whatever is said above it."""
    rows = [
        ["Показатели: Выручка, Прибыль"],
        [],
        ["Менеджер", "Месяц", "Выручка", "Прибыль"],
        ["И", "Январь 2026", "1000", "100"],
    ]
    assert read("report.csv", rows).kind == "sales"
    of_clients = [["Клиент", "Менеджер", "Дата", "Сумма", "Количество"], ["А", "И", "13.01.2026", "1000", "2"]]
    assert read("KPI.csv", of_clients).kind == "sales"
    plan = [["Менеджер", "Показатель", "Январь 2026", "Февраль 2026", "Март 2026"], ["И", "Выручка", "1", "2", "3"]]
    assert read("План.csv", plan).kind == "plans"


@pytest.mark.parametrize(
    ("header", "head"),
    [
        ("Calls", Head("Calls")),
        ("Звонки план", Head("Звонки", "norm")),
        ("Факт / встречи", Head("встречи", "fact")),
        ("Продажи (шт) факт", Head("Продажи", "fact", "шт")),
        ("Выручка, грн", Head("Выручка", "", "грн")),
        ("План", Head("План")),
        ("Factory visits", Head("Factory visits")),
    ],
)
def test_what_a_header_of_an_indicator_says(header: str, head: Head) -> None:
    assert head_of(header) == head


@given(
    day=st.dates(date(1990, 1, 1), date(2090, 12, 31)), clock=st.times(), form=st.integers(0, 5), seconds=st.booleans(),
)  # fmt: skip
@settings(max_examples=200)
def test_a_moment_is_read_as_it_was_written(day: date, clock: time, form: int, seconds: bool) -> None:
    clock = clock.replace(microsecond=0, second=clock.second if seconds else 0)
    moment, tail = datetime.combine(day, clock), "%H:%M:%S" if seconds else "%H:%M"
    written = ("%d.%m.%Y ", "%Y-%m-%d ", "%Y-%m-%dT", "%d/%m/%Y ", "%d.%m.%Y, ", "%Y/%m/%d ")[form]
    assert moment_of_cell(moment.strftime(written + tail), "dmy") == moment
    assert moment_of_cell(moment.strftime(written + "%I" + tail[2:] + " %p"), "dmy") == moment
    assert moment_of_cell(moment.strftime("%Y-%m-%dT%H:%M:%S+03:00"), "dmy") == moment, "the clock is not moved"
    assert clock_of_cell(clock.strftime(tail)) == clock == clock_of_cell(clock)
    assert moment_of_cell(day.strftime("%d.%m.%Y"), "dmy") == day and clock_of_cell(day.isoformat()) is None


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("7", 7), ("0:00:12", 12), ("2:15", 135), ("1:02:31", 3751), ("2 мин 15 сек", 135), ("40 с", 40), ("1 год 5 хв", 3900),
     ("1,5 h", 5400), (time(0, 0, 9), 9), (timedelta(minutes=2), 120), ("-5", None), ("скоро", None), ("5 яблок", None)],
)  # fmt: skip
def test_waits(cell: Any, seconds: int | None) -> None:
    assert wait_of_cell(cell) == seconds


def test_units_of_headers() -> None:
    said = {
        "Ожидание, сек": "seconds",
        "Wait time (min)": "minutes",
        "Час відповіді, год": "hours",
        "Час очікування": None,
    }
    assert {header: unit_of(header) for header in said} == said
    assert wait_of_cell("5", "minutes") == 300 and wait_of_cell("0:00:05", "minutes") == 5


@pytest.mark.parametrize(
    ("cell", "hours"),
    [("1,5", "1.5"), ("2:30", "2.5"), ("90 мин", "1.5"), ("3 ч", "3"), ("0", "0"), ("-1", None), ("x", None)],
)
def test_hours(cell: str, hours: str | None) -> None:
    assert hours_of_cell(cell, NumberFormat(",")) == (None if hours is None else Decimal(hours))


@given(
    rows=st.lists(
        st.tuples(st.datetimes(datetime(2025, 1, 1), datetime(2026, 2, 1)), st.integers(0, 90_000) | st.none(),
                  st.sampled_from(["звонок", "чат", "почта", "заявка с сайта"]), st.sampled_from(["in", "out"]), st.booleans()),
        min_size=1, max_size=20,
    ),
    order=st.permutations(range(5)),
)  # fmt: skip
@settings(max_examples=30)
def test_every_row_is_a_request_held_or_skipped(
    reader: ReaderProcess, tmp_path_factory: Any, rows: Any, order: Any
) -> None:
    """Columns in any order; what a plain reading of the rows gives is what is staged."""
    folder = tmp_path_factory.mktemp("requests")
    header = ["Дата и время звонка", "Ожидание, сек", "Канал", "Тип звонка", "Менеджер"]
    table, expected, spoilt_rows = [], [], 0
    for asked, wait, way, side, spoilt in rows:
        asked = asked.replace(microsecond=0)
        table.append(
            [
                "" if spoilt else asked.strftime("%d.%m.%Y %H:%M:%S"),
                wait,
                way,
                {"in": "Входящий", "out": "Исходящий"}[side],
                "И",
            ]
        )
        spoilt_rows += spoilt
        if not spoilt and side == "in":
            expected.append(
                (asked, None if wait is None else asked + timedelta(seconds=wait), way == "звонок" and wait is None)
            )
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[row[at] for at in order] for row in [header, *table]])
    found = read_file(
        path, Answers(options={"which_kind": "service_requests"}), work=folder, process=reader, today=TODAY
    )
    if not expected:
        assert found.outcome == "refused"
        return
    assert found.outcome == "loaded" and found.lines.conserved() and found.lines.quarantined == spoilt_rows
    made = [(row["asked_at"], row["answered_at"], row["missed"]) for row in records_of(found)]
    assert made == expected
