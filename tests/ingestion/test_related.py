"""Documents and their lines in two files, lists of names by code: read as one table, the sums those of a plain join."""

from __future__ import annotations

import random
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from example_files import TODAY, quoted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.job import read_job
from ingestion.limits import Limits
from ingestion.pack import can_be_packed, pack_together
from ingestion.process import ReaderProcess
from ingestion.read import show_rows
from ingestion.reading import Reading
from ingestion.relation import JOINED
from ingestion.table_keys import FOUND, subject_of
from ingestion.task import Job
from storage.imports import file_to_load, load
from storage.store import open_store
from wording.catalogue import LANGUAGES, words
from wording.related import related_sentences

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the public tables are not on this machine")
Read = Callable[..., Reading]
Write = Callable[..., Path]
JOIN = Answers(sheet=JOINED)

ORDERS = ["Order no,Order date,Customer ID,Freight,Order total", "1,2024-01-05,A7,3,30", "2,2024-01-20,B9,4,52.50",
          "3,2024-02-03,A7,5,12.50"]  # fmt: skip
LINES = ["Order no,Product,Qty,Unit price", "1,Nails,10,1.50", "1,Glue,3,5", "2,Nails,35,1.50", "3,Glue,2.5,5"]
CLIENTS = ["Customer ID,Customer name,Region", "A7,Alder Ltd,North", "B9,Birch Ltd,South", "C1,Cedar Ltd,South"]


def pack(folder: Path, **tables: Sequence[str]) -> Path:
    """A zip of CSV files, as the upload screen makes it of files dropped together."""
    files = []
    for name, lines in tables.items():
        path = folder / f"{name}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append((path.name, path))
    pack_together(files, folder / "all.zip")
    return folder / "all.zip"


def staged(found: Reading, what: str) -> list[tuple[Any, ...]]:
    assert found.staged is not None
    return duckdb.sql(f"SELECT {what} FROM ({found.staged.relation_sql()}) ORDER BY line").fetchall()


def test_the_worked_example(read: Read, tmp_path: Path) -> None:
    path = pack(tmp_path, orders=ORDERS, lines=LINES, clients=CLIENTS)
    asked = read(path)
    assert (asked.outcome, asked.reason) == ("ask", "related_tables")
    assert [option["answer"] for option in asked.questions[0].options] == [JOINED]
    assert Decimal(asked.questions[0].options[0]["total"]) == 95
    found = read(path, JOIN)
    assert (found.outcome, found.amount_total, found.lines.loaded) == ("loaded", 95, 4) and found.lines.conserved()
    assert staged(found, "line, day, code, client, amount, region") == [
        (2, date(2024, 1, 5), "A7", "Alder Ltd", 15, "North"), (3, date(2024, 1, 5), "A7", "Alder Ltd", 15, "North"),
        (4, date(2024, 1, 20), "B9", "Birch Ltd", Decimal("52.5"), "South"),
        (5, date(2024, 2, 3), "A7", "Alder Ltd", Decimal("12.5"), "North"),
    ]  # fmt: skip
    related = found.related
    assert related is not None and related == Reading.from_json(found.to_json()).related
    assert (related.documents, related.documents_alone, related.lines, related.lines_alone) == (3, 0, 4, 0)
    assert [(one.subject, one.rows, one.unused, one.nameless) for one in related.lists] == [("client", 3, 1, 0)]
    assert (related.documents_total, related.difference, related.documents_differ) == (95, 0, 0)
    assert related.unspread == ("delivery_cost",)
    assert found.skipped_by_reason == {"joined": len(ORDERS) + len(CLIENTS)}


