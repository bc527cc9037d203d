"""Tables of records: recognised by their columns, asked about in doubt, every row accounted for."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from babel.dates import get_month_names
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.kinds.catalogue import KINDS, codes, names_a_column, synonyms
from ingestion.kinds.values import minutes_of, month_of_cell
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def reader() -> Any:
    with ReaderProcess() as process:
        yield process


@pytest.fixture
def read(reader: ReaderProcess, tmp_path: Path) -> Any:
    def read(rows: list[list[Any]], name: str = "table.csv", answers: Answers | None = None) -> Reading:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return read_file(path, answers, work=tmp_path, process=reader, today=TODAY)

    return read


def records_of(found: Reading) -> list[dict[str, Any]]:
    assert found.staged is not None and found.staged.records is not None
    return list(pq.read_table(found.staged.records).to_pylist())


TOUCHES = ["Дата", "Клиент", "Менеджер", "Вид контакта", "Результат", "Длительность, мин"]


def test_contacts_become_records_with_codes(read: Any) -> None:
    found = read(
        [
            TOUCHES,
            ["01.02.2026", "ООО Ромашка", "Иванов", "звонок", "отказ", "12"],
            ["13.02.2026", "NULL", "Иванов", "встреча", "заявка", "0:40:10"],
        ]
    )
    assert (found.outcome, found.kind, found.records) == ("loaded", "touches", {"touches": 2})
    first, second = records_of(found)
    assert (first["kind"], first["result"], first["duration_min"]) == ("call", "refusal", 12)
    assert (second["client"], second["kind"], second["duration_min"]) == ("NULL", "meeting", 40)
    assert found.amount_total == 0 and found.date_min == date(2026, 2, 1) and found.clients == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "Ромашка", "Иванов", "звонок", "", ""], "no_date"),
        (["когда-то", "Ромашка", "Иванов", "звонок", "", ""], "bad_date"),
        (["02.03.2026", "Ромашка", "Иванов", "звонок", "", ""], "future_date"),
        (["01.02.2026", "", "Иванов", "звонок", "", ""], "empty_cell"),
        (["01.02.2026", "Ромашка", "Иванов", "звонок", "", "долго"], "bad_number"),
        (["01.02.2026", "Ромашка", "Иванов", "звонок", "", "1", "лишнее"], "too_many_fields"),
    ],
)
def test_a_row_that_cannot_be_read_is_held_with_its_reason(read: Any, row: list[str], reason: str) -> None:
    good = [["01.02.2026", f"Клиент {n}", "Иванов", "звонок", "отказ", "3"] for n in range(6)]
    found = read([TOUCHES, *good, row])
    assert found.held_by_reason == {reason: 1} and found.quarantine[0].line == 8
    assert found.lines.loaded == 6 and found.lines.conserved()


def test_totals_repeated_headers_and_remarks_are_no_records(read: Any) -> None:
    good = ["01.02.2026", "Ромашка", "Иванов", "звонок", "отказ", "3"]
    found = read([TOUCHES, good, good, TOUCHES, ["Итого", "", "", "", "", "3"], ["Выгружено из программы"], []])
    assert found.skipped_by_reason == {"repeated_header": 1, "total": 1, "note": 1}
    assert found.lines.loaded == 2 and found.lines.conserved()


def test_a_word_that_no_list_knows_is_said_and_left_blank(read: Any) -> None:
    row = ["01.02.2026", "Ромашка", "Иванов", "звонок", "отказ", "3"]
    found = read([TOUCHES, row, row, ["01.02.2026", "Лотос", "Иванов", "голубь", "отказ", "3"]])
    assert found.unknown_words == ({"field": "kind", "word": "голубь", "count": 1},)
    assert [record["kind"] for record in records_of(found)] == ["call", "call", None]


def test_scores_above_ten_are_held_back(read: Any) -> None:
    rows = [["01.02.2026", f"К{n}", str(n)] for n in range(12)]
    found = read([["Дата опроса", "Клиент", "Оценка NPS"], *rows])
    assert found.kind == "surveys" and found.held_by_reason == {"bad_score": 1}
    assert [line.value for line in found.quarantine] == ["11"]
    assert [record["score"] for record in records_of(found)] == list(range(11))


def test_a_plan_spread_over_months_becomes_long(read: Any) -> None:
    found = read(
        [
            ["Менеджер", "Январь 2026", "Февраль 2026", "Март 2026", "Итого"],
            ["Иванов", "100 000,50", "120 000", "", "220 000,50"],
            ["Петров", "1", "2", "3", "6"],
            ["Итого", "100 001,50", "120 002", "3", "220 006,50"],
        ],
        name="План продаж.csv",
    )
    assert found.kind == "plans" and found.records == {"plans": 5} and found.lines.loaded == 2
    values = {(row["name"], row["period"].month): row["value"] for row in records_of(found)}
    assert values[("Иванов", 1)] == Decimal("100000.5") and values[("Петров", 3)] == 3
    assert {(row["level"], row["measure"]) for row in records_of(found)} == {("manager", "revenue")}


def test_the_same_table_that_does_not_speak_of_a_plan_is_no_plan(read: Any) -> None:
    found = read(
        [
            ["Клиент", "Январь 2026", "Февраль 2026", "Март 2026"],
            ["Ромашка", "100", "120", "7"],
            ["Лотос", "1", "2", "3"],
        ],
        name="Отчёт.csv",
    )
    assert found.kind == "sales"


def test_stages_as_columns_become_counts(read: Any) -> None:
    found = read([["Month", "Manager", "Calls", "Meetings", "Deals"], ["2026-01", "Smith", 100, 20, 5],
                  ["2026-02", "Smith", 110, 22, 4]])  # fmt: skip
    assert found.kind == "funnel_counts"
    assert {(row["period"].month, row["stage"]): row["count"] for row in records_of(found)} == {
        (1, "Calls"): 100, (1, "Meetings"): 20, (1, "Deals"): 5, (2, "Calls"): 110, (2, "Meetings"): 22, (2, "Deals"): 4
    }  # fmt: skip


DEALS = [
    "ID",
    "Название сделки",
    "Компания",
    "Бюджет",
    "Ответственный",
    "Дата создания",
    "Дата закрытия",
    "Этап сделки",
]
OPEN = ["2", "Б", "Лотос", "500", "Иванов", "15.01.2026", "не закрыта", "Переговоры"]
WON = ["1", "А", "Ромашка", "1000", "Иванов", "13.01.2026", "20.01.2026", "Успешно реализовано"]
LOST = ["3", "В", "", "700", "Петров", "", "25.01.2026", "Закрыто и не реализовано"]


def test_won_deals_are_sales_and_all_deals_are_kept(read: Any) -> None:
    found = read([DEALS, WON, OPEN, LOST])
    assert (found.outcome, found.kind, found.records) == ("loaded", "sales", {"deals": 3})
    assert (found.lines.loaded, found.amount_total) == (1, Decimal(1000))
    won, open_, lost = records_of(found)
    assert (won["won_at"], won["lost_at"]) == (date(2026, 1, 20), None)
    assert (open_["won_at"], open_["lost_at"], open_["amount"]) == (None, None, 500)
    assert (lost["won_at"], lost["lost_at"], lost["client"], lost["created"]) == (None, date(2026, 1, 25), "", None)


def test_a_person_may_take_deals_for_the_funnel_alone(read: Any) -> None:
    found = read([DEALS, WON, OPEN, LOST], answers=Answers(options={"which_kind": "deals"}))
    assert (found.kind, found.lines.loaded, found.amount_total) == ("deals", 3, Decimal(0))


def test_what_could_be_two_things_is_asked(read: Any) -> None:
    found = read([["Company", "Phone", "Customer ID", "Region", "Contact name"], ["A", "1", "7", "N", "x"],
                  ["B", "2", "8", "S", "y"]])  # fmt: skip
    assert found.outcome == "ask" and found.reason == "which_kind" and found.staged is None
    assert {option["answer"] for option in found.questions[0].options} >= {"base", "clients"}


def test_a_register_of_sales_with_payments_and_codes_stays_sales(read: Any) -> None:
    header = [
        "Дата",
        "Код клиента",
        "Клиент",
        "Сумма",
        "Оплачено",
        "Срок оплаты",
        "Менеджер",
        "Регион",
        "Сегмент",
        "Канал",
    ]
    rows = [
        [f"1{n}.01.2026", f"00{n}", f"К{n}", f"{n}00,50", "10,5", "20.01.2026", "И", "Юг", "опт", "сайт"]
        for n in range(3, 9)
    ]
    found = read([header, *rows])
    assert (found.outcome, found.kind, found.records) == ("loaded", "sales", {})


def test_a_column_that_the_kind_needs_is_asked_for(read: Any) -> None:
    rows = [["Когда", "Кто", "Что"], ["01.02.2026", "Ромашка", "звонок"], ["02.02.2026", "Лотос", "встреча"]]
    found = read(rows, answers=Answers(options={"which_kind": "touches"}))
    assert found.outcome == "ask" and found.reason == "kind_columns"
    columns = {"day": 1, "client": 2, "manager": 2, "kind": 3}
    given_all = read(rows, answers=Answers(columns=columns, options={"which_kind": "touches"}))
    assert given_all.outcome == "loaded" and [row["kind"] for row in records_of(given_all)] == ["call", "meeting"]


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_dates_of_two_readings_are_asked_about(read: Any, order: Any) -> None:
    rows = [
        ["Дата", "Клиент", "Менеджер", "Вид контакта"],
        ["01/02/2026", "А", "И", "звонок"],
        ["02/01/2026", "Б", "И", "звонок"],
    ]
    found = read(rows)
    assert found.reason == "ambiguous_dates" and {o["answer"] for o in found.questions[0].options} == {"dmy", "mdy"}
    days = [row["day"] for row in records_of(read(rows, answers=Answers(date_order=order)))]
    assert days[0] == (date(2026, 2, 1) if order == "dmy" else date(2026, 1, 2))


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("12", 12),
        ("12 min", 12),
        ("7 мин.", 7),
        ("1:02:31", 63),
        ("02:31", 3),
        ("0:40:10", 40),
        ("2,5", 3),
        ("long", None),
    ],
)
def test_minutes(cell: str, minutes: int | None) -> None:
    assert minutes_of(cell) == minutes


@given(year=st.integers(1990, 2090), month=st.integers(1, 12), word=st.integers(0, 40), day=st.integers(1, 28))
@settings(max_examples=150, deadline=None)
def test_a_month_is_read_in_any_writing(year: int, month: int, word: int, day: int) -> None:
    form: Any = ("stand-alone", "format")[word % 2]
    name = get_month_names("wide", form, ("en", "ru", "uk")[word % 3])[month]
    short = f"{name[:3]}.{year % 100:02d}" if year >= 2000 else f"{name} {year}"
    for text in (f"{name} {year}", short, f"{month:02d}.{year}", f"{year}-{month:02d}", f"{day:02d}.{month:02d}.{year}", f"{year}-{month:02d}-{day:02d}"):  # fmt: skip
        assert month_of_cell(text, "dmy") == date(year, month, 1), text


def test_no_header_means_two_columns_of_one_kind() -> None:
    """An exact header of a kind decides by the order of fields alone where two of its fields know it."""
    for kind in KINDS.values():
        firsts = [synonyms(field.words)[0] for field in kind.fields]
        assert len(firsts) == len(set(firsts)), kind.name
        for field in kind.fields:
            assert names_a_column(field.words) or synonyms(field.words)
            assert not field.choice or codes(field.choice)


@given(
    rows=st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2026, 2, 1)), st.sampled_from(["Альфа", "Бета", "None", "007"]),
                  st.sampled_from(["звонок", "встреча", "письмо"]), st.integers(0, 500), st.booleans()),
        min_size=1, max_size=25,
    ),
    order=st.permutations(range(5)),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_every_row_is_a_record_or_held(
    reader: ReaderProcess, tmp_path_factory: Any, rows: list[Any], order: list[int]
) -> None:
    """Columns in any order; a spoilt row is held back and nothing else changes."""
    folder = tmp_path_factory.mktemp("kinds")
    header = ["Дата", "Клиент", "Вид контакта", "Длительность, мин", "Менеджер"]
    table = [[day.strftime("%d.%m.%Y") if not spoilt else "", client, kind, str(length), "Иванов"]
             for day, client, kind, length, spoilt in rows]  # fmt: skip
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[row[at] for at in order] for row in [header, *table]])
    found = read_file(path, Answers(options={"which_kind": "touches"}), work=folder, process=reader, today=TODAY)
    good = [(day, client, length) for day, client, _, length, spoilt in rows if not spoilt]
    if good:
        assert found.lines.conserved() and found.lines.quarantined == len(rows) - len(good)
        assert [(row["day"], row["client"], row["duration_min"]) for row in records_of(found)] == good
    else:
        assert found.outcome == "refused" and found.reason == "nothing_readable"


PIPELINE = Path(__file__).resolve().parents[3] / "shared" / "data" / "maven_crm" / "sales_pipeline.csv"


@pytest.mark.skipif(not PIPELINE.exists(), reason="the CRM's example deals are not beside the project")
def test_deals_of_a_real_crm(reader: ReaderProcess, tmp_path: Path) -> None:
    """Figures that an independent computation gives for the same file."""
    found = read_file(PIPELINE, work=tmp_path, process=reader)
    deals = records_of(found)
    stages = {
        stage: sum(deal["stage"] == stage for deal in deals) for stage in ("Prospecting", "Engaging", "Won", "Lost")
    }
    assert stages == {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473} and len(deals) == 8800
    assert sum(deal["amount"] for deal in deals if deal["won_at"]) == found.amount_total == Decimal(10005534)
    days = [
        ((deal["won_at"] or deal["lost_at"]) - deal["created"]).days
        for deal in deals
        if deal["won_at"] or deal["lost_at"]
    ]
    assert len(days) == 6711 and round(sum(days) / len(days), 2) == 47.99


PLAN_BY_NAME = Answers(options={"which_kind": "plans"})


@pytest.mark.parametrize(
    "header", ["M01,M02,M12", "January,February,December", "январь,февраль,декабрь", "січ.,лют.,груд."]
)
def test_months_without_a_year_belong_to_the_year_of_the_row(read: Any, header: str) -> None:
    rows = [["Year", "Manager", *header.split(",")], ["2024", "Ann", "10", "NULL", "30"], ["2025", "Ann", "", "20", ""]]
    found = read(rows, answers=PLAN_BY_NAME)
    assert (found.outcome, found.records) == ("loaded", {"plans": 3})
    made = {(row["name"], row["period"]): row["value"] for row in records_of(found)}
    assert made == {("Ann", date(2024, 1, 1)): 10, ("Ann", date(2024, 12, 1)): 30, ("Ann", date(2025, 2, 1)): 20}


def test_a_year_that_is_none_is_held_back(read: Any) -> None:
    rows = [["Year", "Manager", "M01", "M02", "M03"], ["24", "Ann", "10", "11", "12"], ["2025", "Ann", "1", "2", "3"]]
    found = read(rows, answers=PLAN_BY_NAME)
    assert [(line.reason, line.value) for line in found.quarantine] == [("bad_date", "24")] and found.records == {
        "plans": 3
    }


def test_records_without_a_header_are_asked_about_and_read_by_their_columns(read: Any) -> None:
    rows = [["1", "274", "2011-05-31 00:00:00", "28000"], ["2", "274", "2011-08-31 00:00:00", "7000"]]
    asked = read(rows, answers=PLAN_BY_NAME)
    assert asked.outcome == "ask" and [question.code for question in asked.questions] == ["kind_columns"]
    answers = Answers(columns={"manager": 2, "period": 3, "value": 4}, options={"which_kind": "plans"})
    found = read(rows, answers=answers)
    assert (found.outcome, found.lines.header, found.lines.loaded, found.header_row) == ("loaded", 0, 2, None)
    assert [(row["name"], row["period"], row["value"]) for row in records_of(found)] == [
        ("274", date(2011, 5, 1), 28000), ("274", date(2011, 8, 1), 7000),
    ]  # fmt: skip
