"""The screen of held rows: typed in the grid or in Excel, loaded once, declared no sales, taken back; nothing is lost."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from ingestion.read import read_file
from ingestion.reading import SheetRules
from storage.errors import StoreError
from storage.held_rows import held_rows
from storage.imports import LedgerLine, file_to_load, ledger, load, undo
from storage.mending import mendings
from storage.store import files_folder
from tests.ui.screens import LOCALES, SCREENS, latin_words, read_aloud, sentences, start, table_headers, table_texts
from tests.ui.stores import NASTY, load_file
from ui.data import rows_are_held, store
from ui.excel import workbook
from ui.held_sheet import sheet_of, take_sheet
from ui.import_ledger import own_total
from ui.mending import rules_of
from wording.catalogue import words

Own = Callable[[str], Path]
GOOD = [f"{day:02}.03.2026;Клієнт {day % 5};{day * 10},50" for day in range(1, 28)]
BAD = ["31.02.2026;Клієнт 1;70,25", ";=1+1;5,00", "28.03.2026;**жирний**;12а", "29.03.2026;Клієнт 2;-"]
TOTAL = sum((Decimal(day * 10) + Decimal("0.5") for day in range(1, 28)), Decimal(0))
FIRST = len(GOOD) + 2  # line of the first bad row


def report(*extra: str) -> bytes:
    """A file of 27 sales and four rows that cannot be loaded."""
    return "\n".join(["Дата;Клієнт;Сума", *GOOD, *BAD, *extra]).encode()


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    if "upload_done" in app.session_state:
        del app.session_state["upload_done"]
    app.switch_page(SCREENS["upload"]).run()
    app.file_uploader[0].upload(name, content)
    app.run()
    return clean(app)


def clean(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    return clean(app)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database into which a file with four held rows was loaded; nobody writes to it."""
    folder = tmp_path_factory.mktemp("held")
    source = folder / "sales.csv"
    source.write_bytes(report())
    return load_file(folder / "held.duckdb", source)


@pytest.fixture
def app(own: Own, loaded: Path) -> AppTest:
    """The screen of held rows over a copy of that database."""
    path = own("empty")
    shutil.copyfile(loaded, path)
    shutil.copytree(files_folder(loaded), files_folder(path))
    return clean(start().switch_page(SCREENS["held_rows"]).run())