def test_what_found_no_partner_is_counted_and_held(read: Read, tmp_path: Path) -> None:
    many = [f"{n},2024-03-{n:02d},A7,0,2" for n in range(10, 21)]
    lines = [*LINES, *(f"{n},Nails,1,1" for n in range(10, 20)), "99,Glue,4,5", "Total,,,"]
    path = pack(tmp_path, orders=[*ORDERS, *many], lines=lines, clients=[*CLIENTS[:2], CLIENTS[3]])
    found = read(path, JOIN)
    assert found.related is not None and not found.related.lists, "half of the codes are no list of these clients"
    found = read(pack(tmp_path, orders=[*ORDERS, *many], lines=lines, clients=CLIENTS), JOIN)
    assert (found.outcome, found.held_by_reason, found.held_amount) == ("loaded", {"no_document": 1}, 20)
    assert found.quarantine[0].line == 16 and found.quarantine[0].header == "Order no"
    assert found.related is not None and found.lines.conserved()
    assert (found.related.lines_alone, found.related.documents_alone, found.related.documents) == (1, 1, 14)
    assert found.related.documents_differ == 10 and found.related.difference == -10
    for language in LANGUAGES:
        said = " ".join(related_sentences(found.related.to_json(), words(language)))
        assert "14" in said and "15" in said and "{" not in said


def test_the_question_is_not_asked_again_for_the_same_columns(read: Read, tmp_path: Path) -> None:
    path = pack(tmp_path, orders=ORDERS, lines=LINES, clients=CLIENTS)
    known = {read(path).fingerprint: JOIN}
    found = read(path, known_layouts=known)
    assert (found.outcome, found.amount_total, found.answers) == ("loaded", 95, JOIN)


def test_headers_that_speak_of_other_things_join_nothing(read: Read, tmp_path: Path) -> None:
    lines = ["Machine no,Product,Qty,Unit price", *LINES[1:]]
    found = read(pack(tmp_path, orders=ORDERS, lines=lines))
    assert (found.outcome, found.reason) == ("refused", "archive_of_files")
    with pytest.raises(AssertionError):
        assert read(tmp_path / "all.zip", JOIN).outcome == "loaded"


def test_a_number_that_stands_on_two_documents_joins_nothing(read: Read, tmp_path: Path) -> None:
    found = read(pack(tmp_path, orders=[*ORDERS, "1,2024-03-01,B9,0,1"], lines=LINES))
    assert (found.outcome, found.reason) == ("refused", "archive_of_files")
    found = read(pack(tmp_path, orders=[*ORDERS, ORDERS[1]], lines=LINES), JOIN)
    assert (found.amount_total, found.lines.loaded) == (95, 4), "the same row twice is one document"


def test_two_possible_tables_of_documents_join_nothing(read: Read, tmp_path: Path) -> None:
    other = [line.replace("2024-", "2023-") for line in ORDERS]
    found = read(pack(tmp_path, orders=ORDERS, old=other, lines=LINES))
    assert (found.outcome, found.reason) == ("refused", "archive_of_files")


def test_more_than_can_be_looked_at_together_is_refused_before_it_is_unpacked(read: Read, tmp_path: Path) -> None:
    path = pack(tmp_path, orders=ORDERS, lines=LINES)
    for limits in (Limits(together_bytes=100), Limits(together_tables=1)):
        assert read(path, JOIN, limits=limits).reason == "archive_of_files"


def test_codes_that_lost_their_zeros(read: Read, tmp_path: Path) -> None:
    orders = [ORDERS[0], *(f"0000{line}" for line in ORDERS[1:])]
    assert read(pack(tmp_path, orders=orders, lines=LINES), JOIN).amount_total == 95


RUSSIAN = {
    "Реализации": ["Номер;Дата;Код клиента;Ответственный", "Р-1;05.01.2024;К1;Петрова", "Р-2;20.01.2024;К2;Сидоров"],
    "Товары": ["Документ;Номенклатура;Количество;Цена", "Р-1;Гвозди;10;1,50", "Р-1;Клей;3;5,00", "Р-2;Гвозди;35;1,50"],
    "Клиенты": ["Код;Наименование;ИНН", "К1;ООО Ромашка;7701234567", "К2;ИП Кузнецов;7709876543"],
}


