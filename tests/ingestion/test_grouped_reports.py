"""Grouped reports: every line once with its headings, no heading added up, whatever form the report has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from grouped_reports import Form, Line, label_of, report_rows, some_lines, write_text, write_workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.levels import levels_by_sums
from ingestion.period import Period, document_of, period_of
from ingestion.reading import Reading

Read = Callable[..., Reading]
MONTH = "Период: Январь 2024 г."
FORMS = {
    "documents under clients": Form(("client", "document")),
    "documents under clients and managers": Form(("manager", "client", "document")),
    "products under documents": Form(("manager", "client", "document", "product")),
    "products under clients, dated by the title": Form(("client", "product"), title=MONTH),
    "names under one another": Form(("manager", "client", "document"), names="stacked"),
    "names listed above the table": Form(("manager", "client", "product"), names="listed", title=MONTH),
    "months under clients": Form(("client", "month")),
    "the total stands first": Form(("client", "document"), total="start"),
    "no total": Form(("manager", "client", "document"), total=""),
    "dated lines under clients with sums": Form(("client",), dated=True),
    "dated lines under clients without sums": Form(("client",), dated=True, sums=False),
    "dated lines under managers and clients": Form(("manager", "client"), dated=True, sums=False),
    "levels in columns of their own": Form(("manager", "client", "document"), own_columns=True),
    "dated lines, levels in columns": Form(("manager", "client"), dated=True, own_columns=True),
    "documents without sums above them": Form(("client", "document"), sums=False),
    "Ukrainian": Form(("manager", "client", "document"), language="uk"),
    "English": Form(("manager", "client", "product"), language="en", title="Period: January 2024"),
}


def truth(lines: list[Line], form: Form) -> Counter[tuple[object, ...]]:
    """What must be loaded: manager, client, day and amount of every line as far as the report tells them."""
    named = set(form.levels)

    def day(line: Line) -> date:
        if form.dated or "document" in named:
            return line.day
        if "month" in named:
            return Period(*(period_of(label_of(line, "month", form.language)) or ())).last
        return date(2024, 1, 31)

    return Counter(
        (line.manager if "manager" in named else None, line.client, day(line), line.amount) for line in lines
    )


def loaded(reading: Reading) -> Counter[tuple[object, ...]]:
    """The staged lines."""
    assert reading.staged is not None, (reading.reason, reading.questions)
    rows = pq.read_table(reading.staged.lines).to_pylist()
    return Counter((row["manager"], row["client"], row["day"], row["amount"]) for row in rows)


def folded(lines: list[Line], form: Form) -> list[Line]:
    """Lines as the report tells them: where its last level is a document or a month, several lines are one."""
    if form.dated or form.levels[-1] == "product":
        return lines
    found: dict[tuple[str, ...], Line] = {}
    for line in lines:
        key = (line.manager, line.client, label_of(line, form.levels[-1], form.language))
        same = found.get(key)
        amount = line.amount + (same.amount if same else 0)
        quantity = line.quantity + (same.quantity if same else 0)
        found[key] = Line(line.manager, line.client, line.document, line.day, "", quantity, amount)
    return list(found.values())


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("name", FORMS)
def test_every_line_is_loaded_once_with_its_headings(name: str, kind: str, read: Read, tmp_path: Path) -> None:
    form = FORMS[name]
    lines = folded(some_lines(60), form)
    rows = report_rows(lines, form)
    path = tmp_path / f"report.{kind}"
    found = read(write_workbook(path, rows) if kind == "xlsx" else write_text(path, rows))
    assert found.outcome == "loaded", (found.reason, found.questions)
    assert loaded(found) == truth(lines, form)
    assert found.amount_total == sum(line.amount for line in lines)
    assert found.lines.conserved() and found.lines.quarantined == 0
    assert found.skipped_by_reason["group"] >= len({line.client for line in lines})
    if form.total:
        assert found.own_total is not None and found.own_total.difference == 0


def test_documents_give_number_and_day(read: Read, tmp_path: Path) -> None:
    lines = folded(some_lines(40), FORMS["documents under clients"])
    found = read(write_workbook(tmp_path / "r.xlsx", report_rows(lines, FORMS["documents under clients"])))
    assert found.staged is not None
    rows = pq.read_table(found.staged.lines).to_pylist()
    assert {(row["order_no"], row["day"]) for row in rows} == {(line.document, line.day) for line in lines}
    assert {guess.evidence.code for guess in found.mapping if guess.field in ("date", "order_no")} == {"from_document"}


def test_a_long_period_in_the_title_is_asked_about(read: Read, tmp_path: Path) -> None:
    form = Form(("client", "product"), title="Период: 01.01.2024 - 31.03.2024")
    path = write_workbook(tmp_path / "r.xlsx", report_rows(some_lines(40), form))
    asked = read(path)
    assert [question.code for question in asked.questions] == ["only_period"] and asked.staged is None
    found = read(path, Answers(options={"only_period": "last_day"}))
    assert (found.outcome, found.date_min, found.date_max) == ("loaded", date(2024, 3, 31), date(2024, 3, 31))


def test_unnamed_levels_are_asked_about_and_the_answer_is_taken(read: Read, tmp_path: Path) -> None:
    form = Form(("manager", "client", "product"), names="unnamed", title=MONTH)
    lines = some_lines(50)
    path = write_workbook(tmp_path / "r.xlsx", report_rows(lines, form))
    asked = read(path)
    assert asked.outcome == "ask" and asked.amount_total == sum(line.amount for line in lines)
    (question,) = asked.questions
    (client,) = [o["answer"] for o in question.options if set(o["samples"]) <= {line.client for line in lines}]
    columns = {name: int(column["index"]) for name, column in asked.columns.items()} | {"client": client}
    found = read(path, Answers(columns=columns))
    assert found.outcome == "loaded" and found.clients == len({line.client for line in lines})


def test_clients_above_their_dated_lines_are_asked_about_once(read: Read, write: Callable[..., Path]) -> None:
    rows = ["Дата;Товар;Сумма"]
    for client in ("ООО Ромашка", "ЗАО Вектор", "ТОВ Зоря"):
        rows += [f"{client};;", *(f"{day:02}.02.2024;Гвозди;{day},50" for day in range(13, 18))]
    path = write("by_hand.csv", rows)
    asked = read(path)
    (question,) = asked.questions
    (client,) = [option["answer"] for option in question.options if "ООО Ромашка" in option["samples"]]
    columns = {name: int(column["index"]) for name, column in asked.columns.items()} | {"client": client}
    found = read(path, Answers(columns=columns))
    assert (found.outcome, found.clients, found.lines.loaded, found.skipped_by_reason) == (
        "loaded",
        3,
        15,
        {"group": 3},
    )
    assert "adds_up_in_groups" not in {guess.evidence.code for guess in found.mapping}


def test_a_heading_that_does_not_add_up_is_never_loaded_silently(read: Read, tmp_path: Path) -> None:
    form = FORMS["products under clients, dated by the title"]
    rows = report_rows(some_lines(40), form)
    heading = next(row for row in rows[4:] if row and row[0] == "ЗАО Вектор")
    heading[-1] += Decimal("17.50")
    found = read(write_workbook(tmp_path / "r.xlsx", rows))
    assert found.outcome != "loaded", found.amount_total


def test_a_short_list_that_adds_up_by_chance_is_asked_about(read: Read, write: Callable[..., Path]) -> None:
    text = "Sales for January 2024;\nCustomer;Amount\nAlder;100.00\nBirch;60.00\nCedar;40.00\n"
    path = write("list.csv", text)
    asked = read(path)
    assert asked.questions[0].code == "looks_grouped" and asked.staged is None
    assert [Decimal(option["total"]) for option in asked.questions[0].options] == [100, 200]
    assert read(path, Answers(options={"looks_grouped": "flat"})).amount_total == 200
    assert read(path, Answers(options={"looks_grouped": "grouped"})).amount_total == 100


def test_the_own_total_says_that_a_list_is_flat(read: Read, write: Callable[..., Path]) -> None:
    text = "Sales for January 2024;\nCustomer;Amount\nAlder;100.00\nBirch;60.00\nCedar;40.00\nTotal;200.00\n"
    found = read(write("list.csv", text))
    assert (found.outcome, found.amount_total, found.lines.loaded) == ("loaded", Decimal(200), 3)


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Line], Form]:
    """Any lines in any form."""
    form = draw(st.sampled_from(list(FORMS.values())))
    cents = draw(st.lists(st.integers(-99_999, 999_999).filter(bool), min_size=14, max_size=40))
    clients = draw(st.lists(st.integers(0, 5), min_size=len(cents), max_size=len(cents)))
    lines = [
        Line(("Иванов", "Петрова")[client % 2], f"Клиент {client}", f"{place:06d}", date(2024, 1 + place % 4, 2 + place % 27),
             f"Товар {place % 3}", 1 + place, Decimal(cent) / 100)
        for place, (cent, client) in enumerate(zip(cents, clients, strict=True))
    ]  # fmt: skip
    return folded(lines, form), form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=trees())
def test_any_tree_is_read_right_or_not_loaded(made: tuple[list[Line], Form], read: Read, tmp_path: Path) -> None:
    lines, form = made
    found = read(write_workbook(tmp_path / "any.xlsx", report_rows(lines, form)))
    if found.outcome == "loaded":
        assert loaded(found) == truth(lines, form)
        assert found.lines.conserved()


def test_documents_under_a_single_client_are_not_clients(read: Read, tmp_path: Path) -> None:
    """One name above all documents: a report with groups, not a register of documents."""
    form = next(
        one for one in FORMS.values() if one.levels == ("client", "document") and not one.sums and not one.dated
    )
    lines = [Line("Иванов", "Клиент 0", f"{n:06d}", date(2024, 1, 2 + n), "", n, Decimal("0.01")) for n in range(1, 15)]
    found = read(write_workbook(tmp_path / "one.xlsx", report_rows(lines, form)))
    assert found.outcome != "loaded" or loaded(found) == truth(lines, form)


def test_sales_without_an_amount_are_held_back_and_no_headings(read: Read, write: Callable[..., Path]) -> None:
    lines = [
        "Дата;Номер;Клиент;Товар;Сумма",
        "11.03.2024;N-1;Ромашка;чай;",
        "вчера;N-2;Василёк;кофе;4210,99",
        "12.03.2024;N-3;Ромашка;чай;",
        "31.02.2024;N-4;Василёк;чай;8670,38",
        "26.02.2024;N-5;Ромашка;чай;8691,86",
    ]
    found = read(write("lines.csv", lines), answers=Answers(options={"many_held": "load"}))
    assert found.outcome == "loaded"
    assert (found.lines.loaded, found.lines.quarantined, found.lines.skipped) == (1, 4, 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), seed=st.integers(0, 10_000))
def test_a_report_that_lost_a_row_is_never_counted_twice(
    data: st.DataObject, seed: int, read: Read, tmp_path: Path
) -> None:
    """Without a total of its own, and with the day only in the title: nothing but arithmetic can tell."""
    levels = data.draw(st.sampled_from([("client", "product"), ("manager", "client", "product")]))
    form = Form(levels, title=MONTH, total="")
    lines = some_lines(40, seed)
    rows = report_rows(lines, form)
    lost = data.draw(st.integers(5, len(rows) - 4))
    found = read(write_workbook(tmp_path / "lost.xlsx", [*rows[:lost], *rows[lost + 1 :]]))
    whole = sum((line.amount for line in lines), Decimal(0))
    if found.outcome == "loaded":
        assert abs(found.amount_total) <= abs(whole) + max(abs(line.amount) for line in lines)


def oracle(values: list[int], depth: int) -> list[tuple[int, ...]]:
    """Every way to read the numbers as groups of one depth, by trying all of them."""

    def groups(at: int, level: int) -> list[tuple[int, tuple[int, ...]]]:
        if level == depth - 1:
            return [(at + 1, (level,))]
        ways = []
        open_ways: list[tuple[int, int, tuple[int, ...]]] = [(at + 1, 0, (level,))]
        while open_ways:
            place, added, levels = open_ways.pop()
            if place > at + 1 and added == values[at]:
                ways.append((place, levels))
            if place < len(values):
                open_ways += [(end, added + values[place], levels + more) for end, more in groups(place, level + 1)]
        return ways

    whole: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    found = []
    while whole:
        place, levels = whole.pop()
        if place == len(values):
            found.append(levels)
        else:
            whole += [(end, levels + more) for end, more in groups(place, 0)]
    return found


@given(st.lists(st.integers(1, 9), min_size=3, max_size=9))
def test_levels_by_sums_are_one_of_all_ways_to_group_positive_numbers(values: list[int]) -> None:
    found = levels_by_sums([(Decimal(value),) for value in values])
    ways = {levels for depth in range(2, 7) for levels in oracle(values, depth)}
    if found is not None:
        assert tuple(found) in ways
    if len(ways) == 1:
        assert found is not None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Период: Январь 2024 г.", (1, 1), (1, 31)),
        ("за 1 квартал 2024 г.", (1, 1), (3, 31)),
        ("Період: січень 2024 - березень 2024", (1, 1), (3, 31)),
        ("за II полугодие 2024", (7, 1), (12, 31)),
        ("Продажи за 2024 год", (1, 1), (12, 31)),
        ("с 1 февраля 2024 по 29 февраля 2024", (2, 1), (2, 29)),
        ("Sales for Q3 2024", (7, 1), (9, 30)),
        ("01.04.2024 – 30.04.2024", (4, 1), (4, 30)),
    ],
)
def test_periods_in_titles(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert period_of(text) == Period(date(2024, *first), date(2024, *last))


@pytest.mark.parametrize("text", ["Отчет сформирован 12.02.2024", "ООО Ромашка 2024", "Всего 1 000", ""])
def test_no_period_where_none_is_named(text: str) -> None:
    assert period_of(text) is None


def test_documents_in_cells() -> None:
    found = document_of("Реализация товаров и услуг УТ-000123 от 01.02.2024 12:00:00")
    assert found is not None and (found.number, found.day) == ("УТ-000123", date(2024, 2, 1))
    assert document_of("Видаткова накладна № 15 від 03.02.2024 р.") is not None
    assert document_of("Договор № 7 от 01.02.2019") is None
    assert document_of("ООО Ромашка") is None and document_of(5) is None