def type_in(app: AppTest, edits: dict[int, dict[str, Any]]) -> AppTest:
    """Type into cells of the grid: {row: {column: text}}."""
    (grid,) = [table for table in app.dataframe if "problem" in table.value.columns]
    key = grid.proto.id.split("-", 2)[-1]
    app.session_state[key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    return clean(app.run())


def line() -> LedgerLine:
    (found,) = [one for one in ledger(store()) if one.undone_at is None]
    return found


def said(app: AppTest) -> str:
    return " ".join(text.replace("\\", "") for text in sentences(app))


def test_the_screen_says_how_many_rows_wait_why_and_with_how_much_money(app: AppTest) -> None:
    assert app.title[0].value == "Which rows wait for a decision?"
    lead = app.header[0].value.replace("\\", "")
    assert lead.startswith("4 rows of sales.csv wait") and "75.25" in lead
    assert "the date cannot be read (1)" in lead and "no amount (1)" in lead
    assert [metric.value for metric in app.metric] == ["4", "75.25", "0", "0"]
    (grid,) = [table.value for table in app.dataframe if "problem" in table.value.columns]
    assert list(grid["line"]) == [FIRST, FIRST + 1, FIRST + 2, FIRST + 3]
    assert grid["problem"][0] == "the date cannot be read — “Дата”: 31.02.2026"
    assert grid["c1"][1] == "=1+1" and grid["c1"][2] == "**жирний**"


def test_mended_rows_are_loaded_and_wrong_ones_stay_with_a_new_reason(app: AppTest) -> None:
    assert app.button(key="held_load").disabled
    type_in(app, {0: {"c0": "28.02.2026"}, 1: {"c0": "2026-03-30"}, 2: {"c2": "12,5о"}})
    assert not app.button(key="held_load").disabled and "3 mended rows" in app.button(key="held_load").label
    press(app, "held_load")
    assert "2 rows became sales, 75.25" in said(app) and "1 row is still wrong" in said(app)
    assert line().lines == {"total": 32, "header": 1, "blank": 0, "loaded": 29, "quarantined": 2, "skipped": 0}
    assert line().amount_total == TOTAL + Decimal("75.25")
    left = held_rows(store(), line().import_id)
    assert [(row.line, row.reason, row.value) for row in left] == [
        (FIRST + 2, "bad_amount", "12,5о"), (FIRST + 3, "no_amount", None),
    ]  # fmt: skip
    assert app.button(key="held_load").disabled
    assert [metric.value for metric in app.metric][2] == "2"


def test_what_was_typed_stays_when_the_page_is_opened_anew(app: AppTest) -> None:
    type_in(app, {0: {"c0": "28.02.2026"}, 3: {"c2": "8,75"}})
    again = clean(start().switch_page(SCREENS["held_rows"]).run())
    (grid,) = [table.value for table in again.dataframe if "problem" in table.value.columns]
    assert (grid["c0"][0], grid["c2"][3]) == ("28.02.2026", "8,75")
    assert "2 mended rows" in again.button(key="held_load").label
    type_in(again, {0: {"c0": "31.02.2026"}})
    assert "1 mended row" in again.button(key="held_load").label
    press(again, "held_load")
    assert line().amount_total == TOTAL + Decimal("8.75")


def test_a_row_is_ticked_as_no_sale_or_a_whole_reason_is_declared(app: AppTest) -> None:
    type_in(app, {3: {"no_sale": True}})
    press(app, "held_leave_out")
    assert (line().lines["quarantined"], line().lines["skipped"]) == (3, 1)
    assert "1 row was left out: not a sale." in said(app)
    app.session_state[f"held_reason_{line().import_id}"] = "bad_date"
    clean(app.run())
    press(app, "held_no_sales")
    assert (line().lines["quarantined"], line().lines["skipped"]) == (2, 2)
    assert line().amount_total == TOTAL


def test_a_decision_is_taken_back_here_and_in_the_ledger(app: AppTest) -> None:
    type_in(app, {0: {"c0": "28.02.2026"}})
    press(app, "held_load")
    (one,) = mendings(store())
    press(app, f"held_undo_{one.mending_id}")
    assert (line().lines["loaded"], line().lines["quarantined"], line().amount_total) == (27, 4, TOTAL)
    press(app, "held_load")
    (one,) = mendings(store())
    clean(app.switch_page(SCREENS["imports"]).run())
    assert "1 row put right" in said(app)
    press(app, f"mending_{line().import_id}_{one.mending_id}")
    assert line().amount_total == TOTAL and mendings(store()) == []


def test_the_screen_is_reached_from_the_receipt_and_from_the_ledger(own: Own) -> None:
    own("empty")
    app = drop(start(), "sales.csv", report())
    press(app, "upload_load")
    press(app, "receipt_held_1")
    assert app.title[0].value == "Which rows wait for a decision?"
    clean(app.switch_page(SCREENS["imports"]).run())
    press(app, "held_of_1")
    assert app.title[0].value == "Which rows wait for a decision?"


def test_the_same_sale_in_another_file_is_asked_about(app: AppTest, tmp_path: Path) -> None:
    more = ["Дата;Клієнт;Сума", "28.02.2026;Клієнт 1;70,25"] + [
        f"{day:02}.01.2026;Інший;{day},10" for day in range(1, 25)
    ]
    other = tmp_path / "other.csv"
    other.write_text("\n".join(more), encoding="utf-8")
    found = read_file(other, work=tmp_path)
    load(store(), file_to_load(found, other), by="owner")
    clean(app.switch_page(SCREENS["held_rows"]).run())
    type_in(app, {0: {"c0": "28.02.2026"}, 3: {"c2": "1"}})
    press(app, "held_load")
    assert "1 mended row stands in another file already" in said(app) and "other.csv" in said(app)
    first = next(one for one in ledger(store()) if one.import_id == 1)
    assert first.lines["quarantined"] == 4
    press(app, "held_same_sales")
    first = next(one for one in ledger(store()) if one.import_id == 1)
    assert (first.lines["loaded"], first.lines["skipped"], first.amount_total) == (28, 1, TOTAL + 1)


def sheet(folder: Path, change: Callable[[Any], None], suffix: str = "xlsx") -> Path:
    """The sheet of the held rows as a person saved it after some change."""
    one = line()
    made = openpyxl.load_workbook(io.BytesIO(workbook([sheet_of(one, rules_of(one))])))
    change(made.active)
    path = folder / f"held.{suffix}"
    made.save(path)
    return path


def rows_of(page: Any) -> dict[int, int]:
    """line of the file -> row of the sheet."""
    return {row[1].value: row[0].row for row in page.iter_rows() if isinstance(row[1].value, int)}


def test_the_sheet_holds_line_reason_and_cells_and_runs_no_formula(app: AppTest, tmp_path: Path) -> None:
    page = openpyxl.load_workbook(sheet(tmp_path, lambda page: None)).active
    head = next(row for row in page.iter_rows(values_only=True) if row[1] == "Line")
    assert head[2:7] == ("Sheet", "What is wrong", "Дата", "Клієнт", "Сума")
    cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(not cell.value.startswith(("=", "+", "-", "@")) and cell.data_type == "s" for cell in cells)
    found = next(row for row in page.iter_rows(values_only=True) if row[1] == FIRST + 1)
    assert found[3:7] == ("no date", None, "'=1+1", "5,00") or found[3:7] == ("no date — “Дата”", None, "'=1+1", "5,00")


def test_a_mended_sheet_comes_back_and_is_loaded_once(app: AppTest, tmp_path: Path) -> None:
    def mend(page: Any) -> None:
        rows = rows_of(page)
        page.cell(rows[FIRST], 5).value = "28.02.2026"
        page.cell(rows[FIRST + 1], 5).value = "30.03.2026"
        page.cell(rows[FIRST + 3], 7).value = 8.75

    path = sheet(tmp_path, mend)
    app.file_uploader[0].upload("held.xlsx", path.read_bytes())
    clean(app.run())
    assert "3 rows were changed in it" in said(app) and "1 row is as it was" in said(app)
    press(app, "held_load")
    assert (line().lines["loaded"], line().amount_total) == (30, TOTAL + Decimal("84.00"))
    clients = store().query("SELECT client FROM clients").column("client").to_pylist()
    assert "=1+1" in clients
    app.file_uploader[0].upload("held.xlsx", path.read_bytes())
    clean(app.run())
    assert "3 rows were settled before" in said(app)
    assert app.button(key="held_load").disabled and line().lines["loaded"] == 30


def test_a_mended_sheet_dropped_on_the_upload_screen_is_no_report_of_sales(app: AppTest, tmp_path: Path) -> None:
    def mend(page: Any) -> None:
        page.cell(rows_of(page)[FIRST], 5).value = "28.02.2026"

    content = sheet(tmp_path, mend).read_bytes()
    drop(app, "held.xlsx", content)
    assert "sheet of held rows of import 1" in app.header[0].value
    press(app, "upload_held")
    assert app.title[0].value == "Which rows wait for a decision?"
    assert "1 row was changed in it" in said(app)
    press(app.switch_page(SCREENS["held_rows"]).run(), "held_load")
    assert line().amount_total == TOTAL + Decimal("70.25")
    assert len(ledger(store())) == 1


def test_changed_lines_foreign_files_and_other_columns_get_a_sentence(app: AppTest, tmp_path: Path) -> None:
    def move(page: Any) -> None:
        rows = rows_of(page)
        page.cell(rows[FIRST], 2).value = FIRST + 3
        page.cell(rows[FIRST + 3], 2).value = FIRST
        page.cell(rows[FIRST + 1], 2).value = 3
        page.cell(rows[FIRST + 2], 7).value = "12,5"

    def swap(page: Any) -> None:
        page.delete_cols(6)

    tries = {
        "3 rows do not fit what was given out": sheet(tmp_path, move).read_bytes(),
        "The columns of the sheet are not those of sales.csv any more": sheet(tmp_path, swap).read_bytes(),
        "This file is not a sheet of held rows": report(),
    }
    for sentence, content in tries.items():
        app.file_uploader[0].upload("held.xlsx", content)
        clean(app.run())
        assert sentence in said(app)
    assert [row.line for row in held_rows(store(), 1) if row.is_ready] == [FIRST + 2]
    path = sheet(tmp_path, lambda page: None)
    undo(store(), 1)
    with pytest.raises(StoreError) as refused:
        take_sheet(path)
    assert refused.value.code == "foreign_sheet"


def test_the_row_behind_a_mended_number_shows_what_was_changed(app: AppTest) -> None:
    type_in(app, {0: {"c0": "28.02.2026", "c1": "Новий"}})
    press(app, "held_load")
    client = store().query("SELECT client_id FROM clients WHERE client = 'Новий'").to_pylist()[0]["client_id"]
    assert client
    clean(app.switch_page(SCREENS["imports"]).run())
    app.session_state["row_1"] = True
    clean(app.run())
    app.text_input(key="line_of_1").set_value(str(FIRST)).run()
    clean(app)
    changed = [table.value for table in app.dataframe if "In the file" in table.value.columns]
    assert changed[0].values.tolist() == [["Дата", "31.02.2026", "28.02.2026"], ["Клієнт", "Клієнт 1", "Новий"]]


def test_an_import_that_did_not_keep_its_rules_is_read_once_more(app: AppTest) -> None:
    with store().writing() as cursor:
        cursor.execute("UPDATE imports SET report = json_merge_patch(report, '{\"rules\": null}')")
    rules = rules_of(line())
    assert isinstance(rules[""], SheetRules) and rules[""].header == ("Дата", "Клієнт", "Сума")
    type_in(app, {0: {"c0": "28.02.2026"}})
    press(app, "held_load")
    assert line().amount_total == TOTAL + Decimal("70.25")


def test_the_menu_names_the_screen_only_while_rows_are_held(app: AppTest) -> None:
    assert rows_are_held()
    type_in(app, {at: {"no_sale": True} for at in range(4)})
    press(app, "held_leave_out")
    assert not rows_are_held() and "No row waits" in app.header[0].value
    press(app, f"held_undo_{mendings(store())[0].mending_id}")
    assert rows_are_held()


@pytest.mark.parametrize("language", LOCALES)
def test_the_screen_speaks_one_language(own: Own, language: str) -> None:
    path = own("empty")
    names = [name for name in NASTY if ";" not in name and '"' not in name][:2]
    rows = [f"31.02.2026;{name};5,00" for name in names]
    source = path.with_name("sales.csv")
    source.write_bytes(report(*rows))
    load_file(path, source)
    app = clean(start(LOCALES[language]).switch_page(SCREENS["held_rows"]).run())
    t = words(language)
    assert app.title[0].value == t("held_rows.question") and app.header[0].value.endswith(".")
    shown = sentences(app) + table_headers(app)
    if language != "en":
        data = latin_words([*names, "sales.csv Excel xlsx EN RU UK English", " ".join(table_texts(app))])
        strange = latin_words([read_aloud(text) for text in shown]) - data
        assert not {word for word in strange if word not in ("CSV", "XLSX")}, strange
    assert not [name for name in names if any(name in text for text in sentences(app))]


def book(path: Path) -> Path:
    """A workbook of two months whose second sheet has a row that cannot be loaded; the total knows of it."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for month, name in ((1, "Січ"), (2, "Лют")):
        page = made.create_sheet(name)
        page.append(["Дата", "Клієнт", "Сума"])
        for day in range(1, 20):
            page.append([f"{day:02}.{month:02}.2026", f"Клієнт {day % 4}", day * 100 + month])
    page.append(["31.02.2026", "Клієнт 1", 77])
    made.save(path)
    return path


def test_rows_of_joined_sheets_show_their_sheet(own: Own, tmp_path: Path) -> None:
    path = load_file(own("empty"), book(tmp_path / "year.xlsx"))
    assert path.exists()
    app = clean(start().switch_page(SCREENS["imports"]).run())
    app.session_state["left_quarantined_1"] = True
    clean(app.run())
    (table,) = [one.value for one in app.dataframe if "Sheet" in one.value.columns]
    assert table[["Sheet", "Line"]].values.tolist() == [["Лют", 21]]
    clean(app.switch_page(SCREENS["held_rows"]).run())
    (grid,) = [one.value for one in app.dataframe if "problem" in one.value.columns]
    assert list(grid["sheet"]) == ["Лют"]
    type_in(app, {0: {"c0": "28.02.2026"}})
    press(app, "held_load")
    assert store().query("SELECT sheet, line, amount FROM sales_lines WHERE line = 21").to_pylist() == [
        {"sheet": 2, "line": 21, "amount": Decimal(77)}
    ]


def test_mended_rows_make_the_total_of_the_file_agree(own: Own, tmp_path: Path) -> None:
    path = tmp_path / "total.csv"
    rows = ["Дата;Клієнт;Сума", *GOOD, BAD[0], f"Разом;;{TOTAL + Decimal('70.25')}".replace(".", ",")]
    path.write_text("\n".join(rows), encoding="utf-8")
    load_file(own("empty"), path)
    assert "error" in own_total(line())
    app = clean(start().switch_page(SCREENS["held_rows"]).run())
    type_in(app, {0: {"c0": "28.02.2026"}})
    press(app, "held_load")
    assert "check_circle" in own_total(line()) and line().amount_total == TOTAL + Decimal("70.25")


def test_a_file_loaded_again_has_its_mended_rows(app: AppTest) -> None:
    type_in(app, {0: {"c0": "28.02.2026"}})
    press(app, "held_load")
    clean(app.switch_page(SCREENS["imports"]).run())
    undo(store(), 1)
    clean(app.run())
    press(app, "redo_1")
    assert (line().lines["loaded"], line().amount_total) == (28, TOTAL + Decimal("70.25"))
    assert len(mendings(store())) == 1