def test_a_bare_code_belongs_to_what_its_table_is_called_after(read: Read, tmp_path: Path) -> None:
    found = read(pack(tmp_path, **RUSSIAN), JOIN)
    assert (found.outcome, found.amount_total) == ("loaded", Decimal("82.5"))
    assert staged(found, "client, tax_id, manager, product")[0] == ("ООО Ромашка", "7701234567", "Петрова", "Гвозди")


def test_a_workbook_with_a_sheet_each(read: Read, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        for name, lines in RUSSIAN.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for place, cell in enumerate(line.split(";")):
                    text = cell.replace(",", ".")
                    if text.replace(".", "", 1).isdigit() and place > 1:
                        sheet.write_number(at, place, float(text))
                    else:
                        sheet.write(at, place, cell)
    asked = read(tmp_path / "book.xlsx")
    assert asked.reason == "related_tables"
    assert [option["answer"] for option in asked.questions[0].options] == [JOINED, *RUSSIAN]
    found = read(tmp_path / "book.xlsx", JOIN)
    assert (found.outcome, found.amount_total, found.lines.loaded) == ("loaded", Decimal("82.5"), 3)
    assert found.lines.conserved() and found.sheet == "Товары + Реализации + Клиенты"
    assert staged(found, "sheet, line") == [(2, 2), (2, 3), (2, 4)]


def test_the_row_behind_a_joined_line(reader: ReaderProcess, tmp_path: Path) -> None:
    path = pack(tmp_path, orders=ORDERS, lines=LINES)
    (row,) = show_rows(path, [(1, 4)], work=tmp_path, process=reader)
    assert (row.sheet_name, row.cells) == ("lines.csv", ("2", "Nails", "35", "1.50"))


def test_lists_without_documents(read: Read, tmp_path: Path) -> None:
    sales = ["Date,Client code,Seller ID,Amount", "2024-01-05,A7,1,10", "2024-01-06,B9,2,20.5", "2024-01-07,A7,1,5"]
    sellers = ["ID,First name,Last name", "1,Ann,Smith", "2,Bo,Jones"]
    path = pack(tmp_path, sales=sales, clients=["Code,Name", "A7,Alder", "B9,Birch"], sellers=sellers)
    asked = read(path)
    assert [option["answer"] for option in asked.questions[0].options] == [JOINED, "sales.csv"]
    assert {option["total"] for option in asked.questions[0].options} == {"35.5000"}
    assert staged(read(path, JOIN), "code, client, manager, amount")[1] == ("B9", "Birch", "Bo Jones", Decimal("20.5"))
    alone = read(path, Answers(sheet="sales.csv"))
    assert staged(alone, "code, client, manager")[1] == ("B9", None, "2") and alone.lines.conserved()


def test_a_manager_who_is_not_in_the_list_keeps_his_code_and_a_client_his_name(read: Read, tmp_path: Path) -> None:
    head = "Date,Client code,Contact,Seller ID,Amount"
    sales = [head, *(f"2024-01-0{n},A{n},Mr {n},{n},{n}0" for n in range(1, 7))]
    sellers = ["ID,First name,Last name", *(f"{n},Ann,Smith {n}" for n in range(1, 6))]
    clients = ["Code,Name", *(f"A{n},Firm {n}" for n in range(1, 7))]
    found = read(pack(tmp_path, sales=sales, clients=clients, sellers=sellers), JOIN)
    assert staged(found, "client, manager")[-2:] == [("Firm 5", "Ann Smith 5"), ("Firm 6", "6")]
    assert found.related is not None
    assert {one.subject: one.nameless for one in found.related.lists} == {"client": 0, "manager": 1}


def test_documents_that_are_sales_by_themselves_lend_their_lines_the_client(read: Read, tmp_path: Path) -> None:
    documents = ["Номер;Дата;Контрагент;Сумма документа", "1;05.01.2024;Ромашка;30,00", "2;20.01.2024;Вектор;52,50"]
    lines = ["Номер;Номенклатура;Сумма", "1;Гвозди;15,00", "1;Клей;15,00", "2;Гвозди;50,50", "Итого;;80,50"]
    found = read(pack(tmp_path, documents=documents, lines=lines), JOIN)
    assert (found.outcome, found.amount_total, found.clients) == ("loaded", Decimal("80.5"), 2)
    assert found.own_total is not None and found.own_total.difference == 0 and found.related is not None
    assert (found.related.documents_total, found.related.difference) == (Decimal("82.5"), -2)
    assert (found.related.documents_differ, found.related.lines_alone) == (1, 0)


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("CustomerID", "client"), ("Код клиента", "client"), ("Код контрагента", "client"), ("productID", "product"),
        ("Код номенклатуры", "product"), ("Артикул", "product"), ("employeeID", "manager"), ("Код менеджера", "manager"),
        ("orderID", "order"), ("Номер документа", "order"), ("Код", None), ("ID", None), ("Colour", None),
    ],
)  # fmt: skip
def test_of_what_a_header_speaks(header: str, subject: str | None) -> None:
    assert subject_of(header) == subject


def test_the_same_files_are_the_same_bytes_whatever_their_order(tmp_path: Path) -> None:
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("a,b\n1,2\n", encoding="utf-8")
    other.write_text("a,b\n3,4\n", encoding="utf-8")
    names = pack_together([("x.csv", one), ("x.csv", other)], tmp_path / "1.zip")
    again = pack_together([("x.csv", other), ("C:\\y\\x.csv", one)], tmp_path / "2.zip")
    with zipfile.ZipFile(tmp_path / "1.zip") as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert (names, again) == (["x.csv", "x (2).csv"], ["x (2).csv", "x.csv"])
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    assert can_be_packed(one) and not can_be_packed(tmp_path / "1.zip")


@needs_data
def test_northwind(read: Read, tmp_path: Path) -> None:
    folder = DATA / "northwind"
    pack_together([(path.name, path) for path in folder.glob("*.csv")], tmp_path / "n.zip")
    asked = read(tmp_path / "n.zip")
    totals = {one["answer"]: Decimal(one["total"]) for one in asked.questions[1].options}
    assert [question.code for question in asked.questions] == ["related_tables", "discount_to_take_off"]
    assert round(totals["share"], 2) == Decimal("1265793.04") and round(totals["ignore"], 2) == Decimal("1354458.59")
    found = read(tmp_path / "n.zip", Answers(sheet=JOINED, options={"discount_to_take_off": "share"}))
    assert (found.outcome, found.lines.loaded, found.lines.quarantined) == ("loaded", 2155, 0)
    assert (round(found.amount_total, 2), found.clients) == (Decimal("1265793.04"), 89)
    assert found.related is not None
    assert (found.related.documents, found.related.lines_alone, found.related.documents_alone) == (830, 0, 0)
    assert [(one.subject, one.rows, one.unused) for one in found.related.lists] == [
        ("client", 91, 2),
        ("manager", 9, 0),
    ]
    store = open_store(tmp_path / "n.duckdb")
    try:
        load(store, file_to_load(found, tmp_path / "n.zip"), by="tests")
        rows = store.query(
            "SELECT max(p.name) AS client, sum(l.amount) AS money FROM sales_lines l JOIN parties p USING (party_id)"
            " GROUP BY p.client_id ORDER BY 2 DESC"
        ).to_pylist()
    finally:
        store.close()
    assert rows[0]["client"] == "QUICK-Stop" and len(rows) == 89
    assert round(rows[0]["money"] / found.amount_total, 4) == Decimal("0.0871")


@needs_data
def test_adventureworks(read: Read, tmp_path: Path) -> None:
    names = ("FactResellerSales", "Resellers", "Product", "SalesPerson", "DimEmployeeSalesTerritory")
    files = [(f"{name}.csv", DATA / "adventureworks" / f"{name}.csv") for name in names]
    pack_together(files, tmp_path / "a.zip")
    found = read(tmp_path / "a.zip", JOIN)
    assert (found.outcome, found.amount_total) == ("loaded", Decimal("77548570.20")) and found.related is not None
    assert found.related.tables == ("FactResellerSales.csv", "Resellers.csv", "Product.csv")
    rows = staged(found, "code, client, product")
    assert len({code for code, _, _ in rows}) == 632 and all(client and product for _, client, product in rows)
    assert len({product for *_, product in rows}) == 250


@needs_data
def test_deals_keep_their_names_and_get_the_region_of_the_agent(read: Read, tmp_path: Path) -> None:
    folder = DATA / "maven_crm"
    pack_together([(path.name, path) for path in folder.glob("*.csv")], tmp_path / "m.zip")
    found = read(tmp_path / "m.zip", JOIN)
    assert (found.outcome, found.amount_total, found.lines.loaded) == ("loaded", 10_005_534, 4_238)
    assert staged(found, "client, manager, region, segment")[0] == ("Cancity", "Moses Frase", "Central", "retail")


HEADERS = (
    (("Номер", "Дата", "Код клиента"), ("Номер документа", "Номенклатура", "Количество", "Цена")),
    (("Order ID", "Order date", "Customer ID"), ("OrderID", "Product", "Quantity", "Unit price")),
    (("Номер замовлення", "Дата", "Код клієнта"), ("Замовлення", "Товар", "Кількість", "Ціна")),
)
WAY = st.tuples(st.sampled_from([";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))


def written(rows: Sequence[Sequence[str]], way: tuple[str, str]) -> bytes:
    delimiter, encoding = way
    return "".join(delimiter.join(quoted(cell, delimiter) for cell in row) + "\r\n" for row in rows).encode(encoding)


def read_together(files: dict[str, bytes], answers: Answers) -> tuple[Reading, list[tuple[Any, ...]]]:
    """The reading of files dropped together, and the rows it stages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        pack_together([(file, folder / file) for file in files], folder / "all.zip")
        found = read_job(Job(folder / "all.zip", "all.zip", folder, TODAY, answers), lambda stage, share: None)
        return found, staged(found, "line, day, code, amount") if found.staged else []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(3, 25), st.lists(st.tuples(st.integers(0, 24), st.integers(1, 99), st.integers(1, 99_999)), min_size=4, max_size=60),
    st.sets(st.integers(0, 24), max_size=4), st.sampled_from(HEADERS), WAY, WAY, st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_joined_sums_are_those_of_a_plain_join(
    count: int,
    sold: list[tuple[int, int, int]],
    gone: set[int],
    headers: tuple[tuple[str, ...], tuple[str, ...]],
    one: tuple[str, str],
    other: tuple[str, str],
    chance: random.Random,
) -> None:
    """Any documents and lines, in two files of any form, shuffled, some documents missing."""
    days = {f"N-{n}": date(2024, 1, 3) + timedelta(days=9 * n) for n in range(count)}
    buyers = {number: f"C{chance.randrange(5)}" for number in days}
    lines = [(f"N-{at % count}", quantity, Decimal(cents) / 100) for at, quantity, cents in sold]
    there = [number for at, number in enumerate(days) if at not in gone]
    chance.shuffle(lines)
    chance.shuffle(there)
    documents = [headers[0], *((number, days[number].isoformat(), buyers[number]) for number in there)]
    rows = [headers[1], *((n, "Nails", str(q), f"{p:.2f}") for n, q, p in lines)]
    answers = Answers(sheet=JOINED, decimal_sign=".", options={"many_held": "load"})
    found, loaded = read_together({"docs.csv": written(documents, one), "lines.csv": written(rows, other)}, answers)
    named = {number for number, _, _ in lines}
    if len(named & set(there)) < FOUND * len(named):
        assert found.reason == "archive_of_files" and not loaded
        return
    expected = [(line, days[n], buyers[n], q * p) for line, (n, q, p) in enumerate(lines, start=2) if n in there]
    assert found.outcome == "loaded", (found.reason, found.facts)
    assert loaded == expected and found.amount_total == sum(amount for *_, amount in expected)
    assert found.held_by_reason.get("no_document", 0) == len(lines) - len(expected) and found.lines.conserved()
    assert found.related is not None
    assert (found.related.documents, found.related.documents_alone) == (len(there), len(set(there) - named))
